#include "api/review.h"

#include "api/report_context.h"
#include "api/report_fields.h"
#include "store/overview.h"

#include <string.h>

struct return_body {
    const char *reason;
};
static const struct field return_fields[] = {
    {AT(struct return_body, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .flags = FIELD_REQUIRED, .min = 1,
     .max = REPORT_REASON_BYTES, .about = "what the municipality is asked to do"},
};
const struct fields return_input = FIELDS("ReportReturn", struct return_body, return_fields);

struct review_view {
    const char *week;
    int state;
    int64_t revision;
    const char *returned_reason;
};
static const struct field review_fields[] = {
    {AT(struct review_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct review_view, state), .kind = FIELD_WORD, .words = report_state_words},
    {AT(struct review_view, revision), .kind = FIELD_INT},
    {AT(struct review_view, returned_reason), .kind = FIELD_MAYBE_TEXT},
};
const struct fields review_output = FIELDS("ReportReview", struct review_view, review_fields);

static const char *state_json(struct call *c, enum report_state state, const char *reason)
{
    AUTO_TEXT json = text_open(4 * REPORT_REASON_BYTES + 200);
    text_printf(&json, "{\"state\":\"%s\",\"reason\":", report_state_words[state]);
    json_add_text(&json, reason);
    text_add_char(&json, '}');
    return text_failed(&json) ? NULL : arena_copy(&c->arena, json.bytes, json.length);
}

static enum outcome record(struct call *c, const struct report_context *context, enum report_state stored,
                           const char *reason)
{
    const struct report *before = &context->report;
    const char *key = report_key(c, context), *old = state_json(c, before->stored, before->reason),
               *new = state_json(c, stored, reason);
    if (key == NULL || old == NULL || new == NULL)
        return TOO_LARGE;
    return call_audit(c, stored == REPORT_RETURNED ? "ppe_report.return" : "ppe_report.approve", "ppe_report", key,
                      context->municipality.code, old, new);
}

/* From submitted (or approved, when returned) to the new state. */
static enum outcome review(struct call *c, enum report_state stored, const char *reason)
{
    struct report_context context;
    struct review_view *view = ARENA_NEW(&c->arena, struct review_view);
    if (view == NULL)
        return TOO_LARGE;
    TRY(report_context_load(c, &context));
    if (!context.has_report)
        return NOT_FOUND;
    TRY(report_require_match(c, &context));
    bool possible = context.report.stored == REPORT_SUBMITTED ||
                    (context.report.stored == REPORT_APPROVED && stored == REPORT_RETURNED);
    if (!possible)
        return call_refuse(c, PROBLEM_WRONG_STATE);
    TRY(store_report_review(c->scope, c->db, &context.report, stored, reason, c->actor.user_id, c->now));
    TRY(store_overview_touch(c->db, context.municipality.code, context.municipality.county_code, context.week));
    TRY(record(c, &context, stored, reason));
    context.report.stored = stored;
    context.report.version++;
    *view = (struct review_view){
        .week = context.week,
        .state = (int)report_context_state(&context),
        .revision = context.report.revision,
        .returned_reason = stored == REPORT_RETURNED ? reason : NULL,
    };
    c->output = view;
    return report_etag(c, &context);
}

enum outcome api_report_return(struct call *c)
{
    const struct return_body *body = c->input;
    if (body->reason[strspn(body->reason, " \t\r\n")] == '\0') {
        violation_add(&c->violations, VIOLATION_MISSING, "", "reason", NULL);
        return call_check_violations(c);
    }
    return review(c, REPORT_RETURNED, body->reason);
}

enum outcome api_report_approve(struct call *c)
{
    return review(c, REPORT_APPROVED, "");
}
