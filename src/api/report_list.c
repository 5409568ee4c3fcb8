/* The lists of api/reports.h: a municipality's weeks, a report's revisions. */
#include "api/reports.h"

#include "core/week.h"

#include <string.h>

/* --- weeks --- */

struct week_view {
    const char *week;
    int state;
    bool late;
    struct maybe revision, submitted_at, changed_at;
    const char *submitted_by_name;
};
static const struct field week_fields[] = {
    {AT(struct week_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct week_view, state), .kind = FIELD_WORD, .words = report_state_words},
    {AT(struct week_view, late), .kind = FIELD_BOOL,
     .about = "submitted after the deadline, or not at all and the deadline is past"},
    {AT(struct week_view, revision), .kind = FIELD_MAYBE_INT},
    {AT(struct week_view, submitted_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct week_view, submitted_by_name), .kind = FIELD_MAYBE_TEXT},
    {AT(struct week_view, changed_at), .kind = FIELD_MAYBE_MOMENT, .about = "state or draft"},
};
static const struct fields week_of = FIELDS("ReportWeek", struct week_view, week_fields);

struct week_list {
    struct week_view *items;
    size_t count;
    const char *next_cursor;
};
static const struct field week_list_fields[] = {
    {AT(struct week_list, items), .kind = FIELD_LIST, COUNTED(struct week_list, count), .of = &week_of},
    {AT(struct week_list, next_cursor), .kind = FIELD_MAYBE_TEXT},
};
const struct fields report_list_output = FIELDS("ReportWeekList", struct week_list, week_list_fields);

static enum outcome show_week(struct call *c, const char *county, const struct report_row *row,
                              struct week_view *ret_view)
{
    int64_t monday;
    struct report_window window;
    TRY(week_parse(row->report.week, &monday));
    TRY(report_window_of(c, county, monday, &window));
    bool submitted = row->report.version > 0;
    *ret_view = (struct week_view){
        .week = row->report.week,
        .state = (int)report_state_shown(&window, row->report.stored),
        .late = submitted ? report_is_late(&window, row->report.first_submitted_at) : c->now > window.due_at,
        .revision = maybe_if(submitted, row->report.revision),
        .submitted_at = maybe_if(submitted, row->submitted_at),
        .submitted_by_name = submitted ? row->submitted_by_name : NULL,
        .changed_at = maybe_if(row->report.stored != REPORT_MISSING, row->changed_at),
    };
    return OK;
}

/* The weeks that can be reported and are not yet belong into the list too: both lists run newest first. */
static enum outcome with_missing(struct call *c, const char *before, const struct report_row *rows, size_t count,
                                 size_t limit, struct report_row *ret_rows, size_t *ret_count)
{
    int64_t this_week = week_of_date(call_today(c));
    size_t made = 0, next = 0;
    for (int i = 0; i <= REPORT_OPEN_WEEKS && made < limit; i++) {
        const char *week = week_text(&c->arena, this_week - i * 7);
        if (week == NULL)
            return TOO_LARGE;
        while (next < count && made < limit && strcmp(rows[next].report.week, week) > 0)
            ret_rows[made++] = rows[next++];
        bool there = next < count && strcmp(rows[next].report.week, week) == 0;
        if (!there && made < limit && (*before == '\0' || strcmp(week, before) < 0))
            ret_rows[made++] = (struct report_row){.report = {.week = week, .stored = REPORT_MISSING}};
    }
    while (next < count && made < limit)
        ret_rows[made++] = rows[next++];
    *ret_count = made;
    return OK;
}

static enum outcome read_cursor(struct call *c, const char **ret_before)
{
    const char *cursor = call_query(c, "cursor");
    if (cursor != NULL && !field_format_fits(FORMAT_WEEK, cursor))
        violation_add(&c->violations, VIOLATION_MALFORMED, "?cursor", NULL, NULL);
    *ret_before = cursor != NULL ? cursor : "";
    return call_check_violations(c);
}

enum outcome api_report_list(struct call *c)
{
    struct municipality municipality;
    struct report_row *rows;
    const char *before;
    size_t limit = (size_t)call_query_int(c, "limit", 100), count;
    struct week_list *list = ARENA_NEW(&c->arena, struct week_list);
    struct report_row *merged = ARENA_ARRAY(&c->arena, limit + 1, struct report_row);
    struct week_view *items = ARENA_ARRAY(&c->arena, limit, struct week_view);
    if (list == NULL || merged == NULL || items == NULL)
        return TOO_LARGE;
    TRY(read_cursor(c, &before));
    TRY(store_municipality_get(c->db, call_parameter(c, "municipality"), &c->arena, &municipality));
    TRY(store_report_list(c->scope, c->db, municipality.code, before, (int64_t)limit + 1, &c->arena, &rows, &count));
    TRY(with_missing(c, before, rows, count, limit + 1, merged, &count));
    *list = (struct week_list){.items = items, .count = count > limit ? limit : count};
    for (size_t i = 0; i < list->count; i++)
        TRY(show_week(c, municipality.county_code, &merged[i], &items[i]));
    if (count > limit) {
        list->next_cursor = items[limit - 1].week;
        TRY(call_next_page(c, list->next_cursor));
    }
    c->output = list;
    return OK;
}

/* --- revisions --- */

struct revision_view {
    int64_t revision;
    const char *kind;
    int64_t submitted_at;
    const char *submitted_by_name, *reason;
    struct report_change *changes;
    size_t change_count;
};
static const struct field revision_fields[] = {
    {AT(struct revision_view, revision), .kind = FIELD_INT},
    {AT(struct revision_view, kind), .kind = FIELD_TEXT, .about = "submitted, resubmitted or corrected"},
    {AT(struct revision_view, submitted_at), .kind = FIELD_MOMENT},
    {AT(struct revision_view, submitted_by_name), .kind = FIELD_TEXT},
    {AT(struct revision_view, reason), .kind = FIELD_TEXT, .about = "of a correction, otherwise empty"},
    {AT(struct revision_view, changes), .kind = FIELD_LIST, COUNTED(struct revision_view, change_count),
     .of = &report_change_of, .about = "against the revision before; empty for the first"},
};
static const struct fields revision_of = FIELDS("ReportRevision", struct revision_view, revision_fields);

struct revision_list {
    struct revision_view *items;
    size_t count;
};
static const struct field revision_list_fields[] = {
    {AT(struct revision_list, items), .kind = FIELD_LIST, COUNTED(struct revision_list, count), .of = &revision_of}};
const struct fields report_revisions_output = FIELDS("ReportRevisionList", struct revision_list, revision_list_fields);

/* The lines of one revision within those of all, as a list of its own. */
static enum outcome lines_of(struct arena *arena, const struct report_revision_line *all, size_t count,
                             int64_t revision, struct report_line **ret_lines, size_t *ret_count)
{
    size_t first = 0, end;
    while (first < count && all[first].revision < revision)
        first++;
    for (end = first; end < count && all[end].revision == revision; end++)
        continue;
    struct report_line *lines = ARENA_ARRAY(arena, end - first, struct report_line);
    if (lines == NULL)
        return TOO_LARGE;
    for (size_t i = first; i < end; i++)
        lines[i - first] = all[i].line;
    *ret_lines = lines;
    *ret_count = end - first;
    return OK;
}

static enum outcome add_changes(struct call *c, const struct report_revision_line *all, size_t count,
                                struct revision_view *view)
{
    struct report_line *before, *after;
    size_t before_count, after_count;
    TRY(lines_of(&c->arena, all, count, view->revision - 1, &before, &before_count));
    TRY(lines_of(&c->arena, all, count, view->revision, &after, &after_count));
    if (before_count == 0)
        return OK; /* the first, or the oldest that is shown */
    return report_changes(&c->arena, before, before_count, after, after_count, &view->changes, &view->change_count);
}

enum outcome api_report_revisions(struct call *c)
{
    const char *municipality = call_parameter(c, "municipality"), *week = call_parameter(c, "week");
    struct report_revision *revisions;
    struct report_revision_line *lines;
    size_t line_count;
    struct revision_list *list = ARENA_NEW(&c->arena, struct revision_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_report_revisions(c->scope, c->db, municipality, week, &c->arena, &revisions, &list->count));
    if (list->count == 0)
        return NOT_FOUND;
    TRY(store_report_history(c->scope, c->db, municipality, week, revisions[list->count - 1].revision, &c->arena,
                             &lines, &line_count));
    list->items = ARENA_ARRAY(&c->arena, list->count, struct revision_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++) {
        list->items[i] = (struct revision_view){
            .revision = revisions[i].revision,
            .kind = revisions[i].kind,
            .submitted_at = revisions[i].submitted_at,
            .submitted_by_name = revisions[i].submitted_by_name,
            .reason = revisions[i].reason,
        };
        TRY(add_changes(c, lines, line_count, &list->items[i]));
    }
    c->output = list;
    return OK;
}
