/* Addresses, ranges, shares. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/address.h"

static struct address parsed(const char *text)
{
    struct address address;
    assert_int_equal(address_parse(text, strlen(text), &address), OK);
    return address;
}

static void reads_and_writes_addresses(void **state)
{
    static const char *const same[] = {"192.0.2.7", "0.0.0.0", "2001:db8::9", "::1"};
    static const char *const wrong[] = {
        "",       "192.0.2",   "192.0.2.256", "192.0.2.7:80", "[::1]",
        "::1%lo", "localhost", " ::1",        "192.0.2.7 ",   "1234567890123456789012345678901234567890123456"};
    char text[ADDRESS_CHARS];
    struct address address;
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        address = parsed(same[i]);
        address_format(&address, text);
        assert_string_equal(text, same[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(address_parse(wrong[i], strlen(wrong[i]), &address), INVALID);
    address = parsed("::ffff:192.0.2.7");
    address_format(&address, text);
    assert_string_equal(text, "192.0.2.7");
}

static void knows_ranges(void **state)
{
    struct address_ranges ranges;
    struct address address;
    (void)state;
    assert_int_equal(address_ranges_parse("10.0.0.7, 192.168.0.0/15,2001:db8::/33", &ranges), OK);
    assert_int_equal(ranges.count, 3);
    static const struct {
        const char *text;
        bool inside;
    } cases[] = {{"10.0.0.7", true},     {"10.0.0.8", false},   {"192.168.255.1", true},     {"192.169.0.1", true},
                 {"192.170.0.1", false}, {"2001:db8::1", true}, {"2001:db8:8000::1", false}, {"::ffff:10.0.0.7", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        address = parsed(cases[i].text);
        assert_int_equal(address_in_ranges(&address, &ranges), cases[i].inside);
    }
    assert_int_equal(address_ranges_parse("0.0.0.0/0", &ranges), OK);
    address = parsed("203.0.113.9");
    assert_true(address_in_ranges(&address, &ranges));
    address = parsed("2001:db8::1");
    assert_false(address_in_ranges(&address, &ranges));
    assert_int_equal(address_ranges_parse("", &ranges), OK);
    assert_int_equal(ranges.count, 0);
    static const char *const wrong[] = {"a", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "/8"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(address_ranges_parse(wrong[i], &ranges), INVALID);
}

static void believes_only_the_last_hop(void **state)
{
    struct address address;
    char text[ADDRESS_CHARS];
    (void)state;
    assert_int_equal(address_last_hop("203.0.113.1, 192.0.2.7", &address), OK);
    address_format(&address, text);
    assert_string_equal(text, "192.0.2.7");
    assert_int_equal(address_last_hop("2001:db8::9", &address), OK);
    assert_int_equal(address_last_hop("", &address), INVALID);
    assert_int_equal(address_last_hop("192.0.2.7,", &address), INVALID);
    assert_int_equal(address_last_hop("192.0.2.7, unknown", &address), INVALID);
}

static void counts_by_address(void **state)
{
    struct address_counts *counts;
    struct address a = parsed("192.0.2.1"), b = parsed("192.0.2.2");
    struct address one = parsed("2001:db8::1"), neighbour = parsed("2001:db8::ffff:2"), far = parsed("2001:db8:0:1::1");
    (void)state;
    assert_int_equal(address_counts_open(&counts), OK);
    assert_true(address_counts_enter(counts, &a, 2));
    assert_true(address_counts_enter(counts, &a, 2));
    assert_false(address_counts_enter(counts, &a, 2));
    assert_true(address_counts_enter(counts, &b, 2));
    address_counts_leave(counts, &a);
    assert_true(address_counts_enter(counts, &a, 2));
    assert_true(address_counts_enter(counts, &one, 1));
    assert_false(address_counts_enter(counts, &neighbour, 1));
    assert_true(address_counts_enter(counts, &far, 1));
    address_counts_leave(counts, &one);
    assert_true(address_counts_enter(counts, &neighbour, 1));
    address_counts_close(counts);
    address_counts_close(NULL);
}

static void keeps_many_addresses_apart(void **state)
{
    enum { MANY = 20000 };
    struct address_counts *counts;
    struct address address = parsed("10.0.0.0");
    (void)state;
    assert_int_equal(address_counts_open(&counts), OK);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < MANY; i++) {
            address.bytes[1] = (uint8_t)(i >> 16);
            address.bytes[2] = (uint8_t)(i >> 8);
            address.bytes[3] = (uint8_t)i;
            assert_int_equal(address_counts_enter(counts, &address, 1), round == 0);
        }
    address_counts_close(counts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes_addresses), cmocka_unit_test(knows_ranges),
        cmocka_unit_test(believes_only_the_last_hop), cmocka_unit_test(counts_by_address),
        cmocka_unit_test(keeps_many_addresses_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
