// What the bench is made of: servers, rounds of wrk, CPU time, medians.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import process from "node:process";

const TICKS = 100; // of a second in /proc/PID/stat: Linux shows USER_HZ, which is 100 everywhere
const START_MS = 60_000;

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs a command to its end; its output. */
export function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error ?? ""}${stderr}`);
  return stdout;
}

/** Lets fetch see which kept connections have been closed while a round of wrk held this program up. */
export const seeClosed = () => new Promise((resolve) => { setTimeout(resolve, 100); });

/** A port that is free now. */
export const freePort = () => new Promise((resolve, reject) => {
  const server = net.createServer().on("error", reject).listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** Starts a server and waits for the line with its address. */
export class Server {
  static async start(name, command, args) {
    const server = new Server();
    const begun = performance.now();
    server.name = name;
    server.child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    server.ended = new Promise((resolve) => server.child.on("exit", resolve));
    server.url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${name} did not start`)), START_MS);
      server.ended.then(() => reject(new Error(`${name} ended at once`)));
      createInterface({ input: server.child.stdout }).on("line", (line) => {
        const url = /http:\/\/[\d.]+:\d+/.exec(line);
        if (url) { clearTimeout(late); resolve(url[0]); }
      });
    });
    server.startMs = performance.now() - begun;
    return server;
  }

  /** Seconds of CPU used so far, by all threads. */
  cpu() {
    const fields = fs.readFileSync(`/proc/${this.child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** MiB of memory of its own (RssAnon). */
  memory() {
    return Number(/RssAnon:\s+(\d+)/.exec(fs.readFileSync(`/proc/${this.child.pid}/status`, "utf8"))[1]) / 1024;
  }

  /** MiB in memory now and at most since the last forgetPeak(); file pages too, of whose peak the kernel keeps no account. */
  resident() {
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(fs.readFileSync(`/proc/${this.child.pid}/status`, "utf8"))[1]) / 1024;
    return { now: of("VmRSS"), peak: of("VmHWM") };
  }

  forgetPeak() {
    fs.writeFileSync(`/proc/${this.child.pid}/clear_refs`, "5");
  }

  async stop() {
    this.child.kill("SIGTERM");
    await this.ended;
  }
}

/** One round of wrk against a server: requests a second, CPU microseconds a request, p99 and longest in ms. All are answered as asked,
 *  but for the share of them that may be refused ("busy"): those do not count, and refused says how many there were. */
export function wrk(server, { connections, seconds, env, mayRefuse = 0 }) {
  const before = server.cpu();
  const { stdout, stderr } = spawnSync("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "20s", "--latency", "-s",
    path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "load.lua"), server.url],
  { encoding: "utf8", env: { ...process.env, SERVER: server.name, ...env } });
  const found = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout ?? "");
  if (!found) throw new Error(`wrk: ${stdout}${stderr}`);
  const [all, micros, p99, longest, status, broken] = found.slice(1).map(Number), requests = all - status;
  if (requests === 0) throw new Error(`${server.name}: no answer in ${seconds} s`);
  if (status > all * mayRefuse || broken > 0) throw new Error(`${server.name}: ${status} answers not as asked, ${broken} broken`);
  return { rate: requests / micros * 1e6, cpu: (server.cpu() - before) / requests * 1e6, p99: p99 / 1e3, longest: longest / 1e3,
    refused: status };
}

/** Rounds by turns, so that what else the machine does meets both; medians, and medians of the ratios of each pair. Two servers of
 *  different kind or the same. options: connections, seconds, env; env of the one beside where it differs; warm: a round before that does not count,
 *  when both have just been started. */
export function compare(server, beside, rounds, { besideEnv, warm, ...options }) {
  const pairs = [];
  const own = () => wrk(server, options), other = () => wrk(beside, { ...options, env: { ...options.env, ...besideEnv } });
  if (warm) void [own(), other()];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) pairs.push({ own: own(), beside: other() });
    else pairs.push({ beside: other(), own: own() });
  }
  const of = (side, key) => median(pairs.map((pair) => pair[side][key]));
  const ratio = (key) => median(pairs.filter((pair) => pair.beside[key] > 0).map((pair) => pair.own[key] / pair.beside[key]));
  return { rate: of("own", "rate"), cpu: of("own", "cpu"), p99: of("own", "p99"), besideRate: of("beside", "rate"),
    besideCpu: of("beside", "cpu"), rateRatio: ratio("rate"), cpuRatio: ratio("cpu"), p99Ratio: ratio("p99") };
}
