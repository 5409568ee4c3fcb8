/** Two-step sign-in of the own account: what is so, turning it on in steps, new codes on paper, turning it off. */
import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { get, post } from "../lib/api.js";
import * as format from "../lib/format.js";
import { formErrors } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { useAction, useLoad } from "../lib/load.js";
import { onDemand } from "../lib/on-demand.js";
import { loadSession, session } from "../lib/session.js";
import { Alert, Button, Dialog, Loading, Problem, TextField } from "../lib/ui.js";

const Qr = onDemand((again) => import(`./qr.js${again}`), "Qr");
const FEW_CODES = 3;

/** "ABCDEFGH" as "ABCD EFGH": easier to type. @param {string} secret */
const grouped = (secret) => secret.replace(/(.{4})(?=.)/g, "$1 ");

/**
 * One field and a button: a password or a code is asked for.
 * @param {{ id: string, label: string, description?: string, type?: string, autocomplete: string, missing: string, submit: string,
 *   send: (text: string) => Promise<any>, onDone: (answer: any) => void, onClose: () => void, children?: any }} properties
 */
function Ask({ id, label, description, type, autocomplete, missing, submit, send, onDone, onClose, children }) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  const { run, busy, error } = useAction();
  const refused = formErrors(error)[0]?.message ?? (["wrong_code", "wrong_password"].includes(error?.code) ? error.message : null);
  useEffect(() => {
    if (refused) document.getElementById(id)?.focus();
  }, [error]);
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    setFault(text.trim() === "" ? missing : null);
    if (text.trim() === "") {
      document.getElementById(id)?.focus();
      return;
    }
    const done = await run(async () => (await send(text)).data ?? true);
    if (done) onDone(done);
  };
  return html`<form class="stack" onSubmit=${save} novalidate>
    ${children}
    ${error && !refused ? html`<${Problem} error=${error} />` : null}
    <${TextField} id=${id} type=${type} label=${label} description=${description} value=${text} onInput=${setText} width="medium"
      autocomplete=${autocomplete} autocapitalize="none" spellcheck=${false} error=${fault ?? refused} autofocus />
    <div class="actions">
      <${Button} type="submit" busy=${busy}>${submit}<//>
      <${Button} variant="tertiary" onClick=${onClose}>${t("cancel")}<//>
    </div>
  </form>`;
}

/** @param {{ codes: string[], onDone: () => void }} properties */
function PaperCodes({ codes, onDone }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => list.current?.focus(), []);
  const copy = () => navigator.clipboard.writeText(codes.join("\n")).then(() => notify(t("faktor.codes_copied")), () => undefined);
  return html`<div class="stack">
    <p>${t("faktor.codes_text")}</p>
    <ol class="secret-list" ref=${list} tabindex="-1" aria-label=${t("faktor.codes_title")}>${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ol>
    <div class="actions">
      <${Button} onClick=${onDone}>${t("faktor.codes_done")}<//>
      ${navigator.clipboard ? html`<${Button} variant="secondary" onClick=${copy}>${t("faktor.codes_copy")}<//>` : null}
    </div>
  </div>`;
}

const AskCode = (/** @type {any} */ properties) => html`<${Ask} id="factor-code" label=${t("faktor.code")} description=${t("faktor.code_help")}
  autocomplete="one-time-code" missing=${t("faktor.code_missing")} ...${properties} />`;

/** @param {{ secret: { secret: string, uri: string } }} properties */
const Secret = ({ secret }) => html`
  <p>${t("faktor.scan")}</p>
  <div class="secret">
    <${Qr} text=${secret.uri} label=${t("faktor.qr")} />
    <div>
      <p class="ds-label" id="factor-secret">${t("faktor.secret")}</p>
      <p class="secret-text" aria-labelledby="factor-secret"><code>${grouped(secret.secret)}</code></p>
      <p><a class="ds-link" href=${secret.uri}>${t("faktor.link")}</a></p>
    </div>
  </div>`;

/** Password, then the secret with its first code, then the codes on paper. @param {{ onClose: () => void, onChanged: () => void }} properties */
function TurnOn({ onClose, onChanged }) {
  const [secret, setSecret] = useState(/** @type {any} */ (null));
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  if (codes) return html`<${Dialog} title=${t("faktor.codes_title")} onClose=${null}><${PaperCodes} codes=${codes} onDone=${onClose} /><//>`;
  return html`<${Dialog} title=${t("faktor.begin_title")} onClose=${onClose}>${secret
    ? html`<${Ask} key="code" id="factor-first" label=${t("faktor.first_code")} description=${t("faktor.first_code_help")} autocomplete="one-time-code"
      missing=${t("faktor.code_missing")} submit=${t("faktor.confirm")} onClose=${onClose}
      send=${(/** @type {string} */ code) => post("/account/second-factor/confirmation", { code: code.replace(/\s/g, "") })}
      onDone=${(/** @type {any} */ made) => { setCodes(made.recovery_codes); notify(t("faktor.turned_on")); onChanged(); }}><${Secret} secret=${secret} /><//>`
    : html`<${Ask} key="password" id="factor-password" type="password" label=${t("faktor.password")} autocomplete="current-password"
      missing=${t("faktor.password_missing")} submit=${t("faktor.next")} onClose=${onClose} onDone=${setSecret}
      send=${(/** @type {string} */ password) => post("/account/second-factor", { password })}><p>${t("faktor.begin_text")}</p><//>`}
  <//>`;
}

/** @param {{ onClose: () => void, onChanged: () => void }} properties */
function NewCodes({ onClose, onChanged }) {
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  return html`<${Dialog} title=${t("faktor.codes_new")} onClose=${codes ? null : onClose}>${codes ? html`<${PaperCodes} codes=${codes} onDone=${onClose} />`
    : html`<${AskCode} submit=${t("faktor.codes_make")} onClose=${onClose} send=${(/** @type {string} */ code) => post("/account/second-factor/recovery-codes", { code })}
      onDone=${(/** @type {any} */ made) => { setCodes(made.recovery_codes); onChanged(); }}><p>${t("faktor.codes_new_text")}</p><//>`}
  <//>`;
}

/** @param {{ required: boolean, onClose: () => void, onChanged: () => void }} properties */
const TurnOff = ({ required, onClose, onChanged }) => html`<${Dialog} title=${t("faktor.remove_title")} onClose=${onClose}>
  <${AskCode} submit=${t("faktor.remove")} onClose=${onClose} send=${(/** @type {string} */ code) => post("/account/second-factor/removal", { code })}
    onDone=${() => { notify(t("faktor.removed")); onChanged(); onClose(); }}><p>${t(required ? "faktor.remove_required" : "faktor.remove_text")}</p><//>
<//>`;

/** @param {{ factor: any, open: (what: string) => void }} properties */
function State({ factor, open }) {
  if (!factor.enabled) return html`
    ${factor.required ? html`<${Alert} color="warning"><p>${t("faktor.required")}</p><//>` : html`<p>${t("faktor.off")}</p>`}
    ${factor.available ? html`<div class="actions"><${Button} onClick=${() => open("on")}>${t("faktor.begin")}<//></div>`
      : html`<p class="muted">${t("faktor.unavailable")}</p>`}`;
  return html`
    <p>${t("faktor.on", { date: format.date(factor.confirmed_at) })} ${t("faktor.codes_left", { n: factor.recovery_codes_left })}
      ${factor.recovery_codes_left < FEW_CODES ? html` <strong>${t("faktor.codes_few")}</strong>` : null}</p>
    <div class="actions">
      <${Button} variant="secondary" onClick=${() => open("codes")}>${t("faktor.codes_new")}<//>
      <${Button} variant="secondary" onClick=${() => open("off")}>${t("faktor.remove")}<//>
    </div>`;
}

/** @param {{ onChanged: () => void }} properties onChanged: the other sessions may have ended */
export function SecondFactor({ onChanged }) {
  const factor = useLoad(async (signal) => (await get("/account/second-factor", { signal })).data, []);
  const [shown, setShown] = useState("");
  const close = () => {
    setShown("");
    if (session.value?.second_factor === "missing") loadSession(); // the menu opens
  };
  const changed = () => {
    factor.reload();
    onChanged();
  };
  return html`<section class="panel stack" aria-labelledby="second-factor">
    <h2 class="ds-heading" data-size="xs" id="second-factor">${t("faktor.title")}</h2>
    ${factor.error ? html`<${Problem} error=${factor.error} retry=${factor.reload} />` : null}
    ${factor.data ? html`<${State} factor=${factor.data} open=${setShown} />` : factor.error ? null : html`<${Loading} />`}
    ${shown === "on" ? html`<${TurnOn} onClose=${close} onChanged=${changed} />` : null}
    ${shown === "codes" ? html`<${NewCodes} onClose=${close} onChanged=${changed} />` : null}
    ${shown === "off" ? html`<${TurnOff} required=${factor.data?.required} onClose=${close} onChanged=${() => { changed(); loadSession(); }} />` : null}
  </section>`;
}
