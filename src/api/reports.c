#include "api/reports.h"

#include "api/report_fields.h"
#include "core/week.h"

#include <string.h>

/* --- submitting --- */

struct report_body {
    struct report_line *lines;
    size_t line_count;
    struct maybe infection_count;
    int light;
    const char *comment, *reason;
    bool no_change;
};

#define ABOUT_LIGHT "the municipality's own assessment, may be empty"
#define ABOUT_INFECTIONS "confirmed cases in care; null = not stated"

static const struct field report_body_fields[] = {
    {AT(struct report_body, lines), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .of = &report_line_of,
     COUNTED(struct report_body, line_count), .min = 1, .max = REPORT_LINES_MAX,
     .about = "one per article; an article left out is missing, not zero"},
    {AT(struct report_body, infection_count), .kind = FIELD_MAYBE_INT, .min = 0, .max = 1000000,
     .about = ABOUT_INFECTIONS},
    {AT(struct report_body, light), .kind = FIELD_WORD, .words = report_light_words, .about = ABOUT_LIGHT},
    {AT(struct report_body, comment), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = REPORT_TEXT_BYTES},
    {AT(struct report_body, no_change), .kind = FIELD_BOOL, .about = "confirmed as unchanged since the week before"},
    {AT(struct report_body, reason), .kind = FIELD_TEXT, .format = FORMAT_PROSE, .max = REPORT_REASON_BYTES,
     .about = "required for a correction after the lock"},
};
const struct fields report_input = FIELDS("ReportBody", struct report_body, report_body_fields);

/* A report that exists needs If-Match; a new one must not have it. */
static enum outcome check_precondition(struct call *c, const struct report_context *context)
{
    if (!context->has_report)
        return call_require_absent(c);
    if (c->if_none_match != NULL && strcmp(c->if_none_match, "*") == 0)
        return call_refuse(c, PROBLEM_PRECONDITION_FAILED);
    return report_require_match(c, context);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

enum outcome api_report_put(struct call *c)
{
    const struct report_body *body = c->input;
    struct report_context context;
    TRY(report_context_load(c, &context));
    TRY(report_require_open(c, &context));
    TRY(check_precondition(c, &context));
    bool correction = context.has_report && report_needs_reason(&context.window, context.report.stored);
    if (correction && is_blank(body->reason))
        return call_refuse(c, PROBLEM_REASON_REQUIRED);
    TRY(report_context_articles(c, &context));
    struct report_line *earlier = NULL;
    size_t earlier_count = 0;
    if (context.has_report)
        TRY(store_report_figures(c->scope, c->db, context.municipality.code, context.week, context.report.revision,
                                 &c->arena, &earlier, &earlier_count));
    report_check(c, &context, body->lines, body->line_count, earlier, earlier_count);
    TRY(call_check_violations(c));
    struct report_revision revision = {
        .reason = correction ? body->reason : "",
        .infection_count = body->infection_count,
        .light = body->light,
        .comment = body->comment,
        .no_change = body->no_change,
    };
    return report_submit(c, &context, &revision, body->lines, body->line_count, earlier, earlier_count);
}

/* --- confirming as unchanged --- */

static bool is_active(const struct report_context *context, const char *code)
{
    for (size_t i = 0; i < context->article_count; i++)
        if (strcmp(context->articles[i].code, code) == 0)
            return context->articles[i].active;
    return false;
}

/* What is as it was: stock, use, need, orders, lots, parts, and deliveries still to come. What came in and went out was
 * last week's and is not stated for this one. */
static void keep_standing(struct call *c, struct report_line *line)
{
    char today[DATE_CHARS + 1];
    date_format(call_today(c), today);
    line->received = line->transferred_in = line->transferred_out = line->discarded = (struct maybe){0};
    size_t kept = 0;
    for (size_t i = 0; i < line->delivery_count; i++)
        if (strcmp(line->deliveries[i].expected_on, today) >= 0)
            line->deliveries[kept++] = line->deliveries[i];
    line->delivery_count = kept;
}

/* What the latest earlier report within the open weeks still says: its lines of active articles, its light. */
static enum outcome standing_figures(struct call *c, const struct report_context *context,
                                     struct report_line **ret_lines, size_t *ret_count, int *ret_light)
{
    const char *municipality = context->municipality.code;
    const char *since = week_text(&c->arena, context->monday - REPORT_OPEN_WEEKS * 7);
    struct report before;
    struct report_revision revision;
    size_t count, kept = 0;
    if (since == NULL)
        return TOO_LARGE;
    TRY(store_report_before(c->scope, c->db, municipality, context->week, since, &c->arena, &before));
    TRY(store_report_revision(c->scope, c->db, municipality, before.week, before.revision, &c->arena, &revision));
    TRY(store_report_lines(c->scope, c->db, municipality, before.week, before.revision, &c->arena, ret_lines, &count));
    for (size_t i = 0; i < count; i++)
        if (is_active(context, (*ret_lines)[i].article)) {
            keep_standing(c, &(*ret_lines)[i]);
            (*ret_lines)[kept++] = (*ret_lines)[i];
        }
    *ret_count = kept;
    *ret_light = revision.light;
    return kept > 0 ? OK : NOT_FOUND;
}

enum outcome api_report_confirm(struct call *c)
{
    struct report_context context;
    struct report_line *lines;
    size_t count;
    struct report_revision revision = {.reason = "", .comment = "", .no_change = true};
    TRY(report_context_load(c, &context));
    TRY(report_require_open(c, &context));
    if (context.has_report)
        return call_refuse_because(c, PROBLEM_WRONG_STATE, "Veckan är redan rapporterad.",
                                   "The week has been reported already.");
    TRY(report_context_articles(c, &context));
    enum outcome outcome = standing_figures(c, &context, &lines, &count, &revision.light);
    if (outcome == NOT_FOUND)
        return call_refuse_because(c, PROBLEM_WRONG_STATE, "Det finns ingen tidigare rapport att bekräfta.",
                                   "There is no earlier report to confirm.");
    TRY(outcome);
    return report_submit(c, &context, &revision, lines, count, NULL, 0);
}

/* --- reading --- */

struct report_view {
    const char *municipality_code, *week;
    int state;
    bool late;
    int64_t revision, submitted_at;
    const char *submitted_by_name, *returned_reason;
    struct maybe infection_count;
    int light;
    const char *comment;
    bool no_change;
    struct report_line *lines;
    size_t line_count;
};
static const struct field report_view_fields[] = {
    {AT(struct report_view, municipality_code), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct report_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct report_view, state), .kind = FIELD_WORD, .words = report_state_words},
    {AT(struct report_view, late), .kind = FIELD_BOOL},
    {AT(struct report_view, revision), .kind = FIELD_INT, .about = "the one that counts"},
    {AT(struct report_view, submitted_at), .kind = FIELD_MOMENT},
    {AT(struct report_view, submitted_by_name), .kind = FIELD_TEXT},
    {AT(struct report_view, returned_reason), .kind = FIELD_MAYBE_TEXT, .about = "null unless returned"},
    {AT(struct report_view, infection_count), .kind = FIELD_MAYBE_INT, .about = ABOUT_INFECTIONS},
    {AT(struct report_view, light), .kind = FIELD_WORD, .words = report_light_words, .about = ABOUT_LIGHT},
    {AT(struct report_view, comment), .kind = FIELD_TEXT},
    {AT(struct report_view, no_change), .kind = FIELD_BOOL},
    {AT(struct report_view, lines), .kind = FIELD_LIST, .of = &report_line_of, COUNTED(struct report_view, line_count)},
};
const struct fields report_output = FIELDS("Report", struct report_view, report_view_fields);

enum outcome api_report_get(struct call *c)
{
    struct report_context context;
    struct report_revision revision;
    struct report_view *view = ARENA_NEW(&c->arena, struct report_view);
    if (view == NULL)
        return TOO_LARGE;
    TRY(report_context_load(c, &context));
    if (!context.has_report)
        return NOT_FOUND;
    TRY(report_etag(c, &context));
    if (call_is_fresh(c))
        return OK;
    TRY(store_report_revision(c->scope, c->db, context.municipality.code, context.week, context.report.revision,
                              &c->arena, &revision));
    *view = (struct report_view){
        .municipality_code = context.municipality.code,
        .week = context.week,
        .state = (int)report_context_state(&context),
        .late = report_is_late(&context.window, context.report.first_submitted_at),
        .revision = revision.revision,
        .submitted_at = revision.submitted_at,
        .submitted_by_name = revision.submitted_by_name,
        .returned_reason = context.report.stored == REPORT_RETURNED ? context.report.reason : NULL,
        .infection_count = revision.infection_count,
        .light = revision.light,
        .comment = revision.comment,
        .no_change = revision.no_change,
    };
    c->output = view;
    return store_report_lines(c->scope, c->db, context.municipality.code, context.week, context.report.revision,
                              &c->arena, &view->lines, &view->line_count);
}
