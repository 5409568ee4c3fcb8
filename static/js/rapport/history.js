/** The revisions of a report, newest first, each as what it changed. Read when somebody opens it. */
import { html, useSignal } from "../../vendor/preact.js";
import { moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { failureOf, loadRevisions } from "./server.js";
import { fieldName, nameOf, problemText } from "./words.js";

/** @typedef {import("./store.js").Report} Report */

/** @param {{ report: Report, revision: any, first: boolean }} props */
function Revision({ report, revision, first }) {
  const name = (/** @type {any} */ change) => {
    const line = report.line(change.article);
    const field = fieldName(change.field, report.form.week);
    return change.article ? t("report.cell.label", { field, article: line ? nameOf(line) : change.article }) : field;
  };
  return html`<li class="rp-revision">
    <h2 class="ds-heading" data-size="2xs">${t("report.history.revision", { n: revision.revision })}: ${t(`report.history.${revision.kind}`)}</h2>
    <p class="rp-small">${t("report.history.by", { time: moment(revision.submitted_at), name: revision.submitted_by_name })}</p>
    ${revision.reason && html`<p>${t("report.history.reason", { reason: revision.reason })}</p>`}
    ${revision.changes.length === 0
      ? html`<p>${t(first ? "report.history.first" : "report.history.no_changes")}</p>`
      : html`<table class="ds-table rp-diff">
        <caption class="ds-sr-only">${t("report.history.caption", { n: revision.revision })}</caption>
        <thead><tr><th scope="col">${t("report.diff.what")}</th><th scope="col">${t("report.diff.before")}</th><th scope="col">${t("report.diff.after")}</th></tr></thead>
        <tbody>${revision.changes.map((/** @type {any} */ change, /** @type {number} */ at) => html`<tr key=${at}>
          <th scope="row">${name(change)}</th><td><del>${number(change.before)}</del></td><td><ins>${number(change.after)}</ins></td>
        </tr>`)}</tbody>
      </table>`}
  </li>`;
}

/** @param {{ report: Report }} props */
export function History({ report }) {
  const items = useSignal(/** @type {any[] | null} */ (null));
  const failed = useSignal("");
  const open = async (/** @type {any} */ event) => {
    if (!event.currentTarget.open || items.value) return;
    try {
      items.value = await loadRevisions(report.form);
    } catch (error) {
      const failure = failureOf(error);
      failed.value = failure.kind === "refused" ? problemText(failure.problem) : t("report.errors.load_offline");
    }
  };
  return html`<details class="ds-details rp-history" onToggle=${open}>
    <summary>${t("report.history.show")}</summary>
    <div>
      ${failed.value && html`<p role="alert">${failed.value}</p>`}
      ${items.value && items.value.length === 0 && html`<p>${t("report.history.empty")}</p>`}
      ${items.value && items.value.length > 0 && html`<ol class="rp-revisions" reversed>
        ${items.value.map((revision, at, all) => html`<${Revision} key=${revision.revision} report=${report} revision=${revision} first=${at === all.length - 1} />`)}
      </ol>`}
    </div>
  </details>`;
}
