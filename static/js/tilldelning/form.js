/** The choices of a draft: what comes, who gets second doses first, who takes no more than so much, and what it replaces. */
import { html, useState } from "../../vendor/preact.js";
import { getAll, post, put } from "../lib/api.js";
import { useOnce } from "../lib/dialog-form.js";
import { wholeNumber } from "../lib/form.js";
import { week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { query, setQuery, weekInAddress } from "../lib/query.js";
import { instance } from "../lib/session.js";
import { Alert, Button, Checkbox, ErrorSummary, PageHead, Problem, SelectField, TextField } from "../lib/ui.js";
import { WeekField, areaOptions, productName, productOptions } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";
import { BackLink, PageLink } from "./parts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./model.js").Choices} Choices */
/** @typedef {import("./model.js").Allocation} Allocation */
/** @typedef {{ county: string, maximum_packs: string, mode: string, reason: string }} LimitRow */
/** @typedef {{ county: string, packs: string }} SecondRow */

const PREFIX = "draft-";
const SOURCES = ["forecast", "delivery", "manual"];
const SECONDS = ["own_first_doses", "none", "given"];
const MODES = ["defer", "forgo"];

/** @param {Names} names @param {Choices | null} choices */
const newForm = (names, choices) => ({
  product: choices?.product ?? query.value.get("vaccin") ?? names.products.find((one) => one.usable)?.code ?? names.products[0]?.code ?? "",
  week: choices?.week ?? weekInAddress() ?? addWeeks(instance.value?.week ?? "2021-W01", 1),
  source: choices?.source ?? "forecast", doses: choices?.doses === null || choices?.doses === undefined ? "" : String(choices.doses), source_text: choices?.source_text ?? "",
  minimum_one_pack: choices?.minimum_one_pack === 1, second_doses: choices?.second_doses ?? "own_first_doses",
  seconds: (choices?.seconds ?? []).map((one) => /** @type {SecondRow} */ ({ county: one.county, packs: String(one.packs) })),
  limits: (choices?.limits ?? []).map((one) => /** @type {LimitRow} */ ({ ...one, maximum_packs: String(one.maximum_packs) })),
});
/** @typedef {ReturnType<typeof newForm>} Form */

/** @param {Form} form */
function faultsOf(form) {
  const twice = (/** @type {{ county: string }[]} */ rows, /** @type {number} */ at) => rows.findIndex(({ county }) => county === rows[at].county) < at;
  /** @type {[string, boolean, string][]} */
  const checks = [
    ["doses", form.source !== "manual" || wholeNumber(form.doses) !== null, t("vaccine.not_whole")],
    ["source_text", form.source !== "manual" || form.source_text.trim() !== "", t("form.required", { field: t("document.source").toLowerCase() })],
    ...form.limits.map((row, at) => /** @type {[string, boolean, string]} */ ([`limits-${at}`,
      row.county !== "" && !twice(form.limits, at) && wholeNumber(row.maximum_packs) !== null && row.reason.trim().length >= 3, t("allocation.limit_fault", { n: at + 1 })])),
    ...(form.second_doses === "given" ? form.seconds.map((row, at) => /** @type {[string, boolean, string]} */ ([`seconds-${at}`,
      row.county !== "" && !twice(form.seconds, at) && wholeNumber(row.packs) !== null, t("allocation.second_fault", { n: at + 1 })])) : []),
  ];
  return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message }));
}

/** @param {Form} form @param {string | null} replaces */
const bodyOf = (form, replaces) => ({
  product: form.product, week: form.week, source: form.source, doses: form.source === "manual" ? wholeNumber(form.doses) : null,
  source_text: form.source === "manual" ? form.source_text.trim() : null, minimum_one_pack: Number(form.minimum_one_pack), second_doses: form.second_doses,
  seconds: form.second_doses === "given" ? form.seconds.map((row) => ({ county: row.county, packs: wholeNumber(row.packs) })) : [],
  limits: form.limits.map((row) => ({ county: row.county, maximum_packs: wholeNumber(row.maximum_packs), mode: row.mode, reason: row.reason.trim() })),
  replaces,
});

/** From the server's pointers to the fields. @param {any} error */
function errorsOf(error) {
  if (!error || !Array.isArray(error.errors)) return [];
  return error.errors.map((/** @type {import("../lib/api.js").Violation} */ violation) => {
    const [, name = "", row = ""] = violation.pointer.split("/");
    if (row !== "") return { id: `${PREFIX}${name}-${row}`, message: t("document.row", { n: Number(row) + 1, message: violation.message }) };
    return { id: ["product", "week", "doses", "source_text", "source"].includes(name) ? `${PREFIX}${name}` : null, message: violation.message };
  });
}

/** The decided one of the week that a draft would have to replace. @param {Form} form */
const useStanding = (form) => useLoad(async (signal) => {
  const items = /** @type {Allocation[]} */ (await getAll("/vaccine/allocations", { signal, query: { product: form.product, first_week: form.week, last_week: form.week } }));
  return items.find((one) => one.state !== "replaced") ?? null;
}, [form.product, form.week]);

/** @param {{ names: Names, draft: { id: string, etag: string | null, choices: Choices } | null, onSaved?: () => void }} properties draft: the one being changed */
export function DraftForm({ names, draft, onSaved }) {
  const [form, setForm] = useState(() => newForm(names, draft?.choices ?? null));
  const set = (/** @type {Partial<Form>} */ changes) => setForm((old) => ({ ...old, ...changes }));
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const standing = useStanding(form);
  const { run, busy, error } = useAction();
  const once = useOnce();
  const errors = found.length > 0 ? found : errorsOf(error);
  const fault = (/** @type {string} */ name) => errors.find((/** @type {any} */ one) => one.id === `${PREFIX}${name}`)?.message ?? null;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    const wrong = faultsOf(form);
    setFound(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const body = bodyOf(form, standing.data?.allocation_id ?? null);
    const answer = draft
      ? await run(() => put(`/vaccine/allocation-drafts/${encodeURIComponent(draft.id)}`, body, { etag: draft.etag }))
      : await run(() => once((key) => post("/vaccine/allocation-drafts", body, { key })));
    if (!answer) return;
    if (onSaved) onSaved();
    else setQuery({ gor: null, id: null, utkast: answer.data.allocation_id });
  };
  return html`
    <${BackLink} />
    <${PageHead} title=${t(draft ? "allocation.change_draft" : "allocation.new")} lead=${t("allocation.new_lead")} />
    <form class="stack" onSubmit=${save} novalidate>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
      <div class="fields">
        <${SelectField} id=${`${PREFIX}product`} label=${t("vaccine.product")} value=${form.product} error=${fault("product")} options=${productOptions(names)} onChange=${(/** @type {string} */ product) => set({ product })} />
        <${WeekField} id=${`${PREFIX}week`} label=${t("vaccine.week")} value=${form.week} error=${fault("week")} onChange=${(/** @type {string} */ week) => set({ week })} />
      </div>
      ${standing.data ? html`<${Alert} color="warning" live><p class="ds-paragraph">${t("allocation.replaces_note")} <${PageLink} to=${{ id: standing.data.allocation_id, gor: null, utkast: null }}>
        ${productName(names, form.product)}, ${weekText(form.week, { year: true })}, ${standing.data.reference_number}<//></p><//>` : null}
      <${Supply} form=${form} set=${set} fault=${fault} />
      <${SecondDoses} names=${names} form=${form} set=${set} fault=${fault} />
      <${Checkbox} id=${`${PREFIX}minimum`} label=${t("allocation.minimum")} description=${t("allocation.minimum_help")} checked=${form.minimum_one_pack}
        onChange=${(/** @type {boolean} */ minimum_one_pack) => set({ minimum_one_pack })} />
      <${Limits} names=${names} form=${form} set=${set} fault=${fault} />
      <div class="actions">
        <${Button} type="submit" busy=${busy}>${t("allocation.compute")}<//>
        <${Button} variant="tertiary" onClick=${() => (onSaved ? onSaved() : setQuery({ gor: null }))}>${t("cancel")}<//>
      </div>
    </form>`;
}

/** @typedef {{ form: Form, set: (changes: Partial<Form>) => void, fault: (name: string) => string | null }} Part */

/** @param {Part} properties */
const Supply = ({ form, set, fault }) => html`
  <${SelectField} id=${`${PREFIX}source`} label=${t("allocation.comes_from")} value=${form.source} width="long" error=${fault("source")} description=${t(`allocation.source_help.${form.source}`)}
    options=${SOURCES.map((value) => ({ value, label: t(`allocation.source.${value}`) }))} onChange=${(/** @type {any} */ source) => set({ source })} />
  ${form.source === "manual" ? html`<div class="form-grid">
    <${TextField} id=${`${PREFIX}doses`} label=${t("vaccine.doses_column")} value=${form.doses} width="short" inputmode="numeric" autocomplete="off" error=${fault("doses")} onInput=${(/** @type {string} */ doses) => set({ doses })} />
    <${TextField} id=${`${PREFIX}source_text`} label=${t("document.source")} description=${t("document.source_help")} value=${form.source_text} error=${fault("source_text")} autocomplete="off"
      onInput=${(/** @type {string} */ source_text) => set({ source_text })} />
  </div>` : null}`;

/** @template {{ county: string }} T @param {T[]} rows @param {number} at @param {Partial<T>} changes */
const changed = (rows, at, changes) => rows.map((row, index) => (index === at ? { ...row, ...changes } : row));

/** A region to choose. @param {{ id: string, names: Names, value: string, error: string | null, onChange: (county: string) => void }} properties */
const RegionField = ({ id, names, ...rest }) => html`<${SelectField} id=${id} label=${t("vaccine.region")} ...${rest}
  options=${[{ value: "", label: t("allocation.choose_region") }, ...areaOptions(names, { nation: false })]} />`;

/** @param {Part & { names: Names }} properties */
const SecondDoses = ({ names, form, set, fault }) => html`<fieldset class="stack"><legend>${t("allocation.seconds")}</legend>
  <${SelectField} id=${`${PREFIX}second_doses`} label=${t("allocation.seconds_how")} value=${form.second_doses} width="long" description=${t(`allocation.seconds_help.${form.second_doses}`)}
    options=${SECONDS.map((value) => ({ value, label: t(`allocation.seconds.${value}`) }))}
    onChange=${(/** @type {any} */ second_doses) => set({ second_doses, seconds: second_doses === "given" && form.seconds.length === 0 ? [{ county: "", packs: "" }] : form.seconds })} />
  ${form.second_doses === "given" ? html`${form.seconds.map((row, at) => html`<div key=${at} class="row-fields">
      <${RegionField} id=${`${PREFIX}seconds-${at}`} names=${names} value=${row.county} error=${fault(`seconds-${at}`)} onChange=${(/** @type {string} */ county) => set({ seconds: changed(form.seconds, at, { county }) })} />
      <${TextField} id=${`${PREFIX}seconds-${at}-packs`} label=${t("allocation.packs")} value=${row.packs} width="short" inputmode="numeric" autocomplete="off" onInput=${(/** @type {string} */ packs) => set({ seconds: changed(form.seconds, at, { packs }) })} />
      <${Button} variant="tertiary" size="sm" aria-label=${t("allocation.remove_row", { n: at + 1 })} onClick=${() => set({ seconds: form.seconds.filter((_, index) => index !== at) })}>${t("finish.remove")}<//>
    </div>`)}
    <div class="actions"><${Button} variant="secondary" size="sm" onClick=${() => set({ seconds: [...form.seconds, { county: "", packs: "" }] })}>${t("allocation.add_second")}<//></div>` : null}
</fieldset>`;

/** @param {Part & { names: Names }} properties */
const Limits = ({ names, form, set, fault }) => html`<fieldset class="stack"><legend>${t("allocation.limits")}</legend>
  <p class="field-description">${t("allocation.limits_help")}</p>
  ${form.limits.map((row, at) => html`<div key=${at} class="row-fields">
    <${RegionField} id=${`${PREFIX}limits-${at}`} names=${names} value=${row.county} error=${fault(`limits-${at}`)} onChange=${(/** @type {string} */ county) => set({ limits: changed(form.limits, at, { county }) })} />
    <${TextField} id=${`${PREFIX}limits-${at}-packs`} label=${t("allocation.limit_packs")} value=${row.maximum_packs} width="short" inputmode="numeric" autocomplete="off" onInput=${(/** @type {string} */ maximum_packs) => set({ limits: changed(form.limits, at, { maximum_packs }) })} />
    <${SelectField} id=${`${PREFIX}limits-${at}-mode`} label=${t("allocation.limit_mode")} value=${row.mode} options=${MODES.map((value) => ({ value, label: t(`allocation.mode.${value}`) }))} onChange=${(/** @type {string} */ mode) => set({ limits: changed(form.limits, at, { mode }) })} />
    <${TextField} id=${`${PREFIX}limits-${at}-reason`} label=${t("document.reason")} value=${row.reason} autocomplete="off" onInput=${(/** @type {string} */ reason) => set({ limits: changed(form.limits, at, { reason }) })} />
    <${Button} variant="tertiary" size="sm" aria-label=${t("allocation.remove_row", { n: at + 1 })} onClick=${() => set({ limits: form.limits.filter((_, index) => index !== at) })}>${t("finish.remove")}<//>
  </div>`)}
  <div class="actions"><${Button} variant="secondary" size="sm" onClick=${() => set({ limits: [...form.limits, { county: "", maximum_packs: "", mode: "defer", reason: "" }] })}>${t("allocation.add_limit")}<//></div>
</fieldset>`;
