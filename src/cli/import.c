/* `fordela import`: an empty database filled from an export, all of it or nothing. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "cli/options.h"
#include "sound.h"
#include "store/migrate.h"
#include "store/users.h"
#include "tables.h"

#include <errno.h>
#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

struct importing {
    const char *path;
    FILE *file;
    struct db *db;
    struct table *tables;
    size_t table_count, tables_loaded;
    const struct table *table; /* being loaded */
    struct table_loading *loading;
    struct arena arena;
    bool had_rows; /* the table, before the import: what migrate put there */
    char *error;   /* STORE_ERROR_CHARS */
};

static enum outcome refuse(struct importing *importing, const struct table_reader *reader, const char *words)
{
    snprintf(importing->error, STORE_ERROR_CHARS, "%.200s:%lld: %.250s", importing->path,
             (long long)reader->line_number, words);
    return INVALID;
}

static enum outcome refused_by_database(struct importing *importing, const struct table_reader *reader,
                                        enum outcome outcome)
{
    if (outcome != OK && importing->error[0] == '\0')
        snprintf(importing->error, STORE_ERROR_CHARS, "%.150s:%lld: table %.60s: %.200s", importing->path,
                 (long long)reader->line_number, reader->table, db_last_error(importing->db));
    return outcome;
}

static enum outcome next_line(struct importing *importing, struct table_reader *reader)
{
    enum outcome outcome = table_read_line(reader);
    if (outcome == INVALID)
        return refuse(importing, reader, reader->fault);
    if (outcome == BROKEN)
        snprintf(importing->error, STORE_ERROR_CHARS, "%.200s: %s", importing->path, strerror(errno));
    return outcome;
}

/* --- the file by itself --- */

static enum outcome check_head(struct importing *importing, const struct table_reader *reader)
{
    char schema[SHA256_HEX_CHARS + 1];
    store_schema_sha256(schema);
    if (strcmp(reader->step, tables_step()) == 0 && strcmp(reader->schema_sha256, schema) == 0)
        return OK;
    snprintf(importing->error, STORE_ERROR_CHARS,
             "%.200s is of another schema (step %.64s) than this program (step %.64s): export it with this version",
             importing->path, reader->step, tables_step());
    return INVALID;
}

/* Reads it to its end, so that nothing is begun with a file that is damaged. */
static enum outcome check_file(struct importing *importing)
{
    AUTO_TABLE_READER reader = table_reader_open(importing->file);
    enum outcome outcome;
    while ((outcome = next_line(importing, &reader)) == OK)
        if (reader.kind == TABLE_LINE_HEAD)
            TRY(check_head(importing, &reader));
    if (outcome != NOT_FOUND)
        return outcome;
    rewind(importing->file);
    return OK;
}

/* --- into the database --- */

static enum outcome some_row(void *context, const struct db_value *values)
{
    (void)values;
    *(bool *)context = true;
    return CONFLICT; /* one is enough */
}

static enum outcome has_rows(struct importing *importing, bool *ret_has)
{
    bool has = false;
    const struct table_visitor visitor = {.visit = some_row, .context = &has};
    enum outcome outcome = store_table_read(importing->db, importing->table, &visitor);
    *ret_has = has;
    return has ? OK : outcome;
}

static enum outcome begin_table(struct importing *importing, const struct table_reader *reader)
{
    importing->table = NULL;
    for (size_t i = 0; i < importing->table_count; i++)
        if (strcmp(importing->tables[i].name, reader->table) == 0 && !store_table_is_left_out(reader->table))
            importing->table = &importing->tables[i];
    bool same = importing->table != NULL && importing->table->column_count == reader->column_count;
    for (size_t i = 0; same && i < reader->column_count; i++)
        same = strcmp(importing->table->columns[i].name, reader->columns[i]) == 0;
    if (!same)
        return refuse(importing, reader, "there is no such table, or it has other columns");
    TRY(has_rows(importing, &importing->had_rows));
    return store_table_load_begin(importing->db, importing->table, &importing->arena, &importing->loading);
}

struct comparing {
    const struct db_value *values;
    size_t count;
    bool equal;
};

static enum outcome compare(void *context, const struct db_value *found)
{
    struct comparing *comparing = context;
    comparing->equal = true;
    for (size_t i = 0; i < comparing->count; i++) {
        const struct db_value *a = &comparing->values[i], *b = &found[i];
        if (a->type != b->type || (a->type == DB_INT && a->number != b->number) ||
            (a->type == DB_TEXT && strcmp(a->text, b->text) != 0))
            comparing->equal = false;
    }
    return OK;
}

/* A row that a migration had put there already stays, or becomes what the file says (where the schema lets it). */
static enum outcome load_row(struct importing *importing, const struct table_reader *reader)
{
    struct db_value values[TABLE_FILE_COLUMNS_MAX];
    for (size_t i = 0; i < reader->column_count; i++) {
        const struct table_value *value = &reader->values[i];
        values[i] = value->type == TABLE_VALUE_INT    ? db_int(value->number)
                    : value->type == TABLE_VALUE_TEXT ? db_text(value->text)
                                                      : db_null();
        bool number = importing->table->columns[i].letter == 'i' || importing->table->columns[i].letter == 'I';
        if (value->type != TABLE_VALUE_NULL && number != (value->type == TABLE_VALUE_INT))
            return refuse(importing, reader, "a value is of another type than its column");
    }
    if (!importing->had_rows)
        return store_table_add(importing->loading, values);
    struct comparing comparing = {.values = values, .count = reader->column_count};
    const struct table_visitor visitor = {.visit = compare, .context = &comparing};
    enum outcome outcome = store_table_find(importing->loading, values, &visitor);
    if (outcome == NOT_FOUND)
        return store_table_add(importing->loading, values);
    if (outcome != OK || comparing.equal)
        return outcome;
    outcome = store_table_change(importing->loading, values);
    if (outcome == INVALID)
        return refuse(importing, reader,
                      "the table had other rows, which may not change: import into a database that is not there yet");
    return outcome;
}

/* What stands in the table now is written as an export would and must give the file's own SHA-256. */
static enum outcome end_table(struct importing *importing, const struct table_reader *reader)
{
    char sha256[SHA256_HEX_CHARS + 1];
    AUTO_TABLE_WRITER writer = table_writer_open(NULL);
    store_table_load_end(importing->db);
    arena_close(&importing->arena);
    importing->tables_loaded++;
    TRY(tables_write(importing->db, importing->table, &writer, sha256));
    if (strcmp(sha256, reader->sha256) == 0)
        return OK;
    snprintf(importing->error, STORE_ERROR_CHARS,
             "the table %.60s had rows of its own: import into a database that is not there yet, or has no tables",
             importing->table->name);
    return CONFLICT;
}

static enum outcome load_line(struct importing *importing, const struct table_reader *reader)
{
    switch (reader->kind) {
    case TABLE_LINE_BEGIN:
        return begin_table(importing, reader);
    case TABLE_LINE_ROW:
        return load_row(importing, reader);
    case TABLE_LINE_END:
        return end_table(importing, reader);
    default:
        return OK;
    }
}

static enum outcome load(struct importing *importing, int64_t *ret_rows)
{
    AUTO_TABLE_READER reader = table_reader_open(importing->file);
    enum outcome outcome;
    size_t expected = 0;
    reader.checked = true; /* by check_file; and what stands in each table is held against the file's digest */
    TRY(refused_by_database(importing, &reader, store_references_later(importing->db)));
    while ((outcome = next_line(importing, &reader)) == OK)
        TRY(refused_by_database(importing, &reader, load_line(importing, &reader)));
    if (outcome != NOT_FOUND)
        return outcome;
    for (size_t i = 0; i < importing->table_count; i++)
        expected += !store_table_is_left_out(importing->tables[i].name);
    if (importing->tables_loaded != expected)
        return refuse(importing, &reader, "a table is missing");
    *ret_rows = reader.all_rows;
    return refused_by_database(importing, &reader, store_references_now(importing->db));
}

enum { ACCOUNTS_STEP = 2 }; /* 0002_accounts makes the table of users */

/* Nobody's yet, as far as users tell. */
static enum outcome check_unused(struct db *db, int step, char error[STORE_ERROR_CHARS])
{
    int64_t users = 0;
    if (step >= ACCOUNTS_STEP)
        TRY(store_user_count(db, &users));
    if (users == 0)
        return OK;
    snprintf(error, STORE_ERROR_CHARS, "the database is in use (%lld users): import into an empty one",
             (long long)users);
    return CONFLICT;
}

/* A database without tables gets them, empty; one that an import was stopped in gets the rest. If a table turns out to
 * have rows of its own, all is undone. */
static enum outcome make_ready(struct store *store, char error[STORE_ERROR_CHARS])
{
    const struct clock clock = {0};
    struct db *db = NULL;
    int step = 0;
    TRY(store_connect(store, true, &db));
    enum outcome outcome = store_schema_step(db, &step, error);
    if (outcome == OK)
        outcome = check_unused(db, step, error);
    db_close(db);
    return outcome == OK ? store_migrate_schema(store, clock_now(&clock), error) : outcome;
}

static enum outcome load_all(struct importing *importing, int64_t *ret_rows)
{
    struct arena arena = arena_open(ARENA_BYTES);
    enum outcome outcome = store_tables(importing->db, &arena, &importing->tables, &importing->table_count);
    if (outcome == OK)
        outcome = db_begin_write(importing->db);
    if (outcome == OK)
        outcome = load(importing, ret_rows);
    if (outcome == OK)
        outcome = db_commit(importing->db);
    if (outcome != OK && importing->error[0] == '\0')
        snprintf(importing->error, STORE_ERROR_CHARS, "%.400s", db_last_error(importing->db));
    db_rollback(importing->db);
    arena_close(&importing->arena);
    arena_close(&arena);
    return outcome;
}

static enum outcome import(struct importing *importing, const char *database, int64_t *ret_rows)
{
    struct store *store = NULL;
    TRY(check_file(importing));
    TRY(store_open(database, STORE_CREATE, &store, importing->error));
    enum outcome outcome = make_ready(store, importing->error);
    if (outcome == OK)
        outcome = store_connect(store, false, &importing->db);
    if (outcome == OK)
        outcome = load_all(importing, ret_rows);
    db_close(importing->db);
    store_close(store);
    return outcome;
}

int cli_import(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "import",
        .arguments = "FILE",
        .about =
            "Fills an empty database, of either engine, from a file written by `fordela export`; makes the file or "
            "the\n"
            "tables if there are none (do not migrate it first). The file is read to its end first (form, counts, "
            "SHA-256), then loaded in one transaction with all\n"
            "constraints on, and what stands in each table afterwards is held against the file's SHA-256. The file "
            "must\n"
            "be of this program's schema. The server must be stopped when the database is a SQLite file.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
        .arguments_min = 1,
        .arguments_max = 1,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    char error[STORE_ERROR_CHARS] = "";
    struct importing importing = {.path = options.arguments[0], .arena = arena_open(ARENA_BYTES), .error = error};
    int64_t rows = 0;
    enum outcome outcome = crypto_start();
    importing.file = fopen(importing.path, "re");
    if (importing.file == NULL) {
        snprintf(error, sizeof error, "%.300s: %s", importing.path, strerror(errno));
        outcome = NOT_FOUND;
    }
    if (outcome == OK)
        outcome = import(&importing, option_text(&options, OPTION_DATABASE), &rows);
    if (importing.file != NULL)
        fclose(importing.file);
    if (outcome != OK)
        return sound_fail("import", outcome, error);
    printf("Imported %lld rows.\n", (long long)rows);
    return EXIT_DONE;
}
