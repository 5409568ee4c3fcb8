/**
 * What a person does with the keyboard alone: skipping to the page, signing in and out, a dialog, the menu. Every page is walked in
 * pages.test.mjs.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { facts, launch, openPage, settled, visit } from "./lib/browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

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
