/**
 * Who is signed in, what they may do, and what kind of instance this is (exercise or real).
 */
import { signal } from "../../vendor/preact.js";
import { ApiError, get, post, put, remove } from "./api.js";
import { language, showLanguage } from "./i18n.js";

/**
 * @typedef {object} Session
 * @property {{ user_id: string, username: string, display_name: string, email: string,
 *   role: "reader" | "reporter" | "decider" | "administrator", language: "sv" | "en" }} user
 * @property {{ code: string, kind: "municipality" | "county_board" | "region" | "national" | "operator", name: string,
 *   area_code: string }} organisation
 * @property {{ code: string, name: string } | null} county
 * @property {string} expires_at
 * @property {number} idle_seconds
 * @property {"on" | "off" | "missing"} second_factor missing: the role must have one, and until then only /konto is open
 * @property {string[]} permissions
 */

/**
 * @typedef {object} Instance
 * @property {boolean} exercise
 * @property {string | null} as_of the date that the clock was moved to
 * @property {boolean} demo
 * @property {string} now
 * @property {string} today in Stockholm
 * @property {string} week
 * @property {string} version
 */

/** @type {import("../../vendor/preact.js").Signal<Session | null>} */
export const session = signal(/** @type {Session | null} */ (null));

/** @type {import("../../vendor/preact.js").Signal<Instance | null>} */
export const instance = signal(/** @type {Instance | null} */ (null));

/** Whether the signed-in person may do the action somewhere. @param {string} action */
export const can = (action) => session.value?.permissions.includes(action) ?? false;

const HINT_KEY = "fordela.signed_in";

/**
 * The cookie cannot be seen from here; this remembers that there was one, so that open pages need not ask in vain.
 * @param {Session | null} value
 */
function setSession(value) {
  session.value = value;
  try {
    if (value) localStorage.setItem(HINT_KEY, "1");
    else localStorage.removeItem(HINT_KEY);
  } catch {
    // then open pages ask
  }
}

export function mayBeSignedIn() {
  try {
    return localStorage.getItem(HINT_KEY) !== null;
  } catch {
    return true;
  }
}

/** Reads the instance; failing leaves null, and the banner then says that it is unknown. */
export async function loadInstance() {
  instance.value = (await get("/instance", { quiet: true })).data;
}

/** @returns {Promise<Session | null>} null when nobody is signed in */
export async function loadSession() {
  try {
    setSession((await get("/session", { quiet: true })).data);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    setSession(null);
  }
  return session.value;
}

/**
 * @param {string} username
 * @param {string} password
 * @param {string} [code] of the second factor
 */
export async function signIn(username, password, code = "") {
  const { data } = await post("/session", { username, password, code }, { quiet: true });
  setSession(data);
  return /** @type {Session} */ (data);
}

export async function signOut() {
  try {
    await remove("/session", { quiet: true });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error; // signed out already is signed out
  }
  setSession(null);
}

/** Moves the idle time on the server. */
export const extendSession = () => post("/session/extend", {}, {});

/**
 * Shows the language at once and remembers it for the account. A failure to remember is not worth an error.
 * @param {"sv" | "en"} lang
 * @param {{ remember?: boolean }} [options] remember: tell the account even if the language is shown already
 */
export async function chooseLanguage(lang, { remember = false } = {}) {
  if (lang === language.value && !remember) return;
  await showLanguage(lang);
  if (!session.value) return;
  try {
    await put("/session/language", { language: lang }, { quiet: true });
  } catch {
    // kept in this browser all the same
  }
}

/** The county whose figures the person looks at: their own, or null for national organisations. */
export const ownCounty = () => session.value?.county ?? null;
