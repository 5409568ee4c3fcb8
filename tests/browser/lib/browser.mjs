/**
 * Chromium, signed-in pages, and what every page is held to: no axe violation, no message in the console, nothing wider than
 * the screen.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tool } from "./tools.mjs";

const { chromium } = tool("playwright-core");
const AXE = readFileSync(tool.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

const DESK = { width: 1280, height: 900 };

export const facts = JSON.parse(process.env.FORDELA_FACTS ?? "{}");

/** Chromium without its windows: the same pages for two thirds of the work. CHROMIUM names another. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: ARGUMENTS });

/** What a page has asked for and not got yet. @type {WeakMap<object, Set<object>>} */
const asked = new WeakMap();

/** @param {any} page */
function countCalls(page) {
  const open = new Set();
  asked.set(page, open);
  page.on("request", (request) => {
    if (request.isNavigationRequest()) open.clear(); // the calls of the page that is left have no end
    open.add(request);
  });
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
}

/**
 * A new page, signed in with the session that the gate has opened for that person.
 * @param {any} browser
 * @param {string | null} who such as "county_board/decider"; null for nobody
 * @param {{ language?: "sv" | "en" }} [options]
 */
export async function openPage(browser, who, { language = "sv" } = {}) {
  const baseURL = (who !== null && facts.who[who]?.url) || facts.url;
  const context = await browser.newContext({ baseURL, viewport: DESK, reducedMotion: "reduce" });
  if (who !== null) {
    const person = facts.who[who];
    assert.ok(person, `the demo has nobody who is ${who}`);
    const [name, value] = person.cookie.split("=");
    await context.addCookies([{ name, value, url: baseURL, httpOnly: true, sameSite: "Strict" }]);
  }
  await context.addInitScript(([lang, signedIn]) => {
    if (localStorage.getItem("fordela.language") === null) localStorage.setItem("fordela.language", lang);
    if (signedIn) localStorage.setItem("fordela.signed_in", "1");
  }, [language, who !== null]);
  context.on("page", countCalls);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.stack ?? error}`));
  return { page, complaints, close: () => context.close() };
}

/** The page has been laid out anew, as after a change of width, which fetches nothing. @param {any} page */
export const drawn = (page) =>
  page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));

const QUIET_FRAMES = 3; // what an answer sets off is drawn, and asked for, within these

/** The page has drawn itself and has nothing left to fetch. @param {any} page */
export async function settled(page) {
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true" && !document.querySelector(".loading"));
  const deadline = Date.now() + 30_000;
  for (let quiet = 0; quiet < QUIET_FRAMES; quiet++) {
    await drawn(page);
    if (asked.get(page)?.size === 0) continue;
    assert.ok(Date.now() < deadline, `still fetching: ${page.url()}`);
    quiet = -1;
  }
}

/**
 * Pages that stay open from test to test, one for each person: a new context, and everything fetched anew into it, takes longer than most
 * of what is asked of a page.
 * @param {() => any} browser
 */
export function readers(browser) {
  /** @type {Map<string | null, Awaited<ReturnType<typeof openPage>>>} */
  const open = new Map();
  return async (/** @type {string | null} */ who) => {
    const reader = open.get(who) ?? await openPage(browser(), who);
    open.set(who, reader);
    await reader.page.setViewportSize(DESK);
    await reader.page.emulateMedia({ media: null, colorScheme: "light", forcedColors: "none" });
    await reader.page.unroute("**/*");
    reader.complaints.length = 0;
    return reader;
  };
}

/** @param {any} page @param {string} path */
export async function visit(page, path) {
  await page.goto(path); // on the server of the one who is signed in
  await settled(page);
  const wanted = new URL(path, facts.url).pathname;
  assert.equal(new URL(page.url()).pathname, wanted, `sent away from ${wanted}: is the session still open?`);
}

/** @param {any} page */
async function loadAxe(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE); // not a <script>: the page's CSP stands
}

/**
 * axe over the whole page.
 * @param {any} page
 * @param {string} label
 * @param {string[] | null} [rules] only these
 * @returns {Promise<string[]>} the violations
 */
export async function axe(page, label, rules = null) {
  await loadAxe(page);
  const found = await page.evaluate(async ([tags, only]) => {
    const runOnly = only ? { type: "rule", values: only } : { type: "tag", values: tags };
    const result = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return result.violations.map((violation) => `${violation.id} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 200)} – ${violation.nodes[0].failureSummary}`);
  }, [TAGS, rules]);
  return found.map((text) => `${label}: ${text}`);
}

/** Whether something makes the page wider than its screen. @param {any} page @param {string} label @returns {Promise<string[]>} */
export async function tooWide(page, label) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [`${label}: the page is ${wide} px wider than the screen`] : [];
}
