/* Caps of core/account.h: the most packs that a region takes. */
#include "core/account.h"
#include "core/apportion.h"

static bool has_room(const struct known_int *caps, const int64_t *weights, const int64_t *packs, size_t i)
{
    return weights[i] > 0 && (!caps[i].known || packs[i] < caps[i].value);
}

/* Each round either places everything or fills up a region, so there are at most count + 1. */
enum outcome account_fit_caps(struct arena *arena, const int64_t *weights, size_t count, const struct known_int *caps,
                              int64_t *packs)
{
    struct arena_mark mark = arena_mark(arena);
    int64_t *open = ARENA_ARRAY(arena, count, int64_t), *added = ARENA_ARRAY(arena, count, int64_t);
    if (!open || !added)
        return BROKEN;
    for (;;) {
        int64_t cut = 0;
        for (size_t i = 0; i < count; i++)
            if (caps[i].known && packs[i] > caps[i].value) {
                cut += packs[i] - caps[i].value;
                packs[i] = caps[i].value;
            }
        if (cut == 0)
            break;
        for (size_t i = 0; i < count; i++)
            open[i] = has_room(caps, weights, packs, i) ? weights[i] : 0;
        TRY(apportion_hamilton(arena, open, count, cut, added));
        for (size_t i = 0; i < count; i++)
            packs[i] += added[i];
    }
    arena_reset(arena, mark);
    return OK;
}

/* Rights in packs when what lies above the caps passes on: the capped have their cap, all others the same multiple
 * left/weight of their weight. full[i]: capped. */
static void fill_up(const struct account_exact *week, const struct known_int *caps, bool *full, __int128 *ret_left,
                    __int128 *ret_weight)
{
    for (bool changed = true; changed;) {
        __int128 left = week->packs, weight = 0;
        changed = false;
        for (size_t i = 0; i < week->count; i++) {
            left -= full[i] ? caps[i].value : 0;
            weight += full[i] ? 0 : week->weights[i];
        }
        *ret_left = left;
        *ret_weight = weight;
        for (size_t i = 0; i < week->count; i++)
            if (!full[i] && caps[i].known && week->weights[i] > 0 && left * week->weights[i] > caps[i].value * weight)
                changed = full[i] = true;
    }
}

/* (left * weight/of - packs) * pack */
static enum outcome above(__int128 left, int64_t weight, __int128 of, int64_t packs, int64_t pack_doses,
                          struct rational *ret_doses)
{
    struct rational right;
    TRY(rational_make(left * weight - packs * of, of, &right));
    return rational_multiply(right, rational_int(pack_doses), ret_doses);
}

enum outcome account_exact_caps(struct arena *arena, const struct account_exact *week, const struct known_int *caps,
                                int64_t *ret_packs, struct rational *ret_deferred, struct rational *ret_forgone)
{
    struct arena_mark mark = arena_mark(arena);
    __int128 sum, room = 0, left, weight;
    TRY(apportion_sum(week->weights, week->count, &sum));
    bool *full = ARENA_ARRAY(arena, week->count, bool);
    if (!full)
        return BROKEN;
    for (size_t i = 0; i < week->count; i++)
        if (week->weights[i] > 0)
            room += caps[i].known ? caps[i].value : week->packs;
    if (room < week->packs)
        return INVALID;
    struct account_flags flags;
    for (size_t i = 0; i < week->count; i++)
        ret_deferred[i] = rational_int(0);
    TRY(account_exact_week(arena, week, ret_deferred, ret_packs, ret_deferred, &flags));
    TRY(account_fit_caps(arena, week->weights, week->count, caps, ret_packs));
    fill_up(week, caps, full, &left, &weight);
    for (size_t i = 0; i < week->count; i++) {
        TRY(above(week->packs, week->weights[i], sum, ret_packs[i], week->pack_doses, &ret_deferred[i]));
        if (full[i])
            TRY(above(caps[i].value, 1, 1, ret_packs[i], week->pack_doses, &ret_forgone[i]));
        else if (weight > 0)
            TRY(above(left, week->weights[i], weight, ret_packs[i], week->pack_doses, &ret_forgone[i]));
        else
            ret_forgone[i] = rational_int(0);
    }
    arena_reset(arena, mark);
    return OK;
}
