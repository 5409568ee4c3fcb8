import { test } from "node:test";
import assert from "node:assert/strict";
import { aboveTarget, effectsOf, escalationByPlace, netPacks, nextUndecided, reportsOf, rights, transportsOf } from "../../../static/js/forslag/model.js";

const cover = (/** @type {number} */ days) => ({ days, exact: String(days), kind: "days", status: "green" });
const line = (/** @type {number} */ number, /** @type {string} */ from, /** @type {string} */ to, /** @type {number} */ packs, /** @type {string} */ state = "proposed") =>
  /** @type {any} */ ({ line_number: number, article: "FFP2", from, to, packs, distance_km: 10 * number, state });
const proposal = (/** @type {any} */ changes = {}) => /** @type {any} */ ({
  state: "draft", municipalities: [{ code: "2281", name: "Sundsvall" }, { code: "2260", name: "Ånge" }, { code: "2282", name: "Kramfors" }], articles: [], lines: [], escalation: [], ...changes,
});

test("lines that share a way share a transport; declined and empty ones move nothing", () => {
  const lines = [line(1, "2281", "2260", 4), line(2, "2281", "2260", 3), line(3, "2282", "2260", 9, "declined"), line(4, "2281", "2282", 0), line(5, "2260", "2282", 8, "agreed")];
  const transports = transportsOf(lines);
  assert.deepEqual(transports.map(({ from, to, packs, lines: carried }) => [from, to, packs, carried.length]), [["2260", "2282", 8, 1], ["2281", "2260", 7, 2]]);
  assert.deepEqual([...netPacks(lines)], [["2281", -7], ["2260", -1], ["2282", 8]]);
});

test("the effects of a change are the covers that differ, and no others", () => {
  const article = (/** @type {number} */ one, /** @type {number} */ other) => ({ code: "FFP2", positions: [{ municipality: "2281", cover_after: cover(one) }, { municipality: "2260", cover_after: cover(other) }] });
  assert.deepEqual(effectsOf(proposal({ articles: [article(9, 5)] }), proposal({ articles: [article(9, 6.5)] })), [
    { municipality: "2260", article: "FFP2", before: cover(5), after: cover(6.5) },
  ]);
  assert.deepEqual(effectsOf(proposal({ articles: [article(9, 5)] }), proposal({ articles: [article(9, 5)] })), []);
});

test("who may do what depends on the state, the permission and the place", () => {
  const may = (/** @type {string[]} */ ...actions) => (/** @type {string} */ action) => actions.includes(action);
  const board = may("proposal.change", "proposal.decide");
  assert.deepEqual(rights(proposal(), board, "22"), { change: true, present: true, decide: false, confirmFor: null });
  assert.deepEqual(rights(proposal({ state: "presented" }), board, "22"), { change: false, present: false, decide: true, confirmFor: null });
  assert.deepEqual(rights(proposal({ state: "decided" }), board, "22"), { change: false, present: false, decide: false, confirmFor: null });
  assert.equal(rights(proposal(), may("proposal.confirm_floor"), "2281").confirmFor, "2281");
  assert.equal(rights(proposal(), may("proposal.read"), "2281").confirmFor, null);
  assert.equal(rights(proposal(), may("proposal.confirm_floor"), "0180").confirmFor, null);
  assert.equal(rights(proposal({ state: "presented" }), may("proposal.confirm_floor"), "2281").confirmFor, null);
});

test("a report of an earlier week is told apart from one of the proposal's week, and from none", () => {
  const position = (/** @type {string} */ municipality, /** @type {string | null} */ report_week) => ({ municipality, report_week });
  const told = reportsOf(proposal({ week: "2020-W17", articles: [
    { positions: [position("2281", "2020-W17"), position("2260", null), position("2282", "2020-W16")] },
    { positions: [position("2281", "2020-W17"), position("2260", null), position("2282", "2020-W15")] },
  ] }));
  assert.equal(told.counted, 1);
  assert.equal(told.all, 3);
  assert.deepEqual(told.older, [{ code: "2282", name: "Kramfors", week: "2020-W16" }]);
  assert.deepEqual(told.missing.map(({ name }) => name), ["Ånge"]);
});

test("a pack that brings the receiver above the target is marked; one that is not carried is not", () => {
  const with_target = proposal({ policy: { target_days: 14 } });
  const ending = (/** @type {number} */ days, /** @type {string} */ state = "proposed") => ({ ...line(1, "2281", "2260", 1, state), receiver_after: cover(days) });
  assert.equal(aboveTarget(with_target, ending(34)), true);
  assert.equal(aboveTarget(with_target, ending(14)), false);
  assert.equal(aboveTarget(with_target, ending(34, "declined")), false);
});

test("the committee goes on to the next line without a decision, around the end", () => {
  const lines = [line(1, "a", "b", 1), line(2, "a", "b", 1, "agreed"), line(3, "a", "b", 1, "declined")];
  assert.equal(nextUndecided(lines, 1), 0);
  assert.equal(nextUndecided(lines.slice(1), 0), -1);
  assert.equal(nextUndecided([], 0), -1);
});

test("escalation is told by municipality, acute needs first", () => {
  const need = (/** @type {string} */ municipality, /** @type {string} */ article, acute = false) => ({ municipality, article, acute });
  const places = escalationByPlace(proposal({ escalation: [need("2260", "IIR"), need("2282", "IIR"), need("2281", "FFP2", true), need("2260", "FFP2")] }), new Intl.Collator("sv").compare);
  assert.deepEqual(places.map(({ name, needs }) => [name, needs.length]), [["Sundsvall", 1], ["Kramfors", 1], ["Ånge", 2]]);
});
