import { test } from "node:test";
import assert from "node:assert/strict";
import { addWeeks, dateOf, dayOf, daysBetween, formatDate, formatMoment, formatWeek, formatWeekSpan, inStockholm, mondayOf, readWeek, weekOf } from "../../../static/js/lib/week.js";

test("weeks of dates round the turn of the year", () => {
  const known = { "2020-04-27": "2020-W18", "2019-12-30": "2020-W01", "2020-12-31": "2020-W53", "2021-01-03": "2020-W53", "2021-01-04": "2021-W01", "2026-12-31": "2026-W53", "2023-01-01": "2022-W52" };
  for (const [date, week] of Object.entries(known)) assert.equal(weekOf(date), week, date);
});

test("a Monday is in the week that it begins, over forty years", () => {
  for (let day = dayOf("2000-01-01"); day < dayOf("2040-01-01"); day++) {
    const week = weekOf(dateOf(day));
    const monday = dayOf(mondayOf(week));
    assert.ok(monday <= day && day < monday + 7, week);
  }
});

test("weeks that do not exist are no weeks", () => {
  for (const text of ["2021-W53", "2020-W00", "2020-W1", "2020W17", "", "2020-W54"]) assert.equal(readWeek(text), null, text);
  assert.throws(() => mondayOf("2021-W53"), RangeError);
});

test("counting weeks over 53", () => {
  assert.equal(addWeeks("2020-W53", 1), "2021-W01");
  assert.equal(addWeeks("2021-W01", -1), "2020-W53");
  assert.equal(addWeeks("2020-W17", 52), "2021-W16");
});

test("weeks and dates in words", () => {
  assert.equal(formatWeek("2020-W07", "sv"), "v.\u00a07");
  assert.equal(formatWeek("2020-W07", "en", { year: true }), "week\u00a07\u00a02020");
  assert.equal(formatWeek(null, "sv"), "–");
  assert.equal(formatDate("2020-04-27", "sv"), "27 april 2020");
  assert.equal(formatDate("2020-04-27", "en"), "27 April 2020");
  assert.match(formatWeekSpan("2020-W18", "sv"), /^v\.\u00a018\u00a02020 \(27 apr\.?\u2009–\u20093 maj\)$/);
});

test("moments are Stockholm's, summer and winter", () => {
  assert.deepEqual(inStockholm("2020-04-27T11:45:00Z", "sv"), { date: "2020-04-27", time: "13.45" });
  assert.deepEqual(inStockholm("2020-12-31T23:30:00Z", "en"), { date: "2021-01-01", time: "00:30" });
  assert.equal(formatMoment("2020-04-27T11:45:00Z", "sv"), "2020-04-27\u00a013.45");
  assert.equal(formatMoment(null, "sv"), "–");
  assert.equal(daysBetween("2020-02-28", "2020-03-01"), 2);
});
