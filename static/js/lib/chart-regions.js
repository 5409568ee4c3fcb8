/**
 * Geometry of pictures with one row for each region: bars from zero with limits, and pairs of dots (before and after).
 * Numbers only; what is drawn and said is in region-charts.js.
 */
import { linear, roundScale, textWidth } from "./scale.js";

/** @typedef {{ code: string, name: string, value: number | null }} BarRow */
/** @typedef {{ code: string, name: string, from: number | null, to: number | null }} PairRow */

const FONT = 13;
const ROW = 22;
/** Where there is no room beside them, names stand above. */
const TALL_ROW = 38;
const HEAD = 30;
const FOOT = 8;
const TICKS = { wide: 8, narrow: 4 };
/** Room for a figure at a bar's end. */
const FIGURE = 52;
/** The words of two limits need this much between zero and one of them. */
const WORDS = 100;

/** @param {{ name: string }[]} rows @param {number} width @param {boolean} narrow @param {number} extra room to the right */
function frameOf(rows, width, narrow, extra) {
  const row = narrow ? TALL_ROW : ROW;
  const left = narrow ? 0 : Math.max(0, ...rows.map(({ name }) => textWidth(name, FONT))) + 10;
  const bottom = HEAD + rows.length * row;
  return { left, right: width - extra, top: HEAD, bottom, height: bottom + FOOT };
}

/** Where a row's name and its figures stand. @param {number} at @param {number} left @param {boolean} narrow */
function placeOf(at, left, narrow) {
  if (narrow) return { y: HEAD + at * TALL_ROW + 26, label: { x: 0, y: HEAD + at * TALL_ROW + 14, anchor: "start" } };
  const middle = HEAD + at * ROW + ROW / 2;
  return { y: middle, label: { x: left, y: middle + 4, anchor: "end" } };
}

/**
 * Bars to both sides of zero. The scale always holds both limits.
 * @param {BarRow[]} rows @param {number} limit @param {number} width @param {boolean} narrow
 */
export function layoutBars(rows, limit, width, narrow) {
  const box = frameOf(rows, width, narrow, FIGURE);
  const most = Math.max(limit * 1.15, ...rows.map(({ value }) => Math.abs(value ?? 0)));
  const x = linear([-most, most], [box.left + FIGURE, box.right]);
  return {
    ...box, width, zero: x(0), short: x(limit) - x(0) < WORDS, limits: [-limit, limit].map((value) => ({ value, x: x(value) })),
    bars: rows.map((row, at) => {
      const end = x(row.value ?? 0);
      return { ...row, ...placeOf(at, box.left, narrow), x: Math.min(x(0), end), length: Math.abs(end - x(0)), end, side: (row.value ?? 0) < 0 ? "end" : "start" };
    }),
  };
}

/**
 * Two dots a row.
 * @param {PairRow[]} rows @param {number} width @param {boolean} narrow
 */
export function layoutPairs(rows, width, narrow) {
  const box = frameOf(rows, width, narrow, 26);
  const values = rows.flatMap(({ from, to }) => [from, to]).filter((value) => value !== null).map(Number);
  const { place: x, ticks } = roundScale(Math.max(0, ...values) || 1, narrow ? TICKS.narrow : TICKS.wide, [box.left + (narrow ? 16 : 8), box.right]);
  return {
    ...box, width, ticks: ticks.map(({ value, at }) => ({ value, x: at })),
    pairs: rows.map((row, at) => ({ ...row, ...placeOf(at, box.left, narrow), x1: row.from === null ? null : x(row.from), x2: row.to === null ? null : x(row.to) })),
  };
}
