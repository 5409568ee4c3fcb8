/**
 * The region's weekly report as it is written: pasted from a spreadsheet, kept through a reload and a lost connection, beside a
 * colleague who was first, and over an ended session. All on the week that the vaccine story leaves open.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, facts, launch, openPage, visit } from "./lib/browser.mjs";

const WEEK = "2021-W13";
const OFFICER = "vaccine:region.vasternorrland";
const COLLEAGUE = "vaccine:region";
const PAGE = `/region?vecka=${WEEK}`;
const PLACE = `/api/v1/counties/${facts.who?.[OFFICER]?.session.organisation.area_code}/vaccine-weeks/${WEEK}`;
const SEND = "#report button[type=submit]";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** What stands at the server: the vaccines' rows by code, and their version. */
async function stored() {
  const { url, cookie } = facts.who[COLLEAGUE];
  const reply = await fetch(url + PLACE, { headers: { Cookie: cookie } });
  if (reply.status === 404) return { rows: {}, etag: null };
  assert.equal(reply.status, 200);
  const { products } = await reply.json();
  return { rows: Object.fromEntries(products.map((row) => [row.product, row])), etag: reply.headers.get("etag") };
}

/** The colleague reports some figures, others as they were. @param {Record<string, Record<string, number>>} figures */
async function colleagueReports(figures) {
  const { url, cookie } = facts.who[COLLEAGUE];
  const { rows, etag } = await stored();
  const fields = ["given_doses", "first_doses", "discarded_doses", "moved_in_doses", "moved_out_doses", "stock_doses", "unusable_doses"];
  const products = [...new Set([...Object.keys(rows), ...Object.keys(figures)])].map((product) => ({
    product, ...Object.fromEntries(fields.map((field) => [field, figures[product]?.[field] ?? rows[product]?.[field] ?? null])),
  }));
  const reply = await fetch(url + PLACE, {
    method: "PUT", headers: { Origin: url, Cookie: cookie, "Content-Type": "application/json", "If-Match": etag ?? "*" },
    body: JSON.stringify({ reason: "Kollegans siffror", products }),
  });
  assert.ok(reply.ok, `${reply.status} ${await reply.text()}`);
}

const cell = (page, product, field) => page.locator(`#week-${product}-${field}`);
const value = async (page, product, field) => (await cell(page, product, field).inputValue()).replace(/\s/g, "");
const told = (page) => page.waitForFunction(() => /är inskickad/.test(document.querySelector(".notice")?.textContent ?? ""));
const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("fordela.vaccine-week/")).length);

async function openReport() {
  const opened = await openPage(browser, OFFICER);
  await visit(opened.page, PAGE);
  await opened.page.waitForSelector(".week-report");
  return opened;
}

test("a block from a spreadsheet finds its cells by name, is kept over a reload and a lost connection", async () => {
  const { page, complaints, close } = await openReport();
  await cell(page, "COMIRNATY", "given_doses").evaluate((input) => {
    input.focus();
    const data = new DataTransfer();
    data.setData("text/plain", "Vaccin\tGivna doser\tVarav förstadoser\tI lager\r\nVaxzevria\t1 200\t900\t400\r\nComirnaty\t4000\t2500\t1746\r\nOkänt\t1\t1\t1");
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.waitForFunction(() => [...document.querySelectorAll("[aria-live]")].some((one) => /Okända vacciner: Okänt/.test(one.textContent ?? "")));
  await page.keyboard.press("Enter");
  assert.notEqual(await page.evaluate(() => document.activeElement?.id), "week-COMIRNATY-given_doses", "Enter goes on to the next row");
  assert.deepEqual([await value(page, "COMIRNATY", "given_doses"), await value(page, "VAXZEVRIA", "stock_doses")], ["4000", "400"]);

  await visit(page, PAGE);
  assert.match(await page.innerText(".week-report .ds-alert"), /fanns kvar i webbläsaren och är inte inskickat/);
  assert.deepEqual([await value(page, "COMIRNATY", "given_doses"), await value(page, "VAXZEVRIA", "stock_doses")], ["4000", "400"]);
  assert.deepEqual(await axe(page, "a recovered draft"), []);
  assert.deepEqual(complaints, []);

  const before = await stored();
  await cell(page, "COMIRNATY", "discarded_doses").fill("12");
  if (await page.locator("#week-reason").count()) await page.fill("#week-reason", "Räknat om");
  await page.context().setOffline(true);
  await page.click(SEND);
  await page.waitForSelector(".week-report .ds-alert[data-color=danger]");
  assert.match(await page.innerText(".week-report"), /Det du har skrivit finns kvar, här och i webbläsaren/);
  assert.equal(await value(page, "COMIRNATY", "discarded_doses"), "12");
  assert.equal(await drafts(page), 1);
  assert.deepEqual(await stored(), before, "nothing has been sent");
  await page.context().setOffline(false);
  await close();
});

test("a colleague was first: other cells are taken in, the same cell is a choice, and a change needs its reason", async () => {
  const { page, close } = await openReport();
  await cell(page, "COMIRNATY", "given_doses").fill("4000");
  await colleagueReports({ COMIRNATY: { given_doses: 3900 }, MODERNA: { given_doses: 5 } });
  if (await page.locator("#week-reason").count()) await page.fill("#week-reason", "Räknat om");
  await page.click(SEND);
  await page.waitForSelector(".region-conflicts");
  assert.ok((await page.innerText(".week-report")).includes(facts.who[COLLEAGUE].session.user.display_name));
  assert.equal(await value(page, "MODERNA", "given_doses"), "5", "what only the colleague wrote is taken in");
  assert.equal((await stored()).rows.COMIRNATY.given_doses, 3900, "nothing is sent before the choice");
  assert.equal(await page.locator(SEND).isDisabled(), true);
  assert.deepEqual(await axe(page, "a choice"), []);
  await page.click(".region-conflicts button >> nth=0");
  await page.waitForSelector(".region-conflicts", { state: "detached" });
  await page.fill("#week-reason", "");
  await page.click(SEND);
  await page.waitForSelector(".week-report .ds-error-summary");
  assert.equal(await page.locator("#week-reason").getAttribute("aria-invalid"), "true");
  await page.fill("#week-reason", "Räknat om");
  await page.click(SEND);
  await told(page);
  const { rows } = await stored();
  assert.deepEqual([rows.COMIRNATY.given_doses, rows.MODERNA.given_doses], [4000, 5]);
  assert.equal(await drafts(page), 0, "the server has it");
  await close();
});

test("an ended session asks for the password over the report, then sends it", async () => {
  const { page, close } = await openReport();
  const stock = String(Number((await stored()).rows.MODERNA?.stock_doses ?? 0) + 100);
  await cell(page, "MODERNA", "stock_doses").fill(stock);
  if (await page.locator("#week-reason").count()) await page.fill("#week-reason", "Räknat om");
  await page.context().clearCookies();
  await page.click(SEND);
  await page.fill("#again-password", facts.who[OFFICER].password);
  await page.keyboard.press("Enter");
  await told(page);
  assert.equal(String((await stored()).rows.MODERNA.stock_doses), stock);
  await close();
});
