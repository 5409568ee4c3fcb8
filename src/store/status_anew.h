/* The derived rows of all reports, computed anew from the reports. Private to src/store.
 *
 * A row's trend repeats the covers of the rows before it. Those are taken as computed here, not as stored, so that a
 * row that is wrong is told once and not again by its followers. */
#ifndef FORDELA_STORE_STATUS_ANEW_H
#define FORDELA_STORE_STATUS_ANEW_H

#include "status_rows.h"

/* Of one report, in the order of the articles' codes. */
struct status_anew {
    struct status_rows_key key;
    const struct status *rows;
    size_t count;
};

/* Calls visit for each report, by municipality, then week; what is taken from the arena goes after the call. Ends with
 * the first outcome that is not OK. */
MUST_USE enum outcome
status_anew(struct db *db, enum outcome (*visit)(void *context, const struct status_anew *report, struct arena *arena),
            void *context);

/* Stores them all, inside the caller's write transaction: after a migration that dropped them. */
MUST_USE enum outcome status_anew_put(struct db *db);

#endif
