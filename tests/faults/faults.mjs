/**
 * The machine under the server fails for a while: node faults.mjs BINARY. The disk is full, cannot be written or not be synced, memory or
 * descriptors run out, an answer is lost, while many clients write. Held: writes are refused cleanly, reads go on, /readyz says it; when the fault
 * ends the service comes back by itself; and after a SIGKILL every acknowledged write is there once and whole, `fordela check` agrees.
 * Prints "N passed, N failed". Needs tests/faults/shim.so beside BINARY's build (make faults).
 */
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, rmSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "../api/lib/client.mjs";
import { tally } from "../api/lib/kill_common.mjs";
import { ppe_chain } from "../api/lib/kill_ppe.mjs";
import { DEMO_DAY, Server } from "../api/lib/server.mjs";
import { World } from "../api/lib/world.mjs";
import { check, ready, told, underLoad, until, whole } from "./lib.mjs";

const WRITE = 1, SYNC = 2, MEMORY = 4, EIO = 5, ENOSPC = 28; // as in shim.c and errno.h
const MEMORY_MS = 20_000;
const binary = process.argv[2], shim = path.join(path.dirname(binary), "tests/faults/shim.so");
if (!existsSync(shim)) throw new Error(`${shim} is missing: make faults`);
const folder = mkdtempSync(path.join(tmpdir(), "fordela-faults-")), controlFile = path.join(folder, "control");
const control = openSync(controlFile, "w+");
writeSync(control, Buffer.alloc(16), 0, 16, 0);

let seed = 4711;
const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32);
function fault(calls, error = 0, oneIn = 0) {
  const bytes = Buffer.alloc(16);
  [calls, error, oneIn, 0].forEach((value, i) => bytes.writeInt32LE(value, 4 * i));
  writeSync(control, bytes, 0, 16, 0);
}
function hits() {
  const bytes = Buffer.alloc(16);
  readSync(control, bytes, 0, 16, 0);
  return bytes.readInt32LE(12);
}

/** @param {string} title @param {() => void} begin */
async function disk(server, world, chain, title, begin) {
  await underLoad(server, world, chain, async () => {
    const before = tally.acknowledged;
    await until(`${title}: writes before`, () => tally.acknowledged > before + 10);
    tally.faulty = true;
    tally.refused = 0;
    begin();
    await until(`${title}: writes are refused`, () => tally.refused >= 20);
    check(hits() > 0, `${title}: nothing was hit`);
    const told = await world.client.send("GET", "/readyz");
    check(told.status === 503 && told.headers["content-type"] === "application/problem+json" && told.json.code === "not_writable" && told.json.database_writable === false,
      `${title}: /readyz says ${told.status} ${told.text}`);
    for (const what of ["GET /counties/22/ppe-overview", "GET /municipalities/2281/ppe-reports/2020-W17", "GET /session"]) {
      const { status } = await world.send("board", what);
      check(status === 200, `${title}: ${what} answers ${status}`);
    }
  });
  fault(0);
  tally.faulty = false;
  await until(`${title}: ready again, with no write sent`, async () => await ready(world) === 200);
  await underLoad(server, world, chain, async () => {
    const before = tally.acknowledged;
    await until(`${title}: writes after`, () => tally.acknowledged > before + 20);
  });
  await whole(server, world, chain, title);
}

/** One allocation of so many fails, in whatever library asks for it: a request may be refused or cut, the server may not end. */
async function memory(server, world, chain, oneIn) {
  const title = `one allocation of ${oneIn} fails`;
  const wanted = Math.ceil(300 / Math.sqrt(oneIn)) + 10;
  tally.faulty = true;
  fault(MEMORY, 0, oneIn);
  const end = Date.now() + MEMORY_MS;
  for (let clients = 0; hits() < wanted && Date.now() < end; clients++) {
    const one = new Client(server.url, { sockets: 1 });
    for (const [method, where] of [["GET", "/api/v1/counties/22/ppe-overview"], ["GET", "/readyz"], ["POST", "/api/v1/session"], ["GET", "/start"]]) {
      const body = method === "POST" ? JSON.stringify({ username: `ingen.${clients}`, password: "nej-inte-alls" }) : undefined;
      await one.send(method, where, { body, headers: { Cookie: await world.cookie("board"), Origin: server.url, ...(body ? { "Content-Type": "application/json" } : {}) } }).catch(() => undefined);
    }
    one.close();
  }
  check(hits() >= wanted, `${title}: only ${hits()} failed`);
  fault(0);
  check(server.child.exitCode === null && server.child.signalCode === null, `${title}: the server ended: ${server.child.exitCode ?? server.child.signalCode} ${server.log.slice(-2000)}`);
  tally.faulty = false;
  if (server.child.exitCode !== null || server.child.signalCode !== null) {
    await server.serve({ asOf: DEMO_DAY });
    await world.connect();
  }
  await until(`${title}: ready again`, async () => await ready(world).catch(() => 0) === 200);
  await underLoad(server, world, chain, async () => {
    const before = tally.acknowledged;
    await until(`${title}: writes after`, () => tally.acknowledged > before + 10);
  });
  await whole(server, world, chain, title);
}

const processorMs = (server) => {
  const [user, system] = readFileSync(`/proc/${server.child.pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).map(Number);
  return 10 * (user + system);
};

/** No descriptor left: those who are idle make room for those who wait, so that everybody is served in turn; nothing spins. */
async function noDescriptors(server, world) {
  const title = "no descriptor left", callers = 20;
  const idle = Array.from({ length: callers }, () => new Client(server.url, { sockets: 1 }));
  for (const client of idle) await client.send("GET", "/healthz");
  const limit = /Max open files\s+(\d+)\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/limits`, "utf8"));
  const descriptors = readdirSync(`/proc/${server.child.pid}/fd`).length;
  execFileSync("prlimit", ["--pid", String(server.child.pid), `--nofile=${descriptors}:${limit[2]}`]);
  const worked = processorMs(server), begun = Date.now();
  const waiting = idle.map(() => new Client(server.url, { sockets: 1 }));
  const answers = await Promise.all(waiting.map((client) => client.send("GET", "/healthz").then(({ status }) => status, String)));
  const share = (processorMs(server) - worked) / (Date.now() - begun);
  check(answers.every((status) => status === 200), `${title}: ${answers.join(" ")}`);
  check(share < 0.5, `${title}: ${Math.round(100 * share)} % of a processor`);
  execFileSync("prlimit", ["--pid", String(server.child.pid), `--nofile=${limit[1]}:${limit[2]}`]);
  await world.connect();
  check(await ready(world) === 200, `${title}: not ready afterwards`);
  for (const client of [...waiting, ...idle]) client.close();
}

/** Sends a whole request, then cuts the connection, so that nobody hears whether it was taken. */
const cutAfter = (server, method, place, headers, body, reset) => new Promise((resolve) => {
  const all = { Host: "127.0.0.1", Origin: server.url, "Content-Type": "application/json", ...headers, "Content-Length": Buffer.byteLength(body) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`).join("\r\n");
  const socket = connect(server.port, "127.0.0.1", () => socket.write(`${method} /api/v1${place} HTTP/1.1\r\n${lines}\r\n\r\n${body}`, () => {
    if (reset) socket.resetAndDestroy();
    else socket.destroy();
    resolve(undefined);
  }));
});

/** The whole request is sent, then the connection is cut: whether it was taken nobody knows, sent again it is there once. */
async function lostAnswers(server, world, rounds) {
  const title = "an answer is lost", names = [];
  const place = "/organisations/2281/users", Cookie = await world.cookie("admin");
  for (let round = 1; round <= rounds; round++) {
    const username = `tappad.${round}`, key = `lost.${round}`;
    const body = JSON.stringify({ username, display_name: "Tappad (påhittad)", role: "reader", password: "renar-vid-vattnet-4" });
    await cutAfter(server, "POST", place, { Cookie, "Idempotency-Key": key }, body, round % 2 === 0);
    await until(`${title}: sent again`, async () => {
      const { status } = await world.send("admin", `POST ${place}`, { body: JSON.parse(body), headers: { "Idempotency-Key": key } });
      return status === 201;
    });
    names.push(username);
  }
  const { items } = await world.get("admin", place);
  check(names.every((name) => items.filter((user) => user.username === name).length === 1), `${title}: not there exactly once`);
}

/** The same for a report, which has no key but its own state: the second sending is refused or changes nothing, and one revision is made. */
async function lostReports(server, world, rounds) {
  const title = "a report's answer is lost", who = "ornskoldsvik", place = "/municipalities/2284/ppe-reports/2020-W16";
  for (let round = 1; round <= rounds; round++) {
    const before = await world.send(who, `GET ${place}`);
    const body = JSON.stringify({ lines: [{ article: "IIR", stock: 9000 + round, use_in_week: 7, need_next_week: 8, received: round }], reason: `tappad ${round}` });
    await cutAfter(server, "PUT", place, { Cookie: await world.cookie(who), "If-Match": before.headers.etag }, body, false);
    const again = await world.send(who, `PUT ${place}`, { body: JSON.parse(body), headers: { "If-Match": before.headers.etag } });
    check([200, 412].includes(again.status), `${title}: sent again ${again.status} ${again.text.slice(0, 200)}`);
    const after = await world.send(who, `GET ${place}`);
    check(after.json.lines.find((line) => line.article === "IIR")?.stock === 9000 + round, `${title}: its figures are not there`);
    check(after.json.revision === before.json.revision + 1, `${title}: revision ${before.json.revision} became ${after.json.revision}`);
  }
}

const server = await Server.start(binary, "sqlite", { env: (database) => ({ LD_PRELOAD: shim, FORDELA_FAULTS: controlFile, FORDELA_FAULTS_AT: database }) });
const world = await World.open(server);
try {
  const chain = ppe_chain(random);
  for (const who of chain.people) await world.cookie(who);
  await chain.prepare(world);
  await disk(server, world, chain, "the disk is full", () => fault(WRITE, ENOSPC));
  await disk(server, world, chain, "the disk cannot be written", () => fault(WRITE, EIO));
  await disk(server, world, chain, "the disk cannot be synced", () => fault(SYNC, EIO));
  await lostAnswers(server, world, 40);
  await lostReports(server, world, 20);
  await noDescriptors(server, world);
  for (const oneIn of [1000, 100, 17]) await memory(server, world, chain, oneIn);
} catch (error) {
  check(false, String(error.stack ?? error));
} finally {
  fault(0);
  world.close();
  await server.drop_all();
  closeSync(control);
  rmSync(folder, { recursive: true, force: true });
}
told();
