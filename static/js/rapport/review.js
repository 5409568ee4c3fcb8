/** The county board's part: approve, or return with a reason. Never a change of figures. */
import { html, useRef, useSignal } from "../../vendor/preact.js";
import { t } from "../lib/i18n.js";
import { reviewReport } from "./server.js";
import { problemText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */

/** @param {{ report: Report, onDone: (message: string) => void }} props */
export function Review({ report, onDone }) {
  const returning = useSignal(false);
  const reason = useSignal("");
  const missing = useSignal(false);
  const failure = useSignal("");
  const busy = useSignal(false);
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const { state } = report.form;

  const act = async (/** @type {"approve" | "return"} */ action) => {
    missing.value = action === "return" && reason.value.trim() === "";
    if (missing.value) return field.current?.focus();
    busy.value = true;
    const answer = await reviewReport(report.form, action, reason.value.trim());
    busy.value = false;
    if (answer.kind === "done") return onDone(t(action === "approve" ? "report.review.approved" : "report.review.returned"));
    if (answer.kind === "stale") return onDone(t("report.review.stale"));
    failure.value = answer.kind === "refused" ? problemText(answer.problem) : t("report.errors.load_offline");
  };
  const startReturn = () => {
    returning.value = true;
    requestAnimationFrame(() => field.current?.focus());
  };
  return html`<section class="rp-review ds-card" aria-labelledby="review-title">
    <h2 class="ds-heading" data-size="xs" id="review-title">${t(`report.review.title.${state}`)}</h2>
    <p>${t(`report.review.text.${state}`)}</p>
    ${failure.value && html`<div class="ds-alert" data-color="danger" role="alert"><p>${t("report.review.failed", { detail: failure.value })}</p></div>`}
    ${returning.value && html`<div class="ds-field">
      <label class="ds-label" for="review-reason">${t("report.review.reason")}</label>
      <p class="rp-help" id="review-help">${t("report.review.reason_help")}</p>
      <textarea class="ds-input" id="review-reason" rows="3" maxlength="400" ref=${field} value=${reason.value}
        aria-invalid=${missing.value ? "true" : undefined} aria-describedby=${missing.value ? "review-help review-fault" : "review-help"}
        onInput=${(/** @type {any} */ event) => { reason.value = event.currentTarget.value; }}></textarea>
      ${missing.value && html`<p class="rp-fault" id="review-fault">${t("report.review.reason_missing")}</p>`}
    </div>`}
    ${state !== "returned" && html`<p class="rp-row-of-buttons">
      ${returning.value
        ? html`<button type="button" class="ds-button" disabled=${busy.value} onClick=${() => act("return")}>${t("report.review.return_yes")}</button>
          <button type="button" class="ds-button" data-variant="tertiary" onClick=${() => { returning.value = false; }}>${t("report.tools.cancel")}</button>`
        : html`${state === "submitted" && html`<button type="button" class="ds-button" disabled=${busy.value} onClick=${() => act("approve")}>${t("report.review.approve")}</button>`}
          <button type="button" class="ds-button" data-variant="secondary" onClick=${startReturn}>
            ${t(state === "locked" ? "report.review.reopen" : "report.review.return")}</button>`}
    </p>`}
  </section>`;
}
