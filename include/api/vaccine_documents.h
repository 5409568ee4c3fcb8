/* Source documents of forecasts and deliveries: entering them with their figures, listing them, their printed totals.
 */
#ifndef FORDELA_API_VACCINE_DOCUMENTS_H
#define FORDELA_API_VACCINE_DOCUMENTS_H

#include "api/call.h"
#include "store/vaccine_documents.h"

/* What every entry says of its source: part of other inputs, its fields by DOCUMENT_INPUT_FIELDS. */
struct vaccine_document_input {
    const char *issuer, *issued_at, *known_at, *source, *note;
};
#define DOCUMENT_INPUT_FIELDS(type, note_least, note_flags)                                                            \
    {.name = "issuer",                                                                                                 \
     .offset = offsetof(type, document.issuer),                                                                        \
     .kind = FIELD_TEXT,                                                                                               \
     .format = FORMAT_LINE,                                                                                            \
     .flags = FIELD_REQUIRED,                                                                                          \
     .min = 1,                                                                                                         \
     .max = 120,                                                                                                       \
     .about = "who says so"},                                                                                          \
        {.name = "issued_at",                                                                                          \
         .offset = offsetof(type, document.issued_at),                                                                 \
         .kind = FIELD_TEXT,                                                                                           \
         .format = FORMAT_WHEN,                                                                                        \
         .flags = FIELD_REQUIRED,                                                                                      \
         .max = 20,                                                                                                    \
         .about = "when the issuer said it: a day (its beginning) or a moment"},                                       \
        {.name = "known_at",                                                                                           \
         .offset = offsetof(type, document.known_at),                                                                  \
         .kind = FIELD_MAYBE_TEXT,                                                                                     \
         .format = FORMAT_WHEN,                                                                                        \
         .max = 20,                                                                                                    \
         .about = "when users could know it; default now, never later"},                                               \
        {.name = "source",                                                                                             \
         .offset = offsetof(type, document.source),                                                                    \
         .kind = FIELD_TEXT,                                                                                           \
         .format = FORMAT_PROSE,                                                                                       \
         .flags = FIELD_REQUIRED,                                                                                      \
         .min = 1,                                                                                                     \
         .max = 300,                                                                                                   \
         .about = "name, number or address of the document"},                                                          \
    {                                                                                                                  \
        .name = "note", .offset = offsetof(type, document.note), .kind = FIELD_TEXT, .format = FORMAT_PROSE,           \
        .flags = note_flags, .min = note_least, .max = 1000                                                            \
    }

/* Checks the input (violations are left in the call) and makes the document with a fresh id; kind: of the schema; text:
 * what was imported, NULL = entered by hand. Writes nothing. */
MUST_USE enum outcome vaccine_document_make(struct call *c, const struct vaccine_document_input *input,
                                            const char *kind, const char *text, struct vaccine_document *ret_document);

/* How answers show one. */
struct vaccine_document_view {
    struct vaccine_document document; /* first */
    bool backdated;
};
extern const struct fields vaccine_document_fields;
void vaccine_document_view(const struct vaccine_document *document, struct vaccine_document_view *view);

/* Printed totals that differ from the sum of their rows, as known at a moment; shown by vaccine_discrepancy_fields. */
struct total_view;
extern const struct fields vaccine_discrepancy_fields;
MUST_USE enum outcome vaccine_discrepancy_items(struct call *c, int64_t known_at, struct total_view **ret_items,
                                                size_t *ret_count);

extern const struct fields vaccine_document_list_output, vaccine_document_output, vaccine_discrepancy_output;
extern const struct query_field vaccine_document_query[], vaccine_known_query[];

enum outcome api_vaccine_document_list(struct call *c);
enum outcome api_vaccine_document_get(struct call *c);
enum outcome api_vaccine_discrepancies(struct call *c);

#endif
