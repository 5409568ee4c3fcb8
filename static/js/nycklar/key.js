/** One key: what it is built on, its weights, its decisions; and the trial of it before a decision. */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownBanner, knownAddress, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { onDemand } from "../lib/on-demand.js";
import { query, setQuery } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, TableFrame } from "../lib/ui.js";
import { forProduct, WeightTable, ageText, basisText, weeksText } from "./lists.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./lists.js").Key} Key */

const Simulation = onDemand((again) => import(`./simulation.js${again}`), "Simulation");

/** Back to the list. @param {{ to?: Record<string, string | null>, children?: any }} properties */
export const BackLink = ({ to = { nyckel: null, gor: null }, children }) => html`<p class="no-print"><a class="ds-link" href=${knownAddress("nycklar", {})} onClick=${(/** @type {Event} */ event) => {
  event.preventDefault();
  setQuery(to);
}}>← ${children ?? t("key.back")}</a></p>`;

/** @param {{ id: string, names: Names }} properties */
export function OneKey({ id, names }) {
  const known = knownDay();
  const path = `/vaccine/keys/${encodeURIComponent(id)}`;
  const { data: key, error, reload } = useLoad(async (signal) => (await get(path, { signal, query: { known_at: known } })).data, [path, known]);
  if (!key) {
    return html`<${PageHead} title=${t("key.title")} /><${BackLink} /><${KnownBanner} />
      ${error ? html`<${Problem} error=${error} retry=${reload} />` : html`<${Loading} />`}`;
  }
  if (query.value.get("gor") === "prova" && known === null) return html`<${Simulation} names=${names} subject=${key} onDecided=${reload} />`;
  return html`<${View} names=${names} subject=${key} />`;
}

/** @param {{ names: Names, subject: Key }} properties */
function View({ names, subject }) {
  const known = knownDay();
  return html`
    <${BackLink} />
    <${PageHead} title=${subject.name} lead=${subject.decisions.length === 0 ? t("key.is_proposal") : null}>
      ${known === null ? html`<${Button} onClick=${() => setQuery({ gor: "prova" })}>${t(can("key.decide") ? "key.try_and_decide" : "key.try")}<//>` : null}
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <dl class="facts">
      <div><dt>${t("key.basis")}</dt><dd>${basisText(subject)}</dd></div>
      ${subject.population_date ? html`<div><dt>${t("key.population_date")}</dt><dd>${subject.population_date}</dd></div>` : null}
      ${subject.product ? html`<div><dt>${t("vaccine.product")}</dt><dd>${forProduct(names, subject.product)}</dd></div>` : null}
      <div><dt>${t("key.source")}</dt><dd>${subject.source}</dd></div>
      <div><dt>${t("key.created")}</dt><dd>${moment(subject.created_at)}<span class="fact-note muted">${subject.created_by_name}</span></dd></div>
    </dl>
    ${subject.plan ? html`<${Plan} plan=${subject.plan} />` : null}
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("key.decisions")}</h2>
      <${Decisions} names=${names} subject=${subject} />
    </section>
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("key.weights")}</h2>
      <div class="weights"><${WeightTable} names=${names} weights=${subject.weights} total=${subject.total_weight} /></div>
    </section>`;
}

/** What an equal finish was reckoned from. @param {{ plan: NonNullable<Key["plan"]> }} properties */
const Plan = ({ plan }) => html`<section class="stack">
  <h2 class="ds-heading" data-size="xs">${t("key.plan")}</h2>
  <p>${t("key.plan_lead", { percent: number(plan.target_permille / 10, plan.target_permille % 10 ? 1 : 0) })}</p>
  <${TableFrame} label=${t("key.plan")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("key.plan")}</caption>
      <thead><tr><th scope="col">${t("key.group")}</th><th scope="col" class="numeric">${t("key.remaining")}</th><th scope="col" class="numeric">${t("key.planned")}</th></tr></thead>
      <tbody>${plan.groups.map((one) => html`<tr key=${one.age_from}>
        <th scope="row">${ageText(one.age_from, one.age_to)}</th>
        <td data-label=${t("key.remaining")} class="numeric">${number(one.remaining_persons)}</td>
        <td data-label=${t("key.planned")} class="numeric">${number(one.planned_doses)}</td>
      </tr>`)}</tbody>
    </table>
  <//>
</section>`;

/** @param {{ names: Names, subject: Key }} properties */
function Decisions({ names, subject }) {
  const known = knownDay();
  const all = useLoad(async (signal) => (await get("/vaccine/key-decisions", { signal, query: { known_at: known, limit: "200" } })).data.items, [known, subject.decisions.length]);
  const grounds = new Map((all.data ?? []).map((/** @type {any} */ one) => [one.decision_number, one.grounds]));
  if (subject.decisions.length === 0) return html`<${Empty} title=${t("key.no_decisions")} />`;
  return html`<${TableFrame} label=${t("key.decisions")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("key.decisions")}</caption>
      <thead><tr>
        <th scope="col">${t("key.decision_number")}</th><th scope="col">${t("vaccine.product")}</th><th scope="col">${t("key.period")}</th>
        <th scope="col">${t("decision.reference_number")}</th><th scope="col">${t("decision.decision_maker")}</th><th scope="col">${t("decision.grounds")}</th><th scope="col">${t("decision.decided_at")}</th>
      </tr></thead>
      <tbody>${subject.decisions.map((one) => html`<tr key=${one.decision_number}>
        <th scope="row">${one.decision_number}</th>
        <td data-label=${t("vaccine.product")}>${forProduct(names, one.product)}</td>
        <td data-label=${t("key.period")}>${weeksText(one.first_week, one.last_week)}</td>
        <td data-label=${t("decision.reference_number")}>${one.reference_number}</td>
        <td data-label=${t("decision.decision_maker")}>${one.decision_maker}</td>
        <td data-label=${t("decision.grounds")}>${grounds.get(one.decision_number) ?? "–"}</td>
        <td data-label=${t("decision.decided_at")}>${moment(one.decided_at)}</td>
      </tr>`)}</tbody>
    </table>
  <//>`;
}
