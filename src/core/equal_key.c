#include "core/equal_key.h"

#include "core/apportion.h"

static size_t eligible_groups(const struct equal_key_input *input, size_t product)
{
    size_t eligible = 0;
    for (size_t g = 0; g < input->groups; g++)
        eligible += input->list[product].eligible[g];
    return eligible;
}

static enum outcome group_sum(const struct equal_key_input *input, size_t group, __int128 *ret_sum)
{
    *ret_sum = 0;
    for (size_t r = 0; r < input->regions; r++) {
        if (input->remaining[r * input->groups + group] < 0)
            return INVALID;
        *ret_sum += input->remaining[r * input->groups + group];
    }
    return OK;
}

/* Products by rising number of eligible groups, list order among equals: a stable insertion, products being few. */
static void order_products(const struct equal_key_input *input, size_t *order, size_t *widths)
{
    for (size_t p = 0; p < input->products; p++) {
        size_t at = p;
        widths[p] = eligible_groups(input, p);
        for (; at > 0 && widths[order[at - 1]] > widths[p]; at--)
            order[at] = order[at - 1];
        order[at] = p;
    }
}

enum outcome equal_key_plan(struct arena *arena, const struct equal_key_input *input, int64_t *ret_planned,
                            int64_t *ret_unused)
{
    size_t *order = ARENA_ARRAY(arena, input->products, size_t), *widths = ARENA_ARRAY(arena, input->products, size_t);
    if (!order || !widths)
        return BROKEN;
    order_products(input, order, widths);
    for (size_t p = 0; p < input->products; p++) {
        ret_unused[p] = input->list[p].first_doses;
        if (ret_unused[p] < 0)
            return INVALID;
    }
    for (size_t g = 0; g < input->groups; g++) {
        __int128 open;
        TRY(group_sum(input, g, &open));
        for (size_t i = 0; i < input->products; i++) {
            size_t p = order[i];
            if (!input->list[p].eligible[g])
                continue;
            int64_t used = open < ret_unused[p] ? (int64_t)open : ret_unused[p];
            ret_planned[p * input->groups + g] = used;
            ret_unused[p] -= used;
            open -= used;
        }
    }
    return OK;
}

static enum outcome entitle(const struct equal_key_input *input, const __int128 *sums, size_t product, size_t region,
                            struct equal_key_result *result)
{
    struct rational entitlement = rational_int(0);
    __int128 all = 0;
    for (size_t g = 0; g < input->groups; g++) {
        int64_t planned = result->planned[product * input->groups + g];
        struct rational part;
        all += planned;
        if (planned == 0)
            continue;
        TRY(rational_make((__int128)planned * input->remaining[region * input->groups + g], sums[g], &part));
        TRY(rational_add(entitlement, part, &entitlement));
    }
    size_t at = product * input->regions + region;
    result->entitlement[at] = entitlement;
    result->key[at] = rational_int(0);
    if (all == 0)
        return OK;
    return rational_divide(entitlement, rational_int((int64_t)all), &result->key[at]);
}

static enum outcome cover(const struct equal_key_input *input, const __int128 *sums, size_t group,
                          struct equal_key_result *result)
{
    __int128 planned = 0;
    struct rational coverage = rational_int(0);
    for (size_t p = 0; p < input->products; p++)
        planned += result->planned[p * input->groups + group];
    if (sums[group] > 0)
        TRY(rational_make(planned, sums[group], &coverage));
    for (size_t r = 0; r < input->regions; r++)
        if (input->remaining[r * input->groups + group] > 0)
            result->coverage[r * input->groups + group] = known_rational(coverage);
    return OK;
}

enum outcome equal_key_remaining(int64_t persons, struct rational goal_share, int64_t first_doses_given,
                                 int64_t *ret_remaining)
{
    if (persons < 0 || first_doses_given < 0 || rational_sign(goal_share) < 0 ||
        rational_compare(goal_share, rational_int(1)) > 0)
        return INVALID;
    __int128 wanted = (goal_share.num * persons + goal_share.den - 1) / goal_share.den;
    *ret_remaining = wanted > first_doses_given ? (int64_t)(wanted - first_doses_given) : 0;
    return OK;
}

enum outcome equal_key(struct arena *arena, const struct equal_key_input *input, struct equal_key_result *ret_result)
{
    size_t cells = input->products * input->regions;
    struct equal_key_result result = {.planned = ARENA_ARRAY(arena, input->products * input->groups, int64_t),
                                      .unused = ARENA_ARRAY(arena, input->products, int64_t),
                                      .entitlement = ARENA_ARRAY(arena, cells, struct rational),
                                      .key = ARENA_ARRAY(arena, cells, struct rational),
                                      .coverage =
                                          ARENA_ARRAY(arena, input->regions * input->groups, struct known_rational)};
    __int128 *sums = ARENA_ARRAY(arena, input->groups, __int128);
    if (!result.planned || !result.unused || !result.entitlement || !result.key || !result.coverage || !sums)
        return BROKEN;
    TRY(equal_key_plan(arena, input, result.planned, result.unused));
    for (size_t g = 0; g < input->groups; g++) {
        TRY(group_sum(input, g, &sums[g]));
        TRY(cover(input, sums, g, &result));
    }
    for (size_t p = 0; p < input->products; p++)
        for (size_t r = 0; r < input->regions; r++)
            TRY(entitle(input, sums, p, r, &result));
    *ret_result = result;
    return OK;
}

enum outcome equal_key_weights(struct arena *arena, const struct equal_key_input *input, int64_t *ret_weights)
{
    enum { PARTS = 1000000 };
    int64_t *planned = ARENA_ARRAY(arena, input->products * input->groups, int64_t);
    int64_t *left = ARENA_ARRAY(arena, input->products, int64_t);
    int64_t *column = ARENA_ARRAY(arena, input->regions, int64_t), *split = ARENA_ARRAY(arena, input->regions, int64_t);
    if (!planned || !left || !column || !split)
        return BROKEN;
    TRY(equal_key_plan(arena, input, planned, left));
    for (size_t p = 0; p < input->products; p++) {
        for (size_t r = 0; r < input->regions; r++)
            ret_weights[p * input->regions + r] = 0;
        for (size_t g = 0; g < input->groups; g++) {
            int64_t doses = planned[p * input->groups + g];
            if (doses == 0)
                continue;
            if (doses > INT64_C(1) << 42)
                return TOO_LARGE;
            for (size_t r = 0; r < input->regions; r++)
                column[r] = input->remaining[r * input->groups + g];
            TRY(apportion_hamilton(arena, column, input->regions, doses * PARTS, split));
            for (size_t r = 0; r < input->regions; r++)
                ret_weights[p * input->regions + r] += split[r];
        }
    }
    return OK;
}
