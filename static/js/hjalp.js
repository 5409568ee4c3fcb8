/** Help: the week's routine by role, how cover is counted, the words. Shown without signing in too. */
import { html } from "../vendor/preact.js";
import { t } from "./lib/i18n.js";
import { session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { StatusLegend } from "./lib/cover.js";
import { PageHead } from "./lib/ui.js";

const ROUTINES = /** @type {const} */ ([
  ["municipality", 6],
  ["board", 7],
  ["decider", 3],
  ["region", 2],
]);
const QUESTIONS = ["lost_connection", "wrong_figure", "locked", "packs", "missing_article", "two_people", "password"];
const WORDS = ["cover", "stock", "use", "need", "acute", "grey", "lot", "floor", "target", "proposal", "lane", "strict", "escalation",
  "committee", "locked", "revision"];

/** The order of routines: the reader's own first. */
function routines() {
  const kind = session.value?.organisation.kind;
  const own = kind === "county_board" ? "board" : kind === "region" ? "region" : "municipality";
  return [...ROUTINES].sort((a, b) => Number(b[0] === own) - Number(a[0] === own));
}

/** @param {{ name: string, steps: number }} properties */
const Routine = ({ name, steps }) => html`
  <h3 class="ds-heading" data-size="2xs">${t(`hjalp.routine.${name}`)}</h3>
  <ol>${Array.from({ length: steps }, (_, step) => html`<li key=${step}>${t(`hjalp.routine.${name}.${step + 1}`)}</li>`)}</ol>`;

const Help = () => html`
  <${PageHead} title=${t("hjalp.title")} lead=${t("hjalp.lead")} />
  <article class="panel prose">
    <nav aria-label=${t("hjalp.contents")}><ul>
      ${["routine", "cover_counted", "questions", "words"].map((name) => html`<li key=${name}><a href=${`#${name}`}>${t(`hjalp.${name}`)}</a></li>`)}
    </ul></nav>
    <h2 class="ds-heading" data-size="xs" id="routine">${t("hjalp.routine")}</h2>
    <p>${t("hjalp.routine_text")}</p>
    ${routines().map(([name, steps]) => html`<${Routine} key=${name} name=${name} steps=${steps} />`)}
    <h2 class="ds-heading" data-size="xs" id="cover_counted">${t("hjalp.cover_counted")}</h2>
    ${[1, 2, 3, 4].map((part) => html`<p key=${part}>${t(`hjalp.cover_counted.${part}`)}</p>`)}
    <${StatusLegend} />
    <h2 class="ds-heading" data-size="xs" id="questions">${t("hjalp.questions")}</h2>
    ${QUESTIONS.map((name) => html`<h3 key=${name} class="ds-heading" data-size="2xs">${t(`hjalp.question.${name}`)}</h3>
      <p>${t(`hjalp.answer.${name}`)}</p>`)}
    <h2 class="ds-heading" data-size="xs" id="words">${t("hjalp.words")}</h2>
    <dl class="glossary">${WORDS.map((name) => html`<dt key=${name}>${t(`hjalp.word.${name}`)}</dt><dd>${t(`hjalp.meaning.${name}`)}</dd>`)}</dl>
  </article>`;

showPage({ name: "hjalp", titleKey: "hjalp.title", catalogues: ["admin", "help"], main: Help, open: true });
