/**
 * Size: node national.mjs BINARY. All 290 municipalities report every article through the API (the operator adds their reporters),
 * Socialstyrelsen computes the nation's proposal of all articles and replays it; and 1,000 municipalities go through `fordela
 * compute`. Long (some minutes): for check-full. Prints how long each took and "N passed, N failed".
 */
import { spawn } from "node:child_process";
import { Server } from "./lib/server.mjs";
import { OTHER_PASSWORD, World } from "./lib/world.mjs";

let passed = 0, failed = 0;
const check = (good, what) => {
  if (good) { passed++; return; }
  failed++;
  console.log(`FAILED ${what}`);
};
let state = 290;
const below = (n) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % n;
const clock = () => { const begun = performance.now(); return () => Math.round(performance.now() - begun); };

/** One problem through the command line: its answer. */
function compute(binary, problem, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, ["compute"], { stdio: ["pipe", "pipe", "inherit"] }), parts = [];
    child.stdout.on("data", (part) => parts.push(part));
    child.once("error", reject);
    child.once("close", () => resolve(JSON.parse(Buffer.concat(parts).toString())));
    child.stdin.end(JSON.stringify({ problem, input }));
  });
}

async function thousand(binary) {
  const took = clock();
  const municipalities = Array.from({ length: 1000 }, () => [below(4000), 1 + below(60)]);
  const input = { pack: 20, target_days: 14, safety_days: 7, municipalities };
  return { input, took, answer: await compute(binary, "redistribute_large", input) };
}

const binary = process.argv[2];
const server = await Server.start(binary, "sqlite");
const world = await World.open(server);
try {
  const { items: places } = await world.get("sos", "/counties/00/municipalities");
  const { items: articles } = await world.get("sos", "/counties/00/articles");
  const seeding = clock();
  for (const place of places) {
    const username = `kommun.${place.code}`;
    const added = await world.send("operator", `POST /organisations/${place.code}/users`, { body: { username, display_name: "Påhittad", role: "reporter", password: OTHER_PASSWORD } });
    if (added.status !== 201) throw new Error(added.text);
    const cookie = await world.sign_in(username, OTHER_PASSWORD);
    const where = `/municipalities/${place.code}/ppe-reports/2020-W17`;
    const now = await world.send(null, `GET ${where}`, { cookie });
    const lines = articles.map((article) => {
      const use = 1 + below(Math.ceil(place.population / 100));
      return { article: article.code, stock: below(6 * use), use_in_week: use, need_next_week: use };
    });
    const put = await world.send(null, `PUT ${where}`, { cookie, body: { lines }, headers: now.status === 200 ? { "If-Match": now.headers.etag } : {} });
    if (put.status >= 300) throw new Error(`${where}: ${put.text}`);
  }
  console.log(`290 municipalities with ${articles.length} articles: ${seeding()} ms`);
  const computing = clock();
  const made = await world.send("sos", "POST /counties/00/proposals", { body: { articles: [] } });
  console.log(`the nation's proposal: ${computing()} ms, ${made.bytes.length} bytes, ${made.json?.lines?.length} lines`);
  check(made.status === 201 && made.json.reports.counted === 290, `the proposal: ${made.status} ${made.text.slice(0, 300)}`);
  if (made.status === 201) {
    for (const article of made.json.articles)
      check(article.positions.reduce((sum, position) => sum + position.net_packs, 0) === 0 && article.positions.every((position) => position.net_packs >= 0 || !position.below_floor), `${article.code} is not conserved, or somebody is below its floor`);
    const replaying = clock(), replay = await world.get("sos", `/proposals/${made.json.proposal_id}/replay`);
    console.log(`replayed: ${replaying()} ms`);
    check(replay.same, "the replay differs");
    const reading = clock();
    check((await world.get("sos", "/counties/00/proposals")).items.length === 1, "the list of proposals");
    check((await world.get("government", `/proposals/${made.json.proposal_id}`)).lines.length === made.json.lines.length, "the proposal as read");
    console.log(`read: ${reading()} ms`);
  }
  const { input, took, answer } = await thousand(binary);
  console.log(`1,000 municipalities through compute: ${took()} ms`);
  check(!answer.error && answer.net_packs?.length === 1000, `redistribute_large: ${JSON.stringify(answer).slice(0, 300)}`);
  check(answer.net_packs?.reduce((sum, packs) => sum + packs, 0) === 0, "packs are made or lost");
  check(answer.net_packs?.every((packs, i) => packs >= 0 || input.municipalities[i][0] + packs * input.pack >= input.safety_days * input.municipalities[i][1]), "somebody gives below its floor");
  check(answer.net_packs?.every((packs, i) => packs <= 0 || input.municipalities[i][0] + (packs - 1) * input.pack < input.target_days * input.municipalities[i][1]), "somebody gets more than to the target");
} finally {
  world.close();
  await server.drop_all();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
