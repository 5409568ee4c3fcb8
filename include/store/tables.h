/* The database as tables and rows, whatever they mean: for the export and import of all of it.
 *
 * Names, types and keys come from the schema's own catalogue, so a table or column that a migration adds is there by
 * itself. Statements are built from them at run time; that is the one exception to the rule that a statement is a const
 * object (driver.h, db_make): nothing but quoted names of the catalogue goes into their text, all values are
 * parameters. */
#ifndef FORDELA_STORE_TABLES_H
#define FORDELA_STORE_TABLES_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

struct table_column {
    const char *name;
    char letter; /* 'i', 't'; upper case where NULL may stand */
    int key;     /* place in the primary key from 1; 0 = not in it */
};

struct table {
    const char *name;
    const struct table_column *columns; /* in the schema's order */
    size_t column_count, key_count;
};

/* All tables, by name. BROKEN: one that has no primary key, a type that is neither, or too many columns for a
 * statement (a mistake in a migration; a test holds it). */
MUST_USE enum outcome store_tables(struct db *db, struct arena *arena, struct table **ret_tables, size_t *ret_count);

/* What stays with the database it is in: sessions, answers kept for a retry, and the bookkeeping of migrate. */
extern const char *const store_tables_left_out[];
bool store_table_is_left_out(const char *name);

/* Visits the rows by primary key (text by its bytes), a few at a time however many there are. values: one for each
 * column, borrowed during the call. Anything but OK ends the visit and is passed on. */
struct table_visitor {
    enum outcome (*visit)(void *context, const struct db_value *values);
    void *context;
};
MUST_USE enum outcome store_table_read(struct db *db, const struct table *table, const struct table_visitor *visitor);

/* Loading rows of one table at a time, in the caller's write transaction. The loading lies in the arena; it is ended
 * before the arena is reset. */
struct table_loading;
MUST_USE enum outcome store_table_load_begin(struct db *db, const struct table *table, struct arena *arena,
                                             struct table_loading **ret_loading);
void store_table_load_end(struct db *db);
/* Adds a row. */
MUST_USE enum outcome store_table_add(struct table_loading *loading, const struct db_value *values);
/* Visits the row with the values' key; NOT_FOUND. */
MUST_USE enum outcome store_table_find(struct table_loading *loading, const struct db_value *values,
                                       const struct table_visitor *visitor);
/* Writes over the row with the values' key. */
MUST_USE enum outcome store_table_change(struct table_loading *loading, const struct db_value *values);

/* Between the two, rows may come before those they refer to; the second is INVALID if one is missing then (on SQLite
 * the commit is). */
MUST_USE enum outcome store_references_later(struct db *db);
MUST_USE enum outcome store_references_now(struct db *db);

#endif
