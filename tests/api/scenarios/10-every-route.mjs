/**
 * What holds for every operation, read from the document itself: nobody is let in without signing in, another organisation is
 * refused, methods that do not exist are 405, HEAD is GET without a body, bodies are strict. A new route is covered at once; it only
 * needs an entry in EXAMPLES if it has a parameter that is not there yet.
 */
import assert from "node:assert/strict";
import { status, violations } from "../lib/suite.mjs";

const EXAMPLES = {
  county: "22", municipality: "2281", week: "2020-W17", article: "FFP2", organisation: "2281", line: "1", problem: "cover",
  proposal: "00000000000000000000000000", user: "00000000000000000000000000",
  product: "COMIRNATY", document: "00000000000000000000000000", delivery: "00000000000000000000000000",
  session: "00000000000000000000000000", api_key: "00000000000000000000000000",
  key: "00000000000000000000000000", allocation: "00000000000000000000000000",
};
/** Somebody who is refused each operation that is not everybody's: of another county, another organisation, a lower role. */
const STRANGERS = {
  "report.read": "neighbour", "report.write": "timra", "report.review": "neighbourBoard", "overview.read": "neighbour",
  "article.write": "neighbourBoard", "policy.write": "neighbourBoard", "proposal.read": "operator", "proposal.create": "neighbourBoard",
  "proposal.change": "reporter", "proposal.confirm_floor": "reporter", "proposal.decide": "board", "user.read": "boardAdmin",
  "user.write": "boardAdmin", "api_key.read": "boardAdmin", "api_key.write": "boardAdmin", "api_key.revoke": "boardAdmin", "audit.read": "reporter", "session.own": null, "reference.read": null, "compute.run": null,
  "article.read": null, "policy.read": null,
  "product.read": "reporter", "product.write": "region", "forecast.read": "reporter", "forecast.write": "fohmReader", "delivery.read": "operator",
  "delivery.write": "board", "delivery.confirm": "fohm", "key.write": "region",
  "key.read": "reporter", "key.decide": "fohm", "allocation.read": "reporter", "allocation.create": "region", "allocation.decide": "fohm", "account.read": "reporter",
  "region_report.read": "operator", "region_report.write": "neighbourRegion",
};
/** Audit of Sundsvall is read by Sundsvall's own readers; a reader of a neighbour is the stranger there. */
const STRANGER_OF = { listAudit: "timra", makeAuditCheckpoint: "region", getUser: "reporter", changeUser: "reporter", setUserPassword: "reporter",
  resetSecondFactor: "reporter", endUserSessions: "reporter" };
const ABOUT_ONE = new Set(["getUser", "changeUser", "setUserPassword"]);

const place = (operation) => operation.pattern.replace(/\{([^}]+)\}/g, (_, name) => EXAMPLES[name] ?? assert.fail(`no example of {${name}}`)).replace(/^\/api\/v1/, "");
const call = (operation) => `${operation.method} ${operation.pattern.startsWith("/api/v1/") ? place(operation) : `@${place(operation)}`}`;

/** Someone whom the operation is for, so that the body is looked at. */
const FRIENDS = {
  "report.write": "reporter", "report.review": "board", "article.write": "boardDecider", "policy.write": "boardDecider",
  "proposal.create": "board", "proposal.change": "board", "proposal.confirm_floor": "decider", "proposal.decide": "boardDecider",
  "user.write": "admin", "product.write": "fohm", "forecast.write": "fohm", "delivery.write": "fohm", "delivery.confirm": "region", "key.write": "fohm",
  "key.read": "region", "key.decide": "fohmDecider", "allocation.create": "fohm", "allocation.decide": "fohmDecider", "region_report.write": "region",
};
const friend = (operation) => operation.operation["x-permission"] ? FRIENDS[operation.operation["x-permission"]] ?? "admin" : null;

function input(contract, operation) {
  const schema = operation.operation.requestBody?.content["application/json"].schema;
  return schema?.$ref ? contract.resolve(schema) : undefined;
}

async function every(suite, operation, contract) {
  const what = call(operation), permission = operation.operation["x-permission"];
  const test = (name, story) => suite.test(`${operation.id}: ${name}`, story);

  if (permission) await test("nobody is 401", async (world) => {
    const reply = status(await world.send(null, what, { body: operation.method === "GET" ? undefined : {} }), 401, "not_signed_in");
    assert.equal(reply.headers["www-authenticate"], "Session");
  });
  const stranger = STRANGER_OF[operation.id] ?? STRANGERS[permission];
  if (permission) assert.ok(permission in STRANGERS, `no stranger for ${permission}`);
  if (stranger) await test(`${stranger} is refused`, async (world) => {
    await world.cookie(stranger);
    const [last] = await world.audit();
    status(await world.send(stranger, what, { body: operation.method === "GET" ? undefined : {} }), 403, "forbidden");
    assert.equal((await world.audit())[0].audit_id, last.audit_id);
  });
  const schema = input(contract, operation);
  if (schema) {
    const who = friend(operation);
    await test("a body of another type is 415", async (world) => {
      status(await world.send(who, what, { raw: "{}", headers: { "Content-Type": "text/plain" } }), 415, "unsupported_media_type");
      status(await world.send(who, what, { raw: "{}", headers: { "Content-Type": null } }), 415, "unsupported_media_type");
    });
    await test("no JSON is 400, another JSON 422", async (world) => {
      for (const raw of ["", "{", "{\"a\":1} x", "nul", "{\"a\":01}", "null", "7"]) status(await world.send(who, what, { raw }), 400, "invalid_json");
      violations(status(await world.send(who, what, { raw: "[]" }), 422, "invalid_fields"), [["", "wrong_type"]]);
    });
    await test("all that is missing and unknown is told at once", async (world) => {
      const reply = status(await world.send(who, what, { body: { okänt: 1, "a/b~c": null } }), 422, "invalid_fields");
      violations(reply, [["/okänt", "unknown"], ["/a~1b~0c", "unknown"], ...(schema.required ?? []).map((name) => [`/${name}`, "missing"])]);
    });
    await test("a body of the wrong types is told field by field", async (world) => {
      const body = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, { wrong: true }]));
      const reply = status(await world.send(who, what, { body }), 422, "invalid_fields");
      for (const name of Object.keys(schema.properties))
        assert.ok(reply.json.errors.some((error) => error.pointer.startsWith(`/${name}`)), `nothing about ${name}`);
    });
  }
  if (operation.operation.requestBody) await test("a body beyond the limit is 413", async (world) => {
    const most = operation.id === "compute" ? 17 * 1024 * 1024 : operation.pattern.includes("/imports/") ? 3100 * 1024 : 1100 * 1024;
    status(await world.send(friend(operation), what, { raw: `{"a":"${"x".repeat(most)}"}` }), 413, "body_too_large");
  });
  if (operation.method !== "GET") await test("another site's page is refused", async (world) => {
    const who = permission ? friend(operation) : null, body = {};
    for (const headers of [{ Origin: "https://example.org" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" },
      { Origin: world.client.url.replace("http:", "https:") }])
      status(await world.send(who, what, { body, headers }), 403, "cross_origin");
  });
  if (operation.method === "GET" && permission && !ABOUT_ONE.has(operation.id) && !operation.pattern.includes("{proposal}"))
    await test("an unknown parameter is told", async (world) => {
      violations(status(await world.send(permission === "allocation.create" ? friend(operation) : "boardAdmin", `${what}?skoj=1`.replace("organisations/2281", "organisations/LST22")), 422, "invalid_fields"), [["?skoj", "unknown"]]);
    });
}

export default async function scenarios(suite, world) {
  const { contract } = world;
  for (const operation of contract.operations) await every(suite, operation, contract);

  const methods = new Map();
  for (const { pattern, method } of contract.operations) methods.set(pattern, [...(methods.get(pattern) ?? []), method]);
  for (const [pattern, known] of methods) {
    const one = contract.operations.find((operation) => operation.pattern === pattern), path = call(one).split(" ")[1];
    const allow = ["GET", "POST", "PUT", "DELETE"].filter((method) => known.includes(method)).flatMap((method) => method === "GET" ? ["GET", "HEAD"] : [method]).concat("OPTIONS").join(", ");
    await suite.test(`${pattern}: 405 and OPTIONS name the methods`, async () => {
      const wrong = ["GET", "POST", "PUT", "DELETE"].find((method) => !known.includes(method));
      const refused = status(await world.send(null, `${wrong} ${path}`), 405, "method_not_allowed");
      assert.equal(refused.headers.allow, allow);
      const options = status(await world.send(null, `OPTIONS ${path}`), 204);
      assert.equal(options.headers.allow, allow);
      assert.equal(options.bytes.length, 0);
      status(await world.send(null, `PATCH ${path}`), 405, "method_not_allowed");
    });
    if (known.includes("GET")) await suite.test(`${pattern}: HEAD is GET without a body`, async () => {
      const who = one.operation["x-permission"] ? "admin" : null;
      const get = await world.send(who, `GET ${path}`), head = await world.send(who, `HEAD ${path}`);
      assert.equal(head.status, get.status);
      assert.equal(head.bytes.length, 0);
      assert.equal(head.headers["content-type"], get.headers["content-type"]);
      assert.equal(head.headers.etag, get.headers.etag);
      if (!/now|trace_id|^#/.test(get.text)) assert.equal(head.headers["content-length"], get.headers["content-length"]);
    });
  }
  await suite.test("what does not exist is 404 in both languages", async () => {
    for (const path of ["/nothing", "/counties/2x", "/municipalities/22811/population", "/organisations/lst22/users", "/counties/22/articles/ffp2", "/municipalities/2281/ppe-reports/2020-W54/form", "/users/1", "/session/", "//session"])
      status(await world.send("admin", `GET ${path}`), 404, "not_found");
    const english = status(await world.send(null, "GET /nothing", { headers: { "Accept-Language": "en-GB,en;q=0.9,sv;q=0.1" } }), 404);
    assert.equal(english.json.title, "There is no such thing");
    assert.equal(english.headers["content-language"], "en");
    const swedish = status(await world.send(null, "GET /nothing", { headers: { "Accept-Language": "de" } }), 404);
    assert.equal(swedish.json.title, "Det finns inte");
    assert.equal(swedish.headers["content-language"], "sv");
    assert.equal(swedish.json.trace_id, swedish.headers["x-request-id"]);
  });
}
