#include "api/overview.h"

#include "api/assess.h"
#include "api/catalogue.h"
#include "api/policies.h"
#include "core/plausible.h"
#include "core/week.h"
#include "store/reference_read.h"

#include <string.h>

/* --- what is asked for --- */

static enum outcome policy_on(struct call *c, const char *county, const char *date, struct policy *ret_policy)
{
    enum outcome outcome = store_policy_get(c->db, county, date, &c->arena, ret_policy);
    return outcome == NOT_FOUND ? policy_today(c, county, ret_policy) : outcome;
}

enum outcome overview_ask(struct call *c, struct overview_ask *ret_ask)
{
    struct overview_ask ask = {.county = call_parameter(c, "county"), .week = call_query(c, "week")};
    TRY(store_county_name(c->db, ask.county, &c->arena, &ask.county_name));
    TRY(policy_today(c, ask.county, &ask.policy));
    int64_t today = call_today(c), this_week = week_of_date(today);
    ask.due_week = report_week_due(c->now, ask.policy.due_hours);
    ask.monday = ask.due_week;
    if (ask.week != NULL)
        TRY(week_parse(ask.week, &ask.monday)); /* its form has been checked */
    if (ask.monday > this_week) {
        violation_add(&c->violations, VIOLATION_OUT_OF_RANGE, "?week", NULL, NULL);
        return call_check_violations(c);
    }
    struct report_window window;
    TRY(report_window_by(c, ask.county, ask.monday, &ask.policy, &window));
    bool live = ask.monday >= ask.due_week;
    ask.due_at = window.due_at;
    ask.day = today;
    if (!live && local_date(window.lock_at) < today)
        ask.day = local_date(window.lock_at);
    ask.week = week_text(&c->arena, ask.monday);
    ask.until = week_text(&c->arena, live ? this_week : ask.monday);
    ask.day_text = date_text(&c->arena, ask.day);
    if (ask.week == NULL || ask.until == NULL || ask.day_text == NULL)
        return TOO_LARGE;
    if (ask.day != today)
        TRY(policy_on(c, ask.county, ask.day_text, &ask.policy));
    *ret_ask = ask;
    return OK;
}

enum outcome overview_etag(struct call *c, const struct overview_ask *ask, const char *variant)
{
    struct overview_key key;
    TRY(store_overview_key(c->scope, c->db, ask->county, &key));
    /* All that the picture depends on, since it also finds the kept answer: reports and drafts, catalogue, both
     * policies (today's by its identity, the week's by the deadline it sets), week and day. */
    return call_etag(c, "o%s-%lld-%lld-%s%s%lld-%s-%llx-%s%s", ask->county, (long long)key.changes,
                     (long long)key.articles, ask->policy.owner, ask->policy.valid_from,
                     (long long)ask->policy.created_at, ask->week, (unsigned long long)ask->due_at, ask->day_text,
                     variant);
}

/* --- cells --- */

static enum outcome read_trend(struct call *c, const char *text, struct overview_cell *cell)
{
    cell->trend = ARENA_ARRAY(&c->arena, STATUS_WEEKS, struct trend_point);
    if (cell->trend == NULL)
        return TOO_LARGE;
    for (const char *at = text + strspn(text, " "); *at != '\0' && cell->trend_count < STATUS_WEEKS;
         at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        const char *point = at;
        struct trend_point *made = &cell->trend[cell->trend_count++];
        at += length;
        if (length <= WEEK_CHARS || point[WEEK_CHARS] != ':')
            return BROKEN;
        made->week = arena_copy(&c->arena, point, WEEK_CHARS);
        if (made->week == NULL)
            return TOO_LARGE;
        status_read_point(point + WEEK_CHARS + 1, &made->stock, &made->use, &made->cover_days);
    }
    return OK;
}

static enum outcome list_questions(struct call *c, uint32_t flags, struct overview_cell *cell)
{
    struct plausible_question questions[PLAUSIBLE_FLAG__COUNT];
    cell->question_count = plausible_list(flags, questions);
    cell->questions = ARENA_ARRAY(&c->arena, cell->question_count, const char *);
    if (cell->questions == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < cell->question_count; i++)
        cell->questions[i] = plausible_name(questions[i].flag);
    return OK;
}

static enum outcome fill_cell(struct call *c, const struct overview_ask *ask, const struct status *status,
                              struct overview_cell *cell, struct status_now *ret_now)
{
    const struct cover_thresholds thresholds = thresholds_of(&ask->policy);
    TRY(store_status_now(&c->arena, status, &thresholds, ask->day, ret_now));
    bool failed = false;
    *cell = (struct overview_cell){
        .article = cell->article,
        .stock = maybe_known(status->stock.value),
        .use_in_week = maybe_known(status->use_in_week.value),
        .need_next_week = maybe_known(status->need_next_week.value),
        .use_per_day = rational_text(&c->arena, status->use_per_day, &failed),
        .usable = rational_centi(ret_now->usable),
        .use_centi = rational_centi(status->use_per_day),
        .wasted = status->wasted,
        .inbound = ret_now->inbound,
        .runs_out_on = ret_now->runs_out ? date_text(&c->arena, ret_now->runs_out_on) : NULL,
    };
    if (failed || (ret_now->runs_out && cell->runs_out_on == NULL))
        return TOO_LARGE;
    TRY(cover_view_of(&c->arena, &thresholds, ret_now->cover, known_int(ret_now->age_days), &cell->cover));
    TRY(list_questions(c, status->flags, cell));
    return read_trend(c, status->trend, cell);
}

/* --- totals --- */

/* Sums of one article over the municipalities whose figures count. */
struct sums {
    bool counted, overflow;
    int64_t stock;
    struct known_rational use, usable;
};

static void add(struct known_rational *sum, struct rational part, bool *overflow)
{
    if (!sum->known)
        *sum = known_rational(part);
    else if (rational_add(sum->value, part, &sum->value) != OK)
        *overflow = true;
}

static void add_to_sums(struct sums *sums, const struct status *status, const struct status_now *now)
{
    sums->counted = true;
    sums->stock += status->stock.value; /* at most 10^9 by 320 municipalities */
    add(&sums->usable, now->usable.value, &sums->overflow);
    if (status->use_per_day.known)
        add(&sums->use, status->use_per_day.value, &sums->overflow);
}

static void count_status(struct overview_article *article, int status)
{
    int64_t *const counters[COVER_STATUS__COUNT] = {
        [COVER_ACUTE] = &article->acute,   [COVER_RED] = &article->red,
        [COVER_YELLOW] = &article->yellow, [COVER_GREEN] = &article->green,
        [COVER_GREY] = &article->grey,     [COVER_NOT_APPLICABLE] = &article->not_applicable,
    };
    (*counters[status])++;
}

static enum outcome fill_article(struct call *c, const struct overview_ask *ask, const struct sums *sums,
                                 struct overview_article *article)
{
    const struct cover_thresholds thresholds = thresholds_of(&ask->policy);
    struct cover cover = {.kind = COVER_UNKNOWN, .days = rational_int(0)};
    bool failed = false;
    article->total_stock = maybe_if(sums->counted, sums->stock);
    if (sums->counted && !sums->overflow) {
        article->total_use_per_day = rational_text(&c->arena, sums->use, &failed);
        if (cover_of(sums->usable, sums->use, &cover) != OK) /* beyond all fractions: not worth failing for */
            cover = (struct cover){.kind = COVER_UNKNOWN, .days = rational_int(0)};
    }
    return failed ? TOO_LARGE : cover_view_of(&c->arena, &thresholds, cover, known_int(0), &article->cover);
}

/* --- municipalities --- */

static enum overview_report report_column(const struct overview_row *row, int64_t due_at)
{
    if (!row->reported)
        return row->drafted ? OVERVIEW_DRAFT : OVERVIEW_MISSING;
    if (row->stored == REPORT_RETURNED)
        return OVERVIEW_RETURNED;
    return row->first_submitted_at > due_at ? OVERVIEW_LATE : OVERVIEW_ON_TIME;
}

static void count_report(struct overview_counts *counts, int report)
{
    int64_t *const counters[OVERVIEW_REPORT__COUNT] = {
        [OVERVIEW_ON_TIME] = &counts->on_time,   [OVERVIEW_LATE] = &counts->late,
        [OVERVIEW_MISSING] = &counts->missing,   [OVERVIEW_DRAFT] = &counts->missing,
        [OVERVIEW_RETURNED] = &counts->returned,
    };
    (*counters[report])++;
    counts->municipalities++;
}

static void note_time(struct overview_view *view, int64_t at)
{
    if (!view->as_of_newest.known || at > view->as_of_newest.value)
        view->as_of_newest = maybe_known(at);
    if (!view->as_of_oldest.known || at < view->as_of_oldest.value)
        view->as_of_oldest = maybe_known(at);
}

static const struct status *status_of(const struct status *statuses, size_t count, const char *article)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(statuses[i].article, article) == 0)
            return &statuses[i];
    return NULL;
}

/* statuses: of this municipality. */
static enum outcome fill_cells(struct call *c, const struct overview_ask *ask, const struct status *statuses,
                               size_t count, struct overview_view *view, struct overview_municipality *municipality,
                               struct sums *sums)
{
    municipality->cell_count = view->article_count;
    municipality->cells = ARENA_ARRAY(&c->arena, view->article_count, struct overview_cell);
    if (municipality->cells == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->article_count; i++) {
        struct overview_cell *cell = &municipality->cells[i];
        const struct status *status = status_of(statuses, count, view->articles[i].code);
        struct status_now now;
        cell->article = view->articles[i].code;
        cell->cover = (struct cover_view){.kind = COVER_UNKNOWN, .status = COVER_GREY};
        if (status != NULL)
            TRY(fill_cell(c, ask, status, cell, &now));
        if (status != NULL && cell->cover.status != COVER_GREY)
            add_to_sums(&sums[i], status, &now);
        count_status(&view->articles[i], cell->cover.status);
    }
    return OK;
}

static enum outcome fill_municipalities(struct call *c, const struct overview_ask *ask, struct overview_view *view,
                                        struct sums *sums)
{
    struct overview_row *rows;
    struct status *statuses;
    size_t status_count, at = 0;
    TRY(store_overview_reports(c->scope, c->db, ask->county, ask->week, ask->until, &c->arena, &rows,
                               &view->municipality_count));
    TRY(store_overview_statuses(c->scope, c->db, ask->county, ask->until, &c->arena, &statuses, &status_count));
    view->municipalities = ARENA_ARRAY(&c->arena, view->municipality_count, struct overview_municipality);
    if (view->municipalities == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->municipality_count; i++) {
        const struct overview_row *row = &rows[i];
        size_t first = at;
        while (at < status_count && strcmp(statuses[at].municipality_code, row->code) == 0)
            at++;
        view->municipalities[i] = (struct overview_municipality){
            .code = row->code,
            .name = row->name,
            .report = (int)report_column(row, ask->due_at),
            .report_week = row->latest_week,
            .submitted_at = maybe_if(row->latest_week != NULL, row->latest_submitted_at),
            .light = row->light,
            .approved = row->latest_approved,
        };
        if (at > first) {
            view->municipalities[i].age_days = maybe_known(report_age_days(statuses[first].reported_at, ask->day));
            note_time(view, statuses[first].reported_at);
        }
        count_report(&view->counts, view->municipalities[i].report);
        TRY(fill_cells(c, ask, statuses + first, at - first, view, &view->municipalities[i], sums));
    }
    return OK;
}

static enum outcome list_articles(struct call *c, const struct overview_ask *ask, struct overview_view *view)
{
    struct article *articles;
    TRY(catalogue_list(c, ask->county, ask->day_text, false, &articles, &view->article_count));
    view->articles = ARENA_ARRAY(&c->arena, view->article_count, struct overview_article);
    if (view->articles == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < view->article_count; i++)
        view->articles[i] = (struct overview_article){
            .code = articles[i].code,
            .name_sv = articles[i].name_sv,
            .name_en = articles[i].name_en,
            .group = articles[i].group,
            .unit = articles[i].unit,
            .pack_size = articles[i].pack_size,
        };
    return OK;
}

enum outcome api_overview(struct call *c)
{
    struct overview_ask ask;
    struct overview_view *view = ARENA_NEW(&c->arena, struct overview_view);
    const char *format = call_query(c, "format");
    bool csv = format != NULL && strcmp(format, "csv") == 0;
    if (view == NULL)
        return TOO_LARGE;
    if (format != NULL && !csv)
        violation_add(&c->violations, VIOLATION_MALFORMED, "?format", NULL, NULL);
    TRY(call_check_violations(c));
    TRY(overview_ask(c, &ask));
    TRY(overview_etag(c, &ask, !csv ? "" : c->english ? "-csv-en" : "-csv-sv"));
    const char *place = arena_printf(&c->arena, "overview %s %s", ask.county, ask.week);
    if (place == NULL)
        return TOO_LARGE;
    if (call_is_fresh(c) || (!csv && call_take_shelved(c, place)))
        return OK;
    *view = (struct overview_view){
        .county = {ask.county, ask.county_name}, .week = ask.week, .today = ask.day_text, .policy = ask.policy};
    TRY(list_articles(c, &ask, view));
    struct sums *sums = ARENA_ARRAY(&c->arena, view->article_count, struct sums);
    if (sums == NULL)
        return TOO_LARGE;
    TRY(fill_municipalities(c, &ask, view, sums));
    for (size_t i = 0; i < view->article_count; i++)
        TRY(fill_article(c, &ask, &sums[i], &view->articles[i]));
    return csv ? overview_csv(c, view) : call_leave_shelved(c, place, view);
}
