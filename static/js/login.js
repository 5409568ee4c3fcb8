/** Signing in. Goes on to the page that was asked for. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { language, showLanguage, t } from "./lib/i18n.js";
import { chooseLanguage, session, signIn } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { useAction } from "./lib/load.js";
import { Alert, Button, ErrorSummary, TextField, errorText } from "./lib/ui.js";

/** Only a page of ours: a path, never another host ("//elsewhere" and "/\elsewhere" are hosts to a browser). */
function nextPage() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  return /^\/[^/\\]/.test(next) && !next.startsWith("/login") ? next : "/start";
}

function Login() {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const [round, setRound] = useState(0);
  const [missing, setMissing] = useState(/** @type {{ id: string, message: string }[]} */ ([]));
  const [firstLanguage] = useState(language.value);
  const { run, busy, error } = useAction();

  useEffect(() => {
    if (asksCode) document.getElementById("code")?.focus();
  }, [asksCode]);
  useEffect(() => {
    if (session.value) location.replace(nextPage());
  }, []);

  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const gaps = [
      username.trim() === "" ? { id: "username", message: t("login.missing_username") } : null,
      password === "" ? { id: "password", message: t("login.missing_password") } : null,
      asksCode && code.trim() === "" ? { id: "code", message: t("error.second_factor_required") } : null,
    ].filter((gap) => gap !== null);
    setMissing(/** @type {any} */ (gaps));
    setRound(round + 1);
    if (gaps.length > 0) return;
    const signedIn = await run(() => signIn(username.trim(), password, code.trim()).catch((failure) => {
      if (failure.code === "second_factor_required") setAsksCode(true);
      throw failure;
    }));
    if (!signedIn) return;
    // A language picked on this page is a choice; otherwise the account's own holds.
    if (language.value === firstLanguage) await showLanguage(signedIn.user.language);
    else await chooseLanguage(language.value, { remember: true });
    location.assign(nextPage());
  };

  /** @param {string} id */
  const fault = (id) => missing.find((gap) => gap.id === id)?.message ?? null;
  return html`<div class="login">
    <div class="login-text">
      <h1 class="ds-heading" data-size="lg">${t("login.title")}</h1>
      <p class="lead">${t("login.lead")}</p>
    </div>
    <form class="panel stack" onSubmit=${submit} novalidate>
      <${ErrorSummary} errors=${missing} round=${round} />
      ${error && missing.length === 0 ? html`<${Alert} color=${error.code === "second_factor_required" ? "info" : "danger"} live><p>${errorText(error)}</p><//>` : null}
      <${TextField} id="username" name="username" label=${t("login.username")} value=${username} onInput=${setUsername}
        autocomplete="username" spellcheck=${false} autocapitalize="none" error=${fault("username")} />
      <${TextField} id="password" name="password" type="password" label=${t("login.password")} value=${password}
        onInput=${setPassword} autocomplete="current-password" error=${fault("password")} />
      ${asksCode ? html`<${TextField} id="code" name="code" label=${t("login.code")} description=${t("login.code_help")} value=${code}
        onInput=${setCode} autocomplete="one-time-code" autocapitalize="none" spellcheck=${false} width="medium" error=${fault("code")} autofocus />` : null}
      <div class="actions"><${Button} type="submit" busy=${busy}>${t("login.submit")}<//></div>
      <p class="muted small">${t("login.help")}</p>
    </form>
  </div>`;
}

showPage({ name: "login", titleKey: "login.page", catalogues: ["admin"], main: Login, open: true });
