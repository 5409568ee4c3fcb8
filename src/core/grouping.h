/* Zero-sum grouping: into how many groups can places be split so that each sums to 0? Private to core. */
#ifndef FORDELA_CORE_GROUPING_H
#define FORDELA_CORE_GROUPING_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stddef.h>
#include <stdint.h>

enum { GROUPING_MEMBERS = 12, GROUPING_HALF = 6, GROUPING_IMPOSSIBLE = -1 };

struct grouping {
    const size_t *members; /* positions of the places, at most GROUPING_MEMBERS; borrowed */
    size_t count;
    int8_t *most; /* per subset (bit i: members[i]): the most groups, GROUPING_IMPOSSIBLE if it does not sum to 0 */
};

/* Rows of net packs (one per article), row_length apart: a group must sum to 0 in every row. O(3^count + 2^count *
 * rows). */
MUST_USE enum outcome grouping_open(struct arena *arena, const int64_t *net_packs, size_t rows, size_t row_length,
                                    const size_t *members, size_t count, struct grouping *ret_grouping);

/* Positions of a subset's members, ascending; returns how many. places holds GROUPING_MEMBERS. */
size_t grouping_places(const struct grouping *grouping, size_t set, size_t *places);

/* The sums of all subsets of at most GROUPING_MEMBERS amounts, in two halves that stay in the cache. */
struct grouping_sums {
    __int128 low[1 << GROUPING_HALF];
    __int128 high[1 << GROUPING_HALF];
};

void grouping_sums(const int64_t *amounts, size_t count, struct grouping_sums *ret_sums);

static inline __int128 grouping_sum(const struct grouping_sums *sums, size_t set)
{
    return sums->low[set % (1 << GROUPING_HALF)] + sums->high[set >> GROUPING_HALF];
}

#endif
