/** The trial: the key in force against the proposed one for every region, before anything is decided. */
import { html, useState } from "../../vendor/preact.js";
import { announce } from "../lib/announce.js";
import { post } from "../lib/api.js";
import { formErrors, isDay, wholeNumber } from "../lib/form.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { query } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { Alert, Button, ErrorSummary, PageHead, Problem, SelectField, TextField } from "../lib/ui.js";
import { WeekField, productName, productOptions } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";
import { DecideKey } from "./decide.js";
import { lastYearEnd } from "./fields.js";
import { BackLink } from "./key.js";
import { SimulationResult } from "./simulation-result.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./lists.js").Key} Key */

const FIELDS = ["product", "first_week", "weeks", "age_from", "age_to", "population_date"];
const MOST_WEEKS = 26;
const USUAL_WEEKS = 8;
const ADULT = "18";

/** @param {{ names: Names, subject: Key, onDecided: () => void }} properties */
export function Simulation({ names, subject, onDecided }) {
  const [form, setForm] = useState(() => ({
    product: subject.product ?? query.value.get("vaccin") ?? names.products.find((one) => one.usable)?.code ?? names.products[0]?.code ?? "",
    first_week: addWeeks(instance.value?.week ?? "2021-W01", 1), // the present week is decided already, as a rule
    weeks: String(USUAL_WEEKS), age_from: String(subject.age_from ?? ADULT), age_to: subject.age_to === null ? "" : String(subject.age_to),
    population_date: subject.population_date ?? lastYearEnd(),
  }));
  const set = (/** @type {Partial<typeof form>} */ changes) => setForm({ ...form, ...changes });
  const [result, setResult] = useState(/** @type {any} */ (null));
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const { run, busy, error } = useAction();
  const errors = found.length > 0 ? found : formErrors(error, { fields: FIELDS });
  const fault = (/** @type {string} */ name) => errors.find((one) => one.id === name)?.message ?? null;
  const ageFrom = wholeNumber(form.age_from);
  const ageTo = form.age_to.trim() === "" ? null : wholeNumber(form.age_to);
  const weeks = wholeNumber(form.weeks, 1);

  /** @param {Event} event */
  const simulate = async (event) => {
    event.preventDefault();
    /** @type {[string, boolean, string][]} */
    const checks = [
      ["weeks", weeks !== null && weeks <= MOST_WEEKS, t("simulation.not_weeks", { n: MOST_WEEKS })],
      ["age_from", ageFrom !== null, t("vaccine.not_whole")],
      ["age_to", form.age_to.trim() === "" || (ageTo !== null && ageTo >= (ageFrom ?? 0)), t("key.not_age_to")],
      ["population_date", isDay(form.population_date), t("known.not_day")],
    ];
    const wrong = checks.filter(([, holds]) => !holds).map(([id, , message]) => ({ id, message }));
    setFound(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const body = { key_id: subject.key_id, product: form.product, first_week: form.first_week, weeks, age_from: ageFrom, age_to: ageTo, population_date: form.population_date };
    const answer = await run(async () => (await post("/vaccine/key-simulations", body)).data);
    setResult(answer);
    if (answer) announce(t("simulation.ready"));
  };
  /** @param {"weeks" | "age_from" | "age_to" | "population_date"} name @param {string} label @param {Record<string, any>} [more] */
  const text = (name, label, more = {}) => html`<${TextField} id=${name} label=${label} value=${form[name]} width="short" error=${fault(name)} autocomplete="off"
    inputmode="numeric" onInput=${(/** @type {string} */ value) => set({ [name]: value })} ...${more} />`;
  return html`
    <${BackLink} to=${{ gor: null }}>${subject.name}<//>
    <${PageHead} title=${t("simulation.title", { name: subject.name })} lead=${t("simulation.lead")}>
      ${result ? html`<${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>` : null}
    <//>
    <form class="stack no-print" onSubmit=${simulate} novalidate>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
      <div class="fields vaccine-filters">
        <${SelectField} id="product" label=${t("vaccine.product")} value=${form.product} error=${fault("product")} options=${productOptions(names)} onChange=${(/** @type {string} */ product) => set({ product })} />
        <${WeekField} id="first_week" label=${t("vaccine.first_week")} value=${form.first_week} error=${fault("first_week")} onChange=${(/** @type {string} */ first_week) => set({ first_week })} />
        ${text("weeks", t("vaccine.week_count"))}
      </div>
      <fieldset class="fields"><legend>${t("simulation.target_group")}</legend>
        ${text("age_from", t("key.field.age_from"))}
        ${text("age_to", t("key.field.age_to"), { optional: true })}
        ${text("population_date", t("key.population_date"), { placeholder: t("known.form") })}
      </fieldset>
      <div class="actions"><${Button} type="submit" busy=${busy}>${t("simulation.run")}<//></div>
    </form>
    ${result ? html`
      <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
      <${SimulationResult} names=${names} result=${result} product=${productName(names, result.product)} />
      ${can("key.decide") ? html`<${DecideKey} key=${`${result.product}/${form.first_week}`} names=${names} subject=${subject} product=${result.product} week=${form.first_week} onDecided=${onDecided} />` : null}`
      : html`<${Alert}><p class="ds-paragraph">${t("simulation.before")}</p><//>`}`;
}
