/* Second doses, safe first doses, goals and weeks: core/goal.h, core/week.h. */
#include "api/compute_lists.h"
#include "core/goal.h"
#include "core/week.h"

enum { DAYS_PER_WEEK = 7 };

/* last_first_dose_date */

static const struct shape day = {.kind = SHAPE_D};
static const struct shape_key last_keys[] = {{"goal", &day, false}, {"intervals_weeks", &shape_list_n, false}};
static const struct shape last_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(last_keys)};

static enum outcome last_run(struct compute *compute, const struct node *input)
{
    int64_t goal, last;
    size_t index = 0;
    TRY(date_parse(tree_get(input, "goal")->text, &goal));
    compute_put(compute, "[");
    for (const struct node *interval = tree_get(input, "intervals_weeks")->first; interval; interval = interval->next) {
        char text[DATE_CHARS + 1];
        TRY(goal_last_first_day(goal, interval->whole, &last));
        date_format(last, text);
        compute_put_comma(compute, index++);
        compute_put_text(compute, text, DATE_CHARS);
    }
    compute_put(compute, "]");
    return OK;
}

/* second_dose_feasibility */

static const struct shape first_list = {.kind = SHAPE_LIST, .of = &shape_n};
static const struct shape_key plan_keys[] = {{"supply", &shape_list_n, false},   {"first_doses", &first_list, false},
                                             {"min_weeks", &shape_p, false},     {"max_weeks", &shape_p, false},
                                             {"capacity", &shape_list_n, false}, {"horizon", &shape_p, false}};
static const struct shape plan_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(plan_keys)};
static const struct shape plans_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &plan_shape};

static enum outcome plans_meaning(struct compute *compute, const struct node *input)
{
    for (const struct node *plan = input->first; plan; plan = plan->next) {
        const struct node *supply = tree_get(plan, "supply"), *capacity = tree_get(plan, "capacity");
        const struct node *first = tree_get(plan, "first_doses"), *horizon = tree_get(plan, "horizon");
        const struct node *most = tree_get(plan, "max_weeks");
        if ((int64_t)supply->count != horizon->whole)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, supply);
        if ((int64_t)capacity->count != horizon->whole)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, capacity);
        if ((int64_t)first->count > horizon->whole)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, first);
        if (most->whole < compute_whole(plan, "min_weeks"))
            refuse(&compute->refusals, REFUSAL_INCONSISTENT, most);
        int64_t week = 0;
        for (const struct node *doses = first->first; doses; doses = doses->next, week++)
            if (doses->whole > 0 && week + most->whole >= horizon->whole)
                refuse(&compute->refusals, REFUSAL_INCONSISTENT, horizon);
    }
    return OK;
}

static void put_feasibility(struct compute *compute, const struct feasibility *result, size_t weeks)
{
    bool vaccine = result->reason == SHORT_OF_VACCINE;
    compute_put(compute, result->reason == FEASIBLE ? "{\"feasible\":true"
                         : vaccine                  ? "{\"feasible\":false,\"reason\":\"vaccin\""
                                                    : "{\"feasible\":false,\"reason\":\"kapacitet\"");
    if (vaccine || result->reason == SHORT_OF_CAPACITY_FIRST) {
        compute_put_key(compute, "week");
        compute_put_whole(compute, result->week);
    }
    if (vaccine) {
        compute_put_key(compute, "short");
        compute_put_wide(compute, result->short_doses);
    }
    if (result->reason == SHORT_OF_CAPACITY_SECOND) {
        compute_put_key(compute, "release_week_of_unserved");
        compute_put_whole(compute, result->release_week);
    }
    if (vaccine || result->reason == FEASIBLE) {
        compute_put_key(compute, "second");
        compute_put_wholes(compute, result->second, weeks);
    }
    compute_put(compute, "}");
}

static enum outcome plan_one(struct compute *compute, const struct node *plan)
{
    struct arena_mark mark = arena_mark(compute->arena);
    struct feasibility_input input = {.weeks = (size_t)compute_whole(plan, "horizon"),
                                      .supply = compute_wholes(compute, tree_get(plan, "supply")),
                                      .capacity = compute_wholes(compute, tree_get(plan, "capacity")),
                                      .first_doses = compute_wholes(compute, tree_get(plan, "first_doses")),
                                      .first_count = tree_get(plan, "first_doses")->count,
                                      .min_weeks = compute_whole(plan, "min_weeks"),
                                      .max_weeks = compute_whole(plan, "max_weeks")};
    struct feasibility result;
    if (!input.supply || !input.capacity || !input.first_doses)
        return BROKEN;
    TRY(goal_feasibility(compute->arena, &input, &result));
    put_feasibility(compute, &result, input.weeks);
    arena_reset(compute->arena, mark);
    return OK;
}

static enum outcome plans_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, plan_one);
}

/* max_first_doses_now */

static const struct shape_key safe_keys[] = {{"stock_now", &shape_n, false},
                                             {"planned_supply_from_now", &shape_list_n, false},
                                             {"committed_second_doses", &shape_list_n, false},
                                             {"interval_weeks", &shape_p, false}};
static const struct shape safe_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(safe_keys)};
static const struct shape safes_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &safe_shape};

static enum outcome safes_meaning(struct compute *compute, const struct node *input)
{
    for (const struct node *one = input->first; one; one = one->next) {
        const struct node *supply = tree_get(one, "planned_supply_from_now"),
                          *interval = tree_get(one, "interval_weeks");
        const struct node *committed = tree_get(one, "committed_second_doses");
        compute_check_pair(compute, supply, committed);
        if (supply->first->whole != 0)
            refuse(&compute->refusals, REFUSAL_INCONSISTENT, supply->first);
        if ((int64_t)supply->count <= interval->whole || (int64_t)committed->count <= interval->whole)
            refuse(&compute->refusals, REFUSAL_INCONSISTENT, interval);
    }
    return OK;
}

static enum outcome safe_one(struct compute *compute, const struct node *one)
{
    struct arena_mark mark = arena_mark(compute->arena);
    const struct node *list = tree_get(one, "planned_supply_from_now");
    int64_t *supply = compute_wholes(compute, list);
    int64_t *committed = compute_wholes(compute, tree_get(one, "committed_second_doses"));
    if (!supply || !committed)
        return BROKEN;
    struct safe_first safe = goal_safe_first(compute_whole(one, "stock_now"), supply, committed, list->count,
                                             compute_whole(one, "interval_weeks"));
    compute_put(compute, "{\"max_first\":");
    compute_put_whole(compute, safe.max_first);
    compute_put(compute, ",\"binding_week\":");
    compute_put_whole(compute, safe.binding_week);
    compute_put(compute, ",\"commitments_coverable\":");
    compute_put_bool(compute, safe.coverable);
    compute_put(compute, "}");
    arena_reset(compute->arena, mark);
    return OK;
}

static enum outcome safes_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, safe_one);
}

/* goal_week */

static const struct shape_key goal_keys[] = {{"persons", &shape_n, false},
                                             {"two_dose_supply", &shape_list_n, false},
                                             {"one_dose_supply", &shape_list_n, false},
                                             {"interval_weeks", &shape_p, false},
                                             {"capacity", &shape_n, false}};
static const struct shape goal_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(goal_keys)};

static enum outcome goal_meaning(struct compute *compute, const struct node *input)
{
    compute_check_pair(compute, tree_get(input, "two_dose_supply"), tree_get(input, "one_dose_supply"));
    return OK;
}

static void put_week_or_null(struct compute *compute, struct known_int week)
{
    if (week.known)
        compute_put_whole(compute, week.value);
    else
        compute_put(compute, "null");
}

static enum outcome goal_run(struct compute *compute, const struct node *input)
{
    const struct node *two_dose = tree_get(input, "two_dose_supply");
    struct goal_input goal = {.persons = compute_whole(input, "persons"),
                              .weeks = two_dose->count,
                              .two_dose_supply = compute_wholes(compute, two_dose),
                              .one_dose_supply = compute_wholes(compute, tree_get(input, "one_dose_supply")),
                              .interval_weeks = compute_whole(input, "interval_weeks"),
                              .capacity = compute_whole(input, "capacity")};
    struct goal_result result;
    if (!goal.two_dose_supply || !goal.one_dose_supply)
        return BROKEN;
    TRY(goal_simulate(compute->arena, &goal, &result));
    compute_put(compute, "{\"first_dose_goal_week\":");
    put_week_or_null(compute, result.first_dose_week);
    compute_put(compute, ",\"fully_week\":");
    put_week_or_null(compute, result.full_week);
    compute_put(compute, ",\"first\":");
    compute_put_wholes(compute, result.first, goal.weeks);
    compute_put(compute, ",\"second\":");
    compute_put_wholes(compute, result.second, goal.weeks);
    compute_put(compute, ",\"one_dose\":");
    compute_put_wholes(compute, result.one_dose, goal.weeks);
    compute_put(compute, "}");
    return OK;
}

/* capacity_gap */

static const struct shape_key gap_keys[] = {{"supply", &shape_list_n, false}, {"capacity_per_week", &shape_n, false}};
static const struct shape gap_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(gap_keys)};

static enum outcome gap_run(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "supply");
    int64_t *supply = compute_wholes(compute, list), *given = ARENA_ARRAY(compute->arena, list->count, int64_t);
    int64_t *unused = ARENA_ARRAY(compute->arena, list->count, int64_t);
    int64_t *left = ARENA_ARRAY(compute->arena, list->count, int64_t);
    if (!supply || !given || !unused || !left)
        return BROKEN;
    goal_capacity_gap(supply, list->count, compute_whole(input, "capacity_per_week"), given, unused, left);
    compute_put(compute, "{\"given\":");
    compute_put_wholes(compute, given, list->count);
    compute_put(compute, ",\"unused_capacity\":");
    compute_put_wholes(compute, unused, list->count);
    compute_put(compute, ",\"vaccine_left\":");
    compute_put_wholes(compute, left, list->count);
    compute_put(compute, "}");
    return OK;
}

/* iso_week_difference */

static const struct shape week_label = {.kind = SHAPE_W};
static const struct shape_key week_pair_values[] = {{"from", &week_label, false}, {"to", &week_label, false}};
static const struct shape week_pair = {.kind = SHAPE_TUPLE, SHAPE_KEYS(week_pair_values)};
static const struct shape week_pairs = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &week_pair};

static enum outcome difference_one(struct compute *compute, const struct node *pair)
{
    int64_t from, to;
    TRY(week_parse(pair->first->text, &from));
    TRY(week_parse(pair->first->next->text, &to));
    compute_put_whole(compute, (to - from) / DAYS_PER_WEEK);
    return OK;
}

static enum outcome difference_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, difference_one);
}

const struct compute_problem compute_forecast_goal_problems[] = {
    {"last_first_dose_date", "the last day for a first dose before a goal", &last_shape, NULL, NULL, last_run},
    {"second_dose_feasibility", "whether booked first doses can be completed", &plans_shape, NULL, plans_meaning,
     plans_run},
    {"max_first_doses_now", "first doses that are safe to give now", &safes_shape, NULL, safes_meaning, safes_run},
    {"goal_week", "when everybody has a dose, and all of them", &goal_shape, NULL, goal_meaning, goal_run},
    {"capacity_gap", "supply against capacity, week by week", &gap_shape, NULL, NULL, gap_run},
    {"iso_week_difference", "weeks between two ISO weeks", &week_pairs, NULL, NULL, difference_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
