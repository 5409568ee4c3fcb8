// SIGKILL in the middle of backup, restore, export, import and migrate: node mid_command.mjs BINARY [ROUNDS]. A name that was there holds
// what it held or all of what was to come; a new one is there whole or not at all; the same command then goes through.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { check, equal, finish, program, test } from "./lib.mjs";

const rounds = Number(process.argv[3] ?? 10);
const directory = mkdtempSync(join(tmpdir(), "fordela-mid-"));
const at = (name) => join(directory, name);
let state = 20;
const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);

function good(...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 120_000 });
  equal(status, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}
const wipe = (name) => readdirSync(directory).filter((file) => file.startsWith(name)).forEach((file) => rmSync(at(file)));
function exported(path) {
  good("export", at("look.jsonl"), "--force", "--database", path);
  return createHash("sha256").update(readFileSync(at("look.jsonl"))).digest("hex");
}

/** How long the command takes undisturbed, in milliseconds. */
function measured(args) {
  const begun = performance.now();
  good(...args);
  return performance.now() - begun;
}
/** Runs it and kills it after so long; whether that was before its end. */
function killed(args, milliseconds) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.on("exit", (code, signal) => { clearTimeout(timer); resolve(signal === "SIGKILL"); });
  });
}
/** Kills the command at moments spread over its time. prepare: before each; look: after it, whether it had ended or not. */
async function storm(args, prepare, look) {
  prepare();
  const whole = measured(args);
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    prepare();
    kills += await killed(args, whole * ((round + random()) / rounds));
    await look();
  }
  check(rounds < 5 || kills > 0, "never killed before its end");
}

good("migrate", "--database", at("source.db"));
good("demo", "load", "--database", at("source.db"));
good("backup", at("good.backup"), "--database", at("source.db"));
good("migrate", "--database", at("other.db"));
good("export", at("good.jsonl"), "--database", at("source.db"));
const source = exported(at("source.db")), other = exported(at("other.db"));
good("backup", at("other.backup"), "--database", at("other.db"));

await test("backup", () => storm(["backup", at("new.backup"), "--database", at("source.db")], () => wipe("new"), () => {
  if (existsSync(at("new.backup"))) equal(exported(at("new.backup")), source, "a backup with its name");
  wipe("new");
  good("backup", at("new.backup"), "--database", at("source.db"));
}));

await test("backup over another", () => storm(["backup", at("new.backup"), "--force", "--database", at("source.db")], () => {
  wipe("new");
  copyFileSync(at("other.backup"), at("new.backup"));
}, () => check([source, other].includes(exported(at("new.backup"))), "neither the old nor the new")));

await test("export over another", () => storm(["export", at("new.jsonl"), "--force", "--database", at("source.db")], () => {
  wipe("new");
  copyFileSync(at("good.jsonl"), at("new.jsonl"));
}, () => equal(readFileSync(at("new.jsonl"), "utf8") === readFileSync(at("good.jsonl"), "utf8"), true, "the export")));

await test("restore over another", () => storm(["restore", at("good.backup"), "--force", "--database", at("live.db")], () => {
  wipe("live");
  copyFileSync(at("other.backup"), at("live.db"));
}, () => {
  if (existsSync(at("live.db"))) check([source, other].includes(exported(at("live.db"))), "neither the old nor the new");
  else equal(exported(at(readdirSync(directory).find((name) => /^live\.db\.replaced-[^.-]*$/.test(name)))), other, "the old one, kept");
  const kept = readdirSync(directory).filter((name) => /^live\.db\.replaced-[^.-]*$/.test(name));
  for (const name of kept) equal(exported(at(name)), other, "what was kept");
  kept.forEach((name) => rmSync(at(name)));
  good("restore", at("good.backup"), "--force", "--database", at("live.db"));
  equal(exported(at("live.db")), source, "restored after all");
}));

await test("import", () => storm(["import", at("good.jsonl"), "--database", at("live.db")], () => wipe("live"), () => {
  const filled = spawnSync(program, ["check", "--database", at("live.db")]).status === 0 && exported(at("live.db")) === source;
  /* Half of it is none of it: the rest can be done where it was left, or has been done. */
  if (!filled) good("import", at("good.jsonl"), "--database", at("live.db"));
  equal(exported(at("live.db")), source, "imported after all");
}));

await test("migrate", () => storm(["migrate", "--database", at("live.db")], () => wipe("live"), () => {
  good("migrate", "--database", at("live.db"));
  good("check", "--database", at("live.db"));
}));

rmSync(directory, { recursive: true });
finish("mid_command");
