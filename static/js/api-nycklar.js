/** The keys of an organisation's programs. The operator sees those of all, and can end them. */
import { html, useState } from "../vendor/preact.js";
import { AddKey, RevokeKey, RotateKey } from "./api-nycklar/edit.js";
import { get } from "./lib/api.js";
import * as format from "./lib/format.js";
import { t } from "./lib/i18n.js";
import { useLoad } from "./lib/load.js";
import { OrganisationChoice, shownOrganisation } from "./lib/organisation-choice.js";
import { can, session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, Empty, Loading, PageHead, Problem, TableFrame } from "./lib/ui.js";

/** @typedef {import("./api-nycklar/edit.js").ApiKey} ApiKey */

/** @param {ApiKey} key */
function stateOf(key) {
  if (key.revoked_at) return t("nyckel.revoked", { date: format.date(key.revoked_at) });
  return t(key.active ? "nyckel.active_until" : "nyckel.expired", { date: format.date(key.expires_at) });
}

/** @param {{ item: ApiKey, mayMake: boolean, mayRevoke: boolean, open: (what: string, item: ApiKey) => void }} properties */
function Row({ item, mayMake, mayRevoke, open }) {
  const { name } = item;
  return html`<tr class=${item.active ? undefined : "row-off"}>
    <th scope="row">${name}</th>
    <td data-label=${t("nyckel.prefix")}><code>${item.prefix}…</code></td>
    <td data-label=${t("nyckel.role")}>${t(`role.${item.role}`)}${item.read_only && item.role !== "reader" ? `, ${t("nyckel.reads")}` : null}</td>
    <td data-label=${t("nyckel.state")}>${stateOf(item)}</td>
    <td data-label=${t("nyckel.last_used")} class="nowrap">${item.last_used_at ? format.moment(item.last_used_at) : t("nyckel.never")}</td>
    <td data-label=${t("nyckel.made_by")}>${t("nyckel.made_by_text", { date: format.date(item.created_at), name: item.created_by_name })}</td>
    ${mayMake || mayRevoke ? html`<td class="no-print"><div class="row-actions">
      ${mayMake && item.active ? html`<${Button} variant="tertiary" size="sm" onClick=${() => open("rotate", item)} aria-label=${t("nyckel.rotate_of", { name })}>${t("nyckel.rotate")}<//>` : null}
      ${mayRevoke && item.active ? html`<${Button} variant="tertiary" size="sm" onClick=${() => open("revoke", item)} aria-label=${t("nyckel.revoke_of", { name })}>${t("nyckel.revoke")}<//>` : null}
    </div></td>` : null}
  </tr>`;
}

/** @param {{ items: ApiKey[], mayMake: boolean, mayRevoke: boolean, open: (what: string, item: ApiKey) => void }} properties */
const KeyTable = ({ items, ...rest }) => html`
  <${TableFrame} label=${t("nyckel.title")}>
    <table class="ds-table table-cards">
      <caption>${t("nyckel.count", { n: items.length })}</caption>
      <thead><tr>
        <th scope="col">${t("nyckel.name")}</th>
        <th scope="col">${t("nyckel.prefix")}</th>
        <th scope="col">${t("nyckel.role")}</th>
        <th scope="col">${t("nyckel.state")}</th>
        <th scope="col">${t("nyckel.last_used")}</th>
        <th scope="col">${t("nyckel.made_by")}</th>
        ${rest.mayMake || rest.mayRevoke ? html`<th scope="col" class="no-print"><span class="ds-sr-only">${t("nyckel.actions")}</span></th>` : null}
      </tr></thead>
      <tbody>${items.map((item) => html`<${Row} key=${item.key_id} item=${item} ...${rest} />`)}</tbody>
    </table>
  <//>`;

function Keys() {
  const own = session.value?.organisation;
  const operator = own?.kind === "operator";
  const organisation = shownOrganisation();
  const keys = useLoad(async (signal) => (await get(`/organisations/${encodeURIComponent(organisation)}/api-keys`, { signal })).data.items, [organisation]);
  const [shown, setShown] = useState(/** @type {{ what: string, item: ApiKey | null } | null} */ (null));
  const mayMake = can("api_key.write") && organisation === own?.code;
  const close = () => setShown(null);
  const common = { organisation, item: shown?.item, onClose: close, onChanged: keys.reload };
  const items = /** @type {ApiKey[] | null} */ (keys.data);
  return html`
    <${PageHead} title=${t("nyckel.title")} lead=${operator ? t("nyckel.lead_any") : t("nyckel.lead", { organisation: own?.name })}>
      ${mayMake ? html`<${Button} onClick=${() => setShown({ what: "add", item: null })}>${t("nyckel.add")}<//>` : null}
    <//>
    ${operator ? html`<div class="fields no-print"><${OrganisationChoice} chosen=${organisation} /></div>` : null}
    ${keys.error ? html`<${Problem} error=${keys.error} retry=${keys.reload} />` : null}
    ${keys.loading && !items ? html`<${Loading} />` : null}
    ${items?.length === 0 ? html`<${Empty} title=${t("nyckel.none")}>${mayMake ? t("nyckel.none_more") : null}<//>` : null}
    ${items && items.length > 0 ? html`<${KeyTable} items=${items} mayMake=${mayMake} mayRevoke=${can("api_key.revoke")}
      open=${(/** @type {string} */ what, /** @type {ApiKey} */ item) => setShown({ what, item })} />` : null}
    ${shown?.what === "add" ? html`<${AddKey} ...${common} />` : null}
    ${shown?.what === "rotate" ? html`<${RotateKey} ...${common} />` : null}
    ${shown?.what === "revoke" ? html`<${RevokeKey} ...${common} />` : null}`;
}

showPage({ name: "api-nycklar", titleKey: "nyckel.title", catalogues: ["admin", "account"], main: Keys, permission: "api_key.read" });
