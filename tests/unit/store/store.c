/* Opening a database: file mode, lock, damage, other programs' files, addresses. */
#include "../../../src/store/sqlite.h"
#include "fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>

static void the_file_is_its_owners_alone(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
    struct db *db = fixture_schema(fixture);
    for (size_t i = 0; i < 4; i++) {
        char path[600];
        struct stat status;
        snprintf(path, sizeof path, "%s%s", fixture->address, suffixes[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
    db_close(db);
}

static void refused_with(const char *database, enum store_access access, enum outcome expected, const char *words)
{
    struct store *store = NULL;
    char error[STORE_ERROR_CHARS];
    assert_int_equal(store_open(database, access, &store, error), expected);
    assert_null(store);
    if (strstr(error, words) == NULL)
        fail_msg("no \"%s\" in: %s", words, error);
}

static void a_second_process_is_refused(void **state)
{
    const struct fixture *fixture = *state;
    char words[64];
    snprintf(words, sizeof words, "another Fördela (process %ld)", (long)getpid());
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        char error[STORE_ERROR_CHARS];
        enum outcome outcome = store_open(fixture->address, STORE_SERVE, &store, error);
        _exit(outcome == CONFLICT && strstr(error, words) != NULL ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    refused_with(fixture->address, STORE_SERVE, CONFLICT, words);
    refused_with(fixture->address, STORE_ADMIN, CONFLICT, "run this command");
    /* By another name, too. */
    char other[600];
    snprintf(other, sizeof other, "%s/../%s/test.db", fixture->directory, strrchr(fixture->directory, '/') + 1);
    refused_with(other, STORE_SERVE, CONFLICT, words);
}

static void the_lock_ends_with_its_holder(void **state)
{
    struct fixture *fixture = *state;
    store_close(fixture->store);
    fixture->store = NULL;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        char error[STORE_ERROR_CHARS];
        _exit(store_open(fixture->address, STORE_SERVE, &store, error) == OK ? 0 : 1); /* no store_close */
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    fixture_store(fixture);
}

static void one_connection_writes(void **state)
{
    const struct fixture *fixture = *state;
    struct db *db = fixture_connect(fixture, false), *second = NULL;
    assert_int_equal(store_connect(fixture->store, false, &second), CONFLICT);
    assert_null(second);
    struct db *reader = fixture_connect(fixture, true);
    db_close(db);
    db_close(fixture_connect(fixture, false));
    db_close(reader);
    db_close(NULL);
    store_close(NULL);
}

/* A reader alone, when no writer is connected. */
static void a_reader_needs_no_writer(void **state)
{
    const struct fixture *fixture = *state;
    db_close(fixture_schema(fixture));
    struct db *reader = fixture_connect(fixture, true);
    char error[STORE_ERROR_CHARS];
    assert_ok(db_begin_read(reader));
    assert_int_equal(store_schema_check(reader, error), CONFLICT);
    db_rollback(reader);
    db_close(reader);
}

static int64_t pragma(struct db *db, const char *name)
{
    char sql[64];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof sql, "PRAGMA %s", name);
    assert_int_equal(sqlite3_prepare_v2(((struct sqlite_db *)db)->handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static void connections_are_set_up(void **state)
{
    static const struct {
        const char *name;
        int64_t writer, reader;
    } settings[] = {{"synchronous", 2, 2},
                    {"foreign_keys", 1, 1},
                    {"query_only", 0, 1},
                    {"trusted_schema", 0, 0},
                    {"wal_autocheckpoint", 8000, 0},
                    {"busy_timeout", 2000, 2000},
                    {"cache_size", -4096, -2048},
                    {"temp_store", 2, 2}};
    struct db *writer = fixture_connect(*state, false), *reader = fixture_connect(*state, true);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        assert_int_equal(pragma(writer, settings[i].name), settings[i].writer);
        assert_int_equal(pragma(reader, settings[i].name), settings[i].reader);
    }
    db_close(reader);
    db_close(writer);
}

static void overwrite(const char *path, long offset, const char *bytes, size_t length)
{
    FILE *file = fopen(path, offset == 0 ? "w" : "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void damage_is_refused(void **state)
{
    struct fixture *fixture = *state;
    char garbage[8192];
    memset(garbage, 'g', sizeof garbage);
    char error[STORE_ERROR_CHARS];
    assert_ok(store_migrate(fixture->store, 1, NULL, error));
    store_close(fixture->store);
    fixture->store = NULL;
    overwrite(fixture->address, 40960, garbage, sizeof garbage); /* pages in the middle */
    refused_with(fixture->address, STORE_ADMIN, BROKEN, "restore a backup");
    struct store *served = NULL; /* the server looks when it serves already */
    assert_ok(store_open(fixture->address, STORE_SERVE, &served, error));
    assert_int_equal(store_check(served, error), BROKEN);
    assert_non_null(strstr(error, "restore a backup"));
    store_check_stop(served);
    store_close(served);
    overwrite(fixture->address, 0, garbage, sizeof garbage); /* the whole file */
    refused_with(fixture->address, STORE_SERVE, BROKEN, "restore a backup");
}

static void another_programs_file_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = fixture_schema(fixture);
    assert_ok(db->driver->script(db, "PRAGMA application_id = 0"));
    db_close(db);
    store_close(fixture->store);
    fixture->store = NULL;
    refused_with(fixture->address, STORE_SERVE, BROKEN, "another program");
}

static void a_missing_folder_is_named(void **state)
{
    (void)state;
    refused_with("/nowhere/at/all.db", STORE_CREATE, BROKEN, "/nowhere/at/all.db");
    refused_with("/nowhere/at/all.db", STORE_SERVE, NOT_FOUND, "/nowhere/at/all.db");
    refused_with("/nowhere/at/all.db", STORE_ADMIN, NOT_FOUND, "fordela migrate");
    refused_with("/", STORE_SERVE, BROKEN, "cannot open");
}

static void a_password_is_never_shown(void **state)
{
    (void)state;
    static const char *const addresses[] = {"postgresql://user:geheim@[/base",
                                            "postgresql://user:geheim@127.0.0.1:1/base?connect_timeout=2",
                                            "postgresql://user:geheim@127.0.0.1:1/base?nonsense=geheim"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct store *store = NULL;
        char error[STORE_ERROR_CHARS];
        assert_int_equal(store_open(addresses[i], STORE_SERVE, &store, error), BROKEN);
        assert_true(error[0] != '\0');
        assert_null(strstr(error, "geheim"));
    }
}

static void a_server_takes_many_connections(void **state)
{
    const struct fixture *fixture = *state;
    struct db *first = fixture_connect(fixture, false), *second = fixture_connect(fixture, false);
    db_close(first);
    db_close(second);
}

int main(void)
{
    const struct CMUnitTest sqlite[] = {
        ON_SQLITE(the_file_is_its_owners_alone),
        ON_SQLITE(a_second_process_is_refused),
        ON_SQLITE(the_lock_ends_with_its_holder),
        ON_SQLITE(one_connection_writes),
        ON_SQLITE(a_reader_needs_no_writer),
        ON_SQLITE(connections_are_set_up),
        ON_SQLITE(damage_is_refused),
        ON_SQLITE(another_programs_file_is_refused),
        cmocka_unit_test(a_missing_folder_is_named),
        cmocka_unit_test(a_password_is_never_shown),
    };
    const struct CMUnitTest postgresql[] = {ON_POSTGRESQL(a_reader_needs_no_writer),
                                            ON_POSTGRESQL(a_server_takes_many_connections)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
