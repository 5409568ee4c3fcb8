// What the command line asks for, where the files stand, and which servers run: they end with the bench.
// usage: node tests/bench/run.mjs BUILD_FOLDER [options]: README.md
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { freePort, run, Server } from "./lib.mjs";

export const AS_OF = "2020-04-27", WEEK = "2020-W17", PASSWORD = "bench-password-2020";

const build = process.argv[2];
export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
}
const only = option("only", "").split(",").filter(Boolean);
export const rounds = Number(option("rounds", 5)), seconds = Number(option("seconds", 2));
export const weeks = Number(option("weeks", 10)), longWeeks = Number(option("long-weeks", 520));
export const wanted = (...names) => only.length === 0 || names.some((name) => only.includes(name));
export const program = path.join(build, "fordela"), tool = (name) => path.join(build, "tests/bench", name);

export const folder = fs.mkdtempSync(path.join(option("directory", os.tmpdir()), "fordela-bench-"));
export const file = (name) => path.join(folder, name);

let servers = [];

/** The program on a database. */
export async function startProgram(database, ...more) {
  const server = await Server.start("fordela", program, ["serve", "--database", database, "--listen", "127.0.0.1:0", "--log-level", "warnings",
    ...(more.includes("--as-of") ? [] : ["--as-of", AS_OF]), ...more]);
  servers.push(server);
  return server;
}

/** The yardstick on its own database. */
export async function startLimit(database) {
  const server = await Server.start("limit", tool("limit"), ["serve", database, String(await freePort())]);
  servers.push(server);
  return server;
}

export async function stop(server) {
  await server.stop();
  servers = servers.filter((one) => one !== server);
}

/** A migrated database with invented figures, its tokens beside it (seed.c). */
export function seed(name, ...figures) {
  run(program, ["migrate", "--database", file(`${name}.db`)]);
  run(tool("seed"), [file(`${name}.db`), AS_OF, figures[0], file(`${name}.lua`), PASSWORD, ...figures.slice(1)].map(String));
}

export async function endAll() {
  for (const server of servers) server.child.kill("SIGTERM");
  await Promise.all(servers.map((server) => server.ended));
  fs.rmSync(folder, { recursive: true, force: true });
}
