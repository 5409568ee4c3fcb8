/**
 * Everything that somebody with the whole database in hand may do to the audit trail, and what finds it: node tamper.mjs BINARY
 * sqlite|postgresql. Each case changes one thing in a good database (or a good export) and expects exactly that finding from
 * `fordela verify` (or from src/verify-audit.mjs). Prints "N passed, N failed".
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

const [binary, engine] = process.argv.slice(2);
const top = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(path.join(tmpdir(), "fordela-audit-"));
const cluster = process.env.FORDELA_TEST_POSTGRESQL ?? "";
const sqlite = engine === "sqlite";
const place = (name) => path.join(folder, name);
const keyFile = place("the.audit-key");
let passed = 0, failed = 0, number = 0;

async function test(name, story) {
  try {
    await story();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}\n    ${String(error.stack ?? error).split("\n").slice(0, 12).join("\n    ")}`);
  }
}

/* --- databases --- */

const psql = (database, sql) => execFileSync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const urlOf = (name) => cluster.replace(/\/[^/?]+(\?|$)/, `/${name}$1`);
const made = [];

/** A new empty database, or a copy of another. */
function database(from = null) {
  if (sqlite) {
    const file = place(`${++number}.db`);
    if (from) copyFileSync(from, file);
    return file;
  }
  const name = `fordela_${randomBytes(6).toString("hex")}`;
  psql(cluster, `CREATE DATABASE ${name}${from ? ` TEMPLATE ${/\/(fordela_\w+)/.exec(from)[1]}` : ""}`);
  made.push(name);
  return urlOf(name);
}
const sql = (db, text) => (sqlite ? execFileSync("sqlite3", ["-bail", db, text], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }) : psql(db, text));
const rows = (db, text) => JSON.parse((sqlite ? execFileSync("sqlite3", ["-json", db, text], { encoding: "utf8" }) : psql(db, `SELECT json_agg(t) FROM (${text}) t`)).trim() || "[]") ?? [];
/** What an administrator of the database can do first. */
const disarm = (db) => sql(db, ["audit", "audit_link", "audit_checkpoint"].map((table) => (sqlite
  ? ["no_update", "no_delete", "no_replace"].map((what) => `DROP TRIGGER ${table}_${what};`).join("")
  : `ALTER TABLE ${table} DISABLE TRIGGER USER;`)).join(""));

/* --- the program --- */

function run(words, { input = "", env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(binary, words, { encoding: "utf8", input, env: { PATH: process.env.PATH, ...env } });
  return { status, stdout, stderr };
}
const verify = (db, ...more) => run(["verify", "--database", db, "--audit-key", keyFile, ...more]);
function whole(db, ...more) {
  const { status, stdout, stderr } = verify(db, ...more);
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}
function found(db, words, ...more) {
  const { status, stdout, stderr } = verify(db, ...more);
  assert.deepEqual([status, stderr], [1, ""], stdout + stderr);
  assert.match(stdout, words);
}
function checkpoint(db) {
  const { status, stdout, stderr } = run(["checkpoint", "--new", "--database", db, "--audit-key", keyFile]);
  assert.equal(status, 0, stderr);
  return { note: stdout, key: stderr.trim() };
}
const add = (db, name) => {
  const { status, stderr } = run(["user", "add", name, "2281", "--database", db], { input: "ett-långt-lösenord\n" });
  assert.equal(status, 0, stderr);
};
async function serve(db, ...more) {
  const child = spawn(binary, ["serve", "--database", db, "--listen", "127.0.0.1:0", "--as-of", "2020-04-27", ...more], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  let said = "";
  child.stderr.on("data", (text) => { said += text; });
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", () => reject(new Error(`the server ended: ${said}`)));
  });
  return { end: async (signal = "SIGTERM") => { child.kill(signal); return ended; } };
}

/* --- a chain made by somebody else --- */

const sha256 = (...pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHash("sha256")).digest();
function hashesOf(db) {
  const links = rows(db, "SELECT l.sequence, l.salt, a.* FROM audit_link l LEFT JOIN audit a ON a.audit_id = l.audit_id ORDER BY l.sequence");
  let hash = null;
  return links.map((link) => {
    if (link.sequence === 0) hash = sha256(Buffer.from(link.salt, "hex"));
    else {
      const state = (text) => (text === null ? null : sha256(Buffer.from(link.salt, "hex"), text).toString("hex"));
      const entry = { action: link.action, after: state(link.after_state), area_code: link.area_code, at: link.at, audit_id: link.audit_id, before: state(link.before_state),
        object_key: link.object_key, object_type: link.object_type, organisation_code: link.organisation_code, sequence: link.sequence, user_id: link.user_id };
      hash = sha256(hash, JSON.stringify(entry));
    }
    return hash.toString("hex");
  });
}
/** Gives every link the hash that fits. */
const rechain = (db) => sql(db, hashesOf(db).map((hash, sequence) => `UPDATE audit_link SET sha256 = '${hash}' WHERE sequence = ${sequence};`).join(""));

/* --- a good one: 3 rows, a checkpoint, 3 rows, a checkpoint that is kept elsewhere, 2 rows --- */

const good = database(), kept = place("kept.txt");
assert.equal(run(["migrate", "--database", good]).status, 0);
for (const name of ["anna", "bertil"]) add(good, name);
const early = checkpoint(good); // its key has a row of its own: 3
for (const name of ["cecilia", "david", "erik"]) add(good, name);
const older = database(good);
add(good, "fredrik");
const last = checkpoint(good);
writeFileSync(kept, last.note);
for (const name of ["gun", "hugo"]) add(good, name);

await test("a good trail is whole, and begins with what was kept of it", () => {
  assert.match(whole(good), /9 rows, 2 checkpoints, the last one of 7 rows/);
  assert.match(whole(good, "--checkpoint", kept), /begins with the 7 rows of the kept checkpoint/);
  assert.match(whole(good, "--public-key", last.key), /9 rows/);
  assert.deepEqual(hashesOf(good), rows(good, "SELECT sha256 FROM audit_link ORDER BY sequence").map((row) => row.sha256), "another implementation's hashes");
});

await test("the database and the key are their owner's alone", () => {
  for (const file of [keyFile, ...(sqlite ? [good] : [])]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
});

await test("an empty trail is whole; a kept checkpoint says that it should not be empty", () => {
  const db = database();
  run(["migrate", "--database", db]);
  assert.match(whole(db), /0 rows, 0 checkpoints/);
  found(db, /kept checkpoint has 7 rows, the chain ends with row 0/, "--checkpoint", kept);
});

const ROW4 = "(SELECT audit_id FROM audit_link WHERE sequence = 4)";
const columns = { at: "at + 1", user_id: "'x'", organisation_code: "'x'", action: "'user.change'", object_type: "'x'", object_key: "'x'", area_code: "'22'", before_state: "'{}'", after_state: "'{\"a\":1}'" };
const CASES = {
  ...Object.fromEntries(Object.entries(columns).map(([column, value]) => [`column ${column} of a row`, [`UPDATE audit SET ${column} = ${value} WHERE audit_id = ${ROW4}`, /row 4 .* is not what was written/]])),
  "the id of a row": [`UPDATE audit SET audit_id = 'x' WHERE audit_id = ${ROW4}`, /row 4 .* is gone/],
  "the id of a row and of its link": [`UPDATE audit SET audit_id = 'x' WHERE audit_id = ${ROW4}; UPDATE audit_link SET audit_id = 'x' WHERE sequence = 4`, /row 4 \(x, .* is not what was written/],
  "the salt of a link": ["UPDATE audit_link SET salt = '00000000000000000000000000000000' WHERE sequence = 4", null],
  "the hash of a link": ["UPDATE audit_link SET sha256 = (SELECT sha256 FROM audit_link WHERE sequence = 2) WHERE sequence = 4", /row 4 .* is not what was written/],
  "the seed": [`UPDATE audit_link SET salt = '${"0".repeat(64)}' WHERE sequence = 0`, /link 0, .* was changed/],
  "no seed": ["DELETE FROM audit_link WHERE sequence = 0", /link 0, .* is gone/],
  "a row taken out": [`DELETE FROM audit WHERE audit_id = ${ROW4}`, /row 4 .* is gone: the chain has it/],
  "a link taken out": ["DELETE FROM audit_link WHERE sequence = 4", /link 4 is gone: after 3 comes 5/],
  "a row and its link taken out": [`DELETE FROM audit WHERE audit_id = ${ROW4}; DELETE FROM audit_link WHERE sequence = 4`, /link 4 is gone/],
  "a row taken out and the rest moved up": [`DELETE FROM audit WHERE audit_id = ${ROW4}; DELETE FROM audit_link WHERE sequence = 4; ${[5, 6, 7, 8, 9].map((n) => `UPDATE audit_link SET sequence = ${n - 1} WHERE sequence = ${n};`).join("")}`, /row 4 .* is not what was written/],
  "a row put in": ["INSERT INTO audit SELECT 'zz', at, user_id, organisation_code, action, object_type, object_key, area_code, NULL, NULL FROM audit ORDER BY audit_id LIMIT 1", /row zz is in the audit trail but not in the chain/],
  "a row put in with a link": ["INSERT INTO audit SELECT 'zz', at, user_id, organisation_code, action, object_type, object_key, area_code, NULL, NULL FROM audit ORDER BY audit_id LIMIT 1; INSERT INTO audit_link SELECT 10, 'zz', salt, sha256 FROM audit_link WHERE sequence = 9", /row 10 \(zz, .* is not what was written/],
  "a link for a row that has one": ["INSERT INTO audit_link SELECT 10, audit_id, salt, sha256 FROM audit_link WHERE sequence = 9", /row 10 .* is not what was written/],
  "a row that is said to wait": [`INSERT INTO audit_waiting VALUES ('nothing')`, /9 rows have 9 links/],
  "two rows that change places": ["UPDATE audit_link SET sequence = 100 WHERE sequence = 4; UPDATE audit_link SET sequence = 4 WHERE sequence = 5; UPDATE audit_link SET sequence = 5 WHERE sequence = 100", /row 4 .* is not what was written/],
  "the end cut off": ["DELETE FROM audit WHERE audit_id IN (SELECT audit_id FROM audit_link WHERE sequence >= 6); DELETE FROM audit_link WHERE sequence >= 6", /rows at the end are gone: a checkpoint has 7 rows, the chain ends with row 5/],
  "a checkpoint's time": ["UPDATE audit_checkpoint SET at = at + 1 WHERE size = 3", /checkpoint of 3 rows was changed/],
  "a checkpoint's hash": [`UPDATE audit_checkpoint SET sha256 = '${"0".repeat(64)}' WHERE size = 3`, /checkpoint of 3 rows was changed/],
  "a checkpoint's note": ["UPDATE audit_checkpoint SET note = replace(note, 'at 1', 'at 2') WHERE size = 3", /checkpoint of 3 rows was changed/],
  "a checkpoint's key": [`UPDATE audit_checkpoint SET public_key = '${"0".repeat(64)}' WHERE size = 3`, /checkpoint of 3 rows is signed with a key of somebody else/],
  "a checkpoint in another's place": ["UPDATE audit_checkpoint SET size = 4 WHERE size = 3", /checkpoint of 4 rows was changed/],
};
for (const [name, [change, words]] of Object.entries(CASES))
  await test(name, () => {
    const db = database(good);
    disarm(db);
    sql(db, change);
    // Here no row has a state that the salt would hide: another one fits as well.
    if (words === null) whole(db);
    else found(db, words);
  });

await test("the end cut off with its checkpoint: the kept one tells", () => {
  const db = database(good);
  disarm(db);
  sql(db, "DELETE FROM audit WHERE audit_id IN (SELECT audit_id FROM audit_link WHERE sequence >= 6); DELETE FROM audit_link WHERE sequence >= 6; DELETE FROM audit_checkpoint WHERE size > 5");
  whole(db);
  found(db, /kept checkpoint has 7 rows, the chain ends with row 5: rows at the end are gone/, "--checkpoint", kept);
});

await test("an older copy put back: the kept checkpoint tells", () => {
  assert.match(whole(older), /6 rows, 1 checkpoints/);
  found(older, /kept checkpoint has 7 rows, the chain ends with row 6: .* older copy/, "--checkpoint", kept);
});

const rewritten = database(good);
await test("a row changed and the whole chain made anew: the checkpoints tell", () => {
  disarm(rewritten);
  sql(rewritten, `UPDATE audit SET action = 'user.change' WHERE audit_id = (SELECT audit_id FROM audit_link WHERE sequence = 2)`);
  rechain(rewritten);
  found(rewritten, /chain was made anew: row 3 has not the hash of the checkpoint of 3 rows/);
});

await test("the same with the checkpoints taken away: only the kept one tells", () => {
  sql(rewritten, "DELETE FROM audit_checkpoint");
  assert.match(whole(rewritten), /9 rows, 0 checkpoints/);
  found(rewritten, /chain was made anew: row 7 has not the hash of the kept checkpoint/, "--checkpoint", kept);
});

await test("the same with checkpoints of a key of one's own: the server's key tells", () => {
  const db = database(rewritten), own = place("own.audit-key");
  assert.equal(run(["checkpoint", "--new", "--database", db, "--audit-key", own]).status, 0);
  found(db, /newest checkpoint, of 10 rows, is not signed with the key of this server/);
  assert.equal(run(["verify", "--database", db, "--audit-key", own]).status, 0, "in itself it is whole");
  assert.equal(run(["verify", "--database", db, "--audit-key", own, "--public-key", last.key]).status, 0, "either key will do");
  found(db, /chain was made anew/, "--checkpoint", kept);
});

await test("another key after a move is told by the trail itself", () => {
  const db = database(good), next = place("next.audit-key");
  assert.equal(run(["checkpoint", "--new", "--database", db, "--audit-key", next]).status, 0);
  const { status, stdout } = run(["verify", "--database", db, "--audit-key", next, "--checkpoint", kept]);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /10 rows, 3 checkpoints/);
});

await test("a kept checkpoint that nobody here signed, or that is none, is refused", () => {
  const file = place("forged.txt");
  writeFileSync(file, last.note.replace(/ (\S)(\S+)\n$/, (_, first, rest) => ` ${first}${rest.slice(0, 20)}${rest[20] === "A" ? "B" : "A"}${rest.slice(21)}\n`));
  found(good, /kept checkpoint is not signed with a key of this server/, "--checkpoint", file);
  writeFileSync(file, last.note.slice(0, 40));
  const { status, stderr } = verify(good, "--checkpoint", file);
  assert.equal(status, 1);
  assert.match(stderr, /holds no checkpoint/);
});

/* --- the export and the verifier that shares no code --- */

const exported = place("trail.jsonl");
const offline = (file, ...more) => spawnSync("node", [path.join(top, "src/verify-audit.mjs"), file, ...more], { encoding: "utf8" });
await test("the export is whole to the verifier elsewhere, with and without states", () => {
  whole(good, "--export", exported);
  const { status, stdout } = offline(exported, "--checkpoint", kept, "--key", last.key);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /9 rows, 9 with their states, 2 checkpoints/);
  const bare = place("bare.jsonl");
  whole(good, "--export", bare, "--without-states");
  assert.match(offline(bare).stdout, /9 rows, 0 with their states/);
  assert.ok(!readFileSync(bare, "utf8").includes("salt"));
  assert.equal(verify(good, "--export", bare).status, 1, "an export overwrites nothing");
});

/** One thing changed in the lines of the export: [name, change of the parsed lines, finding]. Lines 1-3: rows; 4: a checkpoint. */
const member = (name, value) => [`export: ${name} of a row`, (lines) => { lines[2].entry[name] = value; }, /row 2 .* is not what was written|row 2 is missing|other members/];
const EXPORTS = [
  ...Object.entries({ action: "x", after: null, area_code: "x", at: 1, audit_id: "x", before: "x", object_key: "x", object_type: "x", organisation_code: "x", sequence: 7, user_id: "x" })
    .map(([name, value]) => member(name, name === "after" || name === "before" ? "0".repeat(64) : value)),
  member("more", "x"),
  ["export: a state", (lines) => { lines[2].after = "{}"; }, /row 2 .* the state "after" is not what was written/],
  ["export: a hash", (lines) => { lines[2].sha256 = lines[1].sha256; }, /row 2 .* is not what was written/],
  ["export: the seed", (lines) => { lines[0].seed = "0".repeat(64); }, /origin is not of this seed/],
  ["export: a row taken out", (lines) => { lines.splice(2, 1); }, /row 2 is missing/],
  ["export: a row twice", (lines) => { lines.splice(2, 0, lines[2]); }, /row 3 is missing/],
  ["export: two rows that change places", (lines) => { [lines[1], lines[2]] = [lines[2], lines[1]]; }, /row 1 is missing/],
  ["export: a checkpoint's signature", (lines) => { lines[4].note = lines[4].note.replace("at 1", "at 2"); }, /checkpoint of 3 rows: its signature does not fit/],
  ["export: a checkpoint's place", (lines) => { lines.splice(6, 0, ...lines.splice(4, 1)); }, /has not the hash of the checkpoint of 3 rows/],
  ["export: the end cut off", (lines) => { lines.splice(7); }, /rows at the end are gone.* the kept checkpoint has 7 rows, the chain 5|newest checkpoint/],
];
for (const [name, change, words] of EXPORTS)
  await test(name, () => {
    const lines = readFileSync(exported, "utf8").trim().split("\n").map((line) => JSON.parse(line));
    change(lines);
    const file = place("changed.jsonl");
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { status, stdout } = offline(file, "--checkpoint", kept);
    assert.equal(status, 1, stdout);
    assert.match(stdout, words);
  });

await test("export: a chain made anew is found with what was kept", () => {
  const file = place("rewritten.jsonl");
  whole(rewritten, "--export", file);
  assert.equal(offline(file).status, 0, "in itself it is whole");
  assert.match(offline(file, "--checkpoint", kept).stdout, /chain was made anew: row 7/);
});

/* --- the server --- */

await test("a server signs when it starts and when it stops; it may be verified meanwhile; a killed one loses nothing", async () => {
  const db = database(good);
  const server = await serve(db, "--audit-key", keyFile);
  assert.match(whole(db, "--checkpoint", kept), /9 rows, 3 checkpoints, the last one of 9 rows at 2020-04-27T12:00/);
  assert.equal(await server.end(), 0);
  if (!sqlite) add(db, "ivar");
  const second = await serve(db, "--audit-key", keyFile);
  assert.equal(await second.end("SIGKILL"), "SIGKILL");
  whole(db, "--checkpoint", kept);
  const third = await serve(db, "--audit-key", keyFile);
  assert.equal(await third.end(), 0);
  const size = sqlite ? 9 : 10;
  assert.match(whole(db), new RegExp(`${size} rows, \\d checkpoints, the last one of ${size} rows`));
});

await test("a key that is no key, that others can read or that cannot be made keeps the server from starting", () => {
  const db = database(good), file = place("bad.audit-key");
  const refused = (words, key) => {
    const { status, stderr } = run(["serve", "--database", db, "--listen", "127.0.0.1:0", "--audit-key", key]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, words);
  };
  copyFileSync(keyFile, file);
  chmodSync(file, 0o640);
  refused(/others than its owner may read the audit key .*chmod 600/, file);
  writeFileSync(file, "nonsense\n");
  chmodSync(file, 0o600);
  refused(/is not an audit key/, file);
  refused(/cannot make the audit key .*No such file or directory.*--audit-key/s, place("nowhere/key"));
  assert.ok(!readdirSync(folder).some((name) => name.includes("bad.audit-key.")), "nothing half-made is left");
});

/* --- facts --- */

/** Tables that may change, and why. Everything else is append-only in the schema of both engines. */
const MAY_CHANGE = {
  county: "register", municipality: "register", municipality_neighbour: "register", population: "register", organisation: "register", reference_load: "which register is loaded",
  schema_migration: "made before the first migration", app_user: "its present state", session: "comes and goes", idempotency: "kept a day", setting: "its present state",
  ppe_draft: "draft", ppe_report: "its present state, facts are in the revisions", ppe_status: "derived", ppe_municipality: "derived", proposal: "draft until decided", proposal_line: "draft until decided",
  second_factor: "its present state", recovery_code: "used up", api_key: "ends earlier, last use", vaccine_allocation_draft: "draft", audit_waiting: "until the link is made", vaccine_change: "a count",
};
await test("every table of facts refuses to change and to delete, and no table is forgotten", () => {
  const tables = rows(good, sqlite ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'" : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'").map((row) => row.name);
  assert.ok(tables.length > 40, `${tables.length} tables`);
  for (const table of tables.filter((name) => !(name in MAY_CHANGE))) {
    if (sqlite)
      for (const what of ["no_update", "no_delete", "no_replace"])
        assert.equal(rows(good, `SELECT count(*) AS n FROM sqlite_schema WHERE type = 'trigger' AND name = '${table}_${what}' AND tbl_name = '${table}'`)[0].n, 1, `${table} has no trigger ${what}: is it a fact, or does MAY_CHANGE lack it?`);
    const [{ column }] = rows(good, sqlite ? `SELECT name AS "column" FROM pragma_table_info('${table}') LIMIT 1` : `SELECT column_name AS "column" FROM information_schema.columns WHERE table_name = '${table}' LIMIT 1`);
    const filled = rows(good, `SELECT count(*) AS n FROM ${table}`)[0].n > 0;
    for (const attempt of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, ...(sqlite ? [`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`] : [`TRUNCATE ${table} CASCADE`])])
      if (filled || !sqlite) assert.throws(() => sql(good, attempt), new RegExp(sqlite ? `${table} is append-only` : "is append-only"), attempt);
  }
  whole(good, "--checkpoint", kept);
});

for (const name of made) psql(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
