/* The engine of core/redistribute.h: packs handed out from a pot to the lowest covers. Private to core.
 *
 * A seat's packs form a chain of rising covers, (stock + pack*k)/use for k = -gives ... limit-1, and the rule takes the
 * smallest elements of the union of all chains. That is why a whole part of each chain below one threshold can be taken
 * at once, and why taking an element away admits just the next smallest. */
#ifndef FORDELA_CORE_POOL_H
#define FORDELA_CORE_POOL_H

#include "core/redistribute.h"

/* Cover at net k is (stock + pack*k)/use, both parts multiplied by the use's denominator. */
struct pool_seat {
    __int128 stock; /* stock * den */
    __int128 pack;  /* pack * den */
    int64_t gives;  /* G */
    int64_t takes;  /* H */
    int64_t limit;  /* the first net at which it takes nothing more from the pot: min(H, packs to the target) */
    int64_t net;
    uint64_t num; /* of the use a day; 0: no use */
    uint64_t den;
    double days; /* the cover at net, nearly: settles most comparisons, never the close ones */
    bool known;
};

struct pool {
    struct pool_seat *seats;
    size_t count;
    int64_t target_days;
    uint32_t *heap; /* seats that could take the next pack */
    size_t heap_count;
    bool returning; /* the pot outlasted all needs: what is left goes back to those who gave */
};

/* One place as a seat: its scaled figures, G, H and limit. INVALID and TOO_LARGE as for pool_open. */
MUST_USE enum outcome pool_open_seat(const struct redistribute_input *input, const struct redistribute_place *place,
                                     struct pool_seat *ret_seat);

/* Seats of the input; TOO_LARGE when an integer passes 2^60 or a bound 2^61. gives may be lowered before pool_run.
 */
MUST_USE enum outcome pool_open(struct arena *arena, const struct redistribute_input *input, struct pool *ret_pool);

/* The rule: net of every seat. TOO_LARGE: the pot passes 64 bits, or more than a million packs lie within one step of
 * the threshold (figures far beyond any stock). */
MUST_USE enum outcome pool_run(struct pool *pool);

/* After pool_run: the strict rule. */
void pool_make_strict(struct pool *pool);

#endif
