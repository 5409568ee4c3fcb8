/**
 * The fields that every entry of the vaccine chain has: who said it, when, when we knew it, where it is written and why.
 */
import { html } from "../../vendor/preact.js";
import { isDay } from "./form.js";
import { t } from "./i18n.js";
import { instance, session } from "./session.js";
import { TextField } from "./ui.js";

/** @typedef {{ issuer: string, issued_at: string, known_at: string, source: string, note: string }} DocumentForm */

/** @returns {DocumentForm} */
export const newDocument = () => ({
  issuer: session.value?.organisation.name ?? "", issued_at: instance.value?.today ?? "", known_at: "", source: "", note: "",
});

/** @param {DocumentForm} form */
export const documentBody = (form) => ({
  issuer: form.issuer.trim(), issued_at: form.issued_at.trim(), known_at: form.known_at.trim() || null, source: form.source.trim(), note: form.note.trim(),
});

/**
 * What can be seen to be wrong without the server.
 * @param {DocumentForm} form @param {string} prefix of the fields' ids @param {{ note?: boolean }} [needs] note: a reason is asked for
 */
export function documentFaults(form, prefix, { note = false } = {}) {
  const required = (/** @type {string} */ name) => t("form.required", { field: t(`document.${name}`).toLowerCase() });
  /** @type {[keyof DocumentForm, boolean, string][]} */
  const checks = [
    ["issuer", form.issuer.trim() !== "", required("issuer")],
    ["issued_at", isDay(form.issued_at.trim()), t("known.not_day")],
    ["known_at", form.known_at.trim() === "" || isDay(form.known_at.trim()), t("known.not_day")],
    ["source", form.source.trim() !== "", required("source")],
    ["note", !note || form.note.trim().length >= 3, required("reason")],
  ];
  return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${prefix}${name}`, message }));
}

/**
 * @param {{ form: DocumentForm, set: (changes: Partial<DocumentForm>) => void, prefix: string,
 *   fault: (id: string) => string | null, reason?: boolean }} properties reason: the note is why, and must be given
 */
export function DocumentFields({ form, set, prefix, fault, reason = false }) {
  /** @param {keyof DocumentForm} name @param {string} label @param {Record<string, any>} [more] */
  const field = (name, label, more = {}) => html`<${TextField} key=${name} id=${`${prefix}${name}`} label=${t(`document.${label}`)} value=${form[name]}
    error=${fault(`${prefix}${name}`)} onInput=${(/** @type {string} */ value) => set({ [name]: value })} ...${more} />`;
  return html`<fieldset class="stack">
    <legend>${t("document.title")}</legend>
    <div class="form-grid">
      ${field("issuer", "issuer")}
      ${field("source", "source", { description: t("document.source_help") })}
      ${field("issued_at", "issued_at", { width: "short" })}
      ${field("known_at", "known_at", { width: "short", optional: true, description: t("document.known_at_help") })}
    </div>
    ${field("note", reason ? "reason" : "note", reason ? {} : { optional: true })}
  </fieldset>`;
}

/** What the server refused, in the fields or, for the rows, as it stands. @param {any} error @param {string} prefix */
export function documentErrors(error, prefix) {
  if (!error || !Array.isArray(error.errors)) return [];
  const own = ["issuer", "issued_at", "known_at", "source", "note"];
  return error.errors.map((/** @type {import("./api.js").Violation} */ violation) => {
    const [, name = "", row = ""] = violation.pointer.split("/");
    if (own.includes(name)) return { id: `${prefix}${name}`, message: violation.message };
    return { id: row === "" ? null : `${prefix}row-${row}`, message: row === "" ? violation.message : t("document.row", { n: Number(row) + 1, message: violation.message }) };
  });
}
