/* Migrations: once, in order, never changed, never backwards. On both engines. */
#include "fixture.h"

#include "../../../src/store/sqlite.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

STATEMENT(parent_count, "", "i", "SELECT COUNT(*) FROM parent");
STATEMENT(recorded, "", "it", "SELECT number, name FROM schema_migration ORDER BY number DESC");

static const struct migration two[] = {
    {.number = 1, .name = "0001_first", .sql = "CREATE TABLE parent (code {text} PRIMARY KEY) {table};\n"},
    {.number = 2, .name = "0002_second", .sql = "INSERT INTO parent (code) VALUES ('a');\n"},
};

static enum outcome migrate(struct db *db, const struct migration *list, int count, int *ret_applied, const char *words)
{
    char error[STORE_ERROR_CHARS];
    enum outcome outcome = store_migrate_with(db, list, count, 1, ret_applied, error);
    if (words != NULL && strstr(error, words) == NULL)
        fail_msg("no \"%s\" in: %s", words, error);
    return outcome;
}

static int64_t asked(struct db *db, const struct statement *question)
{
    AUTO_ROWS rows;
    assert_ok(db_one(db, question, DB_NO_VALUES, &rows));
    return db_get_int(&rows, 0);
}

static void runs_once(void **state)
{
    struct db *db = fixture_connect(*state, false);
    int applied = -1;
    assert_ok(migrate(db, two, 1, &applied, NULL));
    assert_int_equal(applied, 1);
    assert_ok(migrate(db, two, 2, &applied, NULL));
    assert_int_equal(applied, 1);
    assert_ok(migrate(db, two, 2, &applied, NULL));
    assert_int_equal(applied, 0);
    assert_int_equal(asked(db, &parent_count), 1);
    assert_int_equal(asked(db, &recorded), 2);
    db_close(db);
}

static void a_changed_file_is_refused(void **state)
{
    struct db *db = fixture_connect(*state, false);
    assert_ok(migrate(db, two, 2, NULL, NULL));
    struct migration changed[] = {two[0], two[1]};
    changed[1].sql = "INSERT INTO parent (code) VALUES ('b');\n";
    assert_int_equal(migrate(db, changed, 2, NULL, "0002_second"), CONFLICT);
    assert_int_equal(asked(db, &parent_count), 1);
    db_close(db);
}

static void a_newer_database_is_refused(void **state)
{
    struct db *db = fixture_connect(*state, false);
    assert_ok(migrate(db, two, 2, NULL, NULL));
    assert_int_equal(migrate(db, two, 1, NULL, "newer (migration 2) than this program (migration 1)"), CONFLICT);
    db_close(db);
}

static void a_failing_file_leaves_nothing(void **state)
{
    struct db *db = fixture_connect(*state, false);
    struct migration failing[] = {two[0], two[1]};
    failing[1].sql = "INSERT INTO parent (code) VALUES ('a');\nCREATE TABLE half (code {text} PRIMARY KEY) {table};\n"
                     "INSERT INTO parent (code) VALUES ('a');\n";
    assert_int_equal(migrate(db, failing, 2, NULL, "0002_second failed"), CONFLICT);
    assert_int_equal(asked(db, &parent_count), 0);
    assert_int_equal(asked(db, &recorded), 1);
    bool exists = true;
    assert_ok(db->driver->table_exists(db, "half", &exists));
    assert_false(exists);
    failing[1].sql = "CREATE TABLE other (code {varchar} PRIMARY KEY) {table};\n";
    assert_int_equal(migrate(db, failing, 2, NULL, "token"), BROKEN);
    assert_ok(migrate(db, two, 2, NULL, NULL));
    db_close(db);
}

static void the_program_knows_its_schema(void **state)
{
    const struct fixture *fixture = *state;
    struct db *db = fixture_connect(fixture, false);
    char error[STORE_ERROR_CHARS];
    assert_int_equal(store_schema_check(db, error), CONFLICT);
    assert_non_null(strstr(error, "fordela migrate"));
    assert_ok(store_migrate_with(db, store_migrations, store_migration_count - 1, 1, NULL, error));
    assert_int_equal(store_schema_check(db, error), CONFLICT);
    assert_non_null(strstr(error, "fordela migrate"));
    db_close(db);
    int applied = -1;
    assert_ok(store_migrate(fixture->store, 1, &applied, error));
    assert_int_equal(applied, 1);
    assert_ok(store_migrate(fixture->store, 1, &applied, error));
    assert_int_equal(applied, 0);
    db = fixture_connect(fixture, true);
    assert_ok(store_schema_check(db, error));
    db_close(db);
}

struct migrating {
    struct store *store;
    pthread_t thread;
    enum outcome outcome;
    int applied;
    char error[STORE_ERROR_CHARS];
};

static void *migrate_in_thread(void *argument)
{
    struct migrating *migrating = argument;
    migrating->outcome = store_migrate(migrating->store, 1, &migrating->applied, migrating->error);
    return NULL;
}

/* Several servers that start at once on one PostgreSQL: one migrates, the others wait and find it done. */
static void several_at_once_wait(void **state)
{
    const struct fixture *fixture = *state;
    struct migrating several[4];
    int applied = 0;
    for (int i = 0; i < 4; i++) {
        several[i] = (struct migrating){.store = fixture->store};
        assert_int_equal(pthread_create(&several[i].thread, NULL, migrate_in_thread, &several[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(several[i].thread, NULL);
    for (int i = 0; i < 4; i++) {
        if (several[i].outcome != OK)
            fail_msg("%s", several[i].error);
        applied += several[i].applied;
    }
    assert_int_equal(applied, store_migration_count);
}

/* --- the power goes while it runs --- */

static int left_to_run;

static int count_down(unsigned event, void *context, void *statement, void *sql)
{
    (void)event, (void)context, (void)statement, (void)sql;
    if (--left_to_run == 0)
        raise(SIGKILL);
    return 0;
}

/* A commit is one of the moments, too: nothing of it has been written then. */
static int count_down_commit(void *context)
{
    return count_down(0, context, NULL, NULL);
}

/* Migrates in a process of its own, which is killed at its n-th statement or commit. True: it came to its end before
 * that. */
static bool migrate_and_die(const char *path, int n)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        struct db *db = NULL;
        char error[STORE_ERROR_CHARS];
        if (store_open(path, STORE_CREATE, &store, error) != OK || store_connect(store, false, &db) != OK)
            _exit(2);
        left_to_run = n;
        sqlite3 *handle = ((struct sqlite_db *)db)->handle;
        sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, count_down, NULL);
        sqlite3_commit_hook(handle, count_down_commit, NULL);
        _exit(store_migrate_with(db, store_migrations, store_migration_count, 1, NULL, error) == OK ? 0 : 3);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true((WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
                (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    return WIFEXITED(status);
}

/* Killed at ever later moments, each time from the beginning: what is there is whole steps, and the rest can follow. */
static void a_kill_leaves_whole_steps(void **state)
{
    struct fixture *fixture = *state;
    int seen[64] = {0}, kinds = 0;
    bool done = false;
    for (int n = 1; !done && n < 4000; n += 7) {
        store_close(fixture->store);
        unlink(fixture->address);
        done = migrate_and_die(fixture->address, n);
        fixture_store(fixture); /* looks for damage */
        struct db *db = fixture_connect(fixture, true);
        char error[STORE_ERROR_CHARS];
        int step = -1;
        assert_ok(store_schema_step(db, &step, error));
        kinds += seen[step]++ == 0;
        bool exists = false;
        assert_ok(db->driver->table_exists(db, "vaccine_goal", &exists)); /* the last table of 0007 */
        assert_int_equal(exists, step >= 7);
        assert_ok(db->driver->table_exists(db, "county", &exists)); /* the first of 0001 */
        assert_int_equal(exists, step >= 1);
        db_close(db);
        if ((done || n % 10 == 0) && store_migrate_schema(fixture->store, 1, error) != OK)
            fail_msg("after %d: %s", n, error);
    }
    assert_true(done);
    assert_true(kinds > store_migration_count / 2); /* it was killed before, between and behind them */
}

static void numbers_rise_by_one(void **state)
{
    (void)state;
    for (int i = 0; i < store_migration_count; i++) {
        assert_int_equal(store_migrations[i].number, i + 1);
        assert_int_equal(strtol(store_migrations[i].name, NULL, 10), i + 1);
    }
}

#define EACH_TEST(ON)                                                                                                  \
    ON(runs_once), ON(a_changed_file_is_refused), ON(a_newer_database_is_refused), ON(a_failing_file_leaves_nothing),  \
        ON(the_program_knows_its_schema)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE), ON_SQLITE(a_kill_leaves_whole_steps),
                                        cmocka_unit_test(numbers_rise_by_one)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL), ON_POSTGRESQL(several_at_once_wait)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
