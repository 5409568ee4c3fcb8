/* A connection to an SQLite file: how it is opened, its transactions, its errors. */
#include "sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "Förd" in Latin-1: marks the file as Fördela's, so that another program's file is not taken for ours. */
#define APPLICATION_ID 0x46f67264
#define TEXT_OF(number) #number
#define SET_APPLICATION_ID(number) "PRAGMA application_id=" TEXT_OF(number)

/* Small caches: a page that is not in one comes from the page cache of the machine, which all connections share. A
 * larger cache made neither reports nor an import faster, and the writing connection fills whatever it may.
 * temp_store: what sorts more than its cache holds would go to a file, and a server that has confined itself can make
 * none; a job's savepoint keeps the pages that it changes beside the log, half of all writes if that is a file.
 * A checkpoint every 8000 frames (32 MiB) writes a page once that the log has several times. */
#define WRITER_PRAGMAS                                                                                                 \
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4096; PRAGMA wal_autocheckpoint=8000;"       \
    "PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON"
#define READER_PRAGMAS                                                                                                 \
    "PRAGMA query_only=ON; PRAGMA cache_size=-2048; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY;"            \
    "PRAGMA mmap_size=0; PRAGMA cell_size_check=ON"

static enum outcome code_outcome(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return CONFLICT;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return INVALID;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
        return BUSY;
    case SQLITE_TOOBIG:
        return TOO_LARGE;
    default:
        return BROKEN;
    }
}

enum outcome sqlite_outcome(struct sqlite_db *db, int code, const char *what)
{
    int primary = code & 0xff;
    if (primary == SQLITE_FULL || primary == SQLITE_IOERR || (primary == SQLITE_READONLY && !db->base.reader))
        db->base.disk_failed = true;
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        db->base.transient = true;
    return db_fail(&db->base, code_outcome(code), "%s: %s (%d)", what, sqlite3_errmsg(db->handle), code);
}

static enum outcome sqlite_script(struct db *base, const char *sql)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_outcome(db, code, "script");
}

static enum outcome sqlite_table_exists(struct db *base, const char *table, bool *ret_exists)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    int code = sqlite3_table_column_metadata(db->handle, "main", table, NULL, NULL, NULL, NULL, NULL, NULL);
    /* SQLITE_ERROR is the answer for a table that is not there. */
    if (code != SQLITE_OK && code != SQLITE_ERROR)
        return sqlite_outcome(db, code, table);
    *ret_exists = code == SQLITE_OK;
    return OK;
}

static const char *const control_sql[CONTROL__COUNT] = {
    [CONTROL_BEGIN_READ] = "BEGIN",
    [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVEPOINT] = "SAVEPOINT job",
    [CONTROL_SAVEPOINT_KEEP] = "RELEASE job",
    [CONTROL_SAVEPOINT_UNDO] = "ROLLBACK TO job",
};

static enum outcome step_once(struct sqlite_db *db, sqlite3_stmt *statement, const char *what)
{
    int code = sqlite3_step(statement);
    enum outcome outcome = code == SQLITE_DONE ? OK : sqlite_outcome(db, code, what);
    sqlite3_reset(statement);
    return outcome;
}

static enum outcome sqlite_control(struct db *base, enum control control)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    if (control == CONTROL_ROLLBACK && sqlite3_get_autocommit(db->handle) != 0)
        return OK; /* a full disk or a failed read made SQLite roll back by itself */
    TRY(step_once(db, db->controls[control], control_sql[control]));
    return control == CONTROL_SAVEPOINT_UNDO ? step_once(db, db->release, control_sql[CONTROL_SAVEPOINT_KEEP]) : OK;
}

static void sqlite_close(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    size_t count = 0;
    (void)db_statements(&count);
    for (size_t i = 0; db->slots != NULL && i < count + DB_MADE__COUNT; i++)
        sqlite3_finalize(db->slots[i].handle);
    for (int i = 0; i < CONTROL__COUNT; i++)
        sqlite3_finalize(db->controls[i]);
    sqlite3_finalize(db->release);
    sqlite3_close_v2(db->handle);
    free(db->slots);
    free(db);
}

/* Low ceilings: no statement of this program comes near them, so what does is not one of its statements. */
static void limit(sqlite3 *handle)
{
    static const struct {
        int what, ceiling;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024}, /* the input of a proposal for the nation is the longest text */
        {SQLITE_LIMIT_SQL_LENGTH, 256 * 1024},   /* a migration file */
        {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 100},
        {SQLITE_LIMIT_COMPOUND_SELECT, 50},
        {SQLITE_LIMIT_FUNCTION_ARG, 16},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
        {SQLITE_LIMIT_VARIABLE_NUMBER, DB_MAX_PARAMETERS},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        sqlite3_limit(handle, limits[i].what, limits[i].ceiling);
}

/* The order matters: without the busy timeout first, two that open a new file at once fail at journal_mode. */
static int configure(sqlite3 *handle, bool reader)
{
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, DB_LOCK_WAIT_MS);
    int code = sqlite3_exec(handle, reader ? READER_PRAGMAS : WRITER_PRAGMAS, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* Closing the last connection checkpoints: that, too, only the writer does. */
    if (code == SQLITE_OK && reader)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    limit(handle);
    return code;
}

static int controls_prepare(struct sqlite_db *db)
{
    int code = SQLITE_OK;
    for (int i = 0; code == SQLITE_OK && i < CONTROL__COUNT; i++)
        code = sqlite3_prepare_v3(db->handle, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &db->controls[i], NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v3(db->handle, control_sql[CONTROL_SAVEPOINT_KEEP], -1, SQLITE_PREPARE_PERSISTENT,
                                  &db->release, NULL);
    return code;
}

enum outcome store_sqlite_connect(const char *path, bool reader, struct db **ret_db, char ret_error[STORE_ERROR_CHARS])
{
    snprintf(ret_error, STORE_ERROR_CHARS, "out of memory");
    struct sqlite_db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return BROKEN;
    db->base.driver = &store_sqlite_driver;
    db->base.reader = reader;
    size_t count = 0;
    (void)db_statements(&count);
    db->slots = calloc(count + DB_MADE__COUNT, sizeof *db->slots);
    int flags = (reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    int code = db->slots == NULL ? SQLITE_NOMEM : sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (code == SQLITE_OK)
        code = configure(db->handle, reader);
    if (code == SQLITE_OK)
        code = controls_prepare(db);
    if (code != SQLITE_OK) {
        const char *advice = (code & 0xff) == SQLITE_NOTADB ? ": not a database, or damaged; restore a backup"
                             : (code & 0xff) == SQLITE_BUSY ? ": another program holds it"
                                                            : "";
        snprintf(ret_error, STORE_ERROR_CHARS, "cannot open the database file %s: %s%s", path,
                 db->handle != NULL ? sqlite3_errmsg(db->handle) : "out of memory", advice);
        sqlite_close(&db->base);
        return code_outcome(code) == BUSY ? BUSY : BROKEN;
    }
    ret_error[0] = '\0';
    *ret_db = &db->base;
    return OK;
}

/* The first column of the first row, for pragmas. */
static int ask(sqlite3 *handle, const char *sql, int64_t *ret_number, char text[STORE_ERROR_CHARS])
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *ret_number = sqlite3_column_int64(statement, 0);
        const unsigned char *words = sqlite3_column_text(statement, 0);
        snprintf(text, STORE_ERROR_CHARS, "%s", words != NULL ? (const char *)words : "");
        code = SQLITE_OK;
    } else if (code == SQLITE_DONE) {
        code = SQLITE_ERROR;
    }
    sqlite3_finalize(statement);
    return code;
}

enum outcome store_sqlite_is_ours(struct db *base, char ret_error[STORE_ERROR_CHARS])
{
    sqlite3 *handle = ((struct sqlite_db *)base)->handle;
    const char *path = sqlite3_db_filename(handle, "main");
    int64_t application = 0;
    char text[STORE_ERROR_CHARS] = "";
    int code = ask(handle, "PRAGMA application_id", &application, text);
    if (code == SQLITE_OK && application == APPLICATION_ID)
        return OK;
    snprintf(ret_error, STORE_ERROR_CHARS, "%.200s is not a database of Fördela, or it is damaged (%.200s)", path,
             code == SQLITE_OK ? "it has no mark of it" : sqlite3_errmsg(handle));
    return code == SQLITE_OK ? INVALID : BROKEN;
}

static enum outcome damaged(sqlite3 *handle, const char *how, char ret_error[STORE_ERROR_CHARS])
{
    snprintf(ret_error, STORE_ERROR_CHARS, "the database file %.200s is damaged (%.200s): restore a backup",
             sqlite3_db_filename(handle, "main"), how);
    return BROKEN;
}

enum outcome store_sqlite_inspect(struct db *base, char ret_error[STORE_ERROR_CHARS])
{
    sqlite3 *handle = ((struct sqlite_db *)base)->handle;
    const char *path = sqlite3_db_filename(handle, "main");
    int64_t application = 0, tables = 0, ignored = 0;
    char text[STORE_ERROR_CHARS] = "";
    int code = ask(handle, "PRAGMA application_id", &application, text);
    if (code == SQLITE_OK)
        code = ask(handle, "SELECT count(*) FROM sqlite_schema", &tables, text);
    if (code == SQLITE_OK && application != APPLICATION_ID) {
        if (application != 0 || tables != 0 || base->reader) {
            snprintf(ret_error, STORE_ERROR_CHARS, "%s is the database of another program", path);
            return BROKEN;
        }
        code = sqlite3_exec(handle, SET_APPLICATION_ID(APPLICATION_ID), NULL, NULL, NULL);
    }
    if (code == SQLITE_OK)
        code = ask(handle, "PRAGMA journal_mode", &ignored, text);
    if (code == SQLITE_OK && strcmp(text, "wal") != 0) {
        snprintf(ret_error, STORE_ERROR_CHARS, "%s cannot use a write-ahead log (journal mode %.20s): use a local disk",
                 path, text);
        return BROKEN;
    }
    if (code == SQLITE_OK)
        return OK;
    return damaged(handle, sqlite3_errmsg(handle), ret_error);
}

static int stop_asked(void *stop)
{
    return atomic_load((atomic_bool *)stop);
}

enum outcome store_sqlite_check(struct db *base, atomic_bool *stop, char ret_error[STORE_ERROR_CHARS])
{
    enum { STEPS_BETWEEN_LOOKS = 10000 };
    sqlite3 *handle = ((struct sqlite_db *)base)->handle;
    int64_t ignored = 0;
    char text[STORE_ERROR_CHARS] = "";
    sqlite3_progress_handler(handle, STEPS_BETWEEN_LOOKS, stop_asked, stop);
    /* With a small cache: the pages are wanted once, and the process would keep their memory. */
    int code = sqlite3_exec(handle, "PRAGMA cache_size=-1024", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = ask(handle, "PRAGMA quick_check(1)", &ignored, text);
    sqlite3_progress_handler(handle, 0, NULL, NULL);
    if (code == SQLITE_INTERRUPT || (code == SQLITE_OK && strcmp(text, "ok") == 0))
        return OK;
    return damaged(handle, code == SQLITE_OK ? text : sqlite3_errmsg(handle), ret_error);
}

/* A row of the same key is refused by a trigger of its own: REPLACE would delete the old one without a DELETE trigger
 * unless the connection asks for recursive triggers, and other programs' connections do not. */
static enum outcome sqlite_append_only(const char *words, struct text *script)
{
    size_t length = strcspn(words, " ");
    int table = (int)length;
    if (length == 0 || words[length] == '\0')
        return INVALID;
    static const char *const changes[] = {"update", "delete"};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        text_printf(script,
                    "CREATE TRIGGER %.*s_no_%s BEFORE %s ON %.*s BEGIN SELECT RAISE(ABORT, '%.*s is append-only'); "
                    "END;\n",
                    table, words, changes[i], changes[i], table, words, table, words);
    text_printf(script, "CREATE TRIGGER %.*s_no_replace BEFORE INSERT ON %.*s WHEN EXISTS (SELECT 1 FROM %.*s WHERE ",
                table, words, table, words, table, words);
    for (const char *key = words + length + 1, *separator = ""; *key != '\0'; separator = " AND ") {
        length = strcspn(key, " ");
        text_printf(script, "%s%.*s = NEW.%.*s", separator, (int)length, key, (int)length, key);
        key += length + (key[length] == ' ');
    }
    text_printf(script, ") BEGIN SELECT RAISE(ABORT, '%.*s is append-only'); END;\n", table, words);
    return OK;
}

const struct driver store_sqlite_driver = {
    .close = sqlite_close,
    .check = sqlite_check,
    .start = sqlite_start,
    .step = sqlite_step,
    .finish = sqlite_finish,
    .get_int = sqlite_get_int,
    .is_null = sqlite_is_null,
    .get_text = sqlite_get_text,
    .run = sqlite_run,
    .run_later = sqlite_run_later,
    .settle = sqlite_settle,
    .control = sqlite_control,
    .script = sqlite_script,
    .table_exists = sqlite_table_exists,
    .int_type = "INTEGER",
    .text_type = "TEXT",
    .table_options = "STRICT, WITHOUT ROWID",
    .append_only = sqlite_append_only,
    .damage = sqlite_damage,
    .forget = sqlite_forget,
    .catalogue =
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name, c.cid",
    .references_later = "PRAGMA defer_foreign_keys = ON",
    .references_now = "",  /* COMMIT asks */
    .migration_start = "", /* the lock file is enough */
    .migration_end = "",
    .one_writer = true,
    .links_alone = "",
};
