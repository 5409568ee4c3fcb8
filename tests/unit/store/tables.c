/* Rows of any table, by the schema's own catalogue; and what is never left out of an export by forgetting it. */
#include "store/tables.h"
#include "fixture.h"

struct seen {
    char text[4096];
    size_t rows, stop_after;
    int64_t numbers;
};

static enum outcome note(void *context, const struct db_value *values)
{
    struct seen *seen = context;
    char row[200];
    snprintf(row, sizeof row, "%lld %s %s|", (long long)values[0].number,
             values[1].type == DB_TEXT ? values[1].text : "-", values[2].type == DB_TEXT ? values[2].text : "-");
    if (seen->rows < 8)
        strcat(seen->text, row);
    seen->numbers += values[0].number;
    return ++seen->rows == seen->stop_after ? CONFLICT : OK;
}

static const struct table *find(const struct table *tables, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    fail_msg("no table %s", name);
    return NULL;
}

static void rows_go_in_and_come_out(void **state)
{
    struct db *db = fixture_schema(*state);
    struct arena arena = arena_open(1024 * 1024);
    struct table *tables;
    size_t count;
    assert_ok(store_tables(db, &arena, &tables, &count));
    const struct table *child = find(tables, count, "child");
    assert_int_equal(child->column_count, 3);
    assert_int_equal(child->key_count, 1);
    assert_int_equal(child->columns[0].letter, 'i');
    assert_int_equal(child->columns[1].letter, 't');
    assert_int_equal(child->columns[2].letter, 'T');
    struct table_loading *loading;
    assert_ok(db_begin_write(db));
    assert_ok(store_references_later(db));
    assert_ok(store_table_load_begin(db, child, &arena, &loading));
    for (int i = 0; i < 3000; i++) { /* several pages; the parent of the first comes after it */
        const struct db_value values[] = {db_int(i), db_text(i == 0 ? "later" : "a"),
                                          i == 1 ? db_text("å") : db_null()};
        assert_ok(store_table_add(loading, values));
    }
    const struct db_value changed[] = {db_int(2), db_text("b"), db_text("new")};
    struct seen one = {0};
    const struct table_visitor visitor = {.visit = note, .context = &one};
    assert_ok(store_table_change(loading, changed));
    assert_ok(store_table_find(loading, changed, &visitor));
    assert_string_equal(one.text, "2 b new|");
    assert_int_equal(store_table_find(loading, DB_VALUES(db_int(9999), db_text("a"), db_null()), &visitor), NOT_FOUND);
    store_table_load_end(db);
    assert_ok(store_table_load_begin(db, find(tables, count, "parent"), &arena, &loading));
    assert_ok(store_table_add(loading, DB_VALUES(db_text("later"), db_null())));
    store_table_load_end(db);
    assert_ok(store_references_now(db));
    assert_ok(db_commit(db));

    struct seen all = {0}, two = {.stop_after = 2};
    assert_ok(store_table_read(db, child, &(const struct table_visitor){.visit = note, .context = &all}));
    assert_int_equal(all.rows, 3000);
    assert_int_equal(all.numbers, 3000 * 2999 / 2);
    assert_memory_equal(all.text, "0 later -|1 a å|2 b new|3 a -|", strlen("0 later -|1 a å|2 b new|3 a -|"));
    assert_int_equal(store_table_read(db, child, &(const struct table_visitor){.visit = note, .context = &two}),
                     CONFLICT);
    assert_int_equal(two.rows, 2);
    db_close(db);
    arena_close(&arena);
}

static void a_reference_that_stays_broken_is_refused(void **state)
{
    struct db *db = fixture_schema(*state);
    struct arena arena = arena_open(1024 * 1024);
    struct table *tables;
    size_t count;
    struct table_loading *loading;
    assert_ok(store_tables(db, &arena, &tables, &count));
    assert_ok(db_begin_write(db));
    assert_ok(store_references_later(db));
    assert_ok(store_table_load_begin(db, find(tables, count, "child"), &arena, &loading));
    assert_ok(store_table_add(loading, DB_VALUES(db_int(1), db_text("nobody"), db_null())));
    store_table_load_end(db);
    enum outcome outcome = store_references_now(db);
    if (outcome == OK)
        outcome = db_commit(db);
    assert_int_equal(outcome, INVALID);
    db_rollback(db);
    struct seen none = {0};
    assert_ok(store_table_read(db, find(tables, count, "child"),
                               &(const struct table_visitor){.visit = note, .context = &none}));
    assert_int_equal(none.rows, 0);
    db_close(db);
    arena_close(&arena);
}

/* The whole schema can be written and read row by row: keys, types, numbers of columns. What is left out is there, and
 * whoever leaves out another table has to come here. */
static void every_table_is_known(void **state)
{
    const struct fixture *fixture = *state;
    char error[STORE_ERROR_CHARS], left_out[200] = "";
    if (store_migrate_schema(fixture->store, 1, error) != OK)
        fail_msg("%s", error);
    struct db *db = fixture_connect(fixture, false);
    struct arena arena = arena_open(1024 * 1024);
    struct table *tables;
    size_t count, with_rows = 0;
    if (store_tables(db, &arena, &tables, &count) != OK)
        fail_msg("%s", db_last_error(db));
    assert_true(count > 40);
    for (size_t i = 0; i < count; i++) {
        struct seen first = {.stop_after = 1};
        struct table_loading *loading;
        if (store_table_is_left_out(tables[i].name))
            strcat(strcat(left_out, tables[i].name), " ");
        enum outcome outcome =
            store_table_read(db, &tables[i], &(const struct table_visitor){.visit = note, .context = &first});
        assert_true(outcome == OK || outcome == CONFLICT);
        with_rows += first.rows > 0 && !store_table_is_left_out(tables[i].name);
        assert_ok(store_table_load_begin(db, &tables[i], &arena, &loading));
        store_table_load_end(db);
    }
    assert_string_equal(left_out, "idempotency reference_load schema_migration session ");
    /* The national catalogue and policy, which a migration's text brings; an import can only change rows of tables that
     * take it, so no more than these should begin with rows. */
    assert_int_equal(with_rows, 2);
    db_close(db);
    arena_close(&arena);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(rows_go_in_and_come_out), ON(a_reference_that_stays_broken_is_refused), ON(every_table_is_known)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
