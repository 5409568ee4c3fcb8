/**
 * Small parts that all pages share. Looks come from Designsystemet's classes and css/app.css.
 */
import { html, useEffect, useId, useLayoutEffect, useRef } from "../../vendor/preact.js";
import { hasText, t } from "./i18n.js";

/** @typedef {import("./api.js").ApiError} ApiError */

/** @param {{ text?: string }} properties */
export const Loading = ({ text }) => html`
  <p class="loading" role="status"><span class="loading-dots" aria-hidden="true"></span>${text ?? t("loading")}</p>`;

/** Nothing to show, and what to do about it. @param {{ title: string, children?: any }} properties */
export const Empty = ({ title, children }) => html`
  <div class="empty"><p class="empty-title">${title}</p>${children ? html`<div class="muted">${children}</div>` : null}</div>`;

/**
 * @param {{ color?: "info" | "success" | "warning" | "danger", title?: string, live?: boolean, children?: any }} properties
 *   live: read aloud when it appears
 */
export const Alert = ({ color = "info", title, live = false, children }) => html`
  <div class="ds-alert" data-color=${color} role=${live ? (color === "danger" ? "alert" : "status") : undefined}>
    ${title ? html`<h2 class="ds-heading" data-size="2xs">${title}</h2>` : null}
    ${children}
  </div>`;

/** What an error says to people: our own words where we have better ones than the server. @param {any} error */
export function errorText(error) {
  const code = error?.code;
  if (code && hasText(`error.${code}`)) return t(`error.${code}`, { seconds: error.retryAfterSeconds ?? 60 });
  return error?.detail || error?.title || t("error.broken");
}

/**
 * A failure as a page part, with a way on; what does not exist, or is not for one to see, is the same at a second try.
 * @param {{ error: any, retry?: () => void }} properties
 */
export const Problem = ({ error, retry }) => html`
  <${Alert} color="danger" title=${t("error.title")} live>
    <p class="ds-paragraph">${errorText(error)}</p>
    ${error?.traceId ? html`<p class="ds-paragraph muted" data-size="sm">${t("error.trace", { id: error.traceId })}</p>` : null}
    ${retry && !["not_found", "forbidden"].includes(error?.code) ? html`<button type="button" class="ds-button" data-variant="secondary" data-size="sm" onClick=${retry}>${t("retry")}</button>` : null}
  <//>`;

/**
 * The list of what must be put right, shown after an attempt to save; takes focus when it appears so that it is read.
 * @param {{ errors: { id: string | null, message: string }[], title?: string, round?: number }} properties
 *   id: of the field to jump to; round: counts attempts, so that a second failed one takes focus again
 */
export function ErrorSummary({ errors, title, round = 0 }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const heading = useId();
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [round, errors.length > 0]);
  if (errors.length === 0) return null;
  /** @param {Event} event @param {string} id */
  const jump = (event, id) => {
    event.preventDefault(); // the field, not its place in the address
    const field = document.getElementById(id);
    field?.focus();
    field?.scrollIntoView({ block: "center" });
  };
  return html`<section class="ds-error-summary" ref=${box} tabindex="-1" aria-labelledby=${heading}>
    <h2 class="ds-heading" id=${heading}>${title ?? t("form.errors", { n: errors.length })}</h2>
    <ul class="ds-list">
      ${errors.map(({ id, message }) => html`<li key=${`${id}${message}`}>${id
        ? html`<a class="ds-link" href=${`#${id}`} onClick=${(/** @type {Event} */ event) => jump(event, id)}>${message}</a>`
        : message}</li>`)}
    </ul>
  </section>`;
}

/**
 * A label, a description, the control and its error, tied together.
 * @param {{ id: string, label: string, description?: string | null, error?: string | null, optional?: boolean,
 *   children: any }} properties children: a function (properties for the control) => control
 */
export function Field({ id, label, description, error, optional = false, children }) {
  const described = [description ? `${id}-description` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const control = { id, "aria-describedby": described || undefined, "aria-invalid": error ? "true" : undefined };
  return html`<div class="field">
    <label class="ds-label" for=${id}>${label}${optional ? html` <span class="muted field-optional">${t("form.optional")}</span>` : null}</label>
    ${description ? html`<div class="field-description" id=${`${id}-description`}>${description}</div>` : null}
    ${children(control)}
    ${error ? html`<p class="ds-validation-message" id=${`${id}-error`}>${error}</p>` : null}
  </div>`;
}

/**
 * @param {{ id: string, label: string, value: string, onInput: (value: string) => void, description?: string | null,
 *   error?: string | null, optional?: boolean, type?: string, inputmode?: string, autocomplete?: string, name?: string,
 *   width?: "short" | "medium" | "long", required?: boolean, disabled?: boolean, spellcheck?: boolean }} properties
 */
export function TextField({ id, label, value, onInput, description, error, optional, width = "long", type = "text", ...rest }) {
  return html`<${Field} id=${id} label=${label} description=${description} error=${error} optional=${optional}>
    ${(/** @type {any} */ control) => html`<input class=${`ds-input input-${width}`} type=${type} value=${value}
      ...${rest} ...${control}
      onInput=${(/** @type {any} */ event) => onInput(event.currentTarget.value)} />`}
  <//>`;
}

/**
 * @param {{ id: string, label: string, value: string, onChange: (value: string) => void,
 *   options: { value: string, label: string }[], description?: string | null, error?: string | null, optional?: boolean,
 *   width?: "short" | "medium" | "long", disabled?: boolean }} properties
 */
export function SelectField({ id, label, value, onChange, options, description, error, optional, width = "medium", ...rest }) {
  return html`<${Field} id=${id} label=${label} description=${description} error=${error} optional=${optional}>
    ${(/** @type {any} */ control) => html`<select class=${`ds-input input-${width}`} ...${rest} ...${control}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>
      ${options.map((option) => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.label}</option>`)}
    </select>`}
  <//>`;
}

/**
 * @param {{ id: string, label: string, checked: boolean, onChange: (checked: boolean) => void, description?: string | null,
 *   disabled?: boolean }} properties
 */
export const Checkbox = ({ id, label, checked, onChange, description, disabled }) => html`
  <div class="checkbox">
    <input class="ds-input" type="checkbox" id=${id} checked=${checked} disabled=${disabled}
      aria-describedby=${description ? `${id}-description` : undefined}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />
    <label for=${id}>${label}</label>
    ${description ? html`<div class="field-description" id=${`${id}-description`}>${description}</div>` : null}
  </div>`;

/**
 * @param {{ children: any, onClick?: (event: any) => void, variant?: "primary" | "secondary" | "tertiary",
 *   type?: "button" | "submit", busy?: boolean, color?: string, size?: string, disabled?: boolean } & Record<string, any>} properties
 */
export const Button = ({ children, variant = "primary", type = "button", busy = false, color, size, ...rest }) => html`
  <button type=${type} class="ds-button" data-variant=${variant} data-color=${color} data-size=${size}
    aria-busy=${busy ? "true" : undefined} ...${rest}>${children}</button>`;

/**
 * A native modal dialog: traps focus, closes on Escape, gives focus back.
 * @param {{ title: string, onClose: (() => void) | null, children: any, wide?: boolean }} properties
 *   onClose null: it cannot be closed without an answer
 */
export function Dialog({ title, onClose, children, wide = false }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const heading = useId();
  /* At once, not after the next frame: what is typed meanwhile would go to nobody. */
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  /** @param {Event} event */
  const cancel = (event) => {
    event.preventDefault(); // its owner takes it away, or not
    onClose?.();
  };
  return html`<dialog class=${`ds-dialog${wide ? " dialog-wide" : ""}`} ref=${box} aria-labelledby=${heading} onCancel=${cancel}>
    <div class="dialog-head">
      <h2 class="ds-heading" data-size="xs" id=${heading}>${title}</h2>
      ${onClose ? html`<button type="button" class="ds-button dialog-close" data-variant="tertiary" data-size="sm"
        onClick=${onClose}>${t("close")}</button>` : null}
    </div>
    ${children}
  </dialog>`;
}

/**
 * The heading of a page, with a line under it and buttons beside it.
 * @param {{ title: string, lead?: any, children?: any }} properties children: actions
 */
export const PageHead = ({ title, lead, children }) => html`
  <div class="page-head">
    <div class="page-head-text">
      <h1 class="ds-heading" data-size="md">${title}</h1>
      ${lead ? html`<p class="lead">${lead}</p>` : null}
    </div>
    ${children ? html`<div class="page-actions">${children}</div>` : null}
  </div>`;

/**
 * A wide table: scrolls inside its own frame, which can be reached by keyboard.
 * @param {{ label: string, children: any }} properties
 */
export const TableFrame = ({ label, children }) => html`
  <div class="table-frame" role="region" aria-label=${label} tabindex="0">${children}</div>`;

/**
 * A heading of a column that sorts.
 * @param {{ label: string, name: string, sort: string, direction: "ascending" | "descending",
 *   onSort: (name: string) => void, numeric?: boolean }} properties
 */
export const SortHeading = ({ label, name, sort, direction, onSort, numeric = false }) => html`
  <th scope="col" class=${numeric ? "numeric" : undefined} aria-sort=${sort === name ? direction : "none"}>
    <button type="button" onClick=${() => onSort(name)}>${label}</button>
  </th>`;
