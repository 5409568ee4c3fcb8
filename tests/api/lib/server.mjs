/**
 * A server of its own on an empty or demo database and a free port, on either engine. It can be killed, ended and started again,
 * on the same data and on another day.
 */
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const START_MS = 60_000;
const END_MS = 5_000;

/** The Monday after the demo's last week, at 14:00 in Stockholm: its deadline has passed, its lock has not. */
export const DEMO_DAY = "2020-04-27";

async function psql(url, sql) {
  await run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql]);
}

/** A place for data: { database, drop() }; on PostgreSQL with places for the server's key and the audit trail's, which on SQLite lie beside the file. */
async function makeDatabase(engine) {
  const folder = await mkdtemp(path.join(tmpdir(), "fordela-api-"));
  if (engine === "sqlite") {
    return { database: path.join(folder, "fordela.db"), drop: () => rm(folder, { recursive: true, force: true }) };
  }
  const cluster = process.env.FORDELA_TEST_POSTGRESQL;
  if (!cluster) throw new Error("FORDELA_TEST_POSTGRESQL names no cluster (run it under tests/postgresql.sh)");
  const name = `fordela_${randomBytes(6).toString("hex")}`;
  await psql(cluster, `CREATE DATABASE ${name}`);
  return {
    database: cluster.replace(/\/[^/?]+(\?|$)/, `/${name}$1`),
    keyFile: path.join(folder, "key"),
    auditKey: path.join(folder, "audit-key"),
    drop: () => Promise.all([psql(cluster, `DROP DATABASE ${name} WITH (FORCE)`), rm(folder, { recursive: true, force: true })]),
  };
}

export class Server {
  /** @param {string} binary @param {"sqlite"|"postgresql"} engine @param {string[]} through words of a command that starts what follows them */
  constructor(binary, engine, through = []) {
    this.binary = binary;
    this.engine = engine;
    this.through = through;
    this.log = "";
  }

  /** Makes the database, with the demo unless told otherwise (demo: "vaccine" for both of its stories), and starts serving, with the env that fits its place. */
  static async start(binary, engine, { demo = true, asOf = DEMO_DAY, options = [], env = () => ({}), through } = {}) {
    const server = new Server(binary, engine, through);
    Object.assign(server, await makeDatabase(engine));
    server.env = env(server.database);
    await run(binary, ["migrate", "--database", server.database]);
    if (demo) {
      const { stdout } = await run(binary, ["demo", "load", "--json", "--database", server.database, ...(demo === "vaccine" ? ["--story", "vaccine"] : [])], { maxBuffer: 1 << 24 });
      server.logins = JSON.parse(stdout);
    }
    await server.serve({ asOf, options });
    return server;
  }

  command(...words) {
    return run(this.binary, [...words, "--database", this.database]);
  }

  /** Whether every derived table and account follows from the facts: "" or what `fordela check` says. */
  unsound() {
    return this.command("check").then(() => "", (error) => `${error.code} ${error.stderr}`);
  }

  /** Starts the process; resolves with its address when it has printed it. */
  serve({ asOf = DEMO_DAY, options = [] } = {}) {
    const words = ["serve", "--database", this.database, "--listen", "127.0.0.1:0", ...(asOf ? ["--as-of", asOf] : []),
      ...(this.keyFile ? ["--key-file", this.keyFile, "--audit-key", this.auditKey] : []), ...options];
    const [command, ...first] = [...this.through, this.binary];
    const child = spawn(command, [...first, ...words], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...this.env } });
    this.child = child;
    this.ended = new Promise((resolve) => { child.once("exit", (code, signal) => resolve({ code, signal })); });
    return new Promise((resolve, reject) => {
      let said = "";
      const timer = setTimeout(() => reject(new Error(`no address from the server: ${said}`)), START_MS);
      child.stderr.on("data", (text) => { this.log = (this.log + text).slice(-20_000); });
      child.stdout.on("data", (text) => {
        said += text;
        const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
        if (!found) return;
        clearTimeout(timer);
        this.port = Number(found[1]);
        this.url = `http://127.0.0.1:${this.port}`;
        resolve(this.url);
      });
      child.once("exit", (code) => {
        clearTimeout(timer);
        reject(new Error(`the server ended with ${code}: ${said}${this.log}`));
      });
    });
  }

  /** kill -9, as a power cut would. */
  async kill() {
    this.child.kill("SIGKILL");
    return this.ended;
  }

  /** SIGTERM; tells how it ended and how long that took. */
  async end() {
    const begun = Date.now();
    this.child.kill("SIGTERM");
    const late = setTimeout(() => this.child.kill("SIGKILL"), 4 * END_MS);
    const how = await this.ended;
    clearTimeout(late);
    return { ...how, ms: Date.now() - begun };
  }

  async restart(options) {
    const how = await this.end();
    await this.serve(options);
    return how;
  }

  async drop_all() {
    if (this.child?.exitCode === null && this.child.signalCode === null) await this.end();
    await this.drop();
  }
}
