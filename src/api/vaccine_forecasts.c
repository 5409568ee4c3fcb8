#include "api/vaccine_forecasts.h"

#include "api/app.h"
#include "api/vaccine_common.h"
#include "core/week.h"
#include "io/csv.h"

#include <string.h>

struct previous_view {
    struct maybe doses;
    int64_t known_at;
};
static const struct field previous_fields[] = {
    {AT(struct previous_view, doses), .kind = FIELD_MAYBE_INT},
    {AT(struct previous_view, known_at), .kind = FIELD_MOMENT},
};
static const struct fields previous_output = FIELDS("VaccineForecastPrevious", struct previous_view, previous_fields);

struct compared_view {
    bool known;
    struct maybe doses, difference;
};
static const struct field compared_fields[] = {
    {AT(struct compared_view, known), .kind = FIELD_BOOL, .about = "false: nothing was known then"},
    {AT(struct compared_view, doses), .kind = FIELD_MAYBE_INT},
    {AT(struct compared_view, difference), .kind = FIELD_MAYBE_INT, .about = "now minus then; null if not comparable"},
};
static const struct fields compared_output = FIELDS("VaccineForecastCompared", struct compared_view, compared_fields);

struct vaccine_forecast_view {
    struct vaccine_forecast forecast; /* first */
    const char *certainty, *method;
    bool withdrawn, counts;
    struct vaccine_amount amount;
    struct maybe difference;
    int64_t notice_days;
    struct previous_view *previous;
    struct compared_view *compared;
};
_Static_assert(offsetof(struct vaccine_forecast_view, forecast) == 0, "its fields' offsets hold in the view");

#define VIEW_FIELDS                                                                                                    \
    {AT(struct vaccine_forecast, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},                              \
        {AT(struct vaccine_forecast, area), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .about = "00 = the nation"},  \
        {AT(struct vaccine_forecast, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},                                \
        {AT(struct vaccine_forecast, doses), .kind = FIELD_MAYBE_INT, .about = "null = withdrawn, 0 = nothing comes"}, \
        {AT(struct vaccine_forecast_view, withdrawn), .kind = FIELD_BOOL},                                             \
        {AT(struct vaccine_forecast_view, certainty), .kind = FIELD_TEXT, .about = "firm or outlook"},                 \
        {.name = "vials", .offset = offsetof(struct vaccine_forecast_view, amount.vials), .kind = FIELD_MAYBE_INT},    \
        {.name = "packs", .offset = offsetof(struct vaccine_forecast_view, amount.packs), .kind = FIELD_MAYBE_INT},    \
        {AT(struct vaccine_forecast, seq), .kind = FIELD_INT},                                                         \
        {AT(struct vaccine_forecast, versions), .kind = FIELD_INT, .about = "of this week, known then"},               \
        {AT(struct vaccine_forecast, issuer), .kind = FIELD_TEXT},                                                     \
        {AT(struct vaccine_forecast, issued_at), .kind = FIELD_MOMENT},                                                \
        {AT(struct vaccine_forecast, known_at), .kind = FIELD_MOMENT},                                                 \
        {AT(struct vaccine_forecast, source), .kind = FIELD_TEXT},                                                     \
        {AT(struct vaccine_forecast, document_id), .kind = FIELD_TEXT, .format = FORMAT_ID},                           \
        {AT(struct vaccine_forecast_view, method), .kind = FIELD_TEXT, .about = "value, by_percent or to_percent"},    \
        {.name = "percent", .offset = offsetof(struct vaccine_forecast, percent_centi), .kind = FIELD_MAYBE_CENTI},    \
        {AT(struct vaccine_forecast, note), .kind = FIELD_TEXT},                                                       \
        {AT(struct vaccine_forecast_view, previous), .kind = FIELD_MAYBE_OBJECT, .of = &previous_output,               \
         .about = "the version that counted before"},                                                                  \
        {AT(struct vaccine_forecast_view, difference), .kind = FIELD_MAYBE_INT, .about = "to the previous"},           \
    {                                                                                                                  \
        AT(struct vaccine_forecast_view, notice_days),                                                                 \
            .kind = FIELD_INT, .about = "from when it was known to the week's Monday; negative: after it began"        \
    }
static const struct field forecast_fields[] = {
    VIEW_FIELDS,
    {AT(struct vaccine_forecast_view, compared), .kind = FIELD_MAYBE_OBJECT, .of = &compared_output,
     .about = "only with compare_at"},
};
const struct fields vaccine_forecast_fields = FIELDS("VaccineForecast", struct vaccine_forecast_view, forecast_fields);
static const struct field version_fields[] = {
    VIEW_FIELDS,
    {AT(struct vaccine_forecast_view, counts), .kind = FIELD_BOOL, .about = "the one that counted then"},
};
static const struct fields version_output =
    FIELDS("VaccineForecastVersion", struct vaccine_forecast_view, version_fields);

static struct maybe difference_of(struct maybe after, struct maybe before)
{
    return maybe_if(after.known && before.known, after.value - before.value);
}

int64_t vaccine_notice_days(const char *week, int64_t known_at)
{
    int64_t monday = 0;
    (void)!week_parse(week, &monday);
    return monday - local_date(known_at);
}

bool vaccine_area_exists(const struct county *counties, size_t count, const char *code)
{
    bool found = strcmp(code, "00") == 0;
    for (size_t i = 0; i < count && !found; i++)
        found = strcmp(counties[i].code, code) == 0;
    return found;
}

static enum outcome view_one(struct call *c, const struct vaccine_catalogue *catalogue,
                             const struct vaccine_forecast *forecast, struct vaccine_forecast_view *view)
{
    const char *monday = vaccine_monday(c, forecast->week);
    if (monday == NULL)
        return TOO_LARGE;
    *view = (struct vaccine_forecast_view){
        .forecast = *forecast,
        .certainty = vaccine_certainty_words[forecast->certainty],
        .method = vaccine_method_words[forecast->method],
        .withdrawn = !forecast->doses.known,
        .notice_days = vaccine_notice_days(forecast->week, forecast->known_at),
        .counts = true,
    };
    if (forecast->doses.known)
        view->amount = vaccine_amount_of(catalogue, forecast->product, monday, forecast->doses.value);
    if (!forecast->previous_known_at.known)
        return OK;
    view->difference = difference_of(forecast->doses, forecast->previous_doses);
    view->previous = ARENA_NEW(&c->arena, struct previous_view);
    if (view->previous == NULL)
        return TOO_LARGE;
    *view->previous =
        (struct previous_view){.doses = forecast->previous_doses, .known_at = forecast->previous_known_at.value};
    return OK;
}

enum outcome vaccine_forecast_views(struct call *c, const struct vaccine_catalogue *catalogue,
                                    const struct vaccine_forecast *forecasts, size_t count,
                                    struct vaccine_forecast_view **ret_views)
{
    struct vaccine_forecast_view *views = ARENA_ARRAY(&c->arena, count, struct vaccine_forecast_view);
    if (views == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        TRY(view_one(c, catalogue, &forecasts[i], &views[i]));
    *ret_views = views;
    return OK;
}

struct forecast_list {
    int64_t known_at;
    struct maybe compare_at;
    struct vaccine_span span;
    struct vaccine_forecast_view *items;
    size_t count;
};
static const struct field forecast_list_fields[] = {
    {AT(struct forecast_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct forecast_list, compare_at), .kind = FIELD_MAYBE_MOMENT},
    {.name = "first_week",
     .offset = offsetof(struct forecast_list, span.first),
     .kind = FIELD_TEXT,
     .format = FORMAT_WEEK},
    {.name = "last_week",
     .offset = offsetof(struct forecast_list, span.last),
     .kind = FIELD_TEXT,
     .format = FORMAT_WEEK},
    {AT(struct forecast_list, items), .kind = FIELD_LIST, COUNTED(struct forecast_list, count),
     .of = &vaccine_forecast_fields},
};
const struct fields vaccine_forecast_list_output =
    FIELDS("VaccineForecastList", struct forecast_list, forecast_list_fields);
const struct query_field vaccine_forecast_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    {.name = "area", .format = FORMAT_COUNTY, .about = "Only this area: 00 = the nation"},
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: two weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: 26 weeks on; at most 80 weeks in all"},
    VACCINE_KNOWN_QUERY,
    {.name = "compare_at", .format = FORMAT_WHEN, .about = "Beside each forecast what was known of it then"},
    {0},
};

/* Both lists are in the same order. */
static enum outcome add_compared(struct call *c, struct forecast_list *list, const struct vaccine_forecast *then,
                                 size_t then_count)
{
    size_t at = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct vaccine_forecast *now = &list->items[i].forecast;
        struct compared_view *compared = ARENA_NEW(&c->arena, struct compared_view);
        if (compared == NULL)
            return TOO_LARGE;
        for (; at < then_count; at++) {
            int order = strcmp(then[at].week, now->week);
            order = order != 0 ? order : strcmp(then[at].product, now->product);
            order = order != 0 ? order : strcmp(then[at].area, now->area);
            if (order == 0)
                *compared = (struct compared_view){
                    .known = true, .doses = then[at].doses, .difference = difference_of(now->doses, then[at].doses)};
            if (order >= 0)
                break;
        }
        list->items[i].compared = compared;
    }
    return OK;
}

static enum outcome write_csv(struct call *c, const struct forecast_list *list)
{
    static const char *const headings[2][11] = {
        {"Vaccin", "Område", "Vecka", "Doser", "Återkallad", "Säkerhet", "Utgivare", "Utgiven (UTC)", "Känd (UTC)",
         "Källa", "Skillnad mot förra"},
        {"Vaccine", "Area", "Week", "Doses", "Withdrawn", "Certainty", "Issuer", "Issued (UTC)", "Known (UTC)",
         "Source", "Difference to previous"},
    };
    AUTO_TEXT out = text_open(LIMIT_REPLY_BYTES);
    struct csv csv = csv_open(&out);
    for (size_t i = 0; i < sizeof headings[0] / sizeof headings[0][0]; i++)
        csv_text(&csv, headings[c->english][i]);
    csv_end_line(&csv);
    for (size_t i = 0; i < list->count; i++) {
        const struct vaccine_forecast_view *view = &list->items[i];
        char issued[TIMESTAMP_CHARS + 1], known[TIMESTAMP_CHARS + 1];
        timestamp_format(view->forecast.issued_at, issued);
        timestamp_format(view->forecast.known_at, known);
        csv_text(&csv, view->forecast.product);
        csv_text(&csv, view->forecast.area);
        csv_text(&csv, view->forecast.week);
        csv_maybe(&csv, view->forecast.doses);
        csv_text(&csv, !view->withdrawn ? "" : c->english ? "withdrawn" : "återkallad");
        csv_text(&csv, view->certainty);
        csv_text(&csv, view->forecast.issuer);
        csv_text(&csv, issued);
        csv_text(&csv, known);
        csv_text(&csv, view->forecast.source);
        csv_maybe(&csv, view->difference);
        csv_end_line(&csv);
    }
    c->raw = text_failed(&out) ? NULL : arena_copy(&c->arena, out.bytes, out.length);
    c->raw_length = out.length;
    c->raw_type = "text/csv; charset=utf-8";
    c->file_name = arena_printf(&c->arena, "%s-%s-%s.csv", c->english ? "forecasts" : "prognoser", list->span.first,
                                list->span.last);
    return c->raw != NULL && c->file_name != NULL ? OK : TOO_LARGE;
}

enum outcome api_vaccine_forecast_list(struct call *c)
{
    struct forecast_list *list = ARENA_NEW(&c->arena, struct forecast_list);
    struct vaccine_catalogue catalogue;
    struct vaccine_forecast *forecasts, *then;
    size_t then_count;
    if (list == NULL)
        return TOO_LARGE;
    TRY(vaccine_query_span(c, 2, 26, &list->span));
    list->known_at = vaccine_query_moment(c, "known_at", c->now);
    const char *product = call_query(c, "product"), *area = call_query(c, "area"), *format = call_query(c, "format");
    struct vaccine_forecast_filter filter = {.product = product != NULL ? product : "",
                                             .area = area != NULL ? area : "",
                                             .first_week = list->span.first,
                                             .last_week = list->span.last,
                                             .known_at = list->known_at};
    TRY(store_vaccine_catalogue(c->db, list->known_at, &c->arena, &catalogue));
    TRY(store_vaccine_forecast_list(c->db, &filter, &c->arena, &forecasts, &list->count));
    TRY(vaccine_forecast_views(c, &catalogue, forecasts, list->count, &list->items));
    if (call_query(c, "compare_at") != NULL) {
        filter.known_at = vaccine_query_moment(c, "compare_at", c->now);
        list->compare_at = maybe_known(filter.known_at);
        TRY(store_vaccine_forecast_list(c->db, &filter, &c->arena, &then, &then_count));
        TRY(add_compared(c, list, then, then_count));
    }
    if (format != NULL && strcmp(format, "csv") == 0)
        return write_csv(c, list);
    c->output = list;
    return OK;
}

struct version_list {
    const char *product, *area, *week;
    int64_t known_at;
    struct vaccine_forecast_view *items;
    size_t count;
};
static const struct field version_list_fields[] = {
    {AT(struct version_list, product), .kind = FIELD_TEXT},
    {AT(struct version_list, area), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct version_list, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct version_list, known_at), .kind = FIELD_MOMENT},
    {AT(struct version_list, items), .kind = FIELD_LIST, COUNTED(struct version_list, count), .of = &version_output},
};
const struct fields vaccine_forecast_versions_output =
    FIELDS("VaccineForecastVersions", struct version_list, version_list_fields);

enum outcome api_vaccine_forecast_versions(struct call *c)
{
    struct version_list *list = ARENA_NEW(&c->arena, struct version_list);
    struct vaccine_catalogue catalogue;
    struct vaccine_forecast *forecasts;
    if (list == NULL)
        return TOO_LARGE;
    *list = (struct version_list){.product = call_parameter(c, "product"),
                                  .area = call_parameter(c, "county"),
                                  .week = call_parameter(c, "week"),
                                  .known_at = vaccine_query_moment(c, "known_at", c->now)};
    TRY(store_vaccine_catalogue(c->db, list->known_at, &c->arena, &catalogue));
    if (vaccine_catalogue_product(&catalogue, list->product) == NULL)
        return NOT_FOUND;
    TRY(store_vaccine_forecast_versions(c->db, list->product, list->area, list->week, list->known_at, &c->arena,
                                        &forecasts, &list->count));
    TRY(vaccine_forecast_views(c, &catalogue, forecasts, list->count, &list->items));
    for (size_t i = 1; i < list->count; i++)
        list->items[i].counts = false;
    c->output = list;
    return OK;
}
