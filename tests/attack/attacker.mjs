/**
 * One process of an attack: node attacker.mjs JOB, a job in JSON as lib.mjs hands it over. It goes on until it is ended and says on standard
 * output, line by line in JSON, how many connections are open, how many requests were sent and what was answered.
 */
import { setPriority } from "node:os";
import { flood } from "./flood.mjs";
import { slow } from "./slow.mjs";

const TELL_MS = 200;
const job = JSON.parse(process.argv[2]);
setPriority(19); // on a machine of its own it would not take the server's processor; here it must not, as far as that can be had
const state = { open: 0, sent: 0, answers: {} };
/** @param {number | "cut"} what a status, or that the connection ended without one */
state.heard = (what) => { state.answers[what] = (state.answers[what] ?? 0) + 1; };
const { heard, ...told } = state;
const tell = () => process.stdout.write(`${JSON.stringify({ ...told, open: state.open, sent: state.sent })}\n`);
setInterval(tell, TELL_MS);
process.stdout.on("error", () => process.exit());
(job.form ? slow : flood)(job, state);
