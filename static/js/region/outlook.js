/** What comes to the region: the next two weeks, the outlook beyond, what has changed and how late it was said; its account in words. */
import { html } from "../../vendor/preact.js";
import { date, moment, week as weekText } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { knownAddress } from "../lib/known-at.js";
import { Alert, Empty, TableFrame } from "../lib/ui.js";
import { WeekName, doses, noticeText, productName, signed } from "../lib/vaccine.js";
import { packing } from "./amounts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {object} Coming
 * @property {string} week
 * @property {"decided" | "expected"} kind
 * @property {"firm" | "outlook" | "none"} certainty
 * @property {"region_forecast" | "key" | "allocation"} [basis]
 * @property {number | null} doses
 * @property {number | null} vials
 * @property {number | null} packs
 * @property {boolean} withdrawn
 * @property {string | null} allocation_id
 * @property {{ known: boolean, doses: number | null, difference: number | null } | null} compared
 * @property {number | null} notice_days
 * @property {string | null} changed_at
 * @property {boolean} follows from the accounts and the weeks before; the week's own forecast is older
 */

/** The weeks that stand apart from the outlook. */
const NEAR_WEEKS = 2;

/** The look of a figure, as in the table of forecasts. @param {Coming} coming */
function lookOf(coming) {
  if (coming.withdrawn) return "withdrawn";
  if (coming.doses === null) return "none";
  if (coming.doses === 0) return "zero";
  return coming.certainty === "firm" ? "firm" : "outlook";
}

/** What kind of figure it is, in words. @param {Coming} coming */
function wordOf(coming) {
  const look = lookOf(coming);
  if (look === "withdrawn" || look === "none") return t(`forecast.kind.${look}`);
  const kind = coming.kind === "decided" ? t("region.kind.decided") : t(`region.kind.expected.${coming.certainty === "firm" ? "firm" : "outlook"}`);
  return look === "zero" ? `${t("forecast.kind.zero")}, ${kind}` : kind;
}

/** Whether it differs from what was known at the day compared with. @param {Coming} coming */
function isChanged({ compared, doses: count, withdrawn }) {
  if (!compared) return false;
  if (!compared.known) return count !== null || withdrawn;
  return compared.doses !== count;
}

/** "3 510 i stället för 4 680 (−1 170)". @param {Coming} coming */
function changeText(coming) {
  const { compared } = coming;
  const now = coming.withdrawn || coming.doses === null ? t(coming.withdrawn ? "forecast.kind.withdrawn" : "forecast.kind.none") : doses(coming.doses);
  if (!compared?.known) return t("region.change.new", { now });
  if (compared.doses === null) return t("region.change.was_none", { now });
  return coming.doses === null ? t("region.change.gone", { now, before: doses(compared.doses) })
    : t("region.change.other", { now, before: doses(compared.doses), difference: signed(compared.difference) });
}

/** What has changed since the day compared with, one line each. @param {{ names: Names, data: any }} properties */
export function Changes({ names, data }) {
  const all = data.products.flatMap((/** @type {any} */ one) => one.weeks.filter(isChanged).map((/** @type {Coming} */ coming) => ({ product: one.product, coming })));
  all.sort((/** @type {any} */ a, /** @type {any} */ b) => a.coming.week.localeCompare(b.coming.week));
  if (data.products.length === 0) return null;
  if (all.length === 0) return html`<p>${t("region.change.nothing", { date: date(data.compare_at) })}</p>`;
  return html`<${Alert} color="info" title=${t("region.change.title", { date: date(data.compare_at), n: all.length })}>
    <ul class="ds-list">${all.map((/** @type {{ product: string, coming: Coming }} */ { product, coming }) => html`<li key=${`${product}${coming.week}`}>
      <strong>${productName(names, product)}, ${weekText(coming.week)}:</strong> ${changeText(coming)}
      ${coming.changed_at && coming.notice_days !== null ? html` <span class="muted">${t(coming.follows ? "region.change.follows" : "region.change.when", { moment: moment(coming.changed_at), notice: noticeText(coming.notice_days) })}</span>` : null}</li>`)}</ul>
  <//>`;
}

/** @param {{ coming: Coming | undefined, name: string }} properties */
function Cell({ coming, name }) {
  if (!coming) return html`<td data-label=${name} class="forecast forecast-none"><span class="forecast-word">${t("missing")}</span></td>`;
  const look = lookOf(coming);
  const figure = look === "withdrawn" || look === "none" ? null : doses(coming.doses);
  const packed = figure ? packing(coming) : "";
  const { compared } = coming;
  return html`<td data-label=${name} class=${`forecast forecast-${look} coming`}><span>
    ${figure ? html`<span class="forecast-figure block">${figure}</span>` : null}
    ${packed ? html`<span class="small block">${packed}</span>` : null}
    <span class="forecast-word block">${wordOf(coming)}</span>
    ${isChanged(coming) ? html`<span class=${`forecast-change ${compared?.difference && compared.difference < 0 ? "change-less" : "change-more"}`}>
      <span aria-hidden="true">◆ </span>${compared?.difference ? html`<strong>${signed(compared.difference)}</strong>` : t("region.changed")}</span>` : null}
    ${coming.allocation_id ? html`<a class="ds-link small no-print" href=${knownAddress("tilldelning", { id: coming.allocation_id })}
      aria-label=${`${t("region.allocation")}: ${name}, ${weekText(coming.week)}`}>${t("region.allocation")}</a>` : null}
  </span></td>`;
}

/** @param {{ names: Names, data: any }} properties */
export function Outlook({ names, data }) {
  if (data.products.length === 0) return html`<${Empty} title=${t("region.no_products")}>${t("region.no_products_more")}<//>`;
  const weeks = /** @type {string[]} */ ([...new Set(data.products.flatMap((/** @type {any} */ one) => one.weeks.map((/** @type {Coming} */ coming) => coming.week)))].sort());
  const at = new Map(data.products.flatMap((/** @type {any} */ one) => one.weeks.map((/** @type {Coming} */ coming) => [`${one.product}/${coming.week}`, coming])));
  const groups = [
    { name: "near", weeks: weeks.slice(0, NEAR_WEEKS) },
    { name: "later", weeks: weeks.slice(NEAR_WEEKS) },
  ];
  return html`<${TableFrame} label=${t("region.coming")}>
    <table class="ds-table table-cards forecasts outlook">
      <caption class="ds-sr-only">${t("region.coming")}</caption>
      <thead><tr>
        <th scope="col">${t("vaccine.week")}</th>
        ${data.products.map((/** @type {any} */ one) => html`<th key=${one.product} scope="col" class="numeric">${productName(names, one.product)}
          ${one.usable ? null : html`<span class="block"><span class="tag tag-warn"><span aria-hidden="true">‖ </span>${t("region.paused")}</span></span>`}</th>`)}
      </tr></thead>
      ${groups.filter((group) => group.weeks.length > 0).map((group) => html`<tbody key=${group.name}>
        <tr class="group-row"><th scope="rowgroup" colspan=${data.products.length + 1}>${t(`region.weeks.${group.name}`)}</th></tr>
        ${group.weeks.map((week) => html`<tr key=${week}>
          <th scope="row" class="nowrap"><${WeekName} week=${week} /></th>
          ${data.products.map((/** @type {any} */ one) => html`<${Cell} key=${one.product} coming=${at.get(`${one.product}/${week}`)} name=${productName(names, one.product)} />`)}
        </tr>`)}
      </tbody>`)}
    </table>
  <//>
  <p class="muted small">${t("region.coming_note")}</p>`;
}

/** The account, one sentence for each vaccine. @param {{ names: Names, data: any }} properties */
export function Accounts({ names, data }) {
  if (data.products.length === 0) return html`<p>${t("region.no_account")}</p>`;
  return html`<ul class="ds-list region-account">${data.products.map((/** @type {any} */ one) => html`<li key=${one.product}>
    <strong>${productName(names, one.product)}:</strong> ${inLanguage(one, "account_note") || t("region.no_account")}</li>`)}</ul>`;
}
