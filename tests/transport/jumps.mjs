// The machine's clock is set while the server runs (libfaketime): forward, back, by days and years. For check-full: it needs the
// library, which `src/packages.sh full` installs. What may follow from the time of day follows; nothing else does.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { check, connect, equal, finish, get, post, program, save_draft, start, test } from "./lib.mjs";

const library = readdirSync("/usr/lib", { withFileTypes: true }).map((entry) => `/usr/lib/${entry.name}/faketime/libfaketimeMT.so.1`).find(existsSync);
if (!library) {
  console.log("no libfaketime: apt-get install libfaketime\n0 passed, 1 failed (jumps)");
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), "fordela-jumps-")), database = join(directory, "test.db"), clock = join(directory, "clock");
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const jump = (seconds) => {
  writeFileSync(`${clock}.new`, seconds < 0 ? `${seconds}s\n` : `+${seconds}s\n`);
  renameSync(`${clock}.new`, clock);
};
const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 120_000 });
  equal([status, stderr], [0, ""], args.join(" "));
  return stdout;
};

run("migrate", "--database", database);
const { user: username, password } = JSON.parse(run("demo", "load", "--json", "--database", database)).find(({ user }) => user === "ange");
jump(0);
const serve = () => start("env", [`LD_PRELOAD=${library}`, `FAKETIME_TIMESTAMP_FILE=${clock}`, "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
  "DONT_FAKE_MONOTONIC=1", program, "serve", "--database", database, "--listen", "127.0.0.1:0", "--log-level", "errors"]);
let server = await serve();

async function ask(bytes) {
  const connection = connect(server);
  connection.socket.write(bytes);
  await connection.until(() => connection.over || connection.answers().length === 1, "an answer", 5_000);
  connection.socket.destroy();
  return connection.answers()[0];
}
const HEADERS = "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n";
const sign_in = async (secret = password) => ask(post("/api/v1/session", JSON.stringify({ username, password: secret }), HEADERS));
const cookie_of = (answer) => `${HEADERS}Cookie: ${answer.headers["set-cookie"].split(";")[0]}\r\n`;
async function signed_in() {
  const answer = await sign_in();
  equal(answer.status, 201, `signing in: ${answer.body}`);
  return cookie_of(answer);
}
const session = async (cookie) => (await ask(get("/api/v1/session", cookie))).status;
const today = async () => JSON.parse((await ask(get("/api/v1/instance"))).body).now;
/** The ISO week of the server's own day. */
async function week() {
  const day = new Date(await today());
  day.setUTCDate(day.getUTCDate() + 3 - ((day.getUTCDay() + 6) % 7));
  const first = new Date(Date.UTC(day.getUTCFullYear(), 0, 4));
  const number = 1 + Math.round(((day - first) / (DAY * 1000) - 3 + ((first.getUTCDay() + 6) % 7)) / 7);
  return `${day.getUTCFullYear()}-W${String(number).padStart(2, "0")}`;
}
async function write(cookie, comment) {
  const answer = await save_draft(ask, cookie, await week(), comment);
  equal(answer.status, 200, `a write: ${answer.body}`);
}

await test("the clock of the server is the one that is set", async () => {
  const before = Date.parse(await today());
  jump(3 * DAY);
  const after = Date.parse(await today());
  check(Math.abs(after - before - 3 * DAY * 1000) < 60_000, `${before} ${after}`);
  jump(0);
});

await test("a session lives through jumps, and ends when its time has passed", async () => {
  const cookie = await signed_in();
  for (const seconds of [20 * MINUTE, -2 * DAY, 0, -400 * DAY, 10 * MINUTE]) {
    jump(seconds);
    equal(await session(cookie), 200, `the session at ${seconds}`);
    await write(cookie, `vid ${seconds}`);
    equal((await ask(get("/readyz"))).status, 200, `/readyz at ${seconds}`);
  }
  jump(13 * HOUR);
  equal(await session(cookie), 401, "half a day later");
  const again = await signed_in();
  equal(await session(again), 200, "a new one");
  jump(0);
  equal(await session(again), 200, "a new one, after the clock was set right");
});

await test("guessing is slowed by time that passes, not by the time of day", async () => {
  for (const seconds of [0, -30 * DAY, 30 * DAY]) {
    jump(seconds);
    for (let tries = 0; tries < 2; tries++) equal((await sign_in("fel lösenord 123")).status, 401, `a wrong password at ${seconds}`);
    const right = await sign_in();
    check(right.status === 201, `the right one at ${seconds}: ${right.status} ${right.body}`);
  }
  jump(0);
});

await test("who is slow is neither cut off nor let go on by a jump", async () => {
  for (const seconds of [2 * DAY, -2 * DAY]) {
    jump(0);
    const slow = connect(server), request = get("/healthz");
    slow.socket.write(request.slice(0, 12));
    await slow.connected;
    jump(seconds);
    equal((await ask(get("/healthz"))).status, 200, "another");
    check(!slow.over, "cut off by the jump");
    slow.socket.write(request.slice(12));
    await slow.until(() => slow.over || slow.answers().length === 1, "an answer", 5_000);
    equal(slow.answers()[0]?.status, 200, `the slow one at ${seconds}`);
    slow.socket.destroy();
  }
  jump(0);
});

await test("what was written on all these days is sound, and a restart in the past goes on", async () => {
  jump(-5 * DAY);
  server.child.kill("SIGKILL");
  await server.ended;
  run("check", "--database", database);
  server = await serve();
  const cookie = await signed_in();
  await write(cookie, "igen");
  equal((await server.stop()).code, 0, "exit code");
  run("check", "--database", database);
});

rmSync(directory, { recursive: true });
finish("jumps");
