/** Two-step sign-in: set up, used, lost, demanded by the role; and the own sessions. Codes follow the real clock, the server's is moved. */
import assert from "node:assert/strict";
import { Client } from "../lib/client.mjs";
import { has, status } from "../lib/suite.mjs";
import * as totp from "../lib/totp.mjs";
import { OTHER_PASSWORD } from "../lib/world.mjs";
import { newcomer } from "./20-session.mjs";

const sign_in = (world, username, code, more = {}) =>
  world.send(null, "POST /session", { body: { username, password: OTHER_PASSWORD, ...(code === undefined ? {} : { code }) }, ...more });
const cookie_of = (reply) => reply.headers["set-cookie"][0].split(";")[0];
/** Another code of the same form. */
const wrong = (code) => `${code.slice(0, 5)}${(Number(code[5]) + 1) % 10}`;

/** A user with a second factor: confirmed with the code of `now`, so that `now + 1` is the next one that counts. */
async function enrolled(world, username, role) {
  const user = await newcomer(world, username, role);
  const cookie = await world.sign_in(username, OTHER_PASSWORD);
  const { secret } = status(await world.send(null, "POST /account/second-factor", { cookie, body: { password: OTHER_PASSWORD } }), 201).json;
  const now = totp.step();
  const { recovery_codes: paper } = status(await world.send(null, "POST /account/second-factor/confirmation", { cookie, body: { code: totp.code(secret, now) } }), 201).json;
  return { user, cookie, secret, now, paper };
}

export default async function scenarios(suite) {
  const strangers = [];
  /* Failures count for an address too: each story guesses from its own. */
  const from = (world, last) => {
    const client = new Client(world.server.url, { localAddress: `127.0.0.${last}` });
    strangers.push(client);
    return client;
  };
  await suite.test("the secret is shown once, and counts once a code has proved it", async (world) => {
    await newcomer(world, "tvasteg");
    const cookie = await world.sign_in("tvasteg", OTHER_PASSWORD), other = await world.sign_in("tvasteg", OTHER_PASSWORD);
    const client = from(world, 10);
    const send = (what, body) => world.send(null, what, { cookie, body, client });
    has(status(await send("GET /account/second-factor"), 200).json, { enabled: false, required: false, available: true, confirmed_at: null, recovery_codes_left: 0 });
    status(await send("POST /account/second-factor", { password: "fel-men-långt-nog" }), 403, "wrong_password");
    const first = status(await send("POST /account/second-factor", { password: OTHER_PASSWORD }), 201).json;
    const { secret, uri } = status(await send("POST /account/second-factor", { password: OTHER_PASSWORD }), 201).json;
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.notEqual(secret, first.secret);
    assert.equal(uri, `otpauth://totp/F%C3%B6rdela:tvasteg?secret=${secret}&issuer=F%C3%B6rdela&algorithm=SHA1&digits=6&period=30`);
    status(await sign_in(world, "tvasteg"), 201);
    status(await send("POST /account/second-factor/confirmation", { code: totp.code(first.secret) }), 403, "wrong_code");
    status(await send("POST /account/second-factor/recovery-codes", { code: totp.code(secret) }), 409, "wrong_state");
    const now = totp.step();
    const { recovery_codes: codes } = status(await send("POST /account/second-factor/confirmation", { code: totp.code(secret, now) }), 201).json;
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    status(await world.send(null, "GET /session", { cookie: other }), 401);
    has(status(await send("GET /session"), 200).json, { second_factor: "on" });
    has(status(await send("GET /account/second-factor"), 200).json, { enabled: true, recovery_codes_left: 10 });
    status(await send("POST /account/second-factor", { password: OTHER_PASSWORD }), 409, "wrong_state");
    status(await send("POST /account/second-factor/confirmation", { code: totp.code(secret, now + 1) }), 409, "wrong_state");
    const { items } = await world.get("admin", "/organisations/2281/audit?limit=30");
    const text = JSON.stringify(items);
    for (const secretly of [secret, first.secret, ...codes]) assert.ok(!text.includes(secretly));
    assert.ok(items.some((item) => item.action === "second_factor.confirm"));
  });
  await suite.test("what shows a secret is kept for no retry", async (world) => {
    await newcomer(world, "tvasteg.omtag");
    const cookie = await world.sign_in("tvasteg.omtag", OTHER_PASSWORD);
    const send = () => world.send(null, "POST /account/second-factor", { cookie, body: { password: OTHER_PASSWORD }, headers: { "Idempotency-Key": "samma" } });
    const one = status(await send(), 201), two = status(await send(), 201);
    assert.notEqual(one.json.secret, two.json.secret);
    assert.equal(two.headers["idempotency-replayed"], undefined);
  });
  await suite.test("a password alone no longer signs in, and each code does so once", async (world) => {
    const { secret, now } = await enrolled(world, "tvasteg.kod");
    const client = from(world, 11);
    const refused = status(await sign_in(world, "tvasteg.kod", undefined, { client }), 401, "second_factor_required");
    assert.equal(refused.headers["set-cookie"], undefined);
    status(await sign_in(world, "tvasteg.kod", "", { client }), 401, "second_factor_required");
    status(await sign_in(world, "tvasteg.kod", totp.code(secret, now), { client }), 403, "wrong_code"); /* taken by the confirmation */
    status(await sign_in(world, "tvasteg.kod", wrong(totp.code(secret, now + 1)), { client }), 403, "wrong_code");
    status(await sign_in(world, "tvasteg.kod", totp.code(secret, now + 40), { client }), 403, "wrong_code");
    const next = totp.code(secret, now + 1);
    has(status(await sign_in(world, "tvasteg.kod", `${next.slice(0, 3)} ${next.slice(3)}`, { client }), 201).json, { second_factor: "on" });
    status(await sign_in(world, "tvasteg.kod", next, { client }), 403, "wrong_code");
  });
  await suite.test("of two that come with one code at once, one gets in", async (world) => {
    const { secret, now } = await enrolled(world, "tvasteg.kapp");
    const client = from(world, 12), code = totp.code(secret, now + 1);
    const replies = await Promise.all([1, 2, 3, 4].map(() => sign_in(world, "tvasteg.kapp", code, { client })));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 403, 403, 403]);
  });
  await suite.test("who does not know the password learns nothing of the second factor", async (world) => {
    await enrolled(world, "tvasteg.tyst");
    const client = from(world, 13);
    const plain = (reply) => `${reply.status} ${reply.text.replace(/"trace_id":"\w+"/, "")}`;
    const known = await world.send(null, "POST /session", { body: { username: "tvasteg.tyst", password: "fel-men-långt-nog", code: "123456" }, client });
    const unknown = await world.send(null, "POST /session", { body: { username: "finns.inte", password: "fel-men-långt-nog", code: "123456" }, client });
    assert.equal(plain(known), plain(unknown));
    status(known, 401, "wrong_credentials");
  });
  await suite.test("guessing codes has to wait like guessing passwords, and the right password does not start it over", async (world) => {
    const { secret, now } = await enrolled(world, "tvasteg.gissad");
    const client = from(world, 14);
    for (let i = 0; i < 5; i++) {
      status(await sign_in(world, "tvasteg.gissad", undefined, { client }), 401, "second_factor_required");
      status(await sign_in(world, "tvasteg.gissad", wrong(totp.code(secret, now + 1)), { client }), 403, "wrong_code");
    }
    const refused = status(await sign_in(world, "tvasteg.gissad", totp.code(secret, now + 1), { client }), 429, "too_many_attempts");
    assert.ok(Number(refused.headers["retry-after"]) >= 1);
  });
  await suite.test("a recovery code signs in once, however it is written; new ones end the old", async (world) => {
    const { paper, secret, now } = await enrolled(world, "tvasteg.papper");
    const client = from(world, 15);
    const cookie = cookie_of(status(await sign_in(world, "tvasteg.papper", ` ${paper[0].replaceAll("-", " ").toUpperCase()}`, { client }), 201));
    status(await sign_in(world, "tvasteg.papper", paper[0], { client }), 403, "wrong_code");
    has((await world.get("admin", "/organisations/2281/audit?limit=3")).items, (items) => items.some((item) => item.action === "second_factor.recover"));
    has(status(await world.send(null, "GET /account/second-factor", { cookie }), 200).json, { recovery_codes_left: 9 });
    const renewed = status(await world.send(null, "POST /account/second-factor/recovery-codes", { cookie, client, body: { code: totp.code(secret, now + 1) } }), 201).json.recovery_codes;
    status(await sign_in(world, "tvasteg.papper", paper[1], { client }), 403, "wrong_code");
    status(await sign_in(world, "tvasteg.papper", renewed[3], { client }), 201);
  });
  await suite.test("turning it off takes a code", async (world) => {
    const { cookie, paper } = await enrolled(world, "tvasteg.av");
    const client = from(world, 16);
    status(await world.send(null, "POST /account/second-factor/removal", { cookie, client, body: { code: "000000" } }), 403, "wrong_code");
    status(await world.send(null, "POST /account/second-factor/removal", { cookie, client, body: { code: paper[9] } }), 204);
    status(await sign_in(world, "tvasteg.av"), 201);
    status(await world.send(null, "POST /account/second-factor/removal", { cookie, client, body: { code: paper[8] } }), 409, "wrong_state");
  });
  await suite.test("an administrator of the organisation, or the operator, resets one that is lost", async (world) => {
    const { user, cookie } = await enrolled(world, "tvasteg.tappad");
    const place = `/users/${user.user_id}`;
    has(await world.get("admin", place), { second_factor: true });
    for (const who of ["boardAdmin", "neighbourBoard"]) status(await world.send(who, `DELETE ${place}/second-factor`), 404);
    status(await world.send("reporter", `DELETE ${place}/second-factor`), 403);
    status(await world.send("admin", `DELETE ${place}/second-factor`), 204);
    const [row] = (await world.get("admin", `/organisations/2281/audit?limit=1&object_type=user&object_key=${user.user_id}`)).items;
    has(row, { action: "second_factor.reset", user_name: "Anna Sundin (påhittad)" });
    status(await world.send(null, "GET /session", { cookie }), 401);
    status(await sign_in(world, "tvasteg.tappad"), 201);
    status(await world.send("operator", `DELETE ${place}/second-factor`), 404);
  });
  await suite.test("one's own cannot be reset past the code", async (world) => {
    const own = (await world.get("admin", "/session")).user.user_id;
    status(await world.send("admin", `DELETE /users/${own}/second-factor`), 403, "forbidden");
  });

  /* --- sessions --- */
  await suite.test("one sees where one is signed in, and ends one or all others", async (world) => {
    await newcomer(world, "flera");
    const agents = ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", undefined];
    const cookies = [];
    for (const agent of agents) cookies.push(cookie_of(status(await sign_in(world, "flera", undefined, { headers: agent ? { "User-Agent": agent } : {} }), 201)));
    const list = async (cookie) => status(await world.send(null, "GET /account/sessions", { cookie }), 200).json.items;
    const items = await list(cookies[0]);
    assert.deepEqual(items.map((item) => item.browser).sort(), ["", "Firefox", "Safari"]);
    assert.deepEqual(items.filter((item) => item.current).map((item) => item.browser), ["Firefox"]);
    assert.deepEqual(Object.keys(items[0]).sort(), ["browser", "created_at", "current", "expires_at", "seen_at", "session_id"]);
    const safari = items.find((item) => item.browser === "Safari");
    status(await world.send("reporter", `DELETE /account/sessions/${safari.session_id}`), 404);
    status(await world.send(null, "GET /session", { cookie: cookies[1] }), 200);
    status(await world.send(null, `DELETE /account/sessions/${safari.session_id}`, { cookie: cookies[0] }), 204);
    status(await world.send(null, "GET /session", { cookie: cookies[1] }), 401);
    status(await world.send(null, "GET /session", { cookie: cookies[2] }), 200);
    status(await world.send(null, "DELETE /account/sessions", { cookie: cookies[0] }), 204);
    status(await world.send(null, "GET /session", { cookie: cookies[2] }), 401);
    assert.equal((await list(cookies[0])).length, 1);
  });
  await suite.test("an administrator ends all sessions of a user of the organisation", async (world) => {
    const user = await newcomer(world, "utkastad");
    const cookie = await world.sign_in("utkastad", OTHER_PASSWORD);
    status(await world.send("boardAdmin", `DELETE /users/${user.user_id}/sessions`), 404);
    status(await world.send(null, "GET /session", { cookie }), 200);
    status(await world.send("admin", `DELETE /users/${user.user_id}/sessions`), 204);
    status(await world.send(null, "GET /session", { cookie }), 401);
    status(await sign_in(world, "utkastad"), 201);
  });

  /* --- demanded by the role --- */
  await suite.test("a role that must have it can do nothing else first, also in sessions that are open", async (world) => {
    await newcomer(world, "maste", "decider");
    await world.server.restart({ options: ["--require-second-factor", "decider"] });
    await world.connect();
    const cookie = await world.sign_in("maste", OTHER_PASSWORD);
    const send = (what, body) => world.send(null, what, { cookie, body });
    has(status(await send("GET /session"), 200).json, { second_factor: "missing", permissions: ["session.own"] });
    has(status(await send("GET /account/second-factor"), 200).json, { enabled: false, required: true });
    for (const what of ["GET /start", "GET /counties", "GET /counties/22/ppe-overview", "GET /municipalities/2281/ppe-reports/2020-W17", "GET /articles", "POST /account/second-factor/removal"])
      status(await send(what, what.startsWith("POST") ? { code: "123456" } : undefined), what === "GET /articles" ? 404 : 403, what === "GET /articles" ? "not_found" : "second_factor_missing");
    status(await world.send("decider", "GET /counties"), 403, "second_factor_missing");
    status(await world.send("reporter", "GET /counties"), 200);
    const { secret } = status(await send("POST /account/second-factor", { password: OTHER_PASSWORD }), 201).json;
    status(await send("GET /counties"), 403, "second_factor_missing");
    status(await send("POST /account/second-factor/confirmation", { code: totp.code(secret) }), 201);
    status(await send("GET /counties"), 200);
    await world.server.restart();
    await world.connect();
    status(await world.send("decider", "GET /counties"), 200);
    status(await sign_in(world, "maste"), 401, "second_factor_required");
  });
  await suite.test("the key file is its owner's alone, and a wrong role stops the start", async (world) => {
    const { stat } = await import("node:fs/promises");
    assert.equal((await stat(world.server.keyFile ?? `${world.server.database}.key`)).mode & 0o777, 0o600);
    await assert.rejects(world.server.command("serve", "--listen", "127.0.0.1:0", "--require-second-factor", "kung"), (error) => error.code === 2 && /roles/.test(error.stderr));
  });
  for (const client of strangers) client.close();
}
