/** The weeks of a forecast or revision being written: for each a new figure, a per cent with its reading, or withdrawn. */
import { html } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { Button, SelectField, TextField } from "../lib/ui.js";
import { WeekField, doses } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";
import { readHundredths, readingsOf } from "./percent.js";

/** @typedef {import("./matrix.js").Forecast} Forecast */
/**
 * @typedef {object} Row
 * @property {string} week
 * @property {"value" | "percent" | "withdraw"} kind
 * @property {string} text
 * @property {"" | "less" | "more" | "to"} reading what the per cent means; "" until it has been said
 * @property {"firm" | "outlook"} certainty
 */

/** @param {string} week @param {Row} [like] @returns {Row} */
export const newRow = (week, like) => ({ week, kind: like?.kind ?? "value", text: "", reading: like?.reading ?? "", certainty: like?.certainty ?? "outlook" });

/** What counts now for the week, or null. @param {Map<string, Forecast>} present @param {Row} row */
const before = (present, row) => present.get(row.week)?.doses ?? null;

/** The readings of a row's per cent; none while it is no per cent or there is nothing to take it of. @param {Map<string, Forecast>} present @param {Row} row */
function readings(present, row) {
  const hundredths = readHundredths(row.text);
  const doses = before(present, row);
  return row.kind === "percent" && hundredths !== null && doses !== null ? readingsOf(doses, hundredths) : [];
}

/** @param {Map<string, Forecast>} present @param {Row} row @returns {string | null} what is wrong with it */
function faultOf(present, row) {
  if (row.kind === "withdraw") return null;
  if (row.kind === "value") return wholeNumber(row.text) === null ? t("vaccine.not_whole") : null;
  if (before(present, row) === null) return t("forecast.no_percent_of");
  if (readHundredths(row.text) === null) return t("forecast.not_percent");
  return readings(present, row).some(({ reading }) => reading === row.reading) ? null : t("forecast.say_which");
}

/** @param {Map<string, Forecast>} present @param {Row[]} rows @param {string} prefix */
export const rowFaults = (present, rows, prefix) => rows.flatMap((row, at) => {
  const fault = rows.findIndex((one) => one.week === row.week) < at ? t("forecast.same_week") : faultOf(present, row);
  return fault ? [{ id: `${prefix}row-${at}`, message: `${weekText(row.week)}: ${fault}` }] : [];
});

/** A change as the server takes it. @param {Map<string, Forecast>} present @param {Row} row */
export function changeOf(present, row) {
  const chosen = readings(present, row).find(({ reading }) => reading === row.reading);
  const base = { week: row.week, certainty: row.certainty };
  if (chosen) return { ...base, method: chosen.method, percent: chosen.percent, doses: null };
  return { ...base, method: "value", percent: null, doses: row.kind === "withdraw" ? null : wholeNumber(row.text) };
}

/** Both readings side by side, with what each gives. @param {{ id: string, row: Row, readings: import("./percent.js").Reading[], set: (changes: Partial<Row>) => void }} properties */
const Ask = ({ id, row, readings, set }) => html`<fieldset class="readings">
  <legend>${t("forecast.which", { percent: row.text.trim().replace(/%$/, "").trim() })}</legend>
  <div class="readings-choices">${readings.map((one) => html`<label key=${one.reading} class=${`reading${row.reading === one.reading ? " reading-chosen" : ""}`}>
    <input class="ds-input" type="radio" name=${`${id}-reading`} checked=${row.reading === one.reading} onChange=${() => set({ reading: one.reading })} />
    <span>${t(`forecast.reading.${one.reading}`, { percent: Math.abs(one.percent) })}<strong class="block">${doses(one.after)}</strong></span>
  </label>`)}</div>
</fieldset>`;

/**
 * @param {{ prefix: string, at: number, row: Row, present: Map<string, Forecast>, percent: boolean, fault: string | null,
 *   set: (changes: Partial<Row>) => void, remove: (() => void) | null }} properties
 */
function RowFields({ prefix, at, row, present, percent, fault, set, remove }) {
  const id = `${prefix}row-${at}`;
  const forecast = present.get(row.week);
  const kinds = percent ? ["value", "percent", "withdraw"] : ["value", "withdraw"];
  return html`<fieldset class="change-row" id=${id} tabindex="-1" aria-describedby=${fault ? `${id}-error` : undefined}>
    <legend class="ds-sr-only">${weekText(row.week, { year: true })}</legend>
    <div class="fields">
      <${WeekField} id=${`${id}-week`} label=${t("vaccine.week")} value=${row.week} onChange=${(/** @type {string} */ week) => set({ week })} />
      <p class="change-present"><span class="muted">${t("forecast.present")}</span>
        <span class="block">${forecast ? html`${forecast.withdrawn ? t("forecast.kind.withdrawn") : number(forecast.doses)} <span class="small muted">${forecast.withdrawn ? "" : t(`forecast.kind.${forecast.certainty}`)}</span>` : t("forecast.kind.none")}</span></p>
      <${SelectField} id=${`${id}-kind`} label=${t("forecast.change")} value=${row.kind} width="short"
        options=${kinds.map((kind) => ({ value: kind, label: t(`forecast.change.${kind}`) }))} onChange=${(/** @type {any} */ kind) => set({ kind, text: "", reading: "" })} />
      ${row.kind === "withdraw" ? null : html`<${TextField} id=${`${id}-text`} label=${t(row.kind === "percent" ? "forecast.percent" : "vaccine.doses_column")}
        value=${row.text} width="short" inputmode=${row.kind === "value" ? "numeric" : "text"} autocomplete="off" onInput=${(/** @type {string} */ text) => set({ text })} />`}
      <${SelectField} id=${`${id}-certainty`} label=${t("forecast.certainty")} value=${row.certainty} width="short"
        options=${["firm", "outlook"].map((one) => ({ value: one, label: t(`forecast.kind.${one}`) }))} onChange=${(/** @type {any} */ certainty) => set({ certainty })} />
      ${remove ? html`<${Button} variant="tertiary" onClick=${remove} aria-label=${t("forecast.remove_week", { week: weekText(row.week) })}>${t("forecast.remove")}<//>` : null}
    </div>
    <${Asked} id=${id} row=${row} present=${present} set=${set} />
    ${fault ? html`<p class="ds-validation-message" id=${`${id}-error`}>${fault}</p>` : null}
  </fieldset>`;
}

/** @param {{ id: string, row: Row, present: Map<string, Forecast>, set: (changes: Partial<Row>) => void }} properties */
function Asked({ id, row, present, set }) {
  const found = readings(present, row);
  return found.length > 0 ? html`<${Ask} id=${id} row=${row} readings=${found} set=${set} />` : null;
}

/**
 * @param {{ prefix: string, rows: Row[], set: (rows: Row[]) => void, present: Map<string, Forecast>, percent: boolean,
 *   fault: (id: string) => string | null }} properties  percent: changes by and to a per cent too
 */
export const ChangeRows = ({ prefix, rows, set, present, percent, fault }) => html`<div class="stack">
  ${rows.map((row, at) => html`<${RowFields} key=${at} prefix=${prefix} at=${at} row=${row} present=${present} percent=${percent}
    fault=${fault(`${prefix}row-${at}`)} set=${(/** @type {Partial<Row>} */ changes) => set(rows.map((one, index) => (index === at ? { ...one, ...changes } : one)))}
    remove=${rows.length > 1 ? () => set(rows.filter((_, index) => index !== at)) : null} />`)}
  <div class="actions"><${Button} variant="secondary" size="sm" onClick=${() => set([...rows, newRow(addWeeks(rows[rows.length - 1].week, 1), rows[rows.length - 1])])}>${t("forecast.add_week")}<//></div>
</div>`;
