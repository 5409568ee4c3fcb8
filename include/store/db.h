/* One database connection, SQLite or PostgreSQL, behind the same dozen functions.
 *
 * SQL lives in const statement objects (see STATEMENT); nothing here takes SQL as text, so a statement cannot be built
 * at run time. Statements are prepared once per connection and kept. A connection belongs to one thread.
 *
 * SQL dialect: the common subset of SQLite >= 3.40 and PostgreSQL >= 15: $1..$n, ON CONFLICT, RETURNING, CTEs, window
 * functions, CAST(SUM(x) AS BIGINT); no date arithmetic, no engine functions, no LIKE on user data. Optional filters
 * are written ($3 = '' OR article_code = $3). Time is passed in. Booleans are integers 0 and 1. */
#ifndef FORDELA_STORE_DB_H
#define FORDELA_STORE_DB_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

enum { DB_MAX_PARAMETERS = 40, DB_MAX_COLUMNS = 40 };

/* A statement: const, just above the only function that uses it.
 *   parameters  one letter per $n, columns one letter per result column: 'i' 64-bit integer, 't' UTF-8 text;
 *               upper case ('I', 'T') where NULL may stand. */
struct statement {
    const char *name;
    const char *parameters;
    const char *columns;
    const char *sql;
    const char *unused[4]; /* pads to a cache line: statements form one array, see STATEMENT */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct statement) == 64, "the linker lays statements side by side");

/* Places the object in a section of its own, so that `make check` can walk all statements and prepare them on both
 * engines, and a connection can find its prepared copy by position. Use: STATEMENT(report_get, "tt", "iiT", "SELECT
 * ..."). */
#define STATEMENT(identifier, parameter_letters, column_letters, text)                                                 \
    static const struct statement identifier __attribute__((section("fordela_statements"), used)) = {                  \
        .name = #identifier, .parameters = parameter_letters, .columns = column_letters, .sql = text}

/* All statements linked into this program. */
const struct statement *db_statements(size_t *ret_count);

/* A parameter. Text is borrowed until the call returns. */
struct db_value {
    enum { DB_NULL, DB_INT, DB_TEXT, DB_END } type;
    int64_t number;
    const char *text;
};

static inline struct db_value db_int(int64_t number)
{
    return (struct db_value){.type = DB_INT, .number = number};
}
/* NULL text becomes SQL NULL. */
static inline struct db_value db_text(const char *text)
{
    return (struct db_value){.type = text != NULL ? DB_TEXT : DB_NULL, .text = text};
}
static inline struct db_value db_null(void)
{
    return (struct db_value){.type = DB_NULL};
}
static inline struct db_value db_maybe(bool known, int64_t number)
{
    return known ? db_int(number) : db_null();
}

/* A running query. Closed by db_rows_close or by leaving scope (AUTO_ROWS); at most one row is held at a time. */
struct db_rows {
    struct db *db;
    const struct statement *statement;
    void *engine; /* the driver's */
    int64_t row;  /* index of the current row, -1 before the first */
};
void db_rows_close(struct db_rows *rows);
#define AUTO_ROWS __attribute__((cleanup(db_rows_close))) struct db_rows

/* Starts a query. values has one entry per parameter letter (a mismatch is BROKEN). A statement may run again while its
 * rows are open; rows must be closed before their transaction ends. ret_rows is safe to close whatever the outcome. */
MUST_USE enum outcome db_query(struct db *db, const struct statement *statement, const struct db_value *values,
                               struct db_rows *ret_rows);

/* Steps to the next row. *ret_have_row is false after the last. */
MUST_USE enum outcome db_next(struct db_rows *rows, bool *ret_have_row);

/* Columns of the current row, from 0. Text is borrowed until the next step: copy it with db_copy. NULL text gives NULL.
 */
int64_t db_get_int(const struct db_rows *rows, int column);
bool db_is_null(const struct db_rows *rows, int column);
const char *db_get_text(const struct db_rows *rows, int column);
/* The column's text copied into the arena; NULL for SQL NULL or when the arena is full (sets *failed then). */
const char *db_copy(const struct db_rows *rows, int column, struct arena *arena, bool *failed);

/* Runs a statement that returns no rows. ret_changed (may be NULL) is the number of rows touched.
 * CONFLICT for a broken unique key, INVALID for another broken constraint (a missing check of ours), BUSY, BROKEN.
 * After any of these in a write transaction nothing more runs in it: the only way on is to undo it (a writer job
 * returns the outcome). Where a row may be there already and life should go on, write ON CONFLICT. NOT_FOUND is not a
 * failure. */
MUST_USE enum outcome db_run(struct db *db, const struct statement *statement, const struct db_value *values,
                             int64_t *ret_changed);

/* Runs a statement of which nobody needs the answer now: in a write transaction its failure is told, with its own
 * outcome, by this call, by a later statement or by the commit at the latest, and nothing of the transaction stays.
 * Saves the way to the server and back, so rows written in a loop go this way. Not for a statement whose outcome
 * somebody acts upon (db_run), nor before one. Values are borrowed for the call, as with db_run; on SQLite it is
 * db_run. */
MUST_USE enum outcome db_run_later(struct db *db, const struct statement *statement, const struct db_value *values);

/* Runs a query and leaves the cursor on its first row; NOT_FOUND without one. */
MUST_USE enum outcome db_one(struct db *db, const struct statement *statement, const struct db_value *values,
                             struct db_rows *ret_rows);

/* The parameters of a call, in order: db_run(db, &S, DB_VALUES(db_text(a), db_int(b)), NULL). The end is marked, so
 * that too few are BROKEN and not whatever lies behind them. */
#define DB_VALUES(...) ((const struct db_value[]){__VA_ARGS__, {.type = DB_END}})
#define DB_NO_VALUES ((const struct db_value *)NULL)

/* Transactions of one connection. A read transaction is one snapshot and cannot write (enforced by the engine).
 * Only the transaction runner (store/store.h, store/writer.h) and the migration runner call these. */
MUST_USE enum outcome db_begin_read(struct db *db);
MUST_USE enum outcome db_begin_write(struct db *db);
MUST_USE enum outcome db_commit(struct db *db);
void db_rollback(struct db *db);
MUST_USE enum outcome db_savepoint(struct db *db);
MUST_USE enum outcome db_savepoint_keep(struct db *db);
MUST_USE enum outcome db_savepoint_undo(struct db *db);

/* The engine's own words about the last failure, for the log only: may hold fragments of data, never show it. Borrowed.
 */
const char *db_last_error(const struct db *db);

#endif
