/* From net packs to transports: who sends how much to whom.
 *
 * Net packs of a place: negative gives, positive receives, the sum is 0. A lane is an ordered pair (from, to) on which
 * something goes. Distances are whole km, a matrix row by row, not necessarily symmetric. All results are
 * deterministic: the same input gives the same plan, in the same order (by from, then to). Results live in the arena.
 *
 * The transportation problem with integer supplies has integer basic solutions (total unimodularity) with at most
 * givers + receivers - 1 lanes. The fewest lanes for one article are active places minus the greatest number of groups
 * that sum to 0 (NP-hard in general, exact here up to 12 active places). */
#ifndef FORDELA_CORE_TRANSPORT_H
#define FORDELA_CORE_TRANSPORT_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TRANSPORT_EXACT_PLACES = 12 };

struct distances {
    size_t count;
    const int64_t *km; /* km[from * count + to], none negative; borrowed */
};

struct transport_move {
    size_t from;
    size_t to;
    int64_t packs; /* at least 1 */
};

struct transport_plan {
    struct transport_move *moves; /* by from, then to; one per lane */
    size_t lanes;
    int64_t pack_km;
};

/* Places with net packs other than 0. */
size_t transport_active(const int64_t *net_packs, size_t count);

/* Fewest lanes, then least pack-km, exactly. INVALID: the sum is not 0, a distance is negative, or more than
 * TRANSPORT_EXACT_PLACES are active (ask transport_active first). TOO_LARGE: pack-km beyond 64 bits.
 * Method: dynamic programme over subsets that sum to 0: most groups first, then the cheapest partition into that many,
 * each group solved as a transportation problem (a group that cannot be split needs a tree, which every basic optimum
 * is). O(3^a) steps for a active places and at most 924 small transportation problems. */
MUST_USE enum outcome transport_exact(struct arena *arena, const int64_t *net_packs, const struct distances *distances,
                                      struct transport_plan *ret_plan);

/* Least pack-km, a basic solution, by a primal network simplex in 64-bit integers. Any size. INVALID and TOO_LARGE as
 * above. About a millisecond for 290 active places. */
MUST_USE enum outcome transport_least_km(struct arena *arena, const int64_t *net_packs,
                                         const struct distances *distances, struct transport_plan *ret_plan);

/* At least so many lanes are needed for this one article: exact up to TRANSPORT_EXACT_PLACES; beyond, the greatest of
 * active - pairs - floor((active - 2 pairs)/3), where pairs is how many exact pairs (one gives what another takes) can
 * be matched at most, and the lanes out of all givers (into all receivers) when each deals with the greatest partners.
 * INVALID when the sum is not 0. */
MUST_USE enum outcome transport_lane_bound(struct arena *arena, const int64_t *net_packs, size_t count,
                                           size_t *ret_lanes);

/* --- several articles at once --- */

enum transport_goal {
    TRANSPORT_FEWEST_LANES, /* lanes first, then pack-km: a county */
    TRANSPORT_LEAST_KM      /* pack-km first, exactly; lanes as the basic solutions give them: the nation */
};

struct transport_lane {
    size_t from;
    size_t to;
    int64_t km;
    int64_t packs;   /* of all articles */
    size_t articles; /* how many use it */
};

struct transport_joint {
    struct transport_plan *plans; /* one per article, in the input's order */
    struct transport_lane *lanes; /* every lane used by at least one article, by from, then to */
    size_t lane_count;
    size_t lane_bound; /* no plan has fewer lanes */
    bool lanes_exact;  /* the plan is proved to have the fewest lanes */
    int64_t pack_km;   /* of all articles; a lane's km count for each pack on it */
};

/* net_packs[article * distances->count + place]. Lanes are shared: a lane that one article has opened costs the next
 * nothing.
 *
 * LEAST_KM: transport_least_km for each article: the least pack-km there can be.
 *
 * FEWEST_LANES: one article alone with at most TRANSPORT_EXACT_PLACES active places: transport_exact. Otherwise the
 * articles by falling packs (ties: list order): the first exactly if it is small enough, else exact pairs on open
 * lanes, then exact pairs, then exact groups of one with two (fewest new lanes, then nearest), the rest by least cost
 * where open lanes come first. Then lanes are taken out one at a time, the least loaded first, as long as every article
 * can still be carried by the rest. At last each article's packs take the least pack-km that the lanes left allow. This
 * is repeated in other orders of the articles within a fixed amount of work, and the best is kept (fewest lanes, then
 * pack-km, then first). Not always the fewest there can be: lanes_exact says when it is proved.
 *
 * lane_bound: the greatest of each article's own bound; of active places minus the most groups that sum to 0 in every
 * article at once; and of the lanes out of (into) all places when each deals with the fewest partners that can take
 * (give) all its articles: exact sets up to TRANSPORT_EXACT_PLACES active places, else article by article. */
MUST_USE enum outcome transport_joint(struct arena *arena, const int64_t *net_packs, size_t articles,
                                      const struct distances *distances, enum transport_goal goal,
                                      struct transport_joint *ret_joint);

/* Great-circle distance in whole km (half away from zero) on a sphere of radius 6 371.0088 km (the IUGG mean radius),
 * coordinates in microdegrees. Computed with libm and rounded; 0 only for the same point, else at least 1 so that
 * nearness always counts. */
int64_t transport_km(int64_t latitude_a, int64_t longitude_a, int64_t latitude_b, int64_t longitude_b);

/* The matrix of n places, latitudes and longitudes in microdegrees, in the arena. O(n^2). */
MUST_USE enum outcome transport_distances(struct arena *arena, const int64_t *latitudes, const int64_t *longitudes,
                                          size_t count, struct distances *ret_distances);

#endif
