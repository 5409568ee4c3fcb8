// What goes out with every answer, codings, static files, proxies, hosts, limits on connections, reloading.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import zlib from "node:zlib";
import { check, connect, equal, finish, get, post, standin, start, test } from "./lib.mjs";

/** Sends one request that ends its connection; resolves to the answer. head: the answer has no body. */
async function ask(server, request, head = false) {
  const connection = connect(server);
  connection.socket.write(request);
  await connection.until(() => connection.over, "the end");
  if (head) {
    const text = connection.bytes.toString("latin1").replace(/Content-Length: (.*)\r\n/, "Content-Length: 0\r\nX-Length: $1\r\n");
    connection.bytes = Buffer.from(text, "latin1");
  }
  const [answer, second] = connection.answers();
  check(answer !== undefined && second === undefined, `not one answer: ${connection.bytes.toString("latin1")}`);
  return answer;
}
const one = (path, more = "") => get(path, `Connection: close\r\n${more}`);

const server = await start(standin, ["127.0.0.1:0", "threads=1", "proxies=127.0.0.1"]);

await test("security headers, id and cache rule on every kind of answer", async () => {
  const ids = new Set();
  for (const [path, status] of [["/healthz", 200], ["/none", 404], ["/login", 200], ["/empty", 204], ["/a%00", 400]]) {
    const { status: got, headers } = await ask(server, one(path));
    equal(got, status, path);
    check(headers["content-security-policy"].startsWith("default-src 'none'; script-src 'self'"), `${path}: CSP`);
    equal(headers["x-content-type-options"], "nosniff", path);
    equal(headers["cache-control"], path === "/login" ? "no-cache" : "no-store", path);
    equal(headers.server, undefined, `${path}: server`);
    equal(headers["strict-transport-security"], undefined, `${path}: HSTS without TLS`);
    check(/^[0-9a-f]{24}$/.test(headers["x-request-id"]), `${path}: id`);
    ids.add(headers["x-request-id"]);
  }
  equal(ids.size, 5, "different ids");
});

await test("gzip where it is wanted, allowed and worth it", async () => {
  const packed = await ask(server, one("/large?5000", "Accept-Encoding: br, gzip\r\n"));
  equal(packed.headers["content-encoding"], "gzip", "coding");
  equal(packed.headers.vary, "Accept-Encoding", "vary");
  equal(zlib.gunzipSync(packed.body).length, 5000, "unpacked");
  for (let round = 0; round < 3; round++) { // packed once, then as it was left
    const kept = await ask(server, one("/kept?7000", "Accept-Encoding: gzip\r\n"));
    equal([kept.headers["content-encoding"], zlib.gunzipSync(kept.body).length], ["gzip", 7000], `kept, round ${round}`);
  }
  for (const [path, accept] of [["/large?5000", ""], ["/large?5000", "Accept-Encoding: gzip;q=0\r\n"],
    ["/large?5000", "Accept-Encoding: gzipped\r\n"], ["/large?900", "Accept-Encoding: gzip\r\n"]]) {
    const plain = await ask(server, one(path, accept));
    equal(plain.headers["content-encoding"], undefined, path + accept);
    equal(plain.body.length, Number(path.split("?")[1]), path + accept);
  }
});

await test("HEAD is GET without the body", async () => {
  for (const path of ["/large?5000", "/login"]) {
    const whole = await ask(server, one(path));
    const head = await ask(server, one(path).replace("GET", "HEAD"), true);
    equal(head.status, 200, path);
    equal(head.headers["x-length"], whole.headers["content-length"], path);
    equal(head.headers["content-type"], whole.headers["content-type"], path);
  }
});

await test("304 for what is known", async () => {
  const known = await ask(server, one("/tagged", 'If-None-Match: "a"\r\n'));
  equal([known.status, known.body.length, known.headers.etag], [304, 0, '"a"'], "application");
  const { headers } = await ask(server, one("/login", "Accept-Encoding: br\r\n"));
  equal(headers["content-encoding"], "br", "coding");
  for (const tag of [headers.etag, `W/${headers.etag}`, `"x", ${headers.etag}`, "*"]) {
    const again = await ask(server, one("/login", `If-None-Match: ${tag}\r\n`));
    equal([again.status, again.body.length], [304, 0], tag);
  }
  equal((await ask(server, one("/login", 'If-None-Match: "x"\r\n'))).status, 200, "another tag");
});

await test("static files: exact names, three codings, nothing else", async () => {
  const source = readFileSync("static/login.html");
  for (const [accept, coding, unpack] of [["", undefined, (b) => b], ["gzip", "gzip", zlib.gunzipSync],
    ["gzip, br", "br", zlib.brotliDecompressSync]]) {
    const { status, headers, body } = await ask(server, one("/login", accept && `Accept-Encoding: ${accept}\r\n`));
    equal([status, headers["content-encoding"]], [200, coding], accept);
    equal(headers["content-type"], "text/html; charset=utf-8", "type");
    check(unpack(body).equals(source), `${accept}: the bytes`);
  }
  check((await ask(server, one("/"))).body.equals(readFileSync("static/start.html")), "start page");
  const module = await ask(server, one("/static/vendor/preact.js"));
  equal([module.status, module.headers["content-type"]], [200, "text/javascript; charset=utf-8"], "vendor");
  for (const path of ["/login.html", "/static/login.html", "/static/", "/static", "/static/../login", "/login/",
    "//login", "/static/package.json", "/static/README.md", "/LOGIN", "/static/vendor/../login", "/.", "/static//js"])
    equal((await ask(server, one(path))).status, 404, path);
  const posted = await ask(server, post("/login", "x", "Connection: close\r\n"));
  equal([posted.status, posted.headers.allow], [405, "GET, HEAD"], "POST to a page");
});

await test("forwarded headers of a trusted proxy", async () => {
  const who = async (more) => (await ask(server, one("/who?q", more))).body.toString();
  equal(await who(""), "127.0.0.1 plain /who q", "none");
  equal(await who("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"), "192.0.2.7 secure /who q", "both");
  equal(await who("X-Forwarded-For: 192.0.2.1, 192.0.2.7\r\n"), "192.0.2.7 plain /who q", "last hop");
  equal(await who("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 2001:db8::9\r\n"), "2001:db8::9 plain /who q", "last field");
  equal(await who("X-Forwarded-For: unknown\r\n"), "127.0.0.1 plain /who q", "no address");
  equal(await who("X-Forwarded-For: 192.0.2.7, \r\n"), "127.0.0.1 plain /who q", "empty last hop");
  const { headers } = await ask(server, one("/healthz", "X-Forwarded-Proto: https\r\n"));
  check(/max-age=31536000/.test(headers["strict-transport-security"]), "HSTS behind TLS");
});

await test("SIGHUP changes proxies and hosts, connections stay", async () => {
  const kept = connect(server);
  kept.socket.write(get("/healthz"));
  await kept.until(() => kept.answers().length === 1, "an answer");
  server.child.kill("SIGHUP");
  await server.saw(/reloaded/);
  const named = (host) => `GET /who HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n`;
  equal((await ask(server, named("example.org:8080"))).body.toString(), "127.0.0.1 plain /who ", "proxy forgotten");
  equal((await ask(server, named("EXAMPLE.org"))).status, 200, "capitals");
  for (const host of ["a", "example.org.evil", "xexample.org", "[::1]"])
    equal((await ask(server, named(host))).status, 421, host);
  kept.bytes = Buffer.alloc(0);
  kept.socket.write(get("/healthz").replace("Host: a", "Host: example.org"));
  await kept.until(() => kept.over || kept.answers().length === 1, "an answer");
  equal(kept.answers()[0]?.status, 200, "the kept connection");
  kept.socket.destroy();
});
equal((await server.stop()).code, 0, "exit code");

await test("forwarded headers of anybody else are ignored", async () => {
  const plain = await start(standin, ["127.0.0.1:0", "proxies=10.0.0.0/8"]);
  const answer = await ask(plain, one("/who", "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"));
  equal(answer.body.toString(), "127.0.0.1 plain /who ", "ignored");
  await plain.stop();
});

await test("pages from a directory", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fordela-"));
  try {
    writeFileSync(join(directory, "login.html"), "<p>mine");
    writeFileSync(join(directory, "package.json"), "{}");
    const own = await start(standin, ["127.0.0.1:0", `static=${directory}`]);
    equal((await ask(own, one("/login"))).body.toString(), "<p>mine", "the directory comes first");
    equal((await ask(own, one("/static/vendor/preact.js"))).status, 200, "the embedded ones remain");
    equal((await ask(own, one("/static/package.json"))).status, 404, "not everything is served");
    writeFileSync(join(directory, "login.html"), "<p>changed");
    own.child.kill("SIGHUP");
    await own.saw(/reloaded/);
    const changed = await ask(own, "GET /login HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");
    equal(changed.body.toString(), "<p>changed", "read again");
    await own.stop();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

await test("an address has its share of connections", async () => {
  const few = await start(standin, ["127.0.0.1:0", "loopback=1", "per_address=4", "threads=2"]);
  const inside = [];
  for (let i = 0; i < 4; i++) {
    const connection = connect(few);
    connection.socket.write(get("/healthz"));
    await connection.until(() => connection.answers().length === 1, "an answer");
    inside.push(connection);
  }
  const refused = connect(few);
  await refused.until(() => refused.over, "the end of one too many");
  equal(refused.answers().map((answer) => answer.status), [429], "one too many");
  const elsewhere = connect(few, { localAddress: "127.0.0.2" });
  elsewhere.socket.write(get("/healthz"));
  await elsewhere.until(() => elsewhere.answers().length === 1, "an answer to another address");
  equal(elsewhere.answers()[0].status, 200, "another address");
  inside.pop().socket.end();
  for (let status = 429; status !== 200;) { // the place is free when the server has seen the end
    const next = connect(few);
    next.socket.write(one("/healthz"));
    await next.until(() => next.over, "the end");
    status = next.answers()[0]?.status ?? 429;
  }
  for (const connection of [...inside, elsewhere]) connection.socket.destroy();
  await few.stop();
});

/** Fills the server with clients that are between two requests, then asks as a newcomer. */
async function newcomerAmongIdle(full, count) {
  const idle = Array.from({ length: count }, () => connect(full));
  for (const connection of idle) {
    await connection.connected;
    connection.socket.write(get("/healthz"));
  }
  const newcomer = connect(full);
  newcomer.socket.write(one("/healthz"));
  await newcomer.until(() => newcomer.over, "an answer to the newcomer");
  equal(newcomer.answers().map((answer) => answer.status), [200], "the newcomer");
  for (const connection of idle) connection.socket.destroy();
}

await test("when all places are taken the longest idle makes room", async () => {
  const full = await start(standin, ["127.0.0.1:0", "threads=1", "connections=8"]);
  await newcomerAmongIdle(full, 8);
  equal((await full.stop()).code, 0, "exit code");
});

/** CPU time of a process so far, in clock ticks of a hundredth of a second. */
function ticks(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /, "").split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

await test("few descriptors from the start: fewer connections", async () => {
  const poor = await start("prlimit", ["--nofile=40", standin, "127.0.0.1:0", "threads=1"]);
  await newcomerAmongIdle(poor, 30);
  equal((await poor.stop()).code, 0, "exit code");
});

await test("without descriptors it neither spins nor loses those inside", async () => {
  const poor = await start(standin, ["127.0.0.1:0", "threads=2", "headers=60000", "idle=60000"]);
  execFileSync("prlimit", ["--pid", String(poor.child.pid), "--nofile=40"]);
  const descriptors = () => readdirSync(`/proc/${poor.child.pid}/fd`).length, none = descriptors();
  const inside = connect(poor); // before the others: their loop may be quicker than its own
  for (let looks = 0; descriptors() === none && looks < 1000; looks += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const clients = Array.from({ length: 60 }, () => connect(poor));
  await Promise.all(clients.map((connection) => connection.connected)); // the rest wait in the kernel's queue
  const before = ticks(poor.child.pid);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  check(ticks(poor.child.pid) - before < 40, `spins: ${ticks(poor.child.pid) - before} ticks in 1.5 s`);
  inside.socket.write(get("/healthz"));
  await inside.until(() => inside.answers().length === 1, "an answer to one inside");
  for (const connection of [inside, ...clients]) connection.socket.destroy();
  const after = connect(poor);
  after.socket.write(one("/healthz"));
  await after.until(() => after.over, "an answer afterwards");
  equal(after.answers()[0]?.status, 200, "afterwards");
  equal((await poor.stop()).code, 0, "exit code");
});

await test("a port that is taken is refused, by our own kind too", async () => {
  const first = await start(standin, ["127.0.0.1:0"]);
  let message = "";
  try {
    await start(standin, [`127.0.0.1:${first.port}`]);
  } catch (error) {
    ({ message } = error);
  }
  check(/conflict.*Address already in use/.test(message), `no refusal: ${message}`);
  await first.stop();
});
finish("answers");
