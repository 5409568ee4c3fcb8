/**
 * The matrix for wide screens and paper: a row for each municipality, a column for each article.
 */
import { html } from "../../vendor/preact.js";
import { layoutSparkline } from "../lib/chart-trend.js";
import { CoverTag, StatusSymbol, coverDays, statusName } from "../lib/cover.js";
import { inLanguage, t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";
import { isCarried, matches } from "./matrix.js";
import { ReportCell } from "./report.js";

/** @typedef {import("./matrix.js").Overview} Overview */
/** @typedef {import("./matrix.js").Municipality} Municipality */
/** @typedef {import("./matrix.js").Cell} Cell */

const SPARKLINE = { width: 44, height: 14 };

/**
 * @param {{ overview: Overview, shown: import("./matrix.js").Shown, choice: import("./matrix.js").Choice, sparklines: boolean,
 *   onSort: (column: string) => void, onOpen: (municipality: string, article: string) => void }} properties
 */
export function Matrix({ overview, shown, choice, sparklines, onSort, onOpen }) {
  const { articles, municipalities } = shown;
  return html`<${TableFrame} label=${t("county.matrix.label")}>
    <table class="ds-table matrix">
      <caption class="ds-sr-only">${t("county.matrix.caption")}</caption>
      <thead><tr>
        <${Heading} name="name" choice=${choice} onSort=${onSort} label=${t("county.municipality")} />
        <${Heading} name="report" choice=${choice} onSort=${onSort} label=${t("county.report")} />
        ${articles.map(({ article }) => html`<${Heading} key=${article.code} name=${article.code} choice=${choice} onSort=${onSort}
          label=${inLanguage(article, "name")} upright />`)}
      </tr></thead>
      <tbody>
        <tr class="matrix-total">
          <th scope="row">${t("county.total")}</th>
          <td>${t("county.total.reports", { on_time: overview.counts.on_time, all: overview.counts.municipalities })}</td>
          ${articles.map(({ article }) => html`<td key=${article.code}><${Total} article=${article} /></td>`)}
        </tr>
        ${municipalities.map((row) => html`<tr key=${row.code}>
          <th scope="row">${row.name}</th>
          <td><${ReportCell} overview=${overview} municipality=${row} /></td>
          ${articles.map(({ article, at }) => html`<${CellView} key=${article.code} cell=${row.cells[at]} carried=${isCarried(overview, row, row.cells[at])} sparkline=${sparklines}
            faded=${!matches(row.cells[at], choice.status)} redBelow=${overview.policy.red_below_days}
            onOpen=${() => onOpen(row.code, article.code)} />`)}
        </tr>`)}
      </tbody>
    </table>
  <//>`;
}

/**
 * @param {{ name: string, label: string, choice: import("./matrix.js").Choice, onSort: (column: string) => void, upright?: boolean }} properties
 */
function Heading({ name, label, choice, onSort, upright = false }) {
  const sorted = (choice.sort || "name") === name;
  const direction = sorted ? (choice.descending ? "descending" : "ascending") : "none";
  return html`<th scope="col" class=${upright ? "matrix-article" : undefined} aria-sort=${direction}>
    <button type="button" onClick=${() => onSort(name)}><span>${label}</span></button>
  </th>`;
}

/** The county's cover, and how many municipalities stand at each serious status. @param {{ article: import("./matrix.js").Article }} properties */
const Total = ({ article }) => html`<${CoverTag} cover=${article.cover} short />
  <span class="matrix-counts">${/** @type {const} */ (["acute", "red"]).map((status) => article[status] > 0 && html`
    <span key=${status} class="matrix-count"><${StatusSymbol} status=${status} />${article[status]}<span class="ds-sr-only"> ${statusName(status)}</span></span>`)}</span>`;

/**
 * @param {{ cell: Cell, carried: boolean, faded: boolean, sparkline: boolean, redBelow: number, onOpen: () => void }} properties
 */
function CellView({ cell, carried, faded, sparkline, redBelow, onOpen }) {
  const { status } = cell.cover;
  return html`<td class=${`cell cell-${status} cell-${cell.cover.kind}${carried ? " cell-carried" : ""}${faded ? " cell-faded" : ""}`}>
    <button type="button" class="cell-button" aria-haspopup="dialog" onClick=${onOpen}>
      <span class="cell-figure"><${StatusSymbol} status=${status} /><span>${coverDays(cell.cover)}</span></span>
      <span class="ds-sr-only">${statusName(status)}</span>
      <${Marks} cell=${cell} carried=${carried} />
      ${sparkline ? html`<${Sparkline} cell=${cell} redBelow=${redBelow} />` : null}
    </button>
  </td>`;
}

/** Small signs: counted on from an older report, an open question, a delivery on its way. @param {{ cell: Cell, carried: boolean }} properties */
export function Marks({ cell, carried }) {
  if (cell.questions.length === 0 && cell.inbound === 0 && !carried) return null;
  return html`<span class="cell-marks">
    ${carried ? html`<span title=${t("county.mark.carried")}>≈</span><span class="ds-sr-only">${t("county.mark.carried")}</span>` : null}
    ${cell.questions.length > 0 ? html`<span title=${t("county.mark.question", { n: cell.questions.length })}>?</span>
      <span class="ds-sr-only">${t("county.mark.question", { n: cell.questions.length })}</span>` : null}
    ${cell.inbound > 0 ? html`<span title=${t("county.mark.inbound")}>+</span><span class="ds-sr-only">${t("county.mark.inbound")}</span>` : null}
  </span>`;
}

/** @param {{ cell: Cell, redBelow: number }} properties */
function Sparkline({ cell, redBelow }) {
  const picture = layoutSparkline(cell.trend.map((point) => point.cover_days), SPARKLINE, redBelow);
  return html`<svg class="sparkline" viewBox=${`0 0 ${SPARKLINE.width} ${SPARKLINE.height}`} aria-hidden="true" focusable="false">
    <line class="sparkline-limit" x1="0" x2=${SPARKLINE.width} y1=${picture.red} y2=${picture.red} />
    <path class="sparkline-line" d=${picture.path} />
    ${picture.last ? html`<circle cx=${picture.last.x} cy=${picture.last.y} r="1.8" />` : null}
  </svg>`;
}
