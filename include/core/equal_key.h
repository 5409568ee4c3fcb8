/* A key for each product by which all regions finish together («samtidighetsnyckel»).
 *
 * Groups (disjoint age bands) in priority order, remaining persons R[region][group], products with eligible groups and
 * a supply of first doses. National plan: for each group in order, the eligible products fill it up to the sum of R,
 * the product with fewest eligible groups first (ties: list order). A region's entitlement to a product is the sum over
 * groups of planned * R[region][group]/R[group]; its key is that over the product's plan. Every region then reaches the
 * same coverage of what remains in every group: the lexicographic max-min where the eligible groups are nested. */
#ifndef FORDELA_CORE_EQUAL_KEY_H
#define FORDELA_CORE_EQUAL_KEY_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct equal_key_product {
    int64_t first_doses;
    const bool *eligible; /* one per group, borrowed */
};

struct equal_key_input {
    size_t groups, regions, products;
    const int64_t *remaining; /* regions rows of groups persons, borrowed */
    const struct equal_key_product *list;
};

/* All in the arena, rows as in the input. */
struct equal_key_result {
    int64_t *planned;                /* [product][group] doses */
    int64_t *unused;                 /* [product] doses */
    struct rational *entitlement;    /* [product][region] doses */
    struct rational *key;            /* [product][region], sum 1; all 0 where nothing is planned */
    struct known_rational *coverage; /* [region][group]; unknown where nobody remains */
};

/* Remaining persons at a coverage goal: max(0, share * persons - first doses given), rounded up. share from 0 to 1. */
MUST_USE enum outcome equal_key_remaining(int64_t persons, struct rational goal_share, int64_t first_doses_given,
                                          int64_t *ret_remaining);

/* The national plan alone. ret_planned: products rows of groups doses; ret_unused: doses of each product. INVALID as
 * below. */
MUST_USE enum outcome equal_key_plan(struct arena *arena, const struct equal_key_input *input, int64_t *ret_planned,
                                     int64_t *ret_unused);

/* The exact key. INVALID: anything negative. TOO_LARGE: a fraction does not fit. */
MUST_USE enum outcome equal_key(struct arena *arena, const struct equal_key_input *input,
                                struct equal_key_result *ret_result);

/* The same key as integer weights for the account, never too large for real populations: each planned use split over
 * the regions in millionths of a dose by largest remainder. ret_weights: products rows of regions; a row's sum is
 * 1,000,000 times the product's plan. TOO_LARGE: a plan beyond 2^42 doses. */
MUST_USE enum outcome equal_key_weights(struct arena *arena, const struct equal_key_input *input, int64_t *ret_weights);

#endif
