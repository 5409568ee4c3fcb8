/**
 * The state of a page in its address (?kommun=2281&vecka=2020-W17), so that a link shows the same thing to a colleague and
 * the browser's back button works.
 */
import { signal } from "../../vendor/preact.js";

const read = () => new URLSearchParams(location.search);

/** The address as it stands now; components that read it follow it. */
export const query = signal(read());

addEventListener("popstate", () => {
  query.value = read();
});

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
