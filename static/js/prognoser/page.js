/**
 * The page: filters, the table, the ways on. What is being done is in the address too (?gor=revidera), so that the browser's back
 * button leads out of a form.
 */
import { html, useState } from "../../vendor/preact.js";
import { apiUrl, get } from "../lib/api.js";
import { NATION } from "../lib/county.js";
import { date, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DayChoice, KnownAt, KnownBanner, dayOfQuery, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { TableImport } from "../lib/table-import.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { ProductChoice, WeeksChoice, areaName, areaOptions, shownWeeks, useNames } from "../lib/vaccine.js";
import { Entry } from "./entry.js";
import { VersionsDialog } from "./history.js";
import { Matrix } from "./matrix.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./matrix.js").Forecast} Forecast */

const USUAL = { back: 2, count: 16 };

export function ForecastPage() {
  const names = useNames();
  const doing = query.value.get("gor");
  if (!names.data) {
    return html`<${PageHead} title=${t("forecast.title")} />
      ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
  }
  if (can("forecast.write") && knownDay() === null) {
    if (doing === "revidera" || doing === "ny") {
      return html`<${Entry} key=${doing} names=${names.data} area=${shownArea()} revising=${doing === "revidera"} onDone=${leave} />`;
    }
    if (doing === "klistra") return html`<${TableImport} table="forecasts" names=${names.data} onDone=${leave} />`;
  }
  return html`<${Forecasts} names=${names.data} />`;
}

const leave = () => setQuery({ gor: null });

const shownArea = () => query.value.get("omrade") ?? NATION;

/** @param {{ names: Names }} properties */
function Forecasts({ names }) {
  const area = shownArea();
  const product = query.value.get("vaccin") ?? "";
  const weeks = shownWeeks(USUAL);
  const known = knownDay();
  const compare = dayOfQuery("jamfor");
  const asked = { product, area, first_week: weeks.first, last_week: weeks.last, known_at: known, compare_at: compare };
  const { data, error, loading, reload } = useLoad(async (signal) => (await get("/vaccine/forecasts", { signal, query: asked })).data, Object.values(asked));
  const [open, setOpen] = useState(/** @type {Forecast | null} */ (null));
  return html`
    <${PageHead} title=${t("forecast.heading", { area: areaName(names, area) })} lead=${t("forecast.lead")}>
      <${Ways} />
      <a class="ds-button" data-variant="secondary" href=${apiUrl("/vaccine/forecasts", { ...asked, format: "csv" })}
        download=${`prognoser-${area}-${weeks.first}.csv`}>${t("download_csv")}</a>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <${Filters} names=${names} area=${area} weeks=${weeks} />
    ${compare ? html`<p>${t("forecast.compared_with", { date: date(compare) })} <span class="no-print">
      <${Button} variant="tertiary" size="sm" onClick=${() => setQuery({ jamfor: null })}>${t("forecast.no_compare")}<//></span></p>` : null}
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data?.items.length === 0 ? html`<${Empty} title=${t(known ? "forecast.none_then" : "forecast.none")}>${t("forecast.none_more")}<//>` : null}
    ${data && data.items.length > 0 ? html`<div aria-busy=${loading ? "true" : undefined}>
      <${Matrix} names=${names} weeks=${weeks} items=${data.items} compare=${compare} onOpen=${setOpen} /></div>` : null}
    ${open ? html`<${VersionsDialog} names=${names} forecast=${open} known=${known} onClose=${() => setOpen(null)} />` : null}`;
}

function Ways() {
  if (!can("forecast.write") || knownDay() !== null) return null;
  return html`
    <${Button} onClick=${() => setQuery({ gor: "revidera" })}>${t("forecast.revise")}<//>
    <${Button} variant="secondary" onClick=${() => setQuery({ gor: "ny" })}>${t("forecast.new")}<//>
    <${Button} variant="secondary" onClick=${() => setQuery({ gor: "klistra" })}>${t("forecast.paste")}<//>`;
}

/** @param {{ names: Names, area: string, weeks: import("../lib/vaccine.js").Weeks }} properties */
const Filters = ({ names, area, weeks }) => html`<div class="fields vaccine-filters no-print">
  <${SelectField} id="area" label=${t("vaccine.area")} value=${area} options=${areaOptions(names)}
    onChange=${(/** @type {string} */ omrade) => setQuery({ omrade: omrade === NATION ? null : omrade })} />
  <${ProductChoice} names=${names} />
  <${WeeksChoice} weeks=${weeks} usual=${USUAL} />
  <${KnownAt} />
  <${DayChoice} name="jamfor" id="compare-at" label=${t("forecast.compare")} button=${t("forecast.compare_button")} />
</div>`;
