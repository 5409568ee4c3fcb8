#include "store/proposals.h"

#include "store/rows.h"

STATEMENT(proposal_add_article, "ttitttiI", "",
          "INSERT INTO proposal_article (proposal_id, article_code, article_number, name_sv, name_en, unit, "
          "pack_size, line_centidays) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

enum outcome store_proposal_add_article(struct db *db, const char *proposal_id, int64_t number,
                                        const struct proposal_article_row *row)
{
    return db_run_later(db, &proposal_add_article,
                        DB_VALUES(db_text(proposal_id), db_text(row->code), db_int(number), db_text(row->name_sv),
                                  db_text(row->name_en), db_text(row->unit), db_int(row->pack_size),
                                  db_from_maybe(row->line_centidays)));
}

STATEMENT(proposal_articles, "t", "ttttiI",
          "SELECT article_code, name_sv, name_en, unit, pack_size, line_centidays FROM proposal_article WHERE "
          "proposal_id = $1 ORDER BY article_number, article_code");

static void read_article(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct proposal_article_row *)element = (struct proposal_article_row){
        .code = db_copy(rows, 0, arena, failed),
        .name_sv = db_copy(rows, 1, arena, failed),
        .name_en = db_copy(rows, 2, arena, failed),
        .unit = db_copy(rows, 3, arena, failed),
        .pack_size = db_get_int(rows, 4),
        .line_centidays = rows_maybe(rows, 5),
    };
}

enum outcome store_proposal_articles(struct db *db, const char *proposal_id, struct arena *arena,
                                     struct proposal_article_row **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &proposal_articles, DB_VALUES(db_text(proposal_id)), &rows));
    struct rows_list list;
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_article, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(proposal_add_position, "tttIIIiiitIiiiiii", "",
          "INSERT INTO proposal_position (proposal_id, article_code, municipality_code, stock, "
          "use_per_day_num, use_per_day_den, safety_days, may_give, may_receive, report_week, report_age_days, "
          "net_packs, plain_net_packs, strict_net_packs, baseline_net_packs, expiring_packs, own_substitute_units) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");

enum outcome store_proposal_add_position(struct db *db, const char *proposal_id,
                                         const struct proposal_position_row *row)
{
    return db_run_later(db, &proposal_add_position,
                        DB_VALUES(db_text(proposal_id), db_text(row->article_code), db_text(row->municipality_code),
                                  db_from_maybe(row->stock), db_from_maybe(row->use_num), db_from_maybe(row->use_den),
                                  db_int(row->safety_days), db_int(row->may_give), db_int(row->may_receive),
                                  db_text(row->report_week), db_from_maybe(row->report_age_days),
                                  db_int(row->net_packs), db_int(row->plain_net_packs), db_int(row->strict_net_packs),
                                  db_int(row->baseline_net_packs), db_int(row->expiring_packs),
                                  db_int(row->own_substitute_units)));
}

STATEMENT(
    proposal_positions, "t", "ttIIIiiitIiiiiii",
    "SELECT article_code, municipality_code, stock, use_per_day_num, use_per_day_den, safety_days, "
    "may_give, may_receive, report_week, report_age_days, net_packs, plain_net_packs, strict_net_packs, "
    "baseline_net_packs, expiring_packs, own_substitute_units FROM proposal_position WHERE proposal_id = $1 ORDER BY "
    "article_code, municipality_code");

static void read_position(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct proposal_position_row *)element = (struct proposal_position_row){
        .article_code = db_copy(rows, 0, arena, failed),
        .municipality_code = db_copy(rows, 1, arena, failed),
        .stock = rows_maybe(rows, 2),
        .use_num = rows_maybe(rows, 3),
        .use_den = rows_maybe(rows, 4),
        .safety_days = db_get_int(rows, 5),
        .may_give = db_get_int(rows, 6) != 0,
        .may_receive = db_get_int(rows, 7) != 0,
        .report_week = db_copy(rows, 8, arena, failed),
        .report_age_days = rows_maybe(rows, 9),
        .net_packs = db_get_int(rows, 10),
        .plain_net_packs = db_get_int(rows, 11),
        .strict_net_packs = db_get_int(rows, 12),
        .baseline_net_packs = db_get_int(rows, 13),
        .expiring_packs = db_get_int(rows, 14),
        .own_substitute_units = db_get_int(rows, 15),
    };
}

enum outcome store_proposal_positions(struct db *db, const char *proposal_id, struct arena *arena,
                                      struct proposal_position_row **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &proposal_positions, DB_VALUES(db_text(proposal_id)), &rows));
    struct rows_list list;
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_position, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(proposal_add_line, "titttiiittttITtitt", "",
          "INSERT INTO proposal_line (proposal_id, line_number, article_code, from_municipality, "
          "to_municipality, distance_km, computed_packs, packs, lots, covers_for, filter_note, change_reason, "
          "changed_at, changed_by, floor_confirmed_by, floor_confirmed_packs, state, decision_reason) VALUES "
          "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)");

enum outcome store_proposal_add_line(struct db *db, const char *proposal_id, const struct proposal_line_row *row)
{
    return db_run_later(
        db, &proposal_add_line,
        DB_VALUES(db_text(proposal_id), db_int(row->line_number), db_text(row->article_code), db_text(row->from),
                  db_text(row->to), db_int(row->distance_km), db_int(row->computed_packs), db_int(row->packs),
                  db_text(row->lots), db_text(row->covers_for), db_text(row->filter_note), db_text(row->change_reason),
                  db_from_maybe(row->changed_at), db_text(row->changed_by), db_text(row->floor_confirmed_by),
                  db_int(row->floor_confirmed_packs), db_text(row->state), db_text(row->decision_reason)));
}

STATEMENT(proposal_lines, "t", "itttiiittttITtittTT",
          "SELECT l.line_number, l.article_code, l.from_municipality, l.to_municipality, l.distance_km, "
          "l.computed_packs, l.packs, l.lots, l.covers_for, l.filter_note, l.change_reason, l.changed_at, "
          "l.changed_by, l.floor_confirmed_by, l.floor_confirmed_packs, l.state, l.decision_reason, "
          "c.display_name, f.display_name FROM proposal_line l LEFT JOIN app_user c ON c.user_id = "
          "l.changed_by LEFT JOIN app_user f ON f.user_id = l.floor_confirmed_by WHERE l.proposal_id = $1 "
          "ORDER BY l.line_number");

static void read_line(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct proposal_line_row *)element = (struct proposal_line_row){
        .line_number = db_get_int(rows, 0),
        .article_code = db_copy(rows, 1, arena, failed),
        .from = db_copy(rows, 2, arena, failed),
        .to = db_copy(rows, 3, arena, failed),
        .distance_km = db_get_int(rows, 4),
        .computed_packs = db_get_int(rows, 5),
        .packs = db_get_int(rows, 6),
        .lots = db_copy(rows, 7, arena, failed),
        .covers_for = db_copy(rows, 8, arena, failed),
        .filter_note = db_copy(rows, 9, arena, failed),
        .change_reason = db_copy(rows, 10, arena, failed),
        .changed_at = rows_maybe(rows, 11),
        .changed_by = db_copy(rows, 12, arena, failed),
        .floor_confirmed_by = db_copy(rows, 13, arena, failed),
        .floor_confirmed_packs = db_get_int(rows, 14),
        .state = db_copy(rows, 15, arena, failed),
        .decision_reason = db_copy(rows, 16, arena, failed),
        .changed_by_name = db_copy(rows, 17, arena, failed),
        .floor_confirmed_by_name = db_copy(rows, 18, arena, failed),
    };
}

enum outcome store_proposal_lines(struct db *db, const char *proposal_id, struct arena *arena,
                                  struct proposal_line_row **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &proposal_lines, DB_VALUES(db_text(proposal_id)), &rows));
    struct rows_list list;
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_line, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(proposal_change_line, "tiitITtitt", "",
          "UPDATE proposal_line SET packs = $3, change_reason = $4, changed_at = $5, changed_by = $6, "
          "floor_confirmed_by = $7, floor_confirmed_packs = $8, state = $9, decision_reason = $10 "
          "WHERE proposal_id = $1 AND line_number = $2");

enum outcome store_proposal_change_line(struct db *db, const char *proposal_id, const struct proposal_line_row *row)
{
    int64_t changed;
    TRY(db_run(db, &proposal_change_line,
               DB_VALUES(db_text(proposal_id), db_int(row->line_number), db_int(row->packs),
                         db_text(row->change_reason), db_from_maybe(row->changed_at), db_text(row->changed_by),
                         db_text(row->floor_confirmed_by), db_int(row->floor_confirmed_packs), db_text(row->state),
                         db_text(row->decision_reason)),
               &changed));
    return changed == 1 ? OK : NOT_FOUND;
}

/* --- what a new proposal reads --- */

STATEMENT(proposal_received, "ti", "tti",
          "SELECT l.to_municipality, l.article_code, MAX(p.decided_at) FROM proposal p "
          "JOIN proposal_line l ON l.proposal_id = p.proposal_id "
          "WHERE p.county_code = $1 AND p.state = 'decided' AND p.decided_at >= $2 AND l.packs > 0 "
          "AND l.state IN ('agreed', 'changed') GROUP BY l.to_municipality, l.article_code "
          "ORDER BY l.to_municipality, l.article_code");

static void read_received(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct proposal_received_row *)element = (struct proposal_received_row){
        .municipality_code = db_copy(rows, 0, arena, failed),
        .article_code = db_copy(rows, 1, arena, failed),
        .decided_at = db_get_int(rows, 2),
    };
}

enum outcome store_proposal_received(struct db *db, const char *county, int64_t since, struct arena *arena,
                                     struct proposal_received_row **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, &proposal_received, DB_VALUES(db_text(county), db_int(since)), &rows));
    struct rows_list list;
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_received, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
