/* Dates, ISO weeks and Stockholm's clock where they are unkind: leap days, years of 53 weeks, the nights when the clock
 * is moved, and the deadlines beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/report_rules.h"
#include "core/week.h"

static int64_t day(const char *text)
{
    int64_t days = 0;
    if (date_parse(text, &days) != OK)
        fail_msg("%s is a date", text);
    return days;
}

static int64_t week(const char *text)
{
    int64_t monday = 0;
    if (week_parse(text, &monday) != OK)
        fail_msg("%s is a week", text);
    return monday;
}

static int64_t utc(const char *text)
{
    int64_t seconds = 0;
    if (timestamp_parse(text, &seconds) != OK)
        fail_msg("%s is a moment", text);
    return seconds;
}

static void is_week(const char *date, const char *expected)
{
    char text[WEEK_CHARS + 1];
    week_format(week_of_date(day(date)), text);
    assert_string_equal(text, expected);
}

static void is_moment(int64_t moment, const char *expected)
{
    char text[TIMESTAMP_CHARS + 1];
    timestamp_format(moment, text);
    assert_string_equal(text, expected);
}

static void is_local_date(const char *moment, const char *expected)
{
    char text[DATE_CHARS + 1];
    date_format(local_date(utc(moment)), text);
    assert_string_equal(text, expected);
}

static void no_date(const char *text)
{
    int64_t ignored;
    if (date_parse(text, &ignored) != INVALID)
        fail_msg("%s is no date", text);
}

static void no_week(const char *text)
{
    int64_t ignored;
    if (week_parse(text, &ignored) != INVALID)
        fail_msg("%s is no week", text);
}

static void leap_days(void **state)
{
    (void)state;
    assert_int_equal(day("2024-03-01") - day("2024-02-29"), 1);
    assert_int_equal(day("2024-02-29") - day("2024-02-28"), 1);
    assert_int_equal(day("2025-03-01") - day("2024-03-01"), 365);
    assert_int_equal(day("2024-03-01") - day("2023-03-01"), 366);
    assert_int_equal(day("2000-03-01") - day("2000-02-28"), 2); /* every 400 years is one after all */
    assert_int_equal(day("1900-03-01") - day("1900-02-28"), 1);
    for (const char *const *text =
             (const char *const[]){"2023-02-29", "2024-02-30", "1900-02-29", "2100-02-29", "2021-04-31", "2024-00-01",
                                   "2024-13-01", "2024-2-29", "2024-02-29 ", "", NULL};
         *text != NULL; text++)
        no_date(*text);
    is_week("2024-02-29", "2024-W09");
    assert_int_equal(report_days_to_expiry(day("2024-02-29"), day("2024-02-28")), 2);
    assert_int_equal(report_age_days(utc("2024-02-28T23:30:00Z"), day("2024-03-01")), 1); /* 29 February in Stockholm */
    is_moment(local_moment(day("2024-02-29"), 12), "2024-02-29T11:00:00Z");
}

static void years_of_53_weeks(void **state)
{
    (void)state;
    is_week("2020-12-28", "2020-W53");
    is_week("2020-12-31", "2020-W53");
    is_week("2021-01-03", "2020-W53");
    is_week("2021-01-04", "2021-W01");
    is_week("2019-12-30", "2020-W01");
    is_week("2026-12-31", "2026-W53");
    is_week("2027-01-03", "2026-W53");
    is_week("2023-01-01", "2022-W52");
    assert_int_equal(week("2021-W01") - week("2020-W53"), 7);
    assert_int_equal(week("2020-W53") - week("2020-W52"), 7);
    no_week("2021-W53");
    no_week("2019-W53");
    no_week("2020-W54");
    no_week("2020-W00");
    int years = 0;
    for (int year = 2001; year <= 2100; year++) {
        char text[16];
        int64_t ignored;
        snprintf(text, sizeof text, "%04d-W53", year);
        years += week_parse(text, &ignored) == OK;
    }
    /* Those that begin on a Thursday, and leap years that begin on a Wednesday. */
    assert_int_equal(years, 18);
    /* Its report: due on the Monday of week 1, open for eight weeks of the new year. */
    struct report_window window = report_window(week("2020-W53"), 180, 228, utc("2021-01-04T10:59:59Z"));
    assert_true(window.begun && window.open && !window.locked);
    is_moment(window.due_at, "2021-01-04T11:00:00Z");
    is_moment(window.lock_at, "2021-01-06T11:00:00Z");
    assert_int_equal(report_week_due(utc("2021-01-03T22:59:59Z"), 180), week("2020-W52"));
    assert_int_equal(report_week_due(utc("2021-01-03T23:00:00Z"), 180), week("2020-W53"));
    assert_true(report_window(week("2020-W53"), 180, 228, utc("2021-02-28T22:59:59Z")).open);
    assert_false(report_window(week("2020-W53"), 180, 228, utc("2021-02-28T23:00:00Z")).open);
}

static void the_clock_goes_forward(void **state)
{
    (void)state;
    /* 2020-03-29: 02:00 becomes 03:00. */
    is_moment(local_moment(day("2020-03-29"), 1), "2020-03-29T00:00:00Z");
    is_moment(local_moment(day("2020-03-29"), 2), "2020-03-29T01:00:00Z"); /* there is none: the moment after */
    is_moment(local_moment(day("2020-03-29"), 3), "2020-03-29T01:00:00Z");
    is_moment(local_moment(day("2020-03-30"), 0), "2020-03-29T22:00:00Z"); /* a day of 23 hours */
    is_local_date("2020-03-28T22:59:59Z", "2020-03-28");
    is_local_date("2020-03-28T23:00:00Z", "2020-03-29");
    is_local_date("2020-03-29T21:59:59Z", "2020-03-29");
    is_local_date("2020-03-29T22:00:00Z", "2020-03-30");
    /* The report of that week: Monday noon by the wall, 179 hours after Monday 00:00. */
    struct report_window window = report_window(week("2020-W13"), 180, 228, utc("2020-03-30T09:59:59Z"));
    is_moment(window.due_at, "2020-03-30T10:00:00Z");
    is_moment(window.lock_at, "2020-04-01T10:00:00Z");
    assert_false(window.locked);
    assert_true(report_window(week("2020-W13"), 180, 228, utc("2020-04-01T10:00:00Z")).locked);
    assert_int_equal(report_week_due(utc("2020-03-29T21:59:59Z"), 180), week("2020-W12"));
    assert_int_equal(report_week_due(utc("2020-03-29T22:00:00Z"), 180), week("2020-W13"));
    /* A deadline inside the night itself: Sunday 02:30 is not to be had, in whole hours 02. */
    is_moment(report_window(week("2020-W13"), 6 * 24 + 2, 228, 0).due_at, "2020-03-29T01:00:00Z");
    assert_int_equal(report_age_days(utc("2020-03-28T23:30:00Z"), day("2020-03-29")), 0);
    assert_int_equal(report_age_days(utc("2020-03-29T22:30:00Z"), day("2020-03-31")), 1);
}

static void the_clock_goes_back(void **state)
{
    (void)state;
    /* 2020-10-25: 03:00 becomes 02:00. */
    is_moment(local_moment(day("2020-10-25"), 1), "2020-10-24T23:00:00Z");
    is_moment(local_moment(day("2020-10-25"), 2), "2020-10-25T00:00:00Z"); /* twice: the first */
    is_moment(local_moment(day("2020-10-25"), 3), "2020-10-25T02:00:00Z");
    is_moment(local_moment(day("2020-10-26"), 0), "2020-10-25T23:00:00Z"); /* a day of 25 hours */
    is_local_date("2020-10-24T21:59:59Z", "2020-10-24");
    is_local_date("2020-10-24T22:00:00Z", "2020-10-25");
    is_local_date("2020-10-25T22:59:59Z", "2020-10-25");
    is_local_date("2020-10-25T23:00:00Z", "2020-10-26");
    struct report_window window = report_window(week("2020-W43"), 180, 228, utc("2020-10-26T10:59:59Z"));
    is_moment(window.due_at, "2020-10-26T11:00:00Z");
    assert_int_equal(window.due_at - local_moment(week("2020-W43"), 0), 181 * 3600);
    assert_int_equal(report_week_due(utc("2020-10-25T22:59:59Z"), 180), week("2020-W42"));
    assert_int_equal(report_week_due(utc("2020-10-25T23:00:00Z"), 180), week("2020-W43"));
}

/* Hour after hour through four years: local days follow each other, and a day's midnight is the moment it begins. */
static void no_hour_is_lost(void **state)
{
    (void)state;
    int64_t before = local_date(utc("2020-01-01T00:00:00Z")), short_days = 0, long_days = 0, begun_at = 0;
    for (int64_t now = utc("2020-01-01T00:00:00Z"); now < utc("2024-03-02T00:00:00Z"); now += 3600) {
        int64_t today = local_date(now);
        assert_true(today == before || today == before + 1);
        if (today != before) {
            assert_int_equal(local_moment(today, 0), now);
            short_days += begun_at > 0 && now - begun_at == 23 * 3600;
            long_days += begun_at > 0 && now - begun_at == 25 * 3600;
            begun_at = now;
        }
        before = today;
    }
    assert_int_equal(short_days, 4);
    assert_int_equal(long_days, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leap_days),
        cmocka_unit_test(years_of_53_weeks),
        cmocka_unit_test(the_clock_goes_forward),
        cmocka_unit_test(the_clock_goes_back),
        cmocka_unit_test(no_hour_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
