/* The picture of a county, read from derived rows only: who has reported, what it means, how it has gone.
 *
 * county is a county's code, or "00" for all municipalities of the nation. Everybody in a county sees all of it. */
#ifndef FORDELA_STORE_OVERVIEW_H
#define FORDELA_STORE_OVERVIEW_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"
#include "store/reports.h"
#include "store/status.h"

/* Notes that something about the municipality's reports has changed (every write that touches them calls this). week:
 * of the report written, "" for a draft. */
MUST_USE enum outcome store_overview_touch(struct db *db, const char *municipality, const char *county,
                                           const char *week);

/* What changes whenever a county's picture may: for an ETag without reading the picture. */
struct overview_key {
    int64_t changes;  /* writes to its municipalities' reports */
    int64_t articles; /* versions in its catalogue */
};
MUST_USE enum outcome store_overview_key(struct scope scope, struct db *db, const char *county,
                                         struct overview_key *ret_key);

/* One municipality: its report of the asked week, and the latest one that is not after `until`. */
struct overview_row {
    const char *code, *name;
    bool reported, drafted;
    enum report_state stored; /* of the asked week, if reported */
    int64_t first_submitted_at;
    const char *latest_week; /* NULL = none */
    int64_t latest_submitted_at;
    int light; /* enum report_light, of the latest */
    bool latest_approved;
};

/* All municipalities by code. NOT_FOUND outside the scope. */
MUST_USE enum outcome store_overview_reports(struct scope scope, struct db *db, const char *county, const char *week,
                                             const char *until, struct arena *arena, struct overview_row **ret_rows,
                                             size_t *ret_count);

/* The derived rows of each municipality's latest report not after `until`, by municipality, then article. What the
 * overview shows and a proposal computes from. */
MUST_USE enum outcome store_overview_statuses(struct scope scope, struct db *db, const char *county, const char *until,
                                              struct arena *arena, struct status **ret_rows, size_t *ret_count);

/* The derived rows of one article over weeks (from first to last), by municipality, then week. */
MUST_USE enum outcome store_overview_trend(struct scope scope, struct db *db, const char *county, const char *article,
                                           const char *first_week, const char *last_week, struct arena *arena,
                                           struct status **ret_rows, size_t *ret_count);

/* The derived rows of one report, by article. */
MUST_USE enum outcome store_overview_report(struct scope scope, struct db *db, const char *municipality,
                                            const char *week, struct arena *arena, struct status **ret_rows,
                                            size_t *ret_count);

#endif
