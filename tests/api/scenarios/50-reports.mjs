/** The weekly report: draft, submit, edit, return, approve; who sees it; what is refused; what is asked. */
import assert from "node:assert/strict";
import { has, status, twice, violations } from "../lib/suite.mjs";
import { OTHER_PASSWORD } from "../lib/world.mjs";

const line = (article, stock, use_in_week, more = {}) => ({ article, stock, use_in_week, need_next_week: use_in_week, ...more });
const at = (municipality, week = "2020-W17") => `/municipalities/${municipality}/ppe-reports/${week}`;
const MINE = at("2282");
const DRAFT = {
  cells: [
    { article: "FFP2", field: "stock", text: "1 200,5" }, { article: "FFP2", field: "use_in_week", text: "tre lådor\n\t\"citat\"" }, { article: "IIR", field: "stock", text: "510" },
    { article: "IIR", field: "use_in_week", text: "70" }, { article: "IIR", field: "need_next_week", text: "70" }, { article: "IIR", field: "lot.0.expires_on", text: "30/6" },
    { article: "FINNS-EJ", field: "stock", text: "" },
  ],
  infection_count: "en handfull", light: "yellow", comment: "Rad ett\nRad två", based_on: "2020-W16",
};
const lines = () => [line("IIR", 510, 70), line("FFP2", 1200, 60)];

async function drafts(suite) {
  const place = `${MINE}/draft`, form = `${MINE}/form`;
  let etag;
  await suite.test("a draft is kept word for word", async (world) => {
    const reply = status(await world.send("kramfors", `PUT ${place}`, { body: DRAFT }), 200);
    etag = reply.headers.etag;
    has(reply.json, { version: 1, assessment: { complete: false } });
    const faults = reply.json.assessment.lines.flatMap((entry) => entry.invalid_cells.map((cell) => `${entry.article} ${cell.field}: ${cell.text}`));
    assert.ok(faults.includes("FFP2 use_in_week: tre lådor\n\t\"citat\""), faults.join("; "));
    assert.ok(faults.includes("IIR lot.0.expires_on: 30/6"), faults.join("; "));
    const { draft, draft_etag } = await world.get("kramfors", form);
    has(draft, DRAFT);
    assert.equal(draft_etag, etag);
    has(await world.get("kramfors", form), { state: "draft" });
  });
  await suite.table("drafts", [
    { who: "kramfors", does: `PUT ${place}`, body: DRAFT, gives: 428, keeps: form },
    { who: "kramfors", does: `PUT ${place}`, body: DRAFT, headers: { "If-None-Match": "*" }, gives: 412, keeps: form },
    { who: "kramfors", does: `PUT ${place}`, body: DRAFT, headers: { "If-Match": "\"d9-9\"" }, gives: 412, keeps: form },
    { who: "kramfors", does: `PUT ${place}`, headers: { "If-Match": "\"d9-9\"" }, gives: 412, keeps: form,
      body: { cells: [{ article: "FFP2", field: "vikt", text: "1" }] }, name: "the stale is told before the wrong" },
    { who: "kramfors", does: `DELETE ${place}`, gives: 428, keeps: form },
    { who: "kramfors", does: `DELETE ${place}`, headers: { "If-Match": "\"d9-9\"" }, gives: 412, keeps: form },
    { who: "timra", does: `PUT ${place}`, body: DRAFT, gives: 403 },
    { who: "board", does: `PUT ${place}`, body: DRAFT, gives: 403 },
    { who: "kramfors", does: `PUT ${at("2282", "2020-W19")}/draft`, body: DRAFT, gives: 409, code: "report_not_open" },
    { who: "kramfors", does: `PUT ${at("2282", "2020-W09")}/draft`, body: DRAFT, gives: 409, code: "report_not_open" },
    { who: "kramfors", does: `DELETE ${at("2282", "2020-W18")}/draft`, headers: { "If-Match": "*" }, gives: 404 },
  ]);
  await suite.test("cells that do not exist or stand twice are told, all of them", async (world) => {
    const body = { cells: [{ article: "FFP2", field: "vikt", text: "1" }, { article: "FFP2", field: "stock", text: "1" }, { article: "FFP2", field: "stock", text: "2" }, { article: "ffp2", field: "stock", text: "x".repeat(201) }] };
    const reply = status(await world.send("kramfors", `PUT ${place}`, { body, headers: { "If-Match": etag } }), 422);
    violations(reply, [["/cells/3/article", "malformed"], ["/cells/3/text", "too_long"]]);
    body.cells.pop();
    violations(status(await world.send("kramfors", `PUT ${place}`, { body, headers: { "If-Match": etag } }), 422), [["/cells/0/field", "unknown_reference"], ["/cells/2", "duplicate"]]);
  });
  await suite.test("a draft is changed with its tag and seen by its own municipality alone", async (world) => {
    const reply = status(await world.send("kramfors", `PUT ${place}`, { body: { ...DRAFT, comment: "andra" }, headers: { "If-Match": etag } }), 200);
    has(reply.json, { version: 2 });
    status(await world.send("kramfors", `PUT ${place}`, { body: DRAFT, headers: { "If-Match": etag } }), 412);
    has(await world.get("board", form), { draft: null, draft_etag: null, state: "draft" });
    has(await world.get("timra", form), { draft: null });
    const overview = await world.get("board", "/counties/22/ppe-overview");
    assert.equal(overview.municipalities.find((entry) => entry.code === "2282").report, "draft");
  });
  await suite.test("a large body goes another way and gets the same answers", async (world) => {
    const large = (body) => JSON.stringify(body) + " ".repeat(20_000), where = `${at("2282", "2020-W18")}/draft`;
    const send = (who, body, more) => world.send(who, `PUT ${where}`, { raw: typeof body === "string" ? body : large(body), ...more });
    status(await send("timra", DRAFT), 403);
    status(await send(null, DRAFT), 401);
    status(await send("kramfors", DRAFT, { headers: { "Content-Type": "text/plain" } }), 415);
    status(await send("kramfors", `${large(DRAFT)}}`), 400, "invalid_json");
    status(await send("kramfors", "[".repeat(20_000)), 400, "invalid_json");
    violations(status(await send("kramfors", { ...DRAFT, skoj: 1 }), 422), [["/skoj", "unknown"]]);
    const { headers } = status(await send("kramfors", DRAFT), 200);
    status(await send("kramfors", DRAFT, { headers: { "If-Match": "\"d9-9\"" } }), 412);
    has((await world.get("kramfors", `${at("2282", "2020-W18")}/form`)).draft, { comment: DRAFT.comment });
    status(await world.send("kramfors", `DELETE ${where}`, { headers: { "If-Match": headers.etag } }), 204);
    // An answer that is read, not written, and one that is kept.
    const add = (key) => world.send("admin", "POST /organisations/2281/users", { headers: { "Idempotency-Key": key }, raw: large({ username: "stor.begaran", display_name: "Stor (påhittad)", role: "reader", password: OTHER_PASSWORD }) });
    const first = status(await add("stor.1"), 201), again = status(await add("stor.1"), 201);
    assert.equal(again.text, first.text);
    status(await add("stor.2"), 409);
  });
  await suite.test("a draft is thrown away", async (world) => {
    const where = `${at("2282", "2020-W18")}/draft`;
    const { headers } = status(await world.send("kramfors", `PUT ${where}`, { body: { cells: [] } }), 200);
    status(await world.send("kramfors", `DELETE ${where}`, { headers: { "If-Match": headers.etag } }), 204);
    status(await world.send("kramfors", `DELETE ${where}`, { headers: { "If-Match": headers.etag } }), 404);
    has(await world.get("kramfors", `${at("2282", "2020-W18")}/form`), { draft: null, state: "missing" });
  });
}

async function refusals(suite) {
  const MONDAY_IN_30_YEARS = "2051-01-01";
  await suite.table("what a report cannot be", [
    { name: "nothing at all", body: { lines: [] }, errors: [["/lines", "too_many"]] },
    { name: "every fault at once",
      body: { lines: [
        line("FFP2", -1, 1.5, { need_next_week: "7" }), line("IIR", 1, 1), line("IIR", 2, 2), line("FINNS-EJ", 1, 1), { article: "FFP3", stock: 5 },
        line("VISIR", 10, 1, { lots: [{ lot_name: "", quantity: 6, expires_on: "2020-02-31" }], deliveries: [{ quantity: 1, expected_on: "i maj", confirmed: 1 }], parts: [{ kind: "planet", name: "", stock: -1 }], vikt: 3 }),
      ], infection_count: -1, light: "blå", comment: 4, no_change: null },
      errors: [["/lines/0/stock", "out_of_range"], ["/lines/0/use_in_week", "wrong_type"], ["/lines/0/need_next_week", "wrong_type"], ["/lines/4/use_in_week", "missing"], ["/lines/4/need_next_week", "missing"],
        ["/lines/5/lots/0/expires_on", "malformed"], ["/lines/5/deliveries/0/expected_on", "malformed"], ["/lines/5/deliveries/0/confirmed", "wrong_type"], ["/lines/5/parts/0/kind", "malformed"], ["/lines/5/parts/0/name", "too_short"],
        ["/lines/5/parts/0/stock", "out_of_range"], ["/lines/5/vikt", "unknown"], ["/infection_count", "out_of_range"], ["/light", "malformed"], ["/comment", "wrong_type"], ["/no_change", "wrong_type"]] },
    { name: "what does not agree",
      body: { lines: [
        line("IIR", 1, 1), line("IIR", 2, 2), line("FINNS-EJ", 1, 1), line("FFP2", 10, 1, { lots: [{ quantity: 6, expires_on: "2020-12-31" }, { quantity: 5, expires_on: MONDAY_IN_30_YEARS }] }),
        line("VISIR", 10, 1, { deliveries: [{ quantity: 1, expected_on: "2019-01-01" }], parts: [{ kind: "sector", name: "skola" }, { kind: "unit", name: "Tallgården" }] }),
      ] },
      errors: [["/lines/1/article", "duplicate"], ["/lines/2/article", "unknown_reference"], ["/lines/3/lots", "inconsistent"], ["/lines/3/lots/1/expires_on", "out_of_range"],
        ["/lines/4/deliveries/0/expected_on", "out_of_range"], ["/lines/4/parts/0/name", "unknown_reference"]] },
    { name: "numbers beyond", body: { lines: [line("IIR", 1e9 + 1, 1, { received: 9007199254740991 })] }, errors: [["/lines/0/stock", "out_of_range"], ["/lines/0/received", "out_of_range"]] },
    { name: "a person", body: { lines: lines(), comment: "Ring Sara, 811228-9874, om leveransen" }, errors: [["/comment", "personal_number"]] },
    { name: "a person in a unit's name", body: { lines: [line("IIR", 1, 1, { parts: [{ kind: "unit", name: "Boende 8112289874" }] })] }, errors: [["/lines/0/parts/0/name", "personal_number"]] },
  ].map((entry) => ({ who: "kramfors", does: `PUT ${MINE}`, gives: 422, code: "invalid_fields", keeps: `${MINE}/form`, ...entry })));
  await suite.table("who and when", [
    { who: "timra", does: `PUT ${MINE}`, body: { lines: lines() }, gives: 403, code: "forbidden" },
    { who: "board", does: `PUT ${MINE}`, body: { lines: lines() }, gives: 403 },
    { who: "sos", does: `PUT ${MINE}`, body: { lines: lines() }, gives: 403 },
    { who: "kramfors", does: `PUT ${at("2282", "2020-W19")}`, body: { lines: lines() }, gives: 409, code: "report_not_open" },
    { who: "kramfors", does: `PUT ${at("2282", "2020-W09")}`, body: { lines: lines() }, gives: 409, code: "report_not_open" },
    { who: "kramfors", does: `PUT ${MINE}`, body: { lines: lines() }, headers: { "If-Match": "*" }, gives: 412 },
    { who: "kramfors", does: `PUT ${MINE}?force=true`, body: { lines: lines() }, gives: 422, errors: [["?force", "unknown"]] },
    { who: "kramfors", does: `GET ${MINE}`, gives: 404 },
    { who: "kramfors", does: `GET ${MINE}/revisions`, gives: 404 },
    { who: "board", does: `POST ${MINE}/approve`, headers: { "If-Match": "*" }, gives: 404 },
    { who: "board", does: `POST ${MINE}/return`, body: { reason: "Fyll i" }, headers: { "If-Match": "*" }, gives: 404 },
    { who: "neighbour", does: `GET ${at("2281")}`, gives: 403 },
    { who: "timra", does: `GET ${at("2281")}`, gives: 200 },
    { who: "region", does: `GET ${at("2281")}`, gives: 200 },
    { who: "government", does: `GET ${at("2281")}`, gives: 200 },
    { who: "operator", does: `GET ${at("2281")}`, gives: 403 },
  ]);
}

async function life(suite) {
  let etag;
  const put = (world, body, headers = { "If-Match": etag }) => world.send("kramfors", `PUT ${MINE}`, { body, headers });
  await suite.test("a late report is taken, is in the lists and the overview at once, and its draft is gone", async (world) => {
    const before = await world.get("board", "/counties/22/ppe-overview");
    const reply = status(await put(world, { lines: lines(), infection_count: null, light: "red", comment: "Å" }, {}), 201);
    etag = reply.headers.etag;
    has(reply.json, { week: "2020-W17", state: "submitted", revision: 1, late: true });
    has(await world.get("kramfors", MINE), { revision: 1, infection_count: null, light: "red", comment: "Å", no_change: false, submitted_by_name: "Karl Fors (påhittad)",
      lines: (given) => JSON.stringify(given.map((entry) => [entry.article, entry.stock, entry.use_in_week])) === "[[\"FFP2\",1200,60],[\"IIR\",510,70]]" });
    has(await world.get("kramfors", `${MINE}/form`), { draft: null, draft_etag: null, report_etag: etag, state: "submitted" });
    const after = await world.get("board", "/counties/22/ppe-overview");
    assert.equal(after.counts.late, before.counts.late + 1);
    assert.equal(after.counts.missing, before.counts.missing - 1);
    const cell = (overview, code) => overview.municipalities.find((entry) => entry.code === "2282").cells.find((entry) => entry.article === code);
    has(cell(after, "FFP2"), { stock: 1200, use_in_week: 60 });
    /* what this report leaves out stands with last week's figures or as unknown, never as zero */
    assert.notEqual(cell(after, "VISIR").stock, 0);
    const [row] = await world.audit();
    has(row, { action: "ppe_report.submit", object_key: "2282/2020-W17", area_code: "2282", before: null, after: { revision: 1, state: "submitted", lines: 2 } });
  });
  await suite.test("a change needs the newest tag", async (world) => {
    const body = { lines: [line("IIR", 500, 70), line("FFP3", 10, 1)] };
    status(await put(world, body, {}), 428);
    status(await put(world, body, { "If-Match": "\"r99\"" }), 412);
    status(await put(world, body, { "If-Match": etag, "If-None-Match": "*" }), 412);
    const old = etag, reply = status(await put(world, body), 200);
    etag = reply.headers.etag;
    has(reply.json, { revision: 2, state: "submitted", late: true });
    status(await put(world, body, { "If-Match": old }), 412, "precondition_failed");
    const { items } = await world.get("board", `${MINE}/revisions`);
    assert.deepEqual(items.map((item) => [item.revision, item.kind]), [[2, "resubmitted"], [1, "submitted"]]);
    const changes = items[0].changes.map((change) => `${change.article}.${change.field} ${change.before}>${change.after}`).sort();
    assert.deepEqual(changes, ["FFP2.need_next_week 60>null", "FFP2.stock 1200>null", "FFP2.use_in_week 60>null", "FFP3.need_next_week null>1", "FFP3.stock null>10", "FFP3.use_in_week null>1", "IIR.stock 510>500"]);
    assert.deepEqual(items[1].changes, []);
  });
  await suite.table("who returns and approves", [
    { who: "boardReader", does: `POST ${MINE}/approve`, match: MINE, gives: 403, keeps: MINE },
    { who: "kramfors", does: `POST ${MINE}/approve`, match: MINE, gives: 403, keeps: MINE },
    { who: "region", does: `POST ${MINE}/return`, body: { reason: "Nej" }, match: MINE, gives: 403, keeps: MINE },
    { who: "board", does: `POST ${MINE}/approve`, gives: 428, keeps: MINE },
    { who: "board", does: `POST ${MINE}/approve`, headers: { "If-Match": "\"r1\"" }, gives: 412, keeps: MINE },
    { who: "board", does: `POST ${MINE}/return`, body: { reason: " \n " }, match: MINE, gives: 422, errors: [["/reason", "missing"]], keeps: MINE },
    { who: "board", does: `POST ${MINE}/return`, body: { reason: "Hör med 811228-9874" }, match: MINE, gives: 422, errors: [["/reason", "personal_number"]], keeps: MINE },
    { who: "board", does: `POST ${MINE}/return`, body: { reason: "Visir saknas" }, match: MINE, gives: 200, audit: "ppe_report.return", has: { state: "returned", returned_reason: "Visir saknas", revision: 2 } },
    { who: "board", does: `POST ${MINE}/return`, body: { reason: "Igen" }, match: MINE, gives: 409, code: "wrong_state", keeps: MINE },
    { who: "board", does: `POST ${MINE}/approve`, match: MINE, gives: 409, code: "wrong_state", keeps: MINE },
    { who: "kramfors", does: `GET ${MINE}/form`, gives: 200, has: { state: "returned", returned_reason: "Visir saknas", editable: true, needs_reason: false } },
    { who: "board", does: "GET /counties/22/ppe-overview", gives: 200, has: { counts: { returned: 1 } } },
  ]);
  await suite.test("both read in their trails what the one did about the other, a neighbour does not", async (world) => {
    const trail = async (organisation, who) => (await world.audit(organisation, who, "limit=50&object_type=ppe_report&object_key=2282/2020-W17")).map((row) => [row.organisation_code, row.action]);
    const told = [["LST22", "ppe_report.return"], ["2282", "ppe_report.submit"], ["2282", "ppe_report.submit"]];
    assert.deepEqual(await trail("LST22", "boardAdmin"), told);
    assert.deepEqual(await trail("2282", "kramfors"), told);
    assert.deepEqual(await trail("2281", "admin"), []);
  });
  await suite.test("a returned report is handed in again and approved, once for two tries", async (world) => {
    etag = await world.etag("kramfors", MINE);
    const reply = status(await put(world, { lines: [line("IIR", 500, 70), line("VISIR", 20, 5)] }), 200);
    has(reply.json, { state: "submitted", revision: 3, late: true });
    const approved = await twice(world, "board", `POST ${MINE}/approve`, { headers: { "If-Match": reply.headers.etag } });
    has(approved.json, { state: "approved", revision: 3, returned_reason: null });
    has(await world.get("kramfors", MINE), { state: "approved", returned_reason: null });
    etag = approved.headers.etag;
  });
  await suite.test("an approved report may still be bettered until the lock, and is then to be reviewed anew", async (world) => {
    has(status(await put(world, { lines: [line("IIR", 499, 70)] }), 200).json, { state: "submitted", revision: 4 });
  });
  await suite.test("nothing new is 304, a change is not", async (world) => {
    const tag = await world.etag("board", MINE);
    status(await world.send("board", `GET ${MINE}`, { headers: { "If-None-Match": tag } }), 304);
    status(await world.send("board", `POST ${MINE}/approve`, { headers: { "If-Match": tag } }), 200);
    status(await world.send("board", `GET ${MINE}`, { headers: { "If-None-Match": tag } }), 200);
  });
}

async function unchanged(suite) {
  await suite.test("unchanged: the standing figures, none of last week's events, once for two tries", async (world) => {
    const before = await world.get("timra", at("2262"));
    const reply = await twice(world, "timra", `POST ${at("2262", "2020-W18")}/confirm-unchanged`, {});
    has(reply.json, { week: "2020-W18", revision: 1, state: "submitted", late: false });
    assert.equal(reply.status, 201);
    const after = await world.get("timra", at("2262", "2020-W18"));
    has(after, { no_change: true, comment: "", infection_count: null, light: before.light });
    for (const given of after.lines) {
      const old = before.lines.find((entry) => entry.article === given.article);
      has(given, { stock: old.stock, use_in_week: old.use_in_week, need_next_week: old.need_next_week, received: null, transferred_in: null, transferred_out: null, discarded: null });
      assert.deepEqual(given.lots, old.lots);
    }
    status(await world.send("timra", `POST ${at("2262", "2020-W18")}/confirm-unchanged`), 409, "wrong_state");
    status(await world.send("neighbour", `POST ${at("2303", "2020-W16")}/confirm-unchanged`), 409, "wrong_state");
    status(await world.send("timra", `POST ${at("2281", "2020-W18")}/confirm-unchanged`), 403);
  });
  await suite.test("questions ask and never change a figure", async (world) => {
    const last = await world.get("solleftea", at("2283"));
    const old = (code) => last.lines.find((entry) => entry.article === code);
    const given = [
      line("IIR", old("IIR").stock, 12 * old("IIR").use_in_week),
      line("HANDSKE-M", Math.round(old("HANDSKE-M").stock / 200), 0, { received: 0, transferred_in: 0, transferred_out: 0, discarded: 0 }),
      line("HANDSKE-L", old("HANDSKE-L").stock + 5000, old("HANDSKE-L").use_in_week, { received: 0, transferred_in: 0, transferred_out: 0, discarded: 0 }),
      line("VISIR", 0, 0),
    ];
    const reply = status(await world.send("solleftea", `PUT ${at("2283", "2020-W18")}`, { body: { lines: given } }), 201);
    const asked = Object.fromEntries(reply.json.assessment.lines.map((entry) => [entry.article, entry.questions.map((question) => question.code)]));
    assert.ok(asked.IIR.includes("times_ten"), JSON.stringify(asked));
    assert.ok(asked["HANDSKE-M"].includes("packs_for_pieces"), JSON.stringify(asked));
    assert.ok(asked["HANDSKE-L"].includes("negative_use") || asked["HANDSKE-L"].includes("stock_jump"), JSON.stringify(asked));
    assert.ok(asked.VISIR.includes("empty_no_use"), JSON.stringify(asked));
    const kept = (await world.get("solleftea", at("2283", "2020-W18"))).lines;
    for (const entry of given) has(kept.find((saved) => saved.article === entry.article), entry);
  });
  await suite.test("the draft of a correction is counted from when its figures were true, like the report itself", async (world) => {
    const place = at("2284", "2020-W16");
    const before = await world.get("ornskoldsvik", `${place}/form`);
    has(before, { state: "locked", needs_reason: true });
    const report = await world.get("ornskoldsvik", place);
    const cells = report.lines.flatMap((sent) => ["stock", "use_in_week", "need_next_week"].map((field) => ({ article: sent.article, field, text: String(sent[field]) })));
    const saved = status(await world.send("ornskoldsvik", `PUT ${place}/draft`, { body: { cells, infection_count: "", light: "", comment: "", based_on: null }, headers: { "If-None-Match": "*" } }), 200);
    const days = (lines) => Object.fromEntries(lines.filter(({ inbound, wasted }) => inbound === 0 && wasted === 0).map((one) => [one.article, [one.cover.days, one.runs_out_on]]));
    const shown = days(before.assessment.lines);
    const typed = days(saved.json.assessment.lines);
    assert.ok(Object.keys(shown).length > 3, JSON.stringify(shown));
    for (const article of Object.keys(shown)) if (!report.lines.find((one) => one.article === article).lots.length) assert.deepEqual(typed[article], shown[article], article);
    status(await world.send("ornskoldsvik", `DELETE ${place}/draft`, { headers: { "If-Match": saved.headers.etag } }), 204);
  });
  await suite.test("a full report comes back as it was sent", async (world) => {
    const full = { ...line("FFP2", 1000, 70), received: 1, transferred_in: 2, transferred_out: 3, discarded: 0, open_orders: 4,
      lots: [{ lot_name: "Sats Ä=1", quantity: 400, expires_on: "2020-05-01" }, { lot_name: "", quantity: 600, expires_on: "2049-12-31" }],
      deliveries: [{ quantity: 50, expected_on: "2020-05-04", confirmed: true }, { quantity: 0, expected_on: "2020-05-05", confirmed: false }],
      parts: [{ kind: "sector", name: "care", stock: 500, use_in_week: null }, { kind: "private_unit", name: "Björkgården", stock: null, use_in_week: 9 }] };
    const sparse = { ...line("IIR", 0, 0), received: null };
    const reply = status(await world.send("harnosand", `PUT ${at("2280", "2020-W18")}`, { body: { lines: [full, sparse], infection_count: 0, light: "", comment: "=SUM(A1)\r\n\"citat\" \\ / \u2028 😷", no_change: true } }), 201);
    has(reply.json.assessment.lines.find((entry) => entry.article === "FFP2"), { inbound: 50 });
    const got = await world.get("harnosand", at("2280", "2020-W18"));
    has(got, { infection_count: 0, light: "", comment: "=SUM(A1)\r\n\"citat\" \\ / \u2028 😷", no_change: true });
    has(got.lines.find((entry) => entry.article === "FFP2"), full);
    has(got.lines.find((entry) => entry.article === "IIR"), { ...sparse, transferred_in: null, discarded: null, open_orders: null, lots: [], deliveries: [], parts: [] });
    assert.match(reply.headers.etag, /^"[^"]+"$/);
  });
  await suite.test("the list of weeks pages from the newest to the oldest", async (world) => {
    const whole = (await world.get("timra", "/municipalities/2262/ppe-reports?limit=500")).items;
    assert.deepEqual(whole.map((item) => item.week).slice(0, 3), ["2020-W18", "2020-W17", "2020-W16"]);
    const seen = [];
    let place = "/municipalities/2262/ppe-reports?limit=3";
    while (place) {
      const reply = status(await world.send("timra", `GET ${place}`), 200);
      seen.push(...reply.json.items);
      place = /<\/api\/v1([^>]+)>/.exec(reply.headers.link ?? "")?.[1];
    }
    assert.deepEqual(seen, whole);
    violations(await world.send("timra", "GET /municipalities/2262/ppe-reports?cursor=ig%C3%A5r"), [["?cursor", "malformed"]]);
  });
}

export default async function scenarios(suite) {
  await drafts(suite);
  await refusals(suite);
  await life(suite);
  await unchanged(suite);
}
