/* The burn rate of core/cover.h. Everything in units of 1/20000 of a piece: the median is a half, the deviation a
 * quarter times 7413/5000, a tenth of the median a twentieth. */
#include "core/cover.h"

#include "big.h"
#include "wide.h"

#include <stdlib.h>

enum { UNITS = 20000, LONGEST_FRACTION_BITS = 65536 };

struct burn_rule cover_burn_rule(void)
{
    return (struct burn_rule){.alpha = {.num = 1, .den = 2}, .window = 8};
}

static int by_size(const void *a, const void *b)
{
    __int128 left = *(const __int128 *)a;
    __int128 right = *(const __int128 *)b;
    return (left > right) - (left < right);
}

/* A report has eight weeks at most: by insertion that is a tenth of qsort's work. */
static void sort(__int128 *values, size_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        qsort(values, count, sizeof *values, by_size);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        __int128 value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

/* Twice the median of sorted values. */
static __int128 doubled_median(const __int128 *sorted, size_t count)
{
    return sorted[(count - 1) / 2] + sorted[count / 2];
}

/* The middle of what counts: the known weeks' last window values, oldest first. */
static enum outcome newest_known(struct arena *arena, const struct known_int *weekly_use, size_t count, int64_t window,
                                 __int128 **ret_values, size_t *ret_count)
{
    size_t known = 0;
    size_t first = count;
    while (first > 0 && (uint64_t)known < (uint64_t)window) {
        first--;
        if (weekly_use[first].known && weekly_use[first].value < 0)
            return INVALID;
        known += weekly_use[first].known;
    }
    __int128 *values = ARENA_ARRAY(arena, known, __int128);
    if (values == NULL)
        return BROKEN;
    size_t filled = 0;
    for (size_t i = first; i < count; i++)
        if (weekly_use[i].known)
            values[filled++] = weekly_use[i].value;
    *ret_values = values;
    *ret_count = known;
    return OK;
}

struct clipping {
    __int128 middle; /* the median, in units */
    __int128 low;
    __int128 high;
};

static enum outcome find_clipping(struct arena *arena, const __int128 *values, size_t count, struct clipping *ret)
{
    __int128 *sorted = ARENA_ARRAY(arena, count, __int128);
    if (sorted == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        sorted[i] = values[i];
    sort(sorted, count);
    __int128 median = doubled_median(sorted, count); /* in halves */
    for (size_t i = 0; i < count; i++)
        sorted[i] = 2 * values[i] > median ? 2 * values[i] - median : median - 2 * values[i];
    sort(sorted, count);
    __int128 by_deviation = 7413 * doubled_median(sorted, count); /* quarters * 1.4826 = 7413/20000 */
    __int128 by_median = median * (UNITS / 20);
    __int128 sigma = by_deviation > by_median ? by_deviation : by_median;
    ret->middle = median * (UNITS / 2);
    ret->low = ret->middle - 3 * sigma;
    ret->high = ret->middle + 3 * sigma;
    return OK;
}

/* Twice the median of the last four clipped values. */
static __int128 doubled_recent_median(const __int128 *clipped, size_t count)
{
    __int128 recent[4];
    size_t held = count < 4 ? count : 4;
    for (size_t i = 0; i < held; i++)
        recent[i] = clipped[count - held + i];
    sort(recent, held);
    return doubled_median(recent, held);
}

static void add_wide_product(struct big *sum, const struct big *addend, __int128 factor)
{
    big_add_product(sum, addend, (uint64_t)factor);
    big_add_product_shifted(sum, addend, (uint64_t)(factor >> 64));
}

/* The moving average z = *numerator / (UNITS * *power), power = alpha.den^count. */
static enum outcome moving_average(struct arena *arena, const __int128 *clipped, size_t count, struct rational alpha,
                                   __int128 start, struct big *numerator, struct big *power)
{
    struct big scaled = big_open(arena, count + 5);
    *numerator = big_open(arena, count + 5);
    *power = big_open(arena, count + 5);
    if (scaled.limbs == NULL || numerator->limbs == NULL || power->limbs == NULL)
        return BROKEN;
    power->limbs[0] = 1;
    power->count = 1;
    add_wide_product(numerator, power, start);
    for (size_t i = 0; i < count; i++) {
        big_multiply(numerator, (uint64_t)(alpha.den - alpha.num));
        big_copy(&scaled, power);
        big_multiply(&scaled, (uint64_t)alpha.num);
        add_wide_product(numerator, &scaled, clipped[i]);
        big_multiply(power, (uint64_t)alpha.den);
    }
    return OK;
}

/* max(recent/(2*UNITS), z)/7. The comparison is exact whatever the length of z; only if z is the greater must it fit.
 */
static enum outcome greater_rate(struct arena *arena, __int128 recent_doubled, struct big *numerator, struct big *power,
                                 size_t count, struct rational *ret_rate)
{
    struct big left = big_open(arena, count + 8);
    struct big right = big_open(arena, count + 8);
    if (left.limbs == NULL || right.limbs == NULL)
        return BROKEN;
    add_wide_product(&left, power, recent_doubled);
    big_add_product(&right, numerator, 2);
    if (big_compare(&left, &right) >= 0)
        return rational_make(recent_doubled, 2 * UNITS * 7, ret_rate);
    if (power->count * 64 > LONGEST_FRACTION_BITS)
        return TOO_LARGE;
    big_multiply(power, UNITS * 7);
    __int128 num;
    __int128 den;
    if (!big_reduce(arena, numerator, power, &num, &den))
        return TOO_LARGE;
    return rational_make(num, den, ret_rate);
}

static enum outcome rate_at_length(struct arena *arena, const __int128 *clipped, size_t count, struct rational alpha,
                                   __int128 start, struct rational *ret_rate)
{
    struct big numerator;
    struct big power;
    TRY(moving_average(arena, clipped, count, alpha, start, &numerator, &power));
    return greater_rate(arena, doubled_recent_median(clipped, count), &numerator, &power, count, ret_rate);
}

/* The same in 128 bits, which hold eight weeks of any use when alpha is a half; false if they do not. */
static bool rate_in_short(const __int128 *clipped, size_t count, struct rational alpha, __int128 start,
                          struct rational *ret_rate)
{
    __int128 numerator = start, power = 1;
    for (size_t i = 0; i < count; i++) {
        __int128 kept, added;
        if (__builtin_mul_overflow(numerator, alpha.den - alpha.num, &kept) ||
            __builtin_mul_overflow(power, alpha.num, &added) || __builtin_mul_overflow(added, clipped[i], &added) ||
            __builtin_add_overflow(kept, added, &numerator) || __builtin_mul_overflow(power, alpha.den, &power))
            return false;
    }
    __int128 recent = doubled_recent_median(clipped, count), left, right, divisor;
    if (__builtin_mul_overflow(recent, power, &left) || __builtin_mul_overflow(numerator, 2, &right) ||
        __builtin_mul_overflow(power, UNITS * 7, &divisor))
        return false;
    return (left >= right ? rational_make(recent, 2 * UNITS * 7, ret_rate)
                          : rational_make(numerator, divisor, ret_rate)) == OK;
}

enum outcome cover_burn_rate(struct arena *arena, const struct known_int *weekly_use, size_t count,
                             struct burn_rule rule, struct burn_rate *ret_rate)
{
    if (rule.window < 1 || rule.alpha.num <= 0 || rule.alpha.num > rule.alpha.den)
        return INVALID;
    struct burn_rate rate = {.per_day = {.known = false, .value = rational_int(0)}, .median_week = rational_int(0)};
    __int128 *values;
    size_t held;
    TRY(newest_known(arena, weekly_use, count, rule.window, &values, &held));
    if (held == 0) {
        *ret_rate = rate;
        return OK;
    }
    struct clipping clipping;
    TRY(find_clipping(arena, values, held, &clipping));
    TRY(rational_make(clipping.middle, UNITS, &rate.median_week));
    rate.outliers = ARENA_ARRAY(arena, held, size_t);
    if (rate.outliers == NULL)
        return BROKEN;
    for (size_t i = 0; i < held; i++) {
        __int128 value = values[i] * UNITS;
        bool outlier = value < clipping.low || value > clipping.high;
        values[i] = value < clipping.low ? clipping.low : value > clipping.high ? clipping.high : value;
        if (outlier)
            rate.outliers[rate.outlier_count++] = i;
    }
    if (!rate_in_short(values, held, rule.alpha, clipping.middle, &rate.per_day.value))
        TRY(rate_at_length(arena, values, held, rule.alpha, clipping.middle, &rate.per_day.value));
    rate.per_day.known = true;
    *ret_rate = rate;
    return OK;
}
