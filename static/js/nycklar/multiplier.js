/** A decided deviation from the key for one region and some weeks. */
import { html, useState } from "../../vendor/preact.js";
import { post } from "../lib/api.js";
import { DECISION_FIELDS, DecisionFields, decisionBody, decisionFaults, newDecision } from "../lib/decision-fields.js";
import { DialogForm, useDialogForm } from "../lib/dialog-form.js";
import { wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { instance } from "../lib/session.js";
import { SelectField, TextField } from "../lib/ui.js";
import { WeekField, areaOptions, productOptions } from "../lib/vaccine.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */

const PREFIX = "multiplier-";
const FIELDS = ["county", "product", "numerator", "denominator", "first_week", "last_week", "repay", ...DECISION_FIELDS];
const MOST = 1000;

/** @param {{ names: Names, onClose: () => void, onSaved: () => void }} properties */
export function MultiplierForm({ names, onClose, onSaved }) {
  const week = instance.value?.week ?? "2021-W01";
  const [form, setForm] = useState(() => ({
    county: "", product: "", numerator: "", denominator: "", first_week: week, last_week: week, repay: "1", ...newDecision(),
  }));
  const set = (/** @type {Partial<typeof form>} */ changes) => setForm((old) => ({ ...old, ...changes }));
  const numerator = wholeNumber(form.numerator);
  const denominator = wholeNumber(form.denominator, 1);
  const faults = () => {
    /** @type {[string, boolean, string][]} */
    const checks = [
      ["county", form.county !== "", t("form.required", { field: t("vaccine.region").toLowerCase() })],
      ["numerator", numerator !== null && numerator <= MOST, t("multiplier.not_numerator")],
      ["denominator", denominator !== null && denominator <= MOST, t("multiplier.not_denominator")],
      ["last_week", form.last_week >= form.first_week, t("key.last_before_first")],
    ];
    return [...checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message })), ...decisionFaults(form, PREFIX)];
  };
  const frame = useDialogForm({
    faults, prefix: PREFIX, fields: FIELDS, onSaved,
    send: (key) => post("/vaccine/key-multipliers", {
      county: form.county, product: form.product || null, numerator, denominator, first_week: form.first_week, last_week: form.last_week,
      repay: Number(form.repay), ...decisionBody(form),
    }, { key }),
  });
  /** @param {"numerator" | "denominator"} name */
  const part = (name) => html`<${TextField} id=${`${PREFIX}${name}`} label=${t(`multiplier.${name}`)} value=${form[name]} width="short" inputmode="numeric"
    autocomplete="off" error=${frame.fault(name)} onInput=${(/** @type {string} */ value) => set({ [name]: value })} />`;
  return html`<${DialogForm} ...${frame} title=${t("multiplier.new")} onClose=${onClose}>
    <p class="ds-paragraph">${t("multiplier.help")}</p>
    <div class="form-grid">
      <${SelectField} id=${`${PREFIX}county`} label=${t("vaccine.region")} value=${form.county} error=${frame.fault("county")}
        options=${[{ value: "", label: t("allocation.choose_region") }, ...areaOptions(names, { nation: false })]} onChange=${(/** @type {string} */ county) => set({ county })} />
      <${SelectField} id=${`${PREFIX}product`} label=${t("vaccine.product")} value=${form.product} error=${frame.fault("product")}
        options=${[{ value: "", label: t("vaccine.all_products") }, ...productOptions(names)]} onChange=${(/** @type {string} */ product) => set({ product })} />
    </div>
    <div class="form-grid">${part("numerator")}${part("denominator")}</div>
    ${numerator !== null && denominator !== null ? html`<p role="status">${t("multiplier.means", { numerator, denominator })}</p>` : null}
    <div class="form-grid">
      <${WeekField} id=${`${PREFIX}first_week`} label=${t("vaccine.first_week")} value=${form.first_week} error=${frame.fault("first_week")} onChange=${(/** @type {string} */ first_week) => set({ first_week })} />
      <${WeekField} id=${`${PREFIX}last_week`} label=${t("key.last_week")} value=${form.last_week} error=${frame.fault("last_week")} onChange=${(/** @type {string} */ last_week) => set({ last_week })} />
    </div>
    <${SelectField} id=${`${PREFIX}repay`} label=${t("multiplier.repay")} value=${form.repay} width="long" description=${t("multiplier.repay_help")}
      options=${[{ value: "1", label: t("multiplier.repay_yes") }, { value: "0", label: t("multiplier.repay_no") }]} onChange=${(/** @type {string} */ repay) => set({ repay })} />
    <${DecisionFields} form=${form} set=${set} prefix=${PREFIX} fault=${frame.fault} />
  <//>`;
}
