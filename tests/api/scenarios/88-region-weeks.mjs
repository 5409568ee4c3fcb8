/**
 * A region's weeks with revisions, how they agree with deliveries, capacity against doses, the region's page. Uses the vaccines and
 * deliveries of 80 and 82 (Västernorrland: 2020-W17 COMIRNATY). The clock stands in 2020-W18.
 */
import assert from "node:assert/strict";
import { has, status } from "../lib/suite.mjs";

const AZ = "VAXZEVRIA", PFIZER = "COMIRNATY";
const row = (product, more = {}) => ({ product, given_doses: null, first_doses: null, discarded_doses: null, moved_out_doses: null, moved_in_doses: null, stock_doses: null, unusable_doses: null, ...more });
const week = (name, county = "22") => `/counties/${county}/vaccine-weeks/${name}`;
const body = (products, reason = null) => ({ reason, products });
const any = { "If-Match": "*" };
const reconciled = async (world, name, product = AZ, more = "") =>
  (await world.get("board", `/counties/22/vaccine-reconciliation?week=${name}&product=${product}${more}`)).items[0];

export default async function scenarios(suite) {
  const whole = row(AZ, { given_doses: 300, first_doses: 250, discarded_doses: 5, moved_out_doses: 0, moved_in_doses: 20, stock_doses: 715, unusable_doses: 100 });
  await suite.test("a delivery to reckon with", async (world) => {
    const deliveries = { issuer: "Folkhälsomyndigheten", issued_at: "2020-03-01", known_at: "2020-03-01", source: "Leveranslista W10", rows: [
      { product: AZ, county: "22", week: "2020-W10", kind: "received", doses: 1000, happened_on: "2020-03-03" },
      { product: AZ, county: "22", week: "2020-W11", kind: "sent", doses: 500, happened_on: "2020-03-09" }] };
    status(await world.send("fohm", "POST /vaccine/deliveries", { body: deliveries }), 201);
  });
  await suite.table("who reports a region's week, and what is refused", [
    { who: "board", does: `PUT ${week("2020-W10")}`, headers: any, body: body([whole]), gives: 403, keeps: week("2020-W10") },
    { who: "regionReader", does: `PUT ${week("2020-W10")}`, headers: any, body: body([whole]), gives: 403 },
    { who: "neighbourRegion", does: `PUT ${week("2020-W10")}`, headers: any, body: body([whole]), gives: 403 },
    { who: "fohm", does: `PUT ${week("2020-W10")}`, headers: any, body: body([whole]), gives: 403 },
    { who: "reporter", does: `GET ${week("2020-W10")}`, gives: 403 },
    { who: "reporter", does: "GET /counties/22/vaccine-weeks", gives: 403 },
    { who: "operator", does: "GET /counties/22/vaccine-reconciliation", gives: 403 },
    { who: "reporter", does: "GET /counties/22/vaccine-capacity", gives: 403 },
    { who: "reporter", does: "GET /counties/22/vaccine-overview", gives: 403 },
    { who: "region", does: `PUT ${week("2020-W10")}`, body: body([whole]), gives: 428 },
    { who: "region", does: `PUT ${week("2020-W10")}`, headers: { "If-Match": '"w7"' }, body: body([whole]), gives: 412 },
    { who: "region", does: `PUT ${week("2020-W19")}`, headers: any, body: body([whole]), gives: 422, errors: [["/week", "out_of_range"]] },
    { who: "region", does: `PUT ${week("2020-W10")}`, headers: any, gives: 422, body: body([{ ...whole, given_doses: -1 }, row("X"), { ...whole, given_doses: 1.5 }]), errors: [["/products/0/given_doses", "out_of_range"], ["/products/2/given_doses", "wrong_type"]] },
    { who: "region", does: `PUT ${week("2020-W10")}`, headers: any, gives: 422, keeps: week("2020-W10?known_at=2020-12-31T00:00:00Z"),
      body: body([{ ...whole, first_doses: 301, unusable_doses: 716 }, row("X"), whole]), errors: [["/products/0/first_doses", "inconsistent"], ["/products/0/unusable_doses", "inconsistent"], ["/products/1/product", "unknown_reference"], ["/products/2", "duplicate"]] },
    ...["POST", "DELETE"].map((method) => ({ who: "region", does: `${method} ${week("2020-W10")}`, body: body([whole]), gives: 405 })),
    { who: "region", does: `GET ${week("2020-W10", "99")}`, gives: 404 },
    { who: "region", does: `GET ${week("2020-W10", "00")}`, gives: 404 },
  ]);
  await suite.test("a week is reported, completed, corrected with a reason; revisions stay", async (world) => {
    const place = week("2020-W10"), before = await world.etag("region", place);
    has(status(await world.send("region", `PUT ${place}`, { headers: { "If-Match": before }, body: body([{ ...whole, discarded_doses: null }]) }), 200).json, { county: "22", week: "2020-W10", products: [{ revision: 1, discarded_doses: null, moved_out_doses: 0, reason: "" }] });
    status(await world.send("region", `PUT ${place}`, { headers: { "If-Match": before }, body: body([whole]) }), 412);
    has(await reconciled(world, "2020-W10"), { opening_stock_doses: 0, delivered_doses: 1000, discarded_doses: null, expected_stock_doses: null, unexplained_doses: null, complete: false, missing: ["discarded_doses"], cumulative: { discarded: null, unexplained: null, delivered: 1000, weeks_missing: ["2020-W10"] } });
    /* What was not stated may be filled in without a reason; what was stated may not change without one. */
    has(status(await world.send("region", `PUT ${place}`, { headers: any, body: body([whole]) }), 200).json, { products: [{ revision: 2, discarded_doses: 5 }] });
    has(status(await world.send("region", `PUT ${place}`, { headers: any, body: body([whole]) }), 200).json, { products: [{ revision: 2 }] });
    const corrected = { ...whole, stock_doses: 711 };
    has(status(await world.send("region", `PUT ${place}`, { headers: any, body: body([corrected]) }), 422).json, { errors: [{ pointer: "/reason", code: "missing" }] });
    has(status(await world.send("region", `PUT ${place}`, { headers: any, body: body([{ ...whole, stock_doses: null }]) }), 422).json, { errors: [{ pointer: "/reason" }] });
    has(status(await world.send("region", `PUT ${place}`, { headers: any, body: body([corrected], "fyra doser räknade dubbelt") }), 200).json, { products: [{ revision: 3, stock_doses: 711, reason: "fyra doser räknade dubbelt" }] });
    has(await world.get("government", "/counties/22/vaccine-weeks?first_week=2020-W10&last_week=2020-W10"), { items: [{ week: "2020-W10", product: AZ, revision: 3, given_doses: 300, reported_by_name: (name) => name.length > 3 }] });
    has(await world.get("neighbourRegion", `${place}?known_at=2020-04-01`), { products: [] });
    const audit = await world.audit();
    has(audit.find((item) => item.action === "vaccine_week.write"), { object_key: "22/2020-W10", area_code: "22" });
  });
  await suite.test("what came, what went, what nobody accounts for", async (world) => {
    has(await reconciled(world, "2020-W10"), { opening_stock_doses: 0, delivered_doses: 1000, moved_in_doses: 20, given_doses: 300, discarded_doses: 5, moved_out_doses: 0, stock_doses: 711, expected_stock_doses: 715, unexplained_doses: 4, complete: true, missing: [],
      cumulative: { first_week: "2020-W10", delivered: 1000, given: 300, stock: 711, discarded: 5, moved: -20, unexplained: 4, weeks_missing: [] } });
    /* Sent, but neither received nor confirmed: unknown, and so said. Nothing reported at all: all named. */
    has(await reconciled(world, "2020-W11"), { opening_stock_doses: 711, delivered_doses: null, missing: ["delivered_doses", "moved_in_doses", "given_doses", "discarded_doses", "moved_out_doses", "stock_doses"], expected_stock_doses: null, cumulative: { delivered: null, weeks_missing: ["2020-W11"] } });
    const delivery = (await world.get("region", `/vaccine/deliveries?product=${AZ}&county=22&first_week=2020-W11&last_week=2020-W11`)).items[0];
    status(await world.send("region", `POST /vaccine/deliveries/${delivery.delivery_id}/confirmations`, { body: { received_doses: 490, received_on: "2020-03-10", comment: "" } }), 201);
    const second = row(AZ, { given_doses: 400, first_doses: 400, discarded_doses: 0, moved_out_doses: 0, moved_in_doses: 0, stock_doses: 801, unusable_doses: 0 });
    status(await world.send("region", `PUT ${week("2020-W11")}`, { headers: any, body: body([second]) }), 200);
    has(await reconciled(world, "2020-W11"), { delivered_doses: 490, expected_stock_doses: 801, unexplained_doses: 0, complete: true, cumulative: { delivered: 1490, given: 700, stock: 801, discarded: 5, moved: -20, unexplained: 4 } });
    has(await reconciled(world, "2020-W13"), { opening_stock_doses: null, delivered_doses: 0, missing: (missing) => missing[0] === "opening_stock_doses", cumulative: { weeks_missing: ["2020-W12", "2020-W13"], given: null } });
    has(await reconciled(world, "2020-W17", PFIZER), { delivered_doses: 2334, entered_moved_out_doses: 594, given_doses: null });
    has(await world.get("board", "/counties/22/vaccine-reconciliation?week=2020-W09"), { items: [] });
    has(await world.get("board", "/counties/22/vaccine-reconciliation?week=2020-W10&known_at=2020-04-26"), { items: [{ product: AZ, delivered_doses: 1000, stock_doses: null }] });
    has(await world.get("board", "/counties/22/vaccine-reconciliation"), { week: "2020-W17" });
  });

  const capacity = (name) => `/counties/22/vaccine-capacity/${name}`;
  const provider = (provider_type, doses_per_week, comment = "") => ({ provider_type, doses_per_week, comment });
  await suite.table("who states capacity", [
    ...["board", "fohm", "regionReader", "neighbourRegion"].map((who) => ({ who, does: `PUT ${capacity("2020-W12")}`, headers: any, body: { providers: [] }, gives: 403 })),
    { who: "region", does: `PUT ${capacity("2020-W12")}`, body: { providers: [provider("hospital", 1)] }, gives: 428 },
    { who: "region", does: `PUT ${capacity("2020-W12")}`, headers: any, body: { providers: [provider("hospital", 1), provider("hospital", 2)] }, gives: 422, errors: [["/providers/1", "duplicate"]] },
    { who: "region", does: `PUT ${capacity("2020-W12")}`, headers: any, body: { providers: [provider("hospital", -1), provider("circus", 2)] }, gives: 422, keeps: capacity("2020-W12?known_at=2020-12-31T00:00:00Z") },
    { who: "region", does: `GET ${capacity("2020-W12")}`, gives: 200, has: { providers: [], capacity_doses: null } },
  ]);
  await suite.test("capacity against stock and deliveries; holidays; second doses", async (world) => {
    const say = async (name, providers) => status(await world.send("region", `PUT ${capacity(name)}`, { headers: { "If-Match": await world.etag("region", capacity(name)) }, body: { providers } }), 200).json;
    await say("2020-W12", [provider("hospital", 500), provider("mass_site", 200, "sporthallen")]);
    has(await say("2020-W12", [provider("hospital", 500), provider("primary_care", 100)]), { capacity_doses: 600, providers: [{ provider_type: "hospital", revision: 1 }, { provider_type: "primary_care" }] });
    await say("2020-W15", [provider("other", 0)]);
    const properties = { valid_from: "2020-01-01", known_at: "2020-01-02", source: "Produktresumé", decision: "Läkemedelsverket 2/2020", doses_per_vial: 10, vials_per_pack: 10, doses_per_course: 2, interval_min_days: 63, interval_max_days: 84 };
    status(await world.send("fohm", `POST /vaccine/products/${AZ}/properties`, { body: properties }), 201);
    const list = await world.get("sos", "/counties/22/vaccine-capacity?first_week=2020-W11&last_week=2020-W25");
    assert.equal(list.tolerance_percent, 10);
    const of = (name) => list.items.find((item) => item.week === name);
    has(of("2020-W11"), { stock_doses: 611, stock_basis: "reported", expected_doses: 490 + 10, supply_doses: 1111, capacity_doses: null, state: "unknown", gap_doses: null, holiday: false });
    has(of("2020-W12"), { capacity_doses: 600, stock_doses: 801, state: "unknown", expected_doses: null, supply_doses: null });
    has(of("2020-W15"), { capacity_doses: 0, holiday: true, holiday_name_sv: "långfredagen", holiday_name_en: "Good Friday" });
    has(of("2020-W16"), { holiday_name_sv: "annandag påsk" });
    has(of("2020-W25"), { holiday: true, holiday_name_sv: "midsommarafton" });
    has(of("2020-W19"), { second_doses_due: 250 });
    has(of("2020-W20"), { second_doses_due: 400, expected_doses: (doses) => doses > 0 });
    has(of("2020-W21"), { second_doses_due: null });
    has((await world.get("board", "/counties/22/vaccine-capacity?first_week=2020-W12&last_week=2020-W12&known_at=2020-04-01")).items, [{ providers: [], capacity_doses: null }]);
    has(await world.get("region", capacity("2020-W12?known_at=2020-04-01")), { providers: [] });
  });
  await suite.test("a withdrawn forecast counts as none and is named; so is stock that is missing", async (world) => {
    const forecast = (product, doses) => ({ product, area: "22", week: "2020-W23", doses, certainty: "outlook" });
    const body = { issuer: "Folkhälsomyndigheten", issued_at: "2020-04-27", known_at: "2020-04-27", source: "Prognos W23" };
    status(await world.send("fohm", "POST /vaccine/forecasts", { body: { ...body, rows: [forecast(PFIZER, 1170), forecast(AZ, null)] } }), 201);
    const items = (await world.get("region", "/counties/22/vaccine-capacity?first_week=2020-W23&last_week=2020-W24")).items;
    has(items, [{ expected_doses: 1170, withdrawn_products: [AZ], stock_doses: null, stock_missing_products: (list) => list.includes(AZ), supply_doses: null }, { withdrawn_products: [], stock_missing_products: (list) => list.includes(AZ) }]);
  });
  await suite.test("idle, balanced, overload by a tenth; what is left carries over", async (world) => {
    const deliver = { issuer: "Folkhälsomyndigheten", issued_at: "2020-03-01", known_at: "2020-03-01", source: "Lista", rows: ["2020-W12", "2020-W13", "2020-W14"].map((name) => ({ product: AZ, county: "22", week: name, kind: "planned", doses: 300, happened_on: "2020-03-01" })) };
    status(await world.send("fohm", "POST /vaccine/deliveries", { body: deliver }), 201);
    for (const [name, doses] of [["2020-W12", 1001], ["2020-W13", 440], ["2020-W14", 250]])
      status(await world.send("region", `PUT ${capacity(name)}`, { headers: any, body: { providers: [provider("hospital", doses)] } }), 200);
    const items = (await world.get("region", "/counties/22/vaccine-capacity?first_week=2020-W12&last_week=2020-W14")).items;
    has(items, [{ supply_doses: 1101, capacity_doses: 1001, state: "balanced", gap_doses: -100 }, { stock_doses: 100, stock_basis: "projected", supply_doses: 400, state: "balanced", gap_doses: 40 }, { stock_doses: 0, supply_doses: 300, state: "overload", gap_doses: -50 }]);
    status(await world.send("region", `PUT ${capacity("2020-W13")}`, { headers: any, body: { providers: [provider("hospital", 441)] } }), 200);
    has((await world.get("region", "/counties/22/vaccine-capacity?first_week=2020-W12&last_week=2020-W13")).items[1], { state: "idle", gap_doses: 41 });
  });
  await suite.test("the region's page", async (world) => {
    const page = await world.get("region", "/counties/22/vaccine-overview");
    has(page, { county: "22", week: "2020-W18", week_report: { week: "2020-W17", reported: false, products_missing: (list) => list.includes(PFIZER) && list.includes(AZ) } });
    const pfizer = page.products.find((item) => item.product === PFIZER);
    assert.equal(pfizer.weeks.length, 12);
    has(pfizer, { pack_doses: 1170, doses_per_vial: 6, usable: true });
    has(pfizer.weeks.find((item) => item.week === "2020-W20"), { kind: "expected", basis: "region_forecast", doses: 1170, packs: 1, certainty: "outlook", withdrawn: false, compared: { known: true, doses: 1170, difference: 0 } });
    has(page.to_confirm, page.to_confirm.map(() => ({ county: "22", confirmed: null })));
    assert.ok(page.to_confirm.some((item) => item.product === AZ && item.week === "2020-W10"));
    has(await world.get("board", "/counties/22/vaccine-overview?known_at=2020-02-01"), { to_confirm: [], week: "2020-W05" });
  });
  await suite.test("what is kept of a region is told apart by all that it depends on, and new after each write", async (world) => {
    const places = ["/counties/22/vaccine-allocations?known_at=2020-04-26", "/counties/22/vaccine-overview?known_at=2020-04-26"];
    for (const place of places) {
      const first = await world.send("region", `GET ${place}`), again = await world.send("region", `GET ${place}`);
      assert.deepEqual([again.text, again.headers.etag], [first.text, first.headers.etag]);
      const asked = { headers: { "If-None-Match": first.headers.etag } };
      status(await world.send("region", `GET ${place}`, asked), 304);
      for (const other of [place.replace("/22/", "/23/"), place.replace("-26", "-25"), `${place}&${place.includes("overview") ? "compare_at=2020-04-02" : "first_week=2020-W15"}`])
        status(await world.send("board", `GET ${other}`, asked), 200);
      status(await world.send("region", `PUT ${capacity("2020-W14")}`, { headers: any, body: { providers: [provider("hospital", first.text.length)] } }), 200);
      status(await world.send("region", `GET ${place}`, asked), 200);
    }
  });
}
