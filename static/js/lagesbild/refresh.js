/**
 * Reads the overview and keeps it fresh: once a minute while somebody looks, asking only whether it has changed.
 */
import { useCallback, useEffect, useRef, useState } from "../../vendor/preact.js";
import { get, withRetry } from "../lib/api.js";

const EVERY_MS = 60_000;
/** Without a key or a pointer for so long nobody is there: the page must not keep a session alive on its own. */
const UNATTENDED_MS = 15 * 60_000;

/** @typedef {import("./matrix.js").Overview} Overview */
/** @typedef {{ overview: Overview | null, etag: string | null, error: any, loading: boolean, checkedAt: number | null, offline: boolean }} State */

const NOTHING = { overview: null, etag: null, error: null, loading: true, checkedAt: null, offline: false };

/**
 * @param {string} county
 * @param {string | null} week null: the week that is due now
 */
export function useOverview(county, week) {
  const [state, setState] = useState(/** @type {State} */ (NOTHING));
  const [round, setRound] = useState(0);
  const latest = useRef(state);
  latest.current = state;
  useEffect(() => {
    const stop = new AbortController();
    setState((old) => ({ ...old, loading: true, error: null }));
    withRetry(() => get(`/counties/${county}/ppe-overview`, { query: { week }, signal: stop.signal }), { attempts: 3, signal: stop.signal }).then(
      (reply) => setState({ ...NOTHING, overview: reply.data, etag: reply.etag, loading: false, checkedAt: Date.now() }),
      (error) => !stop.signal.aborted && setState((old) => ({ ...old, error, loading: false })),
    );
    const timer = watch(() => look(county, week, latest.current, setState, stop.signal));
    return () => {
      stop.abort();
      timer();
    };
  }, [county, week, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return { ...state, reload };
}

/**
 * Calls back every minute while the page is visible and attended, and at once when it is shown again after more than that.
 * @param {() => void} work
 * @returns {() => void} stops it
 */
function watch(work) {
  let attended = Date.now();
  let worked = Date.now();
  const touch = () => {
    attended = Date.now();
  };
  const consider = () => {
    const now = Date.now();
    if (document.hidden || now - attended > UNATTENDED_MS || now - worked < EVERY_MS - 1000) return;
    worked = now;
    work();
  };
  const timer = setInterval(consider, EVERY_MS);
  const events = ["pointerdown", "pointermove", "keydown", "scroll"];
  for (const name of events) addEventListener(name, touch, { passive: true });
  document.addEventListener("visibilitychange", consider);
  return () => {
    clearInterval(timer);
    for (const name of events) removeEventListener(name, touch);
    document.removeEventListener("visibilitychange", consider);
  };
}

/**
 * @param {string} county @param {string | null} week @param {State} state
 * @param {(change: (old: State) => State) => void} setState @param {AbortSignal} signal
 */
async function look(county, week, state, setState, signal) {
  if (!state.overview) return;
  try {
    const reply = await get(`/counties/${county}/ppe-overview`, { query: { week }, etag: state.etag, signal, quiet: true });
    const changed = reply.status === 304 ? {} : { overview: reply.data, etag: reply.etag };
    setState((old) => ({ ...old, ...changed, checkedAt: Date.now(), offline: false }));
  } catch (error) {
    if (!signal.aborted) setState((old) => ({ ...old, offline: true })); // the old figures stay, and say how old they are
  }
}
