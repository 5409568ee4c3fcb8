/** One delivery: its figures, the region's receipt, every entry, and what the reader may add. */
import { html, useState } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { date, number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { can, ownCounty } from "../lib/session.js";
import { Button, Dialog, Loading, Problem, TableFrame } from "../lib/ui.js";
import { amountText, areaName, dayOrMoment, doses, productName, signed } from "../lib/vaccine.js";
import { ConfirmForm, EntryForm } from "./forms.js";
import { StateTag } from "./list.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {{ entry_number: number, kind: string, doses: number, effective_doses: number, corrected: boolean, happened_on: string,
 *   corrects_entry: number | null, to_county: string | null, reason: string, known_at: string, entered_at: string,
 *   entered_by_name: string, organisation: string }} Entry
 */
/** @typedef {{ confirmation_number: number, received_doses: number, received_on: string, comment: string, confirmed_at: string, confirmed_by_name: string }} Confirmation */
/** @typedef {import("./list.js").Delivery & { entries: Entry[], confirmations: Confirmation[] }} Whole */

/** @param {{ one: Whole }} properties */
const Facts = ({ one }) => html`<dl class="facts">
  <div><dt>${t("delivery.state")}</dt><dd><${StateTag} state=${one.state} /></dd></div>
  <div><dt>${t("delivery.amount")}</dt><dd>${one.amount ? amountText(one.amount) : "–"}</dd></div>
  ${["planned", "sent", "received"].map((name) => html`<div key=${name}><dt>${t(`delivery.${name}`)}</dt><dd>${doses(/** @type {any} */ (one)[name])}</dd></div>`)}
  ${["returned", "moved_out", "destroyed"].filter((name) => /** @type {any} */ (one)[name] > 0).map((name) => html`<div key=${name}><dt>${t(`delivery.${name}`)}</dt><dd>${doses(/** @type {any} */ (one)[name])}</dd></div>`)}
  ${one.net === null || one.net === one.received ? null : html`<div><dt>${t("delivery.net")}</dt><dd>${doses(one.net)}</dd></div>`}
  <div><dt>${t("delivery.confirmed")}</dt><dd>${one.confirmed === null ? t("delivery.not_confirmed") : doses(one.confirmed)}
    ${one.difference ? html`<span class="fact-note">${t("delivery.differs", { difference: signed(one.difference) })}</span>` : null}</dd></div>
</dl>`;

/** @param {{ names: Names, entries: Entry[] }} properties */
const Entries = ({ names, entries }) => html`<h3 class="ds-heading" data-size="2xs">${t("delivery.entries")}</h3>
  <${TableFrame} label=${t("delivery.entries")}>
    <table class="ds-table table-dense table-cards">
      <caption class="ds-sr-only">${t("delivery.entries")}</caption>
      <thead><tr>
        <th scope="col">${t("delivery.entry_number")}</th><th scope="col">${t("delivery.kind")}</th><th scope="col" class="numeric">${t("vaccine.doses_column")}</th>
        <th scope="col">${t("delivery.happened_on")}</th><th scope="col">${t("delivery.reason")}</th><th scope="col">${t("delivery.entered")}</th>
      </tr></thead>
      <tbody>${entries.map((one) => html`<tr key=${one.entry_number}>
        <th scope="row">${one.entry_number}</th>
        <td data-label=${t("delivery.kind")}><span>${t(`delivery.kind.${one.kind}`)}${one.to_county ? ` ${t("delivery.to", { region: areaName(names, one.to_county) })}` : ""}${one.corrects_entry ? ` ${t("delivery.of_entry", { n: one.corrects_entry })}` : ""}</span></td>
        <td data-label=${t("vaccine.doses_column")} class="numeric">${one.corrected ? html`<span><s>${number(one.doses)}</s> <span class="nowrap">${t("delivery.corrected_to", { n: one.effective_doses })}</span></span>` : number(one.doses)}</td>
        <td data-label=${t("delivery.happened_on")} class="nowrap">${one.happened_on}</td>
        <td data-label=${t("delivery.reason")}>${one.reason || "–"}</td>
        <td data-label=${t("delivery.entered")}><span>${one.entered_by_name}, ${one.organisation}<span class="small muted block">${dayOrMoment(one.known_at)}</span></span></td>
      </tr>`)}</tbody>
    </table>
  <//>`;

/** @param {{ confirmations: Confirmation[] }} properties */
const Confirmations = ({ confirmations }) => confirmations.length === 0 ? null : html`<h3 class="ds-heading" data-size="2xs">${t("delivery.confirmations")}</h3>
  <ul class="ds-list">${confirmations.map((one) => html`<li key=${one.confirmation_number}>${t("delivery.confirmation", {
    n: one.received_doses, date: date(one.received_on), name: one.confirmed_by_name, at: dayOrMoment(one.confirmed_at),
  })}${one.comment ? ` ”${one.comment}”` : ""}</li>`)}</ul>`;

/** @param {{ names: Names, id: string, known: string | null, onClose: () => void, onChanged: () => void }} properties known: the day whose knowledge is shown */
export function DeliveryDialog({ names, id, known, onClose, onChanged }) {
  const path = `/vaccine/deliveries/${encodeURIComponent(id)}`;
  const { data, error, reload, set } = useLoad(async (signal) => /** @type {Whole} */ ((await get(path, { signal, query: { known_at: known } })).data), [path, known]);
  const [form, setForm] = useState(/** @type {"confirm" | "entry" | null} */ (null));
  const own = data !== null && ownCounty()?.code === data.county;
  const saved = (/** @type {Whole} */ whole) => {
    set(whole);
    setForm(null);
    onChanged();
  };
  const title = data ? t("delivery.of", { name: t("delivery.name", { product: productName(names, data.product), region: areaName(names, data.county) }), week: weekText(data.week, { year: true }) }) : t("delivery.title");
  const national = can("delivery.write") && ownCounty() === null;
  return html`<${Dialog} title=${title} onClose=${onClose} wide>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${!data && !error ? html`<${Loading} />` : null}
    ${data ? html`
      ${known !== null ? html`<p class="ds-paragraph">${t("known.banner", { date: date(known) })}</p>` : null}
      <${Facts} one=${data} />
      ${form === null && known === null ? html`<div class="actions">
        ${own && can("delivery.confirm") ? html`<${Button} onClick=${() => setForm("confirm")}>${t(data.confirmed === null ? "delivery.confirm" : "delivery.confirm_again")}<//>` : null}
        ${national || (own && can("delivery.write")) ? html`<${Button} variant="secondary" onClick=${() => setForm("entry")}>${t("delivery.add_entry")}<//>` : null}
      </div>` : null}
      ${form === "confirm" ? html`<${ConfirmForm} one=${data} onSaved=${saved} onClose=${() => setForm(null)} />` : null}
      ${form === "entry" ? html`<${EntryForm} names=${names} one=${data} national=${national} onSaved=${saved} onClose=${() => setForm(null)} />` : null}
      <${Confirmations} confirmations=${data.confirmations} />
      <${Entries} names=${names} entries=${data.entries} />` : null}
  <//>`;
}
