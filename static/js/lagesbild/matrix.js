/**
 * Which rows and columns of the overview are shown, and in which order. Pure: data in, data out.
 */

/** @typedef {import("../lib/cover.js").Cover} Cover */
/**
 * @typedef {object} Cell
 * @property {string} article
 * @property {number | null} stock
 * @property {number | null} use_in_week
 * @property {number | null} need_next_week
 * @property {string | null} use_per_day
 * @property {number | null} usable
 * @property {number} wasted
 * @property {Cover} cover
 * @property {string | null} runs_out_on
 * @property {number} inbound
 * @property {string[]} questions
 * @property {{ week: string, stock: number | null, use: number | null, cover_days: number | null }[]} trend
 */
/**
 * @typedef {object} Municipality
 * @property {string} code
 * @property {string} name
 * @property {"on_time" | "late" | "missing" | "returned" | "draft"} report
 * @property {string | null} report_week
 * @property {string | null} submitted_at
 * @property {number | null} age_days
 * @property {"" | "green" | "yellow" | "red"} light
 * @property {boolean} approved
 * @property {Cell[]} cells  in the order of the articles
 */
/**
 * @typedef {object} Article
 * @property {string} code
 * @property {string} name_sv
 * @property {string} name_en
 * @property {string} group
 * @property {"piece" | "litre"} unit
 * @property {number} pack_size
 * @property {number} total_stock
 * @property {string | null} total_use_per_day
 * @property {Cover} cover
 * @property {number} acute
 * @property {number} red
 * @property {number} yellow
 * @property {number} green
 * @property {number} grey
 */
/**
 * @typedef {object} Overview
 * @property {{ code: string, name: string }} county
 * @property {string} week
 * @property {string} today
 * @property {Record<string, any>} policy
 * @property {string | null} as_of_newest
 * @property {string | null} as_of_oldest
 * @property {{ on_time: number, late: number, missing: number, returned: number, municipalities: number }} counts
 * @property {Article[]} articles
 * @property {Municipality[]} municipalities
 */
/** @typedef {{ group: string, status: string, report: string, sort: string, descending: boolean }} Choice */
/** @typedef {{ articles: { article: Article, at: number }[], municipalities: Municipality[] }} Shown */

/** Statuses that each choice of the status filter keeps. */
const STATUS_CHOICES = /** @type {Record<string, string[]>} */ ({
  acute: ["acute"],
  red: ["acute", "red"],
  yellow: ["acute", "red", "yellow"],
  grey: ["grey"],
});

/** Choices of the status filter, in the order of the list. */
export const STATUS_FILTERS = Object.keys(STATUS_CHOICES);

/** Report states, in the order of the list. A draft is not yet a report: it counts as missing. */
export const REPORT_FILTERS = ["on_time", "late", "missing", "returned"];

/** Whether a cell is what the filter looks for. @param {Cell} cell @param {string} status */
export const matches = (cell, status) => !STATUS_CHOICES[status] || STATUS_CHOICES[status].includes(cell.cover.status);

/** @param {Municipality} municipality */
export const reportState = (municipality) => (municipality.report === "draft" ? "missing" : municipality.report);

/**
 * How its figures stand to the week shown: of the week, counted on from an older report, too old to count on, or none at all.
 * @param {Overview} overview @param {Municipality} municipality
 * @returns {"current" | "carried" | "stale" | "never"}
 */
export function standing(overview, municipality) {
  if (municipality.report_week === null || municipality.age_days === null) return "never";
  if (municipality.age_days > overview.policy.grey_after_days) return "stale";
  return municipality.report_week < overview.week ? "carried" : "current";
}

/** Whether a cell's days are counted on from a report of an earlier week. @param {Overview} overview @param {Municipality} municipality @param {Cell} cell */
export const isCarried = (overview, municipality, cell) => cell.cover.kind !== "unknown" && standing(overview, municipality) === "carried";

/** The groups that occur, in the order of the articles. @param {Article[]} articles */
export const groupsOf = (articles) => [...new Set(articles.map((article) => article.group))];

/**
 * Sorts low covers first; without use after those with, unknown last.
 * @param {Cover} cover
 */
export function coverRank(cover) {
  if (cover.kind === "days" && cover.days !== null) return cover.days;
  if (cover.kind === "no_use") return 1e9;
  return cover.kind === "not_used" ? 2e9 : 3e9;
}

/** The lowest cover among the shown articles. @param {Municipality} municipality @param {{ at: number }[]} articles */
export const worstRank = (municipality, articles) =>
  Math.min(4e9, ...articles.map(({ at }) => coverRank(municipality.cells[at].cover)));

/**
 * Rows and columns to show. With a status chosen, rows and columns without any such cell are left out.
 * @param {Overview} overview
 * @param {Choice} choice
 * @param {(a: string, b: string) => number} compareNames
 * @returns {Shown}
 */
export function chooseShown(overview, choice, compareNames) {
  let articles = overview.articles.map((article, at) => ({ article, at }));
  if (choice.group) articles = articles.filter(({ article }) => article.group === choice.group);
  let rows = overview.municipalities.filter((row) => !choice.report || reportState(row) === choice.report);
  if (choice.status) {
    rows = rows.filter((row) => articles.some(({ at }) => matches(row.cells[at], choice.status)));
    articles = articles.filter(({ at }) => rows.some((row) => matches(row.cells[at], choice.status)));
  }
  return { articles, municipalities: sortRows(rows, articles, choice, compareNames) };
}

/**
 * @param {Municipality[]} rows @param {{ article: Article, at: number }[]} articles @param {Choice} choice
 * @param {(a: string, b: string) => number} compareNames
 */
function sortRows(rows, articles, choice, compareNames) {
  const column = articles.find(({ article }) => article.code === choice.sort);
  /** @param {Municipality} row */
  const rank = (row) => {
    if (column) return coverRank(row.cells[column.at].cover);
    if (choice.sort === "worst") return worstRank(row, articles);
    if (choice.sort === "report") return REPORT_FILTERS.indexOf(reportState(row)) * 1000 + (row.age_days ?? 999);
    return 0;
  };
  const sign = choice.descending ? -1 : 1;
  const byName = choice.sort === "name" || choice.sort === "";
  return [...rows].sort((a, b) => {
    if (byName) return sign * compareNames(a.name, b.name);
    return sign * (rank(a) - rank(b)) || compareNames(a.name, b.name);
  });
}

/** How many cells of a row have each status. @param {Municipality} row @param {{ at: number }[]} articles */
export function countStatuses(row, articles) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { at } of articles) {
    const { status } = row.cells[at].cover;
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/** Every acute cell, lowest cover first. @param {Overview} overview */
export function acuteCells(overview) {
  return overview.municipalities
    .flatMap((municipality) =>
      municipality.cells.map((cell, at) => ({ municipality, cell, article: overview.articles[at] })))
    .filter(({ cell }) => cell.cover.status === "acute")
    .sort((a, b) => coverRank(a.cell.cover) - coverRank(b.cell.cover));
}
