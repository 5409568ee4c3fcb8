/**
 * A part that is folded on the screen and always open on paper.
 */
import { html, useId, useState } from "../../vendor/preact.js";

/**
 * @param {{ label: string, open?: boolean, children: any }} properties
 */
export function Disclosure({ label, open = false, children }) {
  const [shown, setShown] = useState(open);
  const id = useId();
  return html`<div class="disclosure">
    <button type="button" class="ds-button disclosure-button" data-variant="tertiary" data-size="sm"
      aria-expanded=${shown} aria-controls=${id} onClick=${() => setShown(!shown)}>
      <svg class="disclosure-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="M5 2l7 6-7 6z" /></svg>
      ${label}</button>
    <div id=${id} class=${shown ? "disclosure-content" : "disclosure-content folded"}>${children}</div>
  </div>`;
}
