/** Which report: municipality and week, in the address. */
import { html } from "../../vendor/preact.js";
import { weekSpan } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { setQuery } from "../lib/query.js";
import { SelectField } from "../lib/ui.js";

/** @param {{ municipalities: { code: string, name: string }[], municipality: string, week: string, weeks: string[] }} props */
export function Picker({ municipalities, municipality, week, weeks }) {
  const choices = municipalities.map(({ code, name }) => ({ value: code, label: name }));
  if (!choices.some(({ value }) => value === municipality)) choices.unshift({ value: municipality, label: t("report.pick.choose") });
  const shown = weeks.includes(week) || !week ? weeks : [week, ...weeks];
  return html`<div class="fields rp-picker no-print">
    ${choices.length > 1 && html`<${SelectField} id="pick-municipality" label=${t("report.pick.municipality")} value=${municipality} width="short"
      options=${choices} onChange=${(/** @type {string} */ kommun) => setQuery({ kommun })} />`}
    ${shown.length > 0 && html`<${SelectField} id="pick-week" label=${t("report.pick.week")} value=${week} width="medium"
      options=${shown.map((one) => ({ value: one, label: weekSpan(one) }))} onChange=${(/** @type {string} */ vecka) => setQuery({ vecka })} />`}
  </div>`;
}
