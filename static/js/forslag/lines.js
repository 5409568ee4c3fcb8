/**
 * The lines of a proposal: what goes from whom to whom, what it does to both, and why.
 */
import { Fragment, html, useState } from "../../vendor/preact.js";
import { number } from "../lib/format.js";
import { compareNames, hasText, inLanguage, t } from "../lib/i18n.js";
import { Button, Empty, SortHeading, TableFrame } from "../lib/ui.js";
import { aboveTarget, placeName } from "./model.js";
import { CoverChange, LineState, articleName, packsText } from "./parts.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {import("./model.js").Line} Line */
/** @typedef {{ change: boolean, present: boolean, decide: boolean, confirmFor: string | null }} Rights */

const COLUMNS = 9;

/**
 * @param {{ proposal: Proposal, lines: Line[], rights: Rights, opened: number | null, onChange: (line: Line) => void,
 *   onConfirm: (line: Line) => void }} properties  opened: number of the line that the address asks for
 */
export function Lines({ proposal, lines, rights, opened, onChange, onConfirm }) {
  const [sort, setSort] = useState(/** @type {{ name: string, direction: "ascending" | "descending" }} */ ({ name: "line", direction: "ascending" }));
  const [shown, setShown] = useState(/** @type {Set<number>} */ (new Set(opened === null ? [] : [opened])));
  if (lines.length === 0) return html`<${Empty} title=${t("proposal.lines.none")}>${t("proposal.lines.none_text")}<//>`;
  const toggle = (/** @type {number} */ line) =>
    setShown((old) => new Set(old.has(line) ? [...old].filter((one) => one !== line) : [...old, line]));
  const onSort = (/** @type {string} */ name) =>
    setSort((old) => ({ name, direction: old.name === name && old.direction === "ascending" ? "descending" : "ascending" }));
  const heading = { sort: sort.name, direction: sort.direction, onSort };
  const all = lines.every((line) => shown.has(line.line_number));
  return html`<div class="lines-tools no-print"><${Button} variant="tertiary" size="sm"
      onClick=${() => setShown(all ? new Set() : new Set(lines.map((line) => line.line_number)))}>${t(all ? "proposal.lines.fold" : "proposal.lines.unfold")}<//></div>
    <${TableFrame} label=${t("proposal.lines.title")}>
    <table class="ds-table table-dense table-cards lines">
      <caption class="ds-sr-only">${t("proposal.lines.title")}</caption>
      <thead><tr>
        <${SortHeading} name="line" label=${t("proposal.lines.number")} ...${heading} />
        <${SortHeading} name="from" label=${t("proposal.from")} ...${heading} />
        <${SortHeading} name="to" label=${t("proposal.to")} ...${heading} />
        <${SortHeading} name="article" label=${t("proposal.article")} ...${heading} />
        <${SortHeading} name="packs" label=${t("proposal.quantity")} ...${heading} />
        <${SortHeading} name="km" label=${t("proposal.km")} numeric ...${heading} />
        <th scope="col">${t("proposal.lines.giver")}</th>
        <th scope="col">${t("proposal.lines.receiver")}</th>
        <th scope="col">${t("proposal.lines.state")}</th>
      </tr></thead>
      <tbody>${sortLines(proposal, lines, sort).map((line) => html`<${Fragment} key=${line.line_number}>
        <${Row} proposal=${proposal} line=${line} open=${shown.has(line.line_number)} onChange=${rights.change ? () => onChange(line) : null} onToggle=${() => toggle(line.line_number)} />
        <tr class=${shown.has(line.line_number) ? "why" : "why folded"} id=${`why-${line.line_number}`}><td colspan=${COLUMNS}>
          <${Why} proposal=${proposal} line=${line} rights=${rights} onConfirm=${onConfirm} /></td></tr>
      <//>`)}</tbody>
    </table>
  <//>`;
}

/** @param {Proposal} proposal @param {Line[]} lines @param {{ name: string, direction: string }} sort */
function sortLines(proposal, lines, sort) {
  const sign = sort.direction === "ascending" ? 1 : -1;
  /** @type {Record<string, (a: Line, b: Line) => number>} */
  const orders = {
    from: (a, b) => compareNames(placeName(proposal, a.from), placeName(proposal, b.from)),
    to: (a, b) => compareNames(placeName(proposal, a.to), placeName(proposal, b.to)),
    article: (a, b) => compareNames(articleName(proposal, a.article), articleName(proposal, b.article)),
    packs: (a, b) => a.packs - b.packs,
    km: (a, b) => a.distance_km - b.distance_km,
  };
  const order = orders[sort.name] ?? (() => 0);
  return [...lines].sort((a, b) => sign * (order(a, b) || a.line_number - b.line_number));
}

/** @param {{ proposal: Proposal, line: Line, open: boolean, onToggle: () => void, onChange: (() => void) | null }} properties */
const Row = ({ proposal, line, open, onToggle, onChange }) => html`<tr class=${`line-row line-row-${line.state}`}>
  <td data-label=${t("proposal.lines.number")}><button type="button" class="ds-button why-button" data-variant="tertiary" data-size="sm"
      aria-expanded=${open} aria-controls=${`why-${line.line_number}`} aria-label=${t("proposal.lines.why", { line: line.line_number })} onClick=${onToggle}>
      <svg class="disclosure-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="M5 2l7 6-7 6z" /></svg>${line.line_number}</button></td>
  <th scope="row"><span class="way-from">${placeName(proposal, line.from)}</span><span class="way-to" aria-hidden="true"> → ${placeName(proposal, line.to)}</span></th>
  <td data-label=${t("proposal.to")} class="strong">${placeName(proposal, line.to)}</td>
  <td data-label=${t("proposal.article")}><span>${articleName(proposal, line.article)}${line.covers_for
    ? html` <span class="muted small">${t("proposal.lines.covers_for", { article: articleName(proposal, line.covers_for) })}</span>` : null}</span></td>
  <td data-label=${t("proposal.quantity")}><span class="nowrap">${packsText(proposal, line.article, line.packs)}</span></td>
  <td data-label=${t("proposal.km")} class="numeric">${line.packs > 0 ? number(line.distance_km) : "–"}</td>
  <td data-label=${t("proposal.lines.giver")}><${CoverChange} before=${line.giver_before} after=${line.giver_after} /></td>
  <td data-label=${t("proposal.lines.receiver")}><${CoverChange} before=${line.receiver_before} after=${line.receiver_after} /></td>
  <td data-label=${t("proposal.lines.state")}><span class="line-status">${line.packs > 0 || line.state !== "proposed" ? html`<${LineState} state=${line.state} />` : null}
    ${remarks(proposal, line).map((text) => html`<span key=${text} class="line-remark">${text}</span>`)}
    ${onChange ? html`<${Button} variant="tertiary" size="sm" class="ds-button no-print" onClick=${onChange} aria-label=${t("proposal.change.open_label", { line: line.line_number })}>${t("proposal.change.open")}<//>` : null}</span></td>
</tr>`;

/** Short remarks that must be seen without unfolding. @param {Proposal} proposal @param {Line} line */
function remarks(proposal, line) {
  if (line.packs === 0) return [t("proposal.remark.taken_away")];
  const texts = [];
  if (aboveTarget(proposal, line)) texts.push(t("proposal.remark.above_target", { n: proposal.policy.target_days }));
  if (!line.strict_holds) texts.push(t("proposal.remark.not_strict"));
  if (line.change_reason) texts.push(t("proposal.remark.by_hand"));
  if (line.breaks_floor) texts.push(t(line.floor_confirmed ? "proposal.remark.floor_confirmed" : "proposal.remark.breaks_floor"));
  if (line.filter_note) texts.push(hasText(`proposal.filter.${line.filter_note}`) ? t(`proposal.filter.${line.filter_note}`) : line.filter_note);
  return texts;
}

/** @param {{ proposal: Proposal, line: Line, rights: Rights, onConfirm: (line: Line) => void }} properties */
function Why({ proposal, line, rights, onConfirm }) {
  const confirm = rights.confirmFor === line.from;
  return html`<div class="why-content">
    <ol class="why-sentences">${inLanguage(line, "sentences").map((/** @type {string} */ sentence) => html`<li key=${sentence}>${sentence}</li>`)}</ol>
    <${LineFacts} proposal=${proposal} line=${line} />
    ${confirm ? html`<div class="actions">
      <${Button} variant="secondary" size="sm" onClick=${() => onConfirm(line)} aria-label=${t("proposal.floor.open_label", { line: line.line_number })}>${t("proposal.floor.open")}<//>
    </div>` : null}
  </div>`;
}

/** Lots, the rule, who changed what and why, what was decided. @param {{ proposal: Proposal, line: Line }} properties */
export function LineFacts({ proposal, line }) {
  const facts = [t(line.strict_holds ? "proposal.lines.strict_yes" : "proposal.lines.strict_no")];
  for (const lot of line.lots) {
    facts.push(t("proposal.lines.lot", { packs: packsText(proposal, line.article, lot.packs), expires: lot.expires_on ?? "–" }));
  }
  if (line.change_reason) {
    facts.push(t("proposal.lines.changed_by", {
      name: line.changed_by_name || "–", computed: packsText(proposal, line.article, line.computed_packs), reason: line.change_reason,
    }));
  }
  if (line.floor_confirmed) facts.push(t("proposal.lines.floor_by", { name: line.floor_confirmed_by_name || "–" }));
  if (line.decision_reason) facts.push(t("proposal.lines.decided_because", { reason: line.decision_reason }));
  return html`<ul class="line-facts">${facts.map((fact) => html`<li key=${fact}>${fact}</li>`)}</ul>`;
}
