#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A first block that holds an ordinary request whole, so that most requests cost one malloc. */
enum { BLOCK_BYTES = 16 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t capacity;
    size_t offset;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena arena_open(size_t cap_bytes)
{
    return (struct arena){.cap_bytes = cap_bytes};
}

void arena_close(struct arena *arena)
{
    arena_reset(arena, (struct arena_mark){0});
}

/* A large block comes zeroed from the system: what nobody writes to takes no memory. */
static struct arena_block *block_for(struct arena *arena, size_t size, bool *ret_zeroed)
{
    struct arena_block *block = arena->head;
    *ret_zeroed = false;
    if (block != NULL && block->capacity - block->offset >= size)
        return block;
    size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    *ret_zeroed = capacity > BLOCK_BYTES;
    block = *ret_zeroed ? calloc(1, sizeof *block + capacity) : malloc(sizeof *block + capacity);
    if (block == NULL)
        return NULL;
    *block = (struct arena_block){.older = arena->head, .capacity = capacity};
    arena->head = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX - alignment)
        return NULL;
    size = (size + alignment - 1) / alignment * alignment;
    if (size > arena->cap_bytes || arena->used_bytes > arena->cap_bytes - size)
        return NULL;
    bool zeroed;
    struct arena_block *block = block_for(arena, size, &zeroed);
    if (block == NULL)
        return NULL;
    void *memory = block->bytes + block->offset;
    block->offset += size;
    arena->used_bytes += size;
    return zeroed ? memory : memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    return __builtin_mul_overflow(count, size, &total) ? NULL : arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = length == SIZE_MAX ? NULL : arena_alloc(arena, length + 1);
    if (copy != NULL && length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text == NULL)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){
        .head = arena->head,
        .offset = arena->head != NULL ? arena->head->offset : 0,
        .used_bytes = arena->used_bytes,
    };
}

void arena_reset(struct arena *arena, struct arena_mark mark)
{
    while (arena->head != mark.head) {
        struct arena_block *block = arena->head;
        arena->head = block->older;
        free(block);
    }
    if (arena->head != NULL)
        arena->head->offset = mark.offset;
    arena->used_bytes = mark.used_bytes;
}
