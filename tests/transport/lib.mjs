// What the transport's tests share: a server of their own, raw connections, answers taken apart.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import tls from "node:tls";

/** The program that is tested (the first argument), and the server with the stand-in application of the same build. */
export const program = process.argv[2];
export const standin = join(dirname(program), "tests/transport/standin");

const WAIT_MS = 20_000; // a test that has not ended by then has failed

/** Rejects when the promise has not settled in time. */
export function within(promise, what, ms = WAIT_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Starts a server and waits for the line with its address. */
export async function start(command, args, pattern = /(?:listening|lyssnar på) https?:\/\/([\d.]+):(\d+)/) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const server = { child, output: "", errors: "", host: "", port: 0 };
  server.ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
  child.stderr.on("data", (bytes) => (server.errors += bytes));
  server.saw = (wanted) =>
    within(new Promise((resolve, reject) => {
      const look = () => {
        const match = wanted.exec(server.output);
        if (match) resolve(match);
      };
      child.stdout.on("data", look);
      server.ended.then(() => reject(new Error(`the server ended: ${server.errors}`)));
      look();
    }), `the line ${wanted}`);
  child.stdout.on("data", (bytes) => (server.output += bytes));
  const match = await server.saw(pattern);
  server.secure = match[0].includes("https:");
  server.host = match[1];
  server.port = Number(match[2]);
  server.stop = async (signal = "SIGTERM") => {
    child.kill(signal);
    return within(server.ended, "the server's end", 60_000);
  };
  return server;
}

/** A connection that keeps all it gets; over TLS if the server speaks it. */
export function connect(server, options = {}) {
  const whereto = { host: server.host, port: server.port, allowHalfOpen: true, ...options };
  const socket = server.secure ? tls.connect({ rejectUnauthorized: false, servername: server.servername, ...whereto }) : net.connect(whereto);
  const connection = { socket, chunks: [], error: null, over: false, watchers: new Set() };
  Object.defineProperty(connection, "bytes", {
    get() {
      if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
      return this.chunks[0] ?? Buffer.alloc(0);
    },
    set(bytes) {
      this.chunks = [bytes];
    },
  });
  const changed = () => connection.watchers.forEach((watcher) => watcher());
  socket.on("data", (bytes) => {
    connection.chunks.push(bytes);
    changed();
  });
  socket.on("error", (error) => {
    connection.error = error;
    connection.over = true;
    changed();
  });
  socket.on("end", () => {
    connection.over = true;
    socket.end();
    changed();
  });
  socket.on("close", () => {
    connection.over = true;
    changed();
  });
  connection.until = (condition, what, ms) =>
    within(new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        connection.watchers.delete(look);
        resolve();
      };
      connection.watchers.add(look);
      look();
    }), what, ms).finally(() => socket.destroyed || undefined);
  connection.connected = within(new Promise((resolve, reject) => {
    socket.once(server.secure ? "secureConnect" : "connect", resolve);
    socket.once("error", reject);
  }), "a connection");
  connection.connected.catch(() => {});
  connection.answers = () => answers(connection.bytes);
  return connection;
}

/** A folder with throw-away certificates, NAME.pem and NAME.key for each name; it is gone when the test ends. */
export function certificates(...names) {
  const folder = mkdtempSync(join(tmpdir(), "fordela-tls-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  for (const name of names) {
    const key = join(folder, `${name}.key`);
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, "-keyout", key, "-out", join(folder, `${name}.pem`)],
    { stdio: "ignore" });
    chmodSync(key, 0o600);
  }
  return folder;
}

/** The name in the certificate that a TLS server shows. */
export const certificate_of = (server) =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ host: server.host, port: server.port, rejectUnauthorized: false });
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once("error", reject);
  });

/** Takes whole answers apart; `rest` are bytes that make none. Requests to HEAD are not known here: none is sent. */
export function answers(bytes) {
  const found = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end < 0) break;
    const lines = bytes.toString("latin1", at, end).split("\r\n");
    const status = Number((/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(lines[0]) ?? [])[1]);
    const headers = {};
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const bodiless = status < 200 || status === 204 || status === 304;
    const length = bodiless ? 0 : Number(headers["content-length"]);
    if (!status || Number.isNaN(length) || end + 4 + length > bytes.length) break;
    found.push({ status, headers, body: bytes.subarray(end + 4, end + 4 + length) });
    at = end + 4 + length;
  }
  return Object.assign(found, { rest: bytes.subarray(at) });
}

/** Has the stand-in finish its pending requests, until the condition holds. */
export async function release(server, condition) {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 500) throw new Error("the pending request is never finished");
    const asking = connect(server);
    asking.socket.write(get("/release", "Connection: close\r\n"));
    await asking.until(() => asking.over, "the end of /release");
  }
}

let passed = 0;
let failed = 0;

export async function test(name, body) {
  try {
    await body();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

export function equal(actual, expected, what) {
  const a = JSON.stringify(actual);
  const b = JSON.stringify(expected);
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** Says the result and ends. */
export function finish(name) {
  console.log(`${passed} passed, ${failed} failed (${name})`);
  process.exit(failed > 0 ? 1 : 0);
}

export const get = (path, more = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
export const post = (path, body = "", more = "") =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;

/** The PUT of a draft of Ånge's report, over the one that is there or as the first; ask: sends bytes, gives the answer. */
export async function save_draft(ask, headers, week, comment) {
  const body = JSON.stringify({ cells: [{ article: "IIR", field: "stock", text: "510" }], infection_count: "", light: "yellow", comment, based_on: null });
  const put = (condition) => ask(post(`/api/v1/municipalities/2260/ppe-reports/${week}/draft`, body, `${headers}${condition}\r\n`).replace("POST", "PUT"));
  const answer = await put("If-Match: *");
  return answer.status === 412 ? put("If-None-Match: *") : answer;
}
