/**
 * /forslag: the list, ?ny=1 a new one, ?id=… one of them.
 */
import { html } from "../../vendor/preact.js";
import { CountyChoice, shownCounty } from "../lib/county.js";
import { t } from "../lib/i18n.js";
import { query } from "../lib/query.js";
import { can } from "../lib/session.js";
import { Empty, PageHead } from "../lib/ui.js";
import { ProposalList } from "./list.js";
import { NewProposal } from "./new.js";
import { ProposalView } from "./proposal.js";

export function ProposalsPage() {
  const id = query.value.get("id");
  if (id) return html`<${ProposalView} key=${id} id=${id} />`;
  const county = shownCounty();
  if (county === null) {
    return html`<${PageHead} title=${t("proposal.title")} lead=${t("proposal.lead")} /><${CountyChoice} nation />
      <${Empty} title=${t("county.choose_county_text")} />`;
  }
  if (query.value.get("ny") && can("proposal.create")) return html`<${NewProposal} key=${county} county=${county} />`;
  return html`<${ProposalList} key=${county} county=${county} />`;
}
