/* The moved clock goes on from where it was put; the other one only forward. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

#include "base/clock.h"

static void the_offset_is_added(void **state)
{
    (void)state;
    const struct clock machine = {0}, past = {.offset_seconds = -86400, .moved = true};
    int64_t before = (int64_t)time(NULL), now = clock_now(&machine), then = clock_now(&past);
    int64_t after = (int64_t)time(NULL);
    assert_true(before <= now && now <= after);
    assert_true(before - 86400 <= then && then <= after - 86400);
}

static void the_monotonic_clock_does_not_go_back(void **state)
{
    (void)state;
    int64_t before = clock_monotonic_ms();
    for (int i = 0; i < 10000; i++) {
        int64_t now = clock_monotonic_ms();
        assert_true(now >= before);
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_offset_is_added),
        cmocka_unit_test(the_monotonic_clock_does_not_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
