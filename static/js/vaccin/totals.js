/** The nation's sums by week and vaccine, beside the forecast and the printed total. */
import { html } from "../../vendor/preact.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";
import { WeekName, productName, signed } from "../lib/vaccine.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {{ product: string, week: string, forecast_doses: number | null, allocated_doses: number | null, delivered_doses: number | null, confirmed_doses: number | null, printed_doses: number | null }} Total */

const COLUMNS = /** @type {[string, keyof Total][]} */ ([
  ["nation.forecast", "forecast_doses"], ["nation.allocated", "allocated_doses"], ["nation.delivered", "delivered_doses"], ["nation.confirmed", "confirmed_doses"], ["nation.printed", "printed_doses"],
]);

/** @param {{ names: Names, totals: Total[] }} properties */
export const Totals = ({ names, totals }) => html`<${TableFrame} label=${t("nation.totals")}>
  <table class="ds-table table-dense table-cards">
    <caption class="ds-sr-only">${t("nation.totals")}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.week")}</th>
      <th scope="col">${t("vaccine.product")}</th>
      ${COLUMNS.map(([label, field]) => html`<th key=${field} scope="col" class="numeric">${t(label)}</th>`)}
    </tr></thead>
    <tbody>${[...totals].sort((a, b) => b.week.localeCompare(a.week)).map((one) => html`<tr key=${`${one.week}${one.product}`}>
      <th scope="row" class="nowrap"><${WeekName} week=${one.week} /></th>
      <td data-label=${t("vaccine.product")}>${productName(names, one.product)}</td>
      ${COLUMNS.map(([label, field]) => html`<td key=${field} class="numeric" data-label=${t(label)}><span>${one[field] === null ? html`<span class="muted">${field === "printed_doses" ? "–" : t("missing")}</span>` : number(Number(one[field]))}
        ${field === "printed_doses" && one.printed_doses !== null && one.delivered_doses !== null && one.printed_doses !== one.delivered_doses
          ? html`<span class="small block change-less"><span aria-hidden="true">≠ </span>${t("nation.difference")} ${signed(one.printed_doses - one.delivered_doses)}</span>` : null}</span></td>`)}
    </tr>`)}</tbody>
  </table>
<//>`;
