// fordela allocate --replay: weeks, keys and published tables from files; what it prints, what it refuses and how it ends.
//
// tests/cases/swedish_regime.csv is the Swedish regime of 2020-W52 to 2021-W29. Real: the four keys' age bands and weeks, the pack
// sizes, and the populations inside the program (the keys in force had one decimal and are not stored). Built: the packs of each week
// (the demo's, then a forecast's), for one product, so that figures measured on the true deliveries are not met to the digit.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SECOND_VACCINE } from "../cases/second_vaccine.mjs";
import { check, equal, finish, program, test } from "./lib.mjs";

const directory = mkdtempSync(join(tmpdir(), "fordela-allocate-"));
const REGIME = fileURLToPath(new URL("../cases/swedish_regime.csv", import.meta.url));
const NAMES = ["Stockholm", "Uppsala", "Sörmland", "Östergötland", "Jönköping", "Kronoberg", "Kalmar", "Gotland", "Blekinge", "Skåne", "Halland",
  "Västra_Götaland", "Värmland", "Örebro", "Västmanland", "Dalarna", "Gävleborg", "Västernorrland", "Jämtland/ Härjedalen", "Västerbotten", "Norrbotten"];

function file(name, text) {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}
const allocate = (args, input = "") => spawnSync(program, ["allocate", ...args], { encoding: "utf8", timeout: 60_000, input });
/** The rows of --format csv as objects, numbers as numbers. */
function rows(args, input) {
  const { status, stdout, stderr } = allocate([...args, "--format", "csv"], input);
  equal([status, stderr], [0, ""], args.join(" "));
  const [heading, ...lines] = stdout.replace(/^\ufeff/, "").trimEnd().split("\r\n").map((line) => line.split(";"));
  return lines.map((cells) => Object.fromEntries(heading.map((name, i) =>
    [name, /^-?\d+(,\d+)?$/.test(cells[i]) && name !== "county" ? Number(cells[i].replace(",", ".")) : cells[i]])));
}
/** A table as published: regions down, weeks across. */
const table = (weeks, figure, total = true) => [["Region", ...weeks], ...NAMES.map((name, i) => [name, ...weeks.map((_, j) => figure(i, j))]),
  ...(total ? [["Totalt", ...weeks.map((_, j) => NAMES.reduce((sum, _name, i) => sum + (Number(figure(i, j)) || 0), 0))]] : [])]
  .map((cells) => cells.join(";")).join("\n");

await test("the Swedish regime: never a whole pack wrong; each week rounded for itself drifts by several", () => {
  const all = rows(["--replay", REGIME]);
  equal(all.length, 31 * 21, "a row for each week and region");
  for (let i = 0; i < all.length; i += 21) {
    const week = all.slice(i, i + 21), sum = (name) => week.reduce((total, row) => total + row[name], 0);
    check(week.every((row) => row.promise_kept === 1 && Math.abs(row.balance_after_doses) < row.pack_doses), week[0].week);
    check(Math.abs(sum("balance_after_doses")) < 0.2, `${week[0].week}: balances sum to ${sum("balance_after_doses")}`);
    check(Math.abs(sum("share_percent") - 100) < 0.01, week[0].week);
    check(week.every((row) => row.doses === row.packs * row.pack_doses), week[0].week);
    check(week.every((row) => Math.abs(row.balance_before_doses + row.right_doses - row.doses - row.balance_after_doses) < 0.02), week[0].week);
  }
  equal(all.filter((row) => row.week === "2021-W09").reduce((sum, row) => sum + row.packs, 0), 118, "packs of week 9");
  const most = (name) => Math.max(...all.map((row) => Math.abs(row[name]) / row.pack_doses));
  check(most("balance_after_doses") < 0.75, `by the accounts ${most("balance_after_doses")}`);
  check(most("weekly_rounding_balance_doses") > 5, `each week for itself ${most("weekly_rounding_balance_doses")}`);
  const text = allocate(["--replay", REGIME]).stdout;
  check(/31 weeks, guard used in 0, promise broken in 0/.test(text) && /each week rounded for itself +5\.\d\d packs +\(Gotland, 2021-W29\)/.test(text), text.slice(-400));
});

/** The same weeks by the second implementation, which shares nothing with the program: packs and exact balances. */
function holdAgainstSecond(all, what) {
  const grouped = Array.from({ length: all.length / 21 }, (_, i) => all.slice(21 * i, 21 * i + 21));
  const { weeks } = SECOND_VACCINE.entitlement_ledger({ opening_balance_doses: NAMES.map(() => 0), weeks: grouped.map((week) => ({
    week: week[0].week, pack: week[0].pack_doses, packs: week.reduce((sum, row) => sum + row.packs, 0), weights: week.map((row) => row.key_weight) })) });
  for (const [i, week] of grouped.entries()) {
    equal(week.map((row) => row.packs), weeks[i].packs, `${what} ${week[0].week}`);
    for (const [j, row] of week.entries()) {
      const [over, under = "1"] = weeks[i].balance_doses[j].split("/");
      check(Math.abs(row.balance_after_doses - Number(over) / Number(under)) < 0.011, `${what} ${row.week} ${row.region}: ${row.balance_after_doses}, ${weeks[i].balance_doses[j]}`);
    }
    /* A week without packs leaves accounts as they are: a smaller pack alone can make them a pack wrong. */
    if (week.some((row) => row.packs > 0)) equal(week[0].promise_kept === 0, weeks[i].guarantee_broken, `${what} ${week[0].week}: promise`);
  }
}

await test("the same packs and balances as a second implementation in exact fractions", () => {
  holdAgainstSecond(rows(["--replay", REGIME]), "regime");
  let seed = Number(process.env.SEED ?? 7);
  const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  for (let round = 0; round < 4; round++) {
    const keys = [0, 1].map(() => NAMES.map(() => (random(6) === 0 ? 0 : 1 + random(100000))));
    const weights = file(`random${round}.csv`, ["Region;a;b", ...NAMES.map((name, i) => `${name};${keys[0][i]};${keys[1][i]}`)].join("\n"));
    const weeks = ["week;pack_doses;packs;key", ...Array.from({ length: 20 }, (_, i) => `2021-W${String(i + 10)};${[100, 975, 1170][random(3)]};${random(30)};${random(5) === 0 ? "b" : "a"}`)];
    holdAgainstSecond(rows(["--replay", "-", "--weights", weights], weeks.join("\n")), `seed ${seed}`);
  }
});

await test("shares of the keys are those of the population", () => {
  const share = (week, region) => rows(["--replay", REGIME]).find((row) => row.week === week && row.region === region).share_percent;
  // SCB: of 1 525 319 persons 70 or older at the end of 2019, and of 2 088 086 aged 65 or more, 8 189 892 adults and 6 101 806 of 18 to 64 a year later.
  equal([share("2021-W09", "Stockholm"), share("2021-W10", "Stockholm"), share("2021-W18", "Stockholm"), share("2021-W20", "Stockholm")].map((value) => value.toFixed(1)),
    ["18.2", "18.4", "22.8", "24.3"], "Stockholm under the four keys");
});

await test("a published table is replayed as it stands, or held against weeks", () => {
  const weeks = rows(["--replay", REGIME]).filter((row) => row.week >= "2021-W02" && row.week <= "2021-W09");
  const names = [...new Set(weeks.map((row) => row.week))], own = weeks.map((row) => row.doses);
  const begun = rows(["--replay", REGIME]).filter((row) => row.week === "2021-W01");
  const only = file("weeks.csv", ["vecka;vaccin;doser per förpackning;brickor;nyckel", ...names.map((name, j) =>
    `${name};Comirnaty;1 170;${weeks.slice(21 * j, 21 * j + 21).reduce((sum, row) => sum + row.packs, 0)};70+/2019-12-31`)].join("\r\n"));
  const mine = rows(["--replay", only]);
  const published = file("published.csv", table(names.map((name) => `v. ${Number(name.slice(6))}`), (i, j) => mine[21 * j + i].doses));
  for (const args of [["--replay", only, "--published", published], ["--replay", published, "--product", "COMIRNATY", "--pack-doses", "1170", "--key", "70+/2019-12-31"]]) {
    const again = rows(args);
    check(again.every((row, i) => row.difference_doses === 0 && row.published_balance_doses === row.balance_after_doses && row.packs === mine[i].packs), args.join(" "));
  }
  // A pack too much for Gotland, taken from Stockholm, in the first week: its account is a pack lower from then on.
  const wrong = file("wrong.csv", table(names, (i, j) => mine[21 * j + i].doses + (j === 0 ? (i === 7 ? 1170 : i === 0 ? -1170 : 0) : 0)));
  const held = rows(["--replay", only, "--published", wrong]);
  const gotland = held.filter((row) => row.region === "Gotland");
  equal(gotland.map((row) => row.difference_doses), [-1170, ...names.slice(1).map(() => 0)], "difference");
  check(gotland.every((row) => Math.abs(row.published_balance_doses - (row.balance_after_doses - 1170)) < 0.02), "account as published");
  check(begun.length === 21 && own.length === mine.length, "the same weeks");
});

await test("keys from a file, in per cent or persons; weights in the rows", () => {
  const weights = file("keys.csv", ["Region;procent;lika", ...NAMES.map((name, i) => `${name};${i === 0 ? "60,0" : i === 1 ? "40,0 %" : "0"};1`), "Totalt;100;21"].join("\n"));
  const weeks = "week;pack_doses;packs\n2021-W05;10;5\n2021-W06;10;21\n";
  const all = rows(["--replay", "-", "--weights", weights, "--key", "procent,lika@2021-W06"], weeks);
  equal(all.slice(0, 3).map((row) => row.packs), [3, 2, 0], "three and two of five");
  check(all.slice(21).every((row) => row.packs === 1), "one each");
  const inline = `vecka;doser;packdoses;${NAMES.join(";")}\n2021-W05;57;10;${NAMES.map((_, i) => (i === 2 ? 1 : 0)).join(";")}\n`;
  const third = rows(["--replay", "-"], inline);
  equal(third.map((row) => row.packs).filter((packs) => packs > 0), [5], "all to one");
  check(/7 doses are no whole pack/.test(allocate(["--replay", "-"], inline).stdout), "left over");
});

await test("missing is never zero", () => {
  const args = ["--product", "X", "--pack-doses", "10", "--key", "70+/2019-12-31"], hole = (i) => (i === 13 ? "" : 100);
  const refused = allocate(["--replay", "-", ...args], table(["2021-W05"], hole, false));
  equal(refused.status, 1, "no printed total");
  check(refused.stderr.includes("no figure for Örebro and no printed total"), refused.stderr);
  const { status, stdout, stderr } = allocate(["--replay", "-", ...args], `${table(["2021-W05"], hole, false)}\nTotalt;2100`);
  equal(status, 0, "with one");
  check(/210 packs of 10 .*2100 doses/.test(stdout) && /no figure for Örebro; shared out is the printed total/.test(stderr) && /as published +not known/.test(stdout), stdout + stderr);
  const differs = allocate(["--replay", "-", ...args], `${table(["2021-W05"], () => 100, false)}\nTotalt;2090`);
  check(differs.status === 0 && differs.stderr.includes("printed total 2090, rows add up to 2100"), differs.stderr);
});

await test("refused with row and column, nothing printed", () => {
  const weeks = (...lines) => ["week;product;pack_doses;packs;key", ...lines].join("\n"), K = "70+/2019-12-31";
  const short = file("short.csv", ["Region;a", ...NAMES.slice(0, 20).map((name) => `${name};1`)].join("\n"));
  for (const [text, wanted, ...more] of [
    [weeks(`2021-W54;X;10;5;${K}`), 'row 2, column 1: "2021-W54" is not understood'],
    [weeks(`2021-W05;X;10;-5;${K}`), 'row 2, column 4: "-5" is negative'],
    [weeks(`2021-W05;X;10;1,000;${K}`), 'row 2, column 4: "1,000" is not understood'],
    [weeks(`2021-W05;X;10;;${K}`), "row 2: neither packs nor doses (missing is not zero)"],
    [weeks(`2021-W05;X;10;5;${K}`, `2021-W05;X;10;5;${K}`), "row 3: 2021-W05 X stands twice"],
    [weeks("2021-W05;X;10;5;"), "2021-W05 X: no key"],
    [weeks("2021-W05;X;10;5;70+/2018-12-31"), 'the key "70+/2018-12-31" is neither'],
    [weeks(`2021-W05;X;;5;${K}`), "2021-W05 X: no pack size"],
    [weeks(`2021-W05;X;0;5;${K}`), "a pack holds 1 to 1000000 doses"],
    [weeks(`2021-W05;X;1000000;100000;${K}`), "more than 1000000000 doses"],
    [weeks(`2021-W05;X;10;99999999999999;${K}`), "more packs than can be"],
    [weeks(`2021-W05;X;999999999999999999;999999999;${K}`), "more packs than can be"],
    [table(["2021-W05"], () => "999999999999999999", false), "row 2, column 2: more than 1000000000 doses"],
    ["week;packs;colour\n2021-W05;5;red", 'row 1, column 3: "colour" is not understood'],
    ["week;packs;Gotland\n2021-W05;5;1", "row 2, column 4"],
    ["week;packs;doses;pack_doses;key\n2021-W05;5;51;10;70+/2019-12-31", "5 packs of 10 are not 51 doses"],
    ['week;packs\n"2021-W05', "row 2"], ["", "row 1, column 1"], ["hello", "-: "],
    ["Region;2021-W05\nAtlantis;5", 'row 2, column 1: "Atlantis" names no region or product'],
    [weeks("2021-W05;X;10;5;a"), '"Norrbotten" is missing (missing is not zero)', "--weights", short],
  ]) {
    const { status, stdout, stderr } = allocate(["--replay", "-", ...more], text);
    equal([status, stdout], [1, ""], text);
    check(stderr.includes(wanted), `${wanted}: ${stderr}`);
  }
  equal(allocate(["--replay", join(directory, "none.csv")]).status, 1, "no such file");
  equal(allocate(["--replay", "-", "--pack-doses", "10x"], weeks("2021-W05;X;;5;a")).status, 1, "a pack of no number");
  equal(allocate(["--replay", "-", "--key", "a@week 3"], weeks("2021-W05;X;10;5;")).status, 1, "a key from no week");
});

await test("wrong calls end with 2, help with 0", () => {
  for (const args of [[], ["--replay"], ["--replay", REGIME, "extra"], ["--replay", REGIME, "--format", "xml"], ["--replay", REGIME, "--year", "3"]])
    equal(allocate(args).status, 2, args.join(" "));
  const { status, stdout } = allocate(["--help"]);
  equal(status, 0, "help");
  for (const word of ["--replay", "--published", "--weights", "--key", "--pack-doses", "--format", "Exit status"]) check(stdout.includes(word), `${word}: ${stdout}`);
});

rmSync(directory, { recursive: true });
finish("allocate");
