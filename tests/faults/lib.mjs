/** What the tests of a failing machine share: counting, waiting, writers under load, and what must hold after a SIGKILL. */
import { Client } from "../api/lib/client.mjs";
import { missing } from "../api/lib/kill_common.mjs";
import { DEMO_DAY } from "../api/lib/server.mjs";

const PATIENCE_MS = 20_000, LOOK_MS = 20;

export const result = { passed: 0, failed: 0 };
export const check = (good, what) => {
  if (good) { result.passed++; return; }
  result.failed++;
  console.log(`FAILED ${what}`);
};

/** Asks again until it is so. @param {string} what @param {() => boolean | Promise<boolean>} condition */
export async function until(what, condition) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > end) { check(false, `${what}: not within ${PATIENCE_MS} ms`); return false; }
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  }
  return true;
}

/** Ends the run. */
export function told() {
  console.log(`${result.passed} passed, ${result.failed} failed`);
  process.exitCode = result.failed > 0 ? 1 : 0;
}

/** Clients write without end while during() runs; what they were told is in the chain and the tally. */
export async function underLoad(server, world, chain, during) {
  const over = { now: false }, clients = [];
  const work = chain.writers(world, () => clients[clients.push(new Client(server.url, { sockets: 1 })) - 1], over);
  const ended = Promise.allSettled(work);
  try {
    await during();
  } finally {
    over.now = true;
    const results = await ended;
    for (const client of clients) client.close();
    const broken = results.find((result) => result.status === "rejected");
    if (broken) throw broken.reason;
  }
}

/** The answer is no problem document: a balancer reads its status. */
export const ready = async (world) => (await world.client.send("GET", "/readyz")).status;

/** Nothing that was acknowledged is gone or there twice. */
export async function kept(world, chain, title) {
  const gone = await missing(world, chain);
  check(gone === "", `${title}\n    ${gone}`);
}

/** After a SIGKILL: what was acknowledged is there, and every derived table and account follows from the facts. */
export async function whole(server, world, chain, title) {
  await server.kill();
  const unsound = await server.unsound();
  check(unsound === "", `${title}: fordela check says ${unsound}`);
  await server.serve({ asOf: DEMO_DAY });
  await world.connect();
  await kept(world, chain, title);
}
