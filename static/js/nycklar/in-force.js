/** The key that holds for each vaccine in a week, with every region's share. */
import { html } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { knownAddress } from "../lib/known-at.js";
import { query, setQuery } from "../lib/query.js";
import { Empty, TableFrame } from "../lib/ui.js";
import { Disclosure } from "../lib/disclosure.js";
import { areaName, productName } from "../lib/vaccine.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {{ multiplier_number: number, numerator: number, denominator: number, repay: boolean }} Multiplier */
/** @typedef {{ county: string, weight: number, multiplier: Multiplier | null, share_percent: number, share_of_key_percent: number }} Weight */
/** @typedef {{ product: string, decision_number: number | null, key_id: string | null, name: string | null, weights: Weight[] }} Row */

/** "12,3456 %" @param {number | null | undefined} value */
export const share = (value) => (value === null || value === undefined ? "–" : `${number(value, 4)}\u00a0%`);

/** A link to a key that keeps the day of the past. @param {{ id: string, children: any }} properties */
export function KeyLink({ id, children }) {
  return html`<a class="ds-link" href=${knownAddress("nycklar", { nyckel: id })} onClick=${(/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setQuery({ nyckel: id, gor: null });
  }}>${children}</a>`;
}

/** @param {{ names: Names, items: Row[], week: string }} properties */
export function InForce({ names, items, week }) {
  const chosen = query.value.get("vaccin");
  const rows = items.filter((row) => !chosen || row.product === chosen);
  if (rows.every((row) => row.key_id === null)) {
    return html`<${Empty} title=${t("key.none_in_force", { week: weekText(week, { year: true }) })}>${t("key.none_in_force_more")}<//>`;
  }
  return html`<div class="stack">
    <ul class="plain-list stack">${rows.map((row) => html`<li key=${row.product} class="panel">
      <h3 class="ds-heading" data-size="2xs">${productName(names, row.product)}</h3>
      ${row.key_id === null ? html`<p><span class="tag tag-warn">! ${t("key.no_key")}</span></p>`
        : html`<p><${KeyLink} id=${row.key_id}>${row.name}<//> <span class="muted">${t("key.by_decision", { n: Number(row.decision_number) })}</span>
            ${row.weights.some((one) => one.multiplier) ? html` <span class="tag tag-warn">! ${t("key.deviates", { n: row.weights.filter((one) => one.multiplier).length })}</span>` : null}</p>
          <${Disclosure} label=${t("key.shares")} open=${chosen === row.product}><${ShareTable} names=${names} row=${row} /><//>`}
    </li>`)}</ul>
  </div>`;
}

/** @param {Multiplier | null} multiplier */
export const multiplierText = (multiplier) => (multiplier === null ? "–"
  : `× ${number(multiplier.numerator)}/${number(multiplier.denominator)}, ${t(multiplier.repay ? "multiplier.repaid" : "multiplier.not_repaid")}`);

/** @param {{ names: Names, row: Row }} properties */
function ShareTable({ names, row }) {
  const title = t("key.shares_of", { product: productName(names, row.product) });
  const deviates = row.weights.some((one) => one.multiplier);
  return html`<${TableFrame} label=${title}>
    <table class="ds-table table-cards table-dense">
      <caption class="ds-sr-only">${title}</caption>
      <thead><tr>
        <th scope="col">${t("vaccine.region")}</th>
        <th scope="col" class="numeric">${t("key.weight")}</th>
        <th scope="col" class="numeric">${t("key.share")}</th>
        ${deviates ? html`<th scope="col">${t("multiplier.column")}</th><th scope="col" class="numeric">${t("key.share_after")}</th>` : null}
      </tr></thead>
      <tbody>${row.weights.map((one) => html`<tr key=${one.county}>
        <th scope="row">${areaName(names, one.county)}</th>
        <td data-label=${t("key.weight")} class="numeric">${number(one.weight)}</td>
        <td data-label=${t("key.share")} class="numeric">${share(one.share_of_key_percent)}</td>
        ${deviates ? html`<td data-label=${t("multiplier.column")}>${one.multiplier ? html`<strong>${multiplierText(one.multiplier)}</strong>` : "–"}</td>
          <td data-label=${t("key.share_after")} class="numeric">${share(one.share_percent)}</td>` : null}
      </tr>`)}</tbody>
    </table>
  <//>`;
}
