/**
 * The one way from a page to the server.
 *
 * Refusals come back as ApiError with the server's stable code, its text in the reader's language and the violations per
 * field. A 401 asks the page to sign in again (shell.js shows a dialog over the form) and then repeats the call, so that
 * nobody loses what they have written. Nothing is repeated on its own but reads and writes that carry a key or an ETag.
 */
import { language } from "./i18n.js";

const BASE = "/api/v1";

/** @typedef {{ pointer: string, code: string, message: string }} Violation */

export class ApiError extends Error {
  /**
   * @param {number} status 0 when the server was not reached
   * @param {{ code?: string, title?: string, detail?: string, trace_id?: string, errors?: Violation[] }} problem
   * @param {number | null} [retryAfterSeconds]
   */
  constructor(status, problem, retryAfterSeconds = null) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "network" : "unknown");
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.traceId = problem.trace_id ?? "";
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The server was not reached: the same call may succeed later. */
  get network() {
    return this.status === 0;
  }

  /** Somebody else has changed the object since it was read. */
  get stale() {
    return this.status === 412;
  }
}

/**
 * @template T
 * @typedef {{ status: number, data: T, etag: string | null, location: string | null }} Reply
 */

/**
 * @typedef {object} CallOptions
 * @property {Record<string, string | number | boolean | null | undefined>} [query] null and undefined are left out
 * @property {unknown} [body] sent as JSON
 * @property {string | null} [etag] If-Match for writes, If-None-Match for reads
 * @property {boolean} [create] If-None-Match: * (the object must not exist yet)
 * @property {string} [key] Idempotency-Key, from newKey(): one per thing the person does, the same for its repeats
 * @property {AbortSignal} [signal]
 * @property {boolean} [quiet] a 401 is an answer, not a reason to ask for the password
 */

/** @type {(() => Promise<boolean>) | null} */
let askToSignIn = null;

/** @type {(() => void)[]} */
const answered = [];

/**
 * What to do when the session has ended: resolves true when somebody has signed in again.
 * @param {() => Promise<boolean>} handler
 */
export function onSignedOut(handler) {
  askToSignIn = handler;
}

/** Calls back after each answer of a signed-in call: the server has moved the idle time. @param {() => void} handler */
export function onAnswer(handler) {
  answered.push(handler);
}

/** A key for one thing that a person does once, however often the network makes us send it. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} path below /api/v1
 * @param {CallOptions["query"]} [query]
 */
export function apiUrl(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

/**
 * @param {string} method
 * @param {CallOptions} options
 */
function headersOf(method, options) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "Accept-Language": language.value };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.etag) headers[method === "GET" ? "If-None-Match" : "If-Match"] = options.etag;
  if (options.create) headers["If-None-Match"] = "*";
  if (options.key) headers["Idempotency-Key"] = options.key;
  return headers;
}

/** @param {Response} reply */
async function errorOf(reply) {
  const problem = await reply.json().catch(() => ({}));
  const seconds = Number(reply.headers.get("Retry-After"));
  return new ApiError(reply.status, problem, Number.isFinite(seconds) && seconds > 0 ? seconds : null);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {CallOptions} options
 */
async function send(method, path, options) {
  try {
    return await fetch(apiUrl(path, options.query), {
      method,
      headers: headersOf(method, options),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      credentials: "same-origin",
      cache: "no-store", // ETags are ours to handle: a page that holds the object sends its own
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, { code: "network" });
  }
}

/**
 * @param {string} method
 * @param {string} path below /api/v1, such as "/session"
 * @param {CallOptions} [options]
 * @returns {Promise<Reply<any>>} status 304 has data null
 */
export async function call(method, path, options = {}) {
  let reply = await send(method, path, options);
  if (reply.status === 401 && !options.quiet && askToSignIn && (await askToSignIn())) {
    reply = await send(method, path, options);
  }
  if (!reply.ok && reply.status !== 304) throw await errorOf(reply);
  for (const handler of answered) handler();
  const empty = reply.status === 204 || reply.status === 304;
  return {
    status: reply.status,
    data: empty ? null : await reply.json(),
    etag: reply.headers.get("ETag"),
    location: reply.headers.get("Location"),
  };
}

/** @param {string} path @param {CallOptions} [options] */
export const get = (path, options) => call("GET", path, options);
/** @param {string} path @param {unknown} body @param {CallOptions} [options] */
export const post = (path, body, options) => call("POST", path, { ...options, body });
/** @param {string} path @param {unknown} body @param {CallOptions} [options] */
export const put = (path, body, options) => call("PUT", path, { ...options, body });
/** @param {string} path @param {CallOptions} [options] */
export const remove = (path, options) => call("DELETE", path, options);

/**
 * Every item of a list, page after page.
 * @param {string} path
 * @param {CallOptions} [options]
 * @returns {Promise<any[]>}
 */
export async function getAll(path, options = {}) {
  /** @type {any[]} */
  const items = [];
  let cursor = null;
  do {
    const { data } = await get(path, { ...options, query: { ...options.query, cursor } });
    items.push(...data.items);
    cursor = data.next_cursor ?? null;
  } while (cursor);
  return items;
}

/** @param {number} ms @param {AbortSignal} [signal] */
const pause = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("", "AbortError"));
    });
  });

/**
 * Repeats work that failed because the server was not reached or had no room (503), with growing pauses. Only for work
 * that may be repeated: reads, and writes with an ETag or a key.
 * @template T
 * @param {() => Promise<T>} work
 * @param {{ attempts?: number, firstPauseMs?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<T>}
 */
export async function withRetry(work, { attempts = 4, firstPauseMs = 500, signal } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const passing = error instanceof ApiError && (error.network || error.status === 503);
      if (!passing || attempt >= attempts) throw error;
      const asked = error.retryAfterSeconds ? error.retryAfterSeconds * 1000 : 0;
      // Some randomness, so that all pages of a county do not come back in the same instant.
      await pause(Math.max(asked, firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)), signal);
    }
  }
}
