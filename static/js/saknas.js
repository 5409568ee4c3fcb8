/** What a browser gets at an address where there is no page (http/request.c). Shown without signing in too. */
import { html } from "../vendor/preact.js";
import { t } from "./lib/i18n.js";
import { session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { PageHead } from "./lib/ui.js";

const Missing = () => html`
  <${PageHead} title=${t("missing_page.title")} lead=${t("missing_page.lead", { path: location.pathname })} />
  <ul class="stack">
    <li><a class="ds-link" href=${session.value ? "/start" : "/login"}>${t(session.value ? "missing_page.start" : "missing_page.login")}</a></li>
    <li><a class="ds-link" href="/hjalp">${t("nav.hjalp")}</a></li>
  </ul>`;

showPage({ name: "saknas", titleKey: "missing_page.title", catalogues: [], main: Missing, open: true });
