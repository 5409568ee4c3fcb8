/**
 * A table pasted from a spreadsheet or a publication: tried first, shown as it was read, and saved only when nothing is wrong.
 */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "./announce.js";
import { post } from "./api.js";
import { NATION } from "./county.js";
import { useOnce } from "./dialog-form.js";
import { DocumentFields, documentBody, documentErrors, documentFaults, newDocument } from "./document-fields.js";
import { isDay } from "./form.js";
import { number, week as weekText } from "./format.js";
import { t } from "./i18n.js";
import { useAction } from "./load.js";
import { instance } from "./session.js";
import { Alert, Button, ErrorSummary, Field, PageHead, Problem, SelectField, TableFrame, TextField } from "./ui.js";
import { areaName, areaOptions, productName, productOptions, signed } from "./vaccine.js";

/** @typedef {import("./vaccine.js").Names} Names */
/** @typedef {{ row: number, column: number, product: string, area: string, week: string, doses: number | null, withdrawn: boolean, state: "new" | "same" | "changed" | "missing" | "withdrawn", before: number | null }} ImportRow */
/** @typedef {{ row: number, column: number, label: string, printed: number, sum: number, difference: number, missing: number }} PrintedTotal */
/** @typedef {{ row: number, column: number, value: string, code: string, message: string }} Fault */
/** @typedef {{ shape: string, separator: string, rows_read: number, rows: ImportRow[], totals: PrintedTotal[], errors: Fault[] }} Import */

const PREFIX = "import-";

/** What is asked beside the text: what the table itself does not say. @param {"forecasts" | "deliveries"} table */
const newForm = (table) => ({
  text: "", product: "", area: table === "forecasts" ? NATION : "", year: String(instance.value?.today ?? "").slice(0, 4),
  certainty: "outlook", kind: "received", happened_on: "", document: newDocument(),
});

/** @typedef {ReturnType<typeof newForm>} Form */

/** @param {"forecasts" | "deliveries"} table @param {Form} form */
const bodyOf = (table, form) => ({
  ...documentBody(form.document), text: form.text, product: form.product || null, area: form.area || null,
  year: /^\d{4}$/.test(form.year) ? Number(form.year) : null, week: null,
  ...(table === "forecasts" ? { certainty: form.certainty } : { kind: form.kind, happened_on: form.happened_on || null }),
});

/** @param {Form} form */
function faultsOf(form) {
  const faults = documentFaults(form.document, PREFIX);
  if (form.text.trim() === "") faults.unshift({ id: `${PREFIX}text`, message: t("import.no_text") });
  if (form.happened_on !== "" && !isDay(form.happened_on)) faults.push({ id: `${PREFIX}happened_on`, message: t("known.not_day") });
  return faults;
}

/** @param {{ table: "forecasts" | "deliveries", names: Names, form: Form, set: (changes: Partial<Form>) => void, fault: (id: string) => string | null }} properties */
function Fields({ table, names, form, set, fault }) {
  const own = { value: "", label: t("import.in_table") };
  /** @param {keyof Form} name @param {{ value: string, label: string }[]} options @param {string} label */
  const choice = (name, options, label) => html`<${SelectField} id=${`${PREFIX}${name}`} label=${label} value=${form[name]} options=${options}
    error=${fault(`${PREFIX}${name}`)} onChange=${(/** @type {string} */ value) => set({ [name]: value })} />`;
  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  const read = async (event) => {
    const file = event.currentTarget.files?.[0];
    if (file) set({ text: await file.text() });
  };
  return html`
    <${Field} id=${`${PREFIX}text`} label=${t("import.text")} description=${t(`import.text_help.${table}`)} error=${fault(`${PREFIX}text`)}>
      ${(/** @type {any} */ control) => html`<textarea class="ds-input import-text" rows="10" spellcheck=${false} value=${form.text} ...${control}
        onInput=${(/** @type {any} */ event) => set({ text: event.currentTarget.value })}></textarea>`}
    <//>
    <${Field} id=${`${PREFIX}file`} label=${t("import.file")}>
      ${(/** @type {any} */ control) => html`<input type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" ...${control} onChange=${read} />`}
    <//>
    <div class="fields">
      ${choice("product", [own, ...productOptions(names)], t("vaccine.product"))}
      ${choice("area", [own, ...areaOptions(names)], t("vaccine.area"))}
      <${TextField} id=${`${PREFIX}year`} label=${t("import.year")} width="short" inputmode="numeric" value=${form.year} onInput=${(/** @type {string} */ year) => set({ year })} error=${fault(`${PREFIX}year`)} />
      ${table === "forecasts"
        ? choice("certainty", ["firm", "outlook"].map((one) => ({ value: one, label: t(`forecast.kind.${one}`) })), t("forecast.certainty"))
        : choice("kind", ["planned", "sent", "received"].map((one) => ({ value: one, label: t(`delivery.kind.${one}`) })), t("delivery.kind"))}
      ${table === "deliveries" ? html`<${TextField} id=${`${PREFIX}happened_on`} label=${t("import.happened_on")} optional width="short" value=${form.happened_on}
        onInput=${(/** @type {string} */ day) => set({ happened_on: day.trim() })} error=${fault(`${PREFIX}happened_on`)} />` : null}
    </div>
    <${DocumentFields} form=${form.document} prefix=${PREFIX} fault=${fault} set=${(/** @type {any} */ changes) => set({ document: { ...form.document, ...changes } })} />`;
}

/** "Rad 3, kolumn 2" @param {{ row: number, column: number }} place */
const placeText = ({ row, column }) => t("import.place", { row, column });

/** @param {{ errors: Fault[] }} properties */
const Faults = ({ errors }) => html`<${Alert} color="danger" title=${t("import.errors", { n: errors.length })}>
  <ul class="ds-list">${errors.map((one) => html`<li key=${`${one.row}/${one.column}/${one.code}`}><strong>${placeText(one)}</strong>${one.value ? html` (${one.value})` : null}: ${one.message}</li>`)}</ul>
<//>`;

/** Printed sums that are not the sum of what stands above or beside them. @param {{ totals: PrintedTotal[] }} properties */
function Totals({ totals }) {
  const wrong = totals.filter((one) => one.difference !== 0);
  if (totals.length === 0) return null;
  if (wrong.length === 0) return html`<p>${t("import.totals_agree", { n: totals.length })}</p>`;
  return html`<${Alert} color="warning" title=${t("import.totals_differ", { n: wrong.length })}>
    <ul class="ds-list">${wrong.map((one) => html`<li key=${`${one.row}/${one.column}`}>${t("import.total", {
      label: one.label, place: placeText(one), printed: one.printed, sum: one.sum, difference: signed(one.difference),
    })}${one.missing > 0 ? ` ${t("import.total_missing", { n: one.missing })}` : ""}</li>`)}</ul>
    <p class="ds-paragraph">${t("import.totals_note")}</p>
  <//>`;
}

/** @param {{ names: Names, found: Import }} properties */
export function ImportPreview({ names, found }) {
  const counts = ["new", "changed", "same", "missing"].map((state) => ({ state, n: found.rows.filter((row) => row.state === state).length })).filter(({ n }) => n > 0);
  return html`
    <p>${t("import.read", { n: found.rows_read, shape: t(`import.shape.${found.shape}`) })}
      ${counts.map(({ state, n }) => html` <span key=${state} class="tag">${t(`import.count.${state}`, { n })}</span>`)}</p>
    ${found.errors.length > 0 ? html`<${Faults} errors=${found.errors} />` : null}
    <${Totals} totals=${found.totals} />
    ${found.rows.length > 0 ? html`<${TableFrame} label=${t("import.rows")}>
      <table class="ds-table table-dense table-cards">
        <caption class="ds-sr-only">${t("import.rows")}</caption>
        <thead><tr>
          <th scope="col">${t("import.where")}</th><th scope="col">${t("vaccine.product")}</th><th scope="col">${t("vaccine.area")}</th><th scope="col">${t("vaccine.week")}</th>
          <th scope="col" class="numeric">${t("vaccine.doses_column")}</th><th scope="col">${t("import.state")}</th>
        </tr></thead>
        <tbody>${found.rows.map((row) => html`<tr key=${`${row.row}/${row.column}`}>
          <th scope="row">${placeText(row)}</th>
          <td data-label=${t("vaccine.product")}>${productName(names, row.product)}</td>
          <td data-label=${t("vaccine.area")}>${areaName(names, row.area)}</td>
          <td data-label=${t("vaccine.week")}>${weekText(row.week, { year: true })}</td>
          <td data-label=${t("vaccine.doses_column")} class="numeric">${row.withdrawn ? t("forecast.kind.withdrawn") : number(row.doses)}</td>
          <td data-label=${t("import.state")}>${t(`import.state.${row.state}`, { before: number(row.before) })}</td>
        </tr>`)}</tbody>
      </table>
    <//>` : null}`;
}

/** @param {{ table: "forecasts" | "deliveries", names: Names, onDone: () => void }} properties */
export function TableImport({ table, names, onDone }) {
  const [form, setForm] = useState(() => newForm(table));
  const [faults, setFaults] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [found, setFound] = useState(/** @type {Import | null} */ (null));
  const { run, busy, error } = useAction();
  const once = useOnce();
  const path = `/vaccine/imports/${table}`;
  const errors = faults.length > 0 ? faults : documentErrors(error, PREFIX);
  const fault = (/** @type {string} */ id) => errors.find((/** @type {any} */ one) => one.id === id)?.message ?? null;
  const set = (/** @type {Partial<Form>} */ changes) => {
    setForm((old) => ({ ...old, ...changes }));
    setFound(null); // a preview of another text would mislead
  };
  /** @param {Event} event */
  const look = async (event) => {
    event.preventDefault();
    const wrong = faultsOf(form);
    setFaults(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const trial = await run(() => post(path, bodyOf(table, form), { query: { dry_run: true } }));
    if (trial) setFound(trial.data);
  };
  const save = async () => {
    const saved = await run(() => once((key) => post(path, bodyOf(table, form), { key })));
    setRound(round + 1);
    if (!saved) return;
    notify(t("import.saved", { n: saved.data.rows.filter((/** @type {ImportRow} */ row) => row.state === "new" || row.state === "changed").length }));
    onDone();
  };
  const useful = found !== null && found.errors.length === 0 && found.rows.some((row) => row.state === "new" || row.state === "changed");
  return html`
    <${PageHead} title=${t(`import.title.${table}`)} lead=${t("import.lead")} />
    <${ErrorSummary} errors=${errors} round=${round} />
    ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
    <form class="panel stack" onSubmit=${look} novalidate>
      <${Fields} table=${table} names=${names} form=${form} set=${set} fault=${fault} />
      <div class="actions">
        <${Button} type="submit" variant=${found ? "secondary" : "primary"} busy=${busy}>${t("import.try")}<//>
        <${Button} variant="tertiary" onClick=${onDone}>${t("cancel")}<//>
      </div>
    </form>
    ${found ? html`<section class="panel stack" aria-labelledby="import-found">
      <h2 class="ds-heading" data-size="xs" id="import-found">${t("import.found")}</h2>
      <${ImportPreview} names=${names} found=${found} />
      ${useful ? html`<div class="actions"><${Button} busy=${busy} onClick=${save}>${t("import.save")}<//></div>`
        : html`<p><strong>${t(found.errors.length > 0 ? "import.mend" : "import.nothing")}</strong></p>`}
    </section>` : null}`;
}
