#include "store/vaccine_deliveries.h"

#include "store/rows.h"

#define DELIVERY_COLUMNS                                                                                               \
    "SELECT v.delivery_id, v.product_code, v.county_code, v.week, v.document_id, d.source, v.allocation_id, "          \
    "v.origin_delivery_id, v.origin_entry, v.created_at, v.created_by "                                                \
    "FROM vaccine_delivery v LEFT JOIN vaccine_document d ON d.document_id = v.document_id "
#define DELIVERY_LETTERS                                                                                               \
    "ttttTTTTI"                                                                                                        \
    "it"

static const char *copy_maybe(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? NULL : db_copy(rows, column, arena, failed);
}

static void read_delivery(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_delivery *)element = (struct vaccine_delivery){
        .delivery_id = db_copy(rows, 0, arena, failed),
        .product = db_copy(rows, 1, arena, failed),
        .county = db_copy(rows, 2, arena, failed),
        .week = db_copy(rows, 3, arena, failed),
        .document_id = copy_maybe(rows, 4, arena, failed),
        .source = copy_maybe(rows, 5, arena, failed),
        .allocation_id = copy_maybe(rows, 6, arena, failed),
        .origin_delivery_id = copy_maybe(rows, 7, arena, failed),
        .origin_entry = rows_maybe(rows, 8),
        .created_at = db_get_int(rows, 9),
        .created_by = db_copy(rows, 10, arena, failed),
    };
}

#define IN_SPAN                                                                                                        \
    "v.week >= $1 AND v.week <= $2 AND ($3 = '' OR v.product_code = $3) AND ($4 = '' OR v.county_code = $4) "
#define IN_ORDER "v.week, v.product_code, v.county_code, v.delivery_id"
#define SPAN_VALUES(filter)                                                                                            \
    DB_VALUES(db_text((filter)->first_week), db_text((filter)->last_week), db_text((filter)->product),                 \
              db_text((filter)->county), db_int((filter)->known_at))

STATEMENT(vaccine_delivery_list, "tttti", DELIVERY_LETTERS,
          DELIVERY_COLUMNS "WHERE " IN_SPAN "AND EXISTS (SELECT 1 FROM vaccine_delivery_entry e "
                           "WHERE e.delivery_id = v.delivery_id AND e.known_at <= $5) ORDER BY " IN_ORDER);

enum outcome store_vaccine_delivery_list(struct db *db, const struct vaccine_delivery_filter *filter,
                                         struct arena *arena, struct vaccine_delivery **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_delivery_list, SPAN_VALUES(filter), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_delivery, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static enum outcome read_one(struct db_rows *rows, struct arena *arena, struct vaccine_delivery *ret_delivery)
{
    bool failed = false;
    struct vaccine_delivery delivery;
    read_delivery(rows, arena, &failed, &delivery);
    if (failed)
        return TOO_LARGE;
    *ret_delivery = delivery;
    return OK;
}

STATEMENT(vaccine_delivery_get, "t", DELIVERY_LETTERS, DELIVERY_COLUMNS "WHERE v.delivery_id = $1");

enum outcome store_vaccine_delivery_get(struct db *db, const char *delivery_id, struct arena *arena,
                                        struct vaccine_delivery *ret_delivery)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_delivery_get, DB_VALUES(db_text(delivery_id)), &rows));
    return read_one(&rows, arena, ret_delivery);
}

STATEMENT(vaccine_delivery_of_move, "ti", DELIVERY_LETTERS,
          DELIVERY_COLUMNS "WHERE v.origin_delivery_id = $1 AND v.origin_entry = $2");

enum outcome store_vaccine_delivery_of_move(struct db *db, const char *delivery_id, int64_t entry, struct arena *arena,
                                            struct vaccine_delivery *ret_delivery)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_delivery_of_move, DB_VALUES(db_text(delivery_id), db_int(entry)), &rows));
    return read_one(&rows, arena, ret_delivery);
}

STATEMENT(vaccine_delivery_add, "ttttTTTIit", "",
          "INSERT INTO vaccine_delivery (delivery_id, product_code, county_code, week, document_id, allocation_id, "
          "origin_delivery_id, origin_entry, created_at, created_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

enum outcome store_vaccine_delivery_add(struct scope scope, struct db *db, const struct vaccine_delivery *delivery)
{
    if (delivery->origin_delivery_id == NULL && !scope_covers_area(&scope, delivery->county))
        return FORBIDDEN;
    return db_run(db, &vaccine_delivery_add,
                  DB_VALUES(db_text(delivery->delivery_id), db_text(delivery->product), db_text(delivery->county),
                            db_text(delivery->week), db_text(delivery->document_id), db_text(delivery->allocation_id),
                            db_text(delivery->origin_delivery_id), db_from_maybe(delivery->origin_entry),
                            db_int(delivery->created_at), db_text(delivery->created_by)),
                  NULL);
}
