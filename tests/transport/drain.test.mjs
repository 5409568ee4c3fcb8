// SIGTERM while clients ask as fast as they can, round after round: whoever has sent a request gets its answer, and the
// server ends by itself.
import process from "node:process";
import { check, connect, equal, finish, get, post, release, standin, start, test } from "./lib.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const CLIENTS = 12;

/** Asks until the server is gone. Counts requests that were sent on an open connection and got no whole answer. */
async function client(server, keep, tally, path) {
  for (;;) {
    const connection = connect(server);
    try {
      await connection.connected;
    } catch {
      return; // nobody takes connections any more: not a request yet
    }
    for (let open = true; open;) {
      connection.bytes = Buffer.alloc(0);
      connection.socket.write(post(path, "x", keep ? "" : "Connection: close\r\n"));
      tally.sent++;
      await connection.until(() => connection.over || connection.answers().length === 1, "an answer");
      const [answer] = connection.answers();
      if (answer?.status !== 200) {
        tally.lost.push(`${path}: ${connection.error ?? "closed"} after ${connection.bytes.length} bytes`);
        break;
      }
      open = keep && answer.headers.connection !== "close";
    }
    connection.socket.destroy();
  }
}

const tally = { sent: 0, lost: [] };
for (let round = 0; round < ROUNDS; round++)
  await test(`round ${round}`, async () => {
    const server = await start(standin, ["127.0.0.1:0", "threads=2", "grace=40"]);
    const before = tally.lost.length;
    const clients = Array.from({ length: CLIENTS }, (_, i) =>
      client(server, i % 2 === 0, tally, i % 3 === 0 ? "/soon" : "/echo"));
    await new Promise((resolve) => setTimeout(resolve, 20 + 7 * round)); // a different moment each time
    const { code } = await server.stop();
    await Promise.all(clients);
    equal(code, 0, `exit code (${server.errors})`);
    equal(tally.lost.slice(before), [], "requests without an answer");
    check(/open calls 0\n/.test(server.output), server.output);
  });
check(tally.sent > ROUNDS * CLIENTS, "hardly anything was asked");

await test("a pending request is waited for, and the balancer is told", async () => {
  const server = await start(standin, ["127.0.0.1:0", "threads=1", "grace=1500"]);
  const pending = connect(server);
  pending.socket.write(post("/later"));
  const kept = connect(server);
  kept.socket.write(get("/readyz"));
  await kept.until(() => kept.answers().length === 1, "an answer");
  equal(kept.answers()[0].status, 200, "ready before");
  server.child.kill("SIGTERM");
  let status = 200;
  while (status === 200) {
    const asking = connect(server);
    asking.socket.write(get("/readyz"));
    await asking.until(() => asking.over || asking.answers().length === 1, "an answer");
    ({ status } = asking.answers()[0]);
    asking.socket.destroy();
  }
  equal(status, 503, "ready while draining");
  equal(pending.over, false, "the pending request was cut off");
  await release(server, () => pending.answers().length === 1);
  equal(pending.answers()[0].headers.connection, "close", "connection");
  kept.socket.destroy();
  equal((await server.stop("SIGCONT")).code, 0, "exit code");
  check(/open calls 0\n/.test(server.output), server.output);
});

await test("whoever does not end is cut off after the limit", async () => {
  const server = await start(standin, ["127.0.0.1:0", "threads=1", "grace=10", "drain=300"]);
  const slow = connect(server);
  await slow.connected;
  slow.socket.write("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1");
  const began = performance.now();
  equal((await server.stop()).code, 0, "exit code");
  check(performance.now() - began < 5000, "took too long");
  slow.socket.destroy();
});
finish("drain");
