/**
 * Writing a forecast or a revision: the weeks, the document it comes from, then what it would do, and only then publishing. What
 * is published stays: a mistake is put right by a new version.
 */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { get, post } from "../lib/api.js";
import { useOnce } from "../lib/dialog-form.js";
import { DocumentFields, documentBody, documentErrors, documentFaults, newDocument } from "../lib/document-fields.js";
import { t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { query } from "../lib/query.js";
import { instance } from "../lib/session.js";
import { Button, ErrorSummary, Loading, PageHead, Problem, SelectField } from "../lib/ui.js";
import { areaName, areaOptions, productName, productOptions } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";
import { ForecastReview, RevisionReview } from "./review.js";
import { ChangeRows, changeOf, newRow, rowFaults } from "./rows.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./matrix.js").Forecast} Forecast */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {{ product: string, area: string, rows: Row[], document: import("../lib/document-fields.js").DocumentForm }} Form */

const PREFIX = "entry-";
const WEEKS_BACK = 8;
const WEEKS_ALL = 60;

/** What counts now, by week. @param {string} product @param {string} area */
function usePresent(product, area) {
  const first = addWeeks(instance.value?.week ?? "2021-W01", -WEEKS_BACK);
  return useLoad(async (signal) => {
    const { data } = await get("/vaccine/forecasts", { signal, query: { product, area, first_week: first, last_week: addWeeks(first, WEEKS_ALL - 1) } });
    return new Map(data.items.map((/** @type {Forecast} */ one) => [one.week, one]));
  }, [product, area]);
}

/** @param {boolean} revising @param {Form} form @param {Map<string, Forecast>} present */
function bodyOf(revising, form, present) {
  const rows = form.rows.map((row) => changeOf(present, row));
  const document = documentBody(form.document);
  if (revising) return { ...document, product: form.product, area: form.area, changes: rows };
  return { ...document, rows: rows.map(({ week, doses, certainty }) => ({ product: form.product, area: form.area, week, doses, certainty })) };
}

/** @param {{ names: Names, area: string, revising: boolean, onDone: () => void }} properties */
export function Entry({ names, area, revising, onDone }) {
  const [form, setForm] = useState(/** @type {() => Form} */ (() => ({
    product: query.value.get("vaccin") ?? names.products[0]?.code ?? "", area,
    rows: [newRow(addWeeks(instance.value?.week ?? "2021-W01", 1))], document: newDocument(),
  })));
  const present = usePresent(form.product, form.area);
  const [faults, setFaults] = useState(/** @type {{ id: string | null, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [review, setReview] = useState(/** @type {any} */ (null));
  const { run, busy, error } = useAction();
  const once = useOnce();
  const path = revising ? "/vaccine/forecast-revisions" : "/vaccine/forecasts";
  const set = (/** @type {Partial<Form>} */ changes) => {
    setForm({ ...form, ...changes });
    if (changes.rows) setFaults(faults.filter(({ id }) => !id?.startsWith(`${PREFIX}row-`))); // said of what stood there before
  };
  const errors = faults.length > 0 ? faults : documentErrors(error, PREFIX);
  const fault = (/** @type {string} */ id) => errors.find((/** @type {any} */ one) => one.id === id)?.message ?? null;
  const known = present.data ?? new Map();
  /** @param {Event} event */
  const look = async (event) => {
    event.preventDefault();
    const found = [...rowFaults(known, form.rows, PREFIX), ...documentFaults(form.document, PREFIX, { note: revising })];
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const trial = await run(() => post(path, bodyOf(revising, form, known), { query: { dry_run: true } }));
    if (trial) {
      setReview(trial.data);
      scrollTo(0, 0);
    }
  };
  const publish = async () => {
    const saved = await run(() => once((key) => post(path, bodyOf(revising, form, known), { key })));
    if (!saved) {
      setRound(round + 1);
      return;
    }
    notify(t(revising ? "entry.revised" : "entry.published", { product: productName(names, form.product), area: areaName(names, form.area) }));
    onDone();
  };
  const title = t(revising ? "entry.revise_title" : "entry.new_title");
  return html`
    <${PageHead} title=${review ? t("review.heading", { product: productName(names, form.product), area: areaName(names, form.area) }) : title}
      lead=${review ? t("review.lead") : t(revising ? "entry.revise_lead" : "entry.new_lead")} />
    <${ErrorSummary} errors=${errors} round=${round} />
    ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
    ${review ? html`<section class="panel stack">
        ${revising ? html`<${RevisionReview} names=${names} revision=${review} rows=${form.rows} />` : html`<${ForecastReview} items=${review.items} />`}
        <div class="actions">
          <${Button} busy=${busy} onClick=${publish}>${t(revising ? "entry.publish_revision" : "entry.publish")}<//>
          <${Button} variant="secondary" onClick=${() => setReview(null)}>${t("entry.change")}<//>
          <${Button} variant="tertiary" onClick=${onDone}>${t("cancel")}<//>
        </div>
      </section>`
      : html`<form class="panel stack" onSubmit=${look} novalidate>
        <div class="fields">
          <${SelectField} id=${`${PREFIX}product`} label=${t("vaccine.product")} value=${form.product} options=${productOptions(names)} onChange=${(/** @type {string} */ product) => set({ product })} />
          <${SelectField} id=${`${PREFIX}area`} label=${t("vaccine.area")} value=${form.area} options=${areaOptions(names)} onChange=${(/** @type {string} */ code) => set({ area: code })} />
        </div>
        ${present.error ? html`<${Problem} error=${present.error} retry=${present.reload} />` : null}
        ${present.loading && !present.data ? html`<${Loading} />` : html`<${ChangeRows} prefix=${PREFIX} rows=${form.rows} present=${known} percent=${revising}
          fault=${fault} set=${(/** @type {Row[]} */ rows) => set({ rows })} />`}
        <${DocumentFields} form=${form.document} prefix=${PREFIX} fault=${fault} reason=${revising}
          set=${(/** @type {any} */ changes) => set({ document: { ...form.document, ...changes } })} />
        <div class="actions">
          <${Button} type="submit" busy=${busy}>${t("entry.review")}<//>
          <${Button} variant="tertiary" onClick=${onDone}>${t("cancel")}<//>
        </div>
      </form>`}`;
}
