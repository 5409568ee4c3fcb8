#include "core/allocation.h"

#include "core/apportion.h"
#include "fixed.h"
#include "week_rule.h"

#include <stdlib.h>
#include <string.h>

/* What a week may let into the balances of the parked accounts: this part of the doses that follow the key. */
enum { RELEASE_PARTS = 4 };

struct work {
    const struct allocation_input *input;
    struct allocation_line *lines;
    struct account_region *regions;
    int64_t *weights, *right_weights, *parked, *amounts, *more;
    int64_t packs;      /* usable ones */
    int64_t free_packs; /* after second doses */
};

static enum outcome work_open(struct arena *arena, const struct allocation_input *input, struct work *ret_work)
{
    size_t count = input->count;
    if (count == 0 || count > ALLOCATION_MAX_REGIONS || input->pack_doses < 1 || input->vial_doses < 1 ||
        input->pack_doses % input->vial_doses != 0 || input->source_doses < 0)
        return INVALID;
    struct work work = {.input = input,
                        .lines = ARENA_ARRAY(arena, count, struct allocation_line),
                        .regions = ARENA_ARRAY(arena, count, struct account_region),
                        .weights = ARENA_ARRAY(arena, count, int64_t),
                        .right_weights = ARENA_ARRAY(arena, count, int64_t),
                        .parked = ARENA_ARRAY(arena, count, int64_t),
                        .amounts = ARENA_ARRAY(arena, count, int64_t),
                        .more = ARENA_ARRAY(arena, count, int64_t),
                        .packs = input->usable ? input->source_doses / input->pack_doses : 0};
    if (work.lines == NULL || work.regions == NULL || work.weights == NULL || work.right_weights == NULL ||
        work.parked == NULL || work.amounts == NULL || work.more == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++) {
        const struct allocation_region *region = &input->regions[i];
        work.weights[i] = region->weight;
        work.right_weights[i] = region->right_weight;
        work.parked[i] = region->parked_micro;
        work.amounts[i] = region->second_packs;
        if (region->right_weight < 0)
            return INVALID;
    }
    *ret_work = work;
    return OK;
}

static bool keys_agree(const struct work *work)
{
    return memcmp(work->weights, work->right_weights, work->input->count * sizeof *work->weights) == 0;
}

/* Parked accounts into the balances, once nothing more is to be parked. */
static enum outcome release(struct arena *arena, struct work *work)
{
    size_t count = work->input->count;
    struct rational share;
    TRY(rational_make(1, RELEASE_PARTS, &share));
    bool releases = keys_agree(work) && !work->input->parked_stays;
    int64_t doses = releases ? work->free_packs * work->input->pack_doses : 0;
    TRY(account_release(arena, count, share, doses, work->parked, work->amounts));
    for (size_t i = 0; i < count; i++) {
        struct allocation_line *line = &work->lines[i];
        line->parked_before_micro = work->input->regions[i].parked_micro;
        line->released_micro = work->amounts[i];
        if (__builtin_add_overflow(work->input->regions[i].balance_micro, work->amounts[i],
                                   &line->balance_before_micro))
            return TOO_LARGE;
    }
    return OK;
}

static enum outcome follow_accounts(struct arena *arena, struct work *work, struct account_result *ret_result)
{
    const struct allocation_input *input = work->input;
    for (size_t i = 0; i < input->count; i++) {
        const struct allocation_region *region = &input->regions[i];
        work->regions[i] = (struct account_region){
            .weight = region->weight,
            .balance_micro = work->lines[i].balance_before_micro,
            .second_packs = region->second_packs,
            .cap_packs = region->cap_packs,
            .forgoes = region->forgoes,
            .minimum_packs = input->minimum_one_pack && region->weight > 0 && work->more[i] == 0 ? 1 : 0,
        };
    }
    const struct account_week week = {.regions = work->regions,
                                      .count = input->count,
                                      .pack_doses = input->pack_doses,
                                      .packs = work->packs,
                                      .doses_under_key = input->doses_under_key};
    return account_week(arena, &week, ret_result);
}

/* Largest remainder through the account: the rule without its guard, caps and minimum. */
static enum outcome without_guard(struct arena *arena, struct work *work, const struct account_result *result)
{
    enum { MICRO_BITS = 20, BALANCE_BITS = 34 };
    size_t count = work->input->count, scale_bits = MICRO_BITS;
    for (int64_t sum = result->key_sum; sum != 0; sum >>= 1)
        scale_bits++;
    size_t limbs =
        week_rule_limbs(scale_bits, BALANCE_BITS, result->key_packs, work->input->pack_doses, result->key_sum, count);
    uint64_t *rows = ARENA_ARRAY(arena, (3 * count + 1) * limbs, uint64_t);
    if (rows == NULL)
        return BROKEN;
    struct week_rule rule = {.count = count,
                             .limbs = limbs,
                             .weights = work->weights,
                             .balances = rows,
                             .credits = rows + count * limbs,
                             .steps = rows + 2 * count * limbs,
                             .unit = rows + 3 * count * limbs,
                             .packs = result->key_packs,
                             .without_guard = true};
    __int128 unit = (__int128)work->input->pack_doses * MICRO_DOSES;
    fixed_set(rule.unit, limbs, unit * result->key_sum);
    for (size_t i = 0; i < count; i++) {
        fixed_set(rule.balances + i * limbs, limbs, (__int128)work->lines[i].balance_before_micro * result->key_sum);
        fixed_set(rule.credits + i * limbs, limbs, (__int128)result->lines[i].credit_micro * result->key_sum);
        fixed_set(rule.steps + i * limbs, limbs, unit * work->weights[i]);
    }
    struct week_outcome outcome;
    TRY(week_rule_run(arena, &rule, work->amounts, &outcome));
    for (size_t i = 0; i < count; i++)
        work->lines[i].largest_remainder_packs = work->amounts[i];
    return OK;
}

static enum outcome compare(struct arena *arena, struct work *work, const struct account_result *result)
{
    size_t count = work->input->count;
    TRY(without_guard(arena, work, result));
    TRY(apportion(arena, APPORTION_WEBSTER, work->weights, count, result->key_packs, work->amounts));
    for (size_t i = 0; i < count; i++)
        work->lines[i].webster_packs = work->amounts[i];
    TRY(apportion(arena, APPORTION_HAMILTON, work->weights, count, result->key_packs, work->amounts));
    for (size_t i = 0; i < count; i++)
        work->lines[i].weekly_packs = work->amounts[i];
    return OK;
}

/* The right by the key that is not multiplied less the credit by the one that is: owed, and parked. */
static enum outcome park(struct arena *arena, struct work *work, const struct account_result *result)
{
    size_t count = work->input->count;
    if (!keys_agree(work)) {
        TRY(apportion_hamilton(arena, work->right_weights, count, result->doses_under_key * MICRO_DOSES,
                               work->amounts));
        TRY(apportion_hamilton(arena, work->right_weights, count, work->input->doses_under_key * MICRO_DOSES,
                               work->more));
        for (size_t i = 0; i < count; i++)
            work->parked[i] += work->amounts[i] - work->more[i] - result->lines[i].credit_micro;
    }
    for (size_t i = 0; i < count; i++)
        work->lines[i].parked_micro = work->parked[i];
    return OK;
}

static void fill_line(const struct allocation_region *region, const struct account_line *from,
                      struct allocation_line *line)
{
    memcpy(line->county, region->county, sizeof line->county);
    line->weight = region->weight;
    line->right_weight = region->right_weight;
    line->cap_packs = region->cap_packs;
    line->forgoes = region->forgoes;
    line->second_packs = from->second_packs;
    line->second_short = from->second_short;
    line->credit_micro = from->credit_micro;
    line->waived_micro = from->waived_micro;
    line->rule_packs = from->rule_packs;
    line->key_packs = from->key_packs;
    line->advance_packs = from->advance_packs;
    line->packs = from->second_packs + from->key_packs;
    line->minimum_refused = from->minimum_refused;
    line->balance_micro = from->balance_micro;
    line->reason = from->reason;
}

enum outcome allocation_compute(struct arena *arena, const struct allocation_input *input,
                                struct allocation_result *ret_result)
{
    struct work work;
    struct account_result result;
    int64_t served;
    TRY(work_open(arena, input, &work));
    TRY(account_serve_seconds(arena, work.amounts, input->count, work.packs, work.more, &served));
    work.free_packs = work.packs - served;
    TRY(release(arena, &work));
    TRY(follow_accounts(arena, &work, &result));
    TRY(compare(arena, &work, &result));
    TRY(park(arena, &work, &result));
    for (size_t i = 0; i < input->count; i++)
        fill_line(&input->regions[i], &result.lines[i], &work.lines[i]);
    int64_t whole = input->source_doses / input->pack_doses;
    *ret_result = (struct allocation_result){
        .lines = work.lines,
        .count = input->count,
        .key_sum = result.key_sum,
        .packs = whole,
        .left_doses = input->source_doses % input->pack_doses,
        .committed_second_packs = result.committed_packs,
        .served_second_packs = result.served_packs,
        .key_packs = result.key_packs,
        .surplus_packs = result.surplus_packs + whole - work.packs,
        .doses_under_key = result.doses_under_key,
        .guard_used = result.flags.guard_used,
        .promise_kept = result.promise_holds,
    };
    return OK;
}

/* --- keys --- */

static __int128 common_divisor(__int128 a, __int128 b)
{
    while (b != 0) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static enum outcome common_denominator(size_t count, const struct allocation_multiplier *multipliers,
                                       __int128 *ret_common)
{
    __int128 common = 1;
    for (size_t i = 0; i < count; i++) {
        if (multipliers[i].numerator < 0 || multipliers[i].denominator < 1)
            return INVALID;
        common = common / common_divisor(common, multipliers[i].denominator) * multipliers[i].denominator;
        if (common > INT64_MAX)
            return TOO_LARGE;
    }
    *ret_common = common;
    return OK;
}

static enum outcome reduce(size_t count, const __int128 *wide, __int128 divisor, int64_t *ret_weights)
{
    __int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += wide[i] / divisor;
        if (sum > (__int128)1 << 62)
            return TOO_LARGE;
        ret_weights[i] = (int64_t)(wide[i] / divisor);
    }
    return sum > 0 ? OK : INVALID;
}

enum outcome allocation_weights(size_t count, const int64_t *key_weights,
                                const struct allocation_multiplier *multipliers, int64_t *ret_right_weights,
                                int64_t *ret_weights)
{
    __int128 right[ALLOCATION_MAX_REGIONS], all[ALLOCATION_MAX_REGIONS], common, divisor = 0;
    if (count == 0 || count > ALLOCATION_MAX_REGIONS)
        return INVALID;
    TRY(common_denominator(count, multipliers, &common));
    for (size_t i = 0; i < count; i++) {
        __int128 base, multiplied;
        if (key_weights[i] < 0)
            return INVALID;
        if (__builtin_mul_overflow((__int128)key_weights[i], common, &base) ||
            __builtin_mul_overflow(base / multipliers[i].denominator, (__int128)multipliers[i].numerator, &multiplied))
            return TOO_LARGE;
        all[i] = multiplied;
        right[i] = multipliers[i].repay ? base : multiplied;
        divisor = common_divisor(common_divisor(divisor, all[i]), right[i]);
    }
    if (divisor == 0)
        return INVALID;
    TRY(reduce(count, right, divisor, ret_right_weights));
    return reduce(count, all, divisor, ret_weights);
}
