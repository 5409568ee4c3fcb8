#include "api/report_form.h"

#include "api/assess.h"
#include "api/drafts.h"
#include "api/policies.h"
#include "api/report_context.h"
#include "api/report_fields.h"
#include "core/week.h"
#include "store/overview.h"

#include <string.h>

struct form_municipality {
    const char *code, *name, *county_code;
};
static const struct field form_municipality_fields[] = {
    {AT(struct form_municipality, code), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct form_municipality, name), .kind = FIELD_TEXT},
    {AT(struct form_municipality, county_code), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
};
static const struct fields form_municipality_of =
    FIELDS("FormMunicipality", struct form_municipality, form_municipality_fields);

struct form_previous {
    int64_t stock, use_in_week, need_next_week;
};
static const struct field form_previous_fields[] = {
    {AT(struct form_previous, stock), .kind = FIELD_INT},
    {AT(struct form_previous, use_in_week), .kind = FIELD_INT},
    {AT(struct form_previous, need_next_week), .kind = FIELD_INT},
};
static const struct fields form_previous_of = FIELDS("FormPrevious", struct form_previous, form_previous_fields);

struct form_line {
    const char *article, *name_sv, *name_en, *group, *unit;
    int64_t pack_size;
    const struct form_previous *previous;
    const struct report_line *report;
};
static const struct field form_line_fields[] = {
    {AT(struct form_line, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct form_line, name_sv), .kind = FIELD_TEXT},
    {AT(struct form_line, name_en), .kind = FIELD_TEXT},
    {AT(struct form_line, group), .kind = FIELD_TEXT},
    {AT(struct form_line, unit), .kind = FIELD_TEXT, .about = "piece or litre"},
    {AT(struct form_line, pack_size), .kind = FIELD_INT, .about = "units per pack"},
    {AT(struct form_line, previous), .kind = FIELD_MAYBE_OBJECT, .of = &form_previous_of, .about = "of previous_week"},
    {AT(struct form_line, report), .kind = FIELD_MAYBE_OBJECT, .of = &report_line_of,
     .about = "of the counting revision"},
};
static const struct fields form_line_of = FIELDS("FormLine", struct form_line, form_line_fields);

struct form_report {
    struct maybe infection_count;
    int light;
    const char *comment;
    bool no_change;
};
static const struct field form_report_fields[] = {
    {AT(struct form_report, infection_count), .kind = FIELD_MAYBE_INT},
    {AT(struct form_report, light), .kind = FIELD_WORD, .words = report_light_words},
    {AT(struct form_report, comment), .kind = FIELD_TEXT},
    {AT(struct form_report, no_change), .kind = FIELD_BOOL},
};
static const struct fields form_report_of = FIELDS("FormReport", struct form_report, form_report_fields);

struct form_draft {
    struct draft_body body;
    int64_t saved_at;
    const char *saved_by_name;
};
#define BODY(member) .name = #member, .offset = offsetof(struct form_draft, body.member)
static const struct field form_draft_fields[] = {
    {BODY(cells), .kind = FIELD_LIST, .of = &draft_cell_of,
     .count_offset = offsetof(struct form_draft, body.cell_count)},
    {BODY(infection_count), .kind = FIELD_TEXT, .about = "as typed"},
    {BODY(light), .kind = FIELD_WORD, .words = report_light_words},
    {BODY(comment), .kind = FIELD_TEXT},
    {BODY(based_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK},
    {AT(struct form_draft, saved_at), .kind = FIELD_MOMENT},
    {AT(struct form_draft, saved_by_name), .kind = FIELD_TEXT},
};
#undef BODY
static const struct fields form_draft_of = FIELDS("FormDraft", struct form_draft, form_draft_fields);

struct form {
    struct form_municipality municipality;
    const char *week, *monday, *sunday;
    int state;
    bool late;
    int64_t due_at, lock_at;
    bool editable, needs_reason;
    const char *returned_reason, *report_etag, *draft_etag, *previous_week;
    const char **weeks;
    size_t week_count;
    struct maybe revision, submitted_at;
    const char *submitted_by_name;
    struct form_line *lines;
    size_t line_count;
    const struct form_report *report;
    const struct form_draft *draft;
    const struct assessment *assessment;
    struct policy policy;
};
static const struct field form_fields[] = {
    {AT(struct form, municipality), .kind = FIELD_OBJECT, .of = &form_municipality_of},
    {AT(struct form, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct form, monday), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct form, sunday), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct form, state), .kind = FIELD_WORD, .words = report_state_words},
    {AT(struct form, late), .kind = FIELD_BOOL, .about = "submitted after the deadline, or not yet and it is past"},
    {AT(struct form, due_at), .kind = FIELD_MOMENT, .about = "what comes later is late"},
    {AT(struct form, lock_at), .kind = FIELD_MOMENT, .about = "from then on only corrections with a reason"},
    {AT(struct form, editable), .kind = FIELD_BOOL, .about = "for the caller, now"},
    {AT(struct form, needs_reason), .kind = FIELD_BOOL, .about = "a change would be a correction after the lock"},
    {AT(struct form, returned_reason), .kind = FIELD_MAYBE_TEXT},
    {AT(struct form, report_etag), .kind = FIELD_MAYBE_TEXT, .about = "for If-Match when submitting; null = none yet"},
    {AT(struct form, draft_etag), .kind = FIELD_MAYBE_TEXT, .about = "for If-Match when saving; null = none yet"},
    {AT(struct form, previous_week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK, .about = "latest earlier report"},
    {AT(struct form, weeks), .kind = FIELD_TEXT_LIST, .format = FORMAT_WEEK, COUNTED(struct form, week_count),
     .about = "weeks that can be reported, newest first"},
    {AT(struct form, revision), .kind = FIELD_MAYBE_INT, .about = "null when never submitted"},
    {AT(struct form, submitted_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct form, submitted_by_name), .kind = FIELD_MAYBE_TEXT},
    {AT(struct form, lines), .kind = FIELD_LIST, .of = &form_line_of, COUNTED(struct form, line_count),
     .about = "active articles, and others that the report has, in display order"},
    {AT(struct form, report), .kind = FIELD_MAYBE_OBJECT, .of = &form_report_of},
    {AT(struct form, draft), .kind = FIELD_MAYBE_OBJECT, .of = &form_draft_of, .about = "in its own municipality only"},
    {AT(struct form, assessment), .kind = FIELD_MAYBE_OBJECT, .of = &assessment_of_fields,
     .about = "of the draft if there is one, else of the counting report"},
    {AT(struct form, policy), .kind = FIELD_OBJECT, .of = &policy_brief_fields},
};
const struct fields report_form_output = FIELDS("ReportForm", struct form, form_fields);

static const struct report_line *line_of(const struct report_line *lines, size_t count, const char *article)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lines[i].article, article) == 0)
            return &lines[i];
    return NULL;
}

struct figures {
    struct report_line *lines;
    size_t count;
};

static enum outcome add_lines(struct call *c, const struct report_context *context, const struct figures *own,
                              const struct figures *before, struct form *form)
{
    form->lines = ARENA_ARRAY(&c->arena, context->article_count, struct form_line);
    if (form->lines == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < context->article_count; i++) {
        const struct article *article = &context->articles[i];
        const struct report_line *line = line_of(own->lines, own->count, article->code),
                                 *earlier = line_of(before->lines, before->count, article->code);
        struct form_previous *previous = NULL;
        if (!article->active && line == NULL)
            continue;
        if (earlier != NULL) {
            previous = ARENA_NEW(&c->arena, struct form_previous);
            if (previous == NULL)
                return TOO_LARGE;
            *previous = (struct form_previous){earlier->stock, earlier->use_in_week, earlier->need_next_week};
        }
        form->lines[form->line_count++] = (struct form_line){
            article->code, article->name_sv,   article->name_en, article->group,
            article->unit, article->pack_size, previous,         line,
        };
    }
    return OK;
}

static enum outcome add_weeks(struct call *c, struct form *form)
{
    int64_t this_week = week_of_date(call_today(c));
    form->weeks = ARENA_ARRAY(&c->arena, REPORT_OPEN_WEEKS + 1, const char *);
    if (form->weeks == NULL)
        return TOO_LARGE;
    for (int i = 0; i <= REPORT_OPEN_WEEKS; i++) {
        form->weeks[form->week_count] = week_text(&c->arena, this_week - i * 7);
        if (form->weeks[form->week_count++] == NULL)
            return TOO_LARGE;
    }
    return OK;
}

static enum outcome add_previous(struct call *c, const struct report_context *context, struct form *form,
                                 struct figures *ret_before)
{
    struct report before;
    enum outcome outcome =
        store_report_before(c->scope, c->db, context->municipality.code, context->week, "", &c->arena, &before);
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    form->previous_week = before.week;
    return store_report_lines(c->scope, c->db, context->municipality.code, before.week, before.revision, &c->arena,
                              &ret_before->lines, &ret_before->count);
}

static enum outcome add_report(struct call *c, const struct report_context *context, struct form *form,
                               struct figures *ret_own)
{
    struct report_revision revision;
    struct form_report *report = ARENA_NEW(&c->arena, struct form_report);
    struct assessment *assessment = ARENA_NEW(&c->arena, struct assessment);
    struct status *statuses;
    size_t count;
    if (report == NULL || assessment == NULL)
        return TOO_LARGE;
    const char *municipality = context->municipality.code;
    TRY(store_report_revision(c->scope, c->db, municipality, context->week, context->report.revision, &c->arena,
                              &revision));
    TRY(store_report_lines(c->scope, c->db, municipality, context->week, context->report.revision, &c->arena,
                           &ret_own->lines, &ret_own->count));
    TRY(store_overview_report(c->scope, c->db, municipality, context->week, &c->arena, &statuses, &count));
    TRY(assess_report(c, context, statuses, count, assessment));
    *report = (struct form_report){revision.infection_count, revision.light, revision.comment, revision.no_change};
    TRY(report_etag(c, context));
    form->report_etag = c->etag;
    form->revision = maybe_known(revision.revision);
    form->submitted_at = maybe_known(revision.submitted_at);
    form->submitted_by_name = revision.submitted_by_name;
    form->returned_reason = context->report.stored == REPORT_RETURNED ? context->report.reason : NULL;
    form->report = report;
    form->assessment = assessment;
    return OK;
}

static enum outcome add_draft(struct call *c, const struct report_context *context, struct form *form)
{
    struct form_draft *draft = ARENA_NEW(&c->arena, struct form_draft);
    struct assessment *assessment = ARENA_NEW(&c->arena, struct assessment);
    if (draft == NULL || assessment == NULL)
        return TOO_LARGE;
    TRY(draft_read(&c->arena, &context->draft, &draft->body));
    draft->saved_at = context->draft.changed_at;
    draft->saved_by_name = context->draft.changed_by_name;
    TRY(assess_draft(c, context, draft->body.cells, draft->body.cell_count, assessment));
    TRY(draft_etag(c, &context->draft));
    form->draft_etag = c->etag;
    form->draft = draft;
    form->assessment = assessment;
    return OK;
}

static enum outcome begin_form(struct call *c, const struct report_context *context, struct form *form)
{
    struct scope may_write = permit_scope(&c->actor.standing, ACTION_REPORT_WRITE);
    const struct report_window *window = &context->window;
    *form = (struct form){
        .municipality = {context->municipality.code, context->municipality.name, context->municipality.county_code},
        .week = context->week,
        .monday = date_text(&c->arena, context->monday),
        .sunday = date_text(&c->arena, context->monday + 6),
        .state = (int)report_context_state(context),
        .late =
            context->has_report ? report_is_late(window, context->report.first_submitted_at) : c->now > window->due_at,
        .due_at = window->due_at,
        .lock_at = window->lock_at,
        .editable = window->open && scope_covers_area(&may_write, context->municipality.code),
        .needs_reason = context->has_report && report_needs_reason(window, context->report.stored),
        .policy = context->policy,
    };
    return form->monday != NULL && form->sunday != NULL ? add_weeks(c, form) : TOO_LARGE;
}

enum outcome api_report_form(struct call *c)
{
    struct report_context context;
    struct figures own = {0}, before = {0};
    struct form *form = ARENA_NEW(&c->arena, struct form);
    if (form == NULL)
        return TOO_LARGE;
    TRY(report_context_load(c, &context));
    TRY(report_context_draft(c, &context));
    TRY(report_context_articles(c, &context));
    TRY(begin_form(c, &context, form));
    TRY(add_previous(c, &context, form, &before));
    if (context.has_report)
        TRY(add_report(c, &context, form, &own));
    if (context.has_draft && draft_is_visible(c, context.municipality.code))
        TRY(add_draft(c, &context, form));
    TRY(add_lines(c, &context, &own, &before, form));
    c->etag = NULL; /* the two within are the report's and the draft's, not this answer's */
    c->output = form;
    return OK;
}
