/**
 * Geometry of pictures with one row for each region: bars from zero with limits, and pairs of dots (before and after).
 * Numbers only; what is drawn and said is in region-charts.js.
 */
import { scaleLinear } from "../../vendor/d3.js";
import { textWidth } from "./chart-flow.js";

/** @typedef {{ code: string, name: string, value: number | null }} BarRow */
/** @typedef {{ code: string, name: string, from: number | null, to: number | null }} PairRow */

const FONT = 13;
const ROW = 22;
const HEAD = 30;
const FOOT = 8;
const TICKS = { wide: 8, narrow: 4 };

/** @param {{ name: string }[]} rows @param {number} width @param {number} extra room to the right */
function frameOf(rows, width, extra) {
  const names = Math.min(Math.max(0, ...rows.map(({ name }) => textWidth(name, FONT))), width * 0.45);
  return { left: names + 10, right: width - extra, top: HEAD, bottom: HEAD + rows.length * ROW, height: HEAD + rows.length * ROW + FOOT };
}

/** @param {number} at */
const middleOf = (at) => HEAD + at * ROW + ROW / 2;

/**
 * Bars to both sides of zero. The scale always holds both limits.
 * @param {BarRow[]} rows @param {number} limit @param {number} width
 */
export function layoutBars(rows, limit, width) {
  const box = frameOf(rows, width, 64);
  const most = Math.max(limit * 1.15, ...rows.map(({ value }) => Math.abs(value ?? 0)));
  const x = scaleLinear().domain([-most, most]).range([box.left + 48, box.right]);
  return {
    ...box, width, zero: x(0), limits: [-limit, limit].map((value) => ({ value, x: x(value) })),
    bars: rows.map((row, at) => {
      const end = x(row.value ?? 0);
      return { ...row, y: middleOf(at), x: Math.min(x(0), end), length: Math.abs(end - x(0)), end, side: (row.value ?? 0) < 0 ? "end" : "start" };
    }),
  };
}

/**
 * Two dots a row.
 * @param {PairRow[]} rows @param {number} width
 */
export function layoutPairs(rows, width) {
  const box = frameOf(rows, width, 26);
  const values = rows.flatMap(({ from, to }) => [from, to]).filter((value) => value !== null).map(Number);
  const x = scaleLinear().domain([0, Math.max(1e-9, ...values)]).nice().range([box.left + 8, box.right]);
  return {
    ...box, width, ticks: x.ticks(width > 500 ? TICKS.wide : TICKS.narrow).map((/** @type {number} */ value) => ({ value, x: x(value) })),
    pairs: rows.map((row, at) => ({ ...row, y: middleOf(at), x1: row.from === null ? null : x(row.from), x2: row.to === null ? null : x(row.to) })),
  };
}
