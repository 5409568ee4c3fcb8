/* The two halves of the SQLite driver: connection (sqlite.c) and statements (sqlite_rows.c). Private to them. */
#ifndef FORDELA_STORE_SQLITE_H
#define FORDELA_STORE_SQLITE_H

#include "driver.h"

#include <sqlite3.h>

struct kept_rows;

/* A prepared statement and what its parameters are called. */
struct slot {
    sqlite3_stmt *handle;
    unsigned char positions[DB_MAX_PARAMETERS]; /* of $1, $2 ... among SQLite's parameters */
    unsigned char columns;
    bool writes;
    bool in_use;            /* by a struct db_rows; a second use meanwhile gets a copy of its own */
    bool temporary;         /* such a copy: freed when its rows are closed */
    struct kept_rows *kept; /* rows of a statement that writes, taken out at once */
};

struct sqlite_db {
    struct db base; /* first: a struct db is this */
    sqlite3 *handle;
    sqlite3_stmt *controls[CONTROL__COUNT];
    sqlite3_stmt *release; /* second half of CONTROL_SAVEPOINT_UNDO */
    struct slot *slots;    /* by the statement's index */
};

/* The one place that turns SQLite's codes into outcomes. what: the statement's name, or what was being done. */
enum outcome sqlite_outcome(struct sqlite_db *db, int code, const char *what);

enum outcome sqlite_check(struct db *db, const struct statement *statement);
enum outcome sqlite_start(struct db_rows *rows, const struct db_value *values);
enum outcome sqlite_step(struct db_rows *rows, bool *ret_have_row);
void sqlite_finish(struct db_rows *rows);
int64_t sqlite_get_int(const struct db_rows *rows, int column);
bool sqlite_is_null(const struct db_rows *rows, int column);
const char *sqlite_get_text(const struct db_rows *rows, int column);
enum outcome sqlite_run(struct db *db, const struct statement *statement, const struct db_value *values,
                        int64_t *ret_changed);
enum outcome sqlite_run_later(struct db *db, const struct statement *statement, const struct db_value *values);
enum outcome sqlite_settle(struct db *db);
void sqlite_forget(struct db *db, ptrdiff_t index);

/* src/store/sqlite_copy.c */
enum outcome sqlite_damage(struct db *db, struct checking *checking);

#endif
