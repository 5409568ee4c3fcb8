/* One week of the account rule in integers over one common scale. Private to core: core/account.h is its face.
 *
 * Every balance, credit and step is an integer of rule.limbs limbs, in units of 1/scale dose; what a scale is, the
 * caller knows (a common denominator; micro-doses times the key's sum). */
#ifndef FORDELA_CORE_WEEK_RULE_H
#define FORDELA_CORE_WEEK_RULE_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEEK_RULE_MAX_WORK = 2000000000 }; /* additions of one week's guard: some tens of seconds at most */

struct week_rule {
    size_t count;
    size_t limbs;
    const int64_t *weights; /* at least 0, their sum above 0 and within 2^63 */
    uint64_t *balances;     /* count rows: D before the week */
    uint64_t *credits;      /* count rows: share * packs * pack (in all exactly packs units) */
    uint64_t *steps;        /* count rows: share * pack */
    uint64_t *unit;         /* one pack */
    int64_t packs;
    bool without_guard; /* steps 1 to 3 only, for comparison */
};

struct week_outcome {
    bool guard_used;
    bool guarantee_broken;
};

/* Limbs that are enough for a scale of scale_bits, balances below 2^balance_bits doses and a week of packs packs of
 * pack doses with a key of that sum. */
size_t week_rule_limbs(size_t scale_bits, size_t balance_bits, int64_t packs, int64_t pack, __int128 key_sum,
                       size_t count);

/* The packs of each region, in the caller's array. TOO_LARGE: the guard would take more than WEEK_RULE_MAX_WORK. */
MUST_USE enum outcome week_rule_run(struct arena *arena, const struct week_rule *rule, int64_t *ret_packs,
                                    struct week_outcome *ret_outcome);

#endif
