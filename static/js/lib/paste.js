/**
 * The clipboard between a spreadsheet and a table of inputs: reading what was copied, deciding which cell gets which text,
 * and writing a table so that it lands in a spreadsheet. No DOM: the page hands in text and applies the plan.
 */

/**
 * Reads clipboard text as rows of cells. Tabs part cells (semicolons when there is no tab and each line has as many);
 * a cell that begins with a quote may hold tabs, newlines and doubled quotes; CRLF, LF and CR end rows; an unclosed quote
 * is taken literally rather than swallowing the rest.
 * @param {string} text
 * @returns {string[][]}
 */
export function readTable(text) {
  const separator = chooseSeparator(text);
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  let at = 0;
  while (at < text.length) {
    const cell = readCell(text, at, separator);
    row.push(cell.text);
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    rows.push(row);
    row = [];
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
  }
  if (row.length > 0) rows.push(row);
  while (rows.length > 0 && rows[rows.length - 1].every((cell) => cell === "")) rows.pop();
  return rows;
}

/**
 * @param {string} text
 * @returns {"\t" | ";"}
 */
function chooseSeparator(text) {
  if (text.includes("\t")) return "\t";
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== "");
  const counts = lines.map((line) => line.split(";").length - 1);
  return counts.length > 0 && counts[0] > 0 && counts.every((count) => count === counts[0]) ? ";" : "\t";
}

/**
 * @param {string} text
 * @param {number} at where the cell begins
 * @param {string} separator
 * @returns {{ text: string, end: number }} end: at the separator, the newline or the end of the text
 */
function readCell(text, at, separator) {
  /** @param {number} from */
  const plainEnd = (from) => {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end += 1;
    return end;
  };
  if (text[at] === '"') {
    let content = "";
    let end = at + 1;
    while (end < text.length) {
      if (text[end] !== '"') content += text[end++];
      else if (text[end + 1] === '"') {
        content += '"';
        end += 2;
      } else if (end + 1 === plainEnd(end + 1)) return { text: content, end: end + 1 };
      else break; // a quote in the middle: it was not a quoted cell after all
    }
  }
  const end = plainEnd(at);
  return { text: text.slice(at, end), end };
}

/**
 * @typedef {object} GridRow
 * @property {string} code  article code
 * @property {string[]} names  other names by which the row is known
 */
/**
 * @typedef {object} Grid
 * @property {GridRow[]} rows  in the order of the screen
 * @property {string[]} fields  the columns that take text, in the order of the screen
 * @property {Record<string, string[]>} headers  for each field the headings by which it is known
 */
/** @typedef {{ code: string, field: string, text: string }} PastedCell */
/**
 * @typedef {object} PastePlan
 * @property {PastedCell[]} cells
 * @property {string[]} unmatched  first cells of rows that name no article
 * @property {number} outside  cells that fell outside the table
 * @property {boolean} byName  rows were matched by code or name, not by position
 */

/** @param {string} text */
const fold = (text) => text.normalize("NFC").toLocaleLowerCase("sv").replace(/[\s\u00a0]+/g, " ").trim();

/**
 * Decides where pasted cells go. With article codes or names in the first column rows go to their articles, whatever the
 * order; otherwise the block fills down and right from the focused cell. A heading row that names the fields decides columns.
 * @param {string[][]} table  from readTable
 * @param {Grid} grid
 * @param {{ row: number, field: string }} start  the focused cell
 * @returns {PastePlan}
 */
export function planPaste(table, grid, start) {
  const heading = table.length > 1 ? readHeading(table[0], grid) : null;
  const body = heading ? table.slice(1) : table;
  const index = indexRows(grid.rows);
  const width = Math.max(0, ...body.map((row) => row.length));
  const named = body.filter((row) => row.length > 1 && index.has(fold(row[0]))).length;
  const byName = width > 1 && named > 0 && named * 2 >= body.length;
  /** @type {PastePlan} */
  const plan = { cells: [], unmatched: [], outside: 0, byName };
  const first = grid.fields.indexOf(start.field);
  body.forEach((row, offset) => {
    if (row.every((cell) => cell.trim() === "")) return;
    const target = byName ? index.get(fold(row[0])) : grid.rows[start.row + offset];
    if (!target) {
      if (byName) plan.unmatched.push(row[0].trim());
      else plan.outside += row.length;
      return;
    }
    row.forEach((text, column) => {
      if (byName && column === 0) return;
      const field = heading ? heading[column] : grid.fields[first + column - (byName ? 1 : 0)];
      if (field) plan.cells.push({ code: target.code, field, text: text.trim() });
      else if (!heading && text.trim() !== "") plan.outside += 1;
    });
  });
  return plan;
}

/**
 * @param {GridRow[]} rows
 * @returns {Map<string, GridRow>}
 */
function indexRows(rows) {
  const index = new Map();
  for (const row of rows) for (const name of row.names) index.set(fold(name), row);
  for (const row of rows) index.set(fold(row.code), row);
  return index;
}

/**
 * The field of each column when the row is a heading row: at least one cell names a field and none is a number.
 * @param {string[]} cells
 * @param {Grid} grid
 * @returns {(string | null)[] | null}
 */
function readHeading(cells, grid) {
  const fields = cells.map((cell) => {
    const text = fold(cell);
    return grid.fields.find((field) => (grid.headers[field] ?? [field]).some((name) => fold(name) === text)) ?? null;
  });
  const numbers = cells.some((cell) => /\d/.test(cell) && /^[\d\s.,\u00a0\u2212-]+$/.test(cell));
  return fields.some((field) => field !== null) && !numbers ? fields : null;
}

/**
 * A cell that a spreadsheet would take for a formula is made text; numbers with a sign stay numbers.
 * @param {string} text
 */
function harmless(text) {
  return /^[=+@\t-]/.test(text) && !/^[+-]?[\d\s.,\u00a0]+$/.test(text) ? `'${text}` : text;
}

/**
 * @param {string[][]} rows
 * @returns {string} tab separated text with CRLF
 */
export function writeTsv(rows) {
  const cell = (/** @type {string} */ text) => {
    const safe = harmless(text);
    return /[\t\r\n"]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join("\t")).join("\r\n");
}

/**
 * @param {string[][]} rows  the first one is the heading
 * @returns {string} an HTML table for the clipboard's text/html flavour
 */
export function writeHtml(rows) {
  const escape = (/** @type {string} */ text) =>
    harmless(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const line = (/** @type {string[]} */ row, /** @type {string} */ tag) =>
    `<tr>${row.map((text) => `<${tag}>${escape(text)}</${tag}>`).join("")}</tr>`;
  return `<table>${rows.map((row, at) => line(row, at === 0 ? "th" : "td")).join("")}</table>`;
}
