/* The look-up in a list of breached passwords, and which files are none. */
#include "base/breached.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* SHA-1 of "password", FIPS 180's "abc", and "sommar2020", as sha1sum has them. */
#define PASSWORD "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"
#define ABC "A9993E364706816ABA3E25717850C26C9CD0D89D"
#define SOMMAR "E0009805F201F5D79BA1623A98F4745155007A51"
#define LOW "0000000000000000000000000000000000000000"
#define HIGH "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"

static int setup(void **state)
{
    char *path = strdup("/tmp/fordela-test.XXXXXX");
    int file = path != NULL ? mkstemp(path) : -1;
    if (file < 0)
        return 1;
    close(file);
    *state = path;
    return 0;
}

static int teardown(void **state)
{
    unlink(*state);
    free(*state);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static struct breached *opened(const char *path)
{
    struct breached *breached = NULL;
    const char *why = "";
    enum outcome outcome = breached_open(path, &breached, &why);
    if (outcome != OK)
        fail_msg("%s", why);
    return breached;
}

static bool has(const char *path, const char *password)
{
    bool found = false;
    struct breached *breached = opened(path);
    assert_int_equal(breached_has(breached, password, &found), OK);
    breached_close(breached);
    return found;
}

static void first_middle_and_last_are_found(void **state)
{
    write_file(*state, PASSWORD ":9545824\n" ABC ":1\n" SOMMAR ":12\n");
    assert_true(has(*state, "password"));
    assert_true(has(*state, "abc"));
    assert_true(has(*state, "sommar2020"));
    assert_false(has(*state, "Password"));
    assert_false(has(*state, ""));
    write_file(*state, ABC ":1\n");
    assert_true(has(*state, "abc"));
    assert_false(has(*state, "password"));   /* before the first */
    assert_false(has(*state, "sommar2020")); /* behind the last */
}

static void case_line_ends_and_counts_may_differ(void **state)
{
    write_file(*state, PASSWORD ":9545824\r\na9993e364706816aba3e25717850c26c9cd0d89d:1\r\n" SOMMAR ":12");
    assert_true(has(*state, "password"));
    assert_true(has(*state, "abc"));
    assert_true(has(*state, "sommar2020"));
    write_file(*state, PASSWORD "\n" ABC ":1234567890123456789\n" SOMMAR "\n");
    assert_true(has(*state, "password"));
    assert_true(has(*state, "abc"));
    assert_true(has(*state, "sommar2020"));
}

/* 2000 lines of changing length, the wanted one at each place in turn among a few. */
static void it_is_found_at_every_place(void **state)
{
    enum { LINES = 2000 };
    for (int place = 0; place < LINES; place += 97) {
        FILE *file = fopen(*state, "w");
        assert_non_null(file);
        for (int line = 0; line < LINES; line++)
            if (line < place) /* before 5BAA..., and behind it */
                fprintf(file, "5AAA%036X:%d\n", line, line * line);
            else if (line == place)
                fputs(PASSWORD ":1\n", file);
            else
                fprintf(file, "5CAA%036X:%d\n", line, line);
        assert_int_equal(fclose(file), 0);
        assert_true(has(*state, "password"));
        assert_false(has(*state, "abc"));
    }
}

static void assert_refused(const char *path, const char *expected)
{
    struct breached *breached = NULL;
    const char *why = "";
    assert_int_equal(breached_open(path, &breached, &why), INVALID);
    assert_non_null(strstr(why, expected));
    assert_null(breached);
}

static void what_is_no_list_is_refused(void **state)
{
    static const char *const wrong[] = {
        "password\n",
        "\n",
        PASSWORD ":9545824\n" ABC ":1\n\n",
        PASSWORD ":\n",
        PASSWORD ":many\n",
        PASSWORD " 1\n",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FDX:1\n",
        "8846F7EAEE8FB117AD06BDD830B7586C:1\n",           /* NTLM */
        ABC ":1\n" PASSWORD ":2\n",                       /* by count */
        PASSWORD ":1\n" PASSWORD ":1\n",                  /* twice */
        PASSWORD ":1\r" ABC ":1\r",                       /* no lines */
        LOW ":1\n" HIGH ":1\n" PASSWORD ":1\n" ABC ":1\n" /* the last two */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        write_file(*state, wrong[i]);
        assert_refused(*state, "in the order of the hashes");
    }
    write_file(*state, "");
    assert_refused(*state, "empty");
    assert_refused("/tmp", "cannot be read");
    assert_refused("/tmp/fordela-test.none", "no such file");
}

static void a_list_that_is_changed_under_it_is_told_of(void **state)
{
    bool found;
    write_file(*state, PASSWORD ":9545824\n" ABC ":1\n" SOMMAR ":12\n");
    struct breached *breached = opened(*state);
    assert_int_equal(truncate(*state, 50), 0);
    assert_int_equal(breached_has(breached, "abc", &found), BROKEN);
    breached_close(breached);
}

/* Nothing of the file is held in memory, whatever its length: a hole of a terabyte is read in a moment. */
static void its_length_costs_nothing(void **state)
{
    struct breached *breached = NULL;
    const char *why = "";
    write_file(*state, LOW ":1\n");
    if (truncate(*state, (off_t)1 << 40) != 0)
        skip(); /* not on this file system */
    assert_int_equal(breached_open(*state, &breached, &why), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(first_middle_and_last_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(case_line_ends_and_counts_may_differ, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_found_at_every_place, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_list_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_list_that_is_changed_under_it_is_told_of, setup, teardown),
        cmocka_unit_test_setup_teardown(its_length_costs_nothing, setup, teardown),
    };
    return cmocka_run_group_tests_name("base/breached", tests, NULL, NULL);
}
