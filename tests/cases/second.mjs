// A second, deliberately plain implementation of the computations: every rule as it is worded, one pack at a time.
// It knows nothing of limits and refusals; it is only ever given inputs that are right and small.

import * as q from "./ratio.mjs";

const known = (...values) => values.every((value) => value !== null);
const whole = (big) => Number(big);
const byKey = (key) => (a, b) => key(a) - key(b);

export function cover(stock, use) {
  if (!known(stock, use)) return null;
  const [s, b] = [q.parse(stock), q.parse(use)];
  if (b.n === 0n) return s.n > 0n ? "inf" : "ej_anvand";
  return q.div(s, b);
}
const printed = (value) => (value !== null && typeof value === "object" ? q.show(value) : value);

function coverStatus({ thresholds_days: limits, max_report_age_days: oldest, rows }) {
  return rows.map(({ stock, use_per_day, report_age_days: age }) => {
    const days = cover(stock, use_per_day);
    const below = (limit) => q.cmp(days, q.parse(limit)) < 0;
    let status = "grön";
    if (days === null || age === null || age > oldest) status = "grå";
    else if (days === "ej_anvand") status = "ej_aktuell";
    else if (days !== "inf")
      status = below(limits.akut) ? "akut" : below(limits.rod) ? "röd" : below(limits.gul) ? "gul" : "grön";
    return { cover_days: printed(days), status };
  });
}

function median(values) {
  const sorted = [...values].sort(q.cmp);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : q.div(q.add(sorted[half - 1], sorted[half]), q.parse(2));
}

function burnRate({ weekly_use, alpha, window }) {
  const a = q.parse(alpha);
  return weekly_use.map((weeks) => {
    const values = weeks
      .filter((week) => week !== null)
      .slice(-window)
      .map((week) => q.parse(week));
    if (values.length === 0) return { per_day: null, outlier_indices_in_last_8: [] };
    const m = median(values);
    const distances = values.map((value) => q.max(q.sub(value, m), q.sub(m, value)));
    const sigma = q.max(q.mul(q.parse("1.4826"), median(distances)), q.div(m, q.parse(10)));
    const [low, high] = [q.sub(m, q.mul(q.parse(3), sigma)), q.add(m, q.mul(q.parse(3), sigma))];
    const clipped = values.map((value) => q.min(q.max(value, low), high));
    const z = clipped.reduce((sum, value) => q.add(q.mul(a, value), q.mul(q.sub(q.parse(1), a), sum)), m);
    return {
      per_day: q.show(q.div(q.max(median(clipped.slice(-4)), z), q.parse(7))),
      outlier_indices_in_last_8: values.flatMap((value, i) =>
        q.cmp(value, low) < 0 || q.cmp(value, high) > 0 ? [i] : [],
      ),
    };
  });
}

function impliedUse(rows) {
  return rows.map(({ prev, received, transfers_in, transfers_out, discarded, now, reported_use: said }) => {
    if (!known(prev, received, transfers_in, transfers_out, discarded, now)) return { implied: null, flag: null };
    const [start, in1, in2, out1, out2, end] = [prev, received, transfers_in, transfers_out, discarded, now].map(
      BigInt,
    );
    const implied = start + in1 + in2 - out1 - out2 - end;
    const away = said === null ? 0n : implied > BigInt(said) ? implied - BigInt(said) : BigInt(said) - implied;
    const far = said !== null && 4n * away > BigInt(said);
    return {
      implied: whole(implied),
      flag: implied < 0n ? "negativ_forbrukning" : far ? "avviker_fran_rapporterad" : null,
    };
  });
}

/** Usable pieces of lots [quantity, days]. */
function usable(use, lots) {
  return [...lots]
    .sort(byKey((lot) => lot[1]))
    .reduce((u, [quantity, days]) => q.min(q.add(u, q.parse(quantity)), q.mul(use, q.parse(days))), q.ZERO);
}
const total = (lots) => lots.reduce((sum, lot) => q.add(sum, q.parse(lot[0])), q.ZERO);

function effectiveStock(rows) {
  return rows.map(({ use_per_day, lots }) => {
    const use = q.parse(use_per_day);
    const u = usable(use, lots);
    return { usable: q.show(u), wasted: q.show(q.sub(total(lots), u)), cover_days: q.show(q.div(u, use)) };
  });
}

function runoutDay(rows) {
  return rows.map(({ stock, use_per_day, deliveries, horizon }) => {
    const use = q.parse(use_per_day);
    if (use.n === 0n) return null;
    // The day that everything had by now is used up; a delivery helps if it comes no later than that.
    let [pieces, end] = [q.parse(stock), null];
    for (const { day, qty } of [...deliveries].sort(byKey((one) => one.day))) {
      if (q.cmp(q.div(pieces, use), q.parse(day)) < 0) break;
      pieces = q.add(pieces, q.parse(qty));
    }
    end = q.div(pieces, use);
    return q.cmp(end, q.parse(horizon)) < 0 ? q.show(end) : null;
  });
}

const staleStock = (rows) =>
  rows.map(({ stock, use_per_day, age_days }) =>
    known(stock, use_per_day)
      ? q.show(q.max(q.ZERO, q.sub(q.parse(stock), q.mul(q.parse(use_per_day), q.parse(age_days)))))
      : null,
  );

const missing = (level, use, stock, pack) => {
  const packs = q.ceil(q.div(q.sub(q.mul(q.parse(level), use), stock), q.parse(pack)));
  return packs > 0n ? packs : 0n;
};

const needPacks = (rows) =>
  rows.map(({ stock, use_per_day, target_days, pack, confirmed_inbound }) =>
    whole(missing(target_days, q.parse(use_per_day), q.parse(BigInt(stock) + BigInt(confirmed_inbound)), pack)),
  );

// --- redistribution ---

/** places {stock, use, safety, give, receive}; stock or use null: unknown. limits: H that the strict rule lowers. */
function bounds(places, pack, target) {
  return places.map(({ stock, use, safety, give, receive }) => {
    if (!known(stock, use)) return { G: 0n, H: 0n };
    const kept = q.floor(q.div(q.sub(stock, q.mul(safety, use)), q.parse(pack)));
    const packs = q.floor(q.div(stock, q.parse(pack)));
    const G = kept < packs ? kept : packs;
    return { G: give && G > 0n ? G : 0n, H: receive && use.n > 0n ? missing(target, use, stock, pack) : 0n };
  });
}

const after = (place, k, pack) => q.add(place.stock, q.parse(k * BigInt(pack)));
const limit = (place, k, pack, target) =>
  place.use.n === 0n ? q.parse(target) : q.min(q.parse(target), q.div(after(place, k, pack), place.use));

function pooled(places, pack, target, G, H) {
  const k = G.map((packs) => -packs);
  let pot = G.reduce((sum, packs) => sum + packs, 0n);
  const first = (candidates, order) =>
    candidates.reduce((best, i) => (best === null || order(i, best) < 0 ? i : best), null);
  const level = (i) => q.div(after(places[i], k[i], pack), places[i].use);
  const indices = places.map((_, i) => i);
  for (; pot > 0n; pot--) {
    const open = indices.filter(
      (i) =>
        known(places[i].stock, places[i].use) &&
        places[i].use.n > 0n &&
        k[i] < H[i] &&
        q.cmp(level(i), q.parse(target)) < 0,
    );
    const i = first(
      open,
      (a, b) =>
        q.cmp(level(a), level(b)) ||
        q.cmp(limit(places[b], k[b] + 1n, pack, target), limit(places[a], k[a] + 1n, pack, target)) ||
        Number(k[b] < 0n) - Number(k[a] < 0n) ||
        q.cmp(places[b].use, places[a].use) ||
        a - b,
    );
    if (i === null) break;
    k[i]++;
  }
  for (; pot > 0n; pot--) {
    const noUse = (i) => Number(places[i].use.n === 0n);
    const i = first(
      indices.filter((j) => k[j] < 0n),
      (a, b) =>
        noUse(a) - noUse(b) ||
        (noUse(a) ? 0 : q.cmp(level(a), level(b))) ||
        q.cmp(places[b].use, places[a].use) ||
        a - b,
    );
    k[i]++;
  }
  return k;
}

function strict(places, pack, target, G, H) {
  const limits = [...H];
  for (;;) {
    const k = pooled(places, pack, target, G, limits);
    const truncated = (i) => limit(places[i], k[i], pack, target);
    const indices = places.map((_, i) => i).filter((i) => known(places[i].stock, places[i].use));
    const lowest = indices
      .filter((i) => k[i] < 0n)
      .map(truncated)
      .sort(q.cmp)[0];
    const above = indices.filter((i) => k[i] > 0n && lowest !== undefined && q.cmp(truncated(i), lowest) > 0);
    if (above.length === 0) return k;
    const [highest] = above.sort(
      (a, b) => q.cmp(truncated(b), truncated(a)) || q.cmp(places[a].use, places[b].use) || b - a,
    );
    limits[highest] = k[highest] - 1n;
  }
}

function line(places, target) {
  const of = (theta) => {
    let [need, surplus] = [0, 0];
    for (const { stock, use, safety, give, receive } of places) {
      if (!known(stock, use)) continue;
      if (receive) need += Math.max(0, theta * q.number(use) - q.number(stock));
      if (give) surplus += Math.max(0, q.number(stock) - Math.max(theta, q.number(safety)) * q.number(use));
    }
    return surplus - need;
  };
  if (of(target) >= 0) return target;
  let [low, high] = [0, target];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (of(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}

/** Fewest lanes, then least pack-km. A plan with the fewest lanes is a forest, so some place sends or gets all on one lane. */
export function lanes(net, km, known_ = new Map()) {
  const key = net.join();
  if (net.every((packs) => packs === 0)) return [0, 0];
  if (known_.has(key)) return known_.get(key);
  let best = null;
  for (const [from, gives] of net.entries()) {
    for (const [to, takes] of net.entries()) {
      if (gives >= 0 || takes <= 0) continue;
      const packs = Math.min(-gives, takes);
      const rest = [...net];
      rest[from] += packs;
      rest[to] -= packs;
      const [more, cost] = lanes(rest, km, known_);
      const plan = [more + 1, cost + packs * km[from][to]];
      if (best === null || plan[0] < best[0] || (plan[0] === best[0] && plan[1] < best[1])) best = plan;
    }
  }
  known_.set(key, best);
  return best;
}

function redistribute({ pack, target_days: target, safety_days: common, municipalities, distance_km: distances }) {
  const places = municipalities.map(({ stock, use_per_day, safety_days, give = true, receive = true }) => ({
    stock: stock === null ? null : q.parse(stock),
    use: use_per_day === null ? null : q.parse(use_per_day),
    safety: q.parse(safety_days ?? common),
    give,
    receive,
  }));
  const sizes = bounds(places, pack, target);
  const [G, H] = [sizes.map((size) => size.G), sizes.map((size) => size.H)];
  const k = pooled(places, pack, target, G, H);
  const days = (place, packs) =>
    known(place.stock, place.use) && place.use.n > 0n ? q.show(q.div(after(place, packs, pack), place.use)) : null;
  const moves = (net) =>
    municipalities.map(({ id }, i) => ({
      id,
      net_packs: whole(net[i]),
      cover_before: days(places[i], 0n),
      cover_after: days(places[i], net[i]),
    }));
  const moved = whole(k.reduce((sum, packs) => sum + (packs > 0n ? packs : 0n), 0n));
  const escalation = {};
  for (const [i, place] of places.entries()) {
    if (!known(place.stock, place.use)) continue;
    const left = after(place, k[i], pack);
    const packs = missing(target, place.use, left, pack);
    if (packs > 0n)
      escalation[municipalities[i].id] = {
        to_safety: whole(missing(place.safety.n, place.use, left, pack)),
        to_target: whole(packs),
      };
  }
  const result = {
    result: moves(k),
    packs_moved: moved,
    solidarity_line_days: moved > 0 ? line(places, target) : null,
    truncated_cover_sorted: places
      .flatMap((place, i) => (known(place.stock, place.use) ? [limit(place, k[i], pack, target)] : []))
      .sort(q.cmp)
      .map(q.show),
    escalation_packs: escalation,
    strict_mode: moves(strict(places, pack, target, G, H)),
  };
  if (distances) {
    const net = distances.order.map((id) => whole(k[municipalities.findIndex((one) => one.id === id)]));
    const [count, km] = net.filter((packs) => packs !== 0).length > 12 ? [null, null] : lanes(net, distances.matrix);
    Object.assign(result, { fewest_lanes: count, least_pack_km_given_fewest_lanes: km });
  }
  return result;
}

function batch({ instances }) {
  return instances.map(({ pack, target_days, municipalities }) => {
    const named = municipalities.map((row, i) => ({ id: String(i), ...row }));
    const { result, truncated_cover_sorted, packs_moved } = redistribute({ pack, target_days, municipalities: named });
    return { net_packs: result.map((move) => move.net_packs), truncated_cover_sorted, packs_moved };
  });
}

function large({ pack, target_days, safety_days, municipalities }) {
  const rows = municipalities.map(([stock, use_per_day]) => ({ stock, use_per_day, safety_days }));
  const [{ net_packs, truncated_cover_sorted: covers, packs_moved }] = batch({
    instances: [{ pack, target_days, municipalities: rows }],
  });
  const below = (level) => covers.filter((cover) => q.cmp(q.parse(cover), q.parse(level)) < 0).length;
  return {
    min_cover_after: covers[0],
    municipalities_below_target_after: below(target_days),
    below_safety_after: below(safety_days),
    packs_moved,
    givers: net_packs.filter((packs) => packs < 0).length,
    receivers: net_packs.filter((packs) => packs > 0).length,
    net_packs,
  };
}

function transportPlan({ net_packs, distance_km }) {
  const [count, km] = lanes(net_packs, distance_km);
  return { lanes: count, pack_km: km };
}

function substitution({ target_days, municipalities }) {
  return Object.fromEntries(
    municipalities.map(({ id, ffp3_stock, ffp3_use, ffp2_stock, ffp2_use }) => {
      const surplus = Math.max(0, ffp3_stock - target_days * ffp3_use);
      return [
        id,
        {
          ffp3_cover: printed(cover(ffp3_stock, ffp3_use)),
          ffp3_surplus_over_target: surplus,
          ffp2_effective_cover: printed(cover(ffp2_stock + surplus, ffp2_use)),
        },
      ];
    }),
  );
}

function fefoGift({ giver, receiver, pack, packs_to_give, transport_days }) {
  const left = giver.lots.map((lot) => ({ ...lot }));
  let [toGive, pieces] = [packs_to_give, 0];
  const lots = [];
  for (const lot of [...left].sort(byKey((one) => one.days_to_expiry))) {
    const room = receiver.use_per_day * Math.max(0, lot.days_to_expiry - transport_days) - pieces;
    const packs = Math.min(toGive, Math.floor(lot.qty / pack), Math.floor(room / pack));
    if (packs <= 0) continue;
    lots.push({ id: lot.id, packs });
    toGive -= packs;
    pieces += packs * pack;
    lot.qty -= packs * pack;
  }
  const wasted = (rows) => {
    const pairs = rows.map((lot) => [lot.qty, lot.days_to_expiry]);
    return whole(q.sub(total(pairs), usable(q.parse(giver.use_per_day), pairs)).n);
  };
  // The receiver uses the gift first and was only given what it can use in time: nothing of it is wasted there.
  return { lots, usable_at_receiver: pieces, wasted_without_gift: wasted(giver.lots), wasted_after: wasted(left) };
}

function proposalFilters({ min_packs_per_lane, min_gain_days, ping_pong_weeks, candidates }) {
  return candidates.map(({ packs, receiver_gain_days, receiver_before_days, giver_last_received_weeks_ago: ago }) => {
    if (ago !== null && ago <= ping_pong_weeks) return "drop_ping_pong";
    if (packs >= min_packs_per_lane && receiver_gain_days >= min_gain_days) return "keep";
    if (receiver_before_days < 7) return "keep_receiver_short";
    return packs < min_packs_per_lane ? "drop_min_packs" : "drop_min_gain";
  });
}

function normCap({ norm_per_day, kappa, reported, stock }) {
  const cap = q.mul(q.parse(kappa), q.parse(norm_per_day));
  const used = reported.map((rate) => q.min(q.parse(rate), cap));
  return {
    used_rate: used.map(q.show),
    cover_days: used.map((rate) => printed(cover(stock, q.show(rate)))),
    flag: reported.map((rate) => q.cmp(q.parse(rate), cap) > 0),
  };
}

export const SECOND = {
  cover_status: coverStatus,
  burn_rate: burnRate,
  implied_use: impliedUse,
  effective_stock: effectiveStock,
  runout_day: runoutDay,
  stale_stock: staleStock,
  need_packs: needPacks,
  redistribute,
  redistribute_batch: batch,
  redistribute_large: large,
  transport_plan: transportPlan,
  substitution,
  fefo_gift: fefoGift,
  proposal_filters: proposalFilters,
  norm_cap: normCap,
};
