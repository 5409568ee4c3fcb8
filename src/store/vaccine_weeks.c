#include "store/vaccine_weeks.h"

#include "store/rows.h"

static void read_week(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    struct vaccine_week *week = element;
    *week = (struct vaccine_week){
        .county = db_copy(rows, 0, arena, failed),
        .week = db_copy(rows, 1, arena, failed),
        .product = db_copy(rows, 2, arena, failed),
        .revision = db_get_int(rows, 3),
        .reason = db_copy(rows, 4, arena, failed),
        .reported_at = db_get_int(rows, 5),
        .reported_by = db_copy(rows, 6, arena, failed),
        .reported_by_name = db_is_null(rows, 7) ? "" : db_copy(rows, 7, arena, failed),
    };
    for (int i = 0; i < WEEK_FIGURE__COUNT; i++)
        week->figures[i] = rows_maybe(rows, 8 + i);
}

STATEMENT(vaccine_week_list, "tttti",
          "tttititT"
          "IIIIIII",
          "SELECT r.county_code, r.week, r.product_code, r.revision, r.reason, r.reported_at, r.reported_by, "
          "u.display_name, r.given_doses, r.first_doses, r.discarded_doses, r.moved_out_doses, r.moved_in_doses, "
          "r.stock_doses, r.unusable_doses "
          "FROM (SELECT w.*, ROW_NUMBER() OVER (PARTITION BY w.county_code, w.week, w.product_code "
          "ORDER BY w.revision DESC) AS place FROM vaccine_region_week w "
          "WHERE w.week >= $1 AND w.week <= $2 AND ($3 = '' OR w.product_code = $3) "
          "AND ($4 = '' OR w.county_code = $4) AND w.reported_at <= $5) r "
          "LEFT JOIN app_user u ON u.user_id = r.reported_by "
          "WHERE r.place = 1 ORDER BY r.county_code, r.week, r.product_code");

enum outcome store_vaccine_week_list(struct db *db, const struct vaccine_week_filter *filter, struct arena *arena,
                                     struct vaccine_week **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_week_list,
                 DB_VALUES(db_text(filter->first_week), db_text(filter->last_week), db_text(filter->product),
                           db_text(filter->county), db_int(filter->known_at)),
                 &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_week, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_week_last, "ttt", "i",
          "SELECT COALESCE(MAX(revision), 0) FROM vaccine_region_week "
          "WHERE county_code = $1 AND week = $2 AND product_code = $3");
STATEMENT(vaccine_week_add,
          "ttti"
          "IIIIIII"
          "tit",
          "",
          "INSERT INTO vaccine_region_week (county_code, week, product_code, revision, given_doses, first_doses, "
          "discarded_doses, moved_out_doses, moved_in_doses, stock_doses, unusable_doses, reason, reported_at, "
          "reported_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

enum outcome store_vaccine_week_add(struct scope scope, struct db *db, const struct vaccine_week *week)
{
    if (!scope_covers_area(&scope, week->county))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_week_last, DB_VALUES(db_text(week->county), db_text(week->week), db_text(week->product)),
               &rows));
    int64_t revision = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    const struct maybe *of = week->figures;
    return db_run_later(db, &vaccine_week_add,
                        DB_VALUES(db_text(week->county), db_text(week->week), db_text(week->product), db_int(revision),
                                  db_from_maybe(of[WEEK_GIVEN]), db_from_maybe(of[WEEK_FIRST]),
                                  db_from_maybe(of[WEEK_DISCARDED]), db_from_maybe(of[WEEK_MOVED_OUT]),
                                  db_from_maybe(of[WEEK_MOVED_IN]), db_from_maybe(of[WEEK_STOCK]),
                                  db_from_maybe(of[WEEK_UNUSABLE]), db_text(week->reason), db_int(week->reported_at),
                                  db_text(week->reported_by)));
}
