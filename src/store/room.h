/* Lists that grow row by row in an arena. */
#ifndef FORDELA_STORE_ROOM_H
#define FORDELA_STORE_ROOM_H

#include "base/arena.h"

#include <string.h>

/* Room for one more element behind count: the list itself, or a copy of twice the size; NULL without memory. Start with
 * NULL and 0. At most half of what is taken stays unused. */
static inline void *room_for_one(struct arena *arena, void *list, size_t count, size_t size)
{
    enum { FIRST = 8 };
    if (count != 0 && (count < FIRST || (count & (count - 1)) != 0))
        return list;
    void *longer = arena_array(arena, count == 0 ? FIRST : 2 * count, size);
    if (longer != NULL && count > 0)
        memcpy(longer, list, count * size);
    return longer;
}

#endif
