/** The table of vaccines and the history of one's properties. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import * as format from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Button, Dialog, Empty, Loading, Problem, TableFrame } from "../lib/ui.js";

/** @typedef {import("../lib/vaccine.js").Product} Product */
/**
 * @typedef {{ property: string, valid_from: string, version: number, value: number | null, text: string | null,
 *   previous_value: number | null, previous_text: string | null, source: string, decision: string, recorded_at: string,
 *   recorded_by_name: string, known_at: string, in_force: boolean }} Version
 */

/** The upper age that means none. */
const NO_UPPER_AGE = 999;

/** @param {number | null} from @param {number | null} to a range with its unit in `key` @param {string} key */
function rangeText(from, to, key) {
  if (from === null && to === null) return "–";
  if (from !== null && to === null) return t(`${key}_from`, { from });
  return from === to ? t(key, { from, to, n: Number(to) }) : t(`${key}_range`, { from, to });
}

/** 195 × 6 = 1 170 doses; what is not known is a dash, not nothing. @param {{ product: Product }} properties */
const Packing = ({ product }) => html`${t("products.packing", {
  vials: format.number(product.vials_per_pack), doses: format.number(product.doses_per_vial),
})} <strong class="nowrap">${product.doses_per_pack === null ? t("missing") : t("vaccine.doses", { n: product.doses_per_pack })}</strong>`;

/** @param {{ product: Product, mayWrite: boolean, onHistory: (p: Product) => void, onChange: (p: Product) => void }} properties */
function Row({ product, mayWrite, onHistory, onChange }) {
  const { name } = product;
  return html`<tr class=${product.usable ? undefined : "row-off"}>
    <th scope="row">${name} <span class="muted small nowrap">${product.code}</span></th>
    <td data-label=${t("products.manufacturer")}>${product.manufacturer}</td>
    <td data-label=${t("products.usable")}>${product.usable ? t("yes") : html`<strong>${t("products.not_usable")}</strong>`}</td>
    <td data-label=${t("products.doses_per_pack")}><span><${Packing} product=${product} /></span></td>
    <td data-label=${t("products.doses_per_course")} class="numeric">${format.number(product.doses_per_course)}</td>
    <td data-label=${t("products.interval")}>${rangeText(product.interval_min_days, product.interval_max_days, "products.days")}</td>
    <td data-label=${t("products.age")}>${rangeText(product.recommended_age_from, product.recommended_age_to, "products.years")}</td>
    <td data-label=${t("products.storage")}>${product.storage ?? "–"}</td>
    <td class="no-print"><div class="row-actions">
      <${Button} variant="tertiary" size="sm" onClick=${() => onHistory(product)} aria-label=${t("products.history_of", { name })}>${t("products.history")}<//>
      ${mayWrite ? html`<${Button} variant="tertiary" size="sm" onClick=${() => onChange(product)} aria-label=${t("products.change_of", { name })}>${t("edit")}<//>` : null}
    </div></td>
  </tr>`;
}

/** @param {{ products: Product[], mayWrite: boolean, onHistory: (p: Product) => void, onChange: (p: Product) => void }} properties */
export const ProductTable = ({ products, ...rest }) => html`<${TableFrame} label=${t("products.title")}>
  <table class="ds-table table-cards">
    <caption class="ds-sr-only">${t("products.title")}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.product")}</th>
      <th scope="col">${t("products.manufacturer")}</th>
      <th scope="col">${t("products.usable")}</th>
      <th scope="col">${t("products.doses_per_pack")}</th>
      <th scope="col" class="numeric">${t("products.doses_per_course")}</th>
      <th scope="col">${t("products.interval")}</th>
      <th scope="col">${t("products.age")}</th>
      <th scope="col">${t("products.storage")}</th>
      <th scope="col" class="no-print"><span class="ds-sr-only">${t("vaccine.actions")}</span></th>
    </tr></thead>
    <tbody>${products.map((product) => html`<${Row} key=${product.code} product=${product} ...${rest} />`)}</tbody>
  </table>
<//>`;

/** One value in words. @param {string} property @param {number | null} value @param {string | null} text */
export function valueText(property, value, text) {
  if (property === "storage") return text ?? "–";
  if (value === null) return "–";
  if (property === "usable") return t(value ? "yes" : "no");
  if (property === "recommended_age_to" && value === NO_UPPER_AGE) return t("products.no_upper_age");
  return format.number(value);
}

/** @param {{ versions: Version[] }} properties */
const VersionTable = ({ versions }) => html`<${TableFrame} label=${t("products.history")}>
  <table class="ds-table table-cards">
    <caption class="ds-sr-only">${t("products.history")}</caption>
    <thead><tr>
      <th scope="col">${t("products.property")}</th>
      <th scope="col">${t("products.change")}</th>
      <th scope="col">${t("products.valid_from")}</th>
      <th scope="col">${t("products.source")}</th>
      <th scope="col">${t("products.decision")}</th>
      <th scope="col">${t("products.recorded")}</th>
    </tr></thead>
    <tbody>${versions.map((one) => html`<tr key=${`${one.property}/${one.valid_from}/${one.version}`}>
      <th scope="row">${t(`products.${one.property}`)}</th>
      <td data-label=${t("products.change")}><span>${valueText(one.property, one.previous_value, one.previous_text)} → <strong>${valueText(one.property, one.value, one.text)}</strong>
        ${one.in_force ? html` <span class="tag tag-in-force">${t("products.in_force")}</span>` : null}</span></td>
      <td data-label=${t("products.valid_from")} class="nowrap">${one.valid_from}</td>
      <td data-label=${t("products.source")}>${one.source}</td>
      <td data-label=${t("products.decision")}>${one.decision}</td>
      <td data-label=${t("products.recorded")}><span>${format.moment(one.recorded_at)}${one.recorded_by_name ? `, ${one.recorded_by_name}` : ""}
        ${one.known_at !== one.recorded_at ? html`<span class="muted small block">${t("products.known", { at: format.moment(one.known_at) })}</span>` : null}</span></td>
    </tr>`)}</tbody>
  </table>
<//>`;

/** @param {{ product: Product, known: string | null, onClose: () => void }} properties */
export function History({ product, known, onClose }) {
  const path = `/vaccine/products/${encodeURIComponent(product.code)}/properties`;
  const { data, error, reload } = useLoad(async (signal) => (await get(path, { signal, query: { known_at: known } })).data, [path, known]);
  return html`<${Dialog} title=${t("products.history_of", { name: product.name })} onClose=${onClose} wide>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${!data && !error ? html`<${Loading} />` : null}
    ${data?.items.length === 0 ? html`<${Empty} title=${t("products.no_history")} />` : null}
    ${data && data.items.length > 0 ? html`<${VersionTable} versions=${data.items} />` : null}
  <//>`;
}
