#include "core/goal.h"

enum { FIRST_DAY = -719162, DAYS_PER_WEEK = 7 }; /* 0001-01-01 */

enum outcome goal_last_first_day(int64_t goal_day, int64_t interval_weeks, int64_t *ret_day)
{
    if (interval_weeks < 0)
        return INVALID;
    if (interval_weeks > (goal_day - FIRST_DAY) / DAYS_PER_WEEK)
        return TOO_LARGE;
    *ret_day = goal_day - interval_weeks * DAYS_PER_WEEK;
    return OK;
}

struct safe_first goal_safe_first(__int128 stock, const int64_t *supply, const int64_t *committed, size_t weeks,
                                  int64_t interval_weeks)
{
    struct safe_first safe = {0};
    __int128 left = stock, least = 0;
    for (size_t t = 0; t < weeks; t++) {
        left += (t > 0 ? supply[t] : 0) - (__int128)committed[t];
        __int128 allowed = left < 0 ? -1 : (int64_t)t < interval_weeks ? left : left / 2;
        if (t > 0 && allowed >= least)
            continue;
        least = allowed;
        safe.binding_week = (int64_t)t;
    }
    safe.coverable = least >= 0;
    safe.max_first = least < 0 ? 0 : least > INT64_MAX ? INT64_MAX : (int64_t)least;
    return safe;
}

static int64_t smallest(__int128 a, __int128 b, __int128 c)
{
    __int128 least = a < b ? a : b;
    least = least < c ? least : c;
    return least < 0 ? 0 : (int64_t)least;
}

/* Where a simulation stands at the end of a week. */
struct state {
    __int128 two_dose_stock, one_dose_stock;
    __int128 overdue;
    __int128 due_later;
    int64_t persons_left;
};

static void simulate_week(const struct goal_input *input, size_t week, int64_t *due, struct state *state,
                          struct goal_result *result)
{
    int64_t capacity = input->capacity;
    state->two_dose_stock += input->two_dose_supply[week];
    state->one_dose_stock += input->one_dose_supply[week];
    state->due_later -= due[week];
    state->overdue += due[week];
    result->second[week] = smallest(state->overdue, state->two_dose_stock, capacity);
    state->overdue -= result->second[week];
    state->two_dose_stock -= result->second[week];
    capacity -= result->second[week];
    result->one_dose[week] = smallest(state->one_dose_stock, state->persons_left, capacity);
    state->one_dose_stock -= result->one_dose[week];
    state->persons_left -= result->one_dose[week];
    capacity -= result->one_dose[week];
    if (state->overdue > 0 || input->interval_weeks >= (int64_t)(input->weeks - week))
        return;
    /* This week's dues are served, so only later ones are commitments. */
    due[week] = 0;
    struct safe_first safe = goal_safe_first(state->two_dose_stock, input->two_dose_supply + week, due + week,
                                             input->weeks - week, input->interval_weeks);
    result->first[week] = smallest(safe.max_first, state->persons_left, capacity);
    state->two_dose_stock -= result->first[week];
    state->persons_left -= result->first[week];
    due[week + (size_t)input->interval_weeks] += result->first[week];
    state->due_later += result->first[week];
}

enum outcome goal_simulate(struct arena *arena, const struct goal_input *input, struct goal_result *ret_result)
{
    if (input->persons < 0 || input->capacity < 0 || input->interval_weeks < 1)
        return INVALID;
    struct goal_result result = {.first = ARENA_ARRAY(arena, input->weeks, int64_t),
                                 .second = ARENA_ARRAY(arena, input->weeks, int64_t),
                                 .one_dose = ARENA_ARRAY(arena, input->weeks, int64_t)};
    int64_t *due = ARENA_ARRAY(arena, input->weeks, int64_t);
    if (!result.first || !result.second || !result.one_dose || !due)
        return BROKEN;
    struct state state = {.persons_left = input->persons};
    for (size_t week = 0; week < input->weeks; week++) {
        simulate_week(input, week, due, &state, &result);
        if (state.persons_left > 0)
            continue;
        if (!result.first_dose_week.known)
            result.first_dose_week = known_int((int64_t)week);
        if (!result.full_week.known && state.overdue == 0 && state.due_later == 0)
            result.full_week = known_int((int64_t)week);
    }
    *ret_result = result;
    return OK;
}

void goal_capacity_gap(const int64_t *supply, size_t weeks, int64_t capacity, int64_t *ret_given, int64_t *ret_unused,
                       int64_t *ret_left)
{
    __int128 left = 0;
    for (size_t i = 0; i < weeks; i++) {
        left += supply[i];
        ret_given[i] = left < capacity ? (int64_t)left : capacity;
        ret_unused[i] = capacity - ret_given[i];
        left -= ret_given[i];
        ret_left[i] = left > INT64_MAX ? INT64_MAX : (int64_t)left;
    }
}

enum outcome goal_doses_needed(int64_t persons, int64_t one_dose_persons, int64_t *ret_doses)
{
    if (one_dose_persons < 0 || one_dose_persons > persons)
        return INVALID;
    __int128 doses = 2 * ((__int128)persons - one_dose_persons) + one_dose_persons;
    if (doses > INT64_MAX)
        return TOO_LARGE;
    *ret_doses = (int64_t)doses;
    return OK;
}

enum outcome goal_gap(int64_t adults, struct rational coverage, struct rational one_dose_share, int64_t supply,
                      struct goal_gap *ret_gap)
{
    const struct rational one = rational_int(1);
    if (adults < 0 || supply < 0 || rational_sign(coverage) < 0 || rational_compare(coverage, one) > 0 ||
        rational_sign(one_dose_share) < 0 || rational_compare(one_dose_share, one) > 0)
        return INVALID;
    struct goal_gap gap = {.persons = (int64_t)((coverage.num * adults + coverage.den - 1) / coverage.den)};
    int64_t one_dose = (int64_t)(one_dose_share.num * gap.persons / one_dose_share.den);
    TRY(goal_doses_needed(gap.persons, one_dose, &gap.doses_needed));
    gap.doses_missing = gap.doses_needed > supply ? gap.doses_needed - supply : 0;
    gap.persons_missing = gap.doses_missing / 2 + gap.doses_missing % 2;
    *ret_gap = gap;
    return OK;
}
