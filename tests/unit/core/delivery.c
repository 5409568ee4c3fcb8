/* Typed entries of a delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/delivery.h"
#include "core/week.h"

#define SUM(entries, sums) delivery_sum(entries, sizeof(entries) / sizeof((entries)[0]), effective, sums)

static void corrections_replace(void **state)
{
    (void)state;
    const struct delivery_entry entries[] = {
        {1, DELIVERY_SENT, 1200, {0}},
        {2, DELIVERY_RECEIVED, 1200, {0}},
        {3, DELIVERY_CORRECTED, 1180, {true, 2}},
        {4, DELIVERY_MOVED, 100, {0}},
        {5, DELIVERY_DESTROYED, 6, {0}},
        {6, DELIVERY_CORRECTED, 1190, {true, 2}},
        {7, DELIVERY_CORRECTED, 0, {true, 5}},
    };
    static const int64_t wanted[] = {1200, 1190, 1180, 100, 0, 1190, 0};
    int64_t effective[7];
    struct delivery_sums sums;
    struct known_int difference;
    assert_int_equal(SUM(entries, &sums), OK);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(effective[i], wanted[i]);
    assert_false(sums.planned.known);
    assert_int_equal(sums.received.value, 1190);
    assert_int_equal(sums.net.value, 1090);
    assert_int_equal(delivery_state(&sums, (struct known_int){0}, &difference), DELIVERY_STATE_RECEIVED);
    assert_false(difference.known);
    assert_int_equal(delivery_state(&sums, known_int(1190), &difference), DELIVERY_STATE_CONFIRMED);
    assert_int_equal(delivery_state(&sums, known_int(1200), &difference), DELIVERY_STATE_DIFFERS);
    assert_int_equal(difference.value, 10);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    const struct delivery_entry negative[] = {{1, DELIVERY_RECEIVED, -1, {0}}},
                                unknown[] = {{1, DELIVERY_RECEIVED, 1, {0}}, {2, DELIVERY_CORRECTED, 1, {true, 3}}},
                                twice[] = {{1, DELIVERY_RECEIVED, 1, {0}},
                                           {2, DELIVERY_CORRECTED, 1, {true, 1}},
                                           {3, DELIVERY_CORRECTED, 1, {true, 2}}},
                                bare[] = {{1, DELIVERY_RECEIVED, 1, {0}}, {2, DELIVERY_CORRECTED, 1, {0}}},
                                gone[] = {{1, DELIVERY_RECEIVED, 10, {0}},
                                          {2, DELIVERY_MOVED, 6, {0}},
                                          {3, DELIVERY_RETURNED, 5, {0}}},
                                large[] = {{1, DELIVERY_SENT, INT64_MAX, {0}}, {2, DELIVERY_SENT, 1, {0}}};
    int64_t effective[3];
    struct delivery_sums sums;
    assert_int_equal(SUM(negative, &sums), INVALID);
    assert_int_equal(SUM(unknown, &sums), INVALID);
    assert_int_equal(SUM(twice, &sums), INVALID);
    assert_int_equal(SUM(bare, &sums), INVALID);
    assert_int_equal(SUM(gone, &sums), INVALID);
    assert_int_equal(SUM(large, &sums), TOO_LARGE);
    assert_int_equal(delivery_sum(NULL, 0, NULL, &sums), OK);
}

static void moments(void **state)
{
    (void)state;
    int64_t moment = 0;
    char text[TIMESTAMP_CHARS + 1];
    assert_int_equal(timestamp_parse("2021-02-15T10:00:59Z", &moment), OK);
    timestamp_format(moment, text);
    assert_string_equal(text, "2021-02-15T10:00:59Z");
    static const char *const wrong[] = {
        "2021-02-15T24:00:00Z", "2021-02-15T10:60:00Z", "2021-02-15T10:00:60Z", "2021-02-30T10:00:00Z",
        "2021-02-15 10:00:00Z", "2021-02-15T10:00:00+", "2021-02-15T10:00:00",  "2021-02-15"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(timestamp_parse(wrong[i], &moment), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(corrections_replace), cmocka_unit_test(nonsense_is_refused),
                                       cmocka_unit_test(moments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
