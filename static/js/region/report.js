/** The region's week: which one, what has been reported, and the table where it is written. */
import { html, useState } from "../../vendor/preact.js";
import { announce, notify } from "../lib/announce.js";
import { moment, time, week as weekText, weekSpan } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { setQuery, weekInAddress } from "../lib/query.js";
import { Alert, Button, ErrorSummary, Loading, Problem, SelectField, TextField } from "../lib/ui.js";
import { productName } from "../lib/vaccine.js";
import { addWeeks } from "../lib/week.js";
import { splitKey } from "../rapport/texts.js";
import { REASON, bodyOf, cellId, changesReported, faultsOf } from "./report-texts.js";
import { ReportTable, ReportView } from "./report-table.js";
import { loadWeek, useWeek } from "./use-week.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {ReturnType<typeof useWeek>} Week */

const WEEKS_BACK = 16;

/** The week that is shown: the address's, else the one that is due. @param {string} due */
export const shownWeek = (due) => weekInAddress() ?? due;

/** @param {{ due: string }} properties */
export function WeekChoice({ due }) {
  const week = shownWeek(due);
  const weeks = Array.from({ length: WEEKS_BACK + 1 }, (_, back) => addWeeks(due, 1 - back));
  if (!weeks.includes(week)) weeks.push(week);
  return html`<div class="no-print"><${SelectField} id="report-week" label=${t("vaccine.week")} value=${week}
    options=${weeks.map((one) => ({ value: one, label: one === due ? t("region.week_due", { week: weekSpan(one) }) : weekSpan(one) }))}
    onChange=${(/** @type {string} */ vecka) => setQuery({ vecka: vecka === due ? null : vecka })} /></div>`;
}

/** @param {{ county: string, names: Names, due: string, may: boolean, known: string | null, onSent: () => void }} properties */
export function WeekReport({ county, names, due, may, known, onSent }) {
  const week = shownWeek(due);
  const path = `/counties/${county}/vaccine-weeks/${week}`;
  const [round, setRound] = useState(0);
  const { data, error, loading, reload } = useLoad(async (signal) => ({ path, round, copy: await loadWeek(path, signal, known) }), [path, known, round]);
  const fresh = data?.path === path && data.round === round;
  const sent = () => {
    setRound(round + 1);
    onSent();
  };
  return html`
    <${WeekChoice} due=${due} />
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !fresh ? html`<${Loading} />` : null}
    ${fresh && data ? may
      ? html`<${Writing} key=${`${path}${round}`} path=${path} week=${week} server=${data.copy} names=${names} onSent=${sent} />`
      : html`<${Told} server=${data.copy} week=${week} /><${ReportView} names=${names} texts=${data.copy.texts} week=${week} />` : null}`;
}

/** What the server has, in one line. @param {{ server: import("./use-week.js").Copy, week: string }} properties */
const Told = ({ server, week }) => html`<p>${server.at
  ? t("region.reported", { week: weekText(week), moment: moment(server.at), name: server.by ?? "–" }) : t("region.not_reported", { week: weekText(week) })}
  ${server.reason ? html` <span class="muted">${t("region.reason_was", { reason: server.reason })}</span>` : null}</p>`;

/** The cell keeps the focus while the button is pressed: its fault would else appear, and move the button away from under the click. @param {Event} event */
const stay = (event) => event.preventDefault();

/** @param {{ path: string, week: string, server: import("./use-week.js").Copy, names: Names, onSent: () => void }} properties */
function Writing({ path, week, server, names, onSent }) {
  const report = useWeek(path, server);
  const [faults, setFaults] = useState(/** @type {{ id: string | null, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const products = names.products;
  const needsReason = changesReported(report.texts, report.base);
  const shown = /** @type {{ id: string | null, message: string }[]} */ (faults.length > 0 ? faults : refusals(report.error, bodyOf(report.texts, report.base, products), names));
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const found = faultsOf(report.texts, report.base, products);
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0 || report.conflicts.length > 0) return;
    const outcome = await report.send(bodyOf(report.texts, report.base, products));
    if (outcome === "merged") announce(t("region.merged"));
    if (outcome !== "sent") return;
    notify(t("region.sent", { week: weekText(week) }));
    onSent();
  };
  return html`<form class="stack week-report" onSubmit=${submit} novalidate>
    <${Told} server=${server} week=${week} />
    ${report.recoveredAt ? html`<${Alert} color="info" live><p>${t("region.recovered", { moment: moment(report.recoveredAt) })}</p>
      <div class="actions"><${Button} variant="secondary" size="sm" onClick=${report.giveUp}>${t("region.give_up")}<//></div><//>` : null}
    ${report.taken.length > 0 ? html`<${Alert} color="warning" live><p>${t("region.taken", { name: report.by ?? t("region.someone"), cells: report.taken.map((key) => cellName(names, key)).join("; ") })}</p><//>` : null}
    <${Conflicts} report=${report} names=${names} />
    <${ErrorSummary} errors=${shown} round=${round} />
    ${report.error && shown.length === 0 ? html`<${Problem} error=${report.error} /><p>${t("region.kept")}</p>` : null}
    <${ReportTable} names=${names} report=${report} week=${week} tried=${round > 0} />
    ${needsReason ? html`<${TextField} id="week-reason" label=${t("region.reason")} description=${t("region.reason_help")} value=${report.texts[REASON] ?? ""}
      autocomplete="off" error=${shown.find((one) => one.id === "week-reason")?.message ?? null} onInput=${(/** @type {string} */ text) => report.change({ [REASON]: text })} />` : null}
    <div class="actions">
      <${Button} type="submit" busy=${report.busy} disabled=${report.conflicts.length > 0} onMouseDown=${stay}>${t(server.at ? "region.send_again" : "region.send", { week: weekText(week) })}<//>
      ${report.changed && !report.recoveredAt ? html`<${Button} variant="tertiary" onClick=${report.giveUp}>${t("region.give_up")}<//>` : null}
      <${Kept} report=${report} server=${server} />
    </div>
  </form>`;
}

/** Where what is typed is now. @param {{ report: Week, server: import("./use-week.js").Copy }} properties */
function Kept({ report, server }) {
  if (report.broken && report.changed) return html`<p class="change-less" role="alert"><span aria-hidden="true">! </span>${t("region.storage_broken")}</p>`;
  if (report.changed) return html`<p class="muted" role="status"><span aria-hidden="true">… </span>${t("region.kept_at", { time: report.keptAt ? time(report.keptAt) : "" })}</p>`;
  return server.at ? html`<p class="muted"><span aria-hidden="true">✓ </span>${t("region.nothing_changed")}</p>` : null;
}

/** @param {Names} names @param {string} key */
function cellName(names, key) {
  const { article, field } = splitKey(key);
  return article === "" ? t("region.reason") : `${productName(names, article)}, ${t(`region.field.${field}`).toLowerCase()}`;
}

/** What the server refused, at its cells. @param {any} error @param {any} body @param {Names} names */
function refusals(error, body, names) {
  if (!error || !Array.isArray(error.errors)) return [];
  return error.errors.map((/** @type {import("../lib/api.js").Violation} */ violation) => {
    const [, part = "", row = "", field = ""] = violation.pointer.split("/");
    const product = part === "products" ? body.products[Number(row)]?.product : undefined;
    if (product === undefined) return { id: part === "reason" ? "week-reason" : null, message: violation.message };
    const key = `${product}/${field}`;
    return { id: cellId(key), message: field ? `${cellName(names, key)}: ${violation.message}` : violation.message };
  });
}

/** Cells that exist in two versions; nothing is sent before each is chosen. @param {{ report: Week, names: Names }} properties */
function Conflicts({ report, names }) {
  if (report.conflicts.length === 0) return null;
  return html`<${Alert} color="warning" title=${t("region.conflict.title")} live>
    <p>${t("region.conflict.text", { name: report.by ?? t("region.someone") })}</p>
    <ul class="region-conflicts">${report.conflicts.map((one) => html`<li key=${one.key}>
      <strong>${cellName(names, one.key)}</strong>
      <${Button} variant="secondary" size="sm" onClick=${() => report.resolve(one.key, "mine")}>${t("region.conflict.mine", { text: one.mine || t("missing") })}<//>
      <${Button} variant="secondary" size="sm" onClick=${() => report.resolve(one.key, "theirs")}>${t("region.conflict.theirs", { text: one.theirs || t("missing") })}<//>
    </li>`)}</ul>
  <//>`;
}
