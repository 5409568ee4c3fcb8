/**
 * The tables under the lines: what is still missing, how each municipality stands, what was left out.
 */
import { html } from "../../vendor/preact.js";
import { CoverTag } from "../lib/cover.js";
import { number, quantity, unit, week as weekText } from "../lib/format.js";
import { fractionValue } from "../lib/fraction.js";
import { compareNames, hasText, inLanguage, t } from "../lib/i18n.js";
import { Empty, TableFrame } from "../lib/ui.js";
import { articleOf, escalationByPlace, placeName } from "./model.js";
import { articleName, packsText, signed } from "./parts.js";

/** @typedef {import("./model.js").Proposal} Proposal */

/** What the county cannot meet itself, by municipality. @param {{ proposal: Proposal }} properties */
export function Escalation({ proposal }) {
  const places = escalationByPlace(proposal, compareNames);
  if (places.length === 0) return html`<${Empty} title=${t("proposal.escalation.none")} />`;
  return html`<${TableFrame} label=${t("proposal.escalation.title")}>
    <table class="ds-table table-dense table-cards">
      <caption class="ds-sr-only">${t("proposal.escalation.title")}</caption>
      <thead><tr>
        <th scope="col">${t("proposal.municipality")}</th><th scope="col">${t("proposal.article")}</th>
        <th scope="col">${t("proposal.escalation.cover")}</th>
        <th scope="col" class="numeric">${t("proposal.escalation.safety", { n: proposal.policy.safety_days })}</th>
        <th scope="col" class="numeric">${t("proposal.escalation.target", { n: proposal.policy.target_days })}</th>
      </tr></thead>
      <tbody>${places.flatMap((place) => place.needs.map((need, at) => html`<tr key=${`${place.code}/${need.article}`} class=${at === 0 ? "group-start" : undefined}>
        <th scope="row"><span class=${at === 0 ? undefined : "repeated"}>${place.name}</span></th>
        <td data-label=${t("proposal.article")}>${articleName(proposal, need.article)}</td>
        <td data-label=${t("proposal.escalation.cover")}><${CoverTag} cover=${need.cover_after} /></td>
        <td data-label=${t("proposal.escalation.safety", { n: proposal.policy.safety_days })} class="numeric">${packsText(proposal, need.article, need.missing_to_safety_packs)}</td>
        <td data-label=${t("proposal.escalation.target", { n: proposal.policy.target_days })} class="numeric">${packsText(proposal, need.article, need.missing_to_target_packs)}</td>
      </tr>`))}</tbody>
    </table>
  <//>`;
}

/** How each municipality stands with one article. @param {{ proposal: Proposal, code: string }} properties */
export function Positions({ proposal, code }) {
  const article = articleOf(proposal, code);
  const rows = [...article.positions].sort((a, b) => compareNames(placeName(proposal, a.municipality), placeName(proposal, b.municipality)));
  const packsOf = (/** @type {number} */ count) => packsText(proposal, code, count);
  return html`
    <p class="muted small">${t("proposal.positions.line", { days: article.solidarity_line_days === null ? "–" : number(article.solidarity_line_days, 1) })}</p>
    <${TableFrame} label=${t("proposal.positions.title")}>
    <table class="ds-table table-dense positions">
      <caption class="ds-sr-only">${t("proposal.positions.caption", { article: inLanguage(article, "name") })}</caption>
      <thead><tr>
        <th scope="col">${t("proposal.municipality")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.stock")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.use")}</th>
        <th scope="col">${t("proposal.positions.report")}</th>
        <th scope="col">${t("proposal.summary.before")}</th>
        <th scope="col">${t("proposal.summary.after")}</th>
        <th scope="col">${t("proposal.summary.baseline")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.net")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.computed")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.strict")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.baseline")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.to_safety")}</th>
        <th scope="col" class="numeric">${t("proposal.positions.to_target")}</th>
      </tr></thead>
      <tbody>${rows.map((row) => html`<tr key=${row.municipality}>
        <th scope="row">${placeName(proposal, row.municipality)}<${PositionNotes} row=${row} /></th>
        <td class="numeric">${quantity(row.stock, article.unit)}</td>
        <td class="numeric">${perDay(row.use_per_day, article.unit)}</td>
        <td>${row.report_week ? `${weekText(row.report_week)}, ${t("proposal.age", { n: row.report_age_days ?? 0 })}` : "–"}</td>
        <td><${CoverTag} cover=${row.cover_before} short /></td>
        <td><${CoverTag} cover=${row.cover_after} short /></td>
        <td><${CoverTag} cover=${row.cover_after_baseline} short /></td>
        <td class="numeric"><strong title=${packsOf(row.net_packs)}>${signed(row.net_packs, number)}</strong></td>
        <td class="numeric">${signed(row.computed_net_packs, number)}</td>
        <td class="numeric">${signed(row.strict_net_packs, number)}</td>
        <td class="numeric">${signed(row.baseline_net_packs, number)}</td>
        <td class="numeric">${number(row.missing_to_safety_packs)}</td>
        <td class="numeric">${number(row.missing_to_target_packs)}</td>
      </tr>`)}</tbody>
    </table>
  <//>
  <p class="muted small">${t("proposal.positions.note", { pack: quantity(article.pack_size, article.unit) })}</p>`;
}

/** @param {string | null} text @param {string} unitName */
function perDay(text, unitName) {
  const value = fractionValue(text);
  return value === null ? "–" : `${number(value, 1)}\u00a0${unit(unitName)}`;
}

/** Why a municipality does not take part, or stands below its own level. @param {{ row: import("./model.js").Position }} properties */
function PositionNotes({ row }) {
  const notes = [];
  if (!row.may_give) notes.push(t("proposal.positions.may_not_give"));
  if (!row.may_receive) notes.push(t("proposal.positions.may_not_receive"));
  if (row.below_floor) notes.push(t("proposal.positions.below_floor", { n: row.safety_days }));
  return notes.length === 0 ? null : html`<span class="position-note">${notes.join(", ")}</span>`;
}

/** Lines that the filters took away, and why. @param {{ proposal: Proposal }} properties */
export function Dropped({ proposal }) {
  if (proposal.dropped.length === 0) return html`<p class="muted">${t("proposal.dropped.none")}</p>`;
  return html`<${TableFrame} label=${t("proposal.dropped.title")}>
    <table class="ds-table table-dense table-cards">
      <caption class="ds-sr-only">${t("proposal.dropped.title")}</caption>
      <thead><tr>
        <th scope="col">${t("proposal.from")}</th><th scope="col">${t("proposal.to")}</th><th scope="col">${t("proposal.article")}</th>
        <th scope="col" class="numeric">${t("proposal.quantity")}</th><th scope="col">${t("proposal.reason")}</th>
      </tr></thead>
      <tbody>${proposal.dropped.map((line) => html`<tr key=${`${line.from}${line.to}${line.article}`}>
        <th scope="row">${placeName(proposal, line.from)}</th>
        <td data-label=${t("proposal.to")}>${placeName(proposal, line.to)}</td>
        <td data-label=${t("proposal.article")}>${articleName(proposal, line.article)}</td>
        <td data-label=${t("proposal.quantity")} class="numeric">${packsText(proposal, line.article, line.packs)}</td>
        <td data-label=${t("proposal.reason")}>${hasText(`proposal.filter.${line.reason}`) ? t(`proposal.filter.${line.reason}`) : line.reason}</td>
      </tr>`)}</tbody>
    </table>
  <//>`;
}
