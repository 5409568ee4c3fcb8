/* The nearest-neighbour baseline of core/proposal.h. */
#include "proposal_work.h"

#include "pool.h"
#include "simplex.h"
#include "wide.h"

/* Surplus over the target and need to the target of each place, in packs. */
static enum outcome bounds_of(const struct proposal_work *work, size_t article, int64_t *gives, int64_t *takes)
{
    struct redistribute_input input = proposal_engine_input(work, article);
    for (size_t i = 0; i < input.count; i++) {
        struct redistribute_place place = input.places[i];
        struct pool_seat seat;
        place.safety_days = input.target_days;
        TRY(pool_open_seat(&input, &place, &seat));
        gives[i] = seat.gives;
        takes[i] = seat.takes;
    }
    return OK;
}

/* A pair of places. */
struct way {
    uint32_t from;
    uint32_t to;
};

static enum outcome ways_by_distance(const struct proposal_work *work, struct way **ret_ways)
{
    size_t count = work->input->place_count;
    struct way *ways = ARENA_ARRAY(work->arena, count * count, struct way);
    uint32_t *cells = ARENA_ARRAY(work->arena, count * count, uint32_t);
    uint32_t *spare = ARENA_ARRAY(work->arena, count * count, uint32_t);
    if (ways == NULL || cells == NULL || spare == NULL)
        return BROKEN;
    const uint32_t *sorted = simplex_sort_cells(work->distances.km, count * count, cells, spare);
    for (size_t i = 0; i < count * count; i++)
        ways[i] = (struct way){.from = sorted[i] / (uint32_t)count, .to = sorted[i] % (uint32_t)count};
    *ret_ways = ways;
    return OK;
}

/* Pairs by distance, each moving as much as both allow. */
static void match_nearest(struct proposal_work *work, size_t article, const struct way *ways, int64_t *gives,
                          int64_t *takes, bool *used, __int128 *pack_km)
{
    size_t count = work->input->place_count;
    struct proposal_position *positions = &work->proposal->positions[article * count];
    int64_t spare = 0;
    for (size_t i = 0; i < count; i++)
        spare += gives[i];
    for (size_t i = 0; i < count * count && spare > 0; i++) {
        struct way way = ways[i];
        int64_t packs = gives[way.from] < takes[way.to] ? gives[way.from] : takes[way.to];
        if (packs <= 0 || way.from == way.to)
            continue;
        gives[way.from] -= packs;
        takes[way.to] -= packs;
        spare -= packs;
        positions[way.from].baseline_net_packs -= packs;
        positions[way.to].baseline_net_packs += packs;
        work->proposal->baseline.packs += packs;
        *pack_km += (__int128)packs * work->distances.km[way.from * count + way.to];
        used[way.from * count + way.to] = true;
    }
}

enum outcome proposal_baseline(struct proposal_work *work)
{
    size_t count = work->input->place_count;
    struct arena_mark mark = arena_mark(work->arena);
    struct way *ways;
    TRY(ways_by_distance(work, &ways));
    bool *used = ARENA_ARRAY(work->arena, count * count, bool);
    int64_t *gives = ARENA_ARRAY(work->arena, count, int64_t);
    int64_t *takes = ARENA_ARRAY(work->arena, count, int64_t);
    if (used == NULL || gives == NULL || takes == NULL)
        return BROKEN;
    __int128 pack_km = 0;
    for (size_t article = 0; article < work->input->article_count; article++) {
        TRY(bounds_of(work, article, gives, takes));
        match_nearest(work, article, ways, gives, takes, used, &pack_km);
    }
    if (!wide_fits(pack_km))
        return TOO_LARGE;
    work->proposal->baseline.pack_km = (int64_t)pack_km;
    for (size_t c = 0; c < count * count; c++)
        work->proposal->baseline.lanes += used[c];
    arena_reset(work->arena, mark);
    return OK;
}
