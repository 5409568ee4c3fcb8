/** One allocation or draft: what came, what each region gets and why, whether the promise holds, and the decision. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { ApiError, apiUrl, get, getAll, remove } from "../lib/api.js";
import { moment, number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownBanner, knownAddress, knownDay } from "../lib/known-at.js";
import { useAction, useLoad } from "../lib/load.js";
import { onDemand } from "../lib/on-demand.js";
import { setQuery } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { Alert, Button, Dialog, Loading, PageHead, Problem } from "../lib/ui.js";
import { amountText, areaName, doses, productName, signed } from "../lib/vaccine.js";
import { LineTable, Sentences } from "./lines.js";
import { METHODS, differing } from "./model.js";
import { BackLink, PageLink, PromiseNote, StateTag, sourceText } from "./parts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./model.js").Allocation} Allocation */

export const DraftForm = onDemand((again) => import(`./form.js${again}`), "DraftForm");
const DecideAllocation = onDemand((again) => import(`./decide.js${again}`), "DecideAllocation");
const Replay = onDemand((again) => import(`./replay.js${again}`), "Replay");

/** @param {{ id: string, names: Names }} properties */
export function OneAllocation({ id, names }) {
  const known = knownDay();
  const path = `/vaccine/allocations/${encodeURIComponent(id)}`;
  const { data, error, reload } = useLoad(async (signal) => (await get(path, { signal, query: { known_at: known } })).data, [path, known]);
  if (!data) return html`<${BackLink} /><${PageHead} title=${t("allocation.title")} /><${KnownBanner} />${error ? html`<${Problem} error=${error} retry=${reload} />` : html`<${Loading} />`}`;
  const allocation = /** @type {Allocation} */ (data);
  const mayReplace = can("allocation.create") && known === null && allocation.state !== "replaced";
  return html`
    <${BackLink} />
    <${Head} names=${names} allocation=${allocation}>
      ${mayReplace ? html`<${Button} variant="secondary" onClick=${() => setQuery({ gor: "nytt", vaccin: allocation.product, vecka: allocation.week })}>${t("allocation.replace")}<//>` : null}
      <a class="ds-button" data-variant="secondary" href=${apiUrl(path, { known_at: known, format: "csv" })} download=${`tilldelning-${allocation.product}-${allocation.week}.csv`}>${t("download_csv")}</a>
    <//>
    <${KnownBanner} />
    <${Decision} allocation=${allocation} />
    <${Body} names=${names} allocation=${allocation} />
    <section class="stack no-print"><h2 class="ds-heading" data-size="xs">${t("allocation.replay")}</h2><${Replay} allocation=${allocation} /></section>
    <dl class="print-only signatures"><div><dt>${t("decision.decision_maker")}</dt><dd>${allocation.decision_maker}</dd></div><div><dt>${t("decision.decided_at")}</dt><dd>${moment(allocation.decided_at)}</dd></div></dl>
    <p class="print-only small">${t("allocation.rule_line", { rule: allocation.rule, input: allocation.input_sha256, result: allocation.result_sha256 })}</p>`;
}

/**
 * A draft with what was chosen. It is computed each time it is read; one that no longer can be (its week has been decided meanwhile,
 * its forecast withdrawn) is still there to be changed or removed.
 * @param {string} id @param {string} path
 */
const useDraft = (id, path) => useLoad(async (signal) => {
  const saved = (await getAll("/vaccine/allocation-drafts", { signal })).find((one) => one.allocation_id === id);
  try {
    const { data, etag } = await get(path, { signal });
    return { allocation: /** @type {Allocation} */ (data), etag, choices: saved?.choices ?? null, failure: null };
  } catch (failure) {
    if (!saved || !(failure instanceof ApiError) || ![409, 422].includes(failure.status)) throw failure;
    return { allocation: null, etag: `"${saved.version}"`, choices: saved.choices, failure };
  }
}, [path]);

/** @param {{ id: string, names: Names }} properties */
export function OneDraft({ id, names }) {
  const path = `/vaccine/allocation-drafts/${encodeURIComponent(id)}`;
  const held = useDraft(id, path);
  const [changing, setChanging] = useState(false);
  const [removing, setRemoving] = useState(false);
  if (!held.data) return html`<${BackLink} /><${PageHead} title=${t("allocation.state.draft")} />${held.error ? html`<${Problem} error=${held.error} retry=${held.reload} />` : html`<${Loading} />`}`;
  const { allocation, etag, choices, failure } = held.data;
  if (changing && choices) {
    return html`<${DraftForm} names=${names} draft=${{ id, etag, choices }} onSaved=${() => { setChanging(false); held.reload(); }} />`;
  }
  const ways = html`
    ${choices ? html`<${Button} variant="secondary" onClick=${() => setChanging(true)}>${t("allocation.change_choices")}<//>` : null}
    <${Button} variant="tertiary" onClick=${() => setRemoving(true)}>${t("allocation.remove")}<//>`;
  return html`
    <${BackLink} />
    ${allocation ? html`
      <${Head} names=${names} allocation=${allocation}>${ways}<//>
      <${Alert}><p class="ds-paragraph">${t("allocation.draft_note")}</p><//>
      <${Body} names=${names} allocation=${allocation} />
      ${can("allocation.decide") ? html`<${DecideAllocation} allocation=${allocation} onStale=${held.reload} />` : html`<${Alert}><p class="ds-paragraph">${t("allocation.not_decider")}</p><//>`}`
      : html`<${PageHead} title=${t("allocation.heading", { product: productName(names, choices.product), week: weekText(choices.week, { year: true }) })} lead=${html`<${StateTag} state="draft" />`}>${ways}<//>
        <${Problem} error=${failure} retry=${held.reload} /><${Violations} error=${failure} />`}
    ${removing ? html`<${RemoveDialog} path=${path} etag=${etag} onClose=${() => setRemoving(false)} />` : null}`;
}

/** Why a draft cannot be computed. @param {{ error: any }} properties */
const Violations = ({ error }) => (Array.isArray(error?.errors) && error.errors.length > 0
  ? html`<ul class="ds-list">${error.errors.map((/** @type {any} */ one) => html`<li key=${one.pointer}>${one.message}</li>`)}</ul>` : null);

/** @param {{ path: string, etag: string | null, onClose: () => void }} properties */
function RemoveDialog({ path, etag, onClose }) {
  const { run, busy, error } = useAction();
  const go = async () => {
    if (!(await run(() => remove(path, { etag })))) return;
    notify(t("allocation.removed"));
    setQuery({ utkast: null });
  };
  return html`<${Dialog} title=${t("allocation.remove")} onClose=${onClose}>
    ${error ? html`<${Problem} error=${error} />` : null}
    <p>${t("allocation.remove_text")}</p>
    <div class="actions"><${Button} color="danger" busy=${busy} onClick=${go}>${t("allocation.remove")}<//><${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//></div>
  <//>`;
}

/** @param {{ names: Names, allocation: Allocation, children?: any }} properties */
const Head = ({ names, allocation, children }) => html`
  <${PageHead} title=${t("allocation.heading", { product: productName(names, allocation.product), week: weekText(allocation.week, { year: true }) })}
    lead=${html`<${StateTag} state=${allocation.state} />`}>
    ${children}
    <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
  <//>
  <p class="print-only">${t("allocation.printed", { moment: moment(instance.value?.now ?? null), known: moment(allocation.known_at), reference: allocation.reference_number || "–" })}</p>`;

/** What was decided and by whom; locked. @param {{ allocation: Allocation }} properties */
const Decision = ({ allocation }) => html`<section class="panel stack" aria-labelledby="decision-heading">
  <h2 class="ds-heading" data-size="xs" id="decision-heading">${t("allocation.decision")}</h2>
  <dl class="facts">
    <div><dt>${t("decision.reference_number")}</dt><dd>${allocation.reference_number}</dd></div>
    <div><dt>${t("decision.decision_maker")}</dt><dd>${allocation.decision_maker}</dd></div>
    <div><dt>${t("decision.decided_at")}</dt><dd>${moment(allocation.decided_at)}<span class="fact-note muted">${allocation.decided_by_name}</span></dd></div>
  </dl>
  <p><strong>${t("decision.grounds")}:</strong> ${allocation.grounds}</p>
  <p class="muted small">${t("allocation.locked")}</p>
</section>`;

/** @param {{ names: Names, allocation: Allocation }} properties */
function Body({ names, allocation }) {
  const { lines, totals } = allocation;
  const short = allocation.committed_second_packs - allocation.served_second_packs;
  return html`
    ${allocation.usable ? null : html`<${Alert} color="danger" title=${t("allocation.unusable_title")}><p class="ds-paragraph">${t("allocation.unusable", { n: allocation.surplus_packs })}</p><//>`}
    ${allocation.usable && short > 0 ? html`<${Alert} color="danger" title=${t("allocation.short_title")}><p class="ds-paragraph">${t("allocation.short", { n: short, committed: allocation.committed_second_packs, served: allocation.served_second_packs })}</p><//>` : null}
    ${allocation.usable && allocation.surplus_packs > 0 ? html`<${Alert} color="warning"><p class="ds-paragraph">${t("allocation.surplus", { n: allocation.surplus_packs })}</p><//>` : null}
    ${allocation.replaced_by ? html`<${Alert} color="warning"><p class="ds-paragraph">${t("allocation.replaced")} <${PageLink} to=${{ id: allocation.replaced_by }}>${t("allocation.see_new")}<//></p><//>` : null}
    <${PromiseNote} allocation=${allocation} />
    <${Facts} names=${names} allocation=${allocation} />
    ${allocation.replaces ? html`<${Changes} names=${names} allocation=${allocation} />` : null}
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("allocation.regions")}</h2>
      <p class="muted no-print">${t("allocation.open_help")}</p>
      <${LineTable} names=${names} allocation=${allocation} />
      <p>${METHODS.map((method) => t(`allocation.differs.${method}`, { n: differing(lines, method) })).join(" ")}</p>
      <p class="muted small">${t("allocation.methods_note")}</p>
    </section>
    <${Sentences} names=${names} lines=${lines} />
    <p class="print-only">${t("allocation.sum", { amount: amountText({ doses: totals.doses, vials: totals.doses / allocation.doses_per_vial, packs: totals.packs }) })}</p>`;
}

/** @param {{ names: Names, allocation: Allocation }} properties */
const Facts = ({ names, allocation }) => html`<dl class="facts">
  <div><dt>${t("allocation.comes")}</dt><dd>${amountText({ doses: allocation.packs * allocation.pack_doses, vials: allocation.packs * allocation.pack_doses / allocation.doses_per_vial, packs: allocation.packs })}
    <span class="fact-note muted">${t("allocation.of_doses", { doses: doses(allocation.source_doses), left: doses(allocation.left_doses) })}</span></dd></div>
  <div><dt>${t("allocation.comes_from")}</dt><dd>${sourceText(allocation.source)}</dd></div>
  <div><dt>${t("allocation.key")}</dt><dd><a class="ds-link" href=${knownAddress("nycklar", { nyckel: allocation.key.key_id })}>${allocation.key.name}</a>
    <span class="fact-note muted">${t("key.by_decision", { n: allocation.key.decision_number })}</span></dd></div>
  <div><dt>${t("allocation.parts")}</dt><dd>${t("allocation.parts_text", { seconds: number(allocation.served_second_packs), key: number(allocation.key_packs), surplus: number(allocation.surplus_packs) })}
    ${allocation.minimum_one_pack ? html`<span class="fact-note">${t("allocation.minimum")}</span>` : null}</dd></div>
  <div><dt>${t("allocation.pack")}</dt><dd>${t("allocation.pack_text", { product: productName(names, allocation.product), vials: number(allocation.pack_doses / allocation.doses_per_vial), doses: number(allocation.doses_per_vial), all: number(allocation.pack_doses) })}</dd></div>
  <div><dt>${t("allocation.as_known")}</dt><dd>${moment(allocation.known_at)}<span class="fact-note muted">${t("allocation.rule", { rule: allocation.rule })}</span></dd></div>
</dl>`;

/** What differs from the decision that it replaces. @param {{ names: Names, allocation: Allocation }} properties */
function Changes({ names, allocation }) {
  const changed = allocation.lines.filter((line) => line.difference_packs !== null && line.difference_packs !== 0);
  return html`<section class="stack">
    <h2 class="ds-heading" data-size="xs">${t("allocation.changes")}</h2>
    <p>${t("allocation.replaces")} <${PageLink} to=${{ id: allocation.replaces, utkast: null }}>${t("allocation.see_old")}<//></p>
    ${changed.length === 0 ? html`<p>${t("allocation.no_changes")}</p>` : html`<ul class="ds-list">${changed.map((line) => html`<li key=${line.county}>
      ${areaName(names, line.county)}: <strong>${t("allocation.changed_packs", { n: Math.abs(line.difference_packs ?? 0), difference: signed(line.difference_packs) })}</strong> (${doses(line.doses)})</li>`)}</ul>`}
  </section>`;
}
