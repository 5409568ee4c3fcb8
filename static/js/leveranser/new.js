/** New deliveries of one vaccine in one week, to all regions at once: one table, tried before it is saved. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { post } from "../lib/api.js";
import { useOnce } from "../lib/dialog-form.js";
import { DocumentFields, documentBody, documentErrors, documentFaults, newDocument } from "../lib/document-fields.js";
import { isDay, wholeNumber } from "../lib/form.js";
import { week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { instance } from "../lib/session.js";
import { Button, ErrorSummary, PageHead, Problem, SelectField, TableFrame, TextField } from "../lib/ui.js";
import { WeekField, amountText, areaName, countFault, doses, pastDayFault, productName, productOptions } from "../lib/vaccine.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {{ product: string, week: string, kind: string, happened_on: string, doses: Record<string, string>, document: import("../lib/document-fields.js").DocumentForm }} Form */

const PREFIX = "delivery-";

/** Regions with something written, in the order of the form. @param {Names} names @param {Form} form */
const written = (names, form) => names.regions.filter(({ code }) => (form.doses[code] ?? "").trim() !== "");

/** @param {Names} names @param {Form} form */
function faultsOf(names, form) {
  const regions = written(names, form);
  const wrong = regions.filter(({ code }) => wholeNumber(form.doses[code]) === null).map(({ code, name }) => ({ id: `${PREFIX}doses-${code}`, message: `${name}: ${countFault(form.doses[code])}` }));
  if (regions.length === 0) wrong.push({ id: `${PREFIX}doses-${names.regions[0].code}`, message: t("delivery.no_region") });
  const day = form.kind === "planned" && isDay(form.happened_on) ? null : pastDayFault(form.happened_on);
  if (day) wrong.push({ id: `${PREFIX}happened_on`, message: day });
  return [...wrong, ...documentFaults(form.document, PREFIX)];
}

/** @param {Names} names @param {Form} form */
const bodyOf = (names, form) => ({
  ...documentBody(form.document),
  rows: written(names, form).map(({ code }) => ({ product: form.product, county: code, week: form.week, kind: form.kind, doses: wholeNumber(form.doses[code]), happened_on: form.happened_on })),
});

/** The server's faults of rows go to the regions that the rows came from. @param {any} error @param {Names} names @param {Form} form */
const refusals = (error, names, form) => documentErrors(error, PREFIX).map((/** @type {{ id: string | null, message: string }} */ one) => {
  const row = /row-(\d+)$/.exec(one.id ?? "");
  const region = row ? written(names, form)[Number(row[1])] : null;
  return region ? { id: `${PREFIX}doses-${region.code}`, message: `${region.name}: ${one.message}` } : one;
});

/** @param {{ names: Names, form: Form, set: (changes: Partial<Form>) => void, fault: (id: string) => string | null }} properties */
const Fields = ({ names, form, set, fault }) => html`
  <div class="fields">
    <${SelectField} id=${`${PREFIX}product`} label=${t("vaccine.product")} value=${form.product} options=${productOptions(names)} onChange=${(/** @type {string} */ product) => set({ product })} />
    <${WeekField} id=${`${PREFIX}week`} label=${t("vaccine.week")} value=${form.week} onChange=${(/** @type {string} */ week) => set({ week })} />
    <${SelectField} id=${`${PREFIX}kind`} label=${t("delivery.kind")} value=${form.kind} width="short" options=${["planned", "sent", "received"].map((kind) => ({ value: kind, label: t(`delivery.kind.${kind}`) }))}
      onChange=${(/** @type {string} */ kind) => set({ kind })} />
    <${TextField} id=${`${PREFIX}happened_on`} label=${t("delivery.happened_on")} width="short" value=${form.happened_on} error=${fault(`${PREFIX}happened_on`)}
      onInput=${(/** @type {string} */ happened_on) => set({ happened_on })} />
  </div>
  <fieldset class="stack"><legend>${t("delivery.doses_by_region")}</legend>
    <p class="field-description">${t("delivery.doses_by_region_help")}</p>
    <div class="region-grid">${names.regions.map(({ code, name }) => html`<${TextField} key=${code} id=${`${PREFIX}doses-${code}`} label=${name} width="short" inputmode="numeric"
      value=${form.doses[code] ?? ""} error=${fault(`${PREFIX}doses-${code}`)} onInput=${(/** @type {string} */ text) => set({ doses: { ...form.doses, [code]: text } })} />`)}</div>
  </fieldset>
  <${DocumentFields} form=${form.document} prefix=${PREFIX} fault=${fault} set=${(/** @type {any} */ changes) => set({ document: { ...form.document, ...changes } })} />`;

/** @param {{ names: Names, items: import("./list.js").Delivery[] }} properties */
function Review({ names, items }) {
  const total = items.reduce((sum, one) => sum + (one.amount?.doses ?? 0), 0);
  return html`<${TableFrame} label=${t("review.title")}>
    <table class="ds-table table-dense table-cards">
      <caption>${t("delivery.review", { n: items.length, product: productName(names, items[0].product), week: weekText(items[0].week, { year: true }), doses: doses(total) })}</caption>
      <thead><tr><th scope="col">${t("vaccine.region")}</th><th scope="col">${t("delivery.state")}</th><th scope="col">${t("vaccine.doses_column")}</th></tr></thead>
      <tbody>${items.map((one) => html`<tr key=${one.county}><th scope="row">${areaName(names, one.county)}</th><td data-label=${t("delivery.state")}>${t(`delivery.state.${one.state}`)}</td>
        <td data-label=${t("vaccine.doses_column")}>${one.amount ? amountText(one.amount) : "–"}</td></tr>`)}</tbody>
    </table>
  <//>`;
}

/** @param {{ names: Names, onDone: () => void }} properties */
export function NewDeliveries({ names, onDone }) {
  const [form, setForm] = useState(/** @type {() => Form} */ (() => ({
    product: names.products[0]?.code ?? "", week: instance.value?.week ?? "2021-W01", kind: "planned", happened_on: instance.value?.today ?? "", doses: {}, document: newDocument(),
  })));
  const [faults, setFaults] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [review, setReview] = useState(/** @type {import("./list.js").Delivery[] | null} */ (null));
  const { run, busy, error } = useAction();
  const once = useOnce();
  const errors = faults.length > 0 ? faults : refusals(error, names, form);
  const fault = (/** @type {string} */ id) => errors.find((/** @type {any} */ one) => one.id === id)?.message ?? null;
  /** @param {Event} event */
  const look = async (event) => {
    event.preventDefault();
    const found = faultsOf(names, form);
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const trial = await run(() => post("/vaccine/deliveries", bodyOf(names, form), { query: { dry_run: true } }));
    if (trial) setReview(trial.data.items);
  };
  const save = async () => {
    const saved = await run(() => once((key) => post("/vaccine/deliveries", bodyOf(names, form), { key })));
    setRound(round + 1);
    if (!saved) return;
    notify(t("delivery.saved", { n: saved.data.items.length }));
    onDone();
  };
  return html`
    <${PageHead} title=${t("delivery.new")} lead=${review ? t("review.lead") : t("delivery.new_lead")} />
    <${ErrorSummary} errors=${errors} round=${round} />
    ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
    ${review ? html`<section class="panel stack"><${Review} names=${names} items=${review} />
        <div class="actions">
          <${Button} busy=${busy} onClick=${save}>${t("delivery.save")}<//>
          <${Button} variant="secondary" onClick=${() => setReview(null)}>${t("entry.change")}<//>
          <${Button} variant="tertiary" onClick=${onDone}>${t("cancel")}<//>
        </div></section>`
      : html`<form class="panel stack" onSubmit=${look} novalidate>
        <${Fields} names=${names} form=${form} fault=${fault} set=${(/** @type {any} */ changes) => setForm({ ...form, ...changes })} />
        <div class="actions"><${Button} type="submit" busy=${busy}>${t("entry.review")}<//><${Button} variant="tertiary" onClick=${onDone}>${t("cancel")}<//></div>
      </form>`}`;
}
