/**
 * The trend chart as SVG, with its figures in a table for those who do not see it (and for paper).
 */
import { html, useId } from "../../vendor/preact.js";
import { layoutTrend } from "./chart-trend.js";
import { Disclosure } from "./disclosure.js";
import { number, week as weekText } from "./format.js";
import { t } from "./i18n.js";
import { useNarrow } from "./media.js";
import { TableFrame } from "./ui.js";

/** @typedef {import("./chart-trend.js").TrendSeries} TrendSeries */

/** Names of more lines than this would lie on top of each other. */
const MOST_LABELS = 12;

/**
 * @param {{ title: string, weeks: string[], series: TrendSeries[], policy: any, highlight?: string | null,
 *   openTable?: boolean }} properties  highlight: code of the line to bring out; the others recede
 */
export function TrendChart({ title, weeks, series, policy, highlight = null, openTable = false }) {
  const narrow = useNarrow();
  const id = useId();
  const thresholds = { acute: policy.acute_below_days, red: policy.red_below_days, yellow: policy.yellow_below_days };
  const labels = !narrow && series.length > 1 && series.length <= MOST_LABELS;
  const frame = narrow ? { width: 340, height: 260, labels: false } : { width: 880, height: 340, labels };
  const chart = layoutTrend(series, weeks, thresholds, frame);
  const ordered = [...chart.lines].sort((a, b) => Number(a.code === highlight) - Number(b.code === highlight));
  const above = chart.lines.some((line) => line.dots.some((dot) => dot.above));
  return html`<figure class="chart">
    <svg class="chart-picture" viewBox=${`0 0 ${chart.width} ${chart.height}`} role="img" aria-labelledby=${`${id}-title ${id}-text`}>
      <title id=${`${id}-title`}>${title}</title>
      <desc id=${`${id}-text`}>${describe(series, weeks)}</desc>
      ${chart.bands.map((band) => html`<rect key=${band.status} class=${`band band-${band.status}`} x=${chart.box.left}
        y=${band.y} width=${chart.box.right - chart.box.left} height=${band.height} />`)}
      ${chart.bands.slice(1).map((band) => html`<line key=${band.status} class="band-limit" x1=${chart.box.left}
        x2=${chart.box.right} y1=${band.y + band.height} y2=${band.y + band.height} />`)}
      ${chart.days.map(({ days, y }) => html`<text key=${days} class="axis" x=${chart.box.left - 8} y=${y + 4} text-anchor="end">${days}</text>`)}
      ${chart.weeks.map(({ week, x, named }) => named && html`<text key=${week} class="axis" x=${x}
        y=${chart.box.bottom + 20} text-anchor="middle">${weekText(week)}</text>`)}
      ${ordered.map((line) => html`<g key=${line.code} class=${lineClass(line.code, highlight, series.length)}>
        <path class="series-line" d=${line.path} />
        ${line.dots.map((dot) => html`<circle key=${dot.week} class="series-dot" cx=${dot.x} cy=${dot.y} r="3" />`)}
        ${line.label && html`<text class="series-name" x=${line.label.x} y=${line.label.y + 4}>${line.label.text}</text>`}
      </g>`)}
    </svg>
    <figcaption class="chart-caption muted">${t("county.chart.axis")}${above ? ` ${t("county.chart.above", { n: chart.upper })}` : ""}</figcaption>
    <${Disclosure} label=${t("county.chart.table")} open=${openTable}>
      <${TrendTable} title=${title} weeks=${weeks} series=${series} />
    <//>
  </figure>`;
}

/** @param {string} code @param {string | null} highlight @param {number} count */
function lineClass(code, highlight, count) {
  if (count === 1 || code === highlight) return "series series-strong";
  return highlight ? "series series-weak" : "series";
}

/** One sentence: the lowest of the newest week. @param {TrendSeries[]} series @param {string[]} weeks */
function describe(series, weeks) {
  const last = weeks[weeks.length - 1];
  const known = series
    .map((one) => ({ name: one.name, days: one.points[one.points.length - 1]?.days ?? null }))
    .filter((one) => one.days !== null)
    .sort((a, b) => Number(a.days) - Number(b.days));
  if (known.length === 0) return t("county.chart.no_figures");
  return t("county.chart.lowest", { week: weekText(last), name: known[0].name, days: number(known[0].days, 1) });
}

/** @param {{ title: string, weeks: string[], series: TrendSeries[] }} properties */
export const TrendTable = ({ title, weeks, series }) => html`<${TableFrame} label=${title}>
  <table class="ds-table trend-table" data-size="sm">
    <caption class="ds-sr-only">${title}</caption>
    <thead><tr>
      <th scope="col">${t("county.municipality")}</th>
      ${weeks.map((week) => html`<th key=${week} scope="col" class="numeric">${weekText(week)}</th>`)}
    </tr></thead>
    <tbody>${series.map((one) => html`<tr key=${one.code}>
      <th scope="row">${one.name}</th>
      ${one.points.map((point) => html`<td key=${point.week} class="numeric">${pointText(point)}</td>`)}
    </tr>`)}</tbody>
  </table>
<//>`;

/** @param {import("./chart-trend.js").TrendPoint} point */
const pointText = (point) => (point.days === null ? (point.noUse ? t("cover.no_use_short") : "–") : number(point.days, 1));
