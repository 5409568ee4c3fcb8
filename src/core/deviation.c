#include "core/deviation.h"

#include "fixed.h"

enum { LIMBS = 6, PERCENT = 100 }; /* 100 * 2^78 * 2^63 * 2^63 and (2^63 * 2^63 + 2^63 * 2^63) * 2^78 */

static void multiply(uint64_t *a, __int128 not_negative)
{
    uint64_t high[LIMBS];
    fixed_shift_left(high, a, LIMBS, 64);
    fixed_multiply(high, LIMBS, (uint64_t)(not_negative >> 64));
    fixed_multiply(a, LIMBS, (uint64_t)not_negative);
    fixed_add(a, high, LIMBS);
}

int deviation_compare(__int128 delivered, __int128 total, struct rational key, struct rational half, int direction)
{
    uint64_t left[LIMBS], right[LIMBS], margin[LIMBS];
    fixed_set(left, LIMBS, delivered); /* may be -1: a pack less than none */
    fixed_multiply(left, LIMBS, PERCENT);
    fixed_multiply(left, LIMBS, (uint64_t)key.den);
    fixed_multiply(left, LIMBS, (uint64_t)half.den);
    fixed_set(right, LIMBS, key.num * half.den);
    fixed_set(margin, LIMBS, direction * half.num * key.den);
    fixed_add(right, margin, LIMBS);
    multiply(right, total);
    return fixed_compare(left, right, LIMBS);
}

bool deviation_outside_a_pack(__int128 packs, __int128 total, struct rational key, struct rational half)
{
    return deviation_compare(packs - 1, total, key, half, 1) >= 0 ||
           deviation_compare(packs + 1, total, key, half, -1) <= 0;
}

struct deviation deviation_of(__int128 delivered, int64_t total, struct rational key, struct rational half)
{
    long double entitled = (long double)key.num * (long double)total / ((long double)key.den * PERCENT);
    struct deviation deviation = {.entitled = (double)entitled,
                                  .doses = (double)((long double)delivered - entitled),
                                  .percent_known = key.num != 0 && total != 0,
                                  .significant = deviation_compare(delivered, total, key, half, 1) > 0 ||
                                                 deviation_compare(delivered, total, key, half, -1) < 0};
    /* (delivered/entitled - 1) is taken over one fraction: near 0 nothing cancels that was rounded before. */
    __int128 top;
    if (deviation.percent_known) {
        bool beyond = __builtin_mul_overflow(delivered, key.den * PERCENT, &top) ||
                      __builtin_sub_overflow(top, key.num * total, &top);
        long double over =
            beyond ? (long double)delivered - entitled : (long double)top / ((long double)key.den * PERCENT);
        deviation.doses = (double)over;
        deviation.percent = (double)(over / entitled * PERCENT);
    }
    return deviation;
}
