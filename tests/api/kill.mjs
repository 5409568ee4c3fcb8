/**
 * The power goes in the middle of writes: node kill.mjs BINARY [--rounds N] [--seed N] [--only ppe|vaccine]. Several clients hand in reports and drafts,
 * make proposals, publish forecasts and decide allocations at once; the server is killed with SIGKILL at a random moment and started
 * again on the same file, then every write that was acknowledged must be there once and whole, every other one there whole or not at
 * all. Then rounds with SIGTERM: nothing that was begun is lost and the server ends by itself. Then a second server on the same file.
 * The chains take turns, each on a server of its own. Prints "N passed, N failed".
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Client } from "./lib/client.mjs";
import { missing, tally } from "./lib/kill_common.mjs";
import { ppe_chain } from "./lib/kill_ppe.mjs";
import { vaccine_chain } from "./lib/kill_vaccine.mjs";
import { DEMO_DAY, Server } from "./lib/server.mjs";
import { World } from "./lib/world.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const rounds = Number(option("rounds", 6)), only = option("only", "");
let state = Number(option("seed", 17));
const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);

let passed = 0, failed = 0;
const check = (good, what) => {
  if (good) { passed++; return; }
  failed++;
  console.log(`FAILED ${what}`);
};

/** Begins all writers and stops the server in the middle. How it ended. */
async function storm(server, world, chain, stop) {
  const over = { now: false }, clients = [];
  const client = () => clients[clients.push(new Client(server.url, { sockets: 1 })) - 1];
  const work = chain.writers(world, client, over);
  /* In the middle: after some answers, however slow the machine is just now. */
  const enough = tally.acknowledged + 20 + Math.floor(random() * 60), until = Date.now() + 10_000;
  while (tally.acknowledged < enough && Date.now() < until) await new Promise((resolve) => { setTimeout(resolve, 2 + random() * 9); });
  const how = await stop();
  over.now = true;
  const results = await Promise.allSettled(work);
  for (const entry of clients) entry.close();
  const broken = results.find((result) => result.status === "rejected");
  if (broken) throw broken.reason;
  return how;
}

async function a_second_server(server, world) {
  const second = await promisify(execFile)(server.binary, ["serve", "--database", server.database, "--listen", "127.0.0.1:0"], { timeout: 10_000 })
    .then(() => ({ code: 0, stderr: "" }), (error) => error);
  check(second.code === 1 && second.stderr.length > 20, `a second server on the same file: ${second.code} ${second.stderr}`);
  check((await world.send(null, "GET @/readyz")).status === 200, "the first server minds the second");
  const sqlite = await promisify(execFile)("sqlite3", [server.database, "PRAGMA integrity_check; PRAGMA foreign_key_check;"]).catch((error) => (error.code === "ENOENT" ? undefined : error));
  if (sqlite) check(sqlite.stdout === "ok\n", `integrity_check: ${sqlite.stdout ?? sqlite}`);
}

async function torture(chain, asOf, kills) {
  const server = await Server.start(process.argv[2], "sqlite", { asOf });
  const world = await World.open(server);
  const again = async (title) => {
    await server.serve({ asOf });
    await world.connect();
    const gone = await missing(world, chain);
    check(gone === "", `${chain.title}, ${title}\n    ${gone}`);
  };
  try {
    for (const who of chain.people) await world.cookie(who);
    await chain.prepare(world);
    for (let round = 1; round <= kills; round++) {
      await storm(server, world, chain, () => server.kill());
      const unsound = await server.unsound();
      check(unsound === "", `${chain.title}, after kill ${round}: fordela check says ${unsound}`);
      await again(`after kill ${round}`);
    }
    for (let round = 1; round <= Math.max(2, kills / 5); round++) {
      const how = await storm(server, world, chain, () => server.end());
      check(how.code === 0 && how.ms < 5000, `SIGTERM ${round}: ended with ${how.code ?? how.signal} after ${how.ms} ms`);
      await again(`after SIGTERM ${round}`);
    }
    await a_second_server(server, world);
  } finally {
    world.close();
    await server.drop_all();
  }
}

let kills = 0;
for (const [chain, asOf, count] of [[ppe_chain(random), DEMO_DAY, rounds], [vaccine_chain(), null, Math.ceil(rounds / 2)]]) {
  if (only !== "" && only !== chain.title) continue;
  await torture(chain, asOf, count);
  kills += count;
}
console.log(`${kills} kills, ${tally.acknowledged} acknowledged writes`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
