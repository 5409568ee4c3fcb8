/** The receipt: what was received when, how long each article lasts, what happens next. */
import { html, useEffect, useRef } from "../../vendor/preact.js";
import { week as weekName } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { CoverFacts } from "./cover.js";
import { dayAndTime, nameOf } from "./words.js";

/** @typedef {import("./store.js").Report} Report */

/** @param {{ report: Report, receipt: any, onView: () => void }} props */
export function Receipt({ report, receipt, onView }) {
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => title.current?.focus(), []);
  const { form } = report;
  const assessed = (receipt.assessment?.lines ?? []).filter((/** @type {any} */ one) => one.cover.kind !== "unknown");
  const acute = assessed.filter((/** @type {any} */ one) => one.cover.status === "acute").length;
  const worstFirst = [...assessed].sort((a, b) => (a.cover.days ?? Infinity) - (b.cover.days ?? Infinity));
  return html`<section class="rp-receipt">
    <div class="ds-alert" data-color="success">
      <h2 class="ds-heading" data-size="sm" tabindex="-1" ref=${title}>${t("report.receipt.title", { week: weekName(receipt.week) })}</h2>
      <p>${t("report.receipt.text", { time: dayAndTime(receipt.submitted_at), revision: String(receipt.revision) })}
        ${" "}${t(receipt.late ? "report.receipt.late" : "report.receipt.on_time")}</p>
    </div>
    <h3 class="ds-heading" data-size="xs">${t("report.receipt.next")}</h3>
    <ul>
      ${acute > 0 && html`<li><strong>${t("report.receipt.next_acute", { n: acute })}</strong></li>`}
      <li>${t("report.receipt.next_seen")}</li>
      <li>${t("report.receipt.next_review")}</li>
      ${!form.needs_reason && html`<li>${t("report.receipt.next_change", { time: dayAndTime(form.lock_at) })}</li>`}
    </ul>
    <p class="rp-row-of-buttons rp-screen">
      <button type="button" class="ds-button" onClick=${onView}>${t("report.receipt.view")}</button>
      <a class="ds-link" href=${`lagesbild?vecka=${receipt.week}`}>${t("report.receipt.overview")}</a>
      <a class="ds-link" href="start">${t("report.receipt.start")}</a>
    </p>
    <h3 class="ds-heading" data-size="xs">${t("report.receipt.cover")}</h3>
    <table class="ds-table rp-receipt-table">
      <thead><tr><th scope="col">${t("report.table.article")}</th><th scope="col">${t("report.field.cover")}</th></tr></thead>
      <tbody>${worstFirst.map((one) => {
        const line = report.line(one.article);
        return line && html`<tr key=${one.article}><th scope="row">${nameOf(line)}</th>
          <td><${CoverFacts} cover=${one.cover} runs_out_on=${one.runs_out_on} wasted=${one.wasted} inbound=${one.inbound} line=${line} /></td></tr>`;
      })}</tbody>
    </table>
  </section>`;
}
