/* Swedish holidays against the calendars of 2020-2022. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/holiday.h"
#include "core/week.h"

static const struct {
    const char *date;
    enum holiday holiday;
} calendar[] = {
    {"2020-01-01", HOLIDAY_NEW_YEARS_DAY}, {"2020-01-06", HOLIDAY_EPIPHANY},      {"2020-04-10", HOLIDAY_GOOD_FRIDAY},
    {"2020-04-12", HOLIDAY_EASTER_SUNDAY}, {"2020-04-13", HOLIDAY_EASTER_MONDAY}, {"2020-05-01", HOLIDAY_FIRST_OF_MAY},
    {"2020-05-21", HOLIDAY_ASCENSION},     {"2020-05-31", HOLIDAY_WHIT_SUNDAY},   {"2020-06-06", HOLIDAY_NATIONAL_DAY},
    {"2020-06-19", HOLIDAY_MIDSUMMER_EVE}, {"2020-06-20", HOLIDAY_MIDSUMMER_DAY}, {"2020-10-31", HOLIDAY_ALL_SAINTS},
    {"2020-12-24", HOLIDAY_CHRISTMAS_EVE}, {"2020-12-25", HOLIDAY_CHRISTMAS_DAY}, {"2020-12-26", HOLIDAY_BOXING_DAY},
    {"2020-12-31", HOLIDAY_NEW_YEARS_EVE}, {"2021-01-01", HOLIDAY_NEW_YEARS_DAY}, {"2021-01-06", HOLIDAY_EPIPHANY},
    {"2021-04-02", HOLIDAY_GOOD_FRIDAY},   {"2021-04-04", HOLIDAY_EASTER_SUNDAY}, {"2021-04-05", HOLIDAY_EASTER_MONDAY},
    {"2021-05-01", HOLIDAY_FIRST_OF_MAY},  {"2021-05-13", HOLIDAY_ASCENSION},     {"2021-05-23", HOLIDAY_WHIT_SUNDAY},
    {"2021-06-06", HOLIDAY_NATIONAL_DAY},  {"2021-06-25", HOLIDAY_MIDSUMMER_EVE}, {"2021-06-26", HOLIDAY_MIDSUMMER_DAY},
    {"2021-11-06", HOLIDAY_ALL_SAINTS},    {"2021-12-24", HOLIDAY_CHRISTMAS_EVE}, {"2021-12-25", HOLIDAY_CHRISTMAS_DAY},
    {"2021-12-26", HOLIDAY_BOXING_DAY},    {"2021-12-31", HOLIDAY_NEW_YEARS_EVE}, {"2022-01-01", HOLIDAY_NEW_YEARS_DAY},
    {"2022-01-06", HOLIDAY_EPIPHANY},      {"2022-04-15", HOLIDAY_GOOD_FRIDAY},   {"2022-04-17", HOLIDAY_EASTER_SUNDAY},
    {"2022-04-18", HOLIDAY_EASTER_MONDAY}, {"2022-05-01", HOLIDAY_FIRST_OF_MAY},  {"2022-05-26", HOLIDAY_ASCENSION},
    {"2022-06-05", HOLIDAY_WHIT_SUNDAY},   {"2022-06-06", HOLIDAY_NATIONAL_DAY},  {"2022-06-24", HOLIDAY_MIDSUMMER_EVE},
    {"2022-06-25", HOLIDAY_MIDSUMMER_DAY}, {"2022-11-05", HOLIDAY_ALL_SAINTS},    {"2022-12-24", HOLIDAY_CHRISTMAS_EVE},
    {"2022-12-25", HOLIDAY_CHRISTMAS_DAY}, {"2022-12-26", HOLIDAY_BOXING_DAY},    {"2022-12-31", HOLIDAY_NEW_YEARS_EVE},
};

/* Exactly these days of the three years, and no other. */
static void three_calendars(void **state)
{
    (void)state;
    size_t next = 0;
    int64_t first, last;
    assert_int_equal(date_parse("2020-01-01", &first), OK);
    assert_int_equal(date_parse("2022-12-31", &last), OK);
    for (int64_t day = first; day <= last; day++) {
        char date[DATE_CHARS + 1];
        enum holiday holiday = holiday_of_date(day);
        if (holiday == HOLIDAY_NONE)
            continue;
        date_format(day, date);
        assert_true(next < sizeof calendar / sizeof calendar[0]);
        assert_string_equal(date, calendar[next].date);
        assert_int_equal(holiday, calendar[next].holiday);
        next++;
    }
    assert_int_equal(next, sizeof calendar / sizeof calendar[0]);
}

/* Early and late Easters, and years in which the rule's correction bites. */
static void easter_of_far_years(void **state)
{
    (void)state;
    static const char *const easters[] = {"1913-03-23", "1943-04-25", "1954-04-18", "1981-04-19",
                                          "2000-04-23", "2008-03-23", "2038-04-25", "2049-04-18"};
    for (size_t i = 0; i < sizeof easters / sizeof easters[0]; i++) {
        int64_t day;
        assert_int_equal(date_parse(easters[i], &day), OK);
        assert_int_equal(holiday_easter((easters[i][0] - '0') * 1000 + (easters[i][1] - '0') * 100 +
                                        (easters[i][2] - '0') * 10 + (easters[i][3] - '0')),
                         day);
    }
}

static void names(void **state)
{
    (void)state;
    for (int holiday = HOLIDAY_NONE + 1; holiday < HOLIDAY__COUNT; holiday++) {
        assert_true(strlen(holiday_name((enum holiday)holiday, false)) > 3);
        assert_true(strlen(holiday_name((enum holiday)holiday, true)) > 3);
    }
    assert_string_equal(holiday_name(HOLIDAY_MIDSUMMER_EVE, false), "midsommarafton");
    assert_string_equal(holiday_name(HOLIDAY_NONE, true), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(three_calendars), cmocka_unit_test(easter_of_far_years),
                                       cmocka_unit_test(names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
