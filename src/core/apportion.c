#include "core/apportion.h"

#include "heap.h"

#include <stdlib.h>

enum outcome apportion_sum(const int64_t *weights, size_t count, __int128 *ret_sum)
{
    __int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return INVALID;
        sum += weights[i];
    }
    if (sum == 0)
        return INVALID;
    *ret_sum = sum;
    return OK;
}

/* --- largest remainder --- */

struct remainder {
    __int128 rest;
    int64_t weight;
    size_t index;
};

static int by_rest(const void *a, const void *b)
{
    const struct remainder *x = a, *y = b;
    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

enum outcome apportion_hamilton(struct arena *arena, const int64_t *weights, size_t count, int64_t packs,
                                int64_t *ret_packs)
{
    __int128 sum;
    TRY(apportion_sum(weights, count, &sum));
    if (packs < 0)
        return INVALID;
    struct arena_mark mark = arena_mark(arena);
    struct remainder *remainders = ARENA_ARRAY(arena, count, struct remainder);
    if (!remainders)
        return BROKEN;
    int64_t left = packs;
    for (size_t i = 0; i < count; i++) {
        __int128 product = (__int128)weights[i] * packs; /* at most 2^126 */
        ret_packs[i] = (int64_t)(product / sum);
        left -= ret_packs[i];
        remainders[i] = (struct remainder){.rest = product % sum, .weight = weights[i], .index = i};
    }
    qsort(remainders, count, sizeof *remainders, by_rest);
    for (int64_t i = 0; i < left; i++)
        ret_packs[remainders[i].index]++;
    arena_reset(arena, mark);
    return OK;
}

/* --- divisor methods: pack by pack, but from a point that is certain --- */

struct race {
    const int64_t *weights;
    int64_t *held;
    enum apportion_method method;
    __int128 *ready; /* quota method: the pack from which on a region may have its next one */
};

static bool earlier(const struct race *race, size_t i, size_t j)
{
    return race->weights[i] != race->weights[j] ? race->weights[i] > race->weights[j] : i < j;
}

/* Twice the divisor of the next pack. */
static unsigned __int128 divisor(const struct race *race, size_t i)
{
    unsigned __int128 held = (unsigned __int128)race->held[i];
    return race->method == APPORTION_WEBSTER ? 2 * held + 1 : race->method == APPORTION_ADAMS ? 2 * held : 2 * held + 2;
}

/* weight/divisor of i before that of j; a divisor of 0 is before everything. */
static bool before(const void *context, size_t i, size_t j)
{
    const struct race *race = context;
    unsigned __int128 left = (unsigned __int128)race->weights[i] * divisor(race, j);
    unsigned __int128 right = (unsigned __int128)race->weights[j] * divisor(race, i);
    return left != right ? left > right : earlier(race, i, j);
}

/* Packs that region has for certain: all whose weight/divisor is above the threshold sum/base, for a base so small that
 * the packs of all do not exceed the total. What is above a threshold comes first in the sequence. */
static int64_t certain(enum apportion_method method, int64_t weight, __int128 sum, int64_t base)
{
    __int128 product = (__int128)weight * base;
    __int128 whole = product / sum, rest = product % sum;
    if (method == APPORTION_WEBSTER)
        return (int64_t)(whole + (rest >= sum - rest));
    if (method == APPORTION_ADAMS)
        return (int64_t)(whole + (rest > 0));
    return (int64_t)whole;
}

static enum outcome divisor_method(struct arena *arena, struct race *race, size_t count, int64_t packs, __int128 sum)
{
    struct heap heap;
    TRY(heap_open(arena, count, before, race, &heap));
    int64_t base = packs;
    if (race->method != APPORTION_JEFFERSON)
        base = packs > (int64_t)count ? packs - (int64_t)count : 0;
    int64_t left = packs;
    for (size_t i = 0; i < count; i++) {
        race->held[i] = certain(race->method, race->weights[i], sum, base);
        left -= race->held[i];
    }
    for (size_t i = 0; i < count; i++)
        if (race->weights[i] > 0)
            heap_push(&heap, i);
    for (; left > 0; left--) {
        race->held[heap.items[0]]++;
        heap_sink(&heap);
    }
    return OK;
}

/* --- quota method --- */

static bool ready_before(const void *context, size_t i, size_t j)
{
    const struct race *race = context;
    return race->ready[i] != race->ready[j] ? race->ready[i] < race->ready[j] : earlier(race, i, j);
}

static __int128 common_divisor(const int64_t *weights, size_t count)
{
    int64_t divisor_so_far = 0;
    for (size_t i = 0; i < count; i++)
        for (int64_t a = weights[i]; a != 0;) {
            int64_t rest = divisor_so_far % a;
            divisor_so_far = a;
            a = rest;
        }
    return divisor_so_far;
}

/* held + 1 <= ceil(w k/sum) is held < w k/sum: a region may have its next pack from k = floor(held sum/w) + 1 on. After
 * sum packs of a reduced key all hold exactly their weights, and the sequence begins anew. */
static enum outcome quota_method(struct arena *arena, struct race *race, size_t count, int64_t packs, __int128 sum)
{
    __int128 common = common_divisor(race->weights, count);
    __int128 round = sum / common, rounds = packs / round;
    int64_t left = (int64_t)(packs % round);
    if (left > APPORTION_MAX_QUOTA_PACKS)
        return TOO_LARGE;
    struct heap open, waiting;
    race->ready = ARENA_ARRAY(arena, count, __int128);
    if (!race->ready)
        return BROKEN;
    TRY(heap_open(arena, count, before, race, &open));
    TRY(heap_open(arena, count, ready_before, race, &waiting));
    for (size_t i = 0; i < count; i++) {
        race->held[i] = 0;
        race->ready[i] = 1;
        if (race->weights[i] > 0)
            heap_push(&waiting, i);
    }
    for (int64_t k = 1; k <= left; k++) {
        while (waiting.count > 0 && race->ready[waiting.items[0]] <= k)
            heap_push(&open, heap_pop(&waiting));
        size_t next = heap_pop(&open);
        race->held[next]++;
        race->ready[next] = race->held[next] * sum / race->weights[next] + 1;
        heap_push(&waiting, next);
    }
    for (size_t i = 0; i < count; i++)
        race->held[i] += (int64_t)(rounds * (race->weights[i] / common));
    return OK;
}

enum outcome apportion(struct arena *arena, enum apportion_method method, const int64_t *weights, size_t count,
                       int64_t packs, int64_t *ret_packs)
{
    if (method == APPORTION_HAMILTON)
        return apportion_hamilton(arena, weights, count, packs, ret_packs);
    __int128 sum;
    TRY(apportion_sum(weights, count, &sum));
    if (packs < 0)
        return INVALID;
    struct arena_mark mark = arena_mark(arena);
    struct race race = {.weights = weights, .held = ret_packs, .method = method};
    enum outcome outcome = method == APPORTION_QUOTA ? quota_method(arena, &race, count, packs, sum)
                                                     : divisor_method(arena, &race, count, packs, sum);
    arena_reset(arena, mark);
    return outcome;
}
