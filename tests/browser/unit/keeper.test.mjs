import { test } from "node:test";
import assert from "node:assert/strict";
import { Keeper } from "../../../static/js/rapport/keeper.js";
import { draftOfTexts, mergeTexts, textsOfDraft } from "../../../static/js/rapport/texts.js";

/** A storage as the browser's, which can be told to refuse. */
class MemoryStorage {
  constructor() {
    this.map = new Map();
    this.full = false;
  }
  get length() {
    return this.map.size;
  }
  key(at) {
    return [...this.map.keys()][at] ?? null;
  }
  getItem(key) {
    return this.map.get(key) ?? null;
  }
  setItem(key, value) {
    if (this.full) throw new Error("QuotaExceededError");
    this.map.set(key, value);
  }
  removeItem(key) {
    this.map.delete(key);
  }
}

/** A server with one draft, timers that run when told, and a keeper on top. */
function setUp({ texts = {}, etag = null, storage = new MemoryStorage(), writer = "a", sendable = undefined } = {}) {
  const server = { texts, etag, version: 0, network: "up", puts: 0, by: "Anna" };
  const timers = [];
  const transport = {
    async put(sent, ifMatch) {
      server.puts += 1;
      if (server.network === "down") return { kind: "offline" };
      if (server.network === "signed_out") return { kind: "signed_out" };
      if (ifMatch !== server.etag) return { kind: "stale" };
      server.version += 1;
      Object.assign(server, { texts: sent, etag: `"${server.version}"` });
      return { kind: "saved", etag: server.etag, at: "2020-04-27T10:00:00Z", assessment: { lines: [] } };
    },
    async load() {
      if (server.network === "down") return { kind: "offline" };
      return { kind: "loaded", texts: server.texts, etag: server.etag, by: server.by, at: "2020-04-27T10:42:00Z" };
    },
  };
  let clock = 0;
  const around = {
    transport, storage, sendable, prefix: "fordela.report/7/2281/2020-W17/", writer,
    now: () => `2020-04-27T09:00:0${clock++}Z`,
    setTimer: (action, delay) => timers.push({ action, delay }) && timers[timers.length - 1],
    clearTimer: (timer) => timers.includes(timer) && timers.splice(timers.indexOf(timer), 1),
  };
  const told = [];
  const keeper = new Keeper(around, { texts, etag, by: null, at: null }, (snapshot) => told.push(snapshot));
  const another = (/** @type {Record<string, string>} */ changes) => {
    server.version += 1;
    Object.assign(server, { texts: { ...server.texts, ...changes }, etag: `"${server.version}"` });
  };
  return { keeper, server, timers, storage, told, another, around };
}

test("a change is in the browser at once and at the server after the delay", async () => {
  const { keeper, server, timers, storage } = setUp();
  keeper.change({ "IIR/stock": "1 200" });
  assert.equal(storage.length, 1);
  assert.equal(keeper.state.phase, "local");
  assert.equal(timers.length, 1);
  keeper.change({ "IIR/use_in_week": "7" });
  assert.equal(timers.length, 1, "typing on moves the one timer");
  await keeper.save();
  assert.deepEqual(server.texts, { "IIR/stock": "1 200", "IIR/use_in_week": "7" });
  assert.equal(keeper.state.phase, "saved");
  assert.equal(storage.length, 0, "what the server has need not lie in the browser");
});

test("a change during a save is sent after it", async () => {
  const { keeper, server, timers } = setUp();
  keeper.change({ "IIR/stock": "1" });
  const saving = keeper.save();
  keeper.change({ "IIR/stock": "12" });
  await saving;
  assert.deepEqual(server.texts, { "IIR/stock": "1" });
  assert.equal(keeper.state.phase, "local");
  assert.equal(timers.length, 1);
  await keeper.save();
  assert.deepEqual(server.texts, { "IIR/stock": "12" });
  assert.equal(server.puts, 2);
});

test("a lost connection keeps all and tries again, ever more slowly", async () => {
  const { keeper, server, timers, storage } = setUp();
  server.network = "down";
  keeper.change({ "IIR/stock": "5" });
  const delays = [];
  for (let round = 0; round < 8; round += 1) {
    await keeper.save();
    assert.equal(keeper.state.phase, "offline");
    delays.push(timers[timers.length - 1].delay);
  }
  assert.deepEqual(delays, [2000, 5000, 10000, 20000, 40000, 60000, 60000, 60000]);
  keeper.change({ "IIR/use_in_week": "3" });
  assert.equal(storage.length, 1);
  assert.equal(keeper.state.phase, "offline", "typing on does not hide that the net is away");
  server.network = "up";
  await keeper.resume();
  assert.equal(keeper.state.phase, "saved");
  assert.deepEqual(server.texts, { "IIR/stock": "5", "IIR/use_in_week": "3" });
});

test("an ended session waits for the sign-in", async () => {
  const { keeper, server, timers } = setUp();
  server.network = "signed_out";
  keeper.change({ "IIR/stock": "5" });
  await keeper.save();
  assert.equal(keeper.state.phase, "signed_out");
  assert.equal(timers.length, 0, "no hammering without a session");
  server.network = "up";
  await keeper.resume();
  assert.equal(server.texts["IIR/stock"], "5");
});

test("another officer's other cells are taken in, then saved together", async () => {
  const { keeper, server, another, told } = setUp({ texts: { "IIR/stock": "1" }, etag: '"0"' });
  keeper.change({ "IIR/use_in_week": "7" });
  another({ "FFP2/stock": "30" });
  await keeper.save();
  assert.ok(told.some((snapshot) => snapshot.taken.includes("FFP2/stock") && snapshot.other.by === "Anna"));
  await keeper.save();
  assert.deepEqual(server.texts, { "IIR/stock": "1", "FFP2/stock": "30", "IIR/use_in_week": "7" });
  assert.equal(keeper.state.phase, "saved");
});

test("the same cell changed by two is a choice, never an overwriting", async () => {
  const { keeper, server, another } = setUp({ texts: { "IIR/stock": "1" }, etag: '"0"' });
  keeper.change({ "IIR/stock": "11" });
  another({ "IIR/stock": "10" });
  await keeper.save();
  assert.equal(keeper.state.phase, "conflict");
  assert.deepEqual(keeper.state.conflicts, [{ key: "IIR/stock", base: "1", mine: "11", theirs: "10" }]);
  await keeper.save();
  assert.equal(server.texts["IIR/stock"], "10", "nothing is sent while a choice is awaited");
  keeper.resolve("IIR/stock", "theirs");
  assert.equal(keeper.state.texts["IIR/stock"], "10");
  await keeper.save();
  assert.equal(server.texts["IIR/stock"], "10");
  assert.equal(keeper.state.phase, "saved", "theirs is what the server has already");
});

test("typing and taking it back leaves nothing to save", async () => {
  const { keeper, server, storage } = setUp();
  keeper.change({ "IIR/stock": "5" });
  keeper.change({ "IIR/stock": "" });
  await keeper.save();
  assert.equal(server.puts, 0);
  assert.equal(keeper.state.phase, "clean");
  assert.equal(storage.length, 0);
});

test("choosing mine sends mine", async () => {
  const { keeper, server, another } = setUp({ texts: { "IIR/stock": "1" }, etag: '"0"' });
  keeper.change({ "IIR/stock": "11" });
  another({ "IIR/stock": "10" });
  await keeper.save();
  keeper.resolve("IIR/stock", "mine");
  await keeper.save();
  assert.equal(server.texts["IIR/stock"], "11");
});

test("a closed tab's work is found and told", async () => {
  const storage = new MemoryStorage();
  const first = setUp({ storage, writer: "a" });
  first.server.network = "down";
  first.keeper.change({ "IIR/stock": "5" });
  await first.keeper.save();
  const second = setUp({ storage, writer: "b", texts: { "FFP2/stock": "9" }, etag: '"0"' });
  const found = second.keeper.recover();
  assert.deepEqual(found?.cells, ["IIR/stock"]);
  assert.deepEqual(second.keeper.state.texts, { "FFP2/stock": "9", "IIR/stock": "5" });
  await second.keeper.save();
  assert.deepEqual(second.server.texts, { "FFP2/stock": "9", "IIR/stock": "5" });
  assert.equal(storage.length, 0);
  assert.equal(second.keeper.recover(), null);
});

test("a local copy that differs from the server's newer one is a choice", () => {
  const storage = new MemoryStorage();
  const first = setUp({ storage, writer: "a", texts: { "IIR/stock": "1" }, etag: '"0"' });
  first.keeper.change({ "IIR/stock": "11" });
  const second = setUp({ storage, writer: "b", texts: { "IIR/stock": "10" }, etag: '"1"' });
  assert.deepEqual(second.keeper.recover()?.cells, ["IIR/stock"]);
  assert.equal(second.keeper.state.phase, "conflict");
  assert.equal(second.keeper.state.other?.local, true);
  assert.equal(storage.length, 1, "still kept until chosen");
});

test("a browser that refuses to store is said aloud, and the server still gets it", async () => {
  const { keeper, server, storage } = setUp();
  storage.full = true;
  keeper.change({ "IIR/stock": "5" });
  assert.equal(keeper.state.storageBroken, true);
  await keeper.save();
  assert.equal(server.texts["IIR/stock"], "5");
});

test("after the report is sent nothing is kept", async () => {
  const { keeper, server, timers, storage } = setUp();
  keeper.change({ "IIR/stock": "5" });
  keeper.stop();
  await keeper.save();
  assert.equal(server.puts, 0);
  assert.equal(timers.length + storage.length, 0);
});

test("equal changes on both sides are no conflict; a removed cell merges as a change", () => {
  assert.deepEqual(mergeTexts({ a: "1", b: "2" }, { a: "3", b: "2" }, { a: "3" }), { texts: { a: "3" }, taken: ["b"], conflicts: [] });
});

test("a draft survives the way to the server and back as it was typed", () => {
  const texts = { "IIR/stock": "slut?", "FFP2/lot.0.expires_on": "2020-05-01", "/comment": "åäö", "/light": "red" };
  assert.deepEqual(textsOfDraft(draftOfTexts(texts, "2020-W16")), texts);
});

test("what may not leave the browser stays in it, holds nothing else up and is found again", async () => {
  const sendable = ({ "/comment": comment, ...rest }) => (comment === undefined || comment.includes("nummer") ? rest : { ...rest, "/comment": comment });
  const storage = new MemoryStorage();
  const { keeper, server, timers } = setUp({ storage, sendable });
  keeper.change({ "IIR/stock": "5", "/comment": "nummer" });
  await keeper.save();
  assert.deepEqual(server.texts, { "IIR/stock": "5" });
  assert.equal(keeper.state.phase, "saved");
  assert.equal(timers.length, 0, "no trying again and again");
  assert.equal(storage.length, 1);
  const later = setUp({ storage, sendable, writer: "b", texts: server.texts, etag: server.etag });
  assert.deepEqual(later.keeper.recover()?.cells, ["/comment"]);
  later.keeper.change({ "/comment": "utan" });
  await later.keeper.save();
  assert.deepEqual(later.server.texts, { "IIR/stock": "5", "/comment": "utan" });
  assert.equal(storage.length, 0);
});
