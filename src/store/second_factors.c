#include "store/second_factors.h"

#include "store/rows.h"

#define FACTOR_COLUMNS                                                                                                 \
    "f.user_id, f.sealed_secret, f.made_at, f.confirmed_at, f.last_step, "                                             \
    "(SELECT COUNT(*) FROM recovery_code r WHERE r.user_id = f.user_id AND r.used_at IS NULL) "

static enum outcome take(const struct db_rows *rows, struct arena *arena, struct second_factor *ret_factor)
{
    bool failed = false;
    const struct second_factor factor = {
        .user_id = db_copy(rows, 0, arena, &failed),
        .sealed_secret = db_copy(rows, 1, arena, &failed),
        .made_at = db_get_int(rows, 2),
        .confirmed_at = rows_maybe(rows, 3),
        .last_step = db_get_int(rows, 4),
        .codes_left = db_get_int(rows, 5),
    };
    if (failed)
        return TOO_LARGE;
    *ret_factor = factor;
    return OK;
}

STATEMENT(second_factor_get, "t", "ttiIii", "SELECT " FACTOR_COLUMNS "FROM second_factor f WHERE f.user_id = $1");

enum outcome store_second_factor_get(struct db *db, const char *user_id, struct arena *arena,
                                     struct second_factor *ret_factor)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &second_factor_get, DB_VALUES(db_text(user_id)), &rows));
    return take(&rows, arena, ret_factor);
}

STATEMENT(second_factor_any, "", "ttiIii",
          "SELECT " FACTOR_COLUMNS "FROM second_factor f WHERE f.confirmed_at IS NOT NULL LIMIT 1");

enum outcome store_second_factor_any(struct db *db, struct arena *arena, struct second_factor *ret_factor)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &second_factor_any, DB_NO_VALUES, &rows));
    return take(&rows, arena, ret_factor);
}

STATEMENT(second_factor_put, "tti", "",
          "INSERT INTO second_factor (user_id, sealed_secret, made_at, confirmed_at, last_step) "
          "VALUES ($1, $2, $3, NULL, -1) ON CONFLICT (user_id) DO UPDATE SET sealed_secret = $2, made_at = $3, "
          "last_step = -1 WHERE second_factor.confirmed_at IS NULL");

enum outcome store_second_factor_put(struct db *db, const char *user_id, const char *sealed_secret, int64_t now)
{
    int64_t changed;
    TRY(db_run(db, &second_factor_put, DB_VALUES(db_text(user_id), db_text(sealed_secret), db_int(now)), &changed));
    return changed == 1 ? OK : CONFLICT;
}

STATEMENT(second_factor_confirm, "ttii", "",
          "UPDATE second_factor SET confirmed_at = $4, last_step = $3 "
          "WHERE user_id = $1 AND sealed_secret = $2 AND confirmed_at IS NULL");

enum outcome store_second_factor_confirm(struct db *db, const char *user_id, const char *sealed_secret, int64_t step,
                                         int64_t now)
{
    int64_t changed;
    TRY(db_run(db, &second_factor_confirm,
               DB_VALUES(db_text(user_id), db_text(sealed_secret), db_int(step), db_int(now)), &changed));
    return changed == 1 ? OK : CONFLICT;
}

STATEMENT(second_factor_take_step, "ti", "",
          "UPDATE second_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL");

enum outcome store_second_factor_take_step(struct db *db, const char *user_id, int64_t step)
{
    int64_t changed;
    TRY(db_run(db, &second_factor_take_step, DB_VALUES(db_text(user_id), db_int(step)), &changed));
    return changed == 1 ? OK : FORBIDDEN;
}

STATEMENT(recovery_code_use, "tti", "",
          "UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND code_sha256 = $2 AND used_at IS NULL");

enum outcome store_recovery_code_use(struct db *db, const char *user_id, const char *code_sha256, int64_t now)
{
    int64_t changed;
    TRY(db_run(db, &recovery_code_use, DB_VALUES(db_text(user_id), db_text(code_sha256), db_int(now)), &changed));
    return changed == 1 ? OK : FORBIDDEN;
}

STATEMENT(recovery_code_find, "tt", "i",
          "SELECT 1 FROM recovery_code WHERE user_id = $1 AND code_sha256 = $2 AND used_at IS NULL");

enum outcome store_recovery_code_find(struct db *db, const char *user_id, const char *code_sha256)
{
    AUTO_ROWS rows = {0};
    return db_one(db, &recovery_code_find, DB_VALUES(db_text(user_id), db_text(code_sha256)), &rows);
}

STATEMENT(recovery_codes_forget, "t", "", "DELETE FROM recovery_code WHERE user_id = $1");
STATEMENT(recovery_code_add, "tt", "",
          "INSERT INTO recovery_code (user_id, code_sha256, used_at) VALUES ($1, $2, NULL)");

enum outcome store_recovery_codes_replace(struct db *db, const char *user_id, const char *const *codes_sha256,
                                          size_t count)
{
    TRY(db_run(db, &recovery_codes_forget, DB_VALUES(db_text(user_id)), NULL));
    for (size_t i = 0; i < count; i++)
        TRY(db_run(db, &recovery_code_add, DB_VALUES(db_text(user_id), db_text(codes_sha256[i])), NULL));
    return OK;
}

STATEMENT(second_factor_remove, "t", "", "DELETE FROM second_factor WHERE user_id = $1");

enum outcome store_second_factor_remove(struct db *db, const char *user_id, bool *ret_was)
{
    int64_t changed;
    TRY(db_run(db, &recovery_codes_forget, DB_VALUES(db_text(user_id)), NULL));
    TRY(db_run(db, &second_factor_remove, DB_VALUES(db_text(user_id)), &changed));
    *ret_was = changed > 0;
    return OK;
}
