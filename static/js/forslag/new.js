/**
 * Computing a new proposal: which articles, which rule, with both explained.
 */
import { html, useState } from "../../vendor/preact.js";
import { ApiError, get, newKey, post } from "../lib/api.js";
import { NATION } from "../lib/county.js";
import { inLanguage, t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { readCount } from "../lib/number.js";
import { setQuery } from "../lib/query.js";
import { Alert, Button, Checkbox, ErrorSummary, Loading, PageHead, Problem, TextField } from "../lib/ui.js";
import { violationOf } from "./change.js";

/** Days that a target or a safety level may be. */
const MOST_DAYS = 365;

/** The county's own rule in force, or one of the two for this proposal. */
const RULES = ["policy", "plain", "strict"];

/** @param {{ county: string }} properties */
export function NewProposal({ county }) {
  const articles = useLoad(async (signal) => (await get(`/counties/${county}/articles`, { signal })).data.items, [county]);
  const [all, setAll] = useState(true);
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const [rule, setRule] = useState("policy");
  const [days, setDays] = useState({ target_days: "", safety_days: "" });
  const [errors, setErrors] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [key, setKey] = useState(newKey);
  const action = useAction();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = check(all, chosen, days);
    setErrors(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const body = { articles: all ? [] : chosen, rule, ...readDays(days) };
    const created = await action.run(async () => {
      try {
        return (await post(`/counties/${county}/proposals`, body, { key })).data;
      } catch (error) {
        if (!(error instanceof ApiError) || !error.network) setKey(newKey()); // a lost answer may have been a success: keep the key
        throw error;
      }
    });
    if (created) setQuery({ ny: null, id: created.proposal_id });
  };
  const error = (/** @type {string} */ id, field = id) => errors.find((one) => one.id === id)?.message ?? violationOf(action.error, field);
  return html`
    <${PageHead} title=${t("proposal.new.title")} lead=${t(county === NATION ? "proposal.new.lead_nation" : "proposal.new.lead")} />
    <form class="panel stack new-proposal" onSubmit=${submit} novalidate>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${action.error ? html`<${Problem} error=${action.error} />` : null}
      <fieldset class="choices"><legend>${t("proposal.new.articles")}</legend>
        <label class="choice"><input class="ds-input" type="radio" name="articles" id="articles-all" checked=${all} onChange=${() => setAll(true)} /> ${t("proposal.new.all")}</label>
        <p class="field-description choice-text">${t("proposal.new.all_text")}</p>
        <label class="choice"><input class="ds-input" type="radio" name="articles" id="articles-some" checked=${!all} onChange=${() => setAll(false)} /> ${t("proposal.new.some")}</label>
        <p class="field-description choice-text">${t("proposal.new.some_text")}</p>
      </fieldset>
      ${all ? null : html`<${ArticleChoice} articles=${articles} chosen=${chosen} setChosen=${setChosen} error=${error("article-0")} />`}
      <fieldset class="choices"><legend>${t("proposal.new.rule")}</legend>
        ${RULES.map((value) => html`<label key=${value} class="choice">
          <input class="ds-input" type="radio" name="rule" value=${value} checked=${rule === value} onChange=${() => setRule(value)} /> ${t(`proposal.new.rule.${value}`)}</label>
          <p class="field-description choice-text">${t(`proposal.new.rule_text.${value}`)}</p>`)}
      </fieldset>
      <div class="fields">
        <${TextField} id="target" label=${t("proposal.new.target")} optional value=${days.target_days} width="short" inputmode="numeric" autocomplete="off"
          description=${t("proposal.new.days_text")} error=${error("target", "target_days")} onInput=${(/** @type {string} */ text) => setDays({ ...days, target_days: text })} />
        <${TextField} id="safety" label=${t("proposal.new.safety")} optional value=${days.safety_days} width="short" inputmode="numeric" autocomplete="off"
          description=${t("proposal.new.days_text")} error=${error("safety", "safety_days")} onInput=${(/** @type {string} */ text) => setDays({ ...days, safety_days: text })} />
      </div>
      <${Alert} color="info"><p>${t("proposal.new.promise")}</p><//>
      <div class="actions"><${Button} type="submit" busy=${action.busy}>${t("proposal.new.compute")}<//>
        <${Button} variant="tertiary" onClick=${() => setQuery({ ny: null })}>${t("cancel")}<//></div>
    </form>`;
}

/** @param {{ articles: import("../lib/load.js").Loaded<any[]>, chosen: string[], setChosen: (codes: string[]) => void, error: string | null }} properties */
function ArticleChoice({ articles, chosen, setChosen, error }) {
  if (articles.error) return html`<${Problem} error=${articles.error} retry=${articles.reload} />`;
  if (!articles.data) return html`<${Loading} />`;
  const set = (/** @type {string} */ code) => (/** @type {boolean} */ on) => setChosen(on ? [...chosen, code] : chosen.filter((one) => one !== code));
  return html`<fieldset aria-describedby=${error ? "articles-error" : undefined}><legend>${t("proposal.new.which")}</legend>
    ${error ? html`<p class="ds-validation-message" id="articles-error">${error}</p>` : null}
    <div class="article-choice">${articles.data.map((article, at) => html`<${Checkbox} key=${article.code} id=${`article-${at}`}
      label=${inLanguage(article, "name")} checked=${chosen.includes(article.code)} onChange=${set(article.code)} />`)}</div>
  </fieldset>`;
}

/** @param {boolean} all @param {string[]} chosen @param {{ target_days: string, safety_days: string }} days */
function check(all, chosen, days) {
  const found = [];
  if (!all && chosen.length === 0) found.push({ id: "article-0", message: t("proposal.new.none_chosen") });
  const wrong = (/** @type {string} */ text) => {
    const read = readCount(text);
    return read.kind !== "blank" && (read.kind !== "count" || read.value < 1 || read.value > MOST_DAYS);
  };
  if (wrong(days.target_days)) found.push({ id: "target", message: t("proposal.new.days_error", { field: t("proposal.new.target"), most: MOST_DAYS }) });
  if (wrong(days.safety_days)) found.push({ id: "safety", message: t("proposal.new.days_error", { field: t("proposal.new.safety"), most: MOST_DAYS }) });
  return found;
}

/** Only what was filled in: the rest is the county's policy. @param {Record<string, string>} days */
function readDays(days) {
  /** @type {Record<string, number>} */
  const values = {};
  for (const [name, text] of Object.entries(days)) {
    const read = readCount(text);
    if (read.kind === "count") values[name] = read.value;
  }
  return values;
}
