/* Lower bounds of lanes, of core/transport.h. */
#include "core/transport.h"

#include "grouping.h"
#include "planner.h"

#include <stdlib.h>

/* Rows of net packs, one per article. */
struct rows {
    const int64_t *net;
    size_t articles;
    size_t places;
};

static int64_t net_of(const struct rows *rows, size_t article, size_t place)
{
    return rows->net[article * rows->places + place];
}

/* Places that give or receive something. */
static enum outcome active_in_any(struct arena *arena, const struct rows *rows, size_t **ret_members, size_t *ret_count)
{
    size_t *members = ARENA_ARRAY(arena, rows->places, size_t);
    if (members == NULL)
        return BROKEN;
    size_t active = 0;
    for (size_t i = 0; i < rows->places; i++) {
        bool moves = false;
        for (size_t a = 0; a < rows->articles && !moves; a++)
            moves = net_of(rows, a, i) != 0;
        if (moves)
            members[active++] = i;
    }
    *ret_members = members;
    *ret_count = active;
    return OK;
}

static bool opposite(const struct rows *rows, size_t i, size_t j)
{
    for (size_t a = 0; a < rows->articles; a++)
        if (net_of(rows, a, i) != -net_of(rows, a, j))
            return false;
    return true;
}

/* Active places less the most groups that sum to 0 in every article. Many places: groups of two are at most the pairs
 * that can be matched off, all others have three members or more. */
static enum outcome bound_by_groups(struct arena *arena, const struct rows *rows, const size_t *members, size_t active,
                                    size_t *ret_bound)
{
    if (active <= GROUPING_MEMBERS) {
        struct grouping grouping;
        TRY(grouping_open(arena, rows->net, rows->articles, rows->places, members, active, &grouping));
        *ret_bound = active - (size_t)grouping.most[((size_t)1 << active) - 1];
        return OK;
    }
    bool *taken = ARENA_ARRAY(arena, active, bool);
    if (taken == NULL)
        return BROKEN;
    size_t pairs = 0;
    for (size_t i = 0; i < active; i++) {
        for (size_t j = i + 1; j < active && !taken[i]; j++) {
            if (!taken[j] && opposite(rows, members[i], members[j])) {
                taken[i] = true;
                taken[j] = true;
                pairs++;
            }
        }
    }
    *ret_bound = active - pairs - (active - 2 * pairs) / 3;
    return OK;
}

/* --- by partners: whom must one place at least deal with? --- */

/* What a place deals out (sign -1: gives) or takes in (+1) of an article; 0 when it does the other. */
static int64_t amount(const struct rows *rows, size_t article, size_t place, int sign)
{
    int64_t net = net_of(rows, article, place);
    return (net > 0) - (net < 0) == sign ? (net < 0 ? -net : net) : 0;
}

/* Few places: the smallest set of partners that can take (give) all of every article at once. fits: per set of the
 * members, scratch. */
static size_t fewest_partners_exactly(const struct rows *rows, const size_t *members, size_t active, size_t place,
                                      int sign, bool *fits)
{
    size_t sets = (size_t)1 << active;
    for (size_t set = 0; set < sets; set++)
        fits[set] = true;
    for (size_t a = 0; a < rows->articles; a++) {
        int64_t own = amount(rows, a, place, sign);
        if (own == 0)
            continue;
        int64_t amounts[GROUPING_MEMBERS] = {0};
        struct grouping_sums sums;
        for (size_t i = 0; i < active; i++)
            amounts[i] = amount(rows, a, members[i], -sign);
        grouping_sums(amounts, active, &sums);
        for (size_t set = 0; set < sets; set++)
            fits[set] = fits[set] && grouping_sum(&sums, set) >= own;
    }
    size_t fewest = active;
    for (size_t set = 0; set < sets; set++)
        if (fits[set] && (size_t)__builtin_popcountll(set) < fewest)
            fewest = (size_t)__builtin_popcountll(set);
    return fewest;
}

static int falling(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left < right) - (left > right);
}

/* Many places: for each article alone, as many of the greatest partners as its amount needs. */
static void raise_by_greatest(const struct rows *rows, size_t article, int sign, int64_t *amounts, size_t *fewest)
{
    for (size_t i = 0; i < rows->places; i++)
        amounts[i] = amount(rows, article, i, -sign);
    qsort(amounts, rows->places, sizeof *amounts, falling);
    for (size_t i = 0; i < rows->places; i++) {
        __int128 left = amount(rows, article, i, sign);
        size_t partners = 0;
        for (; left > 0 && partners < rows->places; partners++)
            left -= amounts[partners];
        fewest[i] = partners > fewest[i] ? partners : fewest[i];
    }
}

/* Lanes out of (sign -1) or into (+1) all places together. */
static enum outcome bound_by_partners(struct arena *arena, const struct rows *rows, const size_t *members,
                                      size_t active, int sign, size_t *ret_bound)
{
    size_t bound = 0;
    if (active <= GROUPING_MEMBERS) {
        bool *fits = ARENA_ARRAY(arena, (size_t)1 << active, bool);
        if (fits == NULL)
            return BROKEN;
        for (size_t i = 0; i < active; i++)
            bound += fewest_partners_exactly(rows, members, active, members[i], sign, fits);
    } else {
        int64_t *amounts = ARENA_ARRAY(arena, rows->places, int64_t);
        size_t *fewest = ARENA_ARRAY(arena, rows->places, size_t);
        if (amounts == NULL || fewest == NULL)
            return BROKEN;
        for (size_t a = 0; a < rows->articles; a++)
            raise_by_greatest(rows, a, sign, amounts, fewest);
        for (size_t i = 0; i < rows->places; i++)
            bound += fewest[i];
    }
    *ret_bound = bound;
    return OK;
}

static void raise(size_t *bound, size_t other)
{
    *bound = other > *bound ? other : *bound;
}

static enum outcome bound_of_rows(struct arena *arena, const struct rows *rows, size_t *ret_lanes)
{
    size_t *members;
    size_t active;
    size_t groups;
    size_t out;
    size_t in;
    TRY(active_in_any(arena, rows, &members, &active));
    TRY(bound_by_groups(arena, rows, members, active, &groups));
    TRY(bound_by_partners(arena, rows, members, active, -1, &out));
    TRY(bound_by_partners(arena, rows, members, active, 1, &in));
    raise(&groups, out);
    raise(&groups, in);
    *ret_lanes = groups;
    return OK;
}

static bool balanced(const int64_t *net_packs, size_t count)
{
    __int128 sum = 0;
    bool in_range = true;
    for (size_t i = 0; i < count; i++) {
        sum += net_packs[i];
        in_range = in_range && net_packs[i] != INT64_MIN;
    }
    return sum == 0 && in_range;
}

enum outcome transport_lane_bound(struct arena *arena, const int64_t *net_packs, size_t count, size_t *ret_lanes)
{
    if (!balanced(net_packs, count))
        return INVALID;
    struct rows rows = {.net = net_packs, .articles = 1, .places = count};
    return bound_of_rows(arena, &rows, ret_lanes);
}

enum outcome planner_lane_bound(struct arena *arena, const int64_t *net_packs, size_t articles, size_t places,
                                size_t *ret_lanes)
{
    struct arena_mark mark = arena_mark(arena);
    struct rows rows = {.net = net_packs, .articles = articles, .places = places};
    size_t bound;
    TRY(bound_of_rows(arena, &rows, &bound));
    for (size_t a = 0; a < articles; a++) {
        /* By groups only: the partners of one article are never more than the partners of all. */
        struct rows one = {.net = net_packs + a * places, .articles = 1, .places = places};
        size_t *own_members;
        size_t own_active;
        size_t own;
        if (!balanced(one.net, places))
            return INVALID;
        TRY(active_in_any(arena, &one, &own_members, &own_active));
        TRY(bound_by_groups(arena, &one, own_members, own_active, &own));
        raise(&bound, own);
    }
    arena_reset(arena, mark);
    *ret_lanes = bound;
    return OK;
}
