import { test } from "node:test";
import assert from "node:assert/strict";
import { planPaste, readTable, writeHtml, writeTsv } from "../../../static/js/lib/paste.js";

const grid = {
  rows: [
    { code: "IIR", names: ["Munskydd IIR"] },
    { code: "FFP2", names: ["Andningsskydd FFP2", "Respirator FFP2"] },
    { code: "FFP3", names: ["Andningsskydd FFP3"] },
  ],
  fields: ["stock", "use_in_week", "need_next_week"],
  headers: { stock: ["Lager", "Stock"], use_in_week: ["Förbrukning"], need_next_week: ["Behov nästa vecka"] },
};

test("tabs, CRLF, LF and CR, one trailing newline", () => {
  assert.deepEqual(readTable("1\t2\r\n3\t4\r\n"), [["1", "2"], ["3", "4"]]);
  assert.deepEqual(readTable("1\n2\r3"), [["1"], ["2"], ["3"]]);
  assert.deepEqual(readTable("1\t\r\n\t4"), [["1", ""], ["", "4"]]);
  assert.deepEqual(readTable("1\t"), [["1", ""]]);
  assert.deepEqual(readTable("1\r\n\r\n2"), [["1"], [""], ["2"]]);
  assert.deepEqual(readTable(""), []);
});

test("quoted cells hold tabs, newlines and quotes", () => {
  assert.deepEqual(readTable('"två\nrader"\t"a\tb"\r\n"säger ""hej"""\t7'), [["två\nrader", "a\tb"], ['säger "hej"', "7"]]);
  assert.deepEqual(readTable('""\t1'), [["", "1"]]);
});

test("stray quotes are literal", () => {
  assert.deepEqual(readTable('"öppen\t1\n2\t3'), [['"öppen', "1"], ["2", "3"]]);
  assert.deepEqual(readTable('5" slang\t1'), [['5" slang', "1"]]);
  assert.deepEqual(readTable('"a"b\t1'), [['"a"b', "1"]]);
});

test("semicolons when there is no tab and every line agrees", () => {
  assert.deepEqual(readTable("FFP2;1 200;3\r\nIIR;5;6"), [["FFP2", "1 200", "3"], ["IIR", "5", "6"]]);
  assert.deepEqual(readTable("en; två\ntre"), [["en; två"], ["tre"]]);
});

test("a block fills down and right from the focused cell", () => {
  const plan = planPaste(readTable("10\t20\n30\tslut"), grid, { row: 1, field: "use_in_week" });
  assert.deepEqual(plan.cells, [
    { code: "FFP2", field: "use_in_week", text: "10" },
    { code: "FFP2", field: "need_next_week", text: "20" },
    { code: "FFP3", field: "use_in_week", text: "30" },
    { code: "FFP3", field: "need_next_week", text: "slut" },
  ]);
  assert.equal(plan.outside, 0);
});

test("what falls outside is counted, not lost silently", () => {
  const plan = planPaste(readTable("1\t2\n3\t4"), grid, { row: 2, field: "need_next_week" });
  assert.deepEqual(plan.cells, [{ code: "FFP3", field: "need_next_week", text: "1" }]);
  assert.equal(plan.outside, 3);
});

test("rows are matched by code or name, in any order and letter case", () => {
  const plan = planPaste(readTable("ffp3\t1\t2\t3\nRespirator ffp2\t4\t5\t6\nOkänd\t7\t8\t9"), grid, { row: 0, field: "stock" });
  assert.equal(plan.byName, true);
  assert.deepEqual(plan.unmatched, ["Okänd"]);
  assert.deepEqual(plan.cells.map((cell) => `${cell.code}.${cell.field}=${cell.text}`), [
    "FFP3.stock=1", "FFP3.use_in_week=2", "FFP3.need_next_week=3",
    "FFP2.stock=4", "FFP2.use_in_week=5", "FFP2.need_next_week=6",
  ]);
});

test("headings decide the columns", () => {
  const plan = planPaste(readTable("Artikel\tFörp.\tFörbrukning\tLager\nIIR\t50\t9\t90"), grid, { row: 2, field: "stock" });
  assert.deepEqual(plan.cells, [
    { code: "IIR", field: "use_in_week", text: "9" },
    { code: "IIR", field: "stock", text: "90" },
  ]);
});

test("a copied table comes back as it was", () => {
  const rows = [["Artikel", "Lager"], ["Munskydd\tIIR", "1\u00a0200"], ['Citat "x"', ""]];
  assert.deepEqual(readTable(writeTsv(rows)), rows);
});

test("cells that look like formulas leave as text", () => {
  assert.equal(writeTsv([["=1+1", "-5", "-cmd", "@x"]]), "'=1+1\t-5\t'-cmd\t'@x");
  assert.equal(writeHtml([["<b>", "a&b"], ["1", '"']]), "<table><tr><th>&lt;b&gt;</th><th>a&amp;b</th></tr><tr><td>1</td><td>&quot;</td></tr></table>");
});
