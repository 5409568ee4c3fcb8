/**
 * The people of the scenarios and what they can send. World.send speaks as a person of the demo (or nobody), as a browser on the
 * own pages would, and holds every reply against the contract.
 */
import { Client } from "./client.mjs";
import { Contract } from "./contract.mjs";

export const PASSWORD = "Ovning-Vasternorrland-2020";
export const OTHER_PASSWORD = "granskog-och-hav-17";

/** Short names for the demo's logins, and people of the neighbouring county who are added by the operator. */
const PEOPLE = {
  reporter: "sundsvall", decider: "sundsvall.beslut", admin: "sundsvall.admin", ange: "ange", timra: "timra", harnosand: "harnosand",
  kramfors: "kramfors", solleftea: "solleftea", ornskoldsvik: "ornskoldsvik",
  board: "lansstyrelsen", boardDecider: "lansstyrelsen.beslut", boardAdmin: "lansstyrelsen.admin", boardReader: "lansstyrelsen.las",
  region: "region", sos: "socialstyrelsen", government: "regeringskansliet", operator: "drift",
};
const ADDED = {
  fohm: ["FOHM", "reporter", "fohm"],
  fohmDecider: ["FOHM", "decider", "fohm.beslut"],
  fohmReader: ["FOHM", "reader", "fohm.las"],
  neighbourRegion: ["REG23", "reporter", "region.jamtland"],
  regionReader: ["REG22", "reader", "region.las"],
  neighbour: ["2303", "decider", "ragunda"],
  neighbourReporter: ["2305", "reporter", "bracke"],
  neighbourBoard: ["LST23", "administrator", "lst.jamtland"],
  neighbourBoardDecider: ["LST23", "decider", "lst.jamtland.beslut"],
};

/* Writes of its facts, and of the names of those who enter them; a simulation writes nothing. */
const BEARS_ON_VACCINE = /\/vaccine[-/](?!key-simulations)|\/users\/[^/]+$|\/api-keys/;

export class World {
  static async open(server) {
    const world = new World();
    world.server = server;
    world.sessions = {};
    await world.connect();
    world.contract = await Contract.read(world.client);
    return world;
  }

  /** To the server as it runs now; people keep their cookies over a restart. */
  async connect() {
    this.client?.close();
    this.client = new Client(this.server.url);
  }

  close() {
    this.client.close();
  }

  /** Signs in as username; the cookie's pair "name=value". */
  async sign_in(username, password = PASSWORD) {
    const reply = await this.send(null, "POST /session", { body: { username, password } });
    if (reply.status !== 201) throw new Error(`${username} cannot sign in: ${reply.status} ${reply.text}`);
    return reply.headers["set-cookie"][0].split(";")[0];
  }

  async cookie(who) {
    if (who === null) return undefined;
    if (!this.sessions[who]) {
      if (ADDED[who] && !this.added?.has(who)) await this.add(who);
      this.sessions[who] = await this.sign_in(ADDED[who] ? ADDED[who][2] : PEOPLE[who] ?? who, ADDED[who] ? OTHER_PASSWORD : PASSWORD);
    }
    return this.sessions[who];
  }

  async add(who) {
    const [organisation, role, username] = ADDED[who];
    const reply = await this.send("operator", `POST /organisations/${organisation}/users`, {
      body: { username, display_name: `${username} (påhittad)`, email: "", role, language: "sv", password: OTHER_PASSWORD },
    });
    if (reply.status !== 201 && reply.status !== 409) throw new Error(`${who} cannot be added: ${reply.text}`);
    (this.added ??= new Set()).add(who);
  }

  /**
   * @param {string|null} who a person's short name or user name; null: nobody
   * @param {string} what "PUT /municipalities/2281/…", within /api/v1 unless it starts with an @: "GET @/healthz"
   * @param {{ body?: any, raw?: string|Buffer, headers?: Record<string, string>, cookie?: string, key?: string, client?: Client }} [more]
   *   key: of a program, which sends no Origin and no cookie
   */
  async send(who, what, { body, raw, headers = {}, cookie, key, client = this.client } = {}) {
    const [method, place] = what.split(" ");
    const target = place.startsWith("@") ? place.slice(1) : `/api/v1${place}`;
    const pair = cookie ?? await this.cookie(who);
    const all = { Origin: client.url };
    if (pair) all.Cookie = pair;
    if (key) {
      delete all.Origin;
      all.Authorization = `Bearer ${key}`;
    }
    if (body !== undefined || raw !== undefined) all["Content-Type"] = "application/json";
    Object.assign(all, headers);
    for (const [name, value] of Object.entries(all)) if (value === null) delete all[name];
    const bears = !/^(GET|HEAD|OPTIONS)$/.test(method) && BEARS_ON_VACCINE.test(target) && !target.includes("dry_run");
    const before = bears && await this.vaccineState();
    const reply = await client.send(method, target, { headers: all, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) });
    if (bears && reply.status < 300 && !reply.headers["idempotency-replayed"] && await this.vaccineState() === before)
      throw new Error(`${method} ${target}: answers about vaccine that are kept from before still count`);
    if (this.contract) {
      const faults = this.contract.faults(method, target, reply);
      if (faults.length > 0) throw new Error(`${method} ${target} -> ${reply.status} breaks the contract: ${faults.join("; ")}\n${reply.text.slice(0, 600)}`);
    }
    return reply;
  }

  /** What finds kept answers about vaccine: it has to change with every write that may change one. */
  async vaccineState() {
    const reply = await this.client.send("GET", "/api/v1/counties/22/vaccine-allocations?known_at=2020-04-01", { headers: { Cookie: await this.cookie("region") } });
    if (!reply.headers.etag) throw new Error(`no state of vaccine: ${reply.status} ${reply.text}`);
    return reply.headers.etag;
  }

  /** A GET that must succeed: its JSON. */
  async get(who, place) {
    const reply = await this.send(who, `GET ${place}`);
    if (reply.status !== 200) throw new Error(`GET ${place}: ${reply.status} ${reply.text.slice(0, 400)}`);
    return reply.json;
  }

  async etag(who, place) {
    const reply = await this.send(who, `GET ${place}`);
    return reply.status === 200 ? reply.headers.etag : undefined;
  }

  /** The newest rows of the audit trail of the demo's county board, which sees all of its county. */
  async audit(organisation = "LST22", who = "boardAdmin", query = "limit=5") {
    return (await this.get(who, `/organisations/${organisation}/audit?${query}`)).items;
  }
}
