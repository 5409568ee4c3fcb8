/** Deliveries that wait for the region's word: how many doses came, on which day, and what should be said about it. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { post } from "../lib/api.js";
import { useOnce } from "../lib/dialog-form.js";
import { formErrors, wholeNumber } from "../lib/form.js";
import { week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { knownAddress } from "../lib/known-at.js";
import { useAction } from "../lib/load.js";
import { instance } from "../lib/session.js";
import { Button, ErrorSummary, Problem, TextField } from "../lib/ui.js";
import { amountText, countFault, doses, pastDayFault, productName, signed } from "../lib/vaccine.js";
import { amountOf, packing } from "./amounts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {{ delivery_id: string, product: string, week: string, state: string, planned: number | null, sent: number | null, received: number | null, received_on: string | null, net: number | null, amount: any }} Delivery */

/** How many doses ought to have come: what was received, else what was sent. @param {Delivery} delivery */
const expectedOf = (delivery) => delivery.received ?? delivery.sent ?? delivery.planned;

/** @param {{ names: Names, items: Delivery[], may: boolean, onDone: () => void }} properties */
export function ToConfirm({ names, items, may, onDone }) {
  if (items.length === 0) return html`<p>${t("region.confirm_nothing")}</p>`;
  return html`<ul class="region-deliveries">${items.map((delivery) => html`<li key=${delivery.delivery_id}>
    <h3 class="ds-heading" data-size="2xs">${productName(names, delivery.product)}, ${weekText(delivery.week, { year: true })}</h3>
    <p>${t(`delivery.kind.${delivery.received !== null ? "received" : delivery.sent !== null ? "sent" : "planned"}`)}: ${delivery.amount ? amountText(delivery.amount) : doses(expectedOf(delivery))}.${" "}
      <a class="ds-link no-print" href=${knownAddress("leveranser", { id: delivery.delivery_id })}
        aria-label=${`${t("region.delivery")}: ${productName(names, delivery.product)}, ${weekText(delivery.week)}`}>${t("region.delivery")}</a></p>
    ${may ? html`<${Confirm} delivery=${delivery} names=${names} onDone=${onDone} />` : null}
  </li>`)}</ul>`;
}

/** @param {{ delivery: Delivery, names: Names, onDone: () => void }} properties */
function Confirm({ delivery, names, onDone }) {
  const expected = expectedOf(delivery);
  const prefix = `confirm-${delivery.delivery_id}-`;
  const [form, setForm] = useState({ received_doses: expected === null ? "" : String(expected), received_on: delivery.received_on ?? instance.value?.today ?? "", comment: "" });
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const { run, busy, error } = useAction();
  const once = useOnce();
  const product = names.products.find((one) => one.code === delivery.product);
  const count = wholeNumber(form.received_doses);
  const differs = count !== null && expected !== null && count !== expected;
  const errors = found.length > 0 ? found : formErrors(error, { prefix, fields: Object.keys(form) });
  const fault = (/** @type {string} */ name) => errors.find((one) => one.id === `${prefix}${name}`)?.message ?? null;
  const set = (/** @type {Partial<typeof form>} */ changes) => setForm({ ...form, ...changes });
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    const late = pastDayFault(form.received_on.trim());
    const wrong = [
      count === null ? { id: `${prefix}received_doses`, message: countFault(form.received_doses) } : null,
      late ? { id: `${prefix}received_on`, message: late } : null,
      differs && form.comment.trim() === "" ? { id: `${prefix}comment`, message: t("region.confirm_why") } : null,
    ].flatMap((one) => (one ? [one] : []));
    setFound(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const body = { received_doses: count, received_on: form.received_on.trim(), comment: form.comment.trim() };
    const answer = await run(() => once((key) => post(`/vaccine/deliveries/${delivery.delivery_id}/confirmations`, body, { key })));
    if (!answer) return;
    notify(t("region.confirmed", { product: productName(names, delivery.product), week: weekText(delivery.week), doses: doses(count) }));
    onDone();
  };
  const packed = count === null ? "" : packing(amountOf(count, product));
  const hint = [packed, differs ? t("region.confirm_differs", { difference: signed(count - expected) }) : ""].filter(Boolean).join(". ");
  return html`<form class="stack no-print" onSubmit=${send} novalidate>
    <${ErrorSummary} errors=${errors} round=${round} title=${`${t("form.errors", { n: errors.length })}: ${productName(names, delivery.product)}, ${weekText(delivery.week)}`} />
    ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
    <div class="fields region-confirm">
      <${TextField} id=${`${prefix}received_doses`} label=${t("region.received_doses")} value=${form.received_doses} width="short" inputmode="numeric" autocomplete="off"
        error=${fault("received_doses")} onInput=${(/** @type {string} */ received_doses) => set({ received_doses })} />
      <${TextField} id=${`${prefix}received_on`} label=${t("region.received_on")} value=${form.received_on} width="short" inputmode="numeric" autocomplete="off"
        placeholder=${t("known.form")} error=${fault("received_on")} onInput=${(/** @type {string} */ received_on) => set({ received_on })} />
      <${TextField} id=${`${prefix}comment`} label=${t("region.comment")} value=${form.comment} width="medium" optional=${!differs} autocomplete="off"
        error=${fault("comment")} onInput=${(/** @type {string} */ comment) => set({ comment })} />
      <${Button} type="submit" busy=${busy}>${t("region.confirm_do")}<span class="ds-sr-only">${` ${productName(names, delivery.product)}, ${weekText(delivery.week)}`}</span><//>
    </div>
    <p class="small muted" role="status">${hint}</p>
  </form>`;
}
