/** Making and changing an account, and giving it a new password. */
import { html, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { get, newKey, post, put } from "../lib/api.js";
import { formErrors } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { Button, Checkbox, Dialog, ErrorSummary, Loading, Problem, SelectField, TextField } from "../lib/ui.js";

/**
 * @typedef {object} User
 * @property {string} user_id
 * @property {string} username
 * @property {string} display_name
 * @property {string} email
 * @property {"reader" | "reporter" | "decider" | "administrator"} role
 * @property {"active" | "disabled"} status
 * @property {"sv" | "en"} [language]
 * @property {boolean} second_factor
 * @property {string | null} last_login_at
 */

const ROLES = /** @type {const} */ (["reader", "reporter", "decider", "administrator"]);
const PREFIX = "user-";
const LEAST_PASSWORD_BYTES = 12;

/** @param {string} text */
const longEnough = (text) => new TextEncoder().encode(text).length >= LEAST_PASSWORD_BYTES;

/** @param {User | null} user */
const formOf = (user) => ({
  username: user?.username ?? "",
  display_name: user?.display_name ?? "",
  email: user?.email ?? "",
  role: user?.role ?? "reporter",
  language: user?.language ?? "sv",
  status: user?.status ?? "active",
  password: "",
});

/** @typedef {ReturnType<typeof formOf>} Form */

/** @param {Form} form @param {boolean} isNew */
function faultsOf(form, isNew) {
  /** @type {[string, boolean, string][]} */
  const checks = [
    ["display_name", form.display_name.trim() !== "", t("anvandare.missing_name")],
    ["username", !isNew || form.username.trim() !== "", t("anvandare.missing_username")],
    ["email", form.email.trim() === "" || /^[^\s@]+@[^\s@]+$/.test(form.email.trim()), t("anvandare.bad_email")],
    ["password", !isNew || longEnough(form.password), t("konto.password_short")],
  ];
  return checks.filter(([, holds]) => !holds).map(([name, , message]) => ({ id: `${PREFIX}${name}`, message }));
}

/** @param {Form} form @param {boolean} isNew */
function bodyOf(form, isNew) {
  const common = { display_name: form.display_name.trim(), email: form.email.trim(), role: form.role, language: form.language };
  return isNew ? { ...common, username: form.username.trim(), password: form.password } : { ...common, status: form.status };
}

/** @param {{ form: Form, isNew: boolean, set: (changes: Partial<Form>) => void, fault: (name: string) => string | null }} properties */
function Fields({ form, isNew, set, fault }) {
  return html`
    <${TextField} id=${`${PREFIX}display_name`} label=${t("anvandare.name")} value=${form.display_name} error=${fault("display_name")}
      autocomplete="off" onInput=${(/** @type {string} */ display_name) => set({ display_name })} />
    ${isNew ? html`<${TextField} id=${`${PREFIX}username`} label=${t("anvandare.username")} value=${form.username} width="medium"
      description=${t("anvandare.username_help")} error=${fault("username")} autocomplete="off" autocapitalize="none" spellcheck=${false}
      onInput=${(/** @type {string} */ username) => set({ username })} />` : null}
    <${TextField} id=${`${PREFIX}email`} type="email" label=${t("anvandare.email")} value=${form.email} error=${fault("email")}
      optional autocomplete="off" onInput=${(/** @type {string} */ email) => set({ email })} />
    <${SelectField} id=${`${PREFIX}role`} label=${t("anvandare.role")} value=${form.role} error=${fault("role")}
      description=${t("anvandare.role_help")} onChange=${(/** @type {any} */ role) => set({ role })}
      options=${ROLES.map((role) => ({ value: role, label: `${t(`role.${role}`)}: ${t(`anvandare.role_help.${role}`)}` }))} />
    <${SelectField} id=${`${PREFIX}language`} label=${t("anvandare.language")} value=${form.language} error=${fault("language")}
      onChange=${(/** @type {any} */ language) => set({ language })}
      options=${[{ value: "sv", label: "Svenska" }, { value: "en", label: "English" }]} />
    ${isNew ? html`<${TextField} id=${`${PREFIX}password`} type="password" label=${t("anvandare.password")} value=${form.password} width="medium"
      description=${t("anvandare.password_help")} error=${fault("password")} autocomplete="new-password"
      onInput=${(/** @type {string} */ password) => set({ password })} />`
      : html`<${Checkbox} id=${`${PREFIX}status`} label=${t("anvandare.active")} description=${t("anvandare.active_help")}
        checked=${form.status === "active"} onChange=${(/** @type {boolean} */ on) => set({ status: on ? "active" : "disabled" })} />`}`;
}

/**
 * @param {{ organisation: string, current: { user: User | null, etag: string | null }, onClose: () => void, onSaved: () => void }} properties
 */
function Editor({ organisation, current, onClose, onSaved }) {
  const isNew = current.user === null;
  const [form, setForm] = useState(() => formOf(current.user));
  const [faults, setFaults] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [round, setRound] = useState(0);
  const [key] = useState(newKey);
  const { run, busy, error } = useAction();
  const refused = formErrors(error, { prefix: PREFIX, codes: { common_password: "password", last_administrator: "role" } });
  const errors = faults.length > 0 ? faults : refused;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    const found = faultsOf(form, isNew);
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const body = bodyOf(form, isNew);
    const saved = await run(() => current.user
      ? put(`/users/${current.user.user_id}`, body, { etag: current.etag })
      : post(`/organisations/${encodeURIComponent(organisation)}/users`, body, { key }));
    if (!saved) return;
    notify(t(isNew ? "anvandare.created" : "anvandare.saved", { name: form.display_name }));
    onSaved();
  };
  return html`<form class="stack" onSubmit=${save} novalidate>
    <${ErrorSummary} errors=${errors} round=${round} />
    ${error && refused.length === 0 ? html`<${Problem} error=${error} />` : null}
    <${Fields} form=${form} isNew=${isNew} set=${(/** @type {any} */ changes) => setForm({ ...form, ...changes })}
      fault=${(/** @type {string} */ name) => errors.find((one) => one.id === `${PREFIX}${name}`)?.message ?? null} />
    <div class="actions">
      <${Button} type="submit" busy=${busy}>${t("save")}<//>
      <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
    </div>
  </form>`;
}

/**
 * @param {{ organisation: string, user: User | null, onClose: () => void, onSaved: () => void }} properties user null: a new one
 */
export function UserForm({ organisation, user, onClose, onSaved }) {
  const current = useLoad(async (signal) => {
    if (!user) return { user: null, etag: null };
    const { data, etag } = await get(`/users/${user.user_id}`, { signal });
    return { user: data, etag };
  }, [user?.user_id]);
  const title = user ? t("anvandare.edit_of", { name: user.display_name }) : t("anvandare.add");
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${current.error ? html`<${Problem} error=${current.error} retry=${current.reload} />` : null}
    ${!current.data && !current.error ? html`<${Loading} />` : null}
    ${current.data ? html`<${Editor} organisation=${organisation} current=${current.data} onClose=${onClose} onSaved=${onSaved} />` : null}
  <//>`;
}

/** @param {{ user: User, onClose: () => void }} properties */
export function PasswordForm({ user, onClose }) {
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  const [key] = useState(newKey);
  const { run, busy, error } = useAction();
  const refused = formErrors(error, { codes: { common_password: "new_password" } })[0]?.message ?? null;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    setFault(longEnough(password) ? null : t("konto.password_short"));
    if (!longEnough(password)) {
      document.getElementById("new-password")?.focus();
      return;
    }
    if (!(await run(() => post(`/users/${user.user_id}/password`, { new_password: password }, { key })))) return;
    notify(t("anvandare.reset_done", { name: user.display_name }));
    onClose();
  };
  return html`<${Dialog} title=${t("anvandare.reset_of", { name: user.display_name })} onClose=${onClose}>
    <form class="stack" onSubmit=${save} novalidate>
      <p>${t("anvandare.reset_text")}</p>
      ${error && !refused ? html`<${Problem} error=${error} />` : null}
      <${TextField} id="new-password" type="password" label=${t("anvandare.reset")} value=${password} onInput=${setPassword}
        description=${t("anvandare.password_help")} autocomplete="new-password" error=${fault ?? refused} />
      <div class="actions">
        <${Button} type="submit" busy=${busy}>${t("save")}<//>
        <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
      </div>
    </form>
  <//>`;
}
