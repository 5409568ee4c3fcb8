/**
 * The walk with Tab alone: the skip link comes first, every stop is in sight and marked, in the order of the page, and nothing traps.
 */
import assert from "node:assert/strict";

const MOST_STOPS = 400;

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

/** @param {any} page as it stands after its visit */
export async function keyboardWalk(page) {
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
}
