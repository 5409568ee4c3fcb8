/** Recording a change of a vaccine's properties, and a new vaccine. */
import { html, useState } from "../../vendor/preact.js";
import { post } from "../lib/api.js";
import { DialogForm, useDialogForm } from "../lib/dialog-form.js";
import { isDay, wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { instance } from "../lib/session.js";
import { SelectField, TextField } from "../lib/ui.js";
import { valueText } from "./list.js";

/** @typedef {import("../lib/vaccine.js").Product} Product */

const PREFIX = "property-";
/** The properties that are whole numbers, in pairs as they stand in the form. */
const NUMBERS = ["doses_per_vial", "vials_per_pack", "doses_per_course", "interval_min_days", "interval_max_days", "recommended_age_from", "recommended_age_to"];
const FIELDS = [...NUMBERS, "usable", "storage", "valid_from", "source", "decision", "known_at"];

/** Left empty, a property stays as it is. */
const emptyForm = () => /** @type {Record<string, string>} */ ({
  ...Object.fromEntries(FIELDS.map((name) => [name, ""])), valid_from: instance.value?.today ?? "",
});

/** @typedef {Record<string, string>} Form */

/** @param {Form} form */
function faultsOf(form) {
  const required = (/** @type {string} */ name) => t("form.required", { field: t(`products.${name}`).toLowerCase() });
  /** @type {[string, boolean, string][]} */
  const checks = [
    ...NUMBERS.map((name) => /** @type {[string, boolean, string]} */ ([name, form[name] === "" || wholeNumber(form[name]) !== null, t("vaccine.not_whole")])),
    ["valid_from", isDay(form.valid_from), t("known.not_day")],
    ["known_at", form.known_at === "" || isDay(form.known_at), t("known.not_day")],
    ["source", form.source.trim().length >= 3, required("source")],
    ["decision", form.decision.trim().length >= 3, required("decision")],
    ["doses_per_vial", [...NUMBERS, "usable", "storage"].some((name) => form[name].trim() !== ""), t("products.nothing_changed")],
  ];
  return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message }));
}

/** @param {Form} form */
function bodyOf(form) {
  /** @type {Record<string, unknown>} */
  const body = { valid_from: form.valid_from, source: form.source.trim(), decision: form.decision.trim(), known_at: form.known_at || null };
  for (const name of NUMBERS) if (form[name] !== "") body[name] = wholeNumber(form[name]);
  if (form.usable !== "") body.usable = Number(form.usable);
  if (form.storage.trim() !== "") body.storage = form.storage.trim();
  return body;
}

/** "Nu: 6" @param {Product} product @param {string} name */
function presentText(product, name) {
  const value = product[name];
  const noUpper = name === "recommended_age_to" && value === null && product.recommended_age_from !== null;
  return t("products.present", { value: noUpper ? t("products.no_upper_age") : valueText(name, typeof value === "boolean" ? Number(value) : value, value) });
}

/** @param {{ product: Product, onClose: () => void, onSaved: () => void }} properties */
export function PropertyForm({ product, onClose, onSaved }) {
  const [form, setForm] = useState(emptyForm);
  const frame = useDialogForm({
    faults: () => faultsOf(form), prefix: PREFIX, fields: FIELDS, onSaved,
    send: (key) => post(`/vaccine/products/${encodeURIComponent(product.code)}/properties`, bodyOf(form), { key }),
  });
  /** @param {string} name @param {Record<string, any>} [more] */
  const text = (name, more = {}) => html`<${TextField} key=${name} id=${`${PREFIX}${name}`} label=${t(`products.${name}`)} value=${form[name]}
    error=${frame.fault(name)} onInput=${(/** @type {string} */ value) => setForm({ ...form, [name]: value })} ...${more} />`;
  /** @param {string} name */
  const figure = (name) => text(name, { width: "short", inputmode: "numeric", description: presentText(product, name) });
  return html`<${DialogForm} ...${frame} title=${t("products.change_of", { name: product.name })} onClose=${onClose}>
    <p class="ds-paragraph">${t("products.change_help")}</p>
    <div class="form-grid">${["doses_per_vial", "vials_per_pack", "doses_per_course"].map(figure)}</div>
    <div class="form-grid">${["interval_min_days", "interval_max_days"].map(figure)}</div>
    <div class="form-grid">${["recommended_age_from", "recommended_age_to"].map(figure)}</div>
    <p class="field-description">${t("products.age_help")}</p>
    <div class="form-grid">
      <${SelectField} id=${`${PREFIX}usable`} label=${t("products.usable")} value=${form.usable} error=${frame.fault("usable")} width="short"
        description=${presentText(product, "usable")} onChange=${(/** @type {string} */ usable) => setForm({ ...form, usable })}
        options=${[{ value: "", label: t("products.unchanged") }, { value: "1", label: t("yes") }, { value: "0", label: t("no") }]} />
      ${text("storage", { description: presentText(product, "storage") })}
    </div>
    <div class="form-grid">
      ${text("valid_from", { width: "short", description: "2021-02-15" })}
      ${text("known_at", { width: "short", optional: true, description: t("document.known_at_help") })}
    </div>
    <div class="form-grid">${text("source")}${text("decision")}</div>
  <//>`;
}

const NEW = "product-";
const NEW_FIELDS = ["code", "name", "manufacturer", "sort_order"];

/** @param {{ known: Product[], onClose: () => void, onSaved: () => void }} properties */
export function ProductForm({ known, onClose, onSaved }) {
  const [form, setForm] = useState(() => ({
    code: "", name: "", manufacturer: "", sort_order: String(Math.max(0, ...known.map((one) => one.sort_order)) + 10),
  }));
  const faults = () => {
    /** @type {[string, boolean, string][]} */
    const checks = [
      ["code", /^[A-Z0-9][A-Z0-9_-]{0,15}$/.test(form.code), t("products.not_code")],
      ["name", form.name.trim() !== "", t("form.required", { field: t("products.name").toLowerCase() })],
      ["manufacturer", form.manufacturer.trim() !== "", t("form.required", { field: t("products.manufacturer").toLowerCase() })],
      ["sort_order", wholeNumber(form.sort_order) !== null, t("vaccine.not_whole")],
    ];
    return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${NEW}${name}`, message }));
  };
  const frame = useDialogForm({
    faults, prefix: NEW, fields: NEW_FIELDS, onSaved,
    send: (key) => post("/vaccine/products", { ...form, sort_order: wholeNumber(form.sort_order) }, { key }),
  });
  /** @param {keyof typeof form} name @param {Record<string, any>} [more] */
  const text = (name, more = {}) => html`<${TextField} key=${name} id=${`${NEW}${name}`} label=${t(`products.${name}`)} value=${form[name]}
    error=${frame.fault(name)} onInput=${(/** @type {string} */ value) => setForm({ ...form, [name]: name === "code" ? value.toUpperCase() : value })} ...${more} />`;
  return html`<${DialogForm} ...${frame} title=${t("products.add")} onClose=${onClose}>
    <div class="form-grid">${text("name")}${text("manufacturer")}</div>
    <div class="form-grid">
      ${text("code", { width: "medium", description: t("products.code_help"), autocapitalize: "characters", spellcheck: false })}
      ${text("sort_order", { width: "short", inputmode: "numeric", description: t("products.sort_help") })}
    </div>
    <p class="field-description">${t("products.add_help")}</p>
  <//>`;
}
