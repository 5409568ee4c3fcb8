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

/* Pairs by distance, each moving as much as both allow. */
static void match_nearest(struct proposal_work *work, size_t article, const uint32_t *cells, int64_t *gives,
                          int64_t *takes, bool *used, __int128 *pack_km)
{
    size_t count = work->input->place_count;
    struct proposal_position *positions = &work->proposal->positions[article * count];
    for (size_t c = 0; c < count * count; c++) {
        size_t from = cells[c] / count;
        size_t to = cells[c] % count;
        int64_t packs = gives[from] < takes[to] ? gives[from] : takes[to];
        if (packs <= 0 || from == to)
            continue;
        gives[from] -= packs;
        takes[to] -= packs;
        positions[from].baseline_net_packs -= packs;
        positions[to].baseline_net_packs += packs;
        work->proposal->baseline.packs += packs;
        *pack_km += (__int128)packs * work->distances.km[cells[c]];
        used[cells[c]] = true;
    }
}

enum outcome proposal_baseline(struct proposal_work *work)
{
    size_t count = work->input->place_count;
    struct arena_mark mark = arena_mark(work->arena);
    uint32_t *cells = ARENA_ARRAY(work->arena, count * count, uint32_t);
    uint32_t *spare = ARENA_ARRAY(work->arena, count * count, uint32_t);
    bool *used = ARENA_ARRAY(work->arena, count * count, bool);
    int64_t *gives = ARENA_ARRAY(work->arena, count, int64_t);
    int64_t *takes = ARENA_ARRAY(work->arena, count, int64_t);
    if (cells == NULL || spare == NULL || used == NULL || gives == NULL || takes == NULL)
        return BROKEN;
    const uint32_t *sorted = simplex_sort_cells(work->distances.km, count * count, cells, spare);
    __int128 pack_km = 0;
    for (size_t article = 0; article < work->input->article_count; article++) {
        TRY(bounds_of(work, article, gives, takes));
        match_nearest(work, article, sorted, gives, takes, used, &pack_km);
    }
    if (!wide_fits(pack_km))
        return TOO_LARGE;
    work->proposal->baseline.pack_km = (int64_t)pack_km;
    for (size_t c = 0; c < count * count; c++)
        work->proposal->baseline.lanes += used[c];
    arena_reset(work->arena, mark);
    return OK;
}
