/** Sending in: what stops it (summary with links), what is only asked (blank articles), the reason and diff of a correction. */
import { html, useEffect, useRef, useSignal } from "../../vendor/preact.js";
import { t } from "../lib/i18n.js";
import { ErrorSummary } from "../lib/ui.js";
import { MAIN_FIELDS, REASON_KEY, keyOfPointer } from "./fields.js";
import { splitKey } from "./texts.js";
import { cellName, faultText, goToCell, inputId, nameOf, problemText, shownText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */
/** @typedef {{ kind: "faults" } | { kind: "empty" } | { kind: "failed", message: string } | null} Obstacle */

/** What stops the report, as links to the cells. @param {{ report: Report, attempt: number, reasonMissing: boolean, nothing: boolean }} props */
function Obstacles({ report, attempt, reasonMissing, nothing }) {
  const errors = shownFaults(report).map((fault) => ({
    id: fault.key === REASON_KEY ? "report-reason" : inputId(fault.key), message: `${cellName(report, fault.key)}: ${faultText(fault)}`,
  }));
  if (nothing) errors.push({ id: inputId(`${report.lines[0]?.article}/stock`), message: t("report.errors.none") });
  if (reasonMissing) errors.push({ id: "report-reason", message: t("report.errors.reason") });
  return html`<${ErrorSummary} errors=${errors} round=${attempt} title=${t("report.errors.title", { n: errors.length })} />`;
}

/** Faults of the texts and refusals of the server that still hold. @param {Report} report */
function shownFaults(report) {
  const texts = report.texts.value;
  const refused = Object.entries(report.refused.value).filter(([key, one]) => (key === REASON_KEY ? report.reason.value : (texts[key] ?? "")) === one.text);
  /** @type {{ key: string, code: string, suggestion: number | null, message?: string }[]} */
  const faults = report.reading.value.faults;
  return [...faults, ...refused.map(([key, one]) => ({ key, code: "refused", suggestion: null, message: one.message }))];
}

/** Opens the details in which a fault sits, so that the links of the summary lead somewhere. @param {Report} report */
function openFaulty(report) {
  for (const { key } of shownFaults(report)) {
    const { article, field } = splitKey(key);
    if (article !== "" && !MAIN_FIELDS.some((one) => one === field)) report.toggle(article, true);
  }
}

/** What the correction changes, and why. @param {{ report: Report, reasonMissing: boolean }} props */
function Correction({ report, reasonMissing }) {
  const fault = reasonMissing ? t("report.errors.reason") : (shownFaults(report).find(({ key }) => key === REASON_KEY)?.message ?? "");
  const changes = report.changesSinceSent();
  const needsReason = report.form.needs_reason;
  return html`<section class="rp-correction" aria-labelledby="diff-title">
    <h2 class="ds-heading" data-size="xs" id="diff-title">${changes.length > 0 ? t("report.diff.title", { n: changes.length }) : t("report.diff.none")}</h2>
    ${changes.length > 0 && html`<table class="ds-table rp-diff">
      <thead><tr><th scope="col">${t("report.diff.what")}</th><th scope="col">${t("report.diff.before")}</th><th scope="col">${t("report.diff.after")}</th></tr></thead>
      <tbody>${changes.map((one) => html`<tr key=${one.key}>
        <th scope="row">${cellName(report, one.key)}</th>
        <td><del>${shownText(one.key, one.before)}</del></td><td><ins>${shownText(one.key, one.after)}</ins></td>
      </tr>`)}</tbody>
    </table>`}
    ${needsReason && html`<div class="ds-field">
      <label class="ds-label" for="report-reason">${t("report.reason.label")}</label>
      <p class="rp-help" id="report-reason-help">${t("report.reason.help")}</p>
      <textarea class="ds-input" id="report-reason" rows="2" maxlength="400" value=${report.reason.value}
        aria-invalid=${fault ? "true" : undefined}
        aria-describedby=${`report-reason-help${fault ? " report-reason-fault" : ""}`}
        onInput=${(/** @type {any} */ event) => { report.reason.value = event.currentTarget.value; }}></textarea>
      ${fault && html`<p class="rp-fault" id="report-reason-fault">${fault}</p>`}
    </div>`}
  </section>`;
}

/** @param {{ report: Report, onFill: () => void, onSend: () => void }} props */
function EmptyArticles({ report, onFill, onSend }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus(), []);
  const { empty } = report.reading.value;
  const names = report.lines.filter((line) => empty.includes(line.article)).map(nameOf).join(", ");
  return html`<div class="ds-alert rp-empty" data-color="warning" tabindex="-1" ref=${box} role="group" aria-labelledby="empty-title">
    <h2 class="ds-heading" data-size="xs" id="empty-title">${t("report.empty.title", { n: empty.length })}</h2>
    <p>${t("report.empty.text", { names })}</p>
    <p class="rp-row-of-buttons">
      <button type="button" class="ds-button" onClick=${onFill}>${t("report.empty.fill")}</button>
      <button type="button" class="ds-button" data-variant="secondary" onClick=${onSend}>${t("report.empty.send")}</button>
    </p>
  </div>`;
}

/**
 * Puts the server's refusals at their cells.
 * @param {Report} report @param {any} problem @returns {boolean} whether any cell was named
 */
function markRefusals(report, problem) {
  /** @type {Record<string, { text: string, message: string }>} */
  const marks = {};
  for (const error of problem?.errors ?? []) {
    const key = keyOfPointer(error.pointer ?? "", report.reading.value, report.texts.value);
    if (key) marks[key] = { text: (key === REASON_KEY ? report.reason.value : report.texts.value[key]) ?? "", message: error.message };
  }
  report.refused.value = marks;
  return Object.keys(marks).length > 0;
}

/** @typedef {{ kind: "sent", receipt: any } | { kind: "stale" | "offline" | "signed_out" } | { kind: "refused", problem: any }} SendAnswer */

/**
 * @param {{ report: Report, send: (body: any) => Promise<SendAnswer>, onSent: (receipt: any) => void, onStale: () => void, onCancel: (() => void) | null }} props
 */
export function Submit({ report, send, onSent, onStale, onCancel }) {
  const obstacle = useSignal(/** @type {Obstacle} */ (null));
  const attempt = useSignal(0);
  const sending = useSignal(false);
  const correcting = report.sent !== null;
  const { body, faults, empty } = report.reading.value;
  const reasonMissing = report.form.needs_reason && report.attempted.value && report.reason.value.trim() === "";
  const nothing = report.attempted.value && body.lines.length === 0;
  const open = report.lines.reduce((sum, line) => sum + report.questions(line.article).length, 0);

  const go = async (/** @type {boolean} */ withEmpty) => {
    report.attempted.value = true;
    attempt.value += 1;
    const noReason = report.form.needs_reason && report.reason.value.trim() === "";
    if (report.kept.value.conflicts.length > 0) {
      obstacle.value = { kind: "failed", message: t("report.errors.conflict") };
      return;
    }
    if (faults.length > 0 || body.lines.length === 0 || noReason) {
      openFaulty(report);
      obstacle.value = { kind: "faults" };
      return;
    }
    if (empty.length > 0 && !withEmpty) {
      obstacle.value = { kind: "empty" };
      return;
    }
    obstacle.value = null;
    sending.value = true;
    const answer = await send({ ...body, ...(report.form.needs_reason ? { reason: report.reason.value.trim() } : {}) });
    sending.value = false;
    if (answer.kind === "sent") return onSent(answer.receipt);
    if (answer.kind === "stale") return onStale();
    if (answer.kind !== "refused") obstacle.value = { kind: "failed", message: t(`report.errors.${answer.kind}`) };
    else if (markRefusals(report, answer.problem)) {
      openFaulty(report);
      obstacle.value = { kind: "faults" };
      attempt.value += 1;
    } else obstacle.value = { kind: "failed", message: t("report.errors.refused", { detail: problemText(answer.problem) }) };
  };
  const fill = () => {
    obstacle.value = null;
    goToCell(report, `${empty[0]}/stock`);
  };
  const now = obstacle.value;
  return html`<div class="rp-submit">
    ${correcting && html`<${Correction} report=${report} reasonMissing=${reasonMissing} />`}
    ${now?.kind === "faults" && html`<${Obstacles} report=${report} attempt=${attempt.value} reasonMissing=${reasonMissing} nothing=${nothing} />`}
    ${now?.kind === "empty" && empty.length > 0 && html`<${EmptyArticles} report=${report} onFill=${fill} onSend=${() => go(true)} />`}
    ${now?.kind === "failed" && html`<div class="ds-alert" data-color="danger" role="alert"><p>${now.message}</p></div>`}
    ${open > 0 && html`<p class="rp-help">${t("report.question.open", { n: open })}</p>`}
    <p class="rp-row-of-buttons">
      <button type="button" class="ds-button" data-size="lg" disabled=${sending.value} onClick=${() => go(false)}>
        ${sending.value ? t("report.submit.sending") : correcting ? t("report.submit.again") : t("report.submit")}
      </button>
      ${onCancel && html`<button type="button" class="ds-button" data-variant="tertiary" onClick=${onCancel}>
        ${correcting ? t("report.submit.cancel_edit") : t("report.submit.discard")}</button>`}
    </p>
  </div>`;
}
