/**
 * Keys: proposed by one, decided by another, seen by the regions once decided; shares that the publisher prints; all finish together;
 * deviations with an end; which key counts when; what a proposal would mean.
 */
import assert from "node:assert/strict";
import { has, status } from "../lib/suite.mjs";

const DOCUMENT = { issuer: "Folkhälsomyndigheten", issued_at: "2020-04-20", known_at: "2020-04-20", source: "Leveransprognos för nycklar" };
const DECISION = { product: null, first_week: "2020-W30", last_week: null, reference_number: "01234-2020", decision_maker: "Generaldirektören", grounds: "Enligt överenskommelse" };
const population = (name, date, age_from, age_to) => ({ name, basis: "population", population_date: date, age_from, age_to, source: "SCB" });
const share = (key, county) => key.weights.find((row) => row.county === county).share_percent;
const sum = (list) => list.reduce((total, value) => total + (value ?? 0), 0);

/** Largest remainder; ties by larger weight, then order: what the rule gives from balances of 0. */
function shared(weights, packs) {
  const total = weights.reduce((a, b) => a + BigInt(b), 0n);
  const rows = weights.map((weight, at) => ({ at, weight: BigInt(weight), got: BigInt(weight) * BigInt(packs) / total, rest: BigInt(weight) * BigInt(packs) % total }));
  let left = packs - Number(rows.reduce((a, row) => a + row.got, 0n));
  const order = [...rows].sort((a, b) => a.rest === b.rest ? (a.weight === b.weight ? a.at - b.at : a.weight < b.weight ? 1 : -1) : a.rest < b.rest ? 1 : -1);
  for (const row of order) if (left-- > 0) row.got++;
  return rows.map((row) => Number(row.got));
}

export default async function scenarios(suite, world) {
  const counties = (await world.get("fohm", "/counties")).items;
  const codes = counties.map((county) => county.code);
  const by_hand = (weight) => codes.map((county) => ({ county, weight: weight(county) }));
  let old_people, adults, unequal;

  await suite.test("two vaccines to share out", async () => {
    for (const [code, order] of [["KEY-A", 90], ["KEY-B", 91]]) {
      status(await world.send("fohm", "POST /vaccine/products", { body: { code, name: code, manufacturer: "Påhittad", sort_order: order } }), 201);
      status(await world.send("fohm", `POST /vaccine/products/${code}/properties`, { body: { valid_from: "2020-01-01", known_at: "2020-01-02", source: "Produktresumé", decision: "Påhittat 1", doses_per_vial: 6, vials_per_pack: 195, doses_per_course: 2 } }), 201);
    }
    const row = (product, week, doses) => ({ product, area: "00", week, doses, certainty: "outlook" });
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, rows: [row("KEY-A", "2020-W30", 117000), row("KEY-A", "2020-W31", 0), row("KEY-A", "2020-W32", null), row("KEY-A", "2020-W33", 59670)] } }), 201);
  });

  await suite.test("population keys give the shares that are printed", async () => {
    const reply = status(await world.send("fohm", "POST /vaccine/keys", { body: population("65 år och äldre", "2019-12-31", 65, null) }), 201);
    old_people = reply.json;
    assert.equal(reply.headers.location, `/api/v1/vaccine/keys/${old_people.key_id}`);
    has(old_people, { basis: "population", population_date: "2019-12-31", age_from: 65, age_to: null, product: null, total_weight: 2065367, decisions: [], plan: null, created_by_name: (name) => name.startsWith("fohm"),
      weights: (rows) => rows.length === 21 && rows.map((row) => row.county).join() === codes.join() && rows[0].weight === 379375 });
    assert.equal(share(old_people, "01").toFixed(1), "18.4");
    assert.equal(share(old_people, "01"), 18.3684);
    adults = status(await world.send("fohm", "POST /vaccine/keys", { body: population("Vuxna", "2020-12-31", 18, null) }), 201).json;
    assert.equal(share(adults, "01").toFixed(1), "22.8");
    assert.equal(share(adults, "01"), 22.8218);
    const young = status(await world.send("fohm", "POST /vaccine/keys?dry_run=true", { body: population("18 till 64", "2020-12-31", 18, 64) }), 200).json;
    has(young, { total_weight: 6101806, age_to: 64 });
    status(await world.send("fohm", `GET /vaccine/keys/${young.key_id}`), 404);
    const seventy = status(await world.send("fohm", "POST /vaccine/keys?dry_run=true", { body: population("70", "2021-12-31", 70, null) }), 200).json;
    has(seventy, { total_weight: 1578546 });
    assert.equal(share(seventy, "01"), 18.2226);
    assert.ok(Math.abs(sum(adults.weights.map((row) => row.share_percent)) - 100) < 0.01);
  });

  const KEYS = "/vaccine/keys?known_at=2099-01-01";
  const hand = { name: "För hand", basis: "manual", source: "Protokoll", weights: by_hand((county) => county === "22" ? 3 : 1) };
  await suite.table("what a key may be made of", [
    { who: "fohm", does: "POST /vaccine/keys", body: population("x", "2022-06-30", 65, null), gives: 422, errors: [["/population_date", "unknown_reference"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: population("x", "2020-12-31", 66, null), gives: 422, errors: [["/age_from", "unknown_reference"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: population("x", "2019-12-31", 70, 69), gives: 422, errors: [["/age_to", "inconsistent"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: { name: "x", basis: "population", source: "x", product: "KEY-A", weights: hand.weights }, gives: 422, errors: [["/population_date", "missing"], ["/age_from", "missing"], ["/product", "inconsistent"], ["/weights", "inconsistent"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: { ...hand, weights: [...hand.weights.slice(1), { county: "22", weight: 1 }] }, gives: 422, errors: [["/weights", "missing"], ["/weights/20/county", "duplicate"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: { ...hand, weights: [...hand.weights.slice(1), { county: "02", weight: 1 }] }, gives: 422, errors: [["/weights", "missing"], ["/weights/20/county", "unknown_reference"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: { ...hand, weights: by_hand(() => 0) }, gives: 422, errors: [["/weights", "inconsistent"]], keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: { ...hand, weights: by_hand(() => -1) }, gives: 422, keeps: KEYS },
    { who: "fohm", does: "POST /vaccine/keys", body: { ...hand, basis: "auction" }, gives: 422, keeps: KEYS },
    ...["fohmReader", "region", "boardDecider", "sos", "government", "decider", "operator"].map((who) => ({ who, does: "POST /vaccine/keys", body: hand, gives: 403, witness: "fohm", keeps: KEYS })),
    { who: "fohm", does: "POST /vaccine/keys", body: hand, gives: 201, has: { basis: "manual", total_weight: 23, weights: (rows) => rows.find((row) => row.county === "22").share_percent === 13.0435 } },
  ]);

  await suite.test("all finish together: the key of each vaccine from one goal", async () => {
    const table = [["01", 1000000, 200000], ["09", 200000, 100000]];
    const text = `Län;18-64;65+\n${counties.map((county) => { const row = table.find(([code]) => code === county.code); return `${county.code};${row?.[1] ?? 0};${row?.[2] ?? 0}`; }).join("\n")}\n`;
    status(await world.send("fohm", "POST /vaccine/imports/population", { body: { ...DOCUMENT, source: "Räkneexempel", date: "2010-12-31", text } }), 201);
    const body = (product, more = {}) => ({ name: `Samtidigt ${product}`, basis: "equal_finish", product, target_permille: 1000, population_date: "2010-12-31", source: "Räkneexempel",
      groups: [{ age_from: 65, age_to: null }, { age_from: 18, age_to: 64 }], supplies: [{ product: "KEY-A", doses: 150000, age_from: 65, age_to: null }, { product: "KEY-B", doses: 450000, age_from: 18, age_to: null }], ...more });
    const a = status(await world.send("fohm", "POST /vaccine/keys", { body: body("KEY-A") }), 201).json;
    has(a, { product: "KEY-A", population_date: null, total_weight: 150000 * 1e6, plan: { target_permille: 1000, population_date: "2010-12-31", given: [], groups: [{ age_from: 65, age_to: null, remaining_persons: 300000, planned_doses: 150000 }, { age_to: 64, remaining_persons: 1200000, planned_doses: 0 }] } });
    assert.equal(share(a, "01"), 66.6667);
    assert.equal(share(a, "09"), 33.3333);
    unequal = status(await world.send("fohm", "POST /vaccine/keys", { body: body("KEY-B") }), 201).json;
    has(unequal, { plan: { groups: [{ planned_doses: 150000 }, { planned_doses: 300000 }], supplies: [{ doses: 150000 }, { product: "KEY-B", age_to: null }] } });
    const weight = (county) => unequal.weights.find((row) => row.county === county).weight;
    assert.equal(weight("01") * 2, weight("09") * 7);
    assert.equal(share(unequal, "01"), 77.7778);
    assert.equal(share(unequal, "22"), 0);
    /* What was given counts off: with 100 000 given to the old in 01, both have 100 000 left there. */
    const given = status(await world.send("fohm", "POST /vaccine/keys?dry_run=true", { body: body("KEY-A", { given: [{ county: "01", age_from: 65, doses: 100000 }] }) }), 200).json;
    assert.equal(share(given, "01"), 50);
    const real = status(await world.send("fohm", "POST /vaccine/keys?dry_run=true", { body: body("KEY-B", { population_date: "2019-12-31", target_permille: 800, supplies: [{ product: "KEY-A", doses: 1000000, age_from: 65, age_to: null }, { product: "KEY-B", doses: 3000000, age_from: 18, age_to: null }] }) }), 200).json;
    /* Between the key of the old, whom it tops up, and that of the others. */
    assert.ok(share(real, "01") > 18.4 && share(real, "01") < 24.3, `${share(real, "01")}`);
    const faulty = async (more, errors) => {
      const reply = status(await world.send("fohm", "POST /vaccine/keys", { body: body("KEY-A", more) }), 422);
      assert.deepEqual(reply.json.errors.map((error) => `${error.pointer} ${error.code}`).sort(), errors);
    };
    await faulty({ groups: [{ age_from: 65, age_to: null }, { age_from: 18, age_to: 65 }] }, ["/groups/1 inconsistent", "/supplies/0 inconsistent"]);
    await faulty({ supplies: [{ product: "KEY-A", doses: 1, age_from: 70, age_to: null }] }, ["/supplies/0 inconsistent"]);
    await faulty({ supplies: [{ product: "KEY-B", doses: 1, age_from: 65, age_to: null }, { product: "KEY-B", doses: 1, age_from: 65, age_to: null }, { product: "KEY-X", doses: 1, age_from: 65, age_to: null }] }, ["/product unknown_reference", "/supplies/1/product duplicate", "/supplies/2/product unknown_reference"]);
    await faulty({ given: [{ county: "01", age_from: 18, doses: 1 }, { county: "01", age_from: 18, doses: 1 }, { county: "99", age_from: 20, doses: 1 }] }, ["/given/1 duplicate", "/given/2/age_from unknown_reference", "/given/2/county unknown_reference"]);
    await faulty({ supplies: [{ product: "KEY-A", doses: 0, age_from: 65, age_to: null }] }, ["/supplies inconsistent"]);
    await faulty({ target_permille: null, weights: hand.weights }, ["/target_permille missing", "/weights inconsistent"]);
  });

  const one = () => `/vaccine/keys/${old_people.key_id}`;
  await suite.table("a proposal is seen by its makers only", [
    ...["region", "boardReader", "sos", "government"].map((who) => ({ who, does: `GET ${one()}`, gives: 404 })),
    ...["region", "sos"].map((who) => ({ who, does: "GET /vaccine/keys", gives: 200, has: { items: [] } })),
    ...["reporter", "decider", "operator"].flatMap((who) => ["/vaccine/keys", one(), "/vaccine/keys-in-force", "/vaccine/key-decisions", "/vaccine/key-multipliers"].map((place) => ({ who, does: `GET ${place}`, gives: 403 }))),
    { who: "fohmReader", does: `GET ${one()}`, gives: 200, has: { name: "65 år och äldre" } },
    { who: "fohmReader", does: `GET ${one()}?known_at=2019-01-01`, gives: 404 },
    { who: "region", does: "GET /vaccine/keys-in-force?week=2020-W30", gives: 200, has: { week: "2020-W30", items: (items) => items.find((item) => item.product === "KEY-A").decision_number === null && items.every((item) => item.weights.length === 0) } },
    { who: "region", does: "POST /vaccine/key-simulations", body: { key_id: old_people.key_id, product: "KEY-A", first_week: "2020-W30", weeks: 4, age_from: 65, age_to: null, population_date: "2019-12-31" }, gives: 422, errors: [["/key_id", "unknown_reference"]] },
  ]);

  await suite.table("only a decider decides", [
    ...["fohm", "fohmReader", "region", "boardDecider", "sos", "decider"].map((who) => ({ who, does: `POST ${one()}/decisions`, body: DECISION, gives: 403, witness: "fohm", keeps: one() })),
    { who: "fohmDecider", does: `POST ${one()}/decisions`, body: { ...DECISION, product: "KEY-X", last_week: "2020-W29" }, gives: 422, errors: [["/product", "unknown_reference"], ["/last_week", "inconsistent"]], keeps: one() },
    { who: "fohmDecider", does: `POST ${one()}/decisions`, body: { ...DECISION, reference_number: "", first_week: "2021-W54" }, gives: 422, keeps: one() },
    { who: "fohmDecider", does: `POST /vaccine/keys/${unequal.key_id}/decisions`, body: DECISION, gives: 422, errors: [["/product", "inconsistent"]] },
    { who: "fohmDecider", does: "POST /vaccine/keys/00000000000000000000000000/decisions", body: DECISION, gives: 404 },
    { who: "fohmDecider", does: `POST ${one()}/decisions`, body: DECISION, gives: 201, has: { decision_number: 1, key_id: old_people.key_id, key_name: "65 år och äldre", product: null, last_week: null, affected_allocations: [] } },
    { who: "region", does: `GET ${one()}`, gives: 200, has: { decisions: [{ decision_number: 1, first_week: "2020-W30", reference_number: "01234-2020" }] } },
    { who: "regionReader", does: "GET /vaccine/keys", gives: 200, has: { items: (items) => items.length === 1 && items[0].key_id === old_people.key_id, next_cursor: null } },
    { who: "fohm", does: "GET /vaccine/keys?limit=2", gives: 200, has: { items: (items) => items.length === 2 && items[0].key_id > items[1].key_id, next_cursor: (cursor) => cursor !== null } },
    { who: "sos", does: "GET /vaccine/key-decisions?product=KEY-A", gives: 200, has: { items: [{ decision_number: 1, grounds: DECISION.grounds }] } },
    { who: "sos", does: "GET /vaccine/key-decisions?known_at=2019-01-01", gives: 200, has: { items: [] } },
    ...["PUT", "DELETE"].flatMap((method) => [one(), `${one()}/decisions`, "/vaccine/key-decisions", "/vaccine/key-multipliers"].map((place) => ({ who: "fohmDecider", does: `${method} ${place}`, body: hand, gives: 405, keeps: one() }))),
  ]);

  await suite.test("the vaccine's own key counts before the one for all; deviations multiply", async () => {
    const decided = status(await world.send("fohmDecider", `POST /vaccine/keys/${unequal.key_id}/decisions`, { body: { ...DECISION, product: "KEY-B", last_week: "2020-W31" } }), 201).json;
    assert.equal(decided.decision_number, 2);
    const of = async (product, week, who = "region") => (await world.get(who, `/vaccine/keys-in-force?week=${week}`)).items.find((item) => item.product === product);
    has(await of("KEY-B", "2020-W31"), { decision_number: 2, key_id: unequal.key_id });
    has(await of("KEY-B", "2020-W32"), { decision_number: 1, key_id: old_people.key_id });
    has(await of("KEY-A", "2020-W31"), { decision_number: 1 });
    has(await of("KEY-A", "2020-W29"), { decision_number: null });
    const multiplier = { county: "22", product: null, numerator: 3, denominator: 2, first_week: "2020-W31", last_week: "2020-W33", repay: 1, reference_number: "77-2020", decision_maker: "GD", grounds: "Utbrott" };
    const post = (who, more) => world.send(who, "POST /vaccine/key-multipliers", { body: { ...multiplier, ...more } });
    for (const who of ["fohm", "region", "sos", "decider"]) status(await post(who, {}), 403);
    has(status(await post("fohmDecider", {}), 201).json, { multiplier_number: 1, repay: true, county: "22", decided_by_name: (name) => name.startsWith("fohm.beslut") });
    status(await post("fohmDecider", { first_week: "2020-W33", last_week: "2020-W40" }), 409, "conflict");
    has(status(await post("fohmDecider", { product: "KEY-A", numerator: 2, denominator: 1, first_week: "2020-W33", last_week: "2020-W33", repay: 0 }), 201).json, { multiplier_number: 2, repay: false });
    const refused = status(await post("fohmDecider", { county: "00", product: "KEY-X", last_week: "2020-W30", numerator: 1001 }), 422).json;
    assert.deepEqual(refused.errors.map((error) => error.pointer), ["/numerator"]);
    has(status(await post("fohmDecider", { county: "00", product: "KEY-X", last_week: "2020-W30" }), 422).json, { errors: (errors) => errors.map((error) => error.pointer).join() === "/county,/product,/last_week" });
    const row = (await of("KEY-A", "2020-W31")).weights.find((each) => each.county === "22");
    const weight = old_people.weights.find((each) => each.county === "22").weight;
    has(row, { weight, multiplier: { multiplier_number: 1, numerator: 3, denominator: 2, repay: true } });
    assert.equal(row.share_of_key_percent, share(old_people, "22"));
    assert.equal(row.share_percent, Math.round(1e6 * 1.5 * weight / (2065367 + 0.5 * weight)) / 1e4);
    has((await of("KEY-A", "2020-W33")).weights.find((each) => each.county === "22"), { multiplier: { multiplier_number: 2, numerator: 2, denominator: 1 } });
    has((await of("KEY-A", "2020-W34")).weights.find((each) => each.county === "22"), { multiplier: null });
    has(await world.get("regionReader", "/vaccine/key-multipliers"), { items: [{ multiplier_number: 2 }, { multiplier_number: 1, grounds: "Utbrott" }], next_cursor: null });
    const page = await world.get("board", "/vaccine/key-multipliers?limit=1");
    has(await world.get("board", `/vaccine/key-multipliers?limit=1&cursor=${page.next_cursor}`), { items: [{ multiplier_number: 1 }], next_cursor: null });
    has(await world.get("board", "/vaccine/key-multipliers?known_at=2019-12-31"), { items: [] });
  });

  await suite.test("a proposal beside the key in force", async () => {
    const ask = { key_id: adults.key_id, product: "KEY-A", first_week: "2020-W30", weeks: 4, age_from: 18, age_to: null, population_date: "2020-12-31" };
    const before = (await world.send("fohm", "GET /vaccine/key-decisions")).json.items;
    const view = status(await world.send("fohm", "POST /vaccine/key-simulations", { body: ask }), 200).json;
    has(view, { product: "KEY-A", present: { key_id: old_people.key_id }, proposed: { key_id: adults.key_id, name: "Vuxna" }, pack_doses: 1170, weeks: [{ week: "2020-W30", doses: 117000, packs: 100, present_key_name: "65 år och äldre" }, { doses: 0, packs: 0 }, { doses: null, packs: null }, { week: "2020-W33", packs: 51 }],
      totals: { present_total: 151 * 1170, proposed_total: 151 * 1170, difference: 0, target_group: 8189892, given_doses: null, present_doses: [117000, 0, null, 59670], present_share_percent: 100 } });
    const first = shared(old_people.weights.map((row) => row.weight), 100), second = shared(adults.weights.map((row) => row.weight), 100);
    for (const [at, region] of view.regions.entries()) {
      assert.equal(region.county, codes[at]);
      assert.equal(region.present_doses[0], first[at] * 1170);
      assert.equal(region.proposed_doses[0], second[at] * 1170);
      assert.equal(region.present_total, sum(region.present_doses));
      assert.equal(region.difference, region.proposed_total - region.present_total);
      assert.deepEqual([region.present_doses[1], region.present_doses[2]], [0, null]);
      assert.ok(Math.abs(region.present_coverage_percent - 100 * region.present_total / 2 / region.target_group) < 0.0001);
    }
    for (const week of [0, 3]) assert.equal(sum(view.regions.map((region) => region.proposed_doses[week])), view.weeks[week].doses);
    assert.equal(view.regions[0].present_share_percent, 18.3684);
    assert.equal(view.regions[0].proposed_share_percent, 22.8218);
    assert.ok(view.regions[0].difference > 0);
    assert.deepEqual((await world.send("fohm", "GET /vaccine/key-decisions")).json.items, before);
    has(status(await world.send("region", "POST /vaccine/key-simulations", { body: { ...ask, key_id: old_people.key_id, first_week: "2020-W20", weeks: 1 } }), 200).json, { present: null, pack_doses: 1170, weeks: [{ doses: null, present_key_name: null }], totals: { present_total: null, difference: null } });
    /* A week without a key is shown and not compared. */
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, rows: [{ product: "KEY-A", area: "00", week: "2020-W29", doses: 11700, certainty: "outlook" }] } }), 201);
    has(status(await world.send("fohm", "POST /vaccine/key-simulations", { body: { ...ask, first_week: "2020-W29", weeks: 2 } }), 200).json, { weeks: [{ packs: 10, present_key_name: null, counts: false }, { packs: 100, counts: true }],
      totals: { present_total: 117000, proposed_total: 117000, difference: 0, proposed_doses: [11700, 117000] } });
    has(status(await world.send("fohm", "POST /vaccine/key-simulations", { body: { ...ask, first_week: "2020-W29", weeks: 1 } }), 200).json, { weeks: [{ counts: true }], totals: { present_total: null, proposed_total: 11700, difference: null } });
    status(await world.send("decider", "POST /vaccine/key-simulations", { body: ask }), 403);
    const faulty = status(await world.send("fohm", "POST /vaccine/key-simulations", { body: { ...ask, product: "KEY-X", key_id: "00000000000000000000000000", age_from: 70, age_to: 60 } }), 422).json;
    assert.deepEqual(faulty.errors.map((error) => `${error.pointer} ${error.code}`), ["/key_id unknown_reference", "/product unknown_reference", "/age_to inconsistent"]);
    status(await world.send("fohm", "POST /vaccine/key-simulations", { body: { ...ask, age_from: 66 } }), 422);
    status(await world.send("fohm", "POST /vaccine/key-simulations", { body: { ...ask, population_date: "1999-12-31" } }), 422);
    status(await world.send("fohm", "POST /vaccine/key-simulations", { body: { ...ask, weeks: 27 } }), 422);
  });

  await suite.test("accounts go into what is simulated; what was decided by another key is named", async () => {
    const draft = status(await world.send("fohm", "POST /vaccine/allocation-drafts", { body: { product: "KEY-B", week: "2020-W30", source: "manual", doses: 2340, source_text: "Räkneexempel", minimum_one_pack: 0, second_doses: "none", limits: [], replaces: null } }), 201).json;
    const allocation = status(await world.send("fohmDecider", `POST /vaccine/allocation-drafts/${draft.allocation_id}/decide`, { body: { reference_number: "1-2020", decision_maker: "GD", grounds: "Enligt nyckeln", result_sha256: draft.result_sha256 } }), 201).json;
    assert.deepEqual(["01", "09"].map((county) => allocation.lines.find((line) => line.county === county).packs), [2, 0]); /* 1.56 and 0.44 */
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, rows: [{ product: "KEY-B", area: "00", week: "2020-W31", doses: 1200, certainty: "firm" }] } }), 201);
    const view = status(await world.send("region", "POST /vaccine/key-simulations", { body: { key_id: unequal.key_id, product: "KEY-B", first_week: "2020-W31", weeks: 1, age_from: 18, age_to: null, population_date: "2020-12-31" } }), 200).json;
    /* From nothing 01 would get the pack; 09 is owed 0.44 of one and due 0.22 more. The deviation of 22 multiplies nothing. */
    has(view.regions.find((region) => region.county === "09"), { present_doses: [1170], proposed_doses: [1170], difference: 0 });
    has(view, { present: { key_id: unequal.key_id }, weeks: [{ doses: 1200, packs: 1 }], totals: { present_total: 1170 } });
    const decide = async (key, more) => status(await world.send("fohmDecider", `POST /vaccine/keys/${key.key_id}/decisions`, { body: { ...DECISION, ...more } }), 201).json;
    has(await decide(adults, { last_week: "2020-W31" }), { affected_allocations: [] }); /* KEY-B has its own */
    has(await decide(adults, { product: "KEY-B", first_week: "2020-W31" }), { affected_allocations: [] });
    has(await decide(unequal, { product: "KEY-B", last_week: "2020-W30" }), { affected_allocations: [] }); /* the very key */
    has(await decide(adults, { product: "KEY-B", last_week: "2020-W30" }), { affected_allocations: [{ allocation_id: allocation.allocation_id, product: "KEY-B", week: "2020-W30" }] });
    has(await world.get("region", `/vaccine/allocations/${allocation.allocation_id}`), { state: "decided", key: { key_id: unequal.key_id } });
  });
}
