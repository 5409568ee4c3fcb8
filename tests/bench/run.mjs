// `make bench`: how near the program is to what the machine and the libraries allow. See README.md.
// usage: node tests/bench/run.mjs BUILD_FOLDER [--rounds N] [--seconds S] [--weeks N] [--only NAME,...] [--json FILE] [--directory DIR]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { compare, freePort, median, run, Server, wrk } from "./lib.mjs";

const AS_OF = "2020-04-27", WEEK = "2020-W17", PASSWORD = "bench-password-2020";
const build = process.argv[2];
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const rounds = Number(option("rounds", 5)), seconds = Number(option("seconds", 2)), weeks = Number(option("weeks", 10));
const only = option("only", "").split(",").filter(Boolean);
const wanted = (name) => only.length === 0 || only.includes(name);
const program = path.join(build, "fordela"), tool = (name) => path.join(build, "tests/bench", name);
const folder = fs.mkdtempSync(path.join(option("directory", os.tmpdir()), "fordela-bench-"));
const file = (name) => path.join(folder, name);
const results = [];
let servers = [];

const number = (value) => value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const spaced = (value) => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, " ");
/** "pass" or "miss" of a figure against ">= 0.70", "<= 100 ms"; "" without a target. */
function verdict(value, target) {
  const [, sign, bound] = /^([<>])= ([\d.]+)/.exec(target) ?? [];
  if (sign === undefined) return "";
  return (sign === "<" ? parseFloat(value) <= Number(bound) : parseFloat(value) >= Number(bound)) ? "pass" : "miss";
}
function row(what, value, target, detail) {
  const result = verdict(value, target);
  results.push({ what, value, target, result, detail });
  console.log(`${what.padEnd(52)} ${value.padStart(12)}  ${target.padEnd(10)} ${result.padEnd(5)} ${detail}`);
}
const heading = (text) => console.log(`\n${text}`);

function prepare() {
  run(program, ["migrate", "--database", file("start.db")]);
  run(tool("seed"), [file("start.db"), AS_OF, String(weeks), file("tokens.lua"), PASSWORD]);
  run(tool("limit"), ["prepare", file("start.db"), file("limit.db")]);
  fs.copyFileSync(file("start.db"), file("fordela.db"));
}

async function startBoth() {
  const fordela = await Server.start("fordela", program,
    ["serve", "--database", file("fordela.db"), "--listen", "127.0.0.1:0", "--as-of", AS_OF, "--log-level", "warnings"]);
  servers.push(fordela);
  const limit = await Server.start("limit", tool("limit"), ["serve", file("limit.db"), String(await freePort())]);
  servers.push(limit);
  return { fordela, limit };
}

function showRatios(what, found, targets) {
  const rates = `${spaced(found.rate)}/s beside ${spaced(found.limitRate)}/s`;
  row(`${what}: requests/s`, `${number(found.rateRatio)} x`, targets.rate ?? "", rates);
  row(`${what}: CPU a request`, `${number(found.cpuRatio)} x`, targets.cpu ?? "", `${number(found.cpu)} us beside ${number(found.limitCpu)} us`);
  if (targets.p99) row(`${what}: p99`, `${number(found.p99Ratio)} x`, targets.p99, `${number(found.p99)} ms`);
}

function measureReports(fordela, limit) {
  heading("Weekly report of 15 articles, durable (PUT)");
  for (const connections of [1, 16, 64]) {
    const found = compare(fordela, limit, rounds, { connections, seconds, env: { TOKENS: file("tokens.lua"), ASK: "report", WEEK } });
    showRatios(`${connections} connections`, found, { rate: connections === 1 ? ">= 0.80" : ">= 0.70", cpu: "<= 1.50", p99: connections === 64 ? "<= 2.00" : undefined });
  }
}

/** Lua file with the entity tags that the counties' overviews have now. */
async function writeEtags(server, pathOf, name) {
  const text = fs.readFileSync(file("tokens.lua"), "utf8");
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

async function measureOverviews(fordela, limit) {
  heading("County overview, all 21 counties by turns (16 connections)");
  const env = { TOKENS: file("tokens.lua") };
  const options = { connections: 16, seconds, env: { ...env, ASK: "overview" } };
  showRatios("beside one computed each time", compare(fordela, limit, rounds, options), { cpu: "<= 1.50" });
  showRatios("beside one kept as bytes", compare(fordela, limit, rounds, { ...options, limitEnv: { ASK: "kept" } }), { rate: ">= 0.60" });
  const ETAGS = await writeEtags(fordela, (county) => `/api/v1/counties/${county}/ppe-overview`, "fordela-etags.lua");
  const limitTags = await writeEtags(limit, (county) => `/kept/${county}`, "limit-etags.lua");
  showRatios("not modified (304)", compare(fordela, limit, rounds, { connections: 16, seconds, env: { ...env, ASK: "fresh", ETAGS }, limitEnv: { ETAGS: limitTags } }),
    { rate: ">= 0.60" });
}

/** Counties' requests once each, as long as rounds last; milliseconds. */
async function measureProposals(fordela) {
  heading("Redistribution proposal as a request: read, compute, write durably, answer");
  const text = fs.readFileSync(file("tokens.lua"), "utf8");
  const county = /\{"22","([\w-]+)"\}/.exec(text)[1], nation = / n = "([\w-]+)"/.exec(text)[1];
  for (const [code, token, name, target] of [["22", county, "county of 7", "<= 25 ms"], ["00", nation, "nation of 290", "<= 250 ms"]]) {
    const times = [];
    for (let i = 0; i < rounds * 2 + 1; i++) {
      const begun = performance.now();
      const reply = await fetch(`${fordela.url}/api/v1/counties/${code}/proposals`, {
        method: "POST", headers: { Cookie: `fordela_session=${token}`, "Content-Type": "application/json" }, body: "{}" });
      const body = await reply.text();
      if (reply.status !== 201) throw new Error(`proposal ${code}: ${reply.status} ${body}`);
      times.push(performance.now() - begun);
    }
    row(name, `${number(median(times))} ms`, target, `best ${number(Math.min(...times))} ms`);
  }
}

async function signIn(fordela) {
  const begun = performance.now();
  const reply = await fetch(`${fordela.url}/api/v1/session`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: "sos", password: PASSWORD }) });
  await reply.text();
  if (!reply.headers.get("set-cookie")) throw new Error(`sign-in: ${reply.status}`);
  return performance.now() - begun;
}

async function measureSignIn(fordela) {
  heading("Signing in");
  const ratios = [], times = [];
  for (let i = 0; i < rounds; i++) {
    const alone = median(run(tool("limit"), ["password", "3"]).trim().split("\n").map(Number));
    const whole = median([await signIn(fordela), await signIn(fordela), await signIn(fordela)]);
    ratios.push(whole / alone);
    times.push(whole);
  }
  row("a sign-in beside its Argon2id check alone", `${number(median(ratios))} x`, "<= 1.05", `${number(median(times))} ms`);
}

function measureManyConnections(fordela) {
  heading("Many kept-open connections (overview, not modified): rate beside that of 64");
  const env = { TOKENS: file("tokens.lua"), ASK: "fresh", ETAGS: file("fordela-etags.lua") };
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

async function measureStart() {
  heading("Start");
  const times = [];
  let memory = 0;
  for (let i = 0; i < rounds; i++) {
    fs.copyFileSync(file("start.db"), file("again.db"));
    const server = await Server.start("fordela", program,
      ["serve", "--database", file("again.db"), "--listen", "127.0.0.1:0", "--as-of", AS_OF, "--log-level", "warnings"]);
    servers.push(server);
    await (await fetch(`${server.url}/healthz`)).text();
    times.push(server.startMs);
    memory = server.memory();
    await server.stop();
    servers = servers.filter((one) => one !== server);
  }
  row("from start to listening", `${number(median(times))} ms`, "<= 100 ms", `${weeks} weeks of reports`);
  row("own memory after start (RssAnon)", `${number(memory)} MiB`, "<= 12 MiB", "");
}

async function main() {
  prepare();
  const { fordela, limit } = await startBoth();
  console.log(`${rounds} rounds of ${seconds} s each, by turns; medians of the pairs' ratios to tests/bench/limit.c. Load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} processors.`);
  console.log(`${"".padEnd(52)} ${"measured".padStart(12)}  ${"target".padEnd(10)}`);
  if (wanted("start")) await measureStart();
  if (wanted("report")) measureReports(fordela, limit);
  if (wanted("overview") || wanted("connections")) await measureOverviews(fordela, limit);
  if (wanted("connections")) measureManyConnections(fordela);
  if (wanted("proposal")) await measureProposals(fordela);
  if (wanted("login")) await measureSignIn(fordela);
  heading("After it all");
  row("own memory (RssAnon) beside the yardstick's", `${number(fordela.memory() / limit.memory())} x`, "<= 1.30", `${number(fordela.memory())} MiB beside ${number(limit.memory())} MiB`);
  const missed = results.filter(({ result }) => result === "miss").length;
  console.log(`\n${results.filter(({ result }) => result === "pass").length} targets reached, ${missed} missed`);
  if (option("json")) fs.writeFileSync(option("json"), JSON.stringify(results, null, 1));
}

try {
  await main();
} finally {
  for (const server of servers) server.child.kill("SIGTERM");
  await Promise.all(servers.map((server) => server.ended));
  fs.rmSync(folder, { recursive: true, force: true });
}
