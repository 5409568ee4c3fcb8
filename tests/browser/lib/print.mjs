/**
 * On paper: no column cut, no navigation, and the exercise banner on every sheet (read back with pdftotext where it is there).
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";

const PX_PER_MM = 96 / 25.4;
const hasReader = spawnSync("pdftotext", ["-v"]).error === undefined;

/** The width of the sheet's printable part as the page's own @page rules give it. @param {any} page */
const sheetWidth = (page) => page.evaluate(() => {
  let size = "";
  let margin = 12;
  const read = (rules) => {
    for (const rule of rules) {
      if (rule instanceof CSSPageRule) {
        size = rule.style.getPropertyValue("size") || size;
        margin = parseFloat(rule.style.getPropertyValue("margin-left")) || margin;
      } else if (rule.cssRules) read(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) read(sheet.cssRules);
  return { landscape: /landscape/.test(size), margin };
});

/** What sticks out of the sheet or of its own frame. @param {any} page */
const cutParts = (page) => page.evaluate(() => {
  const limit = document.documentElement.clientWidth + 1;
  return [...document.querySelectorAll("table, svg, .panel")]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      const frame = element.tagName === "TABLE" ? element.closest(".table-frame") : null;
      return box.width > 0 && (box.right > limit || (frame && frame.scrollWidth > frame.clientWidth + 1));
    })
    .map((element) => `${element.tagName} ${element.className?.baseVal ?? element.className}: ${Math.round(element.getBoundingClientRect().right)} > ${limit - 1}`);
});

/** @param {any} page */
async function bannerOnEverySheet(page) {
  const sheet = await page.pdf({ preferCSSPageSize: true });
  if (!hasReader) return;
  const sheets = execFileSync("pdftotext", ["-layout", "-", "-"], { encoding: "utf8", input: sheet }).split("\f").filter((text) => text.trim() !== "");
  assert.ok(sheets.length > 0);
  for (const [index, text] of sheets.entries()) assert.match(text, /ÖVNING/, `sheet ${index + 1} of ${sheets.length} has no banner`);
}

/** @param {any} page as it stands after its visit; its width and medium change */
export async function printed(page) {
  const { landscape, margin } = await sheetWidth(page);
  const width = Math.floor(((landscape ? 297 : 210) - 2 * margin) * PX_PER_MM);
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ media: "print" });
  assert.deepEqual(await cutParts(page), [], "wider than the sheet");
  for (const hidden of [".navigation", ".header-tools", ".skip-link"]) {
    assert.equal(await page.isVisible(hidden), false, `${hidden} is printed`);
  }
  assert.equal(await page.isVisible(".exercise"), true, "no banner");
  await bannerOnEverySheet(page);
  await page.emulateMedia({ media: null });
}
