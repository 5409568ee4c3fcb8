/* The writing half of store/status.h. */
#include "store/status.h"

#include "core/week.h"
#include "status_history.h"
#include "status_rows.h"

#include <string.h>

/* What the rows of one report are computed from. */
struct refresh {
    struct db *db;
    const char *municipality;
    const struct article *articles;
    size_t article_count;
    struct status_history history;
    struct arena *arena;
};

/* The covers of a week just computed belong into the trends of the weeks after it. */
static void note_cover(struct status_history *history, const struct status *status, int64_t monday)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->rows[i].monday == monday && strcmp(history->rows[i].article, status->article) == 0) {
            history->rows[i].cover_centidays = status_centidays(status->cover);
            history->rows[i].point = NULL;
        }
}

static enum outcome refresh_week(struct refresh *refresh, const char *week, int64_t monday,
                                 const struct report_line *lines, size_t count, int64_t as_of,
                                 struct status **ret_statuses)
{
    struct status *statuses = ARENA_ARRAY(refresh->arena, count, struct status);
    if (statuses == NULL)
        return TOO_LARGE;
    status_history_settle(&refresh->history, monday);
    for (size_t i = 0; i < count; i++) {
        const struct status_line line = status_line_of(&lines[i]);
        TRY(store_status_compute(refresh->arena, &refresh->history, monday, &line, as_of,
                                 status_pack_of(refresh->articles, refresh->article_count, line.article),
                                 &statuses[i]));
        statuses[i].municipality_code = refresh->municipality;
        note_cover(&refresh->history, &statuses[i], monday);
    }
    const struct status_rows_key key = {refresh->municipality, week, as_of};
    TRY(status_rows_put(refresh->db, &key, statuses, count, refresh->arena));
    if (ret_statuses != NULL)
        *ret_statuses = statuses;
    return OK;
}

/* The report that comes next after the Monday in the history, if any. */
static const struct status_history_row *next_report(const struct status_history *history, int64_t monday)
{
    const struct status_history_row *next = NULL;
    for (size_t i = 0; i < history->count; i++)
        if (history->rows[i].monday > monday && (next == NULL || history->rows[i].monday < next->monday))
            next = &history->rows[i];
    return next;
}

enum outcome store_status_refresh(struct scope scope, struct db *db, const struct report *report,
                                  const struct report_line *lines, size_t line_count, int64_t as_of,
                                  const struct article *articles, size_t article_count, struct arena *arena,
                                  struct status **ret_statuses)
{
    if (!scope_covers_area(&scope, report->municipality_code))
        return NOT_FOUND;
    int64_t monday;
    TRY(week_parse(report->week, &monday));
    struct refresh refresh = {.db = db,
                              .municipality = report->municipality_code,
                              .articles = articles,
                              .article_count = article_count,
                              .arena = arena};
    enum outcome outcome = status_history_for_newest(db, report->municipality_code, report->week, lines, line_count,
                                                     arena, &refresh.history);
    if (outcome == NOT_FOUND)
        outcome = store_status_history(scope, db, report->municipality_code, report->week, arena, &refresh.history);
    TRY(outcome);
    TRY(refresh_week(&refresh, report->week, monday, lines, line_count, as_of, ret_statuses));
    for (const struct status_history_row *next; (next = next_report(&refresh.history, monday)) != NULL;) {
        struct report_line *later;
        size_t later_count;
        int64_t later_as_of;
        monday = next->monday;
        TRY(store_report_lines(scope, db, report->municipality_code, next->week, next->revision, arena, &later,
                               &later_count));
        TRY(store_report_as_of(db, report->municipality_code, next->week, next->revision, &later_as_of));
        TRY(refresh_week(&refresh, next->week, monday, later, later_count, later_as_of, NULL));
    }
    return OK;
}
