/* Keys as they are shown, and the persons that all of their makers count, of api/vaccine_keys.h. */
#include "api/vaccine_keys.h"

#include "api/vaccine_common.h"

#include <jansson.h>
#include <string.h>

struct weight_view {
    struct vaccine_key_weight weight; /* first */
    int64_t share_percent;            /* millionths */
};
static const struct field weight_fields[] = {
    {AT(struct vaccine_key_weight, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct vaccine_key_weight, weight), .kind = FIELD_INT, .about = "persons, or parts of the whole"},
    {AT(struct weight_view, share_percent), .kind = FIELD_MICRO, .about = "to four decimals"},
};
static const struct fields weight_output = FIELDS("VaccineKeyWeight", struct weight_view, weight_fields);

static const struct field decision_fields[] = {
    {AT(struct vaccine_key_decision, decision_number), .kind = FIELD_INT},
    {AT(struct vaccine_key_decision, product), .kind = FIELD_MAYBE_TEXT, .about = "null: all"},
    {AT(struct vaccine_key_decision, first_week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct vaccine_key_decision, last_week), .kind = FIELD_MAYBE_TEXT, .about = "null: until further notice"},
    {AT(struct vaccine_key_decision, reference_number), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_decision, decision_maker), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_decision, decided_at), .kind = FIELD_MOMENT},
};
static const struct fields decision_output =
    FIELDS("VaccineKeyOwnDecision", struct vaccine_key_decision, decision_fields);

enum { MOST_DOSES = 1000000000, MOST_AGE = 120 };
static const struct field group_fields[] = {
    {AT(struct vaccine_key_group, age_from), .kind = FIELD_INT, .max = MOST_AGE},
    {AT(struct vaccine_key_group, age_to), .kind = FIELD_MAYBE_INT, .max = MOST_AGE, .about = "null: no upper age"},
    {AT(struct vaccine_key_group, remaining_persons), .kind = FIELD_INT, .max = MOST_DOSES,
     .about = "without a first dose, up to the goal"},
    {AT(struct vaccine_key_group, planned_doses), .kind = FIELD_INT, .max = MOST_DOSES, .about = "of this vaccine"},
};
static const struct fields group_output = FIELDS("VaccineKeyGroup", struct vaccine_key_group, group_fields);
static const struct field supply_fields[] = {
    {AT(struct vaccine_key_supply, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct vaccine_key_supply, doses), .kind = FIELD_INT, .max = MOST_DOSES},
    {AT(struct vaccine_key_supply, age_from), .kind = FIELD_INT, .max = MOST_AGE},
    {AT(struct vaccine_key_supply, age_to), .kind = FIELD_MAYBE_INT, .max = MOST_AGE},
};
static const struct fields supply_output = FIELDS("VaccineKeySupply", struct vaccine_key_supply, supply_fields);
static const struct field given_fields[] = {
    {AT(struct vaccine_key_given, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct vaccine_key_given, age_from), .kind = FIELD_INT, .max = MOST_AGE},
    {AT(struct vaccine_key_given, doses), .kind = FIELD_INT, .max = MOST_DOSES},
};
static const struct fields given_output = FIELDS("VaccineKeyGiven", struct vaccine_key_given, given_fields);
static const struct field plan_fields[] = {
    {AT(struct vaccine_key_plan, target_permille), .kind = FIELD_INT, .max = 1000},
    {AT(struct vaccine_key_plan, population_date), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct vaccine_key_plan, groups), .kind = FIELD_LIST, .max = KEY_MAX_GROUPS,
     COUNTED(struct vaccine_key_plan, group_count), .of = &group_output, .about = "in order of priority"},
    {AT(struct vaccine_key_plan, supplies), .kind = FIELD_LIST, .max = KEY_MAX_SUPPLIES,
     COUNTED(struct vaccine_key_plan, supply_count), .of = &supply_output, .about = "first doses of each vaccine"},
    {AT(struct vaccine_key_plan, given), .kind = FIELD_LIST, .max = KEY_MAX_GIVEN,
     COUNTED(struct vaccine_key_plan, given_count), .of = &given_output, .about = "first doses given before"},
};
const struct fields vaccine_key_plan_fields = FIELDS("VaccineKeyPlan", struct vaccine_key_plan, plan_fields);

struct vaccine_key_view {
    struct vaccine_key key; /* first */
    struct maybe age_to;
    int64_t total_weight;
    struct vaccine_key_decision *decisions;
    struct weight_view *weights;
    size_t decision_count, weight_count;
    struct vaccine_key_plan *plan;
};
static const struct field key_fields[] = {
    {AT(struct vaccine_key, key_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct vaccine_key, name), .kind = FIELD_TEXT},
    {AT(struct vaccine_key, basis), .kind = FIELD_WORD, .words = vaccine_key_basis_words},
    {AT(struct vaccine_key, population_date), .kind = FIELD_MAYBE_TEXT, .about = "of a population key"},
    {AT(struct vaccine_key, age_from), .kind = FIELD_MAYBE_INT, .about = "of a population key"},
    {AT(struct vaccine_key_view, age_to), .kind = FIELD_MAYBE_INT, .about = "null with age_from: no upper age"},
    {AT(struct vaccine_key, product), .kind = FIELD_MAYBE_TEXT, .about = "of an equal-finish key"},
    {AT(struct vaccine_key, source), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_view, total_weight), .kind = FIELD_INT},
    {AT(struct vaccine_key, created_at), .kind = FIELD_MOMENT},
    {AT(struct vaccine_key, created_by_name), .kind = FIELD_TEXT},
    {AT(struct vaccine_key_view, decisions), .kind = FIELD_LIST, COUNTED(struct vaccine_key_view, decision_count),
     .of = &decision_output, .about = "newest first; none: a proposal"},
    {AT(struct vaccine_key_view, weights), .kind = FIELD_LIST, COUNTED(struct vaccine_key_view, weight_count),
     .of = &weight_output},
    {AT(struct vaccine_key_view, plan), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_key_plan_fields,
     .about = "what an equal-finish key was computed from"},
};
const struct fields vaccine_key_output = FIELDS("VaccineKey", struct vaccine_key_view, key_fields);

struct key_list {
    int64_t known_at;
    struct vaccine_key_view *items;
    size_t count;
    const char *next_cursor;
};
static const struct field key_list_fields[] = {
    {AT(struct key_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct key_list, items), .kind = FIELD_LIST, COUNTED(struct key_list, count), .of = &vaccine_key_output},
    {AT(struct key_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields vaccine_key_list_output = FIELDS("VaccineKeyList", struct key_list, key_list_fields);

bool vaccine_key_sees_proposals(const struct call *c)
{
    return strcmp(c->actor.standing.organisation, "FOHM") == 0;
}

int64_t vaccine_share_percent(int64_t part, int64_t whole)
{
    enum { TEN_THOUSANDTHS = 1000000, MILLIONTHS_EACH = 100 }; /* of a whole in 0.0001 per cent */
    if (whole <= 0)
        return 0;
    return (int64_t)(((__int128)2 * TEN_THOUSANDTHS * part + whole) / ((__int128)2 * whole)) * MILLIONTHS_EACH;
}

static void close_json(json_t **root)
{
    json_decref(*root);
}

static enum outcome read_plan(struct call *c, const char *input, struct vaccine_key_plan **ret_plan)
{
    __attribute__((cleanup(close_json))) json_t *root = json_loads(input, 0, NULL);
    struct violations violations = {.arena = &c->arena};
    struct vaccine_key_plan *plan = ARENA_NEW(&c->arena, struct vaccine_key_plan);
    if (root == NULL || plan == NULL)
        return root == NULL ? BROKEN : TOO_LARGE;
    enum outcome outcome = field_decode(&vaccine_key_plan_fields, root, &c->arena, &violations, plan);
    *ret_plan = plan;
    return outcome == INVALID ? BROKEN : outcome;
}

static enum outcome fill_view(struct call *c, const struct vaccine_key *key, int64_t known_at,
                              struct vaccine_key_view *view)
{
    enum { ALL = 1000 };
    const struct vaccine_key_decision_filter filter = {
        .product = "", .key_id = key->key_id, .known_at = known_at, .before = INT64_MAX, .limit = ALL};
    struct vaccine_key_weight *weights;
    *view = (struct vaccine_key_view){.key = *key};
    view->age_to = maybe_if(key->age_to.known && key->age_to.value != VACCINE_NO_UPPER_AGE, key->age_to.value);
    TRY(store_vaccine_key_weights(c->db, key->key_id, &c->arena, &weights, &view->weight_count));
    TRY(store_vaccine_key_decision_list(c->db, &filter, &c->arena, &view->decisions, &view->decision_count));
    view->weights = ARENA_ARRAY(&c->arena, view->weight_count, struct weight_view);
    if (view->weights == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->weight_count; i++)
        view->total_weight += weights[i].weight;
    for (size_t i = 0; i < view->weight_count; i++)
        view->weights[i] = (struct weight_view){
            .weight = weights[i], .share_percent = vaccine_share_percent(weights[i].weight, view->total_weight)};
    return key->input[0] != '\0' ? read_plan(c, key->input, &view->plan) : OK;
}

enum outcome vaccine_key_view(struct call *c, const struct vaccine_key *key, int64_t known_at,
                              struct vaccine_key_view **ret_view)
{
    struct vaccine_key_view *view = ARENA_NEW(&c->arena, struct vaccine_key_view);
    if (view == NULL)
        return TOO_LARGE;
    *ret_view = view;
    return fill_view(c, key, known_at, view);
}

enum outcome api_vaccine_key_list(struct call *c)
{
    const char *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    struct vaccine_key *keys;
    struct key_list *list = ARENA_NEW(&c->arena, struct key_list);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(store_vaccine_key_list(c->db, list->known_at, !vaccine_key_sees_proposals(c), cursor != NULL ? cursor : "",
                               limit + 1, &c->arena, &keys, &list->count));
    bool more = list->count > (size_t)limit;
    list->count -= more;
    list->items = ARENA_ARRAY(&c->arena, list->count, struct vaccine_key_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++)
        TRY(fill_view(c, &keys[i], list->known_at, &list->items[i]));
    if (more) {
        list->next_cursor = keys[list->count - 1].key_id;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

enum outcome api_vaccine_key_get(struct call *c)
{
    struct vaccine_key key;
    struct vaccine_key_view *view;
    int64_t known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(store_vaccine_key_get(c->db, call_parameter(c, "key"), known_at, !vaccine_key_sees_proposals(c), &c->arena,
                              &key));
    TRY(vaccine_key_view(c, &key, known_at, &view));
    c->output = view;
    return call_etag(c, "k%s-%zu", key.key_id, view->decision_count);
}

enum outcome vaccine_key_persons(struct call *c, const char *date, int64_t age_from, struct maybe age_to,
                                 const char *date_key, const char *age_prefix, size_t age_index,
                                 struct population_of_county **ret_list, size_t *ret_count)
{
    enum outcome outcome = store_population_by_county(
        c->db, date, age_from, age_to.known ? age_to.value : VACCINE_NO_UPPER_AGE, &c->arena, ret_list, ret_count);
    if (outcome == NOT_FOUND)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", date_key, NULL);
    else if (outcome == INVALID && age_prefix == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "age_from", NULL);
    else if (outcome == INVALID)
        violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, age_prefix, age_index, "age_from", NULL);
    else
        return outcome;
    return call_check_violations(c);
}
