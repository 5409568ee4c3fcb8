/**
 * Shapes of allocations as the API gives them, and what is read out of them.
 */

/** @typedef {"draft" | "decided" | "delivered" | "replaced"} State */
/**
 * @typedef {{ county: string, weight: number, share_percent: number, balance_before_doses: number, released_doses?: number, right_doses: number,
 *   waived_doses: number, second_packs: number, second_short: number, cap_packs: number | null, cap_mode: "" | "defer" | "forgo", cap_reason: string,
 *   rule_packs: number, key_packs: number, advance_packs: number, minimum_refused?: boolean, packs: number, vials: number, doses: number,
 *   largest_remainder_packs: number, webster_packs: number, weekly_packs: number, balance_after_doses: number, parked_doses?: number, reason: string,
 *   difference_packs: number | null, delivered_doses: number | null, confirmed_doses: number | null, unusable: boolean, sentence_sv: string, sentence_en: string,
 *   next_sv: string, next_en: string }} Line
 */
/**
 * @typedef {{ allocation_id: string, state: State, product: string, week: string,
 *   source: { kind: "forecast" | "delivery" | "manual", document_id: string | null, source: string, issued_at: string | null, forecast_seq: number | null,
 *     doses: number, certainty: string | null },
 *   known_at: string, key: { key_id: string, name: string, decision_number: number }, doses_per_vial: number, pack_doses: number, source_doses: number,
 *   left_doses: number, packs: number, doses: number, committed_second_packs: number, served_second_packs: number, key_packs: number,
 *   surplus_packs: number, rule: string, promise_kept: boolean, usable: boolean, minimum_one_pack: boolean, input_sha256: string, result_sha256: string,
 *   replaces: string | null, replaced_by: string | null, reference_number: string | null, decision_maker: string | null, grounds: string | null,
 *   decided_at: string | null, decided_by_name: string | null, created_at: string, lines: Line[], totals: Record<string, number>, promise_note_sv: string, promise_note_en: string,
 *   created_by_name?: string }} Allocation
 */
/**
 * @typedef {{ product: string, week: string, source: "forecast" | "delivery" | "manual", doses: number | null, source_text: string | null,
 *   minimum_one_pack: number, second_doses: "own_first_doses" | "none" | "given", seconds: { county: string, packs: number }[],
 *   limits: { county: string, maximum_packs: number, mode: "defer" | "forgo", reason: string }[], replaces: string | null }} Choices
 */

export const METHODS = /** @type {const} */ (["largest_remainder_packs", "webster_packs", "weekly_packs"]);

/** Sum of the weights. @param {Line[]} lines */
export const weightSum = (lines) => lines.reduce((sum, line) => sum + line.weight, 0);

/** How many regions another method would give something else. @param {Line[]} lines @param {typeof METHODS[number]} method */
export const differing = (lines, method) => lines.filter((line) => line[method] !== line.key_packs).length;
