/**
 * The keyboard walk: the skip link comes first and works, every stop is visible and marked, nothing traps, and a person can
 * sign in and out without a mouse.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { facts, launch, openPage, settled, visit } from "./lib/browser.mjs";
import { PAGES } from "./lib/pages.mjs";

const MOST_STOPS = 400;

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** What has focus: a name for it, whether it is in sight, whether it is marked. @param {any} page */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const all = [...document.querySelectorAll("*")];
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  // A link stretched over its card, or a hidden radio in a styled label, may be marked on the element around it.
  const marked = [element, element.parentElement].some((one) => {
    const of = one ? getComputedStyle(one) : style;
    return (of.outlineStyle !== "none" && parseFloat(of.outlineWidth) >= 1) || of.boxShadow !== "none";
  });
  return {
    index: all.indexOf(element),
    name: `${element.tagName.toLowerCase()}#${element.id} ${(element.textContent ?? "").trim().slice(0, 40)}`,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && style.visibility === "visible",
    marked,
  };
});

/** Tabs through the whole page. @param {any} page */
async function walk(page) {
  const stops = [];
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  for (let step = 0; step < MOST_STOPS; step++) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (stop === null || (stops.length > 0 && stop.index === stops[0].index)) return stops;
    stops.push(stop);
  }
  assert.fail(`no end after ${MOST_STOPS} stops`);
  return stops;
}

for (const row of PAGES()) {
  test(`keyboard: ${row.path} as ${row.who ?? "nobody"}`, async () => {
    const { page, close } = await openPage(browser, row.who);
    await visit(page, row.path);
    const stops = await walk(page);
    assert.ok(stops.length >= 4, `only ${stops.length} stops`);
    assert.match(stops[0].name, /#main|skip|Hoppa/i, "the first stop is the skip link");
    for (const stop of stops) {
      assert.ok(stop.seen, `out of sight: ${stop.name}`);
      assert.ok(stop.marked, `focus is not marked: ${stop.name}`);
    }
    const order = stops.map((stop) => stop.index);
    assert.deepEqual(order, [...order].sort((a, b) => a - b), "the order is the order of the page");
    assert.equal(new Set(order).size, order.length, "no stop twice: no trap");
    await close();
  });
}

test("keyboard: the skip link moves focus into the page's own part", async () => {
  const { page, close } = await openPage(browser, "municipality/reporter");
  await visit(page, "/start");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main")?.contains(document.activeElement)));
  await close();
});

test("keyboard: signing in, then out", async () => {
  const { page, close } = await openPage(browser, null);
  const person = facts.who["municipality/reporter"];
  await visit(page, "/login?next=%2Fkonto");
  await page.focus("#username");
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/konto");
  await settled(page);
  await page.focus(".header-own button");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/login");
  await close();
});

test("keyboard: a dialog keeps focus inside, closes on Escape, gives focus back", async () => {
  const { page, close } = await openPage(browser, "county_board/administrator");
  await visit(page, "/anvandare");
  await page.focus(".page-actions button");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog form");
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === document.body || document.querySelector("dialog")?.contains(document.activeElement));
    assert.ok(inside, "focus left the dialog");
  }
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches(".page-actions button")), "focus went back");
  await close();
});

test("keyboard: the menu of a narrow screen", async () => {
  const { page, close } = await openPage(browser, "municipality/reporter");
  await page.setViewportSize({ width: 320, height: 640 });
  await visit(page, "/start");
  assert.equal(await page.isVisible("#navigation a"), false);
  await page.focus(".menu-button");
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute(".menu-button", "aria-expanded"), "true");
  assert.equal(await page.isVisible("#navigation a[href='/konto']"), true);
  await close();
});
