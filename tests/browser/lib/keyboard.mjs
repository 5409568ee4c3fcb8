/**
 * The walk with Tab alone: the skip link comes first, every stop is in sight and marked, in the order of the page, and nothing traps.
 */
import assert from "node:assert/strict";

const MOST_STOPS = 400;

/**
 * @typedef {object} Stop what had focus when Tab was pressed again
 * @property {number} index its place in the document
 * @property {string} name
 * @property {boolean} seen in sight
 * @property {boolean} marked
 */

/** Has the page note each stop as it is left, until the walk is round: pressing costs a tenth of asking after each. @param {any} page */
const note = (page) => page.evaluate(() => {
  /** @type {Stop[]} */
  const stops = [];
  const walk = { stops, over: false };
  Object.assign(window, { fordelaWalk: walk });
  /** @param {Element} element @returns {Stop} */
  const stopOf = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // A link stretched over its card, or a hidden radio in a styled label, may be marked on the element around it.
    const marked = [element, element.parentElement].some((one) => {
      const of = one ? getComputedStyle(one) : style;
      return (of.outlineStyle !== "none" && parseFloat(of.outlineWidth) >= 1) || of.boxShadow !== "none";
    });
    return {
      index: [...document.querySelectorAll("*")].indexOf(element),
      name: `${element.tagName.toLowerCase()}#${element.id} ${(element.textContent ?? "").trim().slice(0, 40)}`,
      seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && style.visibility === "visible",
      marked,
    };
  };
  window.addEventListener("keydown", () => {
    if (walk.over) return;
    const element = document.activeElement;
    const nowhere = !element || element === document.body || element === document.documentElement;
    if (nowhere && stops.length === 0) return; // the first press
    const stop = nowhere ? null : stopOf(element);
    walk.over = stop === null || stop.index === stops[0]?.index;
    if (stop && !walk.over) stops.push(stop);
  }, { capture: true });
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
});

/** Tabs through the whole page. @param {any} page @returns {Promise<Stop[]>} */
async function walk(page) {
  await note(page);
  for (let step = 1; step <= MOST_STOPS; step++) {
    await page.keyboard.press("Tab");
    if (step % 8 !== 0) continue;
    const { stops, over } = await page.evaluate(() => /** @type {any} */ (window).fordelaWalk);
    if (over) return stops;
  }
  assert.fail(`no end after ${MOST_STOPS} stops`);
  return [];
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
