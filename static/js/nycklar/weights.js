/** The 21 weights by hand: typed, or pasted from a spreadsheet by the regions' names or in their order. */
import { html, useState } from "../../vendor/preact.js";
import { announce } from "../lib/announce.js";
import { readCount } from "../lib/number.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { planPaste, readTable } from "../lib/paste.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {Record<string, string>} Weights text by county */

/** "Region Jönköpings län" is also "Jönköpings län" and "Jönköping". @param {string} name */
export function namesOf(name) {
  const short = name.replace(/^Region /, "").replace(/sregionen$/, "");
  const bare = short.replace(/s? län$/, "");
  return [...new Set([name, short, bare, `${bare} län`, `${bare}s län`, short.replace(" ", "/"), short.replace(" ", "/ ")])];
}

/** @param {Weights} weights @param {Names} names @param {string} prefix */
export function weightFaults(weights, names, prefix) {
  const wrong = names.regions.filter(({ code }) => readCount(weights[code] ?? "").kind !== "count");
  if (wrong.length > 0) return wrong.map(({ code, name }) => ({ id: `${prefix}weight-${code}`, message: t("key.weight_fault", { name }) }));
  return weightsOf(weights, names).every(({ weight }) => weight === 0) ? [{ id: `${prefix}weight-${names.regions[0]?.code}`, message: t("key.all_zero") }] : [];
}

/** @param {Weights} weights @param {Names} names */
export const weightsOf = (weights, names) => names.regions.map(({ code }) => {
  const read = readCount(weights[code] ?? "");
  return { county: code, weight: read.kind === "count" ? read.value : 0 };
});

/**
 * @param {{ names: Names, weights: Weights, onChange: (weights: Weights) => void, prefix: string, fault: (name: string) => string | null }} properties
 */
export function WeightFields({ names, weights, onChange, prefix, fault }) {
  const [note, setNote] = useState("");
  /** @param {ClipboardEvent} event @param {number} row */
  const paste = (event, row) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n\r;]/.test(text.trim())) return;
    event.preventDefault();
    const grid = { rows: names.regions.map(({ code, name }) => ({ code, names: namesOf(name) })), fields: ["weight"], headers: { weight: [t("key.weight"), "vikt", "weight", "antal", "befolkning"] } };
    const plan = planPaste(readTable(text), grid, { row, field: "weight" });
    onChange({ ...weights, ...Object.fromEntries(plan.cells.map((cell) => [cell.code, cell.text])) });
    const left = plan.unmatched.length > 0 ? ` ${t("key.unmatched", { names: plan.unmatched.join(", ") })}` : "";
    const said = t("key.pasted", { n: plan.cells.length }) + left;
    setNote(said);
    announce(said);
  };
  const sum = weightsOf(weights, names).reduce((all, { weight }) => all + weight, 0);
  return html`<fieldset class="stack">
    <legend>${t("key.weights")}</legend>
    <p class="field-description">${t("key.weights_help")}</p>
    <div class="weights-grid">${names.regions.map(({ code, name }, row) => {
      const id = `${prefix}weight-${code}`;
      const wrong = fault(`weight-${code}`);
      return html`<div key=${code} class="weight-field"><label class="ds-label" for=${id}>${name}</label>
        <input class="ds-input" id=${id} inputmode="numeric" autocomplete="off" value=${weights[code] ?? ""} aria-invalid=${wrong ? "true" : undefined}
          aria-label=${wrong ? `${name}: ${wrong}` : undefined}
          onInput=${(/** @type {any} */ event) => onChange({ ...weights, [code]: event.currentTarget.value })}
          onPaste=${(/** @type {ClipboardEvent} */ event) => paste(event, row)} /></div>`;
    })}</div>
    <p>${t("vaccine.total")}: <strong>${number(sum)}</strong></p>
    ${note ? html`<p class="muted">${note}</p>` : null}
  </fieldset>`;
}
