/** The regions of an allocation: their figures in a table, each row opening to what its figures are made of. */
import { Fragment, html, useState } from "../../vendor/preact.js";
import { number } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { TableFrame } from "../lib/ui.js";
import { amountText, areaName, doses, signed } from "../lib/vaccine.js";
import { METHODS, weightSum } from "./model.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./model.js").Allocation} Allocation */
/** @typedef {import("./model.js").Line} Line */

/** Doses of an account, whole when they are. @param {number | null | undefined} value */
export const balance = (value) => (value !== null && value !== undefined && value > 0 ? `+${exact(value, 1)}` : exact(value, 1));

/** @param {number | null | undefined} value @param {number} decimals the most */
function exact(value, decimals) {
  if (value === null || value === undefined) return "–";
  const rounded = Number(value.toFixed(decimals)) || 0; // never minus nothing
  return number(rounded, Number.isInteger(rounded) ? 0 : decimals);
}

/** A share with all its decimals on one line. @param {number} value */
const percent = (value) => html`<span class="nowrap">${number(value, 4)}\u00a0%</span>`;

/** @param {{ names: Names, allocation: Allocation }} properties */
export function LineTable({ names, allocation }) {
  const [open, setOpen] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const { lines, totals } = allocation;
  const compared = allocation.replaces !== null;
  const all = open.size === lines.length;
  const toggle = (/** @type {string} */ county) => setOpen((old) => {
    const next = new Set(old);
    if (!next.delete(county)) next.add(county);
    return next;
  });
  const columns = 9 + METHODS.length + Number(compared);
  return html`
    <div class="actions"><button type="button" class="ds-button" data-variant="tertiary" data-size="sm" aria-pressed=${all}
      onClick=${() => setOpen(all ? new Set() : new Set(lines.map(({ county }) => county)))}>${t(all ? "allocation.close_all" : "allocation.open_all")}</button></div>
    <${TableFrame} label=${t("allocation.regions")}>
    <table class="ds-table table-cards table-dense allocation-lines">
      <caption class="ds-sr-only">${t("allocation.regions")}</caption>
      <thead><tr>
        <th scope="col">${t("vaccine.region")}</th>
        ${["share", "balance_before", "second_packs", "key_packs", "packs", "vials", "doses", "balance_after"].map((name) => html`<th key=${name} scope="col" class="numeric">${t(`allocation.column.${name}`)}</th>`)}
        ${METHODS.map((name) => html`<th key=${name} scope="col" class="numeric column-quiet">${t(`allocation.column.${name}`)}</th>`)}
        ${compared ? html`<th scope="col" class="numeric">${t("allocation.column.difference")}</th>` : null}
      </tr></thead>
      <tbody>
        ${lines.map((line) => html`<${Fragment} key=${line.county}>
          <${Row} names=${names} allocation=${allocation} line=${line} open=${open.has(line.county)} onToggle=${() => toggle(line.county)} compared=${compared} />
          ${open.has(line.county) ? html`<tr class="line-why" id=${`why-${line.county}`}><td colspan=${columns}><${Why} allocation=${allocation} line=${line} /></td></tr>` : null}
        <//>`)}
        <tr class="total-row">
          <th scope="row">${t("vaccine.total")}</th>
          <${Figure} name="share">100 %<//><${Figure} name="balance_before">${balance(sum(lines, "balance_before_doses"))}<//>
          <${Figure} name="second_packs">${number(totals.second_packs)}<//><${Figure} name="key_packs">${number(totals.key_packs)}<//>
          <${Figure} name="packs">${number(totals.packs)}<//><${Figure} name="vials">${number(sum(lines, "vials"))}<//><${Figure} name="doses">${number(totals.doses)}<//>
          <${Figure} name="balance_after">${balance(sum(lines, "balance_after_doses"))}<//>
          ${METHODS.map((name) => html`<${Figure} key=${name} name=${name}>${number(totals[name])}<//>`)}
          ${compared ? html`<${Figure} name="difference">${signed(lines.reduce((all, line) => all + (line.difference_packs ?? 0), 0))}<//>` : null}
        </tr>
      </tbody>
    </table>
  <//>`;
}

/** Millionths that do not show are not there. @param {Line[]} lines @param {"balance_before_doses" | "balance_after_doses" | "vials"} name */
const sum = (lines, name) => Math.round(lines.reduce((all, line) => all + line[name], 0) * 1e6) / 1e6;

/** @param {{ name: string, children: any, quiet?: boolean }} properties */
const Figure = ({ name, children, quiet = false }) => html`<td data-label=${t(`allocation.column.${name}`)} class=${quiet ? "numeric column-quiet" : "numeric"}><span>${children}</span></td>`;

/** @param {{ names: Names, allocation: Allocation, line: Line, open: boolean, onToggle: () => void, compared: boolean }} properties */
function Row({ names, allocation, line, open, onToggle, compared }) {
  const off = Math.abs(line.balance_after_doses) >= allocation.pack_doses;
  return html`<tr class=${open ? "line-open" : undefined}>
    <th scope="row"><button type="button" class="region-button" aria-expanded=${open} aria-controls=${open ? `why-${line.county}` : undefined} onClick=${onToggle}>
      <svg class="disclosure-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="M5 2l7 6-7 6z" /></svg>${areaName(names, line.county)}</button><${Notes} line=${line} off=${off} /></th>
    <${Figure} name="share">${percent(line.share_percent)}<//>
    <${Figure} name="balance_before">${balance(line.balance_before_doses)}<//>
    <${Figure} name="second_packs">${number(line.second_packs)}${line.second_short > 0 ? html` <strong class="nowrap">! ${t("allocation.second_short", { n: line.second_short })}</strong>` : null}<//>
    <${Figure} name="key_packs">${number(line.key_packs)}<//>
    <${Figure} name="packs">${line.unusable ? html`<strong>0</strong> <span class="small nowrap">${t("allocation.not_usable")}</span>` : html`<strong>${number(line.packs)}</strong>`}<//>
    <${Figure} name="vials">${number(line.vials)}<//>
    <${Figure} name="doses"><strong>${number(line.doses)}</strong><//>
    <${Figure} name="balance_after">${off ? html`<strong class="nowrap">! ${balance(line.balance_after_doses)}</strong>` : balance(line.balance_after_doses)}<//>
    ${METHODS.map((name) => html`<${Figure} key=${name} name=${name} quiet><span class="nowrap">${number(line[name])}${line[name] === line.key_packs ? null : `\u00a0(${signed(line[name] - line.key_packs)})`}</span><//>`)}
    ${compared ? html`<${Figure} name="difference"><strong>${signed(line.difference_packs)}</strong><//>` : null}
  </tr>`;
}

/** What was special, in a few words. @param {{ line: Line, off: boolean }} properties */
function Notes({ line, off }) {
  const notes = [
    line.cap_packs === null ? "" : t(`allocation.note.${line.cap_mode}`, { n: line.cap_packs }),
    line.advance_packs > 0 ? t("allocation.note.advance", { n: line.advance_packs }) : "",
    line.minimum_refused ? t("allocation.note.minimum_refused") : "",
    off ? t(`allocation.reason.${line.reason}`) : "",
  ].filter((note) => note !== "");
  return notes.map((note) => html`<span key=${note} class="line-note">${note}</span>`);
}

/** Every figure of the region with what it is made of. @param {{ allocation: Allocation, line: Line }} properties */
function Why({ allocation, line }) {
  const pack = allocation.pack_doses;
  const vialsOfPack = pack / allocation.doses_per_vial;
  const full = (/** @type {number} */ value) => exact(value, 6);
  /** @type {[string, any][]} */
  const facts = [
    ["share", t("allocation.why.share", { weight: number(line.weight), sum: number(weightSum(allocation.lines)), share: number(line.share_percent, 4) })],
    ["balance_before", t("allocation.why.balance_before", { doses: full(line.balance_before_doses) }) + (line.released_doses ? ` ${t("allocation.why.released", { doses: full(line.released_doses) })}` : "")],
    ["right", t("allocation.why.right", { share: number(line.share_percent, 4), packs: number(allocation.key_packs), pack: number(pack), doses: full(line.right_doses) })],
    ["second_packs", t("allocation.why.second_packs", { served: number(line.second_packs), due: number(line.second_packs + line.second_short) })],
    ["key_packs", `${t("allocation.why.key_packs", { rule: number(line.rule_packs), packs: number(line.key_packs) })} ${line.cap_packs === null ? "" : t(`allocation.why.cap_${line.cap_mode}`, { n: line.cap_packs, reason: line.cap_reason })} ${line.advance_packs > 0 ? t("allocation.note.advance", { n: line.advance_packs }) : ""}`],
    ["packs", t("allocation.why.packs", { seconds: number(line.second_packs), key: number(line.key_packs), packs: number(line.packs) })],
    ["doses", t("allocation.why.doses", { packs: number(line.packs), vials: number(vialsOfPack), all_vials: number(line.vials), per_vial: number(allocation.doses_per_vial), doses: number(line.doses) })],
    ["balance_after", t("allocation.why.balance_after", { before: full(line.balance_before_doses), right: full(line.right_doses), waived: full(line.waived_doses), packs: number(line.key_packs), pack: number(pack), after: full(line.balance_after_doses) })
      + (line.parked_doses ? ` ${t("allocation.why.parked", { doses: full(line.parked_doses) })}` : "")],
    ["methods", t("allocation.why.methods", { key: number(line.key_packs), largest: number(line.largest_remainder_packs), webster: number(line.webster_packs), weekly: number(line.weekly_packs) })],
    ["delivered", t("allocation.why.delivered", {
      delivered: line.delivered_doses === null ? t("allocation.why.not_received") : t("allocation.why.received", { doses: doses(line.delivered_doses) }),
      confirmed: line.confirmed_doses === null ? t("allocation.why.not_confirmed") : t("allocation.why.confirmed", { doses: doses(line.confirmed_doses) }),
    })],
  ];
  return html`<div class="stack">
    <p><strong>${inLanguage(line, "sentence")}</strong></p>
    <p>${inLanguage(line, "next")}</p>
    <dl class="facts">${facts.map(([name, text]) => html`<div key=${name}><dt>${t(`allocation.column.${name}`)}</dt><dd class="why-text">${text}</dd></div>`)}</dl>
  </div>`;
}

/** On paper: every region's sentence. @param {{ names: Names, lines: Line[] }} properties */
export const Sentences = ({ names, lines }) => html`<section class="print-only">
  <h2 class="ds-heading" data-size="xs">${t("allocation.sentences")}</h2>
  <ul class="plain-list">${lines.map((line) => html`<li key=${line.county}><strong>${areaName(names, line.county)}</strong> – ${amountText(line)}. ${inLanguage(line, "sentence")} ${inLanguage(line, "next")}</li>`)}</ul>
</section>`;
