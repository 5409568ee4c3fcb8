/**
 * Words for screen readers (a live region that is always there) and short notices for everybody.
 */
import { signal } from "../../vendor/preact.js";

/** What the live region says. A trailing space tells two equal messages apart, so that the second is read too. */
export const spoken = signal("");

/** @type {import("../../vendor/preact.js").Signal<{ text: string, color: "success" | "info" | "warning" } | null>} */
export const notice = signal(/** @type {any} */ (null));

/** @param {string} text */
export function announce(text) {
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

/**
 * A notice in sight and in speech; stays until the next one or until it is closed (no time limit to read it in).
 * @param {string} text
 * @param {"success" | "info" | "warning"} [color]
 */
export function notify(text, color = "success") {
  notice.value = { text, color };
  announce(text);
}
