/** A key by which all regions finish together: groups in their order, what comes of each vaccine, and what has been given. */
import { html } from "../../vendor/preact.js";
import { wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { readCount, readNumber } from "../lib/number.js";
import { readTable } from "../lib/paste.js";
import { Button, Field, SelectField, TextField } from "../lib/ui.js";
import { productOptions } from "../lib/vaccine.js";
import { upperAge } from "./fields.js";
import { namesOf } from "./weights.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {{ age_from: string, age_to: string }} Group */
/** @typedef {{ product: string, doses: string, age_from: string, age_to: string }} Supply */
/** @typedef {{ product: string, target: string, groups: Group[], supplies: Supply[], given: string }} Finish */

const EVERYBODY = 1000;

/** @param {Names} names @returns {Finish} */
export const newFinish = (names) => ({
  product: names.products[0]?.code ?? "", target: "80", groups: [{ age_from: "65", age_to: "" }, { age_from: "18", age_to: "64" }],
  supplies: names.products.slice(0, 1).map(({ code }) => ({ product: code, doses: "", age_from: "18", age_to: "" })), given: "",
});

/** 80,5 -> 805; null when it is no share. @param {string} text */
function permilleOf(text) {
  const read = readNumber(text);
  const value = read.kind === "number" ? Math.round(read.value * 10) : -1;
  return value >= 1 && value <= EVERYBODY ? value : null;
}

/** Doses given by region and group from pasted rows: a region, then a figure for each group. @param {Finish} form @param {Names} names */
function givenOf(form, names) {
  const byName = new Map(names.regions.flatMap(({ code, name }) => [code, ...namesOf(name)].map((one) => [one.toLowerCase(), code])));
  /** @type {{ county: string, age_from: number, doses: number }[]} */
  const rows = [];
  /** @type {string[]} */
  const unread = [];
  for (const cells of readTable(form.given)) {
    if (cells.every((cell) => cell.trim() === "")) continue;
    const county = byName.get(cells[0].trim().toLowerCase());
    const counts = cells.slice(1).map((cell) => readCount(cell));
    if (!county || counts.length > form.groups.length || counts.some(({ kind }) => kind === "bad")) unread.push(cells.join(" ").trim());
    else counts.forEach((count, at) => count.kind === "count" && rows.push({ county, age_from: wholeNumber(form.groups[at].age_from) ?? 0, doses: count.value }));
  }
  return { rows, unread };
}

/** @param {{ age_from: string, age_to: string }} ages */
const agesHold = (ages) => wholeNumber(ages.age_from) !== null && (ages.age_to.trim() === "" || (upperAge(ages.age_to) ?? -1) >= Number(ages.age_from));

/** @param {Finish} form @param {Names} names @param {string} prefix */
export function finishFaults(form, names, prefix) {
  const { unread } = givenOf(form, names);
  /** @type {[string, boolean, string][]} */
  const checks = [
    ["target_permille", permilleOf(form.target) !== null, t("finish.not_target")],
    ...form.groups.map((group, at) => /** @type {[string, boolean, string]} */ ([`groups-${at}`, agesHold(group), t("finish.not_ages", { n: at + 1 })])),
    ...form.supplies.map((supply, at) => /** @type {[string, boolean, string]} */ ([`supplies-${at}`, agesHold(supply) && wholeNumber(supply.doses) !== null, t("finish.not_supply", { n: at + 1 })])),
    ["product", form.supplies.some(({ product }) => product === form.product), t("finish.product_without_supply")],
    ["given", unread.length === 0, t("finish.not_given", { row: unread[0] ?? "" })],
  ];
  return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${prefix}${name}`, message }));
}

/** @param {Finish} form @param {Names} names */
export const finishBody = (form, names) => ({
  product: form.product, target_permille: permilleOf(form.target),
  groups: form.groups.map((one) => ({ age_from: wholeNumber(one.age_from), age_to: upperAge(one.age_to) })),
  supplies: form.supplies.map((one) => ({ product: one.product, doses: wholeNumber(one.doses), age_from: wholeNumber(one.age_from), age_to: upperAge(one.age_to) })),
  given: givenOf(form, names).rows,
});

/**
 * @param {{ names: Names, form: Finish, set: (changes: Partial<Finish>) => void, prefix: string, fault: (name: string) => string | null }} properties
 */
export function FinishFields({ names, form, set, prefix, fault }) {
  const setGroup = (/** @type {number} */ at, /** @type {Partial<Group>} */ changes) => set({ groups: form.groups.map((one, index) => (index === at ? { ...one, ...changes } : one)) });
  const setSupply = (/** @type {number} */ at, /** @type {Partial<Supply>} */ changes) => set({ supplies: form.supplies.map((one, index) => (index === at ? { ...one, ...changes } : one)) });
  /** @param {string} id @param {{ age_from: string, age_to: string }} row @param {(changes: any) => void} change @param {string | null} wrong */
  const ages = (id, row, change, wrong) => html`
    <${TextField} id=${id} label=${t("key.field.age_from")} value=${row.age_from} width="short" inputmode="numeric" autocomplete="off" error=${wrong} onInput=${(/** @type {string} */ age_from) => change({ age_from })} />
    <${TextField} id=${`${id}-to`} label=${t("key.field.age_to")} value=${row.age_to} width="short" inputmode="numeric" autocomplete="off" optional onInput=${(/** @type {string} */ age_to) => change({ age_to })} />`;
  return html`
    <div class="form-grid">
      <${SelectField} id=${`${prefix}product`} label=${t("finish.key_for")} value=${form.product} error=${fault("product")} options=${productOptions(names)} onChange=${(/** @type {string} */ product) => set({ product })} />
      <${TextField} id=${`${prefix}target_permille`} label=${t("finish.target")} description=${t("finish.target_help")} value=${form.target} width="short" inputmode="decimal" autocomplete="off"
        error=${fault("target_permille")} onInput=${(/** @type {string} */ target) => set({ target })} />
    </div>
    <fieldset class="stack"><legend>${t("finish.groups")}</legend>
      <p class="field-description">${t("finish.groups_help")}</p>
      ${form.groups.map((group, at) => html`<div key=${at} class="row-fields">
        ${ages(`${prefix}groups-${at}`, group, (changes) => setGroup(at, changes), fault(`groups-${at}`))}
        <${Button} variant="tertiary" size="sm" disabled=${form.groups.length === 1} aria-label=${t("finish.remove_group", { n: at + 1 })}
          onClick=${() => set({ groups: form.groups.filter((_, index) => index !== at) })}>${t("finish.remove")}<//>
      </div>`)}
      <div class="actions"><${Button} variant="secondary" size="sm" onClick=${() => set({ groups: [...form.groups, { age_from: "", age_to: "" }] })}>${t("finish.add_group")}<//></div>
    </fieldset>
    <fieldset class="stack"><legend>${t("finish.supplies")}</legend>
      <p class="field-description">${t("finish.supplies_help")}</p>
      ${form.supplies.map((supply, at) => html`<div key=${at} class="row-fields">
        <${SelectField} id=${`${prefix}supplies-${at}-product`} label=${t("vaccine.product")} value=${supply.product} options=${productOptions(names)} onChange=${(/** @type {string} */ product) => setSupply(at, { product })} />
        <${TextField} id=${`${prefix}supplies-${at}-doses`} label=${t("finish.first_doses")} value=${supply.doses} width="short" inputmode="numeric" autocomplete="off" onInput=${(/** @type {string} */ doses) => setSupply(at, { doses })} />
        ${ages(`${prefix}supplies-${at}`, supply, (changes) => setSupply(at, changes), fault(`supplies-${at}`))}
        <${Button} variant="tertiary" size="sm" disabled=${form.supplies.length === 1} aria-label=${t("finish.remove_supply", { n: at + 1 })}
          onClick=${() => set({ supplies: form.supplies.filter((_, index) => index !== at) })}>${t("finish.remove")}<//>
      </div>`)}
      <div class="actions"><${Button} variant="secondary" size="sm" onClick=${() => set({ supplies: [...form.supplies, { product: names.products[0]?.code ?? "", doses: "", age_from: "18", age_to: "" }] })}>${t("finish.add_supply")}<//></div>
    </fieldset>
    <${Field} id=${`${prefix}given`} label=${t("finish.given")} description=${t("finish.given_help")} error=${fault("given")} optional>
      ${(/** @type {any} */ control) => html`<textarea class="ds-input input-long import-text" rows="5" spellcheck=${false} value=${form.given} ...${control}
        onInput=${(/** @type {any} */ event) => set({ given: event.currentTarget.value })}></textarea>`}
    <//>`;
}
