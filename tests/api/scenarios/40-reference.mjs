/** Reference data, the public operations, computations, the start page. */
import assert from "node:assert/strict";
import { has, status, violations } from "../lib/suite.mjs";

export default async function scenarios(suite) {
  await suite.table("reference", [
    { who: "region", does: "GET /counties", gives: 200, has: { items: (items) => items.length === 21 && items.some((item) => item.code === "22" && item.letter === "Y") } },
    { who: "timra", does: "GET /counties/00/municipalities", gives: 200, has: { items: (items) => items.length === 290 && items.every((item) => item.population > 2000 && item.latitude_udeg > 55e6) } },
    { who: "timra", does: "GET /counties/22/municipalities", gives: 200, has: { items: (items) => items.length === 7 && items.every((item) => item.code.startsWith("22")) } },
    { who: "timra", does: "GET /counties/02/municipalities", gives: 404 },
    { who: "sos", does: "GET /organisations", gives: 200, has: { items: (items) => items.length >= 290 + 21 + 21 + 3 } },
    { who: "sos", does: "GET /organisations?kind=county_board", gives: 200, has: { items: (items) => items.length === 21 && items.every((item) => item.code.startsWith("LST")) } },
    { who: "sos", does: "GET /municipalities/2281/population", gives: 200, has: { items: (items) => items.reduce((sum, band) => sum + band.persons, 0) > 95000 } },
    { who: "sos", does: "GET /municipalities/2281/population?date=2020-13-31", gives: 422, errors: [["?date", "malformed"]] },
    { who: "sos", does: "GET /municipalities/2281/population?date=%", gives: 400, code: "bad_request" },
    { who: "sos", does: "GET /municipalities/2281/population?date=%ff", gives: 422, errors: [["?", "malformed"]] },
    { who: "sos", does: "GET /municipalities/9999/population", gives: 404 },
  ]);
  await suite.test("the neighbours are neighbours both ways", async (world) => {
    const { items } = await world.get("sos", "/counties/00/municipalities");
    const of = new Map(items.map((item) => [item.code, item.neighbours]));
    for (const [code, neighbours] of of) for (const other of neighbours) assert.ok(of.get(other)?.includes(code), `${code} and ${other}`);
  });
  await suite.test("the public operations need nobody", async (world) => {
    has((await world.send(null, "GET @/healthz")).json, { status: "ok" });
    has((await world.send(null, "GET @/readyz")).json, { status: "ready" });
    has((await world.send(null, "GET @/version")).json, { name: (name) => /^f[öo]rdela$/i.test(name) });
    has((await world.send(null, "GET /instance")).json, { exercise: true, demo: true, as_of: "2020-04-27", today: "2020-04-27", week: "2020-W18" });
    const metrics = status(await world.send(null, "GET @/metrics"), 200);
    assert.match(metrics.headers["content-type"], /^text\/plain/);
    assert.match(metrics.text, /^# TYPE \w+ counter$/m);
  });
  await suite.test("large answers are compressed for those who ask", async (world) => {
    const { gunzipSync } = await import("node:zlib");
    const plain = await world.send("sos", "GET /organisations"), packed = await world.send("sos", "GET /organisations", { headers: { "Accept-Encoding": "gzip, br" } });
    assert.equal(plain.headers["content-encoding"], undefined);
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.match(packed.headers.vary, /Accept-Encoding/i);
    assert.ok(packed.bytes.length < plain.bytes.length / 2);
    assert.equal(gunzipSync(packed.bytes).toString(), plain.text);
  });
  await suite.test("a computation answers, refuses in a problem, and knows its names", async (world) => {
    const { readFile } = await import("node:fs/promises");
    const { cases } = JSON.parse(await readFile(new URL("../../cases/c_ppe_cover.json", import.meta.url)));
    const { problem, input } = cases[0];
    status(await world.send("timra", `POST /compute/${problem}`, { body: { input } }), 200);
    const refused = status(await world.send("timra", `POST /compute/${problem}`, { body: { input: {} } }), 422, "compute_refused");
    has(refused.json, { error: { code: (code) => typeof code === "string", field: (field) => typeof field === "string" } });
    const unknown = await world.send("timra", "POST /compute/finns_inte", { body: { input: {} } });
    assert.ok([404, 422].includes(unknown.status), `${unknown.status}`);
    status(await world.send("timra", `POST /compute/${problem}`, { raw: "{\"input\":{},\"input\":{}}" }), 422);
  });
  await suite.test("the start page tells each what to do", async (world) => {
    const codes = async (who) => (await world.get(who, "/start")).tasks.map((task) => task.code);
    has(await world.get("kramfors", "/start"), { week: "2020-W18", report_week: "2020-W17", tasks: (tasks) => tasks.some((task) => task.code === "report_due" && task.late && task.week === "2020-W17") });
    assert.ok((await codes("ange")).includes("report_draft"));
    const board = await codes("board");
    for (const code of ["reports_missing", "reports_to_review", "acute_articles"]) assert.ok(board.includes(code), `${board} lacks ${code}`);
    has(await world.get("board", "/start"), { tasks: (tasks) => tasks.some((task) => task.code === "reports_to_review" && task.link === "/rapport?vecka=2020-W17") });
    assert.ok(!(await codes("timra")).includes("report_due"));
  });
  await suite.table("strict JSON", [
    ["{\"language\":\"sv\",\"language\":\"en\"}", 400], ["{\"language\":\"sv\",\"l\\u0061nguage\":\"en\"}", 400], ["{\"language\":\"s\\u0000v\"}", 400],
    [Buffer.from("{\"language\":\"\xff\"}", "latin1"), 400], [Buffer.from("{\"language\":\"\xc0\xaf\"}", "latin1"), 400], [Buffer.from("{\"language\":\"\xed\xa0\x80\"}", "latin1"), 400],
    ["{\"language\":\"\\ud800\"}", 400], ["\ufeff{\"language\":\"sv\"}", 400], ["{\"language\":1e999}", 400], ["{\"language\":9223372036854775808}", 400], ["{\"language\":NaN}", 400],
    ["{\"language\":\"sv\"}\0", 400], ["{\"language\":\"sv\"} {}", 400], ["{'language':'sv'}", 400], ["{\"language\":\"sv\",}", 400], [`{"language":${"[".repeat(33)}${"]".repeat(33)}}`, 400],
    [`{"language":${"[".repeat(20)}${"]".repeat(20)}}`, 422], ["{\"language\":\"SV\"}", 422], ["{\"language\":\"sv\\n\"}", 422],
  ].map(([raw, gives]) => ({ who: "region", does: "PUT /session/language", raw, gives, keeps: "/session", name: JSON.stringify(raw.toString("latin1")).slice(0, 60), code: gives === 400 ? "invalid_json" : "invalid_fields" })));
  await suite.test("refusals speak the reader's language", async (world) => {
    const say = async (language) => (await world.send("region", "PUT /session/language", { body: { language: 1 }, headers: { "Accept-Language": language } })).json;
    has(await say("sv-SE"), { title: "Några uppgifter behöver rättas", errors: [{ message: "Värdet är av fel slag." }] });
    has(await say("en"), { title: "Some values need correcting", errors: [{ message: "The value is of the wrong type." }] });
    violations({ json: await say("en;q=0.5") }, [["/language", "wrong_type"]]);
  });
  await suite.test("q values of Accept-Language count", async (world) => {
    const title = async (language) => (await world.send(null, "GET /nothing", { headers: { "Accept-Language": language } })).json.title;
    assert.equal(await title("en;q=0.1, sv;q=0.9"), "Det finns inte");
    assert.equal(await title("sv;q=0.1, en-GB;q=0.9"), "There is no such thing");
    assert.equal(await title("sv;q=0, en"), "There is no such thing");
    assert.equal(await title("fr, *"), "Det finns inte");
    assert.equal(await title("en-US"), "There is no such thing");
    assert.equal(await title("bosen"), "Det finns inte"); /* no language that we have */
  });
}
