/**
 * ISO weeks and dates as text: "2020-W17" and "2020-04-27". Days are counted in UTC so that no clock shift moves a week.
 */

const DAY_MS = 86_400_000;

/** @param {string} date "2020-04-27" */
export const dayOf = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);

/** @param {number} day days since 1970-01-01 */
export const dateOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/**
 * @param {string} week "2020-W17"
 * @returns {{ year: number, number: number } | null} null when it is no week
 */
export function readWeek(week) {
  const found = /^(\d{4})-W(\d{2})$/.exec(week);
  if (!found) return null;
  const year = Number(found[1]);
  const number = Number(found[2]);
  return number >= 1 && number <= weeksOfYear(year) ? { year, number } : null;
}

/**
 * The day number of week 1's Monday: the week with 4 January in it (ISO 8601).
 * @param {number} year
 */
function firstMonday(year) {
  const fourth = Math.round(Date.UTC(year, 0, 4) / DAY_MS);
  return fourth - ((fourth + 3) % 7); // day 0 was a Thursday
}

/** @param {number} year */
const weeksOfYear = (year) => (firstMonday(year + 1) - firstMonday(year)) / 7;

/** @param {string} week */
export function mondayOf(week) {
  const read = readWeek(week);
  if (!read) throw new RangeError(`no week: ${week}`);
  return dateOf(firstMonday(read.year) + (read.number - 1) * 7);
}

/** @param {string} date */
export function weekOf(date) {
  const day = dayOf(date);
  const thursday = day - ((day + 3) % 7) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const number = Math.floor((thursday - firstMonday(year)) / 7) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/**
 * @param {string} week
 * @param {number} count may be negative
 */
export const addWeeks = (week, count) => weekOf(dateOf(dayOf(mondayOf(week)) + count * 7));

/** @param {string} language */
const locale = (language) => (language === "en" ? "en-GB" : "sv-SE");

/**
 * "v. 17" / "week 17", with the year when asked for: "v. 17 2020".
 * @param {string | null | undefined} week
 * @param {string} language
 * @param {{ year?: boolean }} [options]
 */
export function formatWeek(week, language, options = {}) {
  const read = week ? readWeek(week) : null;
  if (!read) return "–";
  const short = language === "en" ? `week\u00a0${read.number}` : `v.\u00a0${read.number}`;
  return options.year ? `${short}\u00a0${read.year}` : short;
}

/**
 * A week with its days, for choosing: "v. 17 (20 april – 26 april)".
 * @param {string} week
 * @param {string} language
 */
export function formatWeekSpan(week, language) {
  const monday = mondayOf(week);
  const sunday = dateOf(dayOf(monday) + 6);
  const format = new Intl.DateTimeFormat(locale(language), { day: "numeric", month: "short", timeZone: "UTC" });
  const span = `${format.format(new Date(monday))}\u2009–\u2009${format.format(new Date(sunday))}`;
  return `${formatWeek(week, language, { year: true })} (${span})`;
}

/**
 * "27 april 2020", for running text. Tables show the ISO date as it is.
 * @param {string | null | undefined} date
 * @param {string} language
 */
export function formatDate(date, language) {
  if (!date) return "–";
  const format = new Intl.DateTimeFormat(locale(language), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}

/**
 * A moment in Stockholm: { date: "2020-04-27", time: "13.45" }, in English "13:45".
 * @param {string} moment "2020-04-27T11:45:00Z"
 * @param {string} language
 */
export function inStockholm(moment, language) {
  const format = new Intl.DateTimeFormat("sv-SE", {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm",
  });
  /** @type {Record<string, string>} */
  const parts = {};
  for (const part of format.formatToParts(new Date(moment))) parts[part.type] = part.value;
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}${language === "en" ? ":" : "."}${parts.minute}` };
}

/**
 * Date and time for tables, "2020-04-27 13.45"; "–" when unknown.
 * @param {string | null | undefined} moment
 * @param {string} language
 */
export function formatMoment(moment, language) {
  if (!moment) return "–";
  const { date, time } = inStockholm(moment, language);
  return `${date}\u00a0${time}`;
}

/**
 * Whole days from one date to another.
 * @param {string} from
 * @param {string} to
 */
export const daysBetween = (from, to) => dayOf(to.slice(0, 10)) - dayOf(from.slice(0, 10));
