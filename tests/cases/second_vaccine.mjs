// The second implementation of apportionment, accounts, forecasts and goals: every rule as it is worded, on fractions of
// BigInt, one pack and one week at a time. Like second.mjs it is only given inputs that are right and small.

import * as q from "./ratio.mjs";

const sum = (list) => list.reduce((total, value) => total + value, 0);
const qsum = (list) => list.reduce(q.add, q.ZERO);
const frac = (a, b = 1) => q.div(q.parse(a), q.parse(b));
const times = (a, whole) => q.mul(a, q.parse(whole));
const sign = (a) => (a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
const range = (n) => Array.from({ length: n }, (_, i) => i);
const shares = (weights) => weights.map((weight) => frac(weight, sum(weights)));

/** Indices by key (a function to fractions), greatest first; then larger weight, then list order. */
const ranked = (indices, key, weights) =>
  [...indices].sort((i, j) => q.cmp(key(j), key(i)) || weights[j] - weights[i] || i - j);

export function hamilton(weights, packs) {
  const quotas = shares(weights).map((share) => times(share, packs));
  const held = quotas.map((quota) => Number(q.floor(quota)));
  const order = ranked(range(weights.length), (i) => q.sub(quotas[i], q.parse(held[i])), weights);
  for (const i of order.slice(0, packs - sum(held))) held[i]++;
  return held;
}

function divisorMethod(weights, packs, divisor) {
  const held = weights.map(() => 0);
  for (let k = 0; k < packs; k++) {
    const open = range(weights.length).filter((i) => weights[i] > 0);
    const first = open.filter((i) => sign(divisor(held[i])) === 0);
    const [next] = first.length
      ? ranked(first, () => q.ZERO, weights)
      : ranked(open, (i) => q.div(q.parse(weights[i]), divisor(held[i])), weights);
    held[next]++;
  }
  return held;
}

function quotaMethod(weights, packs) {
  const share = shares(weights);
  const held = weights.map(() => 0);
  for (let k = 1; k <= packs; k++) {
    const open = range(weights.length).filter((i) => weights[i] > 0 && held[i] + 1 <= Number(q.ceil(times(share[i], k))));
    const [next] = ranked(open, (i) => q.sub(q.ZERO, q.div(q.parse(held[i] + 1), share[i])), weights);
    held[next]++;
  }
  return held;
}

function single({ weights, packs }) {
  return {
    hamilton: hamilton(weights, packs),
    webster: divisorMethod(weights, packs, (k) => frac(2 * k + 1, 2)),
    jefferson: divisorMethod(weights, packs, (k) => q.parse(k + 1)),
    adams: divisorMethod(weights, packs, (k) => q.parse(k)),
    quota_method: quotaMethod(weights, packs),
  };
}

// --- the account rule ---

function guard(D, s, u) {
  const pack = q.parse(u);
  if (D.some((d) => q.cmp(d, pack) >= 0 || q.cmp(q.add(d, pack), q.ZERO) <= 0)) return false;
  const last = D.map((d, i) => (sign(d) < 0 && sign(s[i]) > 0 ? Number(q.ceil(q.div(q.sub(q.ZERO, d), times(s[i], u)))) : 0));
  for (let h = 0; h <= Math.max(0, ...last); h++) {
    const due = D.map((d, i) => q.floor(q.div(q.add(d, times(s[i], h * u)), pack)));
    if (due.reduce((total, packs) => total + (packs > 0n ? packs : 0n), 0n) > BigInt(h)) return false;
  }
  return true;
}

function steps123(D, weights, s, u, n) {
  const T = D.map((d, i) => q.add(d, times(s[i], n * u)));
  const floors = (rights) => rights.map((right) => Math.max(0, Number(q.floor(q.div(right, q.parse(u))))));
  let inside = range(D.length).filter((i) => weights[i] > 0 || sign(D[i]) !== 0);
  const right = [...T];
  let x = floors(T).map((packs, i) => (inside.includes(i) ? packs : 0));
  if (sum(x) > n) {
    for (;;) {
      const leaving = inside.filter((i) => sign(right[i]) < 0);
      if (leaving.length === 0) break;
      const deficit = q.sub(q.ZERO, qsum(leaving.map((i) => right[i])));
      inside = inside.filter((i) => !leaving.includes(i));
      const weight = sum(inside.map((i) => weights[i]));
      const left = qsum(inside.map((i) => right[i]));
      for (const i of inside)
        right[i] = q.sub(right[i], q.mul(deficit, weight > 0 ? frac(weights[i], weight) : q.div(right[i], left)));
    }
    x = floors(right).map((packs, i) => (inside.includes(i) ? packs : 0));
  }
  const order = ranked(inside, (i) => q.sub(right[i], q.parse(x[i] * u)), weights);
  for (const i of order.slice(0, n - sum(x))) x[i]++;
  return { x, after: T.map((t, i) => q.sub(t, q.parse(x[i] * u))) };
}

export function week(D, weights, u, n, guarded = true) {
  const s = shares(weights);
  const plain = steps123(D, weights, s, u, n);
  if (!guarded || guard(plain.after, s, u)) return { ...plain, used: false, broken: false };
  let state = D;
  const x = weights.map(() => 0);
  for (let k = 0; k < n; k++) {
    state = state.map((d, i) => q.add(d, times(s[i], u)));
    const open = range(D.length).filter((i) => sign(state[i]) > 0 && weights[i] > 0);
    const order = ranked(open, (i) => q.div(q.sub(state[i], frac(u, 2)), s[i]), weights);
    const given = (i) => state.map((d, j) => (j === i ? q.sub(d, q.parse(u)) : d));
    const next = order.find((i) => guard(given(i), s, u));
    if (next === undefined) return { ...plain, used: true, broken: true };
    state = given(next);
    x[next]++;
  }
  return { x, after: state, used: true, broken: false };
}

const shown = ({ x, after, used, broken }) => ({
  packs: x,
  balance_doses: after.map(q.show),
  guard_used: used,
  guarantee_broken: broken,
});

function cumulative({ weights, weekly_packs }) {
  const run = (guarded) => {
    let D = weights.map(() => q.ZERO);
    const packs = weekly_packs.map((n) => {
      const { x, after } = week(D, weights, 1, n, guarded);
      D = after;
      return x;
    });
    return { packs, balance: D.map(q.show) };
  };
  const totals = weekly_packs.map((_, t) => sum(weekly_packs.slice(0, t + 1)));
  const naive = totals.map((total) => hamilton(weights, total));
  const rule = run(true);
  return {
    rule_weekly: rule.packs,
    rule_balance: rule.balance,
    naive_cumulative_hamilton: naive,
    naive_weekly: naive.map((packs, t) => packs.map((one, i) => one - (t ? naive[t - 1][i] : 0))),
    greedy_balance: run(false).balance,
    quota_method_cumulative: quotaMethod(weights, totals.at(-1)),
  };
}

function ledgerWeeks(weeks, opening, release = () => null) {
  let D = opening;
  return weeks.map((one) => {
    const released = release(one);
    if (released) D = D.map((d, i) => q.add(d, released[i]));
    const result = week(D, one.weights, one.pack, one.packs);
    D = result.after;
    return shown(result);
  });
}

function correction({ weeks, opening_balance_doses, max_correction_per_week_share: share }) {
  const opening = opening_balance_doses.map(q.parse);
  let parked = opening;
  const [released, left] = [[], []];
  const staged = ledgerWeeks(weeks, opening.map(() => q.ZERO), ({ pack, packs }) => {
    const P = qsum(parked.filter((d) => sign(d) > 0));
    const A = q.min(P, times(q.parse(share), pack * packs));
    const part = parked.map((d) => (sign(P) > 0 ? q.div(q.mul(d, A), P) : q.ZERO));
    parked = parked.map((d, i) => q.sub(d, part[i]));
    released.push(part.map(q.show));
    left.push(parked.map(q.show));
    return part;
  });
  return { full: ledgerWeeks(weeks, opening), staged_release: { released, parked: left, weeks: staged } };
}

function caps({ weights, pack, packs, cap }) {
  const limit = cap.map((value) => value ?? Infinity);
  let { x } = week(weights.map(() => q.ZERO), weights, pack, packs);
  for (;;) {
    const cut = sum(x.map((one, i) => Math.max(0, one - limit[i])));
    if (cut === 0) break;
    x = x.map((one, i) => Math.min(one, limit[i]));
    const more = hamilton(weights.map((weight, i) => (x[i] < limit[i] ? weight : 0)), cut);
    x = x.map((one, i) => one + more[i]);
  }
  const quota = shares(weights).map((share) => times(share, packs));
  let right = quota;
  for (;;) {
    const above = (i) => weights[i] > 0 && limit[i] < Infinity && q.cmp(right[i], q.parse(limit[i])) > 0;
    const waived = qsum(range(x.length).filter(above).map((i) => q.sub(right[i], q.parse(limit[i]))));
    if (sign(waived) === 0) break;
    const below = (i) => weights[i] > 0 && (limit[i] === Infinity || q.cmp(right[i], q.parse(limit[i])) < 0);
    const weight = sum(range(x.length).filter(below).map((i) => weights[i]));
    right = right.map((one, i) =>
      above(i) ? q.parse(limit[i]) : below(i) ? q.add(one, q.mul(waived, frac(weights[i], weight))) : one,
    );
  }
  const balance = (rights) => rights.map((one, i) => q.show(times(q.sub(one, q.parse(x[i])), pack)));
  return { allocation: x, balance_defer: balance(quota), balance_forgo: balance(right) };
}

const MONDAY = (label) => {
  const [year, number] = label.split("-W").map(Number);
  const january4 = Date.UTC(year, 0, 4);
  const weekday = (new Date(january4).getUTCDay() + 6) % 7;
  return january4 / 86400000 - weekday + 7 * (number - 1);
};

function seconds({ week: label, interval_weeks, first_dose_packs_by_region, supply_packs, key }) {
  const before = MONDAY(label) - 7 * interval_weeks;
  const found = Object.entries(first_dose_packs_by_region).find(([name]) => MONDAY(name) === before);
  const committed = found ? found[1] : key.map(() => 0);
  const enough = supply_packs >= sum(committed);
  const second = enough ? committed : hamilton(committed, supply_packs);
  const free = enough ? supply_packs - sum(committed) : 0;
  const byKey = week(key.map(() => q.ZERO), key, 1, free).x;
  const short = committed.map((packs, i) => packs - second[i]);
  return {
    committed,
    allocated_second: second,
    shortfall_packs: short,
    second_dose_shortfall: sum(short),
    free_packs: free,
    free_allocation: byKey,
    total: second.map((packs, i) => packs + byKey[i]),
    alarm: !enough,
  };
}

function equalFinish({ groups_in_priority_order: groups, regions, remaining_persons: R, products }) {
  const left = products.map((product) => product.first_doses);
  const planned = products.map(() => Object.fromEntries(groups.map((group) => [group, 0])));
  const total = groups.map((_, g) => sum(R.map((row) => row[g])));
  const order = range(products.length).sort(
    (a, b) => products[a].eligible_groups.length - products[b].eligible_groups.length || a - b,
  );
  for (const [g, group] of groups.entries()) {
    let open = total[g];
    for (const p of order.filter((one) => products[one].eligible_groups.includes(group))) {
      const used = Math.min(open, left[p]);
      planned[p][group] = used;
      left[p] -= used;
      open -= used;
    }
  }
  const entitled = products.map((_, p) =>
    regions.map((_, r) =>
      qsum(groups.map((group, g) => (total[g] ? frac(planned[p][group] * R[r][g], total[g]) : q.ZERO))),
    ),
  );
  return {
    planned_use: planned.map((row) => Object.fromEntries(Object.entries(row).map(([group, doses]) => [group, `${doses}`]))),
    entitlement_doses: entitled.map((row) => row.map(q.show)),
    key: entitled.map((row) => row.map((one) => (sign(qsum(row)) ? q.show(q.div(one, qsum(row))) : "0"))),
    coverage_of_remaining: R.map((row) =>
      row.map((persons, g) => (persons ? q.show(frac(sum(planned.map((plan) => plan[groups[g]])), total[g])) : null)),
    ),
    unused: left.map(String),
  };
}

function deviation({ total_doses, columns, delivered, key_percent, key_rounding_half_width_percent, published_column_totals }) {
  const sums = columns.map((_, c) => sum(Object.values(delivered).map((row) => row[c])));
  const half = q.parse(key_rounding_half_width_percent);
  const of = (percent) => times(q.div(percent, q.parse(100)), total_doses);
  return {
    column_sums: sums,
    column_totals_match: sums.map((one, c) => one === published_column_totals[c]),
    deviation: Object.fromEntries(
      Object.entries(key_percent).map(([region, text]) => {
        const [key, doses] = [q.parse(text), q.parse(sum(delivered[region]))];
        const [entitled, over] = [of(key), q.sub(doses, of(key))];
        const outside = q.cmp(doses, of(q.sub(key, half))) < 0 || q.cmp(doses, of(q.add(key, half))) > 0;
        return [
          region,
          {
            delivered: Number(doses.n),
            entitled: q.number(entitled),
            deviation_doses: q.number(over),
            deviation_pct: sign(entitled) ? q.number(times(q.div(over, entitled), 100)) : null,
            significant_beyond_key_rounding: outside,
          },
        ];
      }),
    ),
  };
}

function deviationPacks({ weeks, key_percent, key_rounding_half_width_percent }) {
  const totals = weeks.map((one) => sum(Object.values(one.trays)));
  const of = (percent) => times(q.div(percent, q.parse(100)), sum(totals));
  const half = q.parse(key_rounding_half_width_percent);
  const outside = {};
  for (const [region, text] of Object.entries(key_percent)) {
    const [key, trays] = [q.parse(text), sum(weeks.map((one) => one.trays[region]))];
    const most = q.add(of(q.add(key, half)), q.parse(1));
    const least = q.sub(of(q.sub(key, half)), q.parse(1));
    if (q.cmp(q.parse(trays), most) >= 0 || q.cmp(q.parse(trays), least) <= 0)
      outside[region] = { trays, entitled: q.number(of(key)), outside_one_tray_for_sure: true };
  }
  return { totals, outside_one_tray: outside };
}

export const SECOND_VACCINE = {
  apportion_single: single,
  apportion_single_edges: ({ cases }) => ({ hamilton: cases.map(({ weights, packs }) => hamilton(weights, packs)) }),
  apportion_cumulative: cumulative,
  entitlement_ledger: ({ weeks, opening_balance_doses }) => ({
    weeks: ledgerWeeks(weeks, opening_balance_doses.map(q.parse)),
  }),
  entitlement_ledger_correction: correction,
  entitlement_ledger_caps: caps,
  second_dose_commitments: seconds,
  equal_finish_key: equalFinish,
  deviation_report: deviation,
  deviation_report_packs: deviationPacks,
};
