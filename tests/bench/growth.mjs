// Ten years of weekly reports: what a request costs beside the same one with few weeks, and how fast they are imported.
import fs from "node:fs";
import { compare, median, run } from "./lib.mjs";
import { file, longWeeks, program, rounds, seconds, startProgram, stop, tool, weeks, WEEK } from "./settings.mjs";
import { heading, number, row, showCpu, spaced } from "./table.mjs";

/** The same program on both databases, which it changes: copies. An overview as CSV is made anew each time, while one as JSON is kept. */
export async function measureGrowth() {
  heading(`${longWeeks} weeks of reports beside ${weeks} (16 connections)`);
  for (const name of ["start", "long"]) fs.copyFileSync(file(`${name}.db`), file(`${name}-growth.db`));
  run("sync", []); // or the first to ask its file to be on disk would write the copy too
  const long = await startProgram(file("long-growth.db")), short = await startProgram(file("start-growth.db"));
  const options = { connections: 16, seconds, warm: true, besideEnv: { TOKENS: file("start.lua") } }, TOKENS = file("long.lua");
  showCpu("county overview, computed: CPU a request",
    compare(long, short, rounds, { ...options, env: { TOKENS, ASK: "get", ASK_PATH: "/api/v1/counties/%s/ppe-overview?format=csv" } }), "<= 1.15");
  showCpu("weekly report: CPU a request", compare(long, short, rounds, { ...options, env: { TOKENS, ASK: "report", WEEK } }), "<= 1.25");
  for (const server of [long, short]) await stop(server);
  for (const name of ["start", "long"]) fs.rmSync(file(`${name}-growth.db`));
}

/** The whole command: the file read and checked, loaded with all constraints, every table held against its digest. Beside it as many
 *  rows put into one table by the yardstick. */
export function measureImport() {
  heading(`Import of a file with ${longWeeks} weeks of reports`);
  run(program, ["export", "--database", file("long.db"), file("long.export")]);
  const ratios = [], rates = [];
  let rows = 0, cpu = 0;
  for (let round = 0; round < Math.max(1, rounds >> 1); round++) {
    run("sync", []);
    const begun = performance.now();
    const said = run("sh", ["-c", '"$0" "$@" && times', program, "import", "--database", file("imported.db"), file("long.export")]);
    rows = Number(/Imported (\d+) rows/.exec(said)[1]);
    cpu = [.../(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(said)].slice(1).map(Number).reduce((sum, part, i) => sum + part * (i % 2 === 0 ? 60 : 1), 0);
    const own = rows / (performance.now() - begun) * 1e3;
    const raw = Number(run(tool("limit"), ["insert", file("raw.db"), String(rows)]));
    rates.push(own);
    ratios.push(own / raw);
    for (const name of ["imported.db", "raw.db"]) fs.rmSync(file(name));
  }
  row(`${spaced(rows)} rows, checked: million rows/s`, number(median(rates) / 1e6), ">= 0.15", `${number(rows / cpu / 1e6)} million rows in a second of CPU time`);
  row("beside SQLite inserting as many", `${number(median(ratios))} x`, "", `${number(median(rates) / median(ratios) / 1e6)} million rows/s`);
  fs.rmSync(file("long.export"));
}
