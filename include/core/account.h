/* Whole packs week by week through accounts of what each region is owed («rättighetskonto»).
 *
 * A balance D is in doses, positive = owed to the region; all balances of a product sum to 0. A week shares out n packs
 * of u doses by a key (weights w, share s = w/sum):
 *   1. Right T = D + s n u; x = max(0, floor(T/u)). A region with s = 0 and D = 0 takes no part.
 *   2. If the x exceed n, regions with T < 0 get nothing and their deficit is charged to the others in proportion to s
 *      (to what remains of T if nobody remaining has a share), until nobody is negative; x = floor(what remains/u).
 *   3. The packs that are left go one each to the largest (what remains - x u); ties: larger weight, then list order.
 *   4. Guard: with D' = T - x u, every |D'| < u, and for every h >= 0: sum max(0, floor((D' + s h u)/u)) <= h, so that
 *      nobody can be forced a whole pack behind by the packs to come.
 *   5. If it fails, the week is redone pack by pack: all D += s u; of the regions with D > 0 the first in ascending
 *      (u/2 - D)/s whose D - u passes the guard. If none passes, step 3 stands and the guarantee is broken.
 * Promise: |D| < u («aldrig en hel förpackning fel») for a fixed key; a change of key or pack can break it, and then
 * the week says so. The guard's condition is Hall's on the due dates of everybody's next packs (Balinski & Young;
 * Still).
 *
 * Two representations of a balance, one rule:
 * - exact: fractions (struct rational), for checking a computation; a balance that does not fit is TOO_LARGE.
 * - kept: int64 micro-doses, what the application stores. The doses shared out under one key so far are split anew by
 *   largest remainder every week and the week's credit is the difference, so a balance differs from the exact one by
 *   less than one micro-dose for each key that was ever used, however many weeks it was used; and the balances sum to
 *   exactly 0, because every split is exact. Nothing accumulates from week to week. */
#ifndef FORDELA_CORE_ACCOUNT_H
#define FORDELA_CORE_ACCOUNT_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct account_flags {
    bool guard_used;
    bool guarantee_broken;
};

/* --- exact --- */

struct account_exact {
    const int64_t *weights; /* borrowed; their sum without common divisor at most 2^63 */
    size_t count;
    int64_t pack_doses; /* at least 1 */
    int64_t packs;
    bool without_guard; /* steps 1 to 3 only, for comparison */
};

/* One week from balances that sum to 0. Outputs: count elements in the caller's arrays; ret_balances may be balances.
 * INVALID: anything negative, no weight, no pack size. TOO_LARGE: a balance does not fit, or the guard would take too
 * long. */
MUST_USE enum outcome account_exact_week(struct arena *arena, const struct account_exact *week,
                                         const struct rational *balances, int64_t *ret_packs,
                                         struct rational *ret_balances, struct account_flags *ret_flags);

/* An old imbalance in instalments: of the parked balances (sum 0; P the sum of the positive ones) a week releases
 * A = min(P, share * doses), every parked balance * A/P. Share from 0 to 1. */
MUST_USE enum outcome account_exact_release(size_t count, struct rational share, int64_t packs, int64_t pack_doses,
                                            struct rational *parked, struct rational *ret_released);

/* One week from balances of 0 with the most packs each region takes (unknown: no limit): the rule's packs cut to the
 * caps; the cut ones by largest remainder on the weights of those below their cap, cut again, until all are placed.
 * Balances: defer, what is above a cap stays owed; forgo, the right above a cap passes in proportion to the weights to
 * those whose right is below theirs. Both sum to 0. INVALID: caps of the regions with weight sum to less than packs. */
MUST_USE enum outcome account_exact_caps(struct arena *arena, const struct account_exact *week,
                                         const struct known_int *caps, int64_t *ret_packs,
                                         struct rational *ret_deferred, struct rational *ret_forgone);

/* Packs of rule that lie above the caps, moved to where there is room as above, in place. The caps of the regions with
 * weight sum to at least the packs. */
MUST_USE enum outcome account_fit_caps(struct arena *arena, const int64_t *weights, size_t count,
                                       const struct known_int *caps, int64_t *packs);

/* --- kept --- */

enum { MICRO_DOSES = 1000000, ACCOUNT_MAX_DOSES = 1000000000 };

/* What one region brings into a week. */
struct account_region {
    int64_t weight;             /* of the key, after multipliers */
    int64_t balance_micro;      /* before the week */
    int64_t second_packs;       /* committed second doses: its own first-dose packs of one interval ago */
    struct known_int cap_packs; /* the most packs it takes of what follows the key; unknown: no limit */
    bool forgoes;               /* what is above the cap: false, stays owed; true, is given up to the others */
    int64_t minimum_packs;      /* wanted at least, as an advance on its account; 0: none */
};

/* Why a region's balance is a whole pack or more off. */
enum account_reason {
    ACCOUNT_KEPT,        /* it is not: the promise holds */
    ACCOUNT_OVER_CAP,    /* it takes no more, and what is above stays owed (or the others hold what it did not take) */
    ACCOUNT_CARRIED,     /* it was so before the week, and the week could not mend it */
    ACCOUNT_KEY_CHANGED, /* the guard could not be met after a change of key or pack */
    ACCOUNT_REASON__COUNT
};

/* What a week means for one region: everything the sentence needs. */
struct account_line {
    int64_t second_packs;  /* served second doses */
    int64_t second_short;  /* committed but not served */
    int64_t credit_micro;  /* its share of what follows the key */
    int64_t waived_micro;  /* given up at the cap (negative), or received from those who gave up */
    int64_t rule_packs;    /* by the rule alone, before caps and minimum */
    int64_t key_packs;     /* what it gets of what follows the key */
    int64_t advance_packs; /* of them in advance, for the minimum */
    bool minimum_refused;  /* the minimum would have broken the promise */
    int64_t balance_micro; /* after the week: before + credit + waived - key_packs * pack */
    enum account_reason reason;
};

struct account_week {
    const struct account_region *regions; /* borrowed */
    size_t count;
    int64_t pack_doses;
    int64_t packs;
    int64_t doses_under_key; /* shared out by this very key so far; 0 in the week when a key begins */
};

struct account_result {
    struct account_line *lines; /* count of them, in the arena */
    struct account_flags flags;
    int64_t committed_packs, served_packs; /* second doses; alarm when fewer are served */
    int64_t key_packs;                     /* what follows the key and finds a place */
    int64_t surplus_packs;                 /* what no region takes */
    int64_t doses_under_key;               /* to hand to the next week */
    int64_t key_sum;
    bool promise_holds; /* every |balance| below a pack */
};

/* Second doses first (largest remainder over the commitments when packs are short), the rest by the rule through the
 * accounts. A region's minimum is granted by a pack from whom the most is held in advance, only while both stay within
 * a pack. Balances must sum to 0 and do so afterwards. Nothing depends on anything but the input: the same input, the
 * same result. INVALID: anything negative but balances, balances that do not sum to 0, no weight, pack below 1.
 * TOO_LARGE: a total beyond ACCOUNT_MAX_DOSES doses (packs of one week, balances) or a key sum beyond 2^62. */
MUST_USE enum outcome account_week(struct arena *arena, const struct account_week *week,
                                   struct account_result *ret_result);

/* Instalments of parked opening balances in micro-doses, as account_exact_release, split by largest remainder so that
 * released and parked each sum to 0. share from 0 to 1. parked in place. */
MUST_USE enum outcome account_release(struct arena *arena, size_t count, struct rational share, int64_t doses,
                                      int64_t *parked_micro, int64_t *ret_released_micro);

/* Committed second doses: the first-dose packs of one interval ago come first. All if packs suffice, else by largest
 * remainder over the commitments. ret_served: count packs. TOO_LARGE: commitments beyond 64 bits. */
MUST_USE enum outcome account_serve_seconds(struct arena *arena, const int64_t *committed, size_t count, int64_t packs,
                                            int64_t *ret_served, int64_t *ret_served_sum);

#endif
