// TLS on our own connections: what is spoken, framing and deadlines as without, certificates replaced and refused, cookies.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";
import { certificate_of, certificates, check, connect, equal, finish, get, program, standin, start, test, within } from "./lib.mjs";
import { send, vectors } from "./vectors.mjs";

const folder = certificates("first.example", "second.example");
const file = (name) => join(folder, name);
const pair = (name) => [`certificate=${file(`${name}.pem`)}`, `key=${file(`${name}.key`)}`];

// 1. Framing, with refusals that go past libmicrohttpd, and HSTS on each answer.
const server = await start(standin, ["127.0.0.1:0", "headers=3000", "body=3000", "threads=1", ...pair("first.example")]);
check(server.secure, "the address does not say https");
for (const [name, expected, bytes] of vectors)
  await test(`over TLS: ${name}`, () => send(server, name, expected, bytes, ["strict-transport-security"]));

await test("the application hears that it is secure; HSTS lasts a year", async () => {
  const connection = connect(server);
  connection.socket.write(get("/who", "Connection: close\r\n"));
  await connection.until(() => connection.over, "the end");
  const [answer] = connection.answers();
  equal(answer.body.toString(), "127.0.0.1 secure /who ", "who");
  equal(answer.headers["strict-transport-security"], "max-age=31536000; includeSubDomains", "HSTS");
});

// 2. What is spoken.
const offer = (options) =>
  new Promise((resolve) => {
    const socket = tls.connect({ host: server.host, port: server.port, rejectUnauthorized: false, ...options });
    socket.once("secureConnect", () => {
      resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name, alpn: socket.alpnProtocol });
      socket.destroy();
    });
    socket.once("error", () => resolve(null));
  });
await test("TLS 1.3 and 1.2 are spoken, older ones are not", async () => {
  equal((await offer({})).protocol, "TLSv1.3", "newest");
  equal((await offer({ maxVersion: "TLSv1.2" })).protocol, "TLSv1.2", "1.2");
  for (const version of ["TLSv1", "TLSv1.1"])
    equal(await offer({ minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" }), null, version);
});
await test("only ephemeral keys with authenticated encryption, and HTTP/1.1", async () => {
  for (const ciphers of ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "NULL", "DHE-RSA-AES128-GCM-SHA256"])
    equal(await offer({ maxVersion: "TLSv1.2", ciphers: `${ciphers}:@SECLEVEL=0` }).catch(() => null), null, ciphers);
  equal((await offer({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305" })).protocol, "TLSv1.2", "ChaCha20");
  equal((await offer({ ALPNProtocols: ["h2", "http/1.1"] })).alpn, "http/1.1", "ALPN");
});
await test("plain HTTP gets nothing", async () => {
  const connection = connect({ ...server, secure: false });
  connection.socket.write(get("/healthz"));
  await connection.until(() => connection.over, "the end");
  check(!connection.bytes.toString("latin1").includes("HTTP/"), "an answer");
});

// 3. Deadlines: in the handshake, in the head, and a body that drips.
await test("a handshake that never ends is ended without a word", async () => {
  const connection = connect({ ...server, secure: false });
  await connection.until(() => connection.over, "the end", 10_000);
  equal(connection.bytes.length, 0, "bytes");
});
await test("a head that never ends is told so", async () => {
  const connection = connect(server);
  connection.socket.write("GET /healthz HTTP/1.1\r\nHost:");
  await connection.until(() => connection.over, "the end", 10_000);
  equal(connection.answers().map(({ status }) => status), [408], "answers");
});

// 4. Many at once, large answers, answers that come later.
// With the deadlines of every day: 200 handshakes take a busy machine longer than the short ones above.
const patient = await start(standin, ["127.0.0.1:0", "threads=1", ...pair("first.example")]);
await test("200 connections with large and late answers", async () => {
  const all = Array.from({ length: 200 }, (_, i) => {
    const connection = connect(patient);
    connection.socket.write(get(i % 2 ? "/large?300000" : "/soon", "Connection: close\r\n").replace(/^GET \/soon/, "POST /soon"));
    return connection;
  });
  for (const [i, connection] of all.entries()) {
    await connection.until(() => connection.over, `answer ${i}`);
    const [answer] = connection.answers();
    equal([answer?.status, answer?.body.length], [200, i % 2 ? 300000 : 4], `answer ${i} ${connection.error?.code} ${connection.bytes.length}`);
  }
});

await patient.stop();

// 5. The certificate is replaced while connections live on; a bad pair changes nothing.
await test("SIGHUP takes a new certificate, a bad one leaves the old", async () => {
  const old = connect(server);
  await old.connected;
  equal(await certificate_of(server), "first.example", "before");
  copyFileSync(file("second.example.pem"), file("next.pem"));
  renameSync(file("next.pem"), file("first.example.pem"));
  server.child.kill("SIGHUP");
  await server.saw(/the key .* does not belong to the certificate/);
  equal(await certificate_of(server), "first.example", "with a key that does not fit");
  copyFileSync(file("second.example.key"), file("first.example.key"));
  server.child.kill("SIGHUP");
  await server.saw(/reloaded/);
  equal(await certificate_of(server), "second.example", "afterwards");
  old.socket.write(get("/healthz").replace("Host: a", "Host: example.org"));
  await old.until(() => old.answers().length === 1, "the old connection's answer");
  old.socket.destroy();
});

await test("SIGTERM: a request under way is answered, an idle connection does not hold the server up", async () => {
  const idle = connect(server);
  await idle.connected;
  const late = connect(server);
  late.socket.write(get("/later").replace("GET", "POST").replace("Host: a", "Host: example.org"));
  const soon = connect(server);
  soon.socket.write(get("/soon").replace("GET", "POST").replace("Host: a", "Host: example.org"));
  await soon.until(() => soon.answers().length === 1, "the answer");
  const releasing = connect(server);
  await releasing.connected;
  const asked = Date.now();
  server.child.kill("SIGTERM");
  releasing.socket.write(get("/release").replace("Host: a", "Host: example.org"));
  await late.until(() => late.over, "the late answer");
  await within(server.ended, "the server's end");
  equal(late.answers().map(({ status }) => status), [200], "the late one");
  check(Date.now() - asked < 5000, `it took ${Date.now() - asked} ms`);
  check(/open calls 0\n/.test(server.output), server.output + server.errors);
});

// 6. The program: refusals by name, cookies.
const serve = (...more) => ["serve", "--database", file("fordela.db"), "--listen", "127.0.0.1:0", "--threads", "1", ...more];
execFileSync(program, ["migrate", "--database", file("fordela.db")]);
const certificate = file("second.example.pem");
const key = file("second.example.key");
writeFileSync(file("nonsense.pem"), "nonsense");
writeFileSync(file("open.key"), readFileSync(key), { mode: 0o644 });
chmodSync(file("open.key"), 0o644);
const other = certificates("other.example");
for (const [name, flags, pattern] of [
  ["one of the two missing", ["--tls-certificate", certificate], /go together/],
  ["no such file", ["--tls-certificate", file("none.pem"), "--tls-key", key], /--tls-certificate should be a file that can be read/],
  ["no certificate in it", ["--tls-certificate", file("nonsense.pem"), "--tls-key", key], /nonsense\.pem/],
  ["a key that all may read", ["--tls-certificate", certificate, "--tls-key", file("open.key")], /open\.key must be for its owner/],
  ["a key of another certificate", ["--tls-certificate", certificate, "--tls-key", join(other, "other.example.key")], /does not belong/],
])
  await test(`serve refuses ${name}`, async () => {
    const { status, stderr } = spawnSync(program, serve(...flags), { encoding: "utf8", timeout: 20_000 });
    check(status === 1 || status === 2, `status ${status}`);
    check(pattern.test(stderr), stderr);
  });

await test("cookies are marked for TLS without --secure", async () => {
  execFileSync(program, ["user", "add", "tls", "DRIFT", "--database", file("fordela.db")], { input: "a long enough password\n" });
  const real = await start(program, serve("--tls-certificate", certificate, "--tls-key", key));
  const body = JSON.stringify({ username: "tls", password: "a long enough password" });
  const connection = connect(real);
  connection.socket.write(`POST /api/v1/session HTTP/1.1\r\nHost: a\r\nOrigin: https://a\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  await connection.until(() => connection.over, "the end");
  const [answer] = connection.answers();
  check(/^__Host-fordela_session=.*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/.test(answer.headers["set-cookie"] ?? ""),
    `${answer.status} ${answer.headers["set-cookie"]} ${answer.body}`);
  equal((await real.stop()).code, 0, "exit code");
});
finish("tls");
