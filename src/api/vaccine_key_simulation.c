/* What a key would mean beside the one in force, of api/vaccine_keys.h: the nation's forecast of some weeks shared out
 * by both through the accounts as they stand. Nothing is written. Second doses, caps and minima are choices of an
 * allocation and not simulated. */
#include "api/vaccine_keys.h"

#include "api/vaccine_common.h"
#include "core/account.h"
#include "core/week.h"
#include "store/vaccine_accounts.h"
#include "store/vaccine_forecasts.h"

#include <string.h>

enum { WEEKS_MAX = 26 };

struct simulation_input {
    const char *key_id, *product, *first_week, *population_date;
    int64_t weeks, age_from;
    struct maybe age_to;
};
static const struct field input_fields[] = {
    {AT(struct simulation_input, key_id), .kind = FIELD_TEXT, .format = FORMAT_ID, .flags = FIELD_REQUIRED},
    {AT(struct simulation_input, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct simulation_input, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct simulation_input, weeks), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1, .max = WEEKS_MAX},
    {AT(struct simulation_input, age_from), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = 120,
     .about = "the target group"},
    {AT(struct simulation_input, age_to), .kind = FIELD_MAYBE_INT, .flags = FIELD_REQUIRED, .max = 120,
     .about = "inclusive; null: no upper age"},
    {AT(struct simulation_input, population_date), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
};
const struct fields vaccine_key_simulation_input =
    FIELDS("VaccineKeySimulation", struct simulation_input, input_fields);

struct key_name {
    const char *key_id, *name;
};
static const struct field key_name_fields[] = {
    {AT(struct key_name, key_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct key_name, name), .kind = FIELD_TEXT},
};
static const struct fields key_name_output = FIELDS("VaccineKeyName", struct key_name, key_name_fields);

struct week_view {
    const char *week;
    struct maybe doses, packs;
    const char *present_key_name;
    bool counts;
};
static const struct field week_fields[] = {
    {AT(struct week_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct week_view, doses), .kind = FIELD_MAYBE_INT, .about = "the nation's forecast; null: none, or withdrawn"},
    {AT(struct week_view, packs), .kind = FIELD_MAYBE_INT, .about = "whole packs; null: none, or no known pack"},
    {AT(struct week_view, present_key_name), .kind = FIELD_MAYBE_TEXT, .about = "null: no key is decided"},
    {AT(struct week_view, counts), .kind = FIELD_BOOL,
     .about = "in totals, differences and coverage: doses shared out by both keys, or by the proposed one when no key "
              "is decided for any of the weeks"},
};
static const struct fields week_output = FIELDS("VaccineKeySimulationWeek", struct week_view, week_fields);

/* One of the two keys over the weeks. */
struct run_view {
    struct maybe share_percent; /* millionths; in the first week, after multipliers */
    struct maybe *doses;        /* per week */
    size_t weeks;
    struct maybe total, coverage_percent; /* millionths */
};
struct region_view {
    const char *county;
    struct run_view present, proposed;
    struct maybe difference;
    int64_t target_group;
    struct maybe given_doses;
};
#define RUN_FIELDS(run)                                                                                                \
    {.name = #run "_share_percent",                                                                                    \
     .offset = offsetof(struct region_view, run.share_percent),                                                        \
     .kind = FIELD_MAYBE_MICRO,                                                                                        \
     .about = "in the first week, after multipliers"},                                                                 \
        {.name = #run "_doses",                                                                                        \
         .offset = offsetof(struct region_view, run.doses),                                                            \
         .kind = FIELD_MAYBE_INT_LIST,                                                                                 \
         .count_offset = offsetof(struct region_view, run.weeks),                                                      \
         .about = "per week; null: nothing to share out, or no key"},                                                  \
        {.name = #run "_total", .offset = offsetof(struct region_view, run.total), .kind = FIELD_MAYBE_INT},           \
    {                                                                                                                  \
        .name = #run "_coverage_percent", .offset = offsetof(struct region_view, run.coverage_percent),                \
        .kind = FIELD_MAYBE_MICRO,                                                                                     \
        .about = "first doses given so far (where reported) and the weeks' doses by doses of a course, of the group"   \
    }
#define REGION_FIELDS                                                                                                  \
    RUN_FIELDS(present), RUN_FIELDS(proposed),                                                                         \
        {AT(struct region_view, difference), .kind = FIELD_MAYBE_INT, .about = "proposed minus present"},              \
        {AT(struct region_view, target_group), .kind = FIELD_INT, .about = "persons"},                                 \
    {                                                                                                                  \
        AT(struct region_view, given_doses), .kind = FIELD_MAYBE_INT,                                                  \
                                             .about = "first doses so far, all vaccines; null: nothing reported"       \
    }
static const struct field region_fields[] = {
    {AT(struct region_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    REGION_FIELDS,
};
static const struct fields region_output = FIELDS("VaccineKeySimulationRegion", struct region_view, region_fields);
static const struct field totals_fields[] = {REGION_FIELDS};
static const struct fields totals_output = FIELDS("VaccineKeySimulationTotals", struct region_view, totals_fields);

struct simulation_view {
    const char *product;
    struct key_name *present, *proposed;
    struct maybe pack_doses;
    struct week_view weeks[WEEKS_MAX], *week_list;
    struct region_view *regions;
    size_t week_count, region_count;
    struct region_view totals;
};
static const struct field view_fields[] = {
    {AT(struct simulation_view, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct simulation_view, present), .kind = FIELD_MAYBE_OBJECT, .of = &key_name_output,
     .about = "in force in the first week"},
    {AT(struct simulation_view, proposed), .kind = FIELD_MAYBE_OBJECT, .of = &key_name_output},
    {AT(struct simulation_view, pack_doses), .kind = FIELD_MAYBE_INT, .about = "on the first week's Monday"},
    {.name = "weeks",
     .offset = offsetof(struct simulation_view, week_list),
     .kind = FIELD_LIST,
     COUNTED(struct simulation_view, week_count),
     .of = &week_output},
    {AT(struct simulation_view, regions), .kind = FIELD_LIST, COUNTED(struct simulation_view, region_count),
     .of = &region_output},
    {AT(struct simulation_view, totals), .kind = FIELD_OBJECT, .of = &totals_output},
};
const struct fields vaccine_key_simulation_output = FIELDS("VaccineKeySimulation", struct simulation_view, view_fields);

/* One key's way through the weeks. */
struct run {
    int64_t *balances, *weights, *last_weights;
    int64_t doses_under_key;
    bool begun;
};

static enum outcome open_run(struct call *c, const struct vaccine_balance *balances, size_t count, struct run *run)
{
    *run = (struct run){.balances = ARENA_ARRAY(&c->arena, count, int64_t),
                        .weights = ARENA_ARRAY(&c->arena, count, int64_t),
                        .last_weights = ARENA_ARRAY(&c->arena, count, int64_t)};
    if (run->balances == NULL || run->weights == NULL || run->last_weights == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        run->balances[i] = balances[i].balance_udoses;
    return OK;
}

/* The weights of a week; a key whose weights change begins anew. */
static enum outcome weigh(struct call *c, const struct vaccine_key_in_force *key, struct run *run)
{
    int64_t *right = ARENA_ARRAY(&c->arena, key->count, int64_t);
    if (right == NULL)
        return TOO_LARGE;
    enum outcome outcome = vaccine_key_weights(&c->arena, key, right, run->weights);
    if (outcome == INVALID)
        return call_refuse_because(c, PROBLEM_CONFLICT, "Avvikelserna lämnar inget av nyckeln.",
                                   "The deviations leave nothing of the key.");
    TRY(outcome);
    if (!run->begun || memcmp(run->weights, run->last_weights, key->count * sizeof *run->weights) != 0)
        run->doses_under_key = 0;
    run->begun = true;
    memcpy(run->last_weights, run->weights, key->count * sizeof *run->weights);
    return OK;
}

static enum outcome share_out(struct call *c, struct run *run, size_t count, int64_t packs, int64_t pack_doses,
                              struct account_result *ret_result)
{
    struct account_region *regions = ARENA_ARRAY(&c->arena, count, struct account_region);
    if (regions == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        regions[i] = (struct account_region){.weight = run->weights[i], .balance_micro = run->balances[i]};
    const struct account_week week = {.regions = regions,
                                      .count = count,
                                      .pack_doses = pack_doses,
                                      .packs = packs,
                                      .doses_under_key = run->doses_under_key};
    TRY(account_week(&c->arena, &week, ret_result));
    run->doses_under_key = ret_result->doses_under_key;
    for (size_t i = 0; i < count; i++)
        run->balances[i] = ret_result->lines[i].balance_micro;
    return OK;
}

/* One week of one run: shares where it is the first, doses where there is something to share out. */
static enum outcome run_week(struct call *c, struct simulation_view *view, size_t week, struct maybe pack_doses,
                             const struct vaccine_key_in_force *key, struct run *run, bool proposed)
{
    struct account_result result;
    int64_t sum = 0;
    TRY(weigh(c, key, run));
    for (size_t i = 0; i < view->region_count; i++)
        sum += run->weights[i];
    for (size_t i = 0; week == 0 && i < view->region_count; i++) {
        struct region_view *region = &view->regions[i];
        (proposed ? &region->proposed : &region->present)->share_percent =
            maybe_known(vaccine_share_percent(run->weights[i], sum));
    }
    if (!view->weeks[week].packs.known)
        return OK;
    TRY(share_out(c, run, view->region_count, view->weeks[week].packs.value, pack_doses.value, &result));
    for (size_t i = 0; i < view->region_count; i++) {
        struct region_view *region = &view->regions[i];
        struct run_view *of = proposed ? &region->proposed : &region->present;
        of->doses[week] = maybe_known(result.lines[i].key_packs * pack_doses.value);
    }
    return OK;
}

static enum outcome plan_week(struct call *c, const struct vaccine_catalogue *catalogue, struct simulation_view *view,
                              size_t week, int64_t monday, struct maybe *ret_pack_doses)
{
    const struct simulation_input *input = c->input;
    struct week_view *of = &view->weeks[week];
    char name[WEEK_CHARS + 1], date[DATE_CHARS + 1];
    struct vaccine_forecast *forecasts;
    size_t count;
    week_format(monday, name);
    date_format(monday, date);
    of->week = arena_copy(&c->arena, name, WEEK_CHARS);
    if (of->week == NULL)
        return TOO_LARGE;
    const struct vaccine_forecast_filter filter = {
        .product = input->product, .area = "00", .first_week = of->week, .last_week = of->week, .known_at = c->now};
    TRY(store_vaccine_forecast_list(c->db, &filter, &c->arena, &forecasts, &count));
    *ret_pack_doses = vaccine_catalogue_sizes(catalogue, input->product, date).pack_doses;
    if (count > 0)
        of->doses = forecasts[0].doses;
    if (of->doses.known && ret_pack_doses->known)
        of->packs = maybe_known(of->doses.value / ret_pack_doses->value);
    return OK;
}

static enum outcome run_weeks(struct call *c, const struct vaccine_catalogue *catalogue, struct simulation_view *view,
                              struct run *present, struct run *proposed)
{
    const struct simulation_input *input = c->input;
    int64_t monday = 0;
    (void)!week_parse(input->first_week, &monday); /* its form was checked */
    for (size_t week = 0; week < view->week_count; week++, monday += 7) {
        struct vaccine_key_in_force key = {0};
        struct maybe pack_doses;
        TRY(plan_week(c, catalogue, view, week, monday, &pack_doses));
        if (week == 0)
            view->pack_doses = pack_doses;
        TRY(store_vaccine_key_shares(c->db, input->key_id, input->product, view->weeks[week].week, c->now, &c->arena,
                                     &key.shares, &key.count));
        TRY(run_week(c, view, week, pack_doses, &key, proposed, true));
        enum outcome outcome =
            store_vaccine_key_in_force(c->db, input->product, view->weeks[week].week, c->now, &c->arena, &key);
        if (outcome == NOT_FOUND)
            continue;
        TRY(outcome);
        view->weeks[week].present_key_name = key.name;
        if (week == 0) {
            view->present = ARENA_NEW(&c->arena, struct key_name);
            if (view->present == NULL)
                return TOO_LARGE;
            *view->present = (struct key_name){.key_id = key.key_id, .name = key.name};
        }
        TRY(run_week(c, view, week, pack_doses, &key, present, false));
    }
    return OK;
}

/* A week that only the proposed key shares out would be its gain in every sum. */
static void choose_weeks(struct simulation_view *view)
{
    bool compared = false;
    for (size_t week = 0; week < view->week_count; week++)
        compared = compared || (view->weeks[week].packs.known && view->weeks[week].present_key_name != NULL);
    for (size_t week = 0; week < view->week_count; week++)
        view->weeks[week].counts =
            view->weeks[week].packs.known && (!compared || view->weeks[week].present_key_name != NULL);
}

static void add_weeks(const struct simulation_view *view, struct run_view *run)
{
    for (size_t week = 0; week < run->weeks; week++)
        if (view->weeks[week].counts && run->doses[week].known)
            run->total = maybe_known(run->total.value + run->doses[week].value);
}

static struct maybe coverage(const struct region_view *region, const struct run_view *run, struct maybe course)
{
    if (!run->total.known || !course.known || region->target_group == 0)
        return (struct maybe){0};
    /* persons times the doses of a course, on both sides */
    return maybe_known(vaccine_share_percent(region->given_doses.value * course.value + run->total.value,
                                             region->target_group * course.value));
}

static void conclude(struct region_view *region, struct maybe course)
{
    if (region->present.total.known && region->proposed.total.known)
        region->difference = maybe_known(region->proposed.total.value - region->present.total.value);
    region->present.coverage_percent = coverage(region, &region->present, course);
    region->proposed.coverage_percent = coverage(region, &region->proposed, course);
}

static void add_maybe(struct maybe *sum, struct maybe more)
{
    if (more.known)
        *sum = maybe_known(sum->value + more.value);
}

static void add_run(struct run_view *total, const struct run_view *run)
{
    for (size_t week = 0; week < run->weeks; week++)
        add_maybe(&total->doses[week], run->doses[week]);
    add_maybe(&total->total, run->total);
    if (run->share_percent.known)
        total->share_percent = maybe_known(INT64_C(100) * 1000000);
}

/* Regions with persons, first doses so far and room for the weeks; the totals as well. */
static enum outcome open_regions(struct call *c, struct simulation_view *view)
{
    const struct simulation_input *input = c->input;
    struct population_of_county *persons;
    struct vaccine_first_doses *given;
    size_t given_count;
    TRY(vaccine_key_persons(c, input->population_date, input->age_from, input->age_to, "population_date", NULL, 0,
                            &persons, &view->region_count));
    TRY(store_vaccine_first_doses(c->db, c->now, &c->arena, &given, &given_count));
    view->regions = ARENA_ARRAY(&c->arena, view->region_count, struct region_view);
    struct maybe *doses = ARENA_ARRAY(&c->arena, 2 * (view->region_count + 1) * view->week_count, struct maybe);
    if (view->regions == NULL || doses == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i <= view->region_count; i++) {
        struct region_view *region = i < view->region_count ? &view->regions[i] : &view->totals;
        region->present.doses = doses + 2 * i * view->week_count;
        region->proposed.doses = doses + (2 * i + 1) * view->week_count;
        region->present.weeks = region->proposed.weeks = view->week_count;
        if (i == view->region_count)
            break;
        region->county = persons[i].county;
        region->target_group = persons[i].persons;
        for (size_t g = 0; g < given_count; g++)
            if (strcmp(given[g].county, region->county) == 0)
                region->given_doses = maybe_known(given[g].doses);
    }
    return OK;
}

static void add_up(struct simulation_view *view, struct maybe course)
{
    choose_weeks(view);
    for (size_t i = 0; i < view->region_count; i++) {
        struct region_view *region = &view->regions[i];
        add_weeks(view, &region->present);
        add_weeks(view, &region->proposed);
        conclude(region, course);
        add_run(&view->totals.present, &region->present);
        add_run(&view->totals.proposed, &region->proposed);
        view->totals.target_group += region->target_group;
        add_maybe(&view->totals.given_doses, region->given_doses);
    }
    conclude(&view->totals, course);
}

/* Both runs; inputs are checked. */
static enum outcome simulate(struct call *c, const struct vaccine_catalogue *catalogue, struct simulation_view *view)
{
    const struct simulation_input *input = c->input;
    struct vaccine_balance *balances;
    struct run present, proposed;
    size_t count;
    TRY(open_regions(c, view));
    TRY(store_vaccine_balances(c->db, input->product, c->now, &c->arena, &balances, &count));
    if (count != view->region_count)
        return BROKEN;
    TRY(open_run(c, balances, count, &present));
    TRY(open_run(c, balances, count, &proposed));
    TRY(run_weeks(c, catalogue, view, &present, &proposed));
    const char *monday = vaccine_monday(c, input->first_week);
    if (monday == NULL)
        return TOO_LARGE;
    const struct vaccine_property *course =
        vaccine_catalogue_property(catalogue, input->product, PROPERTY_DOSES_PER_COURSE, monday);
    add_up(view, course != NULL ? course->number : (struct maybe){0});
    return OK;
}

enum outcome api_vaccine_key_simulate(struct call *c)
{
    const struct simulation_input *input = c->input;
    struct vaccine_catalogue catalogue;
    struct vaccine_key key;
    struct simulation_view *view = ARENA_NEW(&c->arena, struct simulation_view);
    if (view == NULL || (view->proposed = ARENA_NEW(&c->arena, struct key_name)) == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    enum outcome outcome =
        store_vaccine_key_get(c->db, input->key_id, c->now, !vaccine_key_sees_proposals(c), &c->arena, &key);
    if (outcome == NOT_FOUND)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "key_id", NULL);
    else if (outcome != OK)
        return outcome;
    if (vaccine_catalogue_product(&catalogue, input->product) == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    if (input->age_to.known && input->age_to.value < input->age_from)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "age_to", NULL);
    TRY(call_check_violations(c));
    *view->proposed = (struct key_name){.key_id = key.key_id, .name = key.name};
    view->product = input->product;
    view->week_count = (size_t)input->weeks;
    view->week_list = view->weeks;
    TRY(simulate(c, &catalogue, view));
    c->output = view;
    return OK;
}
