#include "status_anew.h"

#include "core/week.h"
#include "status_history.h"
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

STATEMENT(status_anew_versions, "t", "tttiii",
          "SELECT article_code, owner_code, valid_from, version, created_at, pack_size FROM article_version WHERE "
          "owner_code IN ('00', $1)");

static enum outcome catalogue_of(struct db *db, const char *county, struct catalogue *catalogue)
{
    if (strcmp(catalogue->county, county) == 0)
        return OK;
    arena_close(&catalogue->arena);
    catalogue->county[0] = '\0';
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &status_anew_versions, DB_VALUES(db_text(county)), &rows));
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

/* --- one report --- */

/* What is kept from report to report, and who looks at them. */
struct walk {
    struct db *db;
    struct catalogue catalogue;
    struct covers covers;
    enum outcome (*visit)(void *context, const struct status_anew *report, struct arena *arena);
    void *context;
};

/* A report, and what its rows are computed from. */
struct report_at {
    const char *municipality, *week, *county;
    int64_t revision, monday, as_of, written_at;
    struct status_history history;
};

/* When its rows were last written: with the newest revision of the report itself, or of one that has it among its
 * later weeks. */
STATEMENT(status_anew_written_at, "tti", "i",
          "SELECT MAX(x.at) FROM (SELECT v.submitted_at AS at FROM ppe_report r JOIN ppe_report_revision v ON "
          "v.municipality_code = r.municipality_code AND v.week = r.week AND v.revision = r.revision WHERE "
          "r.municipality_code = $1 AND r.week <= $2 ORDER BY r.week DESC LIMIT $3) x");

static enum outcome read_report(struct db *db, struct report_at *report, struct arena *arena)
{
    AUTO_ROWS rows = {0};
    TRY(week_parse(report->week, &report->monday));
    TRY(store_report_as_of(db, report->municipality, report->week, report->revision, &report->as_of));
    TRY(db_one(db, &status_anew_written_at,
               DB_VALUES(db_text(report->municipality), db_text(report->week), db_int(1 + STATUS_LATER_WEEKS)), &rows));
    report->written_at = db_get_int(&rows, 0);
    return status_history_lines(db, report->municipality, report->week, arena, &report->history);
}

static enum outcome visit_report(struct walk *walk, struct report_at *report, struct arena *arena)
{
    struct report_line *lines;
    size_t count;
    enum outcome outcome = read_report(walk->db, report, arena);
    if (outcome == NOT_FOUND)
        return OK; /* no such revision: told by its own check */
    TRY(outcome);
    struct known_week *week = covers_week(&walk->covers, report->municipality, report->monday);
    covers_put(&walk->covers, &report->history);
    TRY(store_report_lines(everywhere, walk->db, report->municipality, report->week, report->revision, arena, &lines,
                           &count));
    struct status *rows = ARENA_ARRAY(arena, count, struct status);
    if (rows == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        const struct status_line line = status_line_of(&lines[i]);
        TRY(store_status_compute(arena, &report->history, report->monday, &line, report->as_of,
                                 pack_then(&walk->catalogue, line.article, report->written_at), &rows[i]));
        covers_note(week, &rows[i]);
    }
    return walk->visit(walk->context,
                       &(struct status_anew){{report->municipality, report->week, report->as_of}, rows, count}, arena);
}

/* --- all reports --- */

STATEMENT(status_anew_reports, "tti", "ttit",
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
    TRY(db_query(db, &status_anew_reports, DB_VALUES(db_text(municipality), db_text(week), db_int(PAGE_REPORTS)),
                 &rows));
    return rows_read_all(&rows, arena, sizeof(struct report_at), read_head, ret_page);
}

static enum outcome visit_page(struct walk *walk, const struct rows_list *page, struct arena *arena)
{
    for (size_t i = 0; i < page->count; i++) {
        struct report_at *report = (struct report_at *)page->elements + i;
        struct arena_mark mark = arena_mark(arena);
        TRY(catalogue_of(walk->db, report->county, &walk->catalogue));
        TRY(visit_report(walk, report, arena));
        arena_reset(arena, mark);
    }
    return OK;
}

static enum outcome visit_pages(struct walk *walk, struct arena *arena)
{
    char municipality[8] = "", week[WEEK_CHARS + 1] = "";
    for (;;) {
        struct rows_list page;
        TRY(read_page(walk->db, municipality, week, arena, &page));
        TRY(visit_page(walk, &page, arena));
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

enum outcome status_anew(struct db *db,
                         enum outcome (*visit)(void *context, const struct status_anew *report, struct arena *arena),
                         void *context)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct walk *walk = calloc(1, sizeof *walk);
    if (walk == NULL)
        return BROKEN;
    walk->db = db;
    walk->visit = visit;
    walk->context = context;
    walk->catalogue.arena = arena_open(ARENA_BYTES);
    enum outcome outcome = visit_pages(walk, &arena);
    arena_close(&walk->catalogue.arena);
    arena_close(&arena);
    free(walk);
    return outcome;
}

/* --- storing them --- */

static enum outcome put(void *context, const struct status_anew *report, struct arena *arena)
{
    return status_rows_put(context, &report->key, report->rows, report->count, arena);
}

enum outcome status_anew_put(struct db *db)
{
    return status_anew(db, put, db);
}
