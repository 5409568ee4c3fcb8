/**
 * Allocations: drafted by one, decided by another, locked, booked in public accounts, planned as deliveries; replaced with the
 * difference shown; limits, minimum, second doses, multipliers that are paid back, vaccines that may not be used; computed again to
 * the byte.
 */
import assert from "node:assert/strict";
import { has, status } from "../lib/suite.mjs";

const DOCUMENT = { issuer: "Folkhälsomyndigheten", issued_at: "2020-04-20", known_at: "2020-04-20", source: "Leveransprognos för fördelning" };
const DECISION = { reference_number: "04321-2020", decision_maker: "Avdelningschefen", grounds: "Enligt nyckeln" };
const P = "ALLOK", PACK = 1170;
const RESIDENTS = { "01": 2377081, "03": 383713, "04": 297540, "05": 465495, "06": 363599, "07": 201469, "08": 245446, "09": 59686, 10: 159606, 12: 1377827, 13: 333848, 14: 1725881, 17: 282414, 18: 304805, 19: 275845, 20: 287966, 21: 287382, 22: 245347, 23: 130810, 24: 271736, 25: 250093 };
const COUNTIES = Object.keys(RESIDENTS).sort();
const choose = (more = {}) => ({ product: P, week: "2020-W20", source: "forecast", doses: null, source_text: null, minimum_one_pack: 0, second_doses: "none", seconds: [], limits: [], replaces: null, ...more });
const sum = (list, of) => list.reduce((total, item) => total + item[of], 0);
const of = (view, county) => (view.lines ?? view.items).find((line) => line.county === county);
const near = (a, b) => Math.abs(a - b) < 1e-5;

/** A draft that is decided at once: the decided allocation. */
async function decide(world, choices, more = {}) {
  const draft = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choices }), 201).json;
  return status(await world.send("fohmDecider", `POST /vaccine/allocation-drafts/${draft.allocation_id}/decide`, { body: { ...DECISION, result_sha256: draft.result_sha256, ...more } }), 201).json;
}

async function balanced(world) {
  const accounts = await world.get("region", `/vaccine/accounts?product=${P}`);
  assert.equal(accounts.sum_doses, 0);
  assert.ok(near(sum(accounts.items, "balance_doses"), 0) && near(sum(accounts.items, "parked_doses"), 0));
  return accounts;
}

export default async function scenarios(suite) {
  let draft, place, first, second, replacing;

  await suite.test("a vaccine with forecasts, and a key", async (world) => {
    status(await world.send("fohm", "POST /vaccine/products", { body: { code: P, name: "Allok", manufacturer: "Påhittad", sort_order: 95 } }), 201);
    status(await world.send("fohm", `POST /vaccine/products/${P}/properties`, { body: { valid_from: "2020-01-01", known_at: "2020-01-02", source: "Produktresumé", decision: "Påhittat 1", doses_per_vial: 6, vials_per_pack: 195, doses_per_course: 2, interval_min_days: 21, interval_max_days: 42, usable: 1 } }), 201);
    status(await world.send("fohm", `POST /vaccine/products/${P}/properties`, { body: { valid_from: "2020-06-08", known_at: "2020-01-02", source: "Rekommendation", decision: "Påhittat 2", usable: 0 } }), 201);
    const row = (week, doses) => ({ product: P, area: "00", week, doses, certainty: "outlook" });
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, rows: [row("2020-W19", null), row("2020-W20", 20 * PACK + 5), row("2020-W21", 10 * PACK), row("2020-W22", 40 * PACK), row("2020-W23", 60 * PACK), row("2020-W24", 5 * PACK)] } }), 201);
    const refused = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose() }), 422);
    assert.deepEqual(refused.json.errors.map((error) => `${error.pointer} ${error.code}`), ["/week unknown_reference"]);
    const key = status(await world.send("fohm", "POST /vaccine/keys", { body: { name: "Alla invånare", basis: "manual", source: "SCB", weights: COUNTIES.map((county) => ({ county, weight: RESIDENTS[county] })) } }), 201).json;
    status(await world.send("fohmDecider", `POST /vaccine/keys/${key.key_id}/decisions`, { body: { product: P, first_week: "2020-W18", last_week: null, reference_number: "01111-2020", decision_maker: "Generaldirektören", grounds: "Enligt överenskommelse" } }), 201);
  });

  await suite.test("a draft has every figure and how it came about", async (world) => {
    const reply = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose() }), 201);
    draft = reply.json;
    place = `/vaccine/allocation-drafts/${draft.allocation_id}`;
    assert.equal(reply.headers.location, `/api/v1${place}`);
    assert.equal(reply.headers.etag, "\"1\"");
    has(draft, { state: "draft", packs: 20, doses: 20 * PACK, source_doses: 20 * PACK + 5, left_doses: 5, surplus_packs: 0, key_packs: 20, promise_kept: true, usable: true, rule: "R* 1", doses_per_vial: 6, pack_doses: PACK,
      source: { kind: "forecast", source: DOCUMENT.source, certainty: "outlook", forecast_seq: 1, doses: 20 * PACK + 5 }, key: { name: "Alla invånare" }, decided_at: null, reference_number: null, replaces: null, replaced_by: null,
      promise_note_sv: "Inget konto är en hel förpackning fel.", totals: { packs: 20, doses: 20 * PACK, key_packs: 20, largest_remainder_packs: 20, webster_packs: 20, weekly_packs: 20 }, lines: (lines) => lines.map((line) => line.county).join() === COUNTIES.join() });
    has(of(draft, "01"), { weight: 2377081, share_percent: 23.0168, packs: 5, vials: 975, doses: 5 * PACK, balance_before_doses: 0, difference_packs: null, delivered_doses: null, reason: "kept", cap_packs: null, cap_mode: "" });
    const line = of(draft, "01");
    assert.ok(near(line.balance_after_doses, line.right_doses - line.doses));
    assert.match(line.sentence_sv, /: nyckelns 23,0168 % av 20 förpackningar är 4,60; plus 0,00 att få sedan tidigare blir 4,60, vilket ger 5 förpackningar\.$/);
    assert.match(line.sentence_en, /which gives 5 packs\.$/);
    assert.match(line.next_sv, /med 0,40 förpackningar \(464,1 doser\) som redan levererats i förskott\.$/);
    assert.ok(near(sum(draft.lines, "balance_after_doses"), 0));
    has(await world.get("fohmDecider", place), { result_sha256: draft.result_sha256, input_sha256: draft.input_sha256 });
    has(await world.get("fohm", "/vaccine/allocation-drafts"), { items: (items) => items.some((item) => item.allocation_id === draft.allocation_id && item.choices.week === "2020-W20"), next_cursor: null });
  });
  const OTHERS = ["fohmReader", "sos", "government", "region", "regionReader", "neighbourRegion", "board", "boardDecider", "boardAdmin", "boardReader", "reporter", "decider", "admin", "operator"];
  await suite.test("drafts are seen, made and decided by their makers alone", async (world) => {
    for (const who of OTHERS) {
      status(await world.send(who, `GET ${place}`), 403);
      status(await world.send(who, "GET /vaccine/allocation-drafts"), 403);
      status(await world.send(who, "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W21" }) }), 403);
      status(await world.send(who, `PUT ${place}`, { body: choose(), headers: { "If-Match": "*" } }), 403);
      status(await world.send(who, `DELETE ${place}`, { headers: { "If-Match": "*" } }), 403);
    }
    for (const who of [...OTHERS, "fohm"])
      status(await world.send(who, `POST ${place}/decide`, { body: { ...DECISION, result_sha256: draft.result_sha256 } }), 403);
    has(await world.get("fohm", place), { result_sha256: draft.result_sha256 });
    has(await world.get("region", `/vaccine/allocations?product=${P}`), { items: [] });
  });
  const refuse = (more, errors) => ({ who: "fohm", does: "POST /vaccine/allocation-drafts", body: choose(more), gives: 422, errors });
  await suite.table("what a draft may choose", [
    refuse({ product: "FINNSEJ" }, [["/product", "unknown_reference"], ["/week", "unknown_reference"], ["/week", "unknown_reference"]]),
    refuse({ week: "2020-W19" }, [["/week", "unknown_reference"]]),
    refuse({ week: "2020-W30" }, [["/week", "unknown_reference"]]),
    refuse({ source: "delivery" }, [["/week", "unknown_reference"]]),
    refuse({ source: "auction" }),
    refuse({ doses: 5, source_text: "x" }, [["/doses", "inconsistent"], ["/source_text", "inconsistent"]]),
    refuse({ source: "manual" }, [["/doses", "missing"], ["/source_text", "missing"]]),
    refuse({ source: "manual", doses: -1, source_text: "x" }),
    refuse({ seconds: [{ county: "01", packs: 1 }] }, [["/seconds", "inconsistent"]]),
    refuse({ second_doses: "given", seconds: [{ county: "02", packs: 1 }, { county: "01", packs: 1 }, { county: "01", packs: 2 }] }, [["/seconds/0/county", "unknown_reference"], ["/seconds/2/county", "duplicate"]]),
    refuse({ limits: [{ county: "00", maximum_packs: 1, mode: "defer", reason: "Kylar" }, { county: "01", maximum_packs: 1, mode: "defer", reason: "Kylar" }, { county: "01", maximum_packs: 2, mode: "forgo", reason: "Kylar" }] }, [["/limits/0/county", "unknown_reference"], ["/limits/2/county", "duplicate"]]),
    refuse({ limits: [{ county: "01", maximum_packs: -1, mode: "defer", reason: "" }] }),
    refuse({ replaces: "0123456789abcdefghjkmnpqrs" }, [["/replaces", "unknown_reference"]]),
  ].map((row) => row.errors ? row : { ...row, errors: undefined }));
  await suite.test("a draft is changed by whoever read it last", async (world) => {
    const body = choose({ minimum_one_pack: 1 });
    status(await world.send("fohm", `PUT ${place}`, { body }), 428);
    status(await world.send("fohm", `PUT ${place}`, { body, headers: { "If-Match": "\"9\"" } }), 412);
    const reply = status(await world.send("fohm", `PUT ${place}`, { body, headers: { "If-Match": "\"1\"" } }), 200);
    has(reply.json, { minimum_one_pack: true, totals: { packs: 20 }, promise_kept: true });
    assert.equal(reply.headers.etag, "\"2\"");
    assert.notEqual(reply.json.result_sha256, draft.result_sha256);
    status(await world.send("fohm", `PUT ${place}`, { body: choose(), headers: { "If-Match": "\"1\"" } }), 412);
    status(await world.send("fohm", `DELETE ${place}`), 428);
    status(await world.send("fohm", `PUT ${place}`, { body: choose(), headers: { "If-Match": "\"2\"" } }), 200);
    const other = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose() }), 201);
    const there = `/vaccine/allocation-drafts/${other.json.allocation_id}`;
    status(await world.send("fohm", `DELETE ${there}`, { headers: { "If-Match": other.headers.etag } }), 204);
    status(await world.send("fohm", `GET ${there}`), 404);
  });

  await suite.test("decided once, of what was seen", async (world) => {
    const seen = (await world.get("fohmDecider", place)).result_sha256;
    status(await world.send("fohmDecider", `POST ${place}/decide`, { body: { ...DECISION, result_sha256: "0".repeat(64) } }), 409, "changed");
    status(await world.send("fohmDecider", `POST ${place}/decide`, { body: { ...DECISION, grounds: "", result_sha256: seen } }), 422);
    has(await world.get("region", `/vaccine/accounts?product=${P}`), { allocations: 0, items: (items) => items.every((item) => item.balance_doses === 0 && item.packs_total === 0) });
    const request = { body: { ...DECISION, result_sha256: seen }, headers: { "Idempotency-Key": "beslut vecka 20" } };
    const reply = status(await world.send("fohmDecider", `POST ${place}/decide`, request), 201);
    first = reply.json;
    has(first, { allocation_id: draft.allocation_id, state: "decided", reference_number: DECISION.reference_number, decision_maker: DECISION.decision_maker, result_sha256: seen, totals: { packs: 20 } });
    const again = status(await world.send("fohmDecider", `POST ${place}/decide`, request), 201);
    assert.equal(again.text, reply.text);
    status(await world.send("fohmDecider", `POST ${place}/decide`, { body: request.body }), 404);
    has(await world.get("region", `/vaccine/accounts?product=${P}`), { allocations: 1 });
  });
  await suite.test("everybody of the chain reads it, nobody else, nobody changes it", async (world) => {
    const there = `/vaccine/allocations/${first.allocation_id}`;
    for (const who of ["fohm", "fohmReader", "sos", "government", "region", "regionReader", "neighbourRegion", "board", "boardReader", "neighbourBoard"]) {
      has(await world.get(who, there), { state: "decided", lines: (lines) => lines.length === 21 });
      has(await world.get(who, `${there}/replay`), { same: true, input_sha256: first.input_sha256, result_sha256: first.result_sha256 });
      has(await world.get(who, `/vaccine/allocations?product=${P}`), { items: [{ allocation_id: first.allocation_id, state: "decided", lines: (lines) => lines === undefined }], next_cursor: null });
      has(await world.get(who, `/counties/22/vaccine-allocations?product=${P}`), { items: [{ county: "22", week: "2020-W20", reference_number: DECISION.reference_number, packs: of(first, "22").packs }] });
      await world.get(who, `/vaccine/accounts?product=${P}`);
      await world.get(who, `/vaccine/accounts/${P}/22`);
    }
    for (const who of ["reporter", "decider", "admin", "operator"])
      for (const path of [there, `${there}/replay`, "/vaccine/allocations", `/counties/22/vaccine-allocations`, `/vaccine/accounts?product=${P}`, `/vaccine/accounts/${P}/22`])
        status(await world.send(who, `GET ${path}`), 403);
    for (const who of ["fohmDecider", "region", "boardAdmin", "operator"])
      for (const method of ["PUT", "DELETE"])
        status(await world.send(who, `${method} ${there}`, method === "PUT" ? { body: {} } : {}), 405);
    status(await world.send("region", `GET ${there}?known_at=2020-04-26`), 404);
    has(await world.get("region", `/vaccine/allocations?product=${P}&known_at=2020-04-26`), { items: [] });
    has(await world.get("region", `/vaccine/accounts?product=${P}&known_at=2020-04-26`), { allocations: 0, items: (items) => items.every((item) => item.balance_doses === 0) });
    const csv = await world.send("region", `GET ${there}?format=csv`);
    assert.match(csv.text, /\n2020-W20;ALLOK;01;23,0168;0;5385,932322;0;0;5;5;975;5850;-464,067678;5;4;5;;;\r?\n/);
  });
  await suite.test("the accounts are public and sum to zero", async (world) => {
    const accounts = await balanced(world);
    has(accounts, { product: P, pack_doses: PACK, broken_weeks: [], allocations: 1, items: (items) => items.length === 21 && items.every((item) => item.within_promise && item.parked_doses === 0) });
    has(of(accounts, "01"), { balance_doses: of(first, "01").balance_after_doses, packs_total: 5, doses_total: 5 * PACK, deviation_percent: 8.62, largest_abs_packs: 0.396639 });
    has(await world.get("board", `/vaccine/accounts/${P}/01`), { balance_doses: of(first, "01").balance_after_doses, entries: [{ entry_number: 1, kind: "allocation", week: "2020-W20", packs: 5, right_doses: of(first, "01").right_doses, note_sv: (note) => note.includes(DECISION.reference_number) }] });
    status(await world.send("region", "GET /vaccine/accounts"), 422);
    status(await world.send("region", "GET /vaccine/accounts?product=FINNSEJ"), 422);
    status(await world.send("region", `GET /vaccine/accounts/${P}/02`), 404);
    status(await world.send("region", `GET /vaccine/accounts/${P}/00`), 404);
  });
  await suite.test("what is decided is planned, and delivered when it has come", async (world) => {
    const deliveries = (await world.get("region", `/vaccine/deliveries?product=${P}&first_week=2020-W20&last_week=2020-W20`)).items;
    assert.equal(sum(deliveries, "planned"), 20 * PACK);
    assert.ok(deliveries.every((item) => item.allocation_id === first.allocation_id && item.source === DECISION.reference_number));
    for (const delivery of deliveries)
      status(await world.send("fohm", `POST /vaccine/deliveries/${delivery.delivery_id}/entries`, { body: { kind: "received", doses: delivery.planned, happened_on: "2020-04-26", reason: "" } }), 201);
    const own = deliveries.find((item) => item.county === "01");
    has(await world.get("region", `/vaccine/allocations/${first.allocation_id}`), { state: "delivered", lines: (lines) => of({ lines }, own.county).delivered_doses === own.planned && of({ lines }, own.county).confirmed_doses === null });
    has(await world.get("region", `/vaccine/allocations?product=${P}&state=delivered`), { items: [{ state: "delivered" }] });
    has(await world.get("region", `/vaccine/allocations?product=${P}&state=decided`), { items: [] });
  });

  await suite.test("what every region may expect by the key is what the draft gives it", async (world) => {
    const choices = choose({ week: "2020-W21" });
    const next = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choices }), 201).json;
    for (const county of COUNTIES) {
      const region = await world.get("fohm", `/counties/${county}/vaccine-overview`);
      const week = region.products.find((item) => item.product === P).weeks.find((item) => item.week === choices.week);
      has(week, { basis: "key", doses: of(next, county).doses });
    }
    status(await world.send("fohm", `DELETE /vaccine/allocation-drafts/${next.allocation_id}`, { headers: { "If-Match": "*" } }), 204);
  });

  await suite.test("the next week goes on from the accounts; a week is decided once", async (world) => {
    second = await decide(world, choose({ week: "2020-W21" }));
    for (const line of second.lines) assert.ok(near(line.balance_before_doses, of(first, line.county).balance_after_doses) && Math.abs(line.balance_after_doses) < PACK);
    await balanced(world);
    const taken = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W21" }) }), 409, "conflict");
    assert.match(taken.json.detail, new RegExp(`${DECISION.reference_number}, ${second.allocation_id}`));
    has(taken.json.errors, [{ pointer: "/replaces", code: "missing" }]);
    status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W18", source: "manual", doses: 99999, source_text: "Protokoll" }) }), 409, "conflict");
    status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W20", replaces: second.allocation_id }) }), 422);
  });
  await suite.test("a decision is changed by another, which shows the difference", async (world) => {
    const before = await world.get("region", `/vaccine/accounts/${P}/14`);
    const limits = [{ county: "14", maximum_packs: 0, mode: "forgo", reason: "Frysarna är fulla" }, { county: "01", maximum_packs: 1, mode: "defer", reason: "Ingen mottagning" }];
    replacing = await decide(world, choose({ week: "2020-W21", replaces: second.allocation_id, limits }), { reference_number: "05555-2020" });
    has(replacing, { replaces: second.allocation_id, totals: { packs: 10 } });
    has(of(replacing, "14"), { cap_packs: 0, cap_mode: "forgo", cap_reason: "Frysarna är fulla", packs: 0, difference_packs: -of(second, "14").packs, waived_doses: (doses) => doses < 0 });
    assert.equal(sum(replacing.lines, "difference_packs"), 0);
    for (const line of replacing.lines) assert.equal(line.balance_before_doses, of(second, line.county).balance_before_doses);
    has(await world.get("region", `/vaccine/allocations/${second.allocation_id}`), { state: "replaced", replaced_by: replacing.allocation_id });
    const entries = (await world.get("region", `/vaccine/accounts/${P}/14`)).entries.slice(before.entries.length);
    has(entries, [{ kind: "reversal", allocation_id: second.allocation_id, packs: -of(second, "14").packs, balance_doses: of(second, "14").balance_before_doses }, { kind: "allocation", packs: 0 }, { kind: "forgone" }]);
    await balanced(world);
    const plans = (await world.get("region", `/vaccine/deliveries?product=${P}&first_week=2020-W21&last_week=2020-W21`)).items;
    for (const line of replacing.lines) assert.equal(sum(plans.filter((item) => item.county === line.county), "planned"), line.doses, line.county);
    has(await world.get("region", `/vaccine/allocations?product=${P}`), { items: [{ allocation_id: replacing.allocation_id }, { state: "replaced" }, { week: "2020-W20" }] });
    /* A page of one holds one of the state that was asked for, however many others stand before it. */
    has(await world.get("region", `/vaccine/allocations?product=${P}&limit=1&state=delivered`), { items: [{ week: "2020-W20", state: "delivered" }] });
    has(await world.get("region", `/vaccine/allocations?product=${P}&limit=1&state=replaced`), { items: [{ allocation_id: second.allocation_id }], next_cursor: second.allocation_id });
    status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W21", replaces: second.allocation_id }) }), 409, "conflict");
    has(await world.get("region", `/vaccine/allocations/${replacing.allocation_id}/replay`), { same: true });
  });
  await suite.test("an older decision is replaced at the accounts' end", async (world) => {
    const earlier = await decide(world, choose({ week: "2020-W20", minimum_one_pack: 1, replaces: first.allocation_id }), { reference_number: "06666-2020" });
    has(earlier, { state: (state) => state === "decided" || state === "delivered", week: "2020-W20", replaces: first.allocation_id });
    await balanced(world);
    first = earlier;
  });
  await suite.test("a deviation that is paid back is parked, then released", async (world) => {
    status(await world.send("fohmDecider", "POST /vaccine/key-multipliers", { body: { county: "22", product: P, numerator: 5, denominator: 1, first_week: "2020-W22", last_week: "2020-W22", repay: 1, reference_number: "02222-2020", decision_maker: "Generaldirektören", grounds: "Stor smittspridning" } }), 201);
    const fifth = await decide(world, choose({ week: "2020-W22" }), { reference_number: "07777-2020" });
    has(of(fifth, "22"), { weight: 5 * RESIDENTS[22], parked_doses: (doses) => doses < -3 * PACK, reason: "kept" });
    assert.ok(near(sum(fifth.lines, "parked_doses"), 0));
    has(await balanced(world), { items: (items) => of({ items }, "22").parked_doses === of(fifth, "22").parked_doses });
    assert.match(of(fifth, "22").next_sv, /Parkerat vid sidan av: .* att ge igen/);
    const third = await decide(world, choose({ week: "2020-W23", second_doses: "own_first_doses" }), { reference_number: "08888-2020" });
    for (const line of third.lines) assert.equal(line.second_packs, of(first, line.county).key_packs, line.county);
    has(third, { committed_second_packs: 20, served_second_packs: 20, key_packs: 40, totals: { packs: 60 } });
    has(of(third, "22"), { released_doses: (doses) => doses < 0, parked_doses: (doses) => near(doses, of(fifth, "22").parked_doses - of(third, "22").released_doses) });
    has((await world.get("region", `/vaccine/accounts/${P}/22`)).entries.slice(-2), [{ kind: "multiplier", week: "2020-W23", note_sv: (note) => note.startsWith("Avbetalning") }, { kind: "allocation" }]);
    await balanced(world);
    has(await world.get("region", `/vaccine/allocations/${third.allocation_id}/replay`), { same: true });
    /* Second doses that are short, from a figure by hand, on the accounts as they were before that week. */
    const short = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W23", replaces: third.allocation_id, source: "manual", doses: 11 * PACK - 1, source_text: "Brev 3 juni", second_doses: "given", seconds: [{ county: "01", packs: 8 }, { county: "14", packs: 8 }] }) }), 201).json;
    has(short, { source: { kind: "manual", source: "Brev 3 juni", certainty: null, document_id: null }, packs: 10, left_doses: PACK - 1, committed_second_packs: 16, served_second_packs: 10, key_packs: 0 });
    has(of(short, "01"), { second_packs: 5, second_short: 3, packs: 5, key_packs: 0, balance_after_doses: of(fifth, "01").balance_after_doses });
    assert.match(of(short, "01").sentence_sv, /Till andra doser får den 5 förpackningar; det saknas 3 förpackningar\.$/);
    /* Replacing a week before others releases nothing, and what is parked stays. */
    const older = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W21", replaces: replacing.allocation_id }) }), 201).json;
    has(of(older, "22"), { released_doses: 0, parked_doses: of(third, "22").parked_doses });
  });
  await suite.test("a vaccine that may not be used is shown, not shared out", async (world) => {
    const view = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W24" }) }), 201).json;
    has(view, { usable: false, packs: 5, surplus_packs: 5, totals: { packs: 0 }, lines: (lines) => lines.every((line) => line.unusable && line.packs === 0) });
    assert.match(view.lines[0].sentence_sv, /inte får användas/);
  });
  await suite.test("deliveries that are entered can be the source", async (world) => {
    const row = (county, doses, kind) => ({ product: P, county, week: "2020-W24", kind, doses, happened_on: "2020-04-27" });
    status(await world.send("fohm", "POST /vaccine/deliveries", { body: { ...DOCUMENT, rows: [row("01", 3 * PACK, "planned"), row("14", 2 * PACK, "sent")] } }), 201);
    has(status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W24", source: "delivery" }) }), 201).json, { source: { kind: "delivery", source: "2 införda leveranser", doses: 5 * PACK }, packs: 5 });
  });
  await suite.test("a decision on what has changed meanwhile is refused", async (world) => {
    const view = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: choose({ week: "2020-W24" }) }), 201).json;
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, known_at: null, source: "Ny prognos", rows: [{ product: P, area: "00", week: "2020-W24", doses: 7 * PACK, certainty: "firm" }] } }), 201);
    status(await world.send("fohmDecider", `POST /vaccine/allocation-drafts/${view.allocation_id}/decide`, { body: { ...DECISION, result_sha256: view.result_sha256 } }), 409, "changed");
    has(await world.get("fohm", `/vaccine/allocation-drafts/${view.allocation_id}`), { packs: 7, source: { certainty: "firm", forecast_seq: 2 } });
  });
}
