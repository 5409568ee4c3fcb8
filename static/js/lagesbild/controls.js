/**
 * Week, county and filters of the overview. All of it lives in the address, so that a link shows a colleague the same.
 */
import { html } from "../../vendor/preact.js";
import { CountyChoice } from "../lib/county.js";
import { statusName } from "../lib/cover.js";
import { weekSpan } from "../lib/format.js";
import { hasText, t } from "../lib/i18n.js";
import { query, setQuery } from "../lib/query.js";
import { instance } from "../lib/session.js";
import { Checkbox, SelectField } from "../lib/ui.js";
import { addWeeks } from "../lib/week.js";
import { REPORT_FILTERS, STATUS_FILTERS, groupsOf } from "./matrix.js";

/** Half a year back is enough to choose from; older weeks can still be reached by address. */
const WEEKS_BACK = 26;

/** @returns {import("./matrix.js").Choice} */
export function readChoice() {
  const read = (/** @type {string} */ name) => query.value.get(name) ?? "";
  return {
    group: read("grupp"),
    status: read("status"),
    report: read("rapport"),
    sort: read("sort"),
    descending: read("riktning") === "ned",
  };
}

/** Sorts by a column; the same column again turns it around. @param {string} column */
export function sortBy(column) {
  const choice = readChoice();
  const again = (choice.sort || "name") === column;
  setQuery({ sort: column === "name" ? null : column, riktning: again && !choice.descending ? "ned" : null }, { replace: true });
}

/** @param {string} shown @returns {string[]} newest first */
function weeksToChoose(shown) {
  const newest = instance.value?.week ?? shown;
  const weeks = Array.from({ length: WEEKS_BACK }, (_, back) => addWeeks(newest, -back));
  return weeks.includes(shown) ? weeks : [shown, ...weeks].sort().reverse();
}

/** @param {string} group */
export const groupName = (group) => (hasText(`group.${group}`) ? t(`group.${group}`) : group);

/** @param {{ overview: import("./matrix.js").Overview }} properties */
export const WeekChoice = ({ overview }) => html`<div class="fields">
  <${CountyChoice} />
  <${SelectField} id="week" label=${t("county.week")} value=${overview.week} onChange=${(/** @type {string} */ week) => setQuery({ vecka: week })}
    options=${weeksToChoose(overview.week).map((week) => ({ value: week, label: weekSpan(week) }))} />
</div>`;

/**
 * @param {{ overview: import("./matrix.js").Overview, choice: import("./matrix.js").Choice, narrow: boolean, sparklines: boolean,
 *   setSparklines: (on: boolean) => void }} properties
 */
export function Filters({ overview, choice, narrow, sparklines, setSparklines }) {
  const set = (/** @type {string} */ name) => (/** @type {string} */ value) => setQuery({ [name]: value || null }, { replace: true });
  const all = { value: "", label: t("county.filter.all") };
  return html`<div class="fields overview-filters no-print" role="group" aria-label=${t("county.filter.label")}>
    <${SelectField} id="filter-group" label=${t("county.filter.group")} value=${choice.group} onChange=${set("grupp")} width="short"
      options=${[all, ...groupsOf(overview.articles).map((group) => ({ value: group, label: groupName(group) }))]} />
    <${SelectField} id="filter-status" label=${t("county.filter.status")} value=${choice.status} onChange=${set("status")} width="short"
      options=${[all, ...STATUS_FILTERS.map((status) => ({ value: status, label: statusFilterName(status) }))]} />
    <${SelectField} id="filter-report" label=${t("county.filter.report")} value=${choice.report} onChange=${set("rapport")} width="short"
      options=${[all, ...REPORT_FILTERS.map((state) => ({ value: state, label: t(`county.report.${state}`) }))]} />
    <${SelectField} id="sort" label=${t("county.sort")} value=${choice.sort || "name"} width="short"
      onChange=${(/** @type {string} */ column) => setQuery({ sort: column === "name" ? null : column, riktning: null }, { replace: true })}
      options=${sortOptions(overview, choice)} />
    ${narrow ? null : html`<${Checkbox} id="sparklines" label=${t("county.sparklines")} checked=${sparklines} onChange=${setSparklines} />`}
  </div>`;
}

/** "Akut", "Röd eller sämre" … @param {string} status */
const statusFilterName = (status) =>
  status === "acute" || status === "grey" ? statusName(status) : t("county.filter.or_worse", { status: statusName(/** @type {any} */ (status)) });

/** @param {import("./matrix.js").Overview} overview @param {import("./matrix.js").Choice} choice */
function sortOptions(overview, choice) {
  const options = ["name", "worst", "report"].map((value) => ({ value, label: t(`county.sort.${value}`) }));
  const column = overview.articles.find((article) => article.code === choice.sort);
  return column ? [...options, { value: column.code, label: t("county.sort.article", { article: column.code }) }] : options;
}
