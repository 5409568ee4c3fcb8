// Random inputs of apportionment, accounts, forecasts and goals, for random.mjs.

const weights = (r, size) => {
  const kind = r.next(4); // few distinct values on purpose: ties, and zeros
  const list = Array.from({ length: size }, () => (kind === 0 ? r.next(4) : kind === 1 ? 1 + r.next(9) : r.next(400)));
  if (list.every((weight) => weight === 0)) list[r.next(size)] = 1;
  return list;
};

const balanced = (r, size, most) => {
  const list = Array.from({ length: size - 1 }, () => r.from(-most, most));
  return [...list, -list.reduce((sum, value) => sum + value, 0)];
};

const weeks = (r, size, count) => {
  let key = weights(r, size);
  let pack = r.from(1, 12);
  return Array.from({ length: count }, (_, i) => {
    if (r.next(4) === 0) key = weights(r, size);
    if (r.next(5) === 0) pack = r.from(1, 12);
    return { week: `2021-W${String(i + 1).padStart(2, "0")}`, weights: key, pack, packs: r.next(8) };
  });
};

const names = (letter, size) => Array.from({ length: size }, (_, i) => `${letter}/${i}`);
const date = (r) => `2021-0${1 + r.next(4)}-${String(1 + r.next(28)).padStart(2, "0")}`;
const label = (r) => `202${r.next(3)}-W${String(1 + r.next(52)).padStart(2, "0")}`;
const decimal = (r) => Number(`${r.next(40) - 12}.${r.next(1000)}`);

const table = (r, products) => {
  const columns = names("k", r.from(1, 5));
  const rows = products.map((name) => [name, columns.map(() => r.next(9) * 10)]);
  const total = columns.map((_, c) => rows.reduce((sum, [, row]) => sum + row[c], 0) + (r.next(4) ? 0 : 5));
  return { data_through: columns[r.next(columns.length)], columns, products: Object.fromEntries(rows), total };
};

export const MAKE_VACCINE = {
  apportion_single: (r) => ({ weights: weights(r, r.from(1, 8)), packs: r.next(40) }),
  apportion_single_edges: (r) => ({
    cases: r.list(1, 20, () => ({ weights: weights(r, r.from(1, 30)), packs: r.next(90) })),
  }),
  apportion_cumulative: (r) => ({ weights: weights(r, r.from(1, 7)), weekly_packs: r.list(1, 25, () => r.next(6)) }),
  entitlement_ledger: (r) => {
    const size = r.from(2, 6);
    const opening = r.next(3) ? balanced(r, size, 12) : names("x", size).map(() => 0);
    return { regions: names("R", size), weeks: weeks(r, size, r.from(1, 6)), opening_balance_doses: opening };
  },
  entitlement_ledger_correction: (r) => {
    const size = r.from(2, 5);
    return {
      weeks: weeks(r, size, r.from(1, 4)),
      opening_balance_doses: balanced(r, size, 60),
      max_correction_per_week_share: ["1/4", "0.1", 1, 0, "1/3"][r.next(5)],
    };
  },
  entitlement_ledger_caps: (r) => {
    const size = r.from(1, 7);
    const input = { weights: weights(r, size), pack: r.from(1, 9), packs: r.next(25) };
    const cap = input.weights.map(() => r.maybe(r.next(9)));
    const room = cap.reduce((sum, one, i) => sum + (input.weights[i] > 0 ? (one ?? input.packs) : 0), 0);
    return { ...input, packs: Math.min(input.packs, room), cap };
  },
  second_dose_commitments: (r) => {
    const size = r.from(1, 7);
    return {
      pack: r.from(1, 1000),
      week: "2021-W03",
      interval_weeks: r.from(1, 4),
      first_dose_packs_by_region: Object.fromEntries(
        ["2020-W52", "2020-W53", "2021-W01"].map((name) => [name, names("R", size).map(() => r.next(6))]),
      ),
      supply_packs: r.next(40),
      key: weights(r, size),
    };
  },
  equal_finish_key: (r) => {
    const groups = names("g", r.from(1, 4));
    const regions = names("R", r.from(1, 5));
    return {
      groups_in_priority_order: groups,
      regions,
      remaining_persons: regions.map(() => groups.map(() => r.next(60))),
      products: r.list(1, 4, (i) => {
        const eligible = groups.filter(() => r.next(2));
        return { name: `p${i}`, first_doses: r.next(200), eligible_groups: eligible.length ? eligible : [groups[0]] };
      }),
    };
  },
  deviation_report: (r) => {
    const [columns, regions] = [names("v", r.from(1, 4)), names("R", r.from(1, 6))];
    return {
      total_doses: r.from(1, 2000),
      columns,
      delivered: Object.fromEntries(regions.map((name) => [name, columns.map(() => r.next(200))])),
      key_percent: Object.fromEntries(regions.filter(() => r.next(3)).map((name) => [name, `${r.next(50)}.${r.next(10)}`])),
      key_rounding_half_width_percent: ["0.05", "1/2", 0][r.next(3)],
      published_column_totals: columns.map(() => r.next(600)),
    };
  },
  deviation_report_packs: (r) => {
    const regions = names("R", r.from(1, 6));
    return {
      weeks: r.list(1, 4, () => ({ week: label(r), trays: Object.fromEntries(regions.map((name) => [name, r.next(9)])) })),
      key_percent: Object.fromEntries(regions.filter(() => r.next(4)).map((name) => [name, `${r.next(40)}.${r.next(10)}`])),
      key_rounding_half_width_percent: ["0.05", 0, 2][r.next(3)],
    };
  },
  forecast_as_of: (r) => ({
    versions: r.list(0, 12, (i) => ({ target: `t${r.next(3)}`, issued: date(r), seq: i + 1, value: r.maybe(r.next(90)) })),
    queries: r.list(1, 9, () => ({ target: `t${r.next(4)}`, when: date(r) })),
  }),
  forecast_metrics: (r) => ({ pairs_forecast_actual: r.list(1, 12, () => [r.next(90), r.next(90)]) }),
  report_arithmetic: (r) => {
    const all = { adults: 500 + r.next(500), one_dose_persons: r.next(200), missing_persons: r.next(300) };
    for (const key of ["expected_jan_feb", "delivered", "az_forecast", "az_delivered", "vaccinations", "first_dose"])
      all[key] = r.next(900);
    for (const key of ["second_dose", "phase1_persons", "capacity_per_week"]) all[key] = r.next(300);
    return Object.fromEntries(Object.entries(all).filter(() => r.next(5)));
  },
  quantiles: (r) => ({
    values: r.list(1, 25, () => decimal(r)),
    probabilities: r.list(0, 5, () => [0, 1, 0.1, 0.5, 0.975][r.next(5)]),
    conformal_alpha: r.list(0, 5, () => [0.1, 0.2, 0.05, 0.5, 0.7, 0.3][r.next(6)]),
  }),
  wis: (r) => ({
    median: decimal(r),
    intervals: r.list(1, 4, () => {
      const lower = decimal(r);
      return { alpha: [0.5, 0.2, 0.05][r.next(3)], lower, upper: lower + r.next(20) };
    }),
    actuals: r.list(1, 6, () => decimal(r)),
  }),
  vintage_reconciliation: (r) => {
    const products = names("p", r.from(1, 4));
    return {
      old: table(r, products.slice(0, r.from(1, products.length))),
      new: table(r, products),
      regional_sum_old_first_column: r.next(200),
      doses_per_tray: Object.fromEntries(products.filter(() => r.next(2)).map((name) => [name, r.from(1, 30)])),
      quarter_forecasts: products.filter(() => r.next(2)).map((product) => ({ product, doses: r.from(1, 90) })),
    };
  },
  back_out_cut: (r) => ({
    cuts: r.list(1, 5, () => ({ after: r.next(5000), cut: ["0.25", "1/3", 0, "0.74", "0.4"][r.next(5)] })),
    multiples: r.list(0, 4, () => r.from(1, 300)),
  }),
  last_first_dose_date: (r) => ({ goal: date(r), intervals_weeks: r.list(1, 5, () => r.next(30)) }),
  second_dose_feasibility: (r) =>
    r.list(1, 20, () => {
      const [min, horizon] = [r.from(1, 3), r.from(6, 9)];
      const max = min + r.next(3);
      const first = r.list(0, horizon - max, () => r.next(9));
      const week = (most) => Array.from({ length: horizon }, () => r.next(most));
      return { supply: week(14), first_doses: first, min_weeks: min, max_weeks: max, capacity: week(16), horizon };
    }),
  max_first_doses_now: (r) =>
    r.list(1, 20, () => {
      const interval = r.from(1, 4);
      const size = interval + r.from(1, 5);
      const row = (most) => Array.from({ length: size }, () => r.next(most));
      const supply = [0, ...row(30).slice(1)];
      return { stock_now: r.next(60), planned_supply_from_now: supply, committed_second_doses: row(28), interval_weeks: interval };
    }),
  goal_week: (r) => {
    const size = r.from(1, 12);
    const row = (most) => Array.from({ length: size }, () => r.next(most));
    const supplies = { two_dose_supply: row(12), one_dose_supply: row(4) };
    return { persons: r.next(40), ...supplies, interval_weeks: r.from(1, 4), capacity: r.next(15) };
  },
  capacity_gap: (r) => ({ supply: r.list(1, 12, () => r.next(90)), capacity_per_week: r.next(60) }),
  iso_week_difference: (r) => r.list(1, 9, () => [label(r), label(r)]),
};
