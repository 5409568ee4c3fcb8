#include "api/report_submit.h"

#include "api/app.h"
#include "base/text.h"
#include "core/report_rules.h"
#include "store/overview.h"

#include <string.h>

/* --- what changed --- */

static const struct field change_fields[] = {
    {AT(struct report_change, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct report_change, field), .kind = FIELD_TEXT},
    {AT(struct report_change, before), .kind = FIELD_MAYBE_INT, .about = "null = not stated"},
    {AT(struct report_change, after), .kind = FIELD_MAYBE_INT, .about = "null = not stated"},
};
const struct fields report_change_of = FIELDS("ReportChange", struct report_change, change_fields);

enum { NUMBERS_OF_A_LINE = 8 };
static const char *const number_names[NUMBERS_OF_A_LINE] = {"stock",     "use_in_week",    "need_next_week",
                                                            "received",  "transferred_in", "transferred_out",
                                                            "discarded", "open_orders"};

static void numbers_of(const struct report_line *line, struct maybe ret_numbers[NUMBERS_OF_A_LINE])
{
    const struct maybe numbers[NUMBERS_OF_A_LINE] = {
        maybe_known(line->stock),
        maybe_known(line->use_in_week),
        maybe_known(line->need_next_week),
        line->received,
        line->transferred_in,
        line->transferred_out,
        line->discarded,
        line->open_orders,
    };
    memcpy(ret_numbers, numbers, sizeof numbers);
}

static const struct report_line *line_of(const struct report_line *lines, size_t count, const char *article)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lines[i].article, article) == 0)
            return &lines[i];
    return NULL;
}

static void add_changes(const char *article, const struct report_line *before, const struct report_line *after,
                        struct report_change *changes, size_t *count)
{
    struct maybe old[NUMBERS_OF_A_LINE] = {0}, new[NUMBERS_OF_A_LINE] = {0};
    if (before != NULL)
        numbers_of(before, old);
    if (after != NULL)
        numbers_of(after, new);
    for (int i = 0; i < NUMBERS_OF_A_LINE; i++)
        if (old[i].known != new[i].known || old[i].value != new[i].value)
            changes[(*count)++] = (struct report_change){article, number_names[i], old[i], new[i]};
}

enum outcome report_changes(struct arena *arena, const struct report_line *before, size_t before_count,
                            const struct report_line *after, size_t after_count, struct report_change **ret_changes,
                            size_t *ret_count)
{
    size_t count = 0;
    struct report_change *changes =
        ARENA_ARRAY(arena, (before_count + after_count) * NUMBERS_OF_A_LINE, struct report_change);
    if (changes == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < after_count; i++)
        add_changes(after[i].article, line_of(before, before_count, after[i].article), &after[i], changes, &count);
    for (size_t i = 0; i < before_count; i++)
        if (line_of(after, after_count, before[i].article) == NULL)
            add_changes(before[i].article, &before[i], NULL, changes, &count);
    *ret_changes = changes;
    *ret_count = count;
    return OK;
}

/* --- the audit row: what was done and to which articles; the figures themselves are in the revisions, for ever --- */

struct submit_record {
    int64_t revision;
    const char *state, *kind;
    int64_t lines;
    const char *changes;
};
static const struct field submit_record_fields[] = {
    {AT(struct submit_record, revision), .kind = FIELD_INT},
    {AT(struct submit_record, state), .kind = FIELD_TEXT},
    {AT(struct submit_record, kind), .kind = FIELD_TEXT},
    {AT(struct submit_record, lines), .kind = FIELD_INT},
    {AT(struct submit_record, changes), .kind = FIELD_MAYBE_TEXT, .about = "articles whose figures differ"},
};
static const struct fields submit_record_of = FIELDS("SubmitRecord", struct submit_record, submit_record_fields);

static const char *changed_articles(struct arena *arena, const struct report_change *changes, size_t count)
{
    AUTO_TEXT articles = text_open(LIMIT_ARENA_BYTES);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(changes[i].article, changes[i - 1].article) != 0) {
            text_add(&articles, i > 0 ? " " : "");
            text_add(&articles, changes[i].article);
        }
    return text_failed(&articles) ? NULL
                                  : arena_copy(arena, articles.bytes != NULL ? articles.bytes : "", articles.length);
}

static enum outcome audit_submit(struct call *c, const struct report_context *context, const struct report *after,
                                 const char *kind, const struct report_line *lines, size_t count,
                                 const struct report_line *earlier, size_t earlier_count)
{
    struct submit_record record = {
        .revision = after->revision, .state = report_state_words[after->stored], .kind = kind, .lines = (int64_t)count};
    const char *before_json = NULL, *key = report_key(c, context);
    if (context->has_report) {
        struct report_change *list;
        size_t list_count;
        TRY(report_changes(&c->arena, earlier, earlier_count, lines, count, &list, &list_count));
        record.changes = changed_articles(&c->arena, list, list_count);
        before_json = arena_printf(&c->arena, "{\"revision\":%lld,\"state\":\"%s\",\"lines\":%zu}",
                                   (long long)context->report.revision, report_state_words[context->report.stored],
                                   earlier_count);
    }
    const char *after_json = call_json(c, &submit_record_of, &record);
    if (key == NULL || after_json == NULL || (context->has_report && (before_json == NULL || record.changes == NULL)))
        return TOO_LARGE;
    return call_audit(c, "ppe_report.submit", "ppe_report", key, context->municipality.code, before_json, after_json);
}

/* --- submitting --- */

static const struct field receipt_fields[] = {
    {AT(struct receipt, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct receipt, state), .kind = FIELD_WORD, .words = report_state_words},
    {AT(struct receipt, revision), .kind = FIELD_INT},
    {AT(struct receipt, late), .kind = FIELD_BOOL, .about = "first submitted after the deadline"},
    {AT(struct receipt, submitted_at), .kind = FIELD_MOMENT},
    {AT(struct receipt, assessment), .kind = FIELD_OBJECT, .of = &assessment_of_fields},
};
const struct fields receipt_output = FIELDS("Receipt", struct receipt, receipt_fields);

static const char *kind_of(const struct report_context *context)
{
    if (!context->has_report)
        return "submitted";
    return report_is_correction(context) ? "corrected" : "resubmitted";
}

static enum outcome show_receipt(struct call *c, const struct report_context *context, const struct status *statuses,
                                 size_t count)
{
    struct receipt *receipt = ARENA_NEW(&c->arena, struct receipt);
    if (receipt == NULL)
        return TOO_LARGE;
    *receipt = (struct receipt){
        .week = context->week,
        .state = (int)report_context_state(context),
        .revision = context->report.revision,
        .late = report_is_late(&context->window, context->report.first_submitted_at),
        .submitted_at = c->now,
    };
    TRY(assess_report(c, context, statuses, count, &receipt->assessment));
    c->output = receipt;
    return report_etag(c, context);
}

enum outcome report_submit(struct call *c, struct report_context *context, struct report_revision *revision,
                           const struct report_line *lines, size_t count, const struct report_line *earlier,
                           size_t earlier_count)
{
    const char *municipality = context->municipality.code;
    revision->kind = kind_of(context);
    revision->submitted_at = c->now;
    revision->submitted_by = c->actor.user_id;
    int64_t figures_at;
    TRY(report_figures_time(c, context, &figures_at));
    struct report after;
    TRY(store_report_submit(c->scope, c->db, municipality, context->week, context->has_report ? &context->report : NULL,
                            revision, lines, count, &after));
    struct status *statuses;
    TRY(store_status_refresh(c->scope, c->db, &after, lines, count, figures_at, context->articles,
                             context->article_count, &c->arena, &statuses));
    TRY(store_draft_delete(c->scope, c->db, municipality, context->week, NULL));
    TRY(store_overview_touch(c->db, municipality, context->municipality.county_code, context->week));
    TRY(audit_submit(c, context, &after, revision->kind, lines, count, earlier, earlier_count));
    c->status = context->has_report ? 200 : 201;
    context->report = after;
    context->has_report = true;
    context->has_draft = false;
    return show_receipt(c, context, statuses, count);
}
