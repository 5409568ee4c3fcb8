/* Reproducible random numbers for property tests (a 64-bit permuted multiplicative sequence, SplitMix64's published
 * constants). The seed is in the test, so that a failure repeats. */
#ifndef FORDELA_TESTS_CORE_RANDOM_H
#define FORDELA_TESTS_CORE_RANDOM_H

#include <stdint.h>

static inline uint64_t random_bits(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

/* From low to high, both included. */
static inline int64_t random_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(random_bits(state) % (uint64_t)(high - low + 1));
}

#endif
