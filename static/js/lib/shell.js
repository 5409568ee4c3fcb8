/**
 * What stands around every page: banner, header, navigation, footer, notices, the dialog that signs in again.
 *
 * A page calls showPage() once with its catalogues, its title and its main component; everything else is done here.
 */
import { html, render, signal, useEffect, useErrorBoundary, useState } from "../../vendor/preact.js";
import { notice, spoken } from "./announce.js";
import { ApiError, onSignedOut } from "./api.js";
import { date } from "./format.js";
import { language, loadCatalogues, t } from "./i18n.js";
import { idleLeft, stayOn, watchIdle } from "./idle.js";
import { wrongWeek } from "./query.js";
import { can, chooseLanguage, instance, loadInstance, loadSession, mayBeSignedIn, session, signIn, signOut } from "./session.js";
import { Alert, Button, Dialog, Problem, TextField, errorText } from "./ui.js";

/**
 * @typedef {object} Page
 * @property {string} name of the page in the navigation: "start", "rapport" …
 * @property {string} titleKey text key of the title
 * @property {string[]} catalogues besides common
 * @property {any} main the component inside <main>
 * @property {boolean} [open] shown without signing in too (login, statement, help)
 * @property {string} [permission] without it the page says so
 * @property {boolean} [wide] the page uses the whole width (large tables)
 */

/**
 * Destinations in their order, each with the action that shows it. Those of a group stand in a second row under the group's own
 * name; a new page is one line here.
 * @type {{ name: string, permission: string, group?: string }[]}
 */
const DESTINATIONS = [
  { name: "start", permission: "" },
  { name: "rapport", permission: "report.read" },
  { name: "lagesbild", permission: "overview.read" },
  { name: "forslag", permission: "proposal.read" },
  { name: "artiklar", permission: "article.read" },
  { name: "vaccin", permission: "region_report.read", group: "vaccine" },
  { name: "region", permission: "region_report.read", group: "vaccine" },
  { name: "prognoser", permission: "forecast.read", group: "vaccine" },
  { name: "nycklar", permission: "key.read", group: "vaccine" },
  { name: "tilldelning", permission: "allocation.read", group: "vaccine" },
  { name: "rattighetskonton", permission: "account.read", group: "vaccine" },
  { name: "leveranser", permission: "delivery.read", group: "vaccine" },
  { name: "prognostraff", permission: "forecast.read", group: "vaccine" },
  { name: "malet", permission: "forecast.read", group: "vaccine" },
  { name: "vaccin-produkter", permission: "product.read", group: "vaccine" },
  { name: "anvandare", permission: "user.read" },
  { name: "api-nycklar", permission: "api_key.read" },
  { name: "logg", permission: "audit.read" },
];

const askingAgain = signal(false);

/** @type {((signedIn: boolean) => void)[]} */
let waiting = [];

/** @param {boolean} signedIn */
function answerWaiting(signedIn) {
  askingAgain.value = false;
  const all = waiting;
  waiting = [];
  for (const resolve of all) resolve(signedIn);
}

function askAgain() {
  if (!session.value) {
    toLogin();
    return Promise.resolve(false);
  }
  askingAgain.value = true;
  return new Promise((/** @type {(signedIn: boolean) => void} */ resolve) => waiting.push(resolve));
}

function toLogin() {
  const here = `${location.pathname}${location.search}`;
  location.assign(here === "/" ? "/login" : `/login?next=${encodeURIComponent(here)}`);
}

function Banner() {
  const known = instance.value;
  if (!known || !(known.exercise || known.demo || known.as_of)) return null;
  return html`<div class="exercise">
    <strong>${t("exercise.title")}</strong>
    <span>${t("exercise.text")}${known.as_of ? ` · ${t("exercise.as_of", { date: date(known.as_of) })}` : ""}</span>
  </div>`;
}

export function LanguageSwitch() {
  const other = language.value === "sv" ? "en" : "sv";
  return html`<button type="button" class="ds-button header-button" data-variant="tertiary" data-size="sm" lang=${other}
    onClick=${() => chooseLanguage(other)}>${other === "en" ? "English" : "Svenska"}</button>`;
}

async function leave() {
  await signOut();
  location.assign("/login");
}

/** @param {{ page: Page, name: string }} properties */
const NavigationLink = ({ page, name }) => html`<li>
  <a href=${`/${name}`} aria-current=${page.name === name ? "page" : undefined}>${t(`nav.${name}`)}</a></li>`;

/**
 * The menu: one row, and under it the pages of a group while one of them is shown. A narrow screen lists everything.
 * @param {{ page: Page, open: boolean }} properties
 */
function Navigation({ page, open }) {
  const shown = DESTINATIONS.filter(({ permission }) => !permission || can(permission));
  const groups = [...new Set(shown.flatMap(({ group }) => group ?? []))].map((group) => {
    const members = shown.filter((one) => one.group === group);
    return { group, members, here: members.some(({ name }) => name === page.name) };
  });
  const row = shown.filter((one, at) => !one.group || shown.findIndex(({ group }) => group === one.group) === at);
  return html`<nav class=${`navigation${open ? " navigation-open" : ""}`} id="navigation" aria-label=${t("nav.label")}>
    <ul>${row.map(({ name, group }) => {
      const here = groups.some((one) => one.group === group && one.here);
      return group ? html`<li key=${group} class="navigation-group"><a href=${`/${name}`} aria-current=${here ? "true" : undefined}>${t(`nav.${group}`)}</a></li>`
        : html`<${NavigationLink} key=${name} page=${page} name=${name} />`;
    })}</ul>
    ${groups.map(({ group, members, here }) => html`<div key=${group} class=${`navigation-section${here ? "" : " navigation-away"}`}>
      <p id=${`navigation-${group}`}>${t(`nav.${group}`)}</p>
      <ul aria-labelledby=${`navigation-${group}`}>${members.map(({ name }) => html`<${NavigationLink} key=${name} page=${page} name=${name} />`)}</ul>
    </div>`)}
    <ul class="navigation-own">
      ${["konto", "hjalp"].map((name) => html`<${NavigationLink} key=${name} page=${page} name=${name} />`)}
      <li><button type="button" onClick=${leave}>${t("sign_out")}</button></li>
    </ul>
  </nav>`;
}

/** @param {{ page: Page }} properties */
function Header({ page }) {
  const [open, setOpen] = useState(false);
  const current = session.value;
  return html`<div class="header">
    <div class="header-bar">
      <a class="brand" href=${current ? "/start" : "/login"}>
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <path d="M3 5h26v5H3zM3 13.5h17v5H3zM3 22h9v5H3z" />
        </svg>
        <span class="brand-name">Fördela</span>
      </a>
      ${current ? html`<span class="header-organisation">${current.organisation.name}</span>` : null}
      <div class="header-tools">
        <${LanguageSwitch} />
        <span class=${current ? "header-own" : undefined}>
          <a class="header-link" href="/hjalp" aria-current=${page.name === "hjalp" ? "page" : undefined}>${t("nav.hjalp")}</a>
          ${current ? html`<a class="header-link" href="/konto" title=${t("nav.konto")}
            aria-current=${page.name === "konto" ? "page" : undefined}>${current.user.display_name}</a>
          <button type="button" class="ds-button header-button" data-variant="tertiary" data-size="sm" onClick=${leave}>${t("sign_out")}</button>` : null}
        </span>
        ${current ? html`<button type="button" class="ds-button header-button menu-button" data-variant="secondary" data-size="sm"
          aria-expanded=${open} aria-controls="navigation" onClick=${() => setOpen(!open)}>${t("menu")}</button>` : null}
      </div>
    </div>
    ${current ? html`<${Navigation} page=${page} open=${open} />` : null}
  </div>`;
}

const Footer = () => html`<footer class="footer">
  <ul>
    <li><a class="ds-link" href="/tillganglighet">${t("nav.tillganglighet")}</a></li>
    <li><a class="ds-link" href="/hjalp">${t("nav.hjalp")}</a></li>
  </ul>
  <p>${t("footer.about", { version: instance.value?.version ?? "–" })}</p>
</footer>`;

function Notice() {
  const shown = notice.value;
  if (!shown) return null;
  return html`<div class="notice"><div class="ds-alert" data-color=${shown.color}>
    <p>${shown.text}</p>
    <button type="button" class="ds-button" data-variant="tertiary" data-size="sm" onClick=${() => { notice.value = null; }}>${t("close")}</button>
  </div></div>`;
}

/** Said on whatever page the address names: the page itself then shows the week it would without one. */
function WrongWeek() {
  const week = wrongWeek();
  return week === null ? null : html`<${Alert} color="warning" live><p class="ds-paragraph">${t("wrong_week", { week: week.slice(0, 20) })}</p><//>`;
}

function IdleWarning() {
  const [error, setError] = useState(/** @type {any} */ (null));
  const left = idleLeft.value;
  if (left === null || askingAgain.value) return null;
  const extend = () => stayOn().then(() => setError(null), setError);
  return html`<${Dialog} title=${t("idle.title")} onClose=${extend}>
    <p class="ds-paragraph" role="timer">${left > 0 ? t("idle.text", { n: Math.max(1, Math.ceil(left / 60)) }) : t("idle.over")}</p>
    ${error ? html`<${Alert} color="danger" live>${errorText(error)}<//>` : null}
    <div class="actions"><${Button} onClick=${extend} autofocus>${t("idle.extend")}<//></div>
  <//>`;
}

function SignInAgain() {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const user = session.value?.user;
  if (!askingAgain.value || !user) return null;
  const coded = /code$|factor/.test(error?.code ?? "");
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await signIn(user.username, password, code.trim());
      setPassword("");
      setCode("");
      setError(null);
      answerWaiting(true);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${t("again.title")} onClose=${null}>
    <form onSubmit=${submit} class="stack">
      <p class="ds-paragraph">${t("again.text")}</p>
      <${TextField} id="again-user" label=${t("login.username")} value=${user.username} onInput=${() => undefined} readonly autocomplete="username" />
      <${TextField} id="again-password" type="password" label=${t("login.password")} value=${password} onInput=${setPassword}
        autocomplete="current-password" required error=${error && !coded ? errorText(error) : null} autofocus />
      ${session.value?.second_factor === "on" || coded ? html`<${TextField} id="again-code" label=${t("login.code")} description=${t("login.code_help")} value=${code}
        onInput=${setCode} autocomplete="one-time-code" width="medium" error=${coded ? errorText(error) : null} />` : null}
      <div class="actions">
        <${Button} type="submit" busy=${busy}>${t("login.submit")}<//>
        <${Button} variant="tertiary" onClick=${() => answerWaiting(false)}>${t("again.later")}<//>
      </div>
    </form>
  <//>`;
}

/** A fault in a page shows as a message, and the rest of the page stays. @param {{ children: any }} properties */
function Guard({ children }) {
  const [error, reset] = useErrorBoundary((/** @type {any} */ fault) => console.error(fault));
  return error ? html`<${Problem} error=${error instanceof ApiError ? error : null} retry=${reset} />` : children;
}

/** @param {{ page: Page, failure: any }} properties */
function Frame({ page, failure }) {
  const title = t(page.titleKey);
  useEffect(() => {
    document.title = `${title} – Fördela`;
  }, [title]);
  const refused = page.permission && !can(page.permission);
  return html`
    <a class="skip-link" href="#main">${t("skip")}</a>
    <header class="sheet-head">
      <${Banner} />
      <${Header} page=${page} />
    </header>
    <main id="main" tabindex="-1" class=${page.wide ? "main main-wide" : "main"}>
      <${Notice} />
      <${WrongWeek} />
      <${Guard}>
        ${failure ? html`<h1 class="ds-heading" data-size="md">${title}</h1><${Problem} error=${failure} retry=${() => location.reload()} />`
          : refused ? html`<h1 class="ds-heading" data-size="md">${title}</h1><${Alert} color="warning" title=${t("refused.title")}><p class="ds-paragraph">${t("refused.text")}</p><//>`
            : html`<${page.main} />`}
      <//>
    </main>
    <${Footer} />
    <div class="ds-sr-only" role="status" aria-live="polite">${spoken.value}</div>
    <${IdleWarning} />
    <${SignInAgain} />`;
}

/**
 * Starts the page.
 * @param {Page} page
 */
export async function showPage(page) {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  document.documentElement.lang = language.value;
  onSignedOut(askAgain);
  let failure = null;
  try {
    const [, , who] = await Promise.all([loadCatalogues(["common", ...page.catalogues]), loadInstance(), page.open && !mayBeSignedIn() ? null : loadSession()]);
    if (!who && !page.open) {
      toLogin();
      return;
    }
    if (who?.second_factor === "missing" && page.name !== "konto" && !page.open) {
      location.replace("/konto");
      return;
    }
    if (who) watchIdle();
  } catch (error) {
    failure = error;
  }
  root.replaceChildren();
  render(html`<${Frame} page=${page} failure=${failure} />`, root);
  document.documentElement.dataset.ready = "true";
}

