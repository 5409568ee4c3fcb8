/* The stored audit chain: no gap, no row without its link, whatever is undone and however many write. On both engines.
 */
#include "fixture.h"

#include "store/audit_chain.h"

#include <stdatomic.h>

enum { CHAIN_ROWS = 700, JOBS = 300 }; /* more than one batch of rows */

static struct db *migrated(struct fixture *fixture)
{
    fixture_migrate(fixture);
    return fixture_connect(fixture, false);
}

static enum outcome add(struct db *db, int number)
{
    char id[ID_CHARS + 1], key[32];
    crypto_id(1587988800000 + number, id);
    snprintf(key, sizeof key, "object \"%d\"", number);
    const struct audit_row row = {.audit_id = id,
                                  .at = 1587988800 + number,
                                  .user_id = "u",
                                  .organisation_code = "LST22",
                                  .action = "test.add",
                                  .object_type = "test",
                                  .object_key = key,
                                  .area_code = "22",
                                  .before = number % 2 == 0 ? NULL : "{\"n\":1}",
                                  .after = number % 3 == 0 ? NULL : "{\"namn\":\"Åsa\"}"};
    return store_audit_add(db, &row);
}

/* Walks the chain as a verifier would; returns its length. */
static int64_t walked(struct db *db)
{
    char hash[SHA256_HEX_CHARS + 1] = "", next[SHA256_HEX_CHARS + 1];
    int64_t size = -1;
    for (size_t count = 1; count > 0;) {
        struct arena arena = arena_open(64 * 1024 * 1024);
        struct audit_link *links;
        assert_ok(store_audit_links(db, size, 100, &arena, &links, &count));
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(links[i].entry.sequence, size + 1);
            if (size < 0)
                assert_ok(audit_chain_begin(links[i].entry.salt, next));
            else {
                assert_true(links[i].has_row);
                assert_ok(audit_chain_next(hash, &links[i].entry, next));
            }
            assert_string_equal(next, links[i].hash);
            memcpy(hash, next, sizeof hash);
            size++;
        }
        arena_close(&arena);
    }
    return size;
}

static void assert_whole(struct db *db, int64_t rows)
{
    struct audit_counts counts;
    struct arena arena = arena_open(4096);
    const char *stray;
    assert_int_equal(walked(db), rows);
    assert_ok(store_audit_counts(db, &counts));
    assert_int_equal(counts.rows, rows);
    assert_int_equal(counts.links, rows);
    assert_int_equal(counts.waiting, 0);
    assert_int_equal(store_audit_stray(db, &arena, &stray), NOT_FOUND);
    arena_close(&arena);
}

static void undone_rows_leave_no_gap(void **state)
{
    struct db *db = migrated(*state);
    struct audit_head head;
    assert_int_equal(store_audit_head(db, &head), NOT_FOUND);
    assert_ok(db_begin_write(db));
    assert_ok(db_savepoint(db));
    assert_ok(add(db, 1));
    assert_ok(db_savepoint_undo(db)); /* the seed goes with it */
    for (int i = 2; i < 6; i++) {
        assert_ok(db_savepoint(db));
        assert_ok(add(db, i));
        assert_ok(i % 2 == 0 ? db_savepoint_keep(db) : db_savepoint_undo(db));
    }
    assert_ok(db_commit(db));
    assert_ok(db_begin_write(db));
    assert_ok(add(db, 7));
    db_rollback(db);
    assert_ok(db_begin_write(db));
    assert_ok(add(db, 8));
    assert_ok(db_commit(db));
    assert_ok(store_audit_settle(db));
    assert_whole(db, 3);
    assert_ok(store_audit_head(db, &head));
    assert_int_equal(head.size, 3);
    db_close(db);
}

struct writing {
    struct writer_job job;
    atomic_int *left;
    int number;
    bool refuses;
};

static enum outcome write_row(struct writer_job *job, struct db *db)
{
    const struct writing *writing = (struct writing *)job;
    enum outcome outcome = add(db, writing->number);
    return outcome == OK && writing->refuses ? INVALID : outcome;
}

static void row_written(struct writer_job *job, enum outcome outcome)
{
    const struct writing *writing = (struct writing *)job;
    if (outcome != (writing->refuses ? INVALID : OK))
        abort();
    atomic_fetch_sub(writing->left, 1);
}

static enum outcome nothing(void *context, struct db *db)
{
    (void)context;
    (void)db;
    return OK;
}

/* Side by side on PostgreSQL, in groups on SQLite; every fifth is undone. */
static void many_writers_make_one_chain(void **state)
{
    struct fixture *fixture = *state;
    db_close(migrated(fixture));
    struct writer *writer;
    struct writing *jobs = calloc(JOBS, sizeof *jobs);
    atomic_int left = JOBS;
    assert_non_null(jobs);
    assert_ok(writer_start(fixture->store, 8, JOBS + 8, &writer));
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct writing){
            .job = {.run = write_row, .finished = row_written}, .left = &left, .number = i, .refuses = i % 5 == 4};
        assert_ok(writer_submit(writer, &jobs[i].job));
    }
    while (atomic_load(&left) > 0)
        assert_ok(writer_run(writer, nothing, NULL));
    writer_settle(writer);
    struct db *db = fixture_connect(fixture, true);
    assert_whole(db, JOBS - JOBS / 5);
    db_close(db);
    writer_stop(writer);
    free(jobs);
}

/* What a killed process left without links gets them from the next one. */
static void the_next_writer_links_what_waits(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = migrated(fixture);
    struct writer *writer;
    assert_ok(db_begin_write(db));
    for (int i = 0; i < 3; i++)
        assert_ok(add(db, i));
    assert_ok(db_commit(db));
    db_close(db);
    assert_ok(writer_start(fixture->store, 2, 8, &writer));
    writer_stop(writer);
    db = fixture_connect(fixture, true);
    assert_whole(db, 3);
    db_close(db);
}

STATEMENT(test_old_row, "ti", "",
          "INSERT INTO audit (audit_id, at, user_id, organisation_code, action, object_type, object_key, area_code, "
          "before_state, after_state) VALUES ($1, $2, 'u', 'LST22', 'test.old', 'test', 'k', '22', NULL, '{}')");

static void rows_from_before_the_chain_are_linked_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = fixture_connect(fixture, false);
    struct arena arena = arena_open(1024 * 1024);
    struct audit_link *links;
    char error[STORE_ERROR_CHARS], id[24];
    size_t count;
    int before = 0;
    while (strcmp(store_migrations[before].name, "0009_audit_chain") != 0)
        before++;
    assert_ok(store_migrate_with(db, store_migrations, before, 1, NULL, error));
    assert_ok(db_begin_write(db));
    for (int i = 0; i < CHAIN_ROWS; i++) {
        snprintf(id, sizeof id, "%06d", (i * 37) % CHAIN_ROWS);
        assert_ok(db_run(db, &test_old_row, DB_VALUES(db_text(id), db_int(i)), NULL));
    }
    assert_ok(db_commit(db));
    assert_ok(store_migrate_with(db, store_migrations, store_migration_count, 1, NULL, error));
    assert_whole(db, CHAIN_ROWS);
    assert_ok(store_audit_links(db, 0, 5, &arena, &links, &count));
    for (size_t i = 0; i < count; i++) {
        snprintf(id, sizeof id, "%06zu", i);
        assert_string_equal(links[i].entry.audit_id, id);
    }
    arena_close(&arena);
    db_close(db);
}

static void a_checkpoint_is_made_when_there_is_more_to_sign(void **state)
{
    struct db *db = migrated(*state);
    struct arena arena = arena_open(1024 * 1024);
    const uint8_t key[SIGNING_KEY_BYTES] = {1};
    struct stored_checkpoint made, again;
    struct audit_checkpoint read;
    uint8_t public_key[SIGNING_PUBLIC_BYTES];
    assert_ok(db_begin_write(db));
    assert_int_equal(store_audit_checkpoint_make(db, key, 5, &arena, &made), NOT_FOUND);
    assert_ok(store_audit_key_introduce(db, key, 5));
    assert_ok(store_audit_key_introduce(db, key, 6));
    assert_ok(db_commit(db));
    assert_ok(store_audit_settle(db));
    assert_whole(db, 1);
    assert_ok(db_begin_write(db));
    assert_ok(store_audit_checkpoint_make(db, key, 7, &arena, &made));
    assert_ok(store_audit_checkpoint_make(db, key, 8, &arena, &again));
    assert_ok(db_commit(db));
    assert_int_equal(again.at, 7);
    assert_string_equal(again.note, made.note);
    assert_ok(audit_checkpoint_read(made.note, &read));
    assert_int_equal(read.size, 1);
    crypto_signature_public(key, public_key);
    assert_true(audit_checkpoint_fits(made.note, public_key));
    arena_close(&arena);
    db_close(db);
}

static void neither_row_nor_link_can_be_changed(void **state)
{
    static const char *const attempts[] = {
        "UPDATE audit SET at = 0",
        "UPDATE audit_link SET salt = ''",
        "UPDATE audit_checkpoint SET at = 0",
        "DELETE FROM audit",
        "DELETE FROM audit_link",
        "DELETE FROM audit_checkpoint",
        "DELETE FROM ppe_policy",
        "UPDATE article_version SET active = 0",
    };
    struct db *db = migrated(*state);
    struct arena arena = arena_open(1024 * 1024);
    const uint8_t key[SIGNING_KEY_BYTES] = {1};
    struct stored_checkpoint made;
    assert_ok(db_begin_write(db));
    assert_ok(add(db, 1));
    assert_ok(db_commit(db));
    assert_ok(store_audit_settle(db));
    assert_ok(db_begin_write(db));
    assert_ok(store_audit_checkpoint_make(db, key, 7, &arena, &made));
    assert_ok(db_commit(db));
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        assert_int_equal(db->driver->script(db, attempts[i]), INVALID);
        assert_non_null(strstr(db_last_error(db), "append-only"));
    }
    assert_whole(db, 1);
    arena_close(&arena);
    db_close(db);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(undone_rows_leave_no_gap), ON(many_writers_make_one_chain), ON(the_next_writer_links_what_waits),               \
        ON(rows_from_before_the_chain_are_linked_in_order), ON(a_checkpoint_is_made_when_there_is_more_to_sign),       \
        ON(neither_row_nor_link_can_be_changed)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
