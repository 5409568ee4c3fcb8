/**
 * What the proposal achieves: before, after, and what passing on to the nearest neighbour would have given.
 */
import { html } from "../../vendor/preact.js";
import { CoverTag } from "../lib/cover.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";

/** @param {{ proposal: import("./model.js").Proposal }} properties */
export function Summary({ proposal }) {
  return html`<section class="stack">
    <h2 class="ds-heading" data-size="xs">${t("proposal.summary.title")}</h2>
    <div class="summary-frame"><${TableFrame} label=${t("proposal.summary.title")}>
      <table class="ds-table table-cards summary-table">
        <caption class="ds-sr-only">${t("proposal.summary.title")}</caption>
        <thead><tr>
          <th scope="col">${t("proposal.summary.measure")}</th>
          <th scope="col">${t("proposal.summary.before")}</th>
          <th scope="col" class="summary-own">${t("proposal.summary.after")}</th>
          <th scope="col">${t("proposal.summary.baseline")}</th>
        </tr></thead>
        <tbody>${rowsOf(proposal).map(([label, before, after, baseline]) => html`<tr key=${label}>
          <th scope="row">${label}</th>
          <td data-label=${t("proposal.summary.before")}>${before}</td>
          <td data-label=${t("proposal.summary.after")} class="summary-own">${after}</td>
          <td data-label=${t("proposal.summary.baseline")}>${baseline}</td>
        </tr>`)}</tbody>
      </table>
    <//></div>
    <p class="muted small">${t("proposal.summary.note")}</p>
  </section>`;
}

/**
 * Measure, before, after, by the nearest neighbour.
 * @param {import("./model.js").Proposal} proposal
 * @returns {[string, any, any, any][]}
 */
function rowsOf({ summary, policy }) {
  const { baseline } = summary;
  // Once a line is changed by hand there is no bound to compare with.
  const bound = summary.lanes_bound === null ? null : html` <span class="muted small">${t("proposal.summary.bound", { n: summary.lanes_bound })}</span>`;
  const lanes = html`${number(summary.lanes)}${bound}`;
  return [
    [t("proposal.summary.worst"), html`<${CoverTag} cover=${summary.worst_cover_before} />`,
      html`<${CoverTag} cover=${summary.worst_cover_after} />`, html`<${CoverTag} cover=${baseline.worst_cover_after} />`],
    [t("proposal.summary.red", { n: policy.red_below_days ?? 7 }), number(summary.red_before), number(summary.red_after), number(baseline.red_after)],
    [t("proposal.summary.packs"), "–", number(summary.packs), number(baseline.packs)],
    [t("proposal.summary.lanes"), "–", lanes, number(baseline.lanes)],
    [t("proposal.summary.pack_km"), "–", number(summary.pack_km), number(baseline.pack_km)],
  ];
}
