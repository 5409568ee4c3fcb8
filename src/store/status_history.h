/* How the refresh of a report's derived rows reads its history. Private to src/store. */
#ifndef FORDELA_STORE_STATUS_HISTORY_H
#define FORDELA_STORE_STATUS_HISTORY_H

#include "store/status.h"

/* The history for a report with no later one, from the trends of the report before it, which hold the same weeks'
 * stock, use and cover: one row to read rather than 200, and no other figure of an earlier week counts for a row.
 * NOT_FOUND: there is a later report, or an article that the report before left out, or no stored row of that report;
 * store_status_history tells then. */
MUST_USE enum outcome status_history_for_newest(struct db *db, const char *municipality, const char *week,
                                                const struct report_line *lines, size_t count, struct arena *arena,
                                                struct status_history *ret_history);
/* The reports before the week alone, and its own, as reported: without covers, which are derived themselves. */
MUST_USE enum outcome status_history_lines(struct db *db, const char *municipality, const char *week,
                                           struct arena *arena, struct status_history *ret_history);

#endif
