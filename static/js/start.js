/** What do I have to do now? The tasks of the signed-in person, most pressing first, each a link to where it is done. */
import { html } from "../vendor/preact.js";
import { get } from "./lib/api.js";
import * as format from "./lib/format.js";
import { hasText, language, t } from "./lib/i18n.js";
import { useLoad } from "./lib/load.js";
import { can, instance, session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Empty, Loading, PageHead, Problem } from "./lib/ui.js";
import { inStockholm } from "./lib/week.js";

/**
 * @typedef {{ code: string, week: string | null, object: string | null, name: string | null, due_at: string | null,
 *   late: boolean, count: number | null, link: string }} Task
 */

/** "i dag kl. 12.00", "27 april 2020 kl. 12.00". @param {string} moment */
function dueText(moment) {
  const { date, time } = inStockholm(moment, language.value);
  const today = instance.value?.today;
  return date === today ? t("start.due_today", { time }) : t("start.due", { date: format.date(date), time });
}

/** @param {{ task: Task }} properties */
function TaskItem({ task }) {
  const values = { week: format.week(task.week), name: task.name ?? "", n: task.count ?? 0 };
  const key = `start.task.${task.code}`;
  const about = `start.about.${task.code}`;
  return html`<li class=${`task${task.late ? " task-late" : ""}`}>
    <a class="task-link" href=${task.link}>${t(key, values)}</a>
    ${hasText(about) ? html`<p class="muted">${t(about, values)}</p>` : null}
    ${task.due_at ? html`<p class="task-due">${task.late ? html`<strong class="task-flag">${t("start.late")}</strong> ` : null}${dueText(task.due_at)}</p>` : null}
  </li>`;
}

/** @param {Task[]} tasks */
const byUrgency = (tasks) =>
  [...tasks].sort((a, b) => Number(b.late) - Number(a.late) || (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));

/** A national agency writes no report and answers for no county. */
const isNational = () => session.value?.organisation.kind === "national";

/** Where to go when nothing presses. */
function Ways() {
  const ways = [
    can("report.write") ? ["/rapport", "start.way.rapport"] : null,
    can("overview.read") ? ["/lagesbild", isNational() ? "start.way.lagesbild_nation" : "start.way.lagesbild"] : null,
    can("proposal.read") ? ["/forslag", "start.way.forslag"] : null,
    can("region_report.write") ? ["/region", "start.way.region"] : null,
    can("region_report.read") ? ["/vaccin", "start.way.vaccin"] : null,
    can("user.write") ? ["/anvandare", "start.way.anvandare"] : null,
    ["/hjalp", "start.way.hjalp"],
  ].filter((way) => way !== null);
  return html`<nav class="ways" aria-label=${t("start.ways")}>
    <h2 class="ds-heading" data-size="2xs">${t("start.ways")}</h2>
    <ul>${/** @type {string[][]} */ (ways).map(([link, key]) => html`<li key=${link}><a class="ds-link" href=${link}>${t(key)}</a></li>`)}</ul>
  </nav>`;
}

function Start() {
  const { data, error, loading, reload } = useLoad(async (signal) => (await get("/start", { signal })).data, []);
  const lead = data ? t(isNational() ? "start.lead_nation" : "start.lead", {
    today: format.date(instance.value?.today), week: format.week(data.week), report_week: format.week(data.report_week),
  }) : session.value?.organisation.name;
  return html`
    <${PageHead} title=${t("start.title")} lead=${lead} />
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data && data.tasks.length === 0 ? html`<${Empty} title=${t("start.nothing")}>${t("start.nothing_more")}<//>` : null}
    ${data && data.tasks.length > 0 ? html`<ol class="tasks">
      ${byUrgency(data.tasks).map((task) => html`<${TaskItem} key=${`${task.code}${task.week}${task.object}`} task=${task} />`)}
    </ol>` : null}
    <${Ways} />`;
}

showPage({ name: "start", titleKey: "start.title", catalogues: ["admin"], main: Start });
