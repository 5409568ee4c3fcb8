/* Whole packs shared out by a key, once: largest remainder, three divisor methods and the quota method.
 *
 * The weekly rule with carried balances is core/account.h; these are what it is compared with. Weights are persons (or
 * any integers of one unit), all comparisons exact. Ties: larger weight, then earlier in the list. A weight of 0 never
 * receives. Methods: Balinski & Young, Fair Representation (1982). */
#ifndef FORDELA_CORE_APPORTION_H
#define FORDELA_CORE_APPORTION_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stddef.h>
#include <stdint.h>

enum apportion_method {
    APPORTION_HAMILTON,  /* floor of the quota, the rest to the largest remainders */
    APPORTION_WEBSTER,   /* pack by pack to the largest weight/(held + 1/2) */
    APPORTION_JEFFERSON, /* weight/(held + 1) */
    APPORTION_ADAMS,     /* weight/held, everybody's first pack before all others */
    APPORTION_QUOTA,     /* Balinski-Young: of those with held + 1 <= ceil(quota), the smallest (held + 1)/share */
    APPORTION_METHOD__COUNT
};

enum { APPORTION_MAX_QUOTA_PACKS = 1000000 }; /* the quota method goes pack by pack */

/* count packs of the regions in the caller's array; their sum is packs. INVALID: no regions, anything negative, all
 * weights 0. TOO_LARGE: the quota method beyond its limit (after whole rounds of the reduced key are taken out).
 * BROKEN: no memory. O(n log n) whatever the packs; the quota method O(packs log n). */
MUST_USE enum outcome apportion(struct arena *arena, enum apportion_method method, const int64_t *weights, size_t count,
                                int64_t packs, int64_t *ret_packs);

/* Largest remainder alone: also splits micro-doses, which come in larger numbers. */
MUST_USE enum outcome apportion_hamilton(struct arena *arena, const int64_t *weights, size_t count, int64_t packs,
                                         int64_t *ret_packs);

/* Sum of the weights as far as they can be: INVALID as above. */
MUST_USE enum outcome apportion_sum(const int64_t *weights, size_t count, __int128 *ret_sum);

#endif
