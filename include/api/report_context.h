/* What every operation on one municipality's report of one week needs to know first. */
#ifndef FORDELA_API_REPORT_CONTEXT_H
#define FORDELA_API_REPORT_CONTEXT_H

#include "api/call.h"
#include "core/report_rules.h"
#include "store/articles.h"
#include "store/drafts.h"
#include "store/policies.h"
#include "store/reference_read.h"
#include "store/reports.h"

struct report_context {
    struct municipality municipality;
    const char *week;
    int64_t monday;
    struct policy policy; /* in force today: thresholds */
    struct report_window window;
    struct article *articles; /* today's catalogue with inactive ones; NULL until report_context_articles */
    size_t article_count;
    bool has_report, has_draft; /* has_draft: false until report_context_draft */
    struct report report;
    struct draft draft;
};

/* By the path's {municipality} and {week}: the municipality, the times, the report if there is one. 404 for an unknown
 * municipality. The deadlines are those of the policy in force on the week's Monday. */
MUST_USE enum outcome report_context_load(struct call *c, struct report_context *ret_context);
/* The draft if there is one: for who shows or changes it. */
MUST_USE enum outcome report_context_draft(struct call *c, struct report_context *context);
MUST_USE enum outcome report_context_articles(struct call *c, struct report_context *context);

/* Refuses with report_not_open for a week that lies in the future or too far back. */
MUST_USE enum outcome report_require_open(struct call *c, const struct report_context *context);

/* The report as shown now: missing, draft (if report_context_draft has looked), … */
enum report_state report_context_state(const struct report_context *context);

/* Sets c->etag to the report's, which changes with every change of the report and when it is locked. */
MUST_USE enum outcome report_etag(struct call *c, const struct report_context *context);
MUST_USE enum outcome draft_etag(struct call *c, const struct draft *draft);

/* call_require_match against the report; the lock that fell in the meantime is no reason to refuse. */
MUST_USE enum outcome report_require_match(struct call *c, const struct report_context *context);

/* The deadlines of a week in a county, by the policy in force on its Monday (today's before the first one). */
MUST_USE enum outcome report_window_of(struct call *c, const char *county, int64_t monday,
                                       struct report_window *ret_window);

/* The same for who has today's policy already: one look-up less, as a rule. */
MUST_USE enum outcome report_window_by(struct call *c, const char *county, int64_t monday, const struct policy *today,
                                       struct report_window *ret_window);

/* A correction: the report is locked and a new revision of it needs a reason. */
bool report_is_correction(const struct report_context *context);

/* When the figures of the next revision are true: of a correction then when what it corrects was, otherwise now. */
MUST_USE enum outcome report_figures_time(struct call *c, const struct report_context *context, int64_t *ret_as_of);

/* First submitted after the deadline. */
static inline bool report_is_late(const struct report_window *window, int64_t first_submitted_at)
{
    return first_submitted_at > window->due_at;
}

/* "2281/2020-W17" for the audit trail; NULL without memory. */
const char *report_key(struct call *c, const struct report_context *context);

/* Week or date as text in the arena; NULL without memory. */
const char *week_text(struct arena *arena, int64_t monday);
const char *date_text(struct arena *arena, int64_t day);

#endif
