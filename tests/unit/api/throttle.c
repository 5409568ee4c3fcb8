/* Guessing is slowed down by the clock that is handed in: when it begins, how the wait grows, when it is forgotten. */
#include "api/throttle.h"
#include "base/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MORNING_OFFICE = 30, TYPING_ERRORS = 5, SECOND = 1000, LONGEST = 300 * SECOND, FORGOTTEN = 900 * SECOND + 1 };
static const int64_t MONDAY = INT64_C(1587974400) * SECOND;

static void guess(struct throttle *throttle, enum throttle_kind kind, const char *key, int times, int64_t now)
{
    for (int i = 0; i < times; i++)
        throttle_failure(throttle, kind, key, now);
}

static void typing_errors_are_free(void **state)
{
    (void)state;
    struct throttle *throttle = throttle_open();
    guess(throttle, THROTTLE_ACCOUNT, "anna", TYPING_ERRORS - 1, MONDAY);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY), 0);
    throttle_failure(throttle, THROTTLE_ACCOUNT, "anna", MONDAY);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY), SECOND);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + SECOND - 1), 1);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + SECOND), 0);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "bertil", MONDAY), 0);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ADDRESS, "anna", MONDAY), 0);
    throttle_close(throttle);
}

static void an_office_shares_an_address(void **state)
{
    (void)state;
    struct throttle *throttle = throttle_open();
    guess(throttle, THROTTLE_ADDRESS, "192.0.2.7", MORNING_OFFICE - 1, MONDAY);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ADDRESS, "192.0.2.7", MONDAY), 0);
    throttle_failure(throttle, THROTTLE_ADDRESS, "192.0.2.7", MONDAY);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ADDRESS, "192.0.2.7", MONDAY), SECOND);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ADDRESS, "192.0.2.8", MONDAY), 0);
    throttle_close(throttle);
}

static void the_wait_doubles_and_has_an_end(void **state)
{
    (void)state;
    struct throttle *throttle = throttle_open();
    guess(throttle, THROTTLE_ACCOUNT, "anna", TYPING_ERRORS, MONDAY);
    for (int64_t wait = 2 * SECOND; wait <= 256 * SECOND; wait *= 2) {
        throttle_failure(throttle, THROTTLE_ACCOUNT, "anna", MONDAY);
        assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY), wait);
    }
    guess(throttle, THROTTLE_ACCOUNT, "anna", 1000, MONDAY);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY), LONGEST);
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + LONGEST), 0);
    throttle_close(throttle);
}

static void time_and_success_forget(void **state)
{
    (void)state;
    struct throttle *throttle = throttle_open();
    guess(throttle, THROTTLE_ACCOUNT, "anna", TYPING_ERRORS - 1, MONDAY);
    throttle_failure(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + FORGOTTEN); /* the first of a new count */
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + FORGOTTEN), 0);
    guess(throttle, THROTTLE_ACCOUNT, "anna", TYPING_ERRORS, MONDAY + FORGOTTEN);
    assert_true(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + FORGOTTEN) > 0);
    throttle_success(throttle, THROTTLE_ACCOUNT, "anna");
    assert_int_equal(throttle_wait(throttle, THROTTLE_ACCOUNT, "anna", MONDAY + FORGOTTEN), 0);
    throttle_close(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_errors_are_free),
        cmocka_unit_test(an_office_shares_an_address),
        cmocka_unit_test(the_wait_doubles_and_has_an_end),
        cmocka_unit_test(time_and_success_forget),
    };
    return crypto_start() != OK || cmocka_run_group_tests(tests, NULL, NULL);
}
