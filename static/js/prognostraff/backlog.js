/** The picture of late and lost. Its figures stand in the table of weeks under it. */
import { html, useId } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useNarrow } from "../lib/media.js";
import { layoutBacklog } from "./layout.js";
import { describe } from "./tables.js";

/** @param {{ title: string, rows: import("./tables.js").WeekRow[] }} properties */
export function BacklogChart({ title, rows }) {
  const id = useId();
  const chart = layoutBacklog(rows, useNarrow() ? { width: 340, height: 240 } : { width: 880, height: 300 });
  return html`<figure class="chart">
    <svg class="chart-picture" viewBox=${`0 0 ${chart.width} ${chart.height}`} role="img" aria-labelledby=${`${id}-title ${id}-text`}>
      <title id=${`${id}-title`}>${title}</title>
      <desc id=${`${id}-text`}>${describe(rows)}</desc>
      ${chart.doses.map(({ value, y }) => html`<g key=${value}><line class="band-limit" x1=${chart.box.left} x2=${chart.box.right} y1=${y} y2=${y} />
        <text class="axis" x=${chart.box.left - 8} y=${y + 4} text-anchor="end">${number(value)}</text></g>`)}
      ${chart.weeks.map(({ week, x, named }) => named && html`<text key=${week} class="axis" x=${x} y=${chart.box.bottom + 20} text-anchor="middle">${weekText(week)}</text>`)}
      <path class="backlog-gap" d=${chart.gap} />
      <path class="backlog-promised" d=${chart.promised} />
      <path class="backlog-come" d=${chart.come} />
      ${chart.points.map((point) => html`<circle key=${point.week} class="backlog-dot" cx=${point.x} cy=${point.come} r="3.5" />`)}
    </svg>
    <figcaption class="chart-caption"><ul class="legend">
      ${["promised", "come", "gap"].map((name) => html`<li key=${name}>
        <svg class="backlog-key" viewBox="0 0 32 12" aria-hidden="true" focusable="false"><path class=${`backlog-${name}`} d=${name === "gap" ? "M0 0H32V12H0Z" : "M0 6H32"} /></svg>
        ${t(`accuracy.legend.${name}`)}</li>`)}
    </ul></figcaption>
  </figure>`;
}
