/** Signing in and out, what a session is, how it ends, guessing. */
import assert from "node:assert/strict";
import { Client } from "../lib/client.mjs";
import { has, status, twice, violations } from "../lib/suite.mjs";
import { OTHER_PASSWORD, PASSWORD } from "../lib/world.mjs";

const NEW_PASSWORD = "renar-vid-vattnet-4";
const sign_in = (world, username, password, more) => world.send(null, "POST /session", { body: { username, password }, ...more });

/** A user of Sundsvall for one scenario. */
export async function newcomer(world, username, role = "reader") {
  const reply = await world.send("admin", "POST /organisations/2281/users", {
    body: { username, display_name: "Nykomling (påhittad)", email: "", role, language: "sv", password: OTHER_PASSWORD } });
  return status(reply, 201).json;
}

export default async function scenarios(suite) {
  await suite.test("a session tells who, where, what and how long", async (world) => {
    const reply = status(await sign_in(world, "SUNDSVALL", PASSWORD), 201);
    const [cookie, ...rest] = reply.headers["set-cookie"];
    assert.equal(rest.length, 0);
    assert.match(cookie, /^fordela_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    has(reply.json, {
      user: { username: "sundsvall", role: "reporter", language: "sv", email: "" },
      organisation: { code: "2281", kind: "municipality", area_code: "2281", name: "Sundsvalls kommun" }, county: { code: "22" }, idle_seconds: 1800,
      permissions: ["session.own", "reference.read", "compute.run", "report.read", "report.write", "overview.read", "article.read", "policy.read", "proposal.read", "audit.read"],
    });
    assert.ok(!reply.text.includes(cookie.slice(16, 59)), "the token stands in the body");
    const pair = cookie.split(";")[0];
    has(status(await world.send(null, "GET /session", { cookie: pair }), 200).json, reply.json);
    for (const wrong of [pair.slice(0, -1), `${pair}x`, pair.replace(/.$/, (last) => (last === "A" ? "B" : "A")), "fordela_session=", `__Host-${pair}`])
      status(await world.send(null, "GET /session", { cookie: wrong }), 401, "not_signed_in");
    status(await world.send(null, "GET /session", { cookie: `a=b; ${pair}; c=d` }), 200);
    status(await world.send(null, "POST /session/extend", { cookie: pair }), 204);
  });
  await suite.test("nobody who has not signed in sends much", async (world) => {
    const filled = (length) => { const body = JSON.stringify({ username: "sundsvall", password: PASSWORD }); return body + " ".repeat(length - body.length); };
    status(await world.send(null, "POST /session", { raw: filled(16 * 1024) }), 201);
    status(await world.send(null, "POST /session", { raw: filled(16 * 1024 + 1) }), 413, "body_too_large");
  });
  await suite.test("a national organisation has no county", async (world) => {
    has(await world.get("sos", "/session"), { county: null, organisation: { kind: "national", area_code: "00" } });
    has(await world.get("operator", "/session"), { permissions: (list) => !list.some((name) => /^(report|overview|proposal)\./.test(name)) });
  });
  await suite.test("signing out ends the session on the server", async (world) => {
    const cookie = await world.sign_in("timra");
    const reply = status(await world.send(null, "DELETE /session", { cookie }), 204);
    assert.equal(reply.headers["set-cookie"][0], "fordela_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    status(await world.send(null, "GET /session", { cookie }), 401);
    status(await world.send(null, "DELETE /session", { cookie }), 401);
  });
  await suite.test("signing in again ends the browser's old session", async (world) => {
    const old = await world.sign_in("timra");
    const again = status(await sign_in(world, "timra", PASSWORD, { cookie: old }), 201).headers["set-cookie"][0].split(";")[0];
    assert.notEqual(again, old);
    status(await world.send(null, "GET /session", { cookie: old }), 401);
    status(await world.send(null, "GET /session", { cookie: again }), 200);
  });
  await suite.test("unknown name, wrong password and disabled account: one answer", async (world) => {
    const user = await newcomer(world, "avstangd");
    const there = await world.send("admin", `GET /users/${user.user_id}`);
    const { display_name, email, role, language } = there.json;
    status(await world.send("admin", `PUT /users/${user.user_id}`, { body: { display_name, email, role, language, status: "disabled" }, headers: { "If-Match": there.headers.etag } }), 200);
    const plain = (reply) => ({ status: reply.status, body: reply.text.replace(/"trace_id":"\w+"/, ""),
      headers: Object.keys(reply.headers).sort().filter((name) => !["date", "x-request-id"].includes(name)).map((name) => [name, reply.headers[name]]) });
    const wrong = status(await sign_in(world, "timra", "fel-men-långt-nog"), 401, "wrong_credentials");
    const unknown = status(await sign_in(world, "ingen.sadan", "fel-men-långt-nog"), 401);
    const disabled = status(await sign_in(world, "avstangd", OTHER_PASSWORD), 401);
    assert.deepEqual(plain(unknown), plain(wrong));
    assert.deepEqual(plain(disabled), plain(wrong));
    assert.equal(wrong.headers["set-cookie"], undefined);
  });
  await suite.test("an unknown name costs as much as a known one", async (world) => {
    const client = new Client(world.server.url, { localAddress: "127.0.0.3" });
    const fastest = async (name) => {
      let best = Infinity;
      for (let i = 0; i < 3; i++) best = Math.min(best, (await sign_in(world, name, "fel-men-långt-nog", { client })).ms);
      return best;
    };
    const known = await fastest("ornskoldsvik"), unknown = await fastest("nagon.annan");
    client.close();
    assert.ok(unknown > known / 4 && unknown < known * 4, `${unknown} ms and ${known} ms`);
  });
  await suite.test("guessing has to wait, told how long, and never for good", async (world) => {
    const client = new Client(world.server.url, { localAddress: "127.0.0.2" });
    await newcomer(world, "gissad");
    for (let i = 0; i < 5; i++) status(await sign_in(world, "gissad", "fel-men-långt-nog", { client }), 401);
    const refused = status(await sign_in(world, "gissad", OTHER_PASSWORD, { client }), 429, "too_many_attempts");
    const wait = Number(refused.headers["retry-after"]);
    assert.ok(wait >= 1 && wait <= 2, `Retry-After: ${refused.headers["retry-after"]}`);
    status(await sign_in(world, "harnosand", PASSWORD, { client }), 201);
    const until = Date.now() + 1000 * (wait + 3);
    let reply = refused;
    for (; reply.status === 429 && Date.now() < until; await new Promise((resolve) => { setTimeout(resolve, 50); })) reply = await sign_in(world, "gissad", OTHER_PASSWORD, { client });
    status(reply, 201);
    client.close();
  });
  await suite.test("one address that guesses many names has to wait too", async (world) => {
    const client = new Client(world.server.url, { localAddress: "127.0.0.4" });
    /* Eight at a time: the wait grows faster than the slowest machine can guess. */
    let replies = [];
    for (let i = 0; i < 64 && !replies.some((reply) => reply.status === 429); i += 8)
      replies = await Promise.all(Array.from({ length: 8 }, (_, j) => sign_in(world, `namn.${i + j}`, "fel-men-långt-nog", { client })));
    assert.ok(replies.some((reply) => reply.status === 429), "nobody had to wait");
    status(await sign_in(world, "harnosand", PASSWORD, { client }), 429);
    status(await sign_in(world, "harnosand", PASSWORD), 201);
    client.close();
  });
  await suite.test("a new own password ends the other sessions and keeps this one", async (world) => {
    await newcomer(world, "bytare");
    const here = await world.sign_in("bytare", OTHER_PASSWORD), there = await world.sign_in("bytare", OTHER_PASSWORD);
    const change = (body) => world.send(null, "POST /account/password", { body, cookie: here });
    status(await change({ current_password: "fel-men-långt-nog", new_password: NEW_PASSWORD }), 403, "wrong_password");
    violations(status(await change({ current_password: OTHER_PASSWORD, new_password: "kort" }), 422), [["/new_password", "too_short"]]);
    status(await change({ current_password: OTHER_PASSWORD, new_password: "bytare-bytare" }), 422, "common_password");
    status(await change({ current_password: OTHER_PASSWORD, new_password: "password1234" }), 422, "common_password");
    status(await world.send(null, "GET /session", { cookie: there }), 200);
    status(await change({ current_password: OTHER_PASSWORD, new_password: NEW_PASSWORD }), 204);
    status(await world.send(null, "GET /session", { cookie: there }), 401);
    status(await world.send(null, "GET /session", { cookie: here }), 200);
    status(await sign_in(world, "bytare", OTHER_PASSWORD), 401);
    status(await sign_in(world, "bytare", NEW_PASSWORD), 201);
  });
  await suite.test("a new own password, sent twice with one key, is one change", async (world) => {
    await newcomer(world, "omtag");
    const cookie = await world.sign_in("omtag", OTHER_PASSWORD);
    const send = () => world.send(null, "POST /account/password", { cookie, body: { current_password: OTHER_PASSWORD, new_password: NEW_PASSWORD }, headers: { "Idempotency-Key": "byt" } });
    status(await send(), 204);
    status(await send(), 204);
  });
  await suite.test("the language follows the user", async (world) => {
    status(await world.send("region", "PUT /session/language", { body: { language: "en" } }), 204);
    has(await world.get("region", "/session"), { user: { language: "en" } });
    violations(status(await world.send("region", "PUT /session/language", { body: { language: "fi" } }), 422), [["/language", "malformed"]]);
    status(await world.send("region", "PUT /session/language", { body: { language: "sv" } }), 204);
    await twice(world, "region", "POST /session/extend");
  });
  await suite.test("disabling a user and setting its password end its sessions at once", async (world) => {
    const user = await newcomer(world, "stoppad");
    const cookie = await world.sign_in("stoppad", OTHER_PASSWORD);
    status(await world.send("admin", `POST /users/${user.user_id}/password`, { body: { new_password: NEW_PASSWORD } }), 204);
    status(await world.send(null, "GET /session", { cookie }), 401);
    const again = await world.sign_in("stoppad", NEW_PASSWORD);
    const { json, headers } = await world.send("admin", `GET /users/${user.user_id}`);
    status(await world.send("admin", `PUT /users/${user.user_id}`, { headers: { "If-Match": headers.etag },
      body: { display_name: json.display_name, email: "", role: json.role, language: "sv", status: "disabled" } }), 200);
    status(await world.send(null, "GET /session", { cookie: again }), 401);
    status(await sign_in(world, "stoppad", NEW_PASSWORD), 401);
  });
  await suite.test("a role that is taken away is gone in the next call", async (world) => {
    const user = await newcomer(world, "nedflyttad", "reporter");
    const cookie = await world.sign_in("nedflyttad", OTHER_PASSWORD);
    const put = () => world.send(null, "PUT /municipalities/2281/ppe-reports/2020-W17", { cookie, body: {} });
    status(await put(), 422);
    const { json, headers } = await world.send("admin", `GET /users/${user.user_id}`);
    status(await world.send("admin", `PUT /users/${user.user_id}`, { headers: { "If-Match": headers.etag },
      body: { display_name: json.display_name, email: "", role: "reader", language: "sv", status: "active" } }), 200);
    status(await put(), 403, "forbidden");
  });
  await suite.test("writes without Origin are those of programs and are taken", async (world) => {
    status(await world.send("region", "POST /session/extend", { headers: { Origin: null } }), 204);
    status(await world.send("region", "POST /session/extend", { headers: { Origin: null, "Sec-Fetch-Site": "same-origin" } }), 204);
    status(await world.send("region", "POST /session/extend", { headers: { "Sec-Fetch-Site": "none" } }), 204);
  });
}
