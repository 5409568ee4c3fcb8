/* Codes of authenticator apps, held against RFC 6238's own vectors, and what the window and the last step let through.
 */
#include "base/totp.h"
#include "base/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";

/* RFC 6238, appendix B, the rows of SHA-1: 8 digits there, of which ours are the last 6. */
static const struct {
    int64_t at;
    const char *code;
} vectors[] = {
    {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
    {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
};

static void codes_are_those_of_the_rfc(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        char code[TOTP_DIGITS + 1];
        assert_int_equal(totp_code(secret, totp_step(vectors[i].at), code), OK);
        assert_string_equal(code, vectors[i].code + 2);
        int64_t step = 0;
        assert_int_equal(totp_check(secret, vectors[i].at, TOTP_NO_STEP, vectors[i].code + 2, &step), OK);
        assert_int_equal(step, vectors[i].at / 30);
    }
}

static void a_code_counts_one_step_early_and_one_late(void **state)
{
    (void)state;
    enum { STEP = 50000000, AT = STEP * TOTP_STEP_SECONDS };
    char code[TOTP_DIGITS + 1];
    int64_t found = 0;
    assert_int_equal(totp_code(secret, STEP, code), OK);
    assert_int_equal(totp_check(secret, AT - 30, TOTP_NO_STEP, code, &found), OK);
    assert_int_equal(totp_check(secret, AT + 59, TOTP_NO_STEP, code, &found), OK);
    assert_int_equal(found, STEP);
    found = 7;
    assert_int_equal(totp_check(secret, AT - 31, TOTP_NO_STEP, code, &found), FORBIDDEN);
    assert_int_equal(totp_check(secret, AT + 60, TOTP_NO_STEP, code, &found), FORBIDDEN);
    assert_int_equal(found, 7);
}

static void a_code_is_taken_once_and_none_before_it(void **state)
{
    (void)state;
    enum { STEP = 50000000, AT = STEP * TOTP_STEP_SECONDS };
    char code[TOTP_DIGITS + 1];
    int64_t found = 0;
    for (int64_t step = STEP - 1; step <= STEP + 1; step++) {
        assert_int_equal(totp_code(secret, step, code), OK);
        assert_int_equal(totp_check(secret, AT, STEP, code, &found), step > STEP ? OK : FORBIDDEN);
    }
    assert_int_equal(found, STEP + 1);
}

static void what_is_no_code_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "28708", "2870820", "28708a", "-28708", " 87082", "94287082", "287083"};
    int64_t found = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(totp_check(secret, 59, TOTP_NO_STEP, wrong[i], &found), FORBIDDEN);
    assert_int_equal(totp_check(secret, 0, TOTP_NO_STEP, "755224", &found), OK); /* RFC 4226: count 0; nothing before */
    char code[TOTP_DIGITS + 1];
    assert_int_equal(totp_code(secret, -1, code), INVALID);
}

static void a_secret_is_typed_as_base32(void **state)
{
    (void)state;
    char text[TOTP_BASE32_CHARS + 1];
    assert_int_equal(totp_base32(secret, text), OK);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_rfc),
        cmocka_unit_test(a_code_counts_one_step_early_and_one_late),
        cmocka_unit_test(a_code_is_taken_once_and_none_before_it),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(a_secret_is_typed_as_base32),
    };
    return crypto_start() != OK || cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
