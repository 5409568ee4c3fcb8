// The nation's redistribution, computing only, beside LEMON's network simplex on the same transportation problems.
import fs from "node:fs";
import path from "node:path";
import { median, run } from "./lib.mjs";
import { file, rounds, tool } from "./settings.mjs";
import { heading, number, row } from "./table.mjs";

const TARGET_DAYS = 14, KEEP_DAYS = 7;
/** Pieces in a pack and pieces a day and 1 000 inhabitants of fifteen articles (invented). */
const ARTICLES = [[20, 1.2], [20, 0.4], [50, 6], [24, 0.3], [10, 0.2], [200, 9], [200, 12], [200, 8], [10, 2.5], [100, 7], [10, 1.1], [12, 0.5], [6, 0.3], [25, 0.8], [100, 0.5]];
/** All stock together, as a share of what the target needs. */
const WEATHERS = { scarce: 0.6, enough: 1.4 };
const REPEATS = 5;

/** The same numbers each time (Park and Miller's generator), and normally distributed ones from them (Box and Muller). */
function random(seed) {
  let state = seed;
  const uniform = () => (state = state * 48271 % 2147483647) / 2147483647;
  return { normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

const rowsOf = (name) => fs.readFileSync(path.join("migrations/reference", name), "utf8").split("\n").filter((line) => /^\d{4}\t/.test(line)).map((line) => line.split("\t"));

/** 290 seats, invented use and stock. The file: places, articles, days of target and safety; latitude and longitude of each
 *  place; for each article its pack, then stock and tenths of use a day of each place. */
function writeInstance(name, weather) {
  const places = rowsOf("municipalities.tsv"), { normal } = random(20200427);
  const persons = new Map(rowsOf("population_totals.tsv").map(([code, , total]) => [code, Number(total)])); // the last date stands
  const lines = [`${places.length} ${ARTICLES.length} ${TARGET_DAYS} ${KEEP_DAYS}`, ...places.map((place) => `${place[5]} ${place[6]}`)];
  for (const [pack, rate] of ARTICLES) {
    const use = places.map(([code]) => Math.max(1, Math.round(persons.get(code) / 100 * rate * Math.exp(0.35 * normal()))));
    const days = places.map(() => Math.exp(0.9 * normal()));
    const all = use.reduce((sum, one) => sum + one, 0), held = use.reduce((sum, one, i) => sum + one * days[i], 0);
    lines.push(pack, ...use.map((one, i) => `${Math.floor(one / 10 * days[i] * weather * TARGET_DAYS * all / held)} ${one}`));
  }
  fs.writeFileSync(file(name), lines.join("\n") + "\n");
}

const table = (text) => text.trim().split("\n").map((line) => line.split(" ").map(Number));

export function measureTransport() {
  for (const [name, weather] of Object.entries(WEATHERS)) {
    heading(`Redistribution of the nation: 290 municipalities x ${ARTICLES.length} articles, stock ${name} (computing only)`);
    writeInstance("instance", weather);
    const problems = ARTICLES.map((_, article) => file(`problem${String(article).padStart(2, "0")}.min`));
    const whole = [], transport = [], own = [], lemon = [];
    for (let round = 0; round < rounds; round++) {
      const ours = table(run(tool("transport"), [file("instance"), file("problem"), String(REPEATS)]));
      const theirs = table(run(tool("lemon"), [String(REPEATS), ...problems]));
      if (ours[0][2] !== theirs[0][1]) throw new Error(`${ours[0][2]} pack-km, LEMON needs ${theirs[0][1]}`);
      const [packs, carried, other] = [ours.map(([ms]) => ms), ours.map(([, ms]) => ms), theirs.map(([ms]) => ms)].map(median);
      whole.push((packs + carried) / other);
      transport.push(carried / other);
      own.push(packs + carried);
      lemon.push(other);
    }
    row("fairest packs and transports beside LEMON's transports", `${number(median(whole))} x`, "<= 3.00", `${number(median(own))} ms beside ${number(median(lemon))} ms; the same pack-km`);
    row("transports alone beside LEMON's", `${number(median(transport))} x`, "", "");
  }
}
