/** The optional details of an article: the week's flows, deliveries on the way, lots that expire, sectors and units. */
import { html, useSignal } from "../../vendor/preact.js";
import { t } from "../lib/i18n.js";
import { DetailField, FaultMessage } from "./cell.js";
import { EXTRA_FIELDS, LISTS, entryNumbers, removeEntry } from "./fields.js";
import { cellKey } from "./texts.js";
import { inputId, nameOf } from "./words.js";

/** @typedef {import("./store.js").Report} Report */
/** @typedef {import("./fields.js").Line} Line */

const SECTORS = ["care", "social_services", "lss"];

/** How many details of an article hold anything. @param {Report} report @param {Line} line */
export function detailCount(report, line) {
  const texts = report.textsOf(line.article);
  const extras = EXTRA_FIELDS.filter((field) => (texts[cellKey(line.article, field)] ?? "") !== "").length;
  return Object.keys(LISTS).reduce((sum, list) => sum + entryNumbers(texts, line.article, list).length, extras);
}

/** What kind of part: a sector by name, or a unit that has its own name. @param {{ report: Report, line: Line, at: number }} props */
function PartKind({ report, line, at }) {
  const kindKey = cellKey(line.article, `part.${at}.kind`);
  const nameKey = cellKey(line.article, `part.${at}.name`);
  const kind = report.text(kindKey);
  const name = report.text(nameKey);
  const id = inputId(kindKey);
  const fault = report.fault(kindKey);
  const chosen = kind === "sector" ? `sector.${name}` : kind;
  const choose = (/** @type {string} */ value) => {
    const [to, sector] = value.split(".");
    report.keeper.change({ [kindKey]: to, [nameKey]: sector ?? (kind === "sector" ? "" : name) });
  };
  const options = [...SECTORS.map((sector) => `sector.${sector}`), "unit", "private_unit"];
  return html`<div class="rp-detail-field rp-kind">
    <label class="rp-label" for=${id}>${t("report.field.part.kind")}</label>
    <select class="ds-input" id=${id} value=${chosen} onChange=${(/** @type {any} */ event) => choose(event.currentTarget.value)}
      aria-invalid=${fault ? "true" : undefined} aria-describedby=${fault ? `${id}-fault` : undefined}>
      <option value="">${t("report.part.choose")}</option>
      ${options.map((value) => html`<option value=${value} selected=${value === chosen}>${t(`report.part.${value}`)}</option>`)}
    </select>
    <${FaultMessage} report=${report} cellKey=${kindKey} />
  </div>
  ${kind !== "sector" && html`<${DetailField} report=${report} cellKey=${nameKey} type="text" />`}`;
}

/** @param {{ report: Report, line: Line, at: number }} props */
function Confirmed({ report, line, at }) {
  const key = cellKey(line.article, `delivery.${at}.confirmed`);
  const id = inputId(key);
  return html`<div class="rp-check">
    <input class="ds-input" type="checkbox" id=${id} checked=${report.text(key) === "yes"}
      onChange=${(/** @type {any} */ event) => report.type(key, event.currentTarget.checked ? "yes" : "")} />
    <label for=${id}>${t("report.field.delivery.confirmed")}</label>
  </div>`;
}

/** @param {{ report: Report, line: Line, list: string, at: number, number: number, onRemove: () => void }} props */
function Entry({ report, line, list, at, number, onRemove }) {
  const key = (/** @type {string} */ field) => cellKey(line.article, `${list}.${at}.${field}`);
  const plain = Object.entries(LISTS[list].fields).filter(([, { type }]) => type === "count" || type === "date" || type === "text");
  return html`<div class="rp-entry" role="group" aria-label=${t(`report.details.${list}_entry`, { n: number })}>
    ${list === "part" && html`<${PartKind} report=${report} line=${line} at=${at} />`}
    ${plain.filter(([field]) => !(list === "part" && field === "name")).map(([field, { type }]) =>
      html`<${DetailField} key=${field} report=${report} cellKey=${key(field)} type=${type} />`)}
    ${list === "delivery" && html`<${Confirmed} report=${report} line=${line} at=${at} />`}
    <button type="button" class="ds-button rp-remove" data-variant="tertiary" data-size="sm" onClick=${onRemove}
      aria-label=${t(`report.details.${list}_remove`, { n: number })}>${t("report.details.remove")}</button>
  </div>`;
}

/** @param {{ report: Report, line: Line, list: string }} props */
function EntryList({ report, line, list }) {
  const added = useSignal(0);
  const filled = entryNumbers(report.textsOf(line.article), line.article, list);
  const last = filled.length > 0 ? filled[filled.length - 1] + 1 : 0;
  const count = Math.max(last, added.value);
  const numbers = Array.from({ length: count }, (_, at) => at);
  const addId = inputId(cellKey(line.article, `${list}.add`));
  const add = () => {
    added.value = count + 1;
    const first = inputId(cellKey(line.article, `${list}.${count}.${Object.keys(LISTS[list].fields)[0]}`));
    requestAnimationFrame(() => document.getElementById(first)?.focus());
  };
  const remove = (/** @type {number} */ at) => {
    added.value = count - 1;
    report.keeper.change(removeEntry(report.texts.value, line.article, list, at));
    document.getElementById(addId)?.focus();
  };
  return html`<fieldset class="rp-list">
    <legend>${t(`report.details.${list}`)}</legend>
    ${count > 0 && html`<div class="rp-entries">${numbers.map((at) => html`<${Entry} key=${at} report=${report} line=${line} list=${list} at=${at}
      number=${at + 1} onRemove=${() => remove(at)} />`)}</div>`}
    <button type="button" class="ds-button" id=${addId} data-variant="secondary" data-size="sm" onClick=${add}>${t(`report.details.${list}_add`)}</button>
  </fieldset>`;
}

/** @param {{ report: Report, line: Line, id: string }} props */
export function Details({ report, line, id }) {
  const close = () => {
    report.toggle(line.article, false);
    document.getElementById(`${id}-toggle`)?.focus();
  };
  return html`<div class="rp-details" id=${id} role="group" aria-label=${t("report.details.title", { article: nameOf(line) })}>
    <p class="rp-details-head"><strong>${t("report.details.title", { article: nameOf(line) })}</strong> ${t("report.details.optional")}</p>
    <fieldset class="rp-list">
      <legend>${t("report.details.flows")}</legend>
      <div class="rp-flows">${EXTRA_FIELDS.map((field) =>
        html`<${DetailField} key=${field} report=${report} cellKey=${cellKey(line.article, field)} type="count" />`)}</div>
    </fieldset>
    ${Object.keys(LISTS).map((list) => html`<${EntryList} key=${list} report=${report} line=${line} list=${list} />`)}
    <button type="button" class="ds-button" data-variant="tertiary" data-size="sm" onClick=${close}>${t("report.details.close")}</button>
  </div>`;
}
