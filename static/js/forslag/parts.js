/**
 * Small parts that the views of a proposal share.
 */
import { html } from "../../vendor/preact.js";
import { CoverTag } from "../lib/cover.js";
import { packs } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { articleOf } from "./model.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {import("../lib/cover.js").Cover} Cover */

const COLORS = { draft: "neutral", presented: "info", decided: "success" };

/** @param {{ state: Proposal["state"] }} properties */
export const ProposalState = ({ state }) => html`<span class="ds-tag" data-color=${COLORS[state]} data-size="sm">${t(`proposal.state.${state}`)}</span>`;

const LINE_SIGNS = { proposed: "○", agreed: "✓", changed: "±", declined: "✕" };

/** Sign and word. @param {{ state: import("./model.js").Line["state"] }} properties */
export const LineState = ({ state }) => html`<span class=${`line-state line-${state}`}><span aria-hidden="true">${LINE_SIGNS[state]}</span> ${t(`proposal.line.${state}`)}</span>`;

/** Cover before and after, with an arrow that is read as "to". @param {{ before: Cover, after: Cover }} properties */
export const CoverChange = ({ before, after }) => html`<span class="cover-change">
  <${CoverTag} cover=${before} short /><span class="cover-arrow" aria-hidden="true">→</span><span class="ds-sr-only">${t("proposal.becomes")}</span><${CoverTag} cover=${after} short />
</span>`;

/** Packs and pieces together. @param {Proposal} proposal @param {string} article @param {number} count packs */
export function packsText(proposal, article, count) {
  const known = articleOf(proposal, article);
  return packs(count * known.pack_size, known);
}

/** @param {Proposal} proposal @param {string} code */
export const articleName = (proposal, code) => inLanguage(articleOf(proposal, code), "name");

/** Packs with a sign: "+4", "−2", "0". @param {number} count @param {(value: number) => string} number */
export const signed = (count, number) => (count > 0 ? `+${number(count)}` : number(count));
