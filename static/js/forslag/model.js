/**
 * A proposal as the server tells it, and what can be said about it without asking again. Pure: data in, data out.
 */

/** @typedef {import("../lib/cover.js").Cover} Cover */
/**
 * @typedef {object} Line
 * @property {number} line_number
 * @property {string} article
 * @property {string} from
 * @property {string} to
 * @property {number} packs
 * @property {number} computed_packs
 * @property {number} pieces
 * @property {number} distance_km
 * @property {{ packs: number, expires_on: string | null }[]} lots
 * @property {string | null} covers_for
 * @property {Cover} giver_before
 * @property {Cover} giver_after
 * @property {Cover} receiver_before
 * @property {Cover} receiver_after
 * @property {boolean} strict_holds
 * @property {boolean} breaks_floor
 * @property {boolean} floor_confirmed
 * @property {string | null} floor_confirmed_by_name
 * @property {string | null} filter_note
 * @property {string | null} change_reason
 * @property {string | null} changed_by_name
 * @property {"proposed" | "agreed" | "changed" | "declined"} state
 * @property {string | null} decision_reason
 * @property {string[]} sentences_sv
 * @property {string[]} sentences_en
 */
/**
 * @typedef {object} Position
 * @property {string} municipality
 * @property {number | null} stock
 * @property {string | null} use_per_day
 * @property {number} safety_days
 * @property {string | null} report_week
 * @property {number | null} report_age_days
 * @property {boolean} may_give
 * @property {boolean} may_receive
 * @property {number} net_packs
 * @property {number} computed_net_packs
 * @property {number} strict_net_packs
 * @property {number} baseline_net_packs
 * @property {Cover} cover_before
 * @property {Cover} cover_after
 * @property {Cover} cover_after_baseline
 * @property {number} missing_to_safety_packs
 * @property {number} missing_to_target_packs
 * @property {boolean} below_floor
 */
/**
 * @typedef {object} Article
 * @property {string} code
 * @property {string} name_sv
 * @property {string} name_en
 * @property {"piece" | "litre"} unit
 * @property {number} pack_size
 * @property {number} packs_moved
 * @property {number | null} solidarity_line_days
 * @property {Cover} worst_before
 * @property {Cover} worst_after
 * @property {Position[]} positions
 */
/** @typedef {{ lanes: number, packs: number, pack_km: number, worst_cover_after: Cover, red_after: number }} Side */
/**
 * @typedef {object} Proposal
 * @property {string} proposal_id
 * @property {{ code: string, name: string }} county
 * @property {string} week
 * @property {"draft" | "presented" | "decided"} state
 * @property {string} as_of
 * @property {string} created_at
 * @property {string} created_by_name
 * @property {boolean} strict_rule
 * @property {string} algorithm
 * @property {string} input_sha256
 * @property {string} result_sha256
 * @property {Record<string, any>} policy
 * @property {{ counted: number, missing: number, oldest_age_days: number | null }} reports
 * @property {Side & { lanes_bound: number | null, worst_cover_before: Cover, red_before: number, baseline: Side }} summary
 * @property {Article[]} articles
 * @property {{ code: string, name: string, latitude_udeg: number, longitude_udeg: number }[]} municipalities  seats in millionths of a degree
 * @property {Line[]} lines
 * @property {{ article: string, from: string, to: string, packs: number, reason: string }[]} dropped
 * @property {{ municipality: string, article: string, missing_to_safety_packs: number, missing_to_target_packs: number,
 *   pieces_to_target: number, cover_after: Cover, acute: boolean }[]} escalation
 * @property {string | null} presented_at
 * @property {string | null} decided_at
 * @property {string | null} decision_maker
 * @property {string | null} reference_number
 */
/** @typedef {{ municipality: string, article: string, before: Cover, after: Cover }} Effect */

/** Name of a municipality by its code. @param {Proposal} proposal @param {string} code */
export const placeName = (proposal, code) => proposal.municipalities.find((place) => place.code === code)?.name ?? code;

/** @param {Proposal} proposal @param {string} code @returns {Article} */
export function articleOf(proposal, code) {
  const unknown = { code, name_sv: code, name_en: code, unit: /** @type {const} */ ("piece"), pack_size: 1, packs_moved: 0 };
  return proposal.articles.find((article) => article.code === code) ??
    /** @type {any} */ ({ ...unknown, positions: [], solidarity_line_days: null });
}

/**
 * What the proposal is counted on: how many municipalities have reported its week, who stands on an older report, who on none.
 * @param {Proposal} proposal
 * @returns {{ counted: number, all: number, older: { code: string, name: string, week: string }[], missing: { code: string, name: string }[] }}
 */
export function reportsOf(proposal) {
  /** @type {Map<string, string>} */
  const weeks = new Map();
  for (const { municipality, report_week: week } of proposal.articles.flatMap((article) => article.positions)) {
    if (week !== null && week > (weeks.get(municipality) ?? "")) weeks.set(municipality, week);
  }
  const placed = proposal.municipalities.map(({ code, name }) => ({ code, name, week: weeks.get(code) ?? "" }));
  const older = placed.filter(({ week }) => week !== "" && week < proposal.week);
  const missing = placed.filter(({ week }) => week === "");
  return { counted: placed.length - older.length - missing.length, all: placed.length, older, missing };
}

/** Whether the receiver ends above the target: a pack is never split. @param {Proposal} proposal @param {Line} line */
export const aboveTarget = (proposal, line) =>
  moves(line) && line.receiver_after.kind === "days" && line.receiver_after.days !== null && line.receiver_after.days > proposal.policy.target_days;

/** Lines that still move something: a declined one does not. @param {Line} line */
export const moves = (line) => line.state !== "declined" && line.packs > 0;

/**
 * What the reader may do with the proposal as it stands.
 * @param {Proposal} proposal
 * @param {(action: string) => boolean} can
 * @param {string | null} area  code of the reader's own municipality or county
 * @returns {{ change: boolean, present: boolean, decide: boolean, confirmFor: string | null }}
 */
export function rights(proposal, can, area) {
  const draft = proposal.state === "draft";
  const isGiver = area !== null && proposal.municipalities.some((place) => place.code === area);
  return {
    change: draft && can("proposal.change"),
    present: draft && can("proposal.change"),
    decide: proposal.state === "presented" && can("proposal.decide"),
    confirmFor: draft && isGiver && can("proposal.confirm_floor") ? area : null,
  };
}

/** @param {Cover} one @param {Cover} other */
const sameCover = (one, other) => one.kind === other.kind && one.exact === other.exact && one.days === other.days;

/**
 * Whose cover differs between two states of the same proposal.
 * @param {Proposal} before @param {Proposal} after
 * @returns {Effect[]}
 */
export function effectsOf(before, after) {
  /** @type {Map<string, Cover>} */
  const covers = new Map();
  for (const article of before.articles) {
    for (const position of article.positions) covers.set(`${article.code}/${position.municipality}`, position.cover_after);
  }
  /** @type {Effect[]} */
  const effects = [];
  for (const article of after.articles) {
    for (const position of article.positions) {
      const was = covers.get(`${article.code}/${position.municipality}`);
      if (was && !sameCover(was, position.cover_after)) {
        effects.push({ municipality: position.municipality, article: article.code, before: was, after: position.cover_after });
      }
    }
  }
  return effects;
}

/**
 * Lines joined into transports: one for each way between two places, articles together.
 * @param {Line[]} lines
 * @returns {{ from: string, to: string, km: number, lines: Line[], packs: number }[]}
 */
export function transportsOf(lines) {
  /** @type {Map<string, { from: string, to: string, km: number, lines: Line[], packs: number }>} */
  const transports = new Map();
  for (const line of lines.filter(moves)) {
    const key = `${line.from}>${line.to}`;
    const transport = transports.get(key) ?? { from: line.from, to: line.to, km: line.distance_km, lines: [], packs: 0 };
    transport.lines.push(line);
    transport.packs += line.packs;
    transports.set(key, transport);
  }
  return [...transports.values()].sort((a, b) => b.packs - a.packs || a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
}

/** Packs received minus packs given, by place. @param {Line[]} lines @returns {Map<string, number>} */
export function netPacks(lines) {
  const net = new Map();
  for (const line of lines.filter(moves)) {
    net.set(line.from, (net.get(line.from) ?? 0) - line.packs);
    net.set(line.to, (net.get(line.to) ?? 0) + line.packs);
  }
  return net;
}

/** The first line that the committee has not yet decided, from a place onwards and around. @param {Line[]} lines @param {number} from */
export function nextUndecided(lines, from) {
  for (let step = 0; step < lines.length; step += 1) {
    const at = (from + step) % lines.length;
    if (lines[at].state === "proposed") return at;
  }
  return -1;
}

/** Escalation by municipality, those with an acute need first. @param {Proposal} proposal @param {(a: string, b: string) => number} compareNames */
export function escalationByPlace(proposal, compareNames) {
  /** @type {Map<string, Proposal["escalation"]>} */
  const places = new Map();
  for (const need of proposal.escalation) places.set(need.municipality, [...(places.get(need.municipality) ?? []), need]);
  return [...places.entries()]
    .map(([code, needs]) => ({ code, name: placeName(proposal, code), needs, acute: needs.some((need) => need.acute) }))
    .sort((a, b) => Number(b.acute) - Number(a.acute) || compareNames(a.name, b.name));
}
