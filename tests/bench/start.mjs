// How long until the server answers, and what it takes before it has done anything.
import fs from "node:fs";
import { median } from "./lib.mjs";
import { file, rounds, startProgram, stop, weeks } from "./settings.mjs";
import { heading, number, row } from "./table.mjs";

export async function measureStart() {
  heading("Start");
  const times = [];
  let memory = 0;
  for (let i = 0; i < rounds; i++) {
    fs.copyFileSync(file("start.db"), file("again.db"));
    const server = await startProgram(file("again.db"));
    await (await fetch(`${server.url}/healthz`)).text();
    times.push(server.startMs);
    memory = server.memory();
    await stop(server);
  }
  row("from start to listening", `${number(median(times))} ms`, "<= 100 ms", `${weeks} weeks of reports`);
  row("own memory after start (RssAnon)", `${number(memory)} MiB`, "<= 12 MiB", "");
}
