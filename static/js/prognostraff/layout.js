/**
 * Geometry of the picture of late and lost: doses promised and doses come, both summed from the first week. Where the second line
 * lies under the first, deliveries are behind; where it catches up, they were only late. Scales and paths; no DOM.
 */
import { scaleLinear, scalePoint, line } from "../../vendor/d3.js";
import { axisWeeks } from "../lib/chart-trend.js";

/** @typedef {import("./tables.js").WeekRow} WeekRow */
/** @typedef {{ week: string, x: number, promised: number, come: number }} Point */

/** Sums over the weeks that have both figures; the others are left out, as in the measures. @param {WeekRow[]} rows */
export function sums(rows) {
  let promised = 0;
  let come = 0;
  return rows.filter((row) => row.forecast !== null && row.actual !== null).map((row) => {
    promised += Number(row.forecast);
    come += Number(row.actual);
    return { week: row.week, promised, come };
  });
}

/** @param {WeekRow[]} rows @param {{ width: number, height: number }} frame */
export function layoutBacklog(rows, frame) {
  const all = sums(rows);
  const upper = Math.max(1, ...all.map((one) => Math.max(one.promised, one.come)));
  const box = { left: 80, right: frame.width - 14, top: 12, bottom: frame.height - 30 };
  const weeks = all.map((one) => one.week);
  const x = scalePoint().domain(weeks).range([box.left, box.right]).padding(weeks.length > 1 ? 0.25 : 0.5);
  const y = scaleLinear().domain([0, upper]).nice().range([box.bottom, box.top]);
  const points = all.map((one) => ({ week: one.week, x: x(one.week) ?? 0, promised: y(one.promised), come: y(one.come) }));
  const at = (/** @type {Point} */ point) => point.x;
  const path = (/** @type {"promised" | "come"} */ name) => line().x(at).y((/** @type {Point} */ point) => point[name]).digits(1)(points) ?? "";
  const edge = line().digits(1);
  const under = points.map((point) => [point.x, Math.max(point.come, point.promised)]).reverse();
  const gap = points.length > 0 ? `${edge([...points.map((point) => [point.x, point.promised]), ...under])}Z` : "";
  return {
    ...frame, box, points, promised: path("promised"), come: path("come"), gap, weeks: axisWeeks(weeks, x, box),
    doses: y.ticks(5).map((/** @type {number} */ value) => ({ value, y: y(value) })),
  };
}
