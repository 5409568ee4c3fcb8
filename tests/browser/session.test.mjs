/**
 * What people would lose if it broke: text on the page through a language switch, a lost session and a lost connection.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as totp from "../api/lib/totp.mjs";
import { api } from "./lib/instance.mjs";
import { facts, launch, openPage, settled, visit } from "./lib/browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test("an anonymous visitor is sent to sign in and comes back to the page", async () => {
  const { page, close } = await openPage(browser, null);
  const person = facts.who["municipality/reporter"];
  await page.goto(`${facts.url}/konto`);
  await page.waitForURL("**/login?next=%2Fkonto");
  await settled(page);
  await page.fill("#username", person.username);
  await page.fill("#password", "fel lösenord här");
  await page.click("form button[type=submit]");
  await page.waitForSelector("form [role=alert]");
  assert.equal(await page.inputValue("#username"), person.username);
  await page.fill("#password", person.password);
  await page.click("form button[type=submit]");
  await page.waitForURL("**/konto");
  await close();
});

test("next leads nowhere but to our own pages", async () => {
  for (const next of ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"]) {
    const { page, close } = await openPage(browser, "municipality/reporter");
    await page.goto(`${facts.url}/login?next=${encodeURIComponent(next)}`);
    await page.waitForURL("**/start");
    assert.equal(new URL(page.url()).origin, new URL(facts.url).origin, next);
    await close();
  }
});

test("a language switch keeps what is typed and is remembered", async () => {
  const { page, close } = await openPage(browser, "county_board/administrator");
  await visit(page, "/konto");
  await page.fill("#new_password", "halvskrivet lösenord");
  await page.click(".header button[lang=en]");
  await page.waitForFunction(() => document.documentElement.lang === "en");
  assert.equal(await page.textContent("h1"), "My account");
  assert.equal(await page.title(), "My account – Fördela");
  assert.equal(await page.inputValue("#new_password"), "halvskrivet lösenord");
  await page.reload();
  await settled(page);
  assert.equal(await page.textContent("h1"), "My account");
  await page.click(".header button[lang=sv]");
  await page.waitForFunction(() => document.documentElement.lang === "sv");
  await close();
});

test("a session that ends asks for the password over the form and then does what was asked", async () => {
  const { page, close } = await openPage(browser, "county_board/administrator");
  await visit(page, "/anvandare");
  await page.click(".page-actions button");
  const name = `prov${Date.now()}`;
  await page.fill("#user-display_name", "Prova Provsson");
  await page.fill("#user-username", name);
  await page.fill("#user-password", "ett långt första lösenord");
  await page.context().clearCookies();
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("#again-password");
  assert.equal(await page.inputValue("#user-username"), name, "the form stands");
  await page.fill("#again-password", "fel lösenord här");
  await page.click("dialog:has(#again-password) button[type=submit]");
  await page.waitForSelector("#again-password-error");
  await page.fill("#again-password", facts.who["county_board/administrator"].password);
  await page.click("dialog:has(#again-password) button[type=submit]");
  await page.waitForSelector(`td:text-is("${name}")`);
  assert.equal(await page.locator("dialog").count(), 0);
  await close();
});

test("two-step sign-in is turned on with the app, asked for at the next sign-in, and over a form when the session ends", async () => {
  const administrator = facts.who["county_board/administrator"];
  const password = "ett långt första lösenord", username = `tvasteg${Date.now()}`;
  await api(facts.url, "POST", "/organisations/LST22/users", { username, display_name: "Två Steg", email: "", role: "reader", language: "sv", password }, administrator.cookie);
  const { page, close } = await openPage(browser, null);
  const enter = async () => {
    await page.goto(`${facts.url}/login?next=%2Fkonto`);
    await page.fill("#username", username);
    await page.fill("#password", password);
    await page.click("form button[type=submit]");
  };
  await enter();
  await page.waitForURL("**/konto");
  await page.click("section[aria-labelledby=second-factor] button");
  await page.fill("#factor-password", password);
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("dialog .qr");
  const secret = (await page.innerText(".secret-text")).replace(/\s/g, ""), now = totp.step();
  await page.fill("#factor-first", "12");
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("#factor-first-error");
  await page.fill("#factor-first", totp.code(secret, now));
  await page.click("dialog button[type=submit]");
  await page.waitForSelector(".secret-list");
  const paper = await page.locator(".secret-list li").allInnerTexts();
  assert.equal(paper.length, 10);
  await page.click("dialog .actions button >> nth=0");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.context().clearCookies();
  await enter();
  await page.waitForSelector("#code");
  await page.fill("#code", totp.code(secret, now + 1));
  await page.click("form button[type=submit]");
  await page.waitForURL("**/konto");
  await page.waitForSelector("#sessions");
  await page.context().clearCookies();
  await page.click("section[aria-labelledby=second-factor] button >> nth=0");
  await page.fill("#factor-code", paper[1]);
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("#again-code");
  await page.fill("#again-password", password);
  await page.fill("#again-code", paper[0]);
  await page.click("dialog:has(#again-code) button[type=submit]");
  await page.waitForSelector(".secret-list");
  await close();
});

test("a lost connection is said, nothing is lost, and the second try works", async () => {
  const { page, close } = await openPage(browser, "county_board/administrator");
  await visit(page, "/anvandare");
  await page.click("tbody .row-actions button >> nth=0");
  await page.waitForSelector("#user-email");
  await page.fill("#user-email", "prov@exempel.se");
  await page.route("**/api/v1/users/**", (route) => route.abort());
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("dialog [role=alert]");
  assert.equal(await page.inputValue("#user-email"), "prov@exempel.se");
  await page.unroute("**/api/v1/users/**");
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForSelector("table :text('prov@exempel.se')"); /* the list is read anew after the dialog has gone */
  await close();
});

test("the end of an idle session is warned of and put off", async () => {
  const { page, close } = await openPage(browser, "municipality/reporter");
  await page.clock.install();
  await visit(page, "/konto");
  await page.clock.fastForward((facts.who["municipality/reporter"].session.idle_seconds - 150) * 1000);
  await page.waitForSelector("dialog [role=timer]");
  const asked = page.waitForRequest("**/api/v1/session/extend");
  await page.click("dialog .actions button");
  await asked;
  await page.waitForSelector("dialog", { state: "detached" });
  await close();
});

test("a form that cannot be fetched says so, and comes when it is asked for again", async () => {
  const { page, close } = await openPage(browser, "vaccine:fohm.beslut");
  await page.route("**/static/js/nycklar/new.js*", (route) => route.abort());
  await page.goto("/nycklar?gor=ny");
  const again = page.locator("main .ds-alert[data-color=danger] button");
  await again.waitFor();
  assert.match(await page.innerText("main .ds-alert"), /Servern nås inte just nu/);
  await page.unroute("**/static/js/nycklar/new.js*");
  await again.click();
  await page.waitForSelector("#key-name");
  await close();
});
