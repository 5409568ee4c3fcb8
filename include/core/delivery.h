/* What became of a delivery, from its typed entries. The kind says which way doses went, so no figure is negative; a
 * correction replaces the figure of another entry, and of several corrections the last counts. */
#ifndef FORDELA_CORE_DELIVERY_H
#define FORDELA_CORE_DELIVERY_H

#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum delivery_kind {
    DELIVERY_PLANNED,
    DELIVERY_SENT,
    DELIVERY_RECEIVED,
    DELIVERY_CORRECTED,
    DELIVERY_RETURNED,
    DELIVERY_MOVED, /* to another region */
    DELIVERY_DESTROYED,
    DELIVERY_KIND__COUNT
};

struct delivery_entry {
    int64_t number; /* rising */
    enum delivery_kind kind;
    int64_t doses; /* at least 0 */
    struct known_int
        corrects; /* number of an earlier entry that is no correction itself; exactly for DELIVERY_CORRECTED */
};

struct delivery_sums {
    struct known_int planned, sent, received; /* unknown: no such entry */
    int64_t returned, moved, destroyed;
    struct known_int net; /* received - returned - moved - destroyed; unknown with received */
};

/* Sums after corrections; ret_effective (may be NULL): count figures, each entry's own after its corrections (of a
 * correction: what it says). INVALID: a negative figure, a correction of nothing, more returned, moved and destroyed
 * than received (if that is known). TOO_LARGE beyond 64 bits. */
MUST_USE enum outcome delivery_sum(const struct delivery_entry *entries, size_t count, int64_t *ret_effective,
                                   struct delivery_sums *ret_sums);

enum delivery_state {
    DELIVERY_STATE_PLANNED,
    DELIVERY_STATE_SENT,
    DELIVERY_STATE_RECEIVED,
    DELIVERY_STATE_CONFIRMED, /* by the region, with the figure that was expected */
    DELIVERY_STATE_DIFFERS,   /* by the region, with another one */
    DELIVERY_STATE__COUNT
};

/* Furthest state. The region's word is compared with what was received, else sent; with nothing to compare it agrees.
 * ret_difference: confirmed minus that; unknown without both. */
enum delivery_state delivery_state(const struct delivery_sums *sums, struct known_int confirmed,
                                   struct known_int *ret_difference);

#endif
