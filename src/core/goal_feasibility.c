/* Feasibility of core/goal.h. */
#include "core/goal.h"

static enum outcome check(const struct feasibility_input *input)
{
    if (input->min_weeks < 0 || input->max_weeks < input->min_weeks || input->first_count > input->weeks)
        return INVALID;
    for (size_t t = 0; t < input->first_count; t++)
        if (input->first_doses[t] < 0 || (input->first_doses[t] > 0 && input->max_weeks >= (int64_t)(input->weeks - t)))
            return INVALID;
    return OK;
}

static int64_t first_doses(const struct feasibility_input *input, size_t week)
{
    return week < input->first_count ? input->first_doses[week] : 0;
}

/* Places second doses from the last week down, those whose window opens latest first. Downwards, windows begin in the
 * order of falling t and end in the same order, so the latest opening is always the oldest in the queue [low, high).
 * Returns the earliest opening of doses without a place, or -1. */
static int64_t place(const struct feasibility_input *input, int64_t *left, int64_t *second)
{
    int64_t unserved = -1;
    int64_t front = (int64_t)input->first_count - 1; /* the job to serve next */
    for (int64_t week = (int64_t)input->weeks - 1; week >= 0; week--) {
        int64_t capacity = input->capacity[week] - first_doses(input, (size_t)week);
        for (; front >= 0 && front + input->max_weeks >= week; front--) {
            if (front + input->min_weeks > week) { /* its window has closed */
                if (left[front] > 0)
                    unserved = front + input->min_weeks;
                continue;
            }
            int64_t placed = left[front] < capacity ? left[front] : capacity;
            left[front] -= placed;
            second[week] += placed;
            capacity -= placed;
            if (left[front] > 0)
                break;
        }
    }
    for (; front >= 0; front--)
        if (left[front] > 0)
            unserved = front + input->min_weeks;
    return unserved;
}

enum outcome goal_feasibility(struct arena *arena, const struct feasibility_input *input,
                              struct feasibility *ret_feasibility)
{
    TRY(check(input));
    struct feasibility feasibility = {.second = ARENA_ARRAY(arena, input->weeks, int64_t)};
    int64_t *left = ARENA_ARRAY(arena, input->weeks, int64_t);
    if (!feasibility.second || !left)
        return BROKEN;
    *ret_feasibility = feasibility;
    for (size_t week = 0; week < input->first_count; week++) {
        left[week] = input->first_doses[week];
        if (input->first_doses[week] > input->capacity[week]) {
            ret_feasibility->reason = SHORT_OF_CAPACITY_FIRST;
            ret_feasibility->week = (int64_t)week;
            return OK;
        }
    }
    ret_feasibility->release_week = place(input, left, feasibility.second);
    if (ret_feasibility->release_week >= 0) {
        ret_feasibility->reason = SHORT_OF_CAPACITY_SECOND;
        return OK;
    }
    __int128 stock = 0;
    for (size_t week = 0; week < input->weeks; week++) {
        stock += (__int128)input->supply[week] - first_doses(input, week) - feasibility.second[week];
        if (stock < 0) {
            ret_feasibility->reason = SHORT_OF_VACCINE;
            ret_feasibility->week = (int64_t)week;
            ret_feasibility->short_doses = -stock;
            return OK;
        }
    }
    return OK;
}
