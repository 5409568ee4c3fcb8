// The two requests that matter most, beside the yardstick: the weekly report and the county's overview.
import fs from "node:fs";
import { compare, median, seeClosed, wrk } from "./lib.mjs";
import { file, rounds, seconds, WEEK } from "./settings.mjs";
import { heading, number, row, showRatios } from "./table.mjs";

const TOKENS = file("start.lua");

export function measureReports(fordela, limit) {
  heading("Weekly report of 15 articles, durable (PUT)");
  for (const connections of [1, 16, 64]) {
    const found = compare(fordela, limit, rounds, { connections, seconds, env: { TOKENS, ASK: "report", WEEK } });
    showRatios(`${connections} connections`, found, { rate: connections === 1 ? ">= 0.80" : ">= 0.70", cpu: "<= 1.50", p99: connections === 64 ? "<= 2.00" : undefined });
  }
}

/** Lua file with the entity tags that the counties' overviews have now. */
async function writeEtags(server, pathOf, name) {
  await seeClosed();
  const text = fs.readFileSync(TOKENS, "utf8");
  const counties = [...text.slice(text.indexOf("r = {")).matchAll(/\{"(\d\d)","([\w-]+)"\}/g)];
  const lines = [];
  for (const [, county, token] of counties) {
    const reply = await fetch(server.url + pathOf(county), { headers: { Cookie: `fordela_session=${token}` } });
    if (reply.status !== 200) throw new Error(`${server.name} ${county}: ${reply.status}`);
    await reply.arrayBuffer();
    lines.push(`["${county}"]=[==[${reply.headers.get("etag")}]==]`);
  }
  fs.writeFileSync(file(name), `return {${lines.join(",")}}`);
  return file(name);
}

export async function measureOverviews(fordela, limit) {
  heading("County overview, all 21 counties by turns (16 connections)");
  const own = "/api/v1/counties/%s/ppe-overview", kept = { ASK_PATH: "/kept/%s" };
  const options = { connections: 16, seconds, env: { TOKENS, ASK: "get", ASK_PATH: own } };
  showRatios("beside one computed each time", compare(fordela, limit, rounds, { ...options, besideEnv: { ASK_PATH: "/overview/%s" } }), { cpu: "<= 1.50" });
  showRatios("beside one kept as bytes", compare(fordela, limit, rounds, { ...options, besideEnv: kept }), { rate: ">= 0.60" });
  const ETAGS = await writeEtags(fordela, (county) => `/api/v1/counties/${county}/ppe-overview`, "fordela-etags.lua");
  const limitTags = await writeEtags(limit, (county) => `/kept/${county}`, "limit-etags.lua");
  showRatios("not modified (304)", compare(fordela, limit, rounds, { ...options, env: { ...options.env, ETAGS }, besideEnv: { ...kept, ETAGS: limitTags } }),
    { rate: ">= 0.60" });
}

export function measureManyConnections(fordela) {
  heading("Many kept-open connections (overview, not modified): rate beside that of 64");
  const env = { TOKENS, ASK: "get", ASK_PATH: "/api/v1/counties/%s/ppe-overview", ETAGS: file("fordela-etags.lua") };
  for (const connections of [128, 256, 384, 500]) {
    const ratios = [], longest = [];
    for (let i = 0; i < Math.max(1, rounds >> 1); i++) {
      const few = wrk(fordela, { connections: 64, seconds, env }), many = wrk(fordela, { connections, seconds, env });
      ratios.push(many.rate / few.rate);
      longest.push(many.longest);
    }
    row(`${connections} connections`, `${number(median(ratios))} x`, ">= 0.70", `longest ${number(Math.max(...longest))} ms (<= 2000)`);
  }
}

/** A list of 290 rows, put together by the database itself in the yardstick. */
export function measureList(fordela, limit) {
  heading("List of all 290 municipalities with population and neighbours (16 connections)");
  const found = compare(fordela, limit, rounds, { connections: 16, seconds,
    env: { TOKENS, ASK: "get", ASK_PATH: "/api/v1/counties/00/municipalities" }, besideEnv: { ASK_PATH: "/municipalities" } });
  showRatios("beside json_group_array in SQL", found, { cpu: "<= 1.50" });
}
