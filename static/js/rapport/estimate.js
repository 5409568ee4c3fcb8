/**
 * A first guess at cover while somebody types, before the server's exact assessment of the same texts arrives: stock
 * divided by the week's use per day, without expiry, history or ageing. Shown as a guess and replaced at once.
 */
import { readCount } from "../lib/number.js";

/**
 * @typedef {object} Cover
 * @property {number | null} days
 * @property {string | null} [exact]
 * @property {"days" | "no_use" | "not_used" | "unknown"} kind
 * @property {"acute" | "red" | "yellow" | "green" | "grey" | "not_applicable"} status
 */

/**
 * @param {string} stockText
 * @param {string} useText
 * @param {{ acute_below_days: number, red_below_days: number, yellow_below_days: number }} policy
 * @returns {Cover}
 */
export function estimateCover(stockText, useText, policy) {
  const stock = readCount(stockText);
  const use = readCount(useText);
  if (stock.kind !== "count" || use.kind !== "count") return { days: null, kind: "unknown", status: "grey" };
  if (use.value === 0) {
    return stock.value > 0
      ? { days: null, kind: "no_use", status: "green" }
      : { days: null, kind: "not_used", status: "not_applicable" };
  }
  // compared by multiplication so that exactly 7 days is never red for a rounding's sake
  const below = (/** @type {number} */ days) => stock.value * 7 < days * use.value;
  const status = below(policy.acute_below_days) ? "acute"
    : below(policy.red_below_days) ? "red"
      : below(policy.yellow_below_days) ? "yellow" : "green";
  return { days: Math.floor((stock.value * 700) / use.value) / 100, kind: "days", status };
}
