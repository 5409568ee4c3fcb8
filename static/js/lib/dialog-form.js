/**
 * A form in a dialog that is checked here, sent once, and told about in its fields when the server refuses.
 */
import { html, useRef, useState } from "../../vendor/preact.js";
import { notify } from "./announce.js";
import { ApiError, newKey } from "./api.js";
import { formErrors } from "./form.js";
import { t } from "./i18n.js";
import { useAction } from "./load.js";
import { Button, Dialog, ErrorSummary, Problem } from "./ui.js";

/**
 * Sends under one key until the server has answered: a repeat after a lost connection is the same deed, not a second one.
 * @returns {<T>(send: (key: string) => Promise<T>) => Promise<T>}
 */
export function useOnce() {
  const key = useRef(newKey());
  return async (send) => {
    try {
      const answer = await send(key.current);
      key.current = newKey();
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.network) key.current = newKey();
      throw error;
    }
  };
}

/** What is wrong, the fields, save and cancel. @param {any} properties */
const FormBody = ({ errors, error, round, busy, save, onClose, children, submit = t("save") }) => html`<form class="stack" onSubmit=${save} novalidate>
  <${ErrorSummary} errors=${errors} round=${round} />
  ${error && errors.length === 0 ? html`<${Problem} error=${error} />` : null}
  ${children}
  <div class="actions">
    <${Button} type="submit" busy=${busy}>${submit}<//>
    <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
  </div>
</form>`;

/** A form that is the whole dialog. @param {any} properties those of useDialogForm(), title, onClose and the fields */
export const DialogForm = ({ title, ...rest }) => html`<${Dialog} title=${title} onClose=${rest.onClose} wide><${FormBody} ...${rest} /><//>`;

/** A form inside a dialog that shows more. @param {any} properties as DialogForm's, and submit: the button's text */
export const InlineForm = ({ title, ...rest }) => html`<section class="panel stack" aria-label=${title}>
  <h3 class="ds-heading" data-size="2xs">${title}</h3><${FormBody} ...${rest} /></section>`;

/**
 * Checks, sends once, tells.
 * @param {{ faults: () => { id: string, message: string }[], send: (key: string) => Promise<any>, prefix: string, fields: string[],
 *   onSaved: (data: any) => void }} what  onSaved gets what the server answered
 */
export function useDialogForm({ faults, send, prefix, fields, onSaved }) {
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const { run, busy, error } = useAction();
  const once = useOnce();
  const errors = found.length > 0 ? found : formErrors(error, { prefix, fields });
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    const wrong = faults();
    setFound(wrong);
    setRound(round + 1);
    if (wrong.length > 0) return;
    const saved = await run(() => once(send));
    if (!saved) return;
    notify(t("form.saved"));
    onSaved(saved.data);
  };
  return { errors, error, round, busy, save, fault: (/** @type {string} */ name) => errors.find((one) => one.id === `${prefix}${name}`)?.message ?? null };
}
