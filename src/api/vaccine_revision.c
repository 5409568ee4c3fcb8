/* A revision, of api/vaccine_forecasts.h: several weeks of one product and area at once, as new values, by per cent or
 * to per cent; what it means together, and for what has been allocated already. */
#include "api/vaccine_forecasts.h"

#include "api/vaccine_common.h"
#include "api/vaccine_documents.h"
#include "core/apportion.h"
#include "core/week.h"

#include <string.h>

enum { REVISION_MAX_DOSES = 1000000000, REVISION_WEEKS_MAX = 80 };

struct change {
    const char *week;
    int method; /* enum forecast_change */
    struct maybe doses, percent_centi;
    int certainty;
};
static const struct field change_fields[] = {
    {AT(struct change, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .flags = FIELD_REQUIRED},
    {AT(struct change, method), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = vaccine_method_words},
    {AT(struct change, doses), .kind = FIELD_MAYBE_INT, .min = 0, .max = REVISION_MAX_DOSES,
     .about = "with value: null = withdrawn"},
    {.name = "percent",
     .offset = offsetof(struct change, percent_centi),
     .kind = FIELD_MAYBE_CENTI,
     .min = -10000,
     .max = 100000,
     .about = "by: −60 leaves 40 %; to: 60 leaves 60 %"},
    {AT(struct change, certainty), .kind = FIELD_WORD, .flags = FIELD_REQUIRED, .words = vaccine_certainty_words},
};
static const struct fields change_input = FIELDS("VaccineRevisionChange", struct change, change_fields);

struct revision_add {
    struct vaccine_document_input document;
    const char *product, *area;
    struct change *changes;
    size_t change_count;
};
static const struct field revision_add_fields[] = {
    DOCUMENT_INPUT_FIELDS(struct revision_add, 3, FIELD_REQUIRED),
    {AT(struct revision_add, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE, .flags = FIELD_REQUIRED},
    {AT(struct revision_add, area), .kind = FIELD_TEXT, .format = FORMAT_COUNTY, .flags = FIELD_REQUIRED},
    {AT(struct revision_add, changes), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .min = 1, .max = REVISION_WEEKS_MAX,
     COUNTED(struct revision_add, change_count), .of = &change_input},
};
const struct fields vaccine_revision_input = FIELDS("VaccineRevision", struct revision_add, revision_add_fields);

struct region_effect {
    const char *county;
    int64_t allocated_doses, after_doses, difference;
};
static const struct field region_effect_fields[] = {
    {AT(struct region_effect, county), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct region_effect, allocated_doses), .kind = FIELD_INT},
    {AT(struct region_effect, after_doses), .kind = FIELD_INT, .about = "whole packs in the same proportions"},
    {AT(struct region_effect, difference), .kind = FIELD_INT},
};
static const struct fields region_effect_output =
    FIELDS("VaccineRevisionRegion", struct region_effect, region_effect_fields);

struct revision_row {
    const char *week, *certainty;
    struct maybe before, after, difference, reading_by, reading_to, backlog, allocated_doses;
    int64_t notice_days;
    struct region_effect *regions;
    size_t region_count;
};
static const struct field revision_row_fields[] = {
    {AT(struct revision_row, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct revision_row, before), .kind = FIELD_MAYBE_INT},
    {AT(struct revision_row, after), .kind = FIELD_MAYBE_INT},
    {AT(struct revision_row, difference), .kind = FIELD_MAYBE_INT},
    {AT(struct revision_row, certainty), .kind = FIELD_TEXT},
    {AT(struct revision_row, reading_by), .kind = FIELD_MAYBE_INT, .about = "doses if the per cent mean by"},
    {AT(struct revision_row, reading_to), .kind = FIELD_MAYBE_INT, .about = "doses if the per cent mean to"},
    {AT(struct revision_row, notice_days), .kind = FIELD_INT},
    {AT(struct revision_row, backlog), .kind = FIELD_MAYBE_INT,
     .about = "before minus after, summed from the first week: positive = still missing"},
    {AT(struct revision_row, allocated_doses), .kind = FIELD_MAYBE_INT, .about = "decided for the week; null: nothing"},
    {AT(struct revision_row, regions), .kind = FIELD_LIST, COUNTED(struct revision_row, region_count),
     .of = &region_effect_output},
};
static const struct fields revision_row_output = FIELDS("VaccineRevisionRow", struct revision_row, revision_row_fields);

struct revision_view {
    bool dry_run;
    struct vaccine_document_view *document;
    const char *product, *area;
    struct revision_row *rows;
    size_t row_count;
    int64_t total_before, total_after, total_difference, missing_after_compensation;
    struct maybe least_notice_days;
};
static const struct field revision_view_fields[] = {
    {AT(struct revision_view, dry_run), .kind = FIELD_BOOL},
    {AT(struct revision_view, document), .kind = FIELD_MAYBE_OBJECT, .of = &vaccine_document_fields},
    {AT(struct revision_view, product), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct revision_view, area), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct revision_view, rows), .kind = FIELD_LIST, COUNTED(struct revision_view, row_count),
     .of = &revision_row_output},
    {AT(struct revision_view, total_before), .kind = FIELD_INT},
    {AT(struct revision_view, total_after), .kind = FIELD_INT},
    {AT(struct revision_view, total_difference), .kind = FIELD_INT},
    {AT(struct revision_view, missing_after_compensation), .kind = FIELD_INT,
     .about = "what the weeks together lose; 0 if they make up for it"},
    {AT(struct revision_view, least_notice_days), .kind = FIELD_MAYBE_INT},
};
const struct fields vaccine_revision_output =
    FIELDS("VaccineRevisionResult", struct revision_view, revision_view_fields);

/* Weeks in their order, whatever order they came in; ret_order: positions in the input. */
static enum outcome order_changes(struct call *c, size_t **ret_order)
{
    const struct revision_add *input = c->input;
    size_t *order = ARENA_ARRAY(&c->arena, input->change_count, size_t);
    if (order == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < input->change_count; i++) {
        size_t at = i;
        for (; at > 0 && strcmp(input->changes[order[at - 1]].week, input->changes[i].week) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
        if (at > 0 && strcmp(input->changes[order[at - 1]].week, input->changes[i].week) == 0)
            violation_add_at(&c->violations, VIOLATION_DUPLICATE, "/changes", i, "week", NULL);
    }
    *ret_order = order;
    return OK;
}

static struct maybe revised(int64_t before, enum forecast_change change, int64_t percent_centi)
{
    struct rational percent;
    int64_t doses;
    if (rational_make(percent_centi, 100, &percent) != OK || forecast_revise(before, change, percent, &doses) != OK)
        return (struct maybe){0};
    return maybe_if(doses <= REVISION_MAX_DOSES, doses);
}

/* The change's figures from what counts now; violations where they do not fit together. */
static void apply(struct call *c, size_t index, const struct vaccine_forecast *base, struct revision_row *row)
{
    const struct change *change = &((const struct revision_add *)c->input)->changes[index];
    row->before = base != NULL ? base->doses : (struct maybe){0};
    if (change->percent_centi.known && row->before.known) {
        row->reading_by = revised(row->before.value, FORECAST_BY_PERCENT, change->percent_centi.value);
        row->reading_to = revised(row->before.value, FORECAST_TO_PERCENT, change->percent_centi.value);
    }
    if (change->method == FORECAST_TO_DOSES) {
        if (change->percent_centi.known)
            violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/changes", index, "percent", NULL);
        row->after = change->doses;
        return;
    }
    if (change->doses.known)
        violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/changes", index, "doses", NULL);
    if (!change->percent_centi.known)
        violation_add_at(&c->violations, VIOLATION_MISSING, "/changes", index, "percent", NULL);
    else if (!row->before.known) /* per cent of nothing known */
        violation_add_at(&c->violations, VIOLATION_INCONSISTENT, "/changes", index, "method", NULL);
    else {
        row->after = change->method == FORECAST_BY_PERCENT ? row->reading_by : row->reading_to;
        if (!row->after.known)
            violation_add_at(&c->violations, VIOLATION_OUT_OF_RANGE, "/changes", index, "percent", NULL);
    }
}

/* What the regions have been promised, in the same proportions of the new number of packs. */
static enum outcome add_regions(struct call *c, const char *product, int64_t known_at, struct revision_row *row)
{
    struct vaccine_allocated *allocated;
    size_t count;
    TRY(store_vaccine_allocated(c->db, product, row->week, known_at, &c->arena, &allocated, &count));
    int64_t *weights = ARENA_ARRAY(&c->arena, count, int64_t), *packs = ARENA_ARRAY(&c->arena, count, int64_t), sum = 0;
    row->regions = ARENA_ARRAY(&c->arena, count, struct region_effect);
    if (weights == NULL || packs == NULL || row->regions == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        sum += weights[i] = allocated[i].packs;
    if (count == 0)
        return OK;
    row->allocated_doses = maybe_known(sum * allocated[0].pack_doses);
    if (sum > 0)
        TRY(apportion_hamilton(&c->arena, weights, count,
                               (row->after.known ? row->after.value : 0) / allocated[0].pack_doses, packs));
    for (size_t i = 0; i < count; i++) {
        int64_t size = allocated[i].pack_doses;
        if (packs[i] != weights[i])
            row->regions[row->region_count++] = (struct region_effect){.county = allocated[i].county,
                                                                       .allocated_doses = weights[i] * size,
                                                                       .after_doses = packs[i] * size,
                                                                       .difference = (packs[i] - weights[i]) * size};
    }
    return OK;
}

static void add_up(struct revision_view *view)
{
    int64_t backlog = 0;
    for (size_t i = 0; i < view->row_count; i++) {
        struct revision_row *row = &view->rows[i];
        row->difference = maybe_if(row->before.known && row->after.known, row->after.value - row->before.value);
        backlog += row->before.value - row->after.value; /* unknown counts as nothing: a withdrawn week is missing */
        row->backlog = maybe_known(backlog);
        view->total_before += row->before.value;
        view->total_after += row->after.value;
        bool changes = row->before.known != row->after.known || row->before.value != row->after.value;
        if (changes && (!view->least_notice_days.known || row->notice_days < view->least_notice_days.value))
            view->least_notice_days = maybe_known(row->notice_days);
    }
    view->total_difference = view->total_after - view->total_before;
    view->missing_after_compensation = backlog > 0 ? backlog : 0;
}

static enum outcome add_one(struct call *c, const struct vaccine_document *document, size_t index,
                            struct revision_row *row)
{
    const struct revision_add *input = c->input;
    const struct change *change = &input->changes[index];
    struct vaccine_forecast *versions;
    size_t count;
    TRY(store_vaccine_forecast_versions(c->db, input->product, input->area, change->week, document->known_at, &c->arena,
                                        &versions, &count));
    row->week = change->week;
    row->certainty = vaccine_certainty_words[change->certainty];
    row->notice_days = vaccine_notice_days(change->week, document->known_at);
    apply(c, index, count > 0 ? &versions[0] : NULL, row);
    if (count > 0 && versions[0].issued_at > document->issued_at) /* it would be hidden behind a newer one */
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "issued_at", NULL);
    if (c->violations.count > 0)
        return OK; /* the other weeks are looked at too; nothing is written */
    const struct vaccine_forecast forecast = {
        .product = input->product,
        .area = input->area,
        .week = change->week,
        .document_id = document->document_id,
        .issued_at = document->issued_at,
        .known_at = document->known_at,
        .doses = row->after,
        .certainty = change->certainty,
        .method = change->method,
        .percent_centi = change->percent_centi,
        .base_seq = maybe_if(change->method != FORECAST_TO_DOSES && count > 0, count > 0 ? versions[0].seq : 0),
    };
    int64_t seq;
    TRY(store_vaccine_forecast_add(c->scope, c->db, &forecast, &seq));
    return strcmp(input->area, "00") == 0 ? add_regions(c, input->product, document->known_at, row) : OK;
}

static enum outcome check_target(struct call *c)
{
    const struct revision_add *input = c->input;
    struct vaccine_catalogue catalogue;
    struct county *counties;
    size_t county_count;
    TRY(store_vaccine_catalogue(c->db, c->now, &c->arena, &catalogue));
    TRY(store_county_list(c->db, &c->arena, &counties, &county_count));
    if (vaccine_catalogue_product(&catalogue, input->product) == NULL)
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "product", NULL);
    if (!vaccine_area_exists(counties, county_count, input->area))
        violation_add(&c->violations, VIOLATION_UNKNOWN_REFERENCE, "", "area", NULL);
    return OK;
}

enum outcome api_vaccine_revision_add(struct call *c)
{
    const struct revision_add *input = c->input;
    struct vaccine_document document;
    struct revision_view *view = ARENA_NEW(&c->arena, struct revision_view);
    size_t *order;
    if (view == NULL || (view->document = ARENA_NEW(&c->arena, struct vaccine_document_view)) == NULL ||
        (view->rows = ARENA_ARRAY(&c->arena, input->change_count, struct revision_row)) == NULL)
        return TOO_LARGE;
    view->product = input->product;
    view->area = input->area;
    view->row_count = input->change_count;
    TRY(vaccine_document_make(c, &input->document, "revision", NULL, &document));
    TRY(check_target(c));
    TRY(order_changes(c, &order));
    TRY(call_check_violations(c));
    TRY(store_vaccine_document_add(c->scope, c->db, &document));
    for (size_t i = 0; i < input->change_count; i++)
        TRY(add_one(c, &document, order[i], &view->rows[i]));
    TRY(call_check_violations(c));
    add_up(view);
    vaccine_document_view(&document, view->document);
    TRY(call_audit(c, "vaccine_forecast.revise", "vaccine_document", document.document_id, "00", NULL,
                   call_json(c, &vaccine_revision_output, view)));
    view->dry_run = call_trial(c);
    c->output = view;
    return OK;
}
