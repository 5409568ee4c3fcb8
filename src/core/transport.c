#include "core/transport.h"

#include "grouping.h"
#include "simplex.h"
#include "wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t transport_active(const int64_t *net_packs, size_t count)
{
    size_t active = 0;
    for (size_t i = 0; i < count; i++)
        active += net_packs[i] != 0;
    return active;
}

static bool balanced(const int64_t *net_packs, size_t count)
{
    __int128 sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += net_packs[i];
    return sum == 0;
}

static enum outcome valid_problem(const int64_t *net_packs, const struct distances *distances)
{
    if (!balanced(net_packs, distances->count))
        return INVALID;
    for (size_t i = 0; i < distances->count * distances->count; i++)
        if (distances->km[i] < 0)
            return INVALID;
    for (size_t i = 0; i < distances->count; i++)
        if (net_packs[i] == INT64_MIN)
            return TOO_LARGE;
    return OK;
}

/* Some places of a problem as a transportation problem of its own; members: their positions, ascending. */
struct part {
    struct simplex_problem problem;
    size_t *givers; /* positions */
    size_t *receivers;
    struct simplex_arc *arcs;
    size_t arc_count;
};

static enum outcome open_part(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                              const size_t *members, size_t count, struct part *part)
{
    part->givers = ARENA_ARRAY(arena, count, size_t);
    part->receivers = ARENA_ARRAY(arena, count, size_t);
    part->arcs = ARENA_ARRAY(arena, count, struct simplex_arc);
    int64_t *supplies = ARENA_ARRAY(arena, count, int64_t);
    int64_t *demands = ARENA_ARRAY(arena, count, int64_t);
    if (part->givers == NULL || part->receivers == NULL || part->arcs == NULL || supplies == NULL || demands == NULL)
        return BROKEN;
    size_t givers = 0;
    size_t receivers = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t net = net_packs[members[i]];
        if (net < 0) {
            supplies[givers] = -net;
            part->givers[givers++] = members[i];
        } else {
            demands[receivers] = net;
            part->receivers[receivers++] = members[i];
        }
    }
    int64_t *costs = ARENA_ARRAY(arena, givers * receivers, int64_t);
    if (costs == NULL)
        return BROKEN;
    for (size_t i = 0; i < givers; i++)
        for (size_t j = 0; j < receivers; j++)
            costs[i * receivers + j] = distances->km[part->givers[i] * distances->count + part->receivers[j]];
    part->problem = (struct simplex_problem){supplies, givers, demands, receivers, costs};
    return OK;
}

static __int128 cost_of(const struct part *part)
{
    __int128 sum = 0;
    for (size_t i = 0; i < part->arc_count; i++) {
        const struct simplex_arc *arc = &part->arcs[i];
        sum += (__int128)part->problem.costs[arc->giver * part->problem.receivers + arc->receiver] * arc->flow;
    }
    return sum;
}

static enum outcome solve_part(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                               const size_t *members, size_t count, struct part *ret_part)
{
    TRY(open_part(arena, net_packs, distances, members, count, ret_part));
    return simplex_solve(arena, &ret_part->problem, ret_part->arcs, &ret_part->arc_count);
}

static size_t append_moves(const struct part *part, struct transport_move *moves)
{
    for (size_t i = 0; i < part->arc_count; i++)
        moves[i] = (struct transport_move){
            .from = part->givers[part->arcs[i].giver],
            .to = part->receivers[part->arcs[i].receiver],
            .packs = part->arcs[i].flow,
        };
    return part->arc_count;
}

static enum outcome active_places(struct arena *arena, const int64_t *net_packs, size_t count, size_t **ret_members,
                                  size_t *ret_count)
{
    size_t *members = ARENA_ARRAY(arena, count, size_t);
    if (members == NULL)
        return BROKEN;
    size_t active = 0;
    for (size_t i = 0; i < count; i++)
        if (net_packs[i] != 0)
            members[active++] = i;
    *ret_members = members;
    *ret_count = active;
    return OK;
}

enum outcome transport_least_km(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                                struct transport_plan *ret_plan)
{
    TRY(valid_problem(net_packs, distances));
    size_t *members;
    size_t active;
    TRY(active_places(arena, net_packs, distances->count, &members, &active));
    struct transport_plan plan = {.moves = ARENA_ARRAY(arena, active, struct transport_move)};
    if (plan.moves == NULL)
        return BROKEN;
    if (active > 0) {
        struct arena_mark mark = arena_mark(arena);
        struct part part;
        TRY(solve_part(arena, net_packs, distances, members, active, &part));
        __int128 pack_km = cost_of(&part);
        if (!wide_fits(pack_km))
            return TOO_LARGE;
        plan.pack_km = (int64_t)pack_km;
        plan.lanes = append_moves(&part, plan.moves);
        arena_reset(arena, mark);
    }
    *ret_plan = plan;
    return OK;
}

/* --- exact: most groups that sum to 0, then the cheapest such partition --- */

_Static_assert((int)TRANSPORT_EXACT_PLACES == (int)GROUPING_MEMBERS, "one limit");

/* A subset that sums to 0. */
struct zero_sum {
    __int128 cost;  /* of the cheapest partition into the most groups */
    __int128 alone; /* as one group, -1 = not yet known */
    size_t last;    /* the group with the lowest member in it */
};

struct partition {
    struct grouping grouping;
    uint16_t *index; /* of each subset that sums to 0; the empty one is 0 */
    struct zero_sum *sets;
};

static struct zero_sum *entry_of(const struct partition *partition, size_t set)
{
    return &partition->sets[partition->index[set]];
}

static enum outcome open_partition(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                                   const size_t *members, size_t count, struct partition *ret_partition)
{
    struct partition partition;
    size_t subsets = (size_t)1 << count;
    TRY(grouping_open(arena, net_packs, 1, distances->count, members, count, &partition.grouping));
    partition.index = ARENA_ARRAY(arena, subsets, uint16_t);
    if (partition.index == NULL)
        return BROKEN;
    uint16_t zero_sums = 1;
    for (size_t set = 1; set < subsets; set++)
        if (partition.grouping.most[set] != GROUPING_IMPOSSIBLE)
            partition.index[set] = zero_sums++;
    partition.sets = ARENA_ARRAY(arena, zero_sums, struct zero_sum);
    if (partition.sets == NULL)
        return BROKEN;
    for (size_t i = 1; i < zero_sums; i++)
        partition.sets[i].alone = -1;
    *ret_partition = partition;
    return OK;
}

static enum outcome cost_alone(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                               struct partition *partition, size_t set)
{
    if (entry_of(partition, set)->alone >= 0)
        return OK;
    size_t places[GROUPING_MEMBERS];
    size_t count = grouping_places(&partition->grouping, set, places);
    struct arena_mark mark = arena_mark(arena);
    struct part part;
    enum outcome outcome = solve_part(arena, net_packs, distances, places, count, &part);
    if (outcome == OK)
        entry_of(partition, set)->alone = cost_of(&part);
    arena_reset(arena, mark);
    return outcome;
}

/* The cheapest way to split a subset into its most groups: the group with the lowest member, then the rest. */
static enum outcome split_cheapest(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                                   struct partition *partition, size_t set)
{
    const int8_t *most = partition->grouping.most;
    struct zero_sum *whole = entry_of(partition, set);
    size_t others = set & (set - 1);
    bool found = false;
    size_t rest = others;
    do {
        size_t group = set ^ rest;
        if (most[group] == 1 && most[rest] == most[set] - 1) { /* the empty rest has 0 groups */
            TRY(cost_alone(arena, net_packs, distances, partition, group));
            __int128 cost = entry_of(partition, group)->alone + entry_of(partition, rest)->cost;
            if (!found || cost < whole->cost) {
                whole->cost = cost;
                whole->last = group;
                found = true;
            }
        }
        rest = (rest - 1) & others;
    } while (rest != others);
    return OK;
}

static int by_lane(const void *a, const void *b)
{
    const struct transport_move *left = a;
    const struct transport_move *right = b;
    if (left->from != right->from)
        return left->from > right->from ? 1 : -1;
    return (left->to > right->to) - (left->to < right->to);
}

static enum outcome exact_moves(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                                const struct partition *partition, struct transport_plan *plan)
{
    for (size_t set = ((size_t)1 << partition->grouping.count) - 1; set > 0; set ^= entry_of(partition, set)->last) {
        size_t places[GROUPING_MEMBERS];
        size_t count = grouping_places(&partition->grouping, entry_of(partition, set)->last, places);
        struct part part;
        TRY(solve_part(arena, net_packs, distances, places, count, &part));
        plan->lanes += append_moves(&part, plan->moves + plan->lanes);
    }
    qsort(plan->moves, plan->lanes, sizeof *plan->moves, by_lane);
    return OK;
}

static enum outcome solve_exactly(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                                  const size_t *members, size_t active, struct transport_plan *plan)
{
    struct partition partition;
    TRY(open_partition(arena, net_packs, distances, members, active, &partition));
    size_t subsets = (size_t)1 << active;
    for (size_t set = 1; set < subsets; set++)
        if (partition.grouping.most[set] != GROUPING_IMPOSSIBLE)
            TRY(split_cheapest(arena, net_packs, distances, &partition, set));
    __int128 pack_km = entry_of(&partition, subsets - 1)->cost;
    if (!wide_fits(pack_km))
        return TOO_LARGE;
    plan->pack_km = (int64_t)pack_km;
    return exact_moves(arena, net_packs, distances, &partition, plan);
}

enum outcome transport_exact(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                             struct transport_plan *ret_plan)
{
    TRY(valid_problem(net_packs, distances));
    size_t *members;
    size_t active;
    TRY(active_places(arena, net_packs, distances->count, &members, &active));
    if (active > TRANSPORT_EXACT_PLACES)
        return INVALID;
    struct transport_plan plan = {.moves = ARENA_ARRAY(arena, active, struct transport_move)};
    if (plan.moves == NULL)
        return BROKEN;
    struct arena_mark mark = arena_mark(arena);
    if (active > 0)
        TRY(solve_exactly(arena, net_packs, distances, members, active, &plan));
    arena_reset(arena, mark);
    *ret_plan = plan;
    return OK;
}

/* --- distances --- */

static const double EARTH_RADIUS_KM = 6371.0088;
static const double RADIANS_PER_MICRODEGREE = 3.14159265358979323846 / 180e6;

/* A place on the unit sphere. */
struct direction {
    double x;
    double y;
    double z;
};

static struct direction direction_of(int64_t latitude, int64_t longitude)
{
    double north = (double)latitude * RADIANS_PER_MICRODEGREE;
    double east = (double)longitude * RADIANS_PER_MICRODEGREE;
    return (struct direction){.x = cos(north) * cos(east), .y = cos(north) * sin(east), .z = sin(north)};
}

/* By the chord: exact enough for whole km, and for near places too. */
static int64_t km_between(struct direction a, struct direction b)
{
    double x = a.x - b.x;
    double y = a.y - b.y;
    double z = a.z - b.z;
    double half_chord = sqrt(x * x + y * y + z * z) / 2;
    int64_t km = llround(2 * EARTH_RADIUS_KM * asin(half_chord > 1 ? 1 : half_chord));
    return half_chord > 0 && km == 0 ? 1 : km;
}

int64_t transport_km(int64_t latitude_a, int64_t longitude_a, int64_t latitude_b, int64_t longitude_b)
{
    return km_between(direction_of(latitude_a, longitude_a), direction_of(latitude_b, longitude_b));
}

enum outcome transport_distances(struct arena *arena, const int64_t *latitudes, const int64_t *longitudes, size_t count,
                                 struct distances *ret_distances)
{
    size_t cells;
    if (__builtin_mul_overflow(count, count, &cells))
        return TOO_LARGE;
    int64_t *km = ARENA_ARRAY(arena, cells, int64_t);
    struct direction *directions = ARENA_ARRAY(arena, count, struct direction);
    if (km == NULL || directions == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++) {
        directions[i] = direction_of(latitudes[i], longitudes[i]);
        for (size_t j = 0; j < i; j++) {
            int64_t distance = km_between(directions[i], directions[j]);
            km[i * count + j] = distance;
            km[j * count + i] = distance;
        }
    }
    *ret_distances = (struct distances){.count = count, .km = km};
    return OK;
}
