/**
 * The weekly report as an officer writes it: by keyboard, from a spreadsheet, through a lost connection, beside a colleague,
 * to the receipt, the correction and the county board's return. All on a week that the demo leaves open.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, facts, launch, openPage, settled, tooWide, visit } from "./lib/browser.mjs";

const WEEK = "2020-W18";
const OFFICER = "municipality/reporter";
const COLLEAGUE = "municipality/decider";
const PLACE = `/municipalities/${facts.who?.[OFFICER]?.session.organisation.area_code}/ppe-reports/${WEEK}`;
const PAGE = `/rapport?vecka=${WEEK}`;

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** One call of the API as somebody. */
async function call(who, method, route, body, headers = {}) {
  const reply = await fetch(`${facts.url}/api/v1${route}`, {
    method,
    headers: { Origin: facts.url, Cookie: facts.who[who].cookie, ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await reply.text();
  assert.ok(reply.ok, `${method} ${route}: ${reply.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

const form = () => call(OFFICER, "GET", `${PLACE}/form`);

/** What stands at the server in a cell. */
const atServer = async (key) => {
  const { draft } = await form();
  return draft?.cells.find((cell) => `${cell.article}/${cell.field}` === key)?.text;
};

/** Whatever version it has: the last save of a page that has just closed may still be on its way. */
async function withoutDraft() {
  if ((await form()).draft) await call(OFFICER, "DELETE", `${PLACE}/draft`, undefined, { "If-Match": "*" });
}

/** A colleague's browser saves another text. */
async function colleagueWrites(key, text) {
  const { draft, draft_etag: etag } = await form();
  const [article, field] = key.split("/");
  const { infection_count, light, comment, based_on } = draft;
  const cells = [...draft.cells.filter((cell) => `${cell.article}/${cell.field}` !== key), { article, field, text }];
  await call(COLLEAGUE, "PUT", `${PLACE}/draft`, { cells, infection_count, light, comment, based_on }, { "If-Match": etag });
}

const saved = (page, phase = "saved") => page.waitForSelector(`.rp-save[data-phase="${phase}"]`);
const cell = (page, key) => page.locator(`[data-key="${key}"]`);
const pasteInto = (page, key, text) => cell(page, key).evaluate((input, clipboard) => {
  input.focus();
  const data = new DataTransfer();
  data.setData("text/plain", clipboard);
  input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}, text);

async function openReport(who = OFFICER) {
  const opened = await openPage(browser, who);
  await visit(opened.page, PAGE);
  await opened.page.waitForSelector(".rp-editor");
  return opened;
}

test("by keyboard alone: tab to the right, enter to the next row where the run began, = for last week's figure", async () => {
  await withoutDraft();
  const { page, complaints, close } = await openReport();
  const { lines } = await form();
  await cell(page, `${lines[0].article}/stock`).focus();
  for (let row = 0; row < lines.length; row += 1) {
    await page.keyboard.type("1200");
    await page.keyboard.press("Tab");
    await page.keyboard.type("700");
    await page.keyboard.press("Tab");
    await page.keyboard.press("=");
    await page.keyboard.press("Enter");
  }
  await saved(page);
  const { draft } = await form();
  assert.equal(draft.cells.length, lines.length * 3);
  const [first] = lines;
  assert.equal(await atServer(`${first.article}/stock`), "1200");
  assert.equal((await atServer(`${first.article}/need_next_week`)).replace(/\u00a0/g, ""), String(first.previous.need_next_week));
  assert.equal(await cell(page, `${first.article}/stock`).evaluate((input) => input.value.replace(/\u00a0/g, " ")), "1 200");
  await page.locator(`[data-place="3:stock"]`).focus();
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.place), "2:stock");
  assert.deepEqual(complaints, []);
  await close();
});

test("a paste keeps words, marks and announces them, matches rows by name, and is undone in one step", async () => {
  await withoutDraft();
  const { page, close } = await openReport();
  const { lines } = await form();
  const [one, two, three] = lines.map((line) => line.article);
  await cell(page, `${one}/stock`).fill("5");
  await pasteInto(page, `${one}/stock`, "1\u00a0200,0\t\"980\"\t1100\r\n420\tslut\t60\r\n");
  assert.match(await page.innerText(".rp-paste"), /^6 celler inklistrade, 1 behöver rättas\./);
  assert.equal(await cell(page, `${two}/use_in_week`).inputValue(), "slut");
  assert.equal(await cell(page, `${two}/use_in_week`).getAttribute("aria-invalid"), "true");
  await saved(page);
  assert.equal(await atServer(`${two}/use_in_week`), "slut", "kept as it was pasted");
  assert.deepEqual(await axe(page, "after a paste"), []);
  await cell(page, `${one}/stock`).focus();
  await page.keyboard.press("Control+z");
  assert.equal(await cell(page, `${one}/stock`).inputValue(), "5");
  assert.equal(await cell(page, `${two}/use_in_week`).inputValue(), "");
  await pasteInto(page, `${one}/stock`, `Artikel\tLager\n${lines[2].name_sv}\t33\nOkänd sak\t1\n${two}\t22\n`);
  assert.match(await page.innerText(".rp-paste"), /2 celler inklistrade, hittade inga artiklar för: Okänd sak/);
  assert.deepEqual([await cell(page, `${two}/stock`).inputValue(), await cell(page, `${three}/stock`).inputValue()], ["22", "33"]);
  await close();
});

test("a lost connection is said, the work outlives the closed tab, and is told when it is taken in", async () => {
  await withoutDraft();
  const { page, close } = await openReport();
  const key = `${(await form()).lines[0].article}/stock`;
  await page.context().setOffline(true);
  await cell(page, key).fill("777");
  await saved(page, "offline");
  assert.match(await page.innerText(".rp-save-text"), /Sparat lokalt \d\d\.\d\d, väntar på nätet/);
  await page.close();
  await page.context().setOffline(false);
  assert.equal(await atServer(key), undefined);
  const again = await page.context().newPage();
  await visit(again, PAGE);
  assert.match(await again.innerText(".rp-notice"), /1 cell som bara fanns i den här webbläsaren/);
  assert.equal(await cell(again, key).inputValue(), "777");
  await saved(again);
  assert.equal(await atServer(key), "777");
  assert.equal(await again.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("fordela.report/")).length), 0);
  await close();
});

test("two officers: other cells are taken in and told, the same cell is a choice and never overwritten", async () => {
  await withoutDraft();
  const { page, close } = await openReport();
  const [first, second] = (await form()).lines.map((line) => `${line.article}/stock`);
  await cell(page, first).fill("10");
  await saved(page);
  await colleagueWrites(second, "444");
  await cell(page, first).fill("11");
  await page.waitForSelector(".rp-notice");
  assert.ok((await page.innerText(".rp-notice")).includes(facts.who[COLLEAGUE].session.user.display_name));
  assert.equal(await cell(page, second).inputValue(), "444");
  await saved(page);
  await colleagueWrites(first, "99");
  await cell(page, first).fill("12");
  await page.waitForSelector(".rp-conflict");
  assert.equal(await atServer(first), "99", "nothing is sent before the choice");
  assert.deepEqual(await axe(page, "a choice"), []);
  await page.click(".rp-conflict tbody tr td:nth-child(2) button");
  await saved(page);
  assert.equal(await atServer(first), "12");
  await close();
});

test("an ended session asks for the password over the report, then saves", async () => {
  await withoutDraft();
  const { page, close } = await openReport();
  const key = `${(await form()).lines[0].article}/stock`;
  await page.context().clearCookies();
  await cell(page, key).fill("81");
  await page.fill("#again-password", facts.who[OFFICER].password);
  await page.keyboard.press("Enter");
  await saved(page);
  assert.equal(await atServer(key), "81");
  await close();
});

test("a week that does not exist is said, and the page is shown without it", async () => {
  const { page, complaints, close } = await openPage(browser, OFFICER);
  for (const path of ["/rapport?vecka=2020-W99", "/rapport?vecka=9999-W52", "/lagesbild?vecka=x"]) {
    await visit(page, path);
    assert.match(await page.textContent("main > .ds-alert"), /finns inte/, path);
    assert.equal(await page.locator("main h1").count(), 1, path);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("who writes packs is offered pieces by the pack", async () => {
  await withoutDraft();
  const { page, close } = await openReport();
  const line = (await form()).lines.find((one) => one.pack_size > 1);
  const input = cell(page, `${line.article}/stock`);
  await input.fill("3 förp");
  await input.blur();
  const offer = page.locator(".rp-fault button");
  assert.ok((await offer.textContent()).endsWith(`(3 förp. à ${line.pack_size})`));
  await offer.click();
  assert.equal(Number((await input.inputValue()).replace(/\s/g, "")), 3 * line.pack_size);
  await close();
  await withoutDraft();
});

test("the county board's list keeps to a narrow screen", async () => {
  const { page, close } = await openPage(browser, "county_board/reporter");
  await page.setViewportSize({ width: 360, height: 800 });
  await visit(page, "/rapport");
  await page.waitForSelector("table.table-cards");
  assert.deepEqual(await tooWide(page, "/rapport"), []);
  await close();
});

test("faults lead to their cells, blank articles are asked about, then the receipt, the correction and its history", async () => {
  await withoutDraft();
  const { page, complaints, close } = await openReport();
  const { lines } = await form();
  await page.click(".rp-tools button >> nth=0"); // last week's figures, a start
  for (const field of ["stock", "use_in_week", "need_next_week"]) await cell(page, `${lines[14].article}/${field}`).fill("");
  await cell(page, `${lines[0].article}/use_in_week`).fill("slut");
  await page.click(".rp-row .rp-buttons button[aria-expanded] >> nth=1");
  await page.click(".rp-details .rp-list:nth-of-type(2) > button");
  await page.keyboard.type("500");
  await page.fill("textarea", "Ring 811218-9876");
  await page.click(".rp-submit .ds-button[data-size=lg]");
  await page.waitForSelector(".ds-error-summary");
  assert.equal(await page.locator(".ds-error-summary li").count(), 3);
  assert.deepEqual(await axe(page, "faults"), []);
  await page.click(".ds-error-summary a >> nth=1");
  assert.match(await page.evaluate(() => document.activeElement?.id ?? ""), /delivery_0_expected_on/);
  await page.locator(":focus").fill("2020-05-11");
  await cell(page, `${lines[0].article}/use_in_week`).fill("100");
  await page.fill("textarea", "Två avdelningar stängda");
  await page.click(".rp-submit .ds-button[data-size=lg]");
  await page.waitForSelector(".rp-empty");
  await page.click(".rp-empty button[data-variant=secondary]");
  await page.waitForSelector(".rp-receipt");
  assert.deepEqual(await axe(page, "receipt"), []);
  const sent = await form();
  assert.equal(sent.state, "submitted");
  assert.equal(sent.draft, null);
  assert.equal(sent.lines[0].report.use_in_week, 100);
  assert.deepEqual(sent.lines[1].report.deliveries, [{ quantity: 500, expected_on: "2020-05-11", confirmed: false }]);
  assert.equal(sent.lines[14].report, null, "blank is missing, never zero");
  await page.click(".rp-receipt .ds-button");
  await page.waitForSelector(".rp-view");
  await page.click(".main > .rp-row-of-buttons .ds-button >> nth=0");
  await cell(page, `${lines[0].article}/stock`).fill("13000");
  assert.equal(await page.locator(".rp-diff tbody tr").count(), 1);
  assert.deepEqual(await axe(page, "correction"), []);
  await page.click(".rp-submit .ds-button[data-size=lg]");
  await page.click(".rp-empty button[data-variant=secondary]");
  await page.waitForSelector(".rp-receipt");
  await page.click(".rp-receipt .ds-button");
  await page.click(".rp-history summary");
  await page.waitForSelector(".rp-revision");
  assert.match(await page.innerText(".rp-revision >> nth=0"), /13\u00a0000/);
  assert.deepEqual(await axe(page, "history"), []);
  assert.deepEqual(complaints, []);
  await close();
});

test("the county board returns with a reason, which stands above the report until it is sent again", async () => {
  const code = facts.who[OFFICER].session.organisation.area_code;
  const { page, close } = await openPage(browser, "county_board/reporter");
  await visit(page, `/rapport?kommun=${code}&vecka=${WEEK}`);
  assert.equal(await page.locator(".rp-editor").count(), 0, "figures are the municipality's own");
  await page.click(".rp-review .ds-button[data-variant=secondary]");
  await page.click(".rp-review .ds-button >> nth=0");
  assert.equal(await page.locator("#review-fault").count(), 1, "a reason is required");
  await page.fill("#review-reason", "Kontrollera handskarna");
  await page.click(".rp-review .ds-button >> nth=0");
  await page.waitForSelector(".rp-state .ds-alert");
  await settled(page);
  assert.equal((await form()).state, "returned");
  await close();
  const writer = await openReport();
  assert.match(await writer.page.innerText(".rp-state"), /Kontrollera handskarna/);
  await writer.close();
});
