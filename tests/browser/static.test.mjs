/**
 * What can be known without a browser: both languages say the same things, pages are valid and free of inline script and style,
 * the types hold, files stay small, and a page stays light.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { BUILD, ROOT, TOOLS } from "./lib/tools.mjs";

const STATIC = path.join(ROOT, "static");
const MOST_LINES = 500;
const MOST_PAGE_BYTES = 75 * 1024;

/** @param {string} folder @param {RegExp} pattern @returns {string[]} */
function filesUnder(folder, pattern) {
  return readdirSync(folder).sort().flatMap((name) => {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) return filesUnder(file, pattern);
    return pattern.test(name) ? [file] : [];
  });
}

/** @param {string} lang @returns {Record<string, Record<string, any>>} by area */
function catalogues(lang) {
  const folder = path.join(STATIC, "i18n", lang);
  return Object.fromEntries(readdirSync(folder).sort().map((name) => [name, JSON.parse(readFileSync(path.join(folder, name), "utf8"))]));
}

/** @param {unknown} text */
const forms = (text) => (typeof text === "string" ? [text] : Object.values(/** @type {Record<string, string>} */ (text)));

/** @param {unknown} text the names in braces, of all forms together */
const placeholders = (text) => [...new Set(forms(text).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1])))].sort();

test("texts: both languages have the same files, keys, placeholders and kinds of text", () => {
  const sv = catalogues("sv");
  const en = catalogues("en");
  assert.deepEqual(Object.keys(sv), Object.keys(en));
  for (const area of Object.keys(sv)) {
    assert.deepEqual(Object.keys(sv[area]).sort(), Object.keys(en[area]).sort(), area);
    for (const [key, text] of Object.entries(sv[area])) {
      const other = en[area][key];
      assert.equal(typeof text, typeof other, `${area} ${key}`);
      assert.deepEqual(placeholders(text), placeholders(other), `${area} ${key}`);
      for (const form of [...forms(text), ...forms(other)]) assert.ok(form.trim() !== "", `${area} ${key} is empty`);
    }
  }
});

test("texts: a plural has exactly the forms of its language", () => {
  for (const lang of ["sv", "en"]) {
    const wanted = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.slice().sort();
    for (const [area, texts] of Object.entries(catalogues(lang))) {
      for (const [key, text] of Object.entries(texts)) {
        if (typeof text !== "string") assert.deepEqual(Object.keys(text).sort(), wanted, `${lang} ${area} ${key}`);
      }
    }
  }
});

test("texts: no key stands in two files, and every key in the code exists", () => {
  const seen = new Map();
  for (const [area, texts] of Object.entries(catalogues("sv"))) {
    for (const key of Object.keys(texts)) {
      assert.ok(!seen.has(key), `${key} stands in ${seen.get(key)} and ${area}`);
      seen.set(key, area);
    }
  }
  for (const file of filesUnder(path.join(STATIC, "js"), /\.js$/)) {
    for (const [, key] of readFileSync(file, "utf8").matchAll(/\bt\("([^"]+)"/g)) {
      assert.ok(seen.has(key), `${path.relative(STATIC, file)} uses ${key}`);
    }
  }
});

test("texts: the help explains every code of the API's problems", () => {
  const registry = readFileSync(path.join(ROOT, "src/api/problem.c"), "utf8").matchAll(/\[PROBLEM_\w+\] =\s*\{"(\w+)"/g);
  const codes = [...registry].map((found) => found[1]).filter((code) => code !== "none").sort();
  assert.ok(codes.length > 20);
  const help = readFileSync(path.join(STATIC, "js/hjalp.js"), "utf8");
  const explained = [.../const CODES = \[([^\]]*)\]/.exec(help)?.[1].matchAll(/"(\w+)"/g) ?? []].map((found) => found[1]);
  assert.deepEqual(explained, codes);
  for (const code of codes) assert.ok(`hjalp.code.${code}` in catalogues("sv")["help.json"], code);
});

test("pages: valid HTML without inline script, style or handlers", () => {
  const pages = filesUnder(STATIC, /\.html$/);
  assert.ok(pages.length >= 11, `only ${pages.length} pages`);
  execFileSync(path.join(TOOLS, "node_modules/.bin/html-validate"), ["-c", path.join(ROOT, "tests/browser/.htmlvalidate.json"), ...pages], { encoding: "utf8" });
  for (const page of pages) {
    const text = readFileSync(page, "utf8");
    assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i, page);
  }
});

test("modules: types hold (tsc --checkJs)", () => {
  execFileSync(path.join(TOOLS, "node_modules/.bin/tsc"), ["-p", path.join(TOOLS, "tsconfig.json")], { encoding: "utf8" });
});

test("modules: small, relative imports only, no HTML from text", () => {
  for (const file of filesUnder(path.join(STATIC, "js"), /\.js$/)) {
    const text = readFileSync(file, "utf8");
    const name = path.relative(STATIC, file);
    assert.ok(text.split("\n").length <= MOST_LINES + 1, `${name} is longer than ${MOST_LINES} lines`);
    assert.doesNotMatch(text, /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
    for (const [, from] of text.matchAll(/\bfrom "([^"]+)"/g)) assert.match(from, /^\.{1,2}\//, `${name} imports ${from}`);
    // What comes on demand: neither tsc nor the weight sees into it.
    assert.doesNotMatch(text, /\bimport\((?!"|`\.\/[\w-]+\.js\$\{again\}`\), "\w+"\))/, `${name} fetches a module in another way than onDemand's`);
    for (const [, module, part] of text.matchAll(/\bimport\(`(\.\/[\w-]+\.js)\$\{again\}`\), "(\w+)"/g)) {
      assert.match(readFileSync(path.resolve(path.dirname(file), module), "utf8"), new RegExp(`^export (?:function|const) ${part}\\b`, "m"), `${name}: ${part} of ${module}`);
    }
  }
});

test("styles: every class of Designsystemet that is used is in the bundled part of it", () => {
  const css = readFileSync(path.join(BUILD, "vendor/designsystemet.css"), "utf8");
  for (const file of filesUnder(path.join(STATIC, "js"), /\.js$/)) {
    for (const [name] of readFileSync(file, "utf8").matchAll(/\bds-[a-z]+(?:-[a-z]+)*(?=[ "`$])/g)) {
      assert.ok(new RegExp(`\\.${name}(?![a-z-])`).test(css), `${path.relative(STATIC, file)} uses ${name}`);
    }
  }
});

/** What a page's address is in the tree. @param {string} address "/static/…" */
const fileOf = (address) => address.startsWith("/static/vendor/")
  ? path.join(BUILD, "vendor", address.slice("/static/vendor/".length))
  : path.join(STATIC, address.slice("/static/".length));

/** The module and all that it imports before it runs. @param {string} file @param {Set<string>} into */
function withImports(file, into) {
  if (into.has(file)) return;
  into.add(file);
  if (file.startsWith(path.join(BUILD, "vendor"))) return;
  const text = readFileSync(file, "utf8");
  for (const [, from] of text.matchAll(/(?:^|\n)(?:import|export)\b[^;]*?\bfrom "([^"]+)"/g)) {
    const target = path.resolve(path.dirname(file), from);
    const vendor = path.join(STATIC, "vendor");
    withImports(target.startsWith(vendor) ? path.join(BUILD, "vendor", path.relative(vendor, target)) : target, into);
  }
}

/** A file as it is served: modules of our own without comments, as the build embeds them. @param {string} file */
function served(file) {
  if (!file.startsWith(path.join(STATIC, "js"))) return readFileSync(file);
  return execFileSync("esbuild", [file, "--minify-whitespace", "--minify-syntax", "--target=es2020"]);
}

test("weight: no page is more than 75 kB compressed", () => {
  /** Compressed. @type {Map<string, Buffer>} */
  const known = new Map();
  /** @param {string} file */
  const bytesOf = (file) => known.get(file) ?? known.set(file, brotliCompressSync(served(file))).get(file);
  /** @type {string[]} */
  const heavy = [];
  for (const page of filesUnder(STATIC, /\.html$/)) {
    const text = readFileSync(page, "utf8");
    const files = new Set([page]);
    for (const [, address] of text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
      if (address.endsWith(".js")) withImports(fileOf(address), files);
      else files.add(fileOf(address));
    }
    const areas = new Set(["common"]);
    for (const file of files) {
      const found = /catalogues: \[([^\]]*)\]/.exec(file.endsWith(".js") ? readFileSync(file, "utf8") : "");
      for (const [, area] of (found?.[1] ?? "").matchAll(/"(\w+)"/g)) areas.add(area);
    }
    for (const area of areas) files.add(path.join(STATIC, "i18n/sv", `${area}.json`));
    const brotli = [...files].reduce((bytes, file) => bytes + bytesOf(file).length, 0);
    if (brotli > MOST_PAGE_BYTES) heavy.push(`${path.basename(page)}: ${brotli} bytes in ${files.size} files`);
  }
  assert.deepEqual(heavy, [], `of ${MOST_PAGE_BYTES} bytes`);
});
