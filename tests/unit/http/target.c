/* Request targets: one spelling each, nothing hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/target.h"

static enum outcome decode(const char *target, char path[100], const char **query)
{
    return target_decode(target, strlen(target), path, query);
}

static void decodes_the_path_once(void **state)
{
    char path[100];
    const char *query = "";
    (void)state;
    assert_int_equal(decode("/", path, &query), OK);
    assert_string_equal(path, "/");
    assert_null(query);
    assert_int_equal(decode("/a%20b%C3%a5?x=%31", path, &query), OK);
    assert_string_equal(path, "/a b\xc3\xa5");
    assert_string_equal(query, "x=%31");
    assert_int_equal(decode("/%2541", path, &query), OK);
    assert_string_equal(path, "/%41");
    assert_int_equal(decode("/a?", path, &query), OK);
    assert_string_equal(query, "");
    assert_int_equal(decode("/a?b?c=/d", path, &query), OK);
    assert_string_equal(query, "b?c=/d");
}

static void refuses_what_could_mislead(void **state)
{
    static const char *const wrong[] = {
        "",     "a",    "*",   "http://a/", "/%",    "/%4",   "/%4g",   "/%00",   "/%0a",   "/%1f",        "/%7f",
        "/%2f", "/%5C", "/\\", "/a b",      "/a\tb", "/\x01", "/\xc3",  "/%c3",   "/%ff",   "/%c0%80",     "/%ed%a0%80",
        "/a#b", "/\"",  "/<",  "/>",        "/a?%",  "/a?%0", "/a?%00", "/a?b c", "/a?b#c", "/a?\xc3\xa5",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char path[100];
        const char *query = "untouched";
        assert_int_equal(decode(wrong[i], path, &query), INVALID);
        assert_string_equal(query, "untouched");
    }
    char path[100];
    const char *query;
    assert_int_equal(target_decode("/a\0b", 4, path, &query), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_the_path_once),
        cmocka_unit_test(refuses_what_could_mislead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
