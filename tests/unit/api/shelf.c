/* Answers kept as bytes: found by exactly their key, alive while in hand, bounded. */
#include "api/shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const struct shelved *add(struct shelf *shelf, const char *place, const char *key, const char *bytes)
{
    AUTO_TEXT text = text_open(1000);
    text_add(&text, bytes);
    const struct shelved *answer = shelf_add(shelf, place, key, &text);
    assert_non_null(answer);
    return answer;
}

static void finds_only_the_same_state(void **state)
{
    (void)state;
    struct shelf *shelf = shelf_open(1000);
    assert_null(shelf_find(shelf, "overview 22", "a"));
    const struct shelved *first = add(shelf, "overview 22", "a", "first");
    const struct shelved *found = shelf_find(shelf, "overview 22", "a");
    assert_ptr_equal(found, first);
    assert_null(shelf_find(shelf, "overview 22", "b"));
    assert_null(shelf_find(shelf, "overview 21", "a"));
    const struct shelved *second = add(shelf, "overview 22", "b", "second");
    assert_null(shelf_find(shelf, "overview 22", "a"));
    assert_string_equal(first->bytes, "first"); /* still in hand */
    assert_string_equal(second->bytes, "second");
    assert_int_equal(second->length, 6);
    shelf_release(shelf, first);
    shelf_release(shelf, found);
    shelf_release(shelf, second);
    shelf_release(shelf, NULL);
    shelf_close(shelf);
}

static void keeps_no_more_than_its_bound(void **state)
{
    (void)state;
    struct shelf *shelf = shelf_open(10);
    shelf_release(shelf, add(shelf, "one", "k", "12345678"));
    const struct shelved *other = add(shelf, "two", "k", "12345678");
    assert_string_equal(other->bytes, "12345678");
    assert_null(shelf_find(shelf, "two", "k"));
    shelf_release(shelf, other);
    shelf_release(shelf, add(shelf, "one", "l", "1")); /* room again */
    shelf_release(shelf, add(shelf, "two", "k", "12345678"));
    const struct shelved *found = shelf_find(shelf, "two", "k");
    assert_non_null(found);
    shelf_release(shelf, found);
    shelf_close(shelf);
}

static void keeps_the_first_packed_copy(void **state)
{
    (void)state;
    size_t length = 0;
    struct shelf *shelf = shelf_open(1000);
    const struct shelved *answer = add(shelf, "one", "k", "plain");
    assert_null(shelf_packed(shelf, answer, &length));
    const char *packed = shelf_leave_packed(shelf, answer, strdup("pk"), 2, &length);
    assert_string_equal(packed, "pk");
    assert_ptr_equal(shelf_leave_packed(shelf, answer, strdup("late"), 4, &length), packed);
    assert_int_equal(length, 2);
    shelf_release(shelf, add(shelf, "one", "l", "newer"));
    assert_string_equal(shelf_packed(shelf, answer, &length), "pk");
    shelf_release(shelf, answer);
    shelf_close(shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_only_the_same_state),
        cmocka_unit_test(keeps_no_more_than_its_bound),
        cmocka_unit_test(keeps_the_first_packed_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
