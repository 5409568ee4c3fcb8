/** The catalogue of articles, with its limits and times; the county board edits, everybody else reads. */
import { html, useState } from "../vendor/preact.js";
import { ArticleForm } from "./artiklar/edit.js";
import { ArticleTable, Versions } from "./artiklar/list.js";
import { Policies } from "./artiklar/policies.js";
import { getAll } from "./lib/api.js";
import { t } from "./lib/i18n.js";
import { useLoad } from "./lib/load.js";
import { query, setQuery } from "./lib/query.js";
import { can, ownCounty, session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, Checkbox, Empty, Loading, PageHead, Problem, SelectField } from "./lib/ui.js";

/** The county of the address, else one's own, else the nation's own catalogue. */
const shownCounty = () => query.value.get("lan") ?? ownCounty()?.code ?? "00";

/** National organisations choose whose catalogue they look at. @param {{ county: string }} properties */
function CountyChoice({ county }) {
  const counties = useLoad((signal) => getAll("/counties", { signal }), []);
  const options = [
    { value: "00", label: t("artiklar.nation") },
    ...(counties.data ?? []).map((item) => ({ value: item.code, label: item.name })),
  ];
  return html`<${SelectField} id="county" label=${t("artiklar.county")} value=${county} options=${options}
    onChange=${(/** @type {string} */ lan) => setQuery({ lan })} />`;
}

function Catalogue() {
  const county = shownCounty();
  const all = query.value.get("alla") === "1";
  const articles = useLoad((signal) => getAll(`/counties/${county}/articles`, { signal, query: { all: all || null } }), [county, all]);
  const [edited, setEdited] = useState(/** @type {any} */ (null));
  const [history, setHistory] = useState(/** @type {any} */ (null));
  // The nation's own catalogue is not the county's to change, though it may read it.
  const mayWrite = can("article.write") && (county !== "00" || session.value?.organisation.area_code === "00");
  return html`
    <${PageHead} title=${t("artiklar.title")} lead=${t("artiklar.lead")}>
      ${mayWrite ? html`<${Button} onClick=${() => setEdited("new")}>${t("artiklar.add")}<//>` : null}
    <//>
    <div class="fields no-print">
      ${ownCounty() ? null : html`<${CountyChoice} county=${county} />`}
      <${Checkbox} id="show-inactive" label=${t("artiklar.show_inactive")} checked=${all}
        onChange=${(/** @type {boolean} */ on) => setQuery({ alla: on ? "1" : null }, { replace: true })} />
    </div>
    ${articles.error ? html`<${Problem} error=${articles.error} retry=${articles.reload} />` : null}
    ${articles.loading && !articles.data ? html`<${Loading} />` : null}
    ${articles.data?.length === 0 ? html`<${Empty} title=${t("artiklar.none")}>${mayWrite ? t("artiklar.none_more") : null}<//>` : null}
    ${articles.data && articles.data.length > 0 ? html`<${ArticleTable} articles=${articles.data} mayWrite=${mayWrite}
      onEdit=${setEdited} onVersions=${setHistory} />` : null}
    <${Policies} county=${county} />
    ${edited ? html`<${ArticleForm} county=${county} article=${edited === "new" ? null : edited} known=${articles.data ?? []}
      onClose=${() => setEdited(null)} onSaved=${() => { setEdited(null); articles.reload(); }} />` : null}
    ${history ? html`<${Versions} county=${county} article=${history} onClose=${() => setHistory(null)} />` : null}`;
}

showPage({
  name: "artiklar", titleKey: "artiklar.title", catalogues: ["admin"], main: Catalogue, permission: "article.read", wide: true,
});
