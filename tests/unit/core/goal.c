/* Second doses against every possible schedule; safe first doses against trying; revisions, intervals and goals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/equal_key.h"
#include "core/forecast.h"
#include "core/goal.h"
#include "core/week.h"
#include "random.h"

enum { WEEKS = 6, ARENA_BYTES = 16 * 1024 * 1024 };

/* Whether any placement of the second doses of weeks from t on works; tried one dose after the other. */
static bool some_schedule(const struct feasibility_input *input, size_t t, int64_t left, int64_t from, int64_t *used)
{
    while (left == 0) {
        if (++t >= input->first_count) {
            int64_t stock = 0;
            for (size_t week = 0; week < input->weeks; week++) {
                stock += input->supply[week] - used[week];
                if (stock < 0 || used[week] > input->capacity[week])
                    return false;
            }
            return true;
        }
        left = input->first_doses[t];
        from = (int64_t)t + input->min_weeks;
    }
    for (int64_t week = from; week <= (int64_t)t + input->max_weeks; week++) {
        used[week]++;
        bool works = some_schedule(input, t, left - 1, week, used);
        used[week]--;
        if (works)
            return true;
    }
    return false;
}

static void test_feasibility_against_all_schedules(void **unused)
{
    (void)unused;
    uint64_t state = 44;
    int outcomes[4] = {0};
    for (int round = 0; round < 3000; round++) {
        struct arena arena = arena_open(ARENA_BYTES);
        int64_t supply[WEEKS], capacity[WEEKS], first[3], used[WEEKS] = {0};
        struct feasibility_input input = {.weeks = WEEKS, .supply = supply, .capacity = capacity, .first_doses = first};
        input.min_weeks = random_between(&state, 1, 2);
        input.max_weeks = input.min_weeks + random_between(&state, 0, 1);
        input.first_count = 3;
        for (size_t i = 0; i < WEEKS; i++) {
            supply[i] = random_between(&state, 0, 4);
            capacity[i] = random_between(&state, 1, 4);
        }
        for (size_t i = 0; i < 3; i++)
            used[i] = first[i] = random_between(&state, 0, 3);
        struct feasibility result;
        assert_int_equal(goal_feasibility(&arena, &input, &result), OK);
        bool possible = some_schedule(&input, (size_t)-1, 0, 0, used);
        assert_int_equal(result.reason == FEASIBLE, possible);
        outcomes[result.reason]++;
        arena_close(&arena);
    }
    for (size_t i = 0; i < 4; i++)
        assert_true(outcomes[i] > 100); /* every kind of answer was seen */
}

/* The most new first doses is what a plan with one more would not survive. */
static void test_safe_first_doses(void **unused)
{
    (void)unused;
    uint64_t state = 8;
    for (int round = 0; round < 2000; round++) {
        int64_t supply[WEEKS] = {0}, committed[WEEKS], interval = random_between(&state, 1, WEEKS - 1);
        int64_t stock = random_between(&state, 0, 40);
        for (size_t i = 0; i < WEEKS; i++) {
            supply[i] = i > 0 ? random_between(&state, 0, 20) : 0;
            committed[i] = random_between(&state, 0, 15);
        }
        struct safe_first safe = goal_safe_first(stock, supply, committed, WEEKS, interval);
        int64_t most = -1;
        for (int64_t doses = 0; doses <= 40 + 20 * WEEKS; doses++) {
            int64_t left = stock - doses;
            bool survives = true;
            for (int64_t week = 0; week < WEEKS; week++) {
                left += supply[week] - committed[week] - (week == interval ? doses : 0);
                survives = survives && left >= 0;
            }
            most = survives ? doses : most;
        }
        assert_int_equal(safe.coverable, most >= 0);
        assert_int_equal(safe.max_first, most < 0 ? 0 : most);
    }
}

static void test_known_dates(void **unused)
{
    (void)unused;
    int64_t goal, day, expected;
    assert_int_equal(date_parse("2021-06-30", &goal), OK);
    assert_int_equal(goal_last_first_day(goal, 9, &day), OK);
    assert_int_equal(date_parse("2021-04-28", &expected), OK);
    assert_int_equal(day, expected);
    assert_int_equal(goal_last_first_day(goal, 12, &day), OK);
    assert_int_equal(date_parse("2021-04-07", &expected), OK);
    assert_int_equal(day, expected);
    assert_int_equal(goal_last_first_day(goal, INT64_MAX, &day), TOO_LARGE);
    struct goal_gap gap;
    assert_int_equal(goal_gap(1000, (struct rational){4, 5}, (struct rational){1, 10}, 1500, &gap), OK);
    assert_int_equal(gap.persons, 800);
    assert_int_equal(gap.doses_needed, 1520); /* 720 with two, 80 with one */
    assert_int_equal(gap.doses_missing, 20);
    assert_int_equal(gap.persons_missing, 10);
}

static void test_revisions(void **unused)
{
    (void)unused;
    int64_t value;
    assert_int_equal(forecast_revise(1000, FORECAST_BY_PERCENT, rational_int(-60), &value), OK);
    assert_int_equal(value, 400);
    assert_int_equal(forecast_revise(1000, FORECAST_TO_PERCENT, rational_int(60), &value), OK);
    assert_int_equal(value, 600);
    assert_int_equal(forecast_revise(5, FORECAST_BY_PERCENT, rational_int(-50), &value), OK);
    assert_int_equal(value, 3); /* half up */
    assert_int_equal(forecast_revise(5, FORECAST_BY_PERCENT, rational_int(-101), &value), INVALID);
    /* A cut of 100 and 50, of which 120 come two weeks later. */
    const struct forecast_week weeks[] = {{0, {true, 80}, {true, 80}},
                                          {7, {true, 100}, {true, 0}},
                                          {14, {true, 50}, {false, 0}},
                                          {21, {true, 30}, {true, 150}}};
    struct forecast_revision revision;
    assert_int_equal(forecast_compare(weeks, 4, 5, &revision), OK);
    assert_int_equal(revision.lowered, 150);
    assert_int_equal(revision.raised, 120);
    assert_int_equal(revision.compensated, 120);
    assert_int_equal(revision.net, -30);
    assert_int_equal(revision.first_changed, 1);
    assert_int_equal(revision.notice_days, 2);
    /* 0 that becomes withdrawn is a change, although no dose moves. */
    const struct forecast_week withdrawn = {7, {true, 0}, {false, 0}};
    assert_int_equal(forecast_compare(&withdrawn, 1, 0, &revision), OK);
    assert_true(revision.changed && revision.net == 0);
}

static void test_late_is_not_lost(void **unused)
{
    (void)unused;
    static const struct forecast_pair pairs[] = {{100, 40}, {100, 74}, {100, 300}};
    int64_t cumulative[3];
    struct forecast_backlog backlog;
    assert_int_equal(forecast_backlog(pairs, 3, cumulative, &backlog), OK);
    assert_memory_equal(cumulative, ((int64_t[]){60, 86, -114}), sizeof cumulative);
    assert_int_equal(backlog.most, 86);
    assert_int_equal(backlog.most_week, 1);
    assert_true(backlog.weeks_to_recover.known);
    assert_int_equal(backlog.weeks_to_recover.value, 1);
    assert_int_equal(backlog.lost, -114);
    assert_int_equal(forecast_backlog(pairs, 2, cumulative, &backlog), OK);
    assert_false(backlog.weeks_to_recover.known);
}

static void test_intervals(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct rational ratios[9];
    for (int64_t i = 0; i < 9; i++)
        ratios[i] = (struct rational){(i * 4) % 9 + 1, 10}; /* 0.1 ... 0.9 in another order */
    struct forecast_interval interval;
    const struct rational tenth = {1, 10};
    assert_int_equal(forecast_interval(&arena, (struct forecast_history){ratios, 9}, (struct forecast_history){0}, 1000,
                                       6, tenth, &interval),
                     OK);
    assert_int_equal(interval.pool, FORECAST_OWN);
    assert_int_equal(interval.point, 498); /* 0.5 of 1,000 in whole packs of 6 */
    assert_int_equal(interval.lower, 96);  /* first of nine */
    assert_true(interval.upper.known && interval.upper.value == 900);
    assert_int_equal(forecast_interval(&arena, (struct forecast_history){ratios, 7},
                                       (struct forecast_history){ratios, 8}, 1000, 6, tenth, &interval),
                     OK);
    assert_int_equal(interval.pool, FORECAST_ALL_PRODUCTS);
    assert_false(interval.upper.known); /* ninth of eight: open */
    assert_int_equal(interval.lower, 0);
    assert_int_equal(forecast_interval(&arena, (struct forecast_history){ratios, 7},
                                       (struct forecast_history){ratios, 7}, 1000, 6, tenth, &interval),
                     OK);
    assert_int_equal(interval.pool, FORECAST_TOO_LITTLE);
    arena_close(&arena);
}

/* Withdrawn is known to be unknown; 0 is known to be nothing. */
static void test_as_of(void **unused)
{
    (void)unused;
    const struct forecast_version versions[] = {
        {20, 1, {true, 0}}, {10, 2, {true, 5}}, {10, 1, {true, 4}}, {30, 1, {false, 0}}};
    assert_int_equal(forecast_as_of(versions, 4, 9), 4);
    assert_int_equal(forecast_as_of(versions, 4, 19), 1);
    assert_int_equal(forecast_as_of(versions, 4, 20), 0);
    assert_int_equal(forecast_as_of(versions, 4, 99), 3);
}

/* Integer weights are the exact key: each within a millionth of a dose per group of it, their sum the plan. */
static void test_equal_key_weights(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    static const int64_t remaining[] = {200000, 1000000, 100000, 200000};
    const struct equal_key_product products[] = {{150000, (bool[]){true, false}}, {450000, (bool[]){true, true}}};
    const struct equal_key_input input = {
        .groups = 2, .regions = 2, .products = 2, .remaining = remaining, .list = products};
    struct equal_key_result exact;
    int64_t weights[4];
    assert_int_equal(equal_key(&arena, &input, &exact), OK);
    assert_int_equal(equal_key_weights(&arena, &input, weights), OK);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(weights[i], rational_floor(exact.entitlement[i]) * 1000000);
    assert_int_equal(exact.key[2].num, 7);
    assert_int_equal(exact.key[2].den, 9);
    int64_t left;
    assert_int_equal(equal_key_remaining(1001, (struct rational){1, 2}, 300, &left), OK);
    assert_int_equal(left, 201);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feasibility_against_all_schedules),
        cmocka_unit_test(test_safe_first_doses),
        cmocka_unit_test(test_known_dates),
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_late_is_not_lost),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_as_of),
        cmocka_unit_test(test_equal_key_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
