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

/** A body of 900 bytes of which so many are sent. */
const part_of = (sent) => `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n${"b".repeat(sent)}`;
const IN_FLIGHT = ["127.0.0.1:0", "threads=1", "in_flight=3000"]; // room for three of them

await test("bodies that are announced and do not come take nobody's room", async () => {
  const server = await start(standin, IN_FLIGHT);
  const announced = Array.from({ length: 100 }, () => connect(server));
  await Promise.all(announced.map((connection) => connection.connected));
  for (const connection of announced) connection.socket.write(part_of(0));
  await busy(server, 3, post("/echo", "x".repeat(900)));
  check(announced.every((connection) => !connection.over), "somebody who took no room was cut off");
  for (const connection of announced) connection.socket.destroy();
  equal((await server.stop()).code, 0, "exit code");
});

await test("whoever has been sending the longest makes way, and is told", async () => {
  const server = await start(standin, IN_FLIGHT);
  const senders = Array.from({ length: 4 }, () => connect(server));
  for (const connection of senders) { // one after the other, so that it is known who is the first
    await connection.connected;
    connection.socket.write(part_of(899));
    await busy(server, 1, get("/healthz"));
  }
  await senders[0].until(() => senders[0].over, "the end of the first");
  equal(senders[0].answers().map((answer) => answer.status), [503], "the first");
  check("content-security-policy" in senders[0].answers()[0].headers, "503 without our headers");
  for (const connection of senders.slice(1)) {
    connection.socket.write("b");
    await connection.until(() => connection.answers().length === 1, "an answer");
    equal(connection.answers().map((answer) => answer.status), [200], "the others");
    connection.socket.destroy();
  }
  await busy(server, 3, post("/echo", "x".repeat(900)));
  equal((await server.stop()).code, 0, "exit code");
});
finish("load");
