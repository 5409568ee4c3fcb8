#include "store/vaccine_documents.h"

#include "store/rows.h"

STATEMENT(vaccine_document_add, "tttiitttit", "",
          "INSERT INTO vaccine_document (document_id, kind, issuer, issued_at, known_at, source, note, text_sha256, "
          "entered_at, entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

enum outcome store_vaccine_document_add(struct scope scope, struct db *db, const struct vaccine_document *document)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    return db_run(db, &vaccine_document_add,
                  DB_VALUES(db_text(document->document_id), db_text(document->kind), db_text(document->issuer),
                            db_int(document->issued_at), db_int(document->known_at), db_text(document->source),
                            db_text(document->note), db_text(document->text_sha256), db_int(document->entered_at),
                            db_text(document->entered_by)),
                  NULL);
}

#define DOCUMENT_SELECT                                                                                                \
    "SELECT d.document_id, d.kind, d.issuer, d.issued_at, d.known_at, d.entered_at, d.source, d.note, "                \
    "d.text_sha256, d.entered_by, u.display_name, "                                                                    \
    "(SELECT COUNT(*) FROM vaccine_forecast f WHERE f.document_id = d.document_id) + "                                 \
    "(SELECT COUNT(*) FROM vaccine_delivery v WHERE v.document_id = d.document_id) "                                   \
    "FROM vaccine_document d LEFT JOIN app_user u ON u.user_id = d.entered_by "
#define DOCUMENT_LETTERS "tttiiittttTi"

static void read_document(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_document *)element = (struct vaccine_document){
        .document_id = db_copy(rows, 0, arena, failed),
        .kind = db_copy(rows, 1, arena, failed),
        .issuer = db_copy(rows, 2, arena, failed),
        .issued_at = db_get_int(rows, 3),
        .known_at = db_get_int(rows, 4),
        .entered_at = db_get_int(rows, 5),
        .source = db_copy(rows, 6, arena, failed),
        .note = db_copy(rows, 7, arena, failed),
        .text_sha256 = db_copy(rows, 8, arena, failed),
        .entered_by = db_copy(rows, 9, arena, failed),
        .entered_by_name = db_is_null(rows, 10) ? "" : db_copy(rows, 10, arena, failed),
        .rows = db_get_int(rows, 11),
    };
}

STATEMENT(vaccine_document_get, "t", DOCUMENT_LETTERS, DOCUMENT_SELECT "WHERE d.document_id = $1");

enum outcome store_vaccine_document_get(struct db *db, const char *document_id, struct arena *arena,
                                        struct vaccine_document *ret_document)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_document_get, DB_VALUES(db_text(document_id)), &rows));
    bool failed = false;
    struct vaccine_document document;
    read_document(&rows, arena, &failed, &document);
    if (failed)
        return TOO_LARGE;
    *ret_document = document;
    return OK;
}

STATEMENT(vaccine_document_list, "titi", DOCUMENT_LETTERS,
          DOCUMENT_SELECT "WHERE ($1 = '' OR d.kind = $1) AND d.known_at <= $2 AND d.document_id < $3 "
                          "ORDER BY d.document_id DESC LIMIT $4");

enum outcome store_vaccine_document_list(struct db *db, const char *kind, int64_t known_at, const char *before_id,
                                         int64_t limit, struct arena *arena, struct vaccine_document **ret_list,
                                         size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    /* '~' is above every id. */
    TRY(db_query(
        db, &vaccine_document_list,
        DB_VALUES(db_text(kind), db_int(known_at), db_text(*before_id != '\0' ? before_id : "~"), db_int(limit)),
        &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_document, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_total_add,
          "titttt"
          "iii",
          "",
          "INSERT INTO vaccine_printed_total (document_id, line_number, label, product_code, area_code, week, "
          "printed_doses, row_sum_doses, rows_missing) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

enum outcome store_vaccine_total_add(struct db *db, const struct vaccine_printed_total *total)
{
    return db_run_later(db, &vaccine_total_add,
                        DB_VALUES(db_text(total->document_id), db_int(total->line_number), db_text(total->label),
                                  db_text(total->product), db_text(total->area), db_text(total->week),
                                  db_int(total->printed_doses), db_int(total->row_sum_doses),
                                  db_int(total->rows_missing)));
}

#define TOTAL_SELECT                                                                                                   \
    "SELECT t.document_id, t.line_number, t.label, t.product_code, t.area_code, t.week, t.printed_doses, "             \
    "t.row_sum_doses, t.rows_missing, d.source, d.issued_at "
#define TOTAL_LETTERS                                                                                                  \
    "titttt"                                                                                                           \
    "iiiti"

static void read_total(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_printed_total *)element = (struct vaccine_printed_total){
        .document_id = db_copy(rows, 0, arena, failed),
        .line_number = db_get_int(rows, 1),
        .label = db_copy(rows, 2, arena, failed),
        .product = db_copy(rows, 3, arena, failed),
        .area = db_copy(rows, 4, arena, failed),
        .week = db_copy(rows, 5, arena, failed),
        .printed_doses = db_get_int(rows, 6),
        .row_sum_doses = db_get_int(rows, 7),
        .rows_missing = db_get_int(rows, 8),
        .source = db_copy(rows, 9, arena, failed),
        .issued_at = db_get_int(rows, 10),
    };
}

static enum outcome read_totals(struct db_rows *rows, struct arena *arena, struct vaccine_printed_total **ret_list,
                                size_t *ret_count)
{
    struct rows_list list;
    TRY(rows_read_all(rows, arena, sizeof **ret_list, read_total, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_total_list, "ti", TOTAL_LETTERS,
          TOTAL_SELECT "FROM vaccine_printed_total t JOIN vaccine_document d ON d.document_id = t.document_id "
                       "WHERE t.document_id = $1 ORDER BY t.line_number LIMIT $2");

enum outcome store_vaccine_total_list(struct db *db, const char *document_id, struct arena *arena,
                                      struct vaccine_printed_total **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_total_list, DB_VALUES(db_text(document_id), db_int(VACCINE_TOTALS_MAX)), &rows));
    return read_totals(&rows, arena, ret_list, ret_count);
}

/* By the documents' times, so that the index gives the newest first. */
STATEMENT(vaccine_total_differing, "ii", TOTAL_LETTERS,
          TOTAL_SELECT "FROM vaccine_document d JOIN vaccine_printed_total t ON t.document_id = d.document_id "
                       "WHERE d.known_at <= $1 AND t.printed_doses <> t.row_sum_doses "
                       "ORDER BY d.known_at DESC, d.document_id DESC, t.line_number LIMIT $2");

enum outcome store_vaccine_total_differing(struct db *db, int64_t known_at, struct arena *arena,
                                           struct vaccine_printed_total **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_total_differing, DB_VALUES(db_int(known_at), db_int(VACCINE_TOTALS_MAX)), &rows));
    return read_totals(&rows, arena, ret_list, ret_count);
}
