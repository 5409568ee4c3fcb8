/**
 * A proposal from its computation to its decision, as the county board, a giver's decider and a municipality see it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, facts, launch, openPage, settled, visit } from "./lib/browser.mjs";

const BOARD = "county_board/decider";
const GIVER = "municipality/decider";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** @param {any} page @param {string} path */
const read = (page, path) => page.evaluate(async (address) => (await fetch(address)).json(), `/api/v1${path}`);

/** No axe violation. @param {any} page @param {string} label */
const accessible = async (page, label) => assert.deepEqual((await axe(page, label)) ?? [], []);

/** Unfolds a line and presses one of its buttons. @param {any} page @param {number} line @param {RegExp} name */
async function onLine(page, line, name) {
  const unfold = page.locator(`[aria-controls="why-${line}"]`);
  if ((await unfold.getAttribute("aria-expanded")) !== "true") await unfold.click();
  await page.locator(`#why-${line}`).getByRole("button", { name }).click();
}

/** Fills in packs and reason of the open dialog and sends it. @param {any} page @param {number} packs @param {string} reason */
async function sendPacks(page, packs, reason) {
  await page.locator("dialog [id$=-packs]").fill(String(packs));
  await page.locator("dialog [id$=-reason]").fill(reason);
  await page.locator("dialog button[type=submit]").click();
}

test("a proposal is computed, changed, confirmed, presented, decided and then locked", async (context) => {
  const board = await openPage(browser, BOARD);
  const giver = await openPage(browser, GIVER);
  context.after(() => Promise.all([board.close(), giver.close()]));
  const { page } = board;
  const area = facts.who[GIVER].session.organisation.area_code;

  await visit(page, "/forslag?ny=1");
  await page.locator("#articles-some").click();
  await page.locator("form button[type=submit]").click();
  await page.waitForSelector(".ds-error-summary");
  await page.locator("#articles-all").click();
  await page.locator("form button[type=submit]").click();
  await page.waitForURL("**/forslag?id=*");
  await page.waitForSelector("table.lines");
  const id = new URL(page.url()).searchParams.get("id");
  const proposal = await read(page, `/proposals/${id}`);
  const line = proposal.lines.find((one) => one.from === area && one.packs > 1);
  assert.ok(line, "the demo has a line from the giver");

  // Changed by hand: the effects are told at once.
  await page.getByRole("button", { name: `Ändra raden ${line.line_number}`, exact: true }).click();
  await sendPacks(page, line.packs - 1, "Mottagaren har fått egen leverans");
  await page.waitForSelector("dialog .ds-alert[data-color=success]");
  assert.ok((await page.locator("dialog tbody tr").count()) >= 2, "giver and receiver are both told");
  await accessible(page, "effects of a change");
  await page.locator("dialog .actions button").click();

  // Below the giver's own level: refused, with the way on.
  const position = proposal.articles.find((one) => one.code === line.article).positions.find((one) => one.municipality === area);
  const packSize = proposal.articles.find((one) => one.code === line.article).pack_size;
  const others = -position.net_packs - line.packs; // what the giver's other lines of the article take
  const most = Math.floor(position.stock / packSize) - others;
  await page.getByRole("button", { name: `Ändra raden ${line.line_number}`, exact: true }).click();
  await sendPacks(page, most, "Nödläge hos mottagaren");
  await page.waitForSelector("dialog .ds-alert[data-color=warning]");
  assert.match(await page.textContent("dialog .ds-alert"), /säkerhetsnivå[\s\S]*beslutsfattare/);
  await accessible(page, "floor refused");
  await page.locator("dialog .dialog-close").click();
  assert.equal((await read(page, `/proposals/${id}`)).lines.find((one) => one.line_number === line.line_number).packs, line.packs - 1, "nothing was changed");

  // The giver's own decider allows it; then the board may.
  await visit(giver.page, `/forslag?id=${id}&rad=${line.line_number}`);
  assert.equal(await giver.page.getByRole("button", { name: /Ändra rad/ }).count(), 0, "a municipality changes no line");
  await onLine(giver.page, line.line_number, /Bekräfta att vi kan gå under/);
  await accessible(giver.page, "floor confirmation");
  await sendPacks(giver.page, most, "Kommunchefen har godkänt");
  await giver.page.waitForSelector("dialog", { state: "detached" });
  await visit(page, `/forslag?id=${id}`);
  await page.getByRole("button", { name: `Ändra raden ${line.line_number}`, exact: true }).click();
  await sendPacks(page, most, "Bekräftat av givaren");
  await page.waitForSelector("dialog .ds-alert[data-color=success]");
  await page.locator("dialog .actions button").click();
  assert.match(await page.locator(`tr:has([aria-controls="why-${line.line_number}"])`).textContent(), /bekräftat av givaren/);

  // Presented: no more changes but by decision.
  await page.getByRole("button", { name: "Presentera för beredningen" }).click();
  await page.locator("dialog .actions button").first().click();
  await page.waitForSelector(".committee");
  assert.equal(await page.getByRole("button", { name: /Ändra rad|Lägg till rad/ }).count(), 0);
  await page.locator("input[name=decision][value=declined]").click();
  await page.locator(".committee-form button[type=submit]").click();
  await page.waitForSelector("#decision-reason-error");
  await page.locator("#decision-reason").fill("Kommunen väntar leverans på torsdag");
  await page.locator(".committee-form button[type=submit]").click();
  await page.waitForFunction(() => document.querySelector(".committee progress")?.value === 1);
  await accessible(page, "committee");
  await page.locator(".committee-rest button").click();
  await page.locator("dialog .actions button").first().click();
  await page.waitForSelector("#reference", { timeout: 60_000 });
  await page.locator("form.decide button[type=submit]").click();
  await page.waitForSelector(".decide .ds-error-summary");
  await page.locator("#reference").fill("2431-2020");
  await page.locator("#maker").fill("Berit Prov, länsråd");
  await page.locator("form.decide button[type=submit]").click();
  await page.waitForSelector(".committee", { state: "detached" });
  assert.match(await page.textContent("main"), /Beslutat, diarienummer 2431-2020/);

  // Locked, and the same figures still give the same bytes.
  await page.getByRole("button", { name: "Räkna om och jämför" }).click();
  await page.getByText("Samma resultat, byte för byte", { exact: true }).waitFor();
  await accessible(page, "decided");
  await visit(giver.page, `/forslag?id=${id}`);
  assert.match(await giver.page.textContent("main"), /Berit Prov/);
  assert.equal(await giver.page.getByRole("button", { name: /Ändra|Bekräfta|Presentera/ }).count(), 0);
  for (const width of [320, 1280]) {
    await giver.page.setViewportSize({ width, height: 900 });
    const wider = await giver.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `the decided proposal is ${wider} px too wide at ${width}`);
  }
  assert.deepEqual(board.complaints.filter((text) => !/409/.test(text)), []);
  assert.deepEqual(giver.complaints, []);
});

test("the overview tells its reasons, filters by address and refreshes only what has changed", async (context) => {
  const { page, complaints, close } = await openPage(browser, "municipality/reader" in facts.who ? "municipality/reader" : "municipality/reporter");
  context.after(close);
  await visit(page, "/lagesbild");
  assert.equal(await page.locator("table.matrix tbody tr").count(), 8, "seven municipalities and the county");
  await page.selectOption("#filter-status", "acute");
  assert.match(page.url(), /status=acute/);
  const shown = await page.locator("table.matrix td.cell:not(.cell-faded)").count();
  assert.equal(shown, await page.locator("table.matrix td.cell-acute").count(), "what does not match is faded");
  await visit(page, "/lagesbild?sort=worst");
  const ranks = await page.evaluate(async () => {
    const { municipalities } = await (await fetch("/api/v1/counties/22/ppe-overview")).json();
    const worst = (row) => Math.min(...row.cells.map((cell) => cell.cover.days ?? 1e9));
    return Object.fromEntries(municipalities.map((row) => [row.name, worst(row)]));
  });
  const names = await page.locator("table.matrix tbody tr:not(.matrix-total) th").allTextContents();
  const order = names.map((name) => ranks[name]);
  assert.deepEqual(order, [...order].sort((a, b) => a - b), names.join(", "));
  const cell = page.locator(".cell-button").first();
  await cell.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] .facts");
  await settled(page);
  await accessible(page, "the figures behind a cell");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.ok(await cell.evaluate((element) => element === document.activeElement), "focus comes back");
  const again = await page.evaluate(async () => {
    const first = await fetch("/api/v1/counties/22/ppe-overview");
    return (await fetch("/api/v1/counties/22/ppe-overview", { headers: { "If-None-Match": first.headers.get("ETag") }, cache: "no-store" })).status;
  });
  assert.equal(again, 304);
  assert.deepEqual(complaints, []);
});
