/** How the county's municipalities have reported a week, those that wait for review first, each a link to its report. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { week as weekName } from "../lib/format.js";
import { compareNames, t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Loading, Problem } from "../lib/ui.js";
import { dayAndTime } from "./words.js";

/** In the order of the list. */
const STATES = ["waiting", "returned", "draft", "missing", "approved"];
const COLORS = /** @type {Record<string, string>} */ ({ waiting: "info", returned: "warning", approved: "success" });

/** @param {{ report: string, approved: boolean }} row a municipality of the overview */
export function listState({ report, approved }) {
  if (report === "on_time" || report === "late") return approved ? "approved" : "waiting";
  return report;
}

/** @param {{ county: string, week: string }} props */
export function ReportList({ county, week }) {
  const overview = useLoad(async (signal) => (await get(`/counties/${county}/ppe-overview`, { query: { week }, signal })).data, [county, week]);
  if (!overview.data) return overview.error ? html`<${Problem} error=${overview.error} retry=${overview.reload} />` : html`<${Loading} text=${t("report.loading")} />`;
  const rows = overview.data.municipalities.map((/** @type {any} */ row) => ({ ...row, state: listState(row) }))
    .sort((/** @type {any} */ a, /** @type {any} */ b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || compareNames(a.name, b.name));
  const waiting = rows.filter((/** @type {any} */ row) => row.state === "waiting").length;
  return html`<section class="stack">
    <h2 class="ds-heading" data-size="xs">${t("report.list.waiting", { n: waiting })}</h2>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("report.list.caption", { week: weekName(week) })}</caption>
      <thead><tr><th scope="col">${t("report.pick.municipality")}</th><th scope="col">${t("report.list.state")}</th><th scope="col">${t("report.list.sent")}</th></tr></thead>
      <tbody>${rows.map((/** @type {any} */ row) => html`<tr key=${row.code}>
        <th scope="row"><a class="ds-link" href=${`/rapport?kommun=${row.code}&vecka=${week}`}>${row.name}</a></th>
        <td data-label=${t("report.list.state")}><span><span class="ds-tag" data-size="sm" data-color=${COLORS[row.state] ?? "neutral"}>${t(`report.list.state.${row.state}`)}</span>${row.report === "late" ? ` ${t("report.state.late")}` : ""}</span></td>
        <td data-label=${t("report.list.sent")}>${row.report_week === week ? dayAndTime(row.submitted_at) : "–"}</td>
      </tr>`)}</tbody>
    </table>
  </section>`;
}
