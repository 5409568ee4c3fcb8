/* A database of its own for a test, on either engine: SQLite in a temporary directory; PostgreSQL, when
 * FORDELA_TEST_POSTGRESQL names a scratch database, in a schema that is dropped at the end. */
#ifndef FORDELA_TESTS_STORE_FIXTURE_H
#define FORDELA_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/store/driver.h"
#include "base/crypto.h"
#include "store/migrate.h"
#include "store/writer.h"

struct fixture {
    enum store_engine engine;
    struct store *store;
    char directory[64];
    char address[512];
    char schema[64];
    char database[64]; /* a copy of the migrated one, "" without */
};

/* Two tables, with every kind of rule that an engine checks. */
static const struct migration test_schema[] = {
    {.number = 1,
     .name = "0001_test",
     .sql = "CREATE TABLE parent (code {text} PRIMARY KEY, note {text}) {table};\n"
            "CREATE TABLE child (number {int} PRIMARY KEY CHECK (number < 1000000), code {text} NOT NULL REFERENCES "
            "parent "
            "(code), note {text}) {table};\n"
            "CREATE TABLE late (number {int} PRIMARY KEY, code {text} NOT NULL REFERENCES parent (code) DEFERRABLE "
            "INITIALLY DEFERRED) {table};\n"
            "INSERT INTO parent (code, note) VALUES ('a', NULL), ('b', 'second');\n"},
};

#define assert_ok(expression) assert_int_equal((expression), OK)

static inline const char *postgresql_scratch(void)
{
    const char *scratch = getenv("FORDELA_TEST_POSTGRESQL");
    return scratch != NULL && scratch[0] != '\0' ? scratch : NULL;
}

/* SQL text on a PostgreSQL connection without a store. */
static inline void postgresql_do(const char *sql)
{
    struct db *db = NULL;
    char error[STORE_ERROR_CHARS];
    if (store_postgresql_connect(postgresql_scratch(), false, &db, error) != OK)
        fail_msg("%s", error);
    enum outcome outcome = db->driver->script(db, sql);
    if (outcome != OK)
        fprintf(stderr, "%s: %s\n", sql, db_last_error(db));
    db->driver->close(db);
    assert_ok(outcome);
}

static inline void fixture_store(struct fixture *fixture)
{
    char error[STORE_ERROR_CHARS];
    enum outcome outcome = store_open(fixture->address, STORE_CREATE, &fixture->store, error);
    if (outcome != OK)
        fail_msg("%s", error);
}

static inline struct fixture *fixture_new(enum store_engine engine)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->engine = engine;
    snprintf(fixture->directory, sizeof fixture->directory, "/tmp/fordela-test.XXXXXX");
    assert_non_null(mkdtemp(fixture->directory));
    if (engine == STORE_SQLITE) {
        snprintf(fixture->address, sizeof fixture->address, "%s/test.db", fixture->directory);
    } else {
        const char *scratch = postgresql_scratch();
        char sql[160];
        snprintf(fixture->schema, sizeof fixture->schema, "test_%.6s_%ld", strrchr(fixture->directory, '.') + 1,
                 (long)getpid());
        snprintf(fixture->address, sizeof fixture->address,
                 "%s%capplication_name=%s&options=-csearch_path%%3D%%22%s%%22", scratch,
                 strchr(scratch, '?') != NULL ? '&' : '?', fixture->schema, fixture->schema);
        snprintf(sql, sizeof sql, "CREATE SCHEMA \"%s\"", fixture->schema);
        postgresql_do(sql);
    }
    fixture_store(fixture);
    return fixture;
}

static inline void template_drop(void)
{
    char sql[64];
    snprintf(sql, sizeof sql, "DROP DATABASE template_%ld", (long)getpid());
    postgresql_do(sql);
}

enum { MIGRATED_AT = 5 };

/* A migrated database of this program, made once: a copy of it takes a fifth of the time. */
static inline void template_make(void)
{
    static bool made;
    if (made)
        return;
    made = true;
    char sql[64], address[512], error[STORE_ERROR_CHARS];
    snprintf(sql, sizeof sql, "CREATE DATABASE template_%ld", (long)getpid());
    postgresql_do(sql);
    snprintf(address, sizeof address, "%s%cdbname=template_%ld", postgresql_scratch(),
             strchr(postgresql_scratch(), '?') != NULL ? '&' : '?', (long)getpid());
    struct store *store = NULL;
    if (store_open(address, STORE_CREATE, &store, error) != OK || store_migrate(store, MIGRATED_AT, NULL, error) != OK)
        fail_msg("%s", error);
    store_close(store);
    atexit(template_drop);
}

/* The program's own schema, with its reference data. */
static inline void fixture_migrate(struct fixture *fixture)
{
    char error[STORE_ERROR_CHARS], sql[192];
    if (fixture->engine == STORE_SQLITE) {
        if (store_migrate(fixture->store, MIGRATED_AT, NULL, error) != OK)
            fail_msg("%s", error);
        return;
    }
    template_make();
    store_close(fixture->store);
    snprintf(fixture->database, sizeof fixture->database, "db_%.48s", fixture->schema);
    snprintf(sql, sizeof sql, "CREATE DATABASE \"%s\" TEMPLATE template_%ld STRATEGY file_copy", fixture->database,
             (long)getpid());
    postgresql_do(sql);
    snprintf(fixture->address, sizeof fixture->address, "%s%cdbname=%s&application_name=%s", postgresql_scratch(),
             strchr(postgresql_scratch(), '?') != NULL ? '&' : '?', fixture->database, fixture->schema);
    fixture_store(fixture);
}

static inline void fixture_free(struct fixture *fixture)
{
    store_close(fixture->store);
    char text[160];
    if (fixture->engine == STORE_POSTGRESQL) {
        snprintf(text, sizeof text, "DROP SCHEMA \"%s\" CASCADE", fixture->schema);
        postgresql_do(text);
        snprintf(text, sizeof text, "DROP DATABASE IF EXISTS \"%s\"", fixture->database);
        if (fixture->database[0] != '\0')
            postgresql_do(text);
    }
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(text, sizeof text, "%s/test.db%s", fixture->directory, suffixes[i]);
        unlink(text);
    }
    rmdir(fixture->directory);
    free(fixture);
}

static inline struct db *fixture_connect(const struct fixture *fixture, bool reader)
{
    struct db *db = NULL;
    assert_ok(store_connect(fixture->store, reader, &db));
    return db;
}

/* A writing connection to a database with the test schema. */
static inline struct db *fixture_schema(const struct fixture *fixture)
{
    struct db *db = fixture_connect(fixture, false);
    char error[STORE_ERROR_CHARS];
    if (store_migrate_with(db, test_schema, 1, 1, NULL, error) != OK)
        fail_msg("%s %s", error, db_last_error(db));
    return db;
}

static inline int setup_sqlite(void **state)
{
    *state = fixture_new(STORE_SQLITE);
    return 0;
}

static inline int setup_postgresql(void **state)
{
    *state = fixture_new(STORE_POSTGRESQL);
    return 0;
}

static inline int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

/* Each test once per engine: on PostgreSQL when there is one, else on SQLite. */
#define ON_SQLITE(test) cmocka_unit_test_setup_teardown(test, setup_sqlite, teardown)
#define ON_POSTGRESQL(test) cmocka_unit_test_setup_teardown(test, setup_postgresql, teardown)

#define RUN_ON_ENGINE(sqlite_tests, postgresql_tests)                                                                  \
    (crypto_start() != OK ||                                                                                           \
     (postgresql_scratch() == NULL ? cmocka_run_group_tests_name("SQLite", sqlite_tests, NULL, NULL)                   \
                                   : cmocka_run_group_tests_name("PostgreSQL", postgresql_tests, NULL, NULL)) != 0)

#endif
