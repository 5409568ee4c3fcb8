/* Exact fractions, and values that may be unknown.
 *
 * Every number that decides something (a cover, a rate, a share) is a fraction in lowest terms, compared by
 * cross-multiplication with 128-bit intermediates, never in floating point. Nothing is rounded silently: an exact
 * result that does not fit is TOO_LARGE. Unknown is a value of its own and never zero.
 *
 * Outcomes of every core computation: OK; INVALID, an argument is outside what the header names; TOO_LARGE, the exact
 * result is beyond 64 bits (integers) or 2^63 (fractions); BROKEN, the arena gave no memory. */
#ifndef FORDELA_CORE_RATIONAL_H
#define FORDELA_CORE_RATIONAL_H

#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* num/den in lowest terms: |num| <= 2^63, 1 <= den <= 2^63. The members are 128 bits wide because 2^63 itself is
 * allowed and so that products of two of them need no cast. Make one only with the functions below; {0, 0} is not a
 * number. */
struct rational {
    __int128 num;
    __int128 den;
};

struct known_int {
    bool known;
    int64_t value; /* 0 when not known */
};

struct known_rational {
    bool known;
    struct rational value;
};

enum { RATIONAL_TEXT_CHARS = 48 }; /* room for any fraction as text, with NUL */

struct rational rational_int(int64_t number);

/* num/den reduced; INVALID if den is 0, TOO_LARGE if the reduced fraction does not fit. Any signs. */
MUST_USE enum outcome rational_make(__int128 num, __int128 den, struct rational *ret_value);

static inline struct known_int known_int(int64_t number)
{
    return (struct known_int){.known = true, .value = number};
}

static inline struct known_rational known_rational(struct rational number)
{
    return (struct known_rational){.known = true, .value = number};
}

/* Negative, 0 or positive as a is less than, equal to or greater than b. Never fails. */
int rational_compare(struct rational a, struct rational b);

static inline int rational_sign(struct rational a)
{
    return (a.num > 0) - (a.num < 0);
}

/* OK, or TOO_LARGE exactly when the reduced result does not fit. Divide: INVALID when b is 0. */
MUST_USE enum outcome rational_add(struct rational a, struct rational b, struct rational *ret_sum);
MUST_USE enum outcome rational_subtract(struct rational a, struct rational b, struct rational *ret_difference);
MUST_USE enum outcome rational_multiply(struct rational a, struct rational b, struct rational *ret_product);
MUST_USE enum outcome rational_divide(struct rational a, struct rational b, struct rational *ret_quotient);

/* The greatest integer not above, the least not below. Never fails (|num| <= 2^63 is divided by at least 1); the result
 * saturates at INT64_MAX for 2^63 alone. */
int64_t rational_floor(struct rational a);
int64_t rational_ceil(struct rational a);

/* As a double, for charts and for tolerance-compared figures only. */
double rational_double(struct rational a);

/* Both parts as 64-bit integers, for columns of a database; TOO_LARGE only when one of them is 2^63. */
MUST_USE enum outcome rational_split(struct rational a, int64_t *ret_num, int64_t *ret_den);

/* length bytes of text: "7", "-3", "3/2", "0.26" ("-29/97"; not in lowest terms is welcome). Digits on both sides of
 * point or slash, nothing else, no blanks, no exponent, no plus. INVALID if the text is no fraction or the denominator
 * is 0, TOO_LARGE if the reduced value does not fit. */
MUST_USE enum outcome rational_parse(const char *text, size_t length, struct rational *ret_value);

/* "p/q", or "n" for a whole number. Returns the length written, without the NUL. */
size_t rational_format(struct rational a, char ret_text[RATIONAL_TEXT_CHARS]);

/* "p/q" always, "14/1" too: the digest's form. */
size_t rational_format_full(struct rational a, char ret_text[RATIONAL_TEXT_CHARS]);

#endif
