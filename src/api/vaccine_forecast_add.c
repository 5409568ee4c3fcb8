/* New versions, of api/vaccine_forecasts.h. There is no operation that changes or deletes one. */
#include "api/vaccine_forecasts.h"

#include "api/vaccine_common.h"
#include "api/vaccine_documents.h"

#include <string.h>

enum { FORECAST_MAX_DOSES = 1000000000, FORECAST_ROWS_MAX = 2000 };

struct forecast_row {
    const char *product, *area, *week;
    struct maybe doses;
    int certainty;
};
static const struct field forecast_row_fields[] = {
    {AT(struct forecast_row, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct forecast_row, area), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED,
     .about = "00 = the nation"},
    {AT(struct forecast_row, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct forecast_row, doses), .kind = FIELD_MAYBE_INT, .flags = FIELD_REQUIRED, .min = 0,
     .max = FORECAST_MAX_DOSES, .about = "null = withdrawn, 0 = nothing comes"},
    {AT(struct forecast_row, certainty), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = vaccine_certainty_words},
};
static const struct fields forecast_row_input = FIELDS("VaccineForecastRow", struct forecast_row, forecast_row_fields);

struct forecast_add {
    struct vaccine_document_input document;
    struct forecast_row *rows;
    size_t row_count;
};
static const struct field forecast_add_fields[] = {
    DOCUMENT_INPUT_FIELDS(struct forecast_add, 0, 0),
    {AT(struct forecast_add, rows), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .min = 1, .max = FORECAST_ROWS_MAX,
     COUNTED(struct forecast_add, row_count), .of = &forecast_row_input},
};
const struct fields vaccine_forecast_add_input = FIELDS("VaccineForecasts", struct forecast_add, forecast_add_fields);

struct forecast_added {
    bool dry_run;
    struct vaccine_document_view *document;
    struct vaccine_forecast_view *items;
    size_t count;
};
static const struct field forecast_added_fields[] = {
    {AT(struct forecast_added, dry_run), .kind = FIELD_BOOL},
    {AT(struct forecast_added, document), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_document_fields},
    {AT(struct forecast_added, items), .kind = FIELD_LIST, COUNTED(struct forecast_added, count),
     .of = &vaccine_forecast_fields},
};
const struct fields vaccine_forecast_added_output =
    FIELDS("VaccineForecastsAdded", struct forecast_added, forecast_added_fields);

static bool is_same_target(const struct forecast_row *a, const struct forecast_row *b)
{
    return strcmp(a->week, b->week) == 0 && strcmp(a->product, b->product) == 0 && strcmp(a->area, b->area) == 0;
}

static enum outcome check_rows(struct call *c, const struct vaccine_catalogue *catalogue)
{
    const struct forecast_add *input = c->input;
    struct county *counties;
    size_t county_count;
    TRY(store_county_list(c->db, &c->arena, &counties, &county_count));
    for (size_t i = 0; i < input->row_count; i++) {
        const struct forecast_row *row = &input->rows[i];
        if (vaccine_catalogue_product(catalogue, row->product) == NULL)
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/rows", i, "product", NULL);
        if (!vaccine_area_exists(counties, county_count, row->area))
            violation_add_at(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "/rows", i, "area", NULL);
        for (size_t j = 0; j < i; j++)
            if (is_same_target(row, &input->rows[j])) {
                violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/rows", i, NULL, NULL);
                break;
            }
    }
    return call_check_violations(c);
}

enum outcome vaccine_forecast_store(struct call *c, const struct vaccine_forecast *forecast,
                                    struct vaccine_forecast *ret_stored)
{
    int64_t seq;
    TRY(store_vaccine_forecast_add(c->scope, c->db, forecast, &seq));
    return store_vaccine_forecast_version(c->db, forecast, seq, &c->arena, ret_stored);
}

static enum outcome add_rows(struct call *c, const struct vaccine_document *document, struct vaccine_forecast *stored)
{
    const struct forecast_add *input = c->input;
    for (size_t i = 0; i < input->row_count; i++) {
        const struct forecast_row *row = &input->rows[i];
        const struct vaccine_forecast forecast = {
            .product = row->product,
            .area = row->area,
            .week = row->week,
            .document_id = document->document_id,
            .issued_at = document->issued_at,
            .known_at = document->known_at,
            .doses = row->doses,
            .certainty = row->certainty,
            .method = FORECAST_TO_DOSES,
        };
        TRY(vaccine_forecast_store(c, &forecast, &stored[i]));
    }
    return OK;
}

enum outcome api_vaccine_forecast_add(struct call *c)
{
    const struct forecast_add *input = c->input;
    struct vaccine_catalogue catalogue;
    struct vaccine_document document;
    struct forecast_added *added = ARENA_NEW(&c->arena, struct forecast_added);
    struct vaccine_forecast *stored = ARENA_ARRAY(&c->arena, input->row_count, struct vaccine_forecast);
    if (added == NULL || stored == NULL ||
        (added->document = ARENA_NEW(&c->arena, struct vaccine_document_view)) == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(vaccine_document_make(c, &input->document, "forecast", NULL, &document));
    TRY(check_rows(c, &catalogue));
    TRY(store_vaccine_document_add(c->scope, c->db, &document));
    TRY(add_rows(c, &document, stored));
    added->count = input->row_count;
    TRY(vaccine_forecast_views(c, &catalogue, stored, added->count, &added->items));
    vaccine_document_view(&document, added->document);
    TRY(call_audit(c, "vaccine_forecast.add", "vaccine_document", document.document_id, "00", NULL,
                   call_json(c, &vaccine_document_fields, added->document)));
    added->dry_run = call_trial(c);
    c->output = added;
    return OK;
}
