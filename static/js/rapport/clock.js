/** The service's time, which in an exercise is not the browser's: everything the page says about "now" uses it. */
import { instance } from "../lib/session.js";

/** Server minus browser, from the first look; the page is loaded when the instance has just answered. @type {number | null} */
let offset = null;

/** Milliseconds since 1970 by the service's clock. */
export function serverNow() {
  const now = Date.parse(instance.value?.now ?? "");
  if (offset === null && !Number.isNaN(now)) offset = now - Date.now();
  return Date.now() + (offset ?? 0);
}
