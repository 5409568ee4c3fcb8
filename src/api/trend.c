#include "api/trend.h"

#include "api/assess.h"
#include "api/overview.h"
#include "core/week.h"
#include "store/articles.h"
#include "store/reference_read.h"

#include <string.h>

enum { TREND_WEEKS = 10, TREND_WEEKS_MAX = 60 };

struct series_point {
    const char *week;
    struct maybe stock, use, cover_days;
    int status;
};
static const struct field series_point_fields[] = {
    {AT(struct series_point, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct series_point, stock), .kind = FIELD_MAYBE_INT, .about = "null = not reported"},
    {AT(struct series_point, use), .kind = FIELD_MAYBE_INT, .about = "in the week"},
    {AT(struct series_point, cover_days), .kind = FIELD_MAYBE_CENTI,
     .about = "when reported; null when not reported or without use"},
    {AT(struct series_point, status), .kind = FIELD_WORD, .words = cover_status_words},
};
static const struct fields series_point_of = FIELDS("SeriesPoint", struct series_point, series_point_fields);

struct series {
    const char *code, *name;
    struct series_point *points;
    size_t point_count;
};
static const struct field series_fields[] = {
    {AT(struct series, code), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct series, name), .kind = FIELD_TEXT},
    {AT(struct series, points), .kind = FIELD_LIST, COUNTED(struct series, point_count), .of = &series_point_of,
     .about = "one per week"},
};
static const struct fields series_of = FIELDS("Series", struct series, series_fields);

struct trend_view {
    const char *article;
    const char **weeks;
    size_t week_count;
    struct series *series;
    size_t series_count;
};
static const struct field trend_view_fields[] = {
    {AT(struct trend_view, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct trend_view, weeks), .kind = FIELD_TEXT_LIST, .format = FORMAT_WEEK,
     COUNTED(struct trend_view, week_count), .about = "oldest first"},
    {AT(struct trend_view, series), .kind = FIELD_LIST, COUNTED(struct trend_view, series_count), .of = &series_of},
};
const struct fields trend_output = FIELDS("Trend", struct trend_view, trend_view_fields);

const struct query_field trend_query[] = {
    {.name = "week", .format = FORMAT_WEEK, .max = 8, .about = "The last week (default: the one due now)"},
    {.name = "article", .format = FORMAT_ARTICLE, .max = 16, .about = "The article's code; required"},
    {.name = "weeks", .min = 1, .max = TREND_WEEKS_MAX, .about = "How many weeks back (default 10)"},
    {.name = NULL},
};

static enum outcome list_weeks(struct call *c, int64_t first, size_t count, struct trend_view *view)
{
    view->weeks = ARENA_ARRAY(&c->arena, count, const char *);
    if (view->weeks == NULL)
        return TOO_LARGE;
    for (; view->week_count < count; view->week_count++) {
        view->weeks[view->week_count] = week_text(&c->arena, first + (int64_t)view->week_count * 7);
        if (view->weeks[view->week_count] == NULL)
            return TOO_LARGE;
    }
    return OK;
}

static void fill_point(const struct cover_thresholds *thresholds, const struct status *status,
                       struct series_point *point)
{
    if (status == NULL)
        return;
    point->stock = maybe_known(status->stock.value);
    point->use = maybe_known(status->use_in_week.value);
    point->cover_days = status_centidays(status->cover);
    point->status = (int)cover_judge(thresholds, status->cover, known_int(0));
}

/* statuses: by municipality, then week, like the series and their points. */
static enum outcome fill_series(struct call *c, const struct overview_ask *ask, const struct municipality *places,
                                const struct status *statuses, size_t count, struct trend_view *view)
{
    const struct cover_thresholds thresholds = thresholds_of(&ask->policy);
    size_t at = 0;
    for (size_t i = 0; i < view->series_count; i++) {
        struct series *series = &view->series[i];
        *series = (struct series){.code = places[i].code, .name = places[i].name, .point_count = view->week_count};
        series->points = ARENA_ARRAY(&c->arena, view->week_count, struct series_point);
        if (series->points == NULL)
            return TOO_LARGE;
        for (size_t week = 0; week < view->week_count; week++) {
            bool here = at < count && strcmp(statuses[at].municipality_code, series->code) == 0 &&
                        strcmp(statuses[at].week, view->weeks[week]) == 0;
            series->points[week] = (struct series_point){.week = view->weeks[week], .status = COVER_GREY};
            fill_point(&thresholds, here ? &statuses[at++] : NULL, &series->points[week]);
        }
    }
    return OK;
}

/* A slip in the code must not look like an article that nobody has reported. */
static enum outcome check_article(struct call *c, const struct overview_ask *ask, const char *code)
{
    struct article article;
    enum outcome outcome = store_article_newest(c->db, ask->county, code, &c->arena, &article);
    return outcome == NOT_FOUND ? store_article_newest(c->db, "00", code, &c->arena, &article) : outcome;
}

enum outcome api_trend(struct call *c)
{
    struct overview_ask ask;
    struct municipality *places;
    struct status *statuses;
    size_t count, weeks = (size_t)call_query_int(c, "weeks", TREND_WEEKS);
    struct trend_view *view = ARENA_NEW(&c->arena, struct trend_view);
    if (view == NULL)
        return TOO_LARGE;
    const char *article = call_query(c, "article");
    if (article == NULL)
        violation_add(&c->violations, VIOLATION_MISSING, "?article", NULL, NULL);
    TRY(call_check_violations(c));
    TRY(overview_ask(c, &ask));
    TRY(check_article(c, &ask, article));
    const char *variant = arena_printf(&c->arena, "-t%zu-%s", weeks, article);
    if (variant == NULL)
        return TOO_LARGE;
    TRY(overview_etag(c, &ask, variant));
    if (call_is_fresh(c))
        return OK;
    view->article = article;
    TRY(list_weeks(c, ask.monday - (int64_t)(weeks - 1) * 7, weeks, view));
    TRY(store_overview_trend(c->scope, c->db, ask.county, article, view->weeks[0], view->weeks[weeks - 1], &c->arena,
                             &statuses, &count));
    TRY(store_municipality_list(c->db, ask.county, &c->arena, &places, &view->series_count));
    view->series = ARENA_ARRAY(&c->arena, view->series_count, struct series);
    if (view->series == NULL)
        return TOO_LARGE;
    c->output = view;
    return fill_series(c, &ask, places, statuses, count, view);
}
