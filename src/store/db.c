/* The contract of store/db.h, the same for both engines: letters, transaction state, rows left open. */
#include "store/db.h"

#include "driver.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The linker names the ends of the section that STATEMENT fills; weak, because a program may have no statement at all.
 */
extern const struct statement __start_fordela_statements[] __attribute__((weak, visibility("hidden")));
extern const struct statement __stop_fordela_statements[] __attribute__((weak, visibility("hidden")));

const struct statement *db_statements(size_t *ret_count)
{
    *ret_count = (size_t)(__stop_fordela_statements - __start_fordela_statements);
    return __start_fordela_statements;
}

ptrdiff_t db_statement_index(const struct db *db, const struct statement *statement)
{
    size_t count = 0;
    const struct statement *first = db_statements(&count);
    if ((uintptr_t)statement >= (uintptr_t)first && (uintptr_t)statement < (uintptr_t)(first + count))
        return statement - first;
    for (int slot = 0; slot < DB_MADE__COUNT; slot++)
        if (db->made[slot] == statement)
            return (ptrdiff_t)count + slot;
    return -1;
}

void db_make(struct db *db, enum db_made slot, const struct statement *statement)
{
    size_t count = 0;
    (void)db_statements(&count);
    if (db->made[slot] != NULL)
        db->driver->forget(db, (ptrdiff_t)count + (ptrdiff_t)slot);
    db->made[slot] = statement;
}

enum outcome db_fail(struct db *db, enum outcome outcome, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(db->error, sizeof db->error, format, arguments);
    va_end(arguments);
    return outcome;
}

const char *db_last_error(const struct db *db)
{
    return db->error;
}

/* A letter and what stands in its place. */
static bool value_fits(char letter, const struct db_value *value)
{
    if (value->type == DB_NULL)
        return letter == 'I' || letter == 'T';
    return value->type == (letter == 'i' || letter == 'I' ? DB_INT : DB_TEXT);
}

static enum outcome values_check(struct db *db, const struct statement *statement, const struct db_value *values)
{
    size_t count = strlen(statement->parameters);
    if (count > DB_MAX_PARAMETERS || strlen(statement->columns) > DB_MAX_COLUMNS)
        return db_fail(db, BROKEN, "%s: too many parameters or columns", statement->name);
    if (count > 0 && values == NULL)
        return db_fail(db, BROKEN, "%s: no values", statement->name);
    for (size_t i = 0; i < count; i++)
        if (!value_fits(statement->parameters[i], &values[i]))
            return db_fail(db, BROKEN, "%s: $%zu is not '%c'", statement->name, i + 1, statement->parameters[i]);
    return OK;
}

static enum outcome usable(struct db *db)
{
    return db->failed ? db_fail(db, BROKEN, "the transaction has failed: it can only be undone") : OK;
}

/* After a failed statement PostgreSQL refuses the rest of the transaction; SQLite would go on. Both refuse here, so
 * that code tried on one engine behaves the same on the other. */
static enum outcome noted(struct db *db, enum outcome outcome)
{
    if (outcome != OK && db->transaction == TRANSACTION_WRITE)
        db->failed = true;
    return outcome;
}

enum outcome db_query(struct db *db, const struct statement *statement, const struct db_value *values,
                      struct db_rows *ret_rows)
{
    *ret_rows = (struct db_rows){0}; /* so that leaving scope after a refusal is safe */
    TRY(usable(db));
    TRY(noted(db, values_check(db, statement, values)));
    if (statement->columns[0] == '\0')
        return noted(db, db_fail(db, BROKEN, "%s has no columns: use db_run", statement->name));
    struct db_rows rows = {.db = db, .statement = statement, .row = -1};
    TRY(noted(db, db->driver->start(&rows, values)));
    db->open_rows++;
    *ret_rows = rows;
    return OK;
}

enum outcome db_next(struct db_rows *rows, bool *ret_have_row)
{
    if (rows->engine == NULL)
        return BROKEN;
    bool have_row = false;
    TRY(noted(rows->db, rows->db->driver->step(rows, &have_row)));
    if (have_row && ++rows->row >= DB_MAX_ROWS)
        return noted(rows->db, db_fail(rows->db, TOO_LARGE, "%s: too many rows", rows->statement->name));
    *ret_have_row = have_row;
    return OK;
}

void db_rows_close(struct db_rows *rows)
{
    if (rows->engine == NULL)
        return;
    rows->db->driver->finish(rows);
    rows->db->open_rows--;
    *rows = (struct db_rows){0};
}

enum outcome db_one(struct db *db, const struct statement *statement, const struct db_value *values,
                    struct db_rows *ret_rows)
{
    TRY(db_query(db, statement, values, ret_rows));
    bool have_row = false;
    enum outcome outcome = db_next(ret_rows, &have_row);
    if (outcome == OK && have_row)
        return OK;
    db_rows_close(ret_rows);
    return outcome == OK ? NOT_FOUND : outcome;
}

int64_t db_get_int(const struct db_rows *rows, int column)
{
    return rows->db->driver->get_int(rows, column);
}

bool db_is_null(const struct db_rows *rows, int column)
{
    return rows->db->driver->is_null(rows, column);
}

const char *db_get_text(const struct db_rows *rows, int column)
{
    return rows->db->driver->get_text(rows, column);
}

const char *db_copy(const struct db_rows *rows, int column, struct arena *arena, bool *failed)
{
    const char *text = db_get_text(rows, column);
    if (text == NULL)
        return NULL;
    const char *copy = arena_text(arena, text);
    if (copy == NULL)
        *failed = true;
    return copy;
}

static enum outcome runnable(struct db *db, const struct statement *statement, const struct db_value *values)
{
    TRY(usable(db));
    TRY(noted(db, values_check(db, statement, values)));
    return statement->columns[0] == '\0'
               ? OK
               : noted(db, db_fail(db, BROKEN, "%s has columns: use db_query", statement->name));
}

enum outcome db_run(struct db *db, const struct statement *statement, const struct db_value *values,
                    int64_t *ret_changed)
{
    TRY(runnable(db, statement, values));
    int64_t changed = 0;
    TRY(noted(db, db->driver->run(db, statement, values, &changed)));
    if (ret_changed != NULL)
        *ret_changed = changed;
    return OK;
}

enum outcome db_run_later(struct db *db, const struct statement *statement, const struct db_value *values)
{
    if (db->transaction != TRANSACTION_WRITE)
        return db_run(db, statement, values, NULL);
    TRY(runnable(db, statement, values));
    return noted(db, db->driver->run_later(db, statement, values));
}

static enum outcome begin(struct db *db, enum control control)
{
    if (db->transaction != TRANSACTION_NONE)
        return db_fail(db, BROKEN, "a transaction is open already");
    db->failed = db->transient = db->late = db->disk_failed = false;
    TRY(db->driver->control(db, control));
    db->transaction = control == CONTROL_BEGIN_READ ? TRANSACTION_READ : TRANSACTION_WRITE;
    return OK;
}

enum outcome db_begin_read(struct db *db)
{
    return begin(db, CONTROL_BEGIN_READ);
}

enum outcome db_begin_write(struct db *db)
{
    return db->reader ? db_fail(db, BROKEN, "this connection only reads") : begin(db, CONTROL_BEGIN_WRITE);
}

enum outcome db_commit(struct db *db)
{
    if (db->transaction == TRANSACTION_NONE)
        return db_fail(db, BROKEN, "no transaction is open");
    if (db->failed || db->open_rows > 0) {
        bool failed = db->failed;
        db_rollback(db);
        return failed ? BROKEN : db_fail(db, BROKEN, "a query is still open at the end of its transaction");
    }
    enum outcome outcome = db->driver->control(db, CONTROL_COMMIT);
    if (outcome != OK) {
        db_rollback(db);
        return outcome;
    }
    db->transaction = TRANSACTION_NONE;
    db->in_savepoint = false;
    return OK;
}

void db_rollback(struct db *db)
{
    if (db->transaction == TRANSACTION_NONE)
        return;
    /* The words of the failure that led here are worth more than those of a rollback that comes too late. */
    char error[DB_ERROR_CHARS];
    memcpy(error, db->error, sizeof error);
    enum outcome outcome = db->driver->control(db, CONTROL_ROLLBACK);
    (void)outcome; /* an engine that cannot even roll back has done so already, or its connection is lost */
    memcpy(db->error, error, sizeof error);
    db->transaction = TRANSACTION_NONE;
    db->in_savepoint = db->failed = false;
}

enum outcome db_savepoint(struct db *db)
{
    TRY(usable(db));
    if (db->transaction != TRANSACTION_WRITE || db->in_savepoint)
        return db_fail(db, BROKEN, "a savepoint needs a write transaction, and no other savepoint");
    TRY(noted(db, db->driver->control(db, CONTROL_SAVEPOINT)));
    db->in_savepoint = true;
    return OK;
}

static enum outcome savepoint_end(struct db *db, enum control control)
{
    if (!db->in_savepoint)
        return db_fail(db, BROKEN, "no savepoint is open");
    if (db->open_rows > 0)
        return noted(db, db_fail(db, BROKEN, "a query is still open at the end of its savepoint"));
    TRY(noted(db, db->driver->control(db, control)));
    db->in_savepoint = false;
    return OK;
}

enum outcome db_savepoint_keep(struct db *db)
{
    TRY(usable(db));
    return savepoint_end(db, CONTROL_SAVEPOINT_KEEP);
}

enum outcome db_savepoint_undo(struct db *db)
{
    TRY(savepoint_end(db, CONTROL_SAVEPOINT_UNDO));
    db->failed = false; /* what had failed is undone */
    return OK;
}
