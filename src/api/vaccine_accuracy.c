#include "api/vaccine_accuracy.h"

#include "api/vaccine_common.h"
#include "api/vaccine_deliveries.h"
#include "core/forecast.h"
#include "core/week.h"
#include "store/vaccine_forecasts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct accuracy_row {
    const char *product, *week;
    struct maybe forecast, actual, error, realisation_centi, backlog, lead_weeks;
};
static const struct field row_fields[] = {
    {AT(struct accuracy_row, product), .kind = FIELD_TEXT},
    {AT(struct accuracy_row, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct accuracy_row, forecast), .kind = FIELD_MAYBE_INT, .about = "null: withdrawn, or none known then"},
    {AT(struct accuracy_row, actual), .kind = FIELD_MAYBE_INT, .about = "received; null: nothing reported yet"},
    {AT(struct accuracy_row, error), .kind = FIELD_MAYBE_INT, .about = "actual minus forecast"},
    {.name = "realisation_percent",
     .offset = offsetof(struct accuracy_row, realisation_centi),
     .kind = FIELD_MAYBE_CENTI},
    {AT(struct accuracy_row, backlog), .kind = FIELD_MAYBE_INT,
     .about = "forecast minus actual, summed over the product's weeks"},
    {AT(struct accuracy_row, lead_weeks), .kind = FIELD_MAYBE_INT, .about = "from the week of issue"},
};
static const struct fields row_output = FIELDS("VaccineAccuracyRow", struct accuracy_row, row_fields);

struct accuracy {
    const char *product;
    struct maybe lead_weeks;
    int64_t pairs, left_out, forecast, actual;
    struct maybe mean_error, bias, mae, wape, mape, realisation; /* hundredths; of per cent but for the errors */
    int64_t maximum_backlog, final_loss, late;
    const char *backlog_week, *recovered_week;
    struct maybe weeks_to_recovery;
};
#define ACCURACY_FIELDS                                                                                                \
    {AT(struct accuracy, pairs), .kind = FIELD_INT},                                                                   \
        {AT(struct accuracy, left_out), .kind = FIELD_INT, .about = "weeks without forecast or outcome"},              \
        {AT(struct accuracy, forecast), .kind = FIELD_INT}, {AT(struct accuracy, actual), .kind = FIELD_INT},          \
        {AT(struct accuracy, mean_error), .kind = FIELD_MAYBE_CENTI, .about = "doses a week"},                         \
        {.name = "bias_percent",                                                                                       \
         .offset = offsetof(struct accuracy, bias),                                                                    \
         .kind = FIELD_MAYBE_CENTI,                                                                                    \
         .about = "sum of errors by sum of forecasts"},                                                                \
        {AT(struct accuracy, mae), .kind = FIELD_MAYBE_CENTI, .about = "doses a week"},                                \
        {.name = "wape_percent",                                                                                       \
         .offset = offsetof(struct accuracy, wape),                                                                    \
         .kind = FIELD_MAYBE_CENTI,                                                                                    \
         .about = "sum of absolute errors by sum of outcomes"},                                                        \
        {.name = "mape_percent",                                                                                       \
         .offset = offsetof(struct accuracy, mape),                                                                    \
         .kind = FIELD_MAYBE_CENTI,                                                                                    \
         .about = "null if any outcome is 0"},                                                                         \
        {.name = "realisation_percent",                                                                                \
         .offset = offsetof(struct accuracy, realisation),                                                             \
         .kind = FIELD_MAYBE_CENTI,                                                                                    \
         .about = "sum of outcomes by sum of forecasts"},                                                              \
        {AT(struct accuracy, maximum_backlog), .kind = FIELD_INT, .about = "most that was behind at once"},            \
        {AT(struct accuracy, backlog_week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK},                          \
        {AT(struct accuracy, recovered_week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK},                        \
        {AT(struct accuracy, weeks_to_recovery), .kind = FIELD_MAYBE_INT},                                             \
        {AT(struct accuracy, final_loss), .kind = FIELD_INT, .about = "what did not come within the weeks"},           \
    {                                                                                                                  \
        AT(struct accuracy, late), .kind = FIELD_INT, .about = "came, but later: maximum backlog minus final loss"     \
    }
static const struct field accuracy_fields[] = {{AT(struct accuracy, product), .kind = FIELD_TEXT}, ACCURACY_FIELDS};
static const struct fields accuracy_output = FIELDS("VaccineAccuracyProduct", struct accuracy, accuracy_fields);
static const struct field lead_fields[] = {{AT(struct accuracy, lead_weeks), .kind = FIELD_MAYBE_INT}, ACCURACY_FIELDS};
static const struct fields lead_output = FIELDS("VaccineAccuracyLead", struct accuracy, lead_fields);

struct accuracy_view {
    int64_t known_at;
    struct maybe baseline_at, lead_weeks;
    struct vaccine_span span;
    struct accuracy_row *rows;
    size_t row_count;
    struct accuracy *products, *leads;
    size_t product_count, lead_count;
    struct accuracy total;
};
static const struct field view_fields[] = {
    {AT(struct accuracy_view, known_at), .kind = FIELD_MOMENT},
    {AT(struct accuracy_view, baseline_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct accuracy_view, lead_weeks), .kind = FIELD_MAYBE_INT},
    {.name = "first_week",
     .offset = offsetof(struct accuracy_view, span.first),
     .kind = FIELD_TEXT,
     .format = FORMAT_WEEK},
    {.name = "last_week",
     .offset = offsetof(struct accuracy_view, span.last),
     .kind = FIELD_TEXT,
     .format = FORMAT_WEEK},
    {AT(struct accuracy_view, rows), .kind = FIELD_LIST, COUNTED(struct accuracy_view, row_count), .of = &row_output},
    {AT(struct accuracy_view, products), .kind = FIELD_LIST, COUNTED(struct accuracy_view, product_count),
     .of = &accuracy_output},
    {AT(struct accuracy_view, leads), .kind = FIELD_LIST, COUNTED(struct accuracy_view, lead_count),
     .of = &lead_output},
    {AT(struct accuracy_view, total), .kind = FIELD_OBJECT, .of = &accuracy_output},
};
const struct fields vaccine_accuracy_output = FIELDS("VaccineAccuracy", struct accuracy_view, view_fields);
const struct query_field vaccine_accuracy_query[] = {
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    {.name = "area", .format = FORMAT_COUNTY, .about = "Default 00: the nation's forecast and all regions' deliveries"},
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: twelve weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: this week"},
    {.name = "baseline_at", .format = FORMAT_WHEN, .about = "What was known then, for all weeks; default: known_at"},
    {.name = "lead_weeks", .min = 0, .max = 52, .about = "Instead: what was known that many weeks before each week"},
    VACCINE_KNOWN_QUERY,
    {0},
};

static int64_t monday_of(const char *week)
{
    int64_t monday = 0;
    (void)!week_parse(week, &monday);
    return monday;
}

/* Until when a version may be known to be the baseline of a week. */
static int64_t baseline_of(const struct accuracy_view *view, const char *week)
{
    if (view->baseline_at.known)
        return view->baseline_at.value;
    return local_moment(monday_of(week) - 7 * view->lead_weeks.value + 7, 0) - 1; /* to the end of that week */
}

static struct accuracy_row *row_for(struct accuracy_view *view, const char *product, const char *week)
{
    for (size_t i = view->row_count; i > 0; i--)
        if (strcmp(view->rows[i - 1].week, week) == 0 && strcmp(view->rows[i - 1].product, product) == 0)
            return &view->rows[i - 1];
    struct accuracy_row *row = &view->rows[view->row_count++];
    *row = (struct accuracy_row){.product = product, .week = week};
    return row;
}

/* Versions come in the order in which they count: the last one known by the baseline stays. */
static void take_forecasts(struct accuracy_view *view, const struct vaccine_forecast *versions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct vaccine_forecast *version = &versions[i];
        struct accuracy_row *row = row_for(view, version->product, version->week);
        if (version->known_at > baseline_of(view, version->week))
            continue;
        row->forecast = version->doses;
        row->lead_weeks = maybe_known((monday_of(version->week) - week_of_date(local_date(version->issued_at))) / 7);
    }
}

/* What came from suppliers: received, or if nothing is said of that what the region confirmed. */
static void take_deliveries(struct accuracy_view *view, const struct vaccine_delivery_view *deliveries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct maybe came = deliveries[i].received.known ? deliveries[i].received : deliveries[i].confirmed;
        if (!came.known || deliveries[i].delivery.origin_delivery_id != NULL)
            continue;
        struct accuracy_row *row = row_for(view, deliveries[i].delivery.product, deliveries[i].delivery.week);
        row->actual = maybe_known(row->actual.value + came.value);
    }
}

static int by_product_and_week(const void *left, const void *right)
{
    const struct accuracy_row *a = left, *b = right;
    int order = strcmp(a->product, b->product);
    return order != 0 ? order : strcmp(a->week, b->week);
}

static struct maybe centi(struct forecast_figure figure, double scale)
{
    double hundredths = figure.value * scale * 100;
    return maybe_if(figure.known && fabs(hundredths) < 9e15, figure.known ? llround(hundredths) : 0);
}

/* Late is not lost: what was behind at most, and what still is after the last week. Weeks' pairs in order. */
static enum outcome add_backlog(struct call *c, const struct forecast_pair *pairs, const char *const *weeks,
                                size_t count, struct accuracy *accuracy)
{
    int64_t *cumulative = ARENA_ARRAY(&c->arena, count, int64_t);
    struct forecast_backlog backlog;
    if (cumulative == NULL)
        return TOO_LARGE;
    if (count == 0)
        return OK;
    TRY(forecast_backlog(pairs, count, cumulative, &backlog));
    accuracy->maximum_backlog = backlog.most;
    accuracy->final_loss = backlog.lost > 0 ? backlog.lost : 0;
    accuracy->late = backlog.most - accuracy->final_loss;
    if (backlog.most == 0)
        return OK;
    accuracy->backlog_week = weeks[backlog.most_week];
    for (size_t i = backlog.most_week; i < count && accuracy->recovered_week == NULL; i++)
        if (cumulative[i] <= 0) {
            accuracy->recovered_week = weeks[i];
            accuracy->weeks_to_recovery = maybe_known((monday_of(weeks[i]) - monday_of(weeks[backlog.most_week])) / 7);
        }
    return OK;
}

static void add_measures(const struct forecast_pair *pairs, size_t count, struct accuracy *accuracy)
{
    struct forecast_measures measures = forecast_measure(pairs, count);
    accuracy->pairs = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        accuracy->forecast += pairs[i].forecast;
        accuracy->actual += pairs[i].actual;
    }
    accuracy->mean_error = centi(measures.mean_error, 1);
    accuracy->mae = centi(measures.mae, 1);
    accuracy->bias = centi(measures.bias, 100);
    accuracy->wape = centi(measures.wape, 100);
    accuracy->mape = centi(measures.mape, 100);
    accuracy->realisation = centi(measures.realisation, 100);
}

/* Measures of the rows that a question takes; the backlog by week, so of several products together. */
struct question {
    const char *product;     /* NULL = all */
    struct maybe lead_weeks; /* unknown = all */
};

static enum outcome answer(struct call *c, const struct accuracy_view *view, struct question question,
                           struct accuracy *ret_accuracy)
{
    struct forecast_pair *pairs = ARENA_ARRAY(&c->arena, view->row_count, struct forecast_pair),
                         *weekly = ARENA_ARRAY(&c->arena, VACCINE_SPAN_WEEKS, struct forecast_pair);
    const char **weeks = ARENA_ARRAY(&c->arena, VACCINE_SPAN_WEEKS, const char *);
    size_t count = 0, week_count = 0;
    struct accuracy accuracy = {.product = question.product != NULL ? question.product : "",
                                .lead_weeks = question.lead_weeks};
    if (pairs == NULL || weekly == NULL || weeks == NULL)
        return TOO_LARGE;
    for (int64_t monday = monday_of(view->span.first); monday <= monday_of(view->span.last); monday += 7) {
        bool any = false;
        for (size_t i = 0; i < view->row_count; i++) {
            const struct accuracy_row *row = &view->rows[i];
            if (monday_of(row->week) != monday ||
                (question.product != NULL && strcmp(row->product, question.product) != 0) ||
                (question.lead_weeks.known &&
                 (!row->lead_weeks.known || row->lead_weeks.value != question.lead_weeks.value)))
                continue;
            if (!row->forecast.known || !row->actual.known) {
                accuracy.left_out++;
                continue;
            }
            any = true;
            weeks[week_count] = row->week;
            pairs[count++] = (struct forecast_pair){.forecast = row->forecast.value, .actual = row->actual.value};
            weekly[week_count].forecast += row->forecast.value;
            weekly[week_count].actual += row->actual.value;
        }
        week_count += any;
    }
    add_measures(pairs, count, &accuracy);
    TRY(add_backlog(c, weekly, weeks, week_count, &accuracy));
    *ret_accuracy = accuracy;
    return OK;
}

static void finish_rows(struct accuracy_view *view)
{
    struct maybe backlog = {0};
    for (size_t i = 0; i < view->row_count; i++) {
        struct accuracy_row *row = &view->rows[i];
        if (i == 0 || strcmp(row->product, view->rows[i - 1].product) != 0)
            backlog = maybe_known(0);
        if (!row->forecast.known || !row->actual.known)
            continue;
        backlog.value += row->forecast.value - row->actual.value;
        row->backlog = backlog;
        row->error = maybe_known(row->actual.value - row->forecast.value);
        struct known_rational share =
            forecast_realisation((struct forecast_pair){row->forecast.value, row->actual.value});
        if (share.known)
            row->realisation_centi = centi((struct forecast_figure){true, rational_double(share.value)}, 100);
    }
}

static enum outcome add_groups(struct call *c, struct accuracy_view *view)
{
    enum { LEADS = 128 }; /* weeks of lead, from 0 */
    view->products = ARENA_ARRAY(&c->arena, view->row_count, struct accuracy);
    view->leads = ARENA_ARRAY(&c->arena, LEADS, struct accuracy);
    if (view->products == NULL || view->leads == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->row_count; i++)
        if (i == 0 || strcmp(view->rows[i].product, view->rows[i - 1].product) != 0)
            TRY(answer(c, view, (struct question){.product = view->rows[i].product},
                       &view->products[view->product_count++]));
    for (int64_t lead = 0; lead < LEADS; lead++) {
        bool any = false;
        for (size_t i = 0; i < view->row_count; i++)
            any = any || (view->rows[i].lead_weeks.known && view->rows[i].lead_weeks.value == lead);
        if (any)
            TRY(answer(c, view, (struct question){.lead_weeks = maybe_known(lead)}, &view->leads[view->lead_count++]));
    }
    return answer(c, view, (struct question){0}, &view->total);
}

static enum outcome read_query(struct call *c, struct accuracy_view *view)
{
    TRY(vaccine_query_span(c, 12, 0, &view->span));
    view->known_at = vaccine_query_moment(c, "known_at", c->now);
    bool lead = call_query(c, "lead_weeks") != NULL;
    if (lead && call_query(c, "baseline_at") != NULL)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "?lead_weeks", NULL, NULL);
    if (lead)
        view->lead_weeks = maybe_known(call_query_int(c, "lead_weeks", 0));
    else
        view->baseline_at = maybe_known(vaccine_query_moment(c, "baseline_at", view->known_at));
    return call_check_violations(c);
}

enum outcome api_vaccine_accuracy(struct call *c)
{
    struct accuracy_view *view = ARENA_NEW(&c->arena, struct accuracy_view);
    struct vaccine_forecast *versions;
    struct vaccine_delivery_view *deliveries;
    size_t version_count, delivery_count;
    if (view == NULL)
        return TOO_LARGE;
    TRY(read_query(c, view));
    const char *product = call_query(c, "product"), *area = call_query(c, "area");
    bool nation = area == NULL || strcmp(area, "00") == 0;
    const struct vaccine_forecast_filter asked = {.product = product != NULL ? product : "",
                                                  .area = nation ? "00" : area,
                                                  .first_week = view->span.first,
                                                  .last_week = view->span.last,
                                                  .known_at = view->known_at};
    const struct vaccine_delivery_filter came = {.product = asked.product,
                                                 .county = nation ? "" : area,
                                                 .first_week = asked.first_week,
                                                 .last_week = asked.last_week,
                                                 .known_at = asked.known_at};
    TRY(store_vaccine_forecast_history(c->db, &asked, &c->arena, &versions, &version_count));
    TRY(vaccine_delivery_views(c, &came, &deliveries, &delivery_count));
    view->rows = ARENA_ARRAY(&c->arena, version_count + delivery_count, struct accuracy_row);
    if (view->rows == NULL)
        return TOO_LARGE;
    take_forecasts(view, versions, version_count);
    take_deliveries(view, deliveries, delivery_count);
    qsort(view->rows, view->row_count, sizeof *view->rows, by_product_and_week);
    finish_rows(view);
    TRY(add_groups(c, view));
    c->output = view;
    return OK;
}
