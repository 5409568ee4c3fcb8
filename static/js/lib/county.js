/**
 * Which county a page about counties shows: the one in the address (?lan=22), else the reader's own.
 */
import { html, useMemo } from "../../vendor/preact.js";
import { get } from "./api.js";
import { compareNames, t } from "./i18n.js";
import { useLoad } from "./load.js";
import { query, setQuery } from "./query.js";
import { ownCounty } from "./session.js";
import { SelectField } from "./ui.js";

/** The code of all Sweden, where a page can show it. */
export const NATION = "00";

/** The county's code, or null when a national reader has not chosen one. @returns {string | null} */
export const shownCounty = () => query.value.get("lan") ?? ownCounty()?.code ?? null;

/**
 * The choice of county for those who have none of their own; nothing for the others.
 * @param {{ nation?: boolean }} properties nation: all Sweden may be chosen
 */
export function CountyChoice({ nation = false }) {
  const own = ownCounty();
  const counties = useLoad(async (signal) => (own ? [] : (await get("/counties", { signal })).data.items), [own === null]);
  const options = useMemo(() => {
    const sorted = [...(counties.data ?? [])].sort((a, b) => compareNames(a.name, b.name));
    return sorted.map((/** @type {any} */ county) => ({ value: county.code, label: county.name }));
  }, [counties.data]);
  if (own) return null;
  const first = [{ value: "", label: t("county.choose_county") }];
  if (nation) first.push({ value: NATION, label: t("county.nation") });
  return html`<${SelectField} id="county" label=${t("county.county")} value=${shownCounty() ?? ""} options=${[...first, ...options]}
    onChange=${(/** @type {string} */ code) => setQuery({ lan: code || null, id: null })} />`;
}
