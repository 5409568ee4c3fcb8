/* Keys by which doses are shared out, their decisions, and decided deviations for one region. Append-only.
 *
 * A key without a decision is a proposal. For a week the decision for the product counts before one for all, and of
 * those covering the week the latest number; so for multipliers: for the product before for all, the latest number.
 * Decisions and multipliers are known from the moment when they were decided. */
#ifndef FORDELA_STORE_VACCINE_KEYS_H
#define FORDELA_STORE_VACCINE_KEYS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

enum vaccine_key_basis { KEY_OF_POPULATION, KEY_OF_EQUAL_FINISH, KEY_BY_HAND, KEY_BASIS__COUNT };
extern const char *const vaccine_key_basis_words[KEY_BASIS__COUNT + 1];

/* --- what counts in a week --- */

struct vaccine_key_share {
    const char *county;
    int64_t weight;                 /* of the key as decided */
    struct maybe multiplier;        /* its number; unknown = none in force */
    int64_t numerator, denominator; /* 1/1 without one */
    bool repay;                     /* what it moves is to be paid back */
};

struct vaccine_key_in_force {
    int64_t decision_number;
    const char *key_id, *name;
    int64_t decided_at;
    struct vaccine_key_share *shares; /* one per county, by code */
    size_t count;
};

/* The key in force for a product in a week as decided at known_at. NOT_FOUND: no key is decided. */
MUST_USE enum outcome store_vaccine_key_in_force(struct db *db, const char *product, const char *week, int64_t known_at,
                                                 struct arena *arena, struct vaccine_key_in_force *ret_key);

/* Any key's weights with the multipliers in force, whether it is decided or not. */
MUST_USE enum outcome store_vaccine_key_shares(struct db *db, const char *key_id, const char *product, const char *week,
                                               int64_t known_at, struct arena *arena,
                                               struct vaccine_key_share **ret_shares, size_t *ret_count);

/* Integer weights: weight * numerator * L/denominator, L the least common multiple of the denominators, all divided by
 * their greatest common divisor. ret_weights: with every multiplier. ret_right_weights: without those to be paid back,
 * in the same scale. count elements each. INVALID: nothing left of the key. TOO_LARGE: a sum beyond 2^62. */
MUST_USE enum outcome vaccine_key_weights(struct arena *arena, const struct vaccine_key_in_force *key,
                                          int64_t *ret_right_weights, int64_t *ret_weights);

/* --- keys --- */

struct vaccine_key_weight {
    const char *county;
    int64_t weight;
};

struct vaccine_key {
    const char *key_id, *name;
    int basis;                     /* enum vaccine_key_basis */
    const char *population_date;   /* of a population key; NULL otherwise */
    struct maybe age_from, age_to; /* of a population key; age_to 999 = and older */
    const char *product;           /* of an equal-finish key; NULL otherwise */
    const char *input;             /* JSON of what an equal-finish key was computed from; "" otherwise */
    const char *source;
    int64_t created_at;
    const char *created_by, *created_by_name; /* the name only when read */
};

/* Adds a key as a proposal. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_key_add(struct scope scope, struct db *db, const struct vaccine_key *key,
                                            const struct vaccine_key_weight *weights, size_t count);

/* NOT_FOUND also for one created after known_at and, with decided_only, for one not decided at known_at. */
MUST_USE enum outcome store_vaccine_key_get(struct db *db, const char *key_id, int64_t known_at, bool decided_only,
                                            struct arena *arena, struct vaccine_key *ret_key);

/* Newest first, at most limit, those with a smaller id than before ("" = from the start). */
MUST_USE enum outcome store_vaccine_key_list(struct db *db, int64_t known_at, bool decided_only, const char *before,
                                             int64_t limit, struct arena *arena, struct vaccine_key **ret_list,
                                             size_t *ret_count);

/* By county code. */
MUST_USE enum outcome store_vaccine_key_weights(struct db *db, const char *key_id, struct arena *arena,
                                                struct vaccine_key_weight **ret_list, size_t *ret_count);

/* --- decisions --- */

struct vaccine_key_decision {
    int64_t decision_number;
    const char *key_id, *key_name; /* the name only when read */
    const char *product;           /* NULL = all */
    const char *first_week;
    const char *last_week; /* NULL = until further notice */
    const char *reference_number, *decision_maker, *grounds;
    int64_t decided_at;
    const char *decided_by, *decided_by_name;
};

/* Adds the next decision. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_key_decide(struct scope scope, struct db *db,
                                               const struct vaccine_key_decision *decision, int64_t *ret_number);

struct vaccine_key_decision_filter {
    const char *product; /* "" = any; otherwise decisions for it or for all */
    const char *key_id;  /* "" = any */
    int64_t known_at;
    int64_t before; /* only smaller numbers */
    int64_t limit;
};
/* Newest first. */
MUST_USE enum outcome store_vaccine_key_decision_list(struct db *db, const struct vaccine_key_decision_filter *filter,
                                                      struct arena *arena, struct vaccine_key_decision **ret_list,
                                                      size_t *ret_count);

/* Decided allocations that count (not replaced), of weeks and products that the decision is for, made by another
 * decision's key: they stay as decided until they are replaced. By week, product. */
struct vaccine_key_affected {
    const char *allocation_id, *product, *week;
};
MUST_USE enum outcome store_vaccine_key_affected(struct db *db, const struct vaccine_key_decision *decision,
                                                 struct arena *arena, struct vaccine_key_affected **ret_list,
                                                 size_t *ret_count);

/* --- multipliers --- */

struct vaccine_key_multiplier {
    int64_t multiplier_number;
    const char *county;
    const char *product; /* NULL = all */
    int64_t numerator, denominator;
    const char *first_week, *last_week;
    bool repay;
    const char *reference_number, *decision_maker, *grounds;
    int64_t decided_at;
    const char *decided_by, *decided_by_name; /* the name only when read */
};

/* Adds the next multiplier. CONFLICT: one for the same county and product (or both for all) covers one of the weeks.
 * FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_key_multiplier_add(struct scope scope, struct db *db,
                                                       const struct vaccine_key_multiplier *multiplier,
                                                       int64_t *ret_number);

/* Newest first, those with smaller numbers than before. */
MUST_USE enum outcome store_vaccine_key_multiplier_list(struct db *db, int64_t known_at, int64_t before, int64_t limit,
                                                        struct arena *arena, struct vaccine_key_multiplier **ret_list,
                                                        size_t *ret_count);

/* --- what simulations of keys need beside --- */

/* First doses given in a county, all vaccines, as its weeks tell (the latest revision of each). By county code; those
 * that never told are not there. */
struct vaccine_first_doses {
    const char *county;
    int64_t doses;
};
MUST_USE enum outcome store_vaccine_first_doses(struct db *db, int64_t known_at, struct arena *arena,
                                                struct vaccine_first_doses **ret_list, size_t *ret_count);

#endif
