/** Where the figures come from, and the same computation once more. */
import { html, useState } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { Alert, Button, Problem } from "../lib/ui.js";

/** @param {{ allocation: import("./model.js").Allocation }} properties */
export function Replay({ allocation }) {
  const [result, setResult] = useState(/** @type {any} */ (null));
  const { run, busy, error } = useAction();
  const replay = async () => {
    const answer = await run(async () => (await get(`/vaccine/allocations/${encodeURIComponent(allocation.allocation_id)}/replay`)).data);
    if (answer) setResult(answer);
  };
  return html`<div class="stack">
    <p>${t("allocation.replay_text")}</p>
    <dl class="facts">
      <div><dt>${t("allocation.replay_rule")}</dt><dd>${allocation.rule}</dd></div>
      <div><dt>${t("allocation.replay_input")}</dt><dd class="hash">${allocation.input_sha256}</dd></div>
      <div><dt>${t("allocation.replay_result")}</dt><dd class="hash">${allocation.result_sha256}</dd></div>
    </dl>
    <div class="actions"><${Button} variant="secondary" busy=${busy} onClick=${replay}>${t("allocation.replay_run")}<//></div>
    ${error ? html`<${Problem} error=${error} retry=${replay} />` : null}
    ${result ? html`<${Alert} color=${result.same ? "success" : "danger"} title=${t(result.same ? "allocation.replay_same" : "allocation.replay_other")} live>
      <p>${t("allocation.replay_result")}: <span class="hash">${result.result_sha256}</span></p>
    <//>` : null}
  </div>`;
}
