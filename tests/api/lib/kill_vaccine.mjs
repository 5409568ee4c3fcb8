/** The kill loop's writers of the vaccine chain: forecasts, and allocations with their accounts. On the machine's own clock: what is known is known from a moment on, and a clock that begins anew with every start would hide it. */
import { Posts, keep_on, taken, tally } from "./kill_common.mjs";

const FIRST_WEEK = "2030-W01", VACCINE = "KORTLIVAT", PACK = 100, COUNTIES = ["01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14", "17", "18", "19", "20", "21", "22", "23", "24", "25"];

/** A vaccine with packs and a key in force. */
async function prepare_vaccine(world) {
  const send = async (who, what, body) => {
    const reply = await world.send(who, what, { body });
    if (reply.status !== 201) throw new Error(`${what}: ${reply.status} ${reply.text.slice(0, 300)}`);
    return reply.json;
  };
  await send("fohm", "POST /vaccine/products", { code: VACCINE, name: "Kortlivat", manufacturer: "Påhittad", sort_order: 99 });
  await send("fohm", `POST /vaccine/products/${VACCINE}/properties`, { valid_from: "2020-01-01", source: "Påhittad", decision: "Påhittat", doses_per_vial: 5, vials_per_pack: PACK / 5, doses_per_course: 2, usable: 1 });
  const key = await send("fohm", "POST /vaccine/keys", { name: "Efter nummer", basis: "manual", source: "Påhittad", weights: COUNTIES.map((county) => ({ county, weight: 1000 + Number(county) })) });
  await send("fohmDecider", `POST /vaccine/keys/${key.key_id}/decisions`, { product: VACCINE, first_week: FIRST_WEEK, last_week: null, reference_number: "1", decision_maker: "Påhittad", grounds: "Påhittat" });
}

/** Weeks one after the other, for as many decisions as there will be. */
const week_of = (n) => `${2030 + Math.floor(n / 52)}-W${String(1 + n % 52).padStart(2, "0")}`;

/** One week after the other drafted, decided and booked in the accounts. */
function write_allocations(world, client, allocations, over) {
  return keep_on(over, async () => {
    const week = week_of(allocations.next);
    const body = { product: VACCINE, week, source: "manual", doses: PACK * (7 + allocations.next % 5), source_text: "Påhittad", minimum_one_pack: 0, second_doses: "none", seconds: [], limits: [], replaces: null };
    const draft = await world.send("fohm", "POST /vaccine/allocation-drafts", { client, body });
    if (!taken(draft, `draft of ${week}`, 201)) return false;
    allocations.pending = week;
    const decided = await world.send("fohmDecider", `POST /vaccine/allocation-drafts/${draft.json.allocation_id}/decide`,
      { client, body: { reference_number: week, decision_maker: "Påhittad", grounds: "Påhittat", result_sha256: draft.json.result_sha256 } });
    allocations.pending = undefined;
    if (!taken(decided, `decision of ${week}`, 201)) return false;
    allocations.kept.push(week);
    allocations.next++;
    tally.acknowledged++;
    return true;
  });
}

/** Every acknowledged week decided once and whole, the accounts even and as many entries as decisions. */
async function look_at_allocations(world, allocations, faults) {
  const found = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await world.get("region", `/vaccine/allocations?product=${VACCINE}&limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  const weeks = new Map(found.map((item) => [item.week, item]));
  if (allocations.pending && weeks.has(allocations.pending)) { allocations.kept.push(allocations.pending); allocations.next++; }
  allocations.pending = undefined;
  if (weeks.size !== found.length) faults.push("a week is decided twice");
  if (found.length !== allocations.kept.length || allocations.kept.some((week) => !weeks.has(week))) faults.push(`${allocations.kept.length} decisions acknowledged, ${found.length} found`);
  const accounts = await world.get("region", `/vaccine/accounts?product=${VACCINE}`);
  const balance = accounts.items.reduce((total, item) => total + Math.round(item.balance_doses * 1e6), 0);
  if (accounts.sum_doses !== 0 || balance !== 0) faults.push(`accounts sum to ${accounts.sum_doses} (${balance})`);
  const packs = accounts.items.reduce((total, item) => total + item.packs_total, 0);
  const decided = found.reduce((total, item) => total + item.packs, 0);
  if (packs !== decided) faults.push(`${decided} packs decided, ${packs} booked`);
  const last = allocations.kept.at(-1);
  if (weeks.has(last) && !(await world.get("region", `/vaccine/allocations/${weeks.get(last).allocation_id}/replay`)).same) faults.push(`${last} computes to something else`);
}


export function vaccine_chain() {
  const allocations = { next: 0, kept: [] };
  const posts = new Posts({
    forecasts: { who: "fohm", does: "POST /vaccine/forecasts", id: (json) => json.document.document_id,
      body: (key) => ({ issuer: "Påhittad", issued_at: "2020-04-20", source: key, note: "", rows: COUNTIES.map((area, i) => ({ product: VACCINE, area, week: FIRST_WEEK, doses: tally.number * 100 + i, certainty: "firm" })) }),
      after: async (world, _, id, faults) => {
        const { rows } = await world.get("fohm", `/vaccine/documents/${id}`);
        if (rows !== COUNTIES.length) faults.push(`forecast ${id}: ${rows} of ${COUNTIES.length} rows`);
      } },
  });
  return {
    title: "vaccine",
    people: ["fohm", "fohmDecider", "region"],
    prepare: prepare_vaccine,
    writers: (world, client, over) => [write_allocations(world, client(), allocations, over), ...posts.writers(world, client, over)],
    async look(world, faults) {
      await look_at_allocations(world, allocations, faults);
      await posts.look(world, faults);
    },
  };
}
