/** A submitted report for reading and printing: every figure, every detail, nothing folded away. */
import { html } from "../../vendor/preact.js";
import { quantity } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { CoverFacts } from "./cover.js";
import { EXTRA_FIELDS, MAIN_FIELDS } from "./fields.js";
import { countText, fieldName, nameOf, packSizeText, questionText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */
/** @typedef {import("./fields.js").Line} Line */

/** One sentence per detail that a line has. @param {Line} line @param {string} week @returns {string[]} */
function detailTexts(line, week) {
  const report = line.report ?? {};
  const flows = EXTRA_FIELDS.filter((field) => (report[field] ?? 0) !== 0)
    .map((field) => `${fieldName(field, week)}: ${countText(report[field], line)}`);
  const deliveries = (report.deliveries ?? []).map((/** @type {any} */ one) =>
    `${t("report.details.delivery")}: ${countText(one.quantity, line)}, ${one.expected_on}, ${t(one.confirmed ? "report.details.confirmed" : "report.details.unconfirmed")}`);
  const lots = (report.lots ?? []).map((/** @type {any} */ one) =>
    `${t("report.field.lot.expires_on")} ${one.expires_on}: ${countText(one.quantity, line)}${one.lot_name ? ` (${one.lot_name})` : ""}`);
  const parts = (report.parts ?? []).map((/** @type {any} */ one) => {
    const name = one.kind === "sector" ? t(`report.part.sector.${one.name}`) : `${one.name} (${t(`report.part.${one.kind}`)})`;
    return `${name}: ${t("report.field.part.stock")} ${quantity(one.stock, line.unit)}, ${t("report.field.part.use_in_week")} ${quantity(one.use_in_week, line.unit)}`;
  });
  return [...flows, ...deliveries, ...lots, ...parts];
}

/** @param {{ report: Report, line: Line }} props */
function Row({ report, line }) {
  const assessed = report.form.assessment?.lines.find((/** @type {any} */ one) => one.article === line.article);
  const details = detailTexts(line, report.form.week);
  const questions = assessed?.questions ?? [];
  return html`<tr>
      <th scope="row"><span class="rp-name">${nameOf(line)}</span> <span class="rp-pack">${packSizeText(line)}</span></th>
      ${MAIN_FIELDS.map((field) => html`<td key=${field} class="rp-figure">
        <span class="rp-label" aria-hidden="true">${fieldName(field, report.form.week)}</span>
        ${line.report ? countText(line.report[field], line) : html`<span class="rp-missing">${t("report.view.not_reported")}</span>`}</td>`)}
      <td class="rp-cover"><span class="rp-label" aria-hidden="true">${t("report.field.cover")}</span>
        ${assessed && html`<${CoverFacts} cover=${assessed.cover} runs_out_on=${assessed.runs_out_on} wasted=${assessed.wasted} inbound=${assessed.inbound} line=${line} />`}</td>
    </tr>
    ${details.length + questions.length > 0 && html`<tr class="rp-under"><td colspan="5">
      ${details.length > 0 && html`<ul class="rp-detail-texts">${details.map((text, at) => html`<li key=${at}>${text}</li>`)}</ul>`}
      ${questions.map((/** @type {any} */ question) => html`<p class="rp-question" key=${question.code}><strong>${t("report.question.prefix")}</strong> ${questionText(question)}</p>`)}
    </td></tr>`}`;
}

/** @param {{ report: Report }} props */
export function ReportView({ report }) {
  const { form } = report;
  const { report: head, week } = form;
  return html`<section class="rp-view" aria-label=${t("report.table.caption")}>
    ${head.no_change && html`<p>${t("report.view.no_change")}</p>`}
    <table class="ds-table rp-table rp-readonly">
      <caption class="ds-sr-only">${t("report.table.caption")}</caption>
      <thead><tr>
        <th scope="col">${t("report.table.article")}</th>
        ${MAIN_FIELDS.map((field) => html`<th scope="col" key=${field}>${fieldName(field, week)}</th>`)}
        <th scope="col">${t("report.field.cover")}</th>
      </tr></thead>
      <tbody>${report.lines.map((line) => html`<${Row} key=${line.article} report=${report} line=${line} />`)}</tbody>
    </table>
    <dl class="rp-head-facts">
      <div><dt>${t("report.field.infection_count")}</dt><dd>${head.infection_count ?? t("report.view.not_reported")}</dd></div>
      <div><dt>${t("report.field.light")}</dt><dd>${t(`report.light.${head.light || "none"}`)}</dd></div>
      <div><dt>${t("report.field.comment")}</dt><dd class="rp-comment">${head.comment || "–"}</dd></div>
    </dl>
  </section>`;
}
