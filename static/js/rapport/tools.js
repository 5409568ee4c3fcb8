/** What makes the weekly work short: fill from last week, confirm all as unchanged, copy out, undo; and how the keys work. */
import { html, useSignal } from "../../vendor/preact.js";
import { announce } from "../lib/announce.js";
import { number, week as weekName } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Button, Dialog } from "../lib/ui.js";
import { copyTable } from "./clipboard.js";
import { hasText } from "./fields.js";

/** @typedef {import("./store.js").Report} Report */

/** @param {{ report: Report }} props */
export function KeyHelp({ report }) {
  const previous = report.form.previous_week;
  const lines = ["tab", ...(previous ? ["same"] : []), "paste", "zero", "units"];
  return html`<details class="ds-details rp-keys no-print">
    <summary>${t("report.help.title")}</summary>
    <div><ul>${lines.map((line) => html`<li key=${line}>${t(`report.help.${line}`, { week: previous ? weekName(previous) : "" })}</li>`)}</ul></div>
  </details>`;
}

/** Asked before a whole report goes in as last week's. @param {{ report: Report, onClose: () => void, onYes: () => void }} props */
function UnchangedDialog({ report, onClose, onYes }) {
  const { previous_week: previous, week } = report.form;
  const begun = report.lines.some((line) => hasText(report.texts.value, line.article));
  return html`<${Dialog} title=${t("report.tools.unchanged_title")} onClose=${onClose}>
    <p class="ds-paragraph">${t("report.tools.unchanged_text", { week: weekName(previous), this: weekName(week) })}</p>
    ${begun && html`<p class="ds-paragraph"><strong>${t("report.tools.unchanged_drops")}</strong></p>`}
    <div class="actions">
      <${Button} onClick=${onYes}>${t("report.tools.unchanged_yes")}<//>
      <${Button} variant="tertiary" onClick=${onClose}>${t("report.tools.cancel")}<//>
    </div>
  <//>`;
}

/** How many articles have all three numbers. @param {{ report: Report }} props */
export const Progress = ({ report }) => html`<p class="rp-progress">
  ${t("report.progress", { done: number(report.done.value), all: number(report.lines.length) })}</p>`;

/** @param {{ report: Report, onUnchanged: () => void }} props */
export function Tools({ report, onUnchanged }) {
  const asking = useSignal(false);
  const { previous_week: previous } = report.form;
  const suggestions = report.suggestions(report.lines);
  const blank = Object.keys(suggestions).length;
  const undo = report.undo.value;
  const fill = () => {
    report.changeMany("fill", suggestions);
    announce(t("report.tools.filled", { n: blank, week: weekName(previous) }));
  };
  const copy = async () => announce(t((await copyTable(report)) ? "report.tools.copied" : "report.tools.copy_failed"));
  const takeBack = () => {
    report.undoMany();
    announce(t("report.tools.undone"));
  };
  return html`<div class="rp-tools no-print" role="group" aria-label=${t("report.tools.label")}>
    ${blank > 0 && html`<${Button} variant="secondary" size="sm" onClick=${fill}>${t("report.tools.fill", { n: blank, week: weekName(previous) })}<//>`}
    ${previous && report.sent === null && html`<${Button} variant="tertiary" size="sm" onClick=${() => { asking.value = true; }}>
      ${t("report.tools.unchanged", { week: weekName(previous) })}<//>`}
    <${Button} variant="tertiary" size="sm" onClick=${copy}>${t("report.tools.copy")}<//>
    ${undo && html`<${Button} variant="secondary" size="sm" onClick=${takeBack}>${t(`report.tools.undo_${undo.kind}`)}<//>`}
    ${asking.value && html`<${UnchangedDialog} report=${report} onClose=${() => { asking.value = false; }} onYes=${() => {
      asking.value = false;
      onUnchanged();
    }} />`}
  </div>`;
}
