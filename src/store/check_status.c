/* Every row of ppe_status, computed anew from the reports, a report at a time.
 *
 * A row's trend repeats the covers of the rows before it. Those are taken as computed here, not as stored, so that a
 * row that is wrong is told once and not again by its followers. */
#include "check.h"

#include "core/week.h"
#include "status_history.h"
#include "store/articles.h"
#include "store/overview.h"
#include "store/rows.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_REPORTS = 200, ARENA_BYTES = 64 * 1024 * 1024 };

static const struct scope everywhere = {.allowed = true};

/* --- the packs --- */

/* A version of an article that may count in a county. */
struct version {
    const char *article, *owner, *valid_from;
    int64_t version, created_at, pack_size;
};

struct catalogue {
    char county[3];
    struct arena arena;
    struct rows_list versions;
};

static void read_version(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct version *)element = (struct version){
        .article = db_copy(rows, 0, arena, failed),
        .owner = db_copy(rows, 1, arena, failed),
        .valid_from = db_copy(rows, 2, arena, failed),
        .version = db_get_int(rows, 3),
        .created_at = db_get_int(rows, 4),
        .pack_size = db_get_int(rows, 5),
    };
}

STATEMENT(check_versions, "t", "tttiii",
          "SELECT article_code, owner_code, valid_from, version, created_at, pack_size FROM article_version WHERE "
          "owner_code IN ('00', $1)");

static enum outcome catalogue_of(struct db *db, const char *county, struct catalogue *catalogue)
{
    if (strcmp(catalogue->county, county) == 0)
        return OK;
    arena_close(&catalogue->arena);
    catalogue->county[0] = '\0';
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &check_versions, DB_VALUES(db_text(county)), &rows));
    TRY(rows_read_all(&rows, &catalogue->arena, sizeof(struct version), read_version, &catalogue->versions));
    memcpy(catalogue->county, county, strnlen(county, 2) + 1);
    return OK;
}

/* Units per pack of the article as the catalogue was at the moment of writing (store_article_list, with the inactive
 * ones): a later version changes no row that is written already. */
static int64_t pack_then(const struct catalogue *catalogue, const char *article, int64_t written_at)
{
    const struct version *found = NULL;
    char date[DATE_CHARS + 1];
    date_format(local_date(written_at), date);
    for (size_t i = 0; i < catalogue->versions.count; i++) {
        const struct version *version = (const struct version *)catalogue->versions.elements + i;
        if (strcmp(version->article, article) != 0 || version->created_at > written_at ||
            strcmp(version->valid_from, date) > 0)
            continue;
        bool own = strcmp(version->owner, "00") != 0, found_own = found != NULL && strcmp(found->owner, "00") != 0;
        if (found == NULL || (own && !found_own) || (own == found_own && version->version > found->version))
            found = version;
    }
    return found != NULL ? found->pack_size : 1;
}

/* --- the covers --- */

enum { ARTICLE_CHARS = 64 };
struct known_week {
    int64_t monday;
    size_t count;
    struct {
        char article[ARTICLE_CHARS];
        struct maybe centidays;
    } rows[REPORT_LINES_MAX];
};

/* Of a municipality's newest reports so far: as many as count for the next. */
struct covers {
    char municipality[8];
    size_t next;
    struct known_week weeks[STATUS_WEEKS];
};

static struct known_week *covers_week(struct covers *covers, const char *municipality, int64_t monday)
{
    if (strcmp(covers->municipality, municipality) != 0) {
        memset(covers, 0, sizeof *covers);
        memcpy(covers->municipality, municipality, strnlen(municipality, sizeof covers->municipality - 1) + 1);
    }
    struct known_week *week = &covers->weeks[covers->next++ % STATUS_WEEKS];
    *week = (struct known_week){.monday = monday};
    return week;
}

static void covers_note(struct known_week *week, const struct status *status)
{
    if (week->count == REPORT_LINES_MAX || strlen(status->article) >= ARTICLE_CHARS)
        return;
    strcpy(week->rows[week->count].article, status->article);
    week->rows[week->count++].centidays = status_centidays(status->cover);
}

static void covers_put(const struct covers *covers, struct status_history *history)
{
    for (size_t i = 0; i < history->count; i++)
        for (size_t w = 0; w < STATUS_WEEKS; w++)
            for (size_t r = 0; covers->weeks[w].monday == history->rows[i].monday && r < covers->weeks[w].count; r++)
                if (strcmp(covers->weeks[w].rows[r].article, history->rows[i].article) == 0)
                    history->rows[i].cover_centidays = covers->weeks[w].rows[r].centidays;
}

/* What is kept from report to report. */
struct known {
    struct catalogue catalogue;
    struct covers covers;
};

/* --- one report --- */

enum { FIELDS = 11 };
static const char *const names[FIELDS] = {"ppe_status.reported_at",
                                          "ppe_status.stock",
                                          "ppe_status.use_in_week",
                                          "ppe_status.need_next_week",
                                          "ppe_status.use_per_day_num/den",
                                          "ppe_status.usable_num/den",
                                          "ppe_status.wasted",
                                          "ppe_status.lots",
                                          "ppe_status.inbound",
                                          "ppe_status.flags",
                                          "ppe_status.trend"};

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

static enum outcome texts_of(struct arena *arena, const struct status *status, const char *ret_texts[FIELDS])
{
    const char *const texts[FIELDS] = {
        number(arena, status->reported_at),
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

/* A report, and what its rows are computed from. */
struct report_at {
    const char *municipality, *week, *county;
    int64_t revision, monday, as_of, written_at;
    struct status_history history;
};

static enum outcome compare(const struct report_at *report, const struct status *expected, const struct status *found,
                            struct arena *arena, struct checking *checking)
{
    const char *article = expected != NULL ? expected->article : found->article;
    const char *key = arena_printf(arena, "%s/%s/%s", report->municipality, report->week, article);
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

/* When its rows were last written: with the newest revision of the report itself, or of one that has it among its
 * later weeks. */
STATEMENT(check_written_at, "tti", "i",
          "SELECT MAX(x.at) FROM (SELECT v.submitted_at AS at FROM ppe_report r JOIN ppe_report_revision v ON "
          "v.municipality_code = r.municipality_code AND v.week = r.week AND v.revision = r.revision WHERE "
          "r.municipality_code = $1 AND r.week <= $2 ORDER BY r.week DESC LIMIT $3) x");

static enum outcome read_report(struct db *db, struct report_at *report, struct arena *arena)
{
    AUTO_ROWS rows = {0};
    TRY(week_parse(report->week, &report->monday));
    TRY(store_report_as_of(db, report->municipality, report->week, report->revision, &report->as_of));
    TRY(db_one(db, &check_written_at,
               DB_VALUES(db_text(report->municipality), db_text(report->week), db_int(1 + STATUS_LATER_WEEKS)), &rows));
    report->written_at = db_get_int(&rows, 0);
    return status_history_up_to(db, report->municipality, report->week, arena, &report->history);
}

static enum outcome check_report(struct db *db, struct report_at *report, struct known *known, struct arena *arena,
                                 struct checking *checking)
{
    struct report_line *lines;
    struct status *stored;
    size_t line_count, stored_count, at = 0;
    enum outcome outcome = read_report(db, report, arena);
    if (outcome == NOT_FOUND)
        return OK; /* no such revision: told by its own check */
    TRY(outcome);
    struct known_week *week = covers_week(&known->covers, report->municipality, report->monday);
    covers_put(&known->covers, &report->history);
    TRY(store_report_lines(everywhere, db, report->municipality, report->week, report->revision, arena, &lines,
                           &line_count));
    TRY(store_overview_report(everywhere, db, report->municipality, report->week, arena, &stored, &stored_count));
    for (size_t i = 0; i < line_count; i++) {
        struct status expected;
        const struct status_line line = status_line_of(&lines[i]);
        TRY(store_status_compute(arena, &report->history, report->monday, &line, report->as_of,
                                 pack_then(&known->catalogue, line.article, report->written_at), &expected));
        covers_note(week, &expected);
        for (; at < stored_count && strcmp(stored[at].article, line.article) < 0; at++)
            TRY(compare(report, NULL, &stored[at], arena, checking));
        bool there = at < stored_count && strcmp(stored[at].article, line.article) == 0;
        TRY(compare(report, &expected, there ? &stored[at] : NULL, arena, checking));
        at += there;
    }
    for (; at < stored_count; at++)
        TRY(compare(report, NULL, &stored[at], arena, checking));
    return OK;
}

/* --- all reports --- */

STATEMENT(check_reports, "tti", "ttit",
          "SELECT r.municipality_code, r.week, r.revision, m.county_code FROM ppe_report r JOIN municipality m ON "
          "m.municipality_code = r.municipality_code WHERE (r.municipality_code, r.week) > ($1, $2) "
          "ORDER BY r.municipality_code, r.week LIMIT $3");

static void read_head(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct report_at *)element = (struct report_at){
        .municipality = db_copy(rows, 0, arena, failed),
        .week = db_copy(rows, 1, arena, failed),
        .revision = db_get_int(rows, 2),
        .county = db_copy(rows, 3, arena, failed),
    };
}

static enum outcome read_page(struct db *db, const char *municipality, const char *week, struct arena *arena,
                              struct rows_list *ret_page)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &check_reports, DB_VALUES(db_text(municipality), db_text(week), db_int(PAGE_REPORTS)), &rows));
    return rows_read_all(&rows, arena, sizeof(struct report_at), read_head, ret_page);
}

static enum outcome check_page(struct db *db, const struct rows_list *page, struct known *known, struct arena *arena,
                               struct checking *checking)
{
    for (size_t i = 0; i < page->count; i++) {
        struct report_at *report = (struct report_at *)page->elements + i;
        struct arena_mark mark = arena_mark(arena);
        TRY(catalogue_of(db, report->county, &known->catalogue));
        TRY(check_report(db, report, known, arena, checking));
        arena_reset(arena, mark);
    }
    return OK;
}

static enum outcome check_pages(struct db *db, struct known *known, struct arena *arena, struct checking *checking)
{
    char municipality[8] = "", week[WEEK_CHARS + 1] = "";
    for (;;) {
        struct rows_list page;
        TRY(read_page(db, municipality, week, arena, &page));
        TRY(check_page(db, &page, known, arena, checking));
        if (page.count < PAGE_REPORTS)
            return OK;
        const struct report_at *last = (const struct report_at *)page.elements + page.count - 1;
        if (strlen(last->municipality) >= sizeof municipality || strlen(last->week) >= sizeof week)
            return BROKEN; /* the schema and the program know no longer ones */
        strcpy(municipality, last->municipality);
        strcpy(week, last->week);
        arena_reset(arena, (struct arena_mark){0});
    }
}

enum outcome check_status(struct db *db, struct checking *checking)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct known *known = calloc(1, sizeof *known);
    if (known == NULL)
        return BROKEN;
    known->catalogue.arena = arena_open(ARENA_BYTES);
    enum outcome outcome = check_pages(db, known, &arena, checking);
    arena_close(&known->catalogue.arena);
    arena_close(&arena);
    free(known);
    return outcome;
}
