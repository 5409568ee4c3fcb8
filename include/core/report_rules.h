/* When a weekly report may be written, when it is late, when it is locked: rules over times alone.
 *
 * A week is the days-number of its Monday (core/week.h); moments are unix seconds, hours count from Monday 00:00 on the
 * Stockholm clock. A week may be reported from its own Monday until REPORT_OPEN_WEEKS weeks later; what comes in after
 * the due moment is late; from the lock on, what has been reported changes only by a correction with a reason, unless
 * the county board has returned it. */
#ifndef FORDELA_CORE_REPORT_RULES_H
#define FORDELA_CORE_REPORT_RULES_H

#include <stdbool.h>
#include <stdint.h>

enum { REPORT_OPEN_WEEKS = 8, HOURS_PER_WEEK = 168 };

/* What a report is shown as. Draft and missing: nothing has been submitted. */
enum report_state {
    REPORT_MISSING,
    REPORT_DRAFT,
    REPORT_SUBMITTED,
    REPORT_RETURNED,
    REPORT_APPROVED,
    REPORT_LOCKED,
    REPORT_STATE__COUNT
};

/* Their words, in the enum's order, NULL behind the last. */
extern const char *const report_state_words[REPORT_STATE__COUNT + 1];

struct report_window {
    int64_t due_at, lock_at;
    bool begun;  /* the week's Monday has come */
    bool open;   /* begun and not longer ago than REPORT_OPEN_WEEKS */
    bool locked; /* now is at or past the lock */
};

struct report_window report_window(int64_t monday, int64_t due_hours, int64_t lock_hours, int64_t now);

/* The week asked for now: the current one when its deadline lies within it, else the one so many weeks back as the
 * deadline reaches beyond its end (a deadline on the Monday after asks for last week). */
int64_t report_week_due(int64_t now, int64_t due_hours);

/* True if what is stored ('submitted', 'returned' or 'approved') may only be changed with a reason. */
bool report_needs_reason(const struct report_window *window, enum report_state stored);

/* The stored state as shown: locked hides submitted and approved, never returned. */
enum report_state report_state_shown(const struct report_window *window, enum report_state stored);

/* -1 if the word is none. */
int report_state_from_word(const char *word);

/* For so many days from as_of (a day) a lot is usable whose last day of use is expires_on: 1 on that very day. */
int64_t report_days_to_expiry(int64_t expires_on, int64_t as_of);

/* How old figures are on a day: whole days from the local day they were reported, never negative. */
int64_t report_age_days(int64_t reported_at, int64_t today);

#endif
