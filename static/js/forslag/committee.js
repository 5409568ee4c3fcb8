/**
 * The logistics committee at work: one line at a time, large enough to show on a wall; then the decision as a whole.
 */
import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { announce, notify } from "../lib/announce.js";
import { newKey, post } from "../lib/api.js";
import { inLanguage, t } from "../lib/i18n.js";
import { Button, Dialog, ErrorSummary, Problem, TextField } from "../lib/ui.js";
import { readPacks, reasonError, violationOf } from "./change.js";
import { LineFacts } from "./lines.js";
import { nextUndecided, placeName } from "./model.js";
import { CoverChange, LineState, articleName, packsText } from "./parts.js";
import { useProposalAction } from "./use-proposal.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {import("./model.js").Line} Line */
/** @typedef {import("./use-proposal.js").Held} Held */

/** @param {{ held: Held, take: (held: Held) => void }} properties */
export function Committee({ held, take }) {
  const { proposal } = held;
  const { lines } = proposal;
  const [at, setAt] = useState(Math.max(0, nextUndecided(lines, 0)));
  const decided = lines.filter((line) => line.state !== "proposed").length;
  const line = lines[at];
  const moveOn = (/** @type {Proposal} */ after) => {
    const next = nextUndecided(after.lines, at);
    if (next >= 0) setAt(next);
    announce(t("proposal.committee.progress", { n: after.lines.filter((one) => one.state !== "proposed").length, all: after.lines.length }));
  };
  return html`<section class="panel committee no-print" aria-labelledby="committee-heading">
    <div class="committee-head">
      <h2 class="ds-heading" data-size="xs" id="committee-heading">${t("proposal.committee.title")}</h2>
      <label class="committee-progress"><span>${t("proposal.committee.progress", { n: decided, all: lines.length })}</span>
        <progress max=${Math.max(1, lines.length)} value=${decided}></progress></label>
    </div>
    ${line ? html`<div class="committee-steps">
      <${Button} variant="tertiary" size="sm" disabled=${at === 0} onClick=${() => setAt(at - 1)}>${t("proposal.committee.previous")}<//>
      <span>${t("proposal.committee.line", { n: line.line_number, all: lines.length })}</span>
      <${Button} variant="tertiary" size="sm" disabled=${at >= lines.length - 1} onClick=${() => setAt(at + 1)}>${t("proposal.committee.next")}<//>
    </div>
    <${LineDecision} key=${line.line_number} held=${held} line=${line} take=${take} onDecided=${moveOn} />` : null}
    ${decided < lines.length ? html`<${AgreeRest} held=${held} take=${take} left=${lines.length - decided} />` : html`<${Decide} held=${held} take=${take} />`}
  </section>`;
}

const DECISIONS = /** @type {const} */ (["agreed", "changed", "declined"]);

/** @param {{ held: Held, line: Line, take: (held: Held) => void, onDecided: (after: Proposal) => void }} properties */
function LineDecision({ held, line, take, onDecided }) {
  const { proposal, etag } = held;
  const action = useProposalAction(take);
  const [decision, setDecision] = useState(/** @type {string} */ (line.state === "proposed" ? "agreed" : line.state));
  const [packs, setPacks] = useState(String(line.packs));
  const [reason, setReason] = useState(line.decision_reason ?? "");
  const [errors, setErrors] = useState(/** @type {{ packs: string | null, reason: string | null }} */ ({ packs: null, reason: null }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const count = decision === "changed" ? readPacks(packs, 1) : { value: null, error: null };
    const missing = decision === "agreed" ? null : reasonError(reason);
    setErrors({ packs: count.error, reason: missing });
    if (count.error || missing) return;
    const body = { decision, ...(count.value === null ? {} : { packs: count.value }), ...(decision === "agreed" ? {} : { reason: reason.trim() }) };
    const after = await action.send(() => post(`/proposals/${proposal.proposal_id}/lines/${line.line_number}/decision`, body, { key: newKey(), etag }));
    if (after) onDecided(after);
  };
  return html`<div class="committee-line">
    <${LineCard} proposal=${proposal} line=${line} />
    <form class="stack committee-form" onSubmit=${submit} novalidate>
      ${action.error ? html`<${Problem} error=${action.error} />` : null}
      <fieldset class="choices"><legend>${t("proposal.committee.decision")}</legend>
        ${DECISIONS.map((value) => html`<label key=${value} class="choice">
          <input class="ds-input" type="radio" name="decision" value=${value} checked=${decision === value} onChange=${() => setDecision(value)} />
          <${LineState} state=${value} /></label>`)}
      </fieldset>
      ${decision === "changed" ? html`<${TextField} id="decision-packs" label=${t("proposal.form.packs")} value=${packs} onInput=${setPacks}
        inputmode="numeric" width="short" error=${errors.packs ?? violationOf(action.error, "packs")} autocomplete="off" />` : null}
      ${decision !== "agreed" ? html`<${TextField} id="decision-reason" label=${t("proposal.form.reason")} value=${reason} onInput=${setReason}
        error=${errors.reason ?? violationOf(action.error, "reason")} autocomplete="off" />` : null}
      <div class="actions"><${Button} type="submit" busy=${action.busy}>${t("proposal.committee.save")}<//></div>
    </form>
  </div>`;
}

/** The line in large. @param {{ proposal: Proposal, line: Line }} properties */
function LineCard({ proposal, line }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [line.line_number]);
  return html`<div class="stack">
    <h3 class="committee-way" ref=${heading} tabindex="-1">${t("proposal.way", { from: placeName(proposal, line.from), to: placeName(proposal, line.to) })}</h3>
    <p class="committee-load">${articleName(proposal, line.article)}: <strong class="nowrap">${packsText(proposal, line.article, line.packs)}</strong>, ${t("proposal.distance", { n: line.distance_km })}</p>
    <dl class="committee-covers">
      <div><dt>${placeName(proposal, line.from)}</dt><dd><${CoverChange} before=${line.giver_before} after=${line.giver_after} /></dd></div>
      <div><dt>${placeName(proposal, line.to)}</dt><dd><${CoverChange} before=${line.receiver_before} after=${line.receiver_after} /></dd></div>
    </dl>
    <ol class="why-sentences">${inLanguage(line, "sentences").map((/** @type {string} */ sentence) => html`<li key=${sentence}>${sentence}</li>`)}</ol>
    <${LineFacts} proposal=${proposal} line=${line} />
  </div>`;
}

/**
 * All lines that nobody objects to, in one go: each its own decision; the page is drawn anew when the last is made, or with what was decided
 * when one is refused.
 * @param {{ held: Held, take: (held: Held) => void, left: number }} properties
 */
function AgreeRest({ held, take, left }) {
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(0);
  const action = useProposalAction(take);
  const agree = async () => {
    /** @type {Held} */
    let last = held;
    setDone(0);
    const undecided = held.proposal.lines.filter((one) => one.state === "proposed");
    const after = await action.send(async () => {
      for (const [index, line] of undecided.entries()) {
        const reply = await post(`/proposals/${held.proposal.proposal_id}/lines/${line.line_number}/decision`, { decision: "agreed" }, { key: newKey(), etag: last.etag });
        last = { proposal: reply.data, etag: reply.etag };
        setDone(index + 1);
      }
      return { data: last.proposal, etag: last.etag };
    });
    if (after) notify(t("proposal.committee.all_agreed"));
    else take(last);
  };
  return html`<div class="committee-rest">
    <${Button} variant="secondary" size="sm" onClick=${() => setAsking(true)}>${t("proposal.committee.agree_rest", { n: left })}<//>
    ${asking ? html`<${Dialog} title=${t("proposal.committee.agree_rest", { n: left })} onClose=${() => setAsking(false)}>
      ${action.error ? html`<${Problem} error=${action.error} />` : null}
      <p>${t("proposal.committee.agree_rest_text")}</p>
      ${action.busy ? html`<progress max=${left} value=${done} aria-label=${t("proposal.committee.agree_rest", { n: left })}></progress>` : null}
      <div class="actions"><${Button} busy=${action.busy} onClick=${agree}>${t("proposal.committee.agree_rest", { n: left })}<//>
        <${Button} variant="tertiary" onClick=${() => setAsking(false)}>${t("cancel")}<//></div>
    <//>` : null}
  </div>`;
}

/** The decision as a whole. @param {{ held: Held, take: (held: Held) => void }} properties */
function Decide({ held, take }) {
  const { proposal, etag } = held;
  const [reference, setReference] = useState("");
  const [maker, setMaker] = useState("");
  const [round, setRound] = useState(0);
  const [errors, setErrors] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [key] = useState(newKey);
  const action = useProposalAction(take);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = [];
    if (reference.trim() === "") found.push({ id: "reference", message: t("form.required", { field: t("proposal.decide.reference") }) });
    if (maker.trim() === "") found.push({ id: "maker", message: t("form.required", { field: t("proposal.decide.maker") }) });
    setErrors(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const body = { reference_number: reference.trim(), decision_maker: maker.trim() };
    if (await action.send(() => post(`/proposals/${proposal.proposal_id}/decide`, body, { key, etag }))) notify(t("proposal.decide.done"));
  };
  const error = (/** @type {string} */ id, /** @type {string} */ field) => errors.find((one) => one.id === id)?.message ?? violationOf(action.error, field);
  return html`<form class="stack decide" onSubmit=${submit} novalidate aria-labelledby="decide-heading">
    <h3 class="ds-heading" data-size="2xs" id="decide-heading">${t("proposal.decide.title")}</h3>
    <p>${t("proposal.decide.text")}</p>
    <${ErrorSummary} errors=${errors} round=${round} />
    ${action.error ? html`<${Problem} error=${action.error} />` : null}
    <${TextField} id="reference" label=${t("proposal.decide.reference")} value=${reference} onInput=${setReference} width="medium" error=${error("reference", "reference_number")} autocomplete="off" />
    <${TextField} id="maker" label=${t("proposal.decide.maker")} value=${maker} onInput=${setMaker} description=${t("proposal.decide.maker_text")} error=${error("maker", "decision_maker")} autocomplete="off" />
    <div class="actions"><${Button} type="submit" busy=${action.busy}>${t("proposal.decide.save")}<//></div>
  </form>`;
}
