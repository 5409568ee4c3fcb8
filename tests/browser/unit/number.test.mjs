import { test } from "node:test";
import assert from "node:assert/strict";
import { formatNumber, packsMeant, readCount, readNumber, splitPacks } from "../../../static/js/lib/number.js";

const number = (/** @type {number} */ value) => ({ kind: "number", value });

test("every space between thousands is read", () => {
  for (const space of [" ", "\u00a0", "\u202f", "\u2009"]) {
    assert.deepEqual(readNumber(`1${space}200`), number(1200));
    assert.deepEqual(readNumber(`12${space}345${space}678,5`), number(12345678.5));
  }
});

test("decimal comma and point, either minus, surrounding space", () => {
  assert.deepEqual(readNumber("1 200,5"), number(1200.5));
  assert.deepEqual(readNumber(" 1200.5\r"), number(1200.5));
  assert.deepEqual(readNumber("\u221212"), number(-12));
  assert.deepEqual(readNumber("-12"), number(-12));
  assert.deepEqual(readNumber("1.200,5"), number(1200.5));
  assert.deepEqual(readNumber("1,200.5"), number(1200.5));
  assert.deepEqual(readNumber("1.200.000"), number(1200000));
});

test("blank is blank, never zero", () => {
  for (const text of ["", " ", "\u00a0", "\t"]) assert.deepEqual(readNumber(text), { kind: "blank" });
});

test("three digits after one mark are a question", () => {
  assert.deepEqual(readNumber("1.200"), { kind: "ambiguous", large: 1200, small: 1.2 });
  assert.deepEqual(readNumber("1,200"), { kind: "ambiguous", large: 1200, small: 1.2 });
  assert.deepEqual(readNumber("0,125"), number(0.125));
  assert.deepEqual(readCount("1.200"), { kind: "bad", code: "ambiguous", suggestion: 1200 });
});

test("words and badly grouped digits are words", () => {
  for (const text of ["slut", "12 34", "1 2", "10 000 0", "1e3", "0x10", "12-13", "1,2,3", "Infinity", "."]) {
    assert.equal(readNumber(text).kind, "word", text);
  }
});

test("counts are whole, not negative and bounded", () => {
  assert.deepEqual(readCount("1 200,0"), { kind: "count", value: 1200 });
  assert.deepEqual(readCount("0"), { kind: "count", value: 0 });
  assert.ok(Object.is(/** @type {any} */ (readCount("-0")).value, 0));
  assert.deepEqual(readCount("2,5"), { kind: "bad", code: "fraction", suggestion: 3 });
  assert.deepEqual(readCount("-5"), { kind: "bad", code: "negative", suggestion: null });
  assert.deepEqual(readCount("1000000001"), { kind: "bad", code: "too_large", suggestion: null });
  assert.deepEqual(readCount("1 200 st"), { kind: "bad", code: "word", suggestion: 1200 });
  assert.deepEqual(readCount("ca 300"), { kind: "bad", code: "word", suggestion: 300 });
  assert.deepEqual(readCount("12 förp à 50"), { kind: "bad", code: "word", suggestion: null });
});

test("packs are never offered as pieces", () => {
  for (const text of ["3 förp", "3 förp.", "3förp", "ca 3 förpackningar", "3 packs", "3 krt", "3 Kartonger", "3 lådor", "3 boxar"]) {
    assert.deepEqual(readCount(text), { kind: "bad", code: "word", suggestion: null }, text);
    assert.equal(packsMeant(text), 3, text);
  }
  assert.equal(packsMeant("1 200 förp"), 1200);
  for (const text of ["300 st", "300", "förp", "3 halva förp", "1,5 förp", "12 förp à 50", "30 i förp", "slut"]) assert.equal(packsMeant(text), null, text);
});

test("what is printed is read back", () => {
  for (const value of [0, 7, 1200, 999999, 1000000]) {
    for (const language of ["sv"]) assert.deepEqual(readCount(formatNumber(value, language)), { kind: "count", value });
  }
  assert.deepEqual(readNumber(formatNumber(-1200.5, "sv", { decimals: 1 })), number(-1200.5));
  assert.equal(formatNumber(-1200.5, "sv", { decimals: 1 }), "\u22121\u00a0200,5");
  assert.equal(formatNumber(null, "sv"), "–");
  assert.equal(formatNumber(1200.5, "en", { decimals: 2, fixed: true }), "1,200.50");
});

test("packs and the rest", () => {
  assert.deepEqual(splitPacks(1230, 50), { packs: 24, rest: 30 });
  assert.deepEqual(splitPacks(49, 50), { packs: 0, rest: 49 });
  assert.deepEqual(splitPacks(3, 1), { packs: 3, rest: 0 });
});
