#include "store/vaccine_overview.h"

#include "base/crypto.h"
#include "store/rows.h"

enum { CHANGE_SLOTS = 16 }; /* twice the writers of PostgreSQL, and few enough to add up for each answer */

STATEMENT(vaccine_touch, "i", "",
          "INSERT INTO vaccine_change (slot, changes) VALUES ($1, 1) "
          "ON CONFLICT (slot) DO UPDATE SET changes = vaccine_change.changes + 1");

enum outcome store_vaccine_touch(struct db *db)
{
    uint8_t any;
    crypto_random(&any, sizeof any);
    return db_run(db, &vaccine_touch, DB_VALUES(db_int(any % CHANGE_SLOTS)), NULL);
}

STATEMENT(vaccine_changes, "", "i", "SELECT CAST(COALESCE(SUM(changes), 0) AS BIGINT) FROM vaccine_change");

enum outcome store_vaccine_changes(struct db *db, int64_t *ret_changes)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_changes, DB_NO_VALUES, &rows));
    *ret_changes = db_get_int(&rows, 0);
    return OK;
}

static void read_line(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_allocated_line *)element = (struct vaccine_allocated_line){
        .allocation_id = db_copy(rows, 0, arena, failed),
        .product = db_copy(rows, 1, arena, failed),
        .week = db_copy(rows, 2, arena, failed),
        .county = db_copy(rows, 3, arena, failed),
        .packs = db_get_int(rows, 4),
        .pack_doses = db_get_int(rows, 5),
        .decided_at = db_get_int(rows, 6),
    };
}

STATEMENT(
    vaccine_allocated_lines, "tttti", "ttttiii",
    "SELECT a.allocation_id, a.product_code, a.week, l.county_code, l.packs, a.pack_doses, a.decided_at "
    "FROM vaccine_allocation a JOIN vaccine_allocation_line l ON l.allocation_id = a.allocation_id "
    "WHERE a.week >= $1 AND a.week <= $2 AND ($3 = '' OR a.product_code = $3) "
    "AND ($4 = '' OR l.county_code = $4) AND a.decided_at <= $5 "
    "AND NOT EXISTS (SELECT 1 FROM vaccine_allocation r WHERE r.replaces = a.allocation_id AND r.decided_at <= $5) "
    "ORDER BY a.week, a.product_code, l.county_code");

enum outcome store_vaccine_allocated_lines(struct db *db, const struct vaccine_line_filter *filter, struct arena *arena,
                                           struct vaccine_allocated_line **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_allocated_lines,
                 DB_VALUES(db_text(filter->first_week), db_text(filter->last_week), db_text(filter->product),
                           db_text(filter->county), db_int(filter->known_at)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_line, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_printed(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_printed *)element = (struct vaccine_printed){.product = db_copy(rows, 0, arena, failed),
                                                                  .week = db_copy(rows, 1, arena, failed),
                                                                  .doses = db_get_int(rows, 2)};
}

STATEMENT(vaccine_printed, "ttti", "tti",
          "SELECT x.product_code, x.week, x.printed_doses FROM (SELECT t.product_code, t.week, t.printed_doses, "
          "ROW_NUMBER() OVER (PARTITION BY t.product_code, t.week "
          "ORDER BY d.issued_at DESC, d.document_id DESC, t.line_number DESC) AS place "
          "FROM vaccine_printed_total t JOIN vaccine_document d ON d.document_id = t.document_id "
          "WHERE d.kind = 'delivery' AND t.area_code = '00' AND t.product_code <> '' AND t.week >= $1 AND t.week <= $2 "
          "AND ($3 = '' OR t.product_code = $3) AND d.known_at <= $4) x "
          "WHERE x.place = 1 ORDER BY x.week, x.product_code");

enum outcome store_vaccine_printed(struct db *db, const struct vaccine_line_filter *filter, struct arena *arena,
                                   struct vaccine_printed **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_printed,
                 DB_VALUES(db_text(filter->first_week), db_text(filter->last_week), db_text(filter->product),
                           db_int(filter->known_at)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_printed, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_delivered(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_delivered *)element =
        (struct vaccine_delivered){.product = db_copy(rows, 0, arena, failed), .doses = db_get_int(rows, 1)};
}

/* x: figures after their last corrections; y: sums of each delivery. */
STATEMENT(vaccine_delivered, "ti", "ti",
          "SELECT v.product_code, CAST(SUM(CASE WHEN y.receipts > 0 THEN y.received - y.returned ELSE y.sent END) "
          "AS BIGINT) FROM vaccine_delivery v JOIN (SELECT x.delivery_id, "
          "SUM(CASE WHEN x.kind = 'received' THEN 1 ELSE 0 END) AS receipts, "
          "SUM(CASE WHEN x.kind = 'received' THEN x.doses ELSE 0 END) AS received, "
          "SUM(CASE WHEN x.kind = 'returned' THEN x.doses ELSE 0 END) AS returned, "
          "SUM(CASE WHEN x.kind = 'sent' THEN x.doses ELSE 0 END) AS sent "
          "FROM (SELECT e.delivery_id, e.kind, COALESCE((SELECT k.doses FROM vaccine_delivery_entry k "
          "WHERE k.delivery_id = e.delivery_id AND k.corrects_entry = e.entry_number AND k.known_at <= $2 "
          "ORDER BY k.entry_number DESC LIMIT 1), e.doses) AS doses FROM vaccine_delivery_entry e "
          "WHERE e.kind IN ('sent', 'received', 'returned') AND e.known_at <= $2) x GROUP BY x.delivery_id) y "
          "ON y.delivery_id = v.delivery_id WHERE v.week < $1 AND v.origin_delivery_id IS NULL "
          "GROUP BY v.product_code ORDER BY v.product_code");

enum outcome store_vaccine_delivered(struct db *db, const char *before_week, int64_t known_at, struct arena *arena,
                                     struct vaccine_delivered **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_delivered, DB_VALUES(db_text(before_week), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_delivered, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
