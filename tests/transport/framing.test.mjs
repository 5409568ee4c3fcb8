// Every raw request of vectors.txt gets exactly the answers that stand there, and nothing behind a refused one is answered.
import { readFileSync } from "node:fs";
import { check, connect, equal, finish, standin, start, test } from "./lib.mjs";

const NEXT = "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

function bytesOf(text) {
  const repeated = text.replace(/\{\{(.*?)\*(\d+)\}\}/g, (_, what, times) => what.repeat(Number(times)));
  const parts = repeated.split(/(¶|\\x[0-9a-f]{2}|\\[rnt\\])/).map((part) => {
    if (part === "¶") return Buffer.from("\r\n");
    if (part.startsWith("\\x")) return Buffer.from(part.slice(2), "hex");
    const escapes = { "\\r": "\r", "\\n": "\n", "\\t": "\t", "\\\\": "\\" };
    return Buffer.from(escapes[part] ?? part);
  });
  return Buffer.concat(parts);
}

const vectors = readFileSync(new URL("vectors.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(" => "));

const SECURITY = ["content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"];

async function send(server, name, expected, text) {
  const connection = connect(server);
  await connection.connected;
  connection.socket.write(Buffer.concat([bytesOf(text), Buffer.from(NEXT)]));
  await connection.until(() => connection.over, `${name}: the end of the connection`, 10_000);
  if (expected.endsWith("*")) {
    const seen = connection.bytes.toString("latin1").match(/(?<=HTTP\/1\.[01] )\d{3}/g) ?? [];
    check(seen.length > 0 && seen.every((status) => `${status}*` === expected), `${seen} instead of ${expected}`);
    return;
  }
  const got = connection.answers();
  const statuses = got.map((answer) => answer.status).join(" ") || "-";
  check(expected === statuses, `${statuses} instead of ${expected}; ${connection.error ?? ""}`);
  equal(got.rest.length, 0, "bytes that belong to no answer");
  for (const answer of got) {
    if (answer.status === 100) continue;
    for (const header of SECURITY) check(header in answer.headers, `no ${header}`);
  }
}

const server = await start(standin, ["127.0.0.1:0", "headers=3000", "body=3000", "threads=1"]);
check(vectors.length >= 100, "the vectors are gone");
for (const [name, expected, text] of vectors) await test(name, () => send(server, name, expected, text));
await test("no request is left behind", async () => {
  await server.stop();
  check(/open calls 0\n/.test(server.output), server.output + server.errors);
});
finish("framing");
