/**
 * One proposal with its ETag, and writing to it: every write answers with the whole proposal as it has become.
 */
import { get } from "../lib/api.js";
import { useAction, useLoad } from "../lib/load.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {{ proposal: Proposal, etag: string | null }} Held */

/** @param {string} id @returns {import("../lib/load.js").Loaded<Held>} */
export function useProposal(id) {
  return useLoad(async (signal) => {
    const reply = await get(`/proposals/${encodeURIComponent(id)}`, { signal });
    return { proposal: reply.data, etag: reply.etag };
  }, [id]);
}

/**
 * An action on the proposal that takes over its answer.
 * @param {(held: Held) => void} take
 */
export function useProposalAction(take) {
  const action = useAction();
  /**
   * @param {() => Promise<Pick<import("../lib/api.js").Reply<any>, "data" | "etag">>} work
   * @returns {Promise<Proposal | null>} null when it was refused: see error
   */
  const send = (work) =>
    action.run(async () => {
      const reply = await work();
      take({ proposal: reply.data, etag: reply.etag });
      return reply.data;
    });
  return { ...action, send };
}
