/** The audit log of the organisation (a county board sees its county's): who changed what, when, before and after. */
import { html, useState } from "../vendor/preact.js";
import { changesOf } from "./logg/changes.js";
import { objectOf, pathText, TYPES } from "./logg/objects.js";
import { announce } from "./lib/announce.js";
import { get, getAll } from "./lib/api.js";
import { NATION } from "./lib/county.js";
import * as format from "./lib/format.js";
import { hasText, inLanguage, t } from "./lib/i18n.js";
import { useAction, useLoad } from "./lib/load.js";
import { query, setQuery } from "./lib/query.js";
import { can, ownCounty, session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, Empty, Loading, PageHead, Problem, SelectField, TableFrame } from "./lib/ui.js";

/** @typedef {import("./logg/objects.js").Entry} Entry */
/** @typedef {import("./logg/objects.js").Names & { organisation: (code: string) => string }} Names */

const PAGE_ROWS = 50;

/** Codes of the server in words; a code that is not among the texts shows itself. @param {string} kind @param {string} code */
const named = (kind, code) => (hasText(`logg.${kind}.${code}`) ? t(`logg.${kind}.${code}`) : code);

/** @param {any[]} items @returns {Map<string, any>} */
const byCode = (items) => new Map(items.map((one) => [one.code, one]));

/** The newest signed checkpoint of the log, to be kept elsewhere. */
function Checkpoint() {
  const { data, error, reload } = useLoad(async (signal) => {
    try {
      return (await get("/audit/checkpoint", { signal })).data;
    } catch (problem) {
      if (/** @type {any} */ (problem).status === 404) return { size: 0 };
      throw problem;
    }
  }, []);
  if (error) return html`<${Problem} error=${error} retry=${reload} />`;
  if (!data) return null;
  if (data.size === 0) return html`<p class="muted">${t("logg.sealed_none")}</p>`;
  return html`<section class="checkpoint" aria-labelledby="sealed">
    <h2 id="sealed">${t("logg.sealed")}</h2>
    <p>${t("logg.sealed_why")}</p>
    <dl>
      <div><dt>${t("logg.sealed_size")}</dt><dd>${format.number(data.size)}</dd></div>
      <div><dt>${t("logg.sealed_at")}</dt><dd>${format.moment(data.at)}</dd></div>
      <div><dt>${t("logg.sealed_hash")}</dt><dd><code>${data.hash}</code></dd></div>
    </dl>
    <details>
      <summary>${t("logg.sealed_show")}</summary>
      <pre tabindex="0" aria-label=${t("logg.sealed_note")}>${data.note}</pre>
      <p>${t("logg.sealed_key")}: <code>${data.public_key}</code></p>
    </details>
  </section>`;
}

/** What the codes of the log are called. @returns {import("./lib/load.js").Loaded<Names>} */
const useNames = () => useLoad(async (signal) => {
  const county = ownCounty()?.code ?? NATION;
  const [organisations, counties, articles, products] = await Promise.all([
    getAll("/organisations", { signal }),
    getAll("/counties", { signal }),
    can("article.read") ? getAll(`/counties/${county}/articles`, { signal }) : [],
    can("product.read") ? getAll("/vaccine/products", { signal }) : [],
  ]);
  const organisation = byCode(organisations);
  const area = byCode(counties);
  for (const one of organisations) if (one.kind === "municipality") area.set(one.area_code, one);
  const article = byCode(articles);
  const product = byCode(products);
  /** @type {Names} */
  const names = {
    organisation: (code) => organisation.get(code)?.name ?? code,
    area: (code) => (code === NATION ? t("logg.nation") : (area.get(code)?.name ?? code)),
    article: (code) => (article.has(code) ? inLanguage(article.get(code), "name") : code),
    product: (code) => product.get(code)?.name ?? code,
    week: (week) => format.week(week, { year: true }),
    date: format.date,
  };
  return names;
}, []);

/** The object by name, as a link where a page shows it; and its whole history. @param {{ entry: Entry, names: Names }} properties */
function Subject({ entry, names }) {
  const { text, values, href } = objectOf(entry, names);
  const name = t(`logg.object.${text}`, values);
  const only = query.value.get("nyckel") === entry.object_key;
  return html`<div>${href ? html`<a href=${href}>${name}</a>` : name}
    ${only ? null : html`${" "}<a class="log-only small muted nowrap no-print" aria-label=${`${t("logg.only_this")}: ${name}`}
      href=${`?${new URLSearchParams({ slag: entry.object_type, nyckel: entry.object_key })}`}>${t("logg.only_this")}</a>`}</div>`;
}

/** @param {{ entry: Entry }} properties */
function Changes({ entry }) {
  const changes = changesOf(entry.before, entry.after);
  if (changes.length === 0) return html`<span class="muted">${t("logg.no_values")}</span>`;
  return html`<details>
    <summary>${t("logg.show")} (${changes.length})</summary>
    <table class="changes">
      <thead><tr><th scope="col">${t("logg.field")}</th><th scope="col">${t("logg.before")}</th><th scope="col">${t("logg.after")}</th></tr></thead>
      <tbody>${changes.map((change) => html`<tr key=${change.path}>
        <th scope="row">${pathText(change.path, (name) => named("word", name), (n) => t("logg.number", { n }))}</th><td>${change.before === null ? "–" : named("value", change.before)}</td><td>${change.after === null ? "–" : named("value", change.after)}</td>
      </tr>`)}</tbody>
    </table>
  </details>`;
}

/** @param {{ entries: Entry[], names: Names }} properties */
const Table = ({ entries, names }) => html`
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
        <td data-label=${t("logg.who")}>${entry.user_name || t("system")}</td>
        <td data-label=${t("logg.organisation")}>${entry.organisation_code ? names.organisation(entry.organisation_code) : "–"}</td>
        <td data-label=${t("logg.action")}>${named("action", entry.action)}</td>
        <td data-label=${t("logg.object")}><${Subject} entry=${entry} names=${names} /></td>
        <td><${Changes} entry=${entry} /></td>
      </tr>`)}</tbody>
    </table>
  <//>`;

/** The filter: in the address, so that a list of one object's changes can be linked to. @param {{ one: string | null }} properties one: the object shown alone */
function Filter({ one }) {
  const options = [{ value: "", label: t("logg.all") }, ...TYPES.map((code) => ({ value: code, label: named("type", code) }))];
  return html`<div class="fields no-print">
      <${SelectField} id="type" label=${t("logg.filter_type")} value=${query.value.get("slag") ?? ""} options=${options}
        onChange=${(/** @type {string} */ slag) => setQuery({ slag, nyckel: null })} />
    </div>
    ${one === null ? null : html`<p>${t("logg.only_one", { name: one })} <a class="no-print" href="/logg">${t("logg.filter_key_clear")}</a></p>`}`;
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
  const names = useNames();
  const page = first.data;
  const continued = page !== null && older.of === page;
  const entries = page ? [...page.items, ...(continued ? older.entries : [])] : null;
  const cursor = continued ? older.cursor : (page?.next_cursor ?? null);
  const one = key && entries?.[0] && names.data ? objectOf(entries[0], names.data) : null;
  const more = async () => {
    const next = await run(() => read(cursor));
    if (!next) return;
    setOlder({ of: page, entries: [...(continued ? older.entries : []), ...next.items], cursor: next.next_cursor ?? null });
    announce(t("logg.shown", { n: (entries?.length ?? 0) + next.items.length }));
  };
  return html`
    <${PageHead} title=${t("logg.title")} lead=${t("logg.lead")} />
    <${Filter} one=${one ? t(`logg.object.${one.text}`, one.values) : key || null} />
    ${first.error ? html`<${Problem} error=${first.error} retry=${first.reload} />` : null}
    ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : null}
    ${(first.loading && !page) || names.loading ? html`<${Loading} />` : null}
    ${entries?.length === 0 ? html`<${Empty} title=${t(type || key ? "logg.none_filtered" : "logg.none")} />` : null}
    ${entries && entries.length > 0 && names.data ? html`<${Table} entries=${entries} names=${names.data} />` : null}
    ${error ? html`<${Problem} error=${error} />` : null}
    ${cursor ? html`<div class="actions"><${Button} variant="secondary" busy=${busy} onClick=${more}>${t("logg.more")}<//></div>` : null}
    <${Checkpoint} />`;
}

showPage({ name: "logg", titleKey: "logg.title", catalogues: ["log"], main: Log, permission: "audit.read", wide: true });
