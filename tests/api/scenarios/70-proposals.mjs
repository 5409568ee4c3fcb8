/** Proposals: computed, replayed, changed by hand, floors, presented, decided; figures by hand from lib/figures.mjs. */
import assert from "node:assert/strict";
import { seed } from "../lib/figures.mjs";
import { has, status, twice, violations } from "../lib/suite.mjs";

const TRAIL = { trail: ["LST23", "neighbourBoard"] };
const COUNTY = "/counties/23/proposals";

export default async function scenarios(suite, world) {
  let id, etag, place;
  const create = (body, who = "neighbourBoard") => world.send(who, `POST ${COUNTY}`, { body });
  await suite.table("who creates", [
    { who: "neighbour", does: `POST ${COUNTY}`, body: {}, gives: 403, keeps: COUNTY },
    { who: "board", does: `POST ${COUNTY}`, body: {}, gives: 403, keeps: COUNTY, witness: "neighbour" },
    { who: "sos", does: `POST ${COUNTY}`, body: {}, gives: 403, keeps: COUNTY },
    { who: "region", does: `POST ${COUNTY}`, body: {}, gives: 403, keeps: COUNTY, witness: "neighbour" },
    { who: "neighbourBoard", does: `POST ${COUNTY}`, body: { articles: ["FFP2", "FINNS-EJ", "x"], target_days: 0, safety_days: 400, rule: "fair" }, gives: 422, keeps: COUNTY,
      errors: [["/articles/2", "malformed"], ["/target_days", "out_of_range"], ["/safety_days", "out_of_range"], ["/rule", "malformed"]] },
    { who: "neighbourBoard", does: `POST ${COUNTY}`, body: { articles: ["FFP2", "FINNS-EJ"] }, gives: 422, keeps: COUNTY, errors: [["/articles/1", "unknown_reference"]] },
    { who: "neighbourBoard", does: "POST /counties/22/proposals", body: {}, gives: 403 },
  ], TRAIL);
  await suite.test("the proposal by hand: 9 packs from the one who has to the one who lacks", async () => {
    await seed(world);
    const reply = await twice(world, "neighbourBoard", `POST ${COUNTY}`, { body: { articles: ["FFP2"], rule: "plain" }, other: { articles: ["IIR"] }, ...TRAIL });
    id = reply.json.proposal_id;
    etag = reply.headers.etag;
    place = `/proposals/${id}`;
    assert.equal(reply.headers.location, `/api/v1${place}`);
    has(reply.json, {
      county: { code: "23" }, week: "2020-W17", state: "draft", strict_rule: false, reports: { counted: 2, missing: 6 }, policy: { target_days: 14, safety_days: 7 },
      summary: { lanes: 1, packs: 9 },
      /* 100 - 14 x 20 = -180 pieces: 9 packs of 20; the giver keeps (2000 - 180) / 20 = 91 days */
      lines: [{ line_number: 1, article: "FFP2", from: "2303", to: "2305", packs: 9, computed_packs: 9, pieces: 180, state: "proposed", breaks_floor: false,
        giver_before: { days: 100 }, giver_after: { days: 91 }, receiver_before: { days: 5, status: "red" }, receiver_after: { days: 14, status: "green" }, strict_holds: true, covers_for: null,
        sentences_sv: (list) => list.length === 4 && list.every((sentence) => sentence.length > 10), sentences_en: (list) => list.length === 4 }],
      presented_at: null, decided_at: null, reference_number: (value) => value === null || value === "",
    });
    const position = reply.json.articles[0].positions.find((entry) => entry.municipality === "2303");
    has(position, { stock: 2000, use_per_day: "20", net_packs: -9, computed_net_packs: -9, below_floor: false, may_give: true, cover_after: { days: 91 } });
    const sum = reply.json.articles[0].positions.reduce((total, entry) => total + entry.net_packs, 0);
    assert.equal(sum, 0);
  });
  await suite.test("computed again it is the same to the byte; replayed it is the same", async () => {
    const again = status(await create({ articles: ["FFP2"], rule: "plain" }), 201).json, first = await world.get("neighbourBoard", place);
    assert.notEqual(again.proposal_id, id);
    assert.equal(again.result_sha256, first.result_sha256);
    assert.match(first.result_sha256, /^[0-9a-f]{64}$/);
    has(await world.get("neighbour", `${place}/replay`), { same: true, result_sha256: first.result_sha256, recomputed_sha256: first.result_sha256, input_sha256: first.input_sha256 });
    status(await world.send("neighbour", `GET ${place}`, { headers: { "If-None-Match": etag } }), 304);
  });
  await suite.test("who sees it", async () => {
    for (const who of ["neighbour", "neighbourReporter", "sos", "government"]) status(await world.send(who, `GET ${place}`), 200);
    for (const who of ["board", "timra", "region"]) status(await world.send(who, `GET ${place}`), 404, "not_found");
    status(await world.send("operator", `GET ${place}`), 403);
    status(await world.send("board", `GET ${place}/replay`), 404);
    status(await world.send("neighbour", "GET /proposals/00000000000000000000000000"), 404);
    assert.ok((await world.get("neighbour", COUNTY)).items.some((item) => item.proposal_id === id && item.lines === 1 && item.packs === 9));
    const pages = [];
    for (let next = `${COUNTY}?limit=1`; next;) {
      const reply = await world.send("neighbour", `GET ${next}`);
      pages.push(...reply.json.items);
      next = /<\/api\/v1([^>]+)>/.exec(reply.headers.link ?? "")?.[1];
    }
    assert.deepEqual(pages, (await world.get("neighbour", COUNTY)).items);
  });
  const line = (packs, reason = "Enligt samtal") => ({ packs, reason });
  await suite.test("a line that is lowered sends no more of a lot than there is in it", async (world) => {
    const made = status(await world.send("board", "POST /counties/22/proposals", { body: {} }), 201);
    const one = made.json.lines.find((entry) => entry.packs > 1 && entry.lots.some((lot) => lot.packs > 1));
    const first = one.lots[0], packs = first.packs > 1 ? first.packs - 1 : 1;
    const reply = status(await world.send("board", `PUT /proposals/${made.json.proposal_id}/lines/${one.line_number}`, { body: line(packs), headers: { "If-Match": made.headers.etag } }), 200);
    assert.deepEqual(reply.json.lines.find((entry) => entry.line_number === one.line_number).lots, [{ ...first, packs }]);
  });
  await suite.test("a change recomputes floors, sums and covers; the giver's floor holds", async () => {
    const put = (body, headers = { "If-Match": etag }, who = "neighbourBoard") => world.send(who, `PUT ${place}/lines/1`, { body, headers });
    status(await put(line(10), {}), 428);
    status(await put(line(10), { "If-Match": "\"p99\"" }), 412);
    status(await put(line(10), undefined, "neighbour"), 403);
    status(await put(line(10), undefined, "board"), 404);
    violations(status(await put({ packs: -1, reason: "x" }), 422), [["/packs", "out_of_range"], ["/reason", "too_short"]]);
    violations(status(await put(line(101)), 422), [["/packs", "out_of_range"]]);          /* more than there is: 2020 of 2000 */
    status(await put(line(94)), 409, "floor_broken");                                     /* leaves 120 of the 140 to keep */
    status(await world.send("neighbourBoard", `PUT ${place}/lines/99`, { body: line(1), headers: { "If-Match": etag } }), 404);
    assert.equal(await world.etag("neighbour", place), etag);
    const reply = status(await put(line(93)), 200);                                       /* leaves exactly 140 */
    has(reply.json, { summary: { packs: 93 }, lines: [{ packs: 93, computed_packs: 9, breaks_floor: false, change_reason: "Enligt samtal", giver_after: { days: 7 }, receiver_after: { days: 98 } }] });
    status(await put(line(9)), 412);
    etag = reply.headers.etag;
    const [row] = await world.audit("LST23", "neighbourBoard");
    has(row, { action: "proposal.line_change", object_key: id, before: { packs: 9 }, after: { packs: 93, reason: "Enligt samtal" } });
    has(await world.get("neighbour", `${place}/replay`), { same: true });                 /* the computed result stays what it was */
  });
  await suite.test("only the giver's own decider may go below its floor, and no further than said", async () => {
    const confirm = `POST ${place}/lines/1/floor-confirmation`, put = (packs) => world.send("neighbourBoard", `PUT ${place}/lines/1`, { body: line(packs), headers: { "If-Match": etag } });
    for (const who of ["neighbourReporter", "neighbourBoard", "board", "sos"]) status(await world.send(who, confirm, { body: line(95) }), 403);
    status(await world.send("kramfors", confirm, { body: line(95) }), 404);
    const reply = await twice(world, "neighbour", confirm, { body: line(95, "Vi klarar oss"), other: line(96, "Vi klarar oss"), ...TRAIL });
    has(reply.json.lines[0], { floor_confirmed: true, packs: 93 });
    etag = reply.headers.etag;
    status(await put(96), 409, "floor_broken");
    const broken = status(await put(95), 200);
    has(broken.json.lines[0], { packs: 95, breaks_floor: true, floor_confirmed: true, giver_after: { days: 5 } });
    etag = broken.headers.etag;
    etag = status(await put(9), 200).headers.etag;
  });
  await suite.test("a line by hand", async () => {
    const add = (body, who = "neighbourBoard") => world.send(who, `POST ${place}/lines`, { body });
    const good = { article: "FFP2", from: "2305", to: "2309", packs: 1, reason: "Akut på sjukhuset" };
    violations(status(await add({ article: "IIR", from: "2281", to: "2281", packs: 1, reason: "För att" }), 422), [["/article", "unknown_reference"], ["/from", "unknown_reference"], ["/to", "unknown_reference"]]);
    violations(status(await add({ ...good, to: "2305" }), 422), [["/to", "inconsistent"]]);
    violations(status(await add({ ...good, from: "2303", to: "2305" }), 422), [["/to", "duplicate"]]);
    violations(status(await add({ ...good, packs: 0, reason: "" }), 422), [["/packs", "out_of_range"], ["/reason", "too_short"]]);
    violations(status(await add({ ...good, from: "2309", to: "2303" }), 422), [["/packs", "out_of_range"]]); /* has reported nothing */
    status(await add(good, "neighbour"), 403);
    status(await add(good, "board"), 404);
    assert.equal(await world.etag("neighbour", place), etag);
    const reply = await twice(world, "neighbourBoard", `POST ${place}/lines`, { body: { ...good, from: "2303", to: "2309", packs: 2 }, other: good, ...TRAIL });
    assert.equal(reply.status, 201);
    has(reply.json, { summary: { packs: 11 } });
    has(reply.json.lines.find((entry) => entry.to === "2309"), { packs: 2, computed_packs: 0, state: "proposed", from: "2303" });
    etag = reply.headers.etag;
  });
  await suite.test("nothing is decided in a draft; presented, nothing is changed but by decision", async () => {
    const decide = (n, body, who = "neighbourBoardDecider") => world.send(who, `POST ${place}/lines/${n}/decision`, { body });
    const close = (headers = { "If-Match": etag }, who = "neighbourBoardDecider", body = { reference_number: "500-23-2020", decision_maker: "Logistikberedningen" }) => world.send(who, `POST ${place}/decide`, { body, headers });
    status(await decide(1, { decision: "agreed" }), 409, "wrong_state");
    status(await close(), 409, "wrong_state");
    status(await world.send("neighbourBoard", `POST ${place}/present`), 428);
    status(await world.send("neighbourBoard", `POST ${place}/present`, { headers: { "If-Match": "\"p1\"" } }), 412);
    status(await world.send("neighbour", `POST ${place}/present`, { headers: { "If-Match": etag } }), 403);
    const presented = await twice(world, "neighbourBoard", `POST ${place}/present`, { headers: { "If-Match": etag }, ...TRAIL });
    has(presented.json, { state: "presented", presented_at: (at) => at?.startsWith("2020-04-27T") });
    etag = presented.headers.etag;
    status(await world.send("neighbourBoard", `PUT ${place}/lines/1`, { body: line(8), headers: { "If-Match": etag } }), 409, "wrong_state");
    status(await world.send("neighbourBoard", `POST ${place}/lines`, { body: { article: "FFP2", from: "2303", to: "2321", packs: 1, reason: "För sent" } }), 409, "wrong_state");
    status(await world.send("neighbourBoard", `POST ${place}/present`, { headers: { "If-Match": etag } }), 409, "wrong_state");

    const number = presented.json.lines.find((entry) => entry.to === "2309").line_number;
    status(await decide(1, { decision: "agreed" }, "neighbour"), 403);
    status(await decide(1, { decision: "declined" }), 422, "reason_required");
    violations(status(await decide(1, { decision: "changed", reason: "Mindre" }), 422), [["/packs", "missing"]]);
    violations(status(await decide(1, { decision: "agreed", packs: 3 }), 422), [["/packs", "inconsistent"]]);
    violations(status(await decide(1, { decision: "kanske", packs: -1 }), 422), [["/decision", "malformed"], ["/packs", "out_of_range"]]);
    status(await decide(1, { decision: "changed", packs: 96, reason: "Allt" }), 409, "floor_broken");
    status(await decide(77, { decision: "agreed" }), 404);
    status(await close(), 409, "lines_undecided");
    const first = await twice(world, "neighbourBoardDecider", `POST ${place}/lines/1/decision`, { body: { decision: "changed", packs: 8, reason: "Jämnare" }, other: { decision: "agreed" }, ...TRAIL });
    has(first.json.lines[0], { state: "changed", packs: 8, decision_reason: "Jämnare" });
    status(await close({ "If-Match": first.headers.etag }), 409, "lines_undecided");
    const second = status(await decide(number, { decision: "declined", reason: "Hinner inte" }), 200);
    has(second.json, { summary: { packs: 8 }, lines: (lines) => lines.find((entry) => entry.line_number === number).state === "declined" });
    etag = second.headers.etag;
    status(await close({}), 428);
    status(await close({ "If-Match": "\"p1\"" }), 412);
    violations(status(await close(undefined, undefined, { reference_number: "", decision_maker: "x".repeat(121) }), 422), [["/reference_number", "too_short"], ["/decision_maker", "too_long"]]);
    const closed = await twice(world, "neighbourBoardDecider", `POST ${place}/decide`, { headers: { "If-Match": etag }, body: { reference_number: "500-23-2020", decision_maker: "Logistikberedningen" },
      other: { reference_number: "9", decision_maker: "A" }, ...TRAIL });
    has(closed.json, { state: "decided", reference_number: "500-23-2020", decision_maker: "Logistikberedningen", decided_at: (at) => at?.startsWith("2020-04-27T") });
    etag = closed.headers.etag;
    status(await decide(1, { decision: "agreed" }), 409, "wrong_state");
    status(await world.send("neighbour", `POST ${place}/lines/1/floor-confirmation`, { body: line(99) }), 409, "wrong_state");
    assert.equal(await world.etag("neighbour", place), etag);
    const actions = (await world.audit("LST23", "neighbourBoard", `limit=50&object_type=proposal&object_key=${id}`)).map((row) => row.action);
    assert.deepEqual(actions, ["proposal.decide", "proposal.line_decide", "proposal.line_decide", "proposal.present", "proposal.line_add", "proposal.line_change", "proposal.line_change", "proposal.floor_confirm", "proposal.line_change", "proposal.create"]);
  });
  await suite.test("the demo's county: all articles, both rules, conserved and nobody below its floor", async () => {
    for (const rule of ["plain", "strict"]) {
      const { json } = status(await world.send("board", "POST /counties/22/proposals", { body: { articles: [], rule } }), 201);
      assert.equal(json.strict_rule, rule === "strict");
      assert.ok(json.lines.length > 3);
      for (const article of json.articles) {
        assert.equal(article.positions.reduce((total, entry) => total + entry.net_packs, 0), 0, article.code);
        for (const entry of article.positions) if (entry.net_packs < 0) assert.ok(!entry.below_floor, `${article.code} ${entry.municipality}`);
      }
      for (const entry of json.lines) assert.ok(entry.packs > 0 && !entry.breaks_floor && (rule === "plain" || entry.strict_holds));
      assert.ok(json.summary.lanes >= json.summary.lanes_bound || json.summary.lanes_bound === null);
      has(await world.get("board", `/proposals/${json.proposal_id}/replay`), { same: true });
    }
  });
  await suite.test("the nation's proposal is Socialstyrelsen's", async () => {
    status(await world.send("boardDecider", "POST /counties/00/proposals", { body: { articles: ["FFP2"] } }), 403);
    status(await world.send("government", "POST /counties/00/proposals", { body: { articles: ["FFP2"] } }), 403);
    const { json, headers } = status(await world.send("sos", "POST /counties/00/proposals", { body: { articles: ["FFP2"] } }), 201);
    has(json, { county: { code: "00" }, municipalities: (places) => places.length === 290 });
    status(await world.send("sos", `POST /proposals/${json.proposal_id}/present`, { headers: { "If-Match": headers.etag } }), 200);
    status(await world.send("timra", `GET /proposals/${json.proposal_id}`), 404);
    has(await world.get("government", "/counties/00/proposals"), { items: (items) => items.some((item) => item.proposal_id === json.proposal_id) });
    status(await world.send("timra", "GET /counties/00/proposals"), 403);
  });
}
