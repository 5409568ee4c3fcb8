/**
 * Where a proposal comes from, and the proof that the same figures still give the same result.
 */
import { html, useState } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { Alert, Button, Problem } from "../lib/ui.js";

/** @param {{ proposal: import("./model.js").Proposal }} properties */
export function Provenance({ proposal }) {
  const [result, setResult] = useState(/** @type {any} */ (null));
  const { run, busy, error } = useAction();
  const replay = async () => {
    const answer = await run(async () => (await get(`/proposals/${proposal.proposal_id}/replay`)).data);
    if (answer) setResult(answer);
  };
  return html`<div class="stack">
    <dl class="facts provenance">
      <div><dt>${t("proposal.replay.algorithm")}</dt><dd>${proposal.algorithm}</dd></div>
      <div><dt>${t("proposal.replay.as_of")}</dt><dd>${moment(proposal.as_of)}</dd></div>
      <div><dt>${t("proposal.replay.input")}</dt><dd class="hash">${proposal.input_sha256}</dd></div>
      <div><dt>${t("proposal.replay.result")}</dt><dd class="hash">${proposal.result_sha256}</dd></div>
    </dl>
    <p class="muted small">${t("proposal.replay.text")}</p>
    <div class="actions"><${Button} variant="secondary" busy=${busy} onClick=${replay}>${t("proposal.replay.run")}<//></div>
    ${error ? html`<${Problem} error=${error} retry=${replay} />` : null}
    ${result ? html`<${Alert} color=${result.same ? "success" : "danger"} title=${t(result.same ? "proposal.replay.same" : "proposal.replay.other")} live>
      <p>${t("proposal.replay.recomputed")} <span class="hash">${result.recomputed_sha256}</span></p>
    <//>` : null}
  </div>`;
}
