// Signing in, and finding the session of a request among many.
import { compare, median, run, seeClosed } from "./lib.mjs";
import { file, PASSWORD, rounds, seconds, seed, startProgram, stop, tool } from "./settings.mjs";
import { heading, number, row, showCpu, showRatios } from "./table.mjs";

async function signIn(fordela) {
  const begun = performance.now();
  const reply = await fetch(`${fordela.url}/api/v1/session`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: "sos", password: PASSWORD }) });
  await reply.text();
  if (!reply.headers.get("set-cookie")) throw new Error(`sign-in: ${reply.status}`);
  return performance.now() - begun;
}

export async function measureSignIn(fordela) {
  heading("Signing in");
  await seeClosed();
  const ratios = [], times = [];
  for (let i = 0; i < rounds; i++) {
    const alone = median(run(tool("limit"), ["password", "3"]).trim().split("\n").map(Number));
    const whole = median([await signIn(fordela), await signIn(fordela), await signIn(fordela)]);
    ratios.push(whole / alone);
    times.push(whole);
  }
  row("a sign-in beside its Argon2id check alone", `${number(median(ratios))} x`, "<= 1.05", `${number(median(times))} ms`);
}

/** The smallest signed-in request. Asked by ten users on either side only the size of the table differs; asked by thousands in turn it
 *  no longer fits what a connection keeps of the database in memory. */
export async function measureSessions() {
  heading("Session look-up: GET /session with 100 000 sessions beside 10 (16 connections)");
  seed("few", 0, 10);
  seed("many", 0, 100_000);
  const many = await startProgram(file("many.db")), few = await startProgram(file("few.db"));
  const env = { TOKENS: file("many.lua"), ASK: "get", ASK_PATH: "/api/v1/session", ASK_AS: "s" };
  const measure = (ASK_MOST) => compare(many, few, rounds,
    { connections: 16, seconds, warm: true, env: { ...env, ASK_MOST }, besideEnv: { TOKENS: file("few.lua") } });
  showRatios("by 10 of the users", measure("10"), { cpu: "<= 1.10" });
  showCpu("by 4 000 of them in turn: CPU a request", measure("4000"), "");
  await stop(many);
  await stop(few);
}
