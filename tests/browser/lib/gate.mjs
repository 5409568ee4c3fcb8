/**
 * Starts the instance once, runs all test files against it, counts. The facts go to the tests in FORDELA_FACTS.
 */
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startInstance } from "./instance.mjs";

/** @type {import("node:child_process").ChildProcess | null} */
let runner = null;

const HERE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

async function allTests() {
  const names = [];
  for (const folder of [HERE, path.join(HERE, "unit")]) {
    for (const name of (await readdir(folder)).sort()) if (name.endsWith(".test.mjs")) names.push(path.join(folder, name));
  }
  return names;
}

/** Tells of what failed, with its reason, as soon as it is known. @param {(line: string) => void} tell */
function failures(tell) {
  let telling = false;
  return (line) => {
    if (/^\s*(not ok|ok) /.test(line)) telling = line.trimStart().startsWith("not ok");
    else if (/^\s*# /.test(line)) telling = false;
    if (telling) tell(line);
  };
}

/** Runs node's test runner and gives its output's counts. @param {string[]} files @param {Record<string, string>} env */
async function runTests(files, env) {
  const only = process.env.ONLY ? [`--test-name-pattern=${process.env.ONLY}`] : [];
  const child = spawn(process.execPath, ["--test", "--test-reporter=tap", ...only, ...files], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  runner = child;
  const counts = {};
  const tell = failures(console.log);
  for await (const line of createInterface({ input: child.stdout })) {
    const count = /^# (\w+) (\d+)$/.exec(line);
    if (count) counts[count[1]] = Number(count[2]);
    tell(line);
    if (process.env.VERBOSE && /^ok |^ {2}duration_ms/.test(line)) console.log(line);
  }
  const code = child.exitCode ?? await new Promise((resolve) => { child.once("exit", resolve); });
  return { code, passed: counts.pass ?? 0, failed: (counts.fail ?? 0) + (counts.cancelled ?? 0) };
}

const [binary, ...chosen] = process.argv.slice(2);
const given = process.env.FORDELA_FACTS; // an instance that somebody else has started
const instance = given ? null : await startInstance(binary);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    runner?.kill(signal);
    await instance?.stop();
    process.exit(1);
  });
}
let result;
try {
  result = await runTests(chosen.length > 0 ? chosen.map((name) => path.resolve(name)) : await allTests(),
    { FORDELA_FACTS: given ?? JSON.stringify(instance?.facts) });
} finally {
  await instance?.stop();
}
const failed = result.code !== 0 && result.failed === 0 ? 1 : result.failed;
console.log(`browser: ${result.passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
