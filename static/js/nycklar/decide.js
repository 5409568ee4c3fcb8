/** Deciding that a key holds for a vaccine and weeks: what it affects is shown before, and again after. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { getAll, post } from "../lib/api.js";
import { DECISION_FIELDS, DecisionFields, decisionBody, decisionFaults, newDecision } from "../lib/decision-fields.js";
import { useOnce } from "../lib/dialog-form.js";
import { formErrors } from "../lib/form.js";
import { week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { knownAddress } from "../lib/known-at.js";
import { useAction, useLoad } from "../lib/load.js";
import { Alert, Button, ErrorSummary, Loading, Problem, SelectField } from "../lib/ui.js";
import { WeekField, productName, productOptions, weekOptions } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {{ allocation_id: string, product: string, week: string }} Affected */

const PREFIX = "decide-";
const FIELDS = ["product", "first_week", "last_week", ...DECISION_FIELDS];
const WEEKS_AHEAD = 52;

/** Allocations already decided with another key. @param {string} key @param {string} product @param {string} first @param {string} last */
const useAffected = (key, product, first, last) => useLoad(async (signal) => {
  const items = await getAll("/vaccine/allocations", { signal, query: { product: product || null, first_week: first, last_week: last || addWeeks(first, WEEKS_AHEAD) } });
  return /** @type {Affected[]} */ (items.filter((one) => one.key?.key_id !== key && one.state !== "replaced"));
}, [key, product, first, last]);

/** @param {{ names: Names, items: Affected[] }} properties */
const AffectedList = ({ names, items }) => html`<ul class="ds-list">${items.map((one) => html`<li key=${one.allocation_id}>
  <a class="ds-link" href=${knownAddress("tilldelning", { id: one.allocation_id })}>${productName(names, one.product)}, ${weekText(one.week, { year: true })}</a></li>`)}</ul>`;

/** @param {{ names: Names, subject: import("./lists.js").Key, product: string, week: string, onDecided: () => void }} properties */
export function DecideKey({ names, subject, product, week, onDecided }) {
  const [form, setForm] = useState(() => ({ product, first_week: week, last_week: "", ...newDecision() }));
  const set = (/** @type {Partial<typeof form>} */ changes) => setForm((old) => ({ ...old, ...changes }));
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [decided, setDecided] = useState(/** @type {any} */ (null));
  const affected = useAffected(subject.key_id, form.product, form.first_week, form.last_week);
  const { run, busy, error } = useAction();
  const once = useOnce();
  const errors = found.length > 0 ? found : formErrors(error, { prefix: PREFIX, fields: FIELDS });
  const fault = (/** @type {string} */ name) => errors.find((one) => one.id === `${PREFIX}${name}`)?.message ?? null;
  /** @param {Event} event */
  const decide = async (event) => {
    event.preventDefault();
    const wrong = [
      ...(form.last_week !== "" && form.last_week < form.first_week ? [{ id: `${PREFIX}last_week`, message: t("key.last_before_first") }] : []),
      ...decisionFaults(form, PREFIX),
    ];
    setFound(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const body = { product: form.product || null, first_week: form.first_week, last_week: form.last_week || null, ...decisionBody(form) };
    const answer = await run(() => once((key) => post(`/vaccine/keys/${encodeURIComponent(subject.key_id)}/decisions`, body, { key })));
    if (!answer) return;
    notify(t("key.decided_done", { name: subject.name }));
    setDecided(answer.data);
    onDecided();
  };
  if (decided) {
    const items = decided.affected_allocations ?? [];
    return html`<${Alert} color="success" title=${t("key.decided_done", { name: subject.name })} live>
      <p class="ds-paragraph">${t("key.by_decision", { n: decided.decision_number })}</p>
      ${items.length > 0 ? html`<p class="ds-paragraph">${t("key.affects_after", { n: items.length })}</p><${AffectedList} names=${names} items=${items} />`
        : html`<p class="ds-paragraph">${t("key.affects_none")}</p>`}
    <//>`;
  }
  return html`<form class="panel stack no-print" onSubmit=${decide} novalidate aria-labelledby="decide-heading">
    <h2 class="ds-heading" data-size="xs" id="decide-heading">${t("key.decide")}</h2>
    <p>${t("key.decide_text")}</p>
    <${ErrorSummary} errors=${errors} round=${round} />
    ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
    <div class="form-grid">
      <${SelectField} id=${`${PREFIX}product`} label=${t("key.holds_for")} value=${form.product} error=${fault("product")}
        options=${[{ value: "", label: t("vaccine.all_products") }, ...productOptions(names)]} onChange=${(/** @type {string} */ value) => set({ product: value })} />
      <${WeekField} id=${`${PREFIX}first_week`} label=${t("vaccine.first_week")} value=${form.first_week} error=${fault("first_week")} onChange=${(/** @type {string} */ first_week) => set({ first_week })} />
      <${SelectField} id=${`${PREFIX}last_week`} label=${t("key.last_week")} value=${form.last_week} error=${fault("last_week")} width="short"
        options=${[{ value: "", label: t("key.until_further") }, ...weekOptions(form.first_week)]} onChange=${(/** @type {string} */ last_week) => set({ last_week })} />
    </div>
    <${DecisionFields} form=${form} set=${set} prefix=${PREFIX} fault=${fault} />
    <section class="stack" aria-live="polite">
      <h3 class="ds-heading" data-size="2xs">${t("key.affects")}</h3>
      ${affected.error ? html`<${Problem} error=${affected.error} retry=${affected.reload} />` : null}
      ${!affected.data && !affected.error ? html`<${Loading} />` : null}
      ${affected.data?.length === 0 ? html`<p>${t("key.affects_none")}</p>` : null}
      ${affected.data && affected.data.length > 0 ? html`<p>${t("key.affects_before", { n: affected.data.length })}</p><${AffectedList} names=${names} items=${affected.data} />` : null}
    </section>
    <div class="actions"><${Button} type="submit" busy=${busy}>${t("key.decide")}<//></div>
  </form>`;
}
