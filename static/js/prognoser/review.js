/** What a revision or a new forecast would do, as the server reckons it, before it is published. */
import { html } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Alert, TableFrame } from "../lib/ui.js";
import { amountText, areaName, doses, noticeText, signed } from "../lib/vaccine.js";
import { readHundredths, readingsOf } from "./percent.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {{ week: string, before: number | null, after: number | null, difference: number | null, certainty: "firm" | "outlook",
 *   reading_by: number | null, reading_to: number | null, notice_days: number, backlog: number | null, allocated_doses: number | null,
 *   regions: { county: string, allocated_doses: number, after_doses: number, difference: number }[] }} RevisionRow
 */
/**
 * @typedef {{ rows: RevisionRow[], total_before: number, total_after: number, total_difference: number,
 *   missing_after_compensation: number, least_notice_days: number | null }} Revision
 */

/** "återkallad" where there is no figure. @param {number | null} figure */
const afterText = (figure) => (figure === null ? t("forecast.kind.withdrawn") : number(figure));

/** Positive is still missing, negative more than before. @param {number | null} backlog */
function backlogText(backlog) {
  if (backlog === null) return "–";
  if (backlog === 0) return t("review.even");
  return t(backlog > 0 ? "review.missing" : "review.more", { n: Math.abs(backlog) });
}

/** @param {{ revision: Revision }} properties */
function Sentences({ revision }) {
  const { missing_after_compensation: missing, least_notice_days: notice, rows } = revision;
  const last = weekText(rows[rows.length - 1].week, { year: true });
  return html`<${Alert} color=${missing > 0 ? "warning" : "info"}>
    <p class="ds-paragraph"><strong>${missing > 0 ? t("review.not_compensated", { n: missing, week: last }) : t("review.compensated", { week: last })}</strong></p>
    <p class="ds-paragraph">${t("review.totals", { before: revision.total_before, after: revision.total_after, difference: signed(revision.total_difference) })}</p>
    ${notice === null ? null : html`<p class="ds-paragraph">${t("review.notice", { notice: noticeText(notice) })}</p>`}
  <//>`;
}

/**
 * What the same per cent would have given, read in the other ways: the last chance to see that "with" and "to" were mixed up.
 * @param {{ row: RevisionRow, written: import("./rows.js").Row | undefined }} properties
 */
function OtherReadings({ row, written }) {
  const hundredths = written?.kind === "percent" ? readHundredths(written.text) : null;
  if (hundredths === null || row.before === null) return html`–`;
  return html`<ul class="plain-list">${readingsOf(row.before, hundredths).filter(({ reading }) => reading !== written?.reading).map((one) => html`
    <li key=${one.reading}>${t(`forecast.reading.${one.reading}`, { percent: Math.abs(one.percent) })}: ${number(one.after)}</li>`)}</ul>`;
}

/** @param {{ names: Names, revision: Revision, rows: import("./rows.js").Row[] }} properties rows: as they were written */
export const RevisionReview = ({ names, revision, rows }) => html`
  <${Sentences} revision=${revision} />
  <${TableFrame} label=${t("review.title")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("review.title")}</caption>
      <thead><tr>
        <th scope="col">${t("vaccine.week")}</th>
        <th scope="col" class="numeric">${t("review.before")}</th>
        <th scope="col" class="numeric">${t("review.after")}</th>
        <th scope="col" class="numeric">${t("forecast.difference_column")}</th>
        <th scope="col">${t("review.other_readings")}</th>
        <th scope="col">${t("forecast.notice_column")}</th>
        <th scope="col">${t("review.backlog")}</th>
      </tr></thead>
      <tbody>${revision.rows.map((row) => html`<tr key=${row.week}>
        <th scope="row">${weekText(row.week, { year: true })}</th>
        <td data-label=${t("review.before")} class="numeric">${row.before === null ? "–" : number(row.before)}</td>
        <td data-label=${t("review.after")} class="numeric"><span><strong>${afterText(row.after)}</strong> <span class="small muted">${t(`forecast.kind.${row.certainty}`)}</span></span></td>
        <td data-label=${t("forecast.difference_column")} class="numeric">${signed(row.difference)}</td>
        <td data-label=${t("review.other_readings")}><${OtherReadings} row=${row} written=${rows.find(({ week }) => week === row.week)} /></td>
        <td data-label=${t("forecast.notice_column")}>${noticeText(row.notice_days)}</td>
        <td data-label=${t("review.backlog")}>${backlogText(row.backlog)}</td>
      </tr>`)}</tbody>
    </table>
  <//>
  <${Regions} names=${names} rows=${revision.rows} />`;

/** Regions whose decided doses change. @param {{ names: Names, rows: RevisionRow[] }} properties */
function Regions({ names, rows }) {
  const changed = rows.flatMap((row) => row.regions.map((region) => ({ ...region, week: row.week })));
  if (changed.length === 0) return html`<p>${t("review.no_regions")}</p>`;
  return html`<h3 class="ds-heading" data-size="2xs">${t("review.regions")}</h3>
    <p class="small muted">${t("review.regions_note")}</p>
    <${TableFrame} label=${t("review.regions")}>
      <table class="ds-table table-cards">
        <caption class="ds-sr-only">${t("review.regions")}</caption>
        <thead><tr>
          <th scope="col">${t("vaccine.region")}</th><th scope="col">${t("vaccine.week")}</th><th scope="col" class="numeric">${t("review.allocated")}</th>
          <th scope="col" class="numeric">${t("review.after")}</th><th scope="col" class="numeric">${t("forecast.difference_column")}</th>
        </tr></thead>
        <tbody>${changed.map((one) => html`<tr key=${`${one.week}/${one.county}`}>
          <th scope="row">${areaName(names, one.county)}</th>
          <td data-label=${t("vaccine.week")}>${weekText(one.week)}</td>
          <td data-label=${t("review.allocated")} class="numeric">${number(one.allocated_doses)}</td>
          <td data-label=${t("review.after")} class="numeric">${number(one.after_doses)}</td>
          <td data-label=${t("forecast.difference_column")} class="numeric">${signed(one.difference)}</td>
        </tr>`)}</tbody>
      </table>
    <//>`;
}

/** @param {{ items: import("./matrix.js").Forecast[] }} properties */
export const ForecastReview = ({ items }) => html`<${TableFrame} label=${t("review.title")}>
  <table class="ds-table table-cards">
    <caption class="ds-sr-only">${t("review.title")}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.week")}</th><th scope="col" class="numeric">${t("review.before")}</th><th scope="col">${t("review.after")}</th>
      <th scope="col" class="numeric">${t("forecast.difference_column")}</th><th scope="col">${t("forecast.notice_column")}</th>
    </tr></thead>
    <tbody>${items.map((one) => html`<tr key=${one.week}>
      <th scope="row">${weekText(one.week, { year: true })}</th>
      <td data-label=${t("review.before")} class="numeric">${one.previous ? afterText(one.previous.doses) : t("forecast.kind.none")}</td>
      <td data-label=${t("review.after")}><span><strong>${one.withdrawn ? t("forecast.kind.withdrawn") : one.vials === null ? doses(one.doses) : amountText(one)}</strong> <span class="small muted">${t(`forecast.kind.${one.certainty}`)}</span></span></td>
      <td data-label=${t("forecast.difference_column")} class="numeric">${signed(one.difference)}</td>
      <td data-label=${t("forecast.notice_column")}>${noticeText(one.notice_days)}</td>
    </tr>`)}</tbody>
  </table>
<//>`;
