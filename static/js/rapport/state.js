/** Where the report stands, in one line, and what the county board said. */
import { html } from "../../vendor/preact.js";
import { t } from "../lib/i18n.js";
import { Alert } from "../lib/ui.js";
import { serverNow } from "./clock.js";
import { dayAndTime } from "./words.js";

/** @typedef {import("./store.js").Report} Report */

const COLORS = { missing: "neutral", draft: "neutral", submitted: "info", returned: "warning", approved: "success", locked: "neutral" };

/** The sentence beside the state. @param {any} form @param {boolean} canWrite */
function deadline(form, canWrite) {
  const sent = form.state !== "missing" && form.state !== "draft";
  if (!sent || form.state === "returned") {
    const over = serverNow() > Date.parse(form.due_at);
    return t(over ? canWrite ? "report.state.overdue" : "report.state.was_due" : "report.state.due", { time: dayAndTime(form.due_at) });
  }
  if (!canWrite) return "";
  return t(form.needs_reason ? "report.state.locked_text" : "report.state.lock", { time: dayAndTime(form.lock_at) });
}

/** @param {{ report: Report, editing: boolean, canWrite: boolean }} props */
export function StateLine({ report, editing, canWrite }) {
  const { form } = report;
  // somebody who has begun to write is no longer looking at a report that is not begun
  const begun = editing && form.state === "missing" && report.derive("begun", () => Object.keys(report.texts.value).length > 0);
  const correcting = editing && report.sent !== null && form.state !== "returned";
  return html`<div class="rp-state">
    <p class="rp-state-line">
      <span class="ds-tag" data-color=${correcting ? "warning" : COLORS[/** @type {keyof typeof COLORS} */ (form.state)]}>
        ${t(`report.state.${correcting ? "editing" : begun ? "draft" : form.state}`)}</span>
      ${form.late && report.sent && html` <span class="ds-tag" data-color="warning">${t("report.state.late")}</span>`}
      ${form.submitted_at && html` <span>${t("report.state.by", { time: dayAndTime(form.submitted_at), name: form.submitted_by_name, revision: String(form.revision ?? 1) })}.</span>`}
      ${" "}<span>${deadline(form, canWrite)}</span>
    </p>
    ${form.state === "returned" && html`<${Alert} color="warning" title=${t("report.state.returned_title")}>
      <p class="ds-paragraph">${t("report.state.returned_text", { reason: form.returned_reason ?? "" })}</p>
      ${canWrite && html`<p class="ds-paragraph">${t("report.state.returned_do")}</p>`}
    <//>`}
  </div>`;
}
