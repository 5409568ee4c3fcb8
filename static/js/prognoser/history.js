/** Every version of one forecast: who said what when, how long before, and where it is written. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import * as format from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Dialog, Loading, Problem, TableFrame } from "../lib/ui.js";
import { amountText, areaName, dayOrMoment, noticeText, percent, productName, signed } from "../lib/vaccine.js";
import { Figure } from "./matrix.js";

/** @typedef {import("./matrix.js").Forecast} Forecast */

/** How the figure came about. @param {Forecast} one */
const methodText = (one) => t(`forecast.method.${one.method}`, { percent: percent(one.percent) });

/** @param {{ versions: Forecast[], label: string }} properties */
const Versions = ({ versions, label }) => html`<${TableFrame} label=${label}>
  <table class="ds-table table-cards versions">
    <caption class="ds-sr-only">${label}</caption>
    <thead><tr>
      <th scope="col">${t("forecast.version_column")}</th>
      <th scope="col">${t("vaccine.doses_column")}</th>
      <th scope="col" class="numeric">${t("forecast.difference")}</th>
      <th scope="col">${t("forecast.notice_column")}</th>
      <th scope="col">${t("document.known_at")}</th>
      <th scope="col">${t("document.issuer")}</th>
      <th scope="col">${t("document.source")}</th>
    </tr></thead>
    <tbody>${versions.map((one) => html`<tr key=${one.seq}>
      <th scope="row">${one.seq}${one.counts ? html` <span class="tag tag-in-force">${t("forecast.counts")}</span>` : null}</th>
      <td data-label=${t("vaccine.doses_column")}><span><${Figure} forecast=${one} /><span class="small muted block">${methodText(one)}</span></span></td>
      <td data-label=${t("forecast.difference")} class="numeric">${signed(one.difference)}</td>
      <td data-label=${t("forecast.notice_column")}>${noticeText(one.notice_days)}</td>
      <td data-label=${t("document.known_at")} class="nowrap">${dayOrMoment(one.known_at)}</td>
      <td data-label=${t("document.issuer")}><span>${one.issuer}<span class="small muted block">${t("forecast.issued", { at: dayOrMoment(one.issued_at) })}</span></span></td>
      <td data-label=${t("document.source")}><span>${one.source}${one.note ? html`<span class="small block">${one.note}</span>` : null}</span></td>
    </tr>`)}</tbody>
  </table>
<//>`;

/** @param {{ names: import("../lib/vaccine.js").Names, forecast: Forecast, known: string | null, onClose: () => void }} properties */
export function VersionsDialog({ names, forecast, known, onClose }) {
  const path = `/vaccine/forecasts/${encodeURIComponent(forecast.product)}/${forecast.area}/${forecast.week}`;
  const { data, error, reload } = useLoad(async (signal) => (await get(path, { signal, query: { known_at: known } })).data, [path, known]);
  const title = t("forecast.versions_of", {
    product: productName(names, forecast.product), area: areaName(names, forecast.area), week: format.week(forecast.week, { year: true }),
  });
  return html`<${Dialog} title=${title} onClose=${onClose} wide>
    ${forecast.withdrawn ? null : html`<p class="ds-paragraph">${amountText(forecast)}</p>`}
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${!data && !error ? html`<${Loading} />` : null}
    ${data ? html`<${Versions} versions=${data.items} label=${title} />` : null}
  <//>`;
}
