/** The accessibility statement. Shown without signing in too. */
import { html } from "../vendor/preact.js";
import * as format from "./lib/format.js";
import { t } from "./lib/i18n.js";
import { instance } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { PageHead } from "./lib/ui.js";

/** When the pages were last assessed as the text says; changed together with the text. */
const ASSESSED_ON = "2026-11-24";

const Statement = () => html`
  <${PageHead} title=${t("tillganglighet.title")} lead=${t("tillganglighet.lead")} />
  <article class="panel prose">
    <h2 class="ds-heading" data-size="xs">${t("tillganglighet.how")}</h2>
    <p>${t("tillganglighet.how_text")}</p>
    <h2 class="ds-heading" data-size="xs">${t("tillganglighet.shortcomings")}</h2>
    <ul>${[1, 2, 3].map((item) => html`<li key=${item}>${t(`tillganglighet.shortcoming.${item}`)}</li>`)}</ul>
    <h2 class="ds-heading" data-size="xs">${t("tillganglighet.contact")}</h2>
    <p>${t("tillganglighet.contact_text")}</p>
    <h2 class="ds-heading" data-size="xs">${t("tillganglighet.supervision")}</h2>
    <p>${t("tillganglighet.supervision_text")}</p>
    <p><a class="ds-link" href="https://www.digg.se/tdosanmalan" rel="noreferrer">${t("tillganglighet.supervision_link")}</a></p>
    <h2 class="ds-heading" data-size="xs">${t("tillganglighet.tested")}</h2>
    <p>${t("tillganglighet.tested_text", { date: format.date(ASSESSED_ON), version: instance.value?.version ?? "–" })}</p>
  </article>`;

showPage({ name: "tillganglighet", titleKey: "tillganglighet.title", catalogues: ["admin", "help"], main: Statement, open: true });
