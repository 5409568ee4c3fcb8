/* What came and went against what the region says it has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/region_stock.h"

static void all_known(void **state)
{
    (void)state;
    struct known_int figures[STOCK__COUNT] = {
        [STOCK_OPENING] = known_int(100), [STOCK_DELIVERED] = known_int(1170), [STOCK_MOVED_IN] = known_int(30),
        [STOCK_GIVEN] = known_int(900),   [STOCK_DISCARDED] = known_int(6),    [STOCK_MOVED_OUT] = known_int(60),
        [STOCK_STATED] = known_int(330)};
    struct stock_balance balance = stock_balance(figures);
    assert_true(balance.complete);
    assert_true(balance.expected.known && balance.expected.value == 334);
    assert_true(balance.unexplained.known && balance.unexplained.value == 4);
    figures[STOCK_STATED] = known_int(350);
    assert_int_equal(stock_balance(figures).unexplained.value, -16);
}

/* Each missing figure is named, and nothing is computed that needs it. 0 is a figure. */
static void each_missing(void **state)
{
    (void)state;
    for (int gone = 0; gone < STOCK__COUNT; gone++) {
        struct known_int figures[STOCK__COUNT];
        for (int i = 0; i < STOCK__COUNT; i++)
            figures[i] = known_int(0);
        figures[gone] = (struct known_int){0};
        struct stock_balance balance = stock_balance(figures);
        assert_false(balance.complete);
        assert_false(balance.unexplained.known);
        assert_int_equal(balance.expected.known, gone == STOCK_STATED);
        for (int i = 0; i < STOCK__COUNT; i++)
            assert_int_equal(balance.missing[i], i == gone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_known), cmocka_unit_test(each_missing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
