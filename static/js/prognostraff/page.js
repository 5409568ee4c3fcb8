/**
 * The page: which knowledge the outcome is held against (a day, or so many weeks before each week), then the measures, the weeks and
 * for each vaccine how far behind it ran.
 */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { NATION } from "../lib/county.js";
import { date, moment, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DayChoice, KnownAt, KnownBanner, dayOfQuery, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { instance } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { ProductChoice, WeeksChoice, areaName, areaOptions, productName, shownWeeks, useNames } from "../lib/vaccine.js";
import { mondayOf } from "../lib/week.js";
import { BacklogChart } from "./backlog.js";
import { LeadTable, MeasureTable, WeekTable } from "./tables.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./tables.js").Accuracy} Accuracy */
/** @typedef {import("./tables.js").WeekRow} WeekRow */
/** @typedef {{ baseline_at: string | null, lead_weeks: number | null, rows: WeekRow[], products: Accuracy[], leads: any[], total: Accuracy }} View */

const USUAL = { back: 8, count: 8 };
const LEADS = [1, 2, 3, 4, 6, 8];
const USUAL_LEAD = 2;
/** In the address: against a day rather than a lead. */
const BY_DAY = "dag";

export function AccuracyPage() {
  const names = useNames();
  if (names.data) return html`<${Shown} names=${names.data} />`;
  return html`<${PageHead} title=${t("accuracy.title")} />
    ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
}

/** What the outcome is held against: a day when the address asks for one, else so many weeks before each week. @param {string} first */
function basis(first) {
  if (query.value.get("framfor") === BY_DAY) return { lead: null, day: dayOfQuery("utgang") ?? mondayOf(first) };
  const lead = Number(query.value.get("framfor"));
  return { lead: LEADS.includes(lead) ? lead : USUAL_LEAD, day: null };
}

/** @param {{ names: Names }} properties */
function Shown({ names }) {
  const area = query.value.get("omrade") ?? NATION;
  const product = query.value.get("vaccin") ?? "";
  const weeks = shownWeeks(USUAL);
  const { lead, day } = basis(weeks.first);
  const known = knownDay();
  const asked = { product, area, first_week: weeks.first, last_week: weeks.last, known_at: known, baseline_at: day, lead_weeks: lead };
  const { data, error, loading, reload } = useLoad(
    async (signal) => /** @type {View} */ ((await get("/vaccine/forecast-accuracy", { signal, query: asked })).data), Object.values(asked));
  const lead_text = lead ? t("accuracy.against_lead", { n: lead }) : t("accuracy.against_day", { date: date(day) });
  return html`
    <${PageHead} title=${t("accuracy.heading", { area: areaName(names, area) })} lead=${`${t("accuracy.lead")} ${lead_text}`}>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <div class="fields vaccine-filters no-print">
      <${SelectField} id="area" label=${t("vaccine.area")} value=${area} options=${areaOptions(names)}
        onChange=${(/** @type {string} */ omrade) => setQuery({ omrade: omrade === NATION ? null : omrade })} />
      <${ProductChoice} names=${names} />
      <${WeeksChoice} weeks=${weeks} usual=${USUAL} />
      <${SelectField} id="lead" label=${t("accuracy.basis")} value=${lead ? String(lead) : BY_DAY} onChange=${(/** @type {string} */ framfor) => setQuery({ framfor, utgang: null })}
        options=${[...LEADS.map((one) => ({ value: String(one), label: t("accuracy.basis_lead", { n: one }) })), { value: BY_DAY, label: t("accuracy.basis_day") }]} />
      ${lead ? null : html`<${DayChoice} name="utgang" id="baseline" label=${t("accuracy.baseline")} button=${t("known.show")} />`}
      <${KnownAt} />
    </div>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data && data.total.pairs === 0 ? html`<${Empty} title=${t("accuracy.none")}>${t("accuracy.none_more")}<//>` : null}
    ${data && data.total.pairs > 0 ? html`<div class="stack" aria-busy=${loading ? "true" : undefined}><${Result} names=${names} view=${data} /></div>` : null}`;
}

/** @param {{ names: Names, view: View }} properties */
const Result = ({ names, view }) => html`
  <section class="stack" aria-labelledby="measures">
    <h2 class="ds-heading" data-size="xs" id="measures">${t("accuracy.measures")}</h2>
    <${MeasureTable} names=${names} products=${view.products} total=${view.total} />
    <p class="small muted">${t("accuracy.measures_note")}</p>
    ${view.products.length > 1 ? html`<p class="small muted">${t("accuracy.total_note")}</p>` : null}
  </section>
  ${view.products.filter((one) => one.pairs > 0).map((one) => html`<${Late} key=${one.product} names=${names} one=${one} rows=${view.rows.filter((row) => row.product === one.product)} />`)}
  ${view.leads.length > 0 ? html`<section class="stack" aria-labelledby="leads">
    <h2 class="ds-heading" data-size="xs" id="leads">${t("accuracy.leads")}</h2>
    <p class="muted">${t("accuracy.leads_text")}</p>
    <${LeadTable} leads=${view.leads} />
  </section>` : null}`;

/** Late parted from lost, in words, as a picture and as figures. @param {{ names: Names, one: Accuracy, rows: WeekRow[] }} properties */
function Late({ names, one, rows }) {
  const name = productName(names, one.product);
  const heading = `late-${one.product}`;
  return html`<section class="panel stack" aria-labelledby=${heading}>
    <h2 class="ds-heading" data-size="xs" id=${heading}>${t("accuracy.late_heading", { product: name })}</h2>
    <p class="late-sentence"><strong>${lateText(one)}</strong></p>
    <${BacklogChart} title=${t("accuracy.chart", { product: name })} rows=${rows} />
    <${WeekTable} rows=${rows} label=${t("accuracy.weeks_of", { product: name })} />
  </section>`;
}

/** @param {Accuracy} one */
function lateText(one) {
  if (one.maximum_backlog === 0) return t("accuracy.never_behind");
  const worst = t("accuracy.worst", { n: one.maximum_backlog, week: weekText(one.backlog_week, { year: true }) });
  if (one.final_loss === 0) return `${worst} ${t("accuracy.recovered", { week: weekText(one.recovered_week, { year: true }), n: one.weeks_to_recovery ?? 0 })}`;
  return `${worst} ${one.late > 0 ? `${t("accuracy.came_late", { n: one.late })} ` : ""}${t("accuracy.lost", { n: one.final_loss })}`;
}
