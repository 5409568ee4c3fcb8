/**
 * PostgreSQL fails under load, behind a relay: tests/postgresql.sh node postgresql.mjs BINARY. Its connections are cut, the answers to
 * COMMIT are lost, it stalls, is killed and started again, and a standby takes over. Held: nothing that was acknowledged is gone or there
 * twice, requests end while it is away, and the service comes back by itself. Prints "N passed, N failed".
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "../api/lib/client.mjs";
import { tally } from "../api/lib/kill_common.mjs";
import { ppe_chain } from "../api/lib/kill_ppe.mjs";
import { DEMO_DAY, Server } from "../api/lib/server.mjs";
import { World } from "../api/lib/world.mjs";
import { check, kept, ready, told, underLoad, until } from "./lib.mjs";
import { Relay } from "./relay.mjs";

const SOCKET = ".s.PGSQL.5432", STANDBY_PORT = 5433, STALL_ANSWER_MS = 20_000;
const bin = process.env.FORDELA_POSTGRESQL_BIN ?? "/usr/lib/postgresql/15/bin";
const cluster = process.env.FORDELA_TEST_POSTGRESQL;
if (!cluster) throw new Error("FORDELA_TEST_POSTGRESQL names no cluster (run it under tests/postgresql.sh)");
const top = new URL(cluster.replace("postgresql://fordela@/", "http://x/")).searchParams.get("host") ?? "";
const { uid, gid } = statSync(path.join(top, "data"));
/** As the cluster's owner. */
const own = (program, ...words) => execFileSync(path.join(bin, program), words, { uid, gid, cwd: top, env: { PATH: process.env.PATH, HOME: top }, stdio: ["ignore", "ignore", "pipe"] });
const options = `-c listen_addresses='' -k ${top} -c fsync=off -c max_connections=60 -c autovacuum=off`;

let seed = 815;
const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32);

/** What fails while clients write; then they write again, and all is as they were told. */
async function failing(server, world, chain, title, fail) {
  console.log(title);
  tally.faulty = true;
  await underLoad(server, world, chain, async () => {
    const before = tally.acknowledged;
    await until(`${title}: writes before`, () => tally.acknowledged > before + 10);
    await fail();
    const then = tally.acknowledged;
    await until(`${title}: writes after`, () => tally.acknowledged > then + 20);
  });
  tally.faulty = false;
  await until(`${title}: ready`, async () => await ready(world) === 200);
  await kept(world, chain, title);
}

const folder = mkdtempSync(path.join(tmpdir(), "fordela-relay-"));
const server = await Server.start(process.argv[2], "postgresql");
await server.end();
const direct = server.database;
const relay = new Relay(path.join(folder, SOCKET), path.join(top, SOCKET));
await relay.ready;
server.database = direct.replace(/host=[^&]*/, `host=${folder}`);
await server.serve({ asOf: DEMO_DAY });
const world = await World.open(server);
try {
  const chain = ppe_chain(random);
  for (const who of chain.people) await world.cookie(who);

  await failing(server, world, chain, "connections are cut", async () => {
    for (let round = 0; round < 10; round++) {
      const before = tally.acknowledged;
      relay.cut();
      await until("connections are cut: a write between two cuts", () => tally.acknowledged > before + 3);
    }
  });

  await failing(server, world, chain, "answers to COMMIT are lost", async () => {
    relay.loseCommits = 20;
    await until("answers to COMMIT are lost: 20 of them", () => relay.lost >= 20);
  });

  await failing(server, world, chain, "it stalls", async () => {
    const asking = new Client(server.url, { sockets: 4 });
    relay.stall();
    const begun = Date.now();
    check((await asking.send("GET", "/healthz")).status === 200, "it stalls: /healthz");
    check((await asking.send("GET", "/login")).status === 200, "it stalls: a page");
    const refused = await asking.send("GET", "/api/v1/counties/22/ppe-overview", { headers: { Cookie: await world.cookie("board") } }).catch((error) => ({ status: String(error) }));
    check(refused.status === 503 || refused.status === 500, `it stalls: a reader is told ${refused.status}`);
    check(Date.now() - begun < STALL_ANSWER_MS, `it stalls: answered after ${Date.now() - begun} ms`);
    relay.resume();
    asking.close();
  });

  await failing(server, world, chain, "it is killed and started again", async () => {
    own("pg_ctl", "-D", path.join(top, "data"), "-m", "immediate", "-w", "stop");
    own("pg_ctl", "-D", path.join(top, "data"), "-l", path.join(top, "server.log"), "-w", "-o", options, "start");
  });

  // A standby that confirms each commit before it is acknowledged.
  const standby = path.join(top, "standby");
  own("pg_basebackup", "-D", standby, "-h", top, "-U", "fordela", "-R", "-X", "stream", "-c", "fast");
  own("pg_ctl", "-D", standby, "-l", path.join(top, "standby.log"), "-w", "-o", `${options} -p ${STANDBY_PORT}`, "start");
  const sql = (port, text) => execFileSync("psql", ["-X", "-At", "-h", top, "-p", String(port), "-U", "fordela", "-d", "postgres", "-c", text], { encoding: "utf8" }).trim();
  sql(5432, "ALTER SYSTEM SET synchronous_standby_names = '*'");
  sql(5432, "SELECT pg_reload_conf()");
  await until("a standby: it is in step", () => sql(5432, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") === "1");
  await failing(server, world, chain, "the standby takes over", async () => {
    const before = tally.acknowledged;
    await until("the standby takes over: writes that it confirms", () => tally.acknowledged > before + 20);
    own("pg_ctl", "-D", path.join(top, "data"), "-m", "immediate", "-w", "stop");
    own("pg_ctl", "-D", standby, "-w", "promote");
    sql(STANDBY_PORT, "ALTER SYSTEM RESET synchronous_standby_names");
    sql(STANDBY_PORT, "SELECT pg_reload_conf()");
    relay.leadTo = path.join(top, `.s.PGSQL.${STANDBY_PORT}`);
    relay.cut();
  });
  const unsound = await server.unsound();
  check(unsound === "", `fordela check says ${unsound}`);
  const { code, ms } = await server.end();
  check(code === 0 && ms < 5000, `it ends with ${code} after ${ms} ms`);
  own("pg_ctl", "-D", standby, "-m", "immediate", "-w", "stop");
} catch (error) {
  check(false, String(error.stack ?? error));
} finally {
  world.close();
  relay.close();
  server.child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
told();
