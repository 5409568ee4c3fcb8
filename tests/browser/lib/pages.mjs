/**
 * Every page, who looks at it, and the states that it is tested in. A new page is one row here.
 */
import { facts } from "./browser.mjs";

/**
 * @typedef {object} Row
 * @property {string} path
 * @property {string | null} who when filled; null: nobody
 * @property {string | null} [empty] who sees it empty; left out where a page has no empty state
 * @property {string} [emptyPath] where it is empty, when another address shows that
 * @property {RegExp | null} [broken] which calls fail in the error state; null: the page makes none
 * @property {[string, (page: any) => Promise<void>][]} [more] further states: what is done on the filled page
 */

const EVERYTHING_BUT_THE_FRAME = /\/api\/v1\/(?!instance|session)/;
const THE_FRAME = /\/api\/v1\/instance/;

/** @returns {Row[]} */
export const PAGES = () => [
  { path: "/login", who: null, broken: THE_FRAME, more: [["nothing filled in", async (page) => {
    await page.click("form button[type=submit]");
    await page.waitForSelector(".ds-error-summary");
  }]] },
  { path: "/start", who: "municipality/reporter", empty: "empty/municipality" },
  { path: "/start", who: "county_board/decider", empty: "empty/county_board" },
  { path: "/rapport", who: "municipality/reporter", empty: "empty/municipality", more: [
    ["being changed, with faults and details", async (page) => {
      await page.click(".main > .rp-row-of-buttons .ds-button >> nth=0");
      await page.click(".rp-buttons button[aria-expanded] >> nth=0");
      for (const list of [2, 3, 4]) await page.click(`.rp-details .rp-list:nth-of-type(${list}) > button`);
      await page.fill("[data-place='1:stock']", "slut");
      await page.click(".rp-submit .ds-button[data-size=lg]");
      await page.waitForSelector(".ds-error-summary");
      await page.waitForSelector(".rp-save:is([data-phase=saved], [data-phase=refused])");
    }],
  ] },
  { path: "/rapport?kommun=2281", who: "county_board/decider" },
  { path: "/lagesbild", who: "county_board/decider", empty: "empty/county_board" },
  { path: "/forslag", who: "county_board/decider", empty: "empty/county_board" },
  { path: `/forslag?id=${facts.proposal}`, who: "county_board/decider" },
  { path: `/forslag?id=${facts.proposal}`, who: "municipality/reporter" },
  { path: "/artiklar", who: "county_board/decider", empty: "empty/county_board", more: [
    ["form with faults", async (page) => {
      await page.click(".page-actions button");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
    ["versions", async (page) => {
      await page.keyboard.press("Escape");
      await page.click("tbody .row-actions button");
      await page.waitForSelector("dialog table");
    }],
  ] },
  { path: "/vaccin-produkter", who: "vaccine:fohm", empty: "vaccine:fohm", emptyPath: "/vaccin-produkter?kand=2019-01-01", more: [
    ["form with faults", async (page) => {
      await page.click("tbody .row-actions button >> nth=1");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
    ["history", async (page) => {
      await page.keyboard.press("Escape");
      await page.click("tbody .row-actions button");
      await page.waitForSelector("dialog table");
    }],
  ] },
  { path: "/prognoser?kand=2021-03-20&jamfor=2021-02-15", who: "vaccine:region.vasternorrland" },
  { path: "/prognoser", who: "vaccine:fohm", empty: "vaccine:fohm", emptyPath: "/prognoser?kand=2019-01-01", more: [
    ["versions", async (page) => {
      await page.click(".forecast-button");
      await page.waitForSelector("dialog table");
    }],
  ] },
  { path: "/prognoser?gor=revidera&vaccin=VAXZEVRIA", who: "vaccine:fohm", more: [
    ["being asked what the per cent means, with faults", async (page) => {
      await page.selectOption("#entry-row-0-kind", "percent");
      await page.fill("#entry-row-0-text", "60");
      await page.click("form button[type=submit]");
      await page.waitForSelector(".ds-error-summary");
    }],
    ["reviewed", async (page) => {
      await page.check(".reading input >> nth=0");
      await page.fill("#entry-source", "Mejl");
      await page.fill("#entry-note", "Lägre utbyte");
      await page.click("form button[type=submit]");
      await page.waitForSelector("main section.panel table");
    }],
  ] },
  { path: "/prognoser?gor=klistra", who: "vaccine:fohm", more: [
    ["a table with faults and sums that differ", async (page) => {
      await page.fill("#import-text", "Vaccin\tv. 20\tv. 21\tSumma\nComirnaty\t6 000\tindragen\t6 000\nSputnik\t5\t5\t10\nTotalt\t6 200\t5\t6 205\n");
      await page.fill("#import-source", "Tabell");
      await page.click("form button[type=submit]");
      await page.waitForSelector("#import-found");
    }],
  ] },
  { path: "/region", who: "vaccine:region.vasternorrland", empty: "vaccine:region.vasternorrland", emptyPath: "/region?kand=2019-01-01", more: [
    ["the week's report with faults, and one thing confirmed wrongly", async (page) => {
      await page.fill(".week-input >> nth=0", "slut");
      await page.click("#report button[type=submit]");
      await page.waitForSelector("#report .ds-error-summary");
      await page.fill(".region-confirm input >> nth=0", "1");
      await page.click(".region-confirm button[type=submit] >> nth=0");
      await page.waitForSelector("#confirm .ds-error-summary");
    }],
    ["capacity being changed", async (page) => {
      await page.click(".capacity .text-button >> nth=0");
      await page.waitForSelector("dialog #capacity-hospital");
    }],
  ] },
  { path: "/region?lan=22&kand=2021-03-20&jamfor=2021-02-15", who: "vaccine:fohm" },
  { path: "/vaccin?visa=unconfirmed", who: "vaccine:fohm", empty: "vaccine:fohm", emptyPath: "/vaccin?kand=2019-01-01" },
  { path: "/malet", who: "vaccine:fohm", empty: "vaccine:fohm", emptyPath: "/malet?kand=2019-01-01", more: [
    ["form with faults", async (page) => {
      await page.click(".page-actions button");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
  ] },
  { path: "/nycklar?vaccin=COMIRNATY&vecka=2021-W07", who: "vaccine:region.vasternorrland", empty: "vaccine:fohm", emptyPath: "/nycklar?kand=2019-01-01", more: [
    ["one key", async (page) => {
      await page.click("main .panel a");
      await page.waitForSelector(".weights table");
    }],
  ] },
  { path: "/nycklar", who: "vaccine:fohm.beslut", more: [
    ["a deviation with faults", async (page) => {
      await page.click("main > .stack:last-of-type .actions button");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
      await page.keyboard.press("Escape");
    }],
    ["a trial, and a decision with faults", async (page) => {
      await page.click("tbody th a >> nth=0");
      await page.click(".page-actions button >> nth=0");
      await page.click("form button[type=submit]");
      await page.waitForSelector(".region-chart");
      await page.click("form.panel button[type=submit]");
      await page.waitForSelector("form.panel .ds-error-summary");
    }],
  ] },
  { path: "/nycklar?gor=ny", who: "vaccine:fohm.beslut", more: [
    ["an equal finish with faults", async (page) => {
      await page.selectOption("#key-basis", "equal_finish");
      await page.click("form button[type=submit]");
      await page.waitForSelector(".ds-error-summary");
    }],
    ["by hand with faults", async (page) => {
      await page.selectOption("#key-basis", "manual");
      await page.click("form button[type=submit]");
      await page.waitForSelector(".ds-error-summary a[href^='#key-weight-']");
    }],
    ["a population reckoned", async (page) => {
      await page.selectOption("#key-basis", "population");
      await page.fill("#key-name", "Prov");
      await page.fill("#key-source", "Prov");
      await page.click("form button[type=submit]");
      await page.waitForSelector(".weights table");
    }],
  ] },
  { path: "/tilldelning?vaccin=VAXZEVRIA", who: "vaccine:region.vasternorrland", empty: "vaccine:fohm.las", emptyPath: "/tilldelning?kand=2019-01-01", more: [
    ["one that broke the promise, opened and computed again", async (page) => {
      await page.click("tr:has(.tag-bad) th a");
      await page.waitForSelector(".allocation-lines");
      await page.click(".region-button >> nth=7");
      await page.click("main section:last-of-type .actions button");
      await page.waitForSelector(".ds-alert[data-color=success]");
    }],
  ] },
  { path: "/tilldelning", who: "vaccine:fohm.beslut", more: [
    ["a draft, a decision with faults", async (page) => {
      await page.click("main .panel a");
      await page.waitForSelector(".allocation-lines");
      await page.click("form.panel button[type=submit]");
      await page.waitForSelector(".ds-error-summary");
    }],
  ] },
  { path: "/tilldelning?gor=nytt", who: "vaccine:fohm", more: [
    ["a cap with faults", async (page) => {
      await page.click("fieldset:last-of-type .actions button");
      await page.click("form button[type=submit]");
      await page.waitForSelector(".ds-error-summary");
    }],
  ] },
  { path: "/rattighetskonton?vaccin=VAXZEVRIA", who: "vaccine:region.vasternorrland", empty: "vaccine:fohm", emptyPath: "/rattighetskonton?kand=2019-01-01" },
  { path: "/rattighetskonton?vaccin=COMIRNATY&region=22", who: "vaccine:region.vasternorrland" },
  { path: "/prognostraff?fran=2020-W52&veckor=16", who: "vaccine:region.vasternorrland", empty: "vaccine:fohm", emptyPath: "/prognostraff?kand=2019-01-01" },
  { path: "/leveranser", who: "vaccine:region.vasternorrland", empty: "vaccine:fohm", emptyPath: "/leveranser?kand=2019-01-01", more: [
    ["a delivery, its receipt with faults", async (page) => {
      await page.click("tbody .row-actions button");
      await page.click("dialog .actions button >> nth=0");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
  ] },
  { path: "/leveranser?gor=ny", who: "vaccine:fohm", more: [["nothing filled in", async (page) => {
    await page.click("form button[type=submit]");
    await page.waitForSelector(".ds-error-summary");
  }]] },
  { path: "/anvandare", who: "county_board/administrator", empty: "empty/county_board", more: [
    ["form with faults", async (page) => {
      await page.click(".page-actions button");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
    ["a lost device", async (page) => {
      await page.keyboard.press("Escape");
      await page.click("tbody .row-actions button >> nth=1");
      await page.waitForSelector("dialog .actions");
    }],
  ] },
  { path: "/api-nycklar", who: "county_board/administrator", empty: "empty/county_board", more: [
    ["form with faults", async (page) => {
      await page.click(".page-actions button");
      await page.fill("#key-valid_days", "367");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
    ["the key, this once", async (page) => {
      await page.fill("#key-name", "Lagersystemet");
      await page.fill("#key-valid_days", "30");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .secret-text");
    }],
    ["another that follows it, with faults", async (page) => {
      await page.click("dialog .actions button >> nth=0");
      await page.click("tbody .row-actions button >> nth=0");
      await page.fill("#key-overlap_hours", "x");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .ds-error-summary");
    }],
  ] },
  { path: "/logg", who: "county_board/administrator", empty: "empty/county_board", more: [
    ["a change open", async (page) => {
      if (await page.locator("tbody details summary").count()) await page.locator("tbody details summary").first().click();
    }],
  ] },
  { path: "/konto", who: "municipality/reporter", more: [
    ["nothing filled in", async (page) => {
      await page.click("form button[type=submit]");
      await page.waitForSelector(".ds-error-summary");
    }],
    ["two-step sign-in being turned on", async (page) => {
      await page.click("section[aria-labelledby=second-factor] button");
      await page.fill("#factor-password", facts.who["municipality/reporter"].password);
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .qr");
    }],
  ] },
  { path: "/hjalp", who: null, broken: THE_FRAME },
  { path: "/saknas", who: null, broken: THE_FRAME },
  { path: "/tillganglighet", who: null, broken: THE_FRAME },
];

/** @param {Row} row */
export const brokenCalls = (row) => row.broken ?? EVERYTHING_BUT_THE_FRAME;
