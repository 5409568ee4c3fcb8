/** All keys with what they are built on and decided for, and the deviations of single regions. */
import { html } from "../../vendor/preact.js";
import { moment, number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { can } from "../lib/session.js";
import { Empty, TableFrame } from "../lib/ui.js";
import { areaName, productName } from "../lib/vaccine.js";
import { KeyLink, multiplierText } from "./in-force.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {{ decision_number: number, product: string | null, first_week: string, last_week: string | null, reference_number: string,
 *   decision_maker: string, decided_at: string }} Decision
 */
/**
 * @typedef {{ key_id: string, name: string, basis: "population" | "equal_finish" | "manual", population_date: string | null, age_from: number | null,
 *   age_to: number | null, product: string | null, source: string, total_weight: number, created_at: string, created_by_name: string,
 *   decisions: Decision[], weights: { county: string, weight: number, share_percent: number }[],
 *   plan: { target_permille: number, groups: { age_from: number, age_to: number | null, remaining_persons: number, planned_doses: number }[] } | null }} Key
 */

/** "18 år och äldre", "18–64 år", "–" @param {number | null} from @param {number | null} to */
export function ageText(from, to) {
  if (from === null) return "–";
  return to === null ? t("key.age_from", { from }) : t("key.age_range", { from, to });
}

/** @param {Key} key */
export function basisText(key) {
  if (key.basis === "population") return t("key.basis_population", { age: ageText(key.age_from, key.age_to), date: key.population_date ?? "–" });
  return t(`key.basis.${key.basis}`);
}

/** "v. 6 2021 – tills vidare" @param {string} first @param {string | null} last */
export const weeksText = (first, last) => t("key.weeks", { first: weekText(first, { year: true }), last: last === null ? t("key.until_further") : weekText(last, { year: true }) });

/** @param {Names} names @param {string | null} product */
export const forProduct = (names, product) => (product === null ? t("vaccine.all_products") : productName(names, product));

/** @param {{ names: Names, keys: Key[] }} properties */
export function KeyTable({ names, keys }) {
  if (keys.length === 0) return html`<${Empty} title=${t("key.none")}>${can("key.write") ? t("key.none_more") : null}<//>`;
  return html`<${TableFrame} label=${t("key.all")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("key.all")}</caption>
      <thead><tr>
        <th scope="col">${t("key.name")}</th><th scope="col">${t("key.basis")}</th><th scope="col">${t("key.source")}</th>
        <th scope="col">${t("key.decided_for")}</th><th scope="col">${t("key.created")}</th>
      </tr></thead>
      <tbody>${keys.map((key) => html`<tr key=${key.key_id}>
        <th scope="row"><${KeyLink} id=${key.key_id}>${key.name}<//></th>
        <td data-label=${t("key.basis")}>${basisText(key)}</td>
        <td data-label=${t("key.source")}>${key.source}</td>
        <td data-label=${t("key.decided_for")}>${key.decisions.length === 0 ? html`<span class="tag">○ ${t("key.proposal")}</span>`
          : html`<span>${key.decisions.map((one) => html`<span key=${one.decision_number} class="block">✓ ${forProduct(names, one.product)}, ${weeksText(one.first_week, one.last_week)}${" "}<span class="muted small nowrap">(${one.reference_number})</span></span>`)}</span>`}</td>
        <td data-label=${t("key.created")}><span><span class="nowrap">${moment(key.created_at)}</span><span class="muted small block">${key.created_by_name}</span></span></td>
      </tr>`)}</tbody>
    </table>
  <//>`;
}

/** @param {{ names: Names, items: any[] }} properties */
export function MultiplierTable({ names, items }) {
  if (items.length === 0) return html`<${Empty} title=${t("multiplier.none")} />`;
  return html`<${TableFrame} label=${t("multiplier.title")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("multiplier.title")}</caption>
      <thead><tr>
        <th scope="col">${t("vaccine.region")}</th><th scope="col">${t("vaccine.product")}</th><th scope="col">${t("multiplier.column")}</th>
        <th scope="col">${t("key.period")}</th><th scope="col">${t("decision.title")}</th><th scope="col">${t("decision.grounds")}</th>
      </tr></thead>
      <tbody>${items.map((one) => html`<tr key=${one.multiplier_number}>
        <th scope="row">${areaName(names, one.county)}</th>
        <td data-label=${t("vaccine.product")}>${forProduct(names, one.product)}</td>
        <td data-label=${t("multiplier.column")}>${multiplierText({ ...one, repay: Boolean(one.repay) })}</td>
        <td data-label=${t("key.period")}>${weeksText(one.first_week, one.last_week)}</td>
        <td data-label=${t("decision.title")}><span>${one.reference_number}, ${one.decision_maker}<span class="muted small block">${moment(one.decided_at)}, ${one.decided_by_name}</span></span></td>
        <td data-label=${t("decision.grounds")}>${one.grounds}</td>
      </tr>`)}</tbody>
    </table>
  <//>`;
}

/** The regions with weight and share. @param {{ names: Names, weights: Key["weights"], total: number }} properties */
export const WeightTable = ({ names, weights, total }) => html`<${TableFrame} label=${t("key.weights")}>
  <table class="ds-table table-dense">
    <caption class="ds-sr-only">${t("key.weights")}</caption>
    <thead><tr><th scope="col">${t("vaccine.region")}</th><th scope="col" class="numeric">${t("key.weight")}</th><th scope="col" class="numeric">${t("key.share")}</th></tr></thead>
    <tbody>${weights.map((one) => html`<tr key=${one.county}>
      <th scope="row">${areaName(names, one.county)}</th>
      <td class="numeric">${number(one.weight)}</td>
      <td class="numeric">${number(one.share_percent, 4)}\u00a0%</td>
    </tr>`)}
    <tr class="total-row"><th scope="row">${t("vaccine.total")}</th><td class="numeric">${number(total)}</td><td class="numeric">100 %</td></tr></tbody>
  </table>
<//>`;
