/** The page: the allocations in a list, or the one or the draft that the address asks for. */
import { html } from "../../vendor/preact.js";
import { getAll } from "../lib/api.js";
import { moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownAt, KnownBanner, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField, TableFrame } from "../lib/ui.js";
import { ProductChoice, WeekName, WeeksChoice, amountText, productName, shownWeeks, useNames } from "../lib/vaccine.js";
import { DraftForm, OneAllocation, OneDraft } from "./one.js";
import { PageLink, PromiseTag, StateTag, sourceText } from "./parts.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */
/** @typedef {import("./model.js").Allocation} Allocation */

const USUAL = { back: 12, count: 26 };
const STATES = ["decided", "delivered", "replaced"];

export function AllocationPage() {
  const names = useNames();
  if (!names.data) {
    return html`<${PageHead} title=${t("allocation.title")} />
      ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
  }
  const id = query.value.get("id");
  const draft = query.value.get("utkast");
  const mayDraft = can("allocation.create") && knownDay() === null;
  if (mayDraft && query.value.get("gor") === "nytt") return html`<${DraftForm} names=${names.data} draft=${null} />`;
  if (id) return html`<${OneAllocation} key=${id} id=${id} names=${names.data} />`;
  if (draft && mayDraft) return html`<${OneDraft} key=${draft} id=${draft} names=${names.data} />`;
  return html`<${List} names=${names.data} />`;
}

/** @param {{ names: Names }} properties */
function List({ names }) {
  const known = knownDay();
  const weeks = shownWeeks(USUAL);
  const state = query.value.get("lage");
  const asked = { product: query.value.get("vaccin"), first_week: weeks.first, last_week: weeks.last, known_at: known, state };
  const { data, error, loading, reload } = useLoad(async (signal) => getAll("/vaccine/allocations", { signal, query: asked }), Object.values(asked));
  const mayDraft = can("allocation.create") && known === null;
  return html`
    <${PageHead} title=${t("allocation.title")} lead=${t("allocation.lead")}>
      ${mayDraft ? html`<${Button} onClick=${() => setQuery({ gor: "nytt" })}>${t("allocation.new")}<//>` : null}
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    ${mayDraft ? html`<${Drafts} names=${names} />` : null}
    <div class="fields vaccine-filters no-print">
      <${ProductChoice} names=${names} />
      <${WeeksChoice} weeks=${weeks} usual=${USUAL} />
      <${SelectField} id="state" label=${t("allocation.state")} value=${state ?? ""} width="short" onChange=${(/** @type {string} */ lage) => setQuery({ lage: lage || null })}
        options=${[{ value: "", label: t("allocation.all_states") }, ...STATES.map((value) => ({ value, label: t(`allocation.state.${value}`) }))]} />
      <${KnownAt} />
    </div>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data?.length === 0 ? html`<${Empty} title=${t(known ? "allocation.none_then" : "allocation.none")}>${mayDraft ? t("allocation.none_more") : t("allocation.none_other")}<//>` : null}
    ${data && data.length > 0 ? html`<div aria-busy=${loading ? "true" : undefined}><${Table} names=${names} items=${data} /></div>` : null}`;
}

/** @param {{ names: Names, items: Allocation[] }} properties */
const Table = ({ names, items }) => html`<${TableFrame} label=${t("allocation.title")}>
  <table class="ds-table table-cards allocation-list">
    <caption class="ds-sr-only">${t("allocation.title")}</caption>
    <thead><tr>
      <th scope="col">${t("vaccine.week")}</th><th scope="col">${t("vaccine.product")}</th><th scope="col">${t("allocation.state")}</th><th scope="col">${t("allocation.shared")}</th>
      <th scope="col">${t("allocation.comes_from")}</th><th scope="col">${t("allocation.promise")}</th><th scope="col">${t("decision.title")}</th>
    </tr></thead>
    <tbody>${items.map((one) => html`<tr key=${one.allocation_id} class=${one.state === "replaced" ? "row-off" : undefined}>
      <th scope="row"><${PageLink} to=${{ id: one.allocation_id }}><${WeekName} week=${one.week} /><span class="ds-sr-only">, ${productName(names, one.product)}</span><//></th>
      <td data-label=${t("vaccine.product")}>${productName(names, one.product)}</td>
      <td data-label=${t("allocation.state")}><${StateTag} state=${one.state} /></td>
      <td data-label=${t("allocation.shared")}>${one.usable ? amountText({ doses: one.totals.doses, vials: one.doses_per_vial > 0 ? one.totals.doses / one.doses_per_vial : null, packs: one.totals.packs })
        : html`<strong>! ${t("allocation.unusable_short", { n: one.surplus_packs })}</strong>`}</td>
      <td data-label=${t("allocation.comes_from")}>${sourceText(one.source)}</td>
      <td data-label=${t("allocation.promise")}><${PromiseTag} kept=${one.promise_kept} /></td>
      <td data-label=${t("decision.title")}><span>${one.reference_number ?? "–"}<span class="muted small block">${moment(one.decided_at)}</span></span></td>
    </tr>`)}</tbody>
  </table>
<//>`;

/** Drafts, which only those who make them see. @param {{ names: Names }} properties */
function Drafts({ names }) {
  const { data, error, reload } = useLoad(async (signal) => getAll("/vaccine/allocation-drafts", { signal }), []);
  if (error) return html`<${Problem} error=${error} retry=${reload} />`;
  if (!data || data.length === 0) return null;
  return html`<section class="panel stack no-print" aria-labelledby="drafts-heading">
    <h2 class="ds-heading" data-size="xs" id="drafts-heading">${t("allocation.drafts", { n: data.length })}</h2>
    <ul class="plain-list stack">${data.map((one) => html`<li key=${one.allocation_id}><${StateTag} state="draft" /> <${PageLink} to=${{ utkast: one.allocation_id }}>
      ${productName(names, one.product)}, <${WeekName} week=${one.week} /><//> <span class="muted small">${t("allocation.draft_made", { moment: moment(one.changed_at ?? one.created_at) })}${one.created_by_name ? `, ${one.created_by_name}` : ""}</span></li>`)}</ul>
    <p class="muted small">${t("allocation.drafts_note", { n: number(data.length) })}</p>
  </section>`;
}
