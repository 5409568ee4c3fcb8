/* What decided allocations give to the regions, line by line, and the totals that deliveries' documents had printed;
 * whether anything has been written that may change such an answer. */
#ifndef FORDELA_STORE_VACCINE_OVERVIEW_H
#define FORDELA_STORE_VACCINE_OVERVIEW_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"

#include <stddef.h>
#include <stdint.h>

/* Notes a write that may change an answer about vaccine, in its transaction. */
MUST_USE enum outcome store_vaccine_touch(struct db *db);
/* The writes so far: the same number in two snapshots, the same facts, and the same names beside them. */
MUST_USE enum outcome store_vaccine_changes(struct db *db, int64_t *ret_changes);

struct vaccine_line_filter {
    const char *product, *county; /* "" = all */
    const char *first_week, *last_week;
    int64_t known_at;
};

struct vaccine_allocated_line {
    const char *allocation_id, *product, *week, *county;
    int64_t packs, pack_doses, decided_at;
};
/* Of allocations decided by a moment and not replaced by then; by week, product, county. */
MUST_USE enum outcome store_vaccine_allocated_lines(struct db *db, const struct vaccine_line_filter *filter,
                                                    struct arena *arena, struct vaccine_allocated_line **ret_list,
                                                    size_t *ret_count);

struct vaccine_printed {
    const char *product, *week;
    int64_t doses;
};
/* Printed totals of all regions in documents of deliveries known by a moment, the latest of each week and product; by
 * week, product. The filter's county is not read. */
MUST_USE enum outcome store_vaccine_printed(struct db *db, const struct vaccine_line_filter *filter,
                                            struct arena *arena, struct vaccine_printed **ret_list, size_t *ret_count);

struct vaccine_delivered {
    const char *product;
    int64_t doses;
};
/* What suppliers have delivered in weeks before one: received less returned, else sent, after corrections known by the
 * moment; by product. Products that were never sent are not there. */
MUST_USE enum outcome store_vaccine_delivered(struct db *db, const char *before_week, int64_t known_at,
                                              struct arena *arena, struct vaccine_delivered **ret_list,
                                              size_t *ret_count);

#endif
