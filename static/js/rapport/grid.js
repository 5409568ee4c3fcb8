/** The table of the report: three numbers per article, keyboard like a spreadsheet, questions and details under each row. */
import { html, useRef } from "../../vendor/preact.js";
import { week as weekName } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { CountInput } from "./cell.js";
import { CoverText } from "./cover.js";
import { Details, detailCount } from "./details.js";
import { MAIN_FIELDS } from "./fields.js";
import { paste } from "./clipboard.js";
import { cellKey } from "./texts.js";
import { fieldName, goToCell, inputId, nameOf, packSizeText, questionText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */
/** @typedef {import("./fields.js").Line} Line */

/** @param {{ report: Report, line: Line, question: import("./store.js").Question, announce: (text: string) => void }} props */
function QuestionBox({ report, line, question, announce }) {
  const key = cellKey(line.article, question.field);
  const names = { field: fieldName(question.field, report.form.week), article: nameOf(line) };
  const yes = () => {
    report.confirm(line.article, question);
    announce(t("report.question.answered", { n: 1 }));
    document.getElementById(inputId(key))?.focus();
  };
  return html`<div class="rp-question" id=${`${inputId(key)}-${question.code}`}>
    <p><strong>${names.field}.</strong> ${questionText(question)}</p>
    <div class="rp-question-buttons">
      <button type="button" class="ds-button" data-variant="secondary" data-size="sm" onClick=${yes}
        aria-label=${t("report.question.yes_label", names)}>${t("report.question.yes")}</button>
      <button type="button" class="ds-button" data-variant="tertiary" data-size="sm" onClick=${() => goToCell(report, key)}
        aria-label=${t("report.question.correct_label", names)}>${t("report.question.correct")}</button>
    </div>
  </div>`;
}

/** @param {{ report: Report, line: Line, announce: (text: string) => void }} props */
function RowButtons({ report, line, announce }) {
  const id = inputId(`${line.article}/details`);
  const open = report.open.value[line.article] === true;
  const suggestions = report.suggestions([line]);
  const count = detailCount(report, line);
  const week = weekName(report.form.previous_week ?? report.form.week);
  const fill = () => {
    report.changeMany("fill", suggestions);
    announce(t("report.row.same_done", { article: nameOf(line), week }));
    document.getElementById(inputId(cellKey(line.article, "need_next_week")))?.focus();
  };
  return html`<div class="rp-buttons">
    ${Object.keys(suggestions).length > 0 && html`<button type="button" class="ds-button" data-variant="tertiary" data-size="sm" onClick=${fill}
      aria-label=${t("report.row.same_label", { article: nameOf(line), week })}>${t("report.row.same")}</button>`}
    <button type="button" class="ds-button" data-variant="tertiary" data-size="sm" id=${`${id}-toggle`} aria-expanded=${open}
      aria-controls=${open ? id : undefined} aria-label=${t(count > 0 ? "report.row.details_count_label" : "report.row.details_label", { article: nameOf(line), n: count })}
      onClick=${() => report.toggle(line.article, !open)}>
      ${count > 0 ? t("report.row.details_count", { n: count }) : t("report.row.details")}
    </button>
  </div>`;
}

/** @param {{ report: Report, line: Line, row: number, announce: (text: string) => void }} props */
function Row({ report, line, row, announce }) {
  const questions = report.questions(line.article);
  const open = report.open.value[line.article] === true;
  const asked = (/** @type {string} */ field) => questions.filter((one) => one.field === field)
    .map((one) => `${inputId(cellKey(line.article, field))}-${one.code}`).join(" ");
  return html`
    <tr class="rp-row" data-open=${open ? "yes" : undefined}>
      <th scope="row"><span class="rp-name">${nameOf(line)}</span> <span class="rp-pack">${packSizeText(line)}</span></th>
      ${MAIN_FIELDS.map((field) => html`<td key=${field} class="rp-cell" data-asked=${asked(field) ? "yes" : undefined}>
        <${CountInput} report=${report} line=${line} cellKey=${cellKey(line.article, field)} place=${`${row}:${field}`} hint=${true}
          describedBy=${asked(field)} />
      </td>`)}
      <td class="rp-cover"><span class="rp-label" aria-hidden="true">${t("report.field.cover")}</span><${CoverText} report=${report} line=${line} /></td>
      <td class="rp-actions"><${RowButtons} report=${report} line=${line} announce=${announce} /></td>
    </tr>
    ${questions.length > 0 && html`<tr class="rp-under"><td colspan="6">
      ${questions.map((question) => html`<${QuestionBox} key=${question.code} report=${report} line=${line} question=${question} announce=${announce} />`)}
    </td></tr>`}
    ${open && html`<tr class="rp-under"><td colspan="6">
      <${Details} report=${report} line=${line} id=${inputId(`${line.article}/details`)} />
    </td></tr>`}`;
}

/**
 * Moves like a spreadsheet: arrows up and down, Enter to the next row in the column where the run of tabs began.
 * @param {KeyboardEvent} event
 * @param {Report} report
 * @param {{ current: string | null }} runStart  the field where tabbing began
 * @param {(text: string) => void} announce
 */
function onKey(event, report, runStart, announce) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const place = input.dataset?.place;
  if (!place || event.altKey || event.metaKey) return;
  const [row, field] = place.split(":");
  const key = String(input.dataset.key);
  if ((event.ctrlKey && event.key.toLowerCase() === "z" && !event.shiftKey && report.undo.value) && report.undoMany()) {
    announce(t("report.tools.undone"));
    return event.preventDefault();
  }
  if (event.ctrlKey) return;
  if (event.key === "=" && input.value === "") {
    const before = report.previous(key);
    if (before !== null) report.type(key, before);
    return event.preventDefault();
  }
  if (event.key === "Tab") {
    runStart.current ??= field;
    return;
  }
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : event.key === "Enter" ? (event.shiftKey ? -1 : 1) : 0;
  if (step === 0) return;
  const column = event.key === "Enter" ? runStart.current ?? field : field;
  const next = document.querySelector(`[data-place="${Number(row) + step}:${column}"]`);
  if (event.key === "Enter") runStart.current = null;
  event.preventDefault();
  if (next instanceof HTMLInputElement) next.focus();
}

/** @param {{ report: Report, announce: (text: string) => void, onPaste: (outcome: import("./clipboard.js").Outcome) => void }} props */
export function Grid({ report, announce, onPaste }) {
  const runStart = useRef(/** @type {string | null} */ (null));
  const takePaste = (/** @type {ClipboardEvent} */ event) => {
    const key = event.target instanceof HTMLInputElement && event.target.dataset.place ? event.target.dataset.key : undefined;
    const outcome = key && event.clipboardData ? paste(report, event.clipboardData.getData("text/plain"), key) : null;
    if (!outcome) return;
    event.preventDefault();
    onPaste(outcome);
  };
  return html`<table class="ds-table rp-table" onKeyDown=${(/** @type {KeyboardEvent} */ event) => onKey(event, report, runStart, announce)}
    onPaste=${takePaste} onMouseDown=${() => { runStart.current = null; }}>
    <caption class="ds-sr-only">${t("report.table.caption")}</caption>
    <thead><tr>
      <th scope="col">${t("report.table.article")}</th>
      ${MAIN_FIELDS.map((field) => html`<th scope="col" key=${field}>${fieldName(field, report.form.week)}</th>`)}
      <th scope="col">${t("report.field.cover")}</th>
      <th scope="col"><span class="ds-sr-only">${t("report.table.actions")}</span></th>
    </tr></thead>
    <tbody>${report.lines.map((line, row) => html`<${Row} key=${line.article} report=${report} line=${line} row=${row} announce=${announce} />`)}</tbody>
  </table>`;
}
