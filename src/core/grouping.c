#include "grouping.h"

#include <stdbool.h>

static bool sums_to_zero(const struct grouping *grouping, size_t set, const int64_t *net_packs, size_t rows,
                         size_t row_length)
{
    for (size_t row = 0; row < rows; row++) {
        __int128 sum = 0;
        for (size_t i = 0; i < grouping->count; i++)
            if ((set >> i & 1u) != 0)
                sum += net_packs[row * row_length + grouping->members[i]];
        if (sum != 0)
            return false;
    }
    return true;
}

enum outcome grouping_open(struct arena *arena, const int64_t *net_packs, size_t rows, size_t row_length,
                           const size_t *members, size_t count, struct grouping *ret_grouping)
{
    struct grouping grouping = {.members = members, .count = count};
    size_t subsets = (size_t)1 << count;
    grouping.most = ARENA_ARRAY(arena, subsets, int8_t);
    if (grouping.most == NULL)
        return BROKEN;
    for (size_t set = 1; set < subsets; set++) {
        if (!sums_to_zero(&grouping, set, net_packs, rows, row_length)) {
            grouping.most[set] = GROUPING_IMPOSSIBLE;
            continue;
        }
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
