/* The weights of a key by which all regions finish together, of api/vaccine_keys.h. */
#include "api/vaccine_keys.h"

#include "api/vaccine_common.h"
#include "core/equal_key.h"

#include <string.h>

static int64_t last_age(struct maybe age_to)
{
    return age_to.known ? age_to.value : VACCINE_NO_UPPER_AGE;
}

static void check_groups(struct call *c, const struct vaccine_key_plan *plan)
{
    for (size_t i = 0; i < plan->group_count; i++) {
        const struct vaccine_key_group *group = &plan->groups[i];
        bool wrong = last_age(group->age_to) < group->age_from;
        for (size_t j = 0; j < i; j++)
            wrong = wrong || (plan->groups[j].age_from <= last_age(group->age_to) &&
                              group->age_from <= last_age(plan->groups[j].age_to));
        if (wrong)
            violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/groups", i, NULL, NULL);
    }
}

/* A vaccine goes to whole groups: one that its ages cut in two is a question to the sender. */
static void check_supply(struct call *c, const struct vaccine_key_plan *plan, size_t at)
{
    const struct vaccine_key_supply *supply = &plan->supplies[at];
    for (size_t g = 0; g < plan->group_count; g++) {
        const struct vaccine_key_group *group = &plan->groups[g];
        int64_t from = supply->age_from, to = last_age(supply->age_to), last = last_age(group->age_to);
        bool outside = to < group->age_from || from > last, inside = from <= group->age_from && to >= last;
        if (!outside && !inside) {
            violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/supplies", at, NULL, NULL);
            return;
        }
    }
}

static enum outcome check_supplies(struct call *c, const struct vaccine_key_add *input)
{
    const struct vaccine_key_plan *plan = &input->plan;
    struct vaccine_catalogue catalogue;
    bool found = false;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    for (size_t i = 0; i < plan->supply_count; i++) {
        const char *product = plan->supplies[i].product;
        if (vaccine_catalogue_product(&catalogue, product) == NULL)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/supplies", i, "product", NULL);
        for (size_t j = 0; j < i; j++)
            if (strcmp(product, plan->supplies[j].product) == 0) {
                violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/supplies", i, "product", NULL);
                break;
            }
        check_supply(c, plan, i);
        found = found || strcmp(product, input->product) == 0;
    }
    if (!found)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    return OK;
}

static size_t group_of_age(const struct vaccine_key_plan *plan, int64_t age_from)
{
    size_t g = 0;
    while (g < plan->group_count && plan->groups[g].age_from != age_from)
        g++;
    return g;
}

static size_t place_of(const struct population_of_county *counties, size_t count, const char *county)
{
    size_t i = 0;
    while (i < count && strcmp(counties[i].county, county) != 0)
        i++;
    return i;
}

/* given[region][group] from the input's rows. */
static enum outcome read_given(struct call *c, const struct vaccine_key_plan *plan,
                               const struct population_of_county *counties, size_t count, int64_t *given)
{
    bool *seen = ARENA_ARRAY(&c->arena, count * plan->group_count, bool);
    if (seen == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < plan->given_count; i++) {
        const struct vaccine_key_given *row = &plan->given[i];
        size_t r = place_of(counties, count, row->county), g = group_of_age(plan, row->age_from);
        if (r == count)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/given", i, "county", NULL);
        if (g == plan->group_count)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/given", i, "age_from", NULL);
        if (r == count || g == plan->group_count)
            continue;
        size_t at = r * plan->group_count + g;
        if (seen[at])
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/given", i, NULL, NULL);
        seen[at] = true;
        given[at] = row->doses;
    }
    return call_check_violations(c);
}

struct work {
    const struct vaccine_key_add *input;
    struct vaccine_key_plan *plan;
    struct population_of_county *counties; /* the codes */
    size_t count;
    int64_t *remaining; /* [region][group] */
};

static enum outcome find_remaining(struct call *c, struct work *work)
{
    struct vaccine_key_plan *plan = work->plan;
    struct population_of_county **persons = ARENA_ARRAY(&c->arena, plan->group_count, struct population_of_county *);
    if (persons == NULL)
        return TOO_LARGE;
    for (size_t g = 0; g < plan->group_count; g++)
        TRY(vaccine_key_persons(c, plan->population_date, plan->groups[g].age_from, plan->groups[g].age_to,
                                "population_date", "/groups", g, &persons[g], &work->count));
    work->counties = persons[0];
    work->remaining = ARENA_ARRAY(&c->arena, work->count * plan->group_count, int64_t);
    if (work->remaining == NULL)
        return TOO_LARGE;
    TRY(read_given(c, plan, work->counties, work->count, work->remaining));
    struct rational goal;
    TRY(rational_make(plan->target_permille, 1000, &goal));
    for (size_t r = 0; r < work->count; r++)
        for (size_t g = 0; g < plan->group_count; g++) {
            int64_t *cell = &work->remaining[r * plan->group_count + g];
            TRY(equal_key_remaining(persons[g][r].persons, goal, *cell, cell));
            plan->groups[g].remaining_persons += *cell;
        }
    return OK;
}

static enum outcome make_products(struct call *c, const struct vaccine_key_plan *plan,
                                  struct equal_key_product **ret_products)
{
    struct equal_key_product *products = ARENA_ARRAY(&c->arena, plan->supply_count, struct equal_key_product);
    if (products == NULL)
        return TOO_LARGE;
    for (size_t p = 0; p < plan->supply_count; p++) {
        const struct vaccine_key_supply *supply = &plan->supplies[p];
        bool *eligible = ARENA_ARRAY(&c->arena, plan->group_count, bool);
        if (eligible == NULL)
            return TOO_LARGE;
        for (size_t g = 0; g < plan->group_count; g++)
            eligible[g] = supply->age_from <= plan->groups[g].age_from &&
                          last_age(supply->age_to) >= last_age(plan->groups[g].age_to);
        products[p] = (struct equal_key_product){.first_doses = supply->doses, .eligible = eligible};
    }
    *ret_products = products;
    return OK;
}

static enum outcome compute(struct call *c, struct work *work, struct vaccine_key_weight *weights)
{
    struct vaccine_key_plan *plan = work->plan;
    struct equal_key_product *products;
    TRY(make_products(c, plan, &products));
    const struct equal_key_input equal = {.groups = plan->group_count,
                                          .regions = work->count,
                                          .products = plan->supply_count,
                                          .remaining = work->remaining,
                                          .list = products};
    int64_t *all = ARENA_ARRAY(&c->arena, plan->supply_count * work->count, int64_t),
            *planned = ARENA_ARRAY(&c->arena, plan->supply_count * plan->group_count, int64_t),
            *unused = ARENA_ARRAY(&c->arena, plan->supply_count, int64_t);
    if (all == NULL || planned == NULL || unused == NULL)
        return TOO_LARGE;
    TRY(equal_key_plan(&c->arena, &equal, planned, unused));
    TRY(equal_key_weights(&c->arena, &equal, all));
    size_t own = 0;
    while (strcmp(plan->supplies[own].product, work->input->product) != 0) /* checked to be there */
        own++;
    for (size_t g = 0; g < plan->group_count; g++)
        plan->groups[g].planned_doses = planned[own * plan->group_count + g];
    for (size_t r = 0; r < work->count; r++)
        weights[r] =
            (struct vaccine_key_weight){.county = work->counties[r].county, .weight = all[own * work->count + r]};
    return OK;
}

enum outcome vaccine_key_equal_finish(struct call *c, const struct vaccine_key_add *input,
                                      struct vaccine_key_plan *plan, struct vaccine_key_weight **ret_weights,
                                      size_t *ret_count)
{
    struct work work = {.input = input, .plan = plan};
    *plan = input->plan;
    plan->groups = ARENA_ARRAY(&c->arena, plan->group_count, struct vaccine_key_group);
    if (plan->groups == NULL)
        return TOO_LARGE;
    memcpy(plan->groups, input->plan.groups, plan->group_count * sizeof *plan->groups); /* sums go into them */
    plan->target_permille = input->target_permille.value;
    plan->population_date = input->population_date;
    check_groups(c, plan);
    TRY(check_supplies(c, input));
    TRY(call_check_violations(c));
    TRY(find_remaining(c, &work));
    *ret_weights = ARENA_ARRAY(&c->arena, work.count, struct vaccine_key_weight);
    if (*ret_weights == NULL)
        return TOO_LARGE;
    *ret_count = work.count;
    return compute(c, &work, *ret_weights);
}
