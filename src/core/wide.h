/* Comparisons of products beyond 128 bits, and checked 128-bit arithmetic. Private to core. */
#ifndef FORDELA_CORE_WIDE_H
#define FORDELA_CORE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

static inline int wide_sign(__int128 a)
{
    return (a > 0) - (a < 0);
}

/* Compares a*b with c*d, all at least 0, b and d at most 2^64-1: 192-bit products. */
static inline int wide_compare(unsigned __int128 a, uint64_t b, unsigned __int128 c, uint64_t d)
{
    if ((uint64_t)(a >> 64) == 0 && (uint64_t)(c >> 64) == 0) {
        unsigned __int128 left = a * b;
        unsigned __int128 right = c * d;
        return (left > right) - (left < right);
    }
    unsigned __int128 left_low = (unsigned __int128)(uint64_t)a * b;
    unsigned __int128 right_low = (unsigned __int128)(uint64_t)c * d;
    unsigned __int128 left_high = (a >> 64) * b + (left_low >> 64);
    unsigned __int128 right_high = (c >> 64) * d + (right_low >> 64);
    if (left_high != right_high)
        return left_high > right_high ? 1 : -1;
    return ((uint64_t)left_low > (uint64_t)right_low) - ((uint64_t)left_low < (uint64_t)right_low);
}

static inline __int128 wide_floor_divide(__int128 a, __int128 positive)
{
    __int128 quotient = a / positive;
    return quotient - (a % positive < 0);
}

static inline __int128 wide_ceil_divide(__int128 a, __int128 positive)
{
    __int128 quotient = a / positive;
    return quotient + (a % positive > 0);
}

/* False when the number does not fit 64 bits. */
static inline bool wide_fits(__int128 a)
{
    return a >= INT64_MIN && a <= INT64_MAX;
}

#endif
