#include "core/rational.h"

#include "wide.h"

#include <string.h>

static const __int128 LIMIT = (__int128)1 << 63;

static unsigned __int128 magnitude(__int128 a)
{
    return a < 0 ? -(unsigned __int128)a : (unsigned __int128)a;
}

static unsigned __int128 common_divisor(unsigned __int128 a, unsigned __int128 b)
{
    while (((a | b) >> 64) != 0 && b != 0) {
        unsigned __int128 rest = a % b;
        a = b;
        b = rest;
    }
    if (b == 0)
        return a;
    uint64_t x = (uint64_t)a; /* both fit 64 bits from here on: division is much cheaper */
    uint64_t y = (uint64_t)b;
    while (y != 0) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

struct rational rational_int(int64_t number)
{
    return (struct rational){.num = number, .den = 1};
}

enum outcome rational_make(__int128 num, __int128 den, struct rational *ret_value)
{
    if (den == 0)
        return INVALID;
    if (num == 0) {
        *ret_value = rational_int(0);
        return OK;
    }
    bool negative = (num < 0) != (den < 0);
    unsigned __int128 top = magnitude(num);
    unsigned __int128 bottom = magnitude(den);
    unsigned __int128 divisor = common_divisor(top, bottom);
    if (divisor != 1) {
        top /= divisor;
        bottom /= divisor;
    }
    if (top > (unsigned __int128)LIMIT || bottom > (unsigned __int128)LIMIT)
        return TOO_LARGE;
    *ret_value = (struct rational){.num = negative ? -(__int128)top : (__int128)top, .den = (__int128)bottom};
    return OK;
}

int rational_compare(struct rational a, struct rational b)
{
    __int128 left = a.num * b.den; /* at most 2^126 */
    __int128 right = b.num * a.den;
    return (left > right) - (left < right);
}

/* a/b + c/d with g = gcd(b, d) is (a*(d/g) + c*(b/g)) / (b/g*d). The numerator stays within 2^127: were both terms
 * 2^126, b and d would be 2^63 and equal. The denominator is reduced before it is multiplied. */
enum outcome rational_add(struct rational a, struct rational b, struct rational *ret_sum)
{
    __int128 divisor = (__int128)common_divisor((unsigned __int128)a.den, (unsigned __int128)b.den);
    __int128 top = a.num * (b.den / divisor) + b.num * (a.den / divisor);
    return rational_make(top, a.den / divisor * b.den, ret_sum);
}

enum outcome rational_subtract(struct rational a, struct rational b, struct rational *ret_difference)
{
    b.num = -b.num;
    return rational_add(a, b, ret_difference);
}

enum outcome rational_multiply(struct rational a, struct rational b, struct rational *ret_product)
{
    return rational_make(a.num * b.num, a.den * b.den, ret_product);
}

enum outcome rational_divide(struct rational a, struct rational b, struct rational *ret_quotient)
{
    return rational_make(a.num * b.den, a.den * b.num, ret_quotient);
}

static int64_t saturated(__int128 a)
{
    return a > INT64_MAX ? INT64_MAX : (int64_t)a;
}

int64_t rational_floor(struct rational a)
{
    return saturated(wide_floor_divide(a.num, a.den));
}

int64_t rational_ceil(struct rational a)
{
    return saturated(wide_ceil_divide(a.num, a.den));
}

double rational_double(struct rational a)
{
    return (double)a.num / (double)a.den;
}

enum outcome rational_split(struct rational a, int64_t *ret_num, int64_t *ret_den)
{
    if (!wide_fits(a.num) || !wide_fits(a.den))
        return TOO_LARGE;
    *ret_num = (int64_t)a.num;
    *ret_den = (int64_t)a.den;
    return OK;
}

/* Digits from *at on, at least one. Leading zeros cost nothing; more digits than 128 bits hold are TOO_LARGE. */
static enum outcome parse_digits(const char *text, size_t length, size_t *at, __int128 *number)
{
    size_t first = *at;
    bool too_large = false;
    while (*at < length && text[*at] >= '0' && text[*at] <= '9') {
        too_large = too_large || __builtin_mul_overflow(*number, 10, number) ||
                    __builtin_add_overflow(*number, text[*at] - '0', number);
        *at += 1;
    }
    if (*at == first)
        return INVALID;
    return too_large ? TOO_LARGE : OK;
}

/* The places behind the point: each scales the denominator; zeros at the end are left out first. */
static enum outcome parse_decimals(const char *text, size_t length, size_t *at, __int128 *num, __int128 *den)
{
    size_t first = *at;
    while (*at < length && text[*at] >= '0' && text[*at] <= '9')
        *at += 1;
    if (*at == first)
        return INVALID;
    size_t last = *at;
    while (last > first && text[last - 1] == '0')
        last--;
    bool too_large = false;
    for (size_t i = first; i < last; i++)
        too_large = too_large || __builtin_mul_overflow(*den, 10, den) || __builtin_mul_overflow(*num, 10, num) ||
                    __builtin_add_overflow(*num, text[i] - '0', num);
    return too_large ? TOO_LARGE : OK;
}

/* A fault of form wins over a number that is too large: the whole text is read first. */
static enum outcome worse(enum outcome a, enum outcome b)
{
    return a == INVALID || b == INVALID ? INVALID : a != OK ? a : b;
}

enum outcome rational_parse(const char *text, size_t length, struct rational *ret_value)
{
    size_t at = 0;
    bool negative = length > 0 && text[0] == '-';
    at += negative;
    __int128 num = 0;
    __int128 den = 1;
    enum outcome outcome = parse_digits(text, length, &at, &num);
    if (outcome != INVALID && at < length && text[at] == '/') {
        at++;
        den = 0;
        outcome = worse(outcome, parse_digits(text, length, &at, &den));
        if (outcome == OK && den == 0)
            return INVALID;
    } else if (outcome != INVALID && at < length && text[at] == '.') {
        at++;
        outcome = worse(outcome, parse_decimals(text, length, &at, &num, &den));
    }
    if (at != length)
        return INVALID;
    TRY(outcome);
    return rational_make(negative ? -num : num, den, ret_value);
}

static size_t format_integer(__int128 number, char *out)
{
    char digits[RATIONAL_TEXT_CHARS];
    size_t count = 0;
    unsigned __int128 rest = magnitude(number);
    do {
        digits[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest != 0);
    size_t length = 0;
    if (number < 0)
        out[length++] = '-';
    while (count > 0)
        out[length++] = digits[--count];
    out[length] = '\0';
    return length;
}

size_t rational_format_full(struct rational a, char ret_text[RATIONAL_TEXT_CHARS])
{
    size_t length = format_integer(a.num, ret_text);
    ret_text[length++] = '/';
    return length + format_integer(a.den, ret_text + length);
}

size_t rational_format(struct rational a, char ret_text[RATIONAL_TEXT_CHARS])
{
    return a.den == 1 ? format_integer(a.num, ret_text) : rational_format_full(a, ret_text);
}
