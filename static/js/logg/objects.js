/**
 * What a row of the log is about, in names: a text's key with its values, and the page that shows the object. Pure.
 */

/**
 * @typedef {object} Entry
 * @property {string} audit_id
 * @property {string} at
 * @property {string} user_name
 * @property {string} organisation_code
 * @property {string} action
 * @property {string} object_type
 * @property {string} object_key
 * @property {string} area_code
 * @property {any} before
 * @property {any} after
 *
 * @typedef {object} Names
 * @property {(code: string) => string} area a municipality, a county, a region or the nation
 * @property {(code: string) => string} product
 * @property {(code: string) => string} article
 * @property {(week: string) => string} week
 * @property {(day: string) => string} date
 *
 * @typedef {{ text: string, values: Record<string, string>, href: string | null }} Shown text: behind "logg.object."
 */

/** @param {string} path @param {Record<string, string>} query */
const link = (path, query = {}) => (Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path);

/** The state that was left, or the last there was. @param {Entry} entry @returns {Record<string, any>} */
const stateOf = (entry) => entry.after ?? entry.before ?? {};

/** A week's figures of a place: "2281/2020-W17". @param {Entry} entry @param {Names} names @param {(place: string, week: string) => string} href */
function weekly(entry, names, href) {
  const [place, week] = entry.object_key.split("/");
  return { text: entry.object_type, values: { area: names.area(place), week: names.week(week) }, href: href(place, week) };
}

/** @param {string} place @param {string} week */
const report = (place, week) => link("/rapport", { kommun: place, vecka: week });

/** @param {Entry} entry @param {Names} names @returns {Shown} */
function proposal(entry, names) {
  const line = stateOf(entry);
  const href = link("/forslag", { id: entry.object_key });
  const area = names.area(entry.area_code);
  if (typeof line.article !== "string" || typeof line.from !== "string") return { text: "proposal", values: { area, date: names.date(entry.at.slice(0, 10)) }, href };
  return { text: "proposal_line", values: { area, article: names.article(line.article), from: names.area(line.from), to: names.area(line.to) }, href };
}

/** @param {Entry} entry @param {Names} names @returns {Shown} */
function user(entry, names) {
  // Who signs in or chooses a language does it to the own account.
  const own = entry.action.startsWith("session.") || entry.action === "user.language" ? entry.user_name : "";
  const name = stateOf(entry).display_name || own;
  return name ? { text: "user", values: { name }, href: null } : { text: "user_unnamed", values: { area: names.area(entry.area_code) }, href: null };
}

/** @param {Entry} entry @param {Names} names @returns {Shown} */
function allocation(entry, names) {
  const { product, week } = stateOf(entry);
  const decided = entry.action === "vaccine_allocation.decide";
  const href = entry.action === "vaccine_allocation.discard" ? null : link("/tilldelning", { [decided ? "id" : "utkast"]: entry.object_key });
  return product && week ? { text: "vaccine_allocation", values: { name: names.product(product), week: names.week(week) }, href }
    : { text: "vaccine_allocation_unnamed", values: {}, href };
}

/** @param {Entry} entry @returns {Shown} */
function document(entry) {
  const state = stateOf(entry);
  const source = (state.document ?? state).source;
  const href = entry.action === "vaccine_delivery.add" ? "/leveranser" : "/prognoser";
  return source ? { text: "vaccine_document", values: { name: source }, href } : { text: "vaccine_document_unnamed", values: {}, href };
}

/** @param {Entry} entry @returns {Shown} */
function key(entry) {
  const name = entry.after?.name;
  const href = link("/nycklar", { nyckel: entry.object_key });
  return name ? { text: "vaccine_key", values: { name }, href } : { text: "vaccine_key_unnamed", values: {}, href };
}

/** @param {Entry} entry @param {Names} names @returns {Shown} */
function apiKey(entry, names) {
  const name = stateOf(entry).name;
  return name ? { text: "api_key", values: { name }, href: "/api-nycklar" } : { text: "api_key_unnamed", values: { area: names.area(entry.area_code) }, href: "/api-nycklar" };
}

/** @type {Record<string, (entry: Entry, names: Names) => Shown>} */
const KINDS = {
  ppe_report: (entry, names) => weekly(entry, names, report),
  ppe_draft: (entry, names) => weekly(entry, names, report),
  vaccine_week: (entry, names) => weekly(entry, names, (lan, vecka) => link("/region", { lan, vecka })),
  vaccine_capacity: (entry, names) => weekly(entry, names, (lan) => link("/region", { lan })),
  article: (entry, names) => {
    const [owner, code] = entry.object_key.split("/");
    return { text: "article", values: { name: names.article(code) }, href: link("/artiklar", owner === "00" ? {} : { lan: owner }) };
  },
  ppe_policy: (entry, names) => {
    const [owner, day] = entry.object_key.split("/");
    return { text: "ppe_policy", values: { area: names.area(owner), date: names.date(day) }, href: link("/artiklar", owner === "00" ? {} : { lan: owner }) };
  },
  proposal,
  user,
  vaccine_allocation: allocation,
  vaccine_document: document,
  vaccine_product: (entry, names) => ({ text: "vaccine_product", values: { name: names.product(entry.object_key) }, href: "/vaccin-produkter" }),
  vaccine_delivery: (entry, names) => ({ text: "vaccine_delivery", values: { area: names.area(entry.area_code) }, href: link("/leveranser", { id: entry.object_key }) }),
  vaccine_key: key,
  vaccine_key_multiplier: (entry, names) => ({ text: "vaccine_key_multiplier", values: { area: names.area(entry.area_code) }, href: "/nycklar" }),
  api_key: apiKey,
  audit_checkpoint: () => ({ text: "audit_checkpoint", values: {}, href: null }),
  audit_key: () => ({ text: "audit_key", values: {}, href: null }),
  vaccine_goal: (entry) => ({ text: "vaccine_goal", values: { number: entry.object_key }, href: link("/malet", { mal: entry.object_key }) }),
};

/** Kinds of object, in the order of the filter. */
export const TYPES = Object.keys(KINDS);

/**
 * @param {Entry} entry
 * @param {Names} names
 * @returns {Shown}
 */
export const objectOf = (entry, names) => (KINDS[entry.object_type] ?? (() => ({ text: "other", values: { key: entry.object_key }, href: null })))(entry, names);

/**
 * A path of the API's names in the reader's words: "lines.0.packs" -> "rader, nr 1, förpackningar".
 * @param {string} path
 * @param {(name: string) => string} word
 * @param {(number: number) => string} numbered
 */
export const pathText = (path, word, numbered) => path.split(".").filter((part) => part !== "")
  .map((part) => (/^\d+$/.test(part) ? numbered(Number(part) + 1) : word(part))).join(", ");
