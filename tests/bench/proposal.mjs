// The redistribution proposal as a request: time from request to answer, memory that it takes.
import fs from "node:fs";
import { median, seeClosed } from "./lib.mjs";
import { file, rounds, startProgram, stop } from "./settings.mjs";
import { heading, number, row } from "./table.mjs";

function tokens() {
  const text = fs.readFileSync(file("start.lua"), "utf8");
  return { county: /\{"22","([\w-]+)"\}/.exec(text)[1], nation: / n = "([\w-]+)"/.exec(text)[1] };
}

async function propose(server, code, token) {
  const reply = await fetch(`${server.url}/api/v1/counties/${code}/proposals`, {
    method: "POST", headers: { Cookie: `fordela_session=${token}`, "Content-Type": "application/json" }, body: "{}" });
  const body = await reply.text();
  if (reply.status !== 201) throw new Error(`proposal ${code}: ${reply.status} ${body}`);
}

/** Counties' requests once each, as long as rounds last; milliseconds. */
export async function measureProposals(fordela) {
  heading("Redistribution proposal as a request: read, compute, write durably, answer");
  await seeClosed();
  const { county, nation } = tokens();
  for (const [code, token, name, target] of [["22", county, "county of 7", "<= 25 ms"], ["00", nation, "nation of 290", "<= 250 ms"]]) {
    const times = [];
    for (let i = 0; i < rounds * 2 + 1; i++) {
      const begun = performance.now();
      await propose(fordela, code, token);
      times.push(performance.now() - begun);
    }
    row(name, `${number(median(times))} ms`, target, `best ${number(Math.min(...times))} ms`);
  }
}

/** On a server of its own each time, which has made a small one before: what stays then is the server's. */
export async function measureProposalMemory() {
  const { county, nation } = tokens(), above = [], kept = [];
  for (let i = 0; i < rounds; i++) {
    fs.copyFileSync(file("start.db"), file("memory.db"));
    const server = await startProgram(file("memory.db"));
    await propose(server, "22", county);
    server.forgetPeak();
    const before = server.resident().now, own = server.memory();
    await propose(server, "00", nation);
    above.push(server.resident().peak - before);
    kept.push(server.memory() - own);
    await stop(server);
  }
  row("nation of 290: peak memory above the server's own", `${number(median(above))} MiB`, "<= 32 MiB", `${number(median(kept))} MiB stay (RssAnon)`);
}
