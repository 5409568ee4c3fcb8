/**
 * Why a cell says what it says: the figures behind it, in a dialog.
 */
import { html } from "../../vendor/preact.js";
import { TrendChart } from "../lib/chart-lines.js";
import { CoverTag } from "../lib/cover.js";
import { date, number, packs, quantity, unit, week as weekText } from "../lib/format.js";
import { fractionValue } from "../lib/fraction.js";
import { hasText, inLanguage, t } from "../lib/i18n.js";
import { Dialog } from "../lib/ui.js";
import { ageText } from "./report.js";

/**
 * @param {{ overview: import("./matrix.js").Overview, municipality: import("./matrix.js").Municipality, at: number, onClose: () => void }} properties
 *   at: the article's place
 */
export function CellDialog({ overview, municipality, at, onClose }) {
  const article = overview.articles[at];
  const cell = municipality.cells[at];
  const name = inLanguage(article, "name");
  return html`<${Dialog} title=${t("county.cell.title", { municipality: municipality.name, article: name })} onClose=${onClose} wide>
    <div class="cell-head">
      <${CoverTag} cover=${cell.cover} />
      <span class="muted">${t("county.cell.as_of", { age: ageText(overview, municipality) })}</span>
    </div>
    <dl class="facts">
      ${facts(cell, article).map(([label, value, note]) => html`<div key=${label}>
        <dt>${label}</dt><dd>${value}${note ? html` <span class="muted fact-note">${note}</span>` : null}</dd>
      </div>`)}
    </dl>
    <${Questions} codes=${cell.questions} />
    ${cell.trend.length > 1 ? html`<h3 class="ds-heading" data-size="2xs">${t("county.cell.trend", { n: cell.trend.length })}</h3>
      <${TrendChart} title=${t("county.cell.trend_title", { municipality: municipality.name, article: name })}
        weeks=${cell.trend.map((point) => point.week)} policy=${overview.policy}
        series=${[{ code: municipality.code, name: municipality.name, points: cell.trend.map(trendPoint) }]} />` : null}
    <p><a class="ds-link" href=${`/rapport?kommun=${municipality.code}&vecka=${municipality.report_week ?? overview.week}`}>
      ${t("county.cell.report", { week: weekText(municipality.report_week ?? overview.week), municipality: municipality.name })}</a></p>
  <//>`;
}

/** @param {{ week: string, stock: number | null, use: number | null, cover_days: number | null }} point */
const trendPoint = (point) => ({ week: point.week, days: point.cover_days, noUse: point.use === 0 && (point.stock ?? 0) > 0 });

/**
 * Label, value, remark.
 * @param {import("./matrix.js").Cell} cell @param {import("./matrix.js").Article} article
 * @returns {[string, string, string | null][]}
 */
function facts(cell, article) {
  const perDay = fractionValue(cell.use_per_day);
  const use = perDay === null ? "–" : `${number(perDay, 1)}\u00a0${unit(article.unit)}`;
  return [
    [t("county.cell.stock"), packs(cell.stock, article), null],
    [t("county.cell.usable"), packs(cell.usable, article), t("county.cell.usable_note")],
    [t("county.cell.wasted"), packs(cell.stock === null ? null : cell.wasted, article), cell.wasted > 0 ? t("county.cell.wasted_note") : null],
    [t("county.cell.use_per_day"), use, t("county.cell.use_note")],
    [t("county.cell.use_in_week"), quantity(cell.use_in_week, article.unit), null],
    [t("county.cell.need"), quantity(cell.need_next_week, article.unit), null],
    [t("county.cell.inbound"), packs(cell.stock === null ? null : cell.inbound, article), null],
    [t("county.cell.runs_out"), cell.runs_out_on ? date(cell.runs_out_on) : t("county.cell.no_run_out"), cell.runs_out_on && cell.inbound > 0 ? t("county.cell.with_inbound") : null],
  ];
}

/** @param {{ codes: string[] }} properties */
function Questions({ codes }) {
  if (codes.length === 0) return null;
  return html`<div class="ds-alert" data-color="warning">
    <h3 class="ds-heading" data-size="2xs">${t("county.cell.questions")}</h3>
    <ul class="ds-list">${codes.map((code) => html`<li key=${code}>${hasText(`county.question.${code}`) ? t(`county.question.${code}`) : code}</li>`)}</ul>
  </div>`;
}
