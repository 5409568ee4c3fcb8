/**
 * "As known on": looking at what was known on an earlier day. The day is in the address (?kand=2021-02-15), so that a link shows a
 * colleague the same past; while it is set, a banner says so and nothing can be changed.
 */
import { html, useEffect, useState } from "../../vendor/preact.js";
import { isDay } from "./form.js";
import { date } from "./format.js";
import { t } from "./i18n.js";
import { query, setQuery } from "./query.js";
import { instance } from "./session.js";
import { Alert, Button, TextField } from "./ui.js";

/** The day of the address under this name, or null. A text that is no day counts as none. @param {string} name */
export function dayOfQuery(name) {
  const text = query.value.get(name) ?? "";
  return isDay(text) ? text : null;
}

/** The day whose knowledge is shown, or null for the present. */
export const knownDay = () => dayOfQuery("kand");

/**
 * The address of a page that can show the past, on the day shown here: what is opened from the past is seen as it was then.
 * @param {string} page @param {Record<string, string>} parameters
 */
export function knownAddress(page, parameters) {
  const known = knownDay();
  return `/${page}?${new URLSearchParams(known === null ? parameters : { ...parameters, kand: known })}`;
}

/**
 * A day that goes to the address when it is asked for.
 * @param {{ name: string, id: string, label: string, button: string, description?: string }} properties
 *   name: in the address
 */
export function DayChoice({ name, id, label, button, description }) {
  const shown = dayOfQuery(name) ?? "";
  const [text, setText] = useState(shown);
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    setText(shown); // the back button moves it too
    setFault(null);
  }, [shown]);
  /** @param {Event} event */
  const apply = (event) => {
    event.preventDefault();
    const day = text.trim();
    const future = isDay(day) && day > (instance.value?.today ?? day);
    if (day !== "" && (!isDay(day) || future)) {
      setFault(t(future ? "known.future" : "known.not_day"));
      return;
    }
    setFault(null);
    setQuery({ [name]: day || null });
  };
  return html`<form class="day-choice no-print" onSubmit=${apply} novalidate>
    <${TextField} id=${id} label=${label} description=${description} value=${text} onInput=${setText} error=${fault} width="short"
      placeholder=${t("known.form")} inputmode="numeric" spellcheck=${false} autocomplete="off" />
    <${Button} type="submit" variant="secondary">${button}<//>
  </form>`;
}

/** The control for the page's filters. */
export const KnownAt = () => html`<${DayChoice} name="kand" id="known-at" label=${t("known.label")} button=${t("known.show")} />`;

/** Over what is shown, while the past is shown; on paper too. @param {{ children?: any }} properties */
export function KnownBanner({ children }) {
  const day = knownDay();
  if (!day) return null;
  return html`<div class="known-banner"><${Alert} color="warning" title=${t("known.banner", { date: date(day) })} live>
    <p class="ds-paragraph">${t("known.banner_text")}</p>
    ${children}
    <div class="actions"><${Button} variant="secondary" size="sm" onClick=${() => setQuery({ kand: null })}>${t("known.now")}<//></div>
  <//></div>`;
}
