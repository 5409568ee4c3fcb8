/* What a revision changed: numbers only, in the order of the new lines, dropped articles last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/report_submit.h"

static void check(const struct report_change *change, const char *article, const char *field, struct maybe before,
                  struct maybe after)
{
    assert_string_equal(change->article, article);
    assert_string_equal(change->field, field);
    assert_int_equal(change->before.known, before.known);
    assert_int_equal(change->before.value, before.value);
    assert_int_equal(change->after.known, after.known);
    assert_int_equal(change->after.value, after.value);
}

static void differences(void **state)
{
    (void)state;
    struct arena arena = arena_open(64 * 1024);
    const struct maybe unknown = {0};
    const struct report_line before[] = {{.article = "IIR", .stock = 5, .use_in_week = 1, .need_next_week = 1},
                                         {.article = "OLD", .stock = 2, .use_in_week = 0, .need_next_week = 0}};
    const struct report_line after[] = {
        {.article = "NEW", .stock = 0, .use_in_week = 1, .need_next_week = 2},
        {.article = "IIR", .stock = 5, .use_in_week = 3, .need_next_week = 1, .received = maybe_known(0)}};
    struct report_change *changes;
    size_t count;
    assert_int_equal(report_changes(&arena, before, 2, after, 2, &changes, &count), OK);
    assert_int_equal(count, 8);
    check(&changes[0], "NEW", "stock", unknown, maybe_known(0)); /* zero is something, nothing is not */
    check(&changes[1], "NEW", "use_in_week", unknown, maybe_known(1));
    check(&changes[2], "NEW", "need_next_week", unknown, maybe_known(2));
    check(&changes[3], "IIR", "use_in_week", maybe_known(1), maybe_known(3));
    check(&changes[4], "IIR", "received", unknown, maybe_known(0));
    check(&changes[5], "OLD", "stock", maybe_known(2), unknown);
    assert_int_equal(report_changes(&arena, before, 2, before, 2, &changes, &count), OK);
    assert_int_equal(count, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(differences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
