// The program itself: migrate, serve, config and their exit codes; signals; the service manager.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { check, connect, equal, finish, get, post, program, start, test } from "./lib.mjs";

const directory = mkdtempSync(join(tmpdir(), "fordela-"));
const database = join(directory, "test.db");

/** Runs a command to its end. */
function run(args, env = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8", timeout: 60_000, env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout, stderr };
}
const serve = (...more) => start(program, ["serve", "--database", database, "--listen", "127.0.0.1:0", ...more]);

async function ask(server, request) {
  const connection = connect(server);
  connection.socket.write(request);
  await connection.until(() => connection.over || connection.answers().length === 1, "an answer");
  connection.socket.destroy();
  return connection.answers()[0];
}
const instance = async (server) => JSON.parse((await ask(server, get("/api/v1/instance"))).body);

await test("serve refuses a database that has not been migrated", () => {
  const { status, stderr } = run(["serve", "--database", database, "--listen", "127.0.0.1:0"]);
  equal(status, 1, "exit code");
  check(/older than this program.*fordela migrate/s.test(stderr), stderr);
});

await test("migrate brings it up to date, once", () => {
  const first = run(["migrate", "--database", database]);
  equal([first.status, first.stderr], [0, ""], "first");
  check(/steps run now: [1-9]/.test(first.stdout), first.stdout);
  const second = run(["migrate", "--database", database]);
  equal(second.status, 0, "second");
  check(/already/.test(second.stdout), second.stdout);
});

await test("serve prints one line and serves", async () => {
  const server = await serve();
  equal((await ask(server, get("/healthz"))).status, 200, "/healthz");
  equal((await ask(server, get("/readyz"))).status, 200, "/readyz");
  equal((await ask(server, get("/login"))).status, 200, "/login");
  equal((await instance(server)).exercise, false, "no exercise");
  const { code } = await server.stop();
  equal(code, 0, "exit code");
  equal(server.output, `Fördela lyssnar på http://127.0.0.1:${server.port}\n`, "what it printed");
  check(!/healthz\?|127\.0\.0\.1/.test(server.errors.replace(/listen.*/g, "")), `addresses in the log: ${server.errors}`);
  check(/<6>request id=[0-9a-f]{24} actor=- route=\/healthz status=200 ms=\d+ bytes=\d+ code=ok\n/.test(server.errors),
    `no line for the request: ${server.errors}`);
});

await test("a second server on the same database is refused", async () => {
  const server = await serve();
  const { status, stderr } = run(["serve", "--database", database, "--listen", "127.0.0.1:0"]);
  equal(status, 1, "exit code");
  check(/another Fördela/.test(stderr), stderr);
  equal((await server.stop("SIGINT")).code, 0, "exit code of the first");
});

await test("--as-of moves the day", async () => {
  const server = await serve("--as-of", "2020-04-27");
  const { exercise, today, now } = await instance(server);
  equal([exercise, today], [true, "2020-04-27"], "instance");
  check(now.startsWith("2020-04-27T12:0"), now);
  await server.stop();
});

await test("a log-in that is being checked when SIGTERM comes is answered", async () => {
  const server = await serve();
  const asking = Array.from({ length: 4 }, (_, i) => {
    const connection = connect(server);
    connection.socket.write(post("/api/v1/session", JSON.stringify({ username: `nobody${i}`, password: "x".repeat(20) }),
      "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n"));
    return connection;
  });
  await Promise.all(asking.map((connection) => connection.connected));
  const stopped = server.stop();
  for (const connection of asking) {
    await connection.until(() => connection.over || connection.answers().length === 1, "an answer");
    equal(connection.answers()[0]?.status, 401, "status");
  }
  equal((await stopped).code, 0, "exit code");
});

await test("flag before environment before file before default", () => {
  const file = join(directory, "some.ini");
  writeFileSync(file, "; ours\n[server]\nlisten = 127.0.0.1:1\nthreads = 3\nlog-level = errors\n[limits]\nidle-ms = 77\n");
  const { status, stdout } = run(["config", "check", "--config", file, "--listen", "127.0.0.1:3"],
    { FORDELA_LISTEN: "127.0.0.1:2", FORDELA_THREADS: "2" });
  equal(status, 0, "exit code");
  for (const line of [/^listen = 127\.0\.0\.1:3 +; flag$/m, /^threads = 2 +; environment$/m, /^log-level = errors +; file$/m,
    /^idle-ms = 77 +; file$/m, /^headers-ms = 10000 +; default$/m]) check(line.test(stdout), `${line} in ${stdout}`);
});

await test("faults of the configuration with their lines", () => {
  const file = join(directory, "bad.ini");
  writeFileSync(file, `[server]\nthreads = many\nlsiten = x\nnonsense\n[limits]\nidle-ms = 1\nhost = a\n[server]\nhost = ${"a".repeat(300)}\nlisten = a\nlisten = b\n`);
  const { status, stderr } = run(["config", "check", "--config", file], { FORDELA_AS_OF: "yesterday" });
  equal(status, 1, "exit code");
  for (const line of [":2: threads should be", ':3: there is no setting "lsiten" in [server]', ":4: this is neither",
    ":6: idle-ms should be", ':7: there is no setting "host" in [limits]', ":9: the line is longer", ":11: listen stands twice",
    "FORDELA_AS_OF should be a date"]) check(stderr.includes(line), `${line} in ${stderr}`);
});

await test("no password on the screen", () => {
  const { stdout } = run(["config", "check", "--database", "postgresql://fordela:hemligt@db/fordela"]);
  check(!stdout.includes("hemligt") && stdout.includes("database = postgresql://fordela:***@db/fordela"), stdout);
});

await test("wrong usage ends with 2, help with 0", () => {
  for (const args of [[], ["dance"], ["serve", "--dance"], ["serve", "extra"], ["serve", "--threads", "x"], ["config"],
    ["config", "dance"], ["serve", "--listen"], ["migrate", "--listen", "127.0.0.1:1"]])
    equal(run(args).status, 2, args.join(" "));
  for (const command of ["serve", "migrate", "config", "version", "help", "compute", "user", "demo"]) {
    const { status, stdout } = run([command, "--help"]);
    equal(status, 0, command);
    check(stdout.length > 40, `${command}: ${stdout}`);
  }
  check(/^fordela \d+\.\d+/.test(run(["version"]).stdout), "version");
});

await test("wrong settings end with 1", () => {
  for (const args of [["--listen", "nowhere"], ["--listen", "127.0.0.1:99999"], ["--trust-proxy", "a.b.c"],
    ["--static", join(directory, "none")], ["--config", join(directory, "none.ini")]]) {
    const { status, stderr } = run(["serve", "--database", database, "--listen", "127.0.0.1:0", ...args]);
    equal(status, 1, args.join(" "));
    check(stderr.length > 10, `${args}: no message`);
  }
});

await test("SIGHUP reads the configuration again, and keeps the old one if it is wrong", async () => {
  const file = join(directory, "live.ini");
  writeFileSync(file, "[server]\nhost = a\n");
  const server = await serve("--config", file);
  const until = async (status) => {
    for (let tries = 0; tries < 400; tries++) if ((await ask(server, get("/healthz"))).status === status) return;
    throw new Error(`never ${status}: ${server.errors}`);
  };
  await until(200);
  writeFileSync(file, "[server]\nhost = b\n");
  server.child.kill("SIGHUP");
  await until(421);
  writeFileSync(file, "[server]\nhorst = a\n");
  server.child.kill("SIGHUP");
  for (let tries = 0; tries < 400 && !/old configuration stays/.test(server.errors); tries++)
    equal((await ask(server, get("/healthz"))).status, 421, "the old one stays");
  check(/old configuration stays/.test(server.errors), server.errors);
  equal((await server.stop()).code, 0, "exit code");
});

rmSync(directory, { recursive: true });
finish("program");
