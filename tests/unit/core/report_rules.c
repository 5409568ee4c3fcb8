/* When a week may be reported, is late, is locked; what is asked for now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/report_rules.h"
#include "core/week.h"

static int64_t week(const char *text)
{
    int64_t monday = 0;
    assert_int_equal(week_parse(text, &monday), OK);
    return monday;
}

static int64_t day(const char *text)
{
    int64_t days = 0;
    assert_int_equal(date_parse(text, &days), OK);
    return days;
}

/* A local moment: hours after midnight in Stockholm. */
static int64_t at(const char *date, int64_t hours)
{
    return local_moment(day(date), hours);
}

static void times_are_those_of_the_wall_clock(void **state)
{
    (void)state;
    struct report_window window = report_window(week("2020-W17"), 180, 228, at("2020-04-27", 11));
    assert_int_equal(window.due_at, at("2020-04-27", 12));
    assert_int_equal(window.lock_at, at("2020-04-29", 12));
    /* Summer time begins on Sunday 29 March: Monday noon stays noon. */
    window = report_window(week("2020-W13"), 180, 228, 0);
    assert_int_equal(window.due_at, at("2020-03-30", 12));
    assert_int_equal(window.due_at - at("2020-03-23", 0), 179 * 3600);
}

static void a_week_opens_on_its_monday_and_closes_eight_weeks_later(void **state)
{
    (void)state;
    const int64_t monday = week("2020-W17");
    struct report_window before = report_window(monday, 180, 228, at("2020-04-20", 0) - 1);
    assert_false(before.begun);
    assert_false(before.open);
    struct report_window first = report_window(monday, 180, 228, at("2020-04-20", 0));
    assert_true(first.begun && first.open && !first.locked);
    assert_true(report_window(monday, 180, 228, at("2020-06-22", 0) - 1).open);
    struct report_window after = report_window(monday, 180, 228, at("2020-06-22", 0));
    assert_true(after.begun);
    assert_false(after.open);
}

static void the_lock_asks_for_a_reason(void **state)
{
    (void)state;
    struct report_window open = report_window(week("2020-W17"), 180, 228, at("2020-04-29", 12) - 1);
    struct report_window locked = report_window(week("2020-W17"), 180, 228, at("2020-04-29", 12));
    assert_false(open.locked);
    assert_true(locked.locked);
    assert_false(report_needs_reason(&open, REPORT_SUBMITTED));
    assert_true(report_needs_reason(&locked, REPORT_SUBMITTED));
    assert_true(report_needs_reason(&locked, REPORT_APPROVED));
    assert_false(report_needs_reason(&locked, REPORT_RETURNED));
    assert_int_equal(report_state_shown(&open, REPORT_APPROVED), REPORT_APPROVED);
    assert_int_equal(report_state_shown(&locked, REPORT_APPROVED), REPORT_LOCKED);
    assert_int_equal(report_state_shown(&locked, REPORT_RETURNED), REPORT_RETURNED);
}

static void the_week_due_follows_from_the_deadline(void **state)
{
    (void)state;
    const int64_t monday_night = at("2020-04-27", 0), sunday_night = monday_night - 1;
    assert_int_equal(report_week_due(monday_night, 180), week("2020-W17")); /* Monday noon after */
    assert_int_equal(report_week_due(sunday_night, 180), week("2020-W16"));
    assert_int_equal(report_week_due(monday_night, 108), week("2020-W18")); /* Friday noon of the week */
    assert_int_equal(report_week_due(monday_night, 168), week("2020-W18"));
    assert_int_equal(report_week_due(monday_night, 169), week("2020-W17"));
    assert_int_equal(report_week_due(at("2021-01-04", 9), 180), week("2020-W53"));
}

static void words_and_their_states(void **state)
{
    (void)state;
    for (int i = 0; i < REPORT_STATE__COUNT; i++)
        assert_int_equal(report_state_from_word(report_state_words[i]), i);
    assert_int_equal(report_state_from_word("gone"), -1);
    assert_null(report_state_words[REPORT_STATE__COUNT]);
}

static void days_and_ages(void **state)
{
    (void)state;
    assert_int_equal(report_days_to_expiry(day("2020-04-27"), day("2020-04-27")), 1);
    assert_int_equal(report_days_to_expiry(day("2020-04-26"), day("2020-04-27")), 0);
    assert_int_equal(report_age_days(at("2020-04-24", 23), day("2020-04-27")), 3);
    assert_int_equal(report_age_days(at("2020-04-27", 1), day("2020-04-27")), 0);
    assert_int_equal(report_age_days(at("2020-04-28", 1), day("2020-04-27")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_those_of_the_wall_clock),
        cmocka_unit_test(a_week_opens_on_its_monday_and_closes_eight_weeks_later),
        cmocka_unit_test(the_lock_asks_for_a_reason),
        cmocka_unit_test(the_week_due_follows_from_the_deadline),
        cmocka_unit_test(words_and_their_states),
        cmocka_unit_test(days_and_ages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
