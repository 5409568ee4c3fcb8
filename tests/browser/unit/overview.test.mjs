import { test } from "node:test";
import assert from "node:assert/strict";
import { acuteCells, chooseShown, countStatuses, coverRank, groupsOf, isCarried, standing } from "../../../static/js/lagesbild/matrix.js";
import { fractionValue } from "../../../static/js/lib/fraction.js";

const NAMES = new Intl.Collator("sv").compare;
const days = (/** @type {number} */ value) => ({ days: value, exact: String(value), kind: "days", status: value < 2 ? "acute" : value < 7 ? "red" : value < 14 ? "yellow" : "green" });
const UNKNOWN = { days: null, exact: null, kind: "unknown", status: "grey" };
const NO_USE = { days: null, exact: null, kind: "no_use", status: "green" };
const article = (/** @type {string} */ code, /** @type {string} */ group) => ({ code, group, name_sv: code, name_en: code });
const row = (/** @type {string} */ name, /** @type {string} */ report, /** @type {number | null} */ age, /** @type {any[]} */ covers) =>
  ({ code: name, name, report, age_days: age, report_week: age === null ? null : "2020-W17", cells: covers.map((cover) => ({ cover })) });

const overview = /** @type {any} */ ({
  articles: [article("IIR", "mask"), article("FFP2", "respirator"), article("FFP3", "respirator")],
  municipalities: [
    row("Örnsköldsvik", "on_time", 1, [days(3), days(1), NO_USE]),
    row("Ånge", "missing", null, [UNKNOWN, UNKNOWN, UNKNOWN]),
    row("Sundsvall", "late", 2, [days(20), days(9.5), days(0.5)]),
    row("Timrå", "draft", 8, [days(15), days(16), days(17)]),
  ],
});
const choice = (/** @type {any} */ changes = {}) => ({ group: "", status: "", report: "", sort: "", descending: false, ...changes });
const names = (/** @type {any} */ shown) => shown.municipalities.map((/** @type {any} */ one) => one.name);
const codes = (/** @type {any} */ shown) => shown.articles.map((/** @type {any} */ one) => one.article.code);

test("by name å and ö come last, either way around", () => {
  assert.deepEqual(names(chooseShown(overview, choice(), NAMES)), ["Sundsvall", "Timrå", "Ånge", "Örnsköldsvik"]);
  assert.deepEqual(names(chooseShown(overview, choice({ descending: true }), NAMES)), ["Örnsköldsvik", "Ånge", "Timrå", "Sundsvall"]);
});

test("lowest cover first; unknown is not zero: it comes last", () => {
  assert.deepEqual(names(chooseShown(overview, choice({ sort: "worst" }), NAMES)), ["Sundsvall", "Örnsköldsvik", "Timrå", "Ånge"]);
  assert.deepEqual(names(chooseShown(overview, choice({ sort: "FFP2" }), NAMES)), ["Örnsköldsvik", "Sundsvall", "Timrå", "Ånge"]);
  assert.ok(coverRank(/** @type {any} */ (days(400))) < coverRank(/** @type {any} */ (NO_USE)));
  assert.ok(coverRank(/** @type {any} */ (NO_USE)) < coverRank(/** @type {any} */ (UNKNOWN)));
});

test("a draft is no report: it counts as missing", () => {
  assert.deepEqual(names(chooseShown(overview, choice({ report: "missing" }), NAMES)), ["Timrå", "Ånge"]);
  assert.deepEqual(names(chooseShown(overview, choice({ report: "late" }), NAMES)), ["Sundsvall"]);
});

test("figures of an earlier week are counted on until they are too old; none are none", () => {
  const shown = /** @type {any} */ ({ week: "2020-W17", policy: { grey_after_days: 14 } });
  const at = (/** @type {string | null} */ report_week, /** @type {number | null} */ age_days) => /** @type {any} */ ({ report_week, age_days });
  assert.equal(standing(shown, at("2020-W17", 3)), "current");
  assert.equal(standing(shown, at("2020-W18", 0)), "current");
  assert.equal(standing(shown, at("2020-W16", 10)), "carried");
  assert.equal(standing(shown, at("2020-W16", 14)), "carried");
  assert.equal(standing(shown, at("2020-W15", 15)), "stale");
  assert.equal(standing(shown, at(null, null)), "never");
  assert.equal(isCarried(shown, at("2020-W16", 10), /** @type {any} */ ({ cover: days(3) })), true);
  assert.equal(isCarried(shown, at("2020-W16", 10), /** @type {any} */ ({ cover: UNKNOWN })), false);
});

test("a status keeps only rows and columns where it occurs", () => {
  const acute = chooseShown(overview, choice({ status: "acute" }), NAMES);
  assert.deepEqual(names(acute), ["Sundsvall", "Örnsköldsvik"]);
  assert.deepEqual(codes(acute), ["FFP2", "FFP3"]);
  const red = chooseShown(overview, choice({ status: "red", group: "mask" }), NAMES);
  assert.deepEqual([names(red), codes(red)], [["Örnsköldsvik"], ["IIR"]]);
  const none = chooseShown(overview, choice({ status: "grey", report: "late" }), NAMES);
  assert.deepEqual([names(none), codes(none)], [[], []]);
});

test("acute needs of the whole county, lowest first; groups and counts", () => {
  assert.deepEqual(acuteCells(overview).map(({ municipality, article: one }) => `${municipality.name} ${one.code}`), ["Sundsvall FFP3", "Örnsköldsvik FFP2"]);
  assert.deepEqual(groupsOf(overview.articles), ["mask", "respirator"]);
  assert.deepEqual(countStatuses(overview.municipalities[0], [{ at: 0 }, { at: 1 }, { at: 2 }]), { red: 1, acute: 1, green: 1 });
});

test("exact figures are read, anything else is unknown", () => {
  assert.equal(fractionValue("236/7"), 236 / 7);
  assert.equal(fractionValue("-12"), -12);
  for (const text of [null, undefined, "", "1/0", "a", "1,5", "1/2/3"]) assert.equal(fractionValue(text), null, String(text));
});
