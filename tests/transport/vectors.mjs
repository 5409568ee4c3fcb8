// vectors.txt: raw requests with what must come back, and a way to send one and look.
import { readFileSync } from "node:fs";
import { check, connect, equal } from "./lib.mjs";

const NEXT = "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const SECURITY = ["content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"];

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

/** [name, expected statuses, bytes] of each; a whole request stands behind each. */
export const vectors = readFileSync(new URL("vectors.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(" => "))
  .map(([name, expected, text]) => [name, expected, Buffer.concat([bytesOf(text), Buffer.from(NEXT)])]);
check(vectors.length >= 100, "the vectors are gone");

/** Sends one and waits for the connection's end. */
export async function exchange(server, name, bytes) {
  const connection = connect(server);
  await connection.connected;
  connection.socket.write(bytes);
  await connection.until(() => connection.over, `${name}: the end of the connection`, 10_000);
  return connection;
}

/** Exactly the expected answers have come, each with the headers that every answer has and with `more`. */
export async function send(server, name, expected, bytes, more = []) {
  const connection = await exchange(server, name, bytes);
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
    for (const header of [...SECURITY, ...more]) check(header in answer.headers, `no ${header}`);
  }
}
