/** The page: keys in force and all keys, or what the address asks for (?nyckel=…, ?gor=ny, ?gor=prova). */
import { html, useState } from "../../vendor/preact.js";
import { get, getAll } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { KnownAt, KnownBanner, knownDay } from "../lib/known-at.js";
import { useLoad } from "../lib/load.js";
import { onDemand } from "../lib/on-demand.js";
import { query, setQuery, weekInAddress } from "../lib/query.js";
import { can, instance } from "../lib/session.js";
import { Button, Loading, PageHead, Problem } from "../lib/ui.js";
import { ProductChoice, WeekField, useNames } from "../lib/vaccine.js";
import { InForce } from "./in-force.js";
import { OneKey } from "./key.js";
import { KeyTable, MultiplierTable } from "./lists.js";

/** @typedef {import("../lib/vaccine.js").Names} Names */

const MultiplierForm = onDemand((again) => import(`./multiplier.js${again}`), "MultiplierForm");
const NewKey = onDemand((again) => import(`./new.js${again}`), "NewKey");

export function KeyPage() {
  const names = useNames();
  if (!names.data) {
    return html`<${PageHead} title=${t("key.title")} />
      ${names.error ? html`<${Problem} error=${names.error} retry=${names.reload} />` : html`<${Loading} />`}`;
  }
  const key = query.value.get("nyckel");
  if (key) return html`<${OneKey} key=${key} id=${key} names=${names.data} />`;
  if (query.value.get("gor") === "ny" && can("key.write") && knownDay() === null) return html`<${NewKey} names=${names.data} />`;
  return html`<${Keys} names=${names.data} />`;
}

/** @param {{ names: Names }} properties */
function Keys({ names }) {
  const known = knownDay();
  const week = weekInAddress() ?? instance.value?.week ?? "2021-W01";
  const asked = { known_at: known };
  const inForce = useLoad(async (signal) => (await get("/vaccine/keys-in-force", { signal, query: { ...asked, week } })).data, [week, known]);
  const keys = useLoad(async (signal) => getAll("/vaccine/keys", { signal, query: asked }), [known]);
  const multipliers = useLoad(async (signal) => getAll("/vaccine/key-multipliers", { signal, query: asked }), [known]);
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return html`
    <${PageHead} title=${t("key.title")} lead=${t("key.lead")}>
      ${can("key.write") && known === null ? html`<${Button} onClick=${() => setQuery({ gor: "ny" })}>${t("key.new")}<//>` : null}
      <${Button} variant="secondary" onClick=${() => print()}>${t("print")}<//>
    <//>
    <p class="print-only">${t("vaccine.printed", { moment: moment(instance.value?.now ?? null) })}</p>
    <${KnownBanner} />
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("key.in_force")}</h2>
      <div class="fields vaccine-filters no-print">
        <${ProductChoice} names=${names} />
        <${WeekField} id="week" label=${t("vaccine.week")} value=${week} onChange=${(/** @type {string} */ vecka) => setQuery({ vecka })} />
        <${KnownAt} />
      </div>
      <${Loaded} of=${inForce}>${(/** @type {any} */ data) => html`<${InForce} names=${names} items=${data.items} week=${week} />`}<//>
    </section>
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("key.all")}</h2>
      <${Loaded} of=${keys}>${(/** @type {any} */ items) => html`<${KeyTable} names=${names} keys=${items} />`}<//>
    </section>
    <section class="stack">
      <h2 class="ds-heading" data-size="xs">${t("multiplier.title")}</h2>
      <p class="muted">${t("multiplier.lead")}</p>
      <${Loaded} of=${multipliers}>${(/** @type {any} */ items) => html`<${MultiplierTable} names=${names} items=${items} />`}<//>
      ${can("key.decide") && known === null ? html`<div class="actions"><${Button} variant="secondary" onClick=${() => setAdding(true)}>${t("multiplier.new")}<//></div>` : null}
    </section>
    ${adding ? html`<${MultiplierForm} names=${names} onClose=${close} onSaved=${() => { close(); multipliers.reload(); inForce.reload(); }} />` : null}`;
}

/** What was read, or that it is on its way, or why it did not come. @param {{ of: import("../lib/load.js").Loaded<any>, children: any }} properties */
const Loaded = ({ of: { data, error, loading, reload }, children }) => html`
  ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
  ${loading && !data ? html`<${Loading} />` : null}
  ${data ? children(data) : null}`;
