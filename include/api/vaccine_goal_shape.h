/* A goal as answers show it, between the list of goals and their arithmetic. */
#ifndef FORDELA_API_VACCINE_GOAL_SHAPE_H
#define FORDELA_API_VACCINE_GOAL_SHAPE_H

#include "api/vaccine_common.h"
#include "store/vaccine_goals.h"

struct goal_view {
    struct vaccine_goal goal; /* first */
    struct maybe age_to;
    const char *previous_goal_date; /* NULL: the first one */
    struct maybe slip_days;
};

/* Known at a moment, the one that counts first. */
MUST_USE enum outcome vaccine_goal_views(struct call *c, int64_t known_at, struct goal_view **ret_views,
                                         size_t *ret_count);

/* Persons of the goal's ages; violations at /population_date and /age_from. */
MUST_USE enum outcome vaccine_goal_persons(struct call *c, const struct vaccine_goal *goal, int64_t *ret_persons);

#endif
