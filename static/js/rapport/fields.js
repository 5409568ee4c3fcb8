/**
 * The fields of a report: their order and kinds, how a reported line becomes texts for the cells, and how texts become
 * the body of a submitted report with every fault named. No DOM.
 */
import { readCount } from "../lib/number.js";
import { cellKey } from "./texts.js";

/** @typedef {import("./texts.js").Texts} Texts */

/** The three that every reported article has, in the order of the columns. */
export const MAIN_FIELDS = /** @type {const} */ (["stock", "use_in_week", "need_next_week"]);

/** Optional counts of an article. */
export const EXTRA_FIELDS = /** @type {const} */ (["received", "transferred_in", "transferred_out", "discarded", "open_orders"]);

/** What stands once in a report; the reason only in a correction. */
const HEAD_FIELDS = ["infection_count", "light", "comment", "reason"];

/** The reason of a correction among the cells that the server may refuse. */
export const REASON_KEY = cellKey("", "reason");

/** @typedef {"count" | "date" | "text" | "flag" | "kind" | "prose"} FieldType */
/**
 * The repeated details of an article: property in the report, then the fields of an entry. An entry counts when one of its
 * leading fields is filled; required ones must then be there too.
 * @type {Record<string, { property: string, fields: Record<string, { type: FieldType, required: boolean }> }>}
 */
export const LISTS = {
  delivery: {
    property: "deliveries",
    fields: {
      quantity: { type: "count", required: true },
      expected_on: { type: "date", required: true },
      confirmed: { type: "flag", required: false },
    },
  },
  lot: {
    property: "lots",
    fields: {
      quantity: { type: "count", required: true },
      expires_on: { type: "date", required: true },
      lot_name: { type: "text", required: false },
    },
  },
  part: {
    property: "parts",
    fields: {
      kind: { type: "kind", required: true },
      name: { type: "text", required: true },
      stock: { type: "count", required: false },
      use_in_week: { type: "count", required: false },
    },
  },
};

/** @typedef {{ key: string, code: string, suggestion: number | null }} Fault */
/**
 * @typedef {object} Line  what the form says of an article
 * @property {string} article
 * @property {string} name_sv
 * @property {string} name_en
 * @property {string} group
 * @property {"piece" | "litre"} unit
 * @property {number} pack_size
 * @property {Record<string, any> | null} previous
 * @property {Record<string, any> | null} report
 */

/** @param {unknown} value @returns {string} */
const asText = (value) => (value === null || value === undefined || value === false ? "" : value === true ? "yes" : String(value));

/**
 * The texts of a submitted report.
 * @param {Line[]} lines
 * @param {{ infection_count: number | null, light: string, comment: string } | null} report
 * @param {(value: number) => string} write  how a count is written in a cell
 * @returns {Texts}
 */
export function textsOfReport(lines, report, write) {
  /** @type {Texts} */
  const texts = {};
  /** @param {string} key @param {unknown} value */
  const put = (key, value) => {
    const text = typeof value === "number" ? write(value) : asText(value);
    if (text !== "") texts[key] = text;
  };
  for (const line of lines) {
    if (!line.report) continue;
    for (const field of [...MAIN_FIELDS, ...EXTRA_FIELDS]) put(cellKey(line.article, field), line.report[field]);
    for (const [list, { property, fields }] of Object.entries(LISTS)) {
      (line.report[property] ?? []).forEach((/** @type {any} */ entry, /** @type {number} */ at) => {
        for (const field of Object.keys(fields)) put(cellKey(line.article, `${list}.${at}.${field}`), entry[field]);
      });
    }
  }
  put("/infection_count", report?.infection_count);
  put("/light", report?.light);
  put("/comment", report?.comment);
  return texts;
}

/** Is it a day of the calendar, written 2020-04-27? @param {string} text */
export function isDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** The numbers of a list's entries that hold any text, ascending. @param {Texts} texts @param {string} article @param {string} list */
export function entryNumbers(texts, article, list) {
  const start = cellKey(article, `${list}.`);
  const numbers = new Set();
  for (const key of Object.keys(texts)) {
    if (key.startsWith(start)) numbers.add(Number(key.slice(start.length).split(".")[0]));
  }
  return [...numbers].sort((a, b) => a - b);
}

/** The fault of one cell by its own text, or null. @param {string} key @param {string} text @param {FieldType} type @returns {Fault | null} */
export function faultOf(key, text, type) {
  if (type === "count") {
    const count = readCount(text);
    return count.kind === "bad" ? { key, code: count.code, suggestion: count.suggestion } : null;
  }
  if (type === "date" && text !== "" && !isDate(text)) return { key, code: "date", suggestion: null };
  return type === "prose" && hasPersonalNumber(text) ? { key, code: "personal_number", suggestion: null } : null;
}

/**
 * Does free text hold a Swedish personal identity number or coordination number? Six or eight digits of a date (day + 60
 * for the latter), four more, and the check digit of the Luhn sum: telephone numbers seldom pass that.
 * @param {string} text
 */
export function hasPersonalNumber(text) {
  return [...text.matchAll(/(?<!\d)(?:\d{2})?(\d{6})[-+\u2212\u2013 ]?(\d{4})(?!\d)/g)].some(([, date, tail]) => {
    const month = Number(date.slice(2, 4));
    const day = Number(date.slice(4)) % 60;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && luhnHolds(date + tail);
  });
}

/** The texts without a comment that the service would refuse, so that the rest of a draft is not held up. @param {Texts} texts @returns {Texts} */
export function withoutPersonalNumbers(texts) {
  const { "/comment": comment, ...rest } = texts;
  return comment === undefined || hasPersonalNumber(comment) ? rest : texts;
}

/** @param {string} digits ten of them */
function luhnHolds(digits) {
  const sum = [...digits].reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** @param {string} field "stock", "lot.0.expires_on" @returns {FieldType} */
export function typeOf(field) {
  const [list, , part] = field.split(".");
  return part === undefined ? "count" : LISTS[list]?.fields[part]?.type ?? "text";
}

/** @param {string} text @param {FieldType} type @returns {number | boolean | string | null} */
function valueOf(text, type) {
  if (type === "flag") return text === "yes";
  if (type !== "count") return text;
  const count = readCount(text);
  return count.kind === "count" ? count.value : null;
}

/** @typedef {{ body: any, faults: Fault[], empty: string[], paths: string[] }} Reading  paths: the key's prefix of each line of the body */

/**
 * Reads all texts as the body of a report. An article without any text is left out (it counts as missing, never as zero);
 * one with some of its three numbers must have all.
 * @param {Line[]} lines
 * @param {Texts} texts
 * @returns {Reading}
 */
export function readReport(lines, texts) {
  /** @type {Fault[]} */
  const faults = [];
  /** @type {string[]} */
  const empty = [];
  const read = [];
  for (const line of lines) {
    if (!hasText(texts, line.article)) empty.push(line.article);
    else read.push(readLine(line.article, texts, faults));
  }
  const infections = texts["/infection_count"] ?? "";
  const fault = faultOf("/infection_count", infections, "count");
  if (fault) faults.push(fault);
  const comment = faultOf("/comment", texts["/comment"] ?? "", "prose");
  if (comment) faults.push(comment);
  const body = {
    lines: read,
    infection_count: fault ? null : valueOf(infections, "count"),
    light: texts["/light"] ?? "",
    comment: (texts["/comment"] ?? "").trim(),
    no_change: false,
  };
  return { body, faults, empty, paths: read.map((line) => line.article) };
}

/** @param {Texts} texts @param {string} article */
export const hasText = (texts, article) => Object.keys(texts).some((key) => key.startsWith(`${article}/`));

/** @param {string} article @param {Texts} texts @param {Fault[]} faults */
function readLine(article, texts, faults) {
  /** @type {Record<string, any>} */
  const line = { article };
  for (const field of [...MAIN_FIELDS, ...EXTRA_FIELDS]) {
    const key = cellKey(article, field);
    const text = texts[key] ?? "";
    const fault = faultOf(key, text, "count");
    const main = MAIN_FIELDS.some((one) => one === field);
    if (fault) faults.push(fault);
    else if (main && text.trim() === "") faults.push({ key, code: "missing", suggestion: null });
    else if (main || text.trim() !== "") line[field] = valueOf(text, "count");
  }
  for (const list of Object.keys(LISTS)) {
    const entries = entryNumbers(texts, article, list).map((at) => readEntry(article, list, at, texts, faults));
    line[LISTS[list].property] = entries;
  }
  const inLots = line.lots.reduce((/** @type {number} */ sum, /** @type {any} */ lot) => sum + (lot.quantity ?? 0), 0);
  if (line.stock !== undefined && inLots > line.stock) {
    faults.push({ key: cellKey(article, `lot.${entryNumbers(texts, article, "lot")[0]}.quantity`), code: "lots_exceed", suggestion: null });
  }
  return line;
}

/** @param {string} article @param {string} list @param {number} at @param {Texts} texts @param {Fault[]} faults */
function readEntry(article, list, at, texts, faults) {
  /** @type {Record<string, any>} */
  const entry = {};
  for (const [field, { type, required }] of Object.entries(LISTS[list].fields)) {
    const key = cellKey(article, `${list}.${at}.${field}`);
    const text = texts[key] ?? "";
    const fault = faultOf(key, text, type);
    if (fault) faults.push(fault);
    else if (required && text.trim() === "") faults.push({ key, code: "missing", suggestion: null });
    else entry[field] = valueOf(text.trim(), type);
  }
  return entry;
}

/**
 * The key of the cell that a JSON pointer of a refused report names: "/lines/3/lots/0/expires_on" -> "FFP2/lot.0.expires_on".
 * @param {string} pointer
 * @param {Reading} reading
 * @param {Texts} texts
 * @returns {string | null}
 */
export function keyOfPointer(pointer, reading, texts) {
  const steps = pointer.split("/").slice(1);
  if (steps[0] !== "lines") return steps.length === 1 && HEAD_FIELDS.includes(steps[0]) ? cellKey("", steps[0]) : null;
  const article = reading.paths[Number(steps[1])];
  if (article === undefined) return null;
  const list = Object.keys(LISTS).find((name) => LISTS[name].property === steps[2]);
  if (!list) return cellKey(article, [...MAIN_FIELDS, ...EXTRA_FIELDS].find((field) => field === steps[2]) ?? "stock");
  const at = entryNumbers(texts, article, list)[Number(steps[3] ?? 0)] ?? 0;
  return cellKey(article, `${list}.${at}.${steps[4] ?? Object.keys(LISTS[list].fields)[0]}`);
}

/**
 * Removes an entry of a list; later ones move up, so that numbers stay without gaps.
 * @param {Texts} texts @param {string} article @param {string} list @param {number} gone
 * @returns {Texts} the changes; a blank removes
 */
export function removeEntry(texts, article, list, gone) {
  /** @type {Texts} */
  const changes = {};
  const numbers = entryNumbers(texts, article, list).filter((at) => at !== gone);
  const fields = Object.keys(LISTS[list].fields);
  for (const at of entryNumbers(texts, article, list)) for (const field of fields) changes[cellKey(article, `${list}.${at}.${field}`)] = "";
  numbers.forEach((from, to) => {
    for (const field of fields) changes[cellKey(article, `${list}.${to}.${field}`)] = texts[cellKey(article, `${list}.${from}.${field}`)] ?? "";
  });
  return changes;
}
