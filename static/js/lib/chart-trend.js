/**
 * Geometry of the trend chart: cover in days by week, one line for each municipality. Scales and paths only; the drawing
 * is done by the component that uses it. A week without a figure breaks the line: missing is never zero.
 */
import { scaleLinear, scalePoint, line } from "../../vendor/d3.js";
import { textWidth } from "./scale.js";

/** @typedef {{ week: string, days: number | null, noUse?: boolean }} TrendPoint */
/** @typedef {{ code: string, name: string, points: TrendPoint[] }} TrendSeries */
/** @typedef {{ acute: number, red: number, yellow: number }} Thresholds */
/** @typedef {{ x: number, y: number, week: string, days: number, above: boolean }} Dot */
/** @typedef {{ code: string, name: string, path: string, dots: Dot[], label: { x: number, y: number, text: string } | null }} TrendLine */
/** @typedef {{ status: "acute" | "red" | "yellow" | "green", y: number, height: number, from: number }} Band */

/** Covers above this many days are drawn at the upper edge: the question is who runs short, not who has most. */
export const CEILING_DAYS = 42;

/**
 * The upper end of the axis: what the figures need, in whole weeks, at least twice the yellow limit's half and at most the ceiling.
 * @param {TrendSeries[]} series @param {Thresholds} thresholds
 */
export function upperDays(series, thresholds) {
  const days = series.flatMap((one) => one.points.map((point) => point.days ?? 0));
  const needed = Math.max(thresholds.yellow * 1.5, ...days);
  return Math.ceil(Math.min(needed, Math.max(CEILING_DAYS, thresholds.yellow * 2)) / 7) * 7;
}

/**
 * @param {TrendSeries[]} series  all with the same weeks
 * @param {string[]} weeks
 * @param {Thresholds} thresholds
 * @param {{ width: number, height: number, labels: boolean }} frame
 */
export function layoutTrend(series, weeks, thresholds, frame) {
  const fontSize = 13;
  const widest = frame.labels ? Math.max(0, ...series.map((one) => textWidth(one.name, fontSize))) : 0;
  const box = { left: 40, right: frame.width - (frame.labels ? Math.min(widest + 16, frame.width / 3) : 14), top: 12, bottom: frame.height - 30 };
  const upper = upperDays(series, thresholds);
  const x = scalePoint().domain(weeks).range([box.left, box.right]).padding(weeks.length > 1 ? 0.25 : 0.5);
  const y = scaleLinear().domain([0, upper]).range([box.bottom, box.top]);
  const path = line()
    .defined((/** @type {Dot | null} */ dot) => dot !== null)
    .x((/** @type {Dot} */ dot) => dot.x)
    .y((/** @type {Dot} */ dot) => dot.y)
    .digits(1);
  /** @type {TrendLine[]} */
  const lines = series.map((one) => {
    const dots = one.points.map((point) => makeDot(point, upper, x, y));
    const shown = /** @type {Dot[]} */ (dots.filter((dot) => dot !== null));
    const last = shown[shown.length - 1];
    const label = frame.labels && last ? { x: box.right + 8, y: last.y, text: one.name } : null;
    return { code: one.code, name: one.name, path: path(dots) ?? "", dots: shown, label };
  });
  spreadLabels(lines, box, fontSize);
  return { ...frame, box, upper, fontSize, bands: bands(thresholds, upper, y), lines, weeks: axisWeeks(weeks, x, box), days: axisDays(upper, y) };
}

/** @param {TrendPoint} point @param {number} upper @param {(week: string) => number | undefined} x @param {(days: number) => number} y @returns {Dot | null} */
function makeDot(point, upper, x, y) {
  const at = x(point.week);
  if (point.days === null || at === undefined) return null;
  return { x: at, y: y(Math.min(point.days, upper)), week: point.week, days: point.days, above: point.days > upper };
}

/** @param {Thresholds} thresholds @param {number} upper @param {(days: number) => number} y @returns {Band[]} */
function bands(thresholds, upper, y) {
  /** @type {["acute" | "red" | "yellow" | "green", number, number][]} */
  const limits = [
    ["acute", 0, thresholds.acute],
    ["red", thresholds.acute, thresholds.red],
    ["yellow", thresholds.red, thresholds.yellow],
    ["green", thresholds.yellow, upper],
  ];
  return limits
    .filter(([, from, to]) => to > from && from < upper)
    .map(([status, from, to]) => ({ status, from, y: y(Math.min(to, upper)), height: y(from) - y(Math.min(to, upper)) }));
}

/** Every week while there is room for its name, otherwise every second, third … counted from the newest. */
export function axisWeeks(/** @type {string[]} */ weeks, /** @type {any} */ x, /** @type {{ left: number, right: number }} */ box) {
  const every = Math.max(1, Math.ceil((weeks.length * 40) / Math.max(1, box.right - box.left)));
  return weeks
    .map((week, at) => ({ week, x: /** @type {number} */ (x(week)), named: (weeks.length - 1 - at) % every === 0 }));
}

/** @param {number} upper @param {(days: number) => number} y */
function axisDays(upper, y) {
  const step = upper > 35 ? 14 : 7;
  const days = [];
  for (let day = 0; day <= upper; day += step) days.push({ days: day, y: y(day) });
  return days;
}

/**
 * Moves the names at the right end apart: downwards from the top, then back up from the lower edge.
 * @param {TrendLine[]} lines @param {{ top: number, bottom: number }} box @param {number} fontSize
 */
export function spreadLabels(lines, box, fontSize) {
  const labels = lines.flatMap((one) => (one.label ? [one.label] : [])).sort((a, b) => a.y - b.y);
  const gap = Math.min(fontSize * 1.2, labels.length > 1 ? (box.bottom - box.top) / (labels.length - 1) : fontSize);
  let free = box.top;
  for (const label of labels) {
    label.y = Math.max(label.y, free);
    free = label.y + gap;
  }
  let ceiling = box.bottom;
  for (const label of labels.reverse()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
}

/**
 * A sparkline without axes: cover over the last weeks in a small box, the red limit as a line.
 * @param {(number | null)[]} days @param {{ width: number, height: number }} frame @param {number} redBelow
 * @returns {{ path: string, last: { x: number, y: number } | null, red: number }}
 */
export function layoutSparkline(days, frame, redBelow) {
  const upper = Math.max(redBelow * 2, ...days.map((value) => Math.min(value ?? 0, CEILING_DAYS)));
  const x = (/** @type {number} */ at) => 2 + (at * (frame.width - 4)) / Math.max(1, days.length - 1);
  const y = (/** @type {number} */ value) => frame.height - 2 - (Math.min(value, upper) * (frame.height - 4)) / upper;
  let path = "";
  let drawing = false;
  /** @type {{ x: number, y: number } | null} */
  let last = null;
  days.forEach((value, at) => {
    if (value === null) {
      drawing = false;
      return;
    }
    last = { x: x(at), y: y(value) };
    path += `${drawing ? "L" : "M"}${last.x.toFixed(1)} ${last.y.toFixed(1)}`;
    drawing = true;
  });
  return { path, last, red: y(redBelow) };
}
