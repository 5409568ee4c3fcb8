/* Counts as people write them, and the fields of a draft. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/assess_draft.h"

static void counts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum count_reading reading;
        int64_t count;
    } cases[] = {
        {"", COUNT_BLANK, 0},
        {" \xc2\xa0 ", COUNT_BLANK, 0},
        {"0", COUNT_NUMBER, 0},
        {"-0", COUNT_NUMBER, 0},
        {"1200", COUNT_NUMBER, 1200},
        {" 1 200 ", COUNT_NUMBER, 1200},
        {"1\xc2\xa0"
         "200\xe2\x80\xaf"
         "000",
         COUNT_NUMBER, 1200000},
        {"1 200,0", COUNT_NUMBER, 1200},
        {"12,", COUNT_NUMBER, 12},
        {"1.200.000", COUNT_NUMBER, 1200000},
        {"1,200,000.00", COUNT_NUMBER, 1200000},
        {"1.200,0", COUNT_NUMBER, 1200},
        {"+7", COUNT_NUMBER, 7},
        {"1000000000", COUNT_NUMBER, 1000000000},
        {"1000000001", COUNT_TOO_LARGE, 0},
        {"99999999999999999999999999", COUNT_TOO_LARGE, 0},
        {"1 200,5", COUNT_FRACTION, 0},
        {"0.5", COUNT_FRACTION, 0},
        {"-3", COUNT_NEGATIVE, 0},
        {"\xe2\x88\x92"
         "3",
         COUNT_NEGATIVE, 0},
        {"- 3", COUNT_NEGATIVE, 0},
        {"1.200", COUNT_AMBIGUOUS, 0},
        {"12,500", COUNT_AMBIGUOUS, 0},
        {"0,500", COUNT_FRACTION, 0},
        {"12 34", COUNT_WORD, 0},
        {"1 2000", COUNT_WORD, 0},
        {"1.20.000", COUNT_WORD, 0},
        {"tre", COUNT_WORD, 0},
        {"12 st", COUNT_WORD, 0},
        {"1e3", COUNT_WORD, 0},
        {"-", COUNT_WORD, 0},
        {",", COUNT_WORD, 0},
        {"1,,2", COUNT_WORD, 0},
        {"å", COUNT_WORD, 0},
        {"\xd9\xa3", COUNT_WORD, 0}, /* another script's three */
        {"1111111111111111111111111111111111111111111111111111111111111111111111111", COUNT_WORD, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t count = -1;
        enum count_reading reading = count_read(cases[i].text, &count);
        if (reading != cases[i].reading || (reading == COUNT_NUMBER && count != cases[i].count))
            fail_msg("\"%s\": %d %lld", cases[i].text, (int)reading, (long long)count);
    }
}

static void fields_of_a_draft(void **state)
{
    (void)state;
    static const char *const there[] = {"stock",           "open_orders",           "lot.0.quantity",
                                        "lot.99.lot_name", "delivery.12.confirmed", "part.3.use_in_week"};
    static const char *const not_there[] = {"",
                                            "Stock",
                                            "stock ",
                                            "lot",
                                            "lot.0",
                                            "lot..quantity",
                                            "lot.x.quantity",
                                            "lot.100.quantity",
                                            "lot.0.expected_on",
                                            "lot.0.quantity.1",
                                            "lots.0.quantity",
                                            "lot.-1.quantity"};
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
        if (!draft_field_exists(there[i]))
            fail_msg("%s", there[i]);
    for (size_t i = 0; i < sizeof not_there / sizeof not_there[0]; i++)
        if (draft_field_exists(not_there[i]))
            fail_msg("%s", not_there[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(fields_of_a_draft),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
