/**
 * One week's report in the making. Every change is in the browser's storage at once, under the person, the region and the week; it
 * goes away when the server has the report. When somebody else has reported meanwhile, cells that only they changed are taken
 * in and cells that both changed wait for a choice. Nothing is sent over an unseen change (If-Match).
 */
import { useEffect, useRef, useState } from "../../vendor/preact.js";
import { ApiError, get, put } from "../lib/api.js";
import { useAction } from "../lib/load.js";
import { session } from "../lib/session.js";
import { differences, mergeTexts, withChanges } from "../rapport/texts.js";
import { textsOf } from "./report-texts.js";

/** @typedef {import("../rapport/texts.js").Texts} Texts */
/** @typedef {import("../rapport/texts.js").Conflict} Conflict */
/** @typedef {{ texts: Texts, etag: string | null, by: string | null, at: string | null, reason: string }} Copy */

/** What the server holds. @param {string} path @param {AbortSignal} [signal] @param {string | null} [known] @returns {Promise<Copy>} */
export async function loadWeek(path, signal, known = null) {
  try {
    const { data, etag } = await get(path, { signal, query: { known_at: known } });
    const newest = [...data.products].filter((one) => one.reported_at).sort((a, b) => b.reported_at.localeCompare(a.reported_at))[0];
    return { texts: textsOf(data.products), etag, by: newest?.reported_by_name ?? null, at: newest?.reported_at ?? null, reason: newest?.reason ?? "" };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { texts: {}, etag: null, by: null, at: null, reason: "" };
    throw error;
  }
}

/** @param {string} key @returns {{ texts: Texts, base: Texts, at: string } | null} */
function readDraft(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "");
    return typeof draft.texts === "object" && typeof draft.base === "object" && typeof draft.at === "string" ? draft : null;
  } catch {
    return null;
  }
}

/** @param {string} key @param {Texts} texts @param {Texts} base @returns {string | null} when it was stored; null: the browser refused */
function storeDraft(key, texts, base) {
  const at = new Date().toISOString();
  try {
    if (differences(texts, base).length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ texts, base, at }));
    return at;
  } catch {
    return null;
  }
}

/**
 * @param {string} path of the week's report
 * @param {Copy} server
 */
export function useWeek(path, server) {
  const key = `fordela.vaccine-week/${session.value?.user.user_id}${path}`;
  const [state, setState] = useState(() => {
    const draft = readDraft(key);
    const merged = draft ? mergeTexts(draft.base, draft.texts, server.texts) : { texts: server.texts, taken: [], conflicts: [] };
    const recovered = differences(merged.texts, server.texts).length > 0 || merged.conflicts.length > 0;
    return { texts: merged.texts, base: server.texts, etag: server.etag, conflicts: /** @type {Conflict[]} */ (merged.conflicts), taken: /** @type {string[]} */ ([]),
      by: server.by, keptAt: draft?.at ?? null, recoveredAt: recovered ? draft?.at ?? null : null, broken: false };
  });
  const latest = useRef(state);
  latest.current = state;
  const { run, busy, error, setError } = useAction();
  const update = (/** @type {Partial<typeof state>} */ changes) => {
    latest.current = { ...latest.current, ...changes };
    setState(latest.current);
  };
  /** @param {Texts} changes */
  const change = (changes) => {
    const texts = withChanges(latest.current.texts, changes);
    const at = storeDraft(key, texts, latest.current.base);
    update({ texts, keptAt: at ?? latest.current.keptAt, broken: at === null });
  };
  /** @param {Copy} copy */
  const takeIn = (copy) => {
    const merged = mergeTexts(latest.current.base, latest.current.texts, copy.texts);
    storeDraft(key, merged.texts, copy.texts);
    update({ texts: merged.texts, base: copy.texts, etag: copy.etag, conflicts: merged.conflicts, taken: merged.taken, by: copy.by });
  };
  /** @param {unknown} body @returns {Promise<"sent" | "merged" | null>} */
  const send = (body) => run(async () => {
    try {
      await put(path, body, { etag: latest.current.etag ?? "*" });
    } catch (failure) {
      if (!(failure instanceof ApiError) || !failure.stale) throw failure;
      takeIn(await loadWeek(path));
      return "merged";
    }
    storeDraft(key, {}, {});
    return "sent";
  });
  /** @param {string} cell @param {"mine" | "theirs"} side */
  const resolve = (cell, side) => {
    const conflict = latest.current.conflicts.find((one) => one.key === cell);
    if (!conflict) return;
    update({ conflicts: latest.current.conflicts.filter((one) => one !== conflict) });
    if (side === "theirs") change({ [cell]: conflict.theirs });
  };
  const giveUp = () => {
    storeDraft(key, {}, {});
    update({ texts: latest.current.base, conflicts: [], recoveredAt: null, keptAt: null });
    setError(null);
  };
  const changed = differences(state.texts, state.base).length > 0;
  useEffect(() => {
    if (!changed || !state.broken) return undefined; // the browser has it: nothing is lost by leaving
    const warn = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [changed, state.broken]);
  return { ...state, changed, change, send, resolve, giveUp, busy, error };
}
