/* Redistribution proposals: head, articles, positions, lines. Owned by a county board (or the nation): the scope comes
 * first. */
#ifndef FORDELA_STORE_PROPOSALS_H
#define FORDELA_STORE_PROPOSALS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>

struct proposal_head {
    const char *proposal_id, *county_code, *week, *state;
    int64_t as_of;
    bool strict_rule;
    int64_t target_days, safety_days, acute_below_days, red_below_days, yellow_below_days;
    const char *algorithm, *input_sha256, *result_sha256;
    int64_t lane_bound, baseline_lanes, baseline_packs, baseline_pack_km;
    int64_t reports_counted, reports_missing;
    struct maybe oldest_age_days;
    struct maybe presented_at, decided_at;
    const char *reference_number, *decision_maker;
    int64_t created_at;
    const char *created_by, *created_by_name;
    int64_t version;
};

struct proposal_article_row {
    const char *code, *name_sv, *name_en, *unit;
    int64_t pack_size;
    struct maybe line_centidays;
};

struct proposal_position_row {
    const char *article_code, *municipality_code;
    struct maybe stock, use_num, use_den;
    int64_t safety_days;
    bool may_give, may_receive;
    const char *report_week; /* "" = none */
    struct maybe report_age_days;
    int64_t net_packs, plain_net_packs, strict_net_packs, baseline_net_packs, expiring_packs, own_substitute_units;
};

struct proposal_line_row {
    int64_t line_number;
    const char *article_code, *from, *to;
    int64_t distance_km, computed_packs, packs;
    const char *lots, *covers_for, *filter_note, *change_reason;
    struct maybe changed_at;
    const char *changed_by, *changed_by_name; /* NULL = as computed */
    const char *floor_confirmed_by, *floor_confirmed_by_name;
    int64_t floor_confirmed_packs;
    const char *state, *decision_reason;
};

/* Adds the head with its input; then articles, positions, lines. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_proposal_add(struct scope scope, struct db *db, const struct proposal_head *head,
                                         const char *input);
MUST_USE enum outcome store_proposal_add_article(struct db *db, const char *proposal_id, int64_t number,
                                                 const struct proposal_article_row *row);
MUST_USE enum outcome store_proposal_add_position(struct db *db, const char *proposal_id,
                                                  const struct proposal_position_row *row);
MUST_USE enum outcome store_proposal_add_line(struct db *db, const char *proposal_id,
                                              const struct proposal_line_row *row);

/* NOT_FOUND outside the scope. */
MUST_USE enum outcome store_proposal_get(struct scope scope, struct db *db, const char *proposal_id,
                                         struct arena *arena, struct proposal_head *ret_head);
MUST_USE enum outcome store_proposal_input(struct db *db, const char *proposal_id, struct arena *arena,
                                           const char **ret_input);
MUST_USE enum outcome store_proposal_articles(struct db *db, const char *proposal_id, struct arena *arena,
                                              struct proposal_article_row **ret_list, size_t *ret_count);
/* By article, then municipality. */
MUST_USE enum outcome store_proposal_positions(struct db *db, const char *proposal_id, struct arena *arena,
                                               struct proposal_position_row **ret_list, size_t *ret_count);
/* By number, the dropped ones included. */
MUST_USE enum outcome store_proposal_lines(struct db *db, const char *proposal_id, struct arena *arena,
                                           struct proposal_line_row **ret_list, size_t *ret_count);

/* Moves the head on (state, presented, decided, version + 1). STALE if it is not `version` any more. */
MUST_USE enum outcome store_proposal_move(struct db *db, const struct proposal_head *head, const char *user_id,
                                          int64_t version);

/* Writes packs, reasons, floor confirmation and state of a line. */
MUST_USE enum outcome store_proposal_change_line(struct db *db, const char *proposal_id,
                                                 const struct proposal_line_row *row);

struct proposal_list_row {
    const char *proposal_id, *week, *state;
    int64_t created_at;
    const char *created_by_name, *reference_number;
    int64_t articles, lines, packs;
};

/* Of a county, newest first, older than before_id ("" = from the newest). FORBIDDEN outside the scope. */
MUST_USE enum outcome store_proposal_list(struct scope scope, struct db *db, const char *county, const char *before_id,
                                          int64_t limit, struct arena *arena, struct proposal_list_row **ret_list,
                                          size_t *ret_count);

/* When a municipality last received an article by a decided proposal: the newest decision's time. For the rule against
 * sending back and forth. Rows by municipality and article, only decisions since `since`. */
struct proposal_received_row {
    const char *municipality_code, *article_code;
    int64_t decided_at;
};
MUST_USE enum outcome store_proposal_received(struct db *db, const char *county, int64_t since, struct arena *arena,
                                              struct proposal_received_row **ret_list, size_t *ret_count);

#endif
