// Compares an answer with what a case expects, and judges what is a property of the answer rather than a value.

import { createHash } from "node:crypto";
import * as q from "./ratio.mjs";

// Results that are maps: their keys are exactly those expected. Other objects may have more keys than expected.
const MAPS = {
  redistribute: ["/escalation_packs"],
  substitution: [""],
  equal_finish_key: ["/planned_use/*"],
  deviation_report: ["/deviation"],
  deviation_report_packs: ["/outside_one_tray"],
  vintage_reconciliation: ["/delivered_between", "/trays_new"],
};
// Numbers that are compared with a tolerance; all others are integers and exact.
const FLOATS = new Set([
  "solidarity_line_days",
  ...["mean_error", "bias_relative_to_forecast", "mae", "wape", "mape", "realisation", "realisation_total"],
  ...["realisation_az", "share_first_dose_adults_percent", "realisation_first_column_new", "before"],
  ...["type7", "conformal_lower", "conformal_upper", "wis", "pinball_lower"],
  ...["entitled", "deviation_doses", "deviation_pct"],
]);
// Expectations that the answer is judged by, not compared with.
const JUDGED = new Set(["unique", "max_abs_deviation_packs_below"]);

function* differences(problem, expected, actual, tolerance, path, key) {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) yield `${path}: another list`;
    else
      for (const [i, value] of expected.entries())
        yield* differences(problem, value, actual[i], tolerance, `${path}/${i}`, key);
  } else if (expected !== null && typeof expected === "object") {
    if (actual === null || typeof actual !== "object" || Array.isArray(actual)) {
      yield `${path}: no object`;
      return;
    }
    const wanted = Object.keys(expected).filter((name) => !JUDGED.has(name));
    if ((MAPS[problem] ?? []).includes(path.replace(/\/\d+/g, "/*")) && Object.keys(actual).length !== wanted.length)
      yield `${path}: other keys`;
    for (const name of wanted) {
      if (!Object.hasOwn(actual, name)) yield `${path}/${name}: missing`;
      else yield* differences(problem, expected[name], actual[name], tolerance, `${path}/${name}`, name);
    }
  } else if (typeof expected === "number" && typeof actual === "number" && FLOATS.has(key)) {
    if (!(Math.abs(expected - actual) <= tolerance)) yield `${path}: ${actual} instead of ${expected}`;
  } else if (expected !== actual) {
    yield `${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
  }
}

/** Ascending truncated covers of whole-number places [stock, use] after net packs. */
export function truncated(places, net, pack, target) {
  const limit = q.parse(target);
  return places
    .map(({ stock, use }, i) => {
      const after = q.add(q.parse(stock), q.parse(BigInt(net[i]) * BigInt(pack)));
      return use.n === 0n ? limit : q.min(q.div(after, use), limit);
    })
    .sort(q.cmp);
}

/** What floors and sums forbid: a list of complaints about net packs. */
export function* floors(places, net, pack, target) {
  if (!Array.isArray(net) || net.length !== places.length) return void (yield "net packs: another length");
  if (net.reduce((sum, packs) => sum + BigInt(packs), 0n) !== 0n) yield "net packs: the sum is not 0";
  for (const [i, { stock, use, safety }] of places.entries()) {
    const after = q.add(q.parse(stock), q.parse(BigInt(net[i]) * BigInt(pack)));
    if (net[i] < 0 && q.cmp(after, q.mul(safety, use)) < 0) yield `place ${i}: below its safety days`;
    if (net[i] > 0 && q.cmp(q.sub(after, q.parse(pack)), q.mul(q.parse(target), use)) >= 0)
      yield `place ${i}: more than it needs`;
  }
}

function* judgeBatch(input, expected, actual) {
  for (const [i, instance] of input.instances.entries()) {
    const places = instance.municipalities.map((row) => ({
      stock: row.stock,
      use: q.parse(row.use_per_day),
      safety: q.parse(row.safety_days),
    }));
    const net = actual[i]?.net_packs;
    for (const complaint of floors(places, net, instance.pack, instance.target_days)) yield `/${i}: ${complaint}`;
    if (!Array.isArray(net)) continue;
    const covers = truncated(places, net, instance.pack, instance.target_days).map(q.show);
    if (covers.join() !== actual[i].truncated_cover_sorted.join())
      yield `/${i}: the covers are not those of the net packs`;
    const moved = net.reduce((sum, packs) => sum + Math.max(0, packs), 0);
    if (moved !== actual[i].packs_moved) yield `/${i}: the packs moved are not those of the net packs`;
    if (expected[i].unique !== false && expected[i].net_packs.join() !== net.join())
      yield `/${i}/net_packs: not the only solution`;
  }
}

function* judgeLarge(input, expected, actual) {
  const places = input.municipalities.map(([stock, use]) => ({
    stock,
    use: q.parse(use),
    safety: q.parse(input.safety_days),
  }));
  yield* floors(places, actual.net_packs, input.pack, input.target_days);
  const covers = truncated(places, actual.net_packs, input.pack, input.target_days);
  const digest = createHash("sha256")
    .update(covers.map((cover) => `${cover.n}/${cover.d}`).join(","))
    .digest("hex");
  if (digest !== actual.truncated_cover_sorted_sha256) yield "the digest is not that of the net packs";
}

function* judgePlan(input, expected, actual) {
  const net = input.net_packs.map(() => 0);
  let km = 0;
  for (const { frm, to, packs } of actual.plan) {
    if (!(packs >= 1)) yield "a lane without packs";
    net[frm] -= packs;
    net[to] += packs;
    km += packs * input.distance_km[frm][to];
  }
  if (net.join() !== input.net_packs.join()) yield "the plan does not carry the net packs";
  if (km !== actual.pack_km || actual.plan.length !== actual.lanes) yield "the plan is not what its figures say";
  const order = actual.plan.map(({ frm, to }) => frm * net.length + to);
  if (order.some((place, i) => i > 0 && order[i - 1] >= place)) yield "the plan is not by frm, then to";
}

/** Sums and, where the case bounds them, balances of every week, recomputed from the packs alone. */
function* judgeCumulative(input, expected, actual) {
  const sum = q.parse(input.weights.reduce((total, weight) => total + BigInt(weight), 0n));
  let balances = input.weights.map(() => q.ZERO);
  for (const [t, packs] of actual.rule_weekly.entries()) {
    if (packs.reduce((total, one) => total + one, 0) !== input.weekly_packs[t]) yield `week ${t}: another sum`;
    balances = balances.map((balance, i) => {
      const right = q.div(q.parse(BigInt(input.weights[i]) * BigInt(input.weekly_packs[t])), sum);
      return q.sub(q.add(balance, right), q.parse(packs[i]));
    });
    const limit = expected.max_abs_deviation_packs_below;
    if (limit !== undefined && balances.some(({ n, d }) => (n < 0n ? -n : n) >= BigInt(limit) * d))
      yield `week ${t}: a balance of ${limit} packs or more`;
  }
  if (balances.map(q.show).join() !== actual.rule_balance.join()) yield "the balances are not those of the packs";
}

const JUDGES = {
  redistribute_batch: judgeBatch,
  redistribute_large: judgeLarge,
  transport_plan: judgePlan,
  apportion_cumulative: judgeCumulative,
};
// What a judge decides instead of the plain comparison.
const FREE = {
  redistribute_batch: (expected) => expected.map(({ net_packs, ...rest }) => rest),
  transport_plan: ({ plan, ...rest }) => rest,
};

/** The complaints about an answer {status, result}; none: it is right. */
export function judge({ problem, input, expected, tolerance = 1e-6 }, { status, result }) {
  const refused = Object.hasOwn(expected ?? {}, "error");
  const complaints = status === (refused ? 1 : 0) ? [] : [`exit status ${status}`];
  const compared = !refused && FREE[problem] ? FREE[problem](expected) : expected;
  complaints.push(...differences(problem, compared, result, tolerance, "", ""));
  if (!refused && status === 0 && JUDGES[problem]) complaints.push(...JUDGES[problem](input, expected, result));
  return complaints;
}
