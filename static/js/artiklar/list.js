/** The table of articles and the history of one. */
import { html } from "../../vendor/preact.js";
import { getAll } from "../lib/api.js";
import * as format from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Button, Dialog, Loading, Problem, TableFrame } from "../lib/ui.js";

/**
 * @typedef {object} Article
 * @property {string} code
 * @property {string} owner "00" or a county's code
 * @property {number} version
 * @property {string} name_sv
 * @property {string} name_en
 * @property {string} group
 * @property {"piece" | "litre"} unit
 * @property {number} pack_size
 * @property {string} norm
 * @property {string[]} stands_in_for
 * @property {number} sort_order
 * @property {boolean} active
 * @property {string} valid_from
 * @property {string} created_at
 * @property {string} created_by_name
 */

/** "100 st", the unit inside the pack. @param {Article} article */
const packText = (article) => format.quantity(article.pack_size, article.unit);

/** @param {Article} article */
const ownerText = (article) => t(article.owner === "00" ? "artiklar.owner_nation" : "artiklar.owner_county");

/** @param {{ article: Article, mayWrite: boolean, onEdit: (a: Article) => void, onVersions: (a: Article) => void }} properties */
function Row({ article, mayWrite, onEdit, onVersions }) {
  const name = inLanguage(article, "name");
  return html`<tr class=${article.active ? undefined : "row-off"}>
    <th scope="row">${name}${article.active ? null : html` <span class="tag-off">(${t("artiklar.inactive")})</span>`}</th>
    <td data-label=${t("artiklar.code")} class="nowrap">${article.code}</td>
    <td data-label=${t("artiklar.group")} class="no-print">${t(`group.${article.group}`)}</td>
    <td data-label=${t("artiklar.pack")} class="numeric">${packText(article)}</td>
    <td data-label=${t("artiklar.norm")}>${article.norm || "–"}</td>
    <td data-label=${t("artiklar.stands_in_for")}>${article.stands_in_for.join(", ") || "–"}</td>
    <td data-label=${t("artiklar.owner")}>${ownerText(article)}</td>
    <td data-label=${t("artiklar.valid_from")} class="nowrap">${article.valid_from}</td>
    <td class="no-print"><div class="row-actions">
      <${Button} variant="tertiary" size="sm" onClick=${() => onVersions(article)}
        aria-label=${t("artiklar.versions_of", { name })}>${t("artiklar.versions")}<//>
      ${mayWrite ? html`<${Button} variant="tertiary" size="sm" onClick=${() => onEdit(article)}
        aria-label=${t("artiklar.edit_of", { name })}>${t("edit")}<//>` : null}
    </div></td>
  </tr>`;
}

/**
 * @param {{ articles: Article[], mayWrite: boolean, onEdit: (a: Article) => void, onVersions: (a: Article) => void }} properties
 */
export const ArticleTable = ({ articles, mayWrite, onEdit, onVersions }) => html`
  <${TableFrame} label=${t("artiklar.list")}>
    <table class="ds-table table-cards table-articles">
      <caption class="ds-sr-only">${t("artiklar.list")}</caption>
      <thead><tr>
        <th scope="col">${t("artiklar.name")}</th>
        <th scope="col">${t("artiklar.code")}</th>
        <th scope="col" class="no-print">${t("artiklar.group")}</th>
        <th scope="col" class="numeric">${t("artiklar.pack")}</th>
        <th scope="col">${t("artiklar.norm")}</th>
        <th scope="col">${t("artiklar.stands_in_for")}</th>
        <th scope="col">${t("artiklar.owner")}</th>
        <th scope="col">${t("artiklar.valid_from")}</th>
        <th scope="col" class="no-print"><span class="ds-sr-only">${t("artiklar.actions")}</span></th>
      </tr></thead>
      <tbody>${articles.map((article) => html`<${Row} key=${article.code} article=${article} mayWrite=${mayWrite}
        onEdit=${onEdit} onVersions=${onVersions} />`)}</tbody>
    </table>
  <//>`;

/** @param {{ county: string, article: Article, onClose: () => void }} properties */
export function Versions({ county, article, onClose }) {
  const path = `/counties/${county}/articles/${encodeURIComponent(article.code)}/versions`;
  const { data, error, reload } = useLoad((signal) => getAll(path, { signal }), [path]);
  const title = t("artiklar.versions_of", { name: inLanguage(article, "name") });
  return html`<${Dialog} title=${title} onClose=${onClose} wide>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${!data && !error ? html`<${Loading} />` : null}
    ${data ? html`<${TableFrame} label=${title}>
      <table class="ds-table table-cards">
        <caption class="ds-sr-only">${title}</caption>
        <thead><tr>
          <th scope="col">${t("artiklar.version")}</th>
          <th scope="col">${t("artiklar.name")}</th>
          <th scope="col" class="numeric">${t("artiklar.pack")}</th>
          <th scope="col">${t("artiklar.stands_in_for")}</th>
          <th scope="col">${t("artiklar.active")}</th>
          <th scope="col">${t("artiklar.valid_from")}</th>
          <th scope="col">${t("artiklar.changed")}</th>
        </tr></thead>
        <tbody>${data.map((/** @type {Article} */ one) => html`<tr key=${`${one.owner}/${one.version}`}>
          <th scope="row">${one.version} (${ownerText(one)})</th>
          <td data-label=${t("artiklar.name")}>${inLanguage(one, "name")}</td>
          <td data-label=${t("artiklar.pack")} class="numeric">${packText(one)}</td>
          <td data-label=${t("artiklar.stands_in_for")}>${one.stands_in_for.join(", ") || "–"}</td>
          <td data-label=${t("artiklar.active")}>${t(one.active ? "yes" : "no")}</td>
          <td data-label=${t("artiklar.valid_from")} class="nowrap">${one.valid_from}</td>
          <td data-label=${t("artiklar.changed")}>${t("artiklar.changed_by", { at: format.moment(one.created_at), name: one.created_by_name || t("system") })}</td>
        </tr>`)}</tbody>
      </table>
    <//>` : null}
  <//>`;
}
