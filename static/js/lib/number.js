/**
 * Numbers as Swedish officers write and read them.
 *
 * Reading is generous about spaces and signs and strict about meaning: "1.200" may be twelve hundred or one point two, so
 * it is reported as ambiguous and the page asks. Nothing here ever turns a blank or a word into zero.
 */

/** Ordinary space, tab, no-break space, thin space, figure space, narrow no-break space. */
const SPACE = /[ \t\u00a0\u2007\u2009\u202f]/;
const SPACES = new RegExp(SPACE, "g");
const MINUS_SIGNS = /[\u2212\u2010\u2011\u2012\u2013]/g;

/** Words for packs, whole or cut: what stands before one counts packs, not pieces. */
const PACK_WORD = "(?:förp|forp|frp|fp|pack|pkt|paket|krt|kart|box|låd|ask|kolli|carton|case)\\p{L}*";
const NAMES_PACKS = new RegExp(`(?<!\\p{L})${PACK_WORD}`, "iu");
const COUNTS_PACKS = new RegExp(`\\d\\s*${PACK_WORD}\\.?\\s*$`, "iu");

/** The largest count that a report may hold, in pieces or litres. */
export const MAXIMUM_COUNT = 1_000_000_000;

/**
 * @typedef {{ kind: "blank" }
 *   | { kind: "number", value: number }
 *   | { kind: "ambiguous", large: number, small: number }
 *   | { kind: "word" }} Reading
 */

/**
 * @typedef {{ kind: "blank" }
 *   | { kind: "count", value: number }
 *   | { kind: "bad", code: "word" | "fraction" | "negative" | "ambiguous" | "too_large", suggestion: number | null }} Count
 */

/**
 * The digits of "1 200" without their spaces, or null when the spaces do not part thousands ("12 34" is two numbers).
 * @param {string} text
 */
function joinThousands(text) {
  if (!SPACE.test(text)) return text;
  const plain = text.replace(SPACES, " ");
  return /^-?\d{1,3}( \d{3})+(?:[.,]\d*)?$/.test(plain) ? plain.replace(/ /g, "") : null;
}

/**
 * Reads a number with spaces, U+00A0, U+2009 or U+202F between thousands, decimal comma or point and any minus sign.
 * @param {string} text
 * @returns {Reading}
 */
export function readNumber(text) {
  const trimmed = text.replace(/[\u200b\u200e\u200f\ufeff]/g, "").trim();
  if (trimmed === "") return { kind: "blank" };
  const signed = trimmed.replace(MINUS_SIGNS, "-").replace(/^-\s+/, "-").replace(/^\+/, "");
  const digits = joinThousands(signed);
  if (digits === null) return { kind: "word" };
  if (/^-?\d+$/.test(digits)) return { kind: "number", value: Number(digits) };
  // One mark with exactly three digits behind: thousands in one language, a fraction in another.
  if (digits === signed && /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) {
    return { kind: "ambiguous", large: Number(digits.replace(/[.,]/, "")), small: Number(digits.replace(",", ".")) };
  }
  if (/^-?\d+[.,]\d*$/.test(digits)) return { kind: "number", value: Number(digits.replace(",", ".")) };
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(digits)) {
    return { kind: "number", value: Number(digits.replace(/\./g, "").replace(",", ".")) };
  }
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits)) return { kind: "number", value: Number(digits.replace(/,/g, "")) };
  return { kind: "word" };
}

/**
 * Reads a count of pieces or litres: whole, not negative, not above the maximum.
 * @param {string} text
 * @returns {Count}
 */
export function readCount(text) {
  const reading = readNumber(text);
  if (reading.kind === "blank") return reading;
  if (reading.kind === "word") return { kind: "bad", code: "word", suggestion: NAMES_PACKS.test(text) ? null : leadingNumber(text) };
  if (reading.kind === "ambiguous") return { kind: "bad", code: "ambiguous", suggestion: Math.abs(reading.large) };
  const { value } = reading;
  if (value < 0) return { kind: "bad", code: "negative", suggestion: null };
  if (value > MAXIMUM_COUNT) return { kind: "bad", code: "too_large", suggestion: null };
  if (!Number.isInteger(value)) return { kind: "bad", code: "fraction", suggestion: Math.round(value) };
  return { kind: "count", value: value === 0 ? 0 : value };
}

/**
 * The number in "1 200 st" or "ca 300", offered to the user but never used unasked.
 * @param {string} text
 * @returns {number | null}
 */
function leadingNumber(text) {
  const found = text.replace(SPACES, " ").match(/\d{1,3}(?: \d{3})+|\d+/g);
  if (!found || found.length !== 1 || /[-\u2212]\s*\d|[.,]\d/.test(text)) return null;
  const value = Number(String(found[0]).replace(/ /g, ""));
  return value <= MAXIMUM_COUNT ? value : null;
}

/** The packs in "3 förp." or "2 kartonger"; null when the text does not end so. @param {string} text @returns {number | null} */
export const packsMeant = (text) => (COUNTS_PACKS.test(text) ? leadingNumber(text) : null);

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * A number for people: "1 200,5" in Swedish with no-break spaces, "1,200.5" in English, minus U+2212; "–" when unknown.
 * @param {number | null | undefined} value
 * @param {string} language "sv" or "en"
 * @param {{ decimals?: number, fixed?: boolean }} [options] decimals: at most so many (default 0); fixed: always so many
 */
export function formatNumber(value, language, options = {}) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const decimals = options.decimals ?? 0;
  const key = `${language}/${decimals}/${options.fixed === true}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language === "en" ? "en-GB" : "sv-SE", {
      maximumFractionDigits: decimals,
      minimumFractionDigits: options.fixed ? decimals : 0,
    });
    formats.set(key, format);
  }
  return format.format(value).replace(/^-/, "\u2212").replace(/\u202f/g, "\u00a0");
}

/**
 * A count split into whole packs and what is left over.
 * @param {number} count pieces or litres, not negative
 * @param {number} packSize pieces or litres in a pack
 * @returns {{ packs: number, rest: number }}
 */
export function splitPacks(count, packSize) {
  if (packSize <= 1) return { packs: count, rest: 0 };
  return { packs: Math.floor(count / packSize), rest: count % packSize };
}
