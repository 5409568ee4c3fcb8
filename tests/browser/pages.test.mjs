/**
 * Every page x {Swedish, English} x {1280, 320 px} x {light, dark, forced colours} x {filled, empty, failing}: no axe violation,
 * nothing wider than the screen, a clean console; each walked with the keyboard and printed. Language, width and colours change on the page as it stands, without reload,
 * which is also how people change them. The gate takes the sides in which something can differ: colours do not depend on the language,
 * words and widths do; what forced colours
 * look like is the browser's, and all pages fail with the same part. FULL=1 takes all of them.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, drawn, launch, readers, settled, tooWide, visit } from "./lib/browser.mjs";
import { keyboardWalk } from "./lib/keyboard.mjs";
import { PAGES, brokenCalls } from "./lib/pages.mjs";
import { printed } from "./lib/print.mjs";

const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Colours change nothing but colours: the other rules need not run again. @type {Record<string, [any, string[] | null]>} */
const SCHEMES = {
  light: [{ colorScheme: "light", forcedColors: "none" }, null],
  dark: [{ colorScheme: "dark", forcedColors: "none" }, COLOUR_RULES],
  forced: [{ colorScheme: "light", forcedColors: "active" }, COLOUR_RULES],
};

/** Language, width, schemes. What opens on a page, fails or is empty shares its frame with the filled page. */
const SIDES = {
  whole: [["sv", 1280, ["light", "dark", "forced"]], ["sv", 320, ["light", "dark", "forced"]], ["en", 1280, ["light", "dark", "forced"]], ["en", 320, ["light", "dark", "forced"]]],
  filled: [["sv", 1280, ["light", "dark"]], ["sv", 320, []], ["en", 320, ["light"]]],
  part: [["sv", 320, ["light"]]],
  empty: [["sv", 320, ["light"]]],
  failing: [["sv", 320, []]],
};

let browser;
const reader = readers(() => browser);
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** @param {any} page */
async function switchLanguage(page, lang) {
  if ((await page.evaluate(() => document.documentElement.lang)) === lang) return;
  // A modal dialog covers the header's button; the click of a script is the same event.
  await page.evaluate((wanted) => /** @type {HTMLElement} */ (document.querySelector(`.header button[lang=${wanted}]`)).click(), lang);
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, lang);
  await settled(page);
}

/** The sides of a state; what is wrong anywhere is told together. @param {any} page @param {string} state @param {"filled" | "part" | "empty" | "failing"} kind */
async function allSides(page, state, kind) {
  const wrong = [];
  for (const [lang, width, schemes] of process.env.FULL ? SIDES.whole : SIDES[kind]) {
    await switchLanguage(page, lang);
    await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
    await drawn(page);
    wrong.push(...await tooWide(page, `${state}, ${lang}, ${width}`));
    for (const scheme of schemes) {
      const [media, rules] = SCHEMES[scheme];
      await page.emulateMedia(media);
      wrong.push(...await axe(page, `${state}, ${lang}, ${width}, ${scheme}`, rules));
    }
    await page.emulateMedia(SCHEMES.light[0]);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await switchLanguage(page, "sv");
  assert.deepEqual(wrong, []);
}

/** Text keys that have no text show themselves. @param {any} page @param {string} state */
async function noBareKeys(page, state) {
  const bare = await page.evaluate(() => (document.body.innerText.match(/\b(?:[a-z_]+\.)+[a-z_]+_[a-z_]+\b|\bundefined\b|\bNaN\b|\[object Object\]/g) ?? []));
  assert.deepEqual(bare, [], `${state}: text that nobody should see`);
}

/** Rows of a page that has had its turn: another reader or another view of it, in the same frame. @type {Set<string>} */
const known = new Set();

for (const row of PAGES()) {
  const name = row.path.split("?")[0], again = known.has(name) && !process.env.FULL;
  known.add(name);

  test(`${row.path} as ${row.who ?? "nobody"}`, async (t) => {
    const { page, complaints } = await reader(row.who);
    await visit(page, row.path);
    await t.test("filled", async () => {
      await allSides(page, "filled", again ? "part" : "filled");
      await noBareKeys(page, "filled");
    });
    await t.test("keyboard", () => keyboardWalk(page));
    if (row.path !== "/login") await t.test("print", () => printed(page));
    await page.setViewportSize({ width: 1280, height: 900 });
    for (const [part, act] of row.more ?? []) {
      await t.test(part, async () => {
        await act(page);
        await allSides(page, part, "part");
      });
    }
    assert.deepEqual(complaints, []);
  });

  if (row.empty) {
    test(`${row.path} as ${row.empty}: empty`, async () => {
      const { page, complaints } = await reader(row.empty);
      await visit(page, row.emptyPath ?? row.path);
      await allSides(page, "empty", "empty");
      await noBareKeys(page, "empty");
      assert.deepEqual(complaints, []);
    });
  }

  if (!again) test(`${row.path} as ${row.who ?? "nobody"}: the server fails`, async () => {
    const { page, complaints } = await reader(row.who);
    await page.route("**/*", (route) => (brokenCalls(row).test(route.request().url()) ? route.fulfill({
      status: 500, contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "Fel", status: 500, detail: "Fel", code: "broken", trace_id: "0af7" }),
    }) : route.continue()));
    await visit(page, row.path);
    await page.waitForSelector("[role=alert]");
    await allSides(page, "failing", "failing");
    // The browser itself notes the answers that we made fail; nothing else may be said.
    assert.deepEqual(complaints.filter((text) => !/status of 500/.test(text)), []);
  });
}
