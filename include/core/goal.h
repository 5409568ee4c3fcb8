/* Second doses, first doses that are safe to book, and when a goal is reached.
 *
 * Weeks are counted from 0; supply of a week can be used in that week and keeps. Doses and persons are integers. */
#ifndef FORDELA_CORE_GOAL_H
#define FORDELA_CORE_GOAL_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The last day (days since 1970) for a first dose whose second, interval weeks later, is to be in time. TOO_LARGE: the
 * day is before year 1. */
MUST_USE enum outcome goal_last_first_day(int64_t goal_day, int64_t interval_weeks, int64_t *ret_day);

/* --- can the booked first doses be completed? --- */

struct feasibility_input {
    size_t weeks; /* supply and capacity have this length */
    const int64_t *supply, *capacity;
    const int64_t *first_doses; /* first_count of them, at most weeks; none later */
    size_t first_count;
    int64_t min_weeks, max_weeks; /* a second dose comes so long after its first; the last window ends within weeks */
};

enum feasibility_reason { FEASIBLE, SHORT_OF_CAPACITY_FIRST, SHORT_OF_CAPACITY_SECOND, SHORT_OF_VACCINE };

struct feasibility {
    enum feasibility_reason reason;
    int64_t week;         /* first week over capacity (first doses) or short of vaccine */
    int64_t release_week; /* SHORT_OF_CAPACITY_SECOND: earliest opening of doses that find no place */
    __int128 short_doses; /* SHORT_OF_VACCINE: use above supply, cumulated to that week */
    int64_t *second;      /* per week, in the arena; whole for FEASIBLE and SHORT_OF_VACCINE */
};

/* Second doses as late as possible (earliest deadline first in reversed time), which uses the least vaccine in every
 * week at once: if all find a place and use never exceeds supply, it is feasible, and only then. O(weeks).
 * INVALID: negative or backward windows, one that ends beyond the weeks. */
MUST_USE enum outcome goal_feasibility(struct arena *arena, const struct feasibility_input *input,
                                       struct feasibility *ret_feasibility);

/* --- first doses that may be given now --- */

struct safe_first {
    int64_t max_first;
    int64_t binding_week; /* the first week that allows no more */
    bool coverable;       /* false: even without new first doses the commitments are not covered */
};

/* The least over weeks t of floor((stock + supply[1..t] - committed[0..t])/k), k = 1 before the interval, 2 from it on
 * (the second dose of the new ones); a negative numerator counts as -1. supply[0] is not read: it is in stock. Lists of
 * weeks elements, weeks > interval. O(weeks). */
struct safe_first goal_safe_first(__int128 stock, const int64_t *supply, const int64_t *committed, size_t weeks,
                                  int64_t interval_weeks);

/* --- when is the goal reached? --- */

struct goal_input {
    int64_t persons;
    size_t weeks;
    const int64_t *two_dose_supply, *one_dose_supply;
    int64_t interval_weeks; /* at least 1 */
    int64_t capacity;       /* doses a week */
};

struct goal_result {
    struct known_int first_dose_week;   /* first week with nobody left without a dose; unknown: not within the weeks */
    struct known_int full_week;         /* and with nothing overdue or due later */
    int64_t *first, *second, *one_dose; /* per week, in the arena */
};

/* Week by week: supplies join their stocks; second doses due and overdue; the one-dose product; new first doses as
 * goal_safe_first allows, none while seconds are overdue or when the second would come after the last week. Each as
 * stock, capacity and persons left allow. Greedy on purpose: nobody's first dose is held back for a better date.
 * O(weeks^2). */
MUST_USE enum outcome goal_simulate(struct arena *arena, const struct goal_input *input,
                                    struct goal_result *ret_result);

/* What is given when supply meets a constant capacity: min(capacity, left + supply); what is not used of either. Sums
 * may be beyond 64 bits: ret_left saturates at INT64_MAX. */
void goal_capacity_gap(const int64_t *supply, size_t weeks, int64_t capacity, int64_t *ret_given, int64_t *ret_unused,
                       int64_t *ret_left);

/* --- the arithmetic of a goal --- */

/* Doses for persons of whom one_dose_persons need one and the others two. INVALID unless 0 <= one_dose_persons <=
 * persons. TOO_LARGE beyond 64 bits. */
MUST_USE enum outcome goal_doses_needed(int64_t persons, int64_t one_dose_persons, int64_t *ret_doses);

/* People of a target group that coverage asks for, rounded up, and how many of them supply cannot reach: doses cover
 * first those with one dose, then two each. */
struct goal_gap {
    int64_t persons; /* to be vaccinated */
    int64_t doses_needed;
    int64_t doses_missing;   /* needed above supply, at least 0 */
    int64_t persons_missing; /* doses missing in two-dose courses, rounded up */
};
MUST_USE enum outcome goal_gap(int64_t adults, struct rational coverage, struct rational one_dose_share, int64_t supply,
                               struct goal_gap *ret_gap);

#endif
