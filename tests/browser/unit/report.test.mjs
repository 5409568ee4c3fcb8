import { test } from "node:test";
import assert from "node:assert/strict";
import { estimateCover } from "../../../static/js/rapport/estimate.js";
import { faultOf, hasPersonalNumber, isDate, keyOfPointer, readReport, removeEntry, textsOfReport } from "../../../static/js/rapport/fields.js";

const line = (article, report = null) => ({
  article, name_sv: article, name_en: article, group: "mask", unit: "piece", pack_size: 50, previous: null, report,
});
const policy = { acute_below_days: 2, red_below_days: 7, yellow_below_days: 14 };

test("an article without text is missing, not zero; a partly filled one is a fault", () => {
  const reading = readReport([line("IIR"), line("FFP2")], { "IIR/stock": "1 200", "IIR/use_in_week": "0" });
  assert.deepEqual(reading.empty, ["FFP2"]);
  assert.deepEqual(reading.faults, [{ key: "IIR/need_next_week", code: "missing", suggestion: null }]);
});

test("a complete line with details becomes the body", () => {
  const texts = {
    "IIR/stock": "1\u00a0200", "IIR/use_in_week": "700", "IIR/need_next_week": "650", "IIR/received": "50",
    "IIR/lot.0.quantity": "200", "IIR/lot.0.expires_on": "2020-06-30",
    "IIR/delivery.0.quantity": "400", "IIR/delivery.0.expected_on": "2020-05-04", "IIR/delivery.0.confirmed": "yes",
    "IIR/part.0.kind": "private_unit", "IIR/part.0.name": "Björkgården", "IIR/part.0.stock": "30",
    "/infection_count": "", "/light": "yellow", "/comment": " Hej ",
  };
  const reading = readReport([line("IIR")], texts);
  assert.deepEqual(reading.faults, []);
  assert.deepEqual(reading.body, {
    lines: [{
      article: "IIR", stock: 1200, use_in_week: 700, need_next_week: 650, received: 50,
      deliveries: [{ quantity: 400, expected_on: "2020-05-04", confirmed: true }],
      lots: [{ quantity: 200, expires_on: "2020-06-30", lot_name: "" }],
      parts: [{ kind: "private_unit", name: "Björkgården", stock: 30, use_in_week: null }],
    }],
    infection_count: null, light: "yellow", comment: "Hej", no_change: false,
  });
});

test("every fault is named at once", () => {
  const texts = {
    "IIR/stock": "slut", "IIR/use_in_week": "1.200", "IIR/need_next_week": "-4",
    "IIR/lot.0.expires_on": "2020-02-30", "/infection_count": "2,5",
  };
  const codes = readReport([line("IIR")], texts).faults.map((fault) => `${fault.key}:${fault.code}`);
  assert.deepEqual(codes, [
    "IIR/stock:word", "IIR/use_in_week:ambiguous", "IIR/need_next_week:negative",
    "IIR/lot.0.quantity:missing", "IIR/lot.0.expires_on:date", "/infection_count:fraction",
  ]);
});

test("a report becomes texts and the same report again", () => {
  const report = {
    stock: 1200, use_in_week: 0, need_next_week: 5, received: null, transferred_in: 0, transferred_out: null, discarded: null,
    open_orders: null, deliveries: [{ quantity: 1, expected_on: "2020-05-01", confirmed: false }],
    lots: [{ lot_name: "A", quantity: 2, expires_on: "2020-05-02" }],
    parts: [{ kind: "sector", name: "lss", stock: null, use_in_week: 3 }],
  };
  const texts = textsOfReport([line("IIR", report)], { infection_count: 0, light: "", comment: "x" }, String);
  const { body, faults } = readReport([line("IIR")], texts);
  assert.deepEqual(faults, []);
  assert.equal(body.infection_count, 0, "zero is said, blank is not");
  assert.deepEqual(body.lines[0], {
    article: "IIR", stock: 1200, use_in_week: 0, need_next_week: 5, transferred_in: 0,
    deliveries: report.deliveries, lots: report.lots, parts: report.parts,
  });
});

test("a refusal's pointer leads to its cell", () => {
  const texts = { "FFP2/stock": "1", "FFP2/lot.1.quantity": "2" };
  const reading = readReport([line("IIR"), line("FFP2")], texts);
  assert.equal(keyOfPointer("/lines/0/need_next_week", reading, texts), "FFP2/need_next_week");
  assert.equal(keyOfPointer("/lines/0/lots/0/expires_on", reading, texts), "FFP2/lot.1.expires_on");
  assert.equal(keyOfPointer("/lines/0/lots", reading, texts), "FFP2/lot.1.quantity");
  assert.equal(keyOfPointer("/lines/0/article", reading, texts), "FFP2/stock");
  assert.equal(keyOfPointer("/comment", reading, texts), "/comment");
  assert.equal(keyOfPointer("/reason", reading, texts), "/reason");
  assert.equal(keyOfPointer("/no_change", reading, texts), null, "what has no field is told in the server's words");
  assert.equal(keyOfPointer("/lines/9/stock", reading, texts), null);
});

test("lots beyond the stock are a fault at the first lot", () => {
  const texts = {
    "IIR/stock": "10", "IIR/use_in_week": "1", "IIR/need_next_week": "1",
    "IIR/lot.1.quantity": "6", "IIR/lot.1.expires_on": "2020-06-01", "IIR/lot.2.quantity": "5", "IIR/lot.2.expires_on": "2020-07-01",
  };
  assert.deepEqual(readReport([line("IIR")], texts).faults, [{ key: "IIR/lot.1.quantity", code: "lots_exceed", suggestion: null }]);
  assert.deepEqual(readReport([line("IIR")], { ...texts, "IIR/stock": "11" }).faults, []);
});

test("a removed entry leaves no gap", () => {
  const texts = { "IIR/lot.0.quantity": "1", "IIR/lot.1.quantity": "2", "IIR/lot.1.lot_name": "B" };
  const changes = removeEntry(texts, "IIR", "lot", 0);
  assert.equal(changes["IIR/lot.0.quantity"], "2");
  assert.equal(changes["IIR/lot.0.lot_name"], "B");
  assert.equal(changes["IIR/lot.1.quantity"], "");
});

test("dates are days of the calendar", () => {
  assert.ok(isDate("2020-02-29"));
  for (const text of ["2021-02-29", "2020-4-1", "2020-13-01", "i morgon"]) assert.ok(!isDate(text), text);
  assert.equal(faultOf("IIR/lot.0.expires_on", "", "date"), null);
});

test("the guess follows the thresholds exactly", () => {
  const status = (stock, use) => estimateCover(stock, use, policy).status;
  assert.equal(status("199", "700"), "acute");
  assert.equal(status("200", "700"), "red");
  assert.equal(status("700", "700"), "yellow");
  assert.equal(status("1 400", "700"), "green");
  assert.equal(estimateCover("475", "700", policy).days, 4.75);
});

test("no use, not used and unknown are three things", () => {
  assert.deepEqual(estimateCover("5", "0", policy), { days: null, kind: "no_use", status: "green" });
  assert.deepEqual(estimateCover("0", "0", policy), { days: null, kind: "not_used", status: "not_applicable" });
  assert.deepEqual(estimateCover("", "0", policy), { days: null, kind: "unknown", status: "grey" });
  assert.deepEqual(estimateCover("slut", "5", policy), { days: null, kind: "unknown", status: "grey" });
});

test("personal identity numbers are seen, figures and telephone numbers are not", () => {
  for (const text of ["Kalle 811218-9876", "198112189876", "811278-9873", "20811218 9876"]) assert.ok(hasPersonalNumber(text), text);
  for (const text of ["811218-9875", "1 200 st", "060-12 34 56", "819918-9876", "ring 0701234568"]) assert.ok(!hasPersonalNumber(text), text);
  assert.deepEqual(readReport([line("IIR")], { "/comment": "811218-9876" }).faults, [
    { key: "/comment", code: "personal_number", suggestion: null },
  ]);
});
