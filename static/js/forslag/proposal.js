/**
 * One proposal: what it achieves, what moves where and why, what is left, and what was decided.
 */
import { html, useMemo, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { newKey, post } from "../lib/api.js";
import { date, moment, week as weekText } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { query, setQuery } from "../lib/query.js";
import { can, instance, session } from "../lib/session.js";
import { Alert, Button, Dialog, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { AddLine, ChangeLine, ConfirmFloor } from "./change.js";
import { Committee } from "./committee.js";
import { Flow } from "./flow.js";
import { Lines } from "./lines.js";
import { reportsOf, rights as rightsOf } from "./model.js";
import { ProposalState, articleName } from "./parts.js";
import { Provenance } from "./replay.js";
import { Summary } from "./summary.js";
import { Dropped, Escalation, Positions } from "./tables.js";
import { useProposal, useProposalAction } from "./use-proposal.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {import("./model.js").Line} Line */
/** @typedef {import("./use-proposal.js").Held} Held */

/** @param {{ id: string }} properties */
export function ProposalView({ id }) {
  const held = useProposal(id);
  if (!held.data) {
    return html`<${PageHead} title=${t("proposal.one")} /><${Back} />
      ${held.error ? html`<${Problem} error=${held.error} retry=${held.reload} />` : html`<${Loading} />`}`;
  }
  return html`<${Shown} held=${held.data} take=${held.set} />`;
}

const Back = () => html`<p class="no-print"><a class="ds-link" href="/forslag" onClick=${(/** @type {Event} */ event) => {
  event.preventDefault();
  setQuery({ id: null, rad: null, artikel: null });
}}>← ${t("proposal.back")}</a></p>`;

/** @param {{ held: Held, take: (held: Held) => void }} properties */
function Shown({ held, take }) {
  const { proposal } = held;
  const [dialog, setDialog] = useState(/** @type {{ kind: "change" | "confirm" | "add" | "present", line?: Line } | null} */ (null));
  const rights = rightsOf(proposal, can, session.value?.organisation.area_code ?? null);
  const asked = query.value.get("artikel") ?? "";
  const article = proposal.articles.some(({ code }) => code === asked) ? asked : "";
  const lines = useMemo(() => (article ? proposal.lines.filter((line) => line.article === article) : proposal.lines), [proposal, article]);
  const opened = Number(query.value.get("rad")) || null;
  const title = t("proposal.heading", { county: proposal.county.name, week: weekText(proposal.week) });
  return html`
    <${Back} />
    <${PageHead} title=${title} lead=${html`<${ProposalState} state=${proposal.state} /> ${t("proposal.created", { moment: moment(proposal.created_at), name: proposal.created_by_name })}`}>
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
      ${rights.change ? html`<${Button} variant="secondary" onClick=${() => setDialog({ kind: "add" })}>${t("proposal.add.open")}<//>` : null}
      ${rights.present ? html`<${Button} onClick=${() => setDialog({ kind: "present" })}>${t("proposal.present.open")}<//>` : null}
    <//>
    <${Standing} proposal=${proposal} rights=${rights} />
    ${rights.decide ? html`<${Committee} held=${held} take=${take} />` : null}
    <${Summary} proposal=${proposal} />
    <div class="proposal-body stack">
    <${Moves} proposal=${proposal} lines=${lines} article=${article} />
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("proposal.lines.heading", { n: lines.length })}</h2>
      <${Lines} proposal=${proposal} lines=${lines} rights=${rights} opened=${opened}
        onChange=${(/** @type {Line} */ line) => setDialog({ kind: "change", line })} onConfirm=${(/** @type {Line} */ line) => setDialog({ kind: "confirm", line })} />
    </section>
    </div>
    <${Rest} proposal=${proposal} article=${article} />
    <${Signatures} proposal=${proposal} />
    <${OpenDialog} dialog=${dialog} held=${held} take=${take} onClose=${() => setDialog(null)} />`;
}

/** How far it has come, and how much its figures can be trusted. @param {{ proposal: Proposal, rights: ReturnType<typeof rightsOf> }} properties */
function Standing({ proposal, rights }) {
  const { oldest_age_days: age } = proposal.reports;
  const oldest = age === null ? "" : t("proposal.oldest", { n: age });
  const rule = t(proposal.strict_rule ? "proposal.rule.strict" : "proposal.rule.plain", { safety: proposal.policy.safety_days, target: proposal.policy.target_days });
  return html`
    ${proposal.state === "decided" ? html`<${Alert} color="success" title=${t("proposal.decided.title", { reference: proposal.reference_number || "–" })}>
      <p>${t("proposal.decided.text", { date: date(proposal.decided_at), maker: proposal.decision_maker || "–" })}</p><//>` : null}
    ${proposal.state === "presented" && !rights.decide ? html`<${Alert} color="info"><p>${t("proposal.presented.text", { moment: moment(proposal.presented_at) })}</p><//>` : null}
    ${proposal.state === "draft" && !rights.change ? html`<${Alert} color="info"><p>${t(rights.confirmFor ? "proposal.draft.giver" : "proposal.draft.read")}</p><//>` : null}
    <${Trust} proposal=${proposal} /><p>${oldest} ${rule}</p>
    <p class="print-only">${t("proposal.printed", { moment: moment(instance.value?.now ?? null), as_of: moment(proposal.as_of), reference: proposal.reference_number || "–" })}</p>`;
}

/** More names than this are counted, not listed. */
const MOST_NAMES = 8;

/** Whose report of the week it is counted on, and who stands on an older one or on none. @param {{ proposal: Proposal }} properties */
function Trust({ proposal }) {
  const { counted, all, older, missing } = reportsOf(proposal);
  const named = (/** @type {any[]} */ places, /** @type {(place: any) => string} */ text) =>
    places.slice(0, MOST_NAMES).map(text).join(", ") + (places.length > MOST_NAMES ? ` ${t("proposal.reports.more", { n: places.length - MOST_NAMES })}` : "");
  const texts = [t("proposal.reports", { counted, all, week: weekText(proposal.week) })];
  if (older.length > 0) texts.push(t("proposal.reports.older", { names: named(older, (place) => t("proposal.reports.counted_on", { name: place.name, week: weekText(place.week) })) }));
  if (missing.length > 0) texts.push(t("proposal.reports.missing", { names: named(missing, (place) => place.name) }));
  return html`<p class=${counted < all ? "trust trust-warn" : "trust"}>${texts.join(" ")}</p>`;
}

/** Picture and transports, with the choice of article for all that follows. @param {{ proposal: Proposal, lines: Line[], article: string }} properties */
function Moves({ proposal, lines, article }) {
  const name = article ? articleName(proposal, article) : t("proposal.all_articles");
  return html`<section class="stack moves">
    <h2 class="ds-heading" data-size="xs">${t("proposal.flow.title")}</h2>
    ${proposal.articles.length > 1 ? html`<div class="no-print"><${SelectField} id="article" label=${t("proposal.article")} value=${article}
      onChange=${(/** @type {string} */ code) => setQuery({ artikel: code || null }, { replace: true })}
      options=${[{ value: "", label: t("proposal.all_articles") }, ...proposal.articles.map((one) => ({ value: one.code, label: inLanguage(one, "name") }))]} /></div>` : null}
    <${Flow} proposal=${proposal} lines=${lines} title=${t("proposal.flow.picture", { article: name, county: proposal.county.name })} />
  </section>`;
}

/** @param {{ proposal: Proposal, article: string }} properties */
function Rest({ proposal, article }) {
  const first = article || (proposal.articles.find((one) => one.packs_moved > 0) ?? proposal.articles[0])?.code || "";
  const [shown, setShown] = useState("");
  const code = article || (shown && proposal.articles.some((one) => one.code === shown) ? shown : first);
  return html`
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("proposal.escalation.title")}</h2>
      <p class="muted">${t("proposal.escalation.text")}</p>
      <${Escalation} proposal=${proposal} />
    </section>
    ${code ? html`<section class="stack no-print">
      <h2 class="ds-heading" data-size="xs">${t("proposal.positions.title")}</h2>
      ${article || proposal.articles.length < 2 ? null : html`<${SelectField} id="positions-article" label=${t("proposal.article")} value=${code} onChange=${setShown}
        options=${proposal.articles.map((one) => ({ value: one.code, label: inLanguage(one, "name") }))} />`}
      <${Positions} proposal=${proposal} code=${code} />
    </section>` : null}
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("proposal.dropped.title")}</h2>
      <${Dropped} proposal=${proposal} />
    </section>
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("proposal.replay.title")}</h2>
      <${Provenance} proposal=${proposal} />
    </section>`;
}

/** Room to sign on paper, or who decided. @param {{ proposal: Proposal }} properties */
const Signatures = ({ proposal }) => html`<dl class="print-only signatures">
  <div><dt>${t("proposal.decide.reference")}</dt><dd>${proposal.reference_number ?? ""}</dd></div>
  <div><dt>${t("proposal.decide.maker")}</dt><dd>${proposal.decision_maker ?? ""}</dd></div>
  <div><dt>${t("proposal.signature")}</dt><dd></dd></div>
</dl>`;

/** @param {{ dialog: { kind: string, line?: Line } | null, held: Held, take: (held: Held) => void, onClose: () => void }} properties */
function OpenDialog({ dialog, held, take, onClose }) {
  // The dialog keeps the proposal it was opened on, so that effects are told against what the reader had seen.
  const kept = useMemo(() => held, [dialog]);
  if (!dialog) return null;
  const parts = { held: kept, take, onClose };
  if (dialog.kind === "change") return html`<${ChangeLine} ...${parts} line=${dialog.line} />`;
  if (dialog.kind === "confirm") return html`<${ConfirmFloor} ...${parts} line=${dialog.line} />`;
  if (dialog.kind === "add") return html`<${AddLine} ...${parts} />`;
  return html`<${Present} ...${parts} />`;
}

/** @param {{ held: Held, take: (held: Held) => void, onClose: () => void }} properties */
function Present({ held, take, onClose }) {
  const { proposal, etag } = held;
  const action = useProposalAction(take);
  const [key] = useState(newKey);
  const present = async () => {
    if (!(await action.send(() => post(`/proposals/${proposal.proposal_id}/present`, {}, { key, etag })))) return;
    onClose();
    notify(t("proposal.present.done"));
  };
  return html`<${Dialog} title=${t("proposal.present.title")} onClose=${onClose}>
    ${action.error ? html`<${Problem} error=${action.error} />` : null}
    <p>${t("proposal.present.text")}</p>
    <div class="actions"><${Button} busy=${action.busy} onClick=${present}>${t("proposal.present.save")}<//>
      <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//></div>
  <//>`;
}
