/** A new version of the goal, with where it is written and since when it was known. */
import { html, useState } from "../../vendor/preact.js";
import { post } from "../lib/api.js";
import { DialogForm, useDialogForm } from "../lib/dialog-form.js";
import { isDay, wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { readNumber } from "../lib/number.js";
import { instance } from "../lib/session.js";
import { TextField } from "../lib/ui.js";

const PREFIX = "goal-";
const FIELDS = ["goal_date", "population_date", "age_from", "age_to", "doses_per_person", "one_dose_persons", "coverage_permille", "source", "issued_at", "known_at"];

/** 80,5 per cent as 805, or null. @param {string} text */
export function permilleOf(text) {
  const read = readNumber(text.replace("%", ""));
  if (read.kind !== "number" || read.value < 0 || read.value > 100) return null;
  const permille = Math.round(read.value * 10);
  return Math.abs(permille - read.value * 10) < 1e-9 ? permille : null;
}

/** @param {import("./page.js").Goal | null} latest */
const begun = (latest) => ({
  goal_date: "", population_date: latest?.population_date ?? "2020-12-31", age_from: String(latest?.age_from ?? 18), age_to: latest?.age_to === null || !latest ? "" : String(latest.age_to),
  doses_per_person: String(latest?.doses_per_person ?? 2), one_dose_persons: String(latest?.one_dose_persons ?? 0), coverage_permille: latest ? String(latest.coverage_permille / 10).replace(".", ",") : "",
  source: "", issued_at: instance.value?.today ?? "", known_at: "",
});

/** @param {{ latest: import("./page.js").Goal | null, onClose: () => void, onSaved: () => void }} properties */
export function GoalForm({ latest, onClose, onSaved }) {
  const [form, setForm] = useState(() => begun(latest));
  const faults = () => /** @type {[string, boolean, string][]} */ ([
    ["goal_date", isDay(form.goal_date.trim()), t("known.not_day")],
    ["population_date", isDay(form.population_date.trim()), t("known.not_day")],
    ["age_from", wholeNumber(form.age_from) !== null, t("goal.not_age")],
    ["age_to", form.age_to.trim() === "" || wholeNumber(form.age_to) !== null, t("goal.not_age")],
    ["doses_per_person", wholeNumber(form.doses_per_person, 1) !== null, t("vaccine.not_whole")],
    ["one_dose_persons", wholeNumber(form.one_dose_persons) !== null, t("vaccine.not_whole")],
    ["coverage_permille", permilleOf(form.coverage_permille) !== null, t("goal.not_coverage")],
    ["source", form.source.trim() !== "", t("form.required", { field: t("goal.source").toLowerCase() })],
    ["issued_at", isDay(form.issued_at.trim()), t("known.not_day")],
    ["known_at", form.known_at.trim() === "" || isDay(form.known_at.trim()), t("known.not_day")],
  ]).filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message }));
  const send = (/** @type {string} */ key) => post("/vaccine/goals", {
    goal_date: form.goal_date.trim(), population_date: form.population_date.trim(), age_from: wholeNumber(form.age_from), age_to: wholeNumber(form.age_to),
    doses_per_person: wholeNumber(form.doses_per_person), one_dose_persons: wholeNumber(form.one_dose_persons), coverage_permille: permilleOf(form.coverage_permille),
    source: form.source.trim(), issued_at: form.issued_at.trim(), known_at: form.known_at.trim() || null,
  }, { key });
  const dialog = useDialogForm({ faults, send, prefix: PREFIX, fields: FIELDS, onSaved });
  /** @param {keyof ReturnType<typeof begun>} name @param {string} label @param {Record<string, any>} [more] */
  const field = (name, label, more = {}) => html`<${TextField} key=${name} id=${`${PREFIX}${name}`} label=${t(label)} value=${form[name]} width="short" autocomplete="off"
    error=${dialog.fault(name)} onInput=${(/** @type {string} */ text) => setForm({ ...form, [name]: text })} ...${more} />`;
  const day = { placeholder: t("known.form"), inputmode: "numeric" };
  const whole = { inputmode: "numeric" };
  return html`<${DialogForm} title=${t("goal.new")} errors=${dialog.errors} error=${dialog.error} round=${dialog.round} busy=${dialog.busy} save=${dialog.save} onClose=${onClose}>
    <p class="muted">${t("goal.new_lead")}</p>
    <div class="form-grid">
      ${field("goal_date", "goal.date", day)}
      ${field("population_date", "goal.population_date", { ...day, description: t("goal.population_help") })}
      ${field("age_from", "goal.age_from", whole)}
      ${field("age_to", "goal.age_to", { ...whole, optional: true, description: t("goal.age_to_help") })}
      ${field("doses_per_person", "goal.doses_per_person", whole)}
      ${field("one_dose_persons", "goal.one_dose_persons", whole)}
      ${field("coverage_permille", "goal.coverage_percent", { inputmode: "decimal", description: t("goal.coverage_help") })}
      ${field("source", "goal.source", { width: "long", description: t("document.source_help") })}
      ${field("issued_at", "document.issued_at", day)}
      ${field("known_at", "document.known_at", { ...day, optional: true, description: t("document.known_at_help") })}
    </div>
  <//>`;
}
