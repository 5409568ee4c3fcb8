/**
 * The state of a page in its address (?kommun=2281&vecka=2020-W17), so that a link shows the same thing to a colleague and
 * the browser's back button works.
 */
import { signal } from "../../vendor/preact.js";
import { readWeek } from "./week.js";

const read = () => new URLSearchParams(location.search);

/** The address as it stands now; components that read it follow it. */
export const query = signal(read());

addEventListener("popstate", () => {
  query.value = read();
});

/** Weeks of other centuries are slips of the pen too. @param {string} text */
const isWeek = (text) => Math.abs((readWeek(text)?.year ?? 0) - 2000) <= 100;

/** The week that the address asks for, null when it asks for none or for one that does not exist. @param {string} [name] */
export function weekInAddress(name = "vecka") {
  const text = query.value.get(name);
  return text !== null && isWeek(text) ? text : null;
}

/** What the address calls a week although it is none, for saying so; else null. */
export const wrongWeek = () =>
  ["vecka", "fran"].map((name) => query.value.get(name)).find((text) => text && !isWeek(text)) ?? null;

/**
 * @param {Record<string, string | null>} changes null takes the name away
 * @param {{ replace?: boolean }} [options] replace: no step back to the earlier state (for small things such as sorting)
 */
export function setQuery(changes, { replace = false } = {}) {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  if (text === query.value.toString()) return;
  const address = `${location.pathname}${text ? `?${text}` : ""}`;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  query.value = next;
}
