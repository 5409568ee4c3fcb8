/** A report being written: table, situation, what is kept, sending in. */
import { html, useSignal } from "../../vendor/preact.js";
import { announce } from "../lib/announce.js";
import { t } from "../lib/i18n.js";
import { Alert, Button, Dialog } from "../lib/ui.js";
import { CountInput } from "./cell.js";
import { Grid } from "./grid.js";
import { Conflicts, SaveState, TakenNotice } from "./saving.js";
import { discardDraft, sendReport, sendUnchanged } from "./server.js";
import { Submit } from "./submit.js";
import { KeyHelp, Progress, Tools } from "./tools.js";
import { faultText, goToCell, inputId, problemText, when } from "./words.js";

/** @typedef {import("./store.js").Report} Report */

/** @param {{ report: Report }} props */
function Situation({ report }) {
  const light = report.text("/light");
  const comment = report.text("/comment");
  const fault = report.fault("/comment");
  return html`<section class="panel rp-situation stack" aria-labelledby="situation-title">
    <h2 class="ds-heading" data-size="xs" id="situation-title">${t("report.situation.title")}</h2>
    <div class="rp-infections">
      <${CountInput} report=${report} cellKey="/infection_count" describedBy="infection-help" />
      <p class="field-description" id="infection-help">${t("report.situation.infection_help")}</p>
    </div>
    <fieldset>
      <legend>${t("report.field.light")}</legend>
      <div class="rp-lights">${["green", "yellow", "red", ""].map((value) => html`<div class="rp-check" key=${value}>
        <input class="ds-input" type="radio" name="light" id=${`light-${value || "none"}`} checked=${light === value}
          onChange=${() => report.type("/light", value)} />
        <label for=${`light-${value || "none"}`}>${t(`report.light.${value || "none"}`)}</label>
      </div>`)}</div>
    </fieldset>
    <div class="field">
      <label class="ds-label" for=${inputId("/comment")}>${t("report.field.comment")}</label>
      <p class="field-description" id="comment-help">${t("report.situation.comment_help")}</p>
      <textarea class="ds-input" id=${inputId("/comment")} rows="3" maxlength="1000" value=${comment}
        aria-invalid=${fault ? "true" : undefined} aria-describedby=${fault ? "comment-help comment-fault" : "comment-help"}
        onInput=${(/** @type {any} */ event) => report.type("/comment", event.currentTarget.value)} onBlur=${() => report.visit(["/comment"])}></textarea>
      ${fault && html`<p class="rp-fault" id="comment-fault">${faultText(fault)}</p>`}
    </div>
  </section>`;
}

/** What a paste did. @param {{ report: Report, outcome: import("./clipboard.js").Outcome | null }} props */
function PasteResult({ report, outcome }) {
  return html`<div class="rp-paste no-print" role="status">
    ${outcome && html`<p>${outcome.message}
      ${outcome.firstFault && html` <button type="button" class="rp-link" onClick=${() => goToCell(report, /** @type {string} */ (outcome.firstFault))}>
        ${t("report.paste.first_fault")}</button>`}</p>`}
  </div>`;
}

/**
 * @param {{ report: Report, recovered: { cells: string[], at: string } | null, onSent: (receipt: any) => void,
 *   onReload: (message: string) => void, onClose: (() => void) | null }} props
 *   onReload: the server has something newer; onClose: back to reading, when there is something to read
 */
export function Editor({ report, recovered, onSent, onReload, onClose }) {
  const pasted = useSignal(/** @type {import("./clipboard.js").Outcome | null} */ (null));
  const discarding = useSignal(false);
  const failure = useSignal("");
  const showRecovered = useSignal(true);

  const send = async (/** @type {any} */ body) => {
    const answer = await sendReport(report.form, body);
    if (answer.kind === "sent") report.keeper.stop();
    return answer;
  };
  const unchanged = async () => {
    const answer = await sendUnchanged(report.form);
    if (answer.kind === "sent") {
      report.keeper.stop();
      onSent(answer.receipt);
    } else failure.value = answer.kind === "refused" ? t("report.errors.refused", { detail: problemText(answer.problem) }) : t(`report.errors.${answer.kind}`);
  };
  const discard = async () => {
    discarding.value = false;
    const answer = await discardDraft(report.form, report.keeper.etag);
    if (answer.kind === "done") {
      report.keeper.stop();
      if (onClose) onClose();
      else onReload("");
    } else failure.value = answer.kind === "refused" ? problemText(answer.problem) : t(`report.errors.${answer.kind}`);
  };
  const leave = () => {
    const untouched = report.keeper.etag === null && report.changesSinceSent().length === 0;
    if (untouched && onClose) onClose();
    else discarding.value = true;
  };

  return html`<div class="rp-editor stack">
    ${recovered && showRecovered.value && html`<div class="ds-alert rp-notice" data-color="info" role="status">
      <p>${t("report.recovered", { n: recovered.cells.length, time: when(recovered.at) })}</p>
      <button type="button" class="rp-link" onClick=${() => { showRecovered.value = false; }}>${t("report.notice.close")}</button>
    </div>`}
    <${TakenNotice} report=${report} />
    <${Conflicts} report=${report} />
    ${failure.value && html`<${Alert} color="danger" live><p>${failure.value}</p><//>`}
    <${KeyHelp} report=${report} />
    <${Tools} report=${report} onUnchanged=${unchanged} />
    <${PasteResult} report=${report} outcome=${pasted.value} />
    <${Grid} report=${report} announce=${announce} onPaste=${(/** @type {any} */ outcome) => { pasted.value = outcome; }} />
    <${Situation} report=${report} />
    <${Submit} report=${report} send=${send} onSent=${onSent} onStale=${() => onReload(t("report.errors.stale"))}
      onCancel=${report.keeper.etag || report.sent ? leave : null} />
    <div class="rp-bar no-print">
      <${SaveState} report=${report} onSignIn=${() => report.keeper.resume()} />
      <${Progress} report=${report} />
    </div>
    ${discarding.value && html`<${Dialog} title=${t("report.submit.discard_title")} onClose=${() => { discarding.value = false; }}>
      <p class="ds-paragraph">${t("report.submit.discard_text")}</p>
      <div class="actions">
        <${Button} color="danger" onClick=${discard}>${t("report.submit.discard_yes")}<//>
        <${Button} variant="tertiary" onClick=${() => { discarding.value = false; }}>${t("report.tools.cancel")}<//>
      </div>
    <//>`}
  </div>`;
}
