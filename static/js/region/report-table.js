/** The table of the week's report: vaccines down, figures across; keyboard and paste as in a spreadsheet. */
import { html, useRef, useState } from "../../vendor/preact.js";
import { announce } from "../lib/announce.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { readCount } from "../lib/number.js";
import { planPaste, readTable } from "../lib/paste.js";
import { TableFrame } from "../lib/ui.js";
import { cellKey } from "../rapport/texts.js";
import { amountOf, packing } from "./amounts.js";
import { FIELDS, cellId, countOf, faultOf } from "./report-texts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("../rapport/texts.js").Texts} Texts */
/** @typedef {{ texts: Texts, base: Texts, change: (changes: Texts) => void }} Report */

/** Figures that are counted in vials and packs too. */
const PACKED = ["stock_doses", "unusable_doses", "moved_in_doses", "moved_out_doses"];

/** @param {{ names: Names, week: string, children: any }} properties */
const Frame = ({ week, children }) => html`<${TableFrame} label=${t("region.report_of", { week: weekText(week) })}>
  <table class="ds-table table-dense table-cards week-table">
    <caption class="ds-sr-only">${t("region.report_of", { week: weekText(week) })}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.product")}</th>
      ${FIELDS.map((field) => html`<th key=${field} scope="col" class="numeric">${t(`region.field.${field}`)}</th>`)}
    </tr></thead>
    ${children}
  </table>
<//>`;

/** Under a figure: what it is in vials and packs. @param {{ count: number | null, product: any, field: string }} properties */
function Packed({ count, product, field }) {
  const text = count === null || !PACKED.includes(field) ? "" : packing(amountOf(count, product));
  return text ? html`<span class="small muted block">${text}</span>` : null;
}

/** What has been reported, for those who read. @param {{ names: Names, texts: Texts, week: string }} properties */
export const ReportView = ({ names, texts, week }) => html`<${Frame} names=${names} week=${week}>
  <tbody>${names.products.map((product) => html`<tr key=${product.code}>
    <th scope="row">${product.name}</th>
    ${FIELDS.map((field) => {
      const count = countOf(texts, product.code, field);
      return html`<td key=${field} class="numeric" data-label=${t(`region.field.${field}`)}><span>${count === null ? html`<span class="muted">${t("missing")}</span>` : number(count)}<${Packed} count=${count} product=${product} field=${field} /></span></td>`;
    })}
  </tr>`)}</tbody>
<//>`;

/** @param {{ product: any, field: string, row: number, report: Report, tried: boolean }} properties */
function Cell({ product, field, row, report, tried }) {
  const key = cellKey(product.code, field);
  const id = cellId(key);
  const text = report.texts[key] ?? "";
  const [focused, setFocused] = useState(false);
  const [visited, setVisited] = useState(false);
  const count = countOf(report.texts, product.code, field);
  const fault = tried || (visited && !focused) ? faultOf(report.texts, product.code, field) : null;
  const before = report.base[key] ?? "";
  const changed = before !== "" && before !== text;
  const grouped = readCount(text).kind === "count" ? number(count) : text;
  return html`<td data-label=${t(`region.field.${field}`)}><span class="week-cell">
    <input class="ds-input week-input" id=${id} type="text" inputmode="numeric" autocomplete="off" spellcheck=${false} enterkeyhint="next" maxlength="40"
      aria-label=${`${product.name}, ${t(`region.field.${field}`)}`} aria-invalid=${fault ? "true" : undefined} aria-describedby=${fault ? `${id}-fault` : undefined}
      data-place=${`${row}:${field}`} value=${focused ? text : grouped}
      onInput=${(/** @type {any} */ event) => report.change({ [key]: event.currentTarget.value })}
      onFocus=${(/** @type {any} */ event) => {
        setFocused(true);
        event.currentTarget.value = text;
        event.currentTarget.select();
      }}
      onBlur=${() => {
        setFocused(false);
        setVisited(true);
      }} />
    <${Packed} count=${count} product=${product} field=${field} />
    ${changed ? html`<span class="small muted block">${t("region.was", { before })}</span>` : null}
    ${fault ? html`<span class="ds-validation-message" id=${`${id}-fault`}>${fault}</span>` : null}
  </span></td>`;
}

/** The cell at a place of the table. @param {HTMLElement} table @param {number} row @param {string} field */
const cellAt = (table, row, field) => /** @type {HTMLInputElement | null} */ (table.querySelector(`[data-place="${row}:${field}"]`));

/** Up, down and Enter as in a spreadsheet; Enter after the last row goes on to the button. @param {KeyboardEvent} event */
function onKey(event) {
  const input = /** @type {HTMLElement} */ (event.target);
  const place = input.dataset?.place;
  if (!place || event.altKey || event.ctrlKey || event.metaKey) return;
  const [row, field] = place.split(":");
  const step = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey) ? -1 : event.key === "ArrowDown" || event.key === "Enter" ? 1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const table = /** @type {HTMLElement} */ (event.currentTarget);
  const next = cellAt(table, Number(row) + step, field) ?? (event.key === "Enter" && !event.shiftKey ? cellAt(table, 0, FIELDS[FIELDS.findIndex((one) => one === field) + 1] ?? "") : null);
  if (next) next.focus();
  else if (event.key === "Enter") /** @type {HTMLElement | null} */ (table.closest("form")?.querySelector("button[type=submit]"))?.focus();
}

/** A cell holds one short line. @param {string} text */
const oneLine = (text) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim().slice(0, 40);

/** @param {ClipboardEvent} event @param {Names} names @param {Report} report */
function onPaste(event, names, report) {
  const place = /** @type {HTMLElement} */ (event.target).dataset?.place;
  const table = readTable(event.clipboardData?.getData("text/plain") ?? "");
  if (!place || table.length === 0 || (table.length === 1 && table[0].length === 1)) return; // one value: the browser's own paste
  event.preventDefault();
  const [row, field] = place.split(":");
  const grid = {
    rows: names.products.map((one) => ({ code: one.code, names: [one.name, one.manufacturer] })),
    fields: [...FIELDS],
    headers: Object.fromEntries(FIELDS.map((one) => [one, [t(`region.field.${one}`), one]])),
  };
  const plan = planPaste(table, grid, { row: Number(row), field });
  if (plan.cells.length > 0) report.change(Object.fromEntries(plan.cells.map((cell) => [cellKey(cell.code, cell.field), oneLine(cell.text)])));
  announce([t("region.pasted", { n: plan.cells.length }), plan.outside > 0 ? t("region.pasted_outside", { n: plan.outside }) : "",
    plan.unmatched.length > 0 ? t("region.pasted_unmatched", { names: plan.unmatched.join(", ") }) : ""].filter(Boolean).join(" "));
}

/** @param {{ names: Names, report: Report, week: string, tried: boolean }} properties */
export function ReportTable({ names, report, week, tried }) {
  const body = useRef(null);
  return html`<${Frame} names=${names} week=${week}>
    <tbody ref=${body} onKeyDown=${onKey} onPaste=${(/** @type {ClipboardEvent} */ event) => onPaste(event, names, report)}>
      ${names.products.map((product, row) => html`<tr key=${product.code}>
        <th scope="row">${product.name}</th>
        ${FIELDS.map((field) => html`<${Cell} key=${field} product=${product} field=${field} row=${row} report=${report} tried=${tried} />`)}
      </tr>`)}
    </tbody>
  <//>
  <p class="muted small no-print">${t("region.keys")}</p>`;
}
