// Many busy connections: none waits, at 128 and its multiples neither (libmicrohttpd's own loop stalls there).
import { check, connect, equal, finish, get, post, standin, start, test } from "./lib.mjs";

const ROUNDS = 12;
const LONGEST_MS = 2000;

/** Each connection asks again as soon as it has its answer. */
async function busy(server, count, request) {
  let longest = 0;
  const one = async () => {
    const connection = connect(server);
    await connection.connected;
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      connection.bytes = Buffer.alloc(0);
      connection.socket.write(request);
      await connection.until(() => connection.over || connection.answers().length === 1, "an answer");
      equal(connection.answers().map((answer) => answer.status), [200], "the answer");
      longest = Math.max(longest, performance.now() - began);
    }
    connection.socket.destroy();
  };
  await Promise.all(Array.from({ length: count }, one));
  check(longest < LONGEST_MS, `one waited ${Math.round(longest)} ms`);
}

for (const threads of [1, 2]) {
  const server = await start(standin, ["127.0.0.1:0", `threads=${threads}`]);
  for (const count of [1, 127, 128, 256, 384, 500]) {
    await test(`${count} readers, threads: ${threads}`, () => busy(server, count, get("/healthz")));
    await test(`${count} writers, threads: ${threads}`, () => busy(server, count, post("/soon", "x")));
  }
  await test("all is forgotten in the end", async () => {
    equal((await server.stop()).code, 0, `exit code (${server.errors})`);
    check(/open calls 0\n/.test(server.output), server.output);
  });
}

await test("2000 slow clients do not keep others waiting", async () => {
  const server = await start(standin, ["127.0.0.1:0", "threads=2", "headers=60000"]);
  const slow = Array.from({ length: 2000 }, () => connect(server));
  await Promise.all(slow.map((connection) => connection.connected));
  for (const connection of slow) connection.socket.write("GET /healthz HTTP/1.1\r\nHost: ");
  await busy(server, 20, get("/healthz"));
  for (const connection of slow) connection.socket.destroy();
  equal((await server.stop()).code, 0, "exit code");
});
finish("load");
