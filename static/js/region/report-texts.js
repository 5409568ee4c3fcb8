/**
 * The week's report as texts: what stands in the cells, what is wrong with them, and the body that is sent. Keys are
 * "COMIRNATY/given_doses"; a blank cell has no key and is sent as null: not reported is not zero.
 */
import { t } from "../lib/i18n.js";
import { formatNumber, readCount } from "../lib/number.js";
import { cellKey, differences } from "../rapport/texts.js";

/** @typedef {import("../rapport/texts.js").Texts} Texts */

export const FIELDS = /** @type {const} */ (["given_doses", "first_doses", "discarded_doses", "moved_in_doses", "moved_out_doses", "stock_doses", "unusable_doses"]);

/** The key of the reason for changing what has been reported. */
export const REASON = "/reason";

/** @param {any[]} products the server's rows @returns {Texts} */
export function textsOf(products) {
  /** @type {Texts} */
  const texts = {};
  for (const row of products) {
    for (const field of FIELDS) if (row[field] !== null && row[field] !== undefined) texts[cellKey(row.product, field)] = formatNumber(row[field], "sv");
  }
  return texts;
}

/** @param {Texts} texts @param {string} product @param {string} field @returns {number | null} null when blank or not a count */
export function countOf(texts, product, field) {
  const read = readCount(texts[cellKey(product, field)] ?? "");
  return read.kind === "count" ? read.value : null;
}

/** Whether a figure that has been reported is changed: then a reason is asked for. @param {Texts} texts @param {Texts} base */
export const changesReported = (texts, base) => differences(texts, base).some((key) => key !== REASON && (base[key] ?? "") !== "");

/** The id of a cell's input. @param {string} key */
export const cellId = (key) => `week-${key.replace("/", "-")}`;

/** What is wrong in one cell, or null. @param {Texts} texts @param {string} product @param {string} field */
export function faultOf(texts, product, field) {
  const read = readCount(texts[cellKey(product, field)] ?? "");
  if (read.kind === "bad") return t(`region.fault.${read.code === "negative" || read.code === "ambiguous" ? read.code : "word"}`);
  const pairs = /** @type {Record<string, string>} */ ({ first_doses: "given_doses", unusable_doses: "stock_doses" });
  const whole = pairs[field];
  if (!whole || read.kind !== "count") return null;
  const most = countOf(texts, product, whole);
  return most !== null && read.value > most ? t(`region.fault.${field}`) : null;
}

/** @param {Texts} texts @param {Texts} base @param {{ code: string, name: string }[]} products @returns {{ id: string, message: string }[]} */
export function faultsOf(texts, base, products) {
  const faults = products.flatMap(({ code, name }) => FIELDS.flatMap((field) => {
    const fault = faultOf(texts, code, field);
    return fault ? [{ id: cellId(cellKey(code, field)), message: `${name}, ${t(`region.field.${field}`)}: ${fault}` }] : [];
  }));
  const blank = !products.some(({ code }) => FIELDS.some((field) => (texts[cellKey(code, field)] ?? "") !== ""));
  if (blank) faults.push({ id: cellId(cellKey(products[0]?.code ?? "", FIELDS[0])), message: t("region.fault.blank") });
  if (changesReported(texts, base) && (texts[REASON] ?? "").trim().length < 3) faults.push({ id: "week-reason", message: t("region.fault.reason") });
  return faults;
}

/** @param {Texts} texts @param {Texts} base @param {{ code: string }[]} products */
export function bodyOf(texts, base, products) {
  const filled = products.filter(({ code }) => FIELDS.some((field) => (texts[cellKey(code, field)] ?? base[cellKey(code, field)] ?? "") !== ""));
  return {
    reason: (texts[REASON] ?? "").trim() || null,
    products: filled.map(({ code }) => ({ product: code, ...Object.fromEntries(FIELDS.map((field) => [field, countOf(texts, code, field)])) })),
  };
}
