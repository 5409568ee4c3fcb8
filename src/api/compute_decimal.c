#include "api/compute_decimal.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* sign * 0.d1d2d3... * 10^exponent, d1 not 0; the digits are those of text between first and last, without the point.
 */
struct decimal {
    int sign;
    int64_t exponent;
    const char *first;
    const char *end;
};

/* Beyond this every exponent is alike: no text that is read has so many digits. */
static const int64_t exponent_limit = INT64_C(1) << 40;

static int64_t read_exponent(const char *at, const char *end)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    int64_t exponent = 0;
    for (; at < end; at++)
        if (exponent < exponent_limit)
            exponent = exponent * 10 + (*at - '0');
    if (exponent > exponent_limit)
        exponent = exponent_limit;
    return negative ? -exponent : exponent;
}

static struct decimal decimal_of(const char *text, size_t length)
{
    const char *end = text + length;
    struct decimal decimal = {.sign = 1};
    if (text < end && *text == '-') {
        decimal.sign = -1;
        text++;
    }
    const char *mantissa_end = text;
    while (mantissa_end < end && *mantissa_end != 'e' && *mantissa_end != 'E')
        mantissa_end++;
    int64_t exponent = mantissa_end < end ? read_exponent(mantissa_end + 1, end) : 0;
    const char *point = (const char *)memchr(text, '.', (size_t)(mantissa_end - text));
    const char *whole_end = point ? point : mantissa_end;
    const char *first = text;
    while (first < mantissa_end && (*first == '0' || *first == '.'))
        first++;
    if (first == mantissa_end)
        return (struct decimal){0};
    /* Digits before the point count up, zeros behind it count down. */
    decimal.exponent = exponent + (first < whole_end ? whole_end - first : whole_end - first + 1);
    decimal.first = first;
    decimal.end = mantissa_end;
    return decimal;
}

/* The next digit, 0 for ever behind the last. */
static char next_digit(const char **at, const char *end)
{
    if (*at < end && **at == '.')
        (*at)++;
    return *at < end ? *(*at)++ : '0';
}

int decimal_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    struct decimal x = decimal_of(a, a_length), y = decimal_of(b, b_length);
    if (x.sign != y.sign)
        return x.sign < y.sign ? -1 : 1;
    if (x.sign == 0)
        return 0;
    if (x.exponent != y.exponent)
        return x.exponent < y.exponent ? -x.sign : x.sign;
    while (x.first < x.end || y.first < y.end) {
        char digit_x = next_digit(&x.first, x.end), digit_y = next_digit(&y.first, y.end);
        if (digit_x != digit_y)
            return digit_x < digit_y ? -x.sign : x.sign;
    }
    return 0;
}

/* By hand, from the last digit to the point: what is carried over the point is the whole part. */
int64_t decimal_floor_product(const char *number, size_t length, int64_t factor)
{
    struct decimal decimal = decimal_of(number, length);
    int64_t carry = 0;
    if (decimal.sign == 0)
        return 0;
    for (const char *at = decimal.end; at-- > decimal.first;)
        if (*at != '.')
            carry = (carry + (*at - '0') * factor) / 10;
    for (int64_t zero = decimal.exponent; zero < 0 && carry > 0; zero++)
        carry /= 10;
    return carry;
}
