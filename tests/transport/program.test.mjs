// The program itself: migrate, serve, config and their exit codes; signals; the service manager.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { check, connect, equal, finish, get, post, program, start, test } from "./lib.mjs";

const directory = mkdtempSync(join(tmpdir(), "fordela-"));
const database = join(directory, "test.db");

/** Runs a command to its end. */
function run(args, env = {}, input = "") {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8", input, timeout: 60_000, env: { PATH: process.env.PATH, ...env },
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

await test("a database that is not there is told of, and none is made", () => {
  for (const args of [["serve", "--listen", "127.0.0.1:0"], ["user", "disable", "anna"], ["demo", "load"]]) {
    const { status, stderr } = run([...args, "--database", database]);
    equal(status, 1, `exit code of ${args[0]}`);
    check(stderr.includes(`there is no database ${database}`), stderr);
    equal(readdirSync(directory), [], "files made");
  }
});

await test("serve refuses a database that has not been migrated", () => {
  writeFileSync(database, "");
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

await test("an exercise goes on where it was left", async () => {
  const password = "prov-lösenord-1";
  const added = run(["user", "add", "anna", "LST22", "--database", database], {}, `${password}\n`);
  equal([added.status, added.stderr], [0, ""], "user add");
  const first = await serve("--as-of", "2020-04-27");
  const signedIn = await ask(first, post("/api/v1/session", JSON.stringify({ username: "anna", password }),
    "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n"));
  equal(signedIn.status, 201, `signing in: ${signedIn.body}`);
  await first.stop();
  const second = await serve("--as-of", "2020-04-27");
  const { now, today } = await instance(second);
  check(today === "2020-04-27" && now > "2020-04-27T12:01" && now < "2020-04-27T13", now);
  await second.stop();
  const earlier = await serve("--as-of", "2020-03-01");
  check((await instance(earlier)).now.startsWith("2020-03-01T12:0"), "another exercise begins at noon");
  await earlier.stop();
});

await test("a person at an address where there is nothing gets a page, a program a problem", async () => {
  const server = await serve();
  const html = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
  const page = await ask(server, get("/finns-inte", html));
  equal([page.status, page.headers["content-type"]], [404, "text/html; charset=utf-8"], "page");
  check(page.body.includes("/static/js/saknas.js"), page.body);
  const again = await ask(server, get("/finns-inte", `${html}If-None-Match: ${page.headers.etag}\r\n`));
  equal(again.status, 404, "known page");
  for (const request of [get("/finns-inte"), get("/api/v1/finns-inte", html), get("/static/js/finns-inte.js", html), post("/finns-inte", "", html)]) {
    const { status, headers } = await ask(server, request);
    equal([status, headers["content-type"]], [404, "application/problem+json"], request);
  }
  const broken = await ask(server, get("/%00%ff", html));
  equal(broken.status, 400, "status");
  check(/^[0-9a-f]{24}$/.test(broken.headers["x-request-id"]), "id");
  equal(JSON.parse(broken.body).trace_id, broken.headers["x-request-id"], "trace_id");
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

await test("a password that was hashed at another cost gets today's when its owner signs in", async () => {
  equal(run(["user", "add", "gammal", "2281", "--database", database], {}, "renar-vid-vattnet-4\n").status, 0, "user add");
  const sql = (text) => spawnSync("sqlite3", [database, text], { encoding: "utf8" }).stdout.trim();
  const hash = () => sql("SELECT password_hash FROM app_user WHERE username = 'gammal'");
  sql("UPDATE app_user SET password_hash = '$argon2id$v=19$m=8,t=1,p=1$8mPFXfBR3yyZWT1jXR/bZw$GUEV7s8YEUUVqfoORVNho9Cz+KNMcJyfMazLfasvqOU' WHERE username = 'gammal'");
  check(hash().includes("$m=8,t=1,"), hash());
  const server = await serve();
  const signIn = async () => (await ask(server, post("/api/v1/session", JSON.stringify({ username: "gammal", password: "renar-vid-vattnet-4" }),
    "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n"))).status;
  equal(await signIn(), 201, "with the old one");
  const made = hash();
  check(/^\$argon2id\$v=19\$m=65536,/.test(made), made);
  equal(await signIn(), 201, "with the new one");
  equal(hash(), made, "made once");
  await server.stop();
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

await test("every fault of the configuration is told, wherever it stands", () => {
  const file = join(directory, "wrong.ini");
  writeFileSync(file, `[server]\nlisten = banan\nas-of = 2020-02-30\ntrust-proxy = a.b.c\nstatic = ${join(directory, "none")}\n`);
  const { status, stderr } = run(["config", "check", "--config", file]);
  equal(status, 1, "exit code");
  for (const line of [":2: listen should be ADDRESS:PORT", ":3: as-of should be a date", ":4: trust-proxy should be", ":5: static should be a directory"])
    check(stderr.includes(line), `${line} in ${stderr}`);
  for (const listen of ["127.0.0.1:99999", "127.0.0.1", ":80", "[::1]", "example.org:80"]) {
    equal(run(["config", "check"], { FORDELA_LISTEN: listen }).status, 1, listen);
  }
  for (const listen of ["127.0.0.1:65535", "localhost:0", "[::1]:80"]) equal(run(["config", "check", "--listen", listen]).status, 0, listen);
});

await test("the program is linked hardened", () => {
  const { stdout } = spawnSync("readelf", ["-W", "-h", "-l", "-d", program], { encoding: "utf8" });
  for (const sign of [/Type: +DYN/, /GNU_RELRO/, /BIND_NOW|Flags:.*NOW/, /GNU_STACK.* RW /]) check(sign.test(stdout), `${sign} in ${stdout.slice(0, 2000)}`);
});

await test("no password on the screen", () => {
  const { stdout } = run(["config", "check", "--database", "postgresql://fordela:hemligt@db/fordela"]);
  check(!stdout.includes("hemligt") && stdout.includes("database = postgresql://fordela:***@db/fordela"), stdout);
});

await test("wrong usage ends with 2, help with 0", () => {
  for (const args of [[], ["dance"], ["serve", "--dance"], ["serve", "extra"], ["serve", "--threads", "x"], ["config"],
    ["config", "dance"], ["serve", "--listen"], ["migrate", "--listen", "127.0.0.1:1"]])
    equal(run(args).status, 2, args.join(" "));
  for (const command of ["serve", "migrate", "config", "version", "help", "compute", "user", "demo", "verify", "checkpoint"]) {
    const { status, stdout } = run([command, "--help"]);
    equal(status, 0, command);
    check(stdout.length > 40, `${command}: ${stdout}`);
    // The manual and the default configuration are made from these pairs of lines.
    const options = (stdout.split("the default last):\n")[1] ?? "").trimEnd();
    check(/^((  --.*\n {6}.*)(\n|$))*$/.test(options), `${command}: ${options}`);
  }
  check(/^fordela \d+\.\d+/.test(run(["version"]).stdout), "version");
});

await test("compute shows for every problem an example that can be run as it stands", () => {
  const problems = [...run(["compute", "--help"]).stdout.split("Problems:")[1].matchAll(/^ {2}([a-z_]+) /gm)].map((found) => found[1]);
  equal(problems.length, 38, "problems");
  for (const problem of problems) {
    const { stdout } = run(["compute", problem, "--help"]);
    const [, body] = /echo '(.*)' \| fordela compute /.exec(stdout) ?? [];
    check(body !== undefined && !body.includes("'"), stdout);
    const { status, stdout: result } = run(["compute", problem], {}, body);
    equal(status, 0, `${problem}: ${result}`);
    check(typeof JSON.parse(result) === "object", result);
  }
  const refused = run(["compute", "apportion"], {}, '{"input": {}}');
  equal(refused.status, 1, "no such problem");
  check(refused.stdout.includes("unknown_problem"), refused.stdout);
});

await test("wrong settings end with 2 as flags, with 1 elsewhere", () => {
  for (const [code, ...args] of [[2, "--listen", "nowhere"], [2, "--listen", "127.0.0.1:99999"], [2, "--trust-proxy", "a.b.c"],
    [2, "--static", join(directory, "none")], [1, "--config", join(directory, "none.ini")]]) {
    const { status, stderr } = run(["serve", "--database", database, "--listen", "127.0.0.1:0", ...args]);
    equal(status, code, args.join(" "));
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

await test("passwords on the list of breached ones are refused wherever one is set", async () => {
  const [own, other, fresh] = ["renar-vid-vattnet-5", "renar-vid-vattnet-6", "renar-vid-vattnet-7"];
  const hash = (password) => createHash("sha1").update(password).digest("hex").toUpperCase();
  const list = join(directory, "breached.txt");
  const wrong = join(directory, "wrong.txt");
  const lines = Array.from({ length: 1000 }, (_, i) => hash(`password ${i}`)).concat(hash(other)).sort().map((line, i) => `${line}:${i * i}\r\n`);
  writeFileSync(list, lines.join(""));
  writeFileSync(wrong, lines.reverse().join(""));
  const add = (name, password, ...more) => run(["user", "add", name, "2281", "--database", database, ...more], {}, `${password}\n`);
  equal(add("brita", own, "--breached-passwords", list).status, 0, "user add");
  const refused = add("cilla", other, "--breached-passwords", list);
  equal(refused.status, 1, "user add with a breached one");
  check(/known from a breach/.test(refused.stderr), refused.stderr);

  for (const [file, why] of [[wrong, "in the order of the hashes"], [join(directory, "none.txt"), "there is no such file"]]) {
    const ini = join(directory, "breached.ini");
    writeFileSync(ini, `[accounts]\nbreached-passwords = ${file}\n`);
    for (const command of [["config", "check"], ["serve", "--database", database, "--listen", "127.0.0.1:0"]]) {
      const { status, stderr } = run([...command, "--config", ini]);
      equal(status, 1, `${command[0]} with ${file}`);
      check(stderr.includes(`${ini}:2: breached-passwords should be a list of breached passwords (`) && stderr.includes(why), stderr);
    }
  }

  const server = await serve("--breached-passwords", list);
  const headers = "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n";
  const send = async (path, body, more = "") => {
    const answer = await ask(server, post(`/api/v1${path}`, JSON.stringify(body), headers + more));
    return [answer.status, answer.body.length > 0 ? JSON.parse(answer.body).code ?? "" : "", answer.headers];
  };
  const [, , signedIn] = await send("/session", { username: "brita", password: own });
  const cookie = `Cookie: ${signedIn["set-cookie"].split(";")[0]}\r\n`;
  const user = (username, password) => ({ username, display_name: "D", role: "reader", password });
  equal((await send("/organisations/2281/users", user("disa", other), cookie)).slice(0, 2), [422, "common_password"], "a new user");
  const [status, , added] = await send("/organisations/2281/users", user("disa", fresh), cookie);
  equal(status, 201, "another password");
  const id = added.location.split("/").pop();
  equal((await send(`/users/${id}/password`, { new_password: other }, cookie)).slice(0, 2), [422, "common_password"], "from the administrator");
  const change = (current, password) => send("/account/password", { current_password: current, new_password: password }, cookie);
  equal((await change("fel-men-långt-nog", other)).slice(0, 2), [403, "wrong_password"], "who does not know the old one learns nothing");
  equal((await change(own, other)).slice(0, 2), [422, "common_password"], "one's own");
  server.child.kill("SIGHUP");
  for (let tries = 0; tries < 400 && !/has been read again/.test(server.errors); tries++) await ask(server, get("/healthz"));
  check(/has been read again/.test(server.errors), server.errors);
  equal((await change(own, fresh))[0], 204, "another one");
  truncateSync(list, 100);
  equal((await change(fresh, own))[0], 500, "a list that was changed lets none past");
  check(/<3>the list of breached passwords/.test(server.errors), server.errors);
  await server.stop();
});

rmSync(directory, { recursive: true });
finish("program");
