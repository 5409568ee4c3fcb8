/**
 * The end of an idle session: warned of in time, put off by a button, shared between tabs (WCAG 2.2.1).
 */
import { signal } from "../../vendor/preact.js";
import { extendSession, session } from "./session.js";
import { onAnswer } from "./api.js";

const STORAGE_KEY = "fordela.active";
const WARN_SECONDS = 180;

/** Seconds left while the warning is shown; null otherwise. */
export const idleLeft = signal(/** @type {number | null} */ (null));

let ownLast = Date.now();
let touched = 0;

function lastAnswer() {
  try {
    return Math.max(ownLast, Number(localStorage.getItem(STORAGE_KEY)) || 0);
  } catch {
    return ownLast;
  }
}

function remember() {
  ownLast = Date.now();
  try {
    localStorage.setItem(STORAGE_KEY, String(ownLast));
  } catch {
    // then each tab counts for itself
  }
}

/** Puts off the end. Throws what the server refuses. */
export async function stayOn() {
  await extendSession();
  idleLeft.value = null;
}

/** Looks at the clock once: warns, or quietly extends when somebody is at work on the page without calling the server. */
function look() {
  const current = session.value;
  if (!current) {
    idleLeft.value = null;
    return;
  }
  const idle = current.idle_seconds;
  const past = (Date.now() - lastAnswer()) / 1000;
  if (touched > lastAnswer() && past > idle / 3 && past < idle - WARN_SECONDS) {
    touched = 0;
    stayOn().catch(() => undefined); // the next call will tell
    return;
  }
  const left = Math.round(idle - past);
  idleLeft.value = left <= Math.min(WARN_SECONDS, idle / 2) ? Math.max(0, left) : null;
}

/** Starts watching; once per page. */
export function watchIdle() {
  remember();
  onAnswer(remember);
  for (const name of ["keydown", "pointerdown"]) {
    addEventListener(name, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(look, 5000);
}
