/** The kill loop's writers of protective equipment: reports, a draft, users, proposals. */
import { Posts, keep_on, taken, tally } from "./kill_common.mjs";

const WEEKS = ["2020-W10", "2020-W11", "2020-W12", "2020-W13", "2020-W14", "2020-W15", "2020-W16", "2020-W17"];
const WRITERS = [["reporter", "2281"], ["ange", "2260"], ["timra", "2262"], ["harnosand", "2280"], ["kramfors", "2282"], ["solleftea", "2283"]];
const ARTICLES = ["IIR", "FFP2", "FFP3", "VISIR", "GLASOGON", "HANDSKE-M", "HANDSKE-L"];
/** All figures of one report follow from its number, so that a half one would show. */
const lines_of = (number) => ARTICLES.map((article, i) => ({ article, stock: number * 10 + i, use_in_week: number, need_next_week: number + i, received: number,
  lots: [{ lot_name: `P${number}`, quantity: number, expires_on: "2020-12-31" }] }));
const figures = (lines) => JSON.stringify(lines.map((line) => [line.article, line.stock, line.use_in_week, line.need_next_week, line.received, line.lots.map((lot) => [lot.lot_name, lot.quantity])]).sort());

const DRAFT = { who: "kramfors", week: "/municipalities/2282/ppe-reports/2020-W18" };
const draft_of = (number) => ({ cells: ARTICLES.map((article) => ({ article, field: "stock", text: `omkring ${number}` })), comment: `${number}`, based_on: "2020-W17", infection_count: "", light: "" });


/** One municipality's week, written again and again: { known, pending } numbers of its revisions. */
function write_report(world, client, [who, municipality], week, book, over) {
  const place = `/municipalities/${municipality}/ppe-reports/${week}`;
  const entry = book.get(place) ?? { who, kept: [], pending: undefined };
  book.set(place, entry);
  return keep_on(over, async () => {
    const mine = ++tally.number;
    const now = await world.send(who, `GET ${place}`, { client });
    if (tally.faulty && now.status >= 500) return false;
    if (entry.pending !== undefined && now.json?.lines?.[0]?.received === entry.pending) entry.kept.push(entry.pending); /* written, but refused for want of its answer */
    entry.pending = mine;
    const reply = await world.send(who, `PUT ${place}`, { client, body: { lines: lines_of(mine), reason: `omgång ${mine}` }, headers: now.status === 200 ? { "If-Match": now.headers.etag } : {} });
    const good = taken(reply, `PUT ${place}`, 200, 201);
    if (good || !tally.faulty) entry.pending = undefined; /* refused for want of room: it is not there */
    if (!good) return false;
    entry.kept.push(mine);
    tally.acknowledged++;
    entry.base ??= reply.json.revision - entry.kept.length;
    return true;
  });
}

/** What a municipality has in its cells, kept while it types. */
function write_draft(world, client, draft, over) {
  return keep_on(over, async () => {
    const mine = ++tally.number;
    const form = await world.send(DRAFT.who, `GET ${DRAFT.week}/form`, { client });
    if (!taken(form, "GET form", 200)) return false;
    const { draft_etag } = form.json;
    draft.pending = mine;
    const reply = await world.send(DRAFT.who, `PUT ${DRAFT.week}/draft`, { client, body: draft_of(mine), headers: draft_etag ? { "If-Match": draft_etag } : {} });
    if (!taken(reply, "PUT draft", 200)) return false;
    Object.assign(draft, { kept: mine, pending: undefined });
    tally.acknowledged++;
    return true;
  });
}

async function look_at_reports(world, reports, faults) {
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
}

async function look_at_draft(world, draft, faults) {
  const kept = (await world.get(DRAFT.who, `${DRAFT.week}/form`)).draft;
  const found = Number(kept?.comment ?? 0);
  if (found !== (draft.kept ?? 0) && found !== draft.pending) faults.push(`draft: acknowledged ${draft.kept}, found ${found}`);
  if (kept && kept.cells.some((cell) => cell.text !== `omkring ${found}`)) faults.push("draft: half of another one");
  Object.assign(draft, { kept: found, pending: undefined });
}

/** @param {() => number} random */
export function ppe_chain(random) {
  const reports = new Map(), draft = {};
  const posts = new Posts({
    users: { who: "admin", does: "POST /organisations/2281/users", id: (json) => json.user_id,
      body: (key) => ({ username: key, display_name: "Kort (påhittad)", role: "reader", password: "renar-vid-vattnet-4" }),
      after: async (world, { request }, _, faults) => {
        const { items } = await world.get("admin", "/organisations/2281/users");
        if (items.filter((user) => user.username === request.body.username).length !== 1) faults.push(`${request.body.username} is not there once`);
      } },
    proposals: { who: "board", does: "POST /counties/22/proposals", id: (json) => json.proposal_id, body: () => ({ articles: ["FFP2"] }),
      after: async (world, _, id, faults) => { if (!(await world.get("board", `/proposals/${id}/replay`)).same) faults.push(`proposal ${id} computes to something else`); } },
  });
  return {
    title: "ppe",
    people: [...WRITERS.map(([who]) => who), "boardAdmin", "board", "admin"],
    prepare: async () => {},
    writers: (world, client, over) => [
      ...WRITERS.flatMap((writer) => [0, 1].map((i) => write_report(world, client(), writer, WEEKS[Math.floor(random() * 4) * 2 + i], reports, over))),
      write_draft(world, client(), draft, over), ...posts.writers(world, client, over),
    ],
    async look(world, faults) {
      await look_at_reports(world, reports, faults);
      await look_at_draft(world, draft, faults);
      await posts.look(world, faults);
    },
  };
}
