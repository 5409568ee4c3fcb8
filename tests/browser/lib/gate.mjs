/**
 * Starts the instance once, runs all test files against it, counts. The facts go to the tests in FORDELA_FACTS.
 */
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startInstance } from "./instance.mjs";

const HERE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

async function allTests() {
  const names = [];
  for (const folder of [HERE, path.join(HERE, "unit")]) {
    for (const name of (await readdir(folder)).sort()) if (name.endsWith(".test.mjs")) names.push(path.join(folder, name));
  }
  return names;
}

/** Runs node's test runner and gives its output's counts. @param {string[]} files @param {Record<string, string>} env */
function runTests(files, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--test", "--test-reporter=tap", ...files], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (text) => { output += text; });
    child.once("exit", (code) => {
      const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
      resolve({ output, code: code ?? 1, passed: count("pass"), failed: count("fail") + count("cancelled") });
    });
  });
}

const [binary, ...chosen] = process.argv.slice(2);
const given = process.env.FORDELA_FACTS; // an instance that somebody else has started
const instance = given ? null : await startInstance(binary);
let result;
try {
  result = await runTests(chosen.length > 0 ? chosen.map((name) => path.resolve(name)) : await allTests(),
    { FORDELA_FACTS: given ?? JSON.stringify(instance?.facts) });
} finally {
  await instance?.stop();
}
if (result.code !== 0 || process.env.VERBOSE) {
  // Only what failed, with its reasons.
  const blocks = result.output.split(/\n(?=\s*(?:not ok|ok) )/);
  for (const block of blocks) if (/^\s*not ok /.test(block) || process.env.VERBOSE) console.log(block);
}
const failed = result.code !== 0 && result.failed === 0 ? 1 : result.failed;
console.log(`browser: ${result.passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
