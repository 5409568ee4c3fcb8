// Vaccine: a region's allocation of a week as a request, and the computation behind one.
import fs from "node:fs";
import { compare, median, run } from "./lib.mjs";
import { file, program, rounds, seconds, startLimit, startProgram, stop, tool } from "./settings.mjs";
import { heading, number, row, showRatios } from "./table.mjs";

const AS_OF = "2021-04-06", WEEK = "2021-W12", USER = "fohm.las";

/** A session that may see all regions, as load.lua reads it. */
async function writeTokens(server, logins) {
  const { user, password } = logins.find((login) => login.user === USER);
  const reply = await fetch(`${server.url}/api/v1/session`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: user, password }) });
  const [, token] = /fordela_session=([\w-]+)/.exec(reply.headers.get("set-cookie") ?? "") ?? [];
  if (!token) throw new Error(`sign-in: ${reply.status}`);
  const counties = await (await fetch(`${server.url}/api/v1/counties`, { headers: { Cookie: `fordela_session=${token}` } })).json();
  fs.writeFileSync(file("vaccine.lua"), `return { r = {${counties.items.map(({ code }) => `{"${code}","${token}"}`).join(",")}} }`);
}

/** Both on the demo's winter; the yardstick's copy is made after the sign-in, whose session it needs. */
export async function measureRegion() {
  heading("Vaccine: a region's allocation of a week, all 21 regions by turns (16 connections)");
  run(program, ["migrate", "--database", file("vaccine.db")]);
  const logins = JSON.parse(run(program, ["demo", "load", "--story", "vaccine", "--json", "--database", file("vaccine.db")]));
  const fordela = await startProgram(file("vaccine.db"), "--as-of", AS_OF);
  await writeTokens(fordela, logins);
  run(tool("limit"), ["prepare", file("vaccine.db"), file("vaccine-limit.db")]);
  const limit = await startLimit(file("vaccine-limit.db"));
  const found = compare(fordela, limit, rounds, { connections: 16, seconds,
    env: { TOKENS: file("vaccine.lua"), ASK: "get", ASK_PATH: `/api/v1/counties/%s/vaccine-allocations?first_week=${WEEK}&last_week=${WEEK}` },
    besideEnv: { ASK_PATH: `/allocations/%s/${WEEK}` } });
  showRatios("beside the figures alone", found, { cpu: "<= 1.50" });
  await stop(limit);
  await stop(fordela);
}

export function measureShare() {
  heading("Vaccine: a week shared out to 21 regions, 4 vaccines, with accounts and guard (computing only)");
  const weeks = run(tool("share"), ["5200"]).trim().split("\n").map((line) => line.split(" ").map(Number));
  const times = weeks.map(([rule]) => rule).sort((a, b) => a - b), late = times[Math.floor(times.length * 0.99)];
  const guards = weeks.reduce((sum, [, , used]) => sum + used, 0);
  row("a week", `${number(median(times))} ms`, "<= 5 ms", `99 of 100 weeks within ${number(late)} ms; the guard stepped in ${guards} times in ${weeks.length * 4}`);
  row("beside largest remainder without accounts", `${number(median(weeks.map(([rule, plain]) => rule / plain)))} x`, "", `${number(median(weeks.map(([, plain]) => plain * 1e3)))} us`);
}
