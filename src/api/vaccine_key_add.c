/* A new key, of api/vaccine_keys.h: from the population, by hand, or so that all finish together. */
#include "api/vaccine_keys.h"

#include "api/vaccine_common.h"
#include "store/reference_read.h"

#include <string.h>

enum { MOST_WEIGHT = 1000000000, MOST_AGE = 120 };

static const struct field weight_fields[] = {
    {AT(struct vaccine_key_weight, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct vaccine_key_weight, weight), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = MOST_WEIGHT},
};
static const struct fields weight_input = FIELDS("VaccineKeyWeight", struct vaccine_key_weight, weight_fields);
static const struct field group_fields[] = {
    {AT(struct vaccine_key_group, age_from), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = MOST_AGE},
    {AT(struct vaccine_key_group, age_to), .kind = FIELD_MAYBE_INT, .flags = FIELD_REQUIRED, .max = MOST_AGE,
     .about = "inclusive; null: no upper age"},
};
static const struct fields group_input = FIELDS("VaccineKeyGroup", struct vaccine_key_group, group_fields);
static const struct field supply_fields[] = {
    {AT(struct vaccine_key_supply, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct vaccine_key_supply, doses), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = MOST_WEIGHT},
    {AT(struct vaccine_key_supply, age_from), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = MOST_AGE},
    {AT(struct vaccine_key_supply, age_to), .kind = FIELD_MAYBE_INT, .flags = FIELD_REQUIRED, .max = MOST_AGE,
     .about = "inclusive; null: no upper age"},
};
static const struct fields supply_input = FIELDS("VaccineKeySupply", struct vaccine_key_supply, supply_fields);
static const struct field given_fields[] = {
    {AT(struct vaccine_key_given, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct vaccine_key_given, age_from), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = MOST_AGE,
     .about = "which group, by its first age"},
    {AT(struct vaccine_key_given, doses), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .max = MOST_WEIGHT},
};
static const struct fields given_input = FIELDS("VaccineKeyGiven", struct vaccine_key_given, given_fields);

static const struct field add_fields[] = {
    {AT(struct vaccine_key_add, name), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 120},
    {AT(struct vaccine_key_add, basis), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = vaccine_key_basis_words},
    {AT(struct vaccine_key_add, source), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 300},
    {AT(struct vaccine_key_add, population_date), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE,
     .about = "population, equal_finish"},
    {AT(struct vaccine_key_add, age_from), .kind = FIELD_MAYBE_INT, .max = MOST_AGE, .about = "population"},
    {AT(struct vaccine_key_add, age_to), .kind = FIELD_MAYBE_INT, .max = MOST_AGE,
     .about = "population: inclusive; null: no upper age"},
    {AT(struct vaccine_key_add, weights), .kind = FIELD_LIST, .max = COUNTIES_MAX,
     COUNTED(struct vaccine_key_add, weight_count), .of = &weight_input, .about = "manual: every county once"},
    {AT(struct vaccine_key_add, product), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ARTICLE, .about = "equal_finish"},
    {AT(struct vaccine_key_add, target_permille), .kind = FIELD_MAYBE_INT, .min = 1, .max = 1000,
     .about = "equal_finish: how many of a thousand are to be vaccinated"},
    {.name = "groups",
     .offset = offsetof(struct vaccine_key_add, plan.groups),
     .kind = FIELD_LIST,
     .max = KEY_MAX_GROUPS,
     .count_offset = offsetof(struct vaccine_key_add, plan.group_count),
     .of = &group_input,
     .about = "equal_finish: in order of priority"},
    {.name = "supplies",
     .offset = offsetof(struct vaccine_key_add, plan.supplies),
     .kind = FIELD_LIST,
     .max = KEY_MAX_SUPPLIES,
     .count_offset = offsetof(struct vaccine_key_add, plan.supply_count),
     .of = &supply_input,
     .about = "equal_finish: first doses of each vaccine and the ages it may go to"},
    {.name = "given",
     .offset = offsetof(struct vaccine_key_add, plan.given),
     .kind = FIELD_LIST,
     .max = KEY_MAX_GIVEN,
     .count_offset = offsetof(struct vaccine_key_add, plan.given_count),
     .of = &given_input,
     .about = "equal_finish: first doses given already; absent: 0"},
};
const struct fields vaccine_key_input = FIELDS("VaccineKey", struct vaccine_key_add, add_fields);

/* Which basis takes which field, and whether it must have it. */
static void check_fields(struct call *c)
{
    enum { NO, MAY, MUST };
    const struct vaccine_key_add *input = c->input;
    const struct {
        const char *name;
        bool present;
        int wanted[KEY_BASIS__COUNT]; /* population, equal_finish, manual */
    } fields[] = {
        {"population_date", input->population_date != NULL, {MUST, MUST, NO}},
        {"age_from", input->age_from.known, {MUST, NO, NO}},
        {"age_to", input->age_to.known, {MAY, NO, NO}},
        {"weights", input->weight_count > 0, {NO, NO, MUST}},
        {"product", input->product != NULL, {NO, MUST, NO}},
        {"target_permille", input->target_permille.known, {NO, MUST, NO}},
        {"groups", input->plan.group_count > 0, {NO, MUST, NO}},
        {"supplies", input->plan.supply_count > 0, {NO, MUST, NO}},
        {"given", input->plan.given_count > 0, {NO, MAY, NO}},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        int wanted = fields[i].wanted[input->basis];
        if (fields[i].present ? wanted == NO : wanted == MUST)
            violation_add(&c->violations, fields[i].present ? VIOLATION_INCONSISTENT : VIOLATION_MISSING, "",
                          fields[i].name, NULL);
    }
}

static enum outcome weigh_population(struct call *c, struct vaccine_key_weight **ret_weights, size_t *ret_count)
{
    const struct vaccine_key_add *input = c->input;
    struct population_of_county *counties;
    size_t count;
    if (input->age_to.known && input->age_to.value < input->age_from.value)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "age_to", NULL);
    TRY(call_check_violations(c));
    TRY(vaccine_key_persons(c, input->population_date, input->age_from.value, input->age_to, "population_date", NULL, 0,
                            &counties, &count));
    struct vaccine_key_weight *weights = ARENA_ARRAY(&c->arena, count, struct vaccine_key_weight);
    if (weights == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        weights[i] = (struct vaccine_key_weight){.county = counties[i].county, .weight = counties[i].persons};
    *ret_weights = weights;
    *ret_count = count;
    return OK;
}

static enum outcome weigh_by_hand(struct call *c, struct vaccine_key_weight **ret_weights, size_t *ret_count)
{
    const struct vaccine_key_add *input = c->input;
    struct county *counties;
    TRY(store_county_list(c->db, &c->arena, &counties, ret_count));
    struct vaccine_key_weight *weights = ARENA_ARRAY(&c->arena, *ret_count, struct vaccine_key_weight);
    if (weights == NULL)
        return TOO_LARGE;
    for (size_t w = 0; w < input->weight_count; w++) {
        size_t i = 0;
        while (i < *ret_count && strcmp(counties[i].code, input->weights[w].county) != 0)
            i++;
        if (i == *ret_count)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/weights", w, "county", NULL);
        else if (weights[i].county != NULL)
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/weights", w, "county", NULL);
        else
            weights[i] = input->weights[w];
    }
    for (size_t i = 0; i < *ret_count; i++)
        if (weights[i].county == NULL) {
            violation_add(&c->violations, VIOLATION_MISSING, "", "weights", NULL); /* a county is not there */
            break;
        }
    *ret_weights = weights;
    return call_check_violations(c);
}

static enum outcome weigh(struct call *c, struct vaccine_key_plan *plan, struct vaccine_key_weight **ret_weights,
                          size_t *ret_count)
{
    const struct vaccine_key_add *input = c->input;
    static const char *const blamed[KEY_BASIS__COUNT] = {"age_from", "supplies", "weights"};
    switch ((enum vaccine_key_basis)input->basis) {
    case KEY_OF_POPULATION:
        TRY(weigh_population(c, ret_weights, ret_count));
        break;
    case KEY_OF_EQUAL_FINISH:
        TRY(vaccine_key_equal_finish(c, input, plan, ret_weights, ret_count));
        break;
    default:
        TRY(weigh_by_hand(c, ret_weights, ret_count));
    }
    int64_t sum = 0;
    for (size_t i = 0; i < *ret_count; i++)
        sum += (*ret_weights)[i].weight;
    if (sum == 0)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", blamed[input->basis], NULL);
    return call_check_violations(c);
}

enum outcome api_vaccine_key_add(struct call *c)
{
    const struct vaccine_key_add *input = c->input;
    bool population = input->basis == KEY_OF_POPULATION, equal = input->basis == KEY_OF_EQUAL_FINISH;
    struct vaccine_key_plan plan = {0};
    struct vaccine_key_weight *weights;
    struct vaccine_key_view *view;
    size_t count;
    check_fields(c);
    TRY(call_check_violations(c));
    TRY(weigh(c, &plan, &weights, &count));
    const struct vaccine_key key = {
        .key_id = call_new_id(c),
        .name = input->name,
        .basis = input->basis,
        .population_date = population ? input->population_date : NULL,
        .age_from = input->age_from,
        .age_to = maybe_if(population, input->age_to.known ? input->age_to.value : VACCINE_NO_UPPER_AGE),
        .product = input->product,
        .input = equal ? call_json(c, &vaccine_key_plan_fields, &plan) : "",
        .source = input->source,
        .created_at = c->now,
        .created_by = c->actor.user_id,
        .created_by_name = c->actor.display_name,
    };
    if (key.key_id == NULL || key.input == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_key_add(c->scope, c->db, &key, weights, count));
    TRY(vaccine_key_view(c, &key, c->now, &view));
    TRY(call_audit(c, "vaccine_key.add", "vaccine_key", key.key_id, "00", NULL,
                   call_json(c, &vaccine_key_output, view)));
    (void)call_trial(c);
    c->output = view;
    c->location = arena_printf(&c->arena, "/api/v1/vaccine/keys/%s", key.key_id);
    return c->location != NULL ? OK : TOO_LARGE;
}
