// No client holds a connection longer than the limits allow, however it drips; and none is cut off before.
import { check, connect, equal, finish, get, post, release, standin, start, test } from "./lib.mjs";

const LIMITS = { headers: 600, body: 900, reply: 700, idle: 500 };
const args = ["127.0.0.1:0", "threads=1", ...Object.entries(LIMITS).map(([name, ms]) => `${name}=${ms}`)];
const server = await start(standin, args);

/** Writes one byte of the text every so often until the connection ends; resolves to the time that took. */
async function drip(begin, bytes, everyMs) {
  const began = performance.now();
  const connection = connect(server);
  await connection.connected;
  connection.socket.write(begin);
  let at = 0;
  const timer = setInterval(() => {
    if (!connection.over) connection.socket.write(bytes[at++ % bytes.length]);
  }, everyMs);
  await connection.until(() => connection.over, "the end of a dripping client", 10_000);
  clearInterval(timer);
  return { ms: performance.now() - began, answers: connection.answers() };
}

/** Above the limit, and not for ever: the loop sleeps exactly until then, the rest is for a busy machine. */
const SLACK_MS = 8000;
const around = (ms, limit) => check(ms > limit - 10 && ms < limit + SLACK_MS, `${Math.round(ms)} ms for a limit of ${limit}`);

await Promise.all([
  test("headers that drip", async () => {
    const { ms, answers } = await drip("GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ", "a", 40);
    // The first line starts the clock again, once.
    check(ms > LIMITS.headers - 10 && ms < 2 * LIMITS.headers + SLACK_MS, `${ms} ms`);
    equal(answers.map((answer) => answer.status), [408], "the answer");
    check("content-security-policy" in answers[0].headers, "408 without our headers");
  }),
  test("a first line that drips", async () => {
    const { ms, answers } = await drip("G", "E", 40);
    around(ms, LIMITS.headers);
    equal(answers.map((answer) => answer.status), [408], "the answer");
  }),
  test("a body that drips", async () => {
    const { ms, answers } = await drip("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", "b", 40);
    around(ms, LIMITS.body);
    equal(answers.map((answer) => answer.status), [408], "the answer");
  }),
  test("a chunked body that drips", async () => {
    const { ms } = await drip("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n384\r\n", "b", 40);
    around(ms, LIMITS.body);
  }),
  test("an enormous chunk that never comes", async () => {
    const { ms } = await drip(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n", "b", 40);
    around(ms, LIMITS.body);
  }),
  test("an excessive body that drips", async () => {
    const { ms } = await drip("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1500\r\n\r\n", "b", 40);
    around(ms, LIMITS.body);
  }),
  test("a client that says nothing", async () => {
    const began = performance.now();
    const connection = connect(server);
    await connection.until(() => connection.over, "the end");
    around(performance.now() - began, LIMITS.headers);
    equal(connection.bytes.length, 0, "bytes to a client that has not asked");
  }),
  test("a connection between two requests", async () => {
    const began = performance.now();
    const connection = connect(server);
    connection.socket.write(get("/healthz"));
    await connection.until(() => connection.answers().length === 1, "an answer");
    await connection.until(() => connection.over, "the end");
    around(performance.now() - began, LIMITS.idle);
    equal(connection.answers().length, 1, "answers");
    equal(connection.answers().rest.length, 0, "bytes behind the answer");
  }),
  test("a second request that begins late and drips", async () => {
    const connection = connect(server);
    connection.socket.write(get("/healthz"));
    await connection.until(() => connection.answers().length === 1, "an answer");
    const began = performance.now();
    const timer = setInterval(() => !connection.over && connection.socket.write("G"), 100);
    await connection.until(() => connection.over, "the end");
    clearInterval(timer);
    check(performance.now() - began < LIMITS.idle + 2 * LIMITS.headers + SLACK_MS, "held for too long");
  }),
  test("a client that does not read", async () => {
    const connection = connect(server);
    await connection.connected;
    connection.socket.pause();
    const began = performance.now();
    connection.socket.write(get("/large?30000000"));
    // The server's end shows as soon as we read: what the kernel held, then the end or a reset.
    const cut = new Promise((resolve) => setTimeout(resolve, LIMITS.reply + 800));
    await cut;
    connection.socket.resume();
    await connection.until(() => connection.over, "the end");
    check(connection.bytes.length < 30_000_000, "all was delivered to a client that did not read");
    check(performance.now() - began < LIMITS.reply + SLACK_MS, `held for ${performance.now() - began} ms, ${connection.bytes.length} bytes`);
  }),
  test("a pending request is nobody's fault", async () => {
    const connection = connect(server);
    connection.socket.write(post("/later"));
    await new Promise((resolve) => setTimeout(resolve, 1500)); // longer than any of the limits
    equal(connection.over, false, "the connection is over");
    await release(server, () => connection.answers().length === 1);
    equal(connection.answers()[0].status, 200, "status");
    connection.socket.destroy();
  }),
  test("a slow but steady client is served", async () => {
    const connection = connect(server);
    await connection.connected;
    for (const byte of post("/echo", "0123456789")) {
      connection.socket.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    await connection.until(() => connection.answers().length === 1, "an answer");
    equal(connection.answers()[0].status, 200, "status");
    connection.socket.destroy();
  }),
]);

await test("all is forgotten in the end", async () => {
  const { code } = await server.stop();
  equal(code, 0, `exit code (${server.errors})`);
  check(/open calls 0\n/.test(server.output), server.output);
});
finish("deadlines");
