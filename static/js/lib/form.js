/**
 * From the server's violations to the fields of a form.
 */

/**
 * The violations of a failed save as { id, message }, where id is the last part of the pointer ("/name_sv" -> "name_sv") after
 * the prefix: forms name their fields so. A violation of something that has no field keeps id null. Refusals that are about one
 * field as a whole ("common_password") go to it by `codes`.
 * @param {any} error an ApiError or null
 * @param {{ prefix?: string, fields?: string[], codes?: Record<string, string> }} [options]
 * @returns {{ id: string | null, message: string }[]}
 */
export function formErrors(error, { prefix = "", fields, codes = {} } = {}) {
  if (!error || !Array.isArray(error.errors)) return [];
  const whole = codes[error.code];
  if (whole) return [{ id: `${prefix}${whole}`, message: error.message }];
  return error.errors.map((/** @type {import("./api.js").Violation} */ violation) => {
    const name = violation.pointer.split("/")[1] ?? "";
    const known = name !== "" && (!fields || fields.includes(name));
    return { id: known ? `${prefix}${name}` : null, message: violation.message };
  });
}

/**
 * A whole number of at least `least` as text from a field; null when it is none.
 * @param {string} text
 * @param {number} [least]
 */
export function wholeNumber(text, least = 0) {
  const plain = text.replace(/[\s\u00a0\u202f\u2009]/g, "");
  if (!/^\d{1,9}$/.test(plain)) return null;
  const value = Number(plain);
  return value >= least ? value : null;
}

/** Whether the text is a whole number, and only too large to be taken. @param {string} text */
export const isTooLarge = (text) => /^\d{10,}$/.test(text.replace(/[\s\u00a0\u202f\u2009]/g, ""));

/** Whether the text is a real day written as 2020-04-27. @param {string} text */
export function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
