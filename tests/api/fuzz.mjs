/**
 * Generated requests against every operation of the served document, as several roles: node fuzz.mjs BINARY [--rounds N] [--seed N]
 * [--seconds N]; with --vaccine those of the vaccine chain alone, on the demo's vaccine story. What must hold: no 5xx, no answer later than five seconds, every error a problem with a known code, every reply as
 * the document says. A fault prints the seed and the request, so that it can be sent again. Prints "N passed, N failed".
 */
import { Server } from "./lib/server.mjs";
import { World } from "./lib/world.mjs";

const SLOWEST_MS = 5000;
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : fallback;
};
const vaccine = process.argv.includes("--vaccine");
const rounds = option("rounds", 50), seconds = option("seconds", 20), seed = option("seed", 20200427);

/** Mulberry32: small, fixed, the same everywhere. */
function random_of(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = random_of(seed);
const below = (n) => Math.floor(random() * n), pick = (list) => list[below(list.length)], chance = (p) => random() < p;

const WEEKS = [...(vaccine ? ["2021-W14", "2021-W15", "2021-W13", "2021-W12", "2021-W20", "2021-W52"] : []), "2020-W17", "2020-W18", "2020-W16", "2020-W10", "2020-W53", "2020-W00", "2019-W01", "9999-W52", "0000-W01", "2020-W1", "W17"];
const VALID = {
  county: ["22", "22", "22", "23", "00", "99", "01"], municipality: ["2281", "2281", "2282", "2260", "2303", "0180", "9999"], week: WEEKS,
  article: ["FFP2", "IIR", "NYTT", "HANDSKE-M", "A".repeat(16), "-"], organisation: ["2281", "LST22", "SOS", "DRIFT", "REG22", "XX", "ZZZZZZZZ"],
  line: ["1", "2", "0", "99999999999999999999", "-1", "1e3", " 1", "01"], problem: ["cover", "redistribute", "finns_inte"],
  product: ["COMIRNATY", "COMIRNATY", "VAXZEVRIA", "MODERNA", "JANSSEN", "NYTT", "-"],
};
const DAYS = [...(vaccine ? ["2021-04-05", "2021-04-06", "2021-01-01", "2019-12-31"] : []), "2020-04-27", "2020-05-01", "2020-12-31", "2021-02-29", "0001-01-01", "9999-12-31"];
const NASTY = ["", " ", "\0", "a\0b", "å", "😷", "\u202e", "\ufffd", "'", "\"", "' OR 1=1 --", "%", "%00", "%s%n", "../../etc/passwd", "<script>", "=1+1", "a".repeat(300), "null", "NaN", "-1", "1e309",
  "2020-04-27", "2020-02-30", "9999-99-99", "2020-W17", "811228-9874", "\r\nX: y", "\u0000", "{}", "\ud7ff", "𝕏".repeat(50)];
const NUMBERS = [0, 1, -1, 7, 100, 1e9, 1e9 + 1, 2 ** 31, 2 ** 53, -(2 ** 53), 0.5, 1.25, 1e-9, 1e300, -0];
const anything = () => pick([() => pick(NASTY), () => pick(NUMBERS), () => true, () => null, () => [], () => ({}), () => [pick(NASTY)], () => ({ [pick(NASTY)]: pick(NUMBERS) }), () => Array(1 + below(60)).fill(pick(NUMBERS))])();

/** A value that the schema allows, or nearly. */
function value_of(contract, schema, depth = 0) {
  const node = contract.resolve(schema);
  if (chance(0.03)) return anything();
  if (node.anyOf) return value_of(contract, pick(node.anyOf), depth);
  const type = Array.isArray(node.type) ? pick(node.type) : node.type;
  if (node.enum) return pick(node.enum);
  switch (type) {
    case "object": {
      const made = {};
      for (const [name, member] of Object.entries(node.properties ?? {}))
        if (chance((node.required ?? []).includes(name) ? 0.97 : 0.5)) made[name] = value_of(contract, member, depth + 1);
      if (chance(0.03)) made[pick(NASTY)] = anything();
      return made;
    }
    case "array": return Array.from({ length: chance(0.02) ? 120 : below(depth > 2 ? 3 : 5) + (node.minItems ?? 0) }, () => value_of(contract, node.items, depth + 1));
    case "integer": return pick([node.minimum ?? 0, node.maximum ?? 10, (node.minimum ?? 0) - 1, (node.maximum ?? 10) + 1, below(1000), below(50)]);
    case "number": return pick([node.minimum ?? 0, node.maximum ?? 1, 0.5, 0.01, 1e-3]);
    case "boolean": return chance(0.5);
    case "null": return null;
    default: return text_of(node);
  }
}

function text_of(node) {
  const pattern = node.pattern ?? "";
  if (chance(0.06)) return pick(NASTY);
  if (pattern.includes("-W")) return pick(WEEKS);
  if (pattern.includes("{4}-")) return pick(DAYS);
  if (pattern.includes("A-Z0-9_-")) return pick(VALID.article);
  if (pattern.includes("a-z0-9._@-")) return `fuzz.${below(1e6)}`;
  if (pattern === "^[0-9]{2}$") return pick(VALID.county);
  if (pattern === "^[0-9]{4}$") return pick(VALID.municipality);
  return pick(["tre ord här", "Ågatan 7", "stock", "use_in_week", "lot.0.quantity", "part.99.name", "lot.0.expires_on", "care", "1 200,5", "x".repeat(below((node.maxLength ?? 40) + 2)), "renar-vid-vattnet-4"]);
}

/** Breaks a JSON text somewhere. */
function broken(text) {
  const at = below(text.length + 1);
  return pick([
    () => text.slice(0, at), () => text + pick(["}", " x", "\0"]), () => text.slice(0, at) + pick(["\\", "\"", "{", "]", ",", "\0", "\\u0000", "\\ud800", "9".repeat(400)]) + text.slice(at),
    () => Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from(text.slice(at))]),
    () => "[".repeat(pick([31, 33, 5000])), () => `${"{\"a\":".repeat(40)}1${"}".repeat(40)}`, () => "", () => "null", () => `${text.slice(0, -1)},${text.slice(1)}`,
  ])();
}

const WHO = ["reporter", "decider", "admin", "boardAdmin", "boardAdmin", "boardDecider", "region", "sos", "operator", null, "neighbour", ...(vaccine ? ["fohm", "fohmDecider", "region"] : [])];
/** Those whose requests get past the door. */
const FOR = { "report.write": ["reporter", "kramfors", "ange"], "report.review": ["board"], "article.write": ["boardDecider"], "policy.write": ["boardDecider"], "proposal.create": ["board"], "proposal.change": ["board"],
  "proposal.confirm_floor": ["decider", "ornskoldsvik"], "proposal.decide": ["boardDecider"], "user.write": ["admin"], "user.read": ["admin"], "audit.read": ["boardAdmin"],
  "product.write": ["fohm"], "forecast.write": ["fohm"], "delivery.write": ["fohm"], "delivery.confirm": ["region"], "key.write": ["fohm"], "key.decide": ["fohmDecider"], "allocation.create": ["fohm"],
  "allocation.decide": ["fohmDecider"], "region_report.write": ["region"] };
const PLACE_OF = { reporter: "2281", kramfors: "2282", ange: "2260" };
const HEADERS = [
  () => ({ "If-Match": pick(["*", "\"r1\"", "\"p1\", W/\"p2\"", "garbage", "\"", "W/", ",,,,", "\"" + "x".repeat(3000)]) }), () => ({ "If-None-Match": pick(["*", "\"x\"", "\"unterminated", ""]) }),
  () => ({ "Idempotency-Key": pick(["a", "b", "x".repeat(255), "x".repeat(256), "å"].map((key) => encodeURIComponent(key))) }), () => ({ "Accept-Language": pick(["en", "sv;q=0", ";;;,,,q=", "en-".repeat(200), "*"]) }),
  () => ({ Accept: pick(["text/csv", "application/xml", "*/*;q=0", ""]) }), () => ({ "Content-Type": pick(["text/plain", "application/json; charset=latin-1", "application/jsonp", "multipart/form-data"]) }),
  () => ({ "Accept-Encoding": pick(["identity", "br;q=1, *;q=0", "gzip;q=0"]) }), () => ({ Cookie: pick(["fordela_session", "fordela_session=x; fordela_session=y", "=", ";;;;", "fordela_session=" + "A".repeat(43)]) }),
  () => ({ "X-HTTP-Method-Override": "DELETE", "X-Forwarded-For": "1.2.3.4", "X-Original-URL": "/healthz" }), () => ({ Authorization: "Bearer x" }), () => ({ Range: "bytes=0-1" }), () => ({ "Content-Encoding": "gzip" }),
];

function request_of(world, found, ids) {
  const who = chance(0.6) ? pick(FOR[found.operation["x-permission"]] ?? (vaccine ? ["fohm", "boardAdmin"] : ["boardAdmin"])) : pick(WHO);
  const filled = found.pattern.replace(/\{([^}]+)\}/g, (_, name) => {
    if (chance(0.05)) return encodeURIComponent(pick(NASTY).replaceAll("\0", "")) || "x";
    if (name === "municipality" && PLACE_OF[who] && chance(0.8)) return PLACE_OF[who];
    return encodeURIComponent(pick(VALID[name] ?? (ids[name]?.length ? ids[name] : ["00000000000000000000000000"])));
  });
  const query = (found.operation.parameters ?? []).filter((parameter) => parameter.in === "query" && chance(0.4))
    .map((parameter) => `${parameter.name}=${encodeURIComponent(String(chance(0.2) ? pick(NASTY) : value_of(world.contract, parameter.schema)))}`);
  if (chance(0.04)) query.push(pick(["x", "=", "&&", "limit=1&limit=2", "%41=%zz", "a=%ff", "limit=1%00", "cursor=" + "z".repeat(500)]));
  const target = filled.replace(/^\/api\/v1/, "") + (query.length > 0 ? `?${query.join("&")}` : "");
  const method = chance(0.04) ? pick(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]) : found.method;
  const request = { who, what: `${method} ${filled.startsWith("/api/v1") ? target : `@${target}`}`, headers: {} };
  const schema = found.operation.requestBody?.content["application/json"].schema;
  if (schema && method !== "GET" && method !== "HEAD") {
    const text = JSON.stringify(chance(0.03) ? anything() : schema.$ref ? value_of(world.contract, schema) : { input: anything() });
    request.raw = chance(0.08) ? broken(text) : text;
  }
  if (chance(0.35)) request.headers["If-Match"] = "*";
  while (chance(0.12)) Object.assign(request.headers, pick(HEADERS)());
  return request;
}

/** Requests that would send everybody else out of the room belong to the scenarios. */
const LEFT_OUT = new Set(["signOut", "changeOwnPassword", "setUserPassword", "changeUser", "signIn"]);
const RARELY = { signIn: 0.05, addUser: 0.3, setUserPassword: 0.05, changeOwnPassword: 0.05 };

const server = await Server.start(process.argv[2], "sqlite", vaccine ? { demo: "vaccine", asOf: "2021-04-06" } : {});
const world = await World.open(server);
if (vaccine) for (const [who, username] of [["fohm", "fohm"], ["fohmDecider", "fohm.beslut"]]) world.sessions[who] = await world.sign_in(username);
const CHAIN = /^(product|forecast|delivery|key|allocation|account|region_report)\./;
const operations = world.contract.operations.filter((found) => !vaccine || CHAIN.test(found.operation["x-permission"] ?? ""));
let begun = Date.now();
const statuses = {}, faults = [];
let sent = 0;
try {
  for (const who of new Set([...WHO, ...Object.values(FOR).flat()])) if (who) await world.cookie(who);
  const { proposal_id } = (await world.send("board", "POST /counties/22/proposals", { body: { articles: ["FFP2", "IIR"] } })).json;
  const users = (await world.get("admin", "/organisations/2281/users")).items.map((user) => user.user_id);
  const newest = async (list, key) => vaccine ? (await world.get("fohm", `/vaccine/${list}`)).items.slice(0, 4).map((item) => item[key]) : [];
  const ids = {
    key: await newest("keys", "key_id"), document: await newest("documents", "document_id"), delivery: await newest("deliveries", "delivery_id"),
    allocation: [...await newest("allocations", "allocation_id"), ...await newest("allocation-drafts", "allocation_id")],
    proposal: [proposal_id, "00000000000000000000000000"], user: [...users, "00000000000000000000000000"],
  };
  const one = async (found) => {
    const request = request_of(world, found, ids);
    if (LEFT_OUT.has(found.id) && request.what.startsWith(found.method)) request.who = null;
    sent++;
    try {
      const reply = await world.send(request.who, request.what, request);
      statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
      const busy = reply.status === 503 && reply.headers["retry-after"];
      if (reply.status >= 500 && !busy && reply.status !== 501) throw new Error(`status ${reply.status}: ${reply.text.slice(0, 300)}`);
      if (reply.ms > SLOWEST_MS) throw new Error(`${Math.round(reply.ms)} ms`);
    } catch (error) {
      if (error.code === "ERR_INVALID_CHAR" || error.code === "ERR_UNESCAPED_CHARACTERS") return; /* node would not send it */
      faults.push(`${request.who} ${request.what.slice(0, 300)} ${JSON.stringify(request.headers).slice(0, 300)} ${String(request.raw ?? "").slice(0, 500)}\n    ${String(error).slice(0, 700)}`);
    }
  };
  begun = Date.now();
  for (let round = 0; round < rounds && (Date.now() - begun) / 1000 < seconds && faults.length < 20; round++)
    for (const found of operations)
      if (!RARELY[found.id] || chance(RARELY[found.id])) await one(found);
  if ((await world.send(null, "GET @/healthz")).status !== 200) faults.push("the server is not well afterwards");
  if (sent < 200) faults.push(`only ${sent} requests were sent`);
  const how = await server.end();
  if (how.code !== 0) faults.push(`the server ended with ${how.code ?? how.signal}: ${server.log.slice(-1000)}`);
} finally {
  world.close();
  await server.drop_all();
}
for (const fault of faults) console.log(`FAILED seed ${seed}: ${fault}`);
console.log(`${sent} requests in ${Math.round((Date.now() - begun) / 1000)} s: ${JSON.stringify(statuses)}`);
console.log(`${faults.length === 0 ? 1 : 0} passed, ${faults.length} failed`);
process.exitCode = faults.length > 0 ? 1 : 0;
