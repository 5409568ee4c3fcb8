#include "api/vaccine_products.h"

#include "api/vaccine_common.h"
#include "core/week.h"

#include <string.h>

struct product_view {
    const char *code, *name, *manufacturer;
    int64_t sort_order;
    struct maybe numbers[PROPERTY__COUNT]; /* USABLE and STORAGE unused */
    struct maybe pack_doses;
    bool usable;
    const char *storage;
    int64_t created_at;
    const char *created_by_name;
};
#define NUMBER(word, property)                                                                                         \
    .name = word, .offset = offsetof(struct product_view, numbers) + (property) * sizeof(struct maybe),                \
    .kind = FIELD_MAYBE_INT
static const struct field product_fields[] = {
    {AT(struct product_view, code), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct product_view, name), .kind = FIELD_TEXT},
    {AT(struct product_view, manufacturer), .kind = FIELD_TEXT},
    {AT(struct product_view, sort_order), .kind = FIELD_INT},
    {NUMBER("doses_per_vial", PROPERTY_DOSES_PER_VIAL)},
    {NUMBER("vials_per_pack", PROPERTY_VIALS_PER_PACK)},
    {.name = "doses_per_pack",
     .offset = offsetof(struct product_view, pack_doses),
     .kind = FIELD_MAYBE_INT,
     .about = "the smallest amount that is allocated"},
    {NUMBER("doses_per_course", PROPERTY_DOSES_PER_COURSE)},
    {NUMBER("interval_min_days", PROPERTY_INTERVAL_MIN_DAYS)},
    {NUMBER("interval_max_days", PROPERTY_INTERVAL_MAX_DAYS)},
    {NUMBER("recommended_age_from", PROPERTY_RECOMMENDED_AGE_FROM), .about = "years"},
    {NUMBER("recommended_age_to", PROPERTY_RECOMMENDED_AGE_TO), .about = "years, inclusive; null = no upper age"},
    {AT(struct product_view, usable), .kind = FIELD_BOOL, .about = "false: not given under the recommendation"},
    {AT(struct product_view, storage), .kind = FIELD_MAYBE_TEXT},
    {AT(struct product_view, created_at), .kind = FIELD_MOMENT},
    {AT(struct product_view, created_by_name), .kind = FIELD_TEXT},
};
const struct fields vaccine_product_output = FIELDS("VaccineProduct", struct product_view, product_fields);

struct product_list {
    const char *date;
    int64_t known_at;
    struct product_view *items;
    size_t count;
};
static const struct field product_list_fields[] = {
    {AT(struct product_list, date), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct product_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct product_list, items), .kind = FIELD_LIST, COUNTED(struct product_list, count),
     .of = &vaccine_product_output},
};
const struct fields vaccine_product_list_output =
    FIELDS("VaccineProductList", struct product_list, product_list_fields);

struct product_add {
    const char *code, *name, *manufacturer;
    int64_t sort_order;
};
static const struct field product_add_fields[] = {
    {AT(struct product_add, code), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED, .min = 2,
     .max = 16},
    {AT(struct product_add, name), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 80},
    {AT(struct product_add, manufacturer), .kind = FIELD_TEXT, .format = FORMAT_LINE, .flags = FIELD_REQUIRED, .min = 1,
     .max = 80},
    {AT(struct product_add, sort_order), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0, .max = 100000},
};
const struct fields vaccine_product_input = FIELDS("VaccineProduct", struct product_add, product_add_fields);

const struct query_field vaccine_product_query[] = {
    {.name = "date", .format = FORMAT_DATE, .about = "The properties that hold on that day (default: today)"},
    VACCINE_KNOWN_QUERY,
    {0},
};

static void view_product(const struct vaccine_catalogue *catalogue, const struct vaccine_product *product,
                         const char *date, struct product_view *view)
{
    *view = (struct product_view){
        .code = product->code,
        .name = product->name,
        .manufacturer = product->manufacturer,
        .sort_order = product->sort_order,
        .pack_doses = vaccine_catalogue_sizes(catalogue, product->code, date).pack_doses,
        .usable = true,
        .created_at = product->created_at,
        .created_by_name = product->created_by_name,
    };
    for (int kind = 0; kind < PROPERTY__COUNT; kind++) {
        const struct vaccine_property *property =
            vaccine_catalogue_property(catalogue, product->code, (enum vaccine_property_kind)kind, date);
        if (property == NULL)
            continue;
        view->numbers[kind] = property->number;
        if (kind == PROPERTY_STORAGE)
            view->storage = property->text;
        if (kind == PROPERTY_USABLE)
            view->usable = property->number.value != 0;
    }
    if (view->numbers[PROPERTY_RECOMMENDED_AGE_TO].value == VACCINE_NO_UPPER_AGE)
        view->numbers[PROPERTY_RECOMMENDED_AGE_TO] = (struct maybe){0};
}

static enum outcome asked_date(struct call *c, const char **ret_date)
{
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    const char *asked = call_query(c, "date");
    *ret_date = asked != NULL ? asked : arena_copy(&c->arena, today, DATE_CHARS);
    return *ret_date != NULL ? OK : TOO_LARGE;
}

enum outcome api_vaccine_product_list(struct call *c)
{
    struct vaccine_catalogue catalogue;
    struct product_list *list = ARENA_NEW(&c->arena, struct product_list);
    if (list == NULL)
        return TOO_LARGE;
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(asked_date(c, &list->date));
    TRY(store_vaccine_catalogue(c->db, list->known_at, &c->arena, &catalogue));
    list->count = catalogue.product_count;
    list->items = ARENA_ARRAY(&c->arena, list->count, struct product_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++)
        view_product(&catalogue, &catalogue.products[i], list->date, &list->items[i]);
    c->output = list;
    return OK;
}

enum outcome api_vaccine_product_get(struct call *c)
{
    struct vaccine_catalogue catalogue;
    const char *date;
    struct product_view *view = ARENA_NEW(&c->arena, struct product_view);
    if (view == NULL)
        return TOO_LARGE;
    TRY(asked_date(c, &date));
    TRY(store_vaccine_catalogue(c->db, vaccine_query_moment(c, "known_at", c->now), &c->arena, &catalogue));
    const struct vaccine_product *product = vaccine_catalogue_product(&catalogue, call_parameter(c, "product"));
    if (product == NULL)
        return NOT_FOUND;
    view_product(&catalogue, product, date, view);
    c->output = view;
    return call_etag(c, "v%zu-%s", catalogue.property_count, date);
}

enum outcome api_vaccine_product_add(struct call *c)
{
    const struct product_add *input = c->input;
    struct product_view *view = ARENA_NEW(&c->arena, struct product_view);
    if (view == NULL)
        return TOO_LARGE;
    const struct vaccine_product product = {
        .code = input->code,
        .name = input->name,
        .manufacturer = input->manufacturer,
        .sort_order = input->sort_order,
        .created_at = c->now,
        .created_by = c->actor.user_id,
        .created_by_name = c->actor.display_name,
    };
    enum outcome outcome = store_vaccine_product_add(c->scope, c->db, &product);
    if (outcome == CONFLICT)
        return call_refuse_because(c, PROBLEM_CONFLICT, "Det finns redan ett vaccin med den koden.",
                                   "There is a vaccine with that code already.");
    TRY(outcome);
    const struct vaccine_catalogue nothing = {0};
    view_product(&nothing, &product, "", view);
    TRY(call_audit(c, "vaccine_product.add", "vaccine_product", product.code, "00", NULL,
                   call_json(c, &vaccine_product_output, view)));
    c->output = view;
    c->location = arena_printf(&c->arena, "/api/v1/vaccine/products/%s", product.code);
    return c->location != NULL ? OK : TOO_LARGE;
}
