/* How the refresh of a report's derived rows reads its history. Private to src/store. */
#ifndef FORDELA_STORE_STATUS_HISTORY_H
#define FORDELA_STORE_STATUS_HISTORY_H

#include "store/status.h"

/* The history for a report with no later one, from the trends of the report before it, which hold the same weeks'
 * stock, use and cover: 15 rows to read rather than 200, and no other figure of an earlier week counts for a row.
 * NOT_FOUND: there is a later report, or an article that the report before left out; store_status_history tells then.
 */
MUST_USE enum outcome status_history_for_newest(struct db *db, const char *municipality, const char *week,
                                                const struct report_line *lines, size_t count, struct arena *arena,
                                                struct status_history *ret_history);
/* The reports before the week alone, and its own: what a row of that week is computed from. */
MUST_USE enum outcome status_history_up_to(struct db *db, const char *municipality, const char *week,
                                           struct arena *arena, struct status_history *ret_history);

/* The questions as ppe_status keeps them: blank-separated codes. NULL without memory. */
const char *status_flag_names(struct arena *arena, uint32_t flags);

#endif
