/* A binary heap of indices; the caller's order says which comes first. Private to core. */
#ifndef FORDELA_CORE_HEAP_H
#define FORDELA_CORE_HEAP_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>

struct heap {
    size_t *items; /* items[0] is the first */
    size_t count;
    bool (*before)(const void *context, size_t i, size_t j);
    const void *context; /* borrowed */
};

/* Empty, with room for capacity indices. BROKEN without memory. */
MUST_USE static inline enum outcome heap_open(struct arena *arena, size_t capacity,
                                              bool (*before)(const void *context, size_t i, size_t j),
                                              const void *context, struct heap *ret_heap)
{
    size_t *items = ARENA_ARRAY(arena, capacity, size_t);
    if (!items)
        return BROKEN;
    *ret_heap = (struct heap){.items = items, .before = before, .context = context};
    return OK;
}

static inline void heap_swap(struct heap *heap, size_t i, size_t j)
{
    size_t kept = heap->items[i];
    heap->items[i] = heap->items[j];
    heap->items[j] = kept;
}

/* Restores the order after items[0] has come to stand further back. */
static inline void heap_sink(struct heap *heap)
{
    for (size_t i = 0;;) {
        size_t first = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < heap->count; child++)
            if (heap->before(heap->context, heap->items[child], heap->items[first]))
                first = child;
        if (first == i)
            return;
        heap_swap(heap, i, first);
        i = first;
    }
}

static inline void heap_push(struct heap *heap, size_t item)
{
    size_t i = heap->count++;
    heap->items[i] = item;
    for (; i > 0 && heap->before(heap->context, heap->items[i], heap->items[(i - 1) / 2]); i = (i - 1) / 2)
        heap_swap(heap, i, (i - 1) / 2);
}

/* Takes the first out; the heap is not empty. */
static inline size_t heap_pop(struct heap *heap)
{
    size_t first = heap->items[0];
    heap->items[0] = heap->items[--heap->count];
    heap_sink(heap);
    return first;
}

#endif
