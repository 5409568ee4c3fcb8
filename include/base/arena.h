/* Memory that lives and dies with one piece of work (a request, a command).
 *
 * Everything allocated here is freed by arena_close, nothing before; handlers contain no free. An arena has a cap: past
 * it, or when the machine has no memory, allocation returns NULL and the caller answers TOO_LARGE or BROKEN. */
#ifndef FORDELA_BASE_ARENA_H
#define FORDELA_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *head; /* the block being filled; older blocks hang behind it */
    size_t used_bytes;        /* of all blocks together, counted against cap_bytes */
    size_t cap_bytes;
};

/* A point in an arena's life to fall back to (a retried transaction starts from one). */
struct arena_mark {
    struct arena_block *head;
    size_t offset;
    size_t used_bytes;
};

/* An empty arena; allocates nothing yet. */
struct arena arena_open(size_t cap_bytes);

/* Frees everything. The arena is empty and usable again afterwards. */
void arena_close(struct arena *arena);

/* size bytes, zeroed, aligned for any type; NULL past the cap or without memory. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* count elements of size bytes, zeroed; NULL also if the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of length bytes with a NUL behind; NULL like arena_alloc. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* A copy of NUL-terminated text; NULL for NULL. */
char *arena_text(struct arena *arena, const char *text);

/* printf into the arena; NULL like arena_alloc. */
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *arena, const char *format, ...);

struct arena_mark arena_mark(const struct arena *arena);

/* Frees everything allocated since the mark. */
void arena_reset(struct arena *arena, struct arena_mark mark);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
