/** A new key: of a population band, by hand, or so that all regions finish together. It is reckoned and shown before it is saved. */
import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { post } from "../lib/api.js";
import { useOnce } from "../lib/dialog-form.js";
import { isDay, wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { setQuery } from "../lib/query.js";
import { Button, ErrorSummary, PageHead, Problem, SelectField, TextField } from "../lib/ui.js";
import { lastYearEnd, upperAge } from "./fields.js";
import { FinishFields, finishBody, finishFaults, newFinish } from "./finish.js";
import { BackLink } from "./key.js";
import { WeightTable } from "./lists.js";
import { WeightFields, weightFaults, weightsOf } from "./weights.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */

export const PREFIX = "key-";
const BASES = /** @type {const} */ (["population", "manual", "equal_finish"]);
const PLAIN_FIELDS = ["name", "source", "population_date", "age_from", "age_to", "product", "target_permille"];

/** @param {Names} names */
const newForm = (names) => ({
  basis: "population", name: "", source: "", population_date: lastYearEnd(), age_from: "18", age_to: "",
  weights: /** @type {Record<string, string>} */ ({}), ...newFinish(names),
});

/** @typedef {ReturnType<typeof newForm>} Form */

/** @param {Form} form @param {Names} names */
function faultsOf(form, names) {
  const byPopulation = form.basis !== "manual";
  /** @type {[string, boolean, string][]} */
  const checks = [
    ["name", form.name.trim() !== "", t("form.required", { field: t("key.name").toLowerCase() })],
    ["source", form.source.trim() !== "", t("form.required", { field: t("key.source").toLowerCase() })],
    ["population_date", !byPopulation || isDay(form.population_date), t("known.not_day")],
    ["age_from", form.basis !== "population" || wholeNumber(form.age_from) !== null, t("vaccine.not_whole")],
    ["age_to", form.basis !== "population" || form.age_to.trim() === "" || (upperAge(form.age_to) ?? -1) >= (wholeNumber(form.age_from) ?? 0), t("key.not_age_to")],
  ];
  return [
    ...checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message })),
    ...(form.basis === "manual" ? weightFaults(form.weights, names, PREFIX) : []),
    ...(form.basis === "equal_finish" ? finishFaults(form, names, PREFIX) : []),
  ];
}

/** @param {Form} form @param {Names} names */
function bodyOf(form, names) {
  const common = { name: form.name.trim(), basis: form.basis, source: form.source.trim() };
  if (form.basis === "manual") return { ...common, weights: weightsOf(form.weights, names) };
  if (form.basis === "equal_finish") return { ...common, population_date: form.population_date, ...finishBody(form, names) };
  return { ...common, population_date: form.population_date, age_from: wholeNumber(form.age_from), age_to: upperAge(form.age_to) };
}

/** From the server's pointers to fields. @param {any} error @param {Names} names */
function errorsOf(error, names) {
  if (!error || !Array.isArray(error.errors)) return [];
  return error.errors.map((/** @type {import("../lib/api.js").Violation} */ violation) => {
    const [, name = "", row = ""] = violation.pointer.split("/");
    if (name === "weights" && row !== "") return { id: `${PREFIX}weight-${names.regions[Number(row)]?.code}`, message: violation.message };
    if ((name === "groups" || name === "supplies") && row !== "") return { id: `${PREFIX}${name}-${row}`, message: t("document.row", { n: Number(row) + 1, message: violation.message }) };
    return { id: PLAIN_FIELDS.includes(name) ? `${PREFIX}${name}` : null, message: violation.message };
  });
}

/** @param {{ names: Names }} properties */
export function NewKey({ names }) {
  const [form, setForm] = useState(() => newForm(names));
  const [tried, setTried] = useState(/** @type {any} */ (null));
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const { run, busy, error } = useAction();
  const once = useOnce();
  const errors = found.length > 0 ? found : errorsOf(error, names);
  const fault = (/** @type {string} */ name) => errors.find((/** @type {any} */ one) => one.id === `${PREFIX}${name}`)?.message ?? null;
  const set = (/** @type {Partial<Form>} */ changes) => {
    setForm((old) => ({ ...old, ...changes }));
    setTried(null); // what was reckoned was of something else
  };
  /** @param {Event} event */
  const reckon = async (event) => {
    event.preventDefault();
    const wrong = faultsOf(form, names);
    setFound(wrong);
    setRound(round + 1);
    setTried(null);
    if (wrong.length > 0) return;
    setTried((await run(() => post("/vaccine/keys", bodyOf(form, names), { query: { dry_run: "true" } })))?.data ?? null);
  };
  const save = async () => {
    const answer = await run(() => once((key) => post("/vaccine/keys", bodyOf(form, names), { key })));
    if (!answer) return;
    notify(t("key.saved", { name: answer.data.name }));
    setQuery({ gor: null, nyckel: answer.data.key_id });
  };
  /** @param {"name" | "source" | "population_date" | "age_from" | "age_to"} name @param {string} label @param {Record<string, any>} [more] */
  const text = (name, label, more = {}) => html`<${TextField} id=${`${PREFIX}${name}`} label=${label} value=${form[name]} error=${fault(name)} autocomplete="off"
    onInput=${(/** @type {string} */ value) => set({ [name]: value })} ...${more} />`;
  return html`
    <${BackLink} />
    <${PageHead} title=${t("key.new")} lead=${t("key.new_lead")} />
    <form class="stack" onSubmit=${reckon} novalidate>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
      <div class="form-grid">${text("name", t("key.name"))}${text("source", t("key.source"), { description: t("document.source_help") })}</div>
      <${SelectField} id=${`${PREFIX}basis`} label=${t("key.basis")} value=${form.basis} width="long" description=${t(`key.basis_help.${form.basis}`)}
        options=${BASES.map((value) => ({ value, label: t(`key.basis.${value}`) }))} onChange=${(/** @type {string} */ basis) => set({ basis })} />
      ${form.basis === "manual" ? html`<${WeightFields} names=${names} weights=${form.weights} prefix=${PREFIX} fault=${fault}
          onChange=${(/** @type {Record<string, string>} */ weights) => set({ weights })} />`
        : html`<div class="fields">
          ${text("population_date", t("key.population_date"), { width: "short", placeholder: t("known.form"), inputmode: "numeric" })}
          ${form.basis === "population" ? html`${text("age_from", t("key.field.age_from"), { width: "short", inputmode: "numeric" })}
            ${text("age_to", t("key.field.age_to"), { width: "short", inputmode: "numeric", optional: true })}` : null}
        </div>`}
      ${form.basis === "equal_finish" ? html`<${FinishFields} names=${names} form=${form} set=${set} prefix=${PREFIX} fault=${fault} />` : null}
      <div class="actions">
        <${Button} type="submit" variant=${tried ? "secondary" : "primary"} busy=${busy && !tried}>${t("key.reckon")}<//>
        <${Button} variant="tertiary" onClick=${() => setQuery({ gor: null })}>${t("cancel")}<//>
      </div>
    </form>
    ${tried ? html`<${Tried} names=${names} tried=${tried} busy=${busy} onSave=${save} />` : null}`;
}

/** What would be saved. @param {{ names: Names, tried: any, busy: boolean, onSave: () => void }} properties */
function Tried({ names, tried, busy, onSave }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  return html`<section class="stack">
    <h2 class="ds-heading" data-size="xs" ref=${heading} tabindex="-1">${t("key.tried", { name: tried.name })}</h2>
    <p>${t("key.tried_lead")}</p>
    <div class="weights"><${WeightTable} names=${names} weights=${tried.weights} total=${tried.total_weight} /></div>
    <div class="actions"><${Button} busy=${busy} onClick=${onSave}>${t("key.save")}<//></div>
  </section>`;
}
