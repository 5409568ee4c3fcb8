/**
 * Changing a line by hand, adding one, and the giver's own decider allowing a line that goes below the safety level. The
 * server computes the effects; they are shown before the dialog is closed.
 */
import { html, useState } from "../../vendor/preact.js";
import { newKey, post, put } from "../lib/api.js";
import { formErrors } from "../lib/form.js";
import { compareNames, inLanguage, t } from "../lib/i18n.js";
import { readCount } from "../lib/number.js";
import { Alert, Button, Dialog, Problem, SelectField, TextField } from "../lib/ui.js";
import { effectsOf, placeName } from "./model.js";
import { CoverChange, articleName, packsText } from "./parts.js";
import { useProposalAction } from "./use-proposal.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {import("./model.js").Line} Line */
/** @typedef {import("./use-proposal.js").Held} Held */

/** @param {string} text @param {number} least @returns {{ value: number | null, error: string | null }} */
export function readPacks(text, least) {
  const read = readCount(text);
  if (read.kind !== "count" || read.value < least) return { value: null, error: t("proposal.form.packs_error", { n: least }) };
  return { value: read.value, error: null };
}

/** @param {string} text */
export const reasonError = (text) => (text.trim() === "" ? t("proposal.form.reason_error") : null);

/** @param {{ held: Held, line: Line, take: (held: Held) => void, onClose: () => void }} properties */
export function ChangeLine({ held, line, take, onClose }) {
  const { proposal, etag } = held;
  const form = usePacksForm(String(line.packs), 0);
  const action = useProposalAction(take);
  const refusal = standing(action.error, form);
  const [effects, setEffects] = useState(/** @type {any[] | null} */ (null));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const values = form.read();
    if (!values) return;
    const after = await action.send(() => put(`/proposals/${proposal.proposal_id}/lines/${line.line_number}`, values, { etag }));
    if (after) setEffects(effectsOf(proposal, after));
  };
  const way = t("proposal.way", { from: placeName(proposal, line.from), to: placeName(proposal, line.to) });
  return html`<${Dialog} title=${t("proposal.change.title", { line: line.line_number })} onClose=${onClose}>
    <p>${way}, ${articleName(proposal, line.article)}. ${t("proposal.change.computed", { packs: packsText(proposal, line.article, line.computed_packs) })}</p>
    ${effects ? html`<${Effects} proposal=${proposal} effects=${effects} onClose=${onClose} />` : html`<form class="stack" onSubmit=${submit} novalidate>
      <${Refusal} error=${refusal} proposal=${proposal} giver=${line.from} line=${line.line_number} packs=${form.packs} />
      <${PacksFields} form=${form} id="change" error=${refusal} description=${t("proposal.change.zero")} />
      <div class="actions"><${Button} type="submit" busy=${action.busy}>${t("proposal.change.save")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//></div>
    </form>`}
  <//>`;
}

/** @param {{ held: Held, take: (held: Held) => void, onClose: () => void }} properties */
export function AddLine({ held, take, onClose }) {
  const { proposal, etag } = held;
  const places = [...proposal.municipalities].sort((a, b) => compareNames(a.name, b.name)).map(({ code, name }) => ({ value: code, label: name }));
  const articles = proposal.articles.map((article) => ({ value: article.code, label: inLanguage(article, "name") }));
  const [choice, setChoice] = useState({ article: articles[0]?.value ?? "", from: places[0]?.value ?? "", to: places[1]?.value ?? "" });
  const [same, setSame] = useState(false);
  const [key, setKey] = useState(newKey);
  const form = usePacksForm("", 1);
  const action = useProposalAction(take);
  const refusal = same ? null : standing(action.error, form);
  const [effects, setEffects] = useState(/** @type {any[] | null} */ (null));
  const set = (/** @type {string} */ name) => (/** @type {string} */ value) => setChoice((old) => ({ ...old, [name]: value }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const values = form.read();
    setSame(choice.from === choice.to);
    if (!values || choice.from === choice.to) return;
    const after = await action.send(() => post(`/proposals/${proposal.proposal_id}/lines`, { ...choice, ...values }, { key, etag }));
    setKey(newKey());
    if (after) setEffects(effectsOf(proposal, after));
  };
  return html`<${Dialog} title=${t("proposal.add.title")} onClose=${onClose}>
    ${effects ? html`<${Effects} proposal=${proposal} effects=${effects} onClose=${onClose} />` : html`<form class="stack" onSubmit=${submit} novalidate>
      <${Refusal} error=${refusal} proposal=${proposal} giver=${choice.from} line=${null} packs=${form.packs} />
      <${SelectField} id="add-article" label=${t("proposal.article")} value=${choice.article} onChange=${set("article")} options=${articles} />
      <${SelectField} id="add-from" label=${t("proposal.from")} value=${choice.from} onChange=${set("from")} options=${places} />
      <${SelectField} id="add-to" label=${t("proposal.to")} value=${choice.to} onChange=${set("to")} options=${places}
        error=${same ? t("proposal.add.same") : null} />
      <${PacksFields} form=${form} id="add" error=${refusal} />
      <div class="actions"><${Button} type="submit" busy=${action.busy}>${t("proposal.add.save")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//></div>
    </form>`}
  <//>`;
}

/** @param {{ held: Held, line: Line, take: (held: Held) => void, onClose: () => void }} properties */
export function ConfirmFloor({ held, line, take, onClose }) {
  const { proposal, etag } = held;
  const form = usePacksForm(String(line.packs), 1);
  const [key] = useState(newKey);
  const action = useProposalAction(take);
  const refusal = standing(action.error, form);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const values = form.read();
    if (!values) return;
    const after = await action.send(() => post(`/proposals/${proposal.proposal_id}/lines/${line.line_number}/floor-confirmation`, values, { key, etag }));
    if (after) onClose();
  };
  const giver = placeName(proposal, line.from);
  return html`<${Dialog} title=${t("proposal.floor.title", { line: line.line_number })} onClose=${onClose}>
    <p>${t("proposal.floor.text", { giver, receiver: placeName(proposal, line.to), article: articleName(proposal, line.article), n: proposal.policy.safety_days })}</p>
    <form class="stack" onSubmit=${submit} novalidate>
      ${refusal ? html`<${Problem} error=${refusal} />` : null}
      <${PacksFields} form=${form} id="floor" error=${refusal} description=${t("proposal.floor.packs")} />
      <div class="actions"><${Button} type="submit" busy=${action.busy}>${t("proposal.floor.save")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//></div>
    </form>
  <//>`;
}

/** The server's refusal of an earlier attempt is gone as soon as something is wrong here: one thing at a time. @param {any} error @param {ReturnType<typeof usePacksForm>} form */
const standing = (error, { errors }) => (errors.packs || errors.reason ? null : error);

/** Packs and a reason, both needed. @param {string} first @param {number} least */
function usePacksForm(first, least) {
  const [packs, setPacks] = useState(first);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState(/** @type {{ packs: string | null, reason: string | null }} */ ({ packs: null, reason: null }));
  const read = () => {
    const count = readPacks(packs, least);
    const missing = reasonError(reason);
    setErrors({ packs: count.error, reason: missing });
    return count.value === null || missing ? null : { packs: count.value, reason: reason.trim() };
  };
  return { packs, setPacks, reason, setReason, errors, read };
}

/** What the server says about one field. @param {any} error @param {string} name */
export const violationOf = (error, name) => formErrors(error, { fields: [name] }).find((one) => one.id === name)?.message ?? null;

/** Out of range is more than the giver has: said so. @param {any} error */
const packsRefusal = (error) =>
  error?.errors?.some((/** @type {any} */ one) => one.pointer === "/packs" && one.code === "out_of_range") ? t("proposal.form.packs_most") : violationOf(error, "packs");

/** @param {{ form: ReturnType<typeof usePacksForm>, id: string, error: any, description?: string }} properties error: the server's */
const PacksFields = ({ form, id, error, description }) => html`
  <${TextField} id=${`${id}-packs`} label=${t("proposal.form.packs")} value=${form.packs} onInput=${form.setPacks} inputmode="numeric"
    width="short" description=${description} error=${form.errors.packs ?? packsRefusal(error)} autocomplete="off" />
  <${TextField} id=${`${id}-reason`} label=${t("proposal.form.reason")} value=${form.reason} onInput=${form.setReason}
    description=${t("proposal.form.reason_text")} error=${form.errors.reason ?? violationOf(error, "reason")} autocomplete="off" />`;

/**
 * Why the server said no; a broken floor gets the way on.
 * @param {{ error: any, proposal: Proposal, giver: string, line: number | null, packs: string }} properties
 */
function Refusal({ error, proposal, giver, line, packs }) {
  if (!error) return null;
  if (error.code !== "floor_broken") return html`<${Problem} error=${error} />`;
  const name = placeName(proposal, giver);
  return html`<${Alert} color="warning" title=${t("proposal.floor.refused", { giver: name })} live>
    <p>${t("proposal.floor.refused_text", { giver: name, n: proposal.policy.safety_days })}</p>
    <p>${line === null ? t("proposal.floor.way_add", { giver: name }) : t("proposal.floor.way", { giver: name, packs, line })}</p>
  <//>`;
}

/** Whose cover became what by the change. @param {{ proposal: Proposal, effects: any[], onClose: () => void }} properties */
const Effects = ({ proposal, effects, onClose }) => html`<div class="stack">
  <${Alert} color="success" title=${t("proposal.effects.title")} live>
    <p>${effects.length === 0 ? t("proposal.effects.none") : t("proposal.effects.text", { n: effects.length })}</p>
  <//>
  ${effects.length > 0 ? html`<table class="ds-table table-dense">
    <caption class="ds-sr-only">${t("proposal.effects.title")}</caption>
    <thead><tr><th scope="col">${t("proposal.municipality")}</th><th scope="col">${t("proposal.article")}</th><th scope="col">${t("proposal.effects.cover")}</th></tr></thead>
    <tbody>${effects.map((effect) => html`<tr key=${`${effect.municipality}/${effect.article}`}>
      <th scope="row">${placeName(proposal, effect.municipality)}</th><td>${articleName(proposal, effect.article)}</td>
      <td><${CoverChange} before=${effect.before} after=${effect.after} /></td></tr>`)}</tbody>
  </table>` : null}
  <div class="actions"><${Button} onClick=${onClose}>${t("close")}<//></div>
</div>`;
