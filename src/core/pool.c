#include "pool.h"

#include "wide.h"

#include <math.h>

static const int64_t GREATEST_INPUT = (int64_t)1 << 60; /* times 2^63 still leaves room for sums in 128 bits */
static const int64_t GREATEST_BOUND = (int64_t)1 << 61;
enum { MOST_SINGLE_STEPS = 1000000, FINEST_THRESHOLD_BITS = 20, BISECTIONS = 64 };

/* G, H and limit of a seat; see core/redistribute.h. */
static enum outcome set_bounds(struct pool_seat *seat, const struct redistribute_place *place, int64_t target_days)
{
    __int128 num = seat->num;
    __int128 gives = 0;
    if (place->may_give && seat->stock > 0) {
        __int128 spare = seat->stock - place->safety_days * num;
        gives = spare > 0 ? spare / seat->pack : 0; /* never more than the stock holds: safety is not negative */
    }
    __int128 need = seat->num > 0 ? wide_ceil_divide(target_days * num - seat->stock, seat->pack) : 0;
    __int128 takes = place->may_receive && need > 0 ? need : 0;
    if (need > GREATEST_BOUND || need < -GREATEST_BOUND)
        return TOO_LARGE;
    seat->gives = (int64_t)gives;
    seat->takes = (int64_t)takes;
    seat->limit = (int64_t)(need < takes ? need : takes);
    return OK;
}

enum outcome pool_open_seat(const struct redistribute_input *input, const struct redistribute_place *place,
                            struct pool_seat *seat)
{
    if (input->pack < 1 || input->target_days < 1)
        return INVALID;
    if (input->pack > GREATEST_INPUT || input->target_days > GREATEST_INPUT)
        return TOO_LARGE;
    *seat = (struct pool_seat){.known = place->stock.known && place->use_per_day.known};
    if (!seat->known)
        return OK;
    struct rational use = place->use_per_day.value;
    if (place->stock.value < 0 || use.num < 0 || place->safety_days < 0)
        return INVALID;
    if (place->stock.value > GREATEST_INPUT || place->safety_days > GREATEST_INPUT)
        return TOO_LARGE;
    seat->num = (uint64_t)use.num;
    seat->den = (uint64_t)use.den;
    seat->stock = place->stock.value * use.den;
    seat->pack = input->pack * use.den;
    return set_bounds(seat, place, input->target_days);
}

enum outcome pool_open(struct arena *arena, const struct redistribute_input *input, struct pool *ret_pool)
{
    if (input->count > UINT32_MAX)
        return TOO_LARGE;
    struct pool pool = {.count = input->count, .target_days = input->target_days};
    pool.seats = ARENA_ARRAY(arena, input->count, struct pool_seat);
    pool.heap = ARENA_ARRAY(arena, input->count, uint32_t);
    if (pool.seats == NULL || pool.heap == NULL)
        return BROKEN;
    for (size_t i = 0; i < input->count; i++)
        TRY(pool_open_seat(input, &input->places[i], &pool.seats[i]));
    *ret_pool = pool;
    return OK;
}

static __int128 held(const struct pool_seat *seat)
{
    return seat->stock + seat->pack * seat->net;
}

static void move(struct pool_seat *seat, int64_t packs)
{
    seat->net += packs;
    if (seat->num > 0)
        seat->days = (double)held(seat) / (double)seat->num;
}

/* The order of two positive numbers known to a few units in the last place; 0 when they are too close to tell. */
static int clear_order(double a, double b)
{
    const double margin = 1 + 1e-12;
    return a > b * margin ? 1 : b > a * margin ? -1 : 0;
}

static int compare_covers(const struct pool_seat *a, __int128 held_a, const struct pool_seat *b, __int128 held_b)
{
    return wide_compare((unsigned __int128)held_a, b->num, (unsigned __int128)held_b, a->num);
}

static int compare_use(const struct pool_seat *a, const struct pool_seat *b)
{
    unsigned __int128 left = (unsigned __int128)a->num * b->den;
    unsigned __int128 right = (unsigned __int128)b->num * a->den;
    return (left > right) - (left < right);
}

/* The covers with one pack more, cut at the target. */
static int compare_next(const struct pool *pool, const struct pool_seat *a, const struct pool_seat *b)
{
    __int128 next_a = held(a) + a->pack;
    __int128 next_b = held(b) + b->pack;
    bool full_a = next_a >= pool->target_days * (__int128)a->num;
    bool full_b = next_b >= pool->target_days * (__int128)b->num;
    if (full_a || full_b)
        return full_a - full_b;
    return compare_covers(a, next_a, b, next_b);
}

/* True if seat x takes the next pack before seat y. Both have use. */
static bool goes_before(const struct pool *pool, uint32_t x, uint32_t y)
{
    const struct pool_seat *a = &pool->seats[x];
    const struct pool_seat *b = &pool->seats[y];
    int order = clear_order(a->days, b->days);
    if (order == 0)
        order = compare_covers(a, held(a), b, held(b));
    if (order != 0)
        return order < 0;
    if (!pool->returning) {
        order = compare_next(pool, a, b);
        if (order != 0)
            return order > 0;
        if ((a->net < 0) != (b->net < 0))
            return a->net < 0;
    }
    order = compare_use(a, b);
    return order != 0 ? order > 0 : x < y;
}

static void sift_down(struct pool *pool, size_t at)
{
    uint32_t moving = pool->heap[at];
    for (size_t child = 2 * at + 1; child < pool->heap_count; child = 2 * at + 1) {
        if (child + 1 < pool->heap_count && goes_before(pool, pool->heap[child + 1], pool->heap[child]))
            child++;
        if (!goes_before(pool, pool->heap[child], moving))
            break;
        pool->heap[at] = pool->heap[child];
        at = child;
    }
    pool->heap[at] = moving;
}

/* The end of a seat's chain in the present phase. */
static int64_t chain_end(const struct pool *pool, const struct pool_seat *seat)
{
    return pool->returning ? 0 : seat->limit;
}

static void build_heap(struct pool *pool)
{
    pool->heap_count = 0;
    for (size_t i = 0; i < pool->count; i++) {
        const struct pool_seat *seat = &pool->seats[i];
        if (seat->known && seat->num > 0 && seat->net < chain_end(pool, seat))
            pool->heap[pool->heap_count++] = (uint32_t)i;
    }
    for (size_t i = pool->heap_count / 2; i-- > 0;)
        sift_down(pool, i);
}

/* One pack to the first in the heap; false if nobody is there. */
static bool hand_out(struct pool *pool)
{
    if (pool->heap_count == 0)
        return false;
    struct pool_seat *seat = &pool->seats[pool->heap[0]];
    move(seat, 1);
    if (seat->net >= chain_end(pool, seat))
        pool->heap[0] = pool->heap[--pool->heap_count];
    if (pool->heap_count > 0)
        sift_down(pool, 0);
    return true;
}

static int64_t chain_length(const struct pool *pool, const struct pool_seat *seat)
{
    int64_t length = chain_end(pool, seat) - seat->net; /* within GREATEST_INPUT + GREATEST_BOUND */
    return seat->known && seat->num > 0 && length > 0 ? length : 0;
}

/* About how many packs lie below a cover, to find the threshold by. */
static double estimate_below(const struct pool *pool, double cover)
{
    double sum = 0;
    for (size_t i = 0; i < pool->count; i++) {
        const struct pool_seat *seat = &pool->seats[i];
        int64_t length = chain_length(pool, seat);
        if (length == 0)
            continue;
        double packs = ceil((cover * (double)seat->num - (double)held(seat)) / (double)seat->pack);
        sum += packs < 0 ? 0 : packs > (double)length ? (double)length : packs;
    }
    return sum;
}

static double find_threshold(const struct pool *pool, int64_t packs)
{
    double low = 0;
    double high = 0;
    for (size_t i = 0; i < pool->count; i++) {
        const struct pool_seat *seat = &pool->seats[i];
        int64_t length = chain_length(pool, seat);
        if (length > 0)
            high = fmax(high, ((double)held(seat) + (double)seat->pack * (double)length) / (double)seat->num);
    }
    for (int i = 0; i < BISECTIONS && high - low > low * 1e-15; i++) {
        double middle = low + (high - low) / 2;
        double below = estimate_below(pool, middle);
        if (below > (double)packs)
            high = middle;
        else
            low = middle;
        if (below <= (double)packs && below > (double)packs - 8)
            break;
    }
    return low;
}

/* Bits that every scaled stock and pack can be shifted by without leaving 128 bits. */
static int spare_bits(const struct pool *pool)
{
    unsigned __int128 all = 1;
    for (size_t i = 0; i < pool->count; i++)
        all |= (unsigned __int128)pool->seats[i].stock | (unsigned __int128)pool->seats[i].pack;
    int bits = 0;
    while (bits < 128 && (all >> bits) != 0)
        bits++;
    int spare = 126 - bits;
    return spare < 0 ? 0 : spare > FINEST_THRESHOLD_BITS ? FINEST_THRESHOLD_BITS : spare;
}

/* Exactly how many packs of a seat's chain lie below the cover threshold / 2^bits. */
static int64_t count_below(const struct pool *pool, const struct pool_seat *seat, __int128 threshold, int bits)
{
    int64_t length = chain_length(pool, seat);
    __int128 reach;
    if (length == 0 || __builtin_mul_overflow(threshold, (__int128)seat->num, &reach))
        return length; /* a product that overflows is beyond all stocks */
    __int128 above = reach - (held(seat) << bits);
    if (above <= 0)
        return 0;
    __int128 packs = (above - 1) / (seat->pack << bits) + 1;
    return packs > length ? length : (int64_t)packs;
}

/* Takes all packs below a threshold at once; returns how many. Never more than packs, which is less than all chains
 * hold. */
static int64_t hand_out_bulk(struct pool *pool, int64_t packs)
{
    int bits = spare_bits(pool);
    double scaled = ldexp(find_threshold(pool, packs), bits);
    __int128 threshold = scaled > 0x1p124 ? (__int128)1 << 124 : (__int128)scaled;
    __int128 step = 1;
    while (threshold > 0) {
        __int128 sum = 0;
        for (size_t i = 0; i < pool->count && sum <= packs; i++)
            sum += count_below(pool, &pool->seats[i], threshold, bits);
        if (sum <= packs) {
            for (size_t i = 0; i < pool->count; i++)
                move(&pool->seats[i], count_below(pool, &pool->seats[i], threshold, bits));
            return (int64_t)sum;
        }
        threshold -= step;
        step *= 4;
    }
    return 0;
}

/* Hands out packs of the present phase; what is left when every chain is full stays in *packs. */
static enum outcome hand_out_phase(struct pool *pool, int64_t *packs)
{
    __int128 all = 0;
    for (size_t i = 0; i < pool->count; i++)
        all += chain_length(pool, &pool->seats[i]);
    if (all <= *packs) {
        for (size_t i = 0; i < pool->count; i++)
            move(&pool->seats[i], chain_length(pool, &pool->seats[i]));
        pool->heap_count = 0;
        *packs -= (int64_t)all;
        return OK;
    }
    *packs -= hand_out_bulk(pool, *packs);
    if (*packs > MOST_SINGLE_STEPS)
        return TOO_LARGE;
    build_heap(pool);
    while (*packs > 0 && hand_out(pool))
        *packs -= 1;
    return OK;
}

/* The longest lasting of all, those without use, in list order. */
static void return_to_unused(struct pool *pool, int64_t packs)
{
    for (size_t i = 0; i < pool->count && packs > 0; i++) {
        struct pool_seat *seat = &pool->seats[i];
        if (!seat->known || seat->num > 0)
            continue;
        int64_t back = -seat->net < packs ? -seat->net : packs;
        move(seat, back);
        packs -= back;
    }
}

enum outcome pool_run(struct pool *pool)
{
    int64_t packs = 0;
    for (size_t i = 0; i < pool->count; i++) {
        pool->seats[i].net = 0;
        move(&pool->seats[i], -pool->seats[i].gives);
        if (__builtin_add_overflow(packs, pool->seats[i].gives, &packs))
            return TOO_LARGE;
    }
    pool->returning = false;
    TRY(hand_out_phase(pool, &packs));
    if (pool->heap_count > 0)
        return OK;
    pool->returning = true;
    TRY(hand_out_phase(pool, &packs));
    return_to_unused(pool, packs);
    return OK;
}

/* The truncated cover as held/num: no use counts as the target. */
static int compare_truncated(const struct pool *pool, const struct pool_seat *a, const struct pool_seat *b)
{
    int order = a->num > 0 && b->num > 0 ? clear_order(a->days, b->days) : 0;
    bool below = order != 0 && clear_order(order > 0 ? b->days : a->days, (double)pool->target_days) < 0;
    if (below) /* the lower one is clearly below the target too */
        return order;
    bool full_a = held(a) >= pool->target_days * (__int128)a->num;
    bool full_b = held(b) >= pool->target_days * (__int128)b->num;
    if (full_a || full_b)
        return full_a - full_b;
    return compare_covers(a, held(a), b, held(b));
}

/* The highest receiver above the lowest giver, or NULL. */
static struct pool_seat *worst_violation(const struct pool *pool)
{
    struct pool_seat *lowest = NULL;
    struct pool_seat *highest = NULL;
    for (size_t i = 0; i < pool->count; i++) {
        struct pool_seat *seat = &pool->seats[i];
        if (seat->net < 0 && (lowest == NULL || compare_truncated(pool, seat, lowest) < 0))
            lowest = seat;
        if (seat->net <= 0)
            continue;
        int order = highest == NULL ? 1 : compare_truncated(pool, seat, highest);
        if (order > 0 || (order == 0 && compare_use(seat, highest) <= 0))
            highest = seat;
    }
    bool violated = lowest != NULL && highest != NULL && compare_truncated(pool, highest, lowest) > 0;
    return violated ? highest : NULL;
}

static void sift_up(struct pool *pool, size_t at)
{
    uint32_t moving = pool->heap[at];
    for (; at > 0 && goes_before(pool, moving, pool->heap[(at - 1) / 2]); at = (at - 1) / 2)
        pool->heap[at] = pool->heap[(at - 1) / 2];
    pool->heap[at] = moving;
}

/* Call before the seat's cover changes: the last of the heap takes its place. */
static void remove_from_heap(struct pool *pool, uint32_t seat)
{
    size_t at = 0;
    while (at < pool->heap_count && pool->heap[at] != seat)
        at++;
    if (at == pool->heap_count)
        return;
    uint32_t last = pool->heap[--pool->heap_count];
    if (at == pool->heap_count)
        return;
    pool->heap[at] = last;
    sift_up(pool, at);
    sift_down(pool, at);
}

/* With its H lowered below what it got, a receiver's chain ends one pack earlier; the pack goes to the next smallest
 * element of the other chains, which is what running anew would give. */
void pool_make_strict(struct pool *pool)
{
    for (struct pool_seat *seat = worst_violation(pool); seat != NULL; seat = worst_violation(pool)) {
        if (!pool->returning)
            remove_from_heap(pool, (uint32_t)(seat - pool->seats));
        move(seat, -1);
        seat->limit = seat->net;
        seat->takes = seat->net;
        if (!pool->returning) {
            if (hand_out(pool))
                continue;
            pool->returning = true;
            build_heap(pool);
        }
        if (!hand_out(pool))
            return_to_unused(pool, 1);
    }
}
