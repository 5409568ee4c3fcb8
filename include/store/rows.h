/* Reading all rows of a query into an array that grows in the arena, and columns that may be unknown. */
#ifndef FORDELA_STORE_ROWS_H
#define FORDELA_STORE_ROWS_H

#include "base/maybe.h"
#include "store/db.h"

struct rows_list {
    void *elements; /* NULL without rows */
    size_t count;
};

/* Steps through rows and hands each to read, which fills the next element (size bytes, zeroed). TOO_LARGE when the
 * arena is full (read sets *failed when a copy did not fit). */
MUST_USE enum outcome rows_read_all(struct db_rows *rows, struct arena *arena, size_t size,
                                    void (*read)(const struct db_rows *rows, struct arena *arena, bool *failed,
                                                 void *element),
                                    struct rows_list *ret_list);

static inline struct maybe rows_maybe(const struct db_rows *rows, int column)
{
    return db_is_null(rows, column) ? (struct maybe){0} : maybe_known(db_get_int(rows, column));
}

static inline struct db_value db_from_maybe(struct maybe maybe)
{
    return db_maybe(maybe.known, maybe.value);
}

#endif
