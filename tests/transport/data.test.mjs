// The data's lifetime: backup, restore, export, import, check, and the upgrade, beside a server and without.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { check, connect, equal, finish, get, post, program, save_draft, start, test as test_always, within } from "./lib.mjs";

/* With a PostgreSQL (tests/postgresql.sh) only what it is wanted for: between the engines and back. */
const engine = process.env.FORDELA_TEST_POSTGRESQL;
const test = async (name, body) => (engine ? undefined : test_always(name, body));

const directory = mkdtempSync(join(tmpdir(), "fordela-data-"));
const at = (name) => join(directory, name);
const database = at("ppe.db");
const PASSWORD = "ovning-2020";

/** Runs a command to its end: [exit code, what it said]. */
function run(...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 120_000, env: { PATH: process.env.PATH } });
  return { status, stdout, stderr, said: `${stdout}${stderr}` };
}
function good(...args) {
  const result = run(...args);
  equal([result.status, args[0] === "export" ? "" : result.stderr], [0, ""], args.join(" "));
  return result;
}
function refused(words, ...args) {
  const before = readdirSync(directory).filter((name) => !name.endsWith(".lock")).sort();
  const { status, said } = run(...args);
  check(status === 1 && said.includes(words), `${args.join(" ")}: ${status} ${said} instead of ${words}`);
  equal(readdirSync(directory).filter((name) => !name.endsWith(".lock") && !/-(wal|shm)$/.test(name)).sort(), before.filter((name) => !/-(wal|shm)$/.test(name)), `files after ${args.join(" ")}`);
}
const sound = (path) => check(/is sound/.test(good("check", "--database", path).stdout), `${path} is not sound`);
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const exported = (path, name) => {
  const { stdout } = good("export", at(name), "--force", "--database", path);
  equal(stdout, `${sha256(at(name))}  ${at(name)}\n`, "what export says");
  equal(statSync(at(name)).mode & 0o777, 0o600, "mode of an export");
  return sha256(at(name));
};
const serve = () => start(program, ["serve", "--database", database, "--listen", "127.0.0.1:0", "--as-of", "2020-04-27", "--log-level", "errors"]);

/** One request on a connection of its own. */
async function ask(server, bytes) {
  const connection = connect(server);
  connection.socket.write(bytes);
  await connection.until(() => connection.over || connection.answers().length === 1, "an answer");
  connection.socket.destroy();
  return connection.answers()[0];
}
const JSON_HEADERS = "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n";
async function sign_in(server, username, password) {
  const answer = await ask(server, post("/api/v1/session", JSON.stringify({ username, password }), JSON_HEADERS));
  equal(answer.status, 201, `signing in: ${answer.body}`);
  return `${JSON_HEADERS}Cookie: ${answer.headers["set-cookie"].split(";")[0]}\r\n`;
}

good("migrate", "--database", database);
const login = JSON.parse(good("demo", "load", "--json", "--database", database).stdout).find(({ user }) => user === "ange");
good("migrate", "--database", at("vaccine.db"));
good("demo", "load", "--story", "vaccine", "--database", at("vaccine.db"));

await test("a backup beside a server that writes is whole, sound and says its SHA-256", async () => {
  const server = await serve();
  const cookie = await sign_in(server, login.user, login.password ?? PASSWORD);
  let over = false, written = 0;
  const writer = (async () => {
    for (; !over; written++) {
      const answer = await save_draft((bytes) => ask(server, bytes), cookie, "2020-W17", `rad ${written}`);
      if (answer.status !== 200) throw new Error(`write ${written}: ${answer.status} ${answer.body}`);
    }
  })();
  for (let round = 1; round <= 3; round++) {
    const file = at(`live-${round}.backup`);
    const { stdout } = good("backup", file, "--database", database);
    equal(stdout, `${sha256(file)}  ${file}\n`, "what it says");
    equal(statSync(file).mode & 0o777, 0o600, "mode");
    sound(file);
    sound(database);
  }
  exported(database, "live.jsonl");
  over = true;
  await within(writer, "the writer's end");
  check(written > 0, "nothing was written meanwhile");
  refused("another Fördela", "restore", at("live-1.backup"), "--force", "--database", database);
  equal((await ask(server, get("/readyz"))).status, 200, "/readyz");
  equal((await server.stop()).code, 0, "exit code");
  equal(readdirSync(directory).filter((name) => /live.*(wal|shm|journal|part)/.test(name)), [], "files beside the copies");
});

await test("a backup never takes another's place unasked", () => {
  writeFileSync(at("precious"), "not a backup");
  refused("is there already", "backup", at("precious"), "--database", database);
  refused("is there already", "export", at("precious"), "--database", database);
  equal(readFileSync(at("precious"), "utf8"), "not a backup", "what was there");
  good("backup", at("precious"), "--force", "--database", database);
  sound(at("precious"));
  const { status, said } = run("backup", join(directory, "no-such-folder", "x"), "--database", database);
  check(status === 3 && said.includes("No such file"), said);
  refused("there is no database", "backup", at("x"), "--database", at("none.db"));
});

await test("a folder where nothing can be written is told of", () => {
  if (process.getuid() === 0) return; // root may write anywhere
  chmodSync(directory, 0o500);
  const { status, said } = run("backup", at("x"), "--database", database);
  chmodSync(directory, 0o700);
  check(status === 3 && said.includes("Permission denied"), said);
});

await test("restore gives back what was, and keeps what is", async () => {
  const before = exported(database, "before.jsonl");
  good("backup", at("good.backup"), "--database", database);
  const server = await serve();
  const cookie = await sign_in(server, login.user, login.password ?? PASSWORD);
  equal((await save_draft((bytes) => ask(server, bytes), cookie, "2020-W16", "efter")).status, 200, "a write");
  server.child.kill("SIGKILL"); // leaves its log
  await within(server.ended, "the server's end");
  const after = exported(database, "after.jsonl");
  check(after !== before, "nothing was written");
  refused("--force replaces it", "restore", at("good.backup"), "--database", database);
  refused("no such backup", "restore", at("nowhere.backup"), "--force", "--database", database);
  const { stdout } = good("restore", at("good.backup"), "--force", "--database", database);
  const [, kept] = /kept as (.*)\.\n/.exec(stdout);
  equal(exported(database, "restored.jsonl"), before, "what was restored");
  equal(exported(kept, "kept.jsonl"), after, "what was kept, with its log");
  sound(database);
  sound(kept);
  equal(statSync(database).mode & 0o777, 0o600, "mode");
  rmSync(kept);
  const again = await serve();
  equal((await ask(again, get("/readyz"))).status, 200, "/readyz");
  equal((await again.stop()).code, 0, "exit code");
});

await test("restore refuses what is damaged, cut or no backup, and touches nothing", () => {
  const bytes = readFileSync(at("good.backup"));
  for (const [name, change] of [
    ["cut", () => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ["scratched", () => { const copy = Buffer.from(bytes); for (let page = 40; page < 120; page++) copy.fill(0x5a, page * 4096, page * 4096 + 600); return copy; }],
    ["text", () => Buffer.from("this is not a database, and long enough to look at\n".repeat(100))],
    ["empty", () => Buffer.alloc(0)],
  ]) {
    writeFileSync(at(name), change());
    const { status, said } = run("restore", at(name), "--database", at("new.db"));
    check(status !== 0 && said.length > 20, `${name}: ${status} ${said}`);
    check(!existsSync(at("new.db")), `${name} was restored`);
    equal(readdirSync(directory).filter((file) => file.includes(".part")), [], "files left behind");
  }
});

await test_always("an export makes the same database, and the same export", () => {
  for (const story of ["ppe", "vaccine"]) {
    const first = exported(at(`${story}.db`), "first.jsonl");
    good("import", at("first.jsonl"), "--database", at(`${story}-2.db`));
    equal(exported(at(`${story}-2.db`), "second.jsonl"), first, `${story} again`);
    sound(at(`${story}-2.db`));
    equal(statSync(at(`${story}-2.db`)).mode & 0o777, 0o600, "mode");
    good("migrate", "--database", at(`${story}-2.db`));
    equal(exported(at(`${story}-2.db`), "third.jsonl"), first, `${story} after migrate`);
    if (!engine) continue;
    const name = `data_${story}_${process.pid}`, address = engine.replace(/\/[^/?]+(\?|$)/, `/${name}$1`);
    const psql = (sql) => equal(spawnSync("psql", ["-X", "-q", "-d", engine, "-c", sql], { encoding: "utf8" }).status, 0, sql);
    psql(`CREATE DATABASE ${name}`);
    good("import", at("first.jsonl"), "--database", address);
    equal(exported(address, "postgresql.jsonl"), first, `${story} on PostgreSQL`);
    sound(address);
    const constraints = spawnSync("psql", ["-X", "-At", "-d", address, "-c", "SELECT COUNT(*) FROM pg_constraint WHERE condeferrable"], { encoding: "utf8" });
    equal(constraints.stdout, "0\n", "constraints left deferrable");
    refused("in use", "import", at("first.jsonl"), "--database", address);
    good("import", at("postgresql.jsonl"), "--database", at(`${story}-3.db`));
    equal(exported(at(`${story}-3.db`), "fourth.jsonl"), first, `${story} back on SQLite`);
    const { status, said } = run("backup", at("x"), "--database", address);
    check(status === 2 && said.includes("pg_dump") && !existsSync(at("x")), said);
    equal(run("restore", at("first.jsonl"), "--database", address).status, 2, "restore on PostgreSQL");
    psql(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});

await test("every table is in the export but those that are named", () => {
  const lines = readFileSync(at("first.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  equal(lines[0].fordela_export, 1, "the head");
  const tables = lines.filter((line) => line.table).map((line) => line.table);
  equal(tables, [...tables].sort(), "order");
  const made = readdirSync("migrations").filter((name) => name.endsWith(".sql"))
    .flatMap((name) => [...readFileSync(join("migrations", name), "utf8").matchAll(/^CREATE TABLE (\w+)/gm)].map((found) => found[1]));
  const left_out = ["idempotency", "reference_load", "session"];
  equal([...new Set(made)].filter((name) => !left_out.includes(name)).sort(), tables, "tables"); // one was made anew later
  equal(lines.at(-1).rows, lines.filter(Array.isArray).length, "rows");
  check(!readFileSync(at("first.jsonl"), "utf8").includes("token_sha256"), "sessions");
});

await test("a file that was changed or cut is refused before anything is begun", () => {
  const text = readFileSync(at("first.jsonl"), "utf8"), lines = text.split("\n");
  const row = lines.findIndex((line) => line.startsWith("[\"22\""));
  const cases = {
    "one letter": lines.with?.(row, lines[row].replace("22", "23")) ?? lines.map((line, i) => (i === row ? line.replace("22", "23") : line)),
    "a row less": lines.filter((_, i) => i !== row),
    "a row twice": [...lines.slice(0, row + 1), ...lines.slice(row)],
    "no end": lines.slice(0, -3),
    "more": [...lines.slice(0, -1), "[1]", ""],
    "another schema": lines.map((line, i) => (i === 0 ? line.replace(/"schema":"..../, "\"schema\":\"0000") : line)),
    "a blank": lines.map((line, i) => (i === row ? line.replace(",", ", ") : line)),
    "nothing": [""],
    "not ours": ["{\"a\":1}", ""],
  };
  for (const [name, changed] of Object.entries(cases)) {
    writeFileSync(at("changed.jsonl"), changed.join("\n"));
    const { status, said } = run("import", at("changed.jsonl"), "--database", at("never.db"));
    check(status === 1 && /changed\.jsonl/.test(said), `${name}: ${status} ${said}`);
    check(!existsSync(at("never.db")), `${name}: a database was made`);
  }
});

await test("import is for nobody's database", () => {
  const before = exported(database, "a.jsonl");
  refused("in use", "import", at("first.jsonl"), "--database", database);
  equal(exported(database, "a.jsonl"), before, "the database");
});

await test("commands that make no sense end with 2, help with 0", () => {
  for (const args of [["backup"], ["restore"], ["export"], ["import"], ["backup", "a", "b"], ["check", "x"]]) equal(run(...args).status, 2, args.join(" "));
  for (const command of ["backup", "restore", "check", "export", "import", "migrate"]) equal(run(command, "--help").status, 0, command);
});

rmSync(directory, { recursive: true });
finish("data");
