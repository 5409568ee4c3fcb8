#include "core/replay.h"

#include "core/apportion.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum outcome replay_open(struct arena *arena, size_t count, struct replay_account *ret_account)
{
    *ret_account = (struct replay_account){
        .count = count,
        .weights = ARENA_ARRAY(arena, count, int64_t),
        .balances_micro = ARENA_ARRAY(arena, count, int64_t),
        .weekly_micro = ARENA_ARRAY(arena, count, int64_t),
        .published_micro = ARENA_ARRAY(arena, count, int64_t),
        .published_known = true,
    };
    return ret_account->weights != NULL && ret_account->balances_micro != NULL && ret_account->weekly_micro != NULL &&
                   ret_account->published_micro != NULL
               ? OK
               : BROKEN;
}

static enum outcome share_out(struct arena *arena, struct replay_account *account, const struct replay_week *week,
                              struct allocation_result *ret_result)
{
    struct allocation_region *regions = ARENA_ARRAY(arena, account->count, struct allocation_region);
    if (regions == NULL)
        return BROKEN;
    if (memcmp(account->weights, week->weights, account->count * sizeof *week->weights) != 0)
        account->doses_under_key = 0;
    for (size_t i = 0; i < account->count; i++) {
        snprintf(regions[i].county, sizeof regions[i].county, "%s", week->counties[i]);
        regions[i].weight = regions[i].right_weight = account->weights[i] = week->weights[i];
        regions[i].balance_micro = account->balances_micro[i];
    }
    const struct allocation_input input = {
        .product = week->product,
        .week = week->week,
        .source_doses = week->doses,
        .pack_doses = week->pack_doses,
        .vial_doses = 1, /* vials do not matter here */
        .usable = true,
        .doses_under_key = account->doses_under_key,
        .regions = regions,
        .count = account->count,
    };
    TRY(allocation_compute(arena, &input, ret_result));
    account->doses_under_key = ret_result->doses_under_key;
    return OK;
}

static void take_lines(struct replay_account *account, const struct replay_week *week,
                       const struct allocation_result *allocation, struct replay_line *lines)
{
    for (size_t i = 0; i < account->count; i++) {
        const struct allocation_line *from = &allocation->lines[i];
        int64_t pack_micro = week->pack_doses * MICRO_DOSES;
        account->balances_micro[i] = from->balance_micro;
        account->weekly_micro[i] += from->credit_micro - from->weekly_packs * pack_micro;
        lines[i] = (struct replay_line){
            .weight = from->weight,
            .before_micro = from->balance_before_micro,
            .credit_micro = from->credit_micro,
            .packs = from->packs,
            .doses = from->packs * week->pack_doses,
            .after_micro = from->balance_micro,
            .weekly_packs = from->weekly_packs,
            .weekly_micro = account->weekly_micro[i],
        };
    }
}

/* Beside ours what was published, and what it leaves everybody's account at. */
static enum outcome compare(struct arena *arena, struct replay_account *account, const struct replay_week *week,
                            struct replay_result *result)
{
    int64_t total = 0, *credits = ARENA_ARRAY(arena, account->count, int64_t);
    if (credits == NULL)
        return BROKEN;
    for (size_t i = 0; i < account->count; i++) {
        struct known_int published = week->published[i];
        struct replay_line *line = &result->lines[i];
        if (!published.known) {
            result->published_missing = true;
            continue;
        }
        if (published.value < 0)
            return INVALID;
        if (published.value > ACCOUNT_MAX_DOSES || (total += published.value) > ACCOUNT_MAX_DOSES)
            return TOO_LARGE;
        line->published_doses = published;
        line->difference_doses = known_int(line->doses - published.value);
    }
    account->published_known = account->published_known && !result->published_missing;
    if (!account->published_known)
        return OK;
    TRY(apportion_hamilton(arena, week->weights, account->count, total * MICRO_DOSES, credits));
    for (size_t i = 0; i < account->count; i++) {
        account->published_micro[i] += credits[i] - week->published[i].value * MICRO_DOSES;
        result->lines[i].published_micro = known_int(account->published_micro[i]);
    }
    return OK;
}

enum outcome replay_week(struct arena *arena, struct replay_account *account, const struct replay_week *week,
                         struct replay_result *ret_result)
{
    struct allocation_result allocation;
    TRY(share_out(arena, account, week, &allocation));
    struct replay_result result = {
        .lines = ARENA_ARRAY(arena, account->count, struct replay_line),
        .packs = allocation.packs,
        .left_doses = allocation.left_doses,
        .key_sum = allocation.key_sum,
        .guard_used = allocation.guard_used,
        .promise_kept = allocation.promise_kept,
    };
    if (result.lines == NULL)
        return BROKEN;
    take_lines(account, week, &allocation, result.lines);
    if (week->published != NULL)
        TRY(compare(arena, account, week, &result));
    *ret_result = result;
    return OK;
}

struct replay_extreme replay_extreme(const int64_t *balances_micro, size_t count, int64_t pack_doses)
{
    struct replay_extreme extreme = {0};
    for (size_t i = 0; i < count; i++) {
        double packs = fabs((double)balances_micro[i]) / ((double)pack_doses * MICRO_DOSES);
        if (packs > extreme.packs)
            extreme = (struct replay_extreme){packs, i};
    }
    return extreme;
}
