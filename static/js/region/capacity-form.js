/** Capacity of a week, and of the weeks after it when they are alike. Each week is saved over what was read of it (If-Match). */
import { html, useState } from "../../vendor/preact.js";
import { ApiError, get, put } from "../lib/api.js";
import { DialogForm, useDialogForm } from "../lib/dialog-form.js";
import { wholeNumber } from "../lib/form.js";
import { number, week as weekText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { Dialog, Loading, Problem, SelectField, TextField } from "../lib/ui.js";
import { weekList } from "../lib/vaccine.js";
import { PROVIDERS } from "./capacity.js";

const PREFIX = "capacity-";

/** @typedef {import("./capacity.js").Provider} Provider */

/** What is stored of a week. @param {string} county @param {string} week @returns {Promise<{ providers: Provider[], etag: string | null }>} */
async function load(county, week) {
  try {
    const { data, etag } = await get(`/counties/${county}/vaccine-capacity/${week}`);
    return { providers: data.providers, etag };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { providers: [], etag: null };
    throw error;
  }
}

/** @param {{ county: string, week: string, last: string, onClose: () => void, onSaved: () => void }} properties */
export function CapacityForm({ county, week, last, onClose, onSaved }) {
  const { data, error, reload } = useLoad(async () => load(county, week), [county, week]);
  const title = t("region.capacity_of", { week: weekText(week, { year: true }) });
  if (!data) return html`<${Dialog} title=${title} onClose=${onClose}>${error ? html`<${Problem} error=${error} retry=${reload} />` : html`<${Loading} />`}<//>`;
  return html`<${Form} county=${county} week=${week} last=${last} stored=${data} title=${title} onClose=${onClose} onSaved=${onSaved} />`;
}

/** @param {{ county: string, week: string, last: string, stored: { providers: Provider[], etag: string | null }, title: string, onClose: () => void, onSaved: () => void }} properties */
function Form({ county, week, last, stored, title, onClose, onSaved }) {
  const [texts, setTexts] = useState(() => Object.fromEntries(PROVIDERS.flatMap((type) => {
    const provider = stored.providers.find((one) => one.provider_type === type);
    return [[type, provider ? String(provider.doses_per_week) : ""], [`${type}-comment`, provider?.comment ?? ""]];
  })));
  const [until, setUntil] = useState(week);
  const weeks = weekList({ first: week, last });
  const faults = () => PROVIDERS.filter((type) => (texts[type].trim() !== "" || texts[`${type}-comment`].trim() !== "") && wholeNumber(texts[type]) === null)
    .map((type) => ({ id: `${PREFIX}${type}`, message: `${t(`region.provider.${type}`)}: ${t("vaccine.not_whole")}` }));
  const body = () => ({
    providers: PROVIDERS.filter((type) => texts[type].trim() !== "").map((type) => ({ provider_type: type, doses_per_week: wholeNumber(texts[type]), comment: texts[`${type}-comment`].trim() })),
  });
  const send = async () => {
    for (const one of weekList({ first: week, last: until })) {
      const etag = one === week ? stored.etag : (await load(county, one)).etag;
      await put(`/counties/${county}/vaccine-capacity/${one}`, body(), { etag: etag ?? "*" });
    }
    return true;
  };
  const form = useDialogForm({ faults, send, prefix: PREFIX, fields: [...PROVIDERS], onSaved });
  const sum = PROVIDERS.reduce((all, type) => all + (wholeNumber(texts[type]) ?? 0), 0);
  return html`<${DialogForm} title=${title} errors=${form.errors} error=${form.error} round=${form.round} busy=${form.busy} save=${form.save} onClose=${onClose}>
    <p class="muted">${t("region.capacity_help")}</p>
    <div class="capacity-fields">${PROVIDERS.map((type) => html`<fieldset key=${type}><legend class="ds-sr-only">${t(`region.provider.${type}`)}</legend><div class="fields">
      <${TextField} id=${`${PREFIX}${type}`} label=${t("region.provider_doses", { provider: t(`region.provider.${type}`) })} value=${texts[type]} width="short" inputmode="numeric" autocomplete="off"
        error=${form.fault(type)} onInput=${(/** @type {string} */ text) => setTexts({ ...texts, [type]: text })} />
      <${TextField} id=${`${PREFIX}${type}-comment`} label=${t("region.comment")} value=${texts[`${type}-comment`]} width="medium" optional autocomplete="off"
        onInput=${(/** @type {string} */ text) => setTexts({ ...texts, [`${type}-comment`]: text })} />
    </div></fieldset>`)}</div>
    <p role="status">${t("region.capacity_total", { n: sum, count: number(sum) })}</p>
    <${SelectField} id=${`${PREFIX}until`} label=${t("region.until")} description=${t("region.until_help")} value=${until} onChange=${setUntil}
      options=${weeks.map((one) => ({ value: one, label: one === week ? t("region.only", { week: weekText(one) }) : weekText(one, { year: true }) }))} />
  <//>`;
}
