/**
 * The county's proposals, newest first.
 */
import { html } from "../../vendor/preact.js";
import { getAll } from "../lib/api.js";
import { CountyChoice } from "../lib/county.js";
import { moment, number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { setQuery } from "../lib/query.js";
import { can } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, TableFrame } from "../lib/ui.js";
import { ProposalState } from "./parts.js";

/** @param {{ county: string }} properties */
export function ProposalList({ county }) {
  const list = useLoad((signal) => getAll(`/counties/${county}/proposals`, { signal }), [county]);
  return html`
    <${PageHead} title=${t("proposal.title")} lead=${t("proposal.lead")}>
      ${can("proposal.create") ? html`<${Button} onClick=${() => setQuery({ ny: "1" })}>${t("proposal.new.open")}<//>` : null}
    <//>
    <${CountyChoice} nation />
    ${list.error ? html`<${Problem} error=${list.error} retry=${list.reload} />` : null}
    ${!list.data && list.loading ? html`<${Loading} />` : null}
    ${list.data && list.data.length === 0 ? html`<${Empty} title=${t("proposal.list.empty")}>${t(can("proposal.create") ? "proposal.list.empty_create" : "proposal.list.empty_read")}<//>` : null}
    ${list.data && list.data.length > 0 ? html`<${TableFrame} label=${t("proposal.list.label")}>
      <table class="ds-table table-cards">
        <caption class="ds-sr-only">${t("proposal.list.label")}</caption>
        <thead><tr>
          <th scope="col">${t("proposal.list.created")}</th><th scope="col">${t("proposal.week")}</th><th scope="col">${t("proposal.lines.state")}</th>
          <th scope="col" class="numeric">${t("proposal.list.articles")}</th><th scope="col" class="numeric">${t("proposal.list.lines")}</th>
          <th scope="col" class="numeric">${t("proposal.list.packs")}</th><th scope="col">${t("proposal.list.by")}</th><th scope="col">${t("proposal.decide.reference")}</th>
        </tr></thead>
        <tbody>${list.data.map((item) => html`<${Item} key=${item.proposal_id} item=${item} />`)}</tbody>
      </table>
    <//>` : null}`;
}

/** @param {{ item: any }} properties */
function Item({ item }) {
  const open = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return; // a new tab is the browser's work
    event.preventDefault();
    setQuery({ id: item.proposal_id });
  };
  return html`<tr>
    <th scope="row"><a class="ds-link" href=${`/forslag?id=${item.proposal_id}`} onClick=${open}>${moment(item.created_at)}</a></th>
    <td data-label=${t("proposal.week")}>${weekText(item.week, { year: true })}</td>
    <td data-label=${t("proposal.lines.state")}><${ProposalState} state=${item.state} /></td>
    <td data-label=${t("proposal.list.articles")} class="numeric">${number(item.articles)}</td>
    <td data-label=${t("proposal.list.lines")} class="numeric">${number(item.lines)}</td>
    <td data-label=${t("proposal.list.packs")} class="numeric">${number(item.packs)}</td>
    <td data-label=${t("proposal.list.by")}>${item.created_by_name}</td>
    <td data-label=${t("proposal.decide.reference")}>${item.reference_number || "–"}</td>
  </tr>`;
}
