/** The log in words: every action and kind of object that the program writes has a text in both languages, and objects have names. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { objectOf, pathText, TYPES } from "../../../static/js/logg/objects.js";

const ROOT = new URL("../../../", import.meta.url);
const FOLDERS = ["src/api/", "src/cli/"];
const FILES = ["include/store/audit_chain.h"];
const texts = ["sv", "en"].map((lang) => JSON.parse(readFileSync(new URL(`static/i18n/${lang}/log.json`, ROOT), "utf8")));

/** Sources of the layers that write to the trail. */
const sources = FOLDERS.flatMap((folder) => readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith(".c")).sort().map((name) => folder + name))
  .concat(FILES).map((file) => readFileSync(new URL(file, ROOT), "utf8"));

/** What kinds of object the program writes: the text behind the action of a call, or an .object_type. */
const written = new Set(sources.flatMap((text) => [
  ...text.matchAll(/\bcall_audit\(c,[^;]*?,\s*"([a-z_]+)",/g),
  ...text.matchAll(/\bdemo_audit\([^;]*?\.[a-z_]+",\s*"([a-z_]+)",/g),
  ...text.matchAll(/\.object_type = "([a-z_]+)"/g),
  ...text.matchAll(/#define AUDIT_[A-Z]+_OBJECT "([a-z_]+)"/g),
].map((found) => found[1])));

/** Actions are written as texts "noun.verb"; a file's name or a user's is none. */
const actions = new Set(sources.flatMap((text) => [...text.matchAll(/(?<!#include )"((?:session|second_factor|api_key|audit|user|article|policy|proposal|(?:ppe|vaccine)_[a-z_]+)\.[a-z_]+)"/g)].map((found) => found[1])));

test("every call that writes to the trail is understood by this test", () => {
  for (const text of sources) {
    for (const [call, first] of text.matchAll(/\b(?:return|TRY\(|\?) ?call_audit\(c,\s*([^;]*?),/g)) {
      assert.ok(first === "action" || [...first.matchAll(/"([^"]+)"/g)].every((found) => actions.has(found[1])), call);
    }
  }
  assert.ok(actions.size >= 37, `${actions.size} actions`);
  assert.ok(written.size >= 14, [...written].join(" "));
});

test("every action has a text in both languages, and no text is left over", () => {
  for (const log of texts) {
    const named = Object.keys(log).filter((key) => key.startsWith("logg.action.")).map((key) => key.slice("logg.action.".length));
    assert.deepEqual(named.sort(), [...actions].sort());
  }
});

test("every kind of object has a name in the filter and words of its own", () => {
  assert.deepEqual([...TYPES].sort(), [...written].sort());
  for (const log of texts) for (const type of TYPES) assert.ok(`logg.type.${type}` in log && `logg.object.${type}` in log, type);
});

const names = {
  area: (/** @type {string} */ code) => ({ 2281: "Sundsvall", 2283: "Sollefteå", 22: "Västernorrland", "00": "hela landet" })[code] ?? "?",
  product: () => "Comirnaty", article: () => "Munskydd IIR", week: (/** @type {string} */ week) => `v. ${Number(week.slice(6))}`, date: (/** @type {string} */ day) => day,
};
const entry = (/** @type {Record<string, any>} */ of) => ({
  audit_id: "1", at: "2020-04-27T12:00:00Z", user_name: "Anna", organisation_code: "2281", action: "x.y", object_type: "", object_key: "", area_code: "22", before: null, after: null, ...of,
});

/** @type {[string, Record<string, any>, { text: string, values?: Record<string, string>, href: string | null }][]} */
const CASES = [
  ["a report", { object_type: "ppe_report", object_key: "2281/2020-W17" },
    { text: "ppe_report", values: { area: "Sundsvall", week: "v. 17" }, href: "/rapport?kommun=2281&vecka=2020-W17" }],
  ["a proposal", { object_type: "proposal", object_key: "01e6", after: { state: "presented" } },
    { text: "proposal", values: { area: "Västernorrland", date: "2020-04-27" }, href: "/forslag?id=01e6" }],
  ["its line", { object_type: "proposal", object_key: "01e6", before: { article: "IIR", from: "2281", to: "2283" } },
    { text: "proposal_line", values: { area: "Västernorrland", article: "Munskydd IIR", from: "Sundsvall", to: "Sollefteå" }, href: "/forslag?id=01e6" }],
  ["one who signs in", { object_type: "user", object_key: "u", action: "session.open" }, { text: "user", values: { name: "Anna" }, href: null }],
  ["a user that may not be seen", { object_type: "user", object_key: "u", action: "user.add" }, { text: "user_unnamed", values: { area: "Västernorrland" }, href: null }],
  ["national limits", { object_type: "ppe_policy", object_key: "00/2020-06-01" },
    { text: "ppe_policy", values: { area: "hela landet", date: "2020-06-01" }, href: "/artiklar" }],
  ["a draft of an allocation", { object_type: "vaccine_allocation", object_key: "a", action: "vaccine_allocation.draft", after: { product: "C", week: "2021-W05" } },
    { text: "vaccine_allocation", values: { name: "Comirnaty", week: "v. 5" }, href: "/tilldelning?utkast=a" }],
  ["one that was decided", { object_type: "vaccine_allocation", object_key: "a", action: "vaccine_allocation.decide" },
    { text: "vaccine_allocation_unnamed", values: {}, href: "/tilldelning?id=a" }],
  ["one that is gone", { object_type: "vaccine_allocation", object_key: "a", action: "vaccine_allocation.discard", before: { product: "C", week: "2021-W05" } },
    { text: "vaccine_allocation", values: { name: "Comirnaty", week: "v. 5" }, href: null }],
  ["a key", { object_type: "vaccine_key", object_key: "k", after: { name: "70 år och äldre" } }, { text: "vaccine_key", values: { name: "70 år och äldre" }, href: "/nycklar?nyckel=k" }],
  ["a region's week", { object_type: "vaccine_week", object_key: "22/2021-W10" },
    { text: "vaccine_week", values: { area: "Västernorrland", week: "v. 10" }, href: "/region?lan=22&vecka=2021-W10" }],
  ["what is not known yet", { object_type: "new", object_key: "n" }, { text: "other", values: { key: "n" }, href: null }],
];

for (const [what, of, wanted] of CASES) {
  test(`names and links: ${what}`, () => {
    const shown = objectOf(entry(of), names);
    assert.deepEqual(shown, wanted);
    for (const log of texts) {
      const text = log[`logg.object.${shown.text}`];
      for (const [, name] of text.matchAll(/\{(\w+)\}/g)) assert.ok(name in shown.values, `${text}: ${name}`);
    }
  });
}

test("a path of fields is read in words", () => {
  assert.equal(pathText("lines.0.packs", (name) => `<${name}>`, (n) => `nr ${n}`), "<lines>, nr 1, <packs>");
});
