/** What is added to a delivery: the region's receipt, and entries of every kind. Nothing is ever changed or taken away. */
import { html, useState } from "../../vendor/preact.js";
import { post } from "../lib/api.js";
import { InlineForm, useDialogForm } from "../lib/dialog-form.js";
import { isDay, wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { instance, session } from "../lib/session.js";
import { SelectField, TextField } from "../lib/ui.js";
import { areaOptions, countFault, doses, pastDayFault } from "../lib/vaccine.js";

/** @typedef {import("./delivery.js").Whole} Whole */

const CONFIRM = "confirm-";

/** @param {[string, boolean, string][]} checks @param {string} prefix */
const faultsOf = (checks, prefix) => checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${prefix}${name}`, message }));

/** @param {{ one: Whole, onSaved: (whole: Whole) => void, onClose: () => void }} properties */
export function ConfirmForm({ one, onSaved, onClose }) {
  const [form, setForm] = useState({ received_doses: "", received_on: one.received_on ?? instance.value?.today ?? "", comment: "" });
  const said = one.received ?? one.sent, count = wholeNumber(form.received_doses);
  const differs = count !== null && said !== null && count !== said;
  const frame = useDialogForm({
    prefix: CONFIRM, fields: Object.keys(form), onSaved,
    faults: () => faultsOf([
      ["received_doses", count !== null, countFault(form.received_doses)],
      ["received_on", pastDayFault(form.received_on) === null, pastDayFault(form.received_on) ?? ""],
      ["comment", !differs || form.comment.trim() !== "", t("confirm.why", { said: doses(said), given: doses(count) })],
    ], CONFIRM),
    send: (key) => post(`/vaccine/deliveries/${one.delivery_id}/confirmations`, { ...form, received_doses: count, comment: form.comment.trim() }, { key }),
  });
  /** @param {keyof typeof form} name @param {Record<string, any>} more */
  const text = (name, more) => html`<${TextField} key=${name} id=${`${CONFIRM}${name}`} label=${t(`confirm.${name}`)} value=${form[name]} error=${frame.fault(name)}
    onInput=${(/** @type {string} */ value) => setForm({ ...form, [name]: value })} ...${more} />`;
  return html`<${InlineForm} ...${frame} title=${t("delivery.confirm")} submit=${t("confirm.save")} onClose=${onClose}>
    <div class="form-grid">
      ${text("received_doses", { width: "short", inputmode: "numeric", description: said === null ? null : t("confirm.said", { doses: doses(said) }) })}
      ${text("received_on", { width: "short", description: t("confirm.day_help") })}
    </div>
    ${text("comment", { optional: !differs, description: t("confirm.comment_help") })}
  <//>`;
}

const ENTRY = "entry-";
const KINDS_OF_ALL = ["planned", "sent", "received", "corrected", "returned", "moved", "destroyed"];
const KINDS_OF_REGION = ["received", "corrected", "returned", "moved", "destroyed"];
/** Kinds that need a reason. */
const REASONED = ["corrected", "returned", "moved", "destroyed"];

/** @param {{ names: import("../lib/vaccine.js").Names, one: Whole, national: boolean, onSaved: (whole: Whole) => void, onClose: () => void }} properties */
export function EntryForm({ names, one, national, onSaved, onClose }) {
  const mine = one.entries.filter((entry) => entry.kind !== "corrected" && (national || entry.organisation === session.value?.organisation.code));
  const kinds = (national ? KINDS_OF_ALL : KINDS_OF_REGION).filter((kind) => kind !== "corrected" || mine.length > 0);
  const [form, setForm] = useState({
    kind: one.received === null ? "received" : "corrected", doses: "", happened_on: instance.value?.today ?? "", corrects_entry: String(mine[mine.length - 1]?.entry_number ?? ""), to_county: "", reason: "",
  });
  const kind = kinds.includes(form.kind) ? form.kind : kinds[0];
  const reasoned = REASONED.includes(kind);
  const day = kind === "planned" && isDay(form.happened_on) ? null : pastDayFault(form.happened_on);
  const frame = useDialogForm({
    prefix: ENTRY, fields: Object.keys(form), onSaved,
    faults: () => faultsOf([
      ["doses", wholeNumber(form.doses) !== null, countFault(form.doses)],
      ["happened_on", day === null, day ?? ""],
      ["to_county", kind !== "moved" || form.to_county !== "", t("form.required", { field: t("delivery.to_region").toLowerCase() })],
      ["reason", !reasoned || form.reason.trim().length >= 3, t("form.required", { field: t("delivery.reason").toLowerCase() })],
    ], ENTRY),
    send: (key) => post(`/vaccine/deliveries/${one.delivery_id}/entries`, {
      kind, doses: wholeNumber(form.doses), happened_on: form.happened_on, reason: form.reason.trim(),
      corrects_entry: kind === "corrected" ? Number(form.corrects_entry) : null, to_county: kind === "moved" ? form.to_county : null,
    }, { key }),
  });
  /** @param {Partial<typeof form>} changes */
  const set = (changes) => setForm({ ...form, ...changes });
  return html`<${InlineForm} ...${frame} title=${t("delivery.add_entry")} submit=${t("save")} onClose=${onClose}>
    <p class="field-description">${t("delivery.entry_help")}</p>
    <div class="form-grid">
      <${SelectField} id=${`${ENTRY}kind`} label=${t("delivery.kind")} value=${kind} error=${frame.fault("kind")} options=${kinds.map((value) => ({ value, label: t(`delivery.kind.${value}`) }))}
        onChange=${(/** @type {string} */ value) => set({ kind: value })} />
      ${kind === "corrected" ? html`<${SelectField} id=${`${ENTRY}corrects_entry`} label=${t("delivery.corrects")} value=${form.corrects_entry} error=${frame.fault("corrects_entry")}
        options=${mine.map((entry) => ({ value: String(entry.entry_number), label: t("delivery.entry_option", { n: entry.entry_number, kind: t(`delivery.kind.${entry.kind}`), doses: doses(entry.effective_doses) }) }))}
        onChange=${(/** @type {string} */ value) => set({ corrects_entry: value })} />` : null}
      ${kind === "moved" ? html`<${SelectField} id=${`${ENTRY}to_county`} label=${t("delivery.to_region")} value=${form.to_county} error=${frame.fault("to_county")}
        options=${[{ value: "", label: t("delivery.choose_region") }, ...areaOptions(names, { nation: false }).filter(({ value }) => value !== one.county)]}
        onChange=${(/** @type {string} */ value) => set({ to_county: value })} />` : null}
      <${TextField} id=${`${ENTRY}doses`} label=${t(kind === "corrected" ? "delivery.right_doses" : "vaccine.doses_column")} width="short" inputmode="numeric" value=${form.doses}
        error=${frame.fault("doses")} onInput=${(/** @type {string} */ value) => set({ doses: value })} />
      <${TextField} id=${`${ENTRY}happened_on`} label=${t("delivery.happened_on")} width="short" value=${form.happened_on} error=${frame.fault("happened_on")}
        onInput=${(/** @type {string} */ value) => set({ happened_on: value })} />
    </div>
    <${TextField} id=${`${ENTRY}reason`} label=${t("delivery.reason")} optional=${!reasoned} value=${form.reason} error=${frame.fault("reason")}
      onInput=${(/** @type {string} */ value) => set({ reason: value })} />
  <//>`;
}
