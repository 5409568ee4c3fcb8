/* Statements on SQLite: prepared once, bound by name, stepped. */
#include "base/arena.h"
#include "sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of a statement that writes (RETURNING). SQLite checks foreign keys only when such a statement has ended, so it
 * runs to its end before the caller sees the first row. */
struct kept_cell {
    bool null;
    int64_t number;
    const char *text;
};

struct kept_row {
    struct kept_row *next;
    struct kept_cell cells[];
};

struct kept_rows {
    struct arena arena;
    struct kept_row *first, *current;
};

enum { KEPT_BYTES = 16 * 1024 * 1024 };

static struct sqlite_db *own(struct db *db)
{
    return (struct sqlite_db *)db;
}

/* Finds where $1, $2 ... stand; a number without a parameter, or one more parameter than letters, is a slip. */
static enum outcome slot_measure(struct db *db, const struct statement *statement, struct slot *slot)
{
    size_t parameters = strlen(statement->parameters), columns = strlen(statement->columns);
    if (parameters > DB_MAX_PARAMETERS || columns > DB_MAX_COLUMNS)
        return db_fail(db, BROKEN, "%s: too many parameters or columns", statement->name);
    int found = sqlite3_bind_parameter_count(slot->handle);
    if (found != (int)parameters)
        return db_fail(db, BROKEN, "%s: %d parameters, %zu letters", statement->name, found, parameters);
    for (size_t i = 0; i < parameters; i++) {
        char name[24];
        snprintf(name, sizeof name, "$%zu", i + 1);
        int position = sqlite3_bind_parameter_index(slot->handle, name);
        if (position == 0)
            return db_fail(db, BROKEN, "%s: no parameter %s", statement->name, name);
        slot->positions[i] = (unsigned char)position;
    }
    if (sqlite3_column_count(slot->handle) != (int)columns)
        return db_fail(db, BROKEN, "%s: %d columns, %zu letters", statement->name, sqlite3_column_count(slot->handle),
                       columns);
    slot->columns = (unsigned char)columns;
    slot->writes = sqlite3_stmt_readonly(slot->handle) == 0;
    return OK;
}

static enum outcome slot_prepare(struct sqlite_db *db, const struct statement *statement, struct slot *slot)
{
    const char *rest = NULL;
    unsigned flags = slot->temporary ? 0 : SQLITE_PREPARE_PERSISTENT;
    int code = sqlite3_prepare_v3(db->handle, statement->sql, -1, flags, &slot->handle, &rest);
    if (code != SQLITE_OK)
        return sqlite_outcome(db, code, statement->name);
    enum outcome outcome = OK;
    if (slot->handle == NULL || rest[strspn(rest, "; \n")] != '\0')
        outcome = db_fail(&db->base, BROKEN, "%s: not exactly one statement", statement->name);
    else
        outcome = slot_measure(&db->base, statement, slot);
    if (outcome != OK) {
        sqlite3_finalize(slot->handle);
        slot->handle = NULL;
    }
    return outcome;
}

/* The statement's prepared copy, or another copy if that one is running. */
static enum outcome slot_for(struct sqlite_db *db, const struct statement *statement, struct slot **ret_slot)
{
    ptrdiff_t index = db_statement_index(&db->base, statement);
    if (index < 0)
        return db_fail(&db->base, BROKEN, "%s was not made by STATEMENT", statement->name);
    struct slot *slot = &db->slots[index];
    if (slot->in_use) {
        slot = calloc(1, sizeof *slot);
        if (slot == NULL)
            return db_fail(&db->base, BROKEN, "out of memory");
        slot->temporary = true;
    }
    if (slot->handle == NULL) {
        enum outcome outcome = slot_prepare(db, statement, slot);
        if (outcome != OK) {
            if (slot->temporary)
                free(slot);
            return outcome;
        }
    }
    slot->in_use = true;
    *ret_slot = slot;
    return OK;
}

static void slot_release(struct slot *slot)
{
    if (slot->kept != NULL) {
        arena_close(&slot->kept->arena);
        free(slot->kept);
        slot->kept = NULL;
    }
    slot->in_use = false;
    if (slot->temporary) {
        sqlite3_finalize(slot->handle);
        free(slot);
        return;
    }
    sqlite3_reset(slot->handle);
    sqlite3_clear_bindings(slot->handle); /* the texts were borrowed */
}

void sqlite_forget(struct db *db, ptrdiff_t index)
{
    struct slot *slot = &own(db)->slots[index];
    sqlite3_finalize(slot->handle);
    *slot = (struct slot){0};
}

enum outcome sqlite_check(struct db *db, const struct statement *statement)
{
    struct slot *slot = NULL;
    TRY(slot_for(own(db), statement, &slot));
    slot_release(slot);
    return OK;
}

static enum outcome slot_bind(struct sqlite_db *db, const struct statement *statement, const struct db_value *values,
                              const struct slot *slot)
{
    for (size_t i = 0; statement->parameters[i] != '\0'; i++) {
        int code = SQLITE_OK, position = slot->positions[i];
        if (values[i].type == DB_INT)
            code = sqlite3_bind_int64(slot->handle, position, values[i].number);
        else if (values[i].type == DB_TEXT)
            code = sqlite3_bind_text(slot->handle, position, values[i].text, -1, SQLITE_STATIC);
        else
            code = sqlite3_bind_null(slot->handle, position);
        if (code != SQLITE_OK)
            return sqlite_outcome(db, code, statement->name);
    }
    return OK;
}

/* Each value must be what its letter says: SQLite itself would turn anything into anything. */
static enum outcome row_check(struct sqlite_db *db, const struct statement *statement, const struct slot *slot)
{
    for (int column = 0; column < slot->columns; column++) {
        char letter = statement->columns[column];
        int type = sqlite3_column_type(slot->handle, column);
        bool fits = letter == 'i'   ? type == SQLITE_INTEGER
                    : letter == 't' ? type == SQLITE_TEXT
                    : letter == 'I' ? type == SQLITE_INTEGER || type == SQLITE_NULL
                                    : type == SQLITE_TEXT || type == SQLITE_NULL;
        if (!fits)
            return db_fail(&db->base, BROKEN, "%s: column %d is not '%c'", statement->name, column, letter);
    }
    return OK;
}

static enum outcome slot_step(struct sqlite_db *db, const struct statement *statement, const struct slot *slot,
                              bool *ret_have_row)
{
    int code = sqlite3_step(slot->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return sqlite_outcome(db, code, statement->name);
    *ret_have_row = code == SQLITE_ROW;
    return code == SQLITE_ROW ? row_check(db, statement, slot) : OK;
}

static struct kept_row *row_copy(struct arena *arena, const struct slot *slot)
{
    struct kept_row *row = arena_alloc(arena, sizeof *row + slot->columns * sizeof(struct kept_cell));
    for (int column = 0; row != NULL && column < slot->columns; column++) {
        struct kept_cell *cell = &row->cells[column];
        int type = sqlite3_column_type(slot->handle, column);
        cell->null = type == SQLITE_NULL;
        cell->number = sqlite3_column_int64(slot->handle, column);
        if (type == SQLITE_TEXT) {
            cell->text = arena_text(arena, (const char *)sqlite3_column_text(slot->handle, column));
            if (cell->text == NULL)
                return NULL;
        }
    }
    return row;
}

static enum outcome rows_keep(struct sqlite_db *db, const struct statement *statement, struct slot *slot)
{
    slot->kept = calloc(1, sizeof *slot->kept);
    if (slot->kept == NULL)
        return db_fail(&db->base, BROKEN, "out of memory");
    slot->kept->arena = arena_open(KEPT_BYTES);
    struct kept_row **end = &slot->kept->first;
    for (;;) {
        bool have_row = false;
        TRY(slot_step(db, statement, slot, &have_row));
        if (!have_row)
            return OK;
        *end = row_copy(&slot->kept->arena, slot);
        if (*end == NULL)
            return db_fail(&db->base, TOO_LARGE, "%s: too many rows to keep", statement->name);
        end = &(*end)->next;
    }
}

enum outcome sqlite_start(struct db_rows *rows, const struct db_value *values)
{
    struct sqlite_db *db = own(rows->db);
    struct slot *slot = NULL;
    TRY(slot_for(db, rows->statement, &slot));
    enum outcome outcome = slot_bind(db, rows->statement, values, slot);
    if (outcome == OK && slot->writes) {
        rows->db->writes++;
        outcome = rows_keep(db, rows->statement, slot);
    }
    if (outcome != OK) {
        slot_release(slot);
        return outcome;
    }
    rows->engine = slot;
    return OK;
}

enum outcome sqlite_step(struct db_rows *rows, bool *ret_have_row)
{
    struct slot *slot = rows->engine;
    if (slot->kept == NULL)
        return slot_step(own(rows->db), rows->statement, slot, ret_have_row);
    slot->kept->current = rows->row < 0                 ? slot->kept->first
                          : slot->kept->current != NULL ? slot->kept->current->next
                                                        : NULL;
    *ret_have_row = slot->kept->current != NULL;
    return OK;
}

void sqlite_finish(struct db_rows *rows)
{
    slot_release(rows->engine);
}

int64_t sqlite_get_int(const struct db_rows *rows, int column)
{
    const struct slot *slot = rows->engine;
    return slot->kept != NULL ? slot->kept->current->cells[column].number : sqlite3_column_int64(slot->handle, column);
}

bool sqlite_is_null(const struct db_rows *rows, int column)
{
    const struct slot *slot = rows->engine;
    return slot->kept != NULL ? slot->kept->current->cells[column].null
                              : sqlite3_column_type(slot->handle, column) == SQLITE_NULL;
}

const char *sqlite_get_text(const struct db_rows *rows, int column)
{
    const struct slot *slot = rows->engine;
    return slot->kept != NULL ? slot->kept->current->cells[column].text
                              : (const char *)sqlite3_column_text(slot->handle, column);
}

enum outcome sqlite_run(struct db *base, const struct statement *statement, const struct db_value *values,
                        int64_t *ret_changed)
{
    struct sqlite_db *db = own(base);
    struct slot *slot = NULL;
    TRY(slot_for(db, statement, &slot));
    bool have_row = false;
    base->writes += slot->writes;
    enum outcome outcome = slot_bind(db, statement, values, slot);
    if (outcome == OK)
        outcome = slot_step(db, statement, slot, &have_row);
    if (outcome == OK)
        *ret_changed = slot->writes ? sqlite3_changes64(db->handle) : 0;
    slot_release(slot);
    return outcome;
}

/* Here the answer costs nothing. */
enum outcome sqlite_run_later(struct db *db, const struct statement *statement, const struct db_value *values)
{
    int64_t changed;
    return sqlite_run(db, statement, values, &changed);
}

enum outcome sqlite_settle(struct db *db)
{
    (void)db;
    return OK;
}
