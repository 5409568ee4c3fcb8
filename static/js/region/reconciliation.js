/** Whether the week adds up: what ought to be in stock against what is, since the week before and since the start. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { Disclosure } from "../lib/disclosure.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Empty, Loading, Problem, TableFrame } from "../lib/ui.js";
import { doses, productName } from "../lib/vaccine.js";
import { amountOf, packing } from "./amounts.js";
import { shownWeek } from "./report.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */

const PLUS = ["opening_stock_doses", "delivered_doses", "moved_in_doses"];
const MINUS = ["given_doses", "discarded_doses", "moved_out_doses"];
const SUMS = ["delivered", "given", "stock", "discarded", "moved"];

/** @param {{ county: string, names: Names, due: string, known: string | null, round: number }} properties */
export function Reconciliation({ county, names, due, known, round }) {
  const week = shownWeek(due);
  const path = `/counties/${county}/vaccine-reconciliation`;
  const { data, error, loading, reload } = useLoad(async (signal) => (await get(path, { signal, query: { week, known_at: known } })).data, [path, week, known, round]);
  if (error) return html`<${Problem} error=${error} retry=${reload} />`;
  if (!data) return loading ? html`<${Loading} />` : null;
  if (data.items.length === 0) return html`<${Empty} title=${t("region.nothing_to_reconcile", { week: weekText(week) })} />`;
  return html`
    <p>${t("region.reconciled_week", { week: weekText(week, { year: true }) })}</p>
    <${TableFrame} label=${t("region.reconciliation")}>
      <table class="ds-table table-dense table-cards reconciliation">
        <caption class="ds-sr-only">${t("region.reconciliation")}</caption>
        <thead><tr>
          <th scope="col">${t("vaccine.product")}</th>
          ${PLUS.map((field) => html`<th key=${field} scope="col" class="numeric">${field === PLUS[0] ? "" : "+ "}${t(`region.sum.${field}`)}</th>`)}
          ${MINUS.map((field) => html`<th key=${field} scope="col" class="numeric">− ${t(`region.sum.${field}`)}</th>`)}
          <th scope="col" class="numeric">= ${t("region.sum.expected")}</th>
          <th scope="col" class="numeric">${t("region.sum.stock_doses")}</th>
          <th scope="col">${t("region.sum.outcome")}</th>
        </tr></thead>
        <tbody>${data.items.map((/** @type {any} */ row) => html`<tr key=${row.product}>
          <th scope="row">${productName(names, row.product)}</th>
          ${[...PLUS, ...MINUS].map((field) => html`<${Figure} key=${field} value=${row[field]} label=${t(`region.sum.${field}`)} />`)}
          <${Figure} value=${row.expected_stock_doses} label=${t("region.sum.expected")} packed=${packed(names, row, "expected_stock_doses")} />
          <${Figure} value=${row.stock_doses} label=${t("region.sum.stock_doses")} packed=${packed(names, row, "stock_doses")} />
          <td data-label=${t("region.sum.outcome")}><span><${Outcome} row=${row} /></span></td>
        </tr>`)}</tbody>
      </table>
    <//>
    <${Disclosure} label=${t("region.since_start")}><${SinceStart} names=${names} items=${data.items} /><//>`;
}

/** @param {Names} names @param {any} row @param {string} field */
const packed = (names, row, field) => packing(amountOf(row[field], names.products.find((one) => one.code === row.product)));

/** @param {{ value: number | null, label: string, packed?: string }} properties */
const Figure = ({ value, label, packed: text = "" }) => html`<td class="numeric" data-label=${label}><span>
  ${value === null ? html`<span class="muted">${t("missing")}</span>` : number(value)}${text ? html`<span class="small muted block">${text}</span>` : null}</span></td>`;

/** The difference in words: what is short, what is over, or why it cannot be told. @param {{ row: any }} properties */
export function Outcome({ row }) {
  const missing = row.missing.length > 0 ? html`<span class="small block">${t("region.missing_fields", { fields: row.missing.map((/** @type {string} */ field) => t(`region.field.${field}`).toLowerCase()).join(", ") })}</span>` : null;
  if (row.unexplained_doses === null) return html`<span class="tag tag-warn"><span aria-hidden="true">? </span>${t("region.cannot_tell")}</span>${missing}`;
  if (row.unexplained_doses === 0) return html`<span class="tag tag-good"><span aria-hidden="true">✓ </span>${t("region.adds_up")}</span>${missing}`;
  const key = row.unexplained_doses > 0 ? "region.short" : "region.over";
  return html`<span class="tag tag-bad"><span aria-hidden="true">! </span>${t(key, { doses: doses(Math.abs(row.unexplained_doses)) })}</span>${missing}`;
}

/** @param {{ names: Names, items: any[] }} properties */
const SinceStart = ({ names, items }) => html`<p class="muted small">${t("region.since_start_text")}</p>
<${TableFrame} label=${t("region.since_start")}>
  <table class="ds-table table-dense table-cards">
    <caption class="ds-sr-only">${t("region.since_start")}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.product")}</th>
      ${SUMS.map((field, at) => html`<th key=${field} scope="col" class="numeric">${["", "= ", "+ ", "+ ", "+ "][at]}${t(`region.total.${field}`)}</th>`)}
      <th scope="col" class="numeric">${t("region.total.unexplained")}</th>
    </tr></thead>
    <tbody>${items.map((row) => html`<tr key=${row.product}>
      <th scope="row">${productName(names, row.product)}</th>
      ${[...SUMS, "unexplained"].map((field) => html`<${Figure} key=${field} value=${row.cumulative[field]} label=${t(`region.total.${field}`)} />`)}
    </tr>`)}</tbody>
  </table>
<//>
${items.filter((row) => row.cumulative.weeks_missing.length > 0).map((row) => html`<p key=${row.product} class="small">
  <strong>${productName(names, row.product)}:</strong> ${t("region.weeks_missing", { weeks: row.cumulative.weeks_missing.map((/** @type {string} */ week) => weekText(week)).join(", ") })}</p>`)}`;
