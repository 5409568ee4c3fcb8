// Pipes every worked case through `fordela compute` and judges the answers.
//   node tests/cases/run.mjs build/fordela [FILE …]     all tests/cases/*.json without files
// A case with `text` instead of problem and input is piped as it stands there (what JSON cannot say: duplicate keys …).

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { judge } from "./judge.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

export function compute(binary, text) {
  const { status, stdout, stderr, error } = spawnSync(binary, ["compute"], { input: text, maxBuffer: 1 << 28 });
  if (error) throw error;
  try {
    return { status, result: JSON.parse(stdout.toString()) };
  } catch {
    return { status, result: undefined, unreadable: `${stdout}${stderr}` };
  }
}

function check(binary, file) {
  let failed = 0;
  const { cases } = JSON.parse(readFileSync(file, "utf8"));
  for (const one of cases) {
    const text = one.text ?? JSON.stringify({ problem: one.problem, input: one.input });
    const answer = compute(binary, text);
    const complaints = answer.unreadable === undefined ? judge(one, answer) : [`not JSON: ${answer.unreadable}`];
    if (complaints.length === 0) continue;
    failed++;
    console.error(`${one.id} ${one.problem ?? ""} ${one.title}\n  ${complaints.slice(0, 5).join("\n  ")}`);
  }
  return { passed: cases.length - failed, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [binary, ...named] = process.argv.slice(2);
  if (!binary) {
    console.error("node tests/cases/run.mjs BINARY [FILE …]");
    process.exit(2);
  }
  const files =
    named.length > 0
      ? named
      : readdirSync(here)
          .filter((name) => name.endsWith(".json"))
          .sort()
          .map((name) => join(here, name));
  const sums = files.map((file) => check(binary, file));
  const total = (key) => sums.reduce((sum, counts) => sum + counts[key], 0);
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  process.exit(total("failed") === 0 && total("passed") > 0 ? 0 : 1);
}
