/* The regions' weeks, of api/vaccine_region.h. */
#include "api/vaccine_region.h"
#include "core/week.h"
#include "store/reference_read.h"

#include <string.h>

enum { WEEK_MAX_DOSES = 1000000000, WEEK_PRODUCTS_MAX = 100 };

enum outcome vaccine_region_check(struct call *c)
{
    struct county *counties;
    size_t count;
    TRY(store_county_list(c->db, &c->arena, &counties, &count));
    for (size_t i = 0; i < count; i++)
        if (strcmp(counties[i].code, call_parameter(c, "county")) == 0 && strcmp(counties[i].code, "00") != 0)
            return OK;
    return NOT_FOUND;
}

int64_t vaccine_week_days(const char *week)
{
    int64_t monday = 0;
    (void)!week_parse(week, &monday);
    return monday;
}

const char *vaccine_week_text(struct call *c, int64_t monday)
{
    char text[WEEK_CHARS + 1];
    week_format(monday, text);
    return arena_copy(&c->arena, text, WEEK_CHARS);
}

#define FIGURE(type, word, figure)                                                                                     \
    .name = word, .offset = offsetof(type, figures) + (figure) * sizeof(struct maybe), .kind = FIELD_MAYBE_INT,        \
    .min = 0, .max = WEEK_MAX_DOSES
#define FIGURE_FIELDS(type)                                                                                            \
    {FIGURE(type, "given_doses", WEEK_GIVEN), .about = "null: not stated; 0: none"},                                   \
        {FIGURE(type, "first_doses", WEEK_FIRST), .about = "of those given, to persons without an earlier dose"},      \
        {FIGURE(type, "discarded_doses", WEEK_DISCARDED)}, {FIGURE(type, "moved_out_doses", WEEK_MOVED_OUT)},          \
        {FIGURE(type, "moved_in_doses", WEEK_MOVED_IN)},                                                               \
        {FIGURE(type, "stock_doses", WEEK_STOCK), .about = "at the end of the week, unusable ones included"},          \
    {                                                                                                                  \
        FIGURE(type, "unusable_doses", WEEK_UNUSABLE), .about = "of the stock: cannot be given as recommended now"     \
    }
static const char *const figure_words[WEEK_FIGURE__COUNT] = {
    [WEEK_GIVEN] = "given_doses",         [WEEK_FIRST] = "first_doses",       [WEEK_DISCARDED] = "discarded_doses",
    [WEEK_MOVED_OUT] = "moved_out_doses", [WEEK_MOVED_IN] = "moved_in_doses", [WEEK_STOCK] = "stock_doses",
    [WEEK_UNUSABLE] = "unusable_doses",
};

#define REVISION_FIELDS                                                                                                \
    {AT(struct vaccine_week, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},                                  \
        FIGURE_FIELDS(struct vaccine_week), {AT(struct vaccine_week, revision), .kind = FIELD_INT},                    \
        {AT(struct vaccine_week, reason), .kind = FIELD_TEXT, .about = "of a correction"},                             \
        {AT(struct vaccine_week, reported_at), .kind = FIELD_MOMENT},                                                  \
    {                                                                                                                  \
        AT(struct vaccine_week, reported_by_name), .kind = FIELD_TEXT                                                  \
    }
static const struct field row_fields[] = {
    {AT(struct vaccine_week, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    REVISION_FIELDS,
};
static const struct fields row_output = FIELDS("VaccineWeekRow", struct vaccine_week, row_fields);
static const struct field product_fields[] = {REVISION_FIELDS};
static const struct fields product_output = FIELDS("VaccineWeekProduct", struct vaccine_week, product_fields);

struct week_list {
    int64_t known_at;
    struct vaccine_span span;
    struct vaccine_week *items;
    size_t count;
};
static const struct field week_list_fields[] = {
    {AT(struct week_list, known_at), .kind = FIELD_MOMENT},
    {.name = "first_week", .offset = offsetof(struct week_list, span.first), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {.name = "last_week", .offset = offsetof(struct week_list, span.last), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct week_list, items), .kind = FIELD_LIST, COUNTED(struct week_list, count), .of = &row_output},
};
const struct fields vaccine_week_list_output = FIELDS("VaccineWeekList", struct week_list, week_list_fields);
const struct query_field vaccine_week_query[] = {
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: twelve weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: this week; at most 80 weeks in all"},
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    VACCINE_KNOWN_QUERY,
    {0},
};

enum outcome api_vaccine_week_list(struct call *c)
{
    const char *product = call_query(c, "product");
    struct week_list *list = ARENA_NEW(&c->arena, struct week_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(vaccine_region_check(c));
    TRY(vaccine_query_span(c, 12, 0, &list->span));
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    const struct vaccine_week_filter filter = {.county = call_parameter(c, "county"),
                                               .product = product != NULL ? product : "",
                                               .first_week = list->span.first,
                                               .last_week = list->span.last,
                                               .known_at = list->known_at};
    c->output = list;
    return store_vaccine_week_list(c->db, &filter, &c->arena, &list->items, &list->count);
}

struct week_view {
    const char *county, *week;
    int64_t known_at;
    struct vaccine_week *products;
    size_t count;
};
static const struct field week_fields[] = {
    {AT(struct week_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct week_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct week_view, known_at), .kind = FIELD_MOMENT},
    {AT(struct week_view, products), .kind = FIELD_LIST, COUNTED(struct week_view, count), .of = &product_output,
     .about = "those reported, in their latest revision"},
};
const struct fields vaccine_week_output = FIELDS("VaccineWeek", struct week_view, week_fields);

static enum outcome load(struct call *c, int64_t known_at, struct week_view **ret_view)
{
    struct week_view *view = ARENA_NEW(&c->arena, struct week_view);
    int64_t revisions = 0;
    if (view == NULL)
        return TOO_LARGE;
    TRY(vaccine_region_check(c));
    *view = (struct week_view){
        .county = call_parameter(c, "county"), .week = call_parameter(c, "week"), .known_at = known_at};
    const struct vaccine_week_filter filter = {
        .county = view->county, .product = "", .first_week = view->week, .last_week = view->week, .known_at = known_at};
    TRY(store_vaccine_week_list(c->db, &filter, &c->arena, &view->products, &view->count));
    for (size_t i = 0; i < view->count; i++)
        revisions += view->products[i].revision;
    *ret_view = view;
    return call_etag(c, "w%lld", (long long)revisions);
}

enum outcome api_vaccine_week_get(struct call *c)
{
    struct week_view *view;
    TRY(load(c, vaccine_query_moment(c, "known_at", c->now), &view));
    c->output = view;
    return OK;
}

struct week_row {
    const char *product;
    struct maybe figures[WEEK_FIGURE__COUNT];
};
static const struct field week_row_fields[] = {
    {AT(struct week_row, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    FIGURE_FIELDS(struct week_row),
};
static const struct fields week_row_input = FIELDS("VaccineWeekRow", struct week_row, week_row_fields);
struct week_put {
    const char *reason;
    struct week_row *products;
    size_t count;
};
static const struct field week_put_fields[] = {
    {AT(struct week_put, reason), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_PROSE, .max = 500,
     .about =
         "at least 3 characters; needed when a figure that was stated before changes or is taken away, not to fill in "
         "one that was null"},
    {AT(struct week_put, products), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .min = 1, .max = WEEK_PRODUCTS_MAX,
     COUNTED(struct week_put, count), .of = &week_row_input},
};
const struct fields vaccine_week_input = FIELDS("VaccineWeek", struct week_put, week_put_fields);

static const struct vaccine_week *stated(const struct week_view *before, const char *product)
{
    for (size_t i = 0; i < before->count; i++)
        if (strcmp(before->products[i].product, product) == 0)
            return &before->products[i];
    return NULL;
}

static bool is_same(struct maybe a, struct maybe b)
{
    return a.known == b.known && a.value == b.value;
}

/* Whether the row says anything new; *corrects: it changes what was stated. */
static bool is_new(const struct week_row *row, const struct vaccine_week *before, bool *corrects)
{
    bool fresh = before == NULL;
    for (int i = 0; before != NULL && i < WEEK_FIGURE__COUNT; i++) {
        if (is_same(row->figures[i], before->figures[i]))
            continue;
        fresh = true;
        *corrects = *corrects || before->figures[i].known;
    }
    return fresh;
}

static void check_part(struct call *c, size_t row, const struct maybe *figures, enum week_figure part,
                       enum week_figure whole)
{
    if (figures[part].known && figures[whole].known && figures[part].value > figures[whole].value)
        violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/products", row, figure_words[part], NULL);
}

static enum outcome check_put(struct call *c, const struct week_view *before)
{
    const struct week_put *input = c->input;
    struct vaccine_catalogue catalogue;
    bool corrects = false;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    for (size_t i = 0; i < input->count; i++) {
        const struct week_row *row = &input->products[i];
        if (vaccine_catalogue_product(&catalogue, row->product) == NULL)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/products", i, "product", NULL);
        for (size_t j = 0; j < i; j++)
            if (strcmp(input->products[j].product, row->product) == 0)
                violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/products", i, NULL, NULL);
        check_part(c, i, row->figures, WEEK_FIRST, WEEK_GIVEN);
        check_part(c, i, row->figures, WEEK_UNUSABLE, WEEK_STOCK);
        (void)!is_new(row, stated(before, row->product), &corrects);
    }
    if (corrects && (input->reason == NULL || strlen(input->reason) < 3))
        violation_add(&c->violations, input->reason == NULL ? VIOLATION_MISSING : VIOLATION_TOO_SHORT, "", "reason",
                      NULL);
    if (vaccine_week_days(before->week) > week_of_date(call_today(c)))
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "week", NULL);
    return call_check_violations(c);
}

enum outcome api_vaccine_week_put(struct call *c)
{
    const struct week_put *input = c->input;
    struct week_view *before, *after;
    TRY(load(c, c->now, &before));
    TRY(call_require_match(c));
    TRY(check_put(c, before));
    for (size_t i = 0; i < input->count; i++) {
        const struct week_row *row = &input->products[i];
        struct vaccine_week week = {.county = before->county,
                                    .week = before->week,
                                    .product = row->product,
                                    .reason = "",
                                    .reported_at = c->now,
                                    .reported_by = c->actor.user_id};
        bool corrects = false;
        if (!is_new(row, stated(before, row->product), &corrects))
            continue;
        if (corrects)
            week.reason = input->reason;
        memcpy(week.figures, row->figures, sizeof week.figures);
        TRY(store_vaccine_week_add(c->scope, c->db, &week));
    }
    TRY(load(c, c->now, &after));
    c->output = after;
    return call_audit(c, "vaccine_week.write", "vaccine_week",
                      arena_printf(&c->arena, "%s/%s", before->county, before->week), before->county,
                      call_json(c, &vaccine_week_output, before), call_json(c, &vaccine_week_output, after));
}
