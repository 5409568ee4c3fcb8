/**
 * The nation's view, what a region sees coming of it, the goal and its arithmetic. A vaccine of its own; the clock stands in 2020-W18
 * (before the scenario that moves it).
 */
import assert from "node:assert/strict";
import { has, status } from "../lib/suite.mjs";

const DOCUMENT = { issuer: "Folkhälsomyndigheten", issued_at: "2020-04-20", known_at: "2020-04-20", source: "Prognos 20 april" };
const DECISION = { reference_number: "N-2020", decision_maker: "GD", grounds: "Enligt nyckeln" };
const GOAL = { goal_date: "2021-06-30", population_date: "2020-12-31", age_from: 18, age_to: null, doses_per_person: 2, one_dose_persons: 1500000, coverage_permille: 1000, source: "Överenskommelse", issued_at: "2020-04-01", known_at: "2020-04-01" };

export default async function scenarios(suite) {
  const post = async (world, who, place, body, gives = 201) => status(await world.send(who, `POST ${place}`, { body }), gives).json;
  const page = async (world, county, more = "") => (await world.get("board", `/counties/${county}/vaccine-overview${more}`)).products.find((item) => item.product === "NAT-A");
  let counties, draft_of, decide, decided;
  await suite.test("a vaccine, its key and a decided week", async (world) => {
    await post(world, "fohm", "/vaccine/products", { code: "NAT-A", name: "Nationella provet", manufacturer: "X", sort_order: 900 });
    await post(world, "fohm", "/vaccine/products/NAT-A/properties", { valid_from: "2020-01-01", known_at: "2020-01-02", source: "Produktresumé", decision: "Prov 1/2020", doses_per_vial: 10, vials_per_pack: 10, doses_per_course: 2, interval_min_days: 63, interval_max_days: 84 });
    counties = (await world.get("board", "/counties")).items.map((item) => item.code).filter((code) => code !== "00");
    const key = await post(world, "fohm", "/vaccine/keys", { name: "Vuxna, provet", basis: "population", population_date: "2020-12-31", age_from: 18, age_to: null, source: "SCB" });
    await post(world, "fohmDecider", `/vaccine/keys/${key.key_id}/decisions`, { ...DECISION, product: "NAT-A", first_week: "2020-W01", last_week: null });
    draft_of = (week, doses) => post(world, "fohm", "/vaccine/allocation-drafts", { product: "NAT-A", week, source: doses === null ? "forecast" : "manual", doses, source_text: doses === null ? null : "Räkneexempel", minimum_one_pack: 0, second_doses: "none", seconds: [], limits: [], replaces: null });
    decide = (draft) => post(world, "fohmDecider", `/vaccine/allocation-drafts/${draft.allocation_id}/decide`, { ...DECISION, result_sha256: draft.result_sha256 });
    await post(world, "fohm", "/vaccine/forecasts", { ...DOCUMENT, rows: [["2020-W18", 5000], ["2020-W19", 5000], ["2020-W20", 4150], ["2020-W21", null], ["2020-W22", 0]].map(([week, doses]) => ({ product: "NAT-A", area: "00", week, doses, certainty: week < "2020-W21" ? "firm" : "outlook" })) });
    decided = await decide(await draft_of("2020-W18", 5000));
    assert.equal(decided.lines.length, 21);
  });
  await suite.test("a region sees what is decided, and what the key would give of the nation's forecast", async (world) => {
    const line = decided.lines.find((item) => item.county === "22"), own = await page(world, "22");
    has(own, { account_balance_doses: line.balance_after_doses, pack_doses: 100, account_note_sv: (text) => /^(Kontot är i balans\.|[\d,]+ doser (till godo|i förskott), mindre än en förpackning\.)$/.test(text) });
    has(own.weeks.slice(0, 6), [{ week: "2020-W18", kind: "decided", basis: "allocation", certainty: "firm", doses: line.doses, packs: line.packs, allocation_id: decided.allocation_id, notice_days: 0, compared: { known: false, doses: null } },
      { week: "2020-W19", kind: "expected", basis: "key", certainty: "firm", allocation_id: null }, { week: "2020-W20", basis: "key", certainty: "firm" },
      { week: "2020-W21", basis: "key", doses: null, withdrawn: true, certainty: "outlook" }, { week: "2020-W22", doses: 0, withdrawn: false, packs: 0 }, { week: "2020-W23", basis: "none", certainty: "none", doses: null, withdrawn: false, changed_at: null, notice_days: null }]);
    const expected = {};
    for (const county of counties) expected[county] = (await page(world, county)).weeks.slice(0, 3).map((item) => item.doses);
    assert.deepEqual([0, 1, 2].map((at) => counties.reduce((sum, county) => sum + expected[county][at], 0)), [5000, 5000, 4100]);
    /* Once decided, exactly what was expected. */
    for (const [at, week] of [[1, "2020-W19"], [2, "2020-W20"]]) {
      const next = await decide(await draft_of(week, null));
      for (const item of next.lines) assert.equal(item.doses, expected[item.county][at], `${week} ${item.county}`);
    }
    has((await page(world, "22", "?compare_at=2020-04-28")).weeks[1], { kind: "decided", compared: { known: true, difference: 0 } });
    has((await page(world, "22", "?known_at=2020-04-26&compare_at=2020-04-19")).weeks[1], { week: "2020-W18", kind: "expected", compared: { known: false, doses: null, difference: null } });
    await post(world, "fohm", "/vaccine/forecasts", { ...DOCUMENT, rows: [{ product: "NAT-A", area: "22", week: "2020-W22", doses: 200, certainty: "outlook" }] });
    has((await page(world, "22")).weeks[4], { basis: "region_forecast", doses: 200, packs: 2 });
    has((await page(world, "23")).weeks[4], { basis: "key", doses: 0 });
  });
  await suite.test("allocated, delivered, confirmed; totals beside the forecast and the printed figure", async (world) => {
    const line = decided.lines.find((item) => item.county === "22"), other = decided.lines.find((item) => item.county === "23");
    const deliveries = await post(world, "fohm", "/vaccine/deliveries", { ...DOCUMENT, source: "Lista", rows: [["22", "sent", line.doses], ["23", "received", other.doses + 10]].map(([county, kind, doses]) => ({ product: "NAT-A", county, week: "2020-W18", kind, doses, happened_on: "2020-04-27" })) });
    const before = await world.get("region", "/vaccine/overview?product=NAT-A");
    assert.ok(before.unconfirmed === 2);
    await post(world, "region", `/vaccine/deliveries/${deliveries.items[0].delivery_id}/confirmations`, { received_doses: line.doses - 6, received_on: "2020-04-27", comment: "" });
    await post(world, "fohm", "/vaccine/imports/deliveries", { ...DOCUMENT, source: "Tabell W17", text: "Region;v. 17\nUppsala;300\nGotland;100\nSverige;410\n", product: "NAT-A", year: 2020, kind: "received" });
    const view = await world.get("board", "/vaccine/overview?product=NAT-A");
    has(view, { first_week: "2020-W14", last_week: "2020-W20", unconfirmed: 3, totals: [{ week: "2020-W17", forecast_doses: null, allocated_doses: null, delivered_doses: 400, printed_doses: 410 },
      { week: "2020-W18", forecast_doses: 5000, allocated_doses: 5000, delivered_doses: line.doses + other.doses + 10, confirmed_doses: line.doses - 6, printed_doses: null }, { week: "2020-W19", delivered_doses: null }, { week: "2020-W20", forecast_doses: 4150, allocated_doses: 4100 }] });
    assert.equal(view.items.length, 2 + 3 * 21);
    const of = (county, week) => view.items.find((item) => item.county === county && item.week === week);
    has(of("22", "2020-W18"), { allocated_packs: line.packs, delivered_doses: line.doses, confirmed_doses: line.doses - 6, state: "differs", difference: -6, allocation_id: decided.allocation_id });
    has(of("23", "2020-W18"), { state: "received", confirmed_doses: null, difference: 10 });
    has(of("01", "2020-W18"), { state: "planned", delivered_doses: null, difference: null });
    has(of("03", "2020-W17"), { state: "received", allocated_doses: null, delivered_doses: 300, difference: null });
    assert.ok(view.discrepancies.some((item) => item.source === "Tabell W17" && item.difference === 10));
    const csv = (await world.send("government", "GET /vaccine/overview?product=NAT-A&first_week=2020-W18&last_week=2020-W18&format=csv")).text;
    assert.equal(csv.trim().split("\r\n").length, 22);
    assert.ok(csv.includes(`2020-W18;NAT-A;22;${line.packs};${line.doses};${line.doses};${line.doses - 6};differs;-6`));
    has(await world.get("sos", "/vaccine/overview?product=NAT-A&known_at=2020-04-26"), { unconfirmed: 4, items: ["2020-W17", "2020-W17", "2020-W18", "2020-W18"].map((week) => ({ week, allocated_doses: null, confirmed_doses: null })) });
    status(await world.send("board", "GET /vaccine/overview?first_week=2020-W01&last_week=2020-W26"), 200);
    status(await world.send("board", "GET /vaccine/overview?first_week=2020-W01&last_week=2020-W27"), 422);
    for (const who of ["reporter", "operator"]) status(await world.send(who, "GET /vaccine/overview"), 403);
  });

  await suite.table("goals: who enters them and what is refused", [
    ...["region", "board", "sos", "fohmReader"].map((who) => ({ who, does: "POST /vaccine/goals", body: GOAL, gives: 403 })),
    { who: "fohm", does: "POST /vaccine/goals", body: { ...GOAL, doses_per_person: 3, coverage_permille: 1001 }, gives: 422, errors: [["/doses_per_person", "out_of_range"], ["/coverage_permille", "out_of_range"]] },
    { who: "fohm", does: "POST /vaccine/goals", body: { ...GOAL, age_to: 17, known_at: "2020-03-01" }, gives: 422, errors: [["/age_to", "inconsistent"], ["/issued_at", "inconsistent"]] },
    { who: "fohm", does: "POST /vaccine/goals", body: { ...GOAL, known_at: "2099-01-01" }, gives: 422, errors: [["/known_at", "out_of_range"]] },
    { who: "fohm", does: "POST /vaccine/goals", body: { ...GOAL, population_date: "1999-12-31" }, gives: 422, errors: [["/population_date", "unknown_reference"]] },
    { who: "fohm", does: "POST /vaccine/goals", body: { ...GOAL, one_dose_persons: 9000000 }, gives: 422, errors: [["/one_dose_persons", "out_of_range"]] },
    { who: "board", does: "GET /vaccine/goal-arithmetic", gives: 404 },
    { who: "fohm", does: "POST /vaccine/goals", body: GOAL, gives: 201, has: { goal_number: 1, age_to: null, previous_goal_date: null, slip_days: null } },
    ...["PUT", "DELETE"].map((method) => ({ who: "fohmDecider", does: `${method} /vaccine/goals`, body: GOAL, gives: 405 })),
    { who: "reporter", does: "GET /vaccine/goals", gives: 403 },
    { who: "reporter", does: "GET /vaccine/goal-arithmetic", gives: 403 },
    { who: "region", does: "GET /vaccine/goals?known_at=2020-03-31", gives: 200, has: { items: [] } },
  ]);
  await suite.test("the goal of 30 June: 14.9 million doses needed, 13.5 expected, 700 000 persons short", async (world) => {
    const first = await world.get("region", "/vaccine/goal-arithmetic");
    has(first, { goal: { goal_number: 1, goal_date: "2021-06-30" }, persons: 8189892, doses_needed: 14879784, persons_accepting: 8189892, doses_needed_at_coverage: 14879784, over_doses: 0 });
    has(first.products.find((item) => item.product === "NAT-A"), { interval_min_days: 63, interval_max_days: 84, latest_first_dose_min_interval: "2021-04-28", latest_first_dose_max_interval: "2021-04-07", delivered_doses: 400, forecast_doses: 14150 });
    assert.equal(first.supply_doses, first.delivered_doses + first.forecast_doses);
    await post(world, "fohm", "/vaccine/forecasts", { ...DOCUMENT, rows: [{ product: "NAT-A", area: "00", week: "2021-W26", doses: 13500000 - first.supply_doses, certainty: "outlook" }, { product: "NAT-A", area: "00", week: "2021-W27", doses: 999, certainty: "outlook" }] });
    const view = await world.get("region", "/vaccine/goal-arithmetic");
    has(view, { supply_doses: 13500000, delivered_doses: first.delivered_doses, missing_doses: 1379784, missing_persons: 689892, over_doses: 0 });
    assert.match(view.explanation_sv, /Det saknas 1379784 doser, för 689892 personer/);
    assert.ok(view.assumptions.some((item) => item.value === 8189892 && item.source === "SCB 2020-12-31"));
    /* A vaccine that may not be used is no supply. */
    await post(world, "fohm", "/vaccine/products/NAT-A/properties", { valid_from: "2020-04-27", source: "Beslut", decision: "Paus", usable: 0 });
    has(await world.get("region", "/vaccine/goal-arithmetic"), { supply_doses: first.supply_doses - 14550 });
    await post(world, "fohm", "/vaccine/products/NAT-A/properties", { valid_from: "2020-04-27", source: "Beslut", decision: "Åter", usable: 1 });
  });
  await suite.test("the goal slips; earlier versions stay", async (world) => {
    has(await post(world, "fohm", "/vaccine/goals", { ...GOAL, goal_date: "2021-09-05", coverage_permille: 800, issued_at: "2020-04-20", known_at: "2020-04-20" }), { goal_number: 2, previous_goal_date: "2021-06-30", slip_days: 67 });
    has(await world.get("region", "/vaccine/goals"), { items: [{ goal_number: 2 }, { goal_number: 1 }] });
    has(await world.get("region", "/vaccine/goal-arithmetic"), { goal: { goal_number: 2 }, persons_accepting: 6551914, missing_doses: 0, over_doses: (doses) => doses > 0, explanation_sv: (text) => text.includes("Det räcker") });
    has(await world.get("region", "/vaccine/goal-arithmetic?goal=1"), { goal: { goal_date: "2021-06-30" }, missing_persons: 689892 });
    has(await world.get("region", "/vaccine/goal-arithmetic?known_at=2020-04-10"), { goal: { goal_number: 1 }, forecast_doses: (doses) => doses < 13000000 });
    status(await world.send("region", "GET /vaccine/goal-arithmetic?goal=3"), 404);
  });
}
