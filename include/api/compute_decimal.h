/* Decimals compared as they are written: 0.1 is one tenth, and no number of digits is too many. */
#ifndef FORDELA_API_COMPUTE_DECIMAL_H
#define FORDELA_API_COMPUTE_DECIMAL_H

#include <stddef.h>

/* Negative, 0, positive as number a is below, equal to, above b. Both are JSON numbers ("-12.50e-3") of the given
 * lengths; equal are 1, 1.0, 10e-1 and 0, -0. Exact for exponents within about +-10^12, alike beyond. O(length). */
int decimal_compare(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
