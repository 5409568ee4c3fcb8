#include "store/vaccine_capacity.h"

#include "store/rows.h"

#include <string.h>

const char *const vaccine_provider_words[PROVIDER__COUNT + 1] = {
    [PROVIDER_HOSPITAL] = "hospital", [PROVIDER_PRIMARY_CARE] = "primary_care", [PROVIDER_MASS_SITE] = "mass_site",
    [PROVIDER_MOBILE] = "mobile",     [PROVIDER_OCCUPATIONAL] = "occupational", [PROVIDER_OTHER] = "other",
};

static int type_of_word(const char *word)
{
    int type = 0;
    while (type < PROVIDER_OTHER && strcmp(vaccine_provider_words[type], word) != 0)
        type++;
    return type; /* the schema knows no other words */
}

static void read_capacity(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_capacity *)element = (struct vaccine_capacity){
        .county = db_copy(rows, 0, arena, failed),
        .week = db_copy(rows, 1, arena, failed),
        .provider_type = type_of_word(db_get_text(rows, 2)),
        .revision = db_get_int(rows, 3),
        .doses_per_week = rows_maybe(rows, 4),
        .comment = db_copy(rows, 5, arena, failed),
        .reported_at = db_get_int(rows, 6),
        .reported_by = db_copy(rows, 7, arena, failed),
        .reported_by_name = db_is_null(rows, 8) ? "" : db_copy(rows, 8, arena, failed),
    };
}

STATEMENT(
    vaccine_capacity_list, "ttti", "tttiItitT",
    "SELECT r.county_code, r.week, r.provider_type, r.revision, r.doses_per_week, r.comment, r.reported_at, "
    "r.reported_by, u.display_name "
    "FROM (SELECT w.*, ROW_NUMBER() OVER (PARTITION BY w.week, w.provider_type ORDER BY w.revision DESC) AS place "
    "FROM vaccine_capacity w WHERE w.county_code = $1 AND w.week >= $2 AND w.week <= $3 AND w.reported_at <= $4) r "
    "LEFT JOIN app_user u ON u.user_id = r.reported_by "
    "WHERE r.place = 1 ORDER BY r.week, r.provider_type");

enum outcome store_vaccine_capacity_list(struct db *db, const char *county, const char *first_week,
                                         const char *last_week, int64_t known_at, struct arena *arena,
                                         struct vaccine_capacity **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_capacity_list,
                 DB_VALUES(db_text(county), db_text(first_week), db_text(last_week), db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_capacity, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_capacity_last, "ttt", "i",
          "SELECT COALESCE(MAX(revision), 0) FROM vaccine_capacity "
          "WHERE county_code = $1 AND week = $2 AND provider_type = $3");
STATEMENT(vaccine_capacity_add, "tttiItit", "",
          "INSERT INTO vaccine_capacity (county_code, week, provider_type, revision, doses_per_week, comment, "
          "reported_at, reported_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

enum outcome store_vaccine_capacity_add(struct scope scope, struct db *db, const struct vaccine_capacity *capacity)
{
    if (!scope_covers_area(&scope, capacity->county))
        return FORBIDDEN;
    const char *type = vaccine_provider_words[capacity->provider_type];
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_capacity_last, DB_VALUES(db_text(capacity->county), db_text(capacity->week), db_text(type)),
               &rows));
    int64_t revision = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    return db_run_later(db, &vaccine_capacity_add,
                        DB_VALUES(db_text(capacity->county), db_text(capacity->week), db_text(type), db_int(revision),
                                  db_from_maybe(capacity->doses_per_week), db_text(capacity->comment),
                                  db_int(capacity->reported_at), db_text(capacity->reported_by)));
}
