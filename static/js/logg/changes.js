/**
 * What differs between two states of an object, as flat rows: a path, the value before, the value after.
 * Pure; the page shows it.
 */

/** @typedef {{ path: string, before: string | null, after: string | null }} Change */

/**
 * The leaves of a value as [path, text]; an empty list or object is a leaf.
 * @param {unknown} value
 * @param {string} path
 * @param {Map<string, string>} into
 */
function flatten(value, path, into) {
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    if (entries.length === 0) into.set(path, Array.isArray(value) ? "[]" : "{}");
    for (const [name, inner] of entries) flatten(inner, path ? `${path}.${name}` : name, into);
    return;
  }
  if (value === undefined) return;
  into.set(path, value === null ? "–" : String(value));
}

/**
 * @param {unknown} before null: the object was made
 * @param {unknown} after null: the object was removed
 * @returns {Change[]} only what differs, in the order of the objects
 */
export function changesOf(before, after) {
  /** @type {Map<string, string>} */
  const old = new Map();
  /** @type {Map<string, string>} */
  const now = new Map();
  if (before !== null) flatten(before, "", old);
  if (after !== null) flatten(after, "", now);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}
