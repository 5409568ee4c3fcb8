/* How many doses a region can give in a week against how many there are, of api/vaccine_region.h. */
#include "store/vaccine_capacity.h"
#include "api/vaccine_region.h"
#include "core/holiday.h"
#include "core/week.h"

#include <string.h>

enum { CAPACITY_MAX_DOSES = 10000000, CAPACITY_TOLERANCE_PERCENT = 10, DAYS_PER_WEEK = 7, WORKDAYS = 5 };

struct provider {
    int provider_type; /* enum provider_type */
    int64_t doses_per_week;
    const char *comment;
    int64_t revision, reported_at;
    const char *reported_by_name;
};
#define PROVIDER_FIELDS                                                                                                \
    {AT(struct provider, provider_type), .kind = FIELD_WORD, .flags = FIELD_REQUIRED,                                  \
     .words = vaccine_provider_words},                                                                                 \
        {AT(struct provider, doses_per_week), .kind = FIELD_INT, .flags = FIELD_REQUIRED, .min = 0,                    \
         .max = CAPACITY_MAX_DOSES},                                                                                   \
    {                                                                                                                  \
        AT(struct provider, comment), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = 500                           \
    }
static const struct field provider_in_fields[] = {PROVIDER_FIELDS};
static const struct fields provider_input = FIELDS("VaccineProvider", struct provider, provider_in_fields);
static const struct field provider_out_fields[] = {
    PROVIDER_FIELDS,
    {AT(struct provider, revision), .kind = FIELD_INT},
    {AT(struct provider, reported_at), .kind = FIELD_MOMENT},
    {AT(struct provider, reported_by_name), .kind = FIELD_TEXT},
};
static const struct fields provider_output = FIELDS("VaccineProvider", struct provider, provider_out_fields);

struct capacity_view {
    const char *county, *week;
    int64_t known_at;
    struct provider providers[PROVIDER__COUNT], *list;
    size_t count;
    struct maybe total;
};
static const struct field capacity_fields[] = {
    {AT(struct capacity_view, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct capacity_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct capacity_view, known_at), .kind = FIELD_MOMENT},
    {.name = "providers",
     .offset = offsetof(struct capacity_view, list),
     .kind = FIELD_LIST,
     COUNTED(struct capacity_view, count),
     .of = &provider_output},
    {.name = "capacity_doses",
     .offset = offsetof(struct capacity_view, total),
     .kind = FIELD_MAYBE_INT,
     .about = "null: nothing stated"},
};
const struct fields vaccine_capacity_output = FIELDS("VaccineCapacity", struct capacity_view, capacity_fields);

struct capacity_put {
    struct provider *providers;
    size_t count;
};
static const struct field capacity_put_fields[] = {
    {AT(struct capacity_put, providers), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .max = PROVIDER__COUNT,
     COUNTED(struct capacity_put, count), .of = &provider_input, .about = "all of them: one left out is taken back"},
};
const struct fields vaccine_capacity_input = FIELDS("VaccineCapacity", struct capacity_put, capacity_put_fields);

/* Those that are stated, with their sum; rows of one week. */
static void fill(const struct vaccine_capacity *rows, size_t count, struct capacity_view *view)
{
    view->list = view->providers;
    view->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].doses_per_week.known || strcmp(rows[i].week, view->week) != 0)
            continue;
        view->providers[view->count++] = (struct provider){.provider_type = rows[i].provider_type,
                                                           .doses_per_week = rows[i].doses_per_week.value,
                                                           .comment = rows[i].comment,
                                                           .revision = rows[i].revision,
                                                           .reported_at = rows[i].reported_at,
                                                           .reported_by_name = rows[i].reported_by_name};
        view->total = maybe_known(view->total.value + rows[i].doses_per_week.value);
    }
}

static enum outcome load(struct call *c, int64_t known_at, struct vaccine_capacity **ret_rows, size_t *ret_count,
                         struct capacity_view **ret_view)
{
    struct capacity_view *view = ARENA_NEW(&c->arena, struct capacity_view);
    int64_t revisions = 0;
    if (view == NULL)
        return TOO_LARGE;
    TRY(vaccine_region_check(c));
    *view = (struct capacity_view){
        .county = call_parameter(c, "county"), .week = call_parameter(c, "week"), .known_at = known_at};
    TRY(store_vaccine_capacity_list(c->db, view->county, view->week, view->week, known_at, &c->arena, ret_rows,
                                    ret_count));
    for (size_t i = 0; i < *ret_count; i++)
        revisions += (*ret_rows)[i].revision;
    fill(*ret_rows, *ret_count, view);
    *ret_view = view;
    return call_etag(c, "c%lld", (long long)revisions);
}

enum outcome api_vaccine_capacity_get(struct call *c)
{
    struct vaccine_capacity *rows;
    struct capacity_view *view;
    size_t count;
    TRY(load(c, vaccine_query_moment(c, "known_at", c->now), &rows, &count, &view));
    c->output = view;
    return OK;
}

static const struct vaccine_capacity *stated(const struct vaccine_capacity *rows, size_t count, int type)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].provider_type == type && rows[i].doses_per_week.known)
            return &rows[i];
    return NULL;
}

static enum outcome write_provider(struct call *c, const struct capacity_view *view,
                                   const struct vaccine_capacity *before, int type, const struct provider *provider)
{
    if (before == NULL && provider == NULL)
        return OK;
    if (before != NULL && provider != NULL && before->doses_per_week.value == provider->doses_per_week &&
        strcmp(before->comment, provider->comment) == 0)
        return OK;
    const struct vaccine_capacity capacity = {
        .county = view->county,
        .week = view->week,
        .provider_type = type,
        .doses_per_week = maybe_if(provider != NULL, provider != NULL ? provider->doses_per_week : 0),
        .comment = provider != NULL ? provider->comment : "",
        .reported_at = c->now,
        .reported_by = c->actor.user_id};
    return store_vaccine_capacity_add(c->scope, c->db, &capacity);
}

enum outcome api_vaccine_capacity_put(struct call *c)
{
    const struct capacity_put *input = c->input;
    struct vaccine_capacity *rows;
    struct capacity_view *before, *after;
    const struct provider *wanted[PROVIDER__COUNT] = {0};
    size_t count;
    TRY(load(c, c->now, &rows, &count, &before));
    TRY(call_require_match(c));
    for (size_t i = 0; i < input->count; i++) {
        if (wanted[input->providers[i].provider_type] != NULL)
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/providers", i, NULL, NULL);
        wanted[input->providers[i].provider_type] = &input->providers[i];
    }
    TRY(call_check_violations(c));
    for (int type = 0; type < PROVIDER__COUNT; type++)
        TRY(write_provider(c, before, stated(rows, count, type), type, wanted[type]));
    TRY(load(c, c->now, &rows, &count, &after));
    c->output = after;
    return call_audit(c, "vaccine_capacity.write", "vaccine_capacity",
                      arena_printf(&c->arena, "%s/%s", before->county, before->week), before->county,
                      call_json(c, &vaccine_capacity_output, before), call_json(c, &vaccine_capacity_output, after));
}

/* --- capacity against doses --- */

struct capacity_week {
    struct capacity_view own; /* first */
    struct maybe stock, expected, supply, second_due, gap;
    const char *stock_basis, *state;
    const char **withdrawn, **stock_missing; /* products */
    size_t withdrawn_count, stock_missing_count;
    bool holiday;
    const char *holiday_name_sv, *holiday_name_en;
};
static const struct field capacity_week_fields[] = {
    {.name = "week", .offset = offsetof(struct capacity_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {.name = "providers",
     .offset = offsetof(struct capacity_view, list),
     .kind = FIELD_LIST,
     COUNTED(struct capacity_view, count),
     .of = &provider_output},
    {.name = "capacity_doses", .offset = offsetof(struct capacity_view, total), .kind = FIELD_MAYBE_INT},
    {.name = "stock_doses",
     .offset = offsetof(struct capacity_week, stock),
     .kind = FIELD_MAYBE_INT,
     .about = "usable, at the week's beginning"},
    {AT(struct capacity_week, stock_basis), .kind = FIELD_TEXT,
     .about = "reported; projected: what the week before leaves when its capacity is used; none: not known"},
    {.name = "expected_doses",
     .offset = offsetof(struct capacity_week, expected),
     .kind = FIELD_MAYBE_INT,
     .about = "of usable vaccines in the week: delivered, decided or forecast; a withdrawn forecast counts as none; "
              "null: nothing known"},
    {.name = "withdrawn_products",
     .offset = offsetof(struct capacity_week, withdrawn),
     .kind = FIELD_TEXT_LIST,
     .format = FORMAT_ARTICLE,
     COUNTED(struct capacity_week, withdrawn_count),
     .about = "whose forecast of the week is withdrawn"},
    {.name = "stock_missing_products",
     .offset = offsetof(struct capacity_week, stock_missing),
     .kind = FIELD_TEXT_LIST,
     .format = FORMAT_ARTICLE,
     COUNTED(struct capacity_week, stock_missing_count),
     .about = "whose reported stock is missing, in this week or the one that it is projected from, so that "
              "stock_doses is null"},
    {.name = "supply_doses", .offset = offsetof(struct capacity_week, supply), .kind = FIELD_MAYBE_INT},
    {.name = "second_doses_due",
     .offset = offsetof(struct capacity_week, second_due),
     .kind = FIELD_MAYBE_INT,
     .about = "first doses of one shortest interval ago; null: not all reported"},
    {.name = "gap_doses",
     .offset = offsetof(struct capacity_week, gap),
     .kind = FIELD_MAYBE_INT,
     .about = "capacity minus supply"},
    {AT(struct capacity_week, state), .kind = FIELD_TEXT, .about = "idle, overload, balanced or unknown"},
    {AT(struct capacity_week, holiday), .kind = FIELD_BOOL, .about = "on a day from Monday to Friday"},
    {AT(struct capacity_week, holiday_name_sv), .kind = FIELD_TEXT},
    {AT(struct capacity_week, holiday_name_en), .kind = FIELD_TEXT},
};
static const struct fields capacity_week_output =
    FIELDS("VaccineCapacityWeek", struct capacity_week, capacity_week_fields);

struct capacity_list {
    const char *county;
    int64_t known_at, tolerance_percent;
    struct capacity_week *items;
    size_t count;
};
static const struct field capacity_list_fields[] = {
    {AT(struct capacity_list, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct capacity_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct capacity_list, tolerance_percent), .kind = FIELD_INT,
     .about = "idle: capacity is more than supply and this; overload: the other way round"},
    {AT(struct capacity_list, items), .kind = FIELD_LIST, COUNTED(struct capacity_list, count),
     .of = &capacity_week_output},
};
const struct fields vaccine_capacity_list_output =
    FIELDS("VaccineCapacityList", struct capacity_list, capacity_list_fields);
const struct query_field vaccine_capacity_query[] = {
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: four weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: eleven weeks on; at most 80 weeks in all"},
    VACCINE_KNOWN_QUERY,
    {0},
};

/* What the weeks are judged by. */
struct material {
    struct call *c;
    struct vaccine_catalogue catalogue;
    struct vaccine_week *reports; /* of the region, by week */
    size_t report_count;
    struct vaccine_expected *expected; /* products times weeks */
    size_t weeks;
};

static struct maybe number_of(const struct material *m, const char *product, enum vaccine_property_kind kind,
                              const char *monday)
{
    const struct vaccine_property *row = vaccine_catalogue_property(&m->catalogue, product, kind, monday);
    return row != NULL ? row->number : (struct maybe){0};
}

static bool is_usable(const struct material *m, const char *product, const char *monday)
{
    struct maybe usable = number_of(m, product, PROPERTY_USABLE, monday);
    return !usable.known || usable.value != 0;
}

/* The report of a product and week; *begun: there is one of that week or an earlier one. */
static const struct vaccine_week *report_of(const struct material *m, const char *product, const char *week,
                                            bool *begun)
{
    *begun = false;
    for (size_t i = 0; i < m->report_count; i++) {
        if (strcmp(m->reports[i].product, product) != 0 || strcmp(m->reports[i].week, week) > 0)
            continue;
        *begun = true;
        if (strcmp(m->reports[i].week, week) == 0)
            return &m->reports[i];
    }
    return NULL;
}

/* Usable doses at the end of a week, as reported of every vaccine that the region has begun to report; those whose
 * figure is missing are named. */
static struct maybe reported_stock(const struct material *m, const char *week, const char *next_monday,
                                   struct capacity_week *item)
{
    struct maybe sum = {0};
    for (size_t p = 0; p < m->catalogue.product_count; p++) {
        const char *product = m->catalogue.products[p].code;
        bool begun;
        const struct vaccine_week *report = report_of(m, product, week, &begun);
        if (!begun || !is_usable(m, product, next_monday))
            continue;
        if (report == NULL || !report->figures[WEEK_STOCK].known || !report->figures[WEEK_UNUSABLE].known) {
            item->stock_missing[item->stock_missing_count++] = product;
            continue;
        }
        sum = maybe_known(sum.value + report->figures[WEEK_STOCK].value - report->figures[WEEK_UNUSABLE].value);
    }
    return item->stock_missing_count == 0 ? sum : (struct maybe){0};
}

/* A withdrawn forecast counts as none, as it does in the arithmetic of a goal, and is named. */
static struct maybe expected_of(const struct material *m, size_t week, const char *monday, struct capacity_week *item)
{
    struct maybe sum = {0};
    for (size_t p = 0; p < m->catalogue.product_count; p++) {
        const struct vaccine_expected *of = &m->expected[p * m->weeks + week];
        if (of->basis == EXPECTED_NOTHING || !is_usable(m, of->product, monday))
            continue;
        if (!of->doses.known)
            item->withdrawn[item->withdrawn_count++] = of->product;
        sum = maybe_known(sum.value + of->doses.value);
    }
    return sum;
}

static enum outcome second_doses(const struct material *m, int64_t monday, const char *date, struct maybe *ret_due)
{
    struct maybe sum = {0};
    *ret_due = (struct maybe){0};
    for (size_t p = 0; p < m->catalogue.product_count; p++) {
        const char *product = m->catalogue.products[p].code;
        struct maybe course = number_of(m, product, PROPERTY_DOSES_PER_COURSE, date),
                     interval = number_of(m, product, PROPERTY_INTERVAL_MIN_DAYS, date);
        if (!course.known || course.value < 2 || !interval.known)
            continue;
        int64_t weeks = (interval.value + DAYS_PER_WEEK - 1) / DAYS_PER_WEEK;
        const char *then = vaccine_week_text(m->c, monday - weeks * DAYS_PER_WEEK);
        if (then == NULL)
            return TOO_LARGE;
        bool begun, ever;
        (void)report_of(m, product, "9999-W99", &ever);
        const struct vaccine_week *report = report_of(m, product, then, &begun);
        if (!ever)
            continue;
        if (begun && (report == NULL || !report->figures[WEEK_FIRST].known))
            return OK;
        sum = maybe_known(sum.value + (begun ? report->figures[WEEK_FIRST].value : 0));
    }
    *ret_due = sum;
    return OK;
}

static const char *state_of(struct maybe capacity, struct maybe supply)
{
    if (!capacity.known || !supply.known)
        return "unknown";
    if (capacity.value * 100 > supply.value * (100 + CAPACITY_TOLERANCE_PERCENT))
        return "idle";
    return supply.value * 100 > capacity.value * (100 + CAPACITY_TOLERANCE_PERCENT) ? "overload" : "balanced";
}

/* "långfredagen, annandag påsk": those from Monday to Friday. */
static const char *holidays(struct call *c, int64_t monday, bool english)
{
    const char *names = "";
    for (int64_t day = monday; day < monday + WORKDAYS && names != NULL; day++) {
        const char *name = holiday_name(holiday_of_date(day), english);
        if (*name != '\0')
            names = arena_printf(&c->arena, "%s%s%s", names, *names != '\0' ? ", " : "", name);
    }
    return names;
}

static enum outcome judge(const struct material *m, size_t week, int64_t monday, const struct capacity_week *before,
                          struct capacity_week *item)
{
    struct call *c = m->c;
    const char *date = vaccine_monday(c, item->own.week), *last_week = vaccine_week_text(c, monday - DAYS_PER_WEEK);
    if (date == NULL || last_week == NULL)
        return TOO_LARGE;
    item->withdrawn = ARENA_ARRAY(&c->arena, m->catalogue.product_count, const char *);
    item->stock_missing = ARENA_ARRAY(&c->arena, m->catalogue.product_count, const char *);
    if (item->withdrawn == NULL || item->stock_missing == NULL)
        return TOO_LARGE;
    item->stock = reported_stock(m, last_week, date, item);
    item->stock_basis = item->stock.known ? "reported" : "none";
    if (!item->stock.known && before != NULL) {
        /* it could be projected, so that what is missing is missing there */
        item->stock_missing = before->stock_missing;
        item->stock_missing_count = before->stock_missing_count;
    }
    if (!item->stock.known && before != NULL && before->supply.known && before->own.total.known) {
        int64_t left = before->supply.value - before->own.total.value;
        item->stock = maybe_known(left > 0 ? left : 0);
        item->stock_basis = "projected";
    }
    item->expected = expected_of(m, week, date, item);
    item->supply = maybe_if(item->stock.known && item->expected.known, item->stock.value + item->expected.value);
    item->gap = maybe_if(item->own.total.known && item->supply.known, item->own.total.value - item->supply.value);
    item->state = state_of(item->own.total, item->supply);
    item->holiday_name_sv = holidays(c, monday, false);
    item->holiday_name_en = holidays(c, monday, true);
    if (item->holiday_name_sv == NULL || item->holiday_name_en == NULL)
        return TOO_LARGE;
    item->holiday = *item->holiday_name_sv != '\0';
    return second_doses(m, monday, date, &item->second_due);
}

static enum outcome read_material(struct material *m, const struct capacity_list *list, const struct vaccine_span *span)
{
    struct call *c = m->c;
    int64_t first = vaccine_week_days(span->first);
    const struct vaccine_week_filter reports = {.county = list->county,
                                                .product = "",
                                                .first_week = "0000-W00",
                                                .last_week = span->last,
                                                .known_at = list->known_at};
    m->weeks = (size_t)((vaccine_week_days(span->last) - first) / DAYS_PER_WEEK + 1);
    TRY(store_vaccine_catalogue(c->db, list->known_at, &c->arena, &m->catalogue));
    TRY(store_vaccine_week_list(c->db, &reports, &c->arena, &m->reports, &m->report_count));
    return vaccine_expected_list(c, &m->catalogue, list->county, first, m->weeks, list->known_at, true, &m->expected);
}

enum outcome api_vaccine_capacity_list(struct call *c)
{
    struct capacity_list *list = ARENA_NEW(&c->arena, struct capacity_list);
    struct material material = {.c = c};
    struct vaccine_span span;
    struct vaccine_capacity *rows;
    size_t count;
    if (list == NULL)
        return TOO_LARGE;
    TRY(vaccine_region_check(c));
    TRY(vaccine_query_span(c, 4, 11, &span));
    list->county = call_parameter(c, "county");
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    list->tolerance_percent = CAPACITY_TOLERANCE_PERCENT;
    TRY(store_vaccine_capacity_list(c->db, list->county, span.first, span.last, list->known_at, &c->arena, &rows,
                                    &count));
    TRY(read_material(&material, list, &span));
    list->count = material.weeks;
    list->items = ARENA_ARRAY(&c->arena, list->count, struct capacity_week);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++) {
        int64_t monday = vaccine_week_days(span.first) + (int64_t)i * DAYS_PER_WEEK;
        struct capacity_week *item = &list->items[i];
        *item = (struct capacity_week){.own = {.county = list->county, .week = vaccine_week_text(c, monday)}};
        if (item->own.week == NULL)
            return TOO_LARGE;
        fill(rows, count, &item->own);
        TRY(judge(&material, i, monday, i > 0 ? &list->items[i - 1] : NULL, item));
    }
    c->output = list;
    return OK;
}
