/** What time does: sessions end, reports lock and are corrected, stocks age, rules come into force. The server is started on later days. */
import assert from "node:assert/strict";
import { has, status, violations } from "../lib/suite.mjs";

const line = (article, stock, use_in_week) => ({ article, stock, use_in_week, need_next_week: use_in_week });
const PLACE = "/municipalities/2284/ppe-reports/2020-W17", RAGUNDA = "/municipalities/2303/ppe-reports/2020-W17";

/** The same people and data on another day, all signed in anew. */
async function travel(world, day) {
  const how = await world.server.restart({ asOf: day });
  assert.equal(how.code, 0, "the restart was not clean");
  await world.connect();
  const old = world.sessions;
  world.sessions = {};
  return old;
}

export default async function scenarios(suite) {
  let before;
  await suite.test("a day later every session has ended", async (world) => {
    const place = "/municipalities/2284/ppe-reports/2020-W17";
    status(await world.send("ornskoldsvik", `PUT ${place}`, { body: { lines: [line("IIR", 1000, 70), line("FFP2", 500, 30)] }, headers: { "If-Match": await world.etag("ornskoldsvik", place) } }), 200);
    before = (await world.send("ornskoldsvik", `GET ${place}`)).headers.etag;
    for (const [who, cookie] of Object.entries(await travel(world, "2020-04-30")))
      status(await world.send(null, "GET /session", { cookie }), 401, "not_signed_in");
  });
  await suite.test("a locked report is corrected with a reason, and shows what changed", async (world) => {
    has(await world.get("ornskoldsvik", `${PLACE}/form`), { state: "locked", editable: true, needs_reason: true });
    const put = (body, headers) => world.send("ornskoldsvik", `PUT ${PLACE}`, { body, headers });
    const lines = [line("IIR", 900, 70), line("FFP2", 500, 30)], current = await world.etag("ornskoldsvik", PLACE);
    assert.notEqual(current, before);
    status(await put({ lines }, { "If-Match": current }), 422, "reason_required");
    status(await put({ lines, reason: " \n" }, { "If-Match": current }), 422, "reason_required");
    violations(status(await put({ lines, reason: "Enligt 811228-9874" }, { "If-Match": current }), 422), [["/reason", "personal_number"]]);
    /* The tag from before the lock is good enough: the lock alone takes nothing away from what was read. */
    const reply = status(await put({ lines, reason: "Ett förråd var räknat två gånger" }, { "If-Match": before }), 200);
    has(reply.json, { state: "locked", revision: (revision) => revision >= 2 });
    const { items } = await world.get("board", `${PLACE}/revisions`);
    has(items[0], { kind: "corrected", reason: "Ett förråd var räknat två gånger", changes: [{ article: "IIR", field: "stock", before: 1000, after: 900 }] });
    const [row] = await world.audit("LST22", "boardAdmin", "limit=1&object_type=ppe_report");
    has(row, { action: "ppe_report.submit", object_key: "2284/2020-W17", after: { kind: "corrected" } });
    has((await world.get("board", "/counties/22/ppe-overview")).municipalities.find((place) => place.code === "2284").cells.find((cell) => cell.article === "IIR"), { stock: 900 });
  });
  await suite.test("the board opens a locked report; what is then sent needs no reason", async (world) => {
    const tag = await world.etag("board", PLACE);
    has(status(await world.send("board", `POST ${PLACE}/return`, { body: { reason: "Visir också, tack" }, headers: { "If-Match": tag } }), 200).json, { state: "returned" });
    has(await world.get("ornskoldsvik", `${PLACE}/form`), { state: "returned", needs_reason: false });
    const reply = status(await world.send("ornskoldsvik", `PUT ${PLACE}`, { body: { lines: [line("IIR", 900, 70), line("VISIR", 40, 7)] }, headers: { "If-Match": await world.etag("ornskoldsvik", PLACE) } }), 200);
    has(reply.json, { state: "locked" });
    has((await world.get("board", `${PLACE}/revisions`)).items[0], { kind: "resubmitted", reason: "" });
  });
  await suite.test("stock ages: three days on, three days less", async (world) => {
    const overview = await world.get("neighbour", "/counties/23/ppe-overview");
    const place = overview.municipalities.find((entry) => entry.code === "2303"), cell = (code) => place.cells.find((entry) => entry.article === code);
    has(place, { age_days: 3 });
    has(cell("IIR"), { stock: 700, cover: { days: 67, exact: "67" }, runs_out_on: "2020-07-06" });
    has(cell("FFP3"), { cover: { days: 0, status: "acute" } });
    has(cell("VISIR"), { cover: { kind: "no_use" } });
  });
  await suite.test("a report older than two weeks is grey: it may receive, never give", async (world) => {
    await travel(world, "2020-05-13");
    const overview = await world.get("neighbour", "/counties/23/ppe-overview");
    const place = overview.municipalities.find((entry) => entry.code === "2303");
    has(place, { age_days: 16 });
    has(place.cells.find((cell) => cell.article === "IIR"), { cover: { status: "grey" } });
    const { json } = status(await world.send("neighbourBoard", "POST /counties/23/proposals", { body: { articles: ["FFP2"] } }), 201);
    assert.ok(json.articles[0].positions.every((position) => !position.may_give));
    assert.deepEqual(json.lines, []);
  });
  await suite.test("a week more than eight back can no longer be changed, and reads on", async (world) => {
    await travel(world, "2020-06-29");
    status(await world.send("neighbour", `PUT ${RAGUNDA}`, { body: { lines: [line("IIR", 1, 1)], reason: "För sent" }, headers: { "If-Match": await world.etag("neighbour", RAGUNDA) } }), 409, "report_not_open");
    has(await world.get("neighbour", RAGUNDA), { state: "locked", revision: 1 });
    has(await world.get("neighbour", `${RAGUNDA}/form`), { editable: false });
  });
  await suite.test("the rule decided for June is in force in June", async (world) => {
    has(await world.get("timra", "/counties/22/ppe-policies"), { items: (items) => items.find((item) => item.in_force).red_below_days === 9 });
    has(await world.get("timra", "/counties/22/ppe-overview"), { policy: { owner: "22", red_below_days: 9 } });
  });
  await suite.test("behind a proxy that says https the cookie is Secure and bound to the host", async (world) => {
    await world.server.restart({ options: ["--trust-proxy", "127.0.0.1"] });
    await world.connect();
    world.sessions = {};
    const url = world.client.url, https = { "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", Origin: url.replace("http:", "https:") };
    const body = { username: "timra", password: "Ovning-Vasternorrland-2020" };
    const reply = status(await world.send(null, "POST /session", { body, headers: https }), 201);
    assert.match(reply.headers["set-cookie"][0], /^__Host-fordela_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/);
    const cookie = reply.headers["set-cookie"][0].split(";")[0];
    status(await world.send(null, "GET /session", { cookie, headers: https }), 200);
    status(await world.send(null, "GET /session", { cookie }), 401);
    status(await world.send(null, "POST /session", { body, headers: { ...https, Origin: url } }), 403, "cross_origin");
  });
  await suite.test("without a trusted proxy X-Forwarded headers are nothing", async (world) => {
    await world.server.restart();
    await world.connect();
    world.sessions = {};
    const reply = status(await world.send(null, "POST /session", { body: { username: "timra", password: "Ovning-Vasternorrland-2020" }, headers: { "X-Forwarded-Proto": "https" } }), 201);
    assert.match(reply.headers["set-cookie"][0], /^fordela_session=/);
  });
  await suite.test("the journal of the server names no person, no path and no token", (world) => {
    assert.ok(world.server.log.length > 1000);
    for (const secret of ["sundsvall", "timra", "Ovning", "fordela_session", "2020-W17", "127.0.0.1"]) assert.ok(!world.server.log.includes(secret), `${secret} stands in the log`);
  });
}

