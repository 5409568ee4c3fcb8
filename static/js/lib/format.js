/**
 * Figures, dates and weeks in the reader's language. These read the language signal; the pure ones are in number.js and week.js.
 */
import { language, t } from "./i18n.js";
import { formatNumber, splitPacks } from "./number.js";
import * as weeks from "./week.js";

/**
 * @param {number | null | undefined} value
 * @param {number} [decimals]
 */
export const number = (value, decimals = 0) => formatNumber(value, language.value, { decimals });

/**
 * @param {string | null | undefined} value
 * @param {{ year?: boolean }} [options]
 */
export const week = (value, options) => weeks.formatWeek(value, language.value, options);

/** @param {string} value */
export const weekSpan = (value) => weeks.formatWeekSpan(value, language.value);

/** A date in running text. @param {string | null | undefined} value */
export const date = (value) => weeks.formatDate(value, language.value);

/** A moment in tables. @param {string | null | undefined} value */
export const moment = (value) => weeks.formatMoment(value, language.value);

/** Only the time of a moment, "13.45", in English "13:45". @param {string} value */
export const time = (value) => weeks.inStockholm(value, language.value).time;

/** "st" or "l". @param {string} unit */
export const unit = (unit) => t(unit === "litre" ? "unit.litre" : "unit.piece");

/**
 * A quantity in its unit: "200 st".
 * @param {number | null | undefined} count
 * @param {string} unitName "piece" or "litre"
 */
export const quantity = (count, unitName) =>
  count === null || count === undefined ? "–" : `${number(count)}\u00a0${unit(unitName)}`;

/**
 * Packs and units together, never one alone: "4 förp. (200 st)", "4 förp. + 13 st (213 st)"; what fills no
 * pack stands alone: "13 st".
 * @param {number | null | undefined} count in the article's unit
 * @param {{ unit: string, pack_size: number }} article
 */
export function packs(count, article) {
  if (count === null || count === undefined) return "–";
  const whole = quantity(count, article.unit);
  if (article.pack_size <= 1) return whole;
  const split = splitPacks(Math.abs(count), article.pack_size);
  if (split.packs === 0 && split.rest > 0) return whole;
  const sign = count < 0 ? "\u2212" : "";
  const rest = split.rest > 0 ? ` + ${quantity(split.rest, article.unit)}` : "";
  return `${sign}${number(split.packs)}\u00a0${t("unit.packs", { n: split.packs })}${rest} (${whole})`;
}
