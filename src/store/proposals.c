#include "store/proposals.h"

#include "store/rows.h"

/* --- the head --- */

STATEMENT(proposal_add, "tttiiiiiiitttiiiiiiIit", "",
          "INSERT INTO proposal (proposal_id, county_code, week, as_of, strict_rule, target_days, safety_days, "
          "acute_below_days, red_below_days, yellow_below_days, algorithm, input_sha256, result_sha256, "
          "lane_bound, baseline_lanes, baseline_packs, baseline_pack_km, reports_counted, reports_missing, "
          "oldest_age_days, created_at, created_by, state, reference_number, decision_maker, version) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
          "$21, $22, 'draft', '', '', 1)");
STATEMENT(proposal_add_input, "tt", "", "INSERT INTO proposal_input (proposal_id, input) VALUES ($1, $2)");

enum outcome store_proposal_add(struct scope scope, struct db *db, const struct proposal_head *head, const char *input)
{
    if (!scope_covers_area(&scope, head->county_code))
        return FORBIDDEN;
    TRY(db_run(db, &proposal_add,
               DB_VALUES(db_text(head->proposal_id), db_text(head->county_code), db_text(head->week),
                         db_int(head->as_of), db_int(head->strict_rule), db_int(head->target_days),
                         db_int(head->safety_days), db_int(head->acute_below_days), db_int(head->red_below_days),
                         db_int(head->yellow_below_days), db_text(head->algorithm), db_text(head->input_sha256),
                         db_text(head->result_sha256), db_int(head->lane_bound), db_int(head->baseline_lanes),
                         db_int(head->baseline_packs), db_int(head->baseline_pack_km), db_int(head->reports_counted),
                         db_int(head->reports_missing), db_from_maybe(head->oldest_age_days), db_int(head->created_at),
                         db_text(head->created_by)),
               NULL));
    return db_run(db, &proposal_add_input, DB_VALUES(db_text(head->proposal_id), db_text(input)), NULL);
}

STATEMENT(proposal_get, "t", "ttttiiiiiiitttiiiiiiIIIttitiT",
          "SELECT p.proposal_id, p.county_code, p.week, p.state, p.as_of, p.strict_rule, p.target_days, "
          "p.safety_days, p.acute_below_days, p.red_below_days, p.yellow_below_days, p.algorithm, "
          "p.input_sha256, p.result_sha256, p.lane_bound, p.baseline_lanes, p.baseline_packs, "
          "p.baseline_pack_km, p.reports_counted, p.reports_missing, p.oldest_age_days, p.presented_at, "
          "p.decided_at, p.reference_number, p.decision_maker, p.created_at, p.created_by, p.version, "
          "u.display_name FROM proposal p LEFT JOIN app_user u ON u.user_id = p.created_by WHERE p.proposal_id "
          "= $1");

static void read_head(const struct db_rows *rows, struct arena *arena, bool *failed, struct proposal_head *ret_head)
{
    *ret_head = (struct proposal_head){
        .proposal_id = db_copy(rows, 0, arena, failed),
        .county_code = db_copy(rows, 1, arena, failed),
        .week = db_copy(rows, 2, arena, failed),
        .state = db_copy(rows, 3, arena, failed),
        .as_of = db_get_int(rows, 4),
        .strict_rule = db_get_int(rows, 5) != 0,
        .target_days = db_get_int(rows, 6),
        .safety_days = db_get_int(rows, 7),
        .acute_below_days = db_get_int(rows, 8),
        .red_below_days = db_get_int(rows, 9),
        .yellow_below_days = db_get_int(rows, 10),
        .algorithm = db_copy(rows, 11, arena, failed),
        .input_sha256 = db_copy(rows, 12, arena, failed),
        .result_sha256 = db_copy(rows, 13, arena, failed),
        .lane_bound = db_get_int(rows, 14),
        .baseline_lanes = db_get_int(rows, 15),
        .baseline_packs = db_get_int(rows, 16),
        .baseline_pack_km = db_get_int(rows, 17),
        .reports_counted = db_get_int(rows, 18),
        .reports_missing = db_get_int(rows, 19),
        .oldest_age_days = rows_maybe(rows, 20),
        .presented_at = rows_maybe(rows, 21),
        .decided_at = rows_maybe(rows, 22),
        .reference_number = db_copy(rows, 23, arena, failed),
        .decision_maker = db_copy(rows, 24, arena, failed),
        .created_at = db_get_int(rows, 25),
        .created_by = db_copy(rows, 26, arena, failed),
        .version = db_get_int(rows, 27),
        .created_by_name = db_is_null(rows, 28) ? "" : db_copy(rows, 28, arena, failed),
    };
}

enum outcome store_proposal_get(struct scope scope, struct db *db, const char *proposal_id, struct arena *arena,
                                struct proposal_head *ret_head)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &proposal_get, DB_VALUES(db_text(proposal_id)), &rows));
    bool failed = false;
    struct proposal_head head;
    read_head(&rows, arena, &failed, &head);
    if (failed)
        return TOO_LARGE;
    if (!scope_covers_area(&scope, head.county_code))
        return NOT_FOUND;
    *ret_head = head;
    return OK;
}

STATEMENT(proposal_input, "t", "t", "SELECT input FROM proposal_input WHERE proposal_id = $1");

enum outcome store_proposal_input(struct db *db, const char *proposal_id, struct arena *arena, const char **ret_input)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &proposal_input, DB_VALUES(db_text(proposal_id)), &rows));
    bool failed = false;
    *ret_input = db_copy(&rows, 0, arena, &failed);
    return failed ? TOO_LARGE : OK;
}

STATEMENT(proposal_move, "ttITITtti", "",
          "UPDATE proposal SET state = $2, presented_at = $3, presented_by = COALESCE(presented_by, $4), "
          "decided_at = $5, decided_by = $6, reference_number = $7, decision_maker = $8, version = version + 1 "
          "WHERE proposal_id = $1 AND version = $9");

enum outcome store_proposal_move(struct db *db, const struct proposal_head *head, const char *user_id, int64_t version)
{
    int64_t changed;
    TRY(db_run(db, &proposal_move,
               DB_VALUES(db_text(head->proposal_id), db_text(head->state), db_from_maybe(head->presented_at),
                         db_text(head->presented_at.known ? user_id : NULL), db_from_maybe(head->decided_at),
                         db_text(head->decided_at.known ? user_id : NULL), db_text(head->reference_number),
                         db_text(head->decision_maker), db_int(version)),
               &changed));
    return changed == 1 ? OK : STALE;
}

STATEMENT(proposal_list, "tti", "tttiTtiii",
          "SELECT p.proposal_id, p.week, p.state, p.created_at, u.display_name, p.reference_number, "
          "(SELECT COUNT(*) FROM proposal_article a WHERE a.proposal_id = p.proposal_id), "
          "(SELECT COUNT(*) FROM proposal_line l WHERE l.proposal_id = p.proposal_id AND l.packs > 0 AND "
          "l.state NOT IN ('dropped', 'declined')), "
          "(SELECT CAST(COALESCE(SUM(l.packs), 0) AS BIGINT) FROM proposal_line l WHERE l.proposal_id = p.proposal_id "
          "AND l.state NOT IN ('dropped', 'declined')) "
          "FROM proposal p LEFT JOIN app_user u ON u.user_id = p.created_by "
          "WHERE p.county_code = $1 AND ($2 = '' OR p.proposal_id < $2) ORDER BY p.proposal_id DESC LIMIT $3");

static void read_list_row(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct proposal_list_row *)element = (struct proposal_list_row){
        .proposal_id = db_copy(rows, 0, arena, failed),
        .week = db_copy(rows, 1, arena, failed),
        .state = db_copy(rows, 2, arena, failed),
        .created_at = db_get_int(rows, 3),
        .created_by_name = db_is_null(rows, 4) ? "" : db_copy(rows, 4, arena, failed),
        .reference_number = db_copy(rows, 5, arena, failed),
        .articles = db_get_int(rows, 6),
        .lines = db_get_int(rows, 7),
        .packs = db_get_int(rows, 8),
    };
}

enum outcome store_proposal_list(struct scope scope, struct db *db, const char *county, const char *before_id,
                                 int64_t limit, struct arena *arena, struct proposal_list_row **ret_list,
                                 size_t *ret_count)
{
    if (!scope_covers_area(&scope, county))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &proposal_list, DB_VALUES(db_text(county), db_text(before_id), db_int(limit)), &rows));
    struct rows_list list;
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_list_row, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
