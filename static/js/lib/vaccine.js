/**
 * What the vaccine pages share: the vaccines and regions by name, doses as text, choices of vaccine, area and weeks.
 */
import { html } from "../../vendor/preact.js";
import { get } from "./api.js";
import { NATION } from "./county.js";
import { moment, number, week as weekText, weekSpan } from "./format.js";
import { isDay, isTooLarge } from "./form.js";
import { compareNames, t } from "./i18n.js";
import { useLoad } from "./load.js";
import { query, setQuery, weekInAddress } from "./query.js";
import { instance } from "./session.js";
import { SelectField } from "./ui.js";
import { addWeeks } from "./week.js";

/** @typedef {{ code: string, name: string, manufacturer: string, sort_order: number, usable: boolean } & Record<string, any>} Product */
/** @typedef {{ code: string, name: string }} Region */
/** @typedef {{ products: Product[], regions: Region[] }} Names */

/** Vaccines in their order and regions by name. @returns {import("./load.js").Loaded<Names>} */
export const useNames = () => useLoad(async (signal) => {
  const [products, counties] = await Promise.all([get("/vaccine/products", { signal }), get("/counties", { signal })]);
  const regions = counties.data.items.map((/** @type {any} */ county) => ({ code: county.code, name: county.region_name }));
  return { products: products.data.items, regions: regions.sort((/** @type {Region} */ a, /** @type {Region} */ b) => compareNames(a.name, b.name)) };
}, []);

/** @param {Names} names @param {string} code */
export const productName = (names, code) => names.products.find((one) => one.code === code)?.name ?? code;

/** @param {Names} names @param {string} code */
export const areaName = (names, code) => (code === NATION ? t("vaccine.nation") : (names.regions.find((one) => one.code === code)?.name ?? code));

/** "1 170 doser". @param {number | null | undefined} count */
export const doses = (count) => (count === null || count === undefined ? "–" : t("vaccine.doses", { n: count }));

/** "14 dagar före", "3 dagar efter veckans början" @param {number} days */
export const noticeText = (days) => t(days < 0 ? "forecast.notice_after" : "forecast.notice", { n: Math.abs(days) });

/**
 * Doses with what they are packed in, as far as that is whole and known: "1 170 doser (195 ampuller, 1 förpackning)".
 * @param {{ doses: number | null, vials: number | null, packs: number | null }} amount
 */
export function amountText(amount) {
  const parts = [
    amount.vials === null ? null : t("vaccine.vials", { n: amount.vials }),
    amount.packs === null ? null : t("vaccine.packs", { n: amount.packs }),
  ].filter((part) => part !== null);
  return parts.length > 0 ? `${doses(amount.doses)} (${parts.join(", ")})` : doses(amount.doses);
}

/** A moment; only its day where only the day was given. @param {string} value */
export function dayOrMoment(value) {
  const text = moment(value);
  return /00[.:]00$/.test(text) ? text.slice(0, 10) : text;
}

/** A difference with its sign: "+120", "−120", "0", "–". @param {number | null | undefined} value @param {number} [decimals] */
export const signed = (value, decimals = 0) => (value !== null && value !== undefined && value > 0 ? `+${number(value, decimals)}` : number(value, decimals));

/** Why a text is no number of doses. @param {string} text */
export const countFault = (text) => t(isTooLarge(text) ? "vaccine.too_large" : "vaccine.not_whole");

/** What is wrong with the day on which something has happened, or null. @param {string} text */
export function pastDayFault(text) {
  if (!isDay(text)) return t("known.not_day");
  return text > (instance.value?.today ?? text) ? t("known.future") : null;
}

/** A share: "93,6 %". @param {number | null | undefined} value */
export const percent = (value) => (value === null || value === undefined ? "–" : `${number(value, 2)}\u00a0%`);

/**
 * @param {{ names: Names, name?: string, all?: boolean }} properties name: in the address; all: every vaccine may be chosen
 */
export const ProductChoice = ({ names, name = "vaccin", all = true }) => html`<${SelectField} id="product" label=${t("vaccine.product")}
  value=${query.value.get(name) ?? ""} onChange=${(/** @type {string} */ code) => setQuery({ [name]: code || null })}
  options=${[...(all ? [{ value: "", label: t("vaccine.all_products") }] : []), ...productOptions(names)]} />`;

/** @param {Names} names */
export const productOptions = (names) => names.products.map((one) => ({ value: one.code, label: one.name }));

/** @param {Names} names @param {{ nation?: boolean }} [options] */
export const areaOptions = (names, { nation = true } = {}) => [
  ...(nation ? [{ value: NATION, label: t("vaccine.nation") }] : []),
  ...names.regions.map((one) => ({ value: one.code, label: one.name })),
];

/**
 * @typedef {{ first: string, last: string }} Weeks
 */

/**
 * The weeks of the address (?fran=2021-W05&veckor=12), else from `back` weeks before the present one.
 * @param {{ back: number, count: number }} usual
 * @returns {Weeks}
 */
export function shownWeeks({ back, count }) {
  const length = Number(query.value.get("veckor"));
  const first = weekInAddress("fran") ?? addWeeks(instance.value?.week ?? "2021-W01", -back);
  return { first, last: addWeeks(first, (LENGTHS.includes(length) ? length : count) - 1) };
}

const LENGTHS = [8, 12, 16, 26, 52];
const WEEKS_BACK = 60;
const WEEKS_ON = 30;

/** Weeks around the present one, newest last, with `shown` among them. @param {string} shown */
export function weekOptions(shown) {
  const now = instance.value?.week ?? shown;
  const weeks = Array.from({ length: WEEKS_BACK + WEEKS_ON + 1 }, (_, at) => addWeeks(now, at - WEEKS_BACK));
  const all = weeks.includes(shown) ? weeks : [...weeks, shown].sort();
  return all.map((week) => ({ value: week, label: weekText(week, { year: true }) }));
}

/** A week to fill in in a form. @param {{ id: string, label: string, value: string, onChange: (week: string) => void, error?: string | null }} properties */
export const WeekField = ({ id, label, value, onChange, error }) => html`<${SelectField} id=${id} label=${label} value=${value} width="short"
  options=${weekOptions(value)} onChange=${onChange} error=${error} />`;

/** @param {{ weeks: Weeks, usual: { back: number, count: number } }} properties */
export function WeeksChoice({ weeks, usual }) {
  const length = LENGTHS.find((one) => addWeeks(weeks.first, one - 1) === weeks.last) ?? usual.count;
  return html`
    <${WeekField} id="first-week" label=${t("vaccine.first_week")} value=${weeks.first} onChange=${(/** @type {string} */ fran) => setQuery({ fran })} />
    <${SelectField} id="week-count" label=${t("vaccine.week_count")} value=${String(length)} width="short"
      options=${LENGTHS.map((one) => ({ value: String(one), label: t("vaccine.weeks", { n: one }) }))}
      onChange=${(/** @type {string} */ veckor) => setQuery({ veckor: Number(veckor) === usual.count ? null : veckor })} />`;
}

/** @param {Weeks} weeks @returns {string[]} */
export function weekList({ first, last }) {
  const all = [];
  for (let week = first; week <= last; week = addWeeks(week, 1)) all.push(week);
  return all;
}

/** "v. 7 2021 (15 feb. – 21 feb.)" is too long for a row; the days go to the title. @param {{ week: string }} properties */
export const WeekName = ({ week }) => html`<span title=${weekSpan(week)}>${weekText(week, { year: true })}</span>`;

