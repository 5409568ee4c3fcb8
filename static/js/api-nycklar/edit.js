/** Making a key, letting another follow it, ending it. */
import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { post, remove } from "../lib/api.js";
import { formErrors, wholeNumber } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { Button, Checkbox, Dialog, ErrorSummary, Problem, SelectField, TextField } from "../lib/ui.js";

/**
 * @typedef {object} ApiKey
 * @property {string} key_id
 * @property {string} name
 * @property {string} prefix
 * @property {"reader" | "reporter" | "decider" | "administrator"} role
 * @property {boolean} read_only
 * @property {boolean} active
 * @property {string} created_at
 * @property {string} created_by_name
 * @property {string} expires_at
 * @property {string | null} last_used_at
 * @property {string | null} revoked_at
 */

/** @typedef {{ organisation: string, item: ApiKey, onClose: () => void, onChanged: () => void }} Given */

const ROLES = ["reader", "reporter", "decider", "administrator"];
const PREFIX = "key-";
const MOST_DAYS = 366;
const MOST_HOURS = 720;

/** @param {string} text @param {number} least @param {number} most */
const within = (text, least, most) => (wholeNumber(text, least) ?? most + 1) <= most;

/** @param {string} organisation */
const keysOf = (organisation) => `/organisations/${encodeURIComponent(organisation)}/api-keys`;

/** The key, this once. @param {{ secret: string, onClose: () => void }} properties */
function Made({ secret, onClose }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus(), []);
  const copy = () => navigator.clipboard.writeText(secret).then(() => notify(t("nyckel.copied")), () => undefined);
  return html`<${Dialog} title=${t("nyckel.made_title")} onClose=${null}>
    <div class="stack">
      <p>${t("nyckel.made_text")}</p>
      <p class="secret-text" ref=${box} tabindex="-1"><code>${secret}</code></p>
      <p class="muted">${t("nyckel.made_use")} <code class="secret-use">Authorization: Bearer fordela_…</code></p>
      <div class="actions">
        <${Button} onClick=${onClose}>${t("nyckel.done")}<//>
        ${navigator.clipboard ? html`<${Button} variant="secondary" onClick=${copy}>${t("nyckel.copy")}<//>` : null}
      </div>
    </div>
  <//>`;
}

/**
 * A form whose answer is a key.
 * @param {{ title: string, path: string, faults: () => { id: string, message: string }[], body: () => unknown, onClose: () => void,
 *   onChanged: () => void, children: (fault: (name: string) => string | null) => any }} properties
 */
function MakeForm({ title, path, faults, body, onClose, onChanged, children }) {
  const [found, setFound] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [secret, setSecret] = useState("");
  const { run, busy, error } = useAction();
  const refused = formErrors(error, { prefix: PREFIX });
  const errors = found.length > 0 ? found : refused;
  if (secret) return html`<${Made} secret=${secret} onClose=${onClose} />`;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    setFound(faults());
    setRound(round + 1);
    if (faults().length > 0) return;
    const made = await run(() => post(path, body()));
    if (!made) return;
    setSecret(made.data.secret);
    onChanged();
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form class="stack" onSubmit=${save} novalidate>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${error && refused.length === 0 ? html`<${Problem} error=${error} />` : null}
      ${children((name) => errors.find((one) => one.id === `${PREFIX}${name}`)?.message ?? null)}
      <div class="actions">
        <${Button} type="submit" busy=${busy}>${t("nyckel.make")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
      </div>
    </form>
  <//>`;
}

/** @param {{ value: string, onInput: (text: string) => void, error: string | null }} properties */
const Days = ({ value, onInput, error }) => html`<${TextField} id=${`${PREFIX}valid_days`} label=${t("nyckel.valid_days")} value=${value}
  description=${t("nyckel.valid_days_help")} inputmode="numeric" width="short" onInput=${onInput} error=${error} />`;

/** @param {string} days */
const daysFault = (days) => (within(days, 1, MOST_DAYS) ? [] : [{ id: `${PREFIX}valid_days`, message: t("nyckel.valid_days_wrong") }]);

/** @param {Given} given */
export function AddKey({ organisation, onClose, onChanged }) {
  const [form, setForm] = useState({ name: "", role: "reader", read_only: true, days: "365" });
  /** @param {Partial<typeof form>} changes */
  const set = (changes) => setForm({ ...form, ...changes });
  return html`<${MakeForm} title=${t("nyckel.add")} path=${keysOf(organisation)} onClose=${onClose} onChanged=${onChanged}
    faults=${() => [...(form.name.trim() === "" ? [{ id: `${PREFIX}name`, message: t("nyckel.name_missing") }] : []), ...daysFault(form.days)]}
    body=${() => ({ name: form.name.trim(), role: form.role, read_only: form.read_only, valid_days: wholeNumber(form.days, 1) })}>
    ${(/** @type {(name: string) => string | null} */ fault) => html`
      <${TextField} id=${`${PREFIX}name`} label=${t("nyckel.name")} description=${t("nyckel.name_help")} value=${form.name} error=${fault("name")}
        autocomplete="off" onInput=${(/** @type {string} */ name) => set({ name })} autofocus />
      <${SelectField} id=${`${PREFIX}role`} label=${t("nyckel.role")} description=${t("nyckel.role_help")} value=${form.role} error=${fault("role")}
        options=${ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} onChange=${(/** @type {string} */ role) => set({ role })} />
      <${Checkbox} id=${`${PREFIX}read_only`} label=${t("nyckel.read_only")} checked=${form.read_only} onChange=${(/** @type {boolean} */ read_only) => set({ read_only })} />
      <${Days} value=${form.days} onInput=${(/** @type {string} */ days) => set({ days })} error=${fault("valid_days")} />`}
  <//>`;
}

/** @param {Given} given */
export function RotateKey({ organisation, item, onClose, onChanged }) {
  const [days, setDays] = useState("365");
  const [hours, setHours] = useState("168");
  return html`<${MakeForm} title=${t("nyckel.rotate_of", { name: item.name })} path=${`${keysOf(organisation)}/${item.key_id}/rotation`}
    onClose=${onClose} onChanged=${onChanged} body=${() => ({ valid_days: wholeNumber(days, 1), overlap_hours: wholeNumber(hours) })}
    faults=${() => [...daysFault(days), ...(within(hours, 0, MOST_HOURS) ? [] : [{ id: `${PREFIX}overlap_hours`, message: t("nyckel.overlap_wrong") }])]}>
    ${(/** @type {(name: string) => string | null} */ fault) => html`
      <p>${t("nyckel.rotate_text")}</p>
      <${Days} value=${days} onInput=${setDays} error=${fault("valid_days")} />
      <${TextField} id=${`${PREFIX}overlap_hours`} label=${t("nyckel.overlap")} description=${t("nyckel.overlap_help")} value=${hours} inputmode="numeric"
        width="short" onInput=${setHours} error=${fault("overlap_hours")} />`}
  <//>`;
}

/** @param {Given} given */
export function RevokeKey({ organisation, item, onClose, onChanged }) {
  const { run, busy, error } = useAction();
  const end = async () => {
    if (!(await run(() => remove(`${keysOf(organisation)}/${item.key_id}`)))) return;
    notify(t("nyckel.revoke_done", { name: item.name }));
    onChanged();
    onClose();
  };
  return html`<${Dialog} title=${t("nyckel.revoke_of", { name: item.name })} onClose=${onClose}>
    <div class="stack">
      <p>${t("nyckel.revoke_text", { prefix: item.prefix })}</p>
      ${error ? html`<${Problem} error=${error} />` : null}
      <div class="actions">
        <${Button} color="danger" busy=${busy} onClick=${end}>${t("nyckel.revoke")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
      </div>
    </div>
  <//>`;
}
