#include "store/settings.h"

STATEMENT(setting_get, "t", "t", "SELECT value FROM setting WHERE name = $1");

enum outcome store_setting_get(struct db *db, const char *name, struct arena *arena, const char **ret_value)
{
    AUTO_ROWS rows = {0};
    bool failed = false;
    TRY(db_one(db, &setting_get, DB_VALUES(db_text(name)), &rows));
    const char *value = db_copy(&rows, 0, arena, &failed);
    if (failed)
        return TOO_LARGE;
    *ret_value = value;
    return OK;
}

STATEMENT(setting_set, "tt", "",
          "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value");

enum outcome store_setting_set(struct db *db, const char *name, const char *value)
{
    return db_run(db, &setting_set, DB_VALUES(db_text(name), db_text(value)), NULL);
}
