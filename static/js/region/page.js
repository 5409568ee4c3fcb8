/**
 * The page: whose region, which day's knowledge, then the parts in the order of the week's work. A part that the server does not
 * answer for says so itself; the others stay.
 */
import { html, useEffect, useState } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { shownCounty } from "../lib/county.js";
import { date, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DayChoice, KnownAt, KnownBanner, dayOfQuery, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { setQuery } from "../lib/query.js";
import { can, instance, ownCounty, session } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { areaName, areaOptions, useNames } from "../lib/vaccine.js";
import { Capacity } from "./capacity.js";
import { ToConfirm } from "./confirm.js";
import { Accounts, Changes, Outlook } from "./outlook.js";
import { Reconciliation } from "./reconciliation.js";
import { WeekReport } from "./report.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */

/** Whether the reader answers for this region now. @param {string} county */
const isOwn = (county) => session.value?.organisation.kind === "region" && ownCounty()?.code === county && knownDay() === null;

export function RegionPage() {
  const county = shownCounty();
  const names = useNames();
  if (!names.data || county === null) {
    return html`<${PageHead} title=${t("region.title")} lead=${t("region.lead")} />
      ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : null}
      ${names.data ? html`<div class="fields no-print"><${RegionChoice} names=${names.data} /></div><${Empty} title=${t("region.choose")} />` : names.error ? null : html`<${Loading} />`}`;
  }
  return html`<${Region} key=${county} county=${county} names=${names.data} />`;
}

/** For those who have no region of their own. @param {{ names: Names }} properties */
const RegionChoice = ({ names }) => (ownCounty() ? null : html`<${SelectField} id="region" label=${t("vaccine.region")} value=${shownCounty() ?? ""}
  options=${[{ value: "", label: t("region.choose") }, ...areaOptions(names, { nation: false })]} onChange=${(/** @type {string} */ lan) => setQuery({ lan: lan || null })} />`);

/** @param {{ id: string, title: string, lead?: string, children: any }} properties */
const Part = ({ id, title, lead, children }) => html`<section class="panel stack region-part" id=${id}>
  <div><h2 class="ds-heading" data-size="xs">${title}</h2>${lead ? html`<p class="muted">${lead}</p>` : null}</div>
  ${children}
</section>`;

/** @param {{ county: string, names: Names }} properties */
function Region({ county, names }) {
  const known = knownDay();
  const compare = dayOfQuery("jamfor");
  const path = `/counties/${county}/vaccine-overview`;
  const overview = useLoad(async (signal) => (await get(path, { signal, query: { known_at: known, compare_at: compare } })).data, [path, known, compare]);
  const [sent, setSent] = useState(0);
  const { data } = overview;
  const own = isOwn(county);
  // The page draws itself after the browser has looked for the address's part.
  useEffect(() => {
    if (data && location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [data !== null]);
  const changed = () => {
    overview.reload();
    setSent(sent + 1);
  };
  return html`
    <${PageHead} title=${t("region.heading", { region: areaName(names, county) })} lead=${t("region.lead")}>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <div class="fields vaccine-filters no-print">
      <${RegionChoice} names=${names} />
      <${KnownAt} />
      <${DayChoice} name="jamfor" id="compare-at" label=${t("forecast.compare")} button=${t("forecast.compare_button")} />
    </div>
    ${overview.error ? html`<${Problem} error=${overview.error} retry=${overview.reload} />` : null}
    ${overview.loading && !data ? html`<${Loading} />` : null}
    ${data ? html`
      <${Contents} data=${data} />
      <${Part} id="coming" title=${t("region.coming")} lead=${t("region.coming_lead", { date: date(data.compare_at) })}>
        <${Changes} names=${names} data=${data} />
        <${Outlook} names=${names} data=${data} />
      <//>
      <${Part} id="account" title=${t("region.account")} lead=${t("region.account_lead")}><${Accounts} names=${names} data=${data} /><//>
      <${Part} id="confirm" title=${t("region.confirm", { n: data.to_confirm.length })} lead=${data.to_confirm.length > 0 ? t("region.confirm_lead") : undefined}>
        <${ToConfirm} names=${names} items=${data.to_confirm} may=${own && can("delivery.confirm")} onDone=${changed} />
      <//>
      <${Part} id="report" title=${t("region.report")} lead=${t("region.report_lead")}>
        <${WeekReport} county=${county} names=${names} due=${data.week_report.week} may=${own && can("region_report.write")} known=${known} onSent=${changed} />
      <//>
      <${Part} id="reconciliation" title=${t("region.reconciliation")} lead=${t("region.reconciliation_lead")}>
        <${Reconciliation} county=${county} names=${names} due=${data.week_report.week} known=${known} round=${sent} />
      <//>
      <${Part} id="capacity" title=${t("region.capacity")} lead=${t("region.capacity_lead")}>
        <${Capacity} names=${names} county=${county} first=${data.week} may=${own && can("region_report.write")} known=${known} />
      <//>` : null}`;
}

/** The parts, and what waits in them. @param {{ data: any }} properties */
function Contents({ data }) {
  const waits = /** @type {Record<string, string | null>} */ ({
    confirm: data.to_confirm.length > 0 ? t("region.waiting", { n: data.to_confirm.length }) : null,
    report: data.week_report.reported ? null : t("region.report_missing"),
  });
  return html`<nav class="region-contents no-print" aria-label=${t("region.contents")}><ul>
    ${["coming", "account", "confirm", "report", "reconciliation", "capacity"].map((id) => html`<li key=${id}>
      <a class="ds-link" href=${`#${id}`}>${t(`region.part.${id}`)}</a>${waits[id] ? html` <span class="tag tag-warn"><span aria-hidden="true">● </span>${waits[id]}</span>` : null}</li>`)}
  </ul></nav>`;
}
