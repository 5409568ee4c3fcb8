/** The list of deliveries, and their words. */
import { html } from "../../vendor/preact.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Button, TableFrame } from "../lib/ui.js";
import { WeekName, areaName, productName, signed } from "../lib/vaccine.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/**
 * @typedef {object} Delivery
 * @property {string} delivery_id
 * @property {string} product
 * @property {string} county
 * @property {string} week
 * @property {"planned" | "sent" | "received" | "confirmed" | "differs"} state
 * @property {number | null} planned
 * @property {number | null} sent
 * @property {number | null} received
 * @property {string | null} received_on
 * @property {number} returned
 * @property {number} moved_out
 * @property {number} destroyed
 * @property {number | null} net
 * @property {number | null} confirmed
 * @property {string | null} confirmed_on
 * @property {string | null} confirmed_by_name
 * @property {string | null} confirmation_comment
 * @property {number | null} difference
 * @property {{ doses: number, vials: number | null, packs: number | null } | null} amount
 * @property {string | null} origin_delivery_id
 * @property {string | null} source
 */

const STATE_TAGS = { planned: "", sent: "tag-warn", received: "tag-warn", confirmed: "tag-good", differs: "tag-bad" };

/** @param {{ state: Delivery["state"] }} properties */
export const StateTag = ({ state }) => html`<span class=${`tag ${STATE_TAGS[state]}`}>${t(`delivery.state.${state}`)}</span>`;

/** What went away after it came, in words; nothing when nothing did. @param {Delivery} one */
function awayText(one) {
  const parts = [["returned", one.returned], ["moved", one.moved_out], ["destroyed", one.destroyed]].filter(([, doses]) => Number(doses) > 0);
  return parts.map(([kind, doses]) => t(`delivery.away.${kind}`, { n: Number(doses) })).join(", ");
}

/** @param {{ names: Names, one: Delivery, onOpen: (id: string) => void }} properties */
function Row({ names, one, onOpen }) {
  const away = awayText(one);
  const name = t("delivery.name", { product: productName(names, one.product), region: areaName(names, one.county) });
  return html`<tr>
    <th scope="row"><span class="nowrap"><${WeekName} week=${one.week} /></span></th>
    <td data-label=${t("vaccine.region")}>${areaName(names, one.county)}</td>
    <td data-label=${t("vaccine.product")}>${productName(names, one.product)}</td>
    <td data-label=${t("delivery.state")}><${StateTag} state=${one.state} /></td>
    <td data-label=${t("delivery.planned")} class="numeric">${number(one.planned)}</td>
    <td data-label=${t("delivery.sent")} class="numeric">${number(one.sent)}</td>
    <td data-label=${t("delivery.received")} class="numeric"><span>${number(one.received)}${away ? html`<span class="small muted block">${away}, ${t("delivery.left", { n: Number(one.net) })}</span>` : null}</span></td>
    <td data-label=${t("delivery.confirmed")} class="numeric"><span>${number(one.confirmed)}${one.confirmed_on ? html`<span class="small muted block nowrap">${one.confirmed_on}</span>` : null}</span></td>
    <td data-label=${t("delivery.difference")} class="numeric">${one.difference ? html`<strong>${signed(one.difference)}</strong>` : signed(one.difference)}</td>
    <td data-label=${t("document.source")} class="small">${one.origin_delivery_id ? t("delivery.from_region") : (one.source ?? "–")}</td>
    <td class="no-print"><div class="row-actions"><${Button} variant="tertiary" size="sm" onClick=${() => onOpen(one.delivery_id)}
      aria-label=${t("delivery.open_of", { name })}>${t("delivery.open")}<//></div></td>
  </tr>`;
}

/** @param {{ names: Names, items: Delivery[], onOpen: (id: string) => void }} properties */
export const DeliveryTable = ({ names, items, onOpen }) => html`<${TableFrame} label=${t("delivery.title")}>
  <table class="ds-table table-dense table-cards">
    <caption>${t("delivery.count", { n: items.length })}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.week")}</th>
      <th scope="col">${t("vaccine.region")}</th>
      <th scope="col">${t("vaccine.product")}</th>
      <th scope="col">${t("delivery.state")}</th>
      <th scope="col" class="numeric">${t("delivery.planned")}</th>
      <th scope="col" class="numeric">${t("delivery.sent")}</th>
      <th scope="col" class="numeric">${t("delivery.received")}</th>
      <th scope="col" class="numeric">${t("delivery.confirmed")}</th>
      <th scope="col" class="numeric">${t("delivery.difference")}</th>
      <th scope="col">${t("document.source")}</th>
      <th scope="col" class="no-print"><span class="ds-sr-only">${t("vaccine.actions")}</span></th>
    </tr></thead>
    <tbody>${items.map((one) => html`<${Row} key=${one.delivery_id} names=${names} one=${one} onOpen=${onOpen} />`)}</tbody>
  </table>
<//>`;
