/** The arithmetic of one goal: the answer first, then each step, the last days, and what it rests on. */
import { html } from "../../vendor/preact.js";
import { date, number } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { Alert, TableFrame } from "../lib/ui.js";
import { percent, productName } from "../lib/vaccine.js";

/** @param {{ data: any, goal: import("./page.js").Goal, names: import("../lib/vaccine.js").Names }} properties */
export const Arithmetic = ({ data, goal, names }) => html`<section class="panel stack">
  <h2 class="ds-heading" data-size="xs">${t("goal.arithmetic", { date: date(goal.goal_date) })}</h2>
  <${Answer} data=${data} goal=${goal} />
  <p>${grouped(inLanguage(data, "explanation"))}</p>
  <${Steps} data=${data} goal=${goal} />
  <${LastDays} products=${data.products} names=${names} />
  <${Assumptions} items=${data.assumptions} />
</section>`;

/** A sentence with its large figures as people write them. @param {string} text */
const grouped = (text) => text.replace(/\d{4,}/g, (digits) => number(Number(digits)));

/** @param {{ data: any, goal: import("./page.js").Goal }} properties */
function Answer({ data, goal }) {
  if (data.missing_doses === 0) {
    return html`<${Alert} color="success" title=${t("goal.reached")}><p>${t("goal.reached_text", { over: number(data.over_doses), date: date(goal.goal_date) })}</p><//>`;
  }
  return html`<${Alert} color="warning" title=${t("goal.missing")}><p>${t("goal.missing_text", { doses: number(data.missing_doses), persons: number(data.missing_persons), date: date(goal.goal_date) })}</p><//>`;
}

/** @param {{ data: any, goal: import("./page.js").Goal }} properties */
function Steps({ data, goal }) {
  const share = data.persons > 0 ? (100 * goal.one_dose_persons) / data.persons : null;
  const steps = /** @type {[string, string, string | null][]} */ ([
    ["goal.persons", number(data.persons), null],
    ["goal.doses_per_person", number(goal.doses_per_person), null],
    ["goal.one_dose", number(goal.one_dose_persons), t("goal.one_dose_share", { percent: percent(share) })],
    ["goal.needed_all", number(data.doses_needed), null],
    ["goal.coverage", percent(goal.coverage_permille / 10), null],
    ["goal.accepting", number(data.persons_accepting), null],
    ["goal.needed", number(data.doses_needed_at_coverage), null],
    ["goal.supply", number(data.supply_doses), t("goal.supply_of", { delivered: number(data.delivered_doses), forecast: number(data.forecast_doses) })],
    ["goal.doses_missing", number(data.missing_doses), null],
    ["goal.persons_missing", number(data.missing_persons), null],
  ]);
  return html`<dl class="facts">${steps.map(([label, value, note]) => html`<div key=${label}><dt>${t(label)}</dt><dd>${value}${note ? html`<span class="fact-note">${note}</span>` : null}</dd></div>`)}</dl>`;
}

/** @param {any} one */
const intervalText = (one) => (one.interval_min_days === null ? t("goal.one_only") : one.interval_max_days === null || one.interval_max_days === one.interval_min_days
  ? t("goal.days", { n: one.interval_min_days }) : t("goal.days_range", { from: one.interval_min_days, to: one.interval_max_days }));

/** @param {{ products: any[], names: import("../lib/vaccine.js").Names }} properties */
const LastDays = ({ products, names }) => html`<div><h3 class="ds-heading" data-size="2xs">${t("goal.latest")}</h3><p class="muted">${t("goal.latest_text")}</p></div>
<${TableFrame} label=${t("goal.latest")}>
  <table class="ds-table table-cards">
    <caption class="ds-sr-only">${t("goal.latest")}</caption>
    <thead><tr><th scope="col">${t("vaccine.product")}</th><th scope="col">${t("goal.interval")}</th><th scope="col">${t("goal.with_min")}</th><th scope="col">${t("goal.with_max")}</th></tr></thead>
    <tbody>${products.map((one) => html`<tr key=${one.product}>
      <th scope="row">${productName(names, one.product)}</th>
      <td data-label=${t("goal.interval")}>${intervalText(one)}</td>
      <td data-label=${t("goal.with_min")}>${one.latest_first_dose_min_interval ?? "–"}</td>
      <td data-label=${t("goal.with_max")}>${one.latest_first_dose_max_interval ?? "–"}</td>
    </tr>`)}</tbody>
  </table>
<//>`;

/** @param {{ items: any[] }} properties */
const Assumptions = ({ items }) => html`<h3 class="ds-heading" data-size="2xs">${t("goal.assumptions")}</h3>
<${TableFrame} label=${t("goal.assumptions")}>
  <table class="ds-table table-cards">
    <caption class="ds-sr-only">${t("goal.assumptions")}</caption>
    <thead><tr><th scope="col">${t("goal.assumption")}</th><th scope="col">${t("goal.value")}</th><th scope="col">${t("goal.source")}</th></tr></thead>
    <tbody>${items.map((one) => html`<tr key=${one.what_sv}>
      <th scope="row">${inLanguage(one, "what")}</th>
      <td data-label=${t("goal.value")}>${typeof one.value === "number" ? number(one.value, 1) : one.value}</td>
      <td data-label=${t("goal.source")}>${one.source}</td>
    </tr>`)}</tbody>
  </table>
<//>`;
