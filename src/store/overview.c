#include "store/overview.h"

#include "room.h"
#include "status_rows.h"

#include <string.h>

STATEMENT(overview_touch, "ttt", "",
          "INSERT INTO ppe_municipality (municipality_code, county_code, latest_week, changes) VALUES ($1, $2, $3, 1) "
          "ON CONFLICT (municipality_code) DO UPDATE SET changes = ppe_municipality.changes + 1, latest_week = "
          "CASE WHEN excluded.latest_week > ppe_municipality.latest_week THEN excluded.latest_week "
          "ELSE ppe_municipality.latest_week END");

enum outcome store_overview_touch(struct db *db, const char *municipality, const char *county, const char *week)
{
    return db_run_later(db, &overview_touch, DB_VALUES(db_text(municipality), db_text(county), db_text(week)));
}

/* Municipality codes begin with their county's: a county is a range of codes, the nation is all of them. The bounds are
 * such that every collation agrees: digits against digits, or digits against a letter. */
struct range {
    char from[3], to[3];
};

static struct range range_of(const char *county)
{
    if (strcmp(county, "00") == 0)
        return (struct range){"", "A"};
    bool carry = county[1] == '9';
    return (struct range){{county[0], county[1], '\0'},
                          {(char)(county[0] + carry), carry ? '0' : (char)(county[1] + 1), '\0'}};
}

STATEMENT(overview_key, "ttt", "ii",
          "SELECT (SELECT CAST(COALESCE(SUM(changes), 0) AS BIGINT) FROM ppe_municipality WHERE "
          "municipality_code >= $1 AND municipality_code < $2) AS changes, "
          "(SELECT COUNT(*) FROM article_version WHERE owner_code = '00') + "
          "(SELECT COUNT(*) FROM article_version WHERE owner_code = $3) AS articles");

enum outcome store_overview_key(struct scope scope, struct db *db, const char *county, struct overview_key *ret_key)
{
    if (!scope_covers_area(&scope, county))
        return NOT_FOUND;
    struct range range = range_of(county);
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &overview_key, DB_VALUES(db_text(range.from), db_text(range.to), db_text(county)), &rows));
    *ret_key = (struct overview_key){.changes = db_get_int(&rows, 0), .articles = db_get_int(&rows, 1)};
    return OK;
}

/* --- who has reported --- */

#define LATEST                                                                                                         \
    "(SELECT MAX(x.week) FROM ppe_report x WHERE x.municipality_code = m.municipality_code AND x.week <= $3) "

STATEMENT(overview_reports, "tttt", "ttTIITTIT",
          "SELECT m.municipality_code, m.name, r.state, r.first_submitted_at, d.version, l.week, l.state, "
          "v.submitted_at, v.light FROM municipality m "
          "LEFT JOIN ppe_report r ON r.municipality_code = m.municipality_code AND r.week = $4 "
          "LEFT JOIN ppe_draft d ON d.municipality_code = m.municipality_code AND d.week = $4 "
          "LEFT JOIN ppe_report l ON l.municipality_code = m.municipality_code AND l.week = " LATEST
          "LEFT JOIN ppe_report_revision v ON v.municipality_code = l.municipality_code AND v.week = l.week AND "
          "v.revision = l.revision "
          "WHERE m.municipality_code >= $1 AND m.municipality_code < $2 ORDER BY m.municipality_code");

static int light_of(const struct db_rows *rows, int column)
{
    for (int light = LIGHT_NONE; !db_is_null(rows, column) && light < LIGHT__COUNT; light++)
        if (strcmp(report_light_words[light], db_get_text(rows, column)) == 0)
            return light;
    return LIGHT_NONE;
}

static enum outcome read_report_row(const struct db_rows *rows, struct arena *arena, struct overview_row *ret_row)
{
    bool failed = false;
    *ret_row = (struct overview_row){
        .code = db_copy(rows, 0, arena, &failed),
        .name = db_copy(rows, 1, arena, &failed),
        .reported = !db_is_null(rows, 2),
        .drafted = !db_is_null(rows, 4),
        .light = light_of(rows, 8),
    };
    if (ret_row->reported) {
        ret_row->stored = (enum report_state)report_state_from_word(db_get_text(rows, 2));
        ret_row->first_submitted_at = db_get_int(rows, 3);
    }
    if (!db_is_null(rows, 5)) {
        ret_row->latest_week = db_copy(rows, 5, arena, &failed);
        ret_row->latest_approved = strcmp(db_get_text(rows, 6), report_state_words[REPORT_APPROVED]) == 0;
        ret_row->latest_submitted_at = db_get_int(rows, 7);
    }
    return failed ? TOO_LARGE : OK;
}

enum outcome store_overview_reports(struct scope scope, struct db *db, const char *county, const char *week,
                                    const char *until, struct arena *arena, struct overview_row **ret_rows,
                                    size_t *ret_count)
{
    if (!scope_covers_area(&scope, county))
        return NOT_FOUND;
    struct range range = range_of(county);
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &overview_reports,
                 DB_VALUES(db_text(range.from), db_text(range.to), db_text(until), db_text(week)), &rows));
    struct overview_row *list = NULL;
    size_t count = 0;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            break;
        list = room_for_one(arena, list, count, sizeof *list);
        if (list == NULL)
            return TOO_LARGE;
        TRY(read_report_row(&rows, arena, &list[count++]));
    }
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

/* --- derived rows --- */

#define STATUS "s.municipality_code, s.week, s.reported_at, s.articles "
#define STATUS_LETTERS "ttit"

/* article: only its row of each, NULL = all. */
static enum outcome read_statuses(struct db *db, struct db_rows *rows, const char *article, struct arena *arena,
                                  struct status **ret_rows, size_t *ret_count)
{
    *ret_rows = NULL;
    *ret_count = 0;
    for (bool more;;) {
        TRY(db_next(rows, &more));
        if (!more)
            return OK;
        bool failed = false;
        const struct status_rows_key key = {.municipality_code = db_copy(rows, 0, arena, &failed),
                                            .week = db_copy(rows, 1, arena, &failed),
                                            .reported_at = db_get_int(rows, 2)};
        if (failed)
            return TOO_LARGE;
        enum outcome outcome = status_rows_read(arena, &key, db_get_text(rows, 3), article, ret_rows, ret_count);
        if (outcome != OK)
            return outcome == BROKEN ? status_rows_complain(db, &key) : outcome;
    }
}

STATEMENT(overview_statuses, "ttt", STATUS_LETTERS,
          "SELECT " STATUS "FROM municipality m JOIN ppe_status s ON s.municipality_code = m.municipality_code AND "
          "s.week = " LATEST "WHERE m.municipality_code >= $1 AND m.municipality_code < $2 "
          "ORDER BY m.municipality_code");

enum outcome store_overview_statuses(struct scope scope, struct db *db, const char *county, const char *until,
                                     struct arena *arena, struct status **ret_rows, size_t *ret_count)
{
    if (!scope_covers_area(&scope, county))
        return NOT_FOUND;
    struct range range = range_of(county);
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &overview_statuses, DB_VALUES(db_text(range.from), db_text(range.to), db_text(until)), &rows));
    return read_statuses(db, &rows, NULL, arena, ret_rows, ret_count);
}

/* The municipalities lead: then each week's rows are a short range of the primary key. */
STATEMENT(overview_trend, "tttt", STATUS_LETTERS,
          "SELECT " STATUS "FROM municipality m JOIN ppe_status s ON s.municipality_code = m.municipality_code AND "
          "s.week >= $3 AND s.week <= $4 "
          "WHERE m.municipality_code >= $1 AND m.municipality_code < $2 ORDER BY m.municipality_code, s.week");

enum outcome store_overview_trend(struct scope scope, struct db *db, const char *county, const char *article,
                                  const char *first_week, const char *last_week, struct arena *arena,
                                  struct status **ret_rows, size_t *ret_count)
{
    if (!scope_covers_area(&scope, county))
        return NOT_FOUND;
    struct range range = range_of(county);
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &overview_trend,
                 DB_VALUES(db_text(range.from), db_text(range.to), db_text(first_week), db_text(last_week)), &rows));
    return read_statuses(db, &rows, article, arena, ret_rows, ret_count);
}

STATEMENT(overview_report, "tt", STATUS_LETTERS,
          "SELECT " STATUS "FROM ppe_status s WHERE s.municipality_code = $1 AND s.week = $2");

enum outcome store_overview_report(struct scope scope, struct db *db, const char *municipality, const char *week,
                                   struct arena *arena, struct status **ret_rows, size_t *ret_count)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &overview_report, DB_VALUES(db_text(municipality), db_text(week)), &rows));
    return read_statuses(db, &rows, NULL, arena, ret_rows, ret_count);
}
