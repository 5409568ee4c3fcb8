/** The measures of forecasts against outcomes as tables. A week without a forecast or an outcome is left out and counted, never zero. */
import { html } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";
import { WeekName, percent, productName, signed } from "../lib/vaccine.js";

/** @typedef {{ product: string, week: string, forecast: number | null, actual: number | null, error: number | null, realisation_percent: number | null, backlog: number | null, lead_weeks: number | null }} WeekRow */
/**
 * @typedef {object} Accuracy
 * @property {string} product
 * @property {number} pairs
 * @property {number} left_out
 * @property {number} forecast
 * @property {number} actual
 * @property {number | null} mean_error
 * @property {number | null} bias_percent
 * @property {number | null} mae
 * @property {number | null} wape_percent
 * @property {number | null} mape_percent
 * @property {number | null} realisation_percent
 * @property {number} maximum_backlog
 * @property {string | null} backlog_week
 * @property {string | null} recovered_week
 * @property {number | null} weeks_to_recovery
 * @property {number} final_loss
 * @property {number} late
 */

/** "+1,5 %" @param {number | null} value */
const signedPercent = (value) => (value === null ? "–" : `${signed(value, 2)}\u00a0%`);

/** A sum over weeks; of no weeks it is unknown, not zero. @param {Accuracy} one @param {number} value */
const figure = (one, value) => (one.pairs === 0 ? "–" : number(value));

/** The columns that products and leads share. @param {Accuracy} one */
const measures = (one) => /** @type {[string, string][]} */ ([
  ["forecast", figure(one, one.forecast)],
  ["actual", figure(one, one.actual)],
  ["realisation", percent(one.realisation_percent)],
  ["mean_error", signed(one.mean_error, 1)],
  ["bias", signedPercent(one.bias_percent)],
  ["wape", percent(one.wape_percent)],
]);

const SHARED = ["forecast", "actual", "realisation", "mean_error", "bias", "wape"];

/** @param {{ cells: [string, string][] }} properties */
const Cells = ({ cells }) => html`${cells.map(([name, text]) => html`<td key=${name} data-label=${t(`accuracy.${name}`)} class="numeric">${text}</td>`)}`;

/** @param {{ names: string[] }} properties */
const Heads = ({ names }) => html`${names.map((name) => html`<th key=${name} scope="col" class="numeric">${t(`accuracy.${name}`)}</th>`)}`;

/** @param {{ one: Accuracy, name: string, strong?: boolean }} properties */
const MeasureRow = ({ one, name, strong = false }) => html`<tr class=${strong ? "row-total" : undefined}>
  <th scope="row">${name}</th>
  <${Cells} cells=${[["pairs", weeksText(one)], ...measures(one), ["maximum_backlog", figure(one, one.maximum_backlog)], ["recovery", recoveryText(one)], ["final_loss", figure(one, one.final_loss)]]} />
</tr>`;

/** "8 (2 utelämnade)" @param {Accuracy} one */
const weeksText = (one) => (one.left_out > 0 ? t("accuracy.pairs_left_out", { pairs: one.pairs, n: one.left_out }) : number(one.pairs));

/** @param {Accuracy} one */
function recoveryText(one) {
  if (one.maximum_backlog === 0) return "–";
  return one.weeks_to_recovery === null ? t("accuracy.not_recovered") : t("vaccine.weeks", { n: one.weeks_to_recovery });
}

/** @param {{ names: import("../lib/vaccine.js").Names, products: Accuracy[], total: Accuracy }} properties */
export const MeasureTable = ({ names, products, total }) => html`<${TableFrame} label=${t("accuracy.measures_table")}>
  <table class="ds-table table-dense table-cards">
    <caption class="ds-sr-only">${t("accuracy.measures")}</caption>
    <thead><tr><th scope="col">${t("vaccine.product")}</th><${Heads} names=${["pairs", ...SHARED, "maximum_backlog", "recovery", "final_loss"]} /></tr></thead>
    <tbody>
      ${products.map((one) => html`<${MeasureRow} key=${one.product} one=${one} name=${productName(names, one.product)} />`)}
      ${products.length > 1 ? html`<${MeasureRow} one=${total} name=${t("accuracy.total")} strong />` : null}
    </tbody>
  </table>
<//>`;

/** @param {{ leads: (Accuracy & { lead_weeks: number })[] }} properties */
export const LeadTable = ({ leads }) => html`<${TableFrame} label=${t("accuracy.leads_table")}>
  <table class="ds-table table-dense table-cards">
    <caption class="ds-sr-only">${t("accuracy.leads_table")}</caption>
    <thead><tr><th scope="col">${t("accuracy.lead_column")}</th><${Heads} names=${["pairs", ...SHARED]} /></tr></thead>
    <tbody>${leads.map((one) => html`<tr key=${one.lead_weeks}><th scope="row">${t("vaccine.weeks", { n: one.lead_weeks })}</th>
      <${Cells} cells=${[["pairs", number(one.pairs)], ...measures(one)]} /></tr>`)}</tbody>
  </table>
<//>`;

/** What is behind, or ahead. @param {number | null} backlog */
const backlogText = (backlog) => (backlog !== null && backlog < 0 ? t("accuracy.ahead", { n: -backlog }) : number(backlog));

/** @param {{ rows: WeekRow[], label: string }} properties */
export const WeekTable = ({ rows, label }) => html`<${TableFrame} label=${label}>
  <table class="ds-table table-dense table-cards">
    <caption class="ds-sr-only">${label}</caption>
    <thead><tr><th scope="col">${t("vaccine.week")}</th><${Heads} names=${["forecast", "actual", "error", "realisation", "backlog", "lead_column"]} /></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.week} class=${row.error === null ? "row-off" : undefined}>
      <th scope="row"><${WeekName} week=${row.week} /></th>
      <${Cells} cells=${[
        ["forecast", row.forecast === null ? t("accuracy.no_forecast") : number(row.forecast)],
        ["actual", row.actual === null ? t("accuracy.no_actual") : number(row.actual)],
        ["error", signed(row.error)], ["realisation", percent(row.realisation_percent)], ["backlog", backlogText(row.backlog)],
        ["lead_column", row.lead_weeks === null ? "–" : t("vaccine.weeks", { n: row.lead_weeks })],
      ]} /></tr>`)}</tbody>
  </table>
<//>`;

/** One sentence for those who do not see the picture. @param {WeekRow[]} rows */
export function describe(rows) {
  const behind = rows.filter((row) => (row.backlog ?? 0) > 0).map((row) => t("accuracy.behind", { week: weekText(row.week), n: Number(row.backlog) }));
  return behind.length > 0 ? behind.join(" ") : t("accuracy.never_behind");
}
