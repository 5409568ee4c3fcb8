/** One region's account of a vaccine: every entry, as on a bank statement. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { moment, number, week as weekText } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { KnownBanner, knownAddress, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { setQuery } from "../lib/query.js";
import { instance } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, TableFrame } from "../lib/ui.js";
import { areaName, productName, signed } from "../lib/vaccine.js";
import { Filters, sideText } from "./page.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {{ entry_number: number, kind: string, week: string, allocation_id: string | null, right_doses: number, packs: number, pack_doses: number,
 *   balance_doses: number, entered_at: string, note_sv: string, note_en: string }} Entry
 */

const DECIMALS = 2;

/** @param {{ names: Names, product: string, county: string }} properties */
export function Statement({ names, product, county }) {
  const known = knownDay();
  const path = `/vaccine/accounts/${encodeURIComponent(product)}/${county}`;
  const { data, error, loading, reload } = useLoad(async (signal) => (await get(path, { signal, query: { known_at: known } })).data, [path, known]);
  return html`
    <p class="no-print"><a class="ds-link" href=${knownAddress("rattighetskonton", { vaccin: product })} onClick=${(/** @type {Event} */ event) => {
      event.preventDefault();
      setQuery({ region: null });
    }}>← ${t("account.back")}</a></p>
    <${PageHead} title=${t("account.statement", { region: areaName(names, county), product: productName(names, product) })} lead=${t("account.statement_lead")}>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <${Filters} names=${names} product=${product} />
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data ? html`
      <p class="statement-balance">${t("account.balance_is")} <strong>${signed(data.balance_doses, DECIMALS)}</strong> ${t("account.balance_unit")} – ${sideText(data.balance_doses)}</p>
      ${data.entries.length === 0 ? html`<${Empty} title=${t("account.no_entries")} />` : html`<${Entries} entries=${data.entries} />`}` : null}`;
}

/** @param {{ entries: Entry[] }} properties */
function Entries({ entries }) {
  const cell = (/** @type {string} */ label, /** @type {any} */ content) => html`<td data-label=${label} class="numeric"><span>${content}</span></td>`;
  return html`<${TableFrame} label=${t("account.entries")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("account.entries")}</caption>
      <thead><tr>
        <th scope="col">${t("account.entry")}</th><th scope="col">${t("vaccine.week")}</th><th scope="col">${t("account.kind")}</th><th scope="col" class="numeric">${t("account.credit")}</th>
        <th scope="col" class="numeric">${t("account.packs_out")}</th><th scope="col" class="numeric">${t("account.doses_out")}</th><th scope="col" class="numeric">${t("account.column.balance")}</th><th scope="col">${t("document.note")}</th><th scope="col">${t("account.entered")}</th>
      </tr></thead>
      <tbody>${entries.map((one) => html`<tr key=${one.entry_number}>
        <th scope="row">${one.entry_number}</th>
        <td data-label=${t("vaccine.week")}>${one.allocation_id ? html`<a class="ds-link" href=${knownAddress("tilldelning", { id: one.allocation_id })}>${weekText(one.week, { year: true })}</a>` : weekText(one.week, { year: true })}</td>
        <td data-label=${t("account.kind")}>${t(`account.kind.${one.kind}`)}</td>
        ${cell(t("account.credit"), signed(one.right_doses, DECIMALS))}
        ${cell(t("account.packs_out"), number(one.packs))}
        ${cell(t("account.doses_out"), signed(0 - one.packs * one.pack_doses))}
        ${cell(t("account.column.balance"), html`<strong>${signed(one.balance_doses, DECIMALS)}</strong>`)}
        <td data-label=${t("document.note")}>${inLanguage(one, "note") || "–"}</td>
        <td data-label=${t("account.entered")} class="nowrap">${moment(one.entered_at)}</td>
      </tr>`)}</tbody>
    </table>
  <//>`;
}
