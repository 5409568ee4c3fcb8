/* Higher classes that cover for lower ones, of core/proposal.h. */
#include "proposal_work.h"

#include "pool.h"
#include "wide.h"

#include <string.h>

/* One higher article covering for one lower. */
struct pairing {
    size_t high;
    size_t low;
    int64_t pack;                      /* of the higher */
    int64_t *surplus;                  /* pieces of the higher over its own target that are still free, per place */
    struct redistribute_place *places; /* the lower class's stocks as the engine shall see them */
};

/* Pieces of an article in a place after all rows so far. */
static __int128 stock_after(const struct proposal_work *work, size_t article, size_t place)
{
    size_t cell = proposal_cell(work, article, place);
    __int128 pieces = work->places[cell].stock.value;
    int64_t given = 0, pack_size = work->input->articles[article].pack;
    for (size_t row = 0; row < work->row_count; row++) {
        int64_t net = work->row_net[row * work->input->place_count + place];
        int64_t pack = work->input->articles[work->rows[row].article].pack;
        bool covers = work->rows[row].covers_for != PROPOSAL_NO_ARTICLE;
        if (work->rows[row].article == article && (!covers || net < 0)) {
            pieces += (__int128)net * pack;
            given -= net;
        }
        if (covers && work->rows[row].covers_for == (int64_t)article && net > 0)
            pieces += (__int128)net * pack;
    }
    int64_t free = proposal_expiring_packs(work, article, cell);
    if (given > 0)
        pieces += (__int128)pack_size * (given < free ? given : free);
    return pieces;
}

static bool known(const struct redistribute_place *place)
{
    return place->stock.known && place->use_per_day.known;
}

/* Floor of what is over the target, or 0. */
static __int128 over_target(__int128 stock, struct rational use, int64_t target_days)
{
    __int128 over = stock * use.den - target_days * use.num;
    return over > 0 ? over / use.den : 0;
}

static __int128 below_target(__int128 stock, struct rational use, int64_t target_days)
{
    __int128 below = target_days * use.num - stock * use.den;
    return below > 0 ? wide_ceil_divide(below, use.den) : 0;
}

/* What stands free of the higher class and what the lower class has, its own need covered on the spot first. local:
 * pieces of every article that cover for lower ones on the spot, so far. */
static enum outcome meet_own_need(struct proposal_work *work, struct pairing *pairing, int64_t *local, size_t i)
{
    size_t high = proposal_cell(work, pairing->high, i);
    size_t low = proposal_cell(work, pairing->low, i);
    int64_t target = work->input->policy.target_days;
    struct redistribute_place *place = &pairing->places[i];
    __int128 surplus = 0;
    if (known(&work->places[high]))
        surplus = over_target(stock_after(work, pairing->high, i) - local[high], work->places[high].use_per_day.value,
                              target);
    *place = work->places[low];
    place->may_give = false;
    if (known(&work->places[low])) {
        struct proposal_position *position = &work->proposal->positions[low];
        __int128 held = stock_after(work, pairing->low, i) + position->own_substitute_pieces;
        __int128 need = below_target(held, work->places[low].use_per_day.value, target);
        __int128 own = surplus < need ? surplus : need;
        if (!wide_fits(held + own))
            return TOO_LARGE;
        position->own_substitute_pieces += (int64_t)own;
        local[high] += (int64_t)own;
        surplus -= own;
        place->stock.value = (int64_t)(held + own);
    }
    pairing->surplus[i] = work->places[high].may_give ? (int64_t)surplus : 0;
    return OK;
}

/* Givers stand at or over the target in the lower class, so they take nothing; what they give comes on top of that
 * stock. Where the lower class is unknown a giver counts as one without use. */
static enum outcome share_surplus(struct proposal_work *work, struct pairing *pairing, int64_t *ret_net)
{
    size_t count = work->input->place_count;
    for (size_t i = 0; i < count; i++) {
        struct redistribute_place *place = &pairing->places[i];
        int64_t pieces = pairing->surplus[i] / pairing->pack * pairing->pack;
        if (pieces == 0)
            continue;
        if (!known(place))
            *place = (struct redistribute_place){.stock = known_int(0), .use_per_day = known_rational(rational_int(0))};
        if (__builtin_add_overflow(place->stock.value, pieces, &place->stock.value))
            return TOO_LARGE;
    }
    struct redistribute_input input = {
        .pack = pairing->pack,
        .target_days = work->input->policy.target_days,
        .places = pairing->places,
        .count = count,
    };
    struct pool pool;
    TRY(pool_open(work->arena, &input, &pool));
    for (size_t i = 0; i < count; i++)
        pool.seats[i].gives = pairing->surplus[i] / pairing->pack;
    TRY(pool_run(&pool));
    for (size_t i = 0; i < count; i++)
        ret_net[i] = pool.seats[i].net;
    return OK;
}

static enum outcome cover_for(struct proposal_work *work, size_t high, size_t low, int64_t *local)
{
    size_t count = work->input->place_count;
    struct pairing pairing = {
        .high = high,
        .low = low,
        .pack = work->input->articles[high].pack,
        .surplus = ARENA_ARRAY(work->arena, count, int64_t),
        .places = ARENA_ARRAY(work->arena, count, struct redistribute_place),
    };
    if (pairing.surplus == NULL || pairing.places == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        TRY(meet_own_need(work, &pairing, local, i));
    int64_t *net = &work->row_net[work->row_count * count];
    TRY(share_surplus(work, &pairing, net));
    if (transport_active(net, count) > 0)
        work->rows[work->row_count++] = (struct proposal_row){.article = high, .covers_for = (int64_t)low};
    return OK;
}

/* An article that stands in for itself by way of others lies deeper than there are articles. */
static enum outcome check_classes(struct proposal_work *work)
{
    size_t count = work->input->article_count;
    size_t *depth = ARENA_ARRAY(work->arena, count, size_t);
    if (depth == NULL)
        return BROKEN;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t high = 0; high < count; high++) {
            const struct proposal_article *article = &work->input->articles[high];
            for (size_t k = 0; k < article->stands_in_for_count; k++) {
                size_t low = article->stands_in_for[k];
                if (low >= count || depth[high] >= count)
                    return INVALID;
                changed = changed || depth[low] < depth[high] + 1;
                depth[low] = depth[low] < depth[high] + 1 ? depth[high] + 1 : depth[low];
            }
        }
    }
    return OK;
}

/* Nearest classes first: the first of every article's list, then the second. */
enum outcome proposal_substitute(struct proposal_work *work)
{
    TRY(check_classes(work));
    size_t count = work->input->article_count;
    int64_t *local = ARENA_ARRAY(work->arena, count * work->input->place_count, int64_t);
    if (local == NULL)
        return BROKEN;
    bool more = true;
    for (size_t k = 0; more; k++) {
        more = false;
        for (size_t high = 0; high < count; high++) {
            if (k >= work->input->articles[high].stands_in_for_count)
                continue;
            more = true;
            TRY(cover_for(work, high, work->input->articles[high].stands_in_for[k], local));
        }
    }
    return OK;
}
