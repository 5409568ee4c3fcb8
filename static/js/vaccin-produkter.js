/** The vaccines with what held for them on a day: packs, doses, intervals, ages, whether they may be used, and why it changed. */
import { html, useState } from "../vendor/preact.js";
import { get } from "./lib/api.js";
import { date } from "./lib/format.js";
import { t } from "./lib/i18n.js";
import { DayChoice, KnownAt, KnownBanner, dayOfQuery, knownDay } from "./lib/known-at.js";
import { useLoad } from "./lib/load.js";
import { can, instance } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, Empty, Loading, PageHead, Problem } from "./lib/ui.js";
import { PropertyForm, ProductForm } from "./vaccin-produkter/edit.js";
import { History, ProductTable } from "./vaccin-produkter/list.js";

/** @typedef {import("./lib/vaccine.js").Product} Product */
/** @typedef {{ kind: "history" | "change", product: Product } | { kind: "new" }} Open */

function Products() {
  const day = dayOfQuery("dag");
  const known = knownDay();
  const { data, error, loading, reload } = useLoad(
    async (signal) => (await get("/vaccine/products", { signal, query: { date: day, known_at: known } })).data, [day, known]);
  const [open, setOpen] = useState(/** @type {Open | null} */ (null));
  const mayWrite = can("product.write") && known === null;
  const close = () => setOpen(null);
  const saved = () => {
    close();
    reload();
  };
  const shownDay = day ?? known ?? instance.value?.today;
  return html`
    <${PageHead} title=${t("products.title")} lead=${t("products.lead", { date: date(shownDay) })}>
      ${mayWrite ? html`<${Button} onClick=${() => setOpen({ kind: "new" })}>${t("products.add")}<//>` : null}
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <${KnownBanner} />
    <div class="fields no-print">
      <${DayChoice} name="dag" id="day" label=${t("products.day")} button=${t("known.show")} />
      <${KnownAt} />
    </div>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    ${loading && !data ? html`<${Loading} />` : null}
    ${data?.items.length === 0 ? html`<${Empty} title=${t("products.none")}>${mayWrite ? t("products.none_more") : null}<//>` : null}
    ${data && data.items.length > 0 ? html`<${ProductTable} products=${data.items} mayWrite=${mayWrite}
      onHistory=${(/** @type {Product} */ product) => setOpen({ kind: "history", product })}
      onChange=${(/** @type {Product} */ product) => setOpen({ kind: "change", product })} />` : null}
    ${open?.kind === "history" ? html`<${History} product=${open.product} known=${known} onClose=${close} />` : null}
    ${open?.kind === "change" ? html`<${PropertyForm} product=${open.product} onClose=${close} onSaved=${saved} />` : null}
    ${open?.kind === "new" ? html`<${ProductForm} known=${data?.items ?? []} onClose=${close} onSaved=${saved} />` : null}`;
}

showPage({
  name: "vaccin-produkter", titleKey: "products.title", catalogues: ["vaccine"], main: Products, permission: "product.read", wide: true,
});
