#include "grouping.h"

/* Marks the subsets that do not sum to 0 in a row. sums: per subset, scratch. */
static void mark_impossible(struct grouping *grouping, const int64_t *row, __int128 *sums)
{
    for (size_t i = 0; i < grouping->count; i++) { /* the sets whose highest member is i */
        size_t highest = (size_t)1 << i;
        for (size_t rest = 0; rest < highest; rest++) {
            sums[highest + rest] = sums[rest] + row[grouping->members[i]];
            if (sums[highest + rest] != 0)
                grouping->most[highest + rest] = GROUPING_IMPOSSIBLE;
        }
    }
}

enum outcome grouping_open(struct arena *arena, const int64_t *net_packs, size_t rows, size_t row_length,
                           const size_t *members, size_t count, struct grouping *ret_grouping)
{
    struct grouping grouping = {.members = members, .count = count};
    size_t subsets = (size_t)1 << count;
    grouping.most = ARENA_ARRAY(arena, subsets, int8_t);
    __int128 *sums = ARENA_ARRAY(arena, subsets, __int128);
    if (grouping.most == NULL || sums == NULL)
        return BROKEN;
    for (size_t row = 0; row < rows; row++)
        mark_impossible(&grouping, net_packs + row * row_length, sums);
    for (size_t set = 1; set < subsets; set++) {
        if (grouping.most[set] == GROUPING_IMPOSSIBLE)
            continue;
        grouping.most[set] = 1;
        size_t others = set & (set - 1);
        for (size_t rest = others; rest > 0; rest = (rest - 1) & others)
            if (grouping.most[rest] > 0 && grouping.most[set ^ rest] > 0 &&
                grouping.most[rest] + grouping.most[set ^ rest] > grouping.most[set])
                grouping.most[set] = (int8_t)(grouping.most[rest] + grouping.most[set ^ rest]);
    }
    *ret_grouping = grouping;
    return OK;
}

size_t grouping_places(const struct grouping *grouping, size_t set, size_t *places)
{
    size_t count = 0;
    for (size_t i = 0; i < grouping->count; i++)
        if ((set >> i & 1u) != 0)
            places[count++] = grouping->members[i];
    return count;
}
