/** Signed checkpoints of the audit trail: everybody who is signed in may keep them, and the trail still begins as they say. */
import assert from "node:assert/strict";
import { writeFile, rm } from "node:fs/promises";
import { has, status } from "../lib/suite.mjs";

const PLACE = "/audit/checkpoint";

export default async function auditChain(suite, world) {
  const verify = async (...more) => (await world.server.command("verify", ...(world.server.auditKey ? ["--audit-key", world.server.auditKey] : []), ...more)).stdout;
  const kept = `${world.server.auditKey ?? world.server.database}.kept`;

  await suite.table("checkpoint", [
    { does: `GET ${PLACE}`, gives: 401 },
    { does: `POST ${PLACE}`, body: {}, gives: 401 },
    { who: "operator", does: `GET ${PLACE}`, gives: 200 },
    { who: "region", does: `GET ${PLACE}`, gives: 200, has: { size: (size) => size > 60, hash: (hash) => /^[0-9a-f]{64}$/.test(hash), public_key: (key) => /^fordela\/audit\/[0-9a-f]{16}\+[0-9a-f]{8}\+/.test(key) } },
    { who: "region", does: `POST ${PLACE}`, body: {}, gives: 403 },
    { who: "reporter", does: `POST ${PLACE}`, body: { size: 1 }, gives: 422, errors: [["/size", "unknown"]] },
    { who: "reporter", does: `POST ${PLACE}`, body: {}, gives: 201, audit: "audit.checkpoint" },
  ]);
  await suite.test("a checkpoint says how long the trail is, is not made twice of the same, and is 304 while nothing is signed", async () => {
    const before = status(await world.send("region", `GET ${PLACE}`), 200);
    has(before.json, { note: (note) => note.includes(`\n${before.json.size}\n`) && note.includes("\n\u2014 fordela/audit/") });
    status(await world.send("region", `GET ${PLACE}`, { headers: { "If-None-Match": before.headers.etag } }), 304);
    const made = status(await world.send("reporter", `POST ${PLACE}`, { body: {} }), 201);
    assert.ok(made.json.size >= before.json.size, `${made.json.size} after ${before.json.size}`);
    assert.equal((await world.get("region", PLACE)).size, made.json.size);
  });
  await suite.test("what was kept fits the trail, while the server runs and after it has been killed", async () => {
    const { note } = await world.get("timra", PLACE);
    await writeFile(kept, note);
    assert.match(await verify("--checkpoint", kept), /The audit trail is whole: .*begins with the \d+ rows of the kept checkpoint/s);
    await world.server.kill();
    assert.match(await verify("--checkpoint", kept), /The audit trail is whole/);
    await world.server.serve();
    await world.connect();
    assert.match(await verify("--checkpoint", kept), /The audit trail is whole/);
  });
  await suite.test("a server that ends signs all that was written", async () => {
    await world.server.restart();
    await world.connect();
    assert.match(await verify("--checkpoint", kept), /(\d+) rows, \d+ checkpoints, the last one of \1 rows/);
    await rm(kept);
  });
}
