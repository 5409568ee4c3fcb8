/* Decimals compared as they are written: 0.1 is one tenth, and no number of digits is too many. */
#ifndef FORDELA_API_COMPUTE_DECIMAL_H
#define FORDELA_API_COMPUTE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/* Negative, 0, positive as number a is below, equal to, above b. Both are JSON numbers ("-12.50e-3") of the given
 * lengths; equal are 1, 1.0, 10e-1 and 0, -0. Exact for exponents within about +-10^12, alike beyond. O(length). */
int decimal_compare(const char *a, size_t a_length, const char *b, size_t b_length);

/* The floor of factor * number for a number that is at least 0 and below 1. factor from 0 to 2^56. O(length). */
int64_t decimal_floor_product(const char *number, size_t length, int64_t factor);

#endif
