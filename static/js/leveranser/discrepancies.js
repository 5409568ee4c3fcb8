/** Printed sums of published tables that are not the sum of their rows: kept beside the rows, never smoothed over. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Problem, TableFrame } from "../lib/ui.js";
import { areaName, dayOrMoment, productName, signed } from "../lib/vaccine.js";

/** @typedef {{ document_id: string, source: string, issued_at: string, label: string, product: string, area: string, week: string, printed_doses: number, row_sum_doses: number, difference: number, rows_missing: number }} Discrepancy */

/** @param {{ names: import("../lib/vaccine.js").Names, known: string | null }} properties */
export function Discrepancies({ names, known }) {
  const { data, error, reload } = useLoad(async (signal) => (await get("/vaccine/discrepancies", { signal, query: { known_at: known } })).data.items, [known]);
  if (error) return html`<${Problem} error=${error} retry=${reload} />`;
  if (!data || data.length === 0) return null;
  return html`<section class="stack" aria-labelledby="discrepancies">
    <h2 class="ds-heading" data-size="xs" id="discrepancies">${t("discrepancy.title")}</h2>
    <p class="muted">${t("discrepancy.text")}</p>
    <${TableFrame} label=${t("discrepancy.table")}>
      <table class="ds-table table-dense table-cards">
        <caption class="ds-sr-only">${t("discrepancy.title")}</caption>
        <thead><tr>
          <th scope="col">${t("document.source")}</th><th scope="col">${t("discrepancy.label")}</th><th scope="col">${t("vaccine.product")}</th><th scope="col">${t("vaccine.week")}</th>
          <th scope="col" class="numeric">${t("discrepancy.printed")}</th><th scope="col" class="numeric">${t("discrepancy.sum")}</th><th scope="col" class="numeric">${t("delivery.difference")}</th><th scope="col" class="numeric">${t("discrepancy.missing")}</th>
        </tr></thead>
        <tbody>${data.map((/** @type {Discrepancy} */ one) => html`<tr key=${`${one.document_id}/${one.label}/${one.product}/${one.area}/${one.week}`}>
          <th scope="row">${one.source} <span class="small muted">${dayOrMoment(one.issued_at)}</span></th>
          <td data-label=${t("discrepancy.label")}>${one.label}${one.area && one.area !== "00" ? ` (${areaName(names, one.area)})` : ""}</td>
          <td data-label=${t("vaccine.product")}>${one.product ? productName(names, one.product) : "–"}</td>
          <td data-label=${t("vaccine.week")}>${weekText(one.week, { year: true })}</td>
          <td data-label=${t("discrepancy.printed")} class="numeric">${number(one.printed_doses)}</td>
          <td data-label=${t("discrepancy.sum")} class="numeric">${number(one.row_sum_doses)}</td>
          <td data-label=${t("delivery.difference")} class="numeric"><strong>${signed(one.difference)}</strong></td>
          <td data-label=${t("discrepancy.missing")} class="numeric">${number(one.rows_missing)}</td>
        </tr>`)}</tbody>
      </table>
    <//>
  </section>`;
}
