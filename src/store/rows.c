#include "store/rows.h"

#include "room.h"

enum outcome rows_read_all(struct db_rows *rows, struct arena *arena, size_t size,
                           void (*read)(const struct db_rows *rows, struct arena *arena, bool *failed, void *element),
                           struct rows_list *ret_list)
{
    char *list = NULL;
    size_t count = 0;
    bool failed = false;
    for (bool more;;) {
        TRY(db_next(rows, &more));
        if (!more)
            break;
        list = room_for_one(arena, list, count, size);
        if (list == NULL)
            return TOO_LARGE;
        read(rows, arena, &failed, list + count++ * size);
    }
    if (failed)
        return TOO_LARGE;
    *ret_list = (struct rows_list){.elements = list, .count = count};
    return OK;
}
