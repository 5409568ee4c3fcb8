/** Paste into the table of the report and copying out of it, on top of lib/paste.js. */
import { t } from "../lib/i18n.js";
import { readCount } from "../lib/number.js";
import { planPaste, readTable, writeHtml, writeTsv } from "../lib/paste.js";
import { MAIN_FIELDS, faultOf } from "./fields.js";
import { cellKey, splitKey } from "./texts.js";
import { fieldName, nameOf, packSizeText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */
/** @typedef {{ message: string, firstFault: string | null }} Outcome */

/** Headings by which a column is known in a pasted table, in both languages. @param {Report} report */
function headings(report) {
  const more = {
    stock: ["Lager", "I lager", "Lagersaldo", "Saldo", "Stock", "In stock"],
    use_in_week: ["Förbrukning", "Förbrukat", "Använt", "Åtgång", "Use", "Used", "Use in week"],
    need_next_week: ["Behov", "Behov nästa vecka", "Need", "Need next week"],
  };
  return Object.fromEntries(MAIN_FIELDS.map((field) => [field, [...more[field], field, fieldName(field, report.form.week)]]));
}

/** A cell holds one short line, as an input does: at most 100 letters, which is at most 200 bytes. @param {string} text */
const oneLine = (text) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim().slice(0, 100);

/**
 * Takes clipboard text into the report, from the given cell on. One value alone is left to the browser.
 * @param {Report} report
 * @param {string} text
 * @param {string} key  of the focused cell
 * @returns {Outcome | null} null: nothing for us to do, let the browser paste
 */
export function paste(report, text, key) {
  const table = readTable(text);
  if (table.length === 0 || (table.length === 1 && table[0].length === 1)) return null;
  const { article, field } = splitKey(key);
  const grid = {
    rows: report.lines.map((line) => ({ code: line.article, names: [line.name_sv, line.name_en] })),
    fields: [...MAIN_FIELDS],
    headers: headings(report),
  };
  const plan = planPaste(table, grid, { row: report.lines.findIndex((line) => line.article === article), field });
  if (plan.cells.length === 0) return { message: t("report.paste.nothing"), firstFault: null };
  const changes = Object.fromEntries(plan.cells.map((cell) => [cellKey(cell.code, cell.field), oneLine(cell.text)]));
  report.changeMany("paste", changes);
  report.visit(Object.keys(changes));
  const faults = Object.keys(changes).filter((one) => faultOf(one, changes[one], "count") !== null);
  const parts = [
    t("report.paste.done", { n: plan.cells.length }),
    faults.length > 0 ? t("report.paste.faults", { n: faults.length }) : "",
    plan.outside > 0 ? t("report.paste.outside", { n: plan.outside }) : "",
    plan.unmatched.length > 0 ? t("report.paste.unmatched", { names: plan.unmatched.join(", ") }) : "",
  ];
  return { message: `${parts.filter(Boolean).join(", ")}.`, firstFault: faults[0] ?? null };
}

/** The whole table as rows of text, heading first, numbers without grouping so that a spreadsheet takes them as numbers. @param {Report} report */
export function tableRows(report) {
  const { texts } = report;
  const plain = (/** @type {string} */ key) => {
    const count = readCount(texts.value[key] ?? "");
    return count.kind === "count" ? String(count.value) : texts.value[key] ?? "";
  };
  const heading = [t("report.table.article"), t("report.table.code"), t("report.table.pack"),
    t("report.field.stock"), t("report.field.use_in_week.short"), t("report.field.need_next_week.short")];
  return [heading, ...report.lines.map((line) => [nameOf(line), line.article, packSizeText(line),
    ...MAIN_FIELDS.map((field) => plain(cellKey(line.article, field)))])];
}

/**
 * Copies the whole table as TSV and HTML.
 * @param {Report} report
 * @returns {Promise<boolean>} whether the browser allowed it
 */
export async function copyTable(report) {
  const rows = tableRows(report);
  const [tsv, markup] = [writeTsv(rows), writeHtml(rows)];
  try {
    if (typeof ClipboardItem === "function" && navigator.clipboard?.write) {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([tsv], { type: "text/plain" }),
        "text/html": new Blob([markup], { type: "text/html" }),
      })]);
      return true;
    }
  } catch {
    // fall through to the older way
  }
  return copyByEvent(tsv, markup);
}

/** The way that also works without a secure origin. @param {string} tsv @param {string} markup */
function copyByEvent(tsv, markup) {
  const onCopy = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData("text/plain", tsv);
    event.clipboardData?.setData("text/html", markup);
    event.preventDefault();
  };
  document.addEventListener("copy", onCopy);
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", onCopy);
  }
}

