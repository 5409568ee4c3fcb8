/* The reading half of store/status.h: the reports around a week. */
#include "store/status.h"

#include "core/week.h"
#include "room.h"
#include "status_history.h"
#include "status_rows.h"

#include <string.h>

/* --- the whole of it --- */

/* The first and the last week that belong to it. */
STATEMENT(status_history_bounds, "ttii", "tt",
          "SELECT COALESCE((SELECT MIN(a.week) FROM (SELECT week FROM ppe_report WHERE municipality_code = $1 AND "
          "week < $2 ORDER BY week DESC LIMIT $3) AS a), $2) AS first_week, "
          "COALESCE((SELECT MAX(b.week) FROM (SELECT week FROM ppe_report WHERE municipality_code = $1 AND "
          "week >= $2 ORDER BY week LIMIT $4) AS b), $2) AS last_week");

/* In the order of the primary keys: no sorting, and one search for each week. */
STATEMENT(status_reported_lines, "ttt", "ttiiiiIIII",
          "SELECT l.article_code, r.week, r.revision, l.stock, l.use_in_week, l.need_next_week, l.received, "
          "l.transferred_in, l.transferred_out, l.discarded FROM ppe_report r JOIN ppe_report_line l ON "
          "l.municipality_code = r.municipality_code AND l.week = r.week AND l.revision = r.revision "
          "WHERE r.municipality_code = $1 AND r.week >= $2 AND r.week <= $3 ORDER BY r.week, l.article_code");

/* The derived rows of the weeks give the covers for the trend; those of the week itself are about to be made anew. */
STATEMENT(status_history_covers, "tttt", "tt",
          "SELECT week, articles FROM ppe_status WHERE municipality_code = $1 AND week >= $2 AND week <= $3 "
          "AND week <> $4 ORDER BY week");

static struct known_int get_known(const struct db_rows *rows, int column)
{
    return db_is_null(rows, column) ? (struct known_int){0} : known_int(db_get_int(rows, column));
}

static enum outcome read_line(const struct db_rows *rows, struct arena *arena, const struct status_history_row *before,
                              struct status_history_row *ret_row)
{
    bool failed = false, same_week = before != NULL && strcmp(before->week, db_get_text(rows, 1)) == 0;
    *ret_row = (struct status_history_row){
        .article = db_copy(rows, 0, arena, &failed),
        .week = same_week ? before->week : db_copy(rows, 1, arena, &failed),
        .revision = db_get_int(rows, 2),
        .need_next_week = db_get_int(rows, 5),
        .figures = {.stock = get_known(rows, 3),
                    .use_in_week = get_known(rows, 4),
                    .received = get_known(rows, 6),
                    .transfers_in = get_known(rows, 7),
                    .transfers_out = get_known(rows, 8),
                    .discarded = get_known(rows, 9)},
    };
    if (failed)
        return TOO_LARGE;
    if (!same_week)
        return week_parse(ret_row->week, &ret_row->monday);
    ret_row->monday = before->monday;
    return OK;
}

static enum outcome read_lines(struct db *db, const struct db_value *range, struct arena *arena,
                               struct status_history *history)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &status_reported_lines, range, &rows));
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            return OK;
        history->rows = room_for_one(arena, history->rows, history->count, sizeof *history->rows);
        if (history->rows == NULL)
            return TOO_LARGE;
        const struct status_history_row *before = history->count > 0 ? &history->rows[history->count - 1] : NULL;
        TRY(read_line(&rows, arena, before, &history->rows[history->count]));
        history->count++;
    }
}

/* Both lists go by week, then article: they are followed side by side. */
static void put_covers(struct status_history *history, const char *week, const struct status *rows, size_t count,
                       size_t *at)
{
    for (size_t i = 0; i < count; i++) {
        int order = -1;
        while (*at < history->count) {
            order = strcmp(history->rows[*at].week, week);
            if (order == 0)
                order = strcmp(history->rows[*at].article, rows[i].article);
            if (order >= 0)
                break;
            ++*at;
        }
        if (*at < history->count && order == 0)
            history->rows[*at].cover_centidays = status_centidays(rows[i].cover);
    }
}

static enum outcome read_covers(struct db *db, const struct db_value *range, struct arena *arena,
                                struct status_history *history)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &status_history_covers, range, &rows));
    size_t at = 0;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            return OK;
        const struct status_rows_key key = {.municipality_code = range[0].text, .week = db_get_text(&rows, 0)};
        struct arena_mark mark = arena_mark(arena);
        struct status *statuses = NULL;
        size_t count = 0;
        enum outcome outcome = status_rows_read(arena, &key, db_get_text(&rows, 1), NULL, &statuses, &count);
        if (outcome != OK)
            return outcome == BROKEN ? status_rows_complain(db, &key) : outcome;
        put_covers(history, key.week, statuses, count, &at);
        arena_reset(arena, mark);
    }
}

static enum outcome find_bounds(struct db *db, const char *municipality, const char *week, int later,
                                struct arena *arena, const char **ret_first, const char **ret_last)
{
    AUTO_ROWS rows = {0};
    bool failed = false;
    TRY(db_one(db, &status_history_bounds,
               DB_VALUES(db_text(municipality), db_text(week), db_int(STATUS_WEEKS - 1), db_int(1 + later)), &rows));
    *ret_first = db_copy(&rows, 0, arena, &failed);
    *ret_last = db_copy(&rows, 1, arena, &failed);
    return failed ? TOO_LARGE : OK;
}

enum outcome store_status_history(struct scope scope, struct db *db, const char *municipality, const char *week,
                                  struct arena *arena, struct status_history *ret_history)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    const char *first, *last;
    TRY(find_bounds(db, municipality, week, STATUS_LATER_WEEKS, arena, &first, &last));
    const struct db_value range[] = {db_text(municipality), db_text(first), db_text(last), db_text(week)};
    struct status_history history = {0};
    TRY(read_lines(db, range, arena, &history));
    TRY(read_covers(db, range, arena, &history));
    *ret_history = history;
    return OK;
}

enum outcome status_history_lines(struct db *db, const char *municipality, const char *week, struct arena *arena,
                                  struct status_history *ret_history)
{
    const char *first, *last;
    TRY(find_bounds(db, municipality, week, 0, arena, &first, &last));
    *ret_history = (struct status_history){0};
    return read_lines(db, DB_VALUES(db_text(municipality), db_text(first), db_text(last)), arena, ret_history);
}

/* --- what the newest report needs --- */

STATEMENT(status_weeks_before, "tti", "t",
          "SELECT week FROM ppe_report WHERE municipality_code = $1 AND week < $2 ORDER BY week DESC LIMIT $3");
STATEMENT(status_week_after, "tt", "t",
          "SELECT week FROM ppe_report WHERE municipality_code = $1 AND week > $2 ORDER BY week LIMIT 1");
STATEMENT(status_articles, "tt", "t", "SELECT articles FROM ppe_status WHERE municipality_code = $1 AND week = $2");

/* The weeks of the reports that count, newest first. */
struct weeks_before {
    char weeks[STATUS_WEEKS - 1][WEEK_CHARS + 1];
    int64_t mondays[STATUS_WEEKS - 1];
    size_t count;
};

static enum outcome find_weeks(struct db *db, const struct db_value *key, struct weeks_before *weeks)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &status_weeks_before, (const struct db_value[]){key[0], key[1], db_int(STATUS_WEEKS - 1)}, &rows));
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more || weeks->count == STATUS_WEEKS - 1)
            return OK;
        const char *week = db_get_text(&rows, 0);
        TRY(week_parse(week, &weeks->mondays[weeks->count]));
        memcpy(weeks->weeks[weeks->count++], week, WEEK_CHARS + 1);
    }
}

/* A trend's points of the weeks that count, as history. */
static enum outcome add_points(const char *article, const char *trend, const struct weeks_before *weeks,
                               const char *const *week_texts, struct arena *arena, struct status_history *history)
{
    size_t length;
    for (const char *at = trend; *at != '\0'; at += length, at += *at == ' ') {
        length = strcspn(at, " ");
        if (length <= WEEK_CHARS || at[WEEK_CHARS] != ':')
            return BROKEN; /* we did not write it */
        size_t week = 0;
        while (week < weeks->count && strncmp(weeks->weeks[week], at, WEEK_CHARS) != 0)
            week++;
        if (week == weeks->count)
            continue; /* older than those that count */
        int64_t stock, use;
        struct maybe cover;
        status_read_point(at + WEEK_CHARS + 1, &stock, &use, &cover);
        history->rows = room_for_one(arena, history->rows, history->count, sizeof *history->rows);
        if (history->rows == NULL)
            return TOO_LARGE;
        history->rows[history->count++] = (struct status_history_row){
            .article = article,
            .week = week_texts[week],
            .monday = weeks->mondays[week],
            .figures = {.stock = known_int(stock), .use_in_week = known_int(use)},
            .cover_centidays = cover,
            .point = at,
            .point_length = length,
        };
    }
    return OK;
}

static enum outcome read_trends(struct db *db, const char *municipality, const struct weeks_before *weeks,
                                struct arena *arena, struct status_history *history)
{
    AUTO_ROWS rows = {0};
    const char *week_texts[STATUS_WEEKS - 1], *fields[STATUS_FIELD__COUNT];
    for (size_t i = 0; i < weeks->count; i++)
        if ((week_texts[i] = arena_copy(arena, weeks->weeks[i], WEEK_CHARS)) == NULL)
            return TOO_LARGE;
    TRY(db_one(db, &status_articles, DB_VALUES(db_text(municipality), db_text(weeks->weeks[0])), &rows));
    char *text = arena_text(arena, db_get_text(&rows, 0));
    if (text == NULL)
        return TOO_LARGE;
    while (status_rows_next(&text, fields))
        TRY(add_points(fields[STATUS_ARTICLE], fields[STATUS_TREND], weeks, week_texts, arena, history));
    return OK;
}

static bool has_article(const struct status_history *history, const char *article)
{
    for (size_t i = 0; i < history->count; i++)
        if (strcmp(history->rows[i].article, article) == 0)
            return true;
    return false;
}

enum outcome status_history_for_newest(struct db *db, const char *municipality, const char *week,
                                       const struct report_line *lines, size_t count, struct arena *arena,
                                       struct status_history *ret_history)
{
    const struct db_value key[] = {db_text(municipality), db_text(week)};
    struct weeks_before weeks = {.count = 0};
    struct status_history history = {0};
    AUTO_ROWS later = {0};
    enum outcome outcome = db_one(db, &status_week_after, key, &later);
    if (outcome != NOT_FOUND)
        return outcome == OK ? NOT_FOUND : outcome;
    TRY(find_weeks(db, key, &weeks));
    if (weeks.count > 0)
        TRY(read_trends(db, municipality, &weeks, arena, &history));
    for (size_t i = 0; i < count && weeks.count > 0; i++)
        if (!has_article(&history, lines[i].article))
            return NOT_FOUND;
    *ret_history = history;
    return OK;
}
