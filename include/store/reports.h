/* A municipality's weekly report: its state, its revisions, their figures.
 *
 * Revisions are append-only; the head says which one counts. Owned data: functions take the scope first and see nothing
 * outside it. Quantities are in the article's unit (pieces or litres); unknown is never zero. */
#ifndef FORDELA_STORE_REPORTS_H
#define FORDELA_STORE_REPORTS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "core/report_rules.h"
#include "store/db.h"
#include "store/report_lines.h"

#include <stdbool.h>

/* The municipality's own assessment. */
enum report_light { LIGHT_NONE, LIGHT_GREEN, LIGHT_YELLOW, LIGHT_RED, LIGHT__COUNT };
extern const char *const report_light_words[LIGHT__COUNT + 1];

/* The head. stored is submitted, returned or approved: locked follows from the clock (core/report_rules.h). */
struct report {
    const char *municipality_code, *week;
    enum report_state stored;
    int64_t revision; /* the one that counts */
    int64_t first_submitted_at, state_changed_at;
    const char *state_changed_by;
    const char *reason; /* why returned, "" otherwise */
    int64_t version;
};

struct report_revision {
    int64_t revision;
    const char *kind; /* submitted, resubmitted, corrected */
    int64_t submitted_at;
    const char *submitted_by, *submitted_by_name;
    const char *reason; /* of a correction */
    struct maybe infection_count;
    int light; /* enum report_light */
    const char *comment;
    bool no_change;
};

/* NOT_FOUND: nothing submitted, or outside the scope. */
MUST_USE enum outcome store_report_get(struct scope scope, struct db *db, const char *municipality, const char *week,
                                       struct arena *arena, struct report *ret_report);

/* The latest report before the week, but not before `since` (a week too). NOT_FOUND: none. */
MUST_USE enum outcome store_report_before(struct scope scope, struct db *db, const char *municipality, const char *week,
                                          const char *since, struct arena *arena, struct report *ret_report);

/* One week of the list: a report, or a draft without one (report.version 0). */
struct report_row {
    struct report report;
    int64_t submitted_at; /* of the counting revision; 0 for a draft */
    const char *submitted_by_name;
    int64_t changed_at;
};

/* Weeks before `before` ("" = from the newest), newest first, at most limit. */
MUST_USE enum outcome store_report_list(struct scope scope, struct db *db, const char *municipality, const char *before,
                                        int64_t limit, struct arena *arena, struct report_row **ret_rows,
                                        size_t *ret_count);

/* Adds the next revision with its lines and makes it the one that counts; the state becomes submitted. before: the head
 * as read, or NULL for the first. STALE: the head has changed since. FORBIDDEN outside the scope. ret_report: the head
 * after it. Derived rows are the caller's next step (store/status.h). */
MUST_USE enum outcome store_report_submit(struct scope scope, struct db *db, const char *municipality, const char *week,
                                          const struct report *before, const struct report_revision *revision,
                                          const struct report_line *lines, size_t line_count,
                                          struct report *ret_report);

/* Returned (with a reason) or approved. STALE as above. */
MUST_USE enum outcome store_report_review(struct scope scope, struct db *db, const struct report *before,
                                          enum report_state stored, const char *reason, const char *user_id,
                                          int64_t now);

/* NOT_FOUND. */
MUST_USE enum outcome store_report_revision(struct scope scope, struct db *db, const char *municipality,
                                            const char *week, int64_t revision, struct arena *arena,
                                            struct report_revision *ret_revision);

/* The newest revisions, newest first. */
enum { REPORT_REVISIONS_MAX = 200 };
MUST_USE enum outcome store_report_revisions(struct scope scope, struct db *db, const char *municipality,
                                             const char *week, struct arena *arena, struct report_revision **ret_list,
                                             size_t *ret_count);

/* When the figures of a revision were true: a correction keeps the time of what it corrects, anything else has its own.
 * So: the latest submission up to the revision that is no correction. */
MUST_USE enum outcome store_report_as_of(struct db *db, const char *municipality, const char *week, int64_t revision,
                                         int64_t *ret_as_of);

#endif
