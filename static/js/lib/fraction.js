/**
 * Exact figures from the server ("236/7") as numbers for showing. Nothing is decided by these.
 */

/**
 * @param {string | null | undefined} text "p/q" or "n"
 * @returns {number | null} null when unknown or malformed
 */
export function fractionValue(text) {
  const found = /^(-?\d+)(?:\/(\d+))?$/.exec(text ?? "");
  if (!found) return null;
  const value = Number(found[1]) / Number(found[2] ?? 1);
  return Number.isFinite(value) ? value : null;
}
