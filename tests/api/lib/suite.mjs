/**
 * The runner of scenarios and what they are written with: table rows (who, request, expected answer, what must not have changed)
 * and free stories. Each counts as one test; the first fault of each is told.
 */
import assert from "node:assert/strict";

/** The message and where in the scenarios it happened. */
function tell(error) {
  const lines = String(error?.stack ?? error).split("\n");
  const told = lines.filter((line) => !/^\s+at /.test(line) && line.trim() !== "").slice(0, 10);
  const where = lines.find((line) => /scenarios\/.*\.mjs:/.test(line) && /^\s+at /.test(line));
  return [...told, where?.trim() ?? ""].join("\n    ");
}

export class Suite {
  constructor(world) {
    this.world = world;
    this.passed = 0;
    this.failed = 0;
  }

  async test(name, story) {
    try {
      await story(this.world);
      this.passed++;
    } catch (error) {
      this.failed++;
      console.log(`FAILED ${name}\n    ${tell(error)}`);
    }
  }

  /** Rows in order; see row() for what they may say. */
  async table(title, rows, common = {}) {
    for (const [index, entry] of rows.entries())
      await this.test(`${title} / ${entry.name ?? `${entry.who ?? "nobody"}: ${entry.does}`} [${index + 1}]`, (world) => row(world, { ...common, ...entry }));
  }
}

/** Every member of expected is in actual, lists element by element up to the expected length; functions are asked. */
export function has(actual, expected, place = "") {
  if (typeof expected === "function") return assert.ok(expected(actual), `${place || "/"} is ${JSON.stringify(actual)}`);
  if (expected === null || typeof expected !== "object") return assert.equal(actual, expected, `${place || "/"}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  assert.ok(actual !== null && typeof actual === "object", `${place || "/"} is ${JSON.stringify(actual)}, not an object`);
  if (Array.isArray(expected)) assert.equal(actual.length, expected.length, `${place} has ${actual.length} elements: ${JSON.stringify(actual).slice(0, 300)}`);
  for (const key of Object.keys(expected)) has(actual[key], expected[key], `${place}/${key}`);
}

/**
 * Sends a POST twice with one Idempotency-Key: the answers are the same to the byte and the deed is done once; with another body the
 * key is refused. The first reply.
 */
export async function twice(world, who, what, { body, headers = {}, trail = [], other = { ...body, reason: "annat" } } = {}) {
  const key = { ...headers, "Idempotency-Key": `nyckel ${++keys}` };
  const first = await world.send(who, what, { body, headers: key });
  assert.ok(first.status < 300, `${what}: ${first.status} ${first.text.slice(0, 400)}`);
  const [row] = await world.audit(...trail);
  const again = await world.send(who, what, { body, headers: key });
  assert.equal(again.status, first.status);
  assert.equal(again.text, first.text);
  assert.equal(again.headers["idempotency-replayed"], "true");
  for (const name of ["etag", "location", "content-type"]) assert.equal(again.headers[name], first.headers[name]);
  assert.equal((await world.audit(...trail))[0].audit_id, row.audit_id, "the retry was done again");
  if (body) status(await world.send(who, what, { body: other, headers: key }), 422);
  return first;
}
let keys = 0;

/** The violations of a refusal, all of them, in any order: [["/lines/0/stock", "out_of_range"], …]. */
export function violations(reply, expected) {
  const told = (reply.json?.errors ?? []).map((error) => `${error.pointer} ${error.code}`).sort();
  assert.deepEqual(told, expected.map(([pointer, code]) => `${pointer} ${code}`).sort());
}

export function status(reply, expected, code) {
  assert.equal(reply.status, expected, `${reply.status}, not ${expected}: ${reply.text.slice(0, 500)}`);
  if (code) assert.equal(reply.json?.code, code);
  return reply;
}

/**
 * One row of a table:
 *   who, does, body | raw, headers   the request
 *   gives, code                      status and, of a refusal, its code
 *   has, errors, check(reply, world) what the answer must hold
 *   match                            a place whose ETag (as seen by `who`) goes into If-Match
 *   audit                            the action of the audit row that must be there afterwards
 *   trail                            whose audit trail: [organisation, reader]; the demo's county board unless told
 *   keeps                            a place that must read the same before and after, by `witness` (default: who)
 * A refused write must leave the audit trail as it was; no row has to say so.
 */
async function row(world, entry) {
  const { who = null, does, body, raw, gives, code, keeps, witness = who, trail = [] } = entry;
  const headers = { ...entry.headers };
  if (entry.match) headers["If-Match"] = await world.etag(witness, entry.match);
  /* When it was read is no part of what it says. */
  const read = async () => keeps ? (await world.send(witness, `GET ${keeps}`)).text.replace(/"known_at":"[^"]*"/g, "") : undefined;
  const writes = !/^(GET|HEAD|OPTIONS) /.test(does);
  const newest = async () => writes ? (await world.audit(...trail))[0]?.audit_id : undefined;
  if (who) await world.cookie(who); /* signing in leaves an audit row of its own */
  const before = await read(), last = await newest();
  const reply = await world.send(who, does, { body, raw, headers });
  status(reply, gives, code);
  if (entry.has) has(reply.json, entry.has);
  if (entry.errors) violations(reply, entry.errors);
  if (entry.check) await entry.check(reply, world);
  if (keeps) assert.equal(await read(), before, `${keeps} has changed`);
  if (writes && gives >= 400) assert.equal(await newest(), last, "a refusal left an audit row");
  if (entry.audit) {
    const [top] = await world.audit(...trail);
    assert.notEqual(top?.audit_id, last, "no audit row");
    assert.equal(top.action, entry.audit);
  }
}
