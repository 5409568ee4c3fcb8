// `make bench`: how near the program is to what the machine and the libraries allow. See README.md.
import fs from "node:fs";
import os from "node:os";
import { run } from "./lib.mjs";
import { measureGrowth, measureImport } from "./growth.mjs";
import { measurePostgresql } from "./postgresql.mjs";
import { measureProposalMemory, measureProposals } from "./proposal.mjs";
import { measureList, measureManyConnections, measureOverviews, measureReports } from "./requests.mjs";
import { measureSessions, measureSignIn } from "./sessions.mjs";
import { endAll, file, longWeeks, option, rounds, seconds, seed, startLimit, startProgram, tool, wanted, weeks } from "./settings.mjs";
import { measureStart } from "./start.mjs";
import { heading, number, results, row } from "./table.mjs";
import { measureTransport } from "./transport.mjs";
import { measureRegion, measureShare } from "./vaccine.mjs";

/** What asks the two servers that run beside each other all the time. */
async function measureBoth() {
  fs.copyFileSync(file("start.db"), file("fordela.db"));
  run(tool("limit"), ["prepare", file("start.db"), file("limit.db")]);
  const fordela = await startProgram(file("fordela.db")), limit = await startLimit(file("limit.db"));
  if (wanted("report")) measureReports(fordela, limit);
  if (wanted("overview", "connections")) await measureOverviews(fordela, limit);
  if (wanted("connections")) measureManyConnections(fordela);
  if (wanted("list")) measureList(fordela, limit);
  if (wanted("proposal")) await measureProposals(fordela);
  if (wanted("proposal", "memory")) await measureProposalMemory();
  if (wanted("login")) await measureSignIn(fordela);
  if (!wanted("report")) return;
  heading("After it all");
  row("own memory (RssAnon) beside the yardstick's", `${number(fordela.memory() / limit.memory())} x`, "<= 1.30", `${number(fordela.memory())} MiB beside ${number(limit.memory())} MiB`);
}

async function main() {
  console.log(`${rounds} rounds of ${seconds} s each, by turns; medians of the pairs' ratios to tests/bench/limit.c. Load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} processors.`);
  console.log(`${"".padEnd(52)} ${"measured".padStart(12)}  ${"target".padEnd(10)}`);
  seed("start", weeks);
  if (wanted("start")) await measureStart();
  if (wanted("report", "overview", "connections", "list", "proposal", "memory", "login")) await measureBoth();
  if (wanted("region")) await measureRegion();
  if (wanted("share")) measureShare();
  if (wanted("transport")) measureTransport();
  if (wanted("sessions")) await measureSessions();
  if (wanted("growth", "import")) seed("long", longWeeks);
  if (wanted("growth")) await measureGrowth();
  if (wanted("import")) measureImport();
  if (wanted("postgresql")) await measurePostgresql();
  const missed = results.filter(({ result }) => result === "miss").length;
  console.log(`\n${results.filter(({ result }) => result === "pass").length} targets reached, ${missed} missed`);
  if (option("json")) fs.writeFileSync(option("json"), JSON.stringify(results, null, 1));
}

try {
  await main();
} finally {
  await endAll();
}
