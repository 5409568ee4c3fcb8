/**
 * The served OpenAPI document before two judges, Redocly CLI and Spectral, with the rules beside this file: node document.mjs BINARY.
 * Prints "N passed, N failed"; started by run.sh.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Server } from "./lib/server.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const bin = path.join(process.env.FORDELA_API_TOOLS, "node_modules/.bin");
const environment = { ...process.env, REDOCLY_TELEMETRY: "off", CI: "true", NO_COLOR: "1" };

const judge = (command, words) => new Promise((resolve) => {
  execFile(path.join(bin, command), words, { env: environment, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
    resolve({ code: error ? error.code : 0, said: stdout + stderr });
  });
});

/** Every object that an answer can hold is closed: a field that nobody declared cannot slip out. */
function open_objects(document) {
  return Object.entries(document.components.schemas)
    .filter(([, schema]) => schema.type === "object" && schema.properties && schema.additionalProperties !== false)
    .map(([name]) => name);
}

const server = await Server.start(process.argv[2], "sqlite", { demo: false });
const folder = await mkdtemp(path.join(tmpdir(), "fordela-document-"));
const results = [];
try {
  const text = await (await fetch(`${server.url}/api/v1/openapi.json`)).text();
  const file = path.join(folder, "openapi.json");
  await writeFile(file, text);
  const [redocly, spectral] = await Promise.all([
    judge("redocly", ["lint", "--config", path.join(here, "redocly.yaml"), "--format", "stylish", file]),
    judge("spectral", ["lint", "--ruleset", path.join(here, "spectral.yaml"), "--fail-severity", "warn", file]),
  ]);
  results.push(["Redocly CLI finds no error and no warning", redocly.code === 0 && !/warning/i.test(redocly.said.replace(/telemetry.*/gi, "")), redocly.said]);
  results.push(["Spectral finds no error and no warning", spectral.code === 0, spectral.said]);
  const open = open_objects(JSON.parse(text));
  results.push(["every object is closed", open.length === 0, open.join(", ")]);
} finally {
  await server.drop_all();
  await rm(folder, { recursive: true, force: true });
}
for (const [name, good, said] of results) if (!good) console.log(`FAILED ${name}\n${said.slice(-6000)}`);
const failed = results.filter(([, good]) => !good).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
