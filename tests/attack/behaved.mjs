/** The well-behaved clients whose waiting is measured: people at work, each on a kept-open connection, while somebody attacks. */
import { Client } from "../api/lib/client.mjs";

const EVERY_MS = 20, BEHIND_MS = 500;
const COUNTY = "/api/v1/counties/22/ppe-overview", WEEK = "2020-W17";
const PEOPLE = [["reporter", "2281"], ["ornskoldsvik", "2284"], ["timra", "2262"], ["harnosand", "2280"]];
const ARTICLES = ["IIR", "FFP2", "FFP3", "VISIR", "GLASOGON", "HANDSKE-M", "HANDSKE-L"];

export const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

export class Behaved {
  /** Signs everybody in. */
  static async open(world) {
    const behaved = new Behaved();
    behaved.over = false;
    behaved.window = undefined;
    behaved.clients = [];
    const board = await world.cookie("board");
    for (const [who, municipality] of PEOPLE) {
      const client = new Client(world.server.url, { sockets: 1, localAddress: "127.0.0.1" });
      const report = `/api/v1/municipalities/${municipality}/ppe-reports/${WEEK}`, own = await world.cookie(who);
      behaved.clients.push({ client, requests: [
        () => ["GET", COUNTY, { headers: { Cookie: board } }],
        () => ["GET", report, { headers: { Cookie: own } }],
        () => ["GET", COUNTY, { headers: { Cookie: board, "Accept-Encoding": "gzip" } }],
        (number) => ["PUT", report, { headers: { Cookie: own, Origin: client.url, "Content-Type": "application/json", "If-Match": "*" }, body: report_of(number) }],
      ] });
    }
    behaved.loops = behaved.clients.map((one, i) => behaved.work(one, i * EVERY_MS / PEOPLE.length));
    return behaved;
  }

  /** Asks at fixed moments. Time counts from the moment when it was due, so that a server that stalls is not asked less for it. */
  async work({ client, requests }, offset) {
    let due = performance.now() + offset;
    for (let number = 0; !this.over; number++, due += EVERY_MS) {
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
      const { window } = this;
      const [method, path, more] = requests[number % requests.length](number);
      const what = await client.send(method, path, more).then(({ status, text }) => (status === 200 || status === 201 ? "" : `${status} ${text.slice(0, 200)}`), String);
      const now = performance.now();
      if (window) window.times.push(now - due);
      if (now - due > BEHIND_MS) due = now; // all that was missed is not asked at once
      if (!window) continue;
      if (what !== "") window.failed.push(`${method} ${path}: ${what}`);
    }
  }

  /** What was waited while during() ran: sorted milliseconds, the requests that failed, their length in seconds. */
  async measure(during) {
    const window = { times: [], failed: [] }, begun = performance.now();
    this.window = window;
    await during();
    this.window = undefined;
    window.seconds = (performance.now() - begun) / 1000;
    return window;
  }

  async close() {
    this.over = true;
    await Promise.all(this.loops);
    for (const { client } of this.clients) client.close();
  }
}

const report_of = (number) => JSON.stringify({ reason: `omgång ${number}`, lines: ARTICLES.map((article, i) => ({ article, stock: 1000 + number % 500 + i, use_in_week: 70 + i, need_next_week: 70 })) });
