#include "week_rule.h"

#include "fixed.h"

#include <stdlib.h>

/* The week as it is worked out. Rows are limbs wide. */
struct work {
    const struct week_rule *rule;
    uint64_t *rights; /* T */
    uint64_t *rests;  /* what remains of the right, over rest_unit; then what is above the whole packs */
    uint64_t *states; /* D as packs are handed out one by one */
    uint64_t *trial;  /* the guard's own copy */
    uint64_t *rest_unit;
    uint64_t *scratch, *sum, *owed; /* one number each */
    __int128 *whole;                /* floors */
    bool *out;                      /* has left, or takes no part */
    bool *tried;
    size_t *order;
    int64_t additions;
};

static size_t bits_of(unsigned __int128 value)
{
    size_t bits = 0;
    for (; value != 0; value >>= 1)
        bits++;
    return bits;
}

static size_t greater(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t week_rule_limbs(size_t scale_bits, size_t balance_bits, int64_t packs, int64_t pack, __int128 key_sum,
                       size_t count)
{
    size_t packs_bits = bits_of((unsigned __int128)packs);
    size_t doses_bits = greater(balance_bits, packs_bits + bits_of((unsigned __int128)pack));
    /* Rights are multiplied by a sum of weights or by packs, summed over regions; the rest is signs and doublings. */
    size_t factor_bits = greater(bits_of((unsigned __int128)key_sum), packs_bits);
    return (scale_bits + doses_bits + factor_bits + bits_of(count) + 8) / 64 + 1;
}

static enum outcome work_open(struct arena *arena, const struct week_rule *rule, struct work *ret_work)
{
    size_t row = rule->limbs, all = rule->count * row;
    struct work work = {.rule = rule,
                        .rights = ARENA_ARRAY(arena, all, uint64_t),
                        .rests = ARENA_ARRAY(arena, all, uint64_t),
                        .states = ARENA_ARRAY(arena, all, uint64_t),
                        .trial = ARENA_ARRAY(arena, all, uint64_t),
                        .rest_unit = ARENA_ARRAY(arena, row, uint64_t),
                        .scratch = ARENA_ARRAY(arena, row, uint64_t),
                        .sum = ARENA_ARRAY(arena, row, uint64_t),
                        .owed = ARENA_ARRAY(arena, row, uint64_t),
                        .whole = ARENA_ARRAY(arena, rule->count, __int128),
                        .out = ARENA_ARRAY(arena, rule->count, bool),
                        .tried = ARENA_ARRAY(arena, rule->count, bool),
                        .order = ARENA_ARRAY(arena, rule->count, size_t)};
    if (!work.rights || !work.rests || !work.states || !work.trial || !work.rest_unit || !work.scratch || !work.sum ||
        !work.owed || !work.whole || !work.out || !work.tried || !work.order)
        return BROKEN;
    *ret_work = work;
    return OK;
}

/* Divides what remains of every right by its unit: whole packs, and the rest in place. Returns the packs. */
static __int128 take_floors(struct work *work)
{
    size_t limbs = work->rule->limbs;
    __int128 packs = 0;
    for (size_t i = 0; i < work->rule->count; i++) {
        uint64_t *rest = work->rests + i * limbs;
        bool none = work->out[i] || fixed_negative(rest, limbs);
        work->whole[i] = none ? 0 : fixed_divide(rest, work->rest_unit, limbs, work->scratch);
        packs += work->whole[i];
    }
    return packs;
}

/* What remains of the rights once those who are out have left their deficit to the others: T - owed * weight/sum of
 * weights, over the unit times that sum; or, where nobody who remains has weight, T in proportion, over their sum. Both
 * equal the charge round by round, because every charge is in proportion to the weights. */
static void charge(struct work *work)
{
    const struct week_rule *rule = work->rule;
    size_t limbs = rule->limbs;
    uint64_t weights = 0;
    fixed_set(work->owed, limbs, 0);
    fixed_set(work->sum, limbs, 0);
    for (size_t i = 0; i < rule->count; i++) {
        const uint64_t *right = work->rights + i * limbs;
        if (work->out[i]) {
            fixed_subtract(work->owed, right, limbs);
        } else {
            weights += (uint64_t)rule->weights[i];
            fixed_add(work->sum, right, limbs);
        }
    }
    for (size_t i = 0; i < rule->count; i++) {
        uint64_t *rest = work->rests + i * limbs;
        fixed_copy(rest, work->rights + i * limbs, limbs);
        if (weights == 0) {
            fixed_multiply(rest, limbs, (uint64_t)rule->packs);
            continue;
        }
        fixed_multiply(rest, limbs, weights);
        fixed_copy(work->scratch, work->owed, limbs);
        fixed_multiply(work->scratch, limbs, (uint64_t)rule->weights[i]);
        fixed_subtract(rest, work->scratch, limbs);
    }
    fixed_copy(work->rest_unit, weights == 0 ? work->sum : rule->unit, limbs);
    if (weights != 0)
        fixed_multiply(work->rest_unit, limbs, weights);
}

/* Step 2: those with a negative right leave until nobody remaining is negative. */
static void settle(struct work *work)
{
    const struct week_rule *rule = work->rule;
    for (bool left = true; left;) {
        left = false;
        for (size_t i = 0; i < rule->count; i++)
            if (!work->out[i] && fixed_negative(work->rests + i * rule->limbs, rule->limbs))
                left = work->out[i] = true;
        if (left)
            charge(work);
    }
}

static bool goes_first(const struct work *work, size_t i, size_t j)
{
    const int64_t *weights = work->rule->weights;
    return weights[i] != weights[j] ? weights[i] > weights[j] : i < j;
}

static int by_rest(const void *a, const void *b, void *context)
{
    const struct work *work = context;
    size_t i = *(const size_t *)a, j = *(const size_t *)b, limbs = work->rule->limbs;
    int order = fixed_compare(work->rests + j * limbs, work->rests + i * limbs, limbs);
    return order != 0 ? order : i == j ? 0 : goes_first(work, i, j) ? -1 : 1;
}

/* Steps 1 to 3. */
static void share_out(struct work *work, int64_t *packs)
{
    const struct week_rule *rule = work->rule;
    size_t limbs = rule->limbs;
    for (size_t i = 0; i < rule->count; i++) {
        const uint64_t *balance = rule->balances + i * limbs;
        fixed_copy(work->rights + i * limbs, balance, limbs);
        fixed_add(work->rights + i * limbs, rule->credits + i * limbs, limbs);
        work->out[i] = rule->weights[i] == 0 && fixed_sign(balance, limbs) == 0;
    }
    fixed_copy(work->rests, work->rights, rule->count * limbs);
    fixed_copy(work->rest_unit, rule->unit, limbs);
    __int128 given = take_floors(work);
    if (given > rule->packs) {
        fixed_copy(work->rests, work->rights, rule->count * limbs);
        settle(work);
        given = take_floors(work);
    }
    size_t taking = 0;
    for (size_t i = 0; i < rule->count; i++) {
        packs[i] = (int64_t)work->whole[i];
        if (!work->out[i])
            work->order[taking++] = i;
    }
    qsort_r(work->order, taking, sizeof *work->order, by_rest, work);
    for (size_t i = 0; i < taking && given < rule->packs; i++, given++)
        packs[work->order[i]]++;
}

/* --- the guard --- */

/* All within one pack; then the sum of the negative balances, in work->sum. */
static bool within_a_pack(struct work *work, const uint64_t *states)
{
    size_t limbs = work->rule->limbs;
    fixed_set(work->sum, limbs, 0);
    for (size_t i = 0; i < work->rule->count; i++) {
        fixed_copy(work->scratch, states + i * limbs, limbs);
        if (fixed_negative(work->scratch, limbs)) {
            fixed_negate(work->scratch, limbs);
            fixed_add(work->sum, work->scratch, limbs);
        }
        if (fixed_compare(work->scratch, work->rule->unit, limbs) >= 0)
            return false;
    }
    return true;
}

/* One more pack for everybody by the key: packs that fall due; whether a region with weight is still negative; the sum
 * of the negative balances in work->sum. */
static size_t advance(struct work *work, bool *ret_negative)
{
    const struct week_rule *rule = work->rule;
    size_t limbs = rule->limbs, due = 0;
    *ret_negative = false;
    fixed_set(work->sum, limbs, 0);
    for (size_t i = 0; i < rule->count; i++) {
        uint64_t *state = work->trial + i * limbs;
        fixed_add(state, rule->steps + i * limbs, limbs);
        if (fixed_negative(state, limbs)) {
            *ret_negative = *ret_negative || rule->weights[i] > 0;
            fixed_subtract(work->sum, state, limbs);
        } else if (fixed_compare(state, rule->unit, limbs) >= 0) {
            fixed_subtract(state, rule->unit, limbs);
            due++;
        }
    }
    return due;
}

/* Step 4. Balances sum to 0, so what is due after h packs exceeds h only while the negative ones together are a whole
 * pack or more: sum floor(y) - h = sum of the negative - sum of the fractions of the others. */
static enum outcome guard(struct work *work, const uint64_t *states, bool *ret_passed)
{
    const struct week_rule *rule = work->rule;
    size_t limbs = rule->limbs;
    *ret_passed = within_a_pack(work, states);
    if (!*ret_passed)
        return OK;
    fixed_copy(work->trial, states, rule->count * limbs);
    bool negative = true;
    __int128 due = 0;
    for (int64_t h = 1; negative && fixed_compare(work->sum, rule->unit, limbs) >= 0; h++) {
        due += advance(work, &negative);
        *ret_passed = due <= h;
        if (!*ret_passed)
            return OK;
        work->additions += (int64_t)rule->count;
        if (work->additions > WEEK_RULE_MAX_WORK)
            return TOO_LARGE;
    }
    return OK;
}

/* --- step 5 --- */

/* (u/2 - D)/weight of i below that of j, by cross-multiplication in twice the units. */
static bool due_before(struct work *work, size_t i, size_t j)
{
    const struct week_rule *rule = work->rule;
    size_t limbs = rule->limbs;
    const size_t pair[2] = {i, j};
    uint64_t *sides[2] = {work->scratch, work->sum};
    for (size_t k = 0; k < 2; k++) {
        const uint64_t *state = work->states + pair[k] * limbs;
        fixed_copy(sides[k], rule->unit, limbs);
        fixed_subtract(sides[k], state, limbs);
        fixed_subtract(sides[k], state, limbs);
        fixed_multiply(sides[k], limbs, (uint64_t)rule->weights[pair[1 - k]]);
    }
    int order = fixed_compare(sides[0], sides[1], limbs);
    return order != 0 ? order < 0 : goes_first(work, i, j);
}

/* The next pack: the first candidate in order whose choice passes. ret_found false: none does. */
static enum outcome next_pack(struct work *work, size_t *ret_region, bool *ret_found)
{
    const struct week_rule *rule = work->rule;
    size_t limbs = rule->limbs;
    memset(work->tried, 0, rule->count * sizeof *work->tried);
    *ret_found = false;
    for (;;) {
        size_t best = rule->count;
        for (size_t i = 0; i < rule->count; i++)
            if (!work->tried[i] && rule->weights[i] > 0 && fixed_sign(work->states + i * limbs, limbs) > 0 &&
                (best == rule->count || due_before(work, i, best)))
                best = i;
        if (best == rule->count)
            return OK;
        uint64_t *state = work->states + best * limbs;
        fixed_subtract(state, rule->unit, limbs);
        TRY(guard(work, work->states, ret_found));
        if (*ret_found) {
            *ret_region = best;
            return OK;
        }
        fixed_add(state, rule->unit, limbs);
        work->tried[best] = true;
    }
}

static enum outcome pack_by_pack(struct work *work, int64_t *packs, bool *ret_found)
{
    const struct week_rule *rule = work->rule;
    fixed_copy(work->states, rule->balances, rule->count * rule->limbs);
    memset(packs, 0, rule->count * sizeof *packs);
    *ret_found = true;
    for (int64_t pack = 0; pack < rule->packs && *ret_found; pack++) {
        size_t region = 0;
        for (size_t i = 0; i < rule->count; i++)
            fixed_add(work->states + i * rule->limbs, rule->steps + i * rule->limbs, rule->limbs);
        TRY(next_pack(work, &region, ret_found));
        if (*ret_found)
            packs[region]++;
    }
    return OK;
}

enum outcome week_rule_run(struct arena *arena, const struct week_rule *rule, int64_t *ret_packs,
                           struct week_outcome *ret_outcome)
{
    struct arena_mark mark = arena_mark(arena);
    struct work work;
    TRY(work_open(arena, rule, &work));
    int64_t *redone = ARENA_ARRAY(arena, rule->count, int64_t);
    if (!redone)
        return BROKEN;
    share_out(&work, ret_packs);
    *ret_outcome = (struct week_outcome){0};
    bool passed = true;
    if (!rule->without_guard) {
        for (size_t i = 0; i < rule->count; i++) { /* D' = T - x u */
            uint64_t *state = work.states + i * rule->limbs;
            fixed_copy(work.scratch, rule->unit, rule->limbs);
            fixed_multiply(work.scratch, rule->limbs, (uint64_t)ret_packs[i]);
            fixed_copy(state, work.rights + i * rule->limbs, rule->limbs);
            fixed_subtract(state, work.scratch, rule->limbs);
        }
        TRY(guard(&work, work.states, &passed));
    }
    if (!passed) {
        ret_outcome->guard_used = true;
        TRY(pack_by_pack(&work, redone, &passed));
        ret_outcome->guarantee_broken = !passed;
        if (passed)
            memcpy(ret_packs, redone, rule->count * sizeof *ret_packs);
    }
    arena_reset(arena, mark);
    return OK;
}
