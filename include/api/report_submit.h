/* The one way in which a report's figures come into the database: checked, written, derived, audited, in one
 * transaction. */
#ifndef FORDELA_API_REPORT_SUBMIT_H
#define FORDELA_API_REPORT_SUBMIT_H

#include "api/assess.h"
#include "api/report_context.h"

struct report_change {
    const char *article, *field;
    struct maybe before, after; /* pieces or litres; unknown = not stated, or no such line */
};
extern const struct fields report_change_of; /* of struct report_change */

/* The numbers that differ between two lists of lines: those of the second list in its order, then what only the first
 * has. */
MUST_USE enum outcome report_changes(struct arena *arena, const struct report_line *before, size_t before_count,
                                     const struct report_line *after, size_t after_count,
                                     struct report_change **ret_changes, size_t *ret_count);

/* Adds what the field table cannot say to c->violations: unknown or doubled articles, lots beyond the stock, dates
 * beyond reason, sectors that are none. earlier: the revision before, whose articles stay welcome after they have left
 * the catalogue. */
void report_check(struct call *c, const struct report_context *context, const struct report_line *lines, size_t count,
                  const struct report_line *earlier, size_t earlier_count);

/* Answer to a submit. */
struct receipt {
    const char *week;
    int state; /* enum report_state */
    int64_t revision;
    bool late;
    int64_t submitted_at;
    struct assessment assessment;
};
extern const struct fields receipt_output; /* of struct receipt */

/* Writes the next revision (its kind, time and user are set here), the derived rows, the audit row; deletes the draft;
 * leaves receipt, ETag and status (201 for the first) in the call. lines are checked. Needs the context's articles.
 * earlier: the lines of the revision before. */
MUST_USE enum outcome report_submit(struct call *c, struct report_context *context, struct report_revision *revision,
                                    const struct report_line *lines, size_t count, const struct report_line *earlier,
                                    size_t earlier_count);

#endif
