import { test } from "node:test";
import assert from "node:assert/strict";
import { formErrors, isDay, wholeNumber } from "../../../static/js/lib/form.js";
import { changesOf } from "../../../static/js/logg/changes.js";

test("the server's violations find their fields", () => {
  const error = { errors: [
    { pointer: "/name_sv", code: "missing", message: "Namn saknas." },
    { pointer: "/stands_in_for/0", code: "unknown_reference", message: "Okänd artikel." },
    { pointer: "", code: "malformed", message: "Fel." },
    { pointer: "/other", code: "unknown", message: "Okänt fält." },
  ] };
  assert.deepEqual(formErrors(error, { prefix: "article-", fields: ["name_sv", "stands_in_for"] }), [
    { id: "article-name_sv", message: "Namn saknas." },
    { id: "article-stands_in_for", message: "Okänd artikel." },
    { id: null, message: "Fel." },
    { id: null, message: "Okänt fält." },
  ]);
  assert.deepEqual(formErrors(null), []);
});

test("whole numbers and days of a form", () => {
  assert.equal(wholeNumber("1 200"), 1200);
  assert.equal(wholeNumber("0", 1), null);
  for (const text of ["", "1,5", "-1", "ett", "1234567890"]) assert.equal(wholeNumber(text), null, text);
  assert.ok(isDay("2020-02-29"));
  for (const text of ["2021-02-29", "2020-13-01", "20-01-01", "2020-4-1", ""]) assert.ok(!isDay(text), text);
});

test("the log shows only what differs, by path", () => {
  const before = { role: "reader", lines: { FFP2: { stock: 10, use: 3 } }, list: [1, 2], gone: null };
  const after = { role: "reporter", lines: { FFP2: { stock: 12, use: 3 } }, list: [1] };
  assert.deepEqual(changesOf(before, after), [
    { path: "role", before: "reader", after: "reporter" },
    { path: "lines.FFP2.stock", before: "10", after: "12" },
    { path: "list.1", before: "2", after: null },
    { path: "gone", before: "–", after: null },
  ]);
  assert.deepEqual(changesOf(null, { code: "FFP2" }), [{ path: "code", before: null, after: "FFP2" }]);
  assert.deepEqual(changesOf(before, before), []);
});
