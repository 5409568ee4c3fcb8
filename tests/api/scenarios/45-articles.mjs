/** The catalogue and the dated rules of a county and of the nation. */
import assert from "node:assert/strict";
import { has, status, twice } from "../lib/suite.mjs";

const article = (more = {}) => ({ name_sv: "Andningsskydd FFP2, ny", name_en: "Respirator FFP2, new", group: "respirator", unit: "piece", pack_size: 25,
  norm: "EN 149", stands_in_for: ["IIR"], sort_order: 20, active: true, valid_from: "2020-04-27", ...more });
const rules = (more = {}) => ({ valid_from: "2020-04-27", acute_below_days: 2, red_below_days: 7, yellow_below_days: 14, grey_after_days: 14, target_days: 14, safety_days: 7,
  due_hours: 180, lock_hours: 228, strict_rule: false, minimum_packs_per_lane: 1, minimum_gain_days: 0.5, maximum_counterparties: 4, stability_weeks: 3, decision: "Beslut 7/2020", ...more });
const FFP2 = "/counties/22/articles/FFP2", NEW = "/counties/22/articles/TESTART";

export default async function scenarios(suite) {
  let report;
  await suite.test("before: a report and its article", async (world) => {
    report = (await world.send("reporter", "GET /municipalities/2281/ppe-reports/2020-W16")).text;
    has(await world.get("timra", FFP2), { owner: "00", version: 1, pack_size: 20, created_by_name: "" });
  });
  await suite.table("articles", [
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article(), gives: 428, keeps: FFP2 },
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article(), headers: { "If-Match": "\"a22-1\"" }, gives: 412, keeps: FFP2 },
    { who: "board", does: `PUT ${FFP2}`, body: article(), match: FFP2, gives: 403, keeps: FFP2 },
    { who: "sos", does: `PUT ${FFP2}`, body: article(), match: FFP2, gives: 403, keeps: FFP2 },
    { who: "neighbourBoardDecider", does: `PUT ${FFP2}`, body: article(), match: FFP2, gives: 403, keeps: FFP2 },
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article({ unit: "litre" }), match: FFP2, gives: 422, errors: [["/unit", "inconsistent"]], keeps: FFP2 },
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article({ stands_in_for: ["FFP2", "FINNS-EJ", "IIR"] }), match: FFP2, gives: 422, keeps: FFP2,
      errors: [["/stands_in_for/0", "inconsistent"], ["/stands_in_for/1", "unknown_reference"]] },
    { who: "boardDecider", does: `PUT ${FFP2}`, match: FFP2, gives: 422, keeps: FFP2,
      body: article({ name_sv: "", group: "hattar", pack_size: 0, stands_in_for: ["a b"], sort_order: -1, active: "ja", valid_from: "2020-02-30", norm: "x".repeat(81) }),
      errors: [["/name_sv", "too_short"], ["/group", "malformed"], ["/pack_size", "out_of_range"], ["/stands_in_for/0", "malformed"], ["/sort_order", "out_of_range"], ["/active", "wrong_type"], ["/valid_from", "malformed"], ["/norm", "too_long"]] },
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article({ pack_size: 25.0000001 }), match: FFP2, gives: 422, errors: [["/pack_size", "wrong_type"]] },
    { who: "boardDecider", does: `PUT ${FFP2}`, raw: JSON.stringify(article()).replace(":25,", ":25.0,"), match: FFP2, gives: 422, errors: [["/pack_size", "wrong_type"]], name: "25.0 is no integer" },
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article(), match: FFP2, gives: 200, audit: "article.change", has: { owner: "22", version: 1, pack_size: 25, created_by_name: "Lars Länsman (påhittad)" } },
    { who: "boardDecider", does: `PUT ${FFP2}`, body: article({ pack_size: 30, valid_from: "2020-05-11" }), match: FFP2, gives: 200, has: { version: 2 } },
    { who: "boardDecider", does: `PUT ${NEW}`, body: article({ stands_in_for: [] }), headers: { "If-Match": "*" }, gives: 412 },
    { who: "boardDecider", does: `PUT ${NEW}`, body: article({ stands_in_for: [], name_sv: "Prov" }), gives: 201, audit: "article.change", has: { code: "TESTART", owner: "22", version: 1 } },
    { who: "sos", does: "PUT /counties/00/articles/NATPROV", body: article({ stands_in_for: [], name_sv: "Nationell prov", active: false }), gives: 201, has: { owner: "00" } },
    { who: "boardDecider", does: "PUT /counties/00/articles/NATPROV", body: article(), match: "/counties/00/articles/NATPROV", gives: 403 },
    { who: "timra", does: `GET ${FFP2}`, gives: 200, has: { owner: "22", version: 2 } },
    { who: "neighbour", does: "GET /counties/23/articles/FFP2", gives: 200, has: { owner: "00", pack_size: 20 } },
    { who: "timra", does: `GET ${FFP2}`, headers: { "If-None-Match": "\"a22-2\"" }, gives: 304 },
    { who: "timra", does: `GET ${FFP2}`, headers: { "If-None-Match": "\"x\", W/\"a22-2\"" }, gives: 304 },
    { who: "timra", does: `GET ${FFP2}`, headers: { "If-None-Match": "\"a22-1\"" }, gives: 200 },
    { who: "timra", does: "GET /counties/22/articles/SAKNAS", gives: 404 },
    { who: "timra", does: "GET /counties/22/articles/SAKNAS/versions", gives: 404 },
    { who: "timra", does: `GET ${FFP2}/versions`, gives: 200, has: { items: (items) => items.filter((item) => item.owner === "22").map((item) => item.version).join() === "2,1" } },
  ]);
  await suite.test("versions are dated and old reports stay as they were", async (world) => {
    const pack = async (query) => (await world.get("timra", `/counties/22/articles${query}`)).items.find((item) => item.code === "FFP2")?.pack_size;
    assert.equal(await pack(""), 25);
    assert.equal(await pack("?date=2020-04-26"), 20);
    assert.equal(await pack("?date=2020-05-11"), 30);
    assert.equal((await world.send("reporter", "GET /municipalities/2281/ppe-reports/2020-W16")).text, report);
    const codes = async (query) => (await world.get("timra", `/counties/22/articles${query}`)).items.map((item) => item.code);
    assert.ok(!(await codes("")).includes("NATPROV") && (await codes("?all=true")).includes("NATPROV"));
    assert.ok((await codes("")).includes("TESTART") && !(await codes("?date=2020-04-01")).includes("TESTART"));
  });
  await suite.test("an article taken out of use is gone from the catalogue", async (world) => {
    status(await world.send("boardDecider", `PUT ${NEW}`, { body: article({ stands_in_for: [], active: false }), headers: { "If-Match": await world.etag("board", NEW) } }), 200);
    assert.ok(!(await world.get("timra", "/counties/22/articles")).items.some((item) => item.code === "TESTART"));
  });
  const POLICIES = "/counties/22/ppe-policies";
  await suite.table("policies", [
    { who: "board", does: `POST ${POLICIES}`, body: rules(), gives: 403, keeps: POLICIES },
    { who: "neighbourBoardDecider", does: `POST ${POLICIES}`, body: rules(), gives: 403, keeps: POLICIES },
    { who: "sos", does: `POST ${POLICIES}`, body: rules(), gives: 403, keeps: POLICIES },
    { who: "boardDecider", does: `POST ${POLICIES}`, body: rules({ valid_from: "2020-04-26" }), gives: 422, errors: [["/valid_from", "out_of_range"]], keeps: POLICIES },
    { who: "boardDecider", does: `POST ${POLICIES}`, body: rules({ acute_below_days: 8, yellow_below_days: 7, target_days: 3, lock_hours: 100 }), gives: 422, keeps: POLICIES,
      errors: [["/red_below_days", "inconsistent"], ["/yellow_below_days", "inconsistent"], ["/target_days", "inconsistent"], ["/lock_hours", "inconsistent"]] },
    { who: "boardDecider", does: `POST ${POLICIES}`, body: rules({ minimum_gain_days: 0.005, stability_weeks: 53, strict_rule: 0, decision: "x", due_hours: "180" }), gives: 422, keeps: POLICIES,
      errors: [["/minimum_gain_days", "malformed"], ["/stability_weeks", "out_of_range"], ["/strict_rule", "wrong_type"], ["/decision", "too_short"], ["/due_hours", "wrong_type"]] },
    { who: "boardDecider", does: `POST ${POLICIES}`, body: rules({ decision: "Beslut av 640823-3234" }), gives: 422, errors: [["/decision", "personal_number"]] },
    { who: "boardDecider", does: `POST ${POLICIES}`, body: rules({ valid_from: "2020-06-01", red_below_days: 9 }), gives: 201, audit: "policy.add", has: { owner: "22", in_force: false, red_below_days: 9 } },
    { who: "boardDecider", does: `POST ${POLICIES}`, body: rules({ valid_from: "2020-06-01" }), gives: 409, code: "conflict", keeps: POLICIES },
    { who: "sos", does: "POST /counties/00/ppe-policies", body: rules({ valid_from: "2020-07-01" }), gives: 201, has: { owner: "00", in_force: false } },
  ]);
  await suite.test("rules hold from their day on, in their county, once", async (world) => {
    const NEIGHBOUR = "/counties/23/ppe-policies";
    const first = await twice(world, "neighbourBoard", `POST ${NEIGHBOUR}`, { body: rules({ maximum_counterparties: 5 }), other: rules({ valid_from: "2020-04-30" }), trail: ["LST23", "neighbourBoard"] });
    has(first.json, { owner: "23", in_force: true, maximum_counterparties: 5 });
    const mine = (await world.get("neighbour", NEIGHBOUR)).items, theirs = (await world.get("timra", POLICIES)).items;
    assert.deepEqual(mine.filter((item) => item.in_force).map((item) => item.owner), ["23"]);
    assert.deepEqual(theirs.filter((item) => item.in_force).map((item) => item.owner), ["00"]);
    assert.ok(!theirs.some((item) => item.owner === "23"));
    has(await world.get("neighbour", "/counties/23/ppe-overview"), { policy: { owner: "23", maximum_counterparties: 5 } });
  });
}
