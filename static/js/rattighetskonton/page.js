/** The page: a vaccine's accounts, or one region's statement (?region=22). */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { moment, number, week as weekText } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { KnownAt, KnownBanner, knownAddress, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { RegionBars } from "../lib/region-charts.js";
import { instance, ownCounty } from "../lib/session.js";
import { Alert, Button, Empty, Loading, PageHead, Problem, SelectField, TableFrame } from "../lib/ui.js";
import { areaName, areaOptions, productName, productOptions, signed, useNames } from "../lib/vaccine.js";
import { Statement } from "./statement.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {{ county: string, balance_doses: number, parked_doses: number, packs_total: number, doses_total: number, right_total_doses: number,
 *   deviation_percent: number | null, largest_abs_packs: number, within_promise: boolean }} Item
 */
/** @typedef {{ week: string, allocation_id: string, county: string, balance_doses: number, pack_doses: number, reason: string, note_sv: string, note_en: string }} Broken */
/**
 * @typedef {{ product: string, known_at: string, pack_doses: number | null, items: Item[], sum_doses: number, broken_weeks: Broken[], allocations: number,
 *   promise_sv: string, promise_en: string }} Accounts
 */

const PACK_DECIMALS = 2;
const SMALLEST_SUM = 1e-6;

export function AccountPage() {
  const names = useNames();
  if (!names.data) {
    return html`<${PageHead} title=${t("account.title")} />
      ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
  }
  if (names.data.products.length === 0) return html`<${PageHead} title=${t("account.title")} /><${Empty} title=${t("products.none")} />`;
  const product = query.value.get("vaccin") ?? names.data.products[0].code;
  const county = query.value.get("region");
  if (county) return html`<${Statement} key=${`${product}/${county}`} names=${names.data} product=${product} county=${county} />`;
  return html`<${AllAccounts} names=${names.data} product=${product} />`;
}

/** @param {{ names: Names, product: string }} properties */
export const Filters = ({ names, product }) => html`<div class="fields vaccine-filters no-print">
  <${SelectField} id="product" label=${t("vaccine.product")} value=${product} options=${productOptions(names)} onChange=${(/** @type {string} */ vaccin) => setQuery({ vaccin })} />
  <${SelectField} id="region" label=${t("vaccine.region")} value=${query.value.get("region") ?? ""} onChange=${(/** @type {string} */ region) => setQuery({ region: region || null })}
    options=${[{ value: "", label: t("vaccine.all_regions") }, ...areaOptions(names, { nation: false })]} />
  <${KnownAt} />
</div>`;

/** A region's own statement. @param {{ county: string, children: any }} properties */
function StatementLink({ county, children }) {
  const next = new URLSearchParams(query.value);
  next.set("region", county);
  return html`<a class="ds-link" href=${`/rattighetskonton?${next}`} onClick=${(/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setQuery({ region: county });
  }}>${children}</a>`;
}

/** "är skyldig", "har att få" in a word beside the figure. @param {number} value */
export const sideText = (value) => t(Math.abs(value) < SMALLEST_SUM ? "account.even" : value > 0 ? "account.owed" : "account.ahead");

/** @param {{ names: Names, product: string }} properties */
function AllAccounts({ names, product }) {
  const known = knownDay();
  const { data, error, loading, reload } = useLoad(async (signal) => (await get("/vaccine/accounts", { signal, query: { product, known_at: known } })).data, [product, known]);
  const accounts = /** @type {Accounts | null} */ (data?.product === product ? data : null);
  return html`
    <${PageHead} title=${t("account.heading", { product: productName(names, product) })} lead=${t("account.lead")}>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <${Filters} names=${names} product=${product} />
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !accounts ? html`<${Loading} />` : null}
    ${accounts ? html`<${View} names=${names} accounts=${accounts} />` : null}`;
}

/** @param {{ names: Names, accounts: Accounts }} properties */
function View({ names, accounts }) {
  const outside = accounts.items.filter((one) => !one.within_promise);
  return html`
    <div class=${outside.length === 0 ? "promise" : "promise promise-broken"}>
      <p><strong>${inLanguage(accounts, "promise")}</strong></p>
      <p>${outside.length === 0 ? `✓ ${t("account.all_within")}` : `! ${t("account.some_outside", { n: outside.length, names: outside.map((one) => areaName(names, one.county)).join(", ") })}`}</p>
    </div>
    ${accounts.allocations === 0 ? html`<${Empty} title=${t("account.none")}>${t("account.none_more")}<//>` : html`
      <section class="stack">
        <h2 class="ds-heading" data-size="xs">${t("account.balances")}</h2>
        <${Bars} names=${names} accounts=${accounts} />
        <${BalanceTable} names=${names} accounts=${accounts} />
        <p class="muted small">${t("account.sum", { sum: number(Math.abs(accounts.sum_doses) < SMALLEST_SUM ? 0 : accounts.sum_doses), n: accounts.allocations })}</p>
      </section>
      <${BrokenWeeks} names=${names} broken=${accounts.broken_weeks} />`}`;
}

/** @param {{ names: Names, accounts: Accounts }} properties */
function Bars({ names, accounts }) {
  const pack = accounts.pack_doses;
  if (pack === null) return html`<${Alert} color="warning"><p class="ds-paragraph">${t("account.no_pack")}</p><//>`;
  const rows = accounts.items.map((one) => {
    const value = one.balance_doses / pack;
    return { code: one.county, name: areaName(names, one.county), value, text: signed(Number(value.toFixed(PACK_DECIMALS)), PACK_DECIMALS), over: !one.within_promise };
  });
  const sorted = [...rows].sort((a, b) => b.value - a.value);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return html`<${RegionBars} title=${t("account.chart", { product: productName(names, accounts.product) })} rows=${rows} limit=${1}
    description=${t("account.chart_text", { most: first.name, owed: first.text, least: last.name, ahead: last.text })}
    limitText=${(/** @type {number} */ value, /** @type {boolean} */ short) => (short ? signed(value) : t("account.limit", { n: Math.abs(value), value: signed(value) }))}
    caption=${t("account.chart_caption", { pack: number(pack) })} />`;
}

/** @param {{ names: Names, accounts: Accounts }} properties */
function BalanceTable({ names, accounts }) {
  const pack = accounts.pack_doses;
  const parked = accounts.items.some((one) => one.parked_doses !== 0);
  const cell = (/** @type {string} */ name, /** @type {any} */ content) => html`<td data-label=${t(`account.column.${name}`)} class="numeric"><span>${content}</span></td>`;
  const columns = ["balance", "packs", ...(parked ? ["parked"] : []), "given_packs", "given_doses", "right", "deviation", "largest"];
  return html`<${TableFrame} label=${t("account.balances")}>
    <table class="ds-table table-cards table-dense">
      <caption class="ds-sr-only">${t("account.balances")}</caption>
      <thead><tr><th scope="col">${t("vaccine.region")}</th>${columns.map((name) => html`<th key=${name} scope="col" class="numeric">${t(`account.column.${name}`)}</th>`)}<th scope="col">${t("allocation.promise")}</th></tr></thead>
      <tbody>${accounts.items.map((one) => html`<tr key=${one.county} class=${one.county === ownCounty()?.code ? "own-row" : undefined}>
        <th scope="row"><${StatementLink} county=${one.county}>${areaName(names, one.county)}<//></th>
        ${cell("balance", html`<strong>${signed(one.balance_doses, 1)}</strong> <span class="muted small nowrap">${sideText(one.balance_doses)}</span>`)}
        ${cell("packs", pack === null ? "–" : signed(one.balance_doses / pack, PACK_DECIMALS))}
        ${parked ? cell("parked", signed(one.parked_doses, 1)) : null}
        ${cell("given_packs", number(one.packs_total))}
        ${cell("given_doses", number(one.doses_total))}
        ${cell("right", number(one.right_total_doses, 1))}
        ${cell("deviation", one.deviation_percent === null ? "–" : `${signed(one.deviation_percent, 2)}\u00a0%`)}
        ${cell("largest", number(one.largest_abs_packs, PACK_DECIMALS))}
        <td data-label=${t("allocation.promise")}><span class=${one.within_promise ? "tag tag-good" : "tag tag-bad"}>${one.within_promise ? "✓" : "!"} ${t(one.within_promise ? "account.within" : "account.outside")}</span></td>
      </tr>`)}</tbody>
    </table>
  <//>`;
}

/** Honestly: every week when an account was a pack or more off. @param {{ names: Names, broken: Broken[] }} properties */
const BrokenWeeks = ({ names, broken }) => html`<section class="stack">
  <h2 class="ds-heading" data-size="xs">${t("account.broken")}</h2>
  ${broken.length === 0 ? html`<p>✓ ${t("account.broken_none")}</p>` : html`
    <p>${t("account.broken_lead", { n: broken.length })}</p>
    <${TableFrame} label=${t("account.broken")}>
      <table class="ds-table table-cards">
        <caption class="ds-sr-only">${t("account.broken")}</caption>
        <thead><tr><th scope="col">${t("vaccine.week")}</th><th scope="col">${t("vaccine.region")}</th><th scope="col" class="numeric">${t("account.column.balance")}</th>
          <th scope="col" class="numeric">${t("account.column.packs")}</th><th scope="col">${t("account.why")}</th></tr></thead>
        <tbody>${broken.map((one) => html`<tr key=${`${one.week}/${one.county}`}>
          <th scope="row"><a class="ds-link" href=${knownAddress("tilldelning", { id: one.allocation_id })}>${weekText(one.week, { year: true })}</a></th>
          <td data-label=${t("vaccine.region")}>${areaName(names, one.county)}</td>
          <td data-label=${t("account.column.balance")} class="numeric">${signed(one.balance_doses, 1)}</td>
          <td data-label=${t("account.column.packs")} class="numeric">${signed(one.balance_doses / one.pack_doses, PACK_DECIMALS)}</td>
          <td data-label=${t("account.why")}>${inLanguage(one, "note")}</td>
        </tr>`)}</tbody>
      </table>
    <//>`}
</section>`;
