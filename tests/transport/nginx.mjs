// The real server behind Debian's nginx with the configuration that is installed as an example: names, TLS, who is believed,
// cookies, headers once, and that no request reaches the application in another framing than the one that nginx read.
// usage: node tests/transport/nginx.mjs BINARY
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import process from "node:process";
import tls from "node:tls";
import { certificates, check, connect, equal, finish, program, standin, start, test, within } from "./lib.mjs";
import { exchange, vectors } from "./vectors.mjs";

const NAME = "fordela.example.org";
const folder = certificates(NAME);
const file = (name) => join(folder, name);
const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** nginx before the server on that port, as the example says but for ports, certificates and folders. */
async function nginx(upstream, label) {
  const [plain, secure] = [await freePort(), await freePort()];
  const place = file(label);
  mkdirSync(place);
  const example = readFileSync(new URL("../../src/package/nginx.conf", import.meta.url), "utf8")
    .replace("server 127.0.0.1:8080;", `server 127.0.0.1:${upstream};`)
    .replaceAll("listen 80", `listen 127.0.0.1:${plain}`)
    .replaceAll("listen 443", `listen 127.0.0.1:${secure}`)
    .replaceAll("/etc/ssl/certs/ssl-cert-snakeoil.pem", file(`${NAME}.pem`))
    .replaceAll("/etc/ssl/private/ssl-cert-snakeoil.key", file(`${NAME}.key`));
  check(!example.includes("listen 80") && !example.includes("snakeoil"), "the example has changed");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${place}/${kind};`).join("\n");
  writeFileSync(join(place, "nginx.conf"), `daemon off; master_process off; pid ${place}/pid; error_log ${place}/error.log info;
events { worker_connections 512; }
http { log_format passed "$upstream_status"; access_log ${place}/access.log passed; ${temporary}
${example} }\n`);
  execFileSync("/usr/sbin/nginx", ["-t", "-q", "-p", place, "-c", join(place, "nginx.conf"), "-e", join(place, "error.log")], { stdio: "pipe" });
  const child = spawn("/usr/sbin/nginx", ["-p", place, "-c", join(place, "nginx.conf"), "-e", join(place, "error.log")], { stdio: "ignore" });
  process.on("exit", () => child.kill("SIGKILL"));
  const up = (resolve) => net.connect(secure, "127.0.0.1").once("connect", function () { this.destroy(); resolve(); })
    .once("error", () => setTimeout(() => up(resolve), 20));
  await within(new Promise(up), "nginx");
  // How many requests nginx has handed on.
  const handedOn = () => readFileSync(join(place, "access.log"), "utf8").split("\n").filter((line) => /\d/.test(line)).length;
  return { host: "127.0.0.1", plain, port: secure, secure: true, servername: NAME, child, handedOn };
}

async function ask(front, text, options = {}) {
  const connection = connect(front, { servername: NAME, ...options });
  await connection.connected;
  connection.socket.write(text);
  await connection.until(() => connection.over, "the end");
  return { ...connection.answers()[0], raw: connection.bytes.toString("latin1") };
}
const get = (path, more = "", host = NAME) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;
const count = (raw, name) => raw.split("\r\n\r\n")[0].split("\r\n").filter((line) => line.toLowerCase().startsWith(`${name}:`)).length;

// 1. The real program.
const database = ["--database", file("fordela.db")];
execFileSync(program, ["migrate", ...database]);
execFileSync(program, ["user", "add", "proxied", "DRIFT", ...database], { input: "a long enough password\n" });
const server = await start(program, ["serve", ...database, "--listen", "127.0.0.1:0", "--threads", "1", "--secure", "--trust-proxy", "127.0.0.1",
  "--host", NAME]);
const front = await nginx(server.port, "real");

await test("pages, with every header once", async () => {
  for (const [path, status] of [["/login", 200], ["/api/v1/nothing", 404], ["/readyz", 200]]) {
    const answer = await ask(front, get(path));
    equal(answer.status, status, path);
    for (const name of ["strict-transport-security", "content-security-policy", "x-content-type-options", "cache-control"])
      equal(count(answer.raw, name), 1, `${path}: ${name}`);
  }
});
await test("plain HTTP is led to HTTPS", async () => {
  const answer = await ask({ ...front, secure: false, port: front.plain }, get("/login?a=b"));
  equal([answer.status, answer.headers.location], [308, `https://${NAME}/login?a=b`], "answer");
});
await test("another name is refused: no handshake, or 421", async () => {
  const refused = await new Promise((resolve) => {
    const socket = tls.connect({ host: front.host, port: front.port, servername: "evil.example", rejectUnauthorized: false },
      () => resolve("a handshake"));
    socket.once("error", (error) => resolve(error.code));
  });
  check(refused !== "a handshake", refused);
  equal((await ask(front, get("/login", "", "evil.example"))).status, 421, "name in the request");
  equal((await ask({ ...front, secure: false, port: front.plain }, get("/login", "", "evil.example"))).status, 421, "plain");
});
await test("only TLS 1.2 and 1.3", async () => {
  for (const [version, spoken] of [["TLSv1.1", false], ["TLSv1.2", true], ["TLSv1.3", true]]) {
    const got = await new Promise((resolve) => {
      const socket = tls.connect({ host: front.host, port: front.port, servername: NAME, rejectUnauthorized: false, minVersion: version,
        maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" }, () => { resolve(true); socket.destroy(); });
      socket.once("error", () => resolve(false));
    });
    equal(got, spoken, version);
  }
});
await test("cookies are marked, a session works, a foreign origin does not", async () => {
  const body = JSON.stringify({ username: "proxied", password: "a long enough password" });
  const post = (origin) => `POST /api/v1/session HTTP/1.1\r\nHost: ${NAME}\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
  equal((await ask(front, post("https://evil.example"))).status, 403, "foreign origin");
  const answer = await ask(front, post(`https://${NAME}`));
  const cookie = answer.headers["set-cookie"] ?? "";
  check(/^__Host-fordela_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/.test(cookie), `${answer.status} ${cookie}`);
  equal((await ask(front, get("/api/v1/session", `Cookie: ${cookie.split(";")[0]}\r\n`))).status, 200, "with the cookie");
  equal((await ask(front, get("/api/v1/session"))).status === 200 &&
    (await ask(front, get("/api/v1/session"))).raw.includes("proxied"), false, "without it");
});
await test("a body above the limit is refused", async () => {
  const answer = await ask(front, `POST /api/v1/session HTTP/1.1\r\nHost: ${NAME}\r\nContent-Length: 9000000\r\n\r\n`);
  equal(answer.status, 413, "status");
  equal(count(answer.raw, "strict-transport-security"), 1, "HSTS");
});
equal((await server.stop()).code, 0, "exit code");
front.child.kill("SIGKILL");

// 2. Framing, before the stand-in, which tells what it heard.
process.env.STANDIN_LOG = "1";
const behind = await start(standin, ["127.0.0.1:0", "threads=1", "proxies=127.0.0.1"]);
const wall = await nginx(behind.port, "standin");
await test("the client's address and scheme are nginx's word, not the client's", async () => {
  const answer = await ask(wall, get("/who", "X-Forwarded-For: 10.9.9.9\r\nX-Forwarded-Proto: http\r\nForwarded: for=10.9.9.9\r\n"));
  equal(answer.body.toString(), "127.0.0.1 secure /who ", "who");
});
// Each request has one reading: nginx has handed on exactly as many as the application has taken out of what came.
const taken = () => (behind.errors.match(/request id=/g) ?? []).length;
for (const [name, , bytes] of vectors) {
  await test(`behind nginx: ${name}`, async () => {
    const named = Buffer.from(bytes.toString("latin1").replaceAll("Host: a\r\n", `Host: ${NAME}\r\n`), "latin1");
    await exchange(wall, name, named);
    for (let tries = 0; taken() !== wall.handedOn() && tries < 100; tries++) await new Promise((later) => setTimeout(later, 10));
    equal(taken(), wall.handedOn(), "requests taken, handed on");
  });
}
check(wall.handedOn() > vectors.length / 2, "hardly any request was handed on");
await test("no request is left behind", async () => {
  wall.child.kill("SIGKILL");
  await behind.stop();
  check(/open calls 0\n/.test(behind.output), behind.output + behind.errors);
});
finish("nginx");
