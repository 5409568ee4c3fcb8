/** The county's picture, held against figures computed by hand (lib/figures.mjs), and the trend. */
import assert from "node:assert/strict";
import { BRACKE, seed, WEEK } from "../lib/figures.mjs";
import { has, status } from "../lib/suite.mjs";

const OVERVIEW = "/counties/23/ppe-overview";

export default async function scenarios(suite) {
  let empty;
  await suite.test("a county where nobody has reported is missing and grey, not zero", async (world) => {
    const reply = await world.send("neighbour", `GET ${OVERVIEW}`);
    empty = reply.headers.etag;
    has(reply.json, { county: { code: "23", name: "Jämtlands län" }, week: WEEK, today: "2020-04-27", as_of_newest: null, as_of_oldest: null,
      counts: { on_time: 0, late: 0, missing: 8, returned: 0, municipalities: 8 } });
    for (const article of reply.json.articles) has(article, { total_stock: null, total_use_per_day: null, cover: { kind: "unknown", status: "grey", days: null, exact: null }, grey: 8 });
    for (const place of reply.json.municipalities) for (const cell of place.cells) has(cell, { stock: null, cover: { kind: "unknown", status: "grey" } });
  });
  await suite.test("the figures by hand", async (world) => {
    await seed(world);
    const reply = await world.send("neighbour", `GET ${OVERVIEW}`);
    assert.notEqual(reply.headers.etag, empty);
    const { articles, municipalities, counts } = reply.json;
    assert.deepEqual(counts, { on_time: 0, late: 2, missing: 6, returned: 0, municipalities: 8 });
    const ragunda = municipalities.find((place) => place.code === "2303"), bracke = municipalities.find((place) => place.code === "2305");
    has(ragunda, { name: "Ragunda", report: "late", report_week: WEEK, age_days: 0, approved: false });
    const cell = (place, code) => place.cells.find((entry) => entry.article === code);
    has(cell(ragunda, "IIR"), { stock: 700, use_in_week: 70, use_per_day: "10", usable: 700, wasted: 0, inbound: 0, cover: { days: 70, exact: "70", kind: "days", status: "green" }, runs_out_on: "2020-07-06" });
    has(cell(ragunda, "FFP2"), { cover: { days: 100, status: "green" } });
    has(cell(ragunda, "FFP3"), { cover: { days: 1, exact: "1", status: "acute" } });
    has(cell(ragunda, "VISIR"), { cover: { days: null, kind: "no_use", status: "green" }, runs_out_on: null });
    has(cell(ragunda, "GLASOGON"), { cover: { kind: "not_used", status: "not_applicable" } });
    has(cell(ragunda, "HANDSKE-M"), { cover: { days: 13, status: "yellow" } });
    has(cell(ragunda, "HANDDESINF"), { stock: 140, usable: 80, wasted: 60, cover: { days: 4, status: "red" } });
    has(cell(ragunda, "OVERALL"), { stock: null, cover: { kind: "unknown", status: "grey" } });
    has(cell(bracke, "IIR"), { cover: { days: 35 } });
    has(cell(bracke, "FFP2"), { cover: { days: 5, status: "red" } });
    const article = (code) => articles.find((entry) => entry.code === code);
    has(article("IIR"), { total_stock: 1050, total_use_per_day: "20", cover: { days: 52.5, exact: "105/2", status: "green" }, green: 2, grey: 6, acute: 0 });
    has(article("FFP2"), { total_stock: 2100, total_use_per_day: "40", cover: { days: 52.5 }, green: 1, red: 1, grey: 6 });
    has(article("GLASOGON"), { not_applicable: 1, grey: 7, total_stock: 0, cover: { kind: "not_used" } });
  });
  await suite.table("overview", [
    { who: "neighbour", does: `GET ${OVERVIEW}?week=2020-W19`, gives: 422, errors: [["?week", "out_of_range"]] },
    { who: "neighbour", does: `GET ${OVERVIEW}?week=v17`, gives: 422, errors: [["?week", "malformed"]] },
    { who: "neighbour", does: `GET ${OVERVIEW}?format=xml`, gives: 422, errors: [["?format", "malformed"]] },
    { who: "neighbour", does: "GET /counties/22/ppe-overview", gives: 403 },
    { who: "operator", does: `GET ${OVERVIEW}`, gives: 403 },
    { who: "government", does: `GET ${OVERVIEW}`, gives: 200 },
    { who: "sos", does: "GET /counties/99/ppe-overview", gives: 404 },
    { who: "neighbour", does: `GET ${OVERVIEW}?week=2020-W10`, gives: 200, has: { week: "2020-W10", counts: { missing: 8 }, municipalities: (places) => places.every((place) => place.cells.every((cell) => cell.stock === null)) } },
  ]);
  await suite.test("nothing new is 304; a report, a return and a rule are new", async (world) => {
    const same = async (tag) => (await world.send("neighbour", `GET ${OVERVIEW}`, { headers: { "If-None-Match": tag } })).status;
    let tag = await world.etag("neighbour", OVERVIEW);
    assert.equal(await same(tag), 304);
    const place = "/municipalities/2305/ppe-reports/2020-W17";
    const lines = [{ ...BRACKE[0], stock: 360 }, BRACKE[1]];
    const put = status(await world.send("neighbourReporter", `PUT ${place}`, { body: { lines }, headers: { "If-Match": await world.etag("neighbour", place) } }), 200);
    assert.equal(await same(tag), 200);
    const fresh = await world.get("neighbour", OVERVIEW);
    has(fresh.municipalities.find((entry) => entry.code === "2305").cells.find((entry) => entry.article === "IIR"), { stock: 360, cover: { days: 36 } });
    tag = await world.etag("neighbour", OVERVIEW);
    status(await world.send("neighbourBoard", `POST ${place}/return`, { body: { reason: "Är det 350?" }, headers: { "If-Match": put.headers.etag } }), 200);
    assert.equal(await same(tag), 200);
    has(await world.get("neighbour", OVERVIEW), { counts: { returned: 1, late: 1 } });
    status(await world.send("neighbourReporter", `PUT ${place}`, { body: { lines: BRACKE }, headers: { "If-Match": await world.etag("neighbour", place) } }), 200);
    tag = await world.etag("neighbour", OVERVIEW);
    assert.equal(await same(tag), 304);
    assert.equal((await world.send("government", `GET ${OVERVIEW}`, { headers: { "If-None-Match": tag } })).status, 304);
  });
  await suite.test("CSV says the same, guards spreadsheets and speaks both languages", async (world) => {
    const csv = status(await world.send("neighbour", `GET ${OVERVIEW}?format=csv`), 200), accepted = await world.send("neighbour", `GET ${OVERVIEW}`, { headers: { Accept: "text/csv" } });
    assert.equal(accepted.text, csv.text);
    assert.match(csv.headers["content-type"], /^text\/csv/);
    assert.match(csv.headers["content-disposition"], /^attachment; filename="[a-z0-9._-]+\.csv"$/i);
    const english = await world.send("neighbour", `GET ${OVERVIEW}?format=csv`, { headers: { "Accept-Language": "en" } });
    assert.notEqual(english.text.split("\n")[0], csv.text.split("\n")[0]);
    assert.notEqual(english.headers.etag, csv.headers.etag);
    const asked = (await world.get("neighbour", OVERVIEW)).municipalities.flatMap((entry) => entry.cells.flatMap((cell) => cell.questions));
    const questions = (text) => text.trim().split(/\r?\n/).slice(1).map((row) => row.split(";").at(-1)).filter((value) => value !== "");
    assert.ok(asked.length > 0 && questions(csv.text).length > 0);
    for (const text of [csv.text, english.text]) for (const code of asked) assert.doesNotMatch(text, new RegExp(`\\b${code}\\b`));
    for (const value of questions(csv.text)) assert.match(value, / .*[?.]"?$/);
    assert.ok(csv.text.split(/\r?\n/).some((row) => row.includes("Ragunda") && row.includes("700")));
    for (const row of csv.text.replace(/^\ufeff/, "").split(/\r?\n/)) for (const value of row.split(";")) assert.ok(!/^"?[=+@\t]/.test(value), row);
  });
  await suite.table("trend", [
    { who: "timra", does: "GET /counties/22/ppe-trend?article=IIR&weeks=10", gives: 200,
      has: { article: "IIR", weeks: (weeks) => weeks.length === 10 && weeks.at(-1) >= "2020-W17", series: (series) => series.length === 7 && series.every((entry) => entry.points.length === 10) } },
    { who: "timra", does: "GET /counties/22/ppe-trend", gives: 422 },
    { who: "timra", does: "GET /counties/22/ppe-trend?article=FINNS-EJ", gives: 404 },
    { who: "timra", does: "GET /counties/22/ppe-trend?article=IIR&weeks=0", gives: 422, errors: [["?weeks", "out_of_range"]] },
    { who: "timra", does: "GET /counties/22/ppe-trend?article=IIR&weeks=100000", gives: 422, errors: [["?weeks", "out_of_range"]] },
    { who: "timra", does: "GET /counties/23/ppe-trend?article=IIR", gives: 403 },
  ]);
}
