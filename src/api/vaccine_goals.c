/* The goal in versions, of api/vaccine_national.h. */
#include "store/vaccine_goals.h"
#include "api/vaccine_goal_shape.h"
#include "api/vaccine_keys.h"
#include "api/vaccine_national.h"
#include "core/week.h"

#include <string.h>

enum { GOAL_MAX_AGE = 130, GOAL_MAX_PERSONS = 100000000, GOAL_MAX_DOSES_EACH = 2 };

static const struct field goal_fields[] = {
    {AT(struct vaccine_goal, goal_number), .kind = FIELD_INT},
    {AT(struct vaccine_goal, goal_date), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct vaccine_goal, population_date), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct vaccine_goal, age_from), .kind = FIELD_INT, .about = "years"},
    {AT(struct goal_view, age_to), .kind = FIELD_MAYBE_INT, .about = "inclusive; null: no upper age"},
    {AT(struct vaccine_goal, doses_per_person), .kind = FIELD_INT},
    {AT(struct vaccine_goal, one_dose_persons), .kind = FIELD_INT, .about = "get a vaccine of one dose"},
    {AT(struct vaccine_goal, coverage_permille), .kind = FIELD_INT, .about = "of the persons, who accept"},
    {AT(struct vaccine_goal, source), .kind = FIELD_TEXT},
    {AT(struct vaccine_goal, issued_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_goal, known_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_goal, entered_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_goal, entered_by_name), .kind = FIELD_TEXT},
    {AT(struct goal_view, previous_goal_date), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE},
    {AT(struct goal_view, slip_days), .kind = FIELD_MAYBE_INT, .about = "later than the goal before; negative: sooner"},
};
const struct fields vaccine_goal_output = FIELDS("VaccineGoal", struct goal_view, goal_fields);

struct goal_list {
    int64_t known_at;
    struct goal_view *items;
    size_t count;
};
static const struct field goal_list_fields[] = {
    {AT(struct goal_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct goal_list, items), .kind = FIELD_LIST, COUNTED(struct goal_list, count), .of = &vaccine_goal_output,
     .about = "latest issued first: that one counts"},
};
const struct fields vaccine_goal_list_output = FIELDS("VaccineGoalList", struct goal_list, goal_list_fields);

static int64_t days_of(const char *date)
{
    int64_t days = 0;
    (void)!date_parse(date, &days); /* its form was checked when it came in */
    return days;
}

enum outcome vaccine_goal_views(struct call *c, int64_t known_at, struct goal_view **ret_views, size_t *ret_count)
{
    struct vaccine_goal *goals;
    TRY(store_vaccine_goal_list(c->db, known_at, &c->arena, &goals, ret_count));
    struct goal_view *views = ARENA_ARRAY(&c->arena, *ret_count, struct goal_view);
    if (views == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < *ret_count; i++) {
        views[i] = (struct goal_view){.goal = goals[i],
                                      .age_to = maybe_if(goals[i].age_to != VACCINE_NO_UPPER_AGE, goals[i].age_to)};
        if (i + 1 == *ret_count)
            continue;
        views[i].previous_goal_date = goals[i + 1].goal_date;
        views[i].slip_days = maybe_known(days_of(goals[i].goal_date) - days_of(goals[i + 1].goal_date));
    }
    *ret_views = views;
    return OK;
}

enum outcome api_vaccine_goal_list(struct call *c)
{
    struct goal_list *list = ARENA_NEW(&c->arena, struct goal_list);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    c->output = list;
    return vaccine_goal_views(c, list->known_at, &list->items, &list->count);
}

struct goal_add {
    const char *goal_date, *population_date, *source, *issued_at, *known_at;
    int64_t age_from, doses_per_person, one_dose_persons, coverage_permille;
    struct maybe age_to;
};
static const struct field goal_add_fields[] = {
    {AT(struct goal_add, goal_date), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    {AT(struct goal_add, population_date), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    {AT(struct goal_add, age_from), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = GOAL_MAX_AGE},
    {AT(struct goal_add, age_to), .kind = FIELD_MAYBE_INT, .min = 0, .max = GOAL_MAX_AGE,
     .about = "inclusive; null: no upper age"},
    {AT(struct goal_add, doses_per_person), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1,
     .max = GOAL_MAX_DOSES_EACH},
    {AT(struct goal_add, one_dose_persons), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0,
     .max = GOAL_MAX_PERSONS, .about = "get a vaccine of one dose"},
    {AT(struct goal_add, coverage_permille), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = 1000},
    {AT(struct goal_add, source), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 300},
    {AT(struct goal_add, issued_at), .kind = FIELD_TEXT, .format = FORMAT_WHEN, .flags = FIELD_REQUIRED, .max = 20},
    {AT(struct goal_add, known_at), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WHEN, .max = 20,
     .about = "when users could know it; default now, never later"},
};
const struct fields vaccine_goal_input = FIELDS("VaccineGoal", struct goal_add, goal_add_fields);

enum outcome vaccine_goal_persons(struct call *c, const struct vaccine_goal *goal, int64_t *ret_persons)
{
    struct population_of_county *counties;
    size_t count;
    int64_t persons = 0;
    TRY(vaccine_key_persons(c, goal->population_date, goal->age_from,
                            maybe_if(goal->age_to != VACCINE_NO_UPPER_AGE, goal->age_to), "population_date", NULL, 0,
                            &counties, &count));
    for (size_t i = 0; i < count; i++)
        persons += counties[i].persons;
    *ret_persons = persons;
    return OK;
}

static enum outcome check_add(struct call *c, const struct vaccine_goal *goal)
{
    const struct goal_add *input = c->input;
    int64_t persons;
    if (goal->age_to < goal->age_from)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "age_to", NULL);
    if (goal->known_at < goal->issued_at)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "issued_at", NULL);
    if (goal->known_at > c->now)
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "known_at", NULL);
    TRY(call_check_violations(c));
    TRY(vaccine_goal_persons(c, goal, &persons));
    if (input->one_dose_persons > persons)
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "one_dose_persons", NULL);
    return call_check_violations(c);
}

enum outcome api_vaccine_goal_add(struct call *c)
{
    const struct goal_add *input = c->input;
    struct vaccine_goal goal = {.goal_date = input->goal_date,
                                .population_date = input->population_date,
                                .age_from = input->age_from,
                                .age_to = input->age_to.known ? input->age_to.value : VACCINE_NO_UPPER_AGE,
                                .doses_per_person = input->doses_per_person,
                                .one_dose_persons = input->one_dose_persons,
                                .coverage_permille = input->coverage_permille,
                                .source = input->source,
                                .issued_at = vaccine_moment(input->issued_at),
                                .known_at = input->known_at != NULL ? vaccine_moment(input->known_at) : c->now,
                                .entered_at = c->now,
                                .entered_by = c->actor.user_id};
    struct goal_view *views;
    size_t count;
    TRY(check_add(c, &goal));
    TRY(store_vaccine_goal_add(c->scope, c->db, &goal, &goal.goal_number));
    TRY(vaccine_goal_views(c, c->now, &views, &count));
    for (size_t i = 0; i < count; i++)
        if (views[i].goal.goal_number == goal.goal_number)
            c->output = &views[i];
    return call_audit(c, "vaccine_goal.add", "vaccine_goal",
                      arena_printf(&c->arena, "%lld", (long long)goal.goal_number), "00", NULL,
                      call_json(c, &vaccine_goal_output, c->output));
}
