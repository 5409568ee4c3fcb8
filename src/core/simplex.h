/* The transportation problem: least cost from givers to receivers over a full matrix. Private to core. */
#ifndef FORDELA_CORE_SIMPLEX_H
#define FORDELA_CORE_SIMPLEX_H

#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct simplex_arc {
    uint32_t giver;
    uint32_t receiver;
    int64_t flow; /* at least 1 */
};

struct simplex_problem {
    const int64_t *supplies; /* all at least 1, the same sum as the demands */
    size_t givers;           /* at least 1 */
    const int64_t *demands;
    size_t receivers;
    const int64_t *costs; /* costs[giver * receivers + receiver], none negative */
};

/* A basic optimum, by giver, then receiver; room for givers + receivers - 1 arcs. TOO_LARGE when a cost times the
 * places or a supply times them passes 64 bits. Scratch memory goes back to the arena.
 *
 * Primal network simplex on the spanning tree. Start: the cheapest cells first, each exhausting a row or a column,
 * which makes a tree. Supplies are scaled and perturbed (one unit more for each giver, taken by the last receiver), so
 * that no basis is degenerate, every pivot gains and none can cycle; rounding gives the flows of the problem proper.
 * Entering arc: the best of a row, rows in turn. About (givers + receivers) pivots, each a cycle and one subtree. */
MUST_USE enum outcome simplex_solve(struct arena *arena, const struct simplex_problem *problem,
                                    struct simplex_arc *ret_arcs, size_t *ret_count);

/* Positions of costs (none negative) from the least up, ties by position: a stable radix sort. cells and spare hold
 * count numbers and change roles; the sorted one is returned. */
uint32_t *simplex_sort_cells(const int64_t *costs, size_t count, uint32_t *cells, uint32_t *spare);

#endif
