/** What the attacks share: a server with room for thousands, attackers as processes of their own, what the server holds. */
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const WANTED_DESCRIPTORS = 30_000; // 20,000 connections, the server's default, and what it needs besides
const LOOK_MS = 50;

/** Before a command: more descriptors, where the machine lets us have them. */
export const WITH_DESCRIPTORS = ["sh", "-c", `ulimit -n ${WANTED_DESCRIPTORS} 2>/dev/null || ulimit -n $(ulimit -Hn); exec "$@"`, "sh"];

/** So many addresses of this machine, from 127.1.0.1 on: the server is told to count them like any others. */
export const addresses = (count) => Array.from({ length: count }, (_, i) => `127.1.${i >> 7}.${1 + (i & 127)}`);

const proc = (pid, file) => readFileSync(`/proc/${pid}/${file}`, "utf8");
export const own_mib = (pid) => Number(/RssAnon:\s+(\d+)/.exec(proc(pid, "status"))[1]) / 1024;
export const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;
export const descriptors_most = (pid) => Number(/Max open files\s+(\d+)/.exec(proc(pid, "limits"))[1]);

/** Asks again until it is so; false when it was not within the time. @param {() => boolean | Promise<boolean>} condition */
export async function until(condition, patience_ms) {
  const end = Date.now() + patience_ms;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  }
  return true;
}

/** Some processes that attack together; each takes its part of the connections and of the addresses. */
export class Attackers {
  /** @param {object} job of attacker.mjs @param {number} processes */
  constructor(job, processes) {
    this.states = [];
    this.children = Array.from({ length: processes }, (_, i) => {
      const part = { ...job, connections: Math.ceil(job.connections / processes), addresses: job.addresses.filter((_, at) => job.addresses.length < processes || at % processes === i) };
      const [command, ...words] = [...WITH_DESCRIPTORS, process.execPath, fileURLToPath(new URL("attacker.mjs", import.meta.url)), JSON.stringify(part)];
      const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
      createInterface({ input: child.stdout }).on("line", (line) => { this.states[i] = JSON.parse(line); });
      return child;
    });
  }

  get open() {
    return this.states.reduce((sum, state) => sum + (state?.open ?? 0), 0);
  }

  get sent() {
    return this.states.reduce((sum, state) => sum + (state?.sent ?? 0), 0);
  }

  /** How many of each answer, the kind "cut" among them. */
  get answers() {
    const all = {};
    for (const state of this.states) for (const [what, count] of Object.entries(state?.answers ?? {})) all[what] = (all[what] ?? 0) + count;
    return all;
  }

  /** Each ends with its process: nobody says goodbye. */
  async end() {
    await Promise.all(this.children.map((child) => new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) { resolve(undefined); return; }
      child.once("exit", resolve);
      child.kill("SIGKILL");
    })));
  }
}
