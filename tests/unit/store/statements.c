/* Every statement of the program prepares on both engines, with the parameters and columns that its letters say. */
#include "store/statements.h"
#include "fixture.h"

static void all_statements_prepare(void **state)
{
    struct fixture *fixture = *state;
    char error[STORE_ERROR_CHARS];
    if (store_migrate(fixture->store, 1, NULL, error) != OK)
        fail_msg("%s", error);
    struct db *db = fixture_connect(fixture, false);
    AUTO_TEXT faults = text_open(64 * 1024);
    size_t count = 0;
    enum outcome outcome = store_statements_check(db, &faults, &count);
    db_close(db);
    if (outcome != OK)
        print_error("%s", faults.bytes);
    text_close(&faults); /* a failed assertion leaves the function without its cleanups */
    assert_ok(outcome);
    assert_true(count > 10);
}

int main(void)
{
    const struct CMUnitTest sqlite[] = {ON_SQLITE(all_statements_prepare)};
    const struct CMUnitTest postgresql[] = {ON_POSTGRESQL(all_statements_prepare)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
