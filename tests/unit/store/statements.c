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
    if (store_statements_check(db, &faults, &count) != OK)
        fail_msg("\n%s", faults.bytes);
    assert_true(count > 10);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest sqlite[] = {ON_SQLITE(all_statements_prepare)};
    const struct CMUnitTest postgresql[] = {ON_POSTGRESQL(all_statements_prepare)};
    return RUN_ON_BOTH(sqlite, postgresql);
}
