/** The audit log of the organisation (a county board sees its county's): who changed what, when, before and after. */
import { html, useState } from "../vendor/preact.js";
import { changesOf } from "./logg/changes.js";
import { announce } from "./lib/announce.js";
import { get } from "./lib/api.js";
import * as format from "./lib/format.js";
import { hasText, t } from "./lib/i18n.js";
import { useAction, useLoad } from "./lib/load.js";
import { query, setQuery } from "./lib/query.js";
import { session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField, TableFrame, TextField } from "./lib/ui.js";

/**
 * @typedef {{ audit_id: string, at: string, user_name: string, organisation_code: string, action: string, object_type: string,
 *   object_key: string, area_code: string, before: unknown, after: unknown }} Entry
 */

const PAGE_ROWS = 50;
const TYPES = ["ppe_report", "ppe_draft", "article", "ppe_policy", "proposal", "proposal_line", "user", "session"];

/** Codes of the server in words where there are any. @param {string} kind @param {string} code */
const named = (kind, code) => (hasText(`logg.${kind}.${code}`) ? t(`logg.${kind}.${code}`) : code);

/** @param {{ entry: Entry }} properties */
function Changes({ entry }) {
  const changes = changesOf(entry.before, entry.after);
  if (changes.length === 0) return html`<span class="muted">${t("logg.no_values")}</span>`;
  return html`<details>
    <summary>${t("logg.show")} (${changes.length})</summary>
    <table class="changes">
      <thead><tr><th scope="col">${t("logg.field")}</th><th scope="col">${t("logg.before")}</th><th scope="col">${t("logg.after")}</th></tr></thead>
      <tbody>${changes.map((change) => html`<tr key=${change.path}>
        <th scope="row">${change.path}</th><td>${change.before ?? "–"}</td><td>${change.after ?? "–"}</td>
      </tr>`)}</tbody>
    </table>
  </details>`;
}

/** @param {{ entries: Entry[] }} properties */
const Table = ({ entries }) => html`
  <${TableFrame} label=${t("logg.title")}>
    <table class="ds-table table-cards table-log">
      <caption>${t("logg.shown", { n: entries.length })}</caption>
      <thead><tr>
        <th scope="col">${t("logg.at")}</th>
        <th scope="col">${t("logg.who")}</th>
        <th scope="col">${t("logg.organisation")}</th>
        <th scope="col">${t("logg.action")}</th>
        <th scope="col">${t("logg.object")}</th>
        <th scope="col">${t("logg.changes")}</th>
      </tr></thead>
      <tbody>${entries.map((entry) => html`<tr key=${entry.audit_id}>
        <th scope="row" class="nowrap">${format.moment(entry.at)}</th>
        <td data-label=${t("logg.who")}>${entry.user_name || t("logg.system")}</td>
        <td data-label=${t("logg.organisation")}>${entry.organisation_code || "–"}</td>
        <td data-label=${t("logg.action")}>${named("action", entry.action)}</td>
        <td data-label=${t("logg.object")}>${named("type", entry.object_type)} ${entry.object_key}</td>
        <td><${Changes} entry=${entry} /></td>
      </tr>`)}</tbody>
    </table>
  <//>`;

/** The filter: in the address, so that a list of one object's changes can be linked to. */
function Filter() {
  const [key, setKey] = useState(query.value.get("nyckel") ?? "");
  const type = query.value.get("slag") ?? "";
  /** @param {Event} event */
  const apply = (event) => {
    event.preventDefault();
    setQuery({ nyckel: key.trim() });
  };
  const options = [{ value: "", label: t("logg.all") }, ...TYPES.map((code) => ({ value: code, label: named("type", code) }))];
  return html`<form class="fields no-print" onSubmit=${apply}>
    <${SelectField} id="type" label=${t("logg.filter_type")} value=${type} options=${options}
      onChange=${(/** @type {string} */ slag) => setQuery({ slag })} />
    <${TextField} id="key" label=${t("logg.filter_key")} description=${t("logg.filter_key_help")} width="medium" value=${key}
      onInput=${setKey} spellcheck=${false} autocapitalize="none" />
    <${Button} type="submit" variant="secondary">${t("logg.apply")}<//>
  </form>`;
}

function Log() {
  const organisation = session.value?.organisation.code ?? "";
  const type = query.value.get("slag") ?? "";
  const key = query.value.get("nyckel") ?? "";
  /** @param {string | null} cursor @param {AbortSignal} [signal] */
  const read = async (cursor, signal) => {
    const filter = { limit: PAGE_ROWS, cursor, object_type: type, object_key: key };
    return (await get(`/organisations/${encodeURIComponent(organisation)}/audit`, { signal, query: filter })).data;
  };
  const first = useLoad((signal) => read(null, signal), [organisation, type, key]);
  // Older rows belong to the first page that they continue; a new first page leaves them behind.
  const [older, setOlder] = useState({ of: /** @type {any} */ (null), entries: /** @type {Entry[]} */ ([]), cursor: /** @type {string | null} */ (null) });
  const { run, busy, error } = useAction();
  const page = first.data;
  const continued = page !== null && older.of === page;
  const entries = page ? [...page.items, ...(continued ? older.entries : [])] : null;
  const cursor = continued ? older.cursor : (page?.next_cursor ?? null);
  const more = async () => {
    const next = await run(() => read(cursor));
    if (!next) return;
    setOlder({ of: page, entries: [...(continued ? older.entries : []), ...next.items], cursor: next.next_cursor ?? null });
    announce(t("logg.shown", { n: (entries?.length ?? 0) + next.items.length }));
  };
  return html`
    <${PageHead} title=${t("logg.title")} lead=${t("logg.lead")} />
    <${Filter} />
    ${first.error ? html`<${Problem} error=${first.error} retry=${first.reload} />` : null}
    ${first.loading && !page ? html`<${Loading} />` : null}
    ${entries?.length === 0 ? html`<${Empty} title=${t(type || key ? "logg.none_filtered" : "logg.none")} />` : null}
    ${entries && entries.length > 0 ? html`<${Table} entries=${entries} />` : null}
    ${error ? html`<${Problem} error=${error} />` : null}
    ${cursor ? html`<div class="actions"><${Button} variant="secondary" busy=${busy} onClick=${more}>${t("logg.more")}<//></div>` : null}`;
}

showPage({ name: "logg", titleKey: "logg.title", catalogues: ["admin"], main: Log, permission: "audit.read", wide: true });
