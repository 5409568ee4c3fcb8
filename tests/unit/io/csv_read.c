/* CSV as people send it, and tables as authorities publish them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "io/csv_read.h"
#include "io/dose_table.h"

enum { ARENA_BYTES = 16 * 1024 * 1024 };

/* The table as text: cells in angle brackets, rows by lines. */
static void reads_as(const char *text, char separator, const char *wanted)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct csv_table table;
    struct csv_fault fault;
    char got[1000] = "";
    assert_int_equal(csv_read(&arena, text, strlen(text), &table, &fault), OK);
    assert_int_equal(table.separator, separator);
    for (size_t i = 0; i < table.count; i++) {
        for (size_t j = 0; j < table.rows[i].count; j++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "<%s>", csv_cell(&table, i, j));
        strcat(got, "\n");
    }
    assert_string_equal(got, wanted);
    assert_string_equal(csv_cell(&table, table.count, 0), "");
    arena_close(&arena);
}

static void separators_quotes_and_lines(void **state)
{
    (void)state;
    reads_as("a;b\r\nc;\r\n", ';', "<a><b>\n<c><>\n");
    reads_as("\xef\xbb\xbf a ,\"b,\"\"c\"\"\nd\" ,\n\n,x", ',', "<a><b,\"c\"\nd><>\n\n<><x>\n");
    reads_as("a\tb, c; d\re\tf", '\t', "<a><b, c; d>\n<e><f>\n");
    reads_as("Titel, med komma\n1,5;2,5\n3;4\n", ';', "<Titel, med komma>\n<1,5><2,5>\n<3><4>\n");
    reads_as("\xc2\xa0"
             "1 200\xe2\x80\xaf;  ;\"  q  \"",
             ';', "<1 200><><q>\n");
    reads_as("", ';', "");
}

static void refuses(const char *text, size_t length, enum outcome outcome, size_t row, size_t column)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct csv_table table;
    struct csv_fault fault;
    assert_int_equal(csv_read(&arena, text, length, &table, &fault), outcome);
    assert_int_equal(fault.row, row);
    assert_int_equal(fault.column, column);
    arena_close(&arena);
}

static void faults_have_a_place(void **state)
{
    (void)state;
    static char many[2 * CSV_MAX_ROWS + 10], wide[CSV_MAX_COLUMNS + 10], cell[CSV_MAX_CELL_BYTES + 10];
    refuses("a;b\n1;\"x", 8, INVALID, 2, 2);
    refuses("a;\"x\"y", 6, INVALID, 1, 2);
    refuses("a\xff", 2, INVALID, 1, 1);
    refuses("a\0b", 3, INVALID, 1, 1);
    memset(many, '\n', sizeof many);
    refuses(many, CSV_MAX_ROWS + 1, TOO_LARGE, CSV_MAX_ROWS + 1, 1);
    memset(wide, ';', sizeof wide);
    refuses(wide, CSV_MAX_COLUMNS, TOO_LARGE, 1, CSV_MAX_COLUMNS + 1);
    memset(cell, 'x', sizeof cell);
    refuses(cell, CSV_MAX_CELL_BYTES + 1, TOO_LARGE, 1, 1);
    cell[0] = '"';
    refuses(cell, CSV_MAX_CELL_BYTES + 5, TOO_LARGE, 1, 1);
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        enum csv_value value;
        int64_t number;
    } cells[] = {
        {"0", CSV_NUMBER, 0},
        {"1200", CSV_NUMBER, 1200},
        {"1 200", CSV_NUMBER, 1200},
        {"1\xc2\xa0"
         "200\xe2\x80\xaf"
         "300",
         CSV_NUMBER, 1200300},
        {"1200,0", CSV_NUMBER, 1200},
        {"1200.00", CSV_NUMBER, 1200},
        {"-0", CSV_NUMBER, 0},
        {"123456789012345678", CSV_NUMBER, 123456789012345678},
        {"", CSV_MISSING, 0},
        {"–", CSV_MISSING, 0},
        {"..", CSV_MISSING, 0},
        {"indragen", CSV_WITHDRAWN, 0},
        {"-5", CSV_NEGATIVE, 0},
        {"−1 200", CSV_NEGATIVE, 0},
        {"1,000", CSV_MALFORMED, 0}, /* thousands or nothing behind the comma? */
        {"1.200", CSV_MALFORMED, 0},
        {"1,5", CSV_MALFORMED, 0},
        {"1,", CSV_MALFORMED, 0},
        {"12 00", CSV_MALFORMED, 0},
        {"1200 300", CSV_MALFORMED, 0},
        {"1 200 3", CSV_MALFORMED, 0},
        {"12a", CSV_MALFORMED, 0},
        {"1234567890123456789", CSV_MALFORMED, 0},
        {"9999999999999999999", CSV_MALFORMED, 0}, /* more than 64 bits hold */
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        int64_t number = 0;
        enum csv_value value = csv_whole_number(cells[i].cell, &number);
        if (value != cells[i].value || number != cells[i].number)
            fail_msg("%s: %d, %lld", cells[i].cell, (int)value, (long long)number);
    }
}

static const struct table_name regions[] = {
    {"01", {"Stockholm", "Region Stockholm", "Stockholms län"}},
    {"04", {"Södermanland", "Region Sörmland", "Södermanlands län"}},
    {"06", {"Jönköping", "Region Jönköpings län", "Jönköpings län"}},
    {"14", {"Västra Götaland", "Västra Götalandsregionen", "Västra Götalands län"}},
    {"23", {"Jämtland", "Region Jämtland Härjedalen", "Jämtlands län"}},
};
static const struct table_name products[] = {{"COMIRNATY", {"Comirnaty", "Pfizer/Biontech"}},
                                             {"VAXZEVRIA", {"Vaxzevria", "Astra Zeneca"}}};

/* Figures, totals and faults as text. */
static void table_is(const char *text, struct dose_request request, const char *wanted)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct dose_table table;
    char got[4000] = "";
    request.regions = regions;
    request.region_count = sizeof regions / sizeof regions[0];
    request.products = products;
    request.product_count = 2;
    request.product = request.product != NULL ? request.product : "";
    request.area = request.area != NULL ? request.area : "";
    request.week = request.week != NULL ? request.week : "";
    assert_int_equal(dose_table_read(&arena, text, strlen(text), &request, &table), OK);
    for (size_t i = 0; i < table.cell_count; i++) {
        const struct dose_cell *cell = &table.cells[i];
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s %s %s ", cell->area, cell->product, cell->week);
        if (request.population)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%d-%d ", (int)cell->age_from, (int)cell->age_to);
        if (cell->state == DOSE_VALUE)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%lld\n", (long long)cell->number);
        else
            strcat(got, cell->state == DOSE_MISSING ? "?\n" : "withdrawn\n");
    }
    for (size_t i = 0; i < table.total_count; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "= %s [%s|%s|%s] %lld/%lld?%d\n", table.totals[i].label,
                 table.totals[i].area, table.totals[i].product, table.totals[i].week,
                 (long long)table.totals[i].printed, (long long)table.totals[i].sum, (int)table.totals[i].missing);
    for (size_t i = 0; i < table.fault_count; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "! %zu/%zu %d\n", table.faults[i].row,
                 table.faults[i].column, (int)table.faults[i].code);
    assert_string_equal(got, wanted);
    arena_close(&arena);
}

static void weeks_across(void **state)
{
    (void)state;
    table_is("Leveranser till regionerna\n\nRegion;v. 3;Vecka 4;2021-W05;Totalt\nStockholm;1 170;0;;1 170\n"
             "Jämtland/ Härjedalen;5;6;7;19\nSörmland*;1;1;1;3\nVästra_Götaland;–;2;återkallad;2\nRiket;1176;9;8;1193\n"
             "Not: preliminärt\n",
             (struct dose_request){.product = "COMIRNATY", .year = 2021},
             "01 COMIRNATY 2021-W03 1170\n01 COMIRNATY 2021-W04 0\n01 COMIRNATY 2021-W05 ?\n"
             "23 COMIRNATY 2021-W03 5\n23 COMIRNATY 2021-W04 6\n23 COMIRNATY 2021-W05 7\n"
             "04 COMIRNATY 2021-W03 1\n04 COMIRNATY 2021-W04 1\n04 COMIRNATY 2021-W05 1\n"
             "14 COMIRNATY 2021-W03 ?\n14 COMIRNATY 2021-W04 2\n14 COMIRNATY 2021-W05 withdrawn\n"
             "= Totalt [01|COMIRNATY|] 1170/1170?1\n= Totalt [23|COMIRNATY|] 19/18?0\n"
             "= Totalt [04|COMIRNATY|] 3/3?0\n= Totalt [14|COMIRNATY|] 2/2?2\n"
             "= Riket [00|COMIRNATY|2021-W03] 1176/1176?1\n= Riket [00|COMIRNATY|2021-W04] 9/9?0\n"
             "= Riket [00|COMIRNATY|2021-W05] 8/8?2\n");
}

static void products_down_and_across(void **state)
{
    (void)state;
    table_is(";2021v9;v10 2021\nPfizer/Biontech;10;20\nAstra Zeneca;1;\nSumma;11;21\n",
             (struct dose_request){.area = "00"},
             "00 COMIRNATY 2021-W09 10\n00 COMIRNATY 2021-W10 20\n00 VAXZEVRIA 2021-W09 1\n00 VAXZEVRIA 2021-W10 ?\n"
             "= Summa [00||2021-W09] 11/11?0\n= Summa [00||2021-W10] 21/20?1\n");
    table_is("Län,Comirnaty,Vaxzevria\n1,5,6\n06,7,8\nTotalt,12,15\n", (struct dose_request){.week = "2021-W09"},
             "01 COMIRNATY 2021-W09 5\n01 VAXZEVRIA 2021-W09 6\n06 COMIRNATY 2021-W09 7\n06 VAXZEVRIA 2021-W09 8\n"
             "= Totalt [00|COMIRNATY|2021-W09] 12/12?0\n= Totalt [00|VAXZEVRIA|2021-W09] 15/14?0\n");
}

static void lists(void **state)
{
    (void)state;
    table_is("Vecka\tRegion\tVaccin\tAntal doser\n2021-W09\tRegion Jönköpings län\tComirnaty\t5\n"
             "2021-W09\tJönköping\tVaxzevria\t6\n2021-W09\tTotalt\tVaxzevria\t6\n2021-W09\t06\tComirnaty\t5\n",
             (struct dose_request){.year = 0},
             "06 COMIRNATY 2021-W09 5\n06 VAXZEVRIA 2021-W09 6\n06 COMIRNATY 2021-W09 5\n"
             "= Totalt [00|VAXZEVRIA|2021-W09] 6/6?0\n! 4/3 4\n");
    table_is("Region;Vecka;Doser\nRiket;2021-W09;100\n", (struct dose_request){.product = "COMIRNATY"},
             "00 COMIRNATY 2021-W09 100\n");
}

static void what_cannot_be_told_is_a_fault(void **state)
{
    (void)state;
    table_is("Region;v. 3\nStockholm;5\n", (struct dose_request){.product = "COMIRNATY"},
             "! 0/0 3\n"); /* which year? */
    table_is("Region;2021-W53\nStockholm;5\n", (struct dose_request){.product = "COMIRNATY"}, "! 0/0 3\n");
    table_is("Region;2021-W09\nStockholm;5\n", (struct dose_request){.year = 2021}, "! 1/1 3\n"); /* of what? */
    table_is("Region;2021-W09;Skoj\nStockholm;5;x\nMars;6;\n;7\n", (struct dose_request){.product = "COMIRNATY"},
             "01 COMIRNATY 2021-W09 5\n! 0/2 0\n! 2/0 2\n! 3/1 3\n");
    table_is("Region;2021-W09\nStockholm;-5\nSörmland;5;6\n", (struct dose_request){.product = "COMIRNATY"},
             "04 COMIRNATY 2021-W09 5\n! 1/1 1\n! 2/2 0\n");
    table_is("", (struct dose_request){.year = 2021}, "! 0/0 3\n");
}

static void bands(void **state)
{
    (void)state;
    table_is("Län;0;18–64 år;70+;80 år och äldre;Totalt\nStockholm;1;2;3;4;5\n",
             (struct dose_request){.population = true},
             "01   0-0 1\n01   18-64 2\n01   70-999 3\n01   80-999 4\n01   0-999 5\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators_quotes_and_lines),
        cmocka_unit_test(faults_have_a_place),
        cmocka_unit_test(numbers),
        cmocka_unit_test(weeks_across),
        cmocka_unit_test(products_down_and_across),
        cmocka_unit_test(lists),
        cmocka_unit_test(what_cannot_be_told_is_a_fault),
        cmocka_unit_test(bands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
