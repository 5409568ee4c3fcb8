#include "store/rows.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

enum outcome rows_read_all(struct db_rows *rows, struct arena *arena, size_t size,
                           void (*read)(const struct db_rows *rows, struct arena *arena, bool *failed, void *element),
                           struct rows_list *ret_list)
{
    char *list = NULL;
    size_t count = 0, capacity = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(rows, &more));
        if (!more)
            break;
        if (count == capacity) {
            capacity = capacity > 0 ? capacity * 2 : FIRST_CAPACITY;
            char *bigger = arena_array(arena, capacity, size);
            if (bigger == NULL)
                return TOO_LARGE;
            if (count > 0)
                memcpy(bigger, list, count * size);
            list = bigger;
        }
        read(rows, arena, &failed, list + count++ * size);
    }
    if (failed)
        return TOO_LARGE;
    *ret_list = (struct rows_list){.elements = list, .count = count};
    return OK;
}
