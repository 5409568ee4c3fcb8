// PostgreSQL as the store: reports beside pgbench inserting as many rows on the same cluster, which writes to the disk (fsync on).
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { median, run, wrk } from "./lib.mjs";
import { AS_OF, file, PASSWORD, program, rounds, seconds, startProgram, stop, tool, WEEK, weeks } from "./settings.mjs";
import { heading, number, row, spaced } from "./table.mjs";

const CONNECTIONS = 16, ARTICLES = 15;
const BIN = process.env.FORDELA_POSTGRESQL_BIN ?? "/usr/lib/postgresql/15/bin";

/** A cluster that lasts until end(). */
async function startCluster() {
  const script = path.join(path.dirname(new URL(import.meta.url).pathname), "../postgresql.sh");
  const child = spawn("sh", [script, "sh", "-c", "echo $FORDELA_TEST_POSTGRESQL; cat"],
    { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, FORDELA_TEST_FSYNC: "on" } });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const url = await Promise.race([new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve)), ended]);
  if (typeof url !== "string") throw new Error("no PostgreSQL");
  return { url, end: () => { child.stdin.end(); return ended; } };
}

/** The yardstick's report (limit.c) as pgbench sends it: head, lines, audit row, one commit. */
function writeScript() {
  const lines = Array.from({ length: ARTICLES }, (_, i) => `(:id,${i + 1},:s,50,60)`).join(",");
  fs.writeFileSync(file("report.sql"), `\\set m random(1, 290)
\\set s random(0, 20000)
BEGIN;
INSERT INTO bench.report (municipality, week, at) VALUES (:m, '${WEEK}', 1588000000) ON CONFLICT (municipality, week) DO UPDATE SET at = excluded.at RETURNING id \\gset
INSERT INTO bench.line VALUES ${lines} ON CONFLICT (report, article) DO UPDATE SET stock = excluded.stock, use_in_week = excluded.use_in_week, need = excluded.need;
INSERT INTO bench.audit (at, account, object) VALUES (1588000000, 'somebody', '2281/${WEEK}');
COMMIT;
`);
}

const TABLES = `CREATE SCHEMA bench;
CREATE TABLE bench.report (id bigserial PRIMARY KEY, municipality int NOT NULL, week text NOT NULL, at bigint NOT NULL, UNIQUE (municipality, week));
CREATE TABLE bench.line (report bigint NOT NULL REFERENCES bench.report, article int NOT NULL, stock bigint NOT NULL, use_in_week bigint NOT NULL, need bigint NOT NULL, PRIMARY KEY (report, article));
CREATE TABLE bench.audit (id bigserial PRIMARY KEY, at bigint, account text, object text);`;

function pgbench(url) {
  const { status, stdout, stderr } = spawnSync(path.join(BIN, "pgbench"),
    ["-n", "-M", "prepared", "-f", file("report.sql"), "-c", CONNECTIONS, "-j", 1, "-T", Math.ceil(seconds), url].map(String), { encoding: "utf8" });
  const found = /^tps = ([\d.]+)/m.exec(stdout ?? "");
  if (status !== 0 || !found) throw new Error(`pgbench: ${stdout}${stderr}`);
  return Number(found[1]);
}

export async function measurePostgresql() {
  heading(`PostgreSQL: weekly report of ${ARTICLES} articles, durable (${CONNECTIONS} connections)`);
  const cluster = await startCluster();
  try {
    run(program, ["migrate", "--database", cluster.url]);
    run(tool("seed"), [cluster.url, AS_OF, String(weeks), file("postgresql.lua"), PASSWORD]);
    const serve = () => startProgram(cluster.url, "--key-file", file("postgresql.key"), "--audit-key", file("postgresql.audit-key"));
    await stop(await serve()); // links the rows of the trail that seeding left
    run(path.join(BIN, "psql"), ["-q", "-d", cluster.url, "-c", TABLES, "-c", "ANALYZE"]); // the cluster has no autovacuum
    writeScript();
    const fordela = await serve();
    const rates = [], ratios = [];
    let refused = 0;
    const own = () => {
      const found = wrk(fordela, { connections: CONNECTIONS, seconds, mayRefuse: 0.01, env: { TOKENS: file("postgresql.lua"), ASK: "report", WEEK } });
      refused += found.refused;
      return found.rate;
    };
    own(); // each session's first request of a minute notes that it was seen
    for (let round = 0; round < rounds; round++) {
      const pair = round % 2 === 0 ? [own(), pgbench(cluster.url)] : [pgbench(cluster.url), own()].reverse();
      rates.push(pair[0]);
      ratios.push(pair[0] / pair[1]);
    }
    row("beside pgbench: requests/s", `${number(median(ratios))} x`, ">= 0.60", `${spaced(median(rates))}/s beside ${spaced(median(rates) / median(ratios))}/s; ${refused} refused as busy`);
    await stop(fordela);
  } finally {
    await cluster.end();
  }
}
