/**
 * Keeps what is typed. Every change is in the browser's storage at once and at the server a moment later; a lost
 * connection, an ended session, a closed tab or another officer's change never lose a cell and never overwrite one unseen.
 * No DOM and no network of its own: storage, transport and timers are handed in, so that every path has a test.
 */
import { differences, mergeTexts, withChanges } from "./texts.js";

/** @typedef {import("./texts.js").Texts} Texts */
/** @typedef {import("./texts.js").Conflict} Conflict */
/** @typedef {"clean" | "local" | "saving" | "saved" | "offline" | "signed_out" | "conflict" | "refused"} Phase */
/** @typedef {{ texts: Texts, etag: string | null, by: string | null, at: string | null }} ServerCopy */
/**
 * @typedef {object} Transport
 * @property {(texts: Texts, etag: string | null) => Promise<
 *   { kind: "saved", etag: string, at: string, assessment: any } | { kind: "stale" } | Failure>} put
 * @property {() => Promise<({ kind: "loaded" } & ServerCopy) | Failure>} load
 */
/** @typedef {{ kind: "offline" } | { kind: "signed_out" } | { kind: "refused", problem: any }} Failure */
/**
 * @typedef {object} Surroundings
 * @property {Transport} transport
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} storage
 * @property {string} prefix  of the storage keys: one user's work on one report
 * @property {string} writer  name of this page load, so that two tabs do not share a storage key
 * @property {() => string} now  ISO time
 * @property {(action: () => void, milliseconds: number) => any} setTimer
 * @property {(timer: any) => void} clearTimer
 * @property {(texts: Texts) => Texts} [sendable]  the texts that may leave the browser; others stay in it until they are changed
 */
/**
 * @typedef {object} Snapshot
 * @property {Texts} texts
 * @property {Phase} phase
 * @property {string | null} savedAt  when the server had it all
 * @property {string | null} localAt  when the browser last stored a change
 * @property {boolean} storageBroken  the browser refuses to store (private window, full)
 * @property {Conflict[]} conflicts
 * @property {{ by: string | null, at: string | null, local: boolean } | null} other  whose copy the conflicts and taken cells are
 * @property {string[]} taken  cells that came from the other copy
 * @property {any} problem
 * @property {any} assessment  of exactly assessedTexts
 * @property {Texts | null} assessedTexts
 */

const SAVE_DELAY = 1200;
const RETRY_DELAYS = [2000, 5000, 10000, 20000, 40000, 60000];

export class Keeper {
  /** @param {Surroundings} surroundings @param {ServerCopy} start @param {(snapshot: Snapshot) => void} tell */
  constructor(surroundings, start, tell) {
    this.around = surroundings;
    this.base = start.texts;
    this.etag = start.etag;
    this.tell = tell;
    this.retries = 0;
    /** @type {any} */
    this.timer = null;
    /** @type {Promise<void> | null} */
    this.running = null;
    this.stopped = false;
    /** @type {Snapshot} */
    this.state = {
      texts: start.texts, phase: "clean", savedAt: start.etag ? start.at : null, localAt: null, storageBroken: false,
      conflicts: [], other: null, taken: [], problem: null, assessment: null, assessedTexts: null,
    };
  }

  /** @param {Partial<Snapshot>} changes */
  update(changes) {
    this.state = { ...this.state, ...changes };
    if (!this.stopped) this.tell(this.state);
  }

  /** Stores changed texts and plans the save. @param {Texts} changes */
  change(changes) {
    const texts = withChanges(this.state.texts, changes);
    if (differences(texts, this.state.texts).length === 0) return;
    const waiting = this.state.phase === "offline" || this.state.phase === "signed_out" || this.state.phase === "conflict";
    this.state = { ...this.state, texts };
    this.storeLocally();
    this.update({ phase: waiting ? this.state.phase : "local" });
    if (!waiting) this.plan(SAVE_DELAY);
  }

  /** @param {number} delay */
  plan(delay) {
    this.around.clearTimer(this.timer);
    this.timer = this.around.setTimer(() => void this.save(), delay);
  }

  storeLocally() {
    const { storage, prefix, writer, now } = this.around;
    const at = now();
    try {
      storage.setItem(prefix + writer, JSON.stringify({ texts: this.state.texts, base: this.base, at }));
      this.state = { ...this.state, localAt: at, storageBroken: false };
    } catch {
      this.state = { ...this.state, storageBroken: true };
    }
  }

  forgetLocally() {
    try {
      this.around.storage.removeItem(this.around.prefix + this.around.writer);
    } catch {
      // a storage that cannot be written holds nothing to forget
    }
  }

  /** The browser keeps its copy only while it holds something that the server does not. */
  forgetWhatIsSaved() {
    if (differences(this.state.texts, this.base).length > 0) this.storeLocally();
    else this.forgetLocally();
  }

  /** @param {Texts} texts */
  sendable(texts) {
    return this.around.sendable ? this.around.sendable(texts) : texts;
  }

  /** Saves now unless nothing changed or a choice is awaited. @returns {Promise<void>} */
  async save() {
    this.around.clearTimer(this.timer);
    if (this.running) {
      await this.running;
      if (this.state.phase !== "local") return;
    }
    if (this.stopped || this.state.conflicts.length > 0) return;
    if (this.settled) return this.nothingToSave();
    this.running = this.saveOnce().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** What was changed has been changed back, or the server's version was chosen. */
  nothingToSave() {
    if (this.state.phase !== "local") return;
    this.forgetWhatIsSaved();
    this.update({ phase: this.etag ? "saved" : "clean" });
  }

  async saveOnce() {
    const sent = this.sendable(this.state.texts);
    this.update({ phase: "saving" });
    const answer = await this.around.transport.put(sent, this.etag);
    if (answer.kind === "stale") return this.mergeWithServer();
    if (answer.kind !== "saved") return this.failed(answer);
    this.base = sent;
    this.etag = answer.etag;
    this.retries = 0;
    this.forgetWhatIsSaved();
    const behind = !this.settled;
    if (behind) this.plan(SAVE_DELAY);
    this.update({
      phase: behind ? "local" : "saved", savedAt: answer.at, problem: null,
      assessment: answer.assessment, assessedTexts: sent,
    });
  }

  /** @param {Failure} failure */
  failed(failure) {
    if (failure.kind === "refused") return this.update({ phase: "refused", problem: failure.problem });
    if (failure.kind === "offline") {
      this.plan(RETRY_DELAYS[Math.min(this.retries, RETRY_DELAYS.length - 1)]);
      this.retries += 1;
    }
    this.update({ phase: failure.kind });
  }

  async mergeWithServer() {
    const answer = await this.around.transport.load();
    if (answer.kind !== "loaded") return this.failed(answer);
    this.takeIn(this.base, this.state.texts, answer, false);
  }

  /**
   * Merges my texts with the server's copy, which becomes the new base.
   * @param {Texts} base @param {Texts} mine @param {ServerCopy} server @param {boolean} local  mine come from an older local copy
   */
  takeIn(base, mine, server, local) {
    const merged = mergeTexts(base, mine, server.texts);
    this.base = server.texts;
    this.etag = server.etag;
    this.state = { ...this.state, texts: merged.texts };
    this.forgetWhatIsSaved();
    const changed = !this.settled;
    const phase = merged.conflicts.length > 0 ? "conflict" : changed ? "local" : "saved";
    this.update({ phase, conflicts: merged.conflicts, taken: merged.taken, other: { by: server.by, at: server.at, local } });
    if (phase === "local") this.plan(0);
  }

  /**
   * Looks for work that this browser kept but the server never got, and takes it in.
   * @returns {{ cells: string[], at: string } | null} what was found, to be told to the user
   */
  recover() {
    const { storage, prefix } = this.around;
    const copies = [];
    for (const key of storageKeys(storage, prefix)) {
      const copy = readCopy(storage.getItem(key));
      storage.removeItem(key);
      if (copy && differences(copy.texts, copy.base).length > 0) copies.push(copy);
    }
    if (copies.length === 0) return null;
    copies.sort((a, b) => (a.at < b.at ? -1 : 1));
    const start = this.state.texts;
    const server = { texts: this.base, etag: this.etag, by: null, at: this.state.savedAt };
    for (const copy of copies) {
      // an earlier copy's unresolved choice yields to the later copy of the same browser
      const mine = withChanges(copy.texts, onlyChanged(this.state.texts, start, copy));
      this.takeIn(copy.base, mine, server, true);
    }
    const cells = [...new Set([...differences(this.state.texts, start), ...this.state.conflicts.map((one) => one.key)])];
    return cells.length > 0 ? { cells, at: copies[copies.length - 1].at } : null;
  }

  /** Chooses in a conflict. @param {string} key @param {"mine" | "theirs"} side */
  resolve(key, side) {
    const conflict = this.state.conflicts.find((one) => one.key === key);
    if (!conflict) return;
    const conflicts = this.state.conflicts.filter((one) => one !== conflict);
    const text = side === "mine" ? this.state.texts[key] ?? "" : conflict.theirs;
    this.state = { ...this.state, texts: withChanges(this.state.texts, { [key]: text }) };
    this.storeLocally();
    this.update({ conflicts, phase: conflicts.length > 0 ? "conflict" : "local" });
    if (conflicts.length === 0) this.plan(0);
  }

  /** The connection or the session is back. @returns {Promise<void>} */
  async resume() {
    this.retries = 0;
    if (this.state.phase === "offline" || this.state.phase === "signed_out" || this.state.phase === "refused") await this.save();
  }

  /** All texts that may go are at the server. */
  get settled() {
    return differences(this.sendable(this.state.texts), this.base).length === 0;
  }

  /** The page turns to another report: what is not saved stays in the browser for the next visit. */
  leave() {
    this.stopped = true;
    this.around.clearTimer(this.timer);
  }

  /** The draft has become a report, or is given up: nothing is kept and nothing more is sent. */
  stop() {
    this.stopped = true;
    this.around.clearTimer(this.timer);
    this.forgetLocally();
  }
}

/** @param {Surroundings["storage"]} storage @param {string} prefix @returns {string[]} */
function storageKeys(storage, prefix) {
  const keys = [];
  for (let at = 0; at < storage.length; at += 1) {
    const key = storage.key(at);
    if (key?.startsWith(prefix)) keys.push(key);
  }
  return keys;
}

/** @param {string | null} json @returns {{ texts: Texts, base: Texts, at: string } | null} */
function readCopy(json) {
  try {
    const copy = JSON.parse(json ?? "");
    return typeof copy.texts === "object" && typeof copy.base === "object" && typeof copy.at === "string" ? copy : null;
  } catch {
    return null;
  }
}

/** What has already been changed since the start and is untouched in this copy. @param {Texts} now @param {Texts} start @param {{ texts: Texts, base: Texts }} copy @returns {Texts} */
function onlyChanged(now, start, copy) {
  /** @type {Texts} */
  const kept = {};
  for (const key of differences(now, start)) {
    if ((copy.texts[key] ?? "") === (copy.base[key] ?? "")) kept[key] = now[key] ?? "";
  }
  return kept;
}
