/* Which passwords are too common. */
#include "api/common_passwords.h"

#include "base/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void the_list_is_long_enough_and_in_order(void **state)
{
    (void)state;
    assert_true(common_password_count >= 3000);
    for (size_t i = 1; i < common_password_count; i++)
        assert_true(common_passwords[i - 1] < common_passwords[i]);
}

static void common_ones_are_known_with_and_without_capitals(void **state)
{
    static const char *const common[] = {
        "1qaz2wsx3edc", "1QAZ2wsx3edc", "q1w2e3r4t5y6", "leavemealone",   "PolniyPizdec0211",
        "sonyericsson", "Sonyericsson", "websolutions", "gearsofwar2012", /* listed */
        "aaaaaaaaaaaa", "abababababab",                                   /* two characters */
        "Sommar202020", "lösenord1234", "Fördela-2020", "qwerty-123"      /* a word with little more */
    };
    (void)state;
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (!password_is_common(common[i]))
            fail_msg("%s is not known", common[i]);
}

static void others_are_not(void **state)
{
    static const char *const others[] = {"renar-vid-vattnet-5", "tolv tecken är bra", "sonyericsson!", "leavemealone7",
                                         "a long enough passphrase with password"};
    char longest[PASSWORD_MAX_BYTES + 1];
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (password_is_common(others[i]))
            fail_msg("%s is said to be common", others[i]);
    for (size_t i = 0; i < PASSWORD_MAX_BYTES; i++)
        longest[i] = (char)('a' + i % 26);
    longest[PASSWORD_MAX_BYTES] = '\0';
    assert_false(password_is_common(longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_is_long_enough_and_in_order),
        cmocka_unit_test(common_ones_are_known_with_and_without_capitals),
        cmocka_unit_test(others_are_not),
    };
    return crypto_start() == OK ? cmocka_run_group_tests_name("api/password", tests, NULL, NULL) : 1;
}
