/* PostgreSQL through libpq: the same statements, whole results in text format.
 *
 * Write transactions are SERIALIZABLE. On SQLite there is one writer, so everything was thought and tested as if jobs
 * ran one after another ("the last administrator stays", "the state allows this step"): serializable is the level that
 * keeps that true here, at the price of a retry now and then, which the writer does. Reads are one REPEATABLE READ
 * snapshot.
 *
 * An answer costs the way to the server and back, so statements go out in libpq's pipeline mode and only an answer that
 * somebody looks at is waited for, with all before it: BEGIN goes with the first statement, COMMIT with the last
 * writes. After a failure the server passes over what follows up to the next sync, COMMIT too. Between two waits the
 * connection is out of pipeline mode, unless something is on its way. */
#include "postgresql.h"
#include "base/clock.h"
#include "driver.h"
#include "postgresql_wait.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of pg_type: what the letters may be. */
enum { OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_VARCHAR = 1043 };

/* Migrations of one database wait for each other, however long: the lock comes before the transaction, whose snapshot
 * would else be older than the lock. Any number will do that is the same in every version. */
#define MIGRATION_LOCK "5066549580791140"
#define MIGRATION_START "SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(" MIGRATION_LOCK ")"
#define MIGRATION_END "SELECT pg_advisory_unlock(" MIGRATION_LOCK ")"

/* READ COMMITTED, so that what the holder of the lock before us committed is seen; and a reader under SERIALIZABLE
 * would have the writers of the rows fail now and then. */
#define LINKS_ALONE "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(5066549580791141)"

enum { OLDEST_SERVER = 150000 };

static struct postgresql_db *own(struct db *db)
{
    return (struct postgresql_db *)db;
}

/* The one place that turns SQLSTATEs into outcomes. */
static enum outcome state_outcome(struct db *db, const char *state)
{
    if (strcmp(state, "23505") == 0 || strcmp(state, "23P01") == 0)
        return CONFLICT;
    if (strncmp(state, "23", 2) == 0 || strcmp(state, "22021") == 0 || strcmp(state, "22P05") == 0)
        return INVALID;
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0) {
        db->transient = true; /* lost a race: the same again may win it */
        return BUSY;
    }
    if (strcmp(state, "55P03") == 0 || strcmp(state, "57014") == 0 || strncmp(state, "53", 2) == 0) {
        db->disk_failed = db->disk_failed || strcmp(state, "53100") == 0;
        return strcmp(state, "53100") == 0 ? BROKEN : BUSY;
    }
    if (strncmp(state, "58", 2) == 0)
        db->disk_failed = true;
    return BROKEN;
}

enum outcome postgresql_failed(struct postgresql_db *db, const PGresult *result, const char *what)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    bool going_down = state != NULL && (strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0);
    if (PQstatus(db->connection) != CONNECTION_OK || going_down) {
        db->lost = true;
        db->base.transient = true; /* nothing of the transaction has stayed */
        return db_fail(&db->base, BUSY, "%s: connection lost: %s", what, PQerrorMessage(db->connection));
    }
    if (state == NULL)
        return db_fail(&db->base, BROKEN, "%s: %s", what, PQerrorMessage(db->connection));
    return db_fail(&db->base, state_outcome(&db->base, state), "%s: %s (%s)", what,
                   PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), state);
}

enum outcome postgresql_expect(struct postgresql_db *db, PGresult *result, ExecStatusType status, const char *what)
{
    enum outcome outcome = PQresultStatus(result) == status ? OK : postgresql_failed(db, result, what);
    PQclear(result);
    return outcome;
}

static enum outcome postgresql_script(struct db *base, const char *sql)
{
    TRY(postgresql_settle(own(base)));
    PGresult *result = PQexec(own(base)->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    return postgresql_expect(own(base), result,
                             status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY ? status : PGRES_COMMAND_OK,
                             "script");
}

/* An integer column must be an integer type: SUM() without a CAST is numeric, a comparison boolean. */
static bool type_fits(char letter, Oid type)
{
    if (letter == 'i' || letter == 'I')
        return type == OID_INT8 || type == OID_INT4 || type == OID_INT2;
    return type == OID_TEXT || type == OID_VARCHAR;
}

/* PostgreSQL takes a parameter that the text never uses; SQLite does not, and it is always a slip. */
static bool parameter_used(const char *sql, size_t number)
{
    char name[24];
    int length = snprintf(name, sizeof name, "$%zu", number);
    for (const char *found = sql; (found = strstr(found, name)) != NULL; found += length)
        if (found[length] < '0' || found[length] > '9')
            return true;
    return false;
}

static enum outcome description_check(struct postgresql_db *db, const struct statement *statement,
                                      const PGresult *result)
{
    size_t parameters = strlen(statement->parameters), columns = strlen(statement->columns);
    if (PQnparams(result) != (int)parameters)
        return db_fail(&db->base, BROKEN, "%s: %d parameters, %zu letters", statement->name, PQnparams(result),
                       parameters);
    for (size_t number = 1; number <= parameters; number++)
        if (!parameter_used(statement->sql, number))
            return db_fail(&db->base, BROKEN, "%s: no parameter $%zu", statement->name, number);
    if (PQnfields(result) != (int)columns)
        return db_fail(&db->base, BROKEN, "%s: %d columns, %zu letters", statement->name, PQnfields(result), columns);
    for (int column = 0; column < (int)columns; column++)
        if (!type_fits(statement->columns[column], PQftype(result, column)))
            return db_fail(&db->base, BROKEN, "%s: column %d is of type %u, not '%c'", statement->name, column,
                           PQftype(result, column), statement->columns[column]);
    return OK;
}

static void prepared_name(ptrdiff_t index, char name[24])
{
    snprintf(name, 24, "s%td", index);
}

/* Prepares the statement if this connection has not yet. *ret_name is what to execute. */
static enum outcome prepare(struct postgresql_db *db, const struct statement *statement, char ret_name[24])
{
    ptrdiff_t index = db_statement_index(&db->base, statement);
    if (index < 0)
        return db_fail(&db->base, BROKEN, "%s was not made by STATEMENT", statement->name);
    prepared_name(index, ret_name);
    if (db->prepared[index])
        return OK;
    if (db->sent_count > 0)
        TRY(postgresql_settle(db));
    Oid types[DB_MAX_PARAMETERS] = {0};
    size_t count = strlen(statement->parameters);
    if (count > DB_MAX_PARAMETERS)
        return db_fail(&db->base, BROKEN, "%s: too many parameters", statement->name);
    for (size_t i = 0; i < count; i++)
        types[i] = statement->parameters[i] == 'i' || statement->parameters[i] == 'I' ? OID_INT8 : OID_TEXT;
    TRY(postgresql_expect(db, wait_prepare(db->connection, ret_name, statement->sql, (int)count, types, ANSWER_MS),
                          PGRES_COMMAND_OK, statement->name));
    PGresult *description = wait_describe(db->connection, ret_name, ANSWER_MS);
    enum outcome outcome = PQresultStatus(description) == PGRES_COMMAND_OK
                               ? description_check(db, statement, description)
                               : postgresql_failed(db, description, statement->name);
    PQclear(description);
    db->prepared[index] = outcome == OK;
    if (outcome != OK && !db->lost) {
        /* A statement that was refused must be refused again, not "already exist". */
        char deallocate[40];
        snprintf(deallocate, sizeof deallocate, "DEALLOCATE %s", ret_name);
        PQclear(wait_exec(db->connection, deallocate, ANSWER_MS));
    }
    return outcome;
}

static enum outcome settle(struct db *base)
{
    return own(base)->sent_count > 0 ? postgresql_settle(own(base)) : OK;
}

static void postgresql_forget(struct db *base, ptrdiff_t index)
{
    struct postgresql_db *db = own(base);
    char name[24], deallocate[40];
    if (!db->prepared[index] || db->lost)
        return;
    if (db->sent_count > 0 && postgresql_settle(db) != OK)
        db->base.failed = true;
    prepared_name(index, name);
    snprintf(deallocate, sizeof deallocate, "DEALLOCATE %s", name);
    PQclear(wait_exec(db->connection, deallocate, ANSWER_MS));
    db->prepared[index] = false;
}

static enum outcome postgresql_check(struct db *base, const struct statement *statement)
{
    char name[24];
    return prepare(own(base), statement, name);
}

static enum outcome send(struct postgresql_db *db, const struct statement *statement, const struct db_value *values)
{
    char name[24], numbers[DB_MAX_PARAMETERS][24];
    const char *texts[DB_MAX_PARAMETERS] = {NULL};
    if (db->lost)
        return db_fail(&db->base, BUSY, "%s: connection lost", statement->name);
    if (db->synced)
        TRY(postgresql_settle(db));
    TRY(prepare(db, statement, name));
    int count = 0;
    for (; statement->parameters[count] != '\0'; count++) {
        const struct db_value *value = &values[count];
        if (value->type == DB_INT)
            snprintf(numbers[count], sizeof numbers[count], "%lld", (long long)value->number);
        texts[count] = value->type == DB_INT ? numbers[count] : value->type == DB_TEXT ? value->text : NULL;
    }
    TRY(postgresql_pipeline(db));
    return postgresql_sent(db, PQsendQueryPrepared(db->connection, name, count, texts, NULL, NULL, 0), statement->name,
                           ANSWER_MS);
}

static enum outcome execute(struct db *base, const struct statement *statement, const struct db_value *values,
                            ExecStatusType expected, PGresult **ret_result)
{
    struct postgresql_db *db = own(base);
    enum control begin = db->begin;
    enum outcome outcome = send(db, statement, values);
    if (outcome == OK)
        outcome = postgresql_answers(db, expected, ret_result);
    if (db->lost && begin != CONTROL__COUNT) {
        /* The server went away since the last transaction: this one has done nothing, so connecting again loses
         * nothing. */
        base->transient = false;
        TRY(postgresql_connect_again(db));
        db->begin = begin;
        TRY(send(db, statement, values));
        outcome = postgresql_answers(db, expected, ret_result);
    }
    if (outcome == OK && PQntuples(*ret_result) > DB_MAX_ROWS) {
        PQclear(*ret_result);
        outcome = db_fail(base, TOO_LARGE, "%s: too many rows", statement->name);
    }
    return outcome;
}

static enum outcome postgresql_start(struct db_rows *rows, const struct db_value *values)
{
    PGresult *result = NULL;
    TRY(execute(rows->db, rows->statement, values, PGRES_TUPLES_OK, &result));
    rows->engine = result;
    return OK;
}

static enum outcome postgresql_step(struct db_rows *rows, bool *ret_have_row)
{
    const PGresult *result = rows->engine;
    int64_t next = rows->row + 1;
    *ret_have_row = next < PQntuples(result);
    for (int column = 0; *ret_have_row && rows->statement->columns[column] != '\0'; column++) {
        char letter = rows->statement->columns[column];
        if ((letter == 'i' || letter == 't') && PQgetisnull(result, (int)next, column) != 0)
            return db_fail(rows->db, BROKEN, "%s: column %d is not '%c'", rows->statement->name, column, letter);
    }
    return OK;
}

static void postgresql_finish(struct db_rows *rows)
{
    PQclear(rows->engine);
}

static int64_t postgresql_get_int(const struct db_rows *rows, int column)
{
    return strtoll(PQgetvalue(rows->engine, (int)rows->row, column), NULL, 10); /* NULL is '' here and gives 0 */
}

static bool postgresql_is_null(const struct db_rows *rows, int column)
{
    return PQgetisnull(rows->engine, (int)rows->row, column) != 0;
}

static const char *postgresql_get_text(const struct db_rows *rows, int column)
{
    return postgresql_is_null(rows, column) ? NULL : PQgetvalue(rows->engine, (int)rows->row, column);
}

static enum outcome postgresql_run(struct db *base, const struct statement *statement, const struct db_value *values,
                                   int64_t *ret_changed)
{
    PGresult *result = NULL;
    TRY(execute(base, statement, values, PGRES_COMMAND_OK, &result));
    *ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return OK;
}

static enum outcome postgresql_run_later(struct db *base, const struct statement *statement,
                                         const struct db_value *values)
{
    struct postgresql_db *db = own(base);
    TRY(send(db, statement, values));
    return db->sent_count < SENT_MAX ? OK : postgresql_answers(db, PGRES_COMMAND_OK, NULL);
}

static enum outcome postgresql_table_exists(struct db *base, const char *table, bool *ret_exists)
{
    TRY(postgresql_settle(own(base)));
    /* Looks along the search path, as the statements do. */
    PGresult *result = PQexecParams(own(base)->connection, "SELECT 1 WHERE to_regclass($1) IS NOT NULL", 1, NULL,
                                    &table, NULL, NULL, 0);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        *ret_exists = PQntuples(result) == 1;
        PQclear(result);
        return OK;
    }
    return postgresql_expect(own(base), result, PGRES_TUPLES_OK, table);
}

/* What every new session is told. synchronous_commit: acknowledged means durable, whatever the server's default; a
 * stronger setting of the server stays. */
static enum outcome session_start(struct postgresql_db *db)
{
    static const char settings[] =
        "SET TIME ZONE 'UTC'; SET idle_in_transaction_session_timeout = 60000; SET client_min_messages = warning;"
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
    char timeouts[128];
    snprintf(timeouts, sizeof timeouts, "SET statement_timeout = %d; SET lock_timeout = %d", DB_STATEMENT_MS,
             DB_LOCK_WAIT_MS);
    TRY(postgresql_expect(db, wait_exec(db->connection, timeouts, BEGIN_MS), PGRES_COMMAND_OK, "session"));
    TRY(postgresql_expect(db, wait_exec(db->connection, settings, BEGIN_MS), PGRES_TUPLES_OK, "session"));
    if (db->base.reader)
        TRY(postgresql_expect(db, wait_exec(db->connection, "SET default_transaction_read_only = on", BEGIN_MS),
                              PGRES_COMMAND_OK, "session"));
    return OK;
}

enum outcome postgresql_connect_again(struct postgresql_db *db)
{
    size_t count = 0;
    (void)db_statements(&count);
    memset(db->prepared, 0, (count + DB_MADE__COUNT) * sizeof *db->prepared);
    db->sent_count = 0;
    db->synced = false;
    if (clock_monotonic_ms() < db->again_ms)
        return db_fail(&db->base, BUSY, "no connection a moment ago");
    int64_t before_ms = clock_monotonic_ms();
    PQreset(db->connection);
    db->lost = PQstatus(db->connection) != CONNECTION_OK;
    if (!db->lost)
        return session_start(db);
    /* Nobody waits in line for a server that is away: those who come now are told so at once. Where it took no time to
     * be refused there is no line. */
    int64_t now_ms = clock_monotonic_ms(), took_ms = now_ms - before_ms;
    db->again_ms = now_ms + (took_ms < AGAIN_MS ? took_ms : AGAIN_MS);
    return db_fail(&db->base, BUSY, "no connection: %s", PQerrorMessage(db->connection));
}

static void postgresql_close(struct db *base)
{
    struct postgresql_db *db = own(base);
    PQfinish(db->connection);
    free(db->prepared);
    free(db);
}

/* What is wrong with the server, if anything. */
static const char *server_fault(const struct postgresql_db *db)
{
    const char *encoding = PQparameterStatus(db->connection, "server_encoding");
    if (PQserverVersion(db->connection) < OLDEST_SERVER)
        return "PostgreSQL 15 or newer is needed";
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
        return "the database must have the encoding UTF8";
    return NULL;
}

enum outcome store_postgresql_connect(const char *address, bool reader, struct db **ret_db,
                                      char ret_error[STORE_ERROR_CHARS])
{
    snprintf(ret_error, STORE_ERROR_CHARS, "out of memory");
    size_t count = 0;
    (void)db_statements(&count);
    struct postgresql_db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return BROKEN;
    db->base.driver = &store_postgresql_driver;
    db->base.reader = reader;
    db->begin = CONTROL__COUNT;
    db->prepared = calloc(count + DB_MADE__COUNT, sizeof *db->prepared);
    /* Checked first because libpq's words about a malformed address repeat it, password and all. */
    PQconninfoOption *options = PQconninfoParse(address, NULL);
    enum outcome outcome = BROKEN;
    if (options == NULL) {
        snprintf(ret_error, STORE_ERROR_CHARS, "the address of the database is malformed");
    } else if (db->prepared != NULL) {
        db->connection = wait_connect(address);
        const char *fault =
            PQstatus(db->connection) != CONNECTION_OK ? PQerrorMessage(db->connection) : server_fault(db);
        if (fault != NULL)
            snprintf(ret_error, STORE_ERROR_CHARS, "cannot use the database: %.400s", fault);
        else if ((outcome = session_start(db)) != OK)
            snprintf(ret_error, STORE_ERROR_CHARS, "cannot use the database: %.400s", db->base.error);
    }
    PQconninfoFree(options);
    if (outcome != OK) {
        postgresql_close(&db->base);
        return outcome;
    }
    ret_error[0] = '\0';
    *ret_db = &db->base;
    return OK;
}

/* One function for all tables; for each statement, so that one that touches no row is refused too. */
static enum outcome postgresql_append_only(const char *words, struct text *script)
{
    int table = (int)strcspn(words, " ");
    if (table == 0 || words[table] == '\0')
        return INVALID;
    text_add(script,
             "CREATE OR REPLACE FUNCTION fordela_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
             "EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;\n");
    text_printf(script,
                "CREATE TRIGGER %.*s_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %.*s FOR EACH STATEMENT "
                "EXECUTE FUNCTION fordela_append_only();\n",
                table, words, table, words);
    return OK;
}

/* The server guards its pages and references itself (checksums, constraints that nobody can switch off here). */
static enum outcome postgresql_damage(struct db *base, struct checking *checking)
{
    (void)base, (void)checking;
    return OK;
}

const struct driver store_postgresql_driver = {
    .close = postgresql_close,
    .check = postgresql_check,
    .start = postgresql_start,
    .step = postgresql_step,
    .finish = postgresql_finish,
    .get_int = postgresql_get_int,
    .is_null = postgresql_is_null,
    .get_text = postgresql_get_text,
    .run = postgresql_run,
    .run_later = postgresql_run_later,
    .settle = settle,
    .control = postgresql_control,
    .script = postgresql_script,
    .table_exists = postgresql_table_exists,
    .int_type = "BIGINT",
    .text_type = "TEXT COLLATE \"C\"",
    .table_options = "",
    .append_only = postgresql_append_only,
    .damage = postgresql_damage,
    .forget = postgresql_forget,
    .catalogue = CATALOGUE,
    .references_later = "SET LOCAL statement_timeout = 0; " REFERENCES_AS("DEFERRABLE INITIALLY DEFERRED"),
    .references_now = "SET CONSTRAINTS ALL IMMEDIATE; " REFERENCES_AS("NOT DEFERRABLE"),
    .migration_start = MIGRATION_START,
    .migration_end = MIGRATION_END,
    .one_writer = false,
    .links_alone = LINKS_ALONE,
};
