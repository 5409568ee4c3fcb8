/**
 * The state of one open report: the form as the server gave it, the texts as typed, what the server thinks of them, and
 * what the page has asked and been answered. Components read signals; only the functions here change them.
 */
import { batch, computed, signal } from "../../vendor/preact.js";
import { formatNumber, readCount } from "../lib/number.js";
import { estimateCover } from "./estimate.js";
import { MAIN_FIELDS, faultOf, readReport, textsOfReport, typeOf } from "./fields.js";
import { Keeper } from "./keeper.js";
import { cellKey, differences, splitKey, textsOfDraft } from "./texts.js";

/** @typedef {import("./texts.js").Texts} Texts */
/** @typedef {import("./fields.js").Line} Line */
/** @typedef {import("./fields.js").Fault} Fault */
/** @typedef {import("./keeper.js").Surroundings} Surroundings */
/** @typedef {{ code: string, field: string, message_sv: string, message_en: string }} Question */
/** @typedef {{ kind: "paste" | "fill", changes: Texts, after: Texts }} Undo  changes: what brings the cells back */

/** How a count is written into a cell: with no-break spaces, which are read back. @param {number} value */
export const writeCount = (value) => formatNumber(value, "sv");

/** The texts with which writing begins, when nobody has begun. @param {any} form @returns {Texts} */
const reportTexts = (form) => textsOfReport(form.lines, form.report, writeCount);

/** What the server holds of this report's texts. @param {any} form @returns {import("./keeper.js").ServerCopy} */
export function serverCopy(form) {
  if (!form.draft) {
    return { texts: reportTexts(form), etag: null, by: form.submitted_by_name ?? null, at: form.submitted_at ?? null };
  }
  return {
    texts: textsOfDraft(form.draft), etag: form.draft_etag,
    by: form.draft.saved_by_name ?? null, at: form.draft.saved_at ?? null,
  };
}

export class Report {
  /**
   * @param {any} form  the answer of …/form
   * @param {Surroundings} surroundings
   */
  constructor(form, surroundings) {
    this.form = form;
    /** @type {Line[]} */
    this.lines = form.lines;
    this.sent = form.report ? reportTexts(form) : null;
    const start = serverCopy(form);
    const keeper = new Keeper(surroundings, start, (snapshot) => this.took(snapshot));
    keeper.state = { ...keeper.state, assessment: form.assessment ?? null, assessedTexts: form.assessment ? start.texts : null };
    this.keeper = keeper;
    this.kept = signal(keeper.state);
    this.texts = computed(() => this.kept.value.texts);
    this.assessment = computed(() => this.kept.value.assessment);
    this.assessedTexts = computed(() => this.kept.value.assessedTexts);
    /** @type {import("../../vendor/preact.js").Signal<Undo | null>} */
    this.undo = signal(null);
    this.open = signal(/** @type {Record<string, boolean>} */ ({}));
    this.answered = signal(/** @type {Record<string, string>} */ (readAnswers(surroundings)));
    this.refused = signal(/** @type {Record<string, { text: string, message: string }>} */ ({}));
    this.attempted = signal(false);
    this.visited = signal(/** @type {Record<string, boolean>} */ ({}));
    this.reason = signal("");
    this.around = surroundings;
    /** @type {Map<string, import("../../vendor/preact.js").ReadonlySignal<any>>} */
    this.derived = new Map();
    this.reading = computed(() => readReport(this.lines, this.texts.value));
    this.done = computed(() => this.lines.filter((line) =>
      MAIN_FIELDS.every((field) => readCount(this.texts.value[cellKey(line.article, field)] ?? "").kind === "count")).length);
  }

  /** @param {import("./keeper.js").Snapshot} snapshot */
  took(snapshot) {
    if (this.kept) this.kept.value = snapshot;
  }

  /**
   * A derived value that tells its readers only when it has really changed, so that a keystroke redraws one row.
   * @template T
   * @param {string} name @param {() => T} derive @param {(one: T, other: T) => boolean} [same]
   * @returns {T}
   */
  derive(name, derive, same) {
    let known = this.derived.get(name);
    if (!known) {
      /** @type {T | undefined} */
      let last;
      known = computed(() => {
        const next = derive();
        if (last === undefined || !same || !same(last, next)) last = next;
        return last;
      });
      this.derived.set(name, known);
    }
    return known.value;
  }

  /** The text of one cell. @param {string} key @returns {string} */
  text(key) {
    return this.derive(`text ${key}`, () => this.texts.value[key] ?? "");
  }

  /** All texts of one article. @param {string} article @returns {Texts} */
  textsOf(article) {
    return this.derive(`texts ${article}`, () => ofArticle(this.texts.value, article), sameTexts);
  }

  /** @param {string} article */
  line(article) {
    return this.lines.find((line) => line.article === article);
  }

  /** @param {string} key @param {string} text */
  type(key, text) {
    this.keeper.change({ [key]: text });
  }

  /** A change of many cells that can be undone as one. @param {"paste" | "fill"} kind @param {Texts} changes */
  changeMany(kind, changes) {
    const before = this.texts.value;
    /** @type {Texts} */
    const back = {};
    for (const key of Object.keys(changes)) back[key] = before[key] ?? "";
    batch(() => {
      this.keeper.change(changes);
      this.undo.value = { kind, changes: back, after: changes };
    });
  }

  /** Takes back the last paste or filling; cells changed since then stay. @returns {boolean} whether anything was undone */
  undoMany() {
    const undo = this.undo.value;
    if (!undo) return false;
    /** @type {Texts} */
    const changes = {};
    for (const [key, text] of Object.entries(undo.changes)) {
      if ((this.texts.value[key] ?? "") === undo.after[key]) changes[key] = text;
    }
    batch(() => {
      this.keeper.change(changes);
      this.undo.value = null;
    });
    return true;
  }

  /** Last week's text of a cell, or null. @param {string} key */
  previous(key) {
    const { article, field } = splitKey(key);
    const value = this.line(article)?.previous?.[field];
    return value === null || value === undefined ? null : writeCount(value);
  }

  /** What fills blank cells of the three main fields with last week's figures. @param {Line[]} lines @returns {Texts} */
  suggestions(lines) {
    /** @type {Texts} */
    const changes = {};
    for (const line of lines) {
      for (const field of MAIN_FIELDS) {
        const key = cellKey(line.article, field);
        const text = this.previous(key);
        if (text !== null && !(this.textsOf(line.article)[key] ?? "").trim()) changes[key] = text;
      }
    }
    return changes;
  }

  /** Do the server's figures about an article answer what stands there now? @param {string} article */
  assessed(article) {
    const assessment = this.assessment.value;
    const about = this.assessedTexts.value;
    if (!assessment || !about || !sameTexts(this.textsOf(article), ofArticle(about, article))) return null;
    return assessment.lines.find((/** @type {any} */ line) => line.article === article) ?? null;
  }

  /** Cover of an article: the server's when it is about these texts, otherwise a guess. @param {string} article */
  cover(article) {
    const assessed = this.assessed(article);
    if (assessed) return { cover: assessed.cover, runs_out_on: assessed.runs_out_on, wasted: assessed.wasted, inbound: assessed.inbound, guess: false };
    const texts = this.textsOf(article);
    const cover = estimateCover(texts[cellKey(article, "stock")] ?? "", texts[cellKey(article, "use_in_week")] ?? "", this.form.policy);
    return { cover, runs_out_on: null, wasted: 0, inbound: 0, guess: cover.kind === "days" };
  }

  /** Questions about an article that are not answered yet. @param {string} article @returns {Question[]} */
  questions(article) {
    const questions = this.assessed(article)?.questions ?? [];
    return questions.filter((/** @type {Question} */ one) =>
      this.answered.value[questionKey(article, one)] !== (this.textsOf(article)[cellKey(article, one.field)] ?? ""));
  }

  /** The figure stands. The answer holds for this text only. @param {string} article @param {Question} question */
  confirm(article, question) {
    const text = this.texts.value[cellKey(article, question.field)] ?? "";
    this.answered.value = { ...this.answered.value, [questionKey(article, question)]: text };
    try {
      this.around.storage.setItem(answersKey(this.around), JSON.stringify(this.answered.value));
    } catch {
      // then the question is asked again after a reload: harmless
    }
  }

  /**
   * The fault to show at a cell now: a text that cannot be read at once when the cell is left, a missing one only after
   * an attempt to submit, a refusal of the server until the text changes.
   * @param {string} key @returns {(Fault & { message?: string }) | null}
   */
  fault(key) {
    return this.derive(`fault ${key}`, () => this.faultNow(key), (one, other) => JSON.stringify(one) === JSON.stringify(other));
  }

  /** @param {string} key @returns {(Fault & { message?: string }) | null} */
  faultNow(key) {
    const text = this.texts.value[key] ?? "";
    const refusal = this.refused.value[key];
    if (refusal && refusal.text === text) return { key, code: "refused", suggestion: null, message: refusal.message };
    if (this.attempted.value) return this.reading.value.faults.find((one) => one.key === key) ?? null;
    return this.visited.value[key] ? faultOf(key, text, cellType(key)) : null;
  }

  /** @param {string[]} keys */
  visit(keys) {
    const fresh = keys.filter((key) => !this.visited.value[key]);
    if (fresh.length === 0) return;
    this.visited.value = { ...this.visited.value, ...Object.fromEntries(fresh.map((key) => [key, true])) };
  }

  /** What differs from the submitted report. @returns {{ key: string, before: string, after: string }[]} */
  changesSinceSent() {
    const sent = this.sent;
    if (!sent) return [];
    const texts = this.texts.value;
    return differences(sent, texts)
      .map((key) => ({ key, before: sent[key] ?? "", after: texts[key] ?? "" }))
      .filter(({ key, before, after }) => !(cellType(key) === "count" && sameCount(before, after)));
  }

  /** @param {string} article @param {boolean} open */
  toggle(article, open) {
    this.open.value = { ...this.open.value, [article]: open };
  }
}

/** @param {string} key */
const cellType = (key) => {
  const { article, field } = splitKey(key);
  if (article !== "") return typeOf(field);
  return field === "infection_count" ? "count" : field === "comment" ? "prose" : "text";
};

/** @param {string} one @param {string} other */
function sameCount(one, other) {
  const [a, b] = [readCount(one), readCount(other)];
  return a.kind === "count" && b.kind === "count" && a.value === b.value;
}

/** @param {Texts} one @param {Texts} other */
const sameTexts = (one, other) => differences(one, other).length === 0;

/** @param {Texts} texts @param {string} article @returns {Texts} */
function ofArticle(texts, article) {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith(`${article}/`)));
}

/** @param {string} article @param {Question} question */
const questionKey = (article, question) => `${article}/${question.field}/${question.code}`;

/** @param {Surroundings} around */
const answersKey = (around) => around.prefix.replace("report/", "answers/");

/** @param {Surroundings} around @returns {Record<string, string>} */
function readAnswers(around) {
  try {
    const answers = JSON.parse(around.storage.getItem(answersKey(around)) ?? "{}");
    return typeof answers === "object" && answers !== null ? answers : {};
  } catch {
    return {};
  }
}
