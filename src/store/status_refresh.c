/* The writing half of store/status.h. */
#include "store/status.h"

#include "base/text.h"
#include "core/plausible.h"
#include "core/week.h"
#include "status_history.h"

#include <string.h>

STATEMENT(status_clear, "tt", "", "DELETE FROM ppe_status WHERE municipality_code = $1 AND week = $2");
STATEMENT(status_add, "tttiiiiIIiiitttt", "",
          "INSERT INTO ppe_status (municipality_code, week, article_code, reported_at, stock, use_in_week, "
          "need_next_week, use_per_day_num, use_per_day_den, usable_num, usable_den, wasted, lots, inbound, flags, "
          "trend) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
/* Two thirds of the work of INSERT ... ON CONFLICT DO UPDATE. */
STATEMENT(status_change, "tttiiiiIIiiitttt", "",
          "UPDATE ppe_status SET reported_at = $4, stock = $5, use_in_week = $6, need_next_week = $7, "
          "use_per_day_num = $8, use_per_day_den = $9, usable_num = $10, usable_den = $11, wasted = $12, lots = $13, "
          "inbound = $14, flags = $15, trend = $16 WHERE municipality_code = $1 AND week = $2 AND article_code = $3");

STATEMENT(status_articles, "tt", "t",
          "SELECT article_code FROM ppe_status WHERE municipality_code = $1 AND week = $2 ORDER BY article_code");

static ptrdiff_t line_of(const struct report_line *lines, size_t count, const char *article)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lines[i].article, article) == 0)
            return (ptrdiff_t)i;
    return -1;
}

/* Which lines have a row already. If there is a row of an article that has no line any more, all rows go. */
static enum outcome find_stored(struct db *db, const struct db_value *key, const struct report_line *lines,
                                size_t count, bool *stored)
{
    bool left_out = false;
    {
        AUTO_ROWS rows = {0};
        TRY(db_query(db, &status_articles, key, &rows));
        for (bool more = true; more && !left_out;) {
            TRY(db_next(&rows, &more));
            ptrdiff_t line = more ? line_of(lines, count, db_get_text(&rows, 0)) : 0;
            left_out = line < 0;
            if (more && !left_out)
                stored[line] = true;
        }
    }
    if (!left_out)
        return OK;
    memset(stored, 0, count * sizeof *stored);
    return db_run_later(db, &status_clear, key);
}

const char *status_flag_names(struct arena *arena, uint32_t flags)
{
    struct plausible_question questions[PLAUSIBLE_FLAG__COUNT];
    size_t count = plausible_list(flags, questions);
    const char *names = "";
    for (size_t i = 0; i < count && names != NULL; i++)
        names = arena_printf(arena, "%s%s%s", names, i > 0 ? " " : "", plausible_name(questions[i].flag));
    return names;
}

static enum outcome write_row(struct db *db, const struct status *status, bool stored, struct arena *arena)
{
    int64_t rate_num = 0, rate_den = 0, usable_num, usable_den;
    if (status->use_per_day.known)
        TRY(rational_split(status->use_per_day.value, &rate_num, &rate_den));
    TRY(rational_split(status->usable, &usable_num, &usable_den));
    const char *flags = status_flag_names(arena, status->flags);
    if (flags == NULL)
        return TOO_LARGE;
    bool known = status->use_per_day.known;
    return db_run_later(db, stored ? &status_change : &status_add,
                        DB_VALUES(db_text(status->municipality_code), db_text(status->week), db_text(status->article),
                                  db_int(status->reported_at), db_int(status->stock.value),
                                  db_int(status->use_in_week.value), db_int(status->need_next_week.value),
                                  db_maybe(known, rate_num), db_maybe(known, rate_den), db_int(usable_num),
                                  db_int(usable_den), db_int(status->wasted), db_text(status->lots),
                                  db_text(status->inbound), db_text(flags), db_text(status->trend)));
}

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
    bool *stored = ARENA_ARRAY(refresh->arena, count, bool);
    if (statuses == NULL || stored == NULL)
        return TOO_LARGE;
    TRY(find_stored(refresh->db, DB_VALUES(db_text(refresh->municipality), db_text(week)), lines, count, stored));
    status_history_settle(&refresh->history, monday);
    for (size_t i = 0; i < count; i++) {
        const struct status_line line = status_line_of(&lines[i]);
        TRY(store_status_compute(refresh->arena, &refresh->history, monday, &line, as_of,
                                 status_pack_of(refresh->articles, refresh->article_count, line.article),
                                 &statuses[i]));
        statuses[i].municipality_code = refresh->municipality;
        TRY(write_row(refresh->db, &statuses[i], stored[i], refresh->arena));
        note_cover(&refresh->history, &statuses[i], monday);
    }
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
