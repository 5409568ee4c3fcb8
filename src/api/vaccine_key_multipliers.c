/* Decided deviations from the key for one region, of api/vaccine_keys.h. */
#include "api/vaccine_keys.h"

#include "api/vaccine_common.h"
#include "store/reference_read.h"

#include <stdlib.h>
#include <string.h>

static const struct field multiplier_fields[] = {
    {AT(struct vaccine_key_multiplier, multiplier_number), .kind = FIELD_INT},
    {AT(struct vaccine_key_multiplier, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct vaccine_key_multiplier, product), .kind = FIELD_MAYBE_TEXT, .about = "null: all"},
    {AT(struct vaccine_key_multiplier, numerator), .kind = FIELD_INT},
    {AT(struct vaccine_key_multiplier, denominator), .kind = FIELD_INT},
    {AT(struct vaccine_key_multiplier, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct vaccine_key_multiplier, last_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct vaccine_key_multiplier, repay), .kind = FIELD_BOOL, .about = "what it moves is paid back"},
    {AT(struct vaccine_key_multiplier, reference_number), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_multiplier, decision_maker), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_multiplier, grounds), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_multiplier, decided_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_key_multiplier, decided_by_name), .kind = FIELD_TEXT},
};
const struct fields vaccine_key_multiplier_output =
    FIELDS("VaccineKeyMultiplier", struct vaccine_key_multiplier, multiplier_fields);

struct multiplier_list {
    int64_t known_at;
    struct vaccine_key_multiplier *items;
    size_t count;
    const char *next_cursor;
};
static const struct field multiplier_list_fields[] = {
    {AT(struct multiplier_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct multiplier_list, items), .kind = FIELD_LIST, COUNTED(struct multiplier_list, count),
     .of = &vaccine_key_multiplier_output},
    {AT(struct multiplier_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields vaccine_key_multiplier_list_output =
    FIELDS("VaccineKeyMultiplierList", struct multiplier_list, multiplier_list_fields);

struct multiplier_add {
    const char *county, *product, *first_week, *last_week, *reference_number, *decision_maker, *grounds;
    int64_t numerator, denominator, repay;
};
static const struct field multiplier_add_fields[] = {
    {AT(struct multiplier_add, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct multiplier_add, product), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED,
     .about = "null: all; one for a vaccine counts before one for all"},
    {AT(struct multiplier_add, numerator), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = 1000},
    {AT(struct multiplier_add, denominator), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1, .max = 1000},
    {AT(struct multiplier_add, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct multiplier_add, last_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct multiplier_add, repay), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = 1,
     .about = "1: what it moves is paid back"},
    {AT(struct multiplier_add, reference_number), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 60},
    {AT(struct multiplier_add, decision_maker), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 120},
    {AT(struct multiplier_add, grounds), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 1000},
};
const struct fields vaccine_key_multiplier_input =
    FIELDS("VaccineKeyMultiplier", struct multiplier_add, multiplier_add_fields);

enum outcome api_vaccine_key_multiplier_list(struct call *c)
{
    const char *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    struct multiplier_list *list = ARENA_NEW(&c->arena, struct multiplier_list);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(store_vaccine_key_multiplier_list(c->db, list->known_at, cursor != NULL ? strtoll(cursor, NULL, 10) : INT64_MAX,
                                          limit + 1, &c->arena, &list->items, &list->count));
    if (list->count > (size_t)limit) {
        list->count--;
        list->next_cursor = arena_printf(&c->arena, "%lld", (long long)list->items[list->count - 1].multiplier_number);
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

static enum outcome check_add(struct call *c, const struct vaccine_catalogue *catalogue)
{
    const struct multiplier_add *input = c->input;
    struct county *counties;
    size_t count;
    bool known = false;
    TRY(store_county_list(c->db, &c->arena, &counties, &count));
    for (size_t i = 0; i < count; i++)
        known = known || strcmp(counties[i].code, input->county) == 0;
    if (!known)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "county", NULL);
    if (input->product != NULL && vaccine_catalogue_product(catalogue, input->product) == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    if (strcmp(input->last_week, input->first_week) < 0)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "last_week", NULL);
    return call_check_violations(c);
}

/* With the new multiplier in force the keys of its first week must still be numbers that can be shared out by. */
static enum outcome check_effect(struct call *c, const struct vaccine_catalogue *catalogue)
{
    const struct multiplier_add *input = c->input;
    for (size_t i = 0; i < catalogue->product_count; i++) {
        const char *product = catalogue->products[i].code;
        struct vaccine_key_in_force key;
        if (input->product != NULL && strcmp(input->product, product) != 0)
            continue;
        enum outcome outcome = store_vaccine_key_in_force(c->db, product, input->first_week, c->now, &c->arena, &key);
        if (outcome == NOT_FOUND)
            continue;
        TRY(outcome);
        int64_t *right = ARENA_ARRAY(&c->arena, key.count, int64_t), *all = ARENA_ARRAY(&c->arena, key.count, int64_t);
        if (right == NULL || all == NULL)
            return TOO_LARGE;
        outcome = vaccine_key_weights(&c->arena, &key, right, all);
        if (outcome == INVALID || outcome == TOO_LARGE) {
            violation_add(&c->violations, VIOLATION_INCONSISTENT, "", outcome == INVALID ? "numerator" : "denominator",
                          NULL);
            break;
        }
        TRY(outcome);
    }
    return call_check_violations(c);
}

enum outcome api_vaccine_key_multiplier_add(struct call *c)
{
    const struct multiplier_add *input = c->input;
    struct vaccine_catalogue catalogue;
    struct vaccine_key_multiplier *multiplier = ARENA_NEW(&c->arena, struct vaccine_key_multiplier);
    if (multiplier == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(check_add(c, &catalogue));
    *multiplier = (struct vaccine_key_multiplier){
        .county = input->county,
        .product = input->product,
        .numerator = input->numerator,
        .denominator = input->denominator,
        .first_week = input->first_week,
        .last_week = input->last_week,
        .repay = input->repay != 0,
        .reference_number = input->reference_number,
        .decision_maker = input->decision_maker,
        .grounds = input->grounds,
        .decided_at = c->now,
        .decided_by = c->actor.user_id,
        .decided_by_name = c->actor.display_name,
    };
    enum outcome outcome =
        store_vaccine_key_multiplier_add(c->scope, c->db, multiplier, &multiplier->multiplier_number);
    if (outcome == CONFLICT)
        return call_refuse_because(
            c, PROBLEM_CONFLICT, "Det finns redan en avvikelse för den regionen och det vaccinet i någon av veckorna.",
            "There is a deviation for that region and vaccine in one of the weeks already.");
    TRY(outcome);
    TRY(check_effect(c, &catalogue));
    c->output = multiplier;
    return call_audit(c, "vaccine_key.multiply", "vaccine_key_multiplier",
                      arena_printf(&c->arena, "%lld", (long long)multiplier->multiplier_number), input->county, NULL,
                      call_json(c, &vaccine_key_multiplier_output, multiplier));
}
