/* All regions by vaccine and week: allocated, delivered, confirmed; of api/vaccine_national.h. */
#include "api/vaccine_national.h"
#include "api/app.h"
#include "api/vaccine_deliveries.h"
#include "api/vaccine_documents.h"
#include "core/week.h"
#include "io/csv.h"
#include "store/vaccine_forecasts.h"
#include "store/vaccine_overview.h"

#include <stdlib.h>
#include <string.h>

enum { NATIONAL_WEEKS_MAX = 26, DAYS_PER_WEEK = 7 };

struct cell {
    const char *county, *product, *week, *state, *allocation_id;
    struct maybe packs, allocated, delivered, confirmed, difference;
};
static const struct field cell_fields[] = {
    {AT(struct cell, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct cell, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct cell, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {.name = "allocated_packs", .offset = offsetof(struct cell, packs), .kind = FIELD_MAYBE_INT},
    {.name = "allocated_doses",
     .offset = offsetof(struct cell, allocated),
     .kind = FIELD_MAYBE_INT,
     .about = "null: nothing decided; 0: decided that nothing comes"},
    {.name = "delivered_doses",
     .offset = offsetof(struct cell, delivered),
     .kind = FIELD_MAYBE_INT,
     .about = "received less what went back or on, else sent; null: neither"},
    {.name = "confirmed_doses", .offset = offsetof(struct cell, confirmed), .kind = FIELD_MAYBE_INT},
    {AT(struct cell, state), .kind = FIELD_TEXT,
     .about = "none, planned, sent, received, confirmed, differs; of several deliveries: differs if one does, else of "
              "the one that has come the least far"},
    {AT(struct cell, difference), .kind = FIELD_MAYBE_INT, .about = "confirmed, else delivered, minus allocated"},
    {AT(struct cell, allocation_id), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_ID},
};
static const struct fields cell_output = FIELDS("VaccineNationalItem", struct cell, cell_fields);

struct total {
    const char *product, *week;
    struct maybe forecast, allocated, delivered, confirmed, printed;
};
static const struct field total_fields[] = {
    {AT(struct total, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct total, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {.name = "forecast_doses",
     .offset = offsetof(struct total, forecast),
     .kind = FIELD_MAYBE_INT,
     .about = "of the nation"},
    {.name = "allocated_doses", .offset = offsetof(struct total, allocated), .kind = FIELD_MAYBE_INT},
    {.name = "delivered_doses", .offset = offsetof(struct total, delivered), .kind = FIELD_MAYBE_INT},
    {.name = "confirmed_doses", .offset = offsetof(struct total, confirmed), .kind = FIELD_MAYBE_INT},
    {.name = "printed_doses",
     .offset = offsetof(struct total, printed),
     .kind = FIELD_MAYBE_INT,
     .about = "as the documents of deliveries have it"},
};
static const struct fields total_output = FIELDS("VaccineNationalTotal", struct total, total_fields);

struct national {
    int64_t known_at, unconfirmed;
    struct vaccine_span span;
    struct cell *items;
    size_t count;
    struct total *totals;
    size_t total_count;
    struct total_view *discrepancies;
    size_t discrepancy_count;
};
static const struct field national_fields[] = {
    {AT(struct national, known_at), .kind = FIELD_MOMENT},
    {.name = "first_week", .offset = offsetof(struct national, span.first), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {.name = "last_week", .offset = offsetof(struct national, span.last), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct national, items), .kind = FIELD_LIST, COUNTED(struct national, count), .of = &cell_output},
    {AT(struct national, totals), .kind = FIELD_LIST, COUNTED(struct national, total_count), .of = &total_output},
    {AT(struct national, discrepancies), .kind = FIELD_LIST, COUNTED(struct national, discrepancy_count),
     .of = &vaccine_discrepancy_fields},
    {AT(struct national, unconfirmed), .kind = FIELD_INT, .about = "deliveries sent or received and not confirmed"},
};
const struct fields vaccine_national_output = FIELDS("VaccineNational", struct national, national_fields);
const struct query_field vaccine_national_query[] = {
    {.name = "first_week", .format = FORMAT_WEEK, .about = "Default: four weeks back"},
    {.name = "last_week", .format = FORMAT_WEEK, .about = "Default: two weeks on; at most 26 weeks in all"},
    {.name = "product", .format = FORMAT_ARTICLE, .about = "Only this vaccine"},
    VACCINE_KNOWN_QUERY,
    {0},
};

struct reading {
    struct call *c;
    struct national *view;
    struct vaccine_allocated_line *lines;
    struct vaccine_delivery_view *deliveries;
    struct vaccine_forecast *forecasts;
    struct vaccine_printed *printed;
    size_t line_count, delivery_count, forecast_count, printed_count;
};

static struct cell *cell_of(struct national *view, const char *week, const char *product, const char *county)
{
    size_t i = view->count;
    while (i > 0 && (strcmp(view->items[i - 1].county, county) != 0 || strcmp(view->items[i - 1].week, week) != 0 ||
                     strcmp(view->items[i - 1].product, product) != 0))
        i--;
    if (i > 0)
        return &view->items[i - 1];
    view->items[view->count] = (struct cell){.county = county, .product = product, .week = week, .state = "none"};
    return &view->items[view->count++];
}

static void add_maybe(struct maybe *sum, struct maybe more)
{
    if (more.known)
        *sum = maybe_known(sum->value + more.value);
}

/* Position of a state among the words; what differs stands above all. */
static int rank_of(const char *state)
{
    static const char *const words[] = {"planned", "sent", "received", "confirmed", "differs", "none"};
    int rank = 0;
    while (rank < 5 && strcmp(words[rank], state) != 0)
        rank++;
    return rank;
}

static void add_delivery(const struct vaccine_delivery_view *view, struct cell *cell)
{
    bool first = strcmp(cell->state, "none") == 0, differs = strcmp(view->state, "differs") == 0;
    if (first || differs || (strcmp(cell->state, "differs") != 0 && rank_of(view->state) < rank_of(cell->state)))
        cell->state = view->state;
    add_maybe(&cell->delivered, view->net.known ? view->net : view->sent);
    add_maybe(&cell->confirmed, view->confirmed);
}

static int by_week(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    int order = strcmp(a->week, b->week);
    if (order == 0)
        order = strcmp(a->product, b->product);
    return order != 0 ? order : strcmp(a->county, b->county);
}

static enum outcome fill_cells(const struct reading *r)
{
    struct national *view = r->view;
    view->items = ARENA_ARRAY(&r->c->arena, r->line_count + r->delivery_count, struct cell);
    if (view->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < r->line_count; i++) {
        const struct vaccine_allocated_line *line = &r->lines[i];
        struct cell *cell = cell_of(view, line->week, line->product, line->county);
        cell->allocation_id = line->allocation_id;
        add_maybe(&cell->packs, maybe_known(line->packs));
        add_maybe(&cell->allocated, maybe_known(line->packs * line->pack_doses));
    }
    for (size_t i = 0; i < r->delivery_count; i++) {
        const struct vaccine_delivery_view *delivery = &r->deliveries[i];
        if (vaccine_delivery_is_overtaken(r->deliveries, r->delivery_count, i))
            continue;
        add_delivery(delivery,
                     cell_of(view, delivery->delivery.week, delivery->delivery.product, delivery->delivery.county));
        view->unconfirmed += (delivery->sent.known || delivery->received.known) && !delivery->confirmed.known;
    }
    for (size_t i = 0; i < view->count; i++) {
        struct cell *cell = &view->items[i];
        struct maybe came = cell->confirmed.known ? cell->confirmed : cell->delivered;
        cell->difference = maybe_if(came.known && cell->allocated.known, came.value - cell->allocated.value);
    }
    if (view->count > 0)
        qsort(view->items, view->count, sizeof *view->items, by_week);
    return OK;
}

static struct total *total_of(struct national *view, const char *week, const char *product)
{
    for (size_t i = 0; i < view->total_count; i++)
        if (strcmp(view->totals[i].week, week) == 0 && strcmp(view->totals[i].product, product) == 0)
            return &view->totals[i];
    view->totals[view->total_count] = (struct total){.week = week, .product = product};
    return &view->totals[view->total_count++];
}

static int total_by_week(const void *left, const void *right)
{
    const struct total *a = left, *b = right;
    int order = strcmp(a->week, b->week);
    return order != 0 ? order : strcmp(a->product, b->product);
}

static enum outcome fill_totals(const struct reading *r)
{
    struct national *view = r->view;
    view->totals = ARENA_ARRAY(&r->c->arena, view->count + r->forecast_count + r->printed_count, struct total);
    if (view->totals == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->count; i++) {
        struct total *total = total_of(view, view->items[i].week, view->items[i].product);
        add_maybe(&total->allocated, view->items[i].allocated);
        add_maybe(&total->delivered, view->items[i].delivered);
        add_maybe(&total->confirmed, view->items[i].confirmed);
    }
    for (size_t i = 0; i < r->forecast_count; i++)
        total_of(view, r->forecasts[i].week, r->forecasts[i].product)->forecast = r->forecasts[i].doses;
    for (size_t i = 0; i < r->printed_count; i++)
        total_of(view, r->printed[i].week, r->printed[i].product)->printed = maybe_known(r->printed[i].doses);
    if (view->total_count > 0)
        qsort(view->totals, view->total_count, sizeof *view->totals, total_by_week);
    return OK;
}

static enum outcome read_all(struct reading *r)
{
    struct call *c = r->c;
    const char *product = call_query(c, "product") != NULL ? call_query(c, "product") : "";
    const struct vaccine_span *span = &r->view->span;
    const struct vaccine_line_filter lines = {.product = product,
                                              .county = "",
                                              .first_week = span->first,
                                              .last_week = span->last,
                                              .known_at = r->view->known_at};
    const struct vaccine_delivery_filter deliveries = {.product = product,
                                                       .county = "",
                                                       .first_week = span->first,
                                                       .last_week = span->last,
                                                       .known_at = r->view->known_at};
    const struct vaccine_forecast_filter forecasts = {.product = product,
                                                      .area = "00",
                                                      .first_week = span->first,
                                                      .last_week = span->last,
                                                      .known_at = r->view->known_at};
    TRY(store_vaccine_allocated_lines(c->db, &lines, &c->arena, &r->lines, &r->line_count));
    TRY(vaccine_delivery_views(c, &deliveries, &r->deliveries, &r->delivery_count));
    TRY(store_vaccine_forecast_list(c->db, &forecasts, &c->arena, &r->forecasts, &r->forecast_count));
    return store_vaccine_printed(c->db, &lines, &c->arena, &r->printed, &r->printed_count);
}

static enum outcome write_csv(struct call *c, const struct national *view)
{
    static const char *const headings[2][9] = {
        {"Vecka", "Vaccin", "Region", "Tilldelade förpackningar", "Tilldelade doser", "Levererade doser",
         "Bekräftade doser", "Läge", "Skillnad"},
        {"Week", "Vaccine", "Region", "Allocated packs", "Allocated doses", "Delivered doses", "Confirmed doses",
         "State", "Difference"},
    };
    AUTO_TEXT out = text_open(LIMIT_REPLY_BYTES);
    struct csv csv = csv_open(&out);
    for (size_t i = 0; i < sizeof headings[0] / sizeof headings[0][0]; i++)
        csv_text(&csv, headings[c->english][i]);
    csv_end_line(&csv);
    for (size_t i = 0; i < view->count; i++) {
        const struct cell *cell = &view->items[i];
        csv_text(&csv, cell->week);
        csv_text(&csv, cell->product);
        csv_text(&csv, cell->county);
        csv_maybe(&csv, cell->packs);
        csv_maybe(&csv, cell->allocated);
        csv_maybe(&csv, cell->delivered);
        csv_maybe(&csv, cell->confirmed);
        csv_text(&csv, cell->state);
        csv_maybe(&csv, cell->difference);
        csv_end_line(&csv);
    }
    c->raw = text_failed(&out) ? NULL : arena_copy(&c->arena, out.bytes, out.length);
    c->raw_length = out.length;
    c->raw_type = "text/csv; charset=utf-8";
    c->file_name =
        arena_printf(&c->arena, "%s-%s-%s.csv", c->english ? "vaccine" : "vaccin", view->span.first, view->span.last);
    return c->raw != NULL && c->file_name != NULL ? OK : TOO_LARGE;
}

static enum outcome check_span(struct call *c, const struct vaccine_span *span)
{
    int64_t first = 0, last = 0;
    (void)!week_parse(span->first, &first);
    (void)!week_parse(span->last, &last);
    if (last - first >= NATIONAL_WEEKS_MAX * DAYS_PER_WEEK)
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "?last_week", NULL, NULL);
    return call_check_violations(c);
}

enum outcome api_vaccine_national(struct call *c)
{
    struct national *view = ARENA_NEW(&c->arena, struct national);
    struct reading reading = {.c = c, .view = view};
    const char *format = call_query(c, "format");
    if (view == NULL)
        return TOO_LARGE;
    TRY(vaccine_query_span(c, 4, 2, &view->span));
    TRY(check_span(c, &view->span));
    view->known_at = vaccine_query_moment(c, "known_at", c->now);
    TRY(read_all(&reading));
    TRY(fill_cells(&reading));
    TRY(fill_totals(&reading));
    TRY(vaccine_discrepancy_items(c, view->known_at, &view->discrepancies, &view->discrepancy_count));
    if (format != NULL && strcmp(format, "csv") == 0)
        return write_csv(c, view);
    c->output = view;
    return OK;
}
