/** The page of the weekly report: which one, then writing, reading, reviewing or the receipt. */
import { html, signal, useEffect, useMemo, useSignal } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { announce, notify } from "../lib/announce.js";
import { week as weekName, weekSpan } from "../lib/format.js";
import { compareNames, t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { query, weekInAddress } from "../lib/query.js";
import { can, instance, session } from "../lib/session.js";
import { showPage } from "../lib/shell.js";
import { Button, Empty, Loading, PageHead, Problem } from "../lib/ui.js";
import { addWeeks } from "../lib/week.js";
import { serverNow } from "./clock.js";
import { Editor } from "./editor.js";
import { withoutPersonalNumbers } from "./fields.js";
import { History } from "./history.js";
import { ReportList } from "./list.js";
import { Picker } from "./picker.js";
import { Receipt } from "./receipt.js";
import { Review } from "./review.js";
import { draftTransport, loadForm } from "./server.js";
import { StateLine } from "./state.js";
import { Report } from "./store.js";
import { ReportView } from "./view.js";
import { dayAndTime } from "./words.js";

/** Name of this page load among the tabs of the browser. */
const writer = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The report on the screen, for what happens to the window. */
const present = signal(/** @type {Report | null} */ (null));

/** @param {any} form @returns {Report} */
function openReport(form) {
  const { code } = form.municipality;
  return new Report(form, {
    transport: draftTransport(code, form.week, form.previous_week),
    storage: localStorage,
    prefix: `fordela.report/${session.value?.user.user_id}/${code}/${form.week}/`,
    writer,
    now: () => new Date(serverNow()).toISOString(),
    setTimer: (action, milliseconds) => setTimeout(action, milliseconds),
    clearTimer: (timer) => clearTimeout(timer),
    sendable: withoutPersonalNumbers,
  });
}

addEventListener("online", () => void present.value?.keeper.resume());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") void present.value?.keeper.save();
});
addEventListener("beforeunload", (event) => {
  const report = present.value;
  // only when neither the browser nor the server has it
  if (report && !report.keeper.settled && report.kept.value.storageBroken) event.preventDefault();
});

/** May the signed-in person write this municipality's report? @param {string} code */
const mayWrite = (code) => {
  const organisation = session.value?.organisation;
  return can("report.write") && organisation?.kind === "municipality" && (organisation.area_code || organisation.code) === code;
};

/** @param {any} form */
const mayReview = (form) =>
  can("report.review") && session.value?.organisation.kind === "county_board" && session.value?.county?.code === form.municipality.county_code;

/** Nothing was sent in: said plainly to those who cannot write it. @param {{ form: any }} props */
const NotSent = ({ form }) => html`<${Empty} title=${t("report.view.missing_title", { week: weekName(form.week) })}>
  <p>${t(form.state === "draft" ? "report.view.draft_text" : "report.view.missing_text", { municipality: form.municipality.name, time: dayAndTime(form.due_at) })}</p>
<//>`;

/** @param {{ form: any, onReload: (message: string) => void }} props */
function Opened({ form, onReload }) {
  const report = useMemo(() => openReport(form), [form]);
  const canWrite = mayWrite(form.municipality.code) && form.editable;
  const recovered = useMemo(() => (canWrite ? report.keeper.recover() : null), [report]);
  const started = canWrite && (form.report === null || form.state === "returned" || form.draft !== null || recovered !== null);
  const editing = useSignal(started);
  const receipt = useSignal(/** @type {any} */ (null));
  useEffect(() => {
    present.value = canWrite ? report : null;
    editing.value = started;
    if (report.keeper.state.phase === "local") void report.keeper.save();
    return () => {
      void report.keeper.save();
      report.keeper.leave();
    };
  }, [report]);
  if (receipt.value) return html`<${Receipt} report=${report} receipt=${receipt.value} onView=${() => onReload("")} />`;
  return html`
    <${StateLine} report=${report} editing=${editing.value} canWrite=${canWrite} />
    ${!editing.value && mayReview(form) && form.report && html`<${Review} report=${report} onDone=${onReload} />`}
    ${editing.value
      ? html`<${Editor} report=${report} recovered=${recovered} onReload=${onReload} onClose=${report.sent ? () => { editing.value = false; } : null}
        onSent=${(/** @type {any} */ answer) => {
          receipt.value = answer;
          announce(t("report.receipt.title", { week: weekName(answer.week) }));
        }} />`
      : html`
        <p class="rp-row-of-buttons no-print">
          ${canWrite && html`<${Button} onClick=${() => { editing.value = true; }}>${t(form.needs_reason ? "report.view.correct" : "report.view.edit")}<//>`}
          ${form.report && html`<${Button} variant="secondary" onClick=${() => print()}>${t("report.view.print")}<//>`}
        </p>
        ${form.report ? html`<${ReportView} report=${report} />` : html`<${NotSent} form=${form} />`}`}
    ${form.report && html`<${History} report=${report} />`}`;
}

/** The municipalities whose reports the person may read: the own county's, or all. */
async function loadMunicipalities() {
  const county = session.value?.county?.code ?? "00";
  const { items } = (await get(`/counties/${county}/municipalities`)).data;
  return items.sort((/** @type {any} */ a, /** @type {any} */ b) => compareNames(a.name, b.name));
}

function ReportPage() {
  const organisation = session.value?.organisation;
  const county = session.value?.county?.code ?? "";
  const own = organisation?.kind === "municipality" ? organisation.area_code || organisation.code : "";
  const municipality = query.value.get("kommun") ?? own;
  const week = weekInAddress() ?? addWeeks(instance.value?.week ?? "", -1);
  const municipalities = useLoad(loadMunicipalities, []);
  const form = useLoad(async () => (municipality ? loadForm(municipality, week) : null), [municipality, week]);
  const current = form.data && form.data.municipality.code === municipality && form.data.week === week ? form.data : null;
  const reload = (/** @type {string} */ message) => {
    if (message) notify(message, "info");
    form.reload();
  };
  const name = current?.municipality.name ?? municipalities.data?.find((/** @type {any} */ one) => one.code === municipality)?.name;
  return html`
    <${PageHead} title=${name ? t("report.heading", { municipality: name }) : t("report.title")} lead=${weekSpan(week)}>
      <${Picker} municipalities=${municipalities.data ?? []} municipality=${municipality} week=${week} weeks=${current?.weeks ?? [week]} />
    <//>
    ${!municipality && !county && html`<${Empty} title=${t("report.pick.choose")}>${t("report.pick.choose_text")}<//>`}
    ${!municipality && county && can("overview.read") ? html`<${ReportList} county=${county} week=${week} />` : null}
    ${municipality && form.error && html`<${Problem} error=${form.error} retry=${form.reload} />`}
    ${municipality && !form.error && !current && html`<${Loading} text=${t("report.loading")} />`}
    ${current && html`<${Opened} key=${`${municipality}/${week}/${current.report_etag}`} form=${current} onReload=${reload} />`}`;
}

void showPage({ name: "rapport", titleKey: "report.title", catalogues: ["report"], main: ReportPage, permission: "report.read", wide: true });
