/* Natural numbers of any length, as far as the burn rate needs them. Private to core. */
#ifndef FORDELA_CORE_BIG_H
#define FORDELA_CORE_BIG_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Least significant limb first, no leading zero limbs; limbs NULL when the arena gave no memory. */
struct big {
    uint64_t *limbs;
    size_t count;
    size_t capacity;
};

/* 0, with room for capacity limbs; every function below must stay within the room of its target. */
struct big big_open(struct arena *arena, size_t capacity);

void big_copy(struct big *target, const struct big *source);
void big_multiply(struct big *number, uint64_t factor);

/* number += addend * factor */
void big_add_product(struct big *number, const struct big *addend, uint64_t factor);

/* number += (addend * factor) * 2^64 */
void big_add_product_shifted(struct big *number, const struct big *addend, uint64_t factor);

int big_compare(const struct big *a, const struct big *b);

/* Divides both by their greatest common divisor and gives them if they fit 127 bits; false if they do not, or without
 * memory. a and b are above 0 and used up. O(bits * limbs). */
bool big_reduce(struct arena *arena, struct big *a, struct big *b, __int128 *ret_a, __int128 *ret_b);

#endif
