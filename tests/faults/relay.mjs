/**
 * Between a program and its PostgreSQL: passes everything on until it is told to stall, to cut, to lose the answers to COMMIT, or to lead
 * elsewhere.
 */
import { createConnection, createServer } from "node:net";

/** The server's message "command complete" of a COMMIT: type, length, tag. */
const COMMITTED = Buffer.from("C\0\0\0\x0bCOMMIT\0", "latin1");

export class Relay {
  /** @param {string} listenAt @param {string} leadTo paths of sockets */
  constructor(listenAt, leadTo) {
    this.leadTo = leadTo;
    this.pairs = new Set();
    this.stalled = false;
    this.loseCommits = 0; // so many
    this.lost = 0;
    this.server = createServer((near) => this.join(near));
    this.ready = new Promise((resolve) => this.server.listen(listenAt, () => resolve(undefined)));
  }

  /** @param {import("node:net").Socket} near */
  join(near) {
    const far = createConnection(this.leadTo), pair = { near, far };
    this.pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      this.pairs.delete(pair);
    };
    for (const one of [near, far]) one.on("error", end).on("close", end);
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      if (this.loseCommits > 0 && bytes.includes(COMMITTED)) {
        this.loseCommits--;
        this.lost++;
        end();
      } else near.write(bytes);
    });
    if (this.stalled) this.hold(pair);
  }

  hold({ near, far }) {
    near.pause();
    far.pause();
  }

  stall() {
    this.stalled = true;
    for (const pair of this.pairs) this.hold(pair);
  }

  resume() {
    this.stalled = false;
    for (const { near, far } of this.pairs) {
      near.resume();
      far.resume();
    }
  }

  cut() {
    for (const { near, far } of [...this.pairs]) {
      near.destroy();
      far.destroy();
    }
  }

  close() {
    this.cut();
    this.server.close();
  }
}
