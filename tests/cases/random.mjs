// Random inputs through `fordela compute`, judged by the second implementation and, for small redistributions, by plain
// enumeration of every possible vector.
//   node tests/cases/random.mjs build/fordela [ROUNDS] [SEED]

import { fileURLToPath } from "node:url";
import { judge } from "./judge.mjs";
import { MAKE_VACCINE } from "./random_vaccine.mjs";
import * as q from "./ratio.mjs";
import { compute } from "./run.mjs";
import { SECOND as SECOND_EQUIPMENT } from "./second.mjs";
import { SECOND_FORECAST } from "./second_forecast.mjs";
import { SECOND_VACCINE } from "./second_vaccine.mjs";

const SECOND = { ...SECOND_VACCINE, ...SECOND_FORECAST, ...SECOND_EQUIPMENT };

/** A small generator of its own, so that a seed means the same everywhere. */
function generator(seed) {
  let state = BigInt(seed) * 2n + 1n;
  const next = (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
    return Number((state >> 33n) % BigInt(below));
  };
  const list = (least, most, make) => Array.from({ length: least + next(most - least + 1) }, (_, i) => make(i));
  const maybe = (value) => (next(8) === 0 ? null : value);
  const rate = () => [next(12), `${next(40)}/${1 + next(7)}`, `${next(5)}.${next(10)}`, 0, 1 + next(4)][next(5)];
  return { next, list, maybe, rate, from: (least, most) => least + next(most - least + 1) };
}

const square = (r, size) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 0 : r.from(1, 99))));

function place(r, pack) {
  // Common covers and whole packs on purpose: the ties are where the rule is hard.
  const use = r.next(5) === 0 ? 0 : r.from(1, 6);
  const stock = r.next(3) > 0 ? pack * r.next(8) : use * r.next(25) + r.next(3);
  return { stock, use_per_day: use, safety_days: r.next(8) };
}

function municipalities(r, pack, size) {
  return Array.from({ length: size }, (_, i) => {
    const { stock, use_per_day, safety_days } = place(r, pack);
    const row = { id: `M${i}`, stock: r.maybe(stock), use_per_day: r.next(4) ? r.maybe(use_per_day) : r.rate() };
    if (r.next(2)) row.safety_days = safety_days;
    if (r.next(5) === 0) row.give = r.next(2) === 0;
    if (r.next(5) === 0) row.receive = r.next(2) === 0;
    return row;
  });
}

const MAKE = {
  ...MAKE_VACCINE,
  cover_status: (r) => ({
    thresholds_days: { akut: 1 + r.next(3), rod: 5 + r.next(3), gul: 10 + r.next(5) },
    max_report_age_days: r.next(20),
    rows: r.list(1, 40, () => ({
      stock: r.maybe(r.next(60)),
      use_per_day: r.maybe(r.rate()),
      report_age_days: r.maybe(r.next(25)),
    })),
  }),
  burn_rate: (r) => ({
    weekly_use: r.list(1, 12, () => r.list(0, 12, () => r.maybe(r.next(9) ? 60 + r.next(30) : r.next(900)))),
    alpha: ["1/2", 1, "0.25", "2/3"][r.next(4)],
    window: 1 + r.next(9),
  }),
  implied_use: (r) =>
    r.list(1, 40, () =>
      Object.fromEntries(
        ["prev", "received", "transfers_in", "transfers_out", "discarded", "now", "reported_use"].map((key) => [
          key,
          r.maybe(r.next(key === "prev" ? 300 : 60)),
        ]),
      ),
    ),
  effective_stock: (r) =>
    r.list(1, 20, () => ({
      use_per_day: `${1 + r.next(30)}/${1 + r.next(4)}`,
      lots: r.list(0, 6, () => [r.next(90), r.next(20)]),
    })),
  runout_day: (r) =>
    r.list(1, 40, () => ({
      stock: r.next(60),
      use_per_day: r.rate(),
      horizon: 20 + r.next(10),
      deliveries: r.list(0, 5, () => ({ day: r.next(21), qty: r.next(30) })),
    })),
  stale_stock: (r) =>
    r.list(1, 40, () => ({ stock: r.maybe(r.next(90)), use_per_day: r.maybe(r.rate()), age_days: r.next(20) })),
  need_packs: (r) =>
    r.list(1, 40, () => ({
      stock: r.next(90),
      use_per_day: r.rate(),
      target_days: 1 + r.next(20),
      pack: 1 + r.next(30),
      confirmed_inbound: r.next(40),
    })),
  redistribute: (r) => {
    const pack = r.from(1, 12);
    const rows = municipalities(r, pack, r.from(1, 7));
    const input = { pack, target_days: r.from(4, 14), safety_days: r.next(8), municipalities: rows };
    if (r.next(2))
      input.distance_km = {
        order: rows.map((row) => row.id).sort(() => r.next(3) - 1),
        matrix: square(r, rows.length),
      };
    return input;
  },
  redistribute_batch: (r) => ({
    instances: r.list(30, 60, () => {
      const pack = r.from(1, 12);
      return { pack, target_days: r.from(3, 10), municipalities: r.list(2, 4, () => place(r, pack)) };
    }),
  }),
  redistribute_large: (r) => ({
    pack: r.from(1, 9),
    target_days: r.from(4, 14),
    safety_days: r.next(6),
    municipalities: r.list(5, 60, () => [r.next(200), r.next(12)]),
  }),
  transport_plan: (r) => {
    const net = r.list(1, 5, () => r.from(-6, 6));
    net.push(-net.reduce((sum, packs) => sum + packs, 0));
    return { net_packs: net, distance_km: square(r, net.length) };
  },
  substitution: (r) => ({
    target_days: 1 + r.next(14),
    municipalities: r.list(1, 9, (i) => ({
      id: `å/${i}`,
      ffp3_stock: r.next(90),
      ffp3_use: r.next(6),
      ffp2_stock: r.next(90),
      ffp2_use: r.next(6),
    })),
  }),
  fefo_gift: (r) => ({
    giver: {
      use_per_day: r.next(9),
      lots: r.list(1, 6, (i) => ({ id: `K${i}`, qty: r.next(200), days_to_expiry: r.next(40) })),
    },
    receiver: { use_per_day: r.next(12), stock: r.next(50) },
    pack: r.from(1, 20),
    packs_to_give: r.next(15),
    transport_days: r.next(5),
  }),
  proposal_filters: (r) => ({
    min_packs_per_lane: r.next(5),
    min_gain_days: r.next(30) / 10,
    ping_pong_weeks: r.next(5),
    candidates: r.list(1, 30, () => ({
      frm: "K",
      to: "L",
      packs: 1 + r.next(6),
      receiver_gain_days: r.next(40) / 10,
      receiver_before_days: r.next(100) / 10,
      giver_last_received_weeks_ago: r.maybe(r.next(9)),
    })),
  }),
  norm_cap: (r) => ({
    norm_per_day: r.rate(),
    kappa: ["3/2", 1, "1.25"][r.next(3)],
    reported: r.list(1, 9, r.rate),
    stock: r.next(90),
  }),
};

// The same with numbers at the edges: integers up to 2^53 - 1, fractions up to 2^63. What does not fit is an overflow.
const edge = (r) =>
  [0, 1, 2, 3, 2 ** 26, 2 ** 31, 2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER][r.next(10)];
const part = (r) => [1n, 2n, 3n, 7n, 1n << 32n, (1n << 62n) - 1n, 1n << 62n, (1n << 63n) - 1n, 1n << 63n][r.next(9)];
const edgeRate = (r) => (r.next(3) === 0 ? edge(r) : `${part(r)}/${part(r)}`);
const usedRate = (r) => `${part(r)}/${part(r)}`;

const EDGES = {
  cover_status: (r) => ({
    thresholds_days: { akut: 1, rod: 2 ** 52, gul: Number.MAX_SAFE_INTEGER },
    max_report_age_days: edge(r),
    rows: [{ stock: edge(r), use_per_day: edgeRate(r), report_age_days: edge(r) }],
  }),
  burn_rate: (r) => ({
    weekly_use: [r.list(1, 6, () => edge(r))],
    alpha: ["1/9223372036854775808", "9223372036854775807/9223372036854775808", 1, "1/3"][r.next(4)],
    window: 1 + Math.floor(edge(r) / 2),
  }),
  implied_use: (r) => [
    {
      prev: edge(r),
      received: edge(r),
      transfers_in: edge(r),
      transfers_out: edge(r),
      discarded: edge(r),
      now: edge(r),
      reported_use: edge(r),
    },
  ],
  effective_stock: (r) => [{ use_per_day: usedRate(r), lots: r.list(0, 4, () => [edge(r), edge(r)]) }],
  runout_day: (r) => [
    {
      stock: edge(r),
      use_per_day: edgeRate(r),
      horizon: Number.MAX_SAFE_INTEGER,
      deliveries: r.list(0, 4, () => ({ day: edge(r), qty: edge(r) })),
    },
  ],
  stale_stock: (r) => [{ stock: edge(r), use_per_day: edgeRate(r), age_days: edge(r) }],
  need_packs: (r) => [
    {
      stock: edge(r),
      use_per_day: edgeRate(r),
      target_days: 1 + Math.floor(edge(r) / 2),
      pack: 1 + r.next(3) * 2 ** 50,
      confirmed_inbound: edge(r),
    },
  ],
  norm_cap: (r) => ({ norm_per_day: edgeRate(r), kappa: edgeRate(r), reported: [edgeRate(r)], stock: edge(r) }),
};

/** The answer of the second implementation, or the refusal if a number in it is out of range. */
function expectedAtEdge(problem, input) {
  const expected = SECOND[problem](input);
  const most = 1n << 63n;
  const fits = (value) => {
    if (typeof value === "number") return Number.isSafeInteger(value);
    if (typeof value === "string" && /^[-0-9/]+$/.test(value))
      return value.split("/").every((digits) => BigInt(digits) <= most && BigInt(digits) >= -most);
    return value === null || typeof value !== "object" || Object.values(value).every(fits);
  };
  return fits(expected) ? expected : { error: { code: "overflow", field: "" } };
}

/** The best vector there is: every candidate with sum 0 within what each may give and take. */
function enumerate({ pack, target_days: target, municipalities: rows }) {
  const places = rows.map((row) => ({
    stock: q.parse(row.stock),
    use: q.parse(row.use_per_day),
    safety: q.parse(row.safety_days),
  }));
  const range = places.map(({ stock, use, safety }) => {
    const spare = q.floor(q.div(q.sub(stock, q.mul(safety, use)), q.parse(pack)));
    const need = use.n === 0n ? 0n : q.ceil(q.div(q.sub(q.mul(q.parse(target), use), stock), q.parse(pack)));
    return [-Number(spare > 0n ? spare : 0n), Number(need > 0n ? need : 0n)];
  });
  // Truncated covers over a common denominator, so that they compare as plain integers.
  const common = places.reduce((product, { use }) => product * (use.n || 1n), 1n);
  const height = (i, k) => {
    const { stock, use } = places[i];
    const limit = BigInt(target) * common;
    if (use.n === 0n) return Number(limit);
    const cover = ((stock.n + BigInt(k * pack)) * common) / use.n;
    return Number(cover < limit ? cover : limit);
  };
  let best = null;
  const visit = (i, sum, moved, heights) => {
    const last = i === places.length - 1;
    const [low, high] = last ? [Math.max(range[i][0], -sum), Math.min(range[i][1], -sum)] : range[i];
    for (let k = low; k <= high; k++) {
      const all = [...heights, height(i, k)];
      if (!last) {
        visit(i + 1, sum + k, moved + Math.max(0, k), all);
        continue;
      }
      const found = { sorted: all.sort((a, b) => a - b), moved: moved + Math.max(0, k) };
      const at = best === null ? 0 : found.sorted.findIndex((value, j) => value !== best.sorted[j]);
      if (best === null || (at < 0 ? found.moved < best.moved : found.sorted[at] > best.sorted[at])) best = found;
    }
  };
  visit(0, 0, 0, []);
  return { covers: best.sorted.map((value) => q.show(q.ratio(BigInt(value), common))), moved: best.moved };
}

function* notBest(input, result) {
  for (const [i, instance] of input.instances.entries()) {
    const best = enumerate(instance);
    if (best.covers.join() !== result[i].truncated_cover_sorted.join())
      yield `/${i}: better covers exist: ${best.covers}`;
    else if (best.moved !== result[i].packs_moved) yield `/${i}: ${best.moved} packs would do`;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [binary, rounds = "20", seed = "1"] = process.argv.slice(2);
  if (!binary) {
    console.error("node tests/cases/random.mjs BINARY [ROUNDS] [SEED]");
    process.exit(2);
  }
  let [passed, failed] = [0, 0];
  const judged = (problem, input, expected, name) => {
    const answer = compute(binary, JSON.stringify({ problem, input }));
    const complaints = judge({ problem, input, expected, tolerance: 1e-5 }, answer);
    if (problem === "redistribute_batch" && complaints.length === 0) complaints.push(...notBest(input, answer.result));
    if (complaints.length === 0) passed++;
    else {
      failed++;
      const said = [...complaints.slice(0, 3), JSON.stringify(input).slice(0, 2000)];
      console.error(`${problem}, seed ${seed}, ${name}\n  ${said.join("\n  ")}`);
    }
  };
  for (const [problem, make] of Object.entries(MAKE)) {
    for (let round = 0; round < Number(rounds); round++) {
      const input = make(generator(Number(seed) * 1000 + round));
      judged(problem, input, SECOND[problem](input), `round ${round}`);
    }
  }
  for (const [problem, make] of Object.entries(EDGES)) {
    for (let round = 0; round < Number(rounds); round++) {
      const input = make(generator(Number(seed) * 1000 + round));
      judged(problem, input, expectedAtEdge(problem, input), `edges, round ${round}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
