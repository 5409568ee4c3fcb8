/* The exact side of core/account.h: balances as fractions over one common denominator for the length of a week. */
#include "big.h"
#include "core/account.h"
#include "core/apportion.h"
#include "fixed.h"
#include "week_rule.h"
#include "wide.h"

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The week in units of 1/scale dose, scale the least common multiple of the key's sum and all denominators. */
struct scaled {
    struct week_rule rule;
    int64_t *weights; /* without common divisor */
    uint64_t *scale;  /* limbs wide */
    uint64_t key_sum;
};

static enum outcome reduce_key(struct arena *arena, const struct account_exact *week, struct scaled *scaled)
{
    __int128 sum;
    TRY(apportion_sum(week->weights, week->count, &sum));
    uint64_t common = 0;
    for (size_t i = 0; i < week->count; i++)
        common = common_divisor(common, (uint64_t)week->weights[i]);
    scaled->weights = ARENA_ARRAY(arena, week->count, int64_t);
    if (!scaled->weights)
        return BROKEN;
    for (size_t i = 0; i < week->count; i++)
        scaled->weights[i] = week->weights[i] / (int64_t)common;
    sum /= common;
    if (sum > (__int128)1 << 63)
        return TOO_LARGE;
    scaled->key_sum = (uint64_t)sum;
    return OK;
}

/* The scale in a number wide enough for any (one limb for each denominator), and its bits. */
static enum outcome find_scale(struct arena *arena, const struct account_exact *week, const struct rational *balances,
                               struct scaled *scaled, size_t *ret_bits)
{
    size_t room = week->count + 2;
    scaled->scale = ARENA_ARRAY(arena, room, uint64_t);
    if (!scaled->scale)
        return BROKEN;
    scaled->scale[0] = scaled->key_sum;
    size_t used = 1;
    for (size_t i = 0; i < week->count; i++) {
        uint64_t den = (uint64_t)balances[i].den;
        if (den == 1)
            continue;
        fixed_multiply(scaled->scale, used + 1, den / common_divisor(fixed_rest(scaled->scale, used, den), den));
        used += scaled->scale[used] != 0;
    }
    *ret_bits = fixed_bits(scaled->scale, used);
    return OK;
}

/* target = scale * num/den, den a divisor of scale times num's factors. */
static void set_part(uint64_t *target, const struct scaled *scaled, __int128 num, uint64_t den, uint64_t *scratch,
                     uint64_t *quotient)
{
    size_t limbs = scaled->rule.limbs;
    unsigned __int128 rest = 0; /* scale/den, long division by one limb */
    for (size_t i = limbs; i-- > 0;) {
        rest = rest << 64 | scaled->scale[i];
        quotient[i] = (uint64_t)(rest / den);
        rest %= den;
    }
    unsigned __int128 size = num < 0 ? -(unsigned __int128)num : (unsigned __int128)num;
    fixed_copy(target, quotient, limbs);
    fixed_multiply(target, limbs, (uint64_t)size);
    if (size >> 64 != 0) {
        fixed_shift_left(scratch, quotient, limbs, 64);
        fixed_multiply(scratch, limbs, (uint64_t)(size >> 64));
        fixed_add(target, scratch, limbs);
    }
    if (num < 0)
        fixed_negate(target, limbs);
}

static enum outcome scale_week(struct arena *arena, const struct account_exact *week, const struct rational *balances,
                               struct scaled *ret_scaled)
{
    struct scaled scaled = {0};
    size_t bits;
    TRY(reduce_key(arena, week, &scaled));
    TRY(find_scale(arena, week, balances, &scaled, &bits));
    size_t limbs = week_rule_limbs(bits, 64, week->packs, week->pack_doses, scaled.key_sum, week->count);
    uint64_t *scale = ARENA_ARRAY(arena, limbs, uint64_t), *scratch = ARENA_ARRAY(arena, 2 * limbs, uint64_t);
    uint64_t *rows = ARENA_ARRAY(arena, 3 * week->count * limbs, uint64_t), *unit = ARENA_ARRAY(arena, limbs, uint64_t);
    if (!scale || !scratch || !rows || !unit)
        return BROKEN;
    fixed_copy(scale, scaled.scale, (bits + 63) / 64);
    scaled.scale = scale;
    scaled.rule = (struct week_rule){.count = week->count,
                                     .limbs = limbs,
                                     .weights = scaled.weights,
                                     .balances = rows,
                                     .credits = rows + week->count * limbs,
                                     .steps = rows + 2 * week->count * limbs,
                                     .unit = unit,
                                     .packs = week->packs,
                                     .without_guard = week->without_guard};
    set_part(unit, &scaled, week->pack_doses, 1, scratch, scratch + limbs);
    for (size_t i = 0; i < week->count; i++) {
        uint64_t *step = scaled.rule.steps + i * limbs, *credit = scaled.rule.credits + i * limbs;
        set_part(scaled.rule.balances + i * limbs, &scaled, balances[i].num, (uint64_t)balances[i].den, scratch,
                 scratch + limbs);
        set_part(step, &scaled, (__int128)scaled.weights[i] * week->pack_doses, scaled.key_sum, scratch,
                 scratch + limbs);
        fixed_copy(credit, step, limbs);
        fixed_multiply(credit, limbs, (uint64_t)week->packs);
    }
    *ret_scaled = scaled;
    return OK;
}

/* number/scale in lowest terms. number is used up. */
static enum outcome unscale(struct arena *arena, const struct scaled *scaled, uint64_t *number,
                            struct rational *ret_value)
{
    size_t limbs = scaled->rule.limbs;
    bool negative = fixed_negative(number, limbs);
    if (negative)
        fixed_negate(number, limbs);
    size_t number_bits = fixed_bits(number, limbs), scale_bits = fixed_bits(scaled->scale, limbs);
    __int128 num = 0, den = 1;
    if (number_bits <= 126 && scale_bits <= 126) {
        num = (__int128)(limbs > 1 ? (unsigned __int128)number[1] << 64 | number[0] : number[0]);
        den = (__int128)(limbs > 1 ? (unsigned __int128)scaled->scale[1] << 64 | scaled->scale[0] : scaled->scale[0]);
        return rational_make(negative ? -num : num, den, ret_value);
    }
    struct arena_mark mark = arena_mark(arena);
    struct big top = big_open(arena, limbs + 1), bottom = big_open(arena, limbs + 1);
    if (!top.limbs || !bottom.limbs)
        return BROKEN;
    top.count = (number_bits + 63) / 64;
    bottom.count = (scale_bits + 63) / 64;
    fixed_copy(top.limbs, number, top.count);
    fixed_copy(bottom.limbs, scaled->scale, bottom.count);
    bool fits = number_bits == 0 || big_reduce(arena, &top, &bottom, &num, &den);
    arena_reset(arena, mark);
    return fits ? rational_make(negative ? -num : num, den, ret_value) : TOO_LARGE;
}

enum outcome account_exact_week(struct arena *arena, const struct account_exact *week, const struct rational *balances,
                                int64_t *ret_packs, struct rational *ret_balances, struct account_flags *ret_flags)
{
    if (week->pack_doses < 1 || week->packs < 0)
        return INVALID;
    struct arena_mark mark = arena_mark(arena);
    struct scaled scaled;
    struct week_outcome outcome;
    TRY(scale_week(arena, week, balances, &scaled));
    TRY(week_rule_run(arena, &scaled.rule, ret_packs, &outcome));
    size_t limbs = scaled.rule.limbs;
    uint64_t *received = ARENA_ARRAY(arena, limbs, uint64_t);
    if (!received)
        return BROKEN;
    for (size_t i = 0; i < week->count; i++) {
        uint64_t *balance = scaled.rule.balances + i * limbs;
        fixed_copy(received, scaled.rule.unit, limbs);
        fixed_multiply(received, limbs, (uint64_t)ret_packs[i]);
        fixed_add(balance, scaled.rule.credits + i * limbs, limbs);
        fixed_subtract(balance, received, limbs);
        TRY(unscale(arena, &scaled, balance, &ret_balances[i]));
    }
    *ret_flags = (struct account_flags){.guard_used = outcome.guard_used, .guarantee_broken = outcome.guarantee_broken};
    arena_reset(arena, mark);
    return OK;
}

/* A/P of the release: 1 when the share of the doses covers all that is parked. */
static enum outcome release_part(struct rational share, int64_t packs, int64_t pack_doses, struct rational positive,
                                 struct rational *ret_part)
{
    __int128 top;
    bool beyond = __builtin_mul_overflow(share.num * packs, (__int128)pack_doses, &top);
    if (beyond || wide_compare((unsigned __int128)top, (uint64_t)positive.den, (unsigned __int128)positive.num,
                               (uint64_t)share.den) >= 0) {
        *ret_part = rational_int(1);
        return OK;
    }
    struct rational released;
    TRY(rational_make(top, share.den, &released));
    return rational_divide(released, positive, ret_part);
}

enum outcome account_exact_release(size_t count, struct rational share, int64_t packs, int64_t pack_doses,
                                   struct rational *parked, struct rational *ret_released)
{
    struct rational positive = rational_int(0), part = rational_int(0);
    for (size_t i = 0; i < count; i++)
        if (rational_sign(parked[i]) > 0)
            TRY(rational_add(positive, parked[i], &positive));
    if (rational_sign(positive) > 0)
        TRY(release_part(share, packs, pack_doses, positive, &part));
    for (size_t i = 0; i < count; i++) {
        TRY(rational_multiply(parked[i], part, &ret_released[i]));
        TRY(rational_subtract(parked[i], ret_released[i], &parked[i]));
    }
    return OK;
}
