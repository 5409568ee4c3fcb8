#include "api/vaccine_documents.h"

#include "api/vaccine_common.h"
#include "base/crypto.h"

#include <string.h>

enum { SECONDS_OF_A_DAY = 86400 };

enum outcome vaccine_document_make(struct call *c, const struct vaccine_document_input *input, const char *kind,
                                   const char *text, struct vaccine_document *ret_document)
{
    char digest[SHA256_HEX_CHARS + 1] = "";
    if (text != NULL)
        crypto_sha256_hex(text, strlen(text), digest);
    *ret_document = (struct vaccine_document){
        .document_id = call_new_id(c),
        .kind = kind,
        .issuer = input->issuer,
        .issued_at = vaccine_moment(input->issued_at),
        .known_at = input->known_at != NULL ? vaccine_moment(input->known_at) : c->now,
        .entered_at = c->now,
        .source = input->source,
        .note = input->note,
        .text_sha256 = arena_text(&c->arena, digest),
        .entered_by = c->actor.user_id,
        .entered_by_name = c->actor.display_name,
    };
    if (ret_document->document_id == NULL || ret_document->text_sha256 == NULL)
        return TOO_LARGE;
    if (ret_document->known_at > c->now)
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "", "known_at", NULL);
    if (ret_document->issued_at > ret_document->known_at)
        violation_add(&c->violations, VIOLATION_INCONSISTENT, "", "issued_at", NULL);
    return OK;
}

#define DOCUMENT_FIELDS                                                                                                \
    {AT(struct vaccine_document, document_id), .kind = FIELD_TEXT, .format = FORMAT_ID},                               \
        {AT(struct vaccine_document, kind), .kind = FIELD_TEXT},                                                       \
        {AT(struct vaccine_document, issuer), .kind = FIELD_TEXT},                                                     \
        {AT(struct vaccine_document, issued_at), .kind = FIELD_MOMENT},                                                \
        {AT(struct vaccine_document, known_at), .kind = FIELD_MOMENT},                                                 \
        {AT(struct vaccine_document, source), .kind = FIELD_TEXT},                                                     \
        {AT(struct vaccine_document, note), .kind = FIELD_TEXT},                                                       \
        {AT(struct vaccine_document, text_sha256), .kind = FIELD_TEXT,                                                 \
         .about = "of an imported text; empty: by hand"},                                                              \
        {AT(struct vaccine_document, entered_at), .kind = FIELD_MOMENT},                                               \
        {AT(struct vaccine_document, entered_by_name), .kind = FIELD_TEXT},                                            \
    {                                                                                                                  \
        AT(struct vaccine_document_view, backdated), .kind = FIELD_BOOL,                                               \
                                                     .about = "entered more than a day after it was known"             \
    }
static const struct field document_fields[] = {DOCUMENT_FIELDS};
const struct fields vaccine_document_fields = FIELDS("VaccineDocument", struct vaccine_document_view, document_fields);
_Static_assert(offsetof(struct vaccine_document_view, document) == 0, "its fields' offsets hold in the view");

void vaccine_document_view(const struct vaccine_document *document, struct vaccine_document_view *view)
{
    *view = (struct vaccine_document_view){.document = *document,
                                           .backdated = document->entered_at - document->known_at > SECONDS_OF_A_DAY};
}

static const struct field document_row_fields[] = {
    DOCUMENT_FIELDS,
    {AT(struct vaccine_document, rows), .kind = FIELD_INT, .about = "forecasts and deliveries that came with it"},
};
static const struct fields document_row_output =
    FIELDS("VaccineDocumentRow", struct vaccine_document_view, document_row_fields);

struct document_list {
    struct vaccine_document_view *items;
    size_t count;
    const char *next_cursor;
};
static const struct field document_list_fields[] = {
    {AT(struct document_list, items), .kind = FIELD_LIST, COUNTED(struct document_list, count),
     .of = &document_row_output},
    {AT(struct document_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields vaccine_document_list_output =
    FIELDS("VaccineDocumentList", struct document_list, document_list_fields);
const struct query_field vaccine_document_query[] = {
    {.name = "kind", .format = FORMAT_PROBLEM, .max = 16, .about = "forecast, revision, delivery or population"},
    VACCINE_KNOWN_QUERY,
    {0},
};
const struct query_field vaccine_known_query[] = {VACCINE_KNOWN_QUERY, {0}};

enum outcome api_vaccine_document_list(struct call *c)
{
    const char *kind = call_query(c, "kind"), *cursor = call_query(c, "cursor");
    int64_t limit = call_query_int(c, "limit", 100);
    struct vaccine_document *documents;
    struct document_list *list = ARENA_NEW(&c->arena, struct document_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_document_list(c->db, kind != NULL ? kind : "", vaccine_query_moment(c, "known_at", c->now),
                                    cursor != NULL ? cursor : "", limit + 1, &c->arena, &documents, &list->count));
    bool more = list->count > (size_t)limit;
    list->count -= more;
    list->items = ARENA_ARRAY(&c->arena, list->count, struct vaccine_document_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++)
        vaccine_document_view(&documents[i], &list->items[i]);
    if (more) {
        list->next_cursor = documents[list->count - 1].document_id;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

struct total_view {
    struct vaccine_printed_total total; /* first */
    int64_t difference;
};
#define TOTAL_FIELDS                                                                                                   \
    {AT(struct vaccine_printed_total, label), .kind = FIELD_TEXT, .about = "as printed"},                              \
        {AT(struct vaccine_printed_total, product), .kind = FIELD_TEXT, .about = "empty: of several"},                 \
        {AT(struct vaccine_printed_total, area), .kind = FIELD_TEXT},                                                  \
        {AT(struct vaccine_printed_total, week), .kind = FIELD_TEXT, .about = "empty: of several"},                    \
        {AT(struct vaccine_printed_total, printed_doses), .kind = FIELD_INT},                                          \
        {AT(struct vaccine_printed_total, row_sum_doses), .kind = FIELD_INT},                                          \
        {AT(struct vaccine_printed_total, rows_missing), .kind = FIELD_INT, .about = "empty cells in the sum"},        \
    {                                                                                                                  \
        AT(struct total_view, difference), .kind = FIELD_INT, .about = "printed minus sum"                             \
    }
static const struct field total_fields[] = {
    {AT(struct vaccine_printed_total, line_number), .kind = FIELD_INT},
    TOTAL_FIELDS,
};
static const struct fields total_output = FIELDS("VaccinePrintedTotal", struct total_view, total_fields);
static const struct field discrepancy_fields[] = {
    {AT(struct vaccine_printed_total, document_id), .kind = FIELD_TEXT, .format = FORMAT_ID},
    {AT(struct vaccine_printed_total, source), .kind = FIELD_TEXT},
    {AT(struct vaccine_printed_total, issued_at), .kind = FIELD_MOMENT},
    TOTAL_FIELDS,
};
const struct fields vaccine_discrepancy_fields = FIELDS("VaccineDiscrepancy", struct total_view, discrepancy_fields);

struct document_whole {
    struct vaccine_document_view view; /* first */
    struct total_view *totals;
    size_t total_count;
};
static const struct field document_whole_fields[] = {
    DOCUMENT_FIELDS,
    {AT(struct vaccine_document, rows), .kind = FIELD_INT},
    {.name = "printed_totals",
     .offset = offsetof(struct document_whole, totals),
     .kind = FIELD_LIST,
     COUNTED(struct document_whole, total_count),
     .of = &total_output},
};
const struct fields vaccine_document_output =
    FIELDS("VaccineDocumentWhole", struct document_whole, document_whole_fields);

static enum outcome view_totals(struct call *c, const struct vaccine_printed_total *totals, size_t count,
                                struct total_view **ret_views)
{
    struct total_view *views = ARENA_ARRAY(&c->arena, count, struct total_view);
    if (views == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        views[i] =
            (struct total_view){.total = totals[i], .difference = totals[i].printed_doses - totals[i].row_sum_doses};
    *ret_views = views;
    return OK;
}

enum outcome api_vaccine_document_get(struct call *c)
{
    struct document_whole *whole = ARENA_NEW(&c->arena, struct document_whole);
    struct vaccine_document document;
    struct vaccine_printed_total *totals;
    if (whole == NULL)
        return TOO_LARGE;
    TRY(store_vaccine_document_get(c->db, call_parameter(c, "document"), &c->arena, &document));
    vaccine_document_view(&document, &whole->view);
    TRY(store_vaccine_total_list(c->db, document.document_id, &c->arena, &totals, &whole->total_count));
    c->output = whole;
    return view_totals(c, totals, whole->total_count, &whole->totals);
}

struct discrepancy_list {
    struct total_view *items;
    size_t count;
};
static const struct field discrepancy_list_fields[] = {
    {AT(struct discrepancy_list, items), .kind = FIELD_LIST, COUNTED(struct discrepancy_list, count),
     .of = &vaccine_discrepancy_fields},
};
const struct fields vaccine_discrepancy_output =
    FIELDS("VaccineDiscrepancyList", struct discrepancy_list, discrepancy_list_fields);

enum outcome vaccine_discrepancy_items(struct call *c, int64_t known_at, struct total_view **ret_items,
                                       size_t *ret_count)
{
    struct vaccine_printed_total *totals;
    TRY(store_vaccine_total_differing(c->db, known_at, &c->arena, &totals, ret_count));
    return view_totals(c, totals, *ret_count, ret_items);
}

enum outcome api_vaccine_discrepancies(struct call *c)
{
    struct discrepancy_list *list = ARENA_NEW(&c->arena, struct discrepancy_list);
    if (list == NULL)
        return TOO_LARGE;
    c->output = list;
    return vaccine_discrepancy_items(c, vaccine_query_moment(c, "known_at", c->now), &list->items, &list->count);
}
