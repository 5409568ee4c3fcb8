/**
 * Texts in Swedish and English. One flat key space per language, split into files by area (static/i18n/<language>/<area>.json).
 *
 * A text is a string with {names} to fill in, or an object of plural forms ({"one": …, "other": …}) chosen by {n}.
 * The language is a signal: components that call t() while they render are rendered again when it changes, and keep
 * their state, so a switch never loses what somebody has typed.
 */
import { signal } from "../../vendor/preact.js";
import { formatNumber } from "./number.js";

/** @typedef {"sv" | "en"} Language */
/** @typedef {string | Record<string, string>} Text */

const STORAGE_KEY = "fordela.language";

/** @returns {Language} */
function storedLanguage() {
  try {
    return localStorage.getItem(STORAGE_KEY) === "en" ? "en" : "sv";
  } catch {
    return "sv"; // storage may be switched off; the default is no worse
  }
}

export const language = signal(storedLanguage());

/** @type {import("../../vendor/preact.js").Signal<Record<Language, Record<string, Text>>>} */
const catalogues = signal({ sv: {}, en: {} });

/** @type {Set<string>} */
const areas = new Set();

/** @type {Map<string, Promise<void>>} */
const loading = new Map();

/**
 * @param {Language} lang
 * @param {string} area
 * @returns {Promise<void>}
 */
function loadOne(lang, area) {
  const key = `${lang}/${area}`;
  let promise = loading.get(key);
  if (!promise) {
    promise = fetch(new URL(`../../i18n/${key}.json`, import.meta.url))
      .then((reply) => {
        if (!reply.ok) throw new Error(`no catalogue ${key}`);
        return reply.json();
      })
      .then((texts) => {
        const all = catalogues.value;
        catalogues.value = { ...all, [lang]: { ...all[lang], ...texts } };
      })
      .catch((error) => {
        loading.delete(key); // the next try may succeed
        throw error;
      });
    loading.set(key, promise);
  }
  return promise;
}

/**
 * Loads the catalogues of these areas in the present language; later switches load them in the other one too.
 * @param {string[]} names such as ["common", "report"]
 */
export async function loadCatalogues(names) {
  for (const name of names) areas.add(name);
  await Promise.all([...areas].map((area) => loadOne(language.value, area)));
}

/**
 * Shows everything in this language from now on, in this browser. The account's own choice is set by session.js.
 * @param {Language} lang
 */
export async function showLanguage(lang) {
  await Promise.all([...areas].map((area) => loadOne(lang, area)));
  try {
    localStorage.setItem(STORAGE_KEY, lang);
  } catch {
    // not kept until the next visit, that is all
  }
  language.value = lang;
  document.documentElement.lang = lang;
}

/** The locale for Intl. */
export const locale = () => (language.value === "en" ? "en-GB" : "sv-SE");

/** @type {Map<string, Intl.PluralRules>} */
const rules = new Map();

/**
 * @param {Text} text
 * @param {Record<string, string | number | null | undefined>} values
 * @param {string} lang
 */
export function fill(text, values, lang) {
  let form = text;
  if (typeof form !== "string") {
    let rule = rules.get(lang);
    if (!rule) rules.set(lang, (rule = new Intl.PluralRules(lang)));
    const chosen = form[rule.select(Number(values.n ?? 0))] ?? form.other;
    form = chosen ?? "";
  }
  return form.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? formatNumber(value, lang, { decimals: 2 }) : String(value ?? "–");
  });
}

/**
 * The text of a key in the present language. A key that is missing shows itself, so that it is seen and fixed.
 * @param {string} key
 * @param {Record<string, string | number | null | undefined>} [values] numbers are written as the language writes them
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = catalogues.value[language.value][key];
  return text === undefined ? key : fill(text, values, language.value);
}

/**
 * Whether a key exists, for texts by code from the server where a new code must not show as a bare key.
 * @param {string} key
 */
export const hasText = (key) => catalogues.value[language.value][key] !== undefined;

/**
 * The one of x_sv and x_en that the reader reads.
 * @template {string} K
 * @param {Record<`${K}_sv` | `${K}_en`, any>} object
 * @param {K} field
 */
export const inLanguage = (object, field) => object[/** @type {`${K}_sv`} */ (`${field}_${language.value}`)];

/** Sorting with å, ä, ö last in both languages: the names are Swedish. */
const collator = new Intl.Collator("sv", { numeric: true, sensitivity: "base" });

/**
 * @param {string} a
 * @param {string} b
 */
export const compareNames = (a, b) => collator.compare(a, b);
