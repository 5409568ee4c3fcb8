/** How long an article lasts, as far as the page knows it now. */
import { html } from "../../vendor/preact.js";
import { CoverTag, StatusSymbol } from "../lib/cover.js";
import { date } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { countText } from "./words.js";

/** @typedef {import("./fields.js").Line} Line */

/** @param {{ report: import("./store.js").Report, line: Line }} props */
export function CoverText({ report, line }) {
  const { cover, guess, ...rest } = report.cover(line.article);
  return html`<${CoverFacts} cover=${cover} guess=${guess} ...${rest} line=${line} />`;
}

/**
 * Status, days, run-out day and what will expire unused.
 * @param {{ cover: import("../lib/cover.js").Cover, guess?: boolean, runs_out_on: string | null, wasted: number, inbound?: number, line: Line }} props
 */
export function CoverFacts({ cover, guess = false, runs_out_on: runsOut, wasted, inbound = 0, line }) {
  return html`<div class="rp-cover-facts">
    ${cover.kind === "unknown"
      ? html`<span class="status status-grey"><${StatusSymbol} status="grey" /> ${t("cover.unknown")}</span>`
      : html`<${CoverTag} cover=${cover} />`}
    ${guess && html`<span class="rp-small">${t("report.cover.estimate")}</span>`}
    ${runsOut && (cover.days ?? 0) < 100 && html`<span class="rp-small">${inbound > 0
      ? t("report.cover.runs_out_with", { date: date(runsOut), count: countText(inbound, line) }) : t("report.cover.runs_out", { date: date(runsOut) })}</span>`}
    ${wasted > 0 && html`<span class="rp-small">${t("report.cover.wasted", { count: countText(wasted, line) })}</span>`}
  </div>`;
}
