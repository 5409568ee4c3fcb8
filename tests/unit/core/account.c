/* The accounts: promise, exact sums, no drift, against an independent slow reading in fractions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/account.h"
#include "core/apportion.h"
#include "random.h"

enum { REGIONS = 21, ARENA_BYTES = 256 * 1024 * 1024, PACK = 1170 };

/* Residents of the counties on 31 December 2019 (SCB), in the order of the county codes. */
static const int64_t residents[REGIONS] = {2377081, 383713, 297540,  465495, 363599,  201469, 245446,
                                           59686,   159606, 1377827, 333848, 1725881, 282414, 304805,
                                           275845,  287966, 287382,  245347, 130810,  271736, 250093};

static int64_t size_of(int64_t a)
{
    return a < 0 ? -a : a;
}

/* --- exact --- */

static bool within_a_pack(const struct rational *balances, size_t count, int64_t pack)
{
    for (size_t i = 0; i < count; i++)
        if (rational_compare(balances[i], rational_int(pack)) >= 0 ||
            rational_compare(balances[i], rational_int(-pack)) <= 0)
            return false;
    return true;
}

/* Even keys, or a few large regions beside many small ones, which is where the guard is needed. */
static void random_key(uint64_t *state, int64_t *weights, size_t count, bool skewed)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = random_between(state, 1, skewed ? 9 : 100000) << (skewed ? random_between(state, 0, 6) : 0);
}

/* 200 random fixed keys, 200 weeks each: the sum of packs is exact, no balance reaches a pack, the guarantee holds, and
 * the balance is what the packs say. */
static void test_promise_for_fixed_keys(void **unused)
{
    (void)unused;
    uint64_t state = 20210401;
    int guarded = 0;
    for (int key = 0; key < 200; key++) {
        struct arena arena = arena_open(ARENA_BYTES);
        size_t count = (size_t)random_between(&state, 2, REGIONS);
        int64_t weights[REGIONS], packs[REGIONS], received[REGIONS] = {0}, given = 0, sum = 0;
        struct rational balances[REGIONS];
        random_key(&state, weights, count, key % 2 == 1);
        for (size_t i = 0; i < count; i++) {
            balances[i] = rational_int(0);
            sum += weights[i];
        }
        for (int week = 0; week < 200; week++) {
            struct account_flags flags;
            struct account_exact exact = {.weights = weights,
                                          .count = count,
                                          .pack_doses = 6,
                                          .packs = random_between(&state, 0, week % 2 ? 7 : 1)};
            assert_int_equal(account_exact_week(&arena, &exact, balances, packs, balances, &flags), OK);
            int64_t total = 0;
            given += exact.packs;
            guarded += flags.guard_used;
            assert_false(flags.guarantee_broken);
            assert_true(within_a_pack(balances, count, 6));
            for (size_t i = 0; i < count; i++) {
                struct rational due;
                total += packs[i];
                received[i] += packs[i];
                assert_int_equal(rational_make((__int128)6 * (weights[i] * given - received[i] * sum), sum, &due), OK);
                assert_int_equal(rational_compare(due, balances[i]), 0);
            }
            assert_int_equal(total, exact.packs);
        }
        arena_close(&arena);
    }
    print_message("200 keys, 200 weeks each: guard used in %d weeks\n", guarded);
    assert_true(guarded > 0); /* the keys are hard enough to need it */
}

/* Largest balance first breaks a pack on this key; the guard does not. */
static void test_guard_is_needed(void **unused)
{
    (void)unused;
    static const int64_t weights[] = {40, 40, 10, 4, 3};
    bool broke[2] = {false, false};
    for (int guard = 0; guard < 2; guard++) {
        struct arena arena = arena_open(ARENA_BYTES);
        struct rational balances[5];
        int64_t packs[5];
        struct account_flags flags;
        struct account_exact exact = {
            .weights = weights, .count = 5, .pack_doses = 1, .packs = 1, .without_guard = guard == 0};
        for (size_t i = 0; i < 5; i++)
            balances[i] = rational_int(0);
        for (int week = 0; week < 97; week++) {
            assert_int_equal(account_exact_week(&arena, &exact, balances, packs, balances, &flags), OK);
            broke[guard] = broke[guard] || !within_a_pack(balances, 5, 1);
        }
        for (size_t i = 0; i < 5 && guard == 1; i++) /* after 97 packs of a key of 97 everybody has its own */
            assert_int_equal(rational_sign(balances[i]), 0);
        arena_close(&arena);
    }
    assert_true(broke[0]);
    assert_false(broke[1]);
}

/* Order of the regions changes nothing where no tie decides. */
static void test_order_does_not_matter(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct rational forward[REGIONS], backward[REGIONS];
    int64_t reversed[REGIONS], packs[REGIONS], back[REGIONS];
    struct account_flags flags;
    for (size_t i = 0; i < REGIONS; i++) {
        forward[i] = backward[i] = rational_int(0);
        reversed[i] = residents[REGIONS - 1 - i];
    }
    for (int week = 0; week < 60; week++) {
        struct account_exact exact = {
            .weights = residents, .count = REGIONS, .pack_doses = PACK, .packs = 3 + week % 40};
        assert_int_equal(account_exact_week(&arena, &exact, forward, packs, forward, &flags), OK);
        exact.weights = reversed;
        assert_int_equal(account_exact_week(&arena, &exact, backward, back, backward, &flags), OK);
        for (size_t i = 0; i < REGIONS; i++)
            assert_int_equal(packs[i], back[REGIONS - 1 - i]);
    }
    arena_close(&arena);
}

/* --- kept --- */

struct kept {
    struct account_region regions[REGIONS];
    int64_t doses_under_key;
};

static struct account_result run_week(struct arena *arena, struct kept *kept, int64_t packs)
{
    struct account_week week = {.regions = kept->regions,
                                .count = REGIONS,
                                .pack_doses = PACK,
                                .packs = packs,
                                .doses_under_key = kept->doses_under_key};
    struct account_result result;
    assert_int_equal(account_week(arena, &week, &result), OK);
    int64_t sum = 0, given = 0;
    for (size_t i = 0; i < REGIONS; i++) {
        const struct account_line *line = &result.lines[i];
        assert_int_equal(line->balance_micro, kept->regions[i].balance_micro + line->credit_micro + line->waived_micro -
                                                  line->key_packs * PACK * MICRO_DOSES);
        sum += line->balance_micro;
        given += line->key_packs + line->second_packs;
    }
    assert_int_equal(sum, 0);
    assert_int_equal(given + result.surplus_packs, packs);
    return result;
}

static void keep(struct kept *kept, const struct account_result *result)
{
    for (size_t i = 0; i < REGIONS; i++)
        kept->regions[i].balance_micro = result->lines[i].balance_micro;
    kept->doses_under_key = result->doses_under_key;
}

/* The exact right less what was received, in micro-doses, kept in units of 2^-40: far finer than what is looked for. */
struct exact_sum {
    __int128 whole; /* micro-doses, of whole parts */
    __int128 rest;  /* 2^-40 micro-doses */
};

/* 1,000 weeks and 100 changes of key with the residents of the counties: the balances sum to exactly 0 every week, and
 * at the end no balance is further from the exact one than one micro-dose for each key. */
static void test_no_drift(void **unused)
{
    (void)unused;
    uint64_t state = 1000100;
    struct kept kept = {0};
    struct exact_sum exact[REGIONS] = {{0, 0}};
    int keys = 0, broken = 0;
    __int128 worst = 0;
    int64_t key_sum = 0;
    for (int week = 0; week < 1000; week++) {
        struct arena arena = arena_open(ARENA_BYTES);
        if (week % 10 == 0) { /* 100 keys: residents changed by up to a quarter, as age bands do */
            key_sum = 0;
            for (size_t i = 0; i < REGIONS; i++) {
                kept.regions[i].weight = residents[i] * random_between(&state, 75, 125) / 100;
                key_sum += kept.regions[i].weight;
            }
            kept.doses_under_key = 0;
            keys++;
        }
        int64_t packs = random_between(&state, 1, 90);
        struct account_result result = run_week(&arena, &kept, packs);
        broken += !result.promise_holds;
        for (size_t i = 0; i < REGIONS; i++) {
            __int128 credit = (__int128)packs * PACK * MICRO_DOSES * kept.regions[i].weight;
            exact[i].whole += credit / key_sum - (__int128)result.lines[i].key_packs * PACK * MICRO_DOSES;
            exact[i].rest += (credit % key_sum << 40) / key_sum;
        }
        keep(&kept, &result);
        arena_close(&arena);
    }
    for (size_t i = 0; i < REGIONS; i++) {
        __int128 difference = (exact[i].whole - kept.regions[i].balance_micro) * (INT64_C(1) << 40) + exact[i].rest;
        difference = difference < 0 ? -difference : difference;
        worst = difference > worst ? difference : worst;
    }
    print_message("1000 weeks, %d keys: furthest from exact %.3f micro-doses, promise not held in %d weeks\n", keys,
                  (double)worst / (double)(INT64_C(1) << 40), broken);
    assert_int_equal(keys, 100);
    assert_true(worst < (__int128)keys << 40);
}

/* Under one key the kept account gives what the exact one gives. */
static void test_kept_follows_exact(void **unused)
{
    (void)unused;
    uint64_t state = 7;
    struct kept kept = {0};
    struct rational balances[REGIONS];
    for (size_t i = 0; i < REGIONS; i++) {
        kept.regions[i].weight = residents[i];
        balances[i] = rational_int(0);
    }
    for (int week = 0; week < 200; week++) {
        struct arena arena = arena_open(ARENA_BYTES);
        int64_t packs[REGIONS];
        struct account_flags flags;
        struct account_exact exact = {
            .weights = residents, .count = REGIONS, .pack_doses = PACK, .packs = random_between(&state, 0, 90)};
        struct account_result result = run_week(&arena, &kept, exact.packs);
        assert_int_equal(account_exact_week(&arena, &exact, balances, packs, balances, &flags), OK);
        assert_true(result.promise_holds);
        for (size_t i = 0; i < REGIONS; i++) {
            assert_int_equal(result.lines[i].key_packs, packs[i]);
            int64_t micro = (int64_t)(balances[i].num * MICRO_DOSES / balances[i].den);
            assert_true(size_of(micro - result.lines[i].balance_micro) <= 1);
        }
        keep(&kept, &result);
        arena_close(&arena);
    }
}

static void test_replay_gives_the_same_bytes(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct kept kept = {0};
    for (size_t i = 0; i < REGIONS; i++)
        kept.regions[i].weight = residents[i];
    for (int week = 0; week < 30; week++) {
        struct account_result first = run_week(&arena, &kept, 5 + week), second = run_week(&arena, &kept, 5 + week);
        assert_memory_equal(first.lines, second.lines, REGIONS * sizeof *first.lines);
        keep(&kept, &first);
    }
    arena_close(&arena);
}

static void test_caps_seconds_and_minimum(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    for (int forgo = 0; forgo < 2; forgo++) {
        struct kept kept = {0};
        for (size_t i = 0; i < REGIONS; i++)
            kept.regions[i] = (struct account_region){.weight = residents[i], .second_packs = 1, .minimum_packs = 1};
        kept.regions[0].cap_packs = known_int(2);
        kept.regions[0].forgoes = forgo == 1;
        struct account_result result = run_week(&arena, &kept, 21 + 60);
        assert_int_equal(result.served_packs, 21);
        assert_int_equal(result.lines[0].key_packs, 2);
        assert_true(result.lines[0].rule_packs >= 2);
        if (forgo == 1) { /* it is owed nothing, and what it gave up is with the others */
            assert_int_equal(result.lines[0].balance_micro, 0);
            assert_true(result.lines[0].waived_micro < 0 && result.promise_holds);
        } else {
            assert_true(result.lines[0].balance_micro >= (int64_t)PACK * MICRO_DOSES);
            assert_int_equal(result.lines[0].reason, ACCOUNT_OVER_CAP);
            assert_false(result.promise_holds);
        }
        for (size_t i = 1; i < REGIONS; i++)
            assert_true(result.lines[i].key_packs >= 1 || result.lines[i].minimum_refused);
    }
    struct kept scarce = {0};
    for (size_t i = 0; i < REGIONS; i++)
        scarce.regions[i] =
            (struct account_region){.weight = residents[i], .second_packs = 2, .cap_packs = known_int(0)};
    struct account_result short_of = run_week(&arena, &scarce, 40);
    assert_int_equal(short_of.committed_packs - short_of.served_packs, 2);
    assert_int_equal(short_of.surplus_packs, 0);
    struct account_result surplus = run_week(&arena, &scarce, 50); /* nobody takes what is left: it is not forced out */
    assert_int_equal(surplus.surplus_packs, 8);
    arena_close(&arena);
}

static void test_release(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    int64_t parked[] = {40000001, -30000000, -10000001, 0}, released[4], sum;
    const struct rational quarter = {.num = 1, .den = 4};
    for (int week = 0; week < 3; week++) {
        assert_int_equal(account_release(&arena, 4, quarter, 80, parked, released), OK);
        sum = released[0] + released[1] + released[2] + released[3];
        assert_int_equal(sum, 0);
        assert_int_equal(released[0], week < 2 ? 20000000 : 1);
    }
    assert_int_equal(parked[0] | parked[1] | parked[2], 0);
    assert_int_equal(account_release(&arena, 2, quarter, 80, (int64_t[]){1, 1}, released), INVALID);
    arena_close(&arena);
}

static void test_refusals(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct account_region regions[2] = {{.weight = 1, .balance_micro = 5}, {.weight = 1, .balance_micro = -4}};
    struct account_week week = {.regions = regions, .count = 2, .pack_doses = 6, .packs = 1};
    struct account_result result;
    assert_int_equal(account_week(&arena, &week, &result), INVALID); /* sum is not 0 */
    regions[1].balance_micro = -5;
    assert_int_equal(account_week(&arena, &week, &result), OK);
    week.packs = -1;
    assert_int_equal(account_week(&arena, &week, &result), INVALID);
    week.packs = INT64_MAX;
    assert_int_equal(account_week(&arena, &week, &result), TOO_LARGE);
    week.packs = 1;
    regions[0].weight = regions[1].weight = 0;
    assert_int_equal(account_week(&arena, &week, &result), INVALID);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_promise_for_fixed_keys),
        cmocka_unit_test(test_guard_is_needed),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_no_drift),
        cmocka_unit_test(test_kept_follows_exact),
        cmocka_unit_test(test_replay_gives_the_same_bytes),
        cmocka_unit_test(test_caps_seconds_and_minimum),
        cmocka_unit_test(test_release),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
