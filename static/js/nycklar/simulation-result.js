/** What a trial gives: a picture, the regions in a table, and the doses week by week. */
import { html, useState } from "../../vendor/preact.js";
import { Disclosure } from "../lib/disclosure.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { RegionPairs } from "../lib/region-charts.js";
import { Alert, SelectField, TableFrame } from "../lib/ui.js";
import { areaName, signed } from "../lib/vaccine.js";
import { KeyLink, share } from "./in-force.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {{ county: string, present_share_percent: number | null, proposed_share_percent: number, present_doses: (number | null)[],
 *   proposed_doses: (number | null)[], present_total: number | null, proposed_total: number, difference: number | null, target_group: number, given_doses: number | null,
 *   present_coverage_percent: number | null, proposed_coverage_percent: number | null }} Region
 */
/**
 * @typedef {{ product: string, present: { key_id: string, name: string } | null, proposed: { key_id: string, name: string }, pack_doses: number,
 *   weeks: { week: string, doses: number | null, packs: number | null, present_key_name: string | null, counts: boolean }[], regions: Region[],
 *   totals: Record<string, number | null> }} Result
 */

const MEASURES = /** @type {const} */ (["coverage", "share", "doses"]);
const WEEKS_IN_TABLE = 6;

/** @param {number | null | undefined} value */
const percent = (value) => (value === null || value === undefined ? "–" : `${number(value, 1)}\u00a0%`);

/** @param {Region} region @param {string} measure */
function pairOf(region, measure) {
  if (measure === "share") return { from: region.present_share_percent, to: region.proposed_share_percent };
  if (measure === "doses") return { from: region.present_total, to: region.proposed_total };
  return { from: region.present_coverage_percent, to: region.proposed_coverage_percent };
}

/** @param {{ names: Names, result: Result, product: string }} properties */
export function SimulationResult({ names, result, product }) {
  const [measure, setMeasure] = useState(/** @type {string} */ ("coverage"));
  const { weeks, regions, present, proposed } = result;
  const unknown = weeks.filter((one) => one.packs === null);
  const before = present ? t("simulation.present", { name: present.name }) : t("simulation.no_present");
  const after = t("simulation.proposed", { name: proposed.name });
  const counted = weeks.filter((one) => one.counts);
  const keyless = weeks.filter((one) => one.packs !== null && !one.counts);
  const most = regions.filter((one) => one.difference !== null && one.difference !== 0).sort((a, b) => Number(b.difference) - Number(a.difference));
  const description = differenceText(names, most[0], most[most.length - 1]);
  return html`<section class="stack">
    <h2 class="ds-heading" data-size="xs">${t("simulation.result", {
      product, first: weekText(weeks[0]?.week, { year: true }), last: weekText(weeks[weeks.length - 1]?.week, { year: true }) })}</h2>
    <dl class="facts">
      <div><dt>${t("simulation.key_present")}</dt><dd>${present ? html`<${KeyLink} id=${present.key_id}>${present.name}<//>` : t("key.no_key")}</dd></div>
      <div><dt>${t("simulation.key_proposed")}</dt><dd>${proposed.name}</dd></div>
      <div><dt>${t("simulation.supply")}</dt><dd>${number(counted.reduce((sum, one) => sum + (one.doses ?? 0), 0))} ${t("simulation.doses_unit")}</dd></div>
      ${keyless.length > 0 ? html`<div><dt>${t("simulation.compared")}</dt><dd>${t("simulation.compared_weeks", { weeks: counted.map((one) => weekText(one.week)).join(", ") })}</dd></div>` : null}
    </dl>
    ${unknown.length > 0 ? html`<${Alert} color="warning"><p class="ds-paragraph">${t("simulation.unknown", { n: unknown.length, weeks: unknown.map((one) => weekText(one.week)).join(", ") })}</p><//>` : null}
    ${keyless.length > 0 ? html`<${Alert} color="warning"><p class="ds-paragraph">${t("simulation.keyless", { n: keyless.length, weeks: keyless.map((one) => weekText(one.week)).join(", ") })}</p><//>` : null}
    <p>${description}</p>
    <div class="no-print"><${SelectField} id="measure" label=${t("simulation.measure")} value=${measure} onChange=${setMeasure}
      options=${MEASURES.map((value) => ({ value, label: t(`simulation.measure.${value}`) }))} /></div>
    <${RegionPairs} title=${`${t(`simulation.measure.${measure}`)}: ${product}`} description=${description} before=${before} after=${after}
      rows=${regions.map((one) => ({ code: one.county, name: areaName(names, one.county), ...pairOf(one, measure) }))}
      tickText=${(/** @type {number} */ value) => (measure === "doses" ? number(value) : `${number(value, value % 1 ? 1 : 0)}\u00a0%`)} />
    <${RegionTable} names=${names} result=${result} />
    <${Disclosure} label=${t("simulation.by_week")}>
      <div class="stack">${Array.from({ length: Math.ceil(weeks.length / WEEKS_IN_TABLE) }, (_, part) => html`<${WeekTable} key=${part} names=${names} result=${result}
        from=${part * WEEKS_IN_TABLE} to=${Math.min(weeks.length, (part + 1) * WEEKS_IN_TABLE)} />`)}</div>
    <//>
    <p class="muted small">${t("simulation.note")}</p>
  </section>`;
}

/** Who gains and who loses most. @param {Names} names @param {Region | undefined} first @param {Region | undefined} last */
function differenceText(names, first, last) {
  if (!first || !last) return t("simulation.no_difference");
  const values = { gains: areaName(names, first.county), more: signed(first.difference), loses: areaName(names, last.county), less: signed(last.difference) };
  if (Number(last.difference) > 0) return t("simulation.gains", { gains: values.gains, more: values.more });
  return Number(first.difference) < 0 ? t("simulation.loses", { loses: values.loses, less: values.less }) : t("simulation.description", values);
}

/** @param {{ names: Names, result: Result }} properties */
function RegionTable({ names, result }) {
  const title = t("simulation.table");
  const { regions, totals } = result;
  const cell = (/** @type {string} */ label, /** @type {any} */ content) => html`<td data-label=${label} class="numeric">${content}</td>`;
  const words = {
    share_now: t("simulation.share_now"), share_then: t("simulation.share_then"), doses_now: t("simulation.doses_now"), doses_then: t("simulation.doses_then"),
    difference: t("simulation.difference"), target: t("simulation.target"), coverage_now: t("simulation.coverage_now"), coverage_then: t("simulation.coverage_then"),
  };
  return html`<${TableFrame} label=${title}>
    <table class="ds-table table-cards table-dense">
      <caption class="ds-sr-only">${title}</caption>
      <thead><tr><th scope="col">${t("vaccine.region")}</th>${Object.values(words).map((word) => html`<th key=${word} scope="col" class="numeric">${word}</th>`)}</tr></thead>
      <tbody>${regions.map((one) => html`<tr key=${one.county}>
        <th scope="row">${areaName(names, one.county)}</th>
        ${cell(words.share_now, share(one.present_share_percent))}
        ${cell(words.share_then, share(one.proposed_share_percent))}
        ${cell(words.doses_now, number(one.present_total))}
        ${cell(words.doses_then, number(one.proposed_total))}
        ${cell(words.difference, html`<strong>${signed(one.difference)}</strong>`)}
        ${cell(words.target, number(one.target_group))}
        ${cell(words.coverage_now, percent(one.present_coverage_percent))}
        ${cell(words.coverage_then, percent(one.proposed_coverage_percent))}
      </tr>`)}
      <tr class="total-row"><th scope="row">${t("vaccine.total")}</th>
        ${cell(words.share_now, result.present ? "100 %" : "–")}${cell(words.share_then, "100 %")}
        ${cell(words.doses_now, number(totals.present_total))}${cell(words.doses_then, number(totals.proposed_total))}
        ${cell(words.difference, totals.present_total === null || totals.proposed_total === null ? "–" : signed(totals.proposed_total - totals.present_total))}
        ${cell(words.target, number(totals.target_group))}${cell(words.coverage_now, percent(totals.present_coverage_percent))}${cell(words.coverage_then, percent(totals.proposed_coverage_percent))}
      </tr></tbody>
    </table>
  <//>`;
}

/** Doses now and then for some of the weeks. @param {{ names: Names, result: Result, from: number, to: number }} properties */
function WeekTable({ names, result, from, to }) {
  const weeks = result.weeks.slice(from, to);
  const title = t("simulation.weeks_table", { first: weekText(weeks[0].week), last: weekText(weeks[weeks.length - 1].week) });
  return html`<${TableFrame} label=${title}>
    <table class="ds-table table-dense">
      <caption>${title}</caption>
      <thead><tr><th scope="col">${t("vaccine.region")}</th>${weeks.map((one) => html`<th key=${one.week} scope="col" class="numeric">${weekText(one.week)}</th>`)}</tr></thead>
      <tbody>${result.regions.map((region) => html`<tr key=${region.county}>
        <th scope="row">${areaName(names, region.county)}</th>
        ${weeks.map((one, at) => html`<td key=${one.week} class="numeric nowrap">${one.packs === null ? t("missing")
          : html`${one.present_key_name === null ? t("simulation.no_key_then") : number(region.present_doses[from + at])} → <strong>${number(region.proposed_doses[from + at])}</strong>`}</td>`)}
      </tr>`)}</tbody>
    </table>
  <//>`;
}
