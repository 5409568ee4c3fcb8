/**
 * The overview on a phone: a card for each municipality, its articles with the lowest cover first.
 */
import { html } from "../../vendor/preact.js";
import { CoverTag, StatusSymbol, statusName } from "../lib/cover.js";
import { inLanguage, t } from "../lib/i18n.js";
import { countStatuses, coverRank, isCarried, matches } from "./matrix.js";
import { ReportCell } from "./report.js";
import { Marks } from "./table.js";

/** @typedef {import("./matrix.js").Municipality} Municipality */

/**
 * @param {{ overview: import("./matrix.js").Overview, shown: import("./matrix.js").Shown, choice: import("./matrix.js").Choice,
 *   onOpen: (municipality: string, article: string) => void }} properties
 */
export const Cards = ({ overview, shown, choice, onOpen }) => html`<ul class="overview-cards">
  ${shown.municipalities.map((row) => html`<li key=${row.code} class="panel overview-card">
    <h3 class="ds-heading" data-size="2xs">${row.name}</h3>
    <${ReportCell} overview=${overview} municipality=${row} />
    <details class="overview-details" open=${Boolean(choice.status)}>
      <summary><${Summary} row=${row} articles=${shown.articles} /></summary>
      <ul class="overview-articles">
        ${sortedArticles(row, shown.articles, choice.status).map(({ article, at }) => html`<li key=${article.code}>
          <button type="button" class="overview-article" aria-haspopup="dialog" onClick=${() => onOpen(row.code, article.code)}>
            <span>${inLanguage(article, "name")} <${Marks} cell=${row.cells[at]} carried=${isCarried(overview, row, row.cells[at])} /></span>
            <${CoverTag} cover=${row.cells[at].cover} short />
          </button>
        </li>`)}
      </ul>
    </details>
  </li>`)}
</ul>`;

/** @param {Municipality} row @param {{ article: any, at: number }[]} articles @param {string} status */
const sortedArticles = (row, articles, status) =>
  articles
    .filter(({ at }) => matches(row.cells[at], status))
    .sort((a, b) => coverRank(row.cells[a.at].cover) - coverRank(row.cells[b.at].cover));

/** "2 akut, 3 röd, 1 uppgift saknas". @param {{ row: Municipality, articles: { at: number }[] }} properties */
function Summary({ row, articles }) {
  const counts = countStatuses(row, articles);
  const told = /** @type {const} */ (["acute", "red", "yellow", "grey"]).filter((status) => counts[status] > 0);
  if (told.length === 0) return html`<span>${t("county.card.calm", { n: articles.length })}</span>`;
  return html`<span class="card-counts">${told.map((status) => html`<span key=${status} class="card-count">
    <${StatusSymbol} status=${status} />${counts[status]} ${statusName(status)}</span>`)}</span>`;
}
