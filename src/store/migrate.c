/* Brings a database to this program's schema. */
#include "store/migrate.h"

#include "base/crypto.h"
#include "base/text.h"
#include "driver.h"
#include "status_anew.h"
#include "store/audit_chain.h"
#include "store/reference.h"

#include <stdio.h>
#include <string.h>

/* Which migrations a database has had. Made before the first of them, hence not one itself. */
static const char bookkeeping[] = "CREATE TABLE IF NOT EXISTS schema_migration (\n"
                                  "    number {int} PRIMARY KEY,\n"
                                  "    name {text} NOT NULL,\n"
                                  "    sha256 {text} NOT NULL,   -- of the file, before its tokens are filled in\n"
                                  "    applied_at {int} NOT NULL -- unix seconds\n"
                                  ") {table};\n";

enum { MAX_SCRIPT_BYTES = 256 * 1024, TOKEN_CHARS_MAX = 200 };

/* Whether the token's words are "append_only TABLE KEY ...": names of small letters, digits and '_'. */
static bool is_append_only(const char *words)
{
    static const char start[] = "append_only ";
    return strncmp(words, start, sizeof start - 1) == 0 &&
           words[strspn(words, "abcdefghijklmnopqrstuvwxyz0123456789_ ")] == '\0' && strstr(words, "  ") == NULL;
}

/* Writes the text with its tokens filled in for the engine. INVALID: a token that does not exist. */
static enum outcome tokens_fill(const struct driver *driver, const char *sql, struct text *script)
{
    for (const char *brace = NULL; (brace = strchr(sql, '{')) != NULL;) {
        text_add_bytes(script, sql, (size_t)(brace - sql));
        const char *end = strchr(brace, '}');
        char words[TOKEN_CHARS_MAX];
        if (end == NULL || end - brace > TOKEN_CHARS_MAX)
            return INVALID;
        snprintf(words, sizeof words, "%.*s", (int)(end - brace - 1), brace + 1);
        if (strcmp(words, "int") == 0)
            text_add(script, driver->int_type);
        else if (strcmp(words, "text") == 0)
            text_add(script, driver->text_type);
        else if (strcmp(words, "table") == 0)
            text_add(script, driver->table_options);
        else if (is_append_only(words))
            TRY(driver->append_only(words + strlen("append_only "), script));
        else
            return INVALID;
        sql = end + 1;
    }
    text_add(script, sql);
    return text_failed(script) ? BROKEN : OK;
}

static enum outcome run_text(struct db *db, const char *sql)
{
    AUTO_TEXT script = text_open(MAX_SCRIPT_BYTES);
    enum outcome outcome = tokens_fill(db->driver, sql, &script);
    if (outcome != OK)
        return db_fail(db, BROKEN, "a token in the text is not {int}, {text}, {table} or {append_only ...}");
    return db->driver->script(db, script.bytes);
}

STATEMENT(migration_get, "i", "tt", "SELECT name, sha256 FROM schema_migration WHERE number = $1");

static enum outcome migration_recorded(struct db *db, const struct migration *migration, bool *ret_recorded,
                                       char error[STORE_ERROR_CHARS])
{
    char sha256[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(migration->sql, strlen(migration->sql), sha256);
    AUTO_ROWS rows;
    enum outcome outcome = db_one(db, &migration_get, DB_VALUES(db_int(migration->number)), &rows);
    *ret_recorded = outcome == OK;
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    if (strcmp(db_get_text(&rows, 1), sha256) == 0)
        return OK;
    snprintf(
        error, STORE_ERROR_CHARS,
        "migration %s is not the one this database was made with: use the program version that made it, or a newer one",
        migration->name);
    return CONFLICT;
}

STATEMENT(migration_last, "", "ii", "SELECT COALESCE(MAX(number), 0), COUNT(*) FROM schema_migration");

static enum outcome refuse_newer(struct db *db, const struct migration *migrations, int count,
                                 char error[STORE_ERROR_CHARS])
{
    int64_t known = count > 0 ? migrations[count - 1].number : 0;
    AUTO_ROWS rows;
    TRY(db_one(db, &migration_last, DB_NO_VALUES, &rows));
    if (db_get_int(&rows, 0) <= known)
        return OK;
    snprintf(error, STORE_ERROR_CHARS,
             "the database is newer (migration %lld) than this program (migration %lld): install the newer program",
             (long long)db_get_int(&rows, 0), (long long)known);
    return CONFLICT;
}

/* What SQL cannot do, behind a migration's text and in its transaction. */
static const struct {
    const char *name;
    enum outcome (*run)(struct db *db);
} code_steps[] = {{"0009_audit_chain", store_audit_chain_all}, {"0012_status_rows", status_anew_put}};

static enum outcome run_code(struct db *db, const char *name)
{
    for (size_t i = 0; i < sizeof code_steps / sizeof code_steps[0]; i++)
        if (strcmp(code_steps[i].name, name) == 0)
            return code_steps[i].run(db);
    return OK;
}

STATEMENT(migration_add, "itti", "",
          "INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)");

static enum outcome migration_apply(struct db *db, const struct migration *migration, int64_t now,
                                    char error[STORE_ERROR_CHARS])
{
    enum outcome outcome = run_text(db, migration->sql);
    if (outcome == OK)
        outcome = run_code(db, migration->name);
    if (outcome != OK) {
        snprintf(error, STORE_ERROR_CHARS, "migration %s failed: %.300s", migration->name, db_last_error(db));
        return outcome;
    }
    char sha256[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(migration->sql, strlen(migration->sql), sha256);
    return db_run(db, &migration_add,
                  DB_VALUES(db_int(migration->number), db_text(migration->name), db_text(sha256), db_int(now)), NULL);
}

/* One migration in one transaction, unless the database has it. */
static enum outcome migration_run(struct db *db, const struct migration *migration, int64_t now, int *applied,
                                  char error[STORE_ERROR_CHARS])
{
    bool recorded = false;
    TRY(db_begin_write(db));
    enum outcome outcome = migration_recorded(db, migration, &recorded, error);
    if (outcome == OK && !recorded)
        outcome = migration_apply(db, migration, now, error);
    if (outcome != OK || recorded) {
        db_rollback(db);
        return outcome;
    }
    TRY(db_commit(db));
    ++*applied;
    return OK;
}

/* Makes the bookkeeping's table, and looks whether this program may touch the database. */
static enum outcome bookkeeping_ready(struct db *db, const struct migration *migrations, int count,
                                      char error[STORE_ERROR_CHARS])
{
    TRY(db_begin_write(db));
    enum outcome outcome = run_text(db, bookkeeping);
    if (outcome == OK)
        outcome = refuse_newer(db, migrations, count, error);
    if (outcome != OK) {
        db_rollback(db);
        return outcome;
    }
    return db_commit(db);
}

enum outcome store_migrate_with(struct db *db, const struct migration *migrations, int count, int64_t now,
                                int *ret_applied, char ret_error[STORE_ERROR_CHARS])
{
    int applied = 0;
    ret_error[0] = '\0';
    TRY(db->driver->script(db, db->driver->migration_start));
    enum outcome outcome = bookkeeping_ready(db, migrations, count, ret_error);
    for (int i = 0; outcome == OK && i < count; i++)
        outcome = migration_run(db, &migrations[i], now, &applied, ret_error);
    enum outcome released = db->driver->script(db, db->driver->migration_end);
    if (outcome == OK)
        outcome = released;
    if (outcome == OK && ret_applied != NULL)
        *ret_applied = applied;
    return outcome;
}

static enum outcome reference_run(struct db *db, int64_t now, char error[STORE_ERROR_CHARS])
{
    TRY(db_begin_write(db));
    enum outcome outcome = store_reference_load(db, now, error);
    if (outcome != OK) {
        db_rollback(db);
        return outcome;
    }
    return db_commit(db);
}

static enum outcome migrate(struct store *store, bool schema_only, int64_t now, int *ret_applied,
                            char ret_error[STORE_ERROR_CHARS])
{
    struct db *db = NULL;
    ret_error[0] = '\0';
    enum outcome outcome = store_connect(store, false, &db);
    if (outcome != OK) {
        snprintf(ret_error, STORE_ERROR_CHARS, "no connection to the database");
        return outcome;
    }
    int applied = 0;
    db->schema_only = schema_only;
    /* Held until the connection closes, so that the reference data are inside as well. */
    outcome = db->driver->script(db, db->driver->migration_start);
    if (outcome == OK)
        outcome = store_migrate_with(db, store_migrations, store_migration_count, now, &applied, ret_error);
    if (outcome == OK && !schema_only)
        outcome = reference_run(db, now, ret_error);
    if (outcome != OK && ret_error[0] == '\0')
        snprintf(ret_error, STORE_ERROR_CHARS, "the database refused: %.400s", db_last_error(db));
    db_close(db);
    if (outcome == OK && ret_applied != NULL)
        *ret_applied = applied;
    return outcome;
}

enum outcome store_migrate(struct store *store, int64_t now, int *ret_applied, char ret_error[STORE_ERROR_CHARS])
{
    return migrate(store, false, now, ret_applied, ret_error);
}

enum outcome store_migrate_schema(struct store *store, int64_t now, char ret_error[STORE_ERROR_CHARS])
{
    return migrate(store, true, now, NULL, ret_error);
}

enum outcome store_schema_step(struct db *db, int *ret_step, char ret_error[STORE_ERROR_CHARS])
{
    bool exists = false, recorded = true;
    ret_error[0] = '\0';
    TRY(db->driver->table_exists(db, "schema_migration", &exists));
    int step = 0;
    if (exists)
        TRY(refuse_newer(db, store_migrations, store_migration_count, ret_error));
    for (int i = 0; exists && recorded && i < store_migration_count; i++) {
        TRY(migration_recorded(db, &store_migrations[i], &recorded, ret_error));
        if (recorded)
            step = store_migrations[i].number;
    }
    *ret_step = step;
    return OK;
}

void store_schema_sha256(char ret_hex[SHA256_HEX_CHARS + 1])
{
    struct crypto_digest digest;
    crypto_digest_start(&digest);
    for (int i = 0; i < store_migration_count; i++)
        crypto_digest_add(&digest, store_migrations[i].sql, strlen(store_migrations[i].sql) + 1);
    crypto_digest_hex(&digest, ret_hex);
}

enum outcome store_schema_check(struct db *db, char ret_error[STORE_ERROR_CHARS])
{
    int step = 0;
    TRY(store_schema_step(db, &step, ret_error));
    if (store_migration_count == 0 || step == store_migrations[store_migration_count - 1].number)
        return OK;
    snprintf(ret_error, STORE_ERROR_CHARS, "the database is older than this program: run `fordela migrate`");
    return CONFLICT;
}
