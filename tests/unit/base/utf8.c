/* UTF-8, every scalar value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

static void takes_what_is_valid(void **state)
{
    static const char *const valid[] = {"",
                                        "a",
                                        "\xc2\x80",
                                        "\xdf\xbf",
                                        "\xe0\xa0\x80",
                                        "\xed\x9f\xbf",
                                        "\xee\x80\x80",
                                        "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80",
                                        "\xf4\x8f\xbf\xbf",
                                        "a\xc3\xa5z"};
    (void)state;
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
        assert_true(utf8_valid(valid[i], strlen(valid[i])));
    assert_true(utf8_valid("a\0b", 3));
}

static void refuses_what_is_not(void **state)
{
    static const char *const wrong[] = {"\x80",
                                        "\xbf",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xc3",
                                        "\xc3(",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xed\xbf\xbf",
                                        "\xe2\x82",
                                        "\xe2\x28\xa1",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xfe",
                                        "\xff",
                                        "\xf0\x9f\x98"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
}

/* Decoding every code point that may be written, encoded by the definition of RFC 3629. */
static void takes_every_scalar_value(void **state)
{
    (void)state;
    for (uint32_t point = 0x80; point <= 0x10ffff; point++) {
        unsigned char bytes[4];
        size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        for (size_t i = length; i-- > 1;)
            bytes[i] = (unsigned char)(0x80 | (point >> (6 * (length - 1 - i)) & 0x3f));
        bytes[0] = (unsigned char)((0xf00u >> length & 0xff) | point >> (6 * (length - 1)));
        bool surrogate = point >= 0xd800 && point <= 0xdfff;
        assert_int_equal(utf8_length(bytes, length), surrogate ? 0 : length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_valid),
        cmocka_unit_test(refuses_what_is_not),
        cmocka_unit_test(takes_every_scalar_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
