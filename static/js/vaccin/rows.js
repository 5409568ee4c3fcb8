/** The rows: one for each region, week and vaccine, sorted by any column. */
import { html } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { compareNames, t } from "../lib/i18n.js";
import { knownAddress } from "../lib/known-at.js";
import { query, setQuery } from "../lib/query.js";
import { SortHeading, TableFrame } from "../lib/ui.js";
import { WeekName, areaName, productName, signed } from "../lib/vaccine.js";
import { amountOf, packing } from "../region/amounts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./page.js").Item} Item */

const LOOKS = /** @type {Record<string, [string, string]>} */ ({
  none: ["tag-unknown", "–"], planned: ["tag-unknown", "○"], sent: ["tag-warn", "●"], received: ["tag-warn", "●"], confirmed: ["tag-good", "✓"], differs: ["tag-bad", "!"],
});
const STATES = Object.keys(LOOKS);

/** Figures by size, unknown ones last in both directions. @param {number | null} a @param {number | null} b @param {number} way */
function byFigure(a, b, way) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return way * (a - b);
}

/**
 * @param {Names} names @param {Item[]} items @param {string} sort @param {number} way 1 or −1
 */
export function sorted(names, items, sort, way) {
  const order = new Map(names.products.map((one, at) => [one.code, at]));
  const place = new Map(names.regions.map((one, at) => [one.code, at]));
  const usual = (/** @type {Item} */ a, /** @type {Item} */ b) => b.week.localeCompare(a.week) || (place.get(a.county) ?? 99) - (place.get(b.county) ?? 99) || (order.get(a.product) ?? 99) - (order.get(b.product) ?? 99);
  /** @type {Record<string, (a: Item, b: Item) => number>} */
  const by = {
    region: (a, b) => way * compareNames(areaName(names, a.county), areaName(names, b.county)),
    week: (a, b) => way * a.week.localeCompare(b.week),
    product: (a, b) => way * ((order.get(a.product) ?? 99) - (order.get(b.product) ?? 99)),
    allocated: (a, b) => byFigure(a.allocated_doses, b.allocated_doses, way),
    delivered: (a, b) => byFigure(a.delivered_doses, b.delivered_doses, way),
    confirmed: (a, b) => byFigure(a.confirmed_doses, b.confirmed_doses, way),
    difference: (a, b) => byFigure(a.difference, b.difference, way),
    state: (a, b) => way * (STATES.indexOf(a.state) - STATES.indexOf(b.state)),
  };
  return [...items].sort((a, b) => (by[sort] ?? by.week)(a, b) || usual(a, b));
}

const COLUMNS = /** @type {[string, string, boolean][]} */ ([
  ["region", "vaccine.region", false], ["week", "vaccine.week", false], ["product", "vaccine.product", false], ["allocated", "nation.allocated", true],
  ["delivered", "nation.delivered", true], ["confirmed", "nation.confirmed", true], ["difference", "nation.difference", true], ["state", "nation.state", false],
]);

/** @param {{ names: Names, items: Item[] }} properties */
export function Rows({ names, items }) {
  const sort = query.value.get("sortera") ?? "week";
  const direction = query.value.get("ordning") === "stigande" ? "ascending" : query.value.get("ordning") === "fallande" || sort === "week" ? "descending" : "ascending";
  const onSort = (/** @type {string} */ name) => setQuery({ sortera: name, ordning: sort === name && direction === "ascending" ? "fallande" : "stigande" }, { replace: true });
  return html`<${TableFrame} label=${t("nation.heading")}>
    <table class="ds-table table-dense table-cards nation">
      <caption class="ds-sr-only">${t("nation.heading")}</caption>
      <thead><tr>
        ${COLUMNS.map(([name, label, numeric]) => html`<${SortHeading} key=${name} name=${name} label=${t(label)} numeric=${numeric} sort=${sort} direction=${direction} onSort=${onSort} />`)}
        <th scope="col" class="no-print"><span class="ds-sr-only">${t("vaccine.actions")}</span></th>
      </tr></thead>
      <tbody>${sorted(names, items, sort, direction === "ascending" ? 1 : -1).map((item) => html`<${Row} key=${`${item.county}${item.week}${item.product}${item.delivery_id ?? ""}`} names=${names} item=${item} />`)}</tbody>
    </table>
  <//>`;
}

/** @param {{ doses: number | null, product: any, label: string, packs?: number | null }} properties */
function Doses({ doses, product, label, packs = null }) {
  const amount = amountOf(doses, product);
  const text = doses === null ? "" : packing({ ...amount, packs: packs ?? amount.packs });
  return html`<td class="numeric" data-label=${label}><span>${doses === null ? html`<span class="muted">${t("missing")}</span>` : number(doses)}${text ? html`<span class="small muted block">${text}</span>` : null}</span></td>`;
}

/** @param {{ names: Names, item: Item }} properties */
function Row({ names, item }) {
  const product = names.products.find((one) => one.code === item.product);
  const [look, mark] = LOOKS[item.state] ?? ["", ""];
  const about = `${areaName(names, item.county)}, ${productName(names, item.product)}, ${weekText(item.week)}`;
  return html`<tr>
    <th scope="row">${areaName(names, item.county)}</th>
    <td data-label=${t("vaccine.week")} class="nowrap"><${WeekName} week=${item.week} /></td>
    <td data-label=${t("vaccine.product")}>${productName(names, item.product)}</td>
    <${Doses} doses=${item.allocated_doses} packs=${item.allocated_packs} product=${product} label=${t("nation.allocated")} />
    <${Doses} doses=${item.delivered_doses} product=${product} label=${t("nation.delivered")} />
    <${Doses} doses=${item.confirmed_doses} product=${product} label=${t("nation.confirmed")} />
    <td class="numeric" data-label=${t("nation.difference")}>${item.difference === null || item.difference === 0 ? signed(item.difference) : html`<strong class="change-less">${signed(item.difference)}</strong>`}</td>
    <td data-label=${t("nation.state")}><span><span class=${`tag ${look}`}><span aria-hidden="true">${mark} </span>${t(`nation.state.${item.state}`)}</span></span></td>
    <td class="no-print"><div class="row-actions">
      ${item.state === "none" ? null : html`<a class="ds-link" href=${deliveryLink(item)} aria-label=${`${t("nation.open_delivery")}: ${about}`}>${t("nation.open_delivery")}</a>`}
      ${item.allocation_id ? html`<a class="ds-link" href=${knownAddress("tilldelning", { id: item.allocation_id })} aria-label=${`${t("nation.open_allocation")}: ${about}`}>${t("nation.open_allocation")}</a>` : null}
    </div></td>
  </tr>`;
}

/** The delivery itself, else the deliveries of the same region, vaccine and week. @param {Item} item */
const deliveryLink = (item) => knownAddress("leveranser", item.delivery_id ? { id: item.delivery_id } : { region: item.county, vaccin: item.product, fran: item.week });
