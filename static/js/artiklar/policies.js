/** Dated decisions on limits, times and the rules of redistribution: those in force, earlier ones, and a new one. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { getAll, newKey, post } from "../lib/api.js";
import * as format from "../lib/format.js";
import { formErrors, isDay, wholeNumber } from "../lib/form.js";
import { locale, t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { readNumber } from "../lib/number.js";
import { can, instance, session } from "../lib/session.js";
import { Button, Checkbox, Dialog, Empty, ErrorSummary, Loading, Problem, TextField } from "../lib/ui.js";

const PREFIX = "policy-";

/** The settings by heading: name and how it is written. */
/** @type {[string, [string, string][]][]} */
const SETTINGS = [
  ["limits", [["acute_below_days", "days"], ["red_below_days", "days"], ["yellow_below_days", "days"], ["grey_after_days", "days"]]],
  ["times", [["due_hours", "hours"], ["lock_hours", "hours"]]],
  ["redistribution", [["target_days", "days"], ["safety_days", "days"], ["minimum_packs_per_lane", ""], ["minimum_gain_days", "days"],
    ["maximum_counterparties", ""], ["stability_weeks", ""]]],
];
const NUMBERS = SETTINGS.flatMap(([, settings]) => settings.map(([name]) => name));

/** Least and most hours, as the server takes them: counted from Monday 00.00 of the week that the report is about. */
const HOURS = /** @type {Record<string, [number, number]>} */ ({ due_hours: [24, 336], lock_hours: [24, 504] });

/** "måndag kl. 12.00 veckan efter". @param {number} hours from Monday 00.00 of the reported week */
export function hoursText(hours) {
  const days = Math.floor(hours / 24);
  const monday = Date.UTC(2020, 0, 6);
  const weekday = new Intl.DateTimeFormat(locale(), { weekday: "long", timeZone: "UTC" }).format(new Date(monday + days * 86_400_000));
  return t(`policy.moment.${Math.floor(days / 7)}`, { weekday, time: `${String(hours % 24).padStart(2, "0")}.00` });
}

/** @param {number} value @param {string} unit */
function valueText(value, unit) {
  if (!unit) return format.number(value, 2);
  const text = t(`policy.${unit}`, { n: value });
  return unit === "hours" ? `${hoursText(value)} (${text})` : text;
}

/** What stands under a setting's field: of hours, which moment it is. @param {string} name @param {string} text */
function settingHelp(name, text) {
  if (!HOURS[name]) return null;
  const hours = wholeNumber(text);
  return hours === null || !inRange(name, hours) ? t("policy.hours_from") : `= ${hoursText(hours)}`;
}

/** @param {string} name @param {number} value */
const inRange = (name, value) => !HOURS[name] || (value >= HOURS[name][0] && value <= HOURS[name][1]);

/** @param {{ policy: any }} properties */
const PolicyCard = ({ policy }) => html`<section class="panel stack">
  <h3 class="ds-heading" data-size="2xs">
    ${t(policy.owner === "00" ? "policy.of_nation" : "policy.of_county")}
    ${" "}<span class="muted">${t("artiklar.valid_from").toLowerCase()} ${policy.valid_from}</span>
    ${policy.in_force ? html` <span class="ds-tag" data-color="success">${t("policy.in_force")}</span>` : null}
  </h3>
  <dl class="facts">
    ${SETTINGS.flatMap(([, settings]) => settings).map(([name, unit]) => html`
      <dt key=${name}>${t(`policy.${name}`)}</dt><dd class="figures">${valueText(policy[name], unit)}</dd>`)}
    <dt>${t("policy.strict_rule")}</dt><dd>${t(policy.strict_rule ? "yes" : "no")}</dd>
    <dt>${t("policy.decision")}</dt><dd>${policy.decision || "–"}</dd>
  </dl>
  <p class="muted small">${policy.created_at.startsWith("1970-") ? t("policy.by_default") : t("policy.by", { at: format.moment(policy.created_at), name: policy.created_by_name || t("system") })}</p>
</section>`;

/** @param {any} base the policy to start from, or null */
function formOf(base) {
  /** @type {Record<string, any>} */
  const form = { valid_from: instance.value?.today ?? "", strict_rule: base?.strict_rule ?? false, decision: "" };
  for (const name of NUMBERS) form[name] = base ? format.number(base[name], 2) : "";
  return form;
}

/** @param {string} name @param {string} text */
function readSetting(name, text) {
  if (name !== "minimum_gain_days") return wholeNumber(text);
  const reading = readNumber(text);
  return reading.kind === "number" && reading.value >= 0 ? reading.value : null;
}

/** @param {Record<string, any>} form */
function faultsOf(form) {
  const faults = NUMBERS.filter((name) => readSetting(name, form[name]) === null)
    .map((name) => ({ id: `${PREFIX}${name}`, message: `${t(`policy.${name}`)}: ${t("artiklar.not_number")}` }));
  for (const [name, [least, most]] of Object.entries(HOURS)) {
    const hours = wholeNumber(form[name]);
    if (hours !== null && !inRange(name, hours)) {
      faults.push({ id: `${PREFIX}${name}`, message: t("policy.hours_range", {
        name: t(`policy.${name}`), least, most, from: hoursText(least), to: hoursText(most),
      }) });
    }
  }
  if ((wholeNumber(form.lock_hours) ?? 0) < (wholeNumber(form.due_hours) ?? 0)) {
    faults.push({ id: `${PREFIX}lock_hours`, message: t("policy.lock_before_due") });
  }
  if (!isDay(form.valid_from)) faults.push({ id: `${PREFIX}valid_from`, message: t("artiklar.not_date") });
  if (form.decision.trim() === "") faults.push({ id: `${PREFIX}decision`, message: t("policy.missing_decision") });
  const [acute, red, yellow] = ["acute", "red", "yellow"].map((name) => wholeNumber(form[`${name}_below_days`]) ?? 0);
  if (faults.length === 0 && !(Number(acute) <= Number(red) && Number(red) <= Number(yellow))) {
    faults.push({ id: `${PREFIX}acute_below_days`, message: t("policy.order") });
  }
  return faults;
}

/** @param {{ county: string, base: any, onClose: () => void, onSaved: () => void }} properties */
function PolicyForm({ county, base, onClose, onSaved }) {
  const [form, setForm] = useState(() => formOf(base));
  const [faults, setFaults] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [key] = useState(newKey);
  const { run, busy, error } = useAction();
  const refused = formErrors(error, { prefix: PREFIX });
  const errors = faults.length > 0 ? faults : refused;
  /** @param {string} name */
  const fault = (name) => errors.find((one) => one.id === `${PREFIX}${name}`)?.message ?? null;
  /** @param {string} name @param {Record<string, any>} [more] */
  const text = (name, more = {}) => html`<${TextField} key=${name} id=${`${PREFIX}${name}`} label=${t(`policy.${name}`)} value=${form[name]}
    error=${fault(name)} onInput=${(/** @type {string} */ value) => setForm({ ...form, [name]: value })} ...${more} />`;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    const found = faultsOf(form);
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const numbers = Object.fromEntries(NUMBERS.map((name) => [name, readSetting(name, form[name])]));
    const body = { ...numbers, strict_rule: form.strict_rule, decision: form.decision.trim(), valid_from: form.valid_from };
    if (!(await run(() => post(`/counties/${county}/ppe-policies`, body, { key })))) return;
    notify(t("policy.saved", { date: format.date(form.valid_from) }));
    onSaved();
  };
  return html`<${Dialog} title=${t("policy.add")} onClose=${onClose} wide>
    <form class="stack" onSubmit=${save} novalidate>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${error && refused.length === 0 ? html`<${Problem} error=${error} />` : null}
      ${SETTINGS.map(([heading, settings]) => html`<fieldset key=${heading} class="stack">
        <legend>${t(`policy.${heading}`)}</legend>
        <div class="form-grid">${settings.map(([name]) => text(name, { width: "short", description: settingHelp(name, form[name]), inputmode: name === "minimum_gain_days" ? "decimal" : "numeric" }))}</div>
      </fieldset>`)}
      <${Checkbox} id=${`${PREFIX}strict_rule`} label=${t("policy.strict_rule")} checked=${form.strict_rule}
        onChange=${(/** @type {boolean} */ strict_rule) => setForm({ ...form, strict_rule })} />
      <div class="form-grid">
        ${text("valid_from", { label: t("artiklar.valid_from"), description: "2020-04-27", width: "medium" })}
        ${text("decision", { description: t("policy.decision_help") })}
      </div>
      <div class="actions">
        <${Button} type="submit" busy=${busy}>${t("save")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
      </div>
    </form>
  <//>`;
}

/** @param {{ county: string }} properties */
export function Policies({ county }) {
  const policies = useLoad((signal) => getAll(`/counties/${county}/ppe-policies`, { signal }), [county]);
  const [open, setOpen] = useState(false);
  const mayWrite = can("policy.write") && (county !== "00" || session.value?.organisation.area_code === "00");
  const list = policies.data ?? [];
  return html`<section class="stack" aria-labelledby="policies">
    <div class="page-head">
      <div class="page-head-text">
        <h2 class="ds-heading" data-size="sm" id="policies">${t("policy.title")}</h2>
        <p class="lead">${t("policy.lead")}</p>
      </div>
      ${mayWrite ? html`<div class="page-actions"><${Button} variant="secondary" onClick=${() => setOpen(true)}>${t("policy.add")}<//></div>` : null}
    </div>
    ${policies.error ? html`<${Problem} error=${policies.error} retry=${policies.reload} />` : null}
    ${policies.loading && !policies.data ? html`<${Loading} />` : null}
    ${policies.data && list.length === 0 ? html`<${Empty} title=${t("policy.none")}>${t("policy.none_more")}<//>` : null}
    <div class="policies">${list.map((policy) => html`<${PolicyCard} key=${`${policy.owner}/${policy.valid_from}/${policy.created_at}`} policy=${policy} />`)}</div>
    ${open ? html`<${PolicyForm} county=${county} base=${list.find((policy) => policy.in_force) ?? list[0] ?? null}
      onClose=${() => setOpen(false)} onSaved=${() => { setOpen(false); policies.reload(); }} />` : null}
  </section>`;
}
