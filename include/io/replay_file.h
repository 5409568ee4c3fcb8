/* The files of `fordela allocate --replay`: weeks to share out, and keys.
 *
 * Weeks: a heading with a week ("week", "vecka") and either "packs" ("förpackningar", "brickor") or "doses" ("doser"),
 * no region; optional "product" ("vaccin"), "pack_doses" ("doser per förpackning") and "key" ("nyckel"). Columns named
 * after regions hold the weights of the key of that week.
 *
 * Keys: a heading of names, one for each key, and a row for each region with its weights: persons, per cent, anything
 * of one unit, up to six decimals. Sums are not read. */
#ifndef FORDELA_IO_REPLAY_FILE_H
#define FORDELA_IO_REPLAY_FILE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"
#include "io/dose_table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REPLAY_MAX_ROWS = 2000, REPLAY_MAX_KEYS = 50, REPLAY_WEIGHT_SCALE = 1000000 };

struct replay_row {
    size_t row;                       /* of the file, from 0 */
    const char *week, *product, *key; /* "" = not said */
    struct known_int pack_doses, packs, doses;
    const int64_t *weights; /* in the request's order of regions; NULL = not said */
};

struct replay_faults {
    struct dose_fault *list; /* the first DOSE_MAX_FAULTS */
    size_t count;
};

struct replay_weeks {
    bool is_weeks; /* false: the file has no such heading; all else is empty */
    struct replay_row *rows;
    size_t count;
    struct replay_faults faults;
};

/* request: regions, year, product where no column says it. BROKEN: no memory; all else is told by faults. */
MUST_USE enum outcome replay_weeks_read(struct arena *arena, const char *text, size_t length,
                                        const struct dose_request *request, struct replay_weeks *ret_weeks);

struct replay_key {
    const char *name;
    const int64_t *weights; /* times REPLAY_WEIGHT_SCALE, in the request's order */
};

struct replay_keys {
    struct replay_key *keys;
    size_t count;
    struct replay_faults faults;
};
/* Every key has every region's weight: what is missing is a fault. */
MUST_USE enum outcome replay_keys_read(struct arena *arena, const char *text, size_t length,
                                       const struct dose_request *request, struct replay_keys *ret_keys);

/* A weight: as csv_whole_number, or with a decimal comma or point and up to six decimals, and a per cent sign. Three
 * decimals without a per cent sign might be thousands and are malformed. At most 10^11. */
enum csv_value replay_weight(const char *cell, int64_t *ret_scaled);

#endif
