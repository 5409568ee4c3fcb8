#include "big.h"

#include <string.h>

struct big big_open(struct arena *arena, size_t capacity)
{
    return (struct big){.limbs = ARENA_ARRAY(arena, capacity, uint64_t), .capacity = capacity};
}

void big_copy(struct big *target, const struct big *source)
{
    memcpy(target->limbs, source->limbs, source->count * sizeof *source->limbs);
    target->count = source->count;
}

void big_multiply(struct big *number, uint64_t factor)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < number->count; i++) {
        unsigned __int128 product = (unsigned __int128)number->limbs[i] * factor + carry;
        number->limbs[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry != 0)
        number->limbs[number->count++] = carry;
    while (number->count > 0 && number->limbs[number->count - 1] == 0)
        number->count--;
}

static void add_product_at(struct big *number, const struct big *addend, uint64_t factor, size_t offset)
{
    if (factor == 0 || addend->count == 0)
        return;
    while (number->count < addend->count + offset)
        number->limbs[number->count++] = 0;
    uint64_t carry = 0;
    for (size_t i = 0; i < addend->count; i++) {
        unsigned __int128 sum = (unsigned __int128)addend->limbs[i] * factor + number->limbs[i + offset] + carry;
        number->limbs[i + offset] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    for (size_t i = addend->count + offset; carry != 0; i++) {
        if (i == number->count)
            number->limbs[number->count++] = 0;
        number->limbs[i] += carry;
        carry = number->limbs[i] < carry;
    }
}

void big_add_product(struct big *number, const struct big *addend, uint64_t factor)
{
    add_product_at(number, addend, factor, 0);
}

void big_add_product_shifted(struct big *number, const struct big *addend, uint64_t factor)
{
    add_product_at(number, addend, factor, 1);
}

int big_compare(const struct big *a, const struct big *b)
{
    if (a->count != b->count)
        return a->count > b->count ? 1 : -1;
    for (size_t i = a->count; i-- > 0;)
        if (a->limbs[i] != b->limbs[i])
            return a->limbs[i] > b->limbs[i] ? 1 : -1;
    return 0;
}

/* a -= b, a >= b */
static void subtract(struct big *a, const struct big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint64_t other = i < b->count ? b->limbs[i] : 0;
        unsigned __int128 difference = (unsigned __int128)a->limbs[i] - other - borrow;
        a->limbs[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) != 0;
        if (i >= b->count && borrow == 0)
            break;
    }
    while (a->count > 0 && a->limbs[a->count - 1] == 0)
        a->count--;
}

/* Shifts all factors of two out of a number above 0 and says how many there were. */
static size_t make_odd(struct big *a)
{
    size_t whole = 0;
    while (a->limbs[whole] == 0)
        whole++;
    unsigned bits = (unsigned)__builtin_ctzll(a->limbs[whole]);
    for (size_t i = whole; i < a->count; i++) {
        uint64_t above = i + 1 < a->count && bits != 0 ? a->limbs[i + 1] << (64 - bits) : 0;
        a->limbs[i - whole] = a->limbs[i] >> bits | above;
    }
    a->count -= whole;
    while (a->limbs[a->count - 1] == 0)
        a->count--;
    return whole * 64 + bits;
}

/* quotient of a number by an odd divisor that divides it, if it fits 127 bits: exact division from the low end. */
static bool divide_exactly(struct big *number, const struct big *divisor, unsigned __int128 *quotient)
{
    uint64_t inverse = divisor->limbs[0]; /* Newton: correct to 3 bits, doubling five times */
    for (int i = 0; i < 5; i++)
        inverse *= 2 - divisor->limbs[0] * inverse;
    *quotient = 0;
    if (number->count > divisor->count + 2)
        return false;
    for (size_t digit = 0; digit < 2 && number->count > 0; digit++) {
        uint64_t q = digit < number->count ? number->limbs[digit] * inverse : 0;
        *quotient |= (unsigned __int128)q << (64 * digit);
        uint64_t borrow = 0;
        for (size_t i = 0; i + digit < number->count; i++) {
            unsigned __int128 product = (i < divisor->count ? (unsigned __int128)divisor->limbs[i] * q : 0) + borrow;
            uint64_t low = (uint64_t)product;
            borrow = (uint64_t)(product >> 64) + (number->limbs[i + digit] < low);
            number->limbs[i + digit] -= low;
        }
        while (number->count > 0 && number->limbs[number->count - 1] == 0)
            number->count--;
    }
    return number->count == 0 && (*quotient >> 127) == 0;
}

static bool shift_left(unsigned __int128 value, size_t bits, __int128 *ret)
{
    if (bits > 126 || (value << bits) >> bits != value || (value << bits) >> 127 != 0)
        return false;
    *ret = (__int128)(value << bits);
    return true;
}

/* The binary algorithm: odd parts apart from the powers of two. */
bool big_reduce(struct arena *arena, struct big *a, struct big *b, __int128 *ret_a, __int128 *ret_b)
{
    size_t twos_a = make_odd(a);
    size_t twos_b = make_odd(b);
    size_t common = twos_a < twos_b ? twos_a : twos_b;
    size_t room = (a->count > b->count ? a->count : b->count) + 1;
    struct big x = big_open(arena, room);
    struct big y = big_open(arena, room);
    if (x.limbs == NULL || y.limbs == NULL)
        return false;
    big_copy(&x, a);
    big_copy(&y, b);
    for (int order = big_compare(&x, &y); order != 0; order = big_compare(&x, &y)) {
        struct big *greater = order > 0 ? &x : &y;
        subtract(greater, order > 0 ? &y : &x);
        make_odd(greater);
    }
    unsigned __int128 left;
    unsigned __int128 right;
    return divide_exactly(a, &x, &left) && divide_exactly(b, &x, &right) && shift_left(left, twos_a - common, ret_a) &&
           shift_left(right, twos_b - common, ret_b);
}
