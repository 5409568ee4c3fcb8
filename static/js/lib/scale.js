/** What pictures share: straight scales from figures to places, round marks, and the room that a text needs. Numbers only. */

/**
 * Places on a straight line.
 * @param {[number, number]} domain the first figure and the last @param {[number, number]} range where they stand
 * @returns {(value: number) => number}
 */
export const linear = ([first, last], [from, to]) => (value) => from + ((value - first) * (to - from)) / (last - first);

/** The round step (1, 2 or 5 times a power of ten) that parts 0 … most into at most so many. @param {number} most above zero @param {number} parts */
export function roundStep(most, parts) {
  const power = 10 ** Math.floor(Math.log10(most / parts));
  return ([1, 2, 5].find((one) => one * power * parts >= most) ?? 10) * power;
}

/**
 * From zero to the first round mark that holds the most.
 * @param {number} most above zero @param {number} parts at most @param {[number, number]} range
 */
export function roundScale(most, parts, range) {
  const step = roundStep(most, parts);
  const count = Math.ceil(most / step);
  const place = linear([0, count * step], range);
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12))).map((value) => ({ value, at: place(value) }));
  return { place, ticks };
}

/** Estimated width of a text in a bold sans serif, rather too wide than too narrow. @param {string} text @param {number} fontSize */
export const textWidth = (text, fontSize) => text.length * fontSize * 0.62 + 2;
