/* The properties' part of api/vaccine_products.h. */
#include "api/vaccine_products.h"

#include "api/vaccine_common.h"
#include "core/week.h"

#include <stdlib.h>
#include <string.h>

struct property_view {
    const char *property, *valid_from;
    int64_t version;
    struct maybe value, previous_value;
    const char *text, *previous_text;
    const char *source, *decision;
    int64_t known_at, recorded_at;
    const char *recorded_by_name;
    bool in_force;
};
static const struct field property_fields[] = {
    {AT(struct property_view, property), .kind = FIELD_TEXT},
    {AT(struct property_view, valid_from), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct property_view, version), .kind = FIELD_INT, .about = "above 1: corrects an earlier one of that day"},
    {AT(struct property_view, value), .kind = FIELD_MAYBE_INT},
    {AT(struct property_view, text), .kind = FIELD_MAYBE_TEXT},
    {AT(struct property_view, previous_value), .kind = FIELD_MAYBE_INT, .about = "what this row replaced"},
    {AT(struct property_view, previous_text), .kind = FIELD_MAYBE_TEXT},
    {AT(struct property_view, source), .kind = FIELD_TEXT},
    {AT(struct property_view, decision), .kind = FIELD_TEXT},
    {AT(struct property_view, known_at), .kind = FIELD_MOMENT},
    {AT(struct property_view, recorded_at), .kind = FIELD_MOMENT},
    {AT(struct property_view, recorded_by_name), .kind = FIELD_TEXT},
    {AT(struct property_view, in_force), .kind = FIELD_BOOL, .about = "counts today"},
};
static const struct fields property_output = FIELDS("VaccineProperty", struct property_view, property_fields);

struct property_list {
    int64_t known_at;
    struct property_view *items;
    size_t count;
};
static const struct field property_list_fields[] = {
    {AT(struct property_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct property_list, items), .kind = FIELD_LIST, COUNTED(struct property_list, count), .of = &property_output},
};
const struct fields vaccine_property_list_output =
    FIELDS("VaccinePropertyList", struct property_list, property_list_fields);
const struct query_field vaccine_property_query[] = {VACCINE_KNOWN_QUERY, {0}};

struct property_add {
    const char *valid_from, *known_at, *source, *decision, *storage;
    struct maybe numbers[PROPERTY__COUNT];
};
#define NUMBER(word, property, least, most)                                                                            \
    .name = word, .offset = offsetof(struct property_add, numbers) + (property) * sizeof(struct maybe),                \
    .kind = FIELD_MAYBE_INT, .min = least, .max = most
static const struct field property_add_fields[] = {
    {AT(struct property_add, valid_from), .kind = FIELD_TEXT, .format = FORMAT_DATE, .flags = FIELD_REQUIRED},
    {AT(struct property_add, known_at), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WHEN,
     .about = "when users could know it; default now"},
    {AT(struct property_add, source), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 300},
    {AT(struct property_add, decision), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 3,
     .max = 500},
    {NUMBER("doses_per_vial", PROPERTY_DOSES_PER_VIAL, 1, 100)},
    {NUMBER("vials_per_pack", PROPERTY_VIALS_PER_PACK, 1, 10000)},
    {NUMBER("doses_per_course", PROPERTY_DOSES_PER_COURSE, 1, 10)},
    {NUMBER("interval_min_days", PROPERTY_INTERVAL_MIN_DAYS, 0, 1000)},
    {NUMBER("interval_max_days", PROPERTY_INTERVAL_MAX_DAYS, 0, 1000)},
    {NUMBER("recommended_age_from", PROPERTY_RECOMMENDED_AGE_FROM, 0, 120)},
    {NUMBER("recommended_age_to", PROPERTY_RECOMMENDED_AGE_TO, 0, VACCINE_NO_UPPER_AGE),
     .about = "inclusive; 999 = no upper age"},
    {NUMBER("usable", PROPERTY_USABLE, 0, 1), .about = "0: not given under the recommendation"},
    {AT(struct property_add, storage), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_LINE, .min = 1, .max = 200},
};
const struct fields vaccine_property_input = FIELDS("VaccineProperty", struct property_add, property_add_fields);

static bool is_same_property(const struct vaccine_property *a, const struct vaccine_property *b)
{
    return a->kind == b->kind && strcmp(a->product, b->product) == 0;
}

/* What held before a row was recorded on the day that it begins. */
static const struct vaccine_property *replaced_by(const struct vaccine_catalogue *catalogue,
                                                  const struct vaccine_property *row)
{
    const struct vaccine_property *found = NULL;
    for (size_t i = 0; i < catalogue->property_count; i++) {
        const struct vaccine_property *other = &catalogue->properties[i];
        int order = strcmp(other->valid_from, row->valid_from);
        if (is_same_property(other, row) && (order < 0 || (order == 0 && other->version < row->version)) &&
            other->recorded_at <= row->recorded_at)
            found = other;
    }
    return found;
}

static void view_property(const struct vaccine_catalogue *catalogue, const struct vaccine_property *row,
                          const char *today, struct property_view *view)
{
    const struct vaccine_property *before = replaced_by(catalogue, row),
                                  *now = vaccine_catalogue_property(catalogue, row->product, row->kind, today);
    *view = (struct property_view){
        .property = vaccine_property_words[row->kind],
        .valid_from = row->valid_from,
        .version = row->version,
        .value = row->number,
        .text = row->text,
        .previous_value = before != NULL ? before->number : (struct maybe){0},
        .previous_text = before != NULL ? before->text : NULL,
        .source = row->source,
        .decision = row->decision,
        .known_at = row->known_at,
        .recorded_at = row->recorded_at,
        .recorded_by_name = row->recorded_by_name,
        .in_force = now != NULL && strcmp(now->valid_from, row->valid_from) == 0 && now->version == row->version,
    };
}

/* Newest validity first; of one day by property, newest version first. */
static int by_validity(const void *left, const void *right)
{
    const struct property_view *a = left, *b = right;
    int order = strcmp(b->valid_from, a->valid_from);
    if (order == 0)
        order = strcmp(a->property, b->property);
    return order != 0 ? order : (a->version < b->version) - (a->version > b->version);
}

/* Rows of the product; only those in which `fresh` says so, if it is given (of PROPERTY__COUNT versions, 0 = not). */
static enum outcome show_properties(struct call *c, const struct vaccine_catalogue *catalogue, const char *valid_from,
                                    const int64_t *fresh, struct property_list *list)
{
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    list->items = ARENA_ARRAY(&c->arena, catalogue->property_count, struct property_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < catalogue->property_count; i++) {
        const struct vaccine_property *row = &catalogue->properties[i];
        if (strcmp(row->product, call_parameter(c, "product")) != 0 ||
            (fresh != NULL && (fresh[row->kind] != row->version || strcmp(row->valid_from, valid_from) != 0)))
            continue;
        view_property(catalogue, row, today, &list->items[list->count++]);
    }
    qsort(list->items, list->count, sizeof *list->items, by_validity);
    c->output = list;
    return OK;
}

enum outcome api_vaccine_property_list(struct call *c)
{
    struct vaccine_catalogue catalogue;
    struct property_list *list = ARENA_NEW(&c->arena, struct property_list);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(store_vaccine_catalogue(c->db, list->known_at, &c->arena, &catalogue));
    if (vaccine_catalogue_product(&catalogue, call_parameter(c, "product")) == NULL)
        return NOT_FOUND;
    return show_properties(c, &catalogue, NULL, NULL, list);
}

/* The figure that will hold from the day on: the new one or what holds then already. */
static struct maybe coming(const struct call *c, const struct vaccine_catalogue *catalogue, int kind)
{
    const struct property_add *input = c->input;
    const struct vaccine_property *row = vaccine_catalogue_property(
        catalogue, call_parameter(c, "product"), (enum vaccine_property_kind)kind, input->valid_from);
    return input->numbers[kind].known || row == NULL ? input->numbers[kind] : row->number;
}

static void check_order(struct call *c, const struct vaccine_catalogue *catalogue, int low, int high)
{
    const struct property_add *input = c->input;
    struct maybe from = coming(c, catalogue, low), to = coming(c, catalogue, high);
    if (from.known && to.known && from.value > to.value)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "",
                      vaccine_property_words[input->numbers[high].known ? high : low], NULL);
}

static enum outcome check_add(struct call *c, const struct vaccine_catalogue *catalogue, int64_t *ret_known_at)
{
    const struct property_add *input = c->input;
    bool any = input->storage != NULL;
    for (int kind = 0; kind < PROPERTY__COUNT; kind++)
        any = any || input->numbers[kind].known;
    if (!any)
        violation_add(&c->violations, VIOLATION_MISSING, "", "doses_per_vial", NULL);
    check_order(c, catalogue, PROPERTY_INTERVAL_MIN_DAYS, PROPERTY_INTERVAL_MAX_DAYS);
    check_order(c, catalogue, PROPERTY_RECOMMENDED_AGE_FROM, PROPERTY_RECOMMENDED_AGE_TO);
    *ret_known_at = input->known_at != NULL ? vaccine_moment(input->known_at) : c->now;
    if (*ret_known_at > c->now)
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "known_at", NULL);
    return call_check_violations(c);
}

enum outcome api_vaccine_property_add(struct call *c)
{
    const struct property_add *input = c->input;
    struct vaccine_catalogue catalogue;
    struct property_list *list = ARENA_NEW(&c->arena, struct property_list);
    int64_t versions[PROPERTY__COUNT] = {0}, known_at;
    const char *product = call_parameter(c, "product");
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    if (vaccine_catalogue_product(&catalogue, product) == NULL)
        return NOT_FOUND;
    TRY(check_add(c, &catalogue, &known_at));
    for (int kind = 0; kind < PROPERTY__COUNT; kind++) {
        if (!input->numbers[kind].known && (kind != PROPERTY_STORAGE || input->storage == NULL))
            continue;
        const struct vaccine_property property = {
            .product = product,
            .kind = (enum vaccine_property_kind)kind,
            .valid_from = input->valid_from,
            .number = input->numbers[kind],
            .text = kind == PROPERTY_STORAGE ? input->storage : NULL,
            .source = input->source,
            .decision = input->decision,
            .known_at = known_at,
            .recorded_at = c->now,
            .recorded_by = c->actor.user_id,
        };
        TRY(store_vaccine_property_add(c->scope, c->db, &property, &versions[kind]));
    }
    list->known_at = c->now;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(show_properties(c, &catalogue, input->valid_from, versions, list));
    return call_audit(c, "vaccine_property.add", "vaccine_product", product, "00", NULL,
                      call_json(c, &vaccine_property_list_output, list));
}
