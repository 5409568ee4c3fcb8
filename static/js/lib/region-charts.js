/**
 * Pictures with one row for each region, as SVG. Each stands beside a table with the same figures.
 */
import { html, useId } from "../../vendor/preact.js";
import { layoutBars, layoutPairs } from "./chart-regions.js";
import { useNarrow } from "./media.js";

/** @typedef {import("./chart-regions.js").BarRow} BarRow */
/** @typedef {import("./chart-regions.js").PairRow} PairRow */

const WIDTH = { wide: 880, narrow: 340 };

/** "Region Skåne" is "Skåne" where all are regions. @template {{ name: string }} T @param {T[]} rows @returns {T[]} */
const short = (rows) => rows.map((row) => ({ ...row, name: row.name.replace(/^Region /, "").replace(/sregionen$/, "") }));

/**
 * @param {{ title: string, description: string, rows: (BarRow & { text: string, over: boolean })[], limit: number,
 *   limitText: (value: number, short: boolean) => string, caption: any }} properties  over: outside the limits, which is also said by a sign
 */
export function RegionBars({ title, description, rows, limit, limitText, caption }) {
  const narrow = useNarrow();
  const id = useId();
  const chart = layoutBars(short(rows), limit, narrow ? WIDTH.narrow : WIDTH.wide, narrow);
  return html`<figure class="chart">
    <svg class="chart-picture region-chart" viewBox=${`0 0 ${chart.width} ${chart.height}`} role="img" aria-labelledby=${`${id}-title ${id}-text`}>
      <title id=${`${id}-title`}>${title}</title>
      <desc id=${`${id}-text`}>${description}</desc>
      <rect class="within" x=${chart.limits[0].x} y=${chart.top} width=${chart.limits[1].x - chart.limits[0].x} height=${chart.bottom - chart.top} />
      <line class="zero" x1=${chart.zero} x2=${chart.zero} y1=${chart.top - 4} y2=${chart.bottom} />
      <text class="axis" x=${chart.zero} y=${chart.top - 10} text-anchor="middle">0</text>
      ${chart.limits.map(({ value, x }) => html`<g key=${value} class="limit">
        <line x1=${x} x2=${x} y1=${chart.top - 4} y2=${chart.bottom} />
        <text class="axis" x=${x} y=${chart.top - 10} text-anchor="middle">${limitText(value, chart.short)}</text>
      </g>`)}
      ${chart.bars.map((bar, at) => html`<g key=${bar.code} class=${rows[at].over ? "bar bar-over" : bar.value !== null && bar.value < 0 ? "bar bar-ahead" : "bar"}>
        <text class="axis" x=${bar.label.x} y=${bar.label.y} text-anchor=${bar.label.anchor}>${bar.name}</text>
        ${bar.value === null ? null : html`<rect x=${bar.x} y=${bar.y - 7} width=${Math.max(1, bar.length)} height="14" />`}
        <text class="bar-text" x=${bar.side === "end" ? bar.end - 5 : bar.end + 5} y=${bar.y + 4} text-anchor=${bar.side}>${rows[at].over ? "! " : ""}${rows[at].text}</text>
      </g>`)}
    </svg>
    <figcaption class="chart-caption muted">${caption}</figcaption>
  </figure>`;
}

/**
 * A hollow dot before, a full one after.
 * @param {{ title: string, description: string, rows: PairRow[], tickText: (value: number) => string, before: string, after: string }} properties
 */
export function RegionPairs({ title, description, rows, tickText, before, after }) {
  const narrow = useNarrow();
  const id = useId();
  const chart = layoutPairs(short(rows), narrow ? WIDTH.narrow : WIDTH.wide, narrow);
  return html`<figure class="chart">
    <svg class="chart-picture region-chart" viewBox=${`0 0 ${chart.width} ${chart.height}`} role="img" aria-labelledby=${`${id}-title ${id}-text`}>
      <title id=${`${id}-title`}>${title}</title>
      <desc id=${`${id}-text`}>${description}</desc>
      ${chart.ticks.map(({ value, x }) => html`<g key=${value}>
        <line class="grid-line" x1=${x} x2=${x} y1=${chart.top - 4} y2=${chart.bottom} />
        <text class="axis" x=${x} y=${chart.top - 10} text-anchor="middle">${tickText(value)}</text>
      </g>`)}
      ${chart.pairs.map((pair) => html`<g key=${pair.code}>
        <text class="axis" x=${pair.label.x} y=${pair.label.y} text-anchor=${pair.label.anchor}>${pair.name}</text>
        ${pair.x1 !== null && pair.x2 !== null ? html`<line class="pair-line" x1=${pair.x1} x2=${pair.x2} y1=${pair.y} y2=${pair.y} />` : null}
        ${pair.x2 === null ? null : html`<circle class="dot-after" cx=${pair.x2} cy=${pair.y} r="5" />`}
        ${pair.x1 === null ? null : html`<circle class="dot-before" cx=${pair.x1} cy=${pair.y} r="5" />`}
      </g>`)}
    </svg>
    <figcaption class="chart-caption muted">
      <span class="flow-key"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><circle class="dot-before" cx="8" cy="8" r="5" /></svg>${before}</span>
      <span class="flow-key"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><circle class="dot-after" cx="8" cy="8" r="5" /></svg>${after}</span>
    </figcaption>
  </figure>`;
}
