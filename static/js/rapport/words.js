/** The report page's words: names of articles, fields and cells, packs beside pieces, week and question texts. */
import { date, moment, number, packs, quantity, time, unit, week as weekName } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { MAXIMUM_COUNT, packsMeant, readCount, splitPacks } from "../lib/number.js";
import { errorText } from "../lib/ui.js";
import { addWeeks } from "../lib/week.js";
import { serverNow } from "./clock.js";
import { splitKey } from "./texts.js";

/** @typedef {import("./fields.js").Line} Line */

/** @param {{ name_sv: string, name_en: string }} named @returns {string} */
export const nameOf = (named) => inLanguage(named, "name");

/** @param {import("./store.js").Question} question @returns {string} */
export const questionText = (question) => inLanguage(question, "message");

/** The heading of a field; weeks are named so that nobody mixes them up. @param {string} field @param {string} week */
export function fieldName(field, week) {
  const [list, , part] = field.split(".");
  if (part !== undefined) return t(`report.field.${list}.${part}`);
  return t(`report.field.${field}`, { week: weekName(field === "need_next_week" ? addWeeks(week, 1) : week) });
}

/** A cell in words: "I lager, Munskydd IIR". @param {import("./store.js").Report} report @param {string} key */
export function cellName(report, key) {
  const { article, field } = splitKey(key);
  const name = fieldName(field, report.form.week);
  const line = report.line(article);
  return line ? t("report.cell.label", { field: name, article: nameOf(line) }) : name;
}

/** "24 förp. + 30 st" under a count; "" when the article has no packs or the text is no count. @param {string} text @param {Line} line */
export function packsOf(text, line) {
  const count = readCount(text);
  if (count.kind !== "count" || line.pack_size <= 1) return "";
  const split = splitPacks(count.value, line.pack_size);
  if (split.packs === 0 && split.rest > 0) return t("report.under_one_pack");
  const whole = t("report.packs", { packs: number(split.packs) });
  return split.rest === 0 ? whole : `${whole} + ${quantity(split.rest, line.unit)}`;
}

/** "4 förp. (200 st)"; "–" when unknown. @param {number | null | undefined} value @param {Line} line */
export const countText = (value, line) => packs(value, line);

/** @param {Line} line */
export const packSizeText = (line) =>
  line.pack_size > 1 ? t("report.pack_size", { count: quantity(line.pack_size, line.unit) }) : unit(line.unit);

/** Only the time for today's moments, otherwise the date too. @param {string | null} at */
export function when(at) {
  if (!at) return "–";
  const today = moment(new Date(serverNow()).toISOString()).slice(0, 10);
  return moment(at).slice(0, 10) === today ? time(at) : moment(at);
}

/** "28 april 2020 kl. 12.00", for running text. @param {string | null} at */
export const dayAndTime = (at) => (at ? t("report.day_and_time", { date: date(moment(at).slice(0, 10)), time: time(at) }) : "–");

/** What is wrong with a cell, in words. @param {import("./fields.js").Fault & { message?: string }} fault */
export function faultText(fault) {
  if (fault.message) return fault.message;
  const { article, field } = splitKey(fault.key);
  if (fault.code === "missing" && (article === "" || field.includes("."))) return t("report.fault.missing_other");
  return t(`report.fault.${fault.code}`, { suggestion: number(fault.suggestion) });
}

/**
 * The figure to offer at a faulty cell. Who writes "3 förp" means three times the pack, which is said with the offer; of an
 * article whose pack is not known there is nothing to offer.
 * @param {import("./fields.js").Fault} fault @param {string} text @param {Line | null | undefined} line
 * @returns {{ value: number, label: string } | null}
 */
export function offerOf(fault, text, line) {
  const packs = fault.code === "word" ? packsMeant(text) : null;
  if (packs !== null) {
    const value = packs * (line?.pack_size ?? 0);
    if (!line || line.pack_size <= 1 || value > MAXIMUM_COUNT) return null;
    const words = { suggestion: number(value), packs: number(packs), pack: t("unit.packs", { n: packs }), size: number(line.pack_size) };
    return { value, label: t("report.fault.use_packs", words) };
  }
  return fault.suggestion === null ? null : { value: fault.suggestion, label: t("report.fault.use", { suggestion: number(fault.suggestion) }) };
}

/** Why the server refused, in its own words about the fields when it named any. @param {any} problem @returns {string} */
export function problemText(problem) {
  const named = (problem?.errors ?? []).map((/** @type {any} */ one) => one.message);
  return named.length > 0 ? named.join(" ") : errorText(problem);
}

/** A text of a cell for reading: a word for blank, kind and light by name. @param {string} key @param {string} text */
export function shownText(key, text) {
  if (text === "") return t("report.blank");
  const { field } = splitKey(key);
  if (field === "light") return t(`report.light.${text}`);
  if (field.endsWith(".confirmed")) return t("report.details.confirmed");
  if (field.endsWith(".kind")) return text === "sector" ? t("report.part.choose") : t(`report.part.${text}`);
  const count = readCount(text);
  return count.kind === "count" ? number(count.value) : text;
}

/** The id of the input of a cell; ids may not hold blanks. @param {string} key */
export const inputId = (key) => `cell-${key.replace(/[^A-Za-z0-9-]/g, "_")}`;

/** Moves to a cell, opening what hides it. @param {import("./store.js").Report} report @param {string} key */
export function goToCell(report, key) {
  const { article, field } = splitKey(key);
  const inDetails = article !== "" && !["stock", "use_in_week", "need_next_week"].includes(field);
  if (inDetails) report.toggle(article, true);
  // the details are drawn in the next frame
  requestAnimationFrame(() => {
    const input = document.getElementById(inputId(key));
    input?.scrollIntoView({ block: "center" });
    input?.focus();
  });
}
