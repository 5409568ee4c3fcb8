import { test } from "node:test";
import assert from "node:assert/strict";
import { readHundredths, readingsOf } from "../../../static/js/prognoser/percent.js";

test("per cent is read with comma, point, sign and space", () => {
  for (const [text, hundredths] of /** @type {[string, number][]} */ ([["60", 6000], ["60 %", 6000], ["60\u00a0%", 6000], ["12,5", 1250], ["12.5 %", 1250],
    ["\u221212,5", -1250], ["\u20135", -500], ["+5", 500], ["0", 0]])) assert.equal(readHundredths(text), hundredths, text);
});

test("what is no per cent is none, never zero", () => {
  for (const text of ["", " ", "%", "abc", "12,345", "1e2", "--5", "12345"]) assert.equal(readHundredths(text), null, text);
});

test("60 per cent is three readings", () => {
  assert.deepEqual(readingsOf(1000, 6000), [
    { reading: "less", method: "by_percent", percent: -60, after: 400 },
    { reading: "more", method: "by_percent", percent: 60, after: 1600 },
    { reading: "to", method: "to_percent", percent: 60, after: 600 },
  ]);
});

test("bounds leave out what cannot be", () => {
  const names = (/** @type {number} */ hundredths) => readingsOf(1000, hundredths).map(({ reading }) => reading);
  assert.equal(names(-6000).includes("more"), false);
  assert.deepEqual(names(10_000), ["less", "more", "to"]);
  assert.deepEqual(names(10_001), ["more", "to"]);
  assert.deepEqual(names(100_001), []);
});

test("half doses go up", () => assert.equal(readingsOf(5, 5000)[2].after, 3));
