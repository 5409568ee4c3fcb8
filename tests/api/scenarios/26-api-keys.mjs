/** Keys of programs: made, used, followed by another, ended; and every way in which an administrator might reach above the organisation. */
import assert from "node:assert/strict";
import { has, status, violations } from "../lib/suite.mjs";
import { OTHER_PASSWORD } from "../lib/world.mjs";
import { newcomer } from "./20-session.mjs";

const KEYS = "/organisations/2281/api-keys";
const wanted = (more = {}) => ({ name: "Lagersystemet", role: "reporter", read_only: false, valid_days: 30, ...more });
const make = async (world, more, who = "admin", place = KEYS) => status(await world.send(who, `POST ${place}`, { body: wanted(more) }), 201).json;
const days = (moment) => Date.parse(moment) / 86_400_000;

export default async function scenarios(suite, world) {
  await suite.table("making keys", [
    { who: "admin", does: `POST ${KEYS}`, body: wanted({ name: "Första" }), gives: 201, audit: "api_key.add", has: { secret: (text) => /^fordela_[\w-]{43}$/.test(text), key: { name: "Första", role: "reporter", read_only: false, active: true, last_used_at: null, revoked_at: null, replaces: null } } },
    { who: "admin", does: `POST ${KEYS}`, body: wanted({ name: "", role: "kung", read_only: "ja", valid_days: 367 }), gives: 422, keeps: KEYS,
      errors: [["/name", "too_short"], ["/role", "malformed"], ["/read_only", "wrong_type"], ["/valid_days", "out_of_range"]] },
    { who: "admin", does: `POST ${KEYS}`, body: wanted({ valid_days: 0 }), gives: 422, errors: [["/valid_days", "out_of_range"]] },
    { who: "admin", does: `POST ${KEYS}`, body: { name: "x", role: "reader", read_only: true }, gives: 422, errors: [["/valid_days", "missing"]] },
    { who: "decider", does: `POST ${KEYS}`, body: wanted(), gives: 403 },
    { who: "boardAdmin", does: `POST ${KEYS}`, body: wanted(), gives: 403 },
    { who: "operator", does: `POST ${KEYS}`, body: wanted(), gives: 403, code: "forbidden" },
    { who: "operator", does: "GET /organisations/2281/api-keys", gives: 200 },
    { who: "boardAdmin", does: `GET ${KEYS}`, gives: 403 },
    { who: "reporter", does: `GET ${KEYS}`, gives: 403 },
    { who: "admin", does: `DELETE ${KEYS}/00000000000000000000000000`, gives: 404 },
  ]);
  await suite.test("a key acts in its own name with its role, without cookie or Origin, and is shown once", async () => {
    const { secret, key } = await make(world, { name: "Rapporteraren" });
    assert.equal(secret.slice(0, 14), key.prefix);
    status(await world.send(null, "GET /municipalities/2281/ppe-reports/2020-W17/form", { key: secret }), 200);
    status(await world.send(null, "GET /municipalities/2303/ppe-reports/2020-W17", { key: secret }), 403, "forbidden");
    status(await world.send(null, "GET /organisations/2281/users", { key: secret }), 403, "forbidden");
    const place = "/municipalities/2281/ppe-reports/2020-W17", tag = await world.etag("reporter", place);
    const line = { article: "IIR", stock: 4000, use_in_week: 500, need_next_week: 500 };
    status(await world.send(null, `PUT ${place}`, { key: secret, body: { lines: [line], reason: "Från lagersystemet" }, headers: { "If-Match": tag } }), 200);
    const [row] = await world.audit("2281", "admin", "limit=1&object_type=ppe_report");
    has(row, { action: "ppe_report.submit", user_name: `Rapporteraren (nyckel ${key.prefix}…)`, organisation_code: "2281" });
    has((await world.get("reporter", `${place}/revisions`)).items[0], (revision) => JSON.stringify(revision).includes("Rapporteraren (nyckel"));
    const list = await world.send("admin", `GET ${KEYS}`);
    assert.ok(!list.text.includes(secret));
    has(list.json.items.find((item) => item.key_id === key.key_id), { last_used_at: (moment) => moment !== null, created_by_name: "Anna Sundin (påhittad)" });
    assert.ok(!(await world.send("admin", "GET /organisations/2281/audit?limit=200")).text.includes(secret));
    assert.ok(!world.server.log.includes(secret));
  });
  await suite.test("what is no valid key is 401, whatever cookie comes with it", async () => {
    const { secret } = await make(world, { name: "Kakan" });
    const cookie = await world.cookie("admin");
    for (const wrong of [secret.slice(0, -1), `${secret}x`, secret.replace(/.$/, (last) => (last === "A" ? "B" : "A")), "", "fordela_"]) {
      const reply = status(await world.send(null, "GET /session", { cookie, headers: { Authorization: `Bearer ${wrong}` } }), 401, "invalid_key");
      assert.equal(reply.headers["www-authenticate"], 'Bearer error="invalid_token"');
    }
    /* A key of a reporter does not gain by an administrator's cookie, nor lose its Origin check to a cookie alone. */
    status(await world.send(null, "GET /organisations/2281/users", { cookie, key: secret }), 403);
    status(await world.send(null, "GET /organisations/2281/users", { cookie, headers: { Authorization: "Basic eDp5" } }), 200);
    status(await world.send(null, "POST /session/extend", { cookie, headers: { Authorization: "Basic eDp5", Origin: "https://example.org" } }), 403, "cross_origin");
    status(await world.send(null, "PUT /municipalities/2281/ppe-reports/2020-W17", { key: secret, headers: { Origin: "https://example.org" }, body: {} }), 422);
  });
  await suite.test("a key is no account: nothing that is a person's own, no sign-in, not among the users", async () => {
    const { secret, key } = await make(world, { name: "Ingen", role: "administrator" });
    for (const what of ["GET /session", "GET /start", "GET /account/sessions", "GET /account/second-factor"]) status(await world.send(null, what, { key: secret }), 403, "people_only");
    status(await world.send(null, "GET /organisations/2281/users", { key: secret }), 200);
    assert.ok(!(await world.send("admin", "GET /organisations/2281/users")).text.includes(key.key_id));
    for (const what of [`GET /users/${key.key_id}`, `DELETE /users/${key.key_id}/sessions`, `DELETE /users/${key.key_id}/second-factor`]) status(await world.send("admin", what), 404);
    status(await world.send("admin", `POST /users/${key.key_id}/password`, { body: { new_password: OTHER_PASSWORD } }), 404);
    status(await world.send(null, "POST /session", { body: { username: `key:${key.key_id}`, password: OTHER_PASSWORD } }), 401, "wrong_credentials");
  });
  await suite.test("a key that only reads writes nothing, whatever its role", async () => {
    const { secret } = await make(world, { name: "Läsaren", read_only: true });
    status(await world.send(null, "GET /municipalities/2281/ppe-reports/2020-W17", { key: secret }), 200);
    const [last] = await world.audit("2281", "admin");
    status(await world.send(null, "PUT /municipalities/2281/ppe-reports/2020-W17", { key: secret, body: {} }), 403, "key_read_only");
    assert.equal((await world.audit("2281", "admin"))[0].audit_id, last.audit_id);
  });
  await suite.test("a key that is revoked ends at once, by its administrator or by the operator", async () => {
    for (const who of ["admin", "operator"]) {
      const { secret, key } = await make(world, { name: "Tillfällig" });
      status(await world.send("boardAdmin", `DELETE ${KEYS}/${key.key_id}`), 403);
      status(await world.send("boardAdmin", `DELETE /organisations/LST22/api-keys/${key.key_id}`), 404);
      status(await world.send(null, "GET /counties", { key: secret }), 200);
      status(await world.send(who, `DELETE ${KEYS}/${key.key_id}`), 204);
      status(await world.send(null, "GET /counties", { key: secret }), 401, "invalid_key");
      status(await world.send(who, `DELETE ${KEYS}/${key.key_id}`), 409, "wrong_state");
      status(await world.send("admin", `POST ${KEYS}/${key.key_id}/rotation`, { body: { valid_days: 1, overlap_hours: 1 } }), 409, "wrong_state");
      const [row] = (await world.get("admin", `/organisations/2281/audit?limit=1&object_type=api_key&object_key=${key.key_id}`)).items;
      has(row, { action: "api_key.revoke", area_code: "2281" });
    }
  });
  await suite.test("another key follows, and both work while they overlap", async () => {
    const { secret, key } = await make(world, { name: "Efterträdd", read_only: true, valid_days: 300 });
    const place = `${KEYS}/${key.key_id}/rotation`;
    violations(status(await world.send("admin", `POST ${place}`, { body: { valid_days: 400, overlap_hours: 721 } }), 422), [["/valid_days", "out_of_range"], ["/overlap_hours", "out_of_range"]]);
    status(await world.send("boardAdmin", `POST ${place}`, { body: { valid_days: 30, overlap_hours: 24 } }), 403);
    const next = status(await world.send("admin", `POST ${place}`, { body: { valid_days: 365, overlap_hours: 24 } }), 201).json;
    has(next.key, { name: "Efterträdd", role: "reporter", read_only: true, replaces: key.key_id });
    for (const one of [secret, next.secret]) status(await world.send(null, "GET /counties", { key: one }), 200);
    const { items } = await world.get("admin", KEYS), old = items.find((item) => item.key_id === key.key_id);
    assert.ok(Math.abs(days(old.expires_at) - days(next.key.created_at) - 1) < 0.01, old.expires_at);
    /* Without overlap the old one ends with the answer. */
    const last = status(await world.send("admin", `POST ${KEYS}/${next.key.key_id}/rotation`, { body: { valid_days: 365, overlap_hours: 0 } }), 201).json;
    status(await world.send(null, "GET /counties", { key: next.secret }), 401, "invalid_key");
    status(await world.send(null, "GET /counties", { key: last.secret }), 200);
    status(await world.send("admin", `DELETE ${KEYS}/${last.key.key_id}`), 204);
  });
  await suite.test("a key ends on its day", async () => {
    const { secret } = await make(world, { name: "Ett dygn", valid_days: 1 });
    await world.server.restart({ asOf: "2020-04-29" });
    await world.connect();
    status(await world.send(null, "GET /counties", { key: secret }), 401, "invalid_key");
    await world.server.restart();
    await world.connect();
    status(await world.send(null, "GET /counties", { key: secret }), 200);
  });
  await suite.test("a key's own Idempotency-Keys make its retries safe", async () => {
    const { secret } = await make(world, { name: "Länets system" }, "boardAdmin", "/organisations/LST22/api-keys");
    const send = () => world.send(null, "POST /counties/22/proposals", { key: secret, body: { articles: ["FFP2"] }, headers: { "Idempotency-Key": "nyckelns" } });
    const first = status(await send(), 201), again = status(await send(), 201);
    assert.equal(again.headers["idempotency-replayed"], "true");
    assert.equal(again.json.proposal_id, first.json.proposal_id);
  });

  /* --- nobody reaches above the own organisation --- */
  const person = (more) => ({ username: "hog.person", display_name: "Hög (påhittad)", email: "", role: "administrator", language: "sv", password: OTHER_PASSWORD, ...more });
  const target = await newcomer(world, "lyftet");
  const place = `/users/${target.user_id}`;
  const change = (more) => ({ display_name: target.display_name, email: "", role: "administrator", language: "sv", status: "active", ...more });
  const admin_key = (await make(world, { name: "Administratörens", role: "administrator" })).secret;
  const refused = (what, body, gives, errors) => ({ who: "admin", does: what, body, gives, errors, keeps: "/organisations/2281/users" });
  await suite.table("an administrator's reach ends at the organisation", [
    ...["LST22", "REG22", "SOS", "FOHM", "DRIFT", "2282", "GOV"].flatMap((code) => [
      refused(`POST /organisations/${code}/users`, person(), 403),
      refused(`POST /organisations/${code}/api-keys`, wanted(), 403),
    ]),
    refused("POST /organisations/2281/users", person({ organisation_code: "DRIFT" }), 422, [["/organisation_code", "unknown"]]),
    refused("POST /organisations/2281/users", person({ kind: "operator", area_code: "00" }), 422, [["/kind", "unknown"], ["/area_code", "unknown"]]),
    refused("POST /organisations/2281/users", person({ role: "operator" }), 422, [["/role", "malformed"]]),
    refused("POST /organisations/2281/users", person({ is_key: 1, second_factor: true }), 422, [["/is_key", "unknown"], ["/second_factor", "unknown"]]),
    { ...refused(`PUT ${place}`, change({ organisation_code: "DRIFT" }), 422, [["/organisation_code", "unknown"]]), match: place },
    { ...refused(`PUT ${place}`, change({ organisation: { kind: "operator" } }), 422, [["/organisation", "unknown"]]), match: place },
    { ...refused(`PUT ${place}`, change({ role: "operator" }), 422, [["/role", "malformed"]]), match: place },
    refused(`POST ${KEYS}`, wanted({ organisation_code: "LST22" }), 422, [["/organisation_code", "unknown"]]),
    refused(`POST ${KEYS}`, wanted({ role: "operator" }), 422, [["/role", "malformed"]]),
    { who: "boardAdmin", does: `PUT ${place}`, body: change(), headers: { "If-Match": '"u1"' }, gives: 404, keeps: place, witness: "admin" },
  ]);
  await suite.test("a reporter or decider raises nobody, least of all themselves", async () => {
    for (const who of ["reporter", "decider"]) {
      const own = (await world.get(who, "/session")).user.user_id;
      status(await world.send(who, `PUT /users/${own}`, { body: change({ display_name: "Jag" }), headers: { "If-Match": "*" } }), 403, "forbidden");
      status(await world.send(who, "POST /organisations/2281/users", { body: person() }), 403, "forbidden");
      status(await world.send(who, `POST ${KEYS}`, { body: wanted() }), 403, "forbidden");
    }
  });
  await suite.test("a key of an administrator makes and changes no users and no keys", async () => {
    const [last] = await world.audit("2281", "admin");
    for (const [what, body] of [["POST /organisations/2281/users", person()], [`PUT ${place}`, change()], [`POST ${place}/password`, { new_password: OTHER_PASSWORD }],
      [`DELETE ${place}/second-factor`], [`DELETE ${place}/sessions`], [`POST ${KEYS}`, wanted()], ["POST /account/password", { current_password: OTHER_PASSWORD, new_password: OTHER_PASSWORD }]])
      status(await world.send(null, what, { key: admin_key, body, headers: { "If-Match": "*" } }), 403, "people_only");
    assert.equal((await world.audit("2281", "admin"))[0].audit_id, last.audit_id);
  });
  await suite.test("the role of an administrator opens no other kind's doors", async () => {
    for (const what of ["POST /counties/22/proposals", "POST /vaccine/keys", "POST /vaccine/products"]) status(await world.send("admin", what, { body: {} }), 403, "forbidden");
    status(await world.send(null, "POST /counties/22/proposals", { key: admin_key, body: {} }), 403, "forbidden");
    status(await world.send("operator", "GET /counties/22/ppe-overview"), 403, "forbidden");
  });
  await suite.test("an organisation has at most 50 keys in use", async () => {
    const one = await make(world, {}, "neighbourBoard", "/organisations/LST23/api-keys");
    for (let i = 1; i < 50; i++) await make(world, {}, "neighbourBoard", "/organisations/LST23/api-keys");
    status(await world.send("neighbourBoard", "POST /organisations/LST23/api-keys", { body: wanted() }), 409, "conflict");
    status(await world.send("neighbourBoard", `DELETE /organisations/LST23/api-keys/${one.key.key_id}`), 204);
    await make(world, {}, "neighbourBoard", "/organisations/LST23/api-keys");
  });
}
