#include "store/policies.h"

#include "store/rows.h"

#include <string.h>

#define POLICY_COLUMNS                                                                                                 \
    "p.owner_code, p.valid_from, p.acute_below_days, p.red_below_days, p.yellow_below_days, p.grey_after_days, "       \
    "p.target_days, p.safety_days, p.due_hours, p.lock_hours, p.strict_rule, p.minimum_packs_per_lane, "               \
    "p.minimum_gain_centidays, p.maximum_counterparties, p.stability_weeks, p.decision, p.created_at, "                \
    "p.created_by, u.display_name "
#define POLICY_FROM "FROM ppe_policy p LEFT JOIN app_user u ON u.user_id = p.created_by "
#define POLICY_LETTERS "ttiiiiiiiiiiiiititT"

static void read_policy(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct policy *)element = (struct policy){
        .owner = db_copy(rows, 0, arena, failed),
        .valid_from = db_copy(rows, 1, arena, failed),
        .acute_below_days = db_get_int(rows, 2),
        .red_below_days = db_get_int(rows, 3),
        .yellow_below_days = db_get_int(rows, 4),
        .grey_after_days = db_get_int(rows, 5),
        .target_days = db_get_int(rows, 6),
        .safety_days = db_get_int(rows, 7),
        .due_hours = db_get_int(rows, 8),
        .lock_hours = db_get_int(rows, 9),
        .strict_rule = db_get_int(rows, 10) != 0,
        .minimum_packs_per_lane = db_get_int(rows, 11),
        .minimum_gain_centidays = db_get_int(rows, 12),
        .maximum_counterparties = db_get_int(rows, 13),
        .stability_weeks = db_get_int(rows, 14),
        .decision = db_copy(rows, 15, arena, failed),
        .created_at = db_get_int(rows, 16),
        .created_by = db_copy(rows, 17, arena, failed),
        .created_by_name = db_is_null(rows, 18) ? "" : db_copy(rows, 18, arena, failed),
    };
}

/* One owner at a time: a choice of the two costs SQLite a table of its own and a sorter. */
STATEMENT(policy_get, "tt", POLICY_LETTERS,
          "SELECT " POLICY_COLUMNS POLICY_FROM "WHERE p.owner_code = $1 AND p.valid_from <= $2 "
          "ORDER BY p.valid_from DESC LIMIT 1");

static enum outcome get_own(struct db *db, const char *owner, const char *date, struct arena *arena,
                            struct policy *ret_policy)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &policy_get, DB_VALUES(db_text(owner), db_text(date)), &rows));
    bool failed = false;
    struct policy policy;
    read_policy(&rows, arena, &failed, &policy);
    if (failed)
        return TOO_LARGE;
    *ret_policy = policy;
    return OK;
}

enum outcome store_policy_get(struct db *db, const char *county, const char *date, struct arena *arena,
                              struct policy *ret_policy)
{
    enum outcome outcome = get_own(db, county, date, arena, ret_policy);
    return outcome == NOT_FOUND && strcmp(county, "00") != 0 ? get_own(db, "00", date, arena, ret_policy) : outcome;
}

STATEMENT(policy_list, "ti", POLICY_LETTERS,
          "SELECT " POLICY_COLUMNS POLICY_FROM "WHERE p.owner_code IN ('00', $1) "
          "ORDER BY p.valid_from DESC, p.owner_code DESC LIMIT $2");

enum outcome store_policy_list(struct db *db, const char *county, struct arena *arena, struct policy **ret_list,
                               size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &policy_list, DB_VALUES(db_text(county), db_int(POLICIES_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_policy, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(policy_there, "tt", "i", "SELECT COUNT(*) FROM ppe_policy WHERE owner_code = $1 AND valid_from = $2");

/* Asked first: on SQLite the table's triggers would refuse a second one before its key does, with another outcome. */
static enum outcome refuse_second(struct db *db, const struct policy *policy)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &policy_there, DB_VALUES(db_text(policy->owner), db_text(policy->valid_from)), &rows));
    return db_get_int(&rows, 0) == 0 ? OK : CONFLICT;
}

STATEMENT(policy_add, "ttiiiiiiiiiiiiitit", "",
          "INSERT INTO ppe_policy (owner_code, valid_from, acute_below_days, red_below_days, yellow_below_days, "
          "grey_after_days, target_days, safety_days, due_hours, lock_hours, strict_rule, minimum_packs_per_lane, "
          "minimum_gain_centidays, maximum_counterparties, stability_weeks, decision, created_at, created_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)");

enum outcome store_policy_add(struct scope scope, struct db *db, const struct policy *policy)
{
    if (!scope_covers_area(&scope, policy->owner))
        return FORBIDDEN;
    TRY(refuse_second(db, policy));
    return db_run(db, &policy_add,
                  DB_VALUES(db_text(policy->owner), db_text(policy->valid_from), db_int(policy->acute_below_days),
                            db_int(policy->red_below_days), db_int(policy->yellow_below_days),
                            db_int(policy->grey_after_days), db_int(policy->target_days), db_int(policy->safety_days),
                            db_int(policy->due_hours), db_int(policy->lock_hours), db_int(policy->strict_rule),
                            db_int(policy->minimum_packs_per_lane), db_int(policy->minimum_gain_centidays),
                            db_int(policy->maximum_counterparties), db_int(policy->stability_weeks),
                            db_text(policy->decision), db_int(policy->created_at), db_text(policy->created_by)),
                  NULL);
}
