#include "api/json_memory.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 128 * 1024 /* a report of 15 articles takes 40 kB */ };

/* jansson's functions get no context: the block has to be the thread's. */
static _Thread_local struct {
    bool reading;
    size_t used;
    _Alignas(max_align_t) char bytes[BLOCK_BYTES];
} block;

static void *take(size_t size)
{
    const size_t alignment = _Alignof(max_align_t);
    if (!block.reading || size > BLOCK_BYTES - block.used)
        return malloc(size);
    void *memory = block.bytes + block.used;
    size_t step = (size + alignment - 1) / alignment * alignment;
    block.used = step > BLOCK_BYTES - block.used ? BLOCK_BYTES : block.used + step;
    return memory;
}

static void give_back(void *memory)
{
    uintptr_t at = (uintptr_t)memory, first = (uintptr_t)block.bytes;
    if (at < first || at >= first + BLOCK_BYTES)
        free(memory);
}

void json_memory_install(void)
{
    json_set_alloc_funcs(take, give_back);
}

void json_memory_begin(void)
{
    block.reading = true;
}

void json_memory_end(void)
{
    block.reading = false;
    block.used = 0;
}
