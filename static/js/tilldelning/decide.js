/** The decision on a draft: of exactly what the decider has seen. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { post } from "../lib/api.js";
import { DECISION_FIELDS, DecisionFields, decisionBody, decisionFaults, newDecision } from "../lib/decision-fields.js";
import { useOnce } from "../lib/dialog-form.js";
import { formErrors } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { setQuery } from "../lib/query.js";
import { Alert, Button, ErrorSummary, Problem } from "../lib/ui.js";

const PREFIX = "decide-";

/** @param {{ allocation: import("./model.js").Allocation, onStale: () => void }} properties */
export function DecideAllocation({ allocation, onStale }) {
  const [form, setForm] = useState(newDecision);
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const { run, busy, error } = useAction();
  const once = useOnce();
  const errors = found.length > 0 ? found : formErrors(error, { prefix: PREFIX, fields: DECISION_FIELDS });
  const stale = error && (error.code === "changed" || error.stale);
  /** @param {Event} event */
  const decide = async (event) => {
    event.preventDefault();
    const wrong = decisionFaults(form, PREFIX);
    setFound(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const path = `/vaccine/allocation-drafts/${encodeURIComponent(allocation.allocation_id)}/decide`;
    const answer = await run(() => once((key) => post(path, { ...decisionBody(form), result_sha256: allocation.result_sha256 }, { key })));
    if (!answer) return;
    notify(t("allocation.decided_done"));
    setQuery({ utkast: null, id: answer.data.allocation_id });
    scrollTo(0, 0);
  };
  return html`<form class="panel stack no-print" onSubmit=${decide} novalidate aria-labelledby="decide-heading">
    <h2 class="ds-heading" data-size="xs" id="decide-heading">${t("allocation.decide")}</h2>
    <p>${t("allocation.decide_text")}</p>
    <${ErrorSummary} errors=${errors} round=${round} />
    ${stale ? html`<${Alert} color="warning" title=${t("allocation.stale")} live><div class="actions"><${Button} size="sm" onClick=${onStale}>${t("allocation.recompute")}<//></div><//>`
      : error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
    <${DecisionFields} form=${form} set=${(/** @type {any} */ changes) => setForm({ ...form, ...changes })} prefix=${PREFIX}
      fault=${(/** @type {string} */ name) => errors.find((one) => one.id === `${PREFIX}${name}`)?.message ?? null} />
    <div class="actions"><${Button} type="submit" busy=${busy}>${t("allocation.decide")}<//></div>
  </form>`;
}
