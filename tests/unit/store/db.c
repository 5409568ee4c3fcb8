/* The contract of store/db.h, on both engines. */
#include "fixture.h"

STATEMENT(parent_add, "tT", "", "INSERT INTO parent (code, note) VALUES ($1, $2)");
STATEMENT(parent_get, "t", "tT", "SELECT code, note FROM parent WHERE code = $1");
STATEMENT(parent_all, "", "tT", "SELECT code, note FROM parent ORDER BY code");
STATEMENT(parent_rename, "tt", "", "UPDATE parent SET note = $2 WHERE code >= $1");
STATEMENT(child_add, "tiT", "", "INSERT INTO child (number, code, note) VALUES ($2, $1, $3)");
STATEMENT(child_add_returning, "it", "it",
          "INSERT INTO child (number, code) VALUES ($1, $2), ($1 + 1, $2) RETURNING number, code");
STATEMENT(child_count, "", "i", "SELECT COUNT(*) FROM child");
STATEMENT(numbers, "II", "IIi", "SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), 7");
STATEMENT(note_declared_known, "", "tt", "SELECT code, note FROM parent");
STATEMENT(wrong_parameters, "ii", "", "UPDATE child SET number = $1");
STATEMENT(wrong_columns, "", "tt", "SELECT code FROM parent");
STATEMENT(two_statements, "", "", "DELETE FROM child; DELETE FROM parent");
STATEMENT(no_such_table, "", "", "DELETE FROM nothing");
STATEMENT(late_add, "it", "", "INSERT INTO late (number, code) VALUES ($1, $2)");

static int64_t children(struct db *db)
{
    AUTO_ROWS rows;
    assert_ok(db_one(db, &child_count, DB_NO_VALUES, &rows));
    return db_get_int(&rows, 0);
}

static void values_come_back(void **state)
{
    struct db *db = fixture_schema(*state);
    AUTO_ROWS rows;
    assert_ok(db_one(db, &numbers, DB_VALUES(db_int(INT64_MIN), db_null()), &rows));
    assert_true(db_get_int(&rows, 0) == INT64_MIN);
    assert_true(db_is_null(&rows, 1));
    assert_int_equal(db_get_int(&rows, 1), 0);
    assert_null(db_get_text(&rows, 1));
    assert_int_equal(db_get_int(&rows, 2), 7);
    db_rows_close(&rows);
    db_rows_close(&rows); /* twice is once */

    assert_ok(db_one(db, &numbers, DB_VALUES(db_maybe(true, INT64_MAX), db_maybe(false, 1)), &rows));
    assert_true(db_get_int(&rows, 0) == INT64_MAX);
    db_rows_close(&rows);

    int64_t changed = -1;
    assert_ok(db_run(db, &parent_add, DB_VALUES(db_text("å'\";--"), db_text("Härnösand \xf0\x9f\x98\xb7")), &changed));
    assert_int_equal(changed, 1);
    assert_ok(db_one(db, &parent_get, DB_VALUES(db_text("å'\";--")), &rows));
    assert_string_equal(db_get_text(&rows, 0), "å'\";--");
    assert_string_equal(db_get_text(&rows, 1), "Härnösand \xf0\x9f\x98\xb7");
    db_rows_close(&rows);

    assert_ok(db_run(db, &parent_add, DB_VALUES(db_text(""), db_text(NULL)), NULL));
    assert_ok(db_one(db, &parent_get, DB_VALUES(db_text("")), &rows));
    assert_string_equal(db_get_text(&rows, 0), ""); /* empty text is not NULL */
    assert_null(db_get_text(&rows, 1));
    db_rows_close(&rows);
    assert_ok(db_run(db, &parent_rename, DB_VALUES(db_text(""), db_text("x")), &changed));
    assert_int_equal(changed, 4);
    assert_ok(db_run(db, &parent_rename, DB_VALUES(db_text("\xef\xbf\xbd"), db_text("x")), &changed));
    assert_int_equal(changed, 0);
    db_close(db);
}

static void copies_outlive_the_row(void **state)
{
    struct db *db = fixture_schema(*state);
    struct arena arena = arena_open(64 * 1024);
    struct arena full = arena_open(0);
    AUTO_ROWS rows;
    bool failed = false, have_row = false;
    assert_ok(db_query(db, &parent_all, DB_NO_VALUES, &rows));
    assert_ok(db_next(&rows, &have_row));
    assert_true(have_row);
    assert_int_equal(rows.row, 0);
    assert_null(db_copy(&rows, 1, &arena, &failed)); /* SQL NULL */
    assert_false(failed);
    const char *code = db_copy(&rows, 0, &arena, &failed);
    assert_null(db_copy(&rows, 0, &full, &failed));
    assert_true(failed);
    assert_ok(db_next(&rows, &have_row));
    assert_true(have_row);
    assert_ok(db_next(&rows, &have_row));
    assert_false(have_row);
    db_rows_close(&rows);
    assert_string_equal(code, "a");
    arena_close(&arena);
    db_close(db);
}

static void text_is_ordered_by_bytes(void **state)
{
    struct db *db = fixture_schema(*state);
    static const char *const in_order[] = {"10", "9", "A", "B", "Z", "a", "b", "Å", "ä", "ö"};
    for (size_t i = 10; i-- > 0;)
        if (strcmp(in_order[i], "a") != 0 && strcmp(in_order[i], "b") != 0)
            assert_ok(db_run(db, &parent_add, DB_VALUES(db_text(in_order[i]), db_null()), NULL));
    AUTO_ROWS rows;
    bool have_row = false;
    assert_ok(db_query(db, &parent_all, DB_NO_VALUES, &rows));
    for (size_t i = 0; i < 10; i++) {
        assert_ok(db_next(&rows, &have_row));
        assert_true(have_row);
        assert_string_equal(db_get_text(&rows, 0), in_order[i]);
    }
    db_rows_close(&rows);
    db_close(db);
}

static void refused(struct db *db, const struct statement *statement, const struct db_value *values,
                    enum outcome expected)
{
    assert_ok(db_begin_write(db));
    assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(900), db_null()), NULL));
    assert_int_equal(db_run(db, statement, values, NULL), expected);
    assert_true(db_last_error(db)[0] != '\0');
    /* The transaction takes nothing more on either engine, and does not commit. */
    assert_int_equal(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(901), db_null()), NULL), BROKEN);
    assert_int_equal(db_commit(db), BROKEN);
    assert_int_equal(children(db), 1);
}

static void rules_have_their_outcomes(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL));
    refused(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), CONFLICT);
    refused(db, &parent_add, DB_VALUES(db_text("a"), db_null()), CONFLICT);
    refused(db, &child_add, DB_VALUES(db_text("nobody"), db_int(2), db_null()), INVALID);
    refused(db, &child_add, DB_VALUES(db_text("a"), db_int(1000000), db_null()), INVALID);
    refused(db, &no_such_table, DB_NO_VALUES, BROKEN);
    db_close(db);
}

static void not_found_is_no_failure(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_ok(db_begin_write(db));
    AUTO_ROWS rows;
    assert_int_equal(db_one(db, &parent_get, DB_VALUES(db_text("nobody")), &rows), NOT_FOUND);
    assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL));
    assert_ok(db_commit(db));
    assert_int_equal(children(db), 1);
    db_close(db);
}

static void slips_are_broken(void **state)
{
    struct db *db = fixture_schema(*state);
    AUTO_ROWS rows;
    static const struct statement loose = {.name = "loose", .parameters = "", .columns = "i", .sql = "SELECT 1"};
    assert_int_equal(db_query(db, &loose, DB_NO_VALUES, &rows), BROKEN);
    assert_int_equal(db_query(db, &parent_get, DB_VALUES(db_int(1)), &rows), BROKEN);
    assert_int_equal(db_query(db, &parent_get, DB_VALUES(db_null()), &rows), BROKEN);
    assert_int_equal(db_query(db, &parent_get, DB_NO_VALUES, &rows), BROKEN);
    assert_int_equal(db_run(db, &parent_add, DB_VALUES(db_text("c")), NULL), BROKEN);
    assert_int_equal(db_query(db, &parent_add, DB_VALUES(db_text("c"), db_null()), &rows), BROKEN);
    assert_int_equal(db_run(db, &parent_all, DB_NO_VALUES, NULL), BROKEN);
    assert_int_equal(db_run(db, &wrong_parameters, DB_VALUES(db_int(1), db_int(2)), NULL), BROKEN);
    assert_int_equal(db_query(db, &wrong_columns, DB_NO_VALUES, &rows), BROKEN);
    assert_int_equal(db_query(db, &wrong_columns, DB_NO_VALUES, &rows), BROKEN); /* and again */
    assert_non_null(strstr(db_last_error(db), "columns"));
    assert_int_equal(db_run(db, &two_statements, DB_NO_VALUES, NULL), BROKEN);
    /* NULL where the letter promises a value. */
    bool have_row = false;
    assert_ok(db_query(db, &note_declared_known, DB_NO_VALUES, &rows));
    assert_int_equal(db_next(&rows, &have_row), BROKEN);
    db_rows_close(&rows);
    assert_int_equal(db_next(&rows, &have_row), BROKEN); /* closed */
    db_close(db);
}

static void a_running_statement_can_run_again(void **state)
{
    struct db *db = fixture_schema(*state);
    AUTO_ROWS outer;
    bool have_outer = false, have_inner = false;
    int pairs = 0;
    assert_ok(db_begin_read(db));
    assert_ok(db_query(db, &parent_all, DB_NO_VALUES, &outer));
    while (db_next(&outer, &have_outer) == OK && have_outer) {
        AUTO_ROWS inner;
        assert_ok(db_query(db, &parent_all, DB_NO_VALUES, &inner));
        while (db_next(&inner, &have_inner) == OK && have_inner)
            pairs++;
    }
    assert_int_equal(pairs, 4);
    db_rows_close(&outer);
    assert_ok(db_commit(db));
    db_close(db);
}

static void returning_is_checked_before_its_rows(void **state)
{
    struct db *db = fixture_schema(*state);
    AUTO_ROWS rows;
    bool have_row = false;
    assert_ok(db_begin_write(db));
    assert_ok(db_query(db, &child_add_returning, DB_VALUES(db_int(5), db_text("a")), &rows));
    for (int64_t number = 5; number < 7; number++) {
        assert_ok(db_next(&rows, &have_row));
        assert_true(have_row);
        assert_int_equal(db_get_int(&rows, 0), number);
        assert_string_equal(db_get_text(&rows, 1), "a");
        assert_false(db_is_null(&rows, 1));
    }
    assert_ok(db_next(&rows, &have_row));
    assert_false(have_row);
    db_rows_close(&rows);
    /* Only the first row is looked at; the second is written all the same. */
    assert_ok(db_one(db, &child_add_returning, DB_VALUES(db_int(8), db_text("a")), &rows));
    assert_int_equal(db_get_int(&rows, 0), 8);
    db_rows_close(&rows);
    assert_ok(db_commit(db));
    assert_int_equal(children(db), 4);
    assert_int_equal(db_one(db, &child_add_returning, DB_VALUES(db_int(20), db_text("nobody")), &rows), INVALID);
    assert_int_equal(children(db), 4);
    db_close(db);
}

static void rollback_leaves_nothing(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_ok(db_begin_write(db));
    assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL));
    assert_int_equal(children(db), 1);
    db_rollback(db);
    db_rollback(db); /* none is open: nothing happens */
    assert_int_equal(children(db), 0);
    assert_int_equal(db_commit(db), BROKEN);
    assert_ok(db_begin_write(db));
    assert_int_equal(db_begin_write(db), BROKEN);
    assert_int_equal(db_begin_read(db), BROKEN);
    assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL));
    db_close(db); /* closing rolls back */
    db = fixture_connect(*state, false);
    assert_int_equal(children(db), 0);
    db_close(db);
}

static void a_savepoint_undoes_alone(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_int_equal(db_savepoint(db), BROKEN);
    assert_ok(db_begin_write(db));
    assert_int_equal(db_savepoint_undo(db), BROKEN);
    for (int64_t number = 1; number <= 4; number++) {
        assert_ok(db_savepoint(db));
        assert_int_equal(db_savepoint(db), BROKEN);
        assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(number), db_null()), NULL));
        if (number % 2 == 0) {
            assert_int_equal(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL), CONFLICT);
            assert_int_equal(db_savepoint_keep(db), BROKEN);
            assert_ok(db_savepoint_undo(db));
        } else {
            assert_ok(db_savepoint_keep(db));
        }
    }
    assert_ok(db_commit(db));
    assert_int_equal(children(db), 2);
    db_close(db);
}

static void an_open_query_holds_up_the_commit(void **state)
{
    struct db *db = fixture_schema(*state);
    AUTO_ROWS rows;
    assert_ok(db_begin_write(db));
    assert_ok(db_run(db, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL));
    assert_ok(db_one(db, &parent_all, DB_NO_VALUES, &rows));
    assert_int_equal(db_commit(db), BROKEN);
    db_rows_close(&rows);
    assert_int_equal(children(db), 0);
    db_close(db);
}

static void readers_only_read(void **state)
{
    struct db *writer = fixture_schema(*state), *reader = fixture_connect(*state, true);
    const struct db_value *child = DB_VALUES(db_text("a"), db_int(1), db_null());
    assert_int_equal(db_begin_write(reader), BROKEN);
    assert_int_equal(db_run(reader, &child_add, child, NULL), BROKEN);
    assert_ok(db_begin_read(reader));
    assert_int_equal(db_run(reader, &child_add, child, NULL), BROKEN);
    db_rollback(reader);
    assert_int_equal(children(writer), 0);
    db_close(reader);
    db_close(writer);
}

static void a_read_is_one_snapshot(void **state)
{
    struct db *writer = fixture_schema(*state), *reader = fixture_connect(*state, true);
    assert_ok(db_begin_read(reader));
    assert_int_equal(children(reader), 0);
    assert_ok(db_begin_write(writer));
    assert_ok(db_run(writer, &child_add, DB_VALUES(db_text("a"), db_int(1), db_null()), NULL));
    assert_int_equal(children(reader), 0); /* uncommitted, and no waiting */
    assert_ok(db_commit(writer));
    assert_int_equal(children(reader), 0); /* committed later than the snapshot */
    assert_ok(db_commit(reader));
    assert_ok(db_begin_read(reader));
    assert_int_equal(children(reader), 1);
    assert_ok(db_commit(reader));
    db_close(reader);
    db_close(writer);
}

static void a_commit_can_be_refused(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_ok(db_begin_write(db));
    assert_ok(db_run(db, &late_add, DB_VALUES(db_int(1), db_text("nobody")), NULL));
    assert_int_equal(db_commit(db), INVALID);
    assert_ok(db_begin_write(db)); /* the connection is free again */
    assert_ok(db_run(db, &late_add, DB_VALUES(db_int(1), db_text("a")), NULL));
    assert_ok(db_commit(db));
    db_close(db);
}

/* --- statements run later --- */

enum { MANY = 1000 }; /* more than may be on their way at once */

static enum outcome child_later(struct db *db, int64_t number, const char *code)
{
    return db_run_later(db, &child_add, DB_VALUES(db_text(code), db_int(number), db_text("later")));
}

static void what_runs_later_is_there(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_ok(child_later(db, MANY, "a")); /* without a transaction: at once */
    assert_int_equal(children(db), 1);
    assert_ok(db_begin_write(db));
    for (int64_t number = 0; number < MANY; number++)
        assert_ok(child_later(db, number, "a"));
    assert_int_equal(children(db), MANY + 1); /* whoever reads sees it */
    assert_ok(child_later(db, MANY + 1, "b"));
    assert_ok(db_commit(db));
    assert_int_equal(children(db), MANY + 2);
    db_close(db);
}

/* Which of both tells depends on the engine: SQLite at once. */
static void told_by(struct db *db, enum outcome told, bool by_commit, enum outcome expected)
{
    if (told == OK && by_commit)
        assert_int_equal(db_commit(db), expected);
    else if (told == OK) {
        AUTO_ROWS rows;
        assert_int_equal(db_one(db, &child_count, DB_NO_VALUES, &rows), expected);
        assert_int_equal(db_commit(db), BROKEN);
    } else {
        assert_int_equal(told, expected);
        assert_int_equal(db_commit(db), BROKEN);
    }
    assert_non_null(strstr(db_last_error(db), "child_add"));
}

static void a_late_failure_keeps_its_outcome(void **state)
{
    static const struct {
        int64_t number;
        const char *code;
        enum outcome expected;
    } failures[] = {{1, "a", CONFLICT}, {2, "nobody", INVALID}, {1000000, "a", INVALID}};
    struct db *db = fixture_schema(*state);
    assert_ok(child_later(db, 1, "a"));
    for (int by_commit = 0; by_commit < 2; by_commit++)
        for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
            assert_ok(db_begin_write(db));
            assert_ok(child_later(db, 10, "a"));
            enum outcome told = child_later(db, failures[i].number, failures[i].code);
            if (told == OK)
                assert_ok(child_later(db, 11, "a")); /* not stored either */
            told_by(db, told, by_commit != 0, failures[i].expected);
            assert_int_equal(children(db), 1);
        }
    db_close(db);
}

static void a_failure_among_many_is_told(void **state)
{
    struct db *db = fixture_schema(*state);
    assert_ok(db_begin_write(db));
    enum outcome outcome = OK;
    int64_t number = 0;
    for (; outcome == OK && number < MANY; number++)
        outcome = child_later(db, number == 5 ? 4 : number, "a");
    assert_int_equal(outcome, CONFLICT);
    assert_true(number < MANY / 2);
    assert_int_equal(child_later(db, 500, "a"), BROKEN);
    db_rollback(db);
    assert_int_equal(children(db), 0);
    db_close(db);
}

static void what_runs_later_can_be_undone(void **state)
{
    struct db *db = fixture_schema(*state);
    for (int64_t number = 0; number < 3; number++) {
        assert_ok(db_begin_write(db));
        assert_ok(child_later(db, number, "a"));
        enum outcome told = number == 1 ? child_later(db, 1, "a") : OK; /* nobody may hear of it */
        assert_true(told == OK || told == CONFLICT);
        db_rollback(db);
        assert_int_equal(children(db), 0);
    }
    assert_ok(db_begin_write(db));
    assert_ok(child_later(db, 1, "a"));
    assert_ok(db_savepoint(db));
    assert_ok(child_later(db, 2, "a"));
    assert_ok(db_savepoint_keep(db));
    assert_ok(db_savepoint(db));
    assert_ok(child_later(db, 3, "a"));
    enum outcome told = child_later(db, 3, "a");
    assert_true(told == OK || told == CONFLICT);
    assert_ok(db_savepoint_undo(db));
    assert_ok(child_later(db, 4, "a"));
    assert_ok(db_commit(db));
    assert_int_equal(children(db), 3);
    db_close(db);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(values_come_back), ON(copies_outlive_the_row), ON(text_is_ordered_by_bytes), ON(rules_have_their_outcomes),     \
        ON(not_found_is_no_failure), ON(slips_are_broken), ON(a_running_statement_can_run_again),                      \
        ON(returning_is_checked_before_its_rows), ON(rollback_leaves_nothing), ON(a_savepoint_undoes_alone),           \
        ON(an_open_query_holds_up_the_commit), ON(readers_only_read), ON(a_read_is_one_snapshot),                      \
        ON(a_commit_can_be_refused), ON(what_runs_later_is_there), ON(a_late_failure_keeps_its_outcome),               \
        ON(a_failure_among_many_is_told), ON(what_runs_later_can_be_undone)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
