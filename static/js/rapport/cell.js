/** One input of the report, with what belongs beside it: packs, last week's figure, what is wrong. */
import { html, useSignal } from "../../vendor/preact.js";
import { number, week as weekName } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { readCount } from "../lib/number.js";
import { splitKey } from "./texts.js";
import { cellName, faultText, fieldName, inputId, offerOf, packsOf, shownText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */
/** @typedef {import("./fields.js").Line} Line */

/** Counts are shown grouped when nobody is in the cell; the text itself stays as typed. @param {string} text */
function grouped(text) {
  const count = readCount(text);
  return count.kind === "count" ? number(count.value) : text;
}

/** @param {{ report: Report, cellKey: string }} props */
export function FaultMessage({ report, cellKey: key }) {
  const fault = report.fault(key);
  if (!fault) return null;
  const offer = offerOf(fault, report.text(key), report.line(splitKey(key).article));
  return html`<div class="rp-fault" id=${`${inputId(key)}-fault`}>
    <span>${faultText(fault)}</span>
    ${offer && html`<button type="button" class="rp-link" onClick=${() => report.type(key, String(offer.value))}>${offer.label}</button>`}
  </div>`;
}

/** Packs and last week's figure, under the input. @param {{ report: Report, line: Line, cellKey: string }} props */
function Hint({ report, line, cellKey: key }) {
  const text = report.text(key);
  const packs = packsOf(text, line);
  const before = report.previous(key);
  const [now, then] = [readCount(text), readCount(before ?? "")];
  const week = weekName(report.form.previous_week ?? report.form.week);
  const same = now.kind === "count" && then.kind === "count" && now.value === then.value;
  const compare = before === null ? "" : same ? t("report.cell.same", { week }) : t("report.cell.previous", { week, count: shownText(key, before) });
  return html`<div class="rp-hint" id=${`${inputId(key)}-hint`}>
    ${packs && html`<span class="rp-packs">${packs}</span>`}
    ${compare && html`<span class=${same ? "rp-same" : "rp-before"}>${compare}</span>`}
  </div>`;
}

/**
 * A count. In the table it knows its place ("3:stock") so that Enter and the arrows find their way.
 * @param {{ report: Report, line?: Line, cellKey: string, place?: string, hint?: boolean, label?: string, describedBy?: string }} props
 */
export function CountInput({ report, line, cellKey: key, place, hint = false, label, describedBy = "" }) {
  const focused = useSignal(false);
  const text = report.text(key);
  const fault = report.fault(key);
  const id = inputId(key);
  const described = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : "", describedBy].filter(Boolean).join(" ");
  const { field } = splitKey(key);
  return html`
    <label class="rp-label" for=${id}>
      ${label ?? fieldName(field, report.form.week)}${line && html`<span class="ds-sr-only">, ${cellName(report, key).split(", ").slice(1).join(", ")}</span>`}
    </label>
    <input class="ds-input rp-count" id=${id} type="text" inputmode="numeric" autocomplete="off" spellcheck=${false}
      enterkeyhint="next" maxlength="100" data-place=${place} data-key=${key}
      value=${focused.value ? text : grouped(text)}
      aria-invalid=${fault ? "true" : undefined} aria-describedby=${described || undefined}
      onInput=${(/** @type {any} */ event) => report.type(key, event.currentTarget.value)}
      onFocus=${(/** @type {any} */ event) => {
        focused.value = true;
        event.currentTarget.value = text;
        event.currentTarget.select();
      }}
      onBlur=${() => {
        focused.value = false;
        if (text !== "") report.visit([key]);
      }} />
    ${hint && line && html`<${Hint} report=${report} line=${line} cellKey=${key} />`}
    <${FaultMessage} report=${report} cellKey=${key} />`;
}

/**
 * A labelled field of the details.
 * @param {{ report: Report, cellKey: string, type: "count" | "date" | "text", line?: Line, label?: string }} props
 */
export function DetailField({ report, cellKey: key, type, label }) {
  const id = inputId(key);
  const fault = report.fault(key);
  const text = report.text(key);
  if (type === "count") {
    return html`<div class="rp-detail-field rp-number"><${CountInput} report=${report} cellKey=${key} label=${label} /></div>`;
  }
  return html`<div class=${`rp-detail-field rp-${type}`}>
    <label class="rp-label" for=${id}>${label ?? fieldName(splitKey(key).field, report.form.week)}</label>
    <input class="ds-input" id=${id} type=${type === "date" ? "date" : "text"} value=${text} maxlength=${key.endsWith(".lot_name") ? 40 : 80} autocomplete="off"
      aria-invalid=${fault ? "true" : undefined} aria-describedby=${fault ? `${id}-fault` : undefined}
      onInput=${(/** @type {any} */ event) => report.type(key, event.currentTarget.value)} onBlur=${() => text !== "" && report.visit([key])} />
    <${FaultMessage} report=${report} cellKey=${key} />
  </div>`;
}
