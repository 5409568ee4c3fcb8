/** What is kept where, always in sight; what another officer or another window did; the choice between two versions. */
import { html } from "../../vendor/preact.js";
import { t } from "../lib/i18n.js";
import { cellName, problemText, shownText, when } from "./words.js";

/** @typedef {import("./store.js").Report} Report */

/** The one line that says how safe the work is. @param {{ report: Report, onSignIn: () => void }} props */
export function SaveState({ report, onSignIn }) {
  const { phase, savedAt, localAt, problem, storageBroken } = report.kept.value;
  const time = when(phase === "saved" || phase === "clean" ? savedAt : localAt);
  const text = phase === "clean"
    ? savedAt ? t("report.save.saved", { time }) : t("report.save.clean")
    : t(`report.save.${phase}`, { time, detail: problem ? problemText(problem) : "" });
  const bad = phase === "offline" || phase === "signed_out" || phase === "conflict" || phase === "refused";
  // "saving" flickers by at every pause in typing: seen, but not read aloud each time
  return html`<div class="rp-save" data-phase=${phase}>
    <p class="rp-save-text" role=${bad || phase === "saved" ? "status" : undefined}>
      <span class="rp-save-mark" aria-hidden="true">${bad ? "!" : phase === "saved" || phase === "clean" ? "✓" : "…"}</span> ${text}
    </p>
    ${phase === "offline" && html`<button type="button" class="rp-link" onClick=${() => report.keeper.save()}>${t("report.save.retry")}</button>`}
    ${phase === "signed_out" && html`<button type="button" class="rp-link" onClick=${onSignIn}>${t("report.save.sign_in")}</button>`}
    ${storageBroken && phase !== "saved" && html`<p class="rp-save-warning" role="alert">${t("report.save.storage_broken")}</p>`}
  </div>`;
}

/** @param {Report} report @returns {string} */
const otherName = (report) => report.kept.value.other?.by ?? t("report.taken.someone");

/** Cells that a colleague changed meanwhile and that have been taken in. @param {{ report: Report }} props */
export function TakenNotice({ report }) {
  const { taken, other } = report.kept.value;
  if (taken.length === 0 || !other || other.local) return null;
  const shown = taken.slice(0, 6).map((key) => cellName(report, key)).join("; ");
  const cells = taken.length > 6 ? `${shown} …` : shown;
  const close = () => report.keeper.update({ taken: [] });
  return html`<div class="ds-alert rp-notice" data-color="info" role="status">
    <p>${t("report.taken", { n: taken.length, name: otherName(report), time: when(other.at), cells })}</p>
    <button type="button" class="rp-link" onClick=${close}>${t("report.notice.close")}</button>
  </div>`;
}

/** Cells that exist in two versions; nothing is sent before each is chosen. @param {{ report: Report }} props */
export function Conflicts({ report }) {
  const { conflicts, other } = report.kept.value;
  if (conflicts.length === 0 || !other) return null;
  const name = otherName(report);
  const all = (/** @type {"mine" | "theirs"} */ side) => conflicts.forEach((one) => report.keeper.resolve(one.key, side));
  const text = other.local ? "report.conflict.text_local" : "report.conflict.text";
  return html`<section class="ds-alert rp-conflict" data-color="warning" aria-labelledby="conflict-title" role="alert">
    <h2 class="ds-heading" data-size="xs" id="conflict-title">${t("report.conflict.title")}</h2>
    <p>${t(text, { name, time: when(other.at) })}</p>
    <table class="ds-table rp-conflict-table">
      <thead><tr>
        <th scope="col">${t("report.conflict.cell")}</th>
        <th scope="col">${t("report.conflict.mine")}</th>
        <th scope="col">${other.local ? t("report.conflict.server") : t("report.conflict.theirs", { name })}</th>
      </tr></thead>
      <tbody>${conflicts.map((one) => {
        const mine = shownText(one.key, report.texts.value[one.key] ?? "");
        const theirs = shownText(one.key, one.theirs);
        const cell = cellName(report, one.key);
        return html`<tr key=${one.key}>
          <th scope="row">${cell}</th>
          <td><button type="button" class="ds-button" data-variant="secondary" data-size="sm" aria-label=${`${cell}: ${t("report.conflict.keep", { text: mine })}`}
            onClick=${() => report.keeper.resolve(one.key, "mine")}>${t("report.conflict.keep", { text: mine })}</button></td>
          <td><button type="button" class="ds-button" data-variant="secondary" data-size="sm" aria-label=${`${cell}: ${t("report.conflict.take", { text: theirs })}`}
            onClick=${() => report.keeper.resolve(one.key, "theirs")}>${t("report.conflict.take", { text: theirs })}</button></td>
        </tr>`;
      })}</tbody>
    </table>
    ${conflicts.length > 1 && html`<p class="rp-row-of-buttons">
      <button type="button" class="ds-button" data-variant="tertiary" data-size="sm" onClick=${() => all("mine")}>${t("report.conflict.all_mine")}</button>
      <button type="button" class="ds-button" data-variant="tertiary" data-size="sm" onClick=${() => all("theirs")}>${t("report.conflict.all_theirs")}</button>
    </p>`}
  </section>`;
}
