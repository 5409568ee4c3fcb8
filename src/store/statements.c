/* All statements, prepared. */
#include "store/statements.h"

#include "driver.h"

#include <string.h>

static bool letters_known(const struct statement *statement)
{
    return statement->parameters[strspn(statement->parameters, "iItT")] == '\0' &&
           statement->columns[strspn(statement->columns, "iItT")] == '\0';
}

enum outcome store_statements_check(struct db *db, struct text *faults, size_t *ret_count)
{
    enum outcome outcome = OK;
    const struct statement *statements = db_statements(ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        if (!letters_known(&statements[i]))
            text_printf(faults, "%s: a letter is not one of i, I, t, T\n", statements[i].name);
        else if (db->driver->check(db, &statements[i]) != OK)
            text_printf(faults, "%s\n", db_last_error(db));
        else
            continue;
        outcome = INVALID;
    }
    return outcome;
}
