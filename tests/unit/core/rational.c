/* Fractions: exact at the edges, never rounded silently, strict reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/rational.h"

static struct rational parsed(const char *text)
{
    struct rational value = {0, 0};
    assert_int_equal(rational_parse(text, strlen(text), &value), OK);
    return value;
}

static void assert_text(struct rational value, const char *expected)
{
    char text[RATIONAL_TEXT_CHARS];
    assert_int_equal(rational_format(value, text), strlen(expected));
    assert_string_equal(text, expected);
}

static void reads_and_writes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"3/2", "3/2"},
        {"7", "7"},
        {"0.26", "13/50"},
        {"14/4", "7/2"},
        {"-0", "0"},
        {"0/5", "0"},
        {"-29/97", "-29/97"},
        {"1.500000000000000000000000000000000", "3/2"},
        {"007", "7"},
        {"0.10", "1/10"},
        {"10/5", "2"},
        {"9223372036854775807/2", "9223372036854775807/2"},
        {"9223372036854775808", "9223372036854775808"},
        {"1/9223372036854775808", "1/9223372036854775808"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"36893488147419103232/4", "9223372036854775808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(parsed(cases[i][0]), cases[i][1]);
}

static void refuses(void **state)
{
    (void)state;
    static const char *const malformed[] = {"",   "-",   ".5",    "5.",    "1/",  "/2",  "1/0", "1/-2", "+1",  "1 ",
                                            " 1", "1e3", "1/2/3", "1.5/2", "1,5", "0x1", "--1", "½",    "1/00"};
    static const char *const large[] = {"9223372036854775809", "1/9223372036854775809", "-9223372036854775809",
                                        "999999999999999999999999999999999999999999999999/3",
                                        "0.00000000000000000000000000000000000000000000000001"};
    struct rational value = {5, 1};
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        assert_int_equal(rational_parse(malformed[i], strlen(malformed[i]), &value), INVALID);
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        assert_int_equal(rational_parse(large[i], strlen(large[i]), &value), TOO_LARGE);
    assert_int_equal(rational_parse("99999999999999999999999999999999999999999x", 42, &value), INVALID);
    assert_true(value.num == 5 && value.den == 1); /* nothing is written on refusal */
}

static void compares_at_the_edge(void **state)
{
    (void)state;
    struct rational a = parsed("9223372036854775807/9223372036854775808");
    struct rational b = parsed("9223372036854775806/9223372036854775807");
    assert_true(rational_compare(a, b) > 0);
    assert_true(rational_compare(b, a) < 0);
    assert_int_equal(rational_compare(a, a), 0);
    assert_true(rational_compare(parsed("-1/3"), parsed("-1/2")) > 0);
}

static void computes_exactly(void **state)
{
    (void)state;
    struct rational result;
    assert_int_equal(rational_add(parsed("1/6"), parsed("1/10"), &result), OK);
    assert_text(result, "4/15");
    assert_int_equal(rational_subtract(parsed("1/2"), parsed("1/2"), &result), OK);
    assert_text(result, "0");
    assert_int_equal(rational_multiply(parsed("9223372036854775807/3"), parsed("3/9223372036854775807"), &result), OK);
    assert_text(result, "1");
    assert_int_equal(rational_divide(parsed("7/3"), parsed("-14/9"), &result), OK);
    assert_text(result, "-3/2");
    assert_int_equal(rational_divide(result, rational_int(0), &result), INVALID);
    assert_int_equal(
        rational_add(parsed("1/9223372036854775808"), parsed("-9223372036854775807/9223372036854775808"), &result), OK);
    assert_text(result, "-4611686018427387903/4611686018427387904");
    assert_int_equal(rational_add(parsed("9223372036854775808"), parsed("1"), &result), TOO_LARGE);
    assert_int_equal(rational_add(parsed("1/9223372036854775807"), parsed("1/9223372036854775806"), &result),
                     TOO_LARGE);
    assert_int_equal(rational_multiply(parsed("9223372036854775808"), parsed("2"), &result), TOO_LARGE);
}

static void rounds_both_ways(void **state)
{
    (void)state;
    assert_int_equal(rational_floor(parsed("7/2")), 3);
    assert_int_equal(rational_ceil(parsed("7/2")), 4);
    assert_int_equal(rational_floor(parsed("-7/2")), -4);
    assert_int_equal(rational_ceil(parsed("-7/2")), -3);
    assert_int_equal(rational_floor(parsed("-4")), -4);
    assert_int_equal(rational_ceil(parsed("-9223372036854775808")), INT64_MIN);
    int64_t num;
    int64_t den;
    assert_int_equal(rational_split(parsed("9223372036854775808"), &num, &den), TOO_LARGE);
    assert_int_equal(rational_split(parsed("-3/7"), &num, &den), OK);
    assert_int_equal(num, -3);
    assert_int_equal(den, 7);
    char text[RATIONAL_TEXT_CHARS];
    rational_format_full(rational_int(14), text);
    assert_string_equal(text, "14/1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes), cmocka_unit_test(refuses),          cmocka_unit_test(compares_at_the_edge),
        cmocka_unit_test(computes_exactly), cmocka_unit_test(rounds_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
