/* No statement reads the whole of a table that grows with the years: SQLite's own plans say so. */
#include "../../../src/store/sqlite.h"
#include "fixture.h"

static const char *const growing[] = {
    "app_user",
    "session",
    "second_factor",
    "recovery_code",
    "api_key",
    "audit",
    "audit_link",
    "audit_checkpoint",
    "idempotency",
    "ppe_draft",
    "ppe_report",
    "ppe_report_revision",
    "ppe_report_line",
    "ppe_report_lot",
    "ppe_report_delivery",
    "ppe_report_part",
    "ppe_status",
    "proposal",
    "proposal_position",
    "proposal_line",
    "vaccine_document",
    "vaccine_printed_total",
    "vaccine_forecast",
    "vaccine_delivery",
    "vaccine_delivery_entry",
    "vaccine_delivery_confirmation",
    "vaccine_allocation",
    "vaccine_allocation_line",
    "vaccine_account_entry",
    "vaccine_region_week",
    "vaccine_capacity",
};

/* Looked at and found right. */
static const char *const allowed[] = {
    "session_newest",      /* asked once, when an exercise is served */
    "session_prune",       /* an OR over two columns, at each sign-in: sessions are few, and those that are over go */
    "second_factor_any",   /* asked once, when the server starts */
    "audit_counts",        /* asked by fordela verify, which reads everything anyway */
    "audit_stray",         /* likewise */
    "user_count",          /* asked by commands, not by requests */
    "vaccine_first_doses", /* a sum since the first week, asked when a key is simulated: a few rows a week and region */
    "vaccine_delivered",   /* a sum since the first week, asked for the goal's arithmetic: a row a delivery */
    "municipality_put",    /* SQLite plans for a changed key, which the statement never changes */
    /* Beside triggers SQLite plans to look for rows that wait for this parent; it skips that while no key is broken. */
    "vaccine_document_add",
    "vaccine_product_add",
    "vaccine_key_decision_add",
};

static bool is_allowed(const struct statement *statement)
{
    if (strncmp(statement->name, "check_", 6) == 0)
        return true; /* of a command that looks at everything */
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (strcmp(statement->name, allowed[i]) == 0)
            return true;
    return false;
}

static bool contains_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *found = text; (found = strstr(found, word)) != NULL; found += length)
        if (strchr(" ,)", found[length]) != NULL) /* the terminating NUL counts */
            return true;
    return false;
}

/* Whether the plan's line scans a growing table, by its name or by what the statement calls it. */
static bool scans_growing(const struct statement *statement, const char *line)
{
    char name[64], words[160];
    if (sscanf(line, "SCAN %63s", name) != 1)
        return false;
    for (size_t i = 0; i < sizeof growing / sizeof growing[0]; i++) {
        if (strcmp(name, growing[i]) == 0)
            return true;
        snprintf(words, sizeof words, " %s %s", growing[i], name);
        if (contains_word(statement->sql, words))
            return true;
        snprintf(words, sizeof words, " %s AS %s", growing[i], name);
        if (contains_word(statement->sql, words))
            return true;
    }
    return false;
}

static void plan_check(sqlite3 *handle, const struct statement *statement, struct text *faults)
{
    char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", statement->sql);
    sqlite3_stmt *plan = NULL;
    assert_int_equal(sqlite3_prepare_v2(handle, explain, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(plan, 3);
        if (scans_growing(statement, line) && !is_allowed(statement))
            text_printf(faults, "%s: %s\n", statement->name, line);
    }
    sqlite3_finalize(plan);
    sqlite3_free(explain);
}

static void no_statement_reads_all_history(void **state)
{
    const struct fixture *fixture = *state;
    char error[STORE_ERROR_CHARS];
    assert_ok(store_migrate(fixture->store, 1, NULL, error));
    struct db *db = fixture_connect(fixture, true);
    AUTO_TEXT faults = text_open(64 * 1024);
    size_t count = 0;
    const struct statement *statements = db_statements(&count);
    for (size_t i = 0; i < count; i++)
        plan_check(((struct sqlite_db *)db)->handle, &statements[i], &faults);
    db_close(db);
    if (faults.length > 0)
        print_error("%s", faults.bytes);
    bool found = faults.length > 0;
    text_close(&faults); /* a failed assertion leaves the function without its cleanups */
    assert_false(found);
}

static void a_scan_is_recognised(void **state)
{
    (void)state;
    static const struct statement named = {.sql = "SELECT at FROM audit"};
    static const struct statement aliased = {.sql = "SELECT a.at FROM municipality b, audit AS a"};
    assert_true(scans_growing(&named, "SCAN audit"));
    assert_true(scans_growing(&aliased, "SCAN a USING COVERING INDEX audit_by_organisation"));
    assert_false(scans_growing(&aliased, "SCAN b"));
    assert_false(scans_growing(&aliased, "SEARCH a USING PRIMARY KEY (audit_id=?)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {ON_SQLITE(no_statement_reads_all_history),
                                       cmocka_unit_test(a_scan_is_recognised)};
    return crypto_start() != OK || cmocka_run_group_tests_name("SQLite", tests, NULL, NULL) != 0;
}
