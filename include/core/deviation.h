/* What was delivered against a published key: how far off, and whether the rounding of the key explains it.
 *
 * Keys are percentages as published, known to within +- half (0.05 for one decimal). Decisions are exact; the figures
 * beside them are doubles for the eye. */
#ifndef FORDELA_CORE_DEVIATION_H
#define FORDELA_CORE_DEVIATION_H

#include "core/rational.h"

#include <stdbool.h>
#include <stdint.h>

struct deviation {
    double entitled;    /* key/100 * total */
    double doses;       /* delivered - entitled */
    bool percent_known; /* false when entitled is 0 */
    double percent;     /* of entitled */
    bool significant;   /* delivered is outside [(key - half)/100 total, (key + half)/100 total] */
};

/* key and half in percent, at least 0; delivered at least 0; total at least 0. Never fails. */
struct deviation deviation_of(__int128 delivered, int64_t total, struct rational key, struct rational half);

/* Sign of what was delivered minus (key + direction * half)/100 * total, exact; direction 1 or -1. */
int deviation_compare(__int128 delivered, __int128 total, struct rational key, struct rational half, int direction);

/* A whole pack too many or too few whatever the hidden decimals of the key: packs >= (key + half)/100 total + 1 or
 * packs
 * <= (key - half)/100 total - 1. */
bool deviation_outside_a_pack(__int128 packs, __int128 total, struct rational key, struct rational half);

#endif
