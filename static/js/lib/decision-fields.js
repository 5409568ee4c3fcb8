/**
 * The fields of every decision: reference number, who decides, and why.
 */
import { html } from "../../vendor/preact.js";
import { t } from "./i18n.js";
import { Field, TextField } from "./ui.js";

/** @typedef {{ reference_number: string, decision_maker: string, grounds: string }} DecisionForm */

export const DECISION_FIELDS = ["reference_number", "decision_maker", "grounds"];

/** @returns {DecisionForm} */
export const newDecision = () => ({ reference_number: "", decision_maker: "", grounds: "" });

/** @param {DecisionForm} form */
export const decisionBody = (form) => ({
  reference_number: form.reference_number.trim(), decision_maker: form.decision_maker.trim(), grounds: form.grounds.trim(),
});

/** @param {DecisionForm} form @param {string} prefix of the fields' ids */
export const decisionFaults = (form, prefix) => DECISION_FIELDS
  .filter((name) => form[/** @type {keyof DecisionForm} */ (name)].trim() === "")
  .map((name) => ({ id: `${prefix}${name}`, message: t("form.required", { field: t(`decision.${name}`).toLowerCase() }) }));

/**
 * @param {{ form: DecisionForm, set: (changes: Partial<DecisionForm>) => void, prefix: string, fault: (name: string) => string | null }} properties
 */
export const DecisionFields = ({ form, set, prefix, fault }) => html`<fieldset class="stack">
  <legend>${t("decision.title")}</legend>
  <div class="form-grid">
    <${TextField} id=${`${prefix}reference_number`} label=${t("decision.reference_number")} value=${form.reference_number} error=${fault("reference_number")}
      onInput=${(/** @type {string} */ value) => set({ reference_number: value })} autocomplete="off" />
    <${TextField} id=${`${prefix}decision_maker`} label=${t("decision.decision_maker")} value=${form.decision_maker} error=${fault("decision_maker")}
      onInput=${(/** @type {string} */ value) => set({ decision_maker: value })} autocomplete="off" />
  </div>
  <${Field} id=${`${prefix}grounds`} label=${t("decision.grounds")} error=${fault("grounds")} description=${t("decision.grounds_help")}>
    ${(/** @type {any} */ control) => html`<textarea class="ds-input input-long" rows="3" value=${form.grounds} ...${control}
      onInput=${(/** @type {any} */ event) => set({ grounds: event.currentTarget.value })}></textarea>`}
  <//>
</fieldset>`;
