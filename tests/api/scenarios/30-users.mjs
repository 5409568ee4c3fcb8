/** Users of an organisation and the audit trail. */
import assert from "node:assert/strict";
import { has, status, twice, violations } from "../lib/suite.mjs";
import { OTHER_PASSWORD } from "../lib/world.mjs";

const user = (username, more = {}) => ({ username, display_name: "Ny Person (påhittad)", email: "", role: "reader", language: "sv", password: OTHER_PASSWORD, ...more });
const change = (more = {}) => ({ display_name: "Ny Person (påhittad)", email: "", role: "reader", language: "sv", status: "active", ...more });

export default async function scenarios(suite, world) {
  await suite.table("users", [
    { who: "admin", does: "POST /organisations/2281/users", body: user("ny.lasare"), gives: 201, audit: "user.add", has: { username: "ny.lasare", organisation_code: "2281", status: "active", version: 1, last_login_at: null } },
    { who: "admin", does: "POST /organisations/2281/users", body: user("ny.lasare"), gives: 409, code: "conflict", keeps: "/organisations/2281/users" },
    { who: "admin", does: "POST /organisations/2282/users", body: user("ny.granne"), gives: 403, code: "forbidden" },
    { who: "decider", does: "POST /organisations/2281/users", body: user("ny.otillaten"), gives: 403 },
    { who: "boardAdmin", does: "POST /organisations/2281/users", body: user("ny.ovanifran"), gives: 403 },
    { who: "operator", does: "POST /organisations/2282/users", body: user("ny.drift"), gives: 201, has: { organisation_code: "2282" } },
    { who: "operator", does: "POST /organisations/9999/users", body: user("ny.ingenstans"), gives: 404, code: "not_found" },
    { who: "admin", does: "POST /organisations/2281/users", keeps: "/organisations/2281/users", gives: 422, code: "invalid_fields",
      body: user("Ä", { display_name: "", email: "inget", role: "kung", language: "no", password: "kort", extra: 1 }),
      errors: [["/username", "malformed"], ["/display_name", "too_short"], ["/email", "malformed"], ["/role", "malformed"], ["/language", "malformed"], ["/password", "too_short"], ["/extra", "unknown"]] },
    { who: "admin", does: "POST /organisations/2281/users", body: user("ny.person", { display_name: "Test 19121212-1212" }), gives: 422, errors: [["/display_name", "personal_number"]] },
    { who: "admin", does: "POST /organisations/2281/users", body: user("ny.person", { password: "sommar202020" }), gives: 422, code: "common_password" },
    { who: "admin", does: "GET /organisations/2281/users", gives: 200, has: { items: (items) => items.some((item) => item.username === "ny.lasare") } },
    { who: "decider", does: "GET /organisations/2281/users", gives: 403 },
    { who: "admin", does: "GET /organisations/2282/users", gives: 403 },
    { who: "operator", does: "GET /organisations/2282/users", gives: 200 },
  ]);
  const find = async (name) => (await world.get("admin", "/organisations/2281/users")).items.find((item) => item.username === name);
  const reader = await find("ny.lasare"), administrator = await find("sundsvall.admin");
  const place = `/users/${reader.user_id}`;
  await suite.table("one user", [
    { who: "admin", does: `GET ${place}`, gives: 200, has: { username: "ny.lasare", version: 1 } },
    { who: "boardAdmin", does: `GET ${place}`, gives: 404, code: "not_found" },
    { who: "boardAdmin", does: `PUT ${place}`, body: change(), headers: { "If-Match": "\"u1\"" }, gives: 404, keeps: place, witness: "admin" },
    { who: "boardAdmin", does: `POST ${place}/password`, body: { new_password: OTHER_PASSWORD }, gives: 404 },
    { who: "admin", does: `PUT ${place}`, body: change(), gives: 428, code: "precondition_required", keeps: place },
    { who: "admin", does: `PUT ${place}`, body: change(), headers: { "If-Match": "\"u77\"" }, gives: 412, code: "precondition_failed", keeps: place },
    { who: "admin", does: `PUT ${place}`, body: change(), headers: { "If-Match": "W/\"u1\"" }, gives: 412 },
    { who: "admin", does: `PUT ${place}`, body: change({ role: "decider" }), match: place, gives: 200, audit: "user.change", has: { role: "decider", version: 2 } },
    { who: "admin", does: `PUT ${place}`, body: change({ role: "x", status: "y", language: null, display_name: 7 }), match: place, gives: 422, keeps: place,
      errors: [["/role", "malformed"], ["/status", "malformed"], ["/language", "wrong_type"], ["/display_name", "wrong_type"]] },
    { who: "admin", does: `PUT /users/${administrator.user_id}`, body: change({ role: "decider" }), match: `/users/${administrator.user_id}`, gives: 409, code: "last_administrator" },
    { who: "admin", does: `PUT /users/${administrator.user_id}`, body: change({ role: "administrator", status: "disabled" }), match: `/users/${administrator.user_id}`, gives: 409, code: "last_administrator" },
    { who: "admin", does: `POST ${place}/password`, body: { new_password: "nytt-lösenord-åt-dig" }, gives: 204, audit: "user.password" },
    { who: "admin", does: `POST ${place}/password`, body: { new_password: "x".repeat(1025) }, gives: 422, errors: [["/new_password", "too_long"]] },
    { who: "admin", does: "GET /users/00000000000000000000000000", gives: 404 },
    { who: "admin", does: `GET ${place}`, headers: { "If-None-Match": "\"u3\"" }, gives: 304 },
  ]);
  await suite.test("adding a user twice with one key adds one", async () => {
    const first = await twice(world, "admin", "POST /organisations/2281/users", { body: user("ny.omtag"), other: user("ny.annan") });
    assert.equal(first.headers.location, `/api/v1/users/${first.json.user_id}`);
    has(await world.get("admin", first.headers.location.replace("/api/v1", "")), { username: "ny.omtag" });
    assert.equal(await find("ny.annan"), undefined);
  });
  await suite.test("a key is another's own", async () => {
    const send = (who, where, username) => world.send(who, `POST /organisations/${where}/users`, { body: user(username), headers: { "Idempotency-Key": "samma" } });
    const mine = status(await send("admin", "2281", "ny.min"), 201), theirs = status(await send("boardAdmin", "LST22", "ny.din"), 201);
    assert.notEqual(mine.json.user_id, theirs.json.user_id);
    status(await send("admin", "2281", "ny.tredje"), 422, "idempotency_reuse");
    violations(status(await world.send("admin", "POST /organisations/2281/users", { body: user("ny.fjarde"), headers: { "Idempotency-Key": "x".repeat(256) } }), 422), [["Idempotency-Key", "malformed"]]);
  });
  await suite.test("a refused request does not use its key up", async () => {
    const send = (body) => world.send("admin", "POST /organisations/2281/users", { body, headers: { "Idempotency-Key": "andra försöket" } });
    status(await send(user("ny.femte", { role: "kung" })), 422);
    status(await send(user("ny.femte")), 201);
  });
  await suite.test("the audit trail pages, filters and knows before and after", async () => {
    const { items } = await world.get("admin", `/organisations/2281/audit?object_type=user&object_key=${reader.user_id}`);
    assert.deepEqual(items.map((item) => item.action), ["user.password", "user.change", "user.add"]);
    has(items[1], { user_name: "Anna Sundin (påhittad)", organisation_code: "2281", area_code: "2281", before: { role: "reader" }, after: { role: "decider" } });
    assert.equal(items[2].before, null);
    assert.ok(!JSON.stringify(items).includes(OTHER_PASSWORD));
    const seen = [];
    let place = "/organisations/2281/audit?limit=7";
    while (place) {
      const reply = status(await world.send("admin", `GET ${place}`), 200);
      seen.push(...reply.json.items.map((item) => item.audit_id));
      assert.equal(reply.headers.link !== undefined, reply.json.next_cursor !== null);
      place = /<\/api\/v1([^>]+)>; rel="next"/.exec(reply.headers.link ?? "")?.[1];
    }
    const whole = (await world.get("admin", "/organisations/2281/audit?limit=500")).items.map((item) => item.audit_id);
    assert.deepEqual(seen, whole);
    assert.equal(new Set(seen).size, seen.length);
  });
  await suite.test("what was done to users is told in full to those who may read users, and to nobody else", async () => {
    const rows = async (who, organisation) => (await world.get(who, `/organisations/${organisation}/audit?object_type=user&object_key=${reader.user_id}&limit=50`)).items;
    for (const [who, organisation] of [["reporter", "2281"], ["boardReader", "2281"], ["boardAdmin", "2281"], ["boardAdmin", "LST22"]]) {
      const items = await rows(who, organisation);
      assert.equal(items.length, 3, `${who} of ${organisation}`);
      for (const item of items) has(item, { before: null, after: null });
    }
    assert.ok((await rows("admin", "2281")).some((item) => item.after?.username === "ny.lasare"));
  });
  await suite.test("a password is not part of what a key remembers", async () => {
    const send = (password) => world.send("admin", "POST /organisations/2281/users", { body: user("ny.hemlig", { password }), headers: { "Idempotency-Key": "hemlig" } });
    const first = status(await send(OTHER_PASSWORD), 201);
    assert.equal(status(await send("ett-helt-annat-ord"), 201).text, first.text);
  });
  await suite.table("audit", [
    { who: "admin", does: "GET /organisations/2281/audit?limit=0", gives: 422, errors: [["?limit", "out_of_range"]] },
    { who: "admin", does: "GET /organisations/2281/audit?limit=501", gives: 422, errors: [["?limit", "out_of_range"]] },
    { who: "admin", does: "GET /organisations/2281/audit?limit=x&limit=2&skoj", gives: 422, errors: [["?limit", "malformed"], ["?limit", "duplicate"], ["?skoj", "unknown"]] },
    { who: "timra", does: "GET /organisations/2281/audit", gives: 403 },
    { who: "boardReader", does: "GET /organisations/2281/audit", gives: 200 },
    { who: "boardReader", does: "GET /organisations/2303/audit", gives: 403 },
    { who: "operator", does: "GET /organisations/2281/audit", gives: 403 },
    { who: "operator", does: "GET /organisations/DRIFT/audit", gives: 200 },
  ]);
}
