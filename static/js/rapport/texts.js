/**
 * A report being written, as one flat map from a key to the text in its cell, exactly as typed. Keys are "FFP2/stock" for
 * a cell of an article and "/comment" for a field of the whole report; a blank cell has no key. One shape serves the
 * screen, the local copy, the server's draft and the merging of two officers' work.
 */

/** @typedef {Record<string, string>} Texts */
/** @typedef {{ key: string, base: string, mine: string, theirs: string }} Conflict */
/**
 * @typedef {object} Draft  the server's form of it
 * @property {{ article: string, field: string, text: string }[]} cells
 * @property {string} infection_count
 * @property {string} light
 * @property {string} comment
 * @property {string | null} based_on
 */

/** Fields of the whole report. */
export const HEAD_FIELDS = /** @type {const} */ (["infection_count", "light", "comment"]);

/** @param {string} article @param {string} field */
export const cellKey = (article, field) => `${article}/${field}`;

/** @param {string} key @returns {{ article: string, field: string }} article is "" for a field of the report */
export function splitKey(key) {
  const at = key.indexOf("/");
  return { article: key.slice(0, at), field: key.slice(at + 1) };
}

/** @param {Partial<Draft> | null} draft @returns {Texts} */
export function textsOfDraft(draft) {
  /** @type {Texts} */
  const texts = {};
  if (!draft) return texts;
  for (const cell of draft.cells ?? []) if (cell.text !== "") texts[cellKey(cell.article, cell.field)] = cell.text;
  for (const field of HEAD_FIELDS) {
    const text = draft[field];
    if (text) texts[cellKey("", field)] = String(text);
  }
  return texts;
}

/** @param {Texts} texts @param {string | null} basedOn @returns {Draft} */
export function draftOfTexts(texts, basedOn) {
  const cells = Object.keys(texts).map((key) => ({ ...splitKey(key), text: texts[key] }));
  return {
    cells: cells.filter((cell) => cell.article !== "" && cell.text !== ""),
    infection_count: texts["/infection_count"] ?? "",
    light: texts["/light"] ?? "",
    comment: texts["/comment"] ?? "",
    based_on: basedOn,
  };
}

/** Keys whose texts differ. @param {Texts} one @param {Texts} other @returns {string[]} */
export function differences(one, other) {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => (one[key] ?? "") !== (other[key] ?? ""));
}

/** A copy with some texts changed; a blank removes its key. @param {Texts} texts @param {Texts} changes @returns {Texts} */
export function withChanges(texts, changes) {
  const result = { ...texts };
  for (const [key, text] of Object.entries(changes)) {
    if (text === "") delete result[key];
    else result[key] = text;
  }
  return result;
}

/**
 * Merges cell by cell: a cell changed on one side only takes that side; changed on both to different texts is a conflict,
 * in which mine stays on the screen until somebody chooses.
 * @param {Texts} base  what both began with
 * @param {Texts} mine
 * @param {Texts} theirs
 * @returns {{ texts: Texts, taken: string[], conflicts: Conflict[] }} taken: keys that came from theirs
 */
export function mergeTexts(base, mine, theirs) {
  /** @type {string[]} */
  const taken = [];
  /** @type {Conflict[]} */
  const conflicts = [];
  /** @type {Texts} */
  const changes = {};
  for (const key of differences(mine, theirs)) {
    const [was, my, their] = [base[key] ?? "", mine[key] ?? "", theirs[key] ?? ""];
    if (my === was) {
      changes[key] = their;
      taken.push(key);
    } else if (their !== was) conflicts.push({ key, base: was, mine: my, theirs: their });
  }
  return { texts: withChanges(mine, changes), taken, conflicts };
}
