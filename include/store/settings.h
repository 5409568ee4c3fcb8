/* Facts about this database itself ("demo" = "1": invented figures are loaded). */
#ifndef FORDELA_STORE_SETTINGS_H
#define FORDELA_STORE_SETTINGS_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"

/* NOT_FOUND if it has never been set. */
MUST_USE enum outcome store_setting_get(struct db *db, const char *name, struct arena *arena, const char **ret_value);

/* Inside a write transaction. */
MUST_USE enum outcome store_setting_set(struct db *db, const char *name, const char *value);

#endif
