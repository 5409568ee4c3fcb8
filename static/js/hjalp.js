/** Help: the week's routine by role, how cover is counted, the words. Shown without signing in too. */
import { html, useEffect } from "../vendor/preact.js";
import { t } from "./lib/i18n.js";
import { session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { StatusLegend } from "./lib/cover.js";
import { PageHead } from "./lib/ui.js";

const ROUTINES = /** @type {const} */ ([
  ["municipality", 6],
  ["board", 7],
  ["decider", 3],
  ["vaccine_region", 7],
  ["vaccine_agency", 8],
  ["region", 2],
]);
/** What each kind of organisation reads first. @type {Record<string, string[]>} */
const OWN_ROUTINES = { municipality: ["municipality"], county_board: ["board"], region: ["vaccine_region", "region"], national: ["vaccine_agency"] };
const QUESTIONS = ["lost_connection", "wrong_figure", "locked", "packs", "missing_article", "two_people", "password"];
const WORDS = ["cover", "stock", "use", "need", "acute", "grey", "lot", "floor", "target", "proposal", "lane", "strict", "escalation",
  "committee", "locked", "revision", "dose", "firm", "outlook", "withdrawn", "notice", "outcome", "key", "multiplier", "account", "allocation", "surplus", "confirmed",
  "reconciliation", "capacity", "known_at", "printed_total", "goal"];

/** The codes of the API's problems, whose type is an address here (/hjalp#code); a test compares them with the server's. */
const CODES = ["answer_too_large", "bad_request", "body_too_large", "broken", "busy", "changed", "common_password", "compute_refused",
  "conflict", "cross_origin", "draining", "floor_broken", "forbidden", "idempotency_reuse", "invalid_fields", "invalid_json",
  "invalid_key", "key_read_only", "last_administrator", "lines_undecided", "method_not_allowed", "not_acceptable", "not_found",
  "not_signed_in", "not_writable", "people_only", "precondition_failed", "precondition_required", "reason_required", "report_locked", "report_not_open",
  "second_factor_missing", "second_factor_required", "second_factor_unavailable", "too_many_attempts", "unsupported_media_type",
  "wrong_code", "wrong_credentials", "wrong_password", "wrong_state"];

/** The order of routines: the reader's own first. */
function routines() {
  const kind = session.value?.organisation.kind ?? "municipality";
  const own = OWN_ROUTINES[kind] ?? [];
  return [...ROUTINES].sort((a, b) => Number(own.includes(b[0])) - Number(own.includes(a[0])));
}

/** @param {{ name: string, steps: number }} properties */
const Routine = ({ name, steps }) => html`
  <h3 class="ds-heading" data-size="2xs">${t(`hjalp.routine.${name}`)}</h3>
  <ol>${Array.from({ length: steps }, (_, step) => html`<li key=${step}>${t(`hjalp.routine.${name}.${step + 1}`)}</li>`)}</ol>`;

const Codes = () => html`
  <h2 class="ds-heading" data-size="xs" id="codes">${t("hjalp.codes")}</h2>
  <p>${t("hjalp.codes_text")}</p>
  <dl class="glossary">${CODES.map((code) => html`<dt key=${code} id=${code}><code>${code}</code></dt><dd>${t(`hjalp.code.${code}`)}</dd>`)}</dl>`;

function Help() {
  // The page draws itself after the browser has looked for the address's part.
  useEffect(() => {
    if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, []);
  return html`
  <${PageHead} title=${t("hjalp.title")} lead=${t("hjalp.lead")} />
  <article class="panel prose">
    <nav aria-label=${t("hjalp.contents")}><ul>
      ${["routine", "cover_counted", "questions", "words", "codes"].map((name) => html`<li key=${name}><a href=${`#${name}`}>${t(`hjalp.${name}`)}</a></li>`)}
    </ul></nav>
    <h2 class="ds-heading" data-size="xs" id="routine">${t("hjalp.routine")}</h2>
    <p>${t("hjalp.routine_text")}</p>
    ${routines().map(([name, steps]) => html`<${Routine} key=${name} name=${name} steps=${steps} />`)}
    <h2 class="ds-heading" data-size="xs" id="cover_counted">${t("hjalp.cover_counted")}</h2>
    ${[1, 2, 3, 4, 5].map((part) => html`<p key=${part}>${t(`hjalp.cover_counted.${part}`)}</p>`)}
    <${StatusLegend} />
    <h2 class="ds-heading" data-size="xs" id="questions">${t("hjalp.questions")}</h2>
    ${QUESTIONS.map((name) => html`<h3 key=${name} class="ds-heading" data-size="2xs">${t(`hjalp.question.${name}`)}</h3>
      <p>${t(`hjalp.answer.${name}`)}</p>`)}
    <h2 class="ds-heading" data-size="xs" id="words">${t("hjalp.words")}</h2>
    <dl class="glossary">${WORDS.map((name) => html`<dt key=${name}>${t(`hjalp.word.${name}`)}</dt><dd>${t(`hjalp.meaning.${name}`)}</dd>`)}</dl>
    <${Codes} />
  </article>`;
}

showPage({ name: "hjalp", titleKey: "hjalp.title", catalogues: ["admin", "help"], main: Help, open: true });
