/**
 * How a municipality has reported: on time, late, missing or returned, and how old its figures are.
 */
import { html } from "../../vendor/preact.js";
import { moment, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { reportState, standing } from "./matrix.js";

/** @typedef {import("./matrix.js").Municipality} Municipality */
/** @typedef {import("./matrix.js").Overview} Overview */

const SHAPES = {
  on_time: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm3.6 4.2l1 1L7 11.9 3.9 8.7l1-1L7 9.8z",
  late: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.2 4h1.6v3.7l2.7 2.2-1 1.2-3.3-2.7z",
  missing: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6zM5 7.2h6v1.6H5z",
  returned: "M7 3v3h3.5A4 4 0 0 1 14.5 10 4 4 0 0 1 10.5 14H5v-1.8h5.5A2.2 2.2 0 0 0 12.7 10a2.2 2.2 0 0 0-2.2-2.2H7v3L1.5 7z",
};

/** Symbol and word. @param {{ state: "on_time" | "late" | "missing" | "returned" }} properties */
export const ReportState = ({ state }) => html`<span class=${`report-state report-${state}`}>
  <svg class="status-symbol" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path fill-rule="evenodd" d=${SHAPES[state]} /></svg>
  ${t(`county.report.${state}`)}</span>`;

/** "framräknad från v. 16, 10 dagar gammal" when the figures are older than the week shown, else only their age. @param {Overview} overview @param {Municipality} municipality */
export function ageText(overview, municipality) {
  const now = standing(overview, municipality);
  if (now === "never") return t("county.age.never");
  const age = municipality.age_days === 0 ? t("county.age.today") : t("county.age", { n: municipality.age_days ?? 0 });
  return now === "current" ? age : t(`county.age.${now}`, { week: weekText(municipality.report_week), age });
}

/** @param {{ overview: Overview, municipality: Municipality }} properties */
export function ReportCell({ overview, municipality }) {
  const old = standing(overview, municipality) !== "current";
  return html`<div class="report-cell">
    <${ReportState} state=${reportState(municipality)} />
    <span class=${old ? "report-age report-age-old" : "report-age"} title=${municipality.submitted_at ? moment(municipality.submitted_at) : undefined}>
      ${ageText(overview, municipality)}</span>
    ${municipality.light ? html`<span class="report-light" title=${t("county.light")}><span class=${`light light-${municipality.light}`} aria-hidden="true"></span>
      <span class="ds-sr-only">${t("county.light")}: </span>${t(`county.light.${municipality.light}`)}</span>` : null}
  </div>`;
}
