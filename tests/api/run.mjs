/**
 * The scenarios: node run.mjs BINARY sqlite|postgresql [FILE…]. Prints "N passed, N failed"; started by run.sh.
 */
import { readdir } from "node:fs/promises";
import { Server } from "./lib/server.mjs";
import { Suite } from "./lib/suite.mjs";
import { World } from "./lib/world.mjs";

const [binary, engine, ...only] = process.argv.slice(2);
const folder = new URL("scenarios/", import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith(".mjs") && (only.length === 0 || only.some((word) => name.includes(word)))).sort();

const server = await Server.start(binary, engine);
const world = await World.open(server);
const suite = new Suite(world);
try {
  for (const file of files) {
    const begun = Date.now(), before = suite.passed + suite.failed;
    const { default: scenarios } = await import(new URL(file, folder));
    await scenarios(suite, world);
    console.log(`${file}: ${suite.passed + suite.failed - before} scenarios, ${Date.now() - begun} ms`);
  }
  if (only.length === 0)
    await suite.test("every operation of the document has answered", () => {
      const unseen = world.contract.unseen();
      if (unseen.length > 0) throw new Error(`never seen succeeding: ${unseen.join(", ")}`);
    });
  await suite.test("SIGTERM ends the server cleanly", async () => {
    const how = await server.end();
    if (how.code !== 0 || how.ms > 5000) throw new Error(`ended with ${how.code ?? how.signal} after ${how.ms} ms: ${server.log.slice(-500)}`);
  });
  await suite.test("everything derived follows from what the scenarios wrote", () => server.command("check"));
} finally {
  world.close();
  await server.drop_all();
}
console.log(`${world.contract.checked} replies held against the document`);
console.log(`${suite.passed} passed, ${suite.failed} failed`);
process.exitCode = suite.failed > 0 ? 1 : 0;
