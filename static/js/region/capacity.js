/** How many doses the providers can give a week against how many there will be; weeks with too much of either are named. */
import { html, useState } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { Disclosure } from "../lib/disclosure.js";
import { number, week as weekText } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { onDemand } from "../lib/on-demand.js";
import { Button, Empty, Loading, Problem, TableFrame } from "../lib/ui.js";
import { WeekName, productName, signed } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";
import { CapacityChart } from "./capacity-chart.js";

/** @typedef {{ provider_type: string, doses_per_week: number, comment: string }} Provider */
/**
 * @typedef {object} WeekCapacity
 * @property {string} week
 * @property {Provider[]} providers
 * @property {number | null} capacity_doses
 * @property {number | null} stock_doses
 * @property {number | null} expected_doses
 * @property {string[]} withdrawn_products
 * @property {string[]} stock_missing_products
 * @property {number | null} supply_doses
 * @property {number | null} second_doses_due
 * @property {number | null} gap_doses
 * @property {"idle" | "overload" | "balanced" | "unknown"} state
 * @property {boolean} holiday
 * @property {string | null} holiday_name_sv
 * @property {string | null} holiday_name_en
 */

export const PROVIDERS = /** @type {const} */ (["hospital", "primary_care", "mass_site", "mobile", "occupational", "other"]);

const CapacityForm = onDemand((again) => import(`./capacity-form.js${again}`), "CapacityForm");

const WEEKS = 12;

/** @typedef {import("../lib/vaccine.js").Names} Names */

/** @param {{ names: Names, county: string, first: string, may: boolean, known: string | null }} properties */
export function Capacity({ names, county, first, may, known }) {
  const path = `/counties/${county}/vaccine-capacity`;
  const last = addWeeks(first, WEEKS - 1);
  const { data, error, loading, reload } = useLoad(async (signal) => (await get(path, { signal, query: { first_week: first, last_week: last, known_at: known } })).data, [path, first, known]);
  const [editing, setEditing] = useState(/** @type {string | null} */ (null));
  if (error) return html`<${Problem} error=${error} retry=${reload} />`;
  if (!data) return loading ? html`<${Loading} />` : null;
  const items = /** @type {WeekCapacity[]} */ (data.items);
  const nothing = items.every((one) => one.capacity_doses === null);
  return html`
    <${Summary} names=${names} items=${items} tolerance=${data.tolerance_percent} />
    ${nothing ? html`<${Empty} title=${t("region.no_capacity")}>${may ? html`<p>${t("region.no_capacity_more")}</p>
      <div class="actions"><${Button} onClick=${() => setEditing(first)}>${t("region.capacity_fill")}<//></div>` : null}<//>`
      : html`<${CapacityChart} items=${items} />`}
    <${CapacityTable} items=${items} may=${may} onEdit=${setEditing} />
    ${editing ? html`<${CapacityForm} county=${county} week=${editing} last=${last} onClose=${() => setEditing(null)} onSaved=${() => {
      setEditing(null);
      reload();
    }} />` : null}`;
}

/** What makes a week impossible to tell. @param {Names} names @param {WeekCapacity} one @param {boolean} first of those shown: the others carry its stock on */
function lacking(names, one, first) {
  const products = one.stock_missing_products.map((product) => productName(names, product)).join(", ");
  const stock = products ? t("region.why.stock_of", { products }) : t("region.why.no_stock");
  return [
    one.capacity_doses === null ? t("region.why.capacity") : null,
    one.stock_doses === null ? (first ? stock : t("region.why.stock_before")) : null,
    one.expected_doses === null ? t("region.why.expected") : null,
  ].filter((text) => text !== null);
}

/** Each saying once, with its weeks. @param {WeekCapacity[]} items @param {(one: WeekCapacity, at: number) => string[]} said @returns {[string, string][]} */
function byWords(items, said) {
  const words = new Set(items.flatMap(said));
  return [...words].map((text) => [text, items.filter((one, at) => said(one, at).includes(text)).map((one) => weekText(one.week)).join(", ")]);
}

/** @param {{ said: [string, string][] }} properties */
const WordsList = ({ said }) => html`${said.map(([text, weeks]) => html`<li key=${text}>${text} <span class="muted">(${weeks})</span></li>`)}`;

/** Which weeks have too much of one or the other, and what could not be counted. @param {{ names: Names, items: WeekCapacity[], tolerance: number }} properties */
function Summary({ names, items, tolerance }) {
  const weeks = (/** @type {string} */ state) => items.filter((one) => one.state === state).map((one) => weekText(one.week)).join(", ");
  const states = ["overload", "idle", "unknown"].filter((state) => weeks(state) !== "");
  const withdrawn = byWords(items, (one) => one.withdrawn_products.map((product) => t("region.why.withdrawn", { product: productName(names, product) })));
  const unknown = byWords(items, (one, at) => (one.state === "unknown" ? lacking(names, one, at === 0) : []));
  return html`${states.length === 0 ? html`<p>${t("region.capacity_fits", { percent: tolerance })}</p>` : null}
    ${states.length + withdrawn.length > 0 ? html`<ul class="region-summary">
      ${states.map((state) => html`<li key=${state}><${StateTag} state=${state} /> ${t(`region.weeks_${state}`, { weeks: weeks(state), percent: tolerance })}
        ${state === "unknown" ? html`<ul class="ds-list"><${WordsList} said=${unknown} /></ul>` : null}</li>`)}
      <${WordsList} said=${withdrawn} />
    </ul>` : null}`;
}

const LOOKS = /** @type {Record<string, [string, string]>} */ ({
  overload: ["tag-bad", "▲"], idle: ["tag-warn", "▽"], balanced: ["tag-good", "✓"], unknown: ["tag-unknown", "?"],
});

/** @param {{ state: string }} properties */
export const StateTag = ({ state }) => html`<span class=${`tag ${LOOKS[state]?.[0] ?? ""}`}><span aria-hidden="true">${LOOKS[state]?.[1]} </span>${t(`region.state.${state}`)}</span>`;

/** @param {number | null} value */
const figure = (value) => (value === null ? missing() : number(value));

/** A dash that says what it is: words in every cell would hide the figures. */
const missing = () => html`<span class="muted"><span aria-hidden="true">–</span><span class="ds-sr-only">${t("missing")}</span></span>`;

/** @param {{ items: WeekCapacity[], may: boolean, onEdit: (week: string) => void }} properties */
function CapacityTable({ items, may, onEdit }) {
  const used = PROVIDERS.filter((type) => items.some((one) => one.providers.some((provider) => provider.provider_type === type)));
  return html`<${TableFrame} label=${t("region.capacity")}>
    <table class="ds-table table-dense table-cards capacity">
      <caption class="ds-sr-only">${t("region.capacity_caption")}</caption>
      <thead><tr>
        <th scope="col">${t("vaccine.week")}</th>
        <th scope="col">${t("region.state")}</th>
        ${used.map((type) => html`<th key=${type} scope="col" class="numeric">${t(`region.provider.${type}`)}</th>`)}
        <th scope="col" class="numeric">${t("region.capacity_sum")}</th>
        <th scope="col" class="numeric">${t("region.supply")}</th>
        <th scope="col" class="numeric">${t("region.second_due")}</th>
        <th scope="col" class="numeric">${t("region.gap")}</th>
      </tr></thead>
      <tbody>${items.map((one) => html`<tr key=${one.week}>
        <th scope="row"><${WeekName} week=${one.week} />${one.holiday ? html`<span class="small block"><span aria-hidden="true">✱ </span>${inLanguage(one, "holiday_name") || t("region.holiday")}</span>` : null}
          ${may ? html`<span class="block no-print"><button type="button" class="text-button" onClick=${() => onEdit(one.week)}>${t("edit")}<span class="ds-sr-only">${` ${weekText(one.week)}`}</span></button></span>` : null}</th>
        <td data-label=${t("region.state")}><span><${StateTag} state=${one.state} /></span></td>
        ${used.map((type) => {
          const provider = one.providers.find((each) => each.provider_type === type);
          return html`<td key=${type} class="numeric" data-label=${t(`region.provider.${type}`)}>${figure(provider?.doses_per_week ?? null)}</td>`;
        })}
        <td class="numeric" data-label=${t("region.capacity_sum")}>${figure(one.capacity_doses)}</td>
        <td class="numeric" data-label=${t("region.supply")}>${figure(one.supply_doses)}</td>
        <td class="numeric" data-label=${t("region.second_due")}>${figure(one.second_doses_due)}</td>
        <td class="numeric" data-label=${t("region.gap")}>${one.gap_doses === null ? missing() : signed(one.gap_doses)}</td>
      </tr>`)}</tbody>
    </table>
  <//>
  <${Comments} items=${items} />`;
}

/** What the region has said about its providers, each saying once. @param {{ items: WeekCapacity[] }} properties */
function Comments({ items }) {
  /** @type {Map<string, string[]>} */
  const weeks = new Map();
  for (const { week, providers } of items) {
    for (const { provider_type: type, comment } of providers) {
      const key = `${t(`region.provider.${type}`)}: ${comment}`;
      if (comment !== "") weeks.set(key, [...(weeks.get(key) ?? []), weekText(week)]);
    }
  }
  if (weeks.size === 0) return null;
  return html`<${Disclosure} label=${t("region.comments")}><ul class="ds-list">${[...weeks].map(([said, when]) => html`<li key=${said}>${said} <span class="muted">(${when.join(", ")})</span></li>`)}</ul><//>`;
}
