#include "core/redistribute.h"

#include "pool.h"

enum outcome redistribute_bounds(const struct redistribute_input *input, int64_t *ret_gives, int64_t *ret_takes)
{
    for (size_t i = 0; i < input->count; i++) {
        struct pool_seat seat;
        TRY(pool_open_seat(input, &input->places[i], &seat));
        ret_gives[i] = seat.gives;
        ret_takes[i] = seat.takes;
    }
    return OK;
}

static void copy_net(const struct pool *pool, int64_t *ret_net_packs)
{
    for (size_t i = 0; i < pool->count; i++)
        ret_net_packs[i] = pool->seats[i].net;
}

enum outcome redistribute(struct arena *arena, const struct redistribute_input *input, int64_t *ret_net_packs)
{
    struct pool pool;
    TRY(pool_open(arena, input, &pool));
    TRY(pool_run(&pool));
    copy_net(&pool, ret_net_packs);
    return OK;
}

enum outcome redistribute_strict(struct arena *arena, const struct redistribute_input *input, int64_t *ret_net_packs)
{
    struct pool pool;
    TRY(pool_open(arena, input, &pool));
    TRY(pool_run(&pool));
    pool_make_strict(&pool);
    copy_net(&pool, ret_net_packs);
    return OK;
}
