/**
 * Vaccines, forecasts in versions and revisions: what was known when stays answerable, nothing published is ever changed, a trial
 * changes nothing.
 */
import assert from "node:assert/strict";
import { has, status } from "../lib/suite.mjs";

const DOCUMENT = { issuer: "Folkhälsomyndigheten", issued_at: "2020-04-20", known_at: "2020-04-20", source: "Leveransprognos 20 april" };
const property = (more) => ({ valid_from: "2020-01-01", known_at: "2020-01-02", source: "Produktresumé", decision: "Läkemedelsverket 1/2020", ...more });
const P = "/vaccine/products/COMIRNATY";
const row = (week, doses, more = {}) => ({ product: "COMIRNATY", area: "00", week, doses, certainty: "outlook", ...more });

export default async function scenarios(suite) {
  await suite.table("products", [
    { who: "fohm", does: "POST /vaccine/products", body: { code: "COMIRNATY", name: "Comirnaty", manufacturer: "Pfizer/Biontech", sort_order: 10 }, gives: 201, has: { code: "COMIRNATY", doses_per_pack: null, usable: true } },
    { who: "fohm", does: "POST /vaccine/products", body: { code: "COMIRNATY", name: "Igen", manufacturer: "X", sort_order: 10 }, gives: 409, code: "conflict", keeps: P },
    { who: "fohm", does: "POST /vaccine/products", body: { code: "VAXZEVRIA", name: "Vaxzevria", manufacturer: "Astra Zeneca", sort_order: 20 }, gives: 201 },
    { who: "fohmReader", does: "POST /vaccine/products", body: { code: "X2", name: "x", manufacturer: "X", sort_order: 1 }, gives: 403 },
    { who: "region", does: `POST ${P}/properties`, body: property({ doses_per_vial: 5 }), gives: 403 },
    { who: "fohm", does: `POST ${P}/properties`, body: property({ doses_per_vial: 5, vials_per_pack: 195, doses_per_course: 2, interval_min_days: 21, interval_max_days: 42, recommended_age_from: 16, recommended_age_to: 999, usable: 1, storage: "−70 °C" }), gives: 201,
      has: { items: (items) => items.length === 9 && items.every((item) => item.version === 1 && item.previous_value === null) } },
    { who: "fohm", does: `POST ${P}/properties`, body: property({ valid_from: "2020-04-01", known_at: null, doses_per_vial: 6 }), gives: 201, has: { items: [{ property: "doses_per_vial", value: 6, previous_value: 5, in_force: true }] } },
    { who: "fohm", does: `POST ${P}/properties`, body: property(), gives: 422, errors: [["/doses_per_vial", "missing"]] },
    { who: "fohm", does: `POST ${P}/properties`, body: property({ interval_min_days: 60, doses_per_vial: 0, known_at: "2020-01-01x" }), gives: 422, errors: [["/doses_per_vial", "out_of_range"], ["/known_at", "malformed"]] },
    { who: "fohm", does: `POST ${P}/properties`, body: property({ interval_min_days: 60, known_at: "2099-01-01" }), gives: 422, errors: [["/interval_min_days", "inconsistent"], ["/known_at", "out_of_range"]] },
    { who: "fohm", does: "POST /vaccine/products/FINNSEJ/properties", body: property({ doses_per_vial: 6 }), gives: 404 },
    { who: "region", does: `GET ${P}`, gives: 200, has: { doses_per_vial: 6, doses_per_pack: 1170, recommended_age_from: 16, recommended_age_to: null, storage: "−70 °C" } },
    { who: "region", does: `GET ${P}?date=2020-03-31`, gives: 200, has: { doses_per_vial: 5, doses_per_pack: 975 } },
    { who: "region", does: `GET ${P}?known_at=2020-03-01`, gives: 200, has: { doses_per_vial: 5, doses_per_pack: 975 } },
    { who: "region", does: `GET ${P}?known_at=2019-03-01`, gives: 200, has: { doses_per_vial: null, doses_per_pack: null } },
    { who: "region", does: `GET ${P}/properties`, gives: 200, has: { items: (items) => items.length === 10 && items[0].value === 6 && items.find((item) => item.property === "doses_per_vial" && item.value === 5).in_force === false } },
    { who: "reporter", does: "GET /vaccine/products", gives: 403 },
    { who: "operator", does: "GET /vaccine/products", gives: 403 },
    { who: "government", does: "GET /vaccine/products", gives: 200, has: { items: (items) => items.map((item) => item.code).join() === "COMIRNATY,VAXZEVRIA" } },
  ]);

  await suite.test("forecasts: published once, asked as known at any time", async (world) => {
    const trial = status(await world.send("fohm", "POST /vaccine/forecasts?dry_run=true", { body: { ...DOCUMENT, rows: [row("2020-W20", 11700)] } }), 200).json;
    has(trial, { dry_run: true, items: [{ doses: 11700, packs: 10, seq: 1, previous: null }] });
    assert.deepEqual((await world.get("region", "/vaccine/forecasts")).items, []);
    assert.deepEqual((await world.get("region", "/vaccine/documents")).items, []);
    const first = status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, rows: [row("2020-W20", 11700), row("2020-W21", 0), row("2020-W22", null), row("2020-W20", 1170, { area: "22" })] } }), 201).json;
    has(first, { dry_run: false, document: { kind: "forecast", backdated: true }, items: [{ doses: 11700, vials: 1950, packs: 10 }, { doses: 0, withdrawn: false }, { doses: null, withdrawn: true }, { area: "22" }] });
    const second = { ...DOCUMENT, issued_at: "2020-04-25", known_at: "2020-04-25", source: "Leveransprognos 25 april" };
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...second, rows: [row("2020-W20", 9360, { certainty: "firm" })] } }), 201);
    const now = await world.get("board", "/vaccine/forecasts?area=00&compare_at=2020-04-21");
    has(now.items, [
      { week: "2020-W20", doses: 9360, certainty: "firm", versions: 2, previous: { doses: 11700 }, difference: -2340, notice_days: 16, compared: { known: true, doses: 11700, difference: -2340 } },
      { week: "2020-W21", doses: 0, withdrawn: false, compared: { doses: 0, difference: 0 } }, { week: "2020-W22", doses: null, withdrawn: true, compared: { known: true, doses: null, difference: null } }]);
    has((await world.get("board", "/vaccine/forecasts?area=00&known_at=2020-04-24")).items[0], { doses: 11700, versions: 1, certainty: "outlook" });
    assert.deepEqual((await world.get("board", "/vaccine/forecasts?known_at=2020-04-19")).items, []);
    /* An older publication that turns up late never hides a newer one. */
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...DOCUMENT, issued_at: "2020-04-15", known_at: "2020-04-26", source: "Brev 15 april", rows: [row("2020-W20", 99)] } }), 201);
    has((await world.get("region", "/vaccine/forecasts/COMIRNATY/00/2020-W20")).items, [{ doses: 9360, counts: true }, { doses: 11700, counts: false }, { doses: 99, seq: 3, counts: false }]);
    const csv = await world.send("region", "GET /vaccine/forecasts?area=00&format=csv");
    assert.match(csv.text, /COMIRNATY;00;2020-W21;0;;outlook/);
    assert.match(csv.text, /COMIRNATY;00;2020-W22;;återkallad;outlook/);
  });
  /* As known at the end of the year: everything, and the same answer from second to second. */
  const FORECAST = "/vaccine/forecasts/COMIRNATY/00/2020-W20?known_at=2020-12-31T00:00:00Z";
  await suite.table("a published forecast cannot be changed", [
    ...["PUT", "DELETE", "POST"].map((method) => ({ who: "fohmDecider", does: `${method} ${FORECAST.split("?")[0]}`, body: row("2020-W20", 1), gives: 405, keeps: FORECAST })),
    { who: "region", does: "POST /vaccine/forecasts", body: { ...DOCUMENT, rows: [row("2020-W20", 1)] }, gives: 403, keeps: FORECAST },
    { who: "sos", does: "POST /vaccine/forecasts", body: { ...DOCUMENT, rows: [row("2020-W20", 1)] }, gives: 403, keeps: FORECAST },
    { who: "fohm", does: "POST /vaccine/forecasts", body: { ...DOCUMENT, known_at: "2020-04-19", rows: [row("2020-W20", -1), row("2020-W54", 1), row("2020-W20", 1, { seq: 1 })] }, gives: 422, keeps: FORECAST,
      errors: [["/rows/0/doses", "out_of_range"], ["/rows/1/week", "malformed"], ["/rows/2/seq", "unknown"]] },
    { who: "fohm", does: "POST /vaccine/forecasts", body: { ...DOCUMENT, known_at: "2020-04-19", rows: [row("2020-W20", 1), row("2020-W20", 1), row("2020-W21", 1, { area: "02", product: "X" })] }, gives: 422, keeps: FORECAST,
      errors: [["/issued_at", "inconsistent"], ["/rows/1", "duplicate"], ["/rows/2/product", "unknown_reference"], ["/rows/2/area", "unknown_reference"]] },
    { who: "fohm", does: "POST /vaccine/forecasts", body: { ...DOCUMENT, known_at: "2099-01-01", rows: [row("2020-W20", 1)] }, gives: 422, errors: [["/known_at", "out_of_range"]] },
  ]);

  await suite.test("a revision of several weeks: by, to, new value; both readings; compensation; notice", async (world) => {
    const base = { ...DOCUMENT, issued_at: "2020-04-26", known_at: "2020-04-26", source: "Plan" };
    const az = (week, doses) => row(week, doses, { product: "VAXZEVRIA" });
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...base, rows: [az("2020-W25", 100), az("2020-W26", 100), az("2020-W27", 100), az("2020-W28", null)] } }), 201);
    const revision = { ...base, known_at: null, issued_at: "2020-04-27", source: "Mejl från bolaget", note: "Lägre utbyte i fabriken", product: "VAXZEVRIA", area: "00", changes: [
      { week: "2020-W27", method: "to_percent", percent: 300, certainty: "outlook" }, { week: "2020-W25", method: "by_percent", percent: -60, certainty: "firm" }, { week: "2020-W26", method: "by_percent", percent: -26, certainty: "firm" }] };
    const wanted = { rows: [
      { week: "2020-W25", before: 100, after: 40, difference: -60, reading_by: 40, reading_to: null, backlog: 60, notice_days: 49, regions: [], allocated_doses: null },
      { week: "2020-W26", before: 100, after: 74, backlog: 86 }, { week: "2020-W27", after: 300, reading_by: 400, reading_to: 300, backlog: -114 }],
    total_before: 300, total_after: 414, total_difference: 114, missing_after_compensation: 0, least_notice_days: 49 };
    has(status(await world.send("fohm", "POST /vaccine/forecast-revisions?dry_run=true", { body: revision }), 200).json, { dry_run: true, ...wanted });
    has((await world.get("region", "/vaccine/forecasts/VAXZEVRIA/00/2020-W25")).items, [{ doses: 100 }]);
    has(status(await world.send("fohm", "POST /vaccine/forecast-revisions", { body: revision }), 201).json, { dry_run: false, document: { kind: "revision", note: "Lägre utbyte i fabriken" }, ...wanted });
    has((await world.get("region", "/vaccine/forecasts/VAXZEVRIA/00/2020-W25")).items, [{ doses: 40, method: "by_percent", percent: -60, certainty: "firm", counts: true, difference: -60 }, { doses: 100, method: "value", percent: null }]);
    const change = (more) => ({ ...revision, changes: [{ week: "2020-W25", method: "by_percent", percent: -60, certainty: "firm", ...more }] });
    const faulty = async (body, errors) => {
      const reply = status(await world.send("fohm", "POST /vaccine/forecast-revisions", { body }), 422);
      assert.deepEqual(reply.json.errors.map((error) => `${error.pointer} ${error.code}`), errors);
    };
    await faulty(change({ week: "2020-W28" }), ["/changes/0/method inconsistent"]);
    await faulty(change({ percent: null }), ["/changes/0/percent missing"]);
    await faulty(change({ doses: 5 }), ["/changes/0/doses inconsistent"]);
    await faulty(change({ method: "value" }), ["/changes/0/percent inconsistent"]);
    await faulty({ ...change({}), issued_at: "2020-04-20" }, ["/issued_at inconsistent"]);
    await faulty({ ...change({}), changes: [change({}).changes[0], change({}).changes[0]] }, ["/changes/1/week duplicate"]);
    await faulty(change({ method: "to_percent", percent: -1 }), ["/changes/0/percent out_of_range"]);
    has((await world.get("region", "/vaccine/forecasts/VAXZEVRIA/00/2020-W25")).items, [{}, {}]);
    const back = status(await world.send("fohm", "POST /vaccine/forecast-revisions", { body: { ...change({ method: "value", percent: null, doses: null }), note: "Återkallas" } }), 201).json;
    has(back, { rows: [{ before: 40, after: null, difference: null, backlog: 40 }], missing_after_compensation: 40 });
  });
  await suite.test("documents are listed, newest entry first", async (world) => {
    const page = await world.get("regionReader", "/vaccine/documents?limit=2");
    has(page.items, [{ kind: "revision", rows: 1 }, { kind: "revision", rows: 3, backdated: false }]);
    const rest = await world.get("regionReader", `/vaccine/documents?cursor=${page.next_cursor}`);
    assert.ok(rest.items.every((item) => item.kind === "forecast") && rest.next_cursor === null);
    has(await world.get("region", `/vaccine/documents/${page.items[0].document_id}`), { note: "Återkallas", printed_totals: [] });
    status(await world.send("region", "GET /vaccine/documents/00000000000000000000000000"), 404);
  });
}
