/** The signed-in person's own account: what is kept, language, two-step sign-in, password, open sessions. */
import { html, useState } from "../vendor/preact.js";
import { notify } from "./lib/announce.js";
import { get, post } from "./lib/api.js";
import { SecondFactor } from "./konto/second-factor.js";
import { Sessions } from "./konto/sessions.js";
import { formErrors } from "./lib/form.js";
import { language, t } from "./lib/i18n.js";
import { useAction, useLoad } from "./lib/load.js";
import { chooseLanguage, session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, ErrorSummary, PageHead, Problem, TextField } from "./lib/ui.js";

const LEAST_BYTES = 12;
const MOST_BYTES = 1024;

/** The server counts bytes. @param {string} text */
const bytes = (text) => new TextEncoder().encode(text).length;

function Details() {
  const who = session.value;
  if (!who) return null;
  const facts = [
    ["konto.username", who.user.username],
    ["konto.email", who.user.email || "–"],
    ["konto.organisation", who.organisation.name],
    ["konto.role", t(`role.${who.user.role}`)],
  ];
  return html`<section class="panel stack" aria-labelledby="details">
    <h2 class="ds-heading" data-size="xs" id="details">${t("konto.details")}</h2>
    <dl class="facts">${facts.map(([key, value]) => html`<dt key=${key}>${t(key)}</dt><dd>${value}</dd>`)}</dl>
    <p class="muted small">${t("konto.details_help")}</p>
  </section>`;
}

function LanguageChoice() {
  const languages = [["sv", "Svenska"], ["en", "English"]];
  return html`<section class="panel">
    <fieldset class="stack">
      <legend><h2 class="ds-heading" data-size="xs">${t("konto.language")}</h2></legend>
      <p class="muted">${t("konto.language_help")}</p>
      ${languages.map(([code, name]) => html`<div class="checkbox" key=${code}>
        <input class="ds-input" type="radio" name="language" id=${`language-${code}`} checked=${language.value === code}
          onChange=${() => chooseLanguage(/** @type {"sv" | "en"} */ (code))} />
        <label for=${`language-${code}`} lang=${code}>${name}</label>
      </div>`)}
    </fieldset>
  </section>`;
}

/** @param {{ current: string, next: string, again: string }} form */
function passwordFaults(form) {
  return [
    form.current === "" ? { id: "current_password", message: t("konto.password_missing") } : null,
    bytes(form.next) < LEAST_BYTES ? { id: "new_password", message: t("konto.password_short") } : null,
    bytes(form.next) > MOST_BYTES ? { id: "new_password", message: t("konto.password_long") } : null,
    form.next !== form.again ? { id: "repeat_password", message: t("konto.password_differs") } : null,
  ].filter((fault) => fault !== null);
}

/** @param {{ onChanged: () => void }} properties onChanged: the other sessions have ended */
function Password({ onChanged }) {
  const nothing = { current: "", next: "", again: "" };
  const [form, setForm] = useState(nothing);
  const [round, setRound] = useState(0);
  const [faults, setFaults] = useState(/** @type {any[]} */ ([]));
  const { run, busy, error } = useAction();
  const refused = formErrors(error, { codes: { wrong_password: "current_password", common_password: "new_password" } });
  const errors = faults.length > 0 ? faults : refused;
  /** @param {string} id */
  const fault = (id) => errors.find((entry) => entry.id === id)?.message ?? null;
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const found = passwordFaults(form);
    setFaults(found);
    setRound(round + 1);
    if (found.length > 0) return;
    const done = await run(() => post("/account/password", { current_password: form.current, new_password: form.next }));
    if (!done) return;
    setForm(nothing);
    notify(t("konto.password_saved"));
    onChanged();
  };
  return html`<section class="panel" aria-labelledby="password">
    <form class="stack" onSubmit=${submit} novalidate>
      <h2 class="ds-heading" data-size="xs" id="password">${t("konto.password")}</h2>
      <${ErrorSummary} errors=${errors} round=${round} />
      ${error && refused.length === 0 ? html`<${Problem} error=${error} />` : null}
      <input type="text" class="ds-sr-only" autocomplete="username" value=${session.value?.user.username} readonly tabindex="-1" aria-hidden="true" />
      <${TextField} id="current_password" type="password" width="medium" label=${t("konto.current_password")} value=${form.current}
        onInput=${(/** @type {string} */ current) => setForm({ ...form, current })} autocomplete="current-password" error=${fault("current_password")} />
      <${TextField} id="new_password" type="password" width="medium" label=${t("konto.new_password")} value=${form.next}
        description=${t("konto.new_password_help")} autocomplete="new-password" error=${fault("new_password")}
        onInput=${(/** @type {string} */ next) => setForm({ ...form, next })} />
      <${TextField} id="repeat_password" type="password" width="medium" label=${t("konto.repeat_password")} value=${form.again}
        onInput=${(/** @type {string} */ again) => setForm({ ...form, again })} autocomplete="new-password" error=${fault("repeat_password")} />
      <div class="actions"><${Button} type="submit" busy=${busy}>${t("konto.password_save")}<//></div>
    </form>
  </section>`;
}

function Account() {
  const who = session.value;
  const sessions = useLoad(async (signal) => (await get("/account/sessions", { signal })).data.items, []);
  const factor = html`<${SecondFactor} key="factor" onChanged=${sessions.reload} />`;
  const [demanded] = useState(who?.second_factor === "missing"); // then it stands first, also when it is done
  return html`
    <${PageHead} title=${t("konto.title")} lead=${who ? t("konto.lead", {
      name: who.user.display_name, role: t(`role.${who.user.role}`).toLowerCase(), organisation: who.organisation.name,
    }) : null} />
    ${demanded ? factor : null}
    <${Details} />
    <${LanguageChoice} />
    ${demanded ? null : factor}
    <${Password} onChanged=${sessions.reload} />
    <${Sessions} sessions=${sessions} />`;
}

showPage({ name: "konto", titleKey: "konto.title", catalogues: ["admin", "account"], main: Account });
