/**
 * The forecasts as a table: weeks down, vaccines across. Firm and outlook, nothing coming and withdrawn, and no forecast at all are
 * five different things; each is said in words and drawn in its own way.
 */
import { html } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";
import { WeekName, productName, signed, weekList } from "../lib/vaccine.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {object} Forecast
 * @property {string} product
 * @property {string} area
 * @property {string} week
 * @property {number | null} doses
 * @property {boolean} withdrawn
 * @property {"firm" | "outlook"} certainty
 * @property {number | null} vials
 * @property {number | null} packs
 * @property {number} seq
 * @property {number} versions
 * @property {string} issuer
 * @property {string} issued_at
 * @property {string} known_at
 * @property {string} source
 * @property {"value" | "by_percent" | "to_percent"} method
 * @property {number | null} percent
 * @property {string} note
 * @property {{ doses: number | null, known_at: string } | null} previous
 * @property {number | null} difference
 * @property {number} notice_days
 * @property {{ known: boolean, doses: number | null, difference: number | null } | null} [compared]
 * @property {boolean} [counts]
 */

/** What kind of figure it is, for its look and its word. @param {Forecast | undefined} forecast */
export function kindOf(forecast) {
  if (!forecast) return "none";
  if (forecast.withdrawn) return "withdrawn";
  return forecast.doses === 0 ? "zero" : forecast.certainty;
}

/** The figure and its word. @param {{ forecast: Forecast | undefined }} properties */
export function Figure({ forecast }) {
  const kind = kindOf(forecast);
  const figure = forecast && !forecast.withdrawn ? number(forecast.doses) : "";
  const words = kind === "zero" ? `${t("forecast.kind.zero")}, ${t(`forecast.kind.${forecast?.certainty}`)}` : t(`forecast.kind.${kind}`);
  return html`${figure ? html`<span class="forecast-figure block">${figure}</span>` : null}<span class="forecast-word">${words}</span>`;
}

/** Against the day compared with. @param {{ forecast: Forecast }} properties */
function Compared({ forecast }) {
  const { compared } = forecast;
  if (!compared) return null;
  if (!compared.known) return html`<span class="forecast-change">${t("forecast.compared.unknown")}</span>`;
  if (compared.difference === null) {
    const key = compared.doses === null ? (forecast.withdrawn ? "same" : "withdrawn") : "was";
    return html`<span class="forecast-change">${t(`forecast.compared.${key}`, { n: compared.doses })}</span>`;
  }
  if (compared.difference === 0) return html`<span class="forecast-change muted">${t("forecast.compared.same")}</span>`;
  return html`<span class=${`forecast-change ${compared.difference < 0 ? "change-less" : "change-more"}`}>
    <strong>${signed(compared.difference)}</strong> ${t("forecast.compared.was", { n: compared.doses })}</span>`;
}

/** @param {{ names: Names, forecast: Forecast | undefined, name: string, onOpen: (forecast: Forecast) => void }} properties */
function Cell({ forecast, name, onOpen }) {
  const kind = kindOf(forecast);
  if (!forecast) return html`<td data-label=${name} class="forecast forecast-none"><span class="forecast-word">${t("forecast.kind.none")}</span></td>`;
  return html`<td data-label=${name} class=${`forecast forecast-${kind}`}>
    <button type="button" class="forecast-button" onClick=${() => onOpen(forecast)}>
      <${Figure} forecast=${forecast} />
      ${!forecast.compared && forecast.versions > 1 ? html`<span class="forecast-word"> · ${t("forecast.version", { n: forecast.versions })}</span>` : null}
      <${Compared} forecast=${forecast} />
      <span class="ds-sr-only">, ${name}, ${weekText(forecast.week)}: ${t("forecast.open")}</span>
    </button></td>`;
}

/** The doses of those that have any; null when nothing is known. @param {(Forecast | undefined)[]} forecasts */
function sumOf(forecasts) {
  const known = forecasts.filter((one) => one && one.doses !== null);
  return known.length > 0 ? known.reduce((sum, one) => sum + Number(one?.doses), 0) : null;
}

/**
 * @param {{ names: Names, weeks: import("../lib/vaccine.js").Weeks, items: Forecast[], compare: string | null,
 *   onOpen: (forecast: Forecast) => void }} properties
 */
export function Matrix({ names, weeks, items, onOpen }) {
  const present = new Set(items.map((one) => one.product));
  const codes = names.products.map((one) => one.code).filter((code) => present.has(code));
  const at = new Map(items.map((one) => [`${one.product}/${one.week}`, one]));
  const rows = weekList(weeks).map((week) => ({ week, cells: codes.map((code) => at.get(`${code}/${week}`)) }));
  return html`<${TableFrame} label=${t("forecast.title")}>
    <table class="ds-table table-cards forecasts">
      <caption><${Legend} /></caption>
      <thead><tr>
        <th scope="col">${t("vaccine.week")}</th>
        ${codes.map((code) => html`<th key=${code} scope="col" class="numeric">${productName(names, code)}</th>`)}
        ${codes.length > 1 ? html`<th scope="col" class="numeric">${t("vaccine.total")}</th>` : null}
      </tr></thead>
      <tbody>${rows.map(({ week, cells }) => html`<tr key=${week}>
        <th scope="row" class="nowrap"><${WeekName} week=${week} /></th>
        ${cells.map((forecast, column) => html`<${Cell} key=${codes[column]} forecast=${forecast} name=${productName(names, codes[column])} onOpen=${onOpen} />`)}
        ${codes.length > 1 ? html`<td data-label=${t("vaccine.total")} class="numeric forecast-total"><${Sum} forecasts=${cells} /></td>` : null}
      </tr>`)}</tbody>
      <tfoot><tr>
        <th scope="row">${t("vaccine.total")}</th>
        ${codes.map((code, column) => html`<td key=${code} data-label=${productName(names, code)} class="numeric"><${Sum} forecasts=${rows.map(({ cells }) => cells[column])} /></td>`)}
        ${codes.length > 1 ? html`<td data-label=${t("vaccine.total")} class="numeric"><strong>${number(sumOf(items))}</strong></td>` : null}
      </tr></tfoot>
    </table>
  <//>`;
}

/** A sum says what is not in it. @param {{ forecasts: (Forecast | undefined)[] }} properties */
function Sum({ forecasts }) {
  const withdrawn = forecasts.filter((one) => one?.withdrawn).length;
  return html`<span><strong>${number(sumOf(forecasts))}</strong>${withdrawn > 0 ? html` <span class="forecast-word block">${t("forecast.sum_without", { n: withdrawn })}</span>` : null}</span>`;
}

const Legend = () => html`<ul class="legend forecast-legend" aria-label=${t("forecast.legend")}>
  ${["firm", "outlook", "zero", "withdrawn", "none"].map((kind) => html`<li key=${kind}>
    <span class=${`forecast-sample forecast-${kind}`} aria-hidden="true">${kind === "withdrawn" || kind === "none" ? "" : kind === "zero" ? "0" : "1"}</span>
    <span>${t(`forecast.kind.${kind}`)} – ${t(`forecast.about.${kind}`)}</span></li>`)}
</ul>`;
