/* What ppe_status keeps of each report beside what follows from the reports. */
#include "check.h"
#include "status_anew.h"

#include <string.h>

enum { FIELDS = 10 };
static const char *const names[FIELDS] = {
    "ppe_status.stock",  "ppe_status.use_in_week", "ppe_status.need_next_week", "ppe_status.use_per_day",
    "ppe_status.usable", "ppe_status.wasted",      "ppe_status.lots",           "ppe_status.inbound",
    "ppe_status.flags",  "ppe_status.trend"};

static const char *fraction(struct arena *arena, struct rational value)
{
    int64_t numerator, denominator;
    return rational_split(value, &numerator, &denominator) == OK
               ? arena_printf(arena, "%lld/%lld", (long long)numerator, (long long)denominator)
               : arena_text(arena, "too large to keep");
}

static const char *number(struct arena *arena, int64_t value)
{
    return arena_printf(arena, "%lld", (long long)value);
}

/* As a stored line has them, but told apart. */
static enum outcome texts_of(struct arena *arena, const struct status *status, const char *ret_texts[FIELDS])
{
    const char *const texts[FIELDS] = {
        number(arena, status->stock.value),
        number(arena, status->use_in_week.value),
        number(arena, status->need_next_week.value),
        status->use_per_day.known ? fraction(arena, status->use_per_day.value) : "unknown",
        fraction(arena, status->usable),
        number(arena, status->wasted),
        status->lots,
        status->inbound,
        status_flag_names(arena, status->flags),
        status->trend,
    };
    memcpy(ret_texts, texts, sizeof texts);
    for (int i = 0; i < FIELDS; i++)
        if (texts[i] == NULL)
            return TOO_LARGE;
    return OK;
}

static enum outcome compare(const struct status_rows_key *report, const struct status *expected,
                            const struct status *found, struct arena *arena, struct checking *checking)
{
    const char *article = expected != NULL ? expected->article : found->article;
    const char *key = arena_printf(arena, "%s/%s/%s", report->municipality_code, report->week, article);
    if (key == NULL)
        return TOO_LARGE;
    if (expected == NULL || found == NULL) {
        check_tell(checking, "ppe_status", key, expected != NULL ? "a row" : "", found != NULL ? "a row" : "");
        return OK;
    }
    const char *wanted[FIELDS], *there[FIELDS];
    TRY(texts_of(arena, expected, wanted));
    TRY(texts_of(arena, found, there));
    for (int i = 0; i < FIELDS; i++)
        if (strcmp(wanted[i], there[i]) != 0)
            check_tell(checking, names[i], key, wanted[i], there[i]);
    return OK;
}

/* Both are in the order of the articles' codes. */
static enum outcome compare_rows(const struct status_anew *report, const struct status *found, size_t count,
                                 struct arena *arena, struct checking *checking)
{
    size_t at = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct status *expected = &report->rows[i];
        for (; at < count && strcmp(found[at].article, expected->article) < 0; at++)
            TRY(compare(&report->key, NULL, &found[at], arena, checking));
        bool there = at < count && strcmp(found[at].article, expected->article) == 0;
        TRY(compare(&report->key, expected, there ? &found[at] : NULL, arena, checking));
        at += there;
    }
    for (; at < count; at++)
        TRY(compare(&report->key, NULL, &found[at], arena, checking));
    return OK;
}

struct check {
    struct db *db;
    struct checking *checking;
};

STATEMENT(check_status_row, "tt", "it",
          "SELECT reported_at, articles FROM ppe_status WHERE municipality_code = $1 AND week = $2");

static enum outcome check_articles(struct check *check, const struct status_anew *report, const char *key,
                                   const char *stored, struct arena *arena)
{
    struct status *rows = NULL;
    size_t count = 0;
    const char *expected;
    int64_t told = check->checking->findings;
    TRY(status_rows_format(arena, report->rows, report->count, &expected));
    if (strcmp(expected, stored) == 0)
        return OK;
    char *text = arena_text(arena, stored);
    enum outcome outcome = text != NULL ? status_rows_read(arena, &report->key, text, NULL, &rows, &count) : TOO_LARGE;
    if (outcome == OK)
        outcome = compare_rows(report, rows, count, arena, check->checking);
    if (outcome == BROKEN || (outcome == OK && check->checking->findings == told)) {
        check_tell(check->checking, "ppe_status.articles", key, expected, stored); /* no text of ours */
        return OK;
    }
    return outcome;
}

static enum outcome check_report(void *context, const struct status_anew *report, struct arena *arena)
{
    struct check *check = context;
    const struct status_rows_key *due = &report->key;
    const char *key = arena_printf(arena, "%s/%s", due->municipality_code, due->week);
    if (key == NULL)
        return TOO_LARGE;
    AUTO_ROWS stored = {0};
    enum outcome outcome =
        db_one(check->db, &check_status_row, DB_VALUES(db_text(due->municipality_code), db_text(due->week)), &stored);
    if (outcome == NOT_FOUND) {
        check_tell(check->checking, "ppe_status", key, "a row", "");
        return OK;
    }
    TRY(outcome);
    int64_t reported_at = db_get_int(&stored, 0);
    if (reported_at != due->reported_at)
        check_tell(check->checking, "ppe_status.reported_at", key, number(arena, due->reported_at),
                   number(arena, reported_at));
    return check_articles(check, report, key, db_get_text(&stored, 1), arena);
}

enum outcome check_status(struct db *db, struct checking *checking)
{
    return status_anew(db, check_report, &(struct check){db, checking});
}
