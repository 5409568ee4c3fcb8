// Every raw request of vectors.txt gets exactly the answers that stand there, and nothing behind a refused one is answered.
import { check, finish, standin, start, test } from "./lib.mjs";
import { send, vectors } from "./vectors.mjs";

const server = await start(standin, ["127.0.0.1:0", "headers=3000", "body=3000", "threads=1"]);
for (const [name, expected, bytes] of vectors) await test(name, () => send(server, name, expected, bytes));
await test("no request is left behind", async () => {
  await server.stop();
  check(/open calls 0\n/.test(server.output), server.output + server.errors);
});
finish("framing");
