import { test } from "node:test";
import assert from "node:assert/strict";
import { linear, roundScale, roundStep } from "../../../static/js/lib/scale.js";

test("a straight scale runs both ways", () => {
  const place = linear([-2, 2], [100, 300]);
  assert.deepEqual([-2, 0, 1, 2].map(place), [100, 200, 250, 300]);
  assert.equal(linear([0, 10], [90, 10])(5), 50, "upwards on a screen");
});

test("steps are round and part the most into no more than asked", () => {
  assert.deepEqual([[100, 5], [101, 5], [7, 8], [0.31, 4], [12000, 5], [1, 1]].map(([most, parts]) => roundStep(most, parts)), [20, 50, 1, 0.1, 5000, 1]);
  for (let most = 1; most < 5000; most += 7) assert.ok(roundStep(most, 5) * 5 >= most, String(most));
});

test("marks begin at zero, hold the most and have no crumbs", () => {
  const { place, ticks } = roundScale(0.31, 4, [0, 400]);
  assert.deepEqual(ticks.map(({ value }) => value), [0, 0.1, 0.2, 0.3, 0.4]);
  assert.equal(ticks[4].at, 400);
  assert.equal(Math.round(place(0.31)), 310);
});
