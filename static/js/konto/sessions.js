/** Where one is signed in, and ending it. */
import { html } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { remove } from "../lib/api.js";
import * as format from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { Button, Loading, Problem, TableFrame } from "../lib/ui.js";

/** @param {{ item: any, onEnd: () => void }} properties */
function Row({ item, onEnd }) {
  const browser = item.browser || t("inloggningar.unknown"), begun = format.moment(item.created_at);
  return html`<tr>
    <th scope="row">${browser}</th>
    <td data-label=${t("inloggningar.begun")}>${begun}</td>
    <td data-label=${t("inloggningar.seen")}>${format.moment(item.seen_at)}</td>
    <td>${item.current ? html`<strong>${t("inloggningar.here")}</strong>` : html`<div class="row-actions">
      <${Button} variant="tertiary" size="sm" onClick=${onEnd} aria-label=${t("inloggningar.end_of", { browser, time: begun })}>${t("inloggningar.end")}<//></div>`}</td>
  </tr>`;
}

/** @param {{ sessions: import("../lib/load.js").Loaded<any[]> }} properties */
export function Sessions({ sessions }) {
  const { run, busy, error } = useAction();
  const items = sessions.data;
  /** @param {string} path @param {string} told */
  const end = async (path, told) => {
    if (!(await run(() => remove(path)))) return;
    notify(told);
    document.getElementById("sessions")?.focus(); // the button is gone
    sessions.reload();
  };
  return html`<section class="panel stack" aria-labelledby="sessions">
    <h2 class="ds-heading" data-size="xs" id="sessions" tabindex="-1">${t("inloggningar.title")}</h2>
    <p class="muted">${t("inloggningar.text")}</p>
    ${error ?? sessions.error ? html`<${Problem} error=${error ?? sessions.error} retry=${sessions.reload} />` : null}
    ${!items && !sessions.error ? html`<${Loading} />` : null}
    ${items ? html`<${TableFrame} label=${t("inloggningar.table")}><table class="ds-table table-cards">
      <thead><tr>
        <th scope="col">${t("inloggningar.browser")}</th>
        <th scope="col">${t("inloggningar.begun")}</th>
        <th scope="col">${t("inloggningar.seen")}</th>
        <th scope="col"><span class="ds-sr-only">${t("inloggningar.end")}</span></th>
      </tr></thead>
      <tbody>${items.map((item) => html`<${Row} key=${item.session_id} item=${item}
        onEnd=${() => end(`/account/sessions/${item.session_id}`, t("inloggningar.ended"))} />`)}</tbody>
    </table><//>` : null}
    ${items && items.length > 1 ? html`<div class="actions"><${Button} variant="secondary" busy=${busy}
      onClick=${() => end("/account/sessions", t("inloggningar.others_ended"))}>${t("inloggningar.end_others")}<//></div>` : null}
  </section>`;
}
