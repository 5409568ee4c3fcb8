/** The page: the goal's versions with their slips, the arithmetic of one of them, and the form for a new one. */
import { html, useState } from "../../vendor/preact.js";
import { ApiError, get } from "../lib/api.js";
import { date, moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownAt, KnownBanner, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, TableFrame } from "../lib/ui.js";
import { percent, useNames } from "../lib/vaccine.js";
import { Arithmetic } from "./arithmetic.js";
import { GoalForm } from "./form.js";

/**
 * @typedef {object} Goal
 * @property {number} goal_number
 * @property {string} goal_date
 * @property {string} population_date
 * @property {number} age_from
 * @property {number | null} age_to
 * @property {number} doses_per_person
 * @property {number} one_dose_persons
 * @property {number} coverage_permille
 * @property {string} source
 * @property {string} issued_at
 * @property {string} known_at
 * @property {string} entered_at
 * @property {string} entered_by_name
 * @property {string | null} previous_goal_date
 * @property {number | null} slip_days
 */

/** "18 år och äldre". @param {Goal} goal */
export const agesText = (goal) => (goal.age_to === null ? t("goal.ages_from", { from: String(goal.age_from) }) : t("goal.ages_range", { from: String(goal.age_from), to: String(goal.age_to) }));

/** How the goal moved against the one before. @param {Goal} goal */
export function slipText({ slip_days: slip, previous_goal_date: previous }) {
  if (slip === null || previous === null) return t("goal.first");
  if (slip === 0) return t("goal.slip_none");
  return t(slip > 0 ? "goal.slip_later" : "goal.slip_earlier", { n: Math.abs(slip) });
}

export function GoalPage() {
  const known = knownDay();
  const names = useNames();
  const goals = useLoad(async (signal) => (await get("/vaccine/goals", { signal, query: { known_at: known } })).data.items, [known]);
  const [adding, setAdding] = useState(false);
  const all = /** @type {Goal[] | null} */ (goals.data);
  const asked = Number(query.value.get("mal"));
  const shown = all?.find((one) => one.goal_number === asked) ?? all?.[0] ?? null;
  const error = goals.error ?? names.error;
  const may = can("forecast.write") && known === null;
  return html`
    <${PageHead} title=${t("goal.title")} lead=${t("goal.lead")}>
      ${may ? html`<${Button} onClick=${() => setAdding(true)}>${t("goal.new")}<//>` : null}
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <div class="fields vaccine-filters no-print"><${KnownAt} /></div>
    ${error ? html`<${Problem} error=${error} retry=${goals.error ? goals.reload : names.reload} />` : null}
    ${!error && (!all || !names.data) ? html`<${Loading} />` : null}
    ${all && all.length === 0 ? html`<${Empty} title=${t("goal.none")}>${t("goal.none_more")}<//>` : null}
    ${shown && names.data ? html`<${Shown} key=${`${shown.goal_number}/${known}`} goal=${shown} names=${names.data} known=${known} />` : null}
    ${all && all.length > 0 ? html`<${Versions} goals=${all} shown=${shown} />` : null}
    ${adding ? html`<${GoalForm} latest=${all?.[0] ?? null} onClose=${() => setAdding(false)} onSaved=${() => {
      setAdding(false);
      setQuery({ mal: null });
      goals.reload();
    }} />` : null}`;
}

/** @param {{ goal: Goal, names: import("../lib/vaccine.js").Names, known: string | null }} properties */
function Shown({ goal, names, known }) {
  const { data, error, reload } = useLoad(async (signal) => (await get("/vaccine/goal-arithmetic", { signal, query: { goal: goal.goal_number, known_at: known } })).data, [goal.goal_number, known]);
  if (error) return html`<${Problem} error=${error instanceof ApiError ? error : null} retry=${reload} />`;
  return data ? html`<${Arithmetic} data=${data} goal=${goal} names=${names} />` : html`<${Loading} />`;
}

/** @param {{ goals: Goal[], shown: Goal | null }} properties */
const Versions = ({ goals, shown }) => html`<section class="stack">
  <h2 class="ds-heading" data-size="xs">${t("goal.versions")}</h2>
  <${TableFrame} label=${t("goal.versions")}>
    <table class="ds-table table-cards">
      <caption class="ds-sr-only">${t("goal.versions")}</caption>
      <thead><tr>
        <th scope="col">${t("goal.version")}</th><th scope="col">${t("goal.date")}</th><th scope="col">${t("goal.slip")}</th><th scope="col">${t("goal.ages")}</th>
        <th scope="col" class="numeric">${t("goal.coverage")}</th><th scope="col">${t("goal.source")}</th><th scope="col" class="no-print"><span class="ds-sr-only">${t("vaccine.actions")}</span></th>
      </tr></thead>
      <tbody>${goals.map((goal, at) => html`<tr key=${goal.goal_number}>
        <th scope="row">${number(goals.length - at)}</th>
        <td data-label=${t("goal.date")}>${date(goal.goal_date)}</td>
        <td data-label=${t("goal.slip")}><span><span aria-hidden="true">${goal.slip_days ? (goal.slip_days > 0 ? "→ " : "← ") : ""}</span>${slipText(goal)}</span></td>
        <td data-label=${t("goal.ages")}>${agesText(goal)}</td>
        <td class="numeric" data-label=${t("goal.coverage")}>${percent(goal.coverage_permille / 10)}</td>
        <td data-label=${t("goal.source")}><span>${goal.source}<span class="small muted block">${t("forecast.issued", { at: moment(goal.issued_at) })}</span></span></td>
        <td class="no-print">${goal === shown ? html`<span class="tag tag-in-force">${t("goal.shown")}</span>` : html`<div class="row-actions"><${Button} variant="tertiary" size="sm"
          onClick=${() => {
            setQuery({ mal: String(goal.goal_number) });
            scrollTo(0, 0);
          }}>${t("goal.show")}<span class="ds-sr-only">${` ${t("goal.number", { n: goals.length - at })}`}</span><//></div>`}</td>
      </tr>`)}</tbody>
    </table>
  <//>
</section>`;
