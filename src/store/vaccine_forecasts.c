#include "store/vaccine_forecasts.h"

#include "store/rows.h"

#include <string.h>

const char *const vaccine_method_words[] = {
    [FORECAST_TO_DOSES] = "value", [FORECAST_BY_PERCENT] = "by_percent", [FORECAST_TO_PERCENT] = "to_percent", NULL};
const char *const vaccine_certainty_words[CERTAINTY__COUNT + 1] = {
    [CERTAINTY_FIRM] = "firm", [CERTAINTY_OUTLOOK] = "outlook"};

static int word_of(const char *const *words, const char *word)
{
    int index = 0;
    while (words[index + 1] != NULL && strcmp(words[index], word) != 0)
        index++;
    return index; /* the schema knows no other words */
}

/* Versions in the order in which they count, each with the one it replaced. place 1 counts. */
#define KNOWN_FROM(conditions)                                                                                         \
    "FROM (SELECT f.product_code, f.area_code, f.week, f.seq, f.document_id, f.issued_at, f.known_at, f.doses, "       \
    "f.certainty, f.method, f.percent_centi, f.base_seq, ROW_NUMBER() OVER w AS place, "                               \
    "COUNT(*) OVER (PARTITION BY f.product_code, f.area_code, f.week) AS versions, "                                   \
    "LEAD(f.known_at) OVER w AS previous_known_at, LEAD(f.doses) OVER w AS previous_doses "                            \
    "FROM vaccine_forecast f WHERE " conditions " "                                                                    \
    "WINDOW w AS (PARTITION BY f.product_code, f.area_code, f.week ORDER BY f.issued_at DESC, f.seq DESC)) x "         \
    "JOIN vaccine_document d ON d.document_id = x.document_id "
#define KNOWN_COLUMNS                                                                                                  \
    "SELECT x.product_code, x.area_code, x.week, x.seq, x.document_id, x.issued_at, x.known_at, x.doses, "             \
    "x.certainty, x.method, x.percent_centi, x.base_seq, d.issuer, d.source, d.note, x.versions, "                     \
    "x.previous_known_at, x.previous_doses "
#define KNOWN_LETTERS                                                                                                  \
    "tttitiiI"                                                                                                         \
    "ttII"                                                                                                             \
    "tttiII"

static void read_forecast(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_forecast *)element = (struct vaccine_forecast){
        .product = db_copy(rows, 0, arena, failed),
        .area = db_copy(rows, 1, arena, failed),
        .week = db_copy(rows, 2, arena, failed),
        .seq = db_get_int(rows, 3),
        .document_id = db_copy(rows, 4, arena, failed),
        .issued_at = db_get_int(rows, 5),
        .known_at = db_get_int(rows, 6),
        .doses = rows_maybe(rows, 7),
        .certainty = word_of(vaccine_certainty_words, db_get_text(rows, 8)),
        .method = word_of(vaccine_method_words, db_get_text(rows, 9)),
        .percent_centi = rows_maybe(rows, 10),
        .base_seq = rows_maybe(rows, 11),
        .issuer = db_copy(rows, 12, arena, failed),
        .source = db_copy(rows, 13, arena, failed),
        .note = db_copy(rows, 14, arena, failed),
        .versions = db_get_int(rows, 15),
        .previous_known_at = rows_maybe(rows, 16),
        .previous_doses = rows_maybe(rows, 17),
    };
}

static enum outcome read_list(struct db_rows *rows, struct arena *arena, struct vaccine_forecast **ret_list,
                              size_t *ret_count)
{
    struct rows_list list;
    TRY(rows_read_all(rows, arena, sizeof **ret_list, read_forecast, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

#define IN_SPAN                                                                                                        \
    "f.week >= $1 AND f.week <= $2 AND ($3 = '' OR f.product_code = $3) AND ($4 = '' OR f.area_code = $4) "            \
    "AND f.known_at <= $5"
#define SPAN_VALUES(filter)                                                                                            \
    DB_VALUES(db_text((filter)->first_week), db_text((filter)->last_week), db_text((filter)->product),                 \
              db_text((filter)->area), db_int((filter)->known_at))

STATEMENT(vaccine_forecast_list, "tttti", KNOWN_LETTERS,
          KNOWN_COLUMNS KNOWN_FROM(IN_SPAN) "WHERE x.place = 1 ORDER BY x.week, x.product_code, x.area_code");

enum outcome store_vaccine_forecast_list(struct db *db, const struct vaccine_forecast_filter *filter,
                                         struct arena *arena, struct vaccine_forecast **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_forecast_list, SPAN_VALUES(filter), &rows));
    return read_list(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_forecast_history, "tttti", KNOWN_LETTERS,
          KNOWN_COLUMNS KNOWN_FROM(IN_SPAN) "ORDER BY x.product_code, x.area_code, x.week, x.place DESC");

enum outcome store_vaccine_forecast_history(struct db *db, const struct vaccine_forecast_filter *filter,
                                            struct arena *arena, struct vaccine_forecast **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_forecast_history, SPAN_VALUES(filter), &rows));
    return read_list(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_forecast_versions, "ttti", KNOWN_LETTERS,
          KNOWN_COLUMNS KNOWN_FROM(
              "f.product_code = $1 AND f.area_code = $2 AND f.week = $3 AND f.known_at <= $4") "ORDER BY x.place");

enum outcome store_vaccine_forecast_versions(struct db *db, const char *product, const char *area, const char *week,
                                             int64_t known_at, struct arena *arena, struct vaccine_forecast **ret_list,
                                             size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &vaccine_forecast_versions,
                 DB_VALUES(db_text(product), db_text(area), db_text(week), db_int(known_at)), &rows));
    return read_list(&rows, arena, ret_list, ret_count);
}

STATEMENT(vaccine_forecast_version, "ttti", KNOWN_LETTERS,
          KNOWN_COLUMNS KNOWN_FROM("f.product_code = $1 AND f.area_code = $2 AND f.week = $3") "WHERE x.seq = $4");

enum outcome store_vaccine_forecast_version(struct db *db, const struct vaccine_forecast *target, int64_t seq,
                                            struct arena *arena, struct vaccine_forecast *ret_version)
{
    AUTO_ROWS rows = {0};
    bool failed = false;
    TRY(db_one(db, &vaccine_forecast_version,
               DB_VALUES(db_text(target->product), db_text(target->area), db_text(target->week), db_int(seq)), &rows));
    read_forecast(&rows, arena, &failed, ret_version);
    return failed ? TOO_LARGE : OK;
}

STATEMENT(vaccine_forecast_last, "ttt", "i",
          "SELECT COALESCE(MAX(seq), 0) FROM vaccine_forecast "
          "WHERE product_code = $1 AND area_code = $2 AND week = $3");
STATEMENT(vaccine_forecast_add, "tttitiiIttII", "",
          "INSERT INTO vaccine_forecast (product_code, area_code, week, seq, document_id, issued_at, known_at, doses, "
          "certainty, method, percent_centi, base_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");

enum outcome store_vaccine_forecast_add(struct scope scope, struct db *db, const struct vaccine_forecast *forecast,
                                        int64_t *ret_seq)
{
    if (!scope_covers_area(&scope, forecast->area))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_forecast_last,
               DB_VALUES(db_text(forecast->product), db_text(forecast->area), db_text(forecast->week)), &rows));
    int64_t seq = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    TRY(db_run_later(db, &vaccine_forecast_add,
                     DB_VALUES(db_text(forecast->product), db_text(forecast->area), db_text(forecast->week),
                               db_int(seq), db_text(forecast->document_id), db_int(forecast->issued_at),
                               db_int(forecast->known_at), db_from_maybe(forecast->doses),
                               db_text(vaccine_certainty_words[forecast->certainty]),
                               db_text(vaccine_method_words[forecast->method]), db_from_maybe(forecast->percent_centi),
                               db_from_maybe(forecast->base_seq))));
    *ret_seq = seq;
    return OK;
}

static void read_allocated(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_allocated *)element = (struct vaccine_allocated){
        .county = db_copy(rows, 0, arena, failed), .packs = db_get_int(rows, 1), .pack_doses = db_get_int(rows, 2)};
}

STATEMENT(vaccine_allocated, "tti", "tii",
          "SELECT l.county_code, l.packs, a.pack_doses FROM vaccine_allocation a "
          "JOIN vaccine_allocation_line l ON l.allocation_id = a.allocation_id "
          "WHERE a.week = $2 AND a.product_code = $1 AND a.decided_at <= $3 AND NOT EXISTS "
          "(SELECT 1 FROM vaccine_allocation b WHERE b.replaces = a.allocation_id AND b.decided_at <= $3) "
          "ORDER BY l.county_code");

enum outcome store_vaccine_allocated(struct db *db, const char *product, const char *week, int64_t known_at,
                                     struct arena *arena, struct vaccine_allocated **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_allocated, DB_VALUES(db_text(product), db_text(week), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_allocated, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
