/* The kept side of core/account.h: balances in micro-doses. */
#include "core/account.h"
#include "core/apportion.h"
#include "fixed.h"
#include "week_rule.h"

#include <stdlib.h>

/* A week being worked out; one element per region in each array. */
struct plan {
    const struct account_week *week;
    struct account_line *lines;
    int64_t *weights, *split, *packs, *amounts;
    struct known_int *caps;
    __int128 key_sum;
    int64_t key_packs;  /* packs that follow the key */
    int64_t unit_micro; /* one pack */
};

static enum outcome check(const struct account_week *week)
{
    const int64_t most = (int64_t)ACCOUNT_MAX_DOSES * MICRO_DOSES;
    __int128 sum = 0;
    if (week->count == 0 || week->pack_doses < 1 || week->packs < 0 || week->doses_under_key < 0)
        return INVALID;
    if ((__int128)week->packs * week->pack_doses > ACCOUNT_MAX_DOSES || week->pack_doses > ACCOUNT_MAX_DOSES ||
        week->doses_under_key > INT64_MAX / MICRO_DOSES / 2)
        return TOO_LARGE;
    for (size_t i = 0; i < week->count; i++) {
        const struct account_region *region = &week->regions[i];
        if (region->weight < 0 || region->second_packs < 0 || region->minimum_packs < 0 ||
            (region->cap_packs.known && region->cap_packs.value < 0))
            return INVALID;
        if (region->balance_micro > most || region->balance_micro < -most)
            return TOO_LARGE;
        sum += region->balance_micro;
    }
    return sum == 0 ? OK : INVALID;
}

enum outcome account_serve_seconds(struct arena *arena, const int64_t *committed, size_t count, int64_t packs,
                                   int64_t *ret_served, int64_t *ret_served_sum)
{
    __int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (committed[i] < 0 || packs < 0)
            return INVALID;
        sum += committed[i];
        ret_served[i] = committed[i];
    }
    if (sum > INT64_MAX)
        return TOO_LARGE;
    if (sum > packs)
        TRY(apportion_hamilton(arena, committed, count, packs, ret_served));
    *ret_served_sum = sum > packs ? packs : (int64_t)sum;
    return OK;
}

static enum outcome plan_open(struct arena *arena, const struct account_week *week, struct plan *ret_plan)
{
    size_t count = week->count;
    struct plan plan = {.week = week,
                        .lines = ARENA_ARRAY(arena, count, struct account_line),
                        .weights = ARENA_ARRAY(arena, count, int64_t),
                        .split = ARENA_ARRAY(arena, count, int64_t),
                        .packs = ARENA_ARRAY(arena, count, int64_t),
                        .amounts = ARENA_ARRAY(arena, count, int64_t),
                        .caps = ARENA_ARRAY(arena, count, struct known_int),
                        .unit_micro = week->pack_doses * MICRO_DOSES};
    if (!plan.lines || !plan.weights || !plan.split || !plan.packs || !plan.amounts || !plan.caps)
        return BROKEN;
    for (size_t i = 0; i < count; i++) {
        plan.weights[i] = week->regions[i].weight;
        plan.caps[i] = week->regions[i].cap_packs;
    }
    TRY(apportion_sum(plan.weights, count, &plan.key_sum));
    if (plan.key_sum > (__int128)1 << 62)
        return TOO_LARGE;
    *ret_plan = plan;
    return OK;
}

/* Second doses off the packs; of the rest what finds a place. */
static enum outcome divide_packs(struct arena *arena, struct plan *plan, struct account_result *result)
{
    const struct account_week *week = plan->week;
    for (size_t i = 0; i < week->count; i++) {
        plan->amounts[i] = week->regions[i].second_packs;
        if (__builtin_add_overflow(result->committed_packs, plan->amounts[i], &result->committed_packs))
            return TOO_LARGE;
    }
    TRY(account_serve_seconds(arena, plan->amounts, week->count, week->packs, plan->split, &result->served_packs));
    __int128 room = 0;
    for (size_t i = 0; i < week->count; i++) {
        plan->lines[i].second_packs = plan->split[i];
        plan->lines[i].second_short = plan->amounts[i] - plan->split[i];
        if (plan->weights[i] > 0)
            room += plan->caps[i].known ? plan->caps[i].value : week->packs;
    }
    int64_t free_packs = week->packs - result->served_packs;
    plan->key_packs = room < free_packs ? (int64_t)room : free_packs;
    result->key_packs = plan->key_packs;
    result->surplus_packs = free_packs - plan->key_packs;
    return OK;
}

/* Credits as the difference of two splits of all that this key has shared out: rounding does not add up. */
static enum outcome credit(struct arena *arena, struct plan *plan, struct account_result *result)
{
    const struct account_week *week = plan->week;
    result->doses_under_key = week->doses_under_key + plan->key_packs * week->pack_doses;
    TRY(apportion_hamilton(arena, plan->weights, week->count, result->doses_under_key * MICRO_DOSES, plan->amounts));
    TRY(apportion_hamilton(arena, plan->weights, week->count, week->doses_under_key * MICRO_DOSES, plan->split));
    for (size_t i = 0; i < week->count; i++)
        plan->lines[i].credit_micro = plan->amounts[i] - plan->split[i];
    return OK;
}

static int64_t right(const struct plan *plan, size_t i)
{
    return plan->week->regions[i].balance_micro + plan->lines[i].credit_micro + plan->lines[i].waived_micro;
}

/* Rights above the caps of those who forgo them pass to the others by the key, until nobody is above. */
static enum outcome waive(struct arena *arena, struct plan *plan)
{
    const struct account_week *week = plan->week;
    bool *full = ARENA_ARRAY(arena, week->count, bool);
    if (!full)
        return BROKEN;
    for (;;) {
        int64_t waived = 0;
        bool takers = false;
        for (size_t i = 0; i < week->count; i++) {
            __int128 above = (__int128)right(plan, i) - (__int128)plan->caps[i].value * plan->unit_micro;
            plan->amounts[i] = 0;
            if (!full[i] && week->regions[i].forgoes && plan->caps[i].known && above > 0) {
                full[i] = true;
                plan->amounts[i] = -(int64_t)above;
                waived += (int64_t)above;
            }
        }
        for (size_t i = 0; i < week->count; i++) {
            plan->split[i] = full[i] ? 0 : plan->weights[i];
            takers = takers || plan->split[i] > 0;
        }
        if (waived == 0 || !takers)
            return OK;
        for (size_t i = 0; i < week->count; i++)
            plan->lines[i].waived_micro += plan->amounts[i];
        TRY(apportion_hamilton(arena, plan->split, week->count, waived, plan->amounts));
        for (size_t i = 0; i < week->count; i++)
            plan->lines[i].waived_micro += plan->amounts[i];
    }
}

/* The rule in units of 1/(MICRO_DOSES * key sum) dose, in which shares are whole. */
static enum outcome follow_key(struct arena *arena, struct plan *plan, struct account_result *result)
{
    const struct account_week *week = plan->week;
    enum { MICRO_BITS = 20, BALANCE_BITS = 34 }; /* of MICRO_DOSES; of balance, credit and what others gave up */
    size_t scale_bits = MICRO_BITS;
    for (__int128 sum = plan->key_sum; sum != 0; sum >>= 1)
        scale_bits++;
    size_t limbs =
        week_rule_limbs(scale_bits, BALANCE_BITS, plan->key_packs, week->pack_doses, plan->key_sum, week->count);
    uint64_t *rows = ARENA_ARRAY(arena, (3 * week->count + 1) * limbs, uint64_t);
    if (!rows)
        return BROKEN;
    struct week_rule rule = {.count = week->count,
                             .limbs = limbs,
                             .weights = plan->weights,
                             .balances = rows,
                             .credits = rows + week->count * limbs,
                             .steps = rows + 2 * week->count * limbs,
                             .unit = rows + 3 * week->count * limbs,
                             .packs = plan->key_packs};
    fixed_set(rule.unit, limbs, plan->unit_micro * plan->key_sum);
    for (size_t i = 0; i < week->count; i++) {
        const struct account_line *line = &plan->lines[i];
        fixed_set(rule.balances + i * limbs, limbs,
                  (week->regions[i].balance_micro + line->waived_micro) * plan->key_sum);
        fixed_set(rule.credits + i * limbs, limbs, line->credit_micro * plan->key_sum);
        fixed_set(rule.steps + i * limbs, limbs, (__int128)plan->unit_micro * plan->weights[i]);
    }
    struct week_outcome outcome;
    TRY(week_rule_run(arena, &rule, plan->packs, &outcome));
    result->flags = (struct account_flags){outcome.guard_used, outcome.guarantee_broken};
    for (size_t i = 0; i < week->count; i++)
        plan->lines[i].rule_packs = plan->packs[i];
    return account_fit_caps(arena, plan->weights, week->count, plan->caps, plan->packs);
}

static int64_t balance(const struct plan *plan, size_t i)
{
    return right(plan, i) - plan->packs[i] * plan->unit_micro;
}

/* Whose minimum comes next: the one that is owed most; count if nobody is left. */
static size_t neediest(const struct plan *plan)
{
    size_t best = plan->week->count;
    for (size_t i = 0; i < plan->week->count; i++) {
        int64_t wanted = plan->week->regions[i].minimum_packs;
        if (plan->weights[i] > 0 && plan->packs[i] < wanted && !plan->lines[i].minimum_refused &&
            (best == plan->week->count || balance(plan, i) > balance(plan, best)))
            best = i;
    }
    return best;
}

/* Who gives it a pack: of those who hold one above their own minimum and in advance, the one furthest ahead. Taking it
 * back leaves them owed less than a pack. */
static size_t furthest_ahead(const struct plan *plan)
{
    size_t best = plan->week->count;
    for (size_t i = 0; i < plan->week->count; i++)
        if (plan->packs[i] > plan->week->regions[i].minimum_packs && balance(plan, i) < 0 &&
            (best == plan->week->count || balance(plan, i) < balance(plan, best)))
            best = i;
    return best;
}

static void grant_minimum(struct plan *plan)
{
    size_t count = plan->week->count;
    for (size_t needy = neediest(plan); needy < count; needy = neediest(plan)) {
        size_t giver = furthest_ahead(plan);
        bool capped = plan->caps[needy].known && plan->packs[needy] >= plan->caps[needy].value;
        if (giver == count || capped || balance(plan, needy) <= 0) {
            plan->lines[needy].minimum_refused = true;
            continue;
        }
        plan->packs[giver]--;
        plan->packs[needy]++;
        plan->lines[needy].advance_packs++;
    }
}

static enum account_reason judge(const struct plan *plan, size_t i, bool capped)
{
    if (llabs(balance(plan, i)) < plan->unit_micro)
        return ACCOUNT_KEPT;
    if (capped)
        return ACCOUNT_OVER_CAP;
    return llabs(plan->week->regions[i].balance_micro) >= plan->unit_micro ? ACCOUNT_CARRIED : ACCOUNT_KEY_CHANGED;
}

enum outcome account_week(struct arena *arena, const struct account_week *week, struct account_result *ret_result)
{
    struct account_result result = {.promise_holds = true};
    struct plan plan;
    TRY(check(week));
    TRY(plan_open(arena, week, &plan));
    TRY(divide_packs(arena, &plan, &result));
    TRY(credit(arena, &plan, &result));
    TRY(waive(arena, &plan));
    TRY(follow_key(arena, &plan, &result));
    for (size_t i = 0; i < week->count; i++)
        plan.split[i] = plan.packs[i]; /* before the minimum */
    grant_minimum(&plan);
    for (size_t i = 0; i < week->count; i++) {
        struct account_line *line = &plan.lines[i];
        line->key_packs = plan.packs[i];
        line->balance_micro = balance(&plan, i);
        line->reason = judge(&plan, i, plan.split[i] != line->rule_packs);
        result.promise_holds = result.promise_holds && line->reason == ACCOUNT_KEPT;
    }
    result.lines = plan.lines;
    result.key_sum = (int64_t)plan.key_sum;
    *ret_result = result;
    return OK;
}

/* Amount split over the parts of parked that have the sign; added to ret_released. */
static enum outcome release_side(struct arena *arena, size_t count, int64_t sign, int64_t amount,
                                 const int64_t *parked_micro, int64_t *ret_released_micro)
{
    int64_t *parts = ARENA_ARRAY(arena, count, int64_t), *split = ARENA_ARRAY(arena, count, int64_t);
    if (!parts || !split)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        parts[i] = parked_micro[i] * sign > 0 ? parked_micro[i] * sign : 0;
    TRY(apportion_hamilton(arena, parts, count, amount, split));
    for (size_t i = 0; i < count; i++)
        ret_released_micro[i] += split[i] * sign;
    return OK;
}

enum outcome account_release(struct arena *arena, size_t count, struct rational share, int64_t doses,
                             int64_t *parked_micro, int64_t *ret_released_micro)
{
    const int64_t most = (int64_t)ACCOUNT_MAX_DOSES * MICRO_DOSES;
    __int128 positive = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (parked_micro[i] > most || parked_micro[i] < -most)
            return TOO_LARGE;
        sum += parked_micro[i];
        positive += parked_micro[i] > 0 ? parked_micro[i] : 0;
        ret_released_micro[i] = 0;
    }
    if (sum != 0 || doses < 0 || rational_sign(share) < 0 || rational_compare(share, rational_int(1)) > 0)
        return INVALID;
    if (doses > ACCOUNT_MAX_DOSES || positive > INT64_MAX)
        return TOO_LARGE;
    __int128 whole = share.num * (doses * (int64_t)MICRO_DOSES) / share.den;
    int64_t amount = (int64_t)(whole < positive ? whole : positive);
    if (amount == 0)
        return OK;
    TRY(release_side(arena, count, 1, amount, parked_micro, ret_released_micro));
    TRY(release_side(arena, count, -1, amount, parked_micro, ret_released_micro));
    for (size_t i = 0; i < count; i++)
        parked_micro[i] -= ret_released_micro[i];
    return OK;
}
