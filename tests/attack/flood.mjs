/** As many requests as can be had out of some connections, each sent as soon as the last is answered. */
import http from "node:http";
import { gzipSync } from "node:zlib";

const PUBLIC_LIMIT = 16 * 1024, LIMIT = 256 * 1024, LONG_LIMIT = 4 * 1024 * 1024; // api/app.h, api/compute.h
const TEXT_LIMIT = 1024 * 1024, CELLS_LIMIT = 4000;                                   // api/vaccine_import.h, io/dose_table.h
const BOMB_BYTES = 200 * 1024 * 1024;
const WAIT_MS = 20_000;
const json = { "Content-Type": "application/json" };

const sign_in = (body, headers = {}) => ({ method: "POST", path: "/api/v1/session", headers: { ...json, ...headers }, body });
const report = (body, headers = {}) => ({ method: "PUT", path: "/api/v1/municipalities/2282/ppe-reports/2020-W17", headers: { ...json, "If-Match": "*", ...headers }, body });
const compute = (problem, body) => ({ method: "POST", path: `/api/v1/compute/${problem}`, headers: json, body });
const deliveries = (heading, rows) => ({ method: "POST", path: "/api/v1/vaccine/imports/deliveries?dry_run=true", headers: json,
  body: `{"issuer":"Folkhälsomyndigheten","issued_at":"2020-04-20","source":"Flod","year":2020,"kind":"received","text":"${heading}\\n${rows}"}` });

/** A body of exactly so many bytes: what goes round the filling, what fills and how often it fits. */
const filled = (length, before, filling, after, between = ",") => {
  const times = Math.floor((length - before.length - after.length + between.length) / (filling.length + between.length));
  const whole = before + Array(times).fill(filling).join(between) + after;
  return whole + " ".repeat(length - whole.length);
};
const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);
const fields = (length) => {
  const each = Array.from({ length: length / 12 | 0 }, (_, i) => `"f${i}":0`).join(",");
  return `{${each}}`.padEnd(length);
};
const numbers = (count, of) => Array.from({ length: count }, (_, i) => of(i));

const LINE = '{"article":"IIR","stock":1,"use_in_week":1,"need_next_week":1,"lots":[{},{},{}]}';
const LIST = "Region;Vaccin;Vecka;Doser";
const WEEKS = numbers(200, (i) => `${2017 + (i / 50 | 0)}-W${String(1 + i % 50).padStart(2, "0")}`);
const REGIONS = ["01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14", "17", "18", "19", "20", "21", "22", "23", "24", "25"];

/** Of each flood the requests that come by turns; they are made once, or making them would take the attacker's time. With a session where it says so in attack.mjs. */
const floods = {
  connections: () => [{ method: "GET", path: "/healthz", headers: { Connection: "close" } }],
  /** Wrong passwords of everybody, who is there or not. */
  guesses: (job) => job.names.map((username) => sign_in(JSON.stringify({ username, password: "fel-losenord-2020" }))),
  "at the limit": () => [sign_in(filled(PUBLIC_LIMIT, '{"username":"', "a", '","password":"x"}', "")), report(filled(LIMIT, '{"lines":[', LINE, "]}"))],
  "above the limit": () => [sign_in("x".repeat(LIMIT)), report("x".repeat(LIMIT + 1)), report("x".repeat(8 * LIMIT))],
  nested: () => [sign_in("[".repeat(PUBLIC_LIMIT)), sign_in(filled(PUBLIC_LIMIT, "[", nested(31), "]")), report("[".repeat(LIMIT)), report('{"a":'.repeat(LIMIT / 5 | 0)),
    report(filled(LIMIT, "[", nested(31), "]"))],
  arrays: () => [sign_in(filled(PUBLIC_LIMIT, "[", "{}", "]")), sign_in(fields(PUBLIC_LIMIT)), report(filled(LIMIT, "[", "0", "]")), report(filled(LIMIT, '{"lines":[', "{}", "]}")), report(fields(LIMIT))],
  packed: () => [sign_in, report].map((send) => send(gzipSync(Buffer.alloc(BOMB_BYTES, " ")), { "Content-Encoding": "gzip" })),
  imports: () => ["Stockholm;COMIRNATY;2020-W14;10", "Atlantis;Sputnik;x;y", ";", "'", ",,,,,,,,,,,,,,,,"].map((row) => deliveries(LIST, `${row}\\n`.repeat((TEXT_LIMIT - 30) / (row.length + 1) | 0)))
    .concat(deliveries(LIST, "Atlantis;Sputnik;x;y\\n".repeat(4990))),
  "good imports": () => [deliveries(LIST, WEEKS.flatMap((week) => REGIONS.map((region) => `${region};COMIRNATY;${week};10\\n`)).slice(0, CELLS_LIMIT).join(""))],
  computations: () => [
    compute("redistribute_large", JSON.stringify({ input: { pack: 20, target_days: 14, safety_days: 7, municipalities: numbers(1000, (i) => [i * 7919 % 4000, 1 + i * 31 % 60]) } })),
    compute("apportion_single", JSON.stringify({ input: { weights: numbers(20_000, (i) => 1 + i * 7919 % 1000), packs: 1_000_003 } })),
    compute("apportion_single", filled(LONG_LIMIT, '{"input":{"packs":1000000,"weights":[', "1", "]}}")),
    compute("apportion_single", "[".repeat(LONG_LIMIT)),
  ],
};

/** @param {{ flood: string, port: number, addresses: string[], connections: number, cookie?: string }} job */
export function flood(job, state) {
  const requests = floods[job.flood](job);
  let number = Math.floor(Math.random() * requests.length);
  const every = job.flood === "connections";

  function again(agent, localAddress) {
    const { method, path, headers, body } = requests[number++ % requests.length];
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    let done = false;
    /** The next one, whatever became of this: an answer that comes while the body is still being sent counts, its cut does not. */
    const next = (what) => {
      if (done) return;
      done = true;
      state.heard(what);
      setImmediate(again, agent, localAddress);
    };
    const request = http.request({ host: "127.0.0.1", port: job.port, localAddress, agent, method, path, headers: { ...headers, ...length, ...(job.cookie ? { Cookie: job.cookie } : {}) } }, (reply) => {
      reply.on("error", () => next(reply.statusCode));
      reply.on("end", () => next(reply.statusCode));
      reply.resume();
    });
    request.setTimeout(WAIT_MS, () => request.destroy());
    request.on("error", () => next("cut"));
    request.end(body);
    state.sent++;
  }
  for (let i = 0; i < job.connections; i++)
    again(every ? false : new http.Agent({ keepAlive: true, maxSockets: 1 }), job.addresses[i % job.addresses.length]);
  state.open = job.connections;
}
