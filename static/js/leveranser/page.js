/** The page: filters, the list, printed sums that differ, and the ways to new deliveries. */
import { html } from "../../vendor/preact.js";
import { apiUrl, get } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownAt, KnownBanner, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { can, instance, ownCounty, session } from "../lib/session.js";
import { TableImport } from "../lib/table-import.js";
import { Button, Checkbox, Empty, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { ProductChoice, WeeksChoice, areaOptions, shownWeeks, useNames } from "../lib/vaccine.js";
import { DeliveryDialog } from "./delivery.js";
import { Discrepancies } from "./discrepancies.js";
import { DeliveryTable } from "./list.js";
import { NewDeliveries } from "./new.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */

const USUAL = { back: 8, count: 12 };
/** In the address: every region, for those who otherwise see their own. */
const ALL = "alla";

/** FOHM enters plans and deliveries; a region writes only about its own. */
export const writesForAll = () => can("delivery.write") && session.value?.organisation.kind === "national";

export function DeliveryPage() {
  const names = useNames();
  const doing = query.value.get("gor");
  if (!names.data) {
    return html`<${PageHead} title=${t("delivery.title")} />
      ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
  }
  if (writesForAll() && knownDay() === null) {
    if (doing === "ny") return html`<${NewDeliveries} names=${names.data} onDone=${leave} />`;
    if (doing === "klistra") return html`<${TableImport} table="deliveries" names=${names.data} onDone=${leave} />`;
  }
  return html`<${Deliveries} names=${names.data} />`;
}

const leave = () => setQuery({ gor: null });

/** The region in the address, else one's own when it is a region that asks. */
function shownRegion() {
  const asked = query.value.get("region");
  if (asked !== null) return asked === ALL ? "" : asked;
  return session.value?.organisation.kind === "region" ? (ownCounty()?.code ?? "") : "";
}

/** @param {{ names: Names }} properties */
function Deliveries({ names }) {
  const county = shownRegion();
  const weeks = shownWeeks(USUAL);
  const known = knownDay();
  const unconfirmed = query.value.get("obekraftade") === "1";
  const asked = {
    product: query.value.get("vaccin") ?? "", county, first_week: weeks.first, last_week: weeks.last, known_at: known, unconfirmed: unconfirmed || null,
  };
  const { data, error, loading, reload } = useLoad(async (signal) => (await get("/vaccine/deliveries", { signal, query: asked })).data, Object.values(asked));
  const open = query.value.get("id");
  return html`
    <${PageHead} title=${t("delivery.title")} lead=${t("delivery.lead")}>
      ${writesForAll() && known === null ? html`
        <${Button} onClick=${() => setQuery({ gor: "ny" })}>${t("delivery.new")}<//>
        <${Button} variant="secondary" onClick=${() => setQuery({ gor: "klistra" })}>${t("forecast.paste")}<//>` : null}
      <a class="ds-button" data-variant="secondary" href=${apiUrl("/vaccine/deliveries", { ...asked, format: "csv" })}
        download=${`leveranser-${weeks.first}.csv`}>${t("download_csv")}</a>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <div class="fields vaccine-filters no-print">
      <${SelectField} id="region" label=${t("vaccine.region")} value=${county || ALL} onChange=${(/** @type {string} */ region) => setQuery({ region })}
        options=${[{ value: ALL, label: t("vaccine.all_regions") }, ...areaOptions(names, { nation: false })]} />
      <${ProductChoice} names=${names} />
      <${WeeksChoice} weeks=${weeks} usual=${USUAL} />
      <${KnownAt} />
      <${Checkbox} id="unconfirmed" label=${t("delivery.only_unconfirmed")} checked=${unconfirmed}
        onChange=${(/** @type {boolean} */ on) => setQuery({ obekraftade: on ? "1" : null }, { replace: true })} />
    </div>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data?.items.length === 0 ? html`<${Empty} title=${t("delivery.none")}>${t("delivery.none_more")}<//>` : null}
    ${data && data.items.length > 0 ? html`<${DeliveryTable} names=${names} items=${data.items} onOpen=${(/** @type {string} */ id) => setQuery({ id })} />` : null}
    <${Discrepancies} names=${names} known=${known} />
    ${open ? html`<${DeliveryDialog} key=${open} names=${names} id=${open} known=${known} onClose=${() => setQuery({ id: null })} onChanged=${reload} />` : null}`;
}
