/* Migrations: once, in order, never changed, never backwards. On both engines. */
#include "fixture.h"

#include <pthread.h>

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
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE), cmocka_unit_test(numbers_rise_by_one)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL), ON_POSTGRESQL(several_at_once_wait)};
    return RUN_ON_BOTH(sqlite, postgresql);
}
