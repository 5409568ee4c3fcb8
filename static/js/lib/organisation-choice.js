/** The operator's choice among all organisations, in the address as ?org=. */
import { html } from "../../vendor/preact.js";
import { getAll } from "./api.js";
import { compareNames, t } from "./i18n.js";
import { useLoad } from "./load.js";
import { query, setQuery } from "./query.js";
import { session } from "./session.js";
import { Problem, SelectField } from "./ui.js";

/** The code of the organisation that the page is about: the own one, or the operator's choice. */
export function shownOrganisation() {
  const own = session.value?.organisation;
  return (own?.kind === "operator" ? query.value.get("org") : null) ?? own?.code ?? "";
}

/** @param {{ chosen: string }} properties */
export function OrganisationChoice({ chosen }) {
  const organisations = useLoad((signal) => getAll("/organisations", { signal }), []);
  const sorted = [...(organisations.data ?? [])].sort((a, b) => compareNames(a.name, b.name));
  const options = sorted.map((item) => ({ value: item.code, label: item.name }));
  if (organisations.error) return html`<${Problem} error=${organisations.error} retry=${organisations.reload} />`;
  return html`<${SelectField} id="organisation" label=${t("anvandare.organisation")} value=${chosen} options=${options}
    onChange=${(/** @type {string} */ org) => setQuery({ org })} />`;
}
