/* Methods of apportionment: sums, quota, one pack at a time, and the paradoxes that tell them apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/apportion.h"
#include "random.h"

enum { MOST = 12, ARENA_BYTES = 64 * 1024 * 1024 };

static void share(enum apportion_method method, const int64_t *weights, size_t count, int64_t packs, int64_t *ret)
{
    struct arena arena = arena_open(ARENA_BYTES);
    assert_int_equal(apportion(&arena, method, weights, count, packs, ret), OK);
    arena_close(&arena);
}

static void expect(enum apportion_method method, const int64_t *weights, size_t count, int64_t packs,
                   const int64_t *expected)
{
    int64_t given[MOST];
    share(method, weights, count, packs, given);
    assert_memory_equal(given, expected, count * sizeof *given);
}

static bool is_monotone(enum apportion_method method)
{
    return method != APPORTION_HAMILTON;
}

/* Random keys: exact sums, nothing for weight 0, quota where the method keeps it, and one more pack takes none away
 * where the method is house-monotone. */
static void test_properties(void **unused)
{
    (void)unused;
    uint64_t state = 99;
    for (int round = 0; round < 2000; round++) {
        size_t count = (size_t)random_between(&state, 1, MOST);
        int64_t weights[MOST], given[MOST], more[MOST], packs = random_between(&state, 0, 60), sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += weights[i] = random_between(&state, 0, round % 2 ? 5 : 500);
        weights[0] += sum == 0;
        sum += sum == 0;
        for (enum apportion_method method = 0; method < APPORTION_METHOD__COUNT; method++) {
            int64_t total = 0;
            share(method, weights, count, packs, given);
            share(method, weights, count, packs + 1, more);
            for (size_t i = 0; i < count; i++) {
                total += given[i];
                assert_true(given[i] >= 0 && (weights[i] > 0 || given[i] == 0));
                assert_true(!is_monotone(method) || more[i] >= given[i]);
                if (method == APPORTION_HAMILTON || method == APPORTION_QUOTA) {
                    assert_true(given[i] * sum > weights[i] * packs - sum);
                    assert_true(given[i] * sum < weights[i] * packs + sum);
                }
            }
            assert_int_equal(total, packs);
        }
    }
}

/* A whole delivery is given at once, the sequence pack by pack: both must agree, also for large numbers. */
static void test_start_is_certain(void **unused)
{
    (void)unused;
    static const enum apportion_method methods[] = {APPORTION_WEBSTER, APPORTION_JEFFERSON, APPORTION_ADAMS};
    uint64_t state = 5;
    for (int round = 0; round < 500; round++) {
        int64_t weights[MOST], given[MOST], held[MOST];
        for (size_t i = 0; i < MOST; i++)
            weights[i] = random_between(&state, 1, 30);
        int64_t packs = random_between(&state, 0, 200);
        for (size_t m = 0; m < 3; m++) {
            memset(held, 0, sizeof held);
            for (int64_t k = 0; k < packs; k++) {
                size_t best = 0;
                for (size_t i = 1; i < MOST; i++) {
                    int64_t add = methods[m] == APPORTION_WEBSTER ? 1 : methods[m] == APPORTION_ADAMS ? 0 : 2;
                    int64_t left = weights[i] * (2 * held[best] + add), right = weights[best] * (2 * held[i] + add);
                    if (left > right || (left == right && weights[i] > weights[best]))
                        best = i;
                }
                held[best]++;
            }
            share(methods[m], weights, MOST, packs, given);
            assert_memory_equal(given, held, sizeof held);
        }
    }
    /* Twice the largest integer that JSON holds exactly, in two equal parts. */
    int64_t halves[2];
    for (enum apportion_method method = 0; method < APPORTION_METHOD__COUNT; method++) {
        share(method, (int64_t[]){7, 7}, 2, (INT64_C(1) << 54) - 2, halves);
        assert_int_equal(halves[0], (INT64_C(1) << 53) - 1);
        assert_int_equal(halves[1], halves[0]);
    }
}

/* One pack more, and the smallest region loses one. */
static void test_alabama(void **unused)
{
    (void)unused;
    static const int64_t weights[] = {6, 6, 2};
    expect(APPORTION_HAMILTON, weights, 3, 10, (int64_t[]){4, 4, 2}); /* 4.29 4.29 1.43 */
    expect(APPORTION_HAMILTON, weights, 3, 11, (int64_t[]){5, 5, 1}); /* 4.71 4.71 1.57 */
    for (enum apportion_method method = APPORTION_WEBSTER; method < APPORTION_METHOD__COUNT; method++) {
        int64_t ten[3], eleven[3];
        share(method, weights, 3, 10, ten);
        share(method, weights, 3, 11, eleven);
        assert_true(eleven[0] >= ten[0] && eleven[1] >= ten[1] && eleven[2] >= ten[2]);
    }
}

/* A region that grows faster loses a pack to one that grows slower. */
static void test_population(void **unused)
{
    (void)unused;
    uint64_t state = 31;
    bool hamilton_fails = false;
    for (int round = 0; round < 20000; round++) {
        int64_t before[3], after[3], old[3], new[3];
        int64_t packs = random_between(&state, 3, 15);
        for (size_t i = 0; i < 3; i++) {
            before[i] = random_between(&state, 10, 200);
            after[i] = before[i] + random_between(&state, 0, 20);
        }
        for (enum apportion_method method = 0; method < APPORTION_QUOTA; method++) {
            share(method, before, 3, packs, old);
            share(method, after, 3, packs, new);
            for (size_t i = 0; i < 3; i++)
                for (size_t j = 0; j < 3; j++) {
                    bool faster = after[i] * before[j] > after[j] * before[i];
                    bool paradox = faster && new[i] < old[i] && new[j] > old[j];
                    hamilton_fails = hamilton_fails || (paradox && method == APPORTION_HAMILTON);
                    assert_false(paradox && method != APPORTION_HAMILTON);
                }
        }
    }
    assert_true(hamilton_fails);
}

/* A new region comes with exactly the packs it is due, and two old ones trade a pack. */
static void test_new_states(void **unused)
{
    (void)unused;
    static const int64_t before[] = {1045, 8955}, after[] = {1045, 8955, 525};
    expect(APPORTION_HAMILTON, before, 2, 100, (int64_t[]){10, 90});   /* 10.45 89.55 */
    expect(APPORTION_HAMILTON, after, 3, 105, (int64_t[]){11, 89, 5}); /* 10.43 89.34 5.24 */
    int64_t two[2], three[3];
    share(APPORTION_WEBSTER, before, 2, 100, two);
    share(APPORTION_WEBSTER, after, 3, 105, three);
    assert_true(three[2] == 5 && three[0] == two[0] && three[1] == two[1]);
}

/* Divisor methods may leave the quota, the quota method may not. */
static void test_quota(void **unused)
{
    (void)unused;
    static const int64_t weights[] = {92, 2, 2, 2, 2};
    int64_t given[5];
    share(APPORTION_JEFFERSON, weights, 5, 20, given);
    assert_int_equal(given[0], 20); /* quota 18.4 */
    share(APPORTION_ADAMS, weights, 5, 20, given);
    assert_int_equal(given[0], 16);
    share(APPORTION_QUOTA, weights, 5, 20, given);
    assert_int_equal(given[0], 19);
}

static void test_refusals(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    int64_t given[2];
    for (enum apportion_method method = 0; method < APPORTION_METHOD__COUNT; method++) {
        assert_int_equal(apportion(&arena, method, (int64_t[]){0, 0}, 2, 3, given), INVALID);
        assert_int_equal(apportion(&arena, method, (int64_t[]){1, -1}, 2, 3, given), INVALID);
        assert_int_equal(apportion(&arena, method, (int64_t[]){1, 1}, 2, -1, given), INVALID);
        assert_int_equal(apportion(&arena, method, given, 0, 1, given), INVALID);
    }
    assert_int_equal(apportion(&arena, APPORTION_QUOTA, (int64_t[]){5000001, 4000000}, 2, 6000000, given), TOO_LARGE);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_properties), cmocka_unit_test(test_start_is_certain), cmocka_unit_test(test_alabama),
        cmocka_unit_test(test_population), cmocka_unit_test(test_new_states),       cmocka_unit_test(test_quota),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
