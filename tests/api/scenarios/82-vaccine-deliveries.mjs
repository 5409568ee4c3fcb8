/**
 * Deliveries as typed entries, confirmed by the region; imports in the publishers' spellings; forecast against outcome. Comes after
 * 80-vaccine.mjs, whose vaccines it uses.
 */
import assert from "node:assert/strict";
import { has, status } from "../lib/suite.mjs";

const DOCUMENT = { issuer: "Folkhälsomyndigheten", issued_at: "2020-04-20", source: "Leveranslista" };
const row = (more = {}) => ({ product: "COMIRNATY", county: "22", week: "2020-W17", kind: "sent", doses: 2340, happened_on: "2020-04-21", ...more });
const entry = (kind, doses, more = {}) => ({ kind, doses, happened_on: "2020-04-22", reason: "räknat om", ...more });

export default async function scenarios(suite) {
  let own, other;
  await suite.test("deliveries are entered by FOHM and read by all", async (world) => {
    const reply = status(await world.send("fohm", "POST /vaccine/deliveries", { body: { ...DOCUMENT, rows: [row(), row({ county: "23", doses: 1170 }), row({ week: "2020-W20", kind: "planned", doses: 3510, happened_on: "2020-05-12" })] } }), 201).json;
    has(reply, { items: [{ state: "sent", sent: 2340, received: null, planned: null, amount: { doses: 2340, vials: 390, packs: 2 } }, { county: "23" }, { state: "planned", planned: 3510 }] });
    [own, other] = reply.items.map((item) => `/vaccine/deliveries/${item.delivery_id}`);
    has(await world.get("government", "/vaccine/deliveries?unconfirmed=true&county=23"), { items: [{ sent: 1170 }] });
    assert.match((await world.send("board", "GET /vaccine/deliveries?format=csv")).text, /2020-W17;COMIRNATY;23;sent;;1170;;0;0;0;/);
  });
  await suite.table("who may say what of a delivery", [
    { who: "region", does: "POST /vaccine/deliveries", body: { ...DOCUMENT, rows: [row()] }, gives: 403 },
    { who: "region", does: `POST /vaccine/deliveries?dry_run=true`, body: { ...DOCUMENT, rows: [row()] }, gives: 403 },
  ]);
  await suite.test("entries: kinds, scope, bounds", async (world) => {
    const refused = async (who, place, body, gives, errors) => {
      const before = (await world.send("region", `GET ${place}`)).text, reply = status(await world.send(who, `POST ${place}/entries`, { body }), gives);
      if (errors) assert.deepEqual(reply.json.errors.map((error) => `${error.pointer} ${error.code}`), errors);
      assert.equal((await world.send("region", `GET ${place}`)).text, before);
    };
    await refused("region", other, entry("received", 1170), 403);
    await refused("neighbourRegion", own, entry("received", 1170), 403);
    await refused("region", own, entry("sent", 1), 403);
    await refused("regionReader", own, entry("received", 1), 403);
    await refused("region", own, entry("received", -1), 422, ["/doses out_of_range"]);
    await refused("region", own, entry("returned", 1), 422, ["/doses inconsistent"]);
    await refused("fohm", own, entry("corrected", 1), 422, ["/corrects_entry missing"]);
    await refused("fohm", own, entry("corrected", 1, { corrects_entry: 7 }), 422, ["/corrects_entry unknown_reference"]);
    await refused("region", own, entry("corrected", 1, { corrects_entry: 1 }), 403);
    await refused("fohm", own, entry("received", 1, { happened_on: "2020-04-28" }), 422, ["/happened_on out_of_range"]);
    const good = status(await world.send("region", `POST ${own}/entries`, { body: entry("received", 2340, { reason: "" }) }), 201).json;
    has(good, { state: "received", received: 2340, net: 2340, entries: [{ kind: "sent" }, { kind: "received", organisation: "REG22" }] });
    await refused("region", own, entry("moved", 10), 422, ["/to_county missing"]);
    await refused("region", own, entry("moved", 10, { to_county: "22" }), 422, ["/to_county inconsistent"]);
    await refused("region", own, entry("moved", 2341, { to_county: "23" }), 422, ["/doses inconsistent"]);
    await refused("region", own, entry("destroyed", 6, { reason: "" }), 422, ["/reason too_short"]);
  });
  await suite.test("a correction replaces a figure, a move arrives at the other region", async (world) => {
    has(status(await world.send("region", `POST ${own}/entries`, { body: entry("corrected", 2334, { corrects_entry: 2 }) }), 201).json,
      { received: 2334, entries: [{}, { doses: 2340, effective_doses: 2334, corrected: true }, { kind: "corrected", corrects_entry: 2 }] });
    has(status(await world.send("region", `POST ${own}/entries`, { body: entry("moved", 600, { to_county: "23" }) }), 201).json, { moved_out: 600, net: 1734 });
    const moved = (await world.get("neighbourRegion", "/vaccine/deliveries?county=23")).items.find((item) => item.origin_delivery_id !== null);
    has(moved, { state: "sent", sent: 600, document_id: null });
    const place = `/vaccine/deliveries/${moved.delivery_id}`;
    status(await world.send("region", `POST ${place}/confirmations`, { body: { received_doses: 600, received_on: "2020-04-23", comment: "" } }), 403);
    has(status(await world.send("neighbourRegion", `POST ${place}/confirmations`, { body: { received_doses: 594, received_on: "2020-04-23", comment: "En ampull trasig" } }), 201).json, { state: "differs", confirmed: 594, difference: -6 });
    has(status(await world.send("region", `POST ${own}/entries`, { body: entry("corrected", 594, { corrects_entry: 4 }) }), 201).json, { moved_out: 594, net: 1740 });
    has(await world.get("board", place), { state: "confirmed", sent: 594, difference: 0, entries: [{ doses: 600, corrected: true }, { kind: "corrected", doses: 594 }] });
  });
  await suite.test("the receiving region confirms", async (world) => {
    for (const who of ["fohm", "board", "regionReader", "neighbourRegion"])
      status(await world.send(who, `POST ${own}/confirmations`, { body: { received_doses: 2334, received_on: "2020-04-22", comment: "" } }), 403);
    status(await world.send("region", `POST ${own}/confirmations`, { body: { received_doses: 2334, received_on: "2020-04-28", comment: "" } }), 422);
    has(status(await world.send("region", `POST ${own}/confirmations`, { body: { received_doses: 2334, received_on: "2020-04-22", comment: "" } }), 201).json, { state: "confirmed", difference: 0, confirmations: [{ received_doses: 2334 }] });
    const left = (await world.get("region", "/vaccine/deliveries?county=22&unconfirmed=true")).items;
    assert.deepEqual(left.map((item) => item.week), ["2020-W20"]);
    has(await world.get("region", "/vaccine/deliveries?county=22&known_at=2020-04-26"), { items: [] });
    status(await world.send("region", `GET ${own}?known_at=2020-04-26`), 404);
    assert.deepEqual(await world.get("region", `${own}?known_at=2020-04-27`), await world.get("region", own));
  });

  const table = "Leveranser, doser\r\n;v. 14;v. 15;Totalt\r\nStockholm;1 170;2\u00a0340;3 510\r\nJämtland/ Härjedalen;\"1170\";–;1170\r\nRegion Sörmland;0;1170;1 170\r\nVästra_Götaland;3510,0;..;3510\r\nSverige;5 850;3 520;9 370\r\nKälla: FOHM\r\n";
  const body = { ...DOCUMENT, source: "Tabell", known_at: "2020-04-20", text: `\ufeff${table}`, product: "COMIRNATY", year: 2020, kind: "received" };
  await suite.test("a published table is tried, then taken over", async (world) => {
    const trial = status(await world.send("fohm", "POST /vaccine/imports/deliveries?dry_run=true", { body }), 200).json;
    has(trial, { dry_run: true, shape: "weeks", separator: ";", rows_read: 5, errors: [] });
    assert.deepEqual(trial.rows.map((item) => `${item.area} ${item.week} ${item.doses} ${item.state}`), ["01 2020-W14 1170 new", "01 2020-W15 2340 new", "23 2020-W14 1170 new", "23 2020-W15 null missing",
      "04 2020-W14 0 new", "04 2020-W15 1170 new", "14 2020-W14 3510 new", "14 2020-W15 null missing"]);
    assert.deepEqual(trial.totals.filter((item) => item.label === "Sverige").map((item) => [item.row, item.column, item.printed, item.sum, item.difference, item.missing]), [[7, 2, 5850, 5850, 0, 0], [7, 3, 3520, 3510, 10, 2]]);
    has(await world.get("region", "/vaccine/deliveries?first_week=2020-W14&last_week=2020-W15"), { items: [] });
    status(await world.send("region", "POST /vaccine/imports/deliveries?dry_run=true", { body }), 403);
    status(await world.send("fohm", "POST /vaccine/imports/deliveries", { body }), 201);
    const list = (await world.get("region", "/vaccine/deliveries?first_week=2020-W14&last_week=2020-W15")).items;
    assert.equal(list.length, 6);
    assert.ok(list.some((item) => item.county === "04" && item.received === 0));
    has((await world.get("board", "/vaccine/discrepancies")).items, [{ label: "Sverige", product: "COMIRNATY", area: "00", week: "2020-W15", printed_doses: 3520, row_sum_doses: 3510, difference: 10, rows_missing: 2 }]);
    const again = status(await world.send("fohm", "POST /vaccine/imports/deliveries?dry_run=true", { body: { ...body, text: table.replace("2\u00a0340", "2 300") } }), 200).json;
    assert.deepEqual(again.rows.map((item) => item.state), ["same", "changed", "same", "missing", "same", "same", "same", "missing"]);
    assert.equal(again.rows[1].before, 2340);
  });
  await suite.test("every fault of a table is told by row and column", async (world) => {
    const wrong = "Region;Vaccin;Vecka;Doser\nStockholm;Comirnaty;2020-W14;1 17\nAtlantis;Comirnaty;2020-W14;5\nUppsala;Vaxzevria;v. 99;5\nGotland;Vaxzevria;v. 14;-5\nSkåne;Sputnik;v. 14;5\nKalmar;Vaxzevria;v. 14;1,000\nKalmar;Vaxzevria;v. 14;7;8\n";
    const forecast = { ...DOCUMENT, text: wrong, year: 2020, certainty: "firm" };
    const trial = status(await world.send("fohm", "POST /vaccine/imports/forecasts?dry_run=true", { body: forecast }), 200).json;
    assert.deepEqual(trial.errors.map((item) => `${item.row} ${item.column} ${item.value} ${item.code}`).sort(), ["2 4 1 17 malformed", "3 1 Atlantis unknown_reference", "4 3 v. 99 malformed", "4 4 5 missing", "5 4 -5 out_of_range",
      "6 2 Sputnik unknown_reference", "7 4 1,000 malformed", "8 5 8 malformed"].sort());
    const refused = status(await world.send("fohm", "POST /vaccine/imports/forecasts", { body: forecast }), 422, "invalid_fields");
    assert.equal(refused.json.errors.length, 8);
    assert.ok(refused.json.errors.some((item) => item.pointer === "/text/2/4" && item.code === "malformed"));
    const none = status(await world.send("fohm", "POST /vaccine/imports/forecasts?dry_run=true", { body: { ...forecast, text: "bara ord" } }), 200).json;
    has(none.errors, [{ row: 1, column: 1, code: "missing" }]);
    has(status(await world.send("fohm", "POST /vaccine/imports/forecasts?dry_run=true", { body: { ...forecast, text: "a;b\n\"x;1" } }), 200).json.errors, [{ row: 2, code: "malformed" }]);
  });
  await suite.test("forecasts pasted from a spreadsheet", async (world) => {
    const text = "Vaccin\tv 14\tv 15\tSumma\nComirnaty\t6 000\t4 000\t10 000\nVaxzevria\t100\tindragen\t100\nTotalt\t6 100\t4 000\t\n";
    const reply = status(await world.send("fohm", "POST /vaccine/imports/forecasts", { body: { ...DOCUMENT, issued_at: "2020-03-20", known_at: "2020-03-20", text, year: 2020, area: "00", certainty: "firm" } }), 201).json;
    has(reply, { shape: "weeks", separator: "tab", errors: [], rows: [{ doses: 6000 }, { doses: 4000 }, { product: "VAXZEVRIA", doses: 100 }, { doses: null, withdrawn: true, state: "new" }] });
    assert.ok(reply.totals.every((item) => item.difference === 0), JSON.stringify(reply.totals));
  });
  await suite.test("a population is added, never changed", async (world) => {
    const persons = { ...DOCUMENT, source: "SCB", date: "2022-12-31", text: "Län;0-17;18+;Totalt\nStockholm;500 000;1 900 000;2 400 000\nGotland;11000;50000;61000\n" };
    has(status(await world.send("fohm", "POST /vaccine/imports/population", { body: persons }), 201).json, { shape: "bands", rows: [{ area: "01", age_from: 0, age_to: 17, doses: 500000 }, { age_from: 18, age_to: null }, { age_from: 0, age_to: null }, {}, {}, {}] });
    const changed = { ...persons, text: persons.text.replace("11000", "11001") };
    has(status(await world.send("fohm", "POST /vaccine/imports/population?dry_run=true", { body: changed }), 200).json, { errors: [{ row: 3, column: 2, value: "11001", code: "inconsistent" }], rows: [{ state: "same" }, {}, {}, { state: "changed", before: 11000 }, {}, {}] });
    status(await world.send("fohm", "POST /vaccine/imports/population", { body: changed }), 422);
  });
  await suite.test("forecast against outcome", async (world) => {
    const place = "/vaccine/forecast-accuracy?first_week=2020-W14&last_week=2020-W15";
    const view = await world.get("region", `${place}&baseline_at=2020-03-21`);
    has(view.rows, [{ product: "COMIRNATY", week: "2020-W14", forecast: 6000, actual: 5850, error: -150, realisation_percent: 97.5, backlog: 150, lead_weeks: 2 },
      { week: "2020-W15", forecast: 4000, actual: 3510, backlog: 640, lead_weeks: 3 }, { product: "VAXZEVRIA", forecast: 100, actual: null, error: null }, { forecast: null, actual: null }]);
    has(view.total, { pairs: 2, left_out: 2, forecast: 10000, actual: 9360, realisation_percent: 93.6, bias_percent: -6.4, mean_error: -320, maximum_backlog: 640, final_loss: 640, late: 0, backlog_week: "2020-W15", recovered_week: null });
    has(view.leads, [{ lead_weeks: 2, pairs: 1 }, { lead_weeks: 3, pairs: 1 }]);
    has((await world.get("region", `${place}&lead_weeks=2`)).rows, [{ forecast: 6000 }, { forecast: 4000 }, { forecast: 100 }, { forecast: null }]);
    has((await world.get("region", `${place}&lead_weeks=3`)).rows[0], { forecast: null, actual: 5850 });
    status(await world.send("region", `GET ${place}&lead_weeks=2&baseline_at=2020-03-21`), 422);
    status(await world.send("region", "GET /vaccine/forecast-accuracy?first_week=2019-W01&last_week=2021-W01"), 422);
  });
}
