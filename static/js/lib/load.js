/**
 * Reading from the server into a component.
 */
import { useCallback, useEffect, useRef, useState } from "../../vendor/preact.js";
import { withRetry } from "./api.js";

/**
 * @template T
 * @typedef {{ data: T | null, error: any, loading: boolean, reload: () => void, set: (data: T) => void }} Loaded
 */

/**
 * Runs the reader at first and whenever a dependency changes; an answer that comes after a newer question is dropped.
 * While it reads again the old data stay, so that the page does not jump.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} reader
 * @param {unknown[]} dependencies
 * @returns {Loaded<T>}
 */
export function useLoad(reader, dependencies) {
  const [state, setState] = useState(/** @type {{ data: T | null, error: any, loading: boolean }} */ ({
    data: null, error: null, loading: true,
  }));
  const [round, setRound] = useState(0);
  const latest = useRef(reader);
  latest.current = reader;
  useEffect(() => {
    const stop = new AbortController();
    setState((old) => ({ ...old, loading: true, error: null }));
    withRetry(() => latest.current(stop.signal), { attempts: 3, signal: stop.signal }).then(
      (data) => !stop.signal.aborted && setState({ data, error: null, loading: false }),
      (error) => !stop.signal.aborted && setState((old) => ({ ...old, error, loading: false })),
    );
    return () => stop.abort();
  }, [...dependencies, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((/** @type {T} */ data) => setState({ data, error: null, loading: false }), []);
  return { ...state, reload, set };
}

/**
 * One action at a time: { run, busy, error }. `run` catches the failure into `error` and gives null.
 */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  const running = useRef(false);
  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | null>}
   */
  const run = async (work) => {
    if (running.current) return null; // a second click on the same button
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      return await work();
    } catch (failure) {
      setError(failure);
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { run, busy, error, setError };
}
