/** The form that makes a new version of an article. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { get, put } from "../lib/api.js";
import { formErrors, isDay, wholeNumber } from "../lib/form.js";
import { inLanguage, t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { instance } from "../lib/session.js";
import { Button, Checkbox, Dialog, ErrorSummary, Loading, Problem, SelectField, TextField } from "../lib/ui.js";

/** @typedef {import("./list.js").Article} Article */

const GROUPS = ["mask", "respirator", "visor", "goggles", "apron", "gown", "overall", "gloves", "hand_disinfectant",
  "surface_disinfectant", "sampling", "other"];
const FIELDS = ["code", "name_sv", "name_en", "group", "unit", "pack_size", "norm", "stands_in_for", "sort_order", "active", "valid_from"];
const PREFIX = "article-";

/** What the fields hold, as text. @param {Article | null} article @param {Article[]} known */
const formOf = (article, known) => ({
  code: article?.code ?? "",
  name_sv: article?.name_sv ?? "",
  name_en: article?.name_en ?? "",
  group: article?.group ?? "other",
  unit: article?.unit ?? "piece",
  pack_size: String(article?.pack_size ?? ""),
  norm: article?.norm ?? "",
  stands_in_for: article?.stands_in_for.join(" ") ?? "",
  sort_order: String(article?.sort_order ?? Math.max(0, ...known.map((one) => one.sort_order)) + 10),
  active: article?.active ?? true,
  valid_from: instance.value?.today ?? "",
});

/** @typedef {ReturnType<typeof formOf>} Form */

/** @param {Form} form */
function faultsOf(form) {
  /** @type {[string, boolean, string][]} */
  const checks = [
    ["code", /^[A-Z0-9][A-Z0-9-]*$/i.test(form.code), t("artiklar.missing_code")],
    ["name_sv", form.name_sv.trim() !== "", t("form.required", { field: t("artiklar.name_sv").toLowerCase() })],
    ["name_en", form.name_en.trim() !== "", t("form.required", { field: t("artiklar.name_en").toLowerCase() })],
    ["pack_size", wholeNumber(form.pack_size, 1) !== null, t("artiklar.not_number")],
    ["sort_order", wholeNumber(form.sort_order) !== null, t("artiklar.not_number")],
    ["valid_from", isDay(form.valid_from), t("artiklar.not_date")],
  ];
  return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message }));
}

/** @param {Form} form */
const bodyOf = (form) => ({
  name_sv: form.name_sv.trim(),
  name_en: form.name_en.trim(),
  group: form.group,
  unit: form.unit,
  pack_size: wholeNumber(form.pack_size),
  norm: form.norm.trim(),
  stands_in_for: form.stands_in_for.split(/[\s,;]+/).filter(Boolean),
  sort_order: wholeNumber(form.sort_order),
  active: form.active,
  valid_from: form.valid_from,
});

/**
 * @param {{ form: Form, set: (changes: Partial<Form>) => void, fault: (name: string) => string | null, isNew: boolean }} properties
 */
function Fields({ form, set, fault, isNew }) {
  /** @param {keyof Form} name @param {Record<string, any>} [more] */
  const text = (name, more = {}) => html`<${TextField} key=${name} id=${`${PREFIX}${name}`} label=${t(`artiklar.${name}`)}
    value=${form[name]} error=${fault(name)} onInput=${(/** @type {string} */ value) => set({ [name]: value })} ...${more} />`;
  return html`
    ${isNew ? text("code", { description: t("artiklar.code_help"), width: "medium", autocapitalize: "characters" }) : null}
    <div class="form-grid">${text("name_sv", { lang: "sv" })}${text("name_en", { lang: "en" })}</div>
    <div class="form-grid">
      <${SelectField} id=${`${PREFIX}group`} label=${t("artiklar.group")} value=${form.group} error=${fault("group")}
        options=${GROUPS.map((group) => ({ value: group, label: t(`group.${group}`) }))}
        onChange=${(/** @type {string} */ group) => set({ group })} />
      <${SelectField} id=${`${PREFIX}unit`} label=${t("artiklar.unit")} value=${form.unit} error=${fault("unit")}
        options=${["piece", "litre"].map((unit) => ({ value: unit, label: t(`unit.${unit}_name`) }))}
        onChange=${(/** @type {any} */ unit) => set({ unit })} />
      ${text("pack_size", { width: "short", inputmode: "numeric" })}
    </div>
    <p class="field-description">${t("artiklar.pack_help")}</p>
    <div class="form-grid">
      ${text("norm", { description: t("artiklar.norm_help"), optional: true })}
      ${text("stands_in_for", { description: t("artiklar.stands_in_help"), optional: true })}
    </div>
    <div class="form-grid">
      ${text("sort_order", { description: t("artiklar.sort_help"), width: "short", inputmode: "numeric" })}
      ${text("valid_from", { description: "2020-04-27", width: "medium" })}
    </div>
    <${Checkbox} id=${`${PREFIX}active`} label=${t("artiklar.active")} checked=${form.active}
      description=${t("artiklar.active_help")} onChange=${(/** @type {boolean} */ active) => set({ active })} />`;
}

/**
 * @param {{ county: string, current: { article: Article | null, etag: string | null }, known: Article[],
 *   onClose: () => void, onSaved: () => void }} properties
 */
function Editor({ county, current, known, onClose, onSaved }) {
  const [form, setForm] = useState(() => formOf(current.article, known));
  const [faults, setFaults] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const { run, busy, error } = useAction();
  const refused = formErrors(error, { prefix: PREFIX, fields: FIELDS });
  const errors = faults.length > 0 ? faults : refused;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    const found = faultsOf(form);
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const path = `/counties/${county}/articles/${encodeURIComponent(form.code)}`;
    const saved = await run(() => put(path, bodyOf(form), current.etag ? { etag: current.etag } : { create: true }));
    if (!saved) return;
    notify(t("artiklar.saved", { name: inLanguage(saved.data, "name"), version: String(saved.data.version) }));
    onSaved();
  };
  return html`<form class="stack" onSubmit=${save} novalidate>
    <${ErrorSummary} errors=${errors} round=${round} />
    ${error && refused.length === 0 ? html`<${Problem} error=${error} />` : null}
    <${Fields} form=${form} isNew=${current.article === null} set=${(/** @type {any} */ changes) => setForm({ ...form, ...changes })}
      fault=${(/** @type {string} */ name) => errors.find((one) => one.id === `${PREFIX}${name}`)?.message ?? null} />
    <div class="actions">
      <${Button} type="submit" busy=${busy}>${t("save")}<//>
      <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
    </div>
  </form>`;
}

/**
 * @param {{ county: string, article: Article | null, known: Article[], onClose: () => void, onSaved: () => void }} properties
 *   article null: a new one
 */
export function ArticleForm({ county, article, known, onClose, onSaved }) {
  const current = useLoad(async (signal) => {
    if (!article) return { article: null, etag: null };
    const { data, etag } = await get(`/counties/${county}/articles/${encodeURIComponent(article.code)}`, { signal });
    return { article: data, etag };
  }, [county, article?.code]);
  const title = article ? t("artiklar.edit_of", { name: inLanguage(article, "name") }) : t("artiklar.add");
  return html`<${Dialog} title=${title} onClose=${onClose} wide>
    ${current.error ? html`<${Problem} error=${current.error} retry=${current.reload} />` : null}
    ${!current.data && !current.error ? html`<${Loading} />` : null}
    ${current.data ? html`<${Editor} county=${county} current=${current.data} known=${known} onClose=${onClose} onSaved=${onSaved} />` : null}
  <//>`;
}
