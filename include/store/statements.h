/* Looks at every statement linked into the program: does the engine take it, and do its letters tell the truth? A slip
 * in SQL shows in a second instead of at its first use. */
#ifndef FORDELA_STORE_STATEMENTS_H
#define FORDELA_STORE_STATEMENTS_H

#include "base/outcome.h"
#include "base/text.h"
#include "store/db.h"

#include <stddef.h>

/* Prepares all statements on a migrated database (outside a transaction) and compares the numbers of parameters and
 * columns with the letters, on PostgreSQL the columns' types as well. Adds a line per fault to faults. INVALID if there
 * are any. ret_count (written in any case): statements looked at. */
MUST_USE enum outcome store_statements_check(struct db *db, struct text *faults, size_t *ret_count);

#endif
