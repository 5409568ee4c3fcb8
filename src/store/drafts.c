#include "store/drafts.h"

STATEMENT(draft_get, "tt", "titti",
          "SELECT d.body, d.changed_at, d.changed_by, COALESCE(u.display_name, '') AS name, d.version FROM ppe_draft d "
          "LEFT JOIN app_user u ON u.user_id = d.changed_by WHERE d.municipality_code = $1 AND d.week = $2");

enum outcome store_draft_get(struct scope scope, struct db *db, const char *municipality, const char *week,
                             struct arena *arena, struct draft *ret_draft)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &draft_get, DB_VALUES(db_text(municipality), db_text(week)), &rows));
    bool failed = false;
    *ret_draft = (struct draft){
        .body = db_copy(&rows, 0, arena, &failed),
        .changed_at = db_get_int(&rows, 1),
        .changed_by = db_copy(&rows, 2, arena, &failed),
        .changed_by_name = db_copy(&rows, 3, arena, &failed),
        .version = db_get_int(&rows, 4),
    };
    return failed ? TOO_LARGE : OK;
}

STATEMENT(draft_add, "tttit", "",
          "INSERT INTO ppe_draft (municipality_code, week, body, changed_at, changed_by, version) "
          "VALUES ($1, $2, $3, $4, $5, 1)");
STATEMENT(draft_change, "tttiti", "",
          "UPDATE ppe_draft SET body = $3, changed_at = $4, changed_by = $5, version = version + 1 "
          "WHERE municipality_code = $1 AND week = $2 AND version = $6");

enum outcome store_draft_put(struct scope scope, struct db *db, const char *municipality, const char *week,
                             int64_t before_version, const char *body, const char *user_id, int64_t now)
{
    if (!scope_covers_area(&scope, municipality))
        return FORBIDDEN;
    if (before_version == 0) {
        enum outcome outcome =
            db_run(db, &draft_add,
                   DB_VALUES(db_text(municipality), db_text(week), db_text(body), db_int(now), db_text(user_id)), NULL);
        return outcome == CONFLICT ? STALE : outcome;
    }
    int64_t changed;
    TRY(db_run(db, &draft_change,
               DB_VALUES(db_text(municipality), db_text(week), db_text(body), db_int(now), db_text(user_id),
                         db_int(before_version)),
               &changed));
    return changed == 1 ? OK : STALE;
}

STATEMENT(draft_delete, "tt", "", "DELETE FROM ppe_draft WHERE municipality_code = $1 AND week = $2");

enum outcome store_draft_delete(struct scope scope, struct db *db, const char *municipality, const char *week,
                                bool *ret_deleted)
{
    if (!scope_covers_area(&scope, municipality))
        return FORBIDDEN;
    const struct db_value *key = DB_VALUES(db_text(municipality), db_text(week));
    if (ret_deleted == NULL)
        return db_run_later(db, &draft_delete, key);
    int64_t changed;
    TRY(db_run(db, &draft_delete, key, &changed));
    *ret_deleted = changed > 0;
    return OK;
}
