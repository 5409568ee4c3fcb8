/** Capacity as bars and supply as a line, week by week; the table under it holds the same figures. */
import { html, useId } from "../../vendor/preact.js";
import { number, week as weekText } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { useNarrow } from "../lib/media.js";
import { roundScale } from "../lib/scale.js";

/** @typedef {import("./capacity.js").WeekCapacity} WeekCapacity */

const MARKS = /** @type {Record<string, string>} */ ({ overload: "▲", idle: "▽", balanced: "", unknown: "?" });
/** Whole doses: no more marks than the fewest doses that the axis holds. */
const MARKS_ON_AXIS = 5;

/**
 * Places only; a week whose figure is missing has no bar or breaks the line.
 * @param {WeekCapacity[]} items @param {{ width: number, height: number }} frame
 */
export function layoutCapacity(items, { width, height }) {
  const box = { left: 68, right: width - 8, top: 26, bottom: height - 30 };
  const most = Math.max(MARKS_ON_AXIS, ...items.flatMap((one) => [one.capacity_doses ?? 0, one.supply_doses ?? 0]));
  const { place: y, ticks } = roundScale(most, MARKS_ON_AXIS, [box.bottom, box.top]);
  const step = (box.right - box.left) / Math.max(1, items.length);
  const bar = step * 0.7;
  const every = Math.max(1, Math.ceil(46 / step));
  const weeks = items.map((item, at) => {
    const middle = box.left + step * (at + 0.5);
    return {
      item, left: middle - bar / 2, middle, named: at % every === 0,
      bar: item.capacity_doses === null ? null : { y: y(item.capacity_doses), height: box.bottom - y(item.capacity_doses) },
      dot: item.supply_doses === null ? null : y(item.supply_doses),
    };
  });
  const path = weeks.map((one, at) => (one.dot === null ? "" : `${at === 0 || weeks[at - 1].dot === null ? "M" : "L"}${one.middle.toFixed(1)} ${one.dot.toFixed(1)}`)).join("");
  return { box, weeks, path, width: bar, step, ticks: ticks.map(({ value, at }) => ({ value, y: at })) };
}

/** @param {{ items: WeekCapacity[] }} properties */
export function CapacityChart({ items }) {
  const narrow = useNarrow();
  const id = useId();
  const frame = narrow ? { width: 340, height: 250 } : { width: 880, height: 300 };
  const chart = layoutCapacity(items, frame);
  const holidays = items.filter((one) => one.holiday).map((one) => `${weekText(one.week)} ${inLanguage(one, "holiday_name") ?? ""}`.trim());
  const flagged = (/** @type {string} */ state) => items.filter((one) => one.state === state).map((one) => weekText(one.week)).join(", ") || t("region.chart.no_weeks");
  return html`<figure class="chart capacity-chart">
    <svg class="chart-picture" viewBox=${`0 0 ${frame.width} ${frame.height}`} role="img" aria-labelledby=${`${id}-title ${id}-text`}>
      <title id=${`${id}-title`}>${t("region.chart.title")}</title>
      <desc id=${`${id}-text`}>${t("region.chart.text", { overload: flagged("overload"), idle: flagged("idle") })}</desc>
      ${chart.weeks.filter((one) => one.item.holiday).map((one) => html`<rect key=${one.item.week} class="holiday" x=${one.left - (chart.step - chart.width) / 2} width=${chart.step} y=${chart.box.top} height=${chart.box.bottom - chart.box.top} />`)}
      ${chart.ticks.map((tick) => html`<g key=${tick.value}><line class="band-limit" x1=${chart.box.left} x2=${chart.box.right} y1=${tick.y} y2=${tick.y} />
        <text class="axis" x=${chart.box.left - 8} y=${tick.y + 4} text-anchor="end">${number(tick.value)}</text></g>`)}
      ${chart.weeks.map((one) => one.bar && html`<rect key=${one.item.week} class="capacity-bar" x=${one.left} width=${chart.width} y=${one.bar.y} height=${one.bar.height} />`)}
      <path class="supply-line" d=${chart.path} />
      ${chart.weeks.map((one) => one.dot !== null && html`<circle key=${one.item.week} class="supply-dot" cx=${one.middle} cy=${one.dot} r="4.5" />`)}
      ${chart.weeks.map((one) => html`<g key=${one.item.week}>
        <text class=${`capacity-mark mark-${one.item.state}`} x=${one.middle} y="16" text-anchor="middle">${MARKS[one.item.state]}</text>
        ${one.named ? html`<text class="axis" x=${one.middle} y=${chart.box.bottom + 20} text-anchor="middle">${weekText(one.item.week)}${one.item.holiday ? " ✱" : ""}</text>` : null}</g>`)}
    </svg>
    <figcaption class="chart-caption"><ul class="legend">
      <li><svg class="capacity-sample" viewBox="0 0 20 14" aria-hidden="true" focusable="false"><rect class="capacity-bar" x="3" y="1" width="14" height="12" /></svg>${t("region.chart.capacity")}</li>
      <li><svg class="capacity-sample" viewBox="0 0 20 14" aria-hidden="true" focusable="false"><path class="supply-line" d="M0 7H20" /><circle class="supply-dot" cx="10" cy="7" r="4" /></svg>${t("region.chart.supply")}</li>
      <li><span aria-hidden="true">▲</span> ${t("region.state.overload")}</li><li><span aria-hidden="true">▽</span> ${t("region.state.idle")}</li>
      ${holidays.length > 0 ? html`<li><span aria-hidden="true">✱</span> ${t("region.chart.holidays", { weeks: holidays.join(", ") })}</li>` : null}
    </ul></figcaption>
  </figure>`;
}
