/** Small parts that the views of allocations share. */
import { html } from "../../vendor/preact.js";
import { date } from "../lib/format.js";
import { inLanguage, t } from "../lib/i18n.js";
import { query, setQuery } from "../lib/query.js";

/** @typedef {import("./model.js").Allocation} Allocation */

const SIGNS = { draft: "○", decided: "✓", delivered: "✓✓", replaced: "↺" };
const TAGS = { draft: "tag", decided: "tag tag-good", delivered: "tag tag-good", replaced: "tag tag-warn" };

/** Sign and word. @param {{ state: Allocation["state"] }} properties */
export const StateTag = ({ state }) => html`<span class=${TAGS[state]}><span aria-hidden="true">${SIGNS[state]}</span> ${t(`allocation.state.${state}`)}</span>`;

/** @param {{ kept: boolean }} properties */
export const PromiseTag = ({ kept }) => html`<span class=${kept ? "tag tag-good" : "tag tag-bad"}><span aria-hidden="true">${kept ? "✓" : "!"}</span> ${t(kept ? "allocation.promise_kept" : "allocation.promise_broken")}</span>`;

/** A link within the page that keeps the day of the past. @param {{ to: Record<string, string | null>, children: any }} properties */
export function PageLink({ to, children }) {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(to)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return html`<a class="ds-link" href=${`/tilldelning?${next}`} onClick=${(/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setQuery(to);
  }}>${children}</a>`;
}

/** @param {{ children?: any }} properties */
export const BackLink = ({ children }) => html`<p class="no-print">← <${PageLink} to=${{ id: null, utkast: null, gor: null, ersatter: null }}>${children ?? t("allocation.back")}<//></p>`;

/** What the doses come from, in words. @param {Allocation["source"]} source */
export function sourceText(source) {
  const parts = [
    t(`allocation.source.${source.kind}`),
    source.source,
    source.forecast_seq === null ? "" : t("allocation.version", { n: source.forecast_seq }),
    source.issued_at ? t("allocation.issued", { date: date(source.issued_at) }) : "",
    source.certainty ? t(`forecast.kind.${source.certainty}`) : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Whether every account is within a pack, and if not why. @param {{ allocation: Allocation }} properties */
export const PromiseNote = ({ allocation }) => html`<div class=${allocation.promise_kept ? "promise" : "promise promise-broken"}>
  <p><${PromiseTag} kept=${allocation.promise_kept} /></p>
  <p>${inLanguage(allocation, "promise_note")}</p>
</div>`;
