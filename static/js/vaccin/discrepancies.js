/** Printed totals that are not the sum of their rows. */
import { html } from "../../vendor/preact.js";
import { moment, number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";
import { productName, signed } from "../lib/vaccine.js";

/** @typedef {{ document_id: string, source: string, issued_at: string, label: string, product: string, area: string, week: string, printed_doses: number, row_sum_doses: number, difference: number, rows_missing: number }} Discrepancy */

/** @param {{ names: import("../lib/vaccine.js").Names, items: Discrepancy[] }} properties */
export function Discrepancies({ names, items }) {
  if (items.length === 0) return null;
  return html`<section class="stack region-part" id="discrepancies">
    <div><h2 class="ds-heading" data-size="xs">${t("nation.discrepancies_title")}</h2><p class="muted">${t("nation.discrepancies_text")}</p></div>
    <${TableFrame} label=${t("nation.discrepancies_title")}>
      <table class="ds-table table-dense table-cards">
        <caption class="ds-sr-only">${t("nation.discrepancies_title")}</caption>
        <thead><tr>
          <th scope="col">${t("nation.document")}</th><th scope="col">${t("nation.label")}</th>
          <th scope="col" class="numeric">${t("nation.printed")}</th><th scope="col" class="numeric">${t("nation.rows")}</th><th scope="col" class="numeric">${t("nation.difference")}</th>
        </tr></thead>
        <tbody>${items.map((one) => html`<tr key=${`${one.document_id}${one.label}${one.product}${one.area}${one.week}`}>
          <th scope="row">${one.source}<span class="small muted block">${moment(one.issued_at)}</span></th>
          <td data-label=${t("nation.label")}><span>${[one.label, one.product ? productName(names, one.product) : "", one.week ? weekText(one.week, { year: true }) : ""].filter(Boolean).join(", ")}</span></td>
          <td class="numeric" data-label=${t("nation.printed")}>${number(one.printed_doses)}</td>
          <td class="numeric" data-label=${t("nation.rows")}><span>${number(one.row_sum_doses)}${one.rows_missing > 0 ? html`<span class="small block">${t("nation.rows_missing", { n: one.rows_missing })}</span>` : null}</span></td>
          <td class="numeric" data-label=${t("nation.difference")}><strong class="change-less"><span aria-hidden="true">≠ </span>${signed(one.difference)}</strong></td>
        </tr>`)}</tbody>
      </table>
    <//>
  </section>`;
}
