/* CSV as spreadsheets read it, and nothing that they would run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/csv.h"

static void cells_and_lines(void **state)
{
    (void)state;
    AUTO_TEXT out = text_open(1000);
    struct csv csv = csv_open(&out);
    csv_text(&csv, "Härnösand");
    csv_int(&csv, -3);
    csv_maybe(&csv, (struct maybe){0});
    csv_maybe(&csv, maybe_known(0));
    csv_text(&csv, NULL);
    csv_text(&csv, "");
    csv_end_line(&csv);
    csv_text(&csv, "a;b");
    csv_text(&csv, "\"citat\"");
    csv_text(&csv, "två\nrader");
    csv_end_line(&csv);
    assert_string_equal(out.bytes, "\xef\xbb\xbf"
                                   "Härnösand;-3;;0;;\r\n"
                                   "\"a;b\";\"\"\"citat\"\"\";\"två\nrader\"\r\n");
}

static void hundredths_with_a_comma(void **state)
{
    (void)state;
    static const struct {
        int64_t hundredths;
        const char *text;
    } cases[] = {{0, "0"},
                 {5, "0,05"},
                 {-5, "-0,05"},
                 {1200, "12"},
                 {1250, "12,50"},
                 {-1201, "-12,01"},
                 {INT64_MIN, "-92233720368547758,08"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_TEXT out = text_open(100);
        struct csv csv = csv_open(&out);
        csv_centi(&csv, maybe_known(cases[i].hundredths));
        assert_string_equal(out.bytes + 3, cases[i].text);
    }
}

static void millionths_have_no_needless_zeros(void **state)
{
    (void)state;
    AUTO_TEXT out = text_open(100);
    struct csv csv = csv_open(&out);
    csv_micro(&csv, -464067678);
    csv_micro(&csv, -1);
    csv_micro(&csv, 2500000);
    csv_micro(&csv, 0);
    assert_string_equal(out.bytes + 3, "-464,067678;-0,000001;2,5;0");
}

static void formulas_become_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
    } cases[] = {{"=1+1", "'=1+1"},         {"+46", "'+46"}, {"-1", "'-1"},
                 {"@SUM(A1)", "'@SUM(A1)"}, {"\tx", "'\tx"}, {"\rx", "\"'\rx\""},
                 {"=A1;B1", "\"'=A1;B1\""}, {"a=b", "a=b"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_TEXT out = text_open(100);
        struct csv csv = csv_open(&out);
        csv_text(&csv, cases[i].text);
        assert_string_equal(out.bytes + 3, cases[i].cell);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_and_lines),
        cmocka_unit_test(hundredths_with_a_comma),
        cmocka_unit_test(millionths_have_no_needless_zeros),
        cmocka_unit_test(formulas_become_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
