#include "store/vaccine_keys.h"

#include "store/rows.h"

static const char *copy_maybe(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? NULL : db_copy(rows, column, arena, failed);
}

static const char *copy_name(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    return db_is_null(rows, column) ? "" : db_copy(rows, column, arena, failed);
}

STATEMENT(vaccine_key_decision_last, "", "i", "SELECT COALESCE(MAX(decision_number), 0) FROM vaccine_key_decision");
STATEMENT(vaccine_key_decision_add, "itTtTtttit", "",
          "INSERT INTO vaccine_key_decision (decision_number, key_id, product_code, first_week, last_week, "
          "reference_number, decision_maker, grounds, decided_at, decided_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

enum outcome store_vaccine_key_decide(struct scope scope, struct db *db, const struct vaccine_key_decision *decision,
                                      int64_t *ret_number)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_key_decision_last, DB_NO_VALUES, &rows));
    int64_t number = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    TRY(db_run(db, &vaccine_key_decision_add,
               DB_VALUES(db_int(number), db_text(decision->key_id), db_text(decision->product),
                         db_text(decision->first_week), db_text(decision->last_week),
                         db_text(decision->reference_number), db_text(decision->decision_maker),
                         db_text(decision->grounds), db_int(decision->decided_at), db_text(decision->decided_by)),
               NULL));
    *ret_number = number;
    return OK;
}

static void read_decision(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_key_decision *)element = (struct vaccine_key_decision){
        .decision_number = db_get_int(rows, 0),
        .key_id = db_copy(rows, 1, arena, failed),
        .key_name = db_copy(rows, 2, arena, failed),
        .product = copy_maybe(rows, 3, arena, failed),
        .first_week = db_copy(rows, 4, arena, failed),
        .last_week = copy_maybe(rows, 5, arena, failed),
        .reference_number = db_copy(rows, 6, arena, failed),
        .decision_maker = db_copy(rows, 7, arena, failed),
        .grounds = db_copy(rows, 8, arena, failed),
        .decided_at = db_get_int(rows, 9),
        .decided_by = db_copy(rows, 10, arena, failed),
        .decided_by_name = copy_name(rows, 11, arena, failed),
    };
}

STATEMENT(vaccine_key_decision_list, "ttiii", "ittTtTtttitT",
          "SELECT d.decision_number, d.key_id, k.name, d.product_code, d.first_week, d.last_week, d.reference_number, "
          "d.decision_maker, d.grounds, d.decided_at, d.decided_by, u.display_name "
          "FROM vaccine_key_decision d JOIN vaccine_key k ON k.key_id = d.key_id "
          "LEFT JOIN app_user u ON u.user_id = d.decided_by "
          "WHERE ($1 = '' OR d.product_code IS NULL OR d.product_code = $1) AND ($2 = '' OR d.key_id = $2) "
          "AND d.decided_at <= $3 AND d.decision_number < $4 ORDER BY d.decision_number DESC LIMIT $5");

enum outcome store_vaccine_key_decision_list(struct db *db, const struct vaccine_key_decision_filter *filter,
                                             struct arena *arena, struct vaccine_key_decision **ret_list,
                                             size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_key_decision_list,
                 DB_VALUES(db_text(filter->product), db_text(filter->key_id), db_int(filter->known_at),
                           db_int(filter->before), db_int(filter->limit)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_decision, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_affected(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_key_affected *)element = (struct vaccine_key_affected){
        .allocation_id = db_copy(rows, 0, arena, failed),
        .product = db_copy(rows, 1, arena, failed),
        .week = db_copy(rows, 2, arena, failed),
    };
}

/* Not those whose product has its own decision for the week: one for all does not reach them. */
STATEMENT(vaccine_key_affected, "ttTTi", "ttt",
          "SELECT a.allocation_id, a.product_code, a.week FROM vaccine_allocation a "
          "JOIN vaccine_key_decision u ON u.decision_number = a.key_decision_number "
          "WHERE u.key_id <> $1 AND a.week >= $2 AND ($3 IS NULL OR a.week <= $3) "
          "AND ($4 IS NULL OR a.product_code = $4) "
          "AND NOT EXISTS (SELECT 1 FROM vaccine_allocation b WHERE b.replaces = a.allocation_id) "
          "AND ($4 IS NOT NULL OR NOT EXISTS (SELECT 1 FROM vaccine_key_decision o WHERE o.product_code = "
          "a.product_code AND o.first_week <= a.week AND (o.last_week IS NULL OR o.last_week >= a.week) "
          "AND o.decision_number < $5)) "
          "ORDER BY a.week, a.product_code, a.allocation_id");

enum outcome store_vaccine_key_affected(struct db *db, const struct vaccine_key_decision *decision, struct arena *arena,
                                        struct vaccine_key_affected **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_key_affected,
                 DB_VALUES(db_text(decision->key_id), db_text(decision->first_week), db_text(decision->last_week),
                           db_text(decision->product), db_int(decision->decision_number)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_affected, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

/* --- multipliers --- */

STATEMENT(vaccine_key_multiplier_overlap, "tttt", "i",
          "SELECT 1 FROM vaccine_key_multiplier WHERE county_code = $1 AND COALESCE(product_code, '') = $2 "
          "AND first_week <= $3 AND last_week >= $4 LIMIT 1");
STATEMENT(vaccine_key_multiplier_last, "", "i",
          "SELECT COALESCE(MAX(multiplier_number), 0) FROM vaccine_key_multiplier");
STATEMENT(vaccine_key_multiplier_add, "itTiittitttit", "",
          "INSERT INTO vaccine_key_multiplier (multiplier_number, county_code, product_code, numerator, denominator, "
          "first_week, last_week, repay, reference_number, decision_maker, grounds, decided_at, decided_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");

enum outcome store_vaccine_key_multiplier_add(struct scope scope, struct db *db,
                                              const struct vaccine_key_multiplier *multiplier, int64_t *ret_number)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    enum outcome outcome =
        db_one(db, &vaccine_key_multiplier_overlap,
               DB_VALUES(db_text(multiplier->county), db_text(multiplier->product != NULL ? multiplier->product : ""),
                         db_text(multiplier->last_week), db_text(multiplier->first_week)),
               &rows);
    if (outcome != NOT_FOUND)
        return outcome == OK ? CONFLICT : outcome;
    db_rows_close(&rows);
    TRY(db_one(db, &vaccine_key_multiplier_last, DB_NO_VALUES, &rows));
    int64_t number = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    TRY(db_run(db, &vaccine_key_multiplier_add,
               DB_VALUES(db_int(number), db_text(multiplier->county), db_text(multiplier->product),
                         db_int(multiplier->numerator), db_int(multiplier->denominator),
                         db_text(multiplier->first_week), db_text(multiplier->last_week), db_int(multiplier->repay),
                         db_text(multiplier->reference_number), db_text(multiplier->decision_maker),
                         db_text(multiplier->grounds), db_int(multiplier->decided_at), db_text(multiplier->decided_by)),
               NULL));
    *ret_number = number;
    return OK;
}

static void read_multiplier(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_key_multiplier *)element = (struct vaccine_key_multiplier){
        .multiplier_number = db_get_int(rows, 0),
        .county = db_copy(rows, 1, arena, failed),
        .product = copy_maybe(rows, 2, arena, failed),
        .numerator = db_get_int(rows, 3),
        .denominator = db_get_int(rows, 4),
        .first_week = db_copy(rows, 5, arena, failed),
        .last_week = db_copy(rows, 6, arena, failed),
        .repay = db_get_int(rows, 7) != 0,
        .reference_number = db_copy(rows, 8, arena, failed),
        .decision_maker = db_copy(rows, 9, arena, failed),
        .grounds = db_copy(rows, 10, arena, failed),
        .decided_at = db_get_int(rows, 11),
        .decided_by = db_copy(rows, 12, arena, failed),
        .decided_by_name = copy_name(rows, 13, arena, failed),
    };
}

STATEMENT(vaccine_key_multiplier_list, "iii", "itTiittitttitT",
          "SELECT m.multiplier_number, m.county_code, m.product_code, m.numerator, m.denominator, m.first_week, "
          "m.last_week, m.repay, m.reference_number, m.decision_maker, m.grounds, m.decided_at, m.decided_by, "
          "u.display_name FROM vaccine_key_multiplier m LEFT JOIN app_user u ON u.user_id = m.decided_by "
          "WHERE m.decided_at <= $1 AND m.multiplier_number < $2 ORDER BY m.multiplier_number DESC LIMIT $3");

enum outcome store_vaccine_key_multiplier_list(struct db *db, int64_t known_at, int64_t before, int64_t limit,
                                               struct arena *arena, struct vaccine_key_multiplier **ret_list,
                                               size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_key_multiplier_list, DB_VALUES(db_int(known_at), db_int(before), db_int(limit)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_multiplier, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_first_doses(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_first_doses *)element =
        (struct vaccine_first_doses){.county = db_copy(rows, 0, arena, failed), .doses = db_get_int(rows, 1)};
}

STATEMENT(vaccine_first_doses, "i", "ti",
          "SELECT x.county_code, CAST(SUM(x.first_doses) AS BIGINT) FROM (SELECT w.county_code, w.first_doses, "
          "ROW_NUMBER() OVER (PARTITION BY w.county_code, w.week, w.product_code ORDER BY w.revision DESC) AS place "
          "FROM vaccine_region_week w WHERE w.reported_at <= $1) x WHERE x.place = 1 AND x.first_doses IS NOT NULL "
          "GROUP BY x.county_code ORDER BY x.county_code");

enum outcome store_vaccine_first_doses(struct db *db, int64_t known_at, struct arena *arena,
                                       struct vaccine_first_doses **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_first_doses, DB_VALUES(db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_first_doses, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
