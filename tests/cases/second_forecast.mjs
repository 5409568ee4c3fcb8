// The second implementation of forecasts and goals; see second.mjs.

import * as q from "./ratio.mjs";

const sum = (list) => list.reduce((total, value) => total + value, 0);
const part = (top, bottom) => (bottom === 0 ? null : top / bottom);
const range = (n) => Array.from({ length: n }, (_, i) => i);

const asOf = ({ versions, queries }) =>
  queries.map(({ target, when }) => {
    const known = versions.filter((one) => one.target === target && one.issued <= when);
    known.sort((a, b) => (a.issued < b.issued ? -1 : a.issued > b.issued ? 1 : a.seq - b.seq));
    return known.at(-1)?.value ?? null;
  });

function metrics({ pairs_forecast_actual: pairs }) {
  const [F, Y, E] = [pairs.map(([f]) => f), pairs.map(([, y]) => y), pairs.map(([f, y]) => y - f)];
  const size = sum(E.map(Math.abs));
  return {
    mean_error: sum(E) / pairs.length,
    bias_relative_to_forecast: part(sum(E), sum(F)),
    mae: size / pairs.length,
    wape: part(size, sum(Y)),
    mape: Y.includes(0) ? null : sum(E.map((e, i) => Math.abs(e) / Y[i])) / pairs.length,
    realisation: part(sum(Y), sum(F)),
    realisation_per_pair: pairs.map(([f, y]) => (f === 0 ? null : q.show(q.ratio(y, f)))),
    backlog_cumulative: pairs.map((_, i) => -sum(E.slice(0, i + 1)) + 0),
  };
}

function arithmetic(x) {
  const P = x.adults;
  const J = x.one_dose_persons;
  const rows = {
    realisation_total: [["delivered", "expected_jan_feb"], () => part(x.delivered, x.expected_jan_feb)],
    realisation_az: [["az_delivered", "az_forecast"], () => part(x.az_delivered, x.az_forecast)],
    doses_needed: [["adults", "one_dose_persons"], () => 2 * (P - J) + J],
    implied_forecast_doses: [["adults", "one_dose_persons", "missing_persons"], () => 2 * (P - x.missing_persons - J) + J],
    first_plus_second: [["first_dose", "second_dose"], () => x.first_dose + x.second_dose],
    share_first_dose_adults_percent: [["first_dose", "adults"], () => part(100 * x.first_dose, P)],
    phase1_doses: [["phase1_persons"], () => 2 * x.phase1_persons],
    phase1_coverable_persons_with_two_doses: [
      ["phase1_persons", "delivered"],
      () => Math.min(x.phase1_persons, Math.floor(x.delivered / 2)),
    ],
    weeks_at_full_capacity_for_need: [
      ["adults", "one_dose_persons", "capacity_per_week"],
      () => (x.capacity_per_week === 0 ? null : Math.ceil((2 * (P - J) + J) / x.capacity_per_week)),
    ],
  };
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([, [needs]]) => needs.every((key) => key in x))
      .map(([key, [, value]]) => [key, value()]),
  );
}

function quantiles({ values, probabilities, conformal_alpha }) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const exact = (alpha) => q.mul(q.parse(n + 1), q.parse(String(alpha)));
  return {
    type7: probabilities.map((p) => {
      const h = (n - 1) * p;
      const low = Math.floor(h);
      return low + 1 < n ? sorted[low] + (h - low) * (sorted[low + 1] - sorted[low]) : sorted[n - 1];
    }),
    conformal_lower: conformal_alpha.map((alpha) => sorted[Number(q.floor(exact(alpha))) - 1] ?? null),
    conformal_upper: conformal_alpha.map(
      (alpha) => sorted[Number(q.ceil(q.sub(q.parse(n + 1), exact(alpha)))) - 1] ?? null,
    ),
  };
}

function wis({ median, intervals, actuals }) {
  const score = ({ alpha, lower, upper }, y) =>
    upper - lower + (2 / alpha) * Math.max(0, lower - y) + (2 / alpha) * Math.max(0, y - upper);
  return {
    wis: actuals.map(
      (y) =>
        (Math.abs(y - median) / 2 + sum(intervals.map((one) => (one.alpha / 2) * score(one, y)))) /
        (intervals.length + 0.5),
    ),
    covered: intervals.map(({ lower, upper }) => actuals.map((y) => lower <= y && y <= upper)),
    pinball_lower: intervals.map(({ alpha, lower }) =>
      actuals.map((y) => (y >= lower ? (alpha / 2) * (y - lower) : (1 - alpha / 2) * (lower - y))),
    ),
  };
}

function vintage(x) {
  const match = (table) =>
    table.columns.map((_, c) => sum(Object.values(table.products).map((row) => row[c])) === table.total[c]);
  const through = x.old.columns.indexOf(x.old.data_through) + 1;
  const before = (row) => sum((row ?? []).slice(0, through));
  const between = Object.entries(x.new.products).map(([name, row]) => [name, row[0] - before(x.old.products[name])]);
  return {
    product_sums_match_old: match(x.old),
    product_sums_match_new: match(x.new),
    regional_sum_difference: x.regional_sum_old_first_column - x.old.total[0],
    delivered_between: { ...Object.fromEntries(between), total: x.new.total[0] - before(x.old.total) },
    planned_after_data_old: sum(x.old.total.slice(through)),
    trays_new: Object.fromEntries(
      Object.entries(x.doses_per_tray).map(([name, doses]) => [
        name,
        x.new.products[name].map((value) => (value % doses ? null : value / doses)),
      ]),
    ),
    realisation_first_column_new: x.quarter_forecasts.map(({ product, doses }) => x.new.products[product][0] / doses),
  };
}

function backOut({ cuts, multiples }) {
  const before = cuts.map(({ after, cut }) => q.div(q.parse(after), q.sub(q.parse(1), q.parse(cut))));
  const half = q.ratio(1, 2);
  return {
    before: before.map(q.number),
    nearest_multiple: multiples.map((m) =>
      before.map((one) => Number(q.floor(q.add(q.div(one, q.parse(m)), half))) * m),
    ),
  };
}

function feasibility({ supply, first_doses, min_weeks: min, max_weeks: max, capacity, horizon }) {
  const first = range(horizon).map((t) => first_doses[t] ?? 0);
  const crowded = range(horizon).find((t) => first[t] > capacity[t]);
  if (crowded !== undefined) return { feasible: false, reason: "kapacitet", week: crowded };
  const left = [...first];
  const second = first.map(() => 0);
  for (let week = horizon - 1; week >= 0; week--) {
    let room = capacity[week] - first[week];
    for (let t = horizon - 1; t >= 0; t--) {
      if (week < t + min || week > t + max) continue;
      const placed = Math.min(room, left[t]);
      left[t] -= placed;
      second[week] += placed;
      room -= placed;
    }
  }
  const unserved = left.findIndex((doses) => doses > 0);
  if (unserved >= 0) return { feasible: false, reason: "kapacitet", release_week_of_unserved: unserved + min };
  let stock = 0;
  for (let week = 0; week < horizon; week++) {
    stock += supply[week] - first[week] - second[week];
    if (stock < 0) return { feasible: false, reason: "vaccin", week, short: -stock, second };
  }
  return { feasible: true, second };
}

function safeFirst({ stock_now, planned_supply_from_now: S, committed_second_doses: C, interval_weeks }) {
  const allowed = S.map((_, t) => {
    const top = stock_now + sum(S.slice(1, t + 1)) - sum(C.slice(0, t + 1));
    return top < 0 ? -1 : Math.floor(top / (t < interval_weeks ? 1 : 2));
  });
  const least = Math.min(...allowed);
  return { max_first: Math.max(0, least), binding_week: allowed.indexOf(least), commitments_coverable: least >= 0 };
}

function goalWeek({ persons, two_dose_supply: two, one_dose_supply: one, interval_weeks: L, capacity }) {
  const T = two.length;
  const due = two.map(() => 0);
  const result = { first_dose_goal_week: null, fully_week: null, first: [], second: [], one_dose: [] };
  let [left, stock, single, owed] = [persons, 0, 0, 0];
  for (let week = 0; week < T; week++) {
    stock += two[week];
    single += one[week];
    owed += due[week];
    const second = Math.min(owed, stock, capacity);
    owed -= second;
    stock -= second;
    const given = Math.min(single, left, capacity - second);
    single -= given;
    left -= given;
    let first = 0;
    if (owed === 0 && week + L < T) {
      const { max_first } = safeFirst({
        stock_now: stock,
        planned_supply_from_now: [0, ...two.slice(week + 1)],
        committed_second_doses: [0, ...due.slice(week + 1)],
        interval_weeks: L,
      });
      first = Math.min(max_first, left, capacity - second - given);
      due[week + L] += first;
    }
    stock -= first;
    left -= first;
    result.first.push(first);
    result.second.push(second);
    result.one_dose.push(given);
    if (left === 0) {
      result.first_dose_goal_week ??= week;
      if (owed === 0 && sum(due.slice(week + 1)) === 0) result.fully_week ??= week;
    }
  }
  return result;
}

function capacityGap({ supply, capacity_per_week: capacity }) {
  let left = 0;
  const result = { given: [], unused_capacity: [], vaccine_left: [] };
  for (const doses of supply) {
    const given = Math.min(capacity, left + doses);
    left += doses - given;
    result.given.push(given);
    result.unused_capacity.push(capacity - given);
    result.vaccine_left.push(left);
  }
  return result;
}

const day = (text) => Date.parse(`${text}T00:00:00Z`) / 86400000;
const MONDAY = (label) => {
  const [year, number] = label.split("-W").map(Number);
  const january4 = day(`${year}-01-04`);
  return january4 - ((new Date(january4 * 86400000).getUTCDay() + 6) % 7) + 7 * (number - 1);
};

export const SECOND_FORECAST = {
  forecast_as_of: asOf,
  forecast_metrics: metrics,
  report_arithmetic: arithmetic,
  quantiles,
  wis,
  vintage_reconciliation: vintage,
  back_out_cut: backOut,
  last_first_dose_date: ({ goal, intervals_weeks }) =>
    intervals_weeks.map((weeks) => new Date((day(goal) - 7 * weeks) * 86400000).toISOString().slice(0, 10)),
  second_dose_feasibility: (rows) => rows.map(feasibility),
  max_first_doses_now: (rows) => rows.map(safeFirst),
  goal_week: goalWeek,
  capacity_gap: capacityGap,
  iso_week_difference: (pairs) => pairs.map(([a, b]) => (MONDAY(b) - MONDAY(a)) / 7),
};
