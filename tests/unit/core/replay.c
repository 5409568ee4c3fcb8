/* Weeks shared out anew: accounts over a change of key and of pack, and published figures held against them. */
#include "core/replay.h"

#include "core/account.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { REGIONS = 3 };

static const char *const counties[REGIONS] = {"01", "03", "04"};
static const int64_t old_key[REGIONS] = {6, 3, 1}, new_key[REGIONS] = {5, 3, 2};

static struct replay_week week_of(const char *week, const int64_t *weights, int64_t pack, int64_t packs)
{
    return (struct replay_week){.product = "X",
                                .week = week,
                                .pack_doses = pack,
                                .doses = packs * pack,
                                .counties = counties,
                                .weights = weights};
}

static void check_packs(const struct replay_result *result, int64_t first, int64_t second, int64_t third)
{
    assert_int_equal(result->lines[0].packs, first);
    assert_int_equal(result->lines[1].packs, second);
    assert_int_equal(result->lines[2].packs, third);
}

/* By hand: shares of 2,925, then 3,510, then 4,680 doses. */
static void accounts_go_on(void **state)
{
    (void)state;
    struct arena arena = arena_open(1 << 20);
    struct replay_account account;
    struct replay_result result;
    assert_int_equal(replay_open(&arena, REGIONS, &account), OK);
    struct replay_week week = week_of("2021-W05", old_key, 975, 3);
    assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
    check_packs(&result, 2, 1, 0);
    assert_int_equal(account.balances_micro[0], -195 * (int64_t)MICRO_DOSES);
    assert_int_equal(account.balances_micro[1], -97500000);
    week = week_of("2021-W06", old_key, 1170, 3);
    assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
    check_packs(&result, 2, 1, 0);
    assert_int_equal(result.lines[2].before_micro, 292500000);
    assert_int_equal(result.lines[2].after_micro, 643500000);
    week = week_of("2021-W07", new_key, 1170, 4);
    week.doses += 7;
    assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
    check_packs(&result, 2, 1, 1);
    assert_int_equal(result.left_doses, 7);
    assert_int_equal(account.balances_micro[2], 409500000);
    assert_int_equal(account.balances_micro[0] + account.balances_micro[1] + account.balances_micro[2], 0);
    assert_true(result.promise_kept && !result.published_missing && !result.lines[0].published_doses.known);
    struct replay_extreme extreme = replay_extreme(account.balances_micro, REGIONS, 1170);
    assert_int_equal(extreme.region, 0);
    assert_true(extreme.packs > 0.366 && extreme.packs < 0.367);
    arena_close(&arena);
}

/* Each week rounded for itself: the smallest never gets anything, and is owed more and more. */
static void weekly_rounding_drifts(void **state)
{
    (void)state;
    struct arena arena = arena_open(1 << 22);
    struct replay_account account;
    struct replay_result result;
    assert_int_equal(replay_open(&arena, REGIONS, &account), OK);
    struct replay_week week = week_of("2021-W05", old_key, 100, 3);
    int64_t got = 0;
    for (int i = 0; i < 30; i++) {
        assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
        assert_true(result.promise_kept);
        got += result.lines[2].packs;
    }
    assert_int_equal(got, 9);
    assert_int_equal(account.balances_micro[2], 0);
    assert_int_equal(result.lines[2].weekly_micro, 900 * (int64_t)MICRO_DOSES);
    arena_close(&arena);
}

static void published_figures_have_accounts(void **state)
{
    (void)state;
    struct arena arena = arena_open(1 << 20);
    struct replay_account account;
    struct replay_result result;
    const struct known_int published[REGIONS] = {{true, 100}, {true, 100}, {true, 100}};
    const struct known_int lacking[REGIONS] = {{true, 180}, {true, 90}, {0}};
    assert_int_equal(replay_open(&arena, REGIONS, &account), OK);
    struct replay_week week = week_of("2021-W05", old_key, 100, 3);
    week.published = published;
    assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
    assert_int_equal(result.lines[0].difference_doses.value, 100);
    assert_int_equal(result.lines[0].published_micro.value, 80 * (int64_t)MICRO_DOSES);
    assert_int_equal(result.lines[2].published_micro.value, -70 * (int64_t)MICRO_DOSES);
    week.published = lacking;
    assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
    assert_true(result.published_missing && !account.published_known);
    assert_false(result.lines[2].published_doses.known || result.lines[2].difference_doses.known);
    assert_false(result.lines[0].published_micro.known);
    assert_true(result.lines[0].difference_doses.known);
    week.published = published; /* and never again */
    assert_int_equal(replay_week(&arena, &account, &week, &result), OK);
    assert_false(result.lines[0].published_micro.known);
    arena_close(&arena);
}

static void refusals(void **state)
{
    (void)state;
    struct arena arena = arena_open(1 << 20);
    struct replay_account account;
    struct replay_result result;
    const int64_t nobody[REGIONS] = {0, 0, 0};
    const struct known_int huge[REGIONS] = {{true, ACCOUNT_MAX_DOSES}, {true, 1}, {true, 0}},
                           below[REGIONS] = {{true, -1}};
    assert_int_equal(replay_open(&arena, REGIONS, &account), OK);
    struct replay_week week = week_of("2021-W05", nobody, 100, 3);
    assert_int_equal(replay_week(&arena, &account, &week, &result), INVALID);
    week = week_of("2021-W05", old_key, 0, 3);
    assert_int_equal(replay_week(&arena, &account, &week, &result), INVALID);
    week = week_of("2021-W05", old_key, 100, 3);
    week.published = huge;
    assert_int_equal(replay_week(&arena, &account, &week, &result), TOO_LARGE);
    week.published = below;
    assert_int_equal(replay_week(&arena, &account, &week, &result), INVALID);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_go_on),
        cmocka_unit_test(weekly_rounding_drifts),
        cmocka_unit_test(published_figures_have_accounts),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
