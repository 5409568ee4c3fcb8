/**
 * "60 %" can mean three things: down by 60 %, up by 60 %, or down to 60 %. The page shows what each would give and asks. Pure.
 */

/** @typedef {{ reading: "less" | "more" | "to", method: "by_percent" | "to_percent", percent: number, after: number }} Reading */

/** The server's bounds: at most down to nothing, at most eleven times as much. */
const MOST_LESS = 10_000;
const MOST_MORE = 100_000;

/**
 * Hundredths of a per cent of "60", "−12,5", "12.5 %"; null when it is none.
 * @param {string} text
 */
export function readHundredths(text) {
  const plain = text.replace(/[\s\u00a0\u202f%]/g, "").replace(/[\u2212\u2013]/g, "-").replace(",", ".").replace(/^\+/, "");
  if (!/^-?\d{1,4}(\.\d{1,2})?$/.test(plain)) return null;
  return Math.round(Number(plain) * 100);
}

/** Whole doses, half up: as the server rounds. @param {number} before @param {number} hundredths of the forecast that stay */
const share = (before, hundredths) => Math.floor((before * hundredths + 5_000) / 10_000);

/**
 * What the per cent can mean. A minus sign rules the increase out.
 * @param {number} before @param {number} hundredths
 * @returns {Reading[]}
 */
export function readingsOf(before, hundredths) {
  const size = Math.abs(hundredths);
  /** @type {Reading[]} */
  const all = [];
  if (size <= MOST_LESS) all.push({ reading: "less", method: "by_percent", percent: -size / 100, after: share(before, 10_000 - size) });
  if (hundredths >= 0 && size <= MOST_MORE) all.push({ reading: "more", method: "by_percent", percent: size / 100, after: share(before, 10_000 + size) });
  if (size <= MOST_MORE) all.push({ reading: "to", method: "to_percent", percent: size / 100, after: share(before, size) });
  return all;
}
