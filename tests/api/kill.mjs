/**
 * The power goes in the middle of writes: node kill.mjs BINARY [--rounds N] [--seed N]. Several clients hand in reports, drafts and
 * proposals at once; the server is killed with SIGKILL at a random moment and started again on the same file, then every write that
 * was acknowledged must be there once and whole, every other one there whole or not at all. Then rounds with SIGTERM: nothing that
 * was begun is lost and the server ends by itself. Then a second server on the same file. Prints "N passed, N failed".
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Client } from "./lib/client.mjs";
import { Server } from "./lib/server.mjs";
import { World } from "./lib/world.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : fallback;
};
const rounds = option("rounds", 10);
let state = option("seed", 17);
const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);

const WEEKS = ["2020-W10", "2020-W11", "2020-W12", "2020-W13", "2020-W14", "2020-W15", "2020-W16", "2020-W17"];
const WRITERS = [["reporter", "2281"], ["ange", "2260"], ["timra", "2262"], ["harnosand", "2280"], ["kramfors", "2282"], ["solleftea", "2283"]];
const ARTICLES = ["IIR", "FFP2", "FFP3", "VISIR", "GLASOGON", "HANDSKE-M", "HANDSKE-L"];
/** All figures of one report follow from its number, so that a half one would show. */
const lines_of = (number) => ARTICLES.map((article, i) => ({ article, stock: number * 10 + i, use_in_week: number, need_next_week: number + i, received: number,
  lots: [{ lot_name: `P${number}`, quantity: number, expires_on: "2020-12-31" }] }));
const figures = (lines) => JSON.stringify(lines.map((line) => [line.article, line.stock, line.use_in_week, line.need_next_week, line.received, line.lots.map((lot) => [lot.lot_name, lot.quantity])]).sort());

const DRAFT = { who: "kramfors", week: "/municipalities/2282/ppe-reports/2020-W18" };
const draft_of = (number) => ({ cells: ARTICLES.map((article) => ({ article, field: "stock", text: `omkring ${number}` })), comment: `${number}`, based_on: "2020-W17", infection_count: "", light: "" });
const GONE = /ECONN|socket hang up|EPIPE|aborted/;

let number = 1000, passed = 0, failed = 0, acknowledged = 0;
const check = (good, what) => {
  if (good) { passed++; return; }
  failed++;
  console.log(`FAILED ${what}`);
};

/** One municipality's week, written again and again until the server is gone: { known, pending } numbers of its revisions. */
async function write_report(world, client, [who, municipality], week, book, over) {
  const place = `/municipalities/${municipality}/ppe-reports/${week}`;
  const entry = book.get(place) ?? { who, kept: [], pending: undefined };
  book.set(place, entry);
  while (!over.now) {
    const mine = ++number;
    try {
      const now = await world.send(who, `GET ${place}`, { client });
      entry.pending = mine;
      const reply = await world.send(who, `PUT ${place}`, { client, body: { lines: lines_of(mine), reason: `omgång ${mine}` }, headers: now.status === 200 ? { "If-Match": now.headers.etag } : {} });
      entry.pending = undefined;
      if (reply.status === 200 || reply.status === 201) {
        entry.kept.push(mine);
        acknowledged++;
        entry.base ??= reply.json.revision - entry.kept.length;
      } else if (reply.status === 503) over.now = true;
      else throw new Error(`PUT ${place}: ${reply.status} ${reply.text.slice(0, 200)}`);
    } catch (error) {
      if (!GONE.test(String(error))) throw error;
      return;
    }
  }
}

/** What a municipality has in its cells, kept while it types. */
async function write_draft(world, client, draft, over) {
  while (!over.now) {
    const mine = ++number;
    try {
      const { draft_etag } = await world.get(DRAFT.who, `${DRAFT.week}/form`, { client });
      draft.pending = mine;
      const reply = await world.send(DRAFT.who, `PUT ${DRAFT.week}/draft`, { client, body: draft_of(mine), headers: draft_etag ? { "If-Match": draft_etag } : {} });
      if (reply.status === 503) { over.now = true; return; }
      if (reply.status !== 200) throw new Error(`PUT draft: ${reply.status} ${reply.text.slice(0, 200)}`);
      Object.assign(draft, { kept: mine, pending: undefined });
      acknowledged++;
    } catch (error) {
      if (!GONE.test(String(error))) throw error;
      return;
    }
  }
}

/** Posts with a key: their answer may be lost and they are then sent again. Each kind: who, where, a body, its id. */
const POSTS = {
  users: { who: "admin", does: "POST /organisations/2281/users", id: "user_id",
    body: (key) => ({ username: key, display_name: "Kort (påhittad)", role: "reader", password: "renar-vid-vattnet-4" }) },
  proposals: { who: "board", does: "POST /counties/22/proposals", id: "proposal_id", body: () => ({ articles: ["FFP2"] }) },
};

async function write_posts(world, client, kind, book, over) {
  const { who, does, body, id } = POSTS[kind];
  while (!over.now) {
    const key = `kill.${kind}.${++number}`;
    const request = { client, body: body(key), headers: { "Idempotency-Key": key } };
    book.set(key, { kind, request });
    try {
      const reply = await world.send(who, does, request);
      if (reply.status === 201) { book.get(key).kept = reply.json[id]; acknowledged++; }
      else if (reply.status === 503) { book.delete(key); over.now = true; }
      else throw new Error(`${does}: ${reply.status} ${reply.text.slice(0, 200)}`);
    } catch (error) {
      if (!GONE.test(String(error))) throw error;
      return;
    }
  }
}

/** Begins all writers and stops the server in the middle. How it ended. */
async function storm(server, world, { reports, draft, posts }, stop) {
  const over = { now: false }, clients = [], work = [];
  const client = () => clients[clients.push(new Client(server.url, { sockets: 1 })) - 1];
  for (const writer of WRITERS) for (let i = 0; i < 2; i++) work.push(write_report(world, client(), writer, WEEKS[Math.floor(random() * 4) * 2 + i], reports, over));
  work.push(write_draft(world, client(), draft, over));
  for (const kind of Object.keys(POSTS)) work.push(write_posts(world, client(), kind, posts, over));
  /* In the middle: after some answers, however slow the machine is just now. */
  const enough = acknowledged + 20 + Math.floor(random() * 60), until = Date.now() + 10_000;
  while (acknowledged < enough && Date.now() < until) await new Promise((resolve) => { setTimeout(resolve, 2 + random() * 9); });
  const how = await stop();
  over.now = true;
  const results = await Promise.allSettled(work);
  for (const entry of clients) entry.close();
  const broken = results.find((result) => result.status === "rejected");
  if (broken) throw broken.reason;
  return how;
}

/** What was acknowledged is there once, in order, whole; what hung is there whole or not at all. */
async function look(world, { reports, draft, posts }, title) {
  const faults = [];
  for (const [place, entry] of reports) {
    if (entry.kept.length === 0 && entry.pending === undefined) continue;
    const reply = await world.send("boardAdmin", `GET ${place}`);
    const revisions = (await world.send("boardAdmin", `GET ${place}/revisions`)).json?.items ?? [];
    const ours = revisions.map((revision) => Number(/omgång (\d+)/.exec(revision.reason)?.[1])).filter(Boolean);
    const got = reply.json?.lines?.[0]?.received;
    if (entry.pending !== undefined && got === entry.pending) entry.kept.push(entry.pending); /* written, its answer lost */
    entry.pending = undefined;
    const newest = entry.kept.at(-1);
    if (newest === undefined) continue;
    if (reply.status !== 200) { faults.push(`${place}: acknowledged ${newest}, answers ${reply.status}`); continue; }
    if (got !== newest || figures(reply.json.lines) !== figures(lines_of(newest))) faults.push(`${place}: acknowledged ${newest}, found ${got}`);
    if (new Set(ours).size !== ours.length) faults.push(`${place}: a revision is there twice`);
    if (revisions.length > 0 && revisions[0].revision !== reply.json.revision) faults.push(`${place}: revision ${reply.json.revision} counts, the newest is ${revisions[0].revision}`);
    if (entry.base !== undefined && reply.json.revision !== entry.base + entry.kept.length) faults.push(`${place}: ${entry.kept.length} acknowledged, revision went from ${entry.base} to ${reply.json.revision}`);
  }
  const kept = (await world.get(DRAFT.who, `${DRAFT.week}/form`)).draft;
  const found = Number(kept?.comment ?? 0);
  if (found !== (draft.kept ?? 0) && found !== draft.pending) faults.push(`draft: acknowledged ${draft.kept}, found ${found}`);
  if (kept && kept.cells.some((cell) => cell.text !== `omkring ${found}`)) faults.push("draft: half of another one");
  Object.assign(draft, { kept: found, pending: undefined });
  for (const [key, { kind, request, kept: id }] of posts) {
    const again = await world.send(POSTS[kind].who, POSTS[kind].does, { ...request, client: world.client });
    const got = again.json?.[POSTS[kind].id];
    if (again.status !== 201) faults.push(`${key}: sent again ${again.status}`);
    else if (id && got !== id) faults.push(`${key}: another one the second time`);
    else if (kind === "proposals" && !(await world.get("board", `/proposals/${got}/replay`)).same) faults.push(`${key}: computes to something else`);
  }
  const names = (await world.get("admin", "/organisations/2281/users")).items.map((user) => user.username);
  for (const [key, { kind }] of posts) if (kind === "users" && names.filter((name) => name === key).length !== 1) faults.push(`${key} is not there once`);
  posts.clear();
  check(faults.length === 0, `${title}\n    ${faults.slice(0, 8).join("\n    ")}`);
}

const server = await Server.start(process.argv[2], "sqlite");
const world = await World.open(server);
const books = { reports: new Map(), draft: {}, posts: new Map() };
try {
  for (const [who] of WRITERS) await world.cookie(who);
  for (const who of ["boardAdmin", "board"]) await world.cookie(who);
  await world.cookie("admin");
  for (let round = 1; round <= rounds; round++) {
    await storm(server, world, books, () => server.kill());
    await server.serve();
    await world.connect();
    await look(world, books, `after kill ${round}`);
  }
  for (let round = 1; round <= Math.max(2, rounds / 5); round++) {
    const how = await storm(server, world, books, () => server.end());
    check(how.code === 0 && how.ms < 5000, `SIGTERM ${round}: ended with ${how.code ?? how.signal} after ${how.ms} ms`);
    await server.serve();
    await world.connect();
    await look(world, books, `after SIGTERM ${round}`);
  }
  const second = await promisify(execFile)(process.argv[2], ["serve", "--database", server.database, "--listen", "127.0.0.1:0"], { timeout: 10_000 })
    .then(() => ({ code: 0, stderr: "" }), (error) => error);
  check(second.code === 1 && second.stderr.length > 20, `a second server on the same file: ${second.code} ${second.stderr}`);
  check((await world.send(null, "GET @/readyz")).status === 200, "the first server minds the second");
  const sqlite = await promisify(execFile)("sqlite3", [server.database, "PRAGMA integrity_check; PRAGMA foreign_key_check;"]).catch((error) => (error.code === "ENOENT" ? undefined : error));
  if (sqlite) check(sqlite.stdout === "ok\n", `integrity_check: ${sqlite.stdout ?? sqlite}`);
} finally {
  world.close();
  await server.drop_all();
}
console.log(`${rounds} kills, ${acknowledged} acknowledged writes`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
