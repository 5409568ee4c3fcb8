/* Signed integers of a fixed number of 64-bit limbs (two's complement, least significant first), for sums of fractions
 * over one common denominator. The caller chooses a width in which nothing overflows. Private to core. */
#ifndef FORDELA_CORE_FIXED_H
#define FORDELA_CORE_FIXED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline void fixed_set(uint64_t *a, size_t limbs, __int128 value)
{
    for (size_t i = 0; i < limbs; i++)
        a[i] = i == 0 ? (uint64_t)value : i == 1 ? (uint64_t)(value >> 64) : value < 0 ? UINT64_MAX : 0;
}

static inline void fixed_copy(uint64_t *a, const uint64_t *b, size_t limbs)
{
    memcpy(a, b, limbs * sizeof *a);
}

static inline bool fixed_negative(const uint64_t *a, size_t limbs)
{
    return a[limbs - 1] >> 63 != 0;
}

static inline int fixed_sign(const uint64_t *a, size_t limbs)
{
    if (fixed_negative(a, limbs))
        return -1;
    for (size_t i = 0; i < limbs; i++)
        if (a[i] != 0)
            return 1;
    return 0;
}

/* a += b * factor, b of either sign */
static inline void fixed_add_product(uint64_t *a, const uint64_t *b, size_t limbs, uint64_t factor)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < limbs; i++) {
        unsigned __int128 sum = (unsigned __int128)b[i] * factor + a[i] + carry;
        a[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
}

static inline void fixed_add(uint64_t *a, const uint64_t *b, size_t limbs)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < limbs; i++) {
        unsigned __int128 sum = (unsigned __int128)a[i] + b[i] + carry;
        a[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
}

static inline void fixed_subtract(uint64_t *a, const uint64_t *b, size_t limbs)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < limbs; i++) {
        unsigned __int128 difference = (unsigned __int128)a[i] - b[i] - borrow;
        a[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
}

static inline void fixed_negate(uint64_t *a, size_t limbs)
{
    uint64_t carry = 1;
    for (size_t i = 0; i < limbs; i++) {
        a[i] = ~a[i] + carry;
        carry = carry && a[i] == 0;
    }
}

/* a *= factor, a of either sign */
static inline void fixed_multiply(uint64_t *a, size_t limbs, uint64_t factor)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < limbs; i++) {
        unsigned __int128 product = (unsigned __int128)a[i] * factor + carry;
        a[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
}

static inline int fixed_compare(const uint64_t *a, const uint64_t *b, size_t limbs)
{
    bool a_negative = fixed_negative(a, limbs), b_negative = fixed_negative(b, limbs);
    if (a_negative != b_negative)
        return a_negative ? -1 : 1;
    for (size_t i = limbs; i-- > 0;)
        if (a[i] != b[i])
            return a[i] > b[i] ? 1 : -1;
    return 0;
}

/* Significant bits of a number that is at least 0. */
static inline size_t fixed_bits(const uint64_t *a, size_t limbs)
{
    for (size_t i = limbs; i-- > 0;)
        if (a[i] != 0)
            return 64 * i + 64 - (size_t)__builtin_clzll(a[i]);
    return 0;
}

static inline void fixed_shift_left(uint64_t *target, const uint64_t *source, size_t limbs, size_t bits)
{
    size_t whole = bits / 64, part = bits % 64;
    for (size_t i = limbs; i-- > 0;) {
        uint64_t high = i >= whole ? source[i - whole] : 0;
        uint64_t low = i >= whole + 1 && part != 0 ? source[i - whole - 1] >> (64 - part) : 0;
        target[i] = high << part | low;
    }
}

/* The floor of a/unit (a at least 0, unit above 0), a becoming the rest; scratch has room for limbs. */
static inline __int128 fixed_divide(uint64_t *a, const uint64_t *unit, size_t limbs, uint64_t *scratch)
{
    __int128 quotient = 0;
    size_t unit_bits = fixed_bits(unit, limbs);
    while (fixed_compare(a, unit, limbs) >= 0) {
        size_t shift = fixed_bits(a, limbs) - unit_bits;
        fixed_shift_left(scratch, unit, limbs, shift);
        if (fixed_compare(scratch, a, limbs) > 0)
            fixed_shift_left(scratch, unit, limbs, --shift);
        fixed_subtract(a, scratch, limbs);
        quotient += (__int128)1 << shift;
    }
    return quotient;
}

/* The rest of a (at least 0) by a divisor of one limb. */
static inline uint64_t fixed_rest(const uint64_t *a, size_t limbs, uint64_t divisor)
{
    unsigned __int128 rest = 0;
    for (size_t i = limbs; i-- > 0;)
        rest = (rest << 64 | a[i]) % divisor;
    return (uint64_t)rest;
}

#endif
