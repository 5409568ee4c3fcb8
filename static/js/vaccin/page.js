/** The page: filters in the address, what needs somebody, the rows, the totals and the printed totals that do not agree. */
import { html } from "../../vendor/preact.js";
import { apiUrl, get } from "../lib/api.js";
import { Disclosure } from "../lib/disclosure.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownAt, KnownBanner, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { instance } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { ProductChoice, WeeksChoice, areaOptions, shownWeeks, useNames } from "../lib/vaccine.js";
import { Discrepancies } from "./discrepancies.js";
import { Rows } from "./rows.js";
import { Totals } from "./totals.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {object} Item
 * @property {string} county
 * @property {string} product
 * @property {string} week
 * @property {number | null} allocated_packs
 * @property {number | null} allocated_doses
 * @property {number | null} delivered_doses
 * @property {number | null} confirmed_doses
 * @property {"none" | "planned" | "sent" | "received" | "confirmed" | "differs"} state
 * @property {number | null} difference
 * @property {string | null} allocation_id
 * @property {string | null} [delivery_id]
 */

const USUAL = { back: 4, count: 8 };
const SHOWN = ["all", "unconfirmed", "differs", "none"];

/** Whether a row is among those asked for. @param {Item} item @param {string} shown */
export function isShown(item, shown) {
  if (shown === "unconfirmed") return ["sent", "received"].includes(item.state);
  if (shown === "differs") return item.state === "differs" || (item.difference !== null && item.difference !== 0);
  return shown === "none" ? item.state === "none" : true;
}

export function NationPage() {
  const names = useNames();
  if (names.data) return html`<${Nation} names=${names.data} />`;
  return html`<${PageHead} title=${t("nation.heading")} lead=${t("nation.lead")} />
    ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
}

/** @param {{ names: Names }} properties */
function Nation({ names }) {
  const weeks = shownWeeks(USUAL);
  const product = query.value.get("vaccin") ?? "";
  const region = query.value.get("lan") ?? "";
  const shown = SHOWN.includes(query.value.get("visa") ?? "") ? query.value.get("visa") ?? "all" : "all";
  const known = knownDay();
  const asked = { product, first_week: weeks.first, last_week: weeks.last, known_at: known };
  const { data, error, loading, reload } = useLoad(async (signal) => (await get("/vaccine/overview", { signal, query: asked })).data, Object.values(asked));
  const items = /** @type {Item[]} */ (data?.items ?? []).filter((one) => (region === "" || one.county === region) && isShown(one, shown));
  return html`
    <${PageHead} title=${t("nation.heading")} lead=${t("nation.lead")}>
      <a class="ds-button" data-variant="secondary" href=${apiUrl("/vaccine/overview", { ...asked, format: "csv" })} download=${`vaccin-${weeks.first}-${weeks.last}.csv`}>${t("download_csv")}</a>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <div class="fields vaccine-filters no-print">
      <${SelectField} id="region" label=${t("vaccine.region")} value=${region} options=${[{ value: "", label: t("vaccine.all_regions") }, ...areaOptions(names, { nation: false })]}
        onChange=${(/** @type {string} */ lan) => setQuery({ lan: lan || null })} />
      <${ProductChoice} names=${names} />
      <${SelectField} id="shown" label=${t("nation.show")} value=${shown} options=${SHOWN.map((one) => ({ value: one, label: t(`nation.show.${one}`) }))}
        onChange=${(/** @type {string} */ visa) => setQuery({ visa: visa === "all" ? null : visa })} />
      <${WeeksChoice} weeks=${weeks} usual=${USUAL} />
      <${KnownAt} />
    </div>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data ? html`
      <${Needs} data=${data} shown=${shown} />
      <div class="stack" aria-busy=${loading ? "true" : undefined}>
        <p class="muted" role="status">${t("nation.shown", { n: items.length })}</p>
        ${items.length === 0 ? html`<${Empty} title=${t("nation.none")}>${t("nation.none_more")}<//>` : html`<${Rows} names=${names} items=${items} />`}
      </div>
      ${data.totals.length > 0 ? html`<${Disclosure} label=${t("nation.totals")}><${Totals} names=${names} totals=${data.totals} /><//>` : null}
      <${Discrepancies} names=${names} items=${data.discrepancies} />` : null}`;
}

/** What waits or does not agree, each a way to its rows. @param {{ data: any, shown: string }} properties */
function Needs({ data, shown }) {
  const differing = /** @type {Item[]} */ (data.items).filter((one) => isShown(one, "differs")).length;
  const way = (/** @type {string} */ visa, /** @type {string} */ text) => html`<button type="button" class="text-button" aria-pressed=${shown === visa}
    onClick=${() => setQuery({ visa: shown === visa ? null : visa })}>${text}</button>`;
  return html`<ul class="nation-needs">
    <li>${data.unconfirmed > 0 ? html`<span class="tag tag-warn"><span aria-hidden="true">● </span>${data.unconfirmed}</span> ${way("unconfirmed", t("nation.unconfirmed", { n: data.unconfirmed }))}`
      : html`<span class="tag tag-good"><span aria-hidden="true">✓ </span>${t("nation.all_confirmed")}</span>`}</li>
    ${differing > 0 ? html`<li><span class="tag tag-bad"><span aria-hidden="true">! </span>${differing}</span> ${way("differs", t("nation.differing", { n: differing }))}</li>` : null}
    ${data.discrepancies.length > 0 ? html`<li><span class="tag tag-bad"><span aria-hidden="true">≠ </span>${data.discrepancies.length}</span> <a class="ds-link" href="#discrepancies">${t("nation.discrepancies", { n: data.discrepancies.length })}</a></li>` : null}
  </ul>`;
}
