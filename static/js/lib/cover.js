/**
 * Cover (uthållighet): its status as symbol, word and colour together, and its days in words.
 */
import { html } from "../../vendor/preact.js";
import { t } from "./i18n.js";
import { number } from "./format.js";

/**
 * @typedef {object} Cover
 * @property {number | null} days
 * @property {string | null} exact
 * @property {"days" | "no_use" | "not_used" | "unknown"} kind
 * @property {"acute" | "red" | "yellow" | "green" | "grey" | "not_applicable"} status
 */

/** Worst first, for sorting and legends. */
export const STATUSES = /** @type {const} */ (["acute", "red", "yellow", "green", "grey", "not_applicable"]);

/** Shapes differ, so that the status is seen without colour. */
const SHAPES = {
  acute: "M5 1h6l4 4v6l-4 4H5l-4-4V5zM7 4v5h2V4zm0 6v2h2v-2z",
  red: "M8 1l7.5 14H.5zM7 6v5h2V6zm0 6v2h2v-2z",
  yellow: "M8 .8L15.2 8 8 15.2.8 8zM7 4.5v4h2v-4zm0 5v2h2v-2z",
  green: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm3.6 4.2l1 1L7 11.9 3.9 8.7l1-1L7 9.8z",
  grey: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM7.2 10.2h1.6v1.6H7.2zM5.4 6.3C5.4 4.8 6.5 4 8 4s2.6.9 2.6 2.2c0 1.6-1.8 1.7-1.8 3H7.2c0-2 1.8-2 1.8-3 0-.5-.4-.8-1-.8s-1 .3-1 .9z",
  not_applicable: "M2 7h12v2H2z",
};

/**
 * Only the symbol; hidden from screen readers, since a word always stands beside it.
 * @param {{ status: Cover["status"] }} properties
 */
export const StatusSymbol = ({ status }) => html`
  <svg class=${`status-symbol status-${status}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path fill-rule="evenodd" d=${SHAPES[status]} />
  </svg>`;

/** @param {Cover["status"]} status */
export const statusName = (status) => t(`status.${status}`);

/** Days cut, never rounded up: 1.96 days must not look like the 2 that would be out of acute. @param {number} days */
function shownDays(days) {
  if (days >= 100) return t("cover.days_many", { n: 99 });
  const shown = days < 10 ? Math.floor(days * 10 + 1e-9) / 10 : Math.floor(days + 1e-9);
  return number(shown, 1);
}

/**
 * "3,5" or "–", for a column whose heading says days.
 * @param {Cover | null | undefined} cover
 */
export function coverDays(cover) {
  if (!cover || cover.kind === "unknown") return "–";
  if (cover.kind === "no_use") return t("cover.no_use_short");
  if (cover.kind === "not_used") return t("cover.not_used_short");
  return cover.days === null ? "–" : shownDays(cover.days);
}

/**
 * "3,5 dagar", "ingen förbrukning", "uppgift saknas".
 * @param {Cover | null | undefined} cover
 */
export function coverText(cover) {
  if (!cover || cover.kind === "unknown") return t("cover.unknown");
  if (cover.kind === "no_use") return t("cover.no_use");
  if (cover.kind === "not_used") return t("cover.not_used");
  return cover.days === null ? t("cover.unknown") : t("cover.days", { days: shownDays(cover.days), n: cover.days });
}

/**
 * Symbol, days and the status word together. `short` hides the word from sight (not from screen readers): for dense tables
 * that have a legend.
 * @param {{ cover: Cover | null | undefined, short?: boolean }} properties
 */
export function CoverTag({ cover, short = false }) {
  const status = cover?.status ?? "grey";
  const days = short ? coverDays(cover) : coverText(cover);
  return html`<span class=${`status status-${status}`}>
    <${StatusSymbol} status=${status} />
    <span class="status-days">${days}</span>
    <span class=${short ? "ds-sr-only" : "status-word"}>${statusName(status)}</span>
  </span>`;
}

/** What the symbols mean, with the limits in force. @param {{ policy?: any }} properties */
export const StatusLegend = ({ policy = null }) => html`
  <ul class="legend" aria-label=${t("status.legend")}>
    ${STATUSES.map((status) => html`<li key=${status}>
      <${StatusSymbol} status=${status} />
      <span>${statusName(status)}${policy && hasLimit(status) ? html` <span class="muted">${limitOf(status, policy)}</span>` : null}</span>
    </li>`)}
  </ul>`;

/** @param {string} status */
const hasLimit = (status) => status !== "not_applicable";

/** @param {string} status @param {any} policy */
function limitOf(status, policy) {
  if (status === "green") return t("status.limit_green", { n: policy.yellow_below_days });
  if (status === "grey") return t("status.limit_grey", { n: policy.grey_after_days });
  return t("status.limit_below", { n: policy[`${status}_below_days`] });
}
