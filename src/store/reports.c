#include "store/reports.h"

#include "room.h"

#include <string.h>

const char *const report_light_words[] = {
    [LIGHT_NONE] = "", [LIGHT_GREEN] = "green", [LIGHT_YELLOW] = "yellow", [LIGHT_RED] = "red", [LIGHT__COUNT] = NULL};

/* --- heads --- */

#define HEAD                                                                                                           \
    "r.municipality_code, r.week, r.state, r.revision, r.first_submitted_at, r.state_changed_at, "                     \
    "r.state_changed_by, r.reason, r.version "
#define HEAD_LETTERS "tttiiitti"

static enum outcome read_head(const struct db_rows *rows, struct arena *arena, struct report *ret_report)
{
    bool failed = false;
    *ret_report = (struct report){
        .municipality_code = db_copy(rows, 0, arena, &failed),
        .week = db_copy(rows, 1, arena, &failed),
        .stored = (enum report_state)report_state_from_word(db_get_text(rows, 2)),
        .revision = db_get_int(rows, 3),
        .first_submitted_at = db_get_int(rows, 4),
        .state_changed_at = db_get_int(rows, 5),
        .state_changed_by = db_copy(rows, 6, arena, &failed),
        .reason = db_copy(rows, 7, arena, &failed),
        .version = db_get_int(rows, 8),
    };
    return failed ? TOO_LARGE : OK;
}

STATEMENT(report_get, "tt", HEAD_LETTERS,
          "SELECT " HEAD "FROM ppe_report r WHERE r.municipality_code = $1 AND r.week = $2");

enum outcome store_report_get(struct scope scope, struct db *db, const char *municipality, const char *week,
                              struct arena *arena, struct report *ret_report)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &report_get, DB_VALUES(db_text(municipality), db_text(week)), &rows));
    return read_head(&rows, arena, ret_report);
}

STATEMENT(report_before, "ttt", HEAD_LETTERS,
          "SELECT " HEAD "FROM ppe_report r WHERE r.municipality_code = $1 AND r.week < $2 AND r.week >= $3 "
          "ORDER BY r.week DESC LIMIT 1");

enum outcome store_report_before(struct scope scope, struct db *db, const char *municipality, const char *week,
                                 const char *since, struct arena *arena, struct report *ret_report)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &report_before, DB_VALUES(db_text(municipality), db_text(week), db_text(since)), &rows));
    return read_head(&rows, arena, ret_report);
}

/* --- the list of weeks --- */

STATEMENT(report_list, "tti", HEAD_LETTERS "it",
          "SELECT " HEAD ", v.submitted_at, COALESCE(u.display_name, '') AS name FROM ppe_report r "
          "JOIN ppe_report_revision v ON v.municipality_code = r.municipality_code AND v.week = r.week AND "
          "v.revision = r.revision LEFT JOIN app_user u ON u.user_id = v.submitted_by "
          "WHERE r.municipality_code = $1 AND ($2 = '' OR r.week < $2) "
          "ORDER BY r.week DESC LIMIT $3");
STATEMENT(report_list_drafts, "tti", "ti",
          "SELECT d.week, d.changed_at FROM ppe_draft d WHERE d.municipality_code = $1 AND ($2 = '' OR d.week < $2) "
          "AND NOT EXISTS (SELECT 1 FROM ppe_report r WHERE r.municipality_code = $1 AND r.week = d.week) "
          "ORDER BY d.week DESC LIMIT $3");

static enum outcome list_reports(struct db *db, const struct db_value *values, struct arena *arena,
                                 struct report_row *list, size_t *count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_list, values, &rows));
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            return failed ? TOO_LARGE : OK;
        struct report_row *row = &list[(*count)++];
        TRY(read_head(&rows, arena, &row->report));
        row->submitted_at = db_get_int(&rows, 9);
        row->submitted_by_name = db_copy(&rows, 10, arena, &failed);
        row->changed_at = row->report.state_changed_at;
    }
}

static enum outcome list_drafts(struct db *db, const struct db_value *values, struct arena *arena,
                                struct report_row *list, size_t *count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_list_drafts, values, &rows));
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            return failed ? TOO_LARGE : OK;
        list[(*count)++] = (struct report_row){
            .report = {.municipality_code = values[0].text,
                       .week = db_copy(&rows, 0, arena, &failed),
                       .stored = REPORT_DRAFT},
            .changed_at = db_get_int(&rows, 1),
        };
    }
}

/* Two lists, each newest first, as one. */
static void merge(struct report_row *list, size_t reports, size_t drafts, size_t limit, struct report_row *ret_rows,
                  size_t *ret_count)
{
    size_t r = 0, d = 0, count = 0;
    while (count < limit && (r < reports || d < drafts)) {
        bool report_next =
            r < reports && (d == drafts || strcmp(list[r].report.week, list[reports + d].report.week) > 0);
        ret_rows[count++] = report_next ? list[r++] : list[reports + d++];
    }
    *ret_count = count;
}

enum outcome store_report_list(struct scope scope, struct db *db, const char *municipality, const char *before,
                               int64_t limit, struct arena *arena, struct report_row **ret_rows, size_t *ret_count)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    const struct db_value values[] = {db_text(municipality), db_text(before), db_int(limit)};
    struct report_row *list = ARENA_ARRAY(arena, 2 * (size_t)limit, struct report_row);
    struct report_row *merged = ARENA_ARRAY(arena, (size_t)limit, struct report_row);
    if (list == NULL || merged == NULL)
        return TOO_LARGE;
    size_t count = 0;
    TRY(list_reports(db, values, arena, list, &count));
    size_t reports = count;
    TRY(list_drafts(db, values, arena, list, &count));
    merge(list, reports, count - reports, (size_t)limit, merged, ret_count);
    *ret_rows = merged;
    return OK;
}

/* --- submitting --- */

STATEMENT(report_head_add, "ttit", "",
          "INSERT INTO ppe_report (municipality_code, week, state, revision, first_submitted_at, state_changed_at, "
          "state_changed_by, reason, version) VALUES ($1, $2, 'submitted', 1, $3, $3, $4, '', 1)");
STATEMENT(report_head_next, "ttiti", "",
          "UPDATE ppe_report SET state = 'submitted', revision = revision + 1, state_changed_at = $3, "
          "state_changed_by = $4, reason = '', version = version + 1 "
          "WHERE municipality_code = $1 AND week = $2 AND version = $5");
STATEMENT(report_revision_add, "ttitittItti", "",
          "INSERT INTO ppe_report_revision (municipality_code, week, revision, kind, submitted_at, submitted_by, "
          "reason, infection_count, light, comment, no_change) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

static enum outcome move_head(struct db *db, const char *municipality, const char *week, const struct report *before,
                              const struct report_revision *revision)
{
    if (before == NULL) {
        enum outcome outcome = db_run(db, &report_head_add,
                                      DB_VALUES(db_text(municipality), db_text(week), db_int(revision->submitted_at),
                                                db_text(revision->submitted_by)),
                                      NULL);
        return outcome == CONFLICT ? STALE : outcome;
    }
    int64_t changed;
    TRY(db_run(db, &report_head_next,
               DB_VALUES(db_text(municipality), db_text(week), db_int(revision->submitted_at),
                         db_text(revision->submitted_by), db_int(before->version)),
               &changed));
    return changed == 1 ? OK : STALE;
}

enum outcome store_report_submit(struct scope scope, struct db *db, const char *municipality, const char *week,
                                 const struct report *before, const struct report_revision *revision,
                                 const struct report_line *lines, size_t line_count, struct report *ret_report)
{
    if (!scope_covers_area(&scope, municipality))
        return FORBIDDEN;
    int64_t number = before != NULL ? before->revision + 1 : 1;
    TRY(move_head(db, municipality, week, before, revision));
    TRY(db_run_later(db, &report_revision_add,
                     DB_VALUES(db_text(municipality), db_text(week), db_int(number), db_text(revision->kind),
                               db_int(revision->submitted_at), db_text(revision->submitted_by),
                               db_text(revision->reason),
                               db_maybe(revision->infection_count.known, revision->infection_count.value),
                               db_text(report_light_words[revision->light]), db_text(revision->comment),
                               db_int(revision->no_change))));
    TRY(store_report_lines_add(db, municipality, week, number, lines, line_count));
    *ret_report = (struct report){
        .municipality_code = municipality,
        .week = week,
        .stored = REPORT_SUBMITTED,
        .revision = number,
        .first_submitted_at = before != NULL ? before->first_submitted_at : revision->submitted_at,
        .state_changed_at = revision->submitted_at,
        .state_changed_by = revision->submitted_by,
        .reason = "",
        .version = before != NULL ? before->version + 1 : 1,
    };
    return OK;
}

/* --- review --- */

STATEMENT(report_review, "ttttiti", "",
          "UPDATE ppe_report SET state = $3, reason = $4, state_changed_at = $5, state_changed_by = $6, "
          "version = version + 1 WHERE municipality_code = $1 AND week = $2 AND version = $7");

enum outcome store_report_review(struct scope scope, struct db *db, const struct report *before,
                                 enum report_state stored, const char *reason, const char *user_id, int64_t now)
{
    if (!scope_covers_area(&scope, before->municipality_code))
        return FORBIDDEN;
    int64_t changed;
    TRY(db_run(db, &report_review,
               DB_VALUES(db_text(before->municipality_code), db_text(before->week), db_text(report_state_words[stored]),
                         db_text(reason), db_int(now), db_text(user_id), db_int(before->version)),
               &changed));
    return changed == 1 ? OK : STALE;
}

/* --- revisions --- */

#define REVISION                                                                                                       \
    "v.revision, v.kind, v.submitted_at, v.submitted_by, COALESCE(u.display_name, '') AS name, v.reason, "             \
    "v.infection_count, v.light, v.comment, v.no_change FROM ppe_report_revision v "                                   \
    "LEFT JOIN app_user u ON u.user_id = v.submitted_by "
#define REVISION_LETTERS "ititttItti"

static int light_from_word(const char *word)
{
    int light = LIGHT_NONE;
    while (light + 1 < LIGHT__COUNT && strcmp(report_light_words[light], word) != 0)
        light++;
    return light;
}

static void read_revision(const struct db_rows *rows, struct arena *arena, bool *failed,
                          struct report_revision *ret_revision)
{
    *ret_revision = (struct report_revision){
        .revision = db_get_int(rows, 0),
        .kind = db_copy(rows, 1, arena, failed),
        .submitted_at = db_get_int(rows, 2),
        .submitted_by = db_copy(rows, 3, arena, failed),
        .submitted_by_name = db_copy(rows, 4, arena, failed),
        .reason = db_copy(rows, 5, arena, failed),
        .infection_count = db_is_null(rows, 6) ? (struct maybe){0} : maybe_known(db_get_int(rows, 6)),
        .light = light_from_word(db_get_text(rows, 7)),
        .comment = db_copy(rows, 8, arena, failed),
        .no_change = db_get_int(rows, 9) != 0,
    };
}

STATEMENT(report_revision, "tti", REVISION_LETTERS,
          "SELECT " REVISION "WHERE v.municipality_code = $1 AND v.week = $2 AND v.revision = $3");

enum outcome store_report_revision(struct scope scope, struct db *db, const char *municipality, const char *week,
                                   int64_t revision, struct arena *arena, struct report_revision *ret_revision)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &report_revision, DB_VALUES(db_text(municipality), db_text(week), db_int(revision)), &rows));
    bool failed = false;
    read_revision(&rows, arena, &failed, ret_revision);
    return failed ? TOO_LARGE : OK;
}

STATEMENT(report_revisions, "tti", REVISION_LETTERS,
          "SELECT " REVISION "WHERE v.municipality_code = $1 AND v.week = $2 ORDER BY v.revision DESC LIMIT $3");

enum outcome store_report_revisions(struct scope scope, struct db *db, const char *municipality, const char *week,
                                    struct arena *arena, struct report_revision **ret_list, size_t *ret_count)
{
    if (!scope_covers_area(&scope, municipality))
        return NOT_FOUND;
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &report_revisions, DB_VALUES(db_text(municipality), db_text(week), db_int(REPORT_REVISIONS_MAX)),
                 &rows));
    struct report_revision *list = NULL;
    size_t count = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            break;
        list = room_for_one(arena, list, count, sizeof *list);
        if (list == NULL)
            return TOO_LARGE;
        read_revision(&rows, arena, &failed, &list[count++]);
    }
    *ret_list = list;
    *ret_count = count;
    return failed ? TOO_LARGE : OK;
}

/* The first revision is never a correction: there is always a row. */
STATEMENT(report_as_of, "tti", "i",
          "SELECT submitted_at FROM ppe_report_revision WHERE municipality_code = $1 AND week = $2 AND revision <= $3 "
          "AND kind <> 'corrected' ORDER BY revision DESC LIMIT 1");

enum outcome store_report_as_of(struct db *db, const char *municipality, const char *week, int64_t revision,
                                int64_t *ret_as_of)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &report_as_of, DB_VALUES(db_text(municipality), db_text(week), db_int(revision)), &rows));
    *ret_as_of = db_get_int(&rows, 0);
    return OK;
}
