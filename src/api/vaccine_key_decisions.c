/* Decisions on keys and which key is in force, of api/vaccine_keys.h. */
#include "api/vaccine_keys.h"

#include "api/vaccine_common.h"
#include "core/week.h"

#include <stdlib.h>
#include <string.h>

#define DECISION_FIELDS                                                                                                \
    {AT(struct vaccine_key_decision, decision_number), .kind = FIELD_INT},                                             \
        {AT(struct vaccine_key_decision, key_id), .kind = FIELD_TEXT, .format = FORMAT_ID},                            \
        {AT(struct vaccine_key_decision, key_name), .kind = FIELD_TEXT},                                               \
        {AT(struct vaccine_key_decision, product), .kind = FIELD_MAYBE_TEXT, .about = "null: all"},                    \
        {AT(struct vaccine_key_decision, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},                      \
        {AT(struct vaccine_key_decision, last_week), .kind = FIELD_MAYBE_TEXT, .about = "null: until further notice"}, \
        {AT(struct vaccine_key_decision, reference_number), .kind = FIELD_TEXT},                                       \
        {AT(struct vaccine_key_decision, decision_maker), .kind = FIELD_TEXT},                                         \
        {AT(struct vaccine_key_decision, grounds), .kind = FIELD_TEXT},                                                \
        {AT(struct vaccine_key_decision, decided_at), .kind = FIELD_MOMENT},                                           \
    {                                                                                                                  \
        AT(struct vaccine_key_decision, decided_by_name), .kind = FIELD_TEXT                                           \
    }
static const struct field decision_fields[] = {DECISION_FIELDS};
static const struct fields decision_output = FIELDS("VaccineKeyDecision", struct vaccine_key_decision, decision_fields);

struct decision_list {
    int64_t known_at;
    struct vaccine_key_decision *items;
    size_t count;
    const char *next_cursor;
};
static const struct field decision_list_fields[] = {
    {AT(struct decision_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct decision_list, items), .kind = FIELD_LIST, COUNTED(struct decision_list, count), .of = &decision_output},
    {AT(struct decision_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields vaccine_key_decision_list_output =
    FIELDS("VaccineKeyDecisionList", struct decision_list, decision_list_fields);
const struct query_field vaccine_key_decision_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Decisions for this vaccine or for all"},
    VACCINE_KNOWN_QUERY,
    {0},
};

static const struct field affected_fields[] = {
    {AT(struct vaccine_key_affected, allocation_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct vaccine_key_affected, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct vaccine_key_affected, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
};
static const struct fields affected_output = FIELDS("VaccineKeyAffected", struct vaccine_key_affected, affected_fields);

struct decided {
    struct vaccine_key_decision decision; /* first */
    struct vaccine_key_affected *affected;
    size_t affected_count;
};
static const struct field decided_fields[] = {
    DECISION_FIELDS,
    {.name = "affected_allocations",
     .offset = offsetof(struct decided, affected),
     .kind = FIELD_LIST,
     COUNTED(struct decided, affected_count),
     .of = &affected_output,
     .about = "decided by another key for these weeks; they stay until they are replaced"},
};
const struct fields vaccine_key_decided_output = FIELDS("VaccineKeyDecided", struct decided, decided_fields);

struct decision_add {
    const char *product, *first_week, *last_week, *reference_number, *decision_maker, *grounds;
};
static const struct field decision_add_fields[] = {
    {AT(struct decision_add, product), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED,
     .about = "null: all"},
    {AT(struct decision_add, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct decision_add, last_week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED,
     .about = "null: until further notice"},
    {AT(struct decision_add, reference_number), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 60},
    {AT(struct decision_add, decision_maker), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED,
     .min = 1, .max = 120},
    {AT(struct decision_add, grounds), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 1000},
};
const struct fields vaccine_key_decision_input = FIELDS("VaccineKeyDecision", struct decision_add, decision_add_fields);

static enum outcome check_decision(struct call *c, const struct vaccine_key *key)
{
    const struct decision_add *input = c->input;
    struct vaccine_catalogue catalogue;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    if (input->product != NULL && vaccine_catalogue_product(&catalogue, input->product) == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    else if (key->product != NULL && (input->product == NULL || strcmp(key->product, input->product) != 0))
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "product", NULL); /* made for one vaccine alone */
    if (input->last_week != NULL && strcmp(input->last_week, input->first_week) < 0)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "last_week", NULL);
    return call_check_violations(c);
}

enum outcome api_vaccine_key_decide(struct call *c)
{
    const struct decision_add *input = c->input;
    struct vaccine_key key;
    struct decided *decided = ARENA_NEW(&c->arena, struct decided);
    if (decided == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_key_get(c->db, call_parameter(c, "key"), c->now, false, &c->arena, &key));
    TRY(check_decision(c, &key));
    decided->decision = (struct vaccine_key_decision){
        .key_id = key.key_id,
        .key_name = key.name,
        .product = input->product,
        .first_week = input->first_week,
        .last_week = input->last_week,
        .reference_number = input->reference_number,
        .decision_maker = input->decision_maker,
        .grounds = input->grounds,
        .decided_at = c->now,
        .decided_by = c->actor.user_id,
        .decided_by_name = c->actor.display_name,
    };
    TRY(store_vaccine_key_decide(c->scope, c->db, &decided->decision, &decided->decision.decision_number));
    TRY(store_vaccine_key_affected(c->db, &decided->decision, &c->arena, &decided->affected, &decided->affected_count));
    c->output = decided;
    return call_audit(c, "vaccine_key.decide", "vaccine_key", key.key_id, "00", NULL,
                      call_json(c, &vaccine_key_decided_output, decided));
}

enum outcome api_vaccine_key_decision_list(struct call *c)
{
    const char *product = call_query(c, "product"), *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    struct decision_list *list = ARENA_NEW(&c->arena, struct decision_list);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    const struct vaccine_key_decision_filter filter = {
        .product = product != NULL ? product : "",
        .key_id = "",
        .known_at = list->known_at,
        .before = cursor != NULL ? strtoll(cursor, NULL, 10) : INT64_MAX,
        .limit = limit + 1,
    };
    TRY(store_vaccine_key_decision_list(c->db, &filter, &c->arena, &list->items, &list->count));
    if (list->count > (size_t)limit) {
        list->count--;
        list->next_cursor = arena_printf(&c->arena, "%lld", (long long)list->items[list->count - 1].decision_number);
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

/* --- in force --- */

struct multiplier_view {
    int64_t multiplier_number, numerator, denominator;
    bool repay;
};
static const struct field multiplier_fields[] = {
    {AT(struct multiplier_view, multiplier_number), .kind = FIELD_INT},
    {AT(struct multiplier_view, numerator), .kind = FIELD_INT},
    {AT(struct multiplier_view, denominator), .kind = FIELD_INT},
    {AT(struct multiplier_view, repay), .kind = FIELD_BOOL, .about = "what it moves is paid back"},
};
static const struct fields multiplier_output =
    FIELDS("VaccineKeyMultiplierInForce", struct multiplier_view, multiplier_fields);

struct share_view {
    const char *county;
    int64_t weight, share_percent, share_of_key_percent;
    struct multiplier_view *multiplier;
};
static const struct field share_fields[] = {
    {AT(struct share_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct share_view, weight), .kind = FIELD_INT},
    {AT(struct share_view, multiplier), .kind = FIELD_MAYBE_OBJECT, .of = &multiplier_output},
    {AT(struct share_view, share_percent), .kind = FIELD_MICRO, .about = "after multipliers"},
    {AT(struct share_view, share_of_key_percent), .kind = FIELD_MICRO, .about = "of the key as decided"},
};
static const struct fields share_output = FIELDS("VaccineKeyShare", struct share_view, share_fields);

struct in_force_view {
    const char *product;
    struct maybe decision_number;
    const char *key_id, *name;
    struct share_view *weights;
    size_t count;
};
static const struct field in_force_fields[] = {
    {AT(struct in_force_view, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct in_force_view, decision_number), .kind = FIELD_MAYBE_INT, .about = "null: no key is decided"},
    {AT(struct in_force_view, key_id), .kind = FIELD_MAYBE_TEXT},
    {AT(struct in_force_view, name), .kind = FIELD_MAYBE_TEXT},
    {AT(struct in_force_view, weights), .kind = FIELD_LIST, COUNTED(struct in_force_view, count), .of = &share_output},
};
static const struct fields in_force_output = FIELDS("VaccineKeyInForce", struct in_force_view, in_force_fields);

struct in_force_list {
    const char *week;
    int64_t known_at;
    struct in_force_view *items;
    size_t count;
};
static const struct field in_force_list_fields[] = {
    {AT(struct in_force_list, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct in_force_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct in_force_list, items), .kind = FIELD_LIST, COUNTED(struct in_force_list, count), .of = &in_force_output},
};
const struct fields vaccine_keys_in_force_output =
    FIELDS("VaccineKeysInForce", struct in_force_list, in_force_list_fields);
const struct query_field vaccine_keys_in_force_query[] = {
    {.name = "week", .format = FORMAT_WEEK, .about = "Default: this week"},
    VACCINE_KNOWN_QUERY,
    {0},
};

static enum outcome view_shares(struct call *c, const struct vaccine_key_in_force *key, struct in_force_view *view)
{
    int64_t *right = ARENA_ARRAY(&c->arena, key->count, int64_t), *all = ARENA_ARRAY(&c->arena, key->count, int64_t),
            sum_of_all = 0, sum_of_key = 0;
    view->weights = ARENA_ARRAY(&c->arena, key->count, struct share_view);
    if (right == NULL || all == NULL || view->weights == NULL)
        return TOO_LARGE;
    enum outcome outcome = vaccine_key_weights(&c->arena, key, right, all);
    if (outcome != OK && outcome != INVALID) /* INVALID: multiplied by 0 till nothing is left; every share is 0 */
        return outcome;
    for (size_t i = 0; i < key->count; i++) {
        sum_of_all += outcome == OK ? all[i] : 0;
        sum_of_key += key->shares[i].weight;
    }
    view->count = key->count;
    for (size_t i = 0; i < key->count; i++) {
        const struct vaccine_key_share *share = &key->shares[i];
        view->weights[i] = (struct share_view){
            .county = share->county,
            .weight = share->weight,
            .share_percent = vaccine_share_percent(all[i], sum_of_all),
            .share_of_key_percent = vaccine_share_percent(share->weight, sum_of_key),
        };
        if (!share->multiplier.known)
            continue;
        struct multiplier_view *multiplier = view->weights[i].multiplier = ARENA_NEW(&c->arena, struct multiplier_view);
        if (multiplier == NULL)
            return TOO_LARGE;
        *multiplier = (struct multiplier_view){.multiplier_number = share->multiplier.value,
                                               .numerator = share->numerator,
                                               .denominator = share->denominator,
                                               .repay = share->repay};
    }
    return OK;
}

enum outcome api_vaccine_keys_in_force(struct call *c)
{
    struct vaccine_catalogue catalogue;
    char this_week[WEEK_CHARS + 1];
    const char *week = call_query(c, "week");
    struct in_force_list *list = ARENA_NEW(&c->arena, struct in_force_list);
    if (list == NULL)
        return TOO_LARGE;
    week_format(week_of_date(call_today(c)), this_week);
    list->week = week != NULL ? week : arena_copy(&c->arena, this_week, WEEK_CHARS);
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(store_vaccine_catalogue(c->db, list->known_at, &c->arena, &catalogue));
    list->count = catalogue.product_count;
    list->items = ARENA_ARRAY(&c->arena, list->count, struct in_force_view);
    if (list->week == NULL || list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++) {
        struct in_force_view *view = &list->items[i];
        struct vaccine_key_in_force key;
        view->product = catalogue.products[i].code;
        enum outcome outcome =
            store_vaccine_key_in_force(c->db, view->product, list->week, list->known_at, &c->arena, &key);
        if (outcome == NOT_FOUND)
            continue;
        TRY(outcome);
        view->decision_number = maybe_known(key.decision_number);
        view->key_id = key.key_id;
        view->name = key.name;
        TRY(view_shares(c, &key, view));
    }
    c->output = list;
    return OK;
}
