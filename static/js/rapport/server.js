/** The report's calls to the server, as outcomes instead of exceptions. */
import { ApiError, get, newKey, post, put, remove } from "../lib/api.js";
import { serverCopy } from "./store.js";
import { draftOfTexts } from "./texts.js";

/** @typedef {import("./keeper.js").Failure} Failure */

/** @param {unknown} error @returns {Failure} */
export function failureOf(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.network || error.status === 502 || error.status === 503 || error.status === 504) return { kind: "offline" };
  return error.status === 401 ? { kind: "signed_out" } : { kind: "refused", problem: error };
}

/** @param {string} municipality @param {string} week */
export const reportPath = (municipality, week) => `/municipalities/${municipality}/ppe-reports/${week}`;

/** Everything that the page needs of a report. @param {string} municipality @param {string} week */
export const loadForm = async (municipality, week) => (await get(`${reportPath(municipality, week)}/form`)).data;

/**
 * How a draft travels.
 * @param {string} municipality @param {string} week @param {string | null} basedOn
 * @returns {import("./keeper.js").Transport}
 */
export function draftTransport(municipality, week, basedOn) {
  return {
    async put(texts, etag) {
      try {
        const reply = await put(`${reportPath(municipality, week)}/draft`, draftOfTexts(texts, basedOn), etag ? { etag } : { create: true });
        return { kind: "saved", etag: reply.etag ?? "", at: reply.data.saved_at, assessment: reply.data.assessment };
      } catch (error) {
        return error instanceof ApiError && error.stale ? { kind: "stale" } : failureOf(error);
      }
    },
    async load() {
      try {
        return { kind: "loaded", ...serverCopy(await loadForm(municipality, week)) };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

/**
 * Submits. The ETag makes a repeat after a lost answer harmless: a report that did arrive answers 412 to its own repeat,
 * and the page then shows what the server has.
 * @param {any} form @param {any} body
 * @returns {Promise<import("./submit.js").SendAnswer>}
 */
export async function sendReport(form, body) {
  const path = reportPath(form.municipality.code, form.week);
  try {
    const { data } = await put(path, body, form.report_etag ? { etag: form.report_etag } : { create: true });
    return { kind: "sent", receipt: data };
  } catch (error) {
    return error instanceof ApiError && error.stale ? { kind: "stale" } : failureOf(error);
  }
}

/** @param {any} form @returns {Promise<import("./submit.js").SendAnswer>} */
export async function sendUnchanged(form) {
  try {
    const { data } = await post(`${reportPath(form.municipality.code, form.week)}/confirm-unchanged`, {}, { key: newKey() });
    return { kind: "sent", receipt: data };
  } catch (error) {
    return failureOf(error);
  }
}

/** Removes the draft; one that is gone already is as good. @param {any} form @param {string | null} etag @returns {Promise<{ kind: "done" } | Failure>} */
export async function discardDraft(form, etag) {
  try {
    if (etag) await remove(`${reportPath(form.municipality.code, form.week)}/draft`, { etag });
    return { kind: "done" };
  } catch (error) {
    return error instanceof ApiError && error.status === 404 ? { kind: "done" } : failureOf(error);
  }
}

/**
 * The county board's answer to a report.
 * @param {any} form @param {"approve" | "return"} action @param {string} reason
 * @returns {Promise<{ kind: "done" } | { kind: "stale" } | Failure>}
 */
export async function reviewReport(form, action, reason) {
  const options = { etag: form.report_etag, key: newKey() };
  try {
    await post(`${reportPath(form.municipality.code, form.week)}/${action}`, action === "return" ? { reason } : {}, options);
    return { kind: "done" };
  } catch (error) {
    return error instanceof ApiError && error.stale ? { kind: "stale" } : failureOf(error);
  }
}

/** @param {any} form @returns {Promise<any[]>} newest first */
export const loadRevisions = async (form) => (await get(`${reportPath(form.municipality.code, form.week)}/revisions`)).data.items;
