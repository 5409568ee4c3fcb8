/* The state of a plan of several articles that share lanes, and the steps that change it. Private to core. */
#ifndef FORDELA_CORE_PLANNER_H
#define FORDELA_CORE_PLANNER_H

#include "core/transport.h"
#include "simplex.h"

/* One article's problem: its givers and receivers (positions of places) and what they send and receive. */
struct article {
    const int64_t *net;
    size_t *givers;
    size_t *receivers;
    int64_t *supplies;
    int64_t *demands;
    size_t giver_count;
    size_t receiver_count;
    int64_t packs;
};

/* One attempt at a plan: what every article sends on every lane. */
struct attempt {
    int64_t **flow;  /* [article][giver index * receivers + receiver index] */
    uint16_t *users; /* [from * places + to]: articles on the lane */
    int64_t *load;   /* packs on it */
    size_t lanes;
    __int128 pack_km;
};

struct planner {
    struct arena *arena;
    const struct distances *distances;
    struct article *articles;
    size_t count;
    int64_t greatest_km;
    int64_t cells_left; /* of transportation problems that may still be solved in search of fewer lanes */
    struct attempt current;
    struct attempt best;
};

/* What is still to be sent and received of an article that is being planned: one number per giver and receiver. */
struct rest {
    int64_t *supplies;
    int64_t *demands;
};

struct solution {
    struct simplex_arc *arcs;
    size_t count;
    size_t *givers; /* the article's giver of each of the problem's */
    size_t *receivers;
    bool on_open_lanes;
};

/* INVALID: net packs of an article do not sum to 0, a distance is negative. */
MUST_USE enum outcome planner_open(struct arena *arena, const int64_t *net_packs, size_t articles,
                                   const struct distances *distances, int64_t cells, struct planner *ret_planner);

void planner_clear(struct planner *planner);     /* current becomes empty */
void planner_keep_best(struct planner *planner); /* current becomes best */

/* All of an article in the arena. */
MUST_USE enum outcome planner_rest(const struct planner *planner, size_t article, struct rest *ret_rest);

size_t planner_lane(const struct planner *planner, const struct article *article, size_t giver, size_t receiver);

/* Sets what an article sends on one of its cells and keeps the lane's users, load and the sums current. */
void planner_set(struct planner *planner, size_t article, size_t giver, size_t receiver, int64_t packs);

/* Exact pairs: gives and takes the same amount; nearest first, ties by giver, then receiver. */
void planner_match_pairs(struct planner *planner, size_t article, struct rest *rest, bool open_only);

/* A giver that two receivers empty, or, turned, a receiver that two givers fill: the two with the fewest new lanes,
 * then nearest; givers (receivers) in order. */
void planner_match_triples(struct planner *planner, size_t article, struct rest *rest, bool turned);

/* No plan has fewer lanes; see transport_joint. */
MUST_USE enum outcome planner_lane_bound(struct arena *arena, const int64_t *net_packs, size_t articles, size_t places,
                                         size_t *ret_lanes);

/* What is left of an article at least cost, a pack on a lane that is not open costing more than any way around. closed:
 * a lane to do without, or SIZE_MAX. */
MUST_USE enum outcome planner_solve(struct planner *planner, size_t article, const struct rest *rest, size_t closed,
                                    struct solution *ret_solution);

/* Replaces all that an article sends by a solution of the whole of it. */
void planner_take(struct planner *planner, size_t article, const struct solution *solution);

#endif
