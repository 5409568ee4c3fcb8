#include "grouping.h"

void grouping_sums(const int64_t *amounts, size_t count, struct grouping_sums *ret_sums)
{
    for (size_t half = 0; half < 2; half++) {
        __int128 *sums = half == 0 ? ret_sums->low : ret_sums->high;
        sums[0] = 0;
        for (size_t i = 0; i < GROUPING_HALF; i++) { /* the sets whose highest member is i */
            size_t member = half * GROUPING_HALF + i;
            for (size_t rest = 0; rest < (size_t)1 << i; rest++)
                sums[((size_t)1 << i) + rest] = sums[rest] + (member < count ? amounts[member] : 0);
        }
    }
}

/* Marks the subsets that do not sum to 0 in a row. */
static void mark_impossible(struct grouping *grouping, const int64_t *row)
{
    int64_t amounts[GROUPING_MEMBERS] = {0};
    struct grouping_sums sums;
    for (size_t i = 0; i < grouping->count; i++)
        amounts[i] = row[grouping->members[i]];
    grouping_sums(amounts, grouping->count, &sums);
    for (size_t set = 1; set < (size_t)1 << grouping->count; set++)
        if (grouping_sum(&sums, set) != 0)
            grouping->most[set] = GROUPING_IMPOSSIBLE;
}

enum outcome grouping_open(struct arena *arena, const int64_t *net_packs, size_t rows, size_t row_length,
                           const size_t *members, size_t count, struct grouping *ret_grouping)
{
    struct grouping grouping = {.members = members, .count = count};
    size_t subsets = (size_t)1 << count;
    grouping.most = ARENA_ARRAY(arena, subsets, int8_t);
    if (grouping.most == NULL)
        return BROKEN;
    for (size_t row = 0; row < rows; row++)
        mark_impossible(&grouping, net_packs + row * row_length);
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
