/* Dated policy for equipment: thresholds, deadlines, rules of redistribution. Append-only, national ('00') or a
 * county's. */
#ifndef FORDELA_STORE_POLICIES_H
#define FORDELA_STORE_POLICIES_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>

struct policy {
    const char *owner, *valid_from; /* '00' or a county; date */
    int64_t acute_below_days, red_below_days, yellow_below_days;
    int64_t grey_after_days; /* an older report is unknown */
    int64_t target_days, safety_days;
    int64_t due_hours, lock_hours; /* from Monday 00:00 (Stockholm) of the reported week */
    bool strict_rule;
    int64_t minimum_packs_per_lane, minimum_gain_centidays, maximum_counterparties, stability_weeks;
    const char *decision;
    int64_t created_at;
    const char *created_by, *created_by_name;
};

enum { POLICIES_MAX = 500 };

/* The policy that counts in a county ('00' = the nation) on a day: the county's latest valid then, or else the national
 * one. NOT_FOUND only in a database without reference data. */
MUST_USE enum outcome store_policy_get(struct db *db, const char *county, const char *date, struct arena *arena,
                                       struct policy *ret_policy);

/* The county's and the national ones, newest first. */
MUST_USE enum outcome store_policy_list(struct db *db, const char *county, struct arena *arena,
                                        struct policy **ret_list, size_t *ret_count);

/* CONFLICT: the owner has one valid from that day already. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_policy_add(struct scope scope, struct db *db, const struct policy *policy);

#endif
