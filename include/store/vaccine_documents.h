/* Where the figures of the vaccine chain come from: publications, letters, files, forms; with the totals that were
 * printed in them. Append-only. */
#ifndef FORDELA_STORE_VACCINE_DOCUMENTS_H
#define FORDELA_STORE_VACCINE_DOCUMENTS_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

struct vaccine_document {
    const char *document_id, *kind; /* forecast, revision, delivery, population */
    const char *issuer;
    int64_t issued_at, known_at, entered_at; /* rising */
    const char *source, *note, *text_sha256; /* the last two may be "" */
    const char *entered_by, *entered_by_name;
    int64_t rows; /* forecasts and deliveries that came with it; only when read */
};

/* FORBIDDEN outside the scope of the nation. */
MUST_USE enum outcome store_vaccine_document_add(struct scope scope, struct db *db,
                                                 const struct vaccine_document *document);
MUST_USE enum outcome store_vaccine_document_get(struct db *db, const char *document_id, struct arena *arena,
                                                 struct vaccine_document *ret_document);

/* Known at the moment, of a kind ("" = all), newest entry first, entered before before_id ("" = from the newest). */
MUST_USE enum outcome store_vaccine_document_list(struct db *db, const char *kind, int64_t known_at,
                                                  const char *before_id, int64_t limit, struct arena *arena,
                                                  struct vaccine_document **ret_list, size_t *ret_count);

/* A total as printed, beside the sum of its rows. */
struct vaccine_printed_total {
    const char *document_id;
    int64_t line_number;
    const char *label, *product, *area, *week; /* "" = of several */
    int64_t printed_doses, row_sum_doses, rows_missing;
    const char *source; /* the document's, when read */
    int64_t issued_at;
};
MUST_USE enum outcome store_vaccine_total_add(struct db *db, const struct vaccine_printed_total *total);
/* Of a document, by line. */
MUST_USE enum outcome store_vaccine_total_list(struct db *db, const char *document_id, struct arena *arena,
                                               struct vaccine_printed_total **ret_list, size_t *ret_count);
/* Those known at the moment that differ from their rows, newest document first. */
MUST_USE enum outcome store_vaccine_total_differing(struct db *db, int64_t known_at, struct arena *arena,
                                                    struct vaccine_printed_total **ret_list, size_t *ret_count);
enum { VACCINE_TOTALS_MAX = 1000 };

#endif
