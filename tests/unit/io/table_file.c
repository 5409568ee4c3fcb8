/* The portable form: what is written is read again, value for value; anything else is refused, with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/table_file.h"

#define assert_ok(expression) assert_int_equal((expression), OK)
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct table_value rows[][2] = {
    {{.type = TABLE_VALUE_INT, .number = INT64_MIN}, {.type = TABLE_VALUE_TEXT, .text = ""}},
    {{.type = TABLE_VALUE_INT, .number = -1},
     {.type = TABLE_VALUE_TEXT, .text = "Åre \"\\/\b\f\n\r\t\x01\x1f\x7f 🙂"}},
    {{.type = TABLE_VALUE_INT, .number = 0}, {.type = TABLE_VALUE_NULL}},
    {{.type = TABLE_VALUE_INT, .number = INT64_MAX}, {.type = TABLE_VALUE_TEXT, .text = "\\u0041 [1,2]"}},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

/* A file of two tables, the second empty. The caller frees it. */
static char *written(size_t *ret_length)
{
    static const char *const columns[] = {"number", "text"};
    char *bytes = NULL, sha256[SHA256_HEX_CHARS + 1];
    FILE *file = open_memstream(&bytes, ret_length);
    AUTO_TABLE_WRITER writer = table_writer_open(file);
    assert_ok(table_write_head(&writer, "0007_vaccine", SHA));
    assert_ok(table_write_begin(&writer, "first", columns, 1, columns, 2));
    for (int i = 0; i < ROWS; i++)
        assert_ok(table_write_row(&writer, rows[i], 2));
    assert_ok(table_write_end(&writer, sha256));
    assert_ok(table_write_begin(&writer, "second", columns, 2, columns, 2));
    assert_ok(table_write_end(&writer, NULL));
    assert_ok(table_write_finish(&writer));
    fclose(file);
    return bytes;
}

/* The outcome that reading ends with, and the line. */
static enum outcome read_all(const char *bytes, size_t length, int64_t *ret_line)
{
    FILE *file = fmemopen((char *)bytes, length, "r");
    AUTO_TABLE_READER reader = table_reader_open(file);
    enum outcome outcome;
    while ((outcome = table_read_line(&reader)) == OK)
        continue;
    *ret_line = reader.line_number;
    if (outcome == INVALID)
        assert_non_null(reader.fault);
    fclose(file);
    return outcome;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    size_t length;
    char *bytes = written(&length);
    FILE *file = fmemopen(bytes, length, "r");
    AUTO_TABLE_READER reader = table_reader_open(file);
    static const enum table_line kinds[] = {TABLE_LINE_HEAD, TABLE_LINE_BEGIN, TABLE_LINE_ROW, TABLE_LINE_ROW,
                                            TABLE_LINE_ROW,  TABLE_LINE_ROW,   TABLE_LINE_END, TABLE_LINE_BEGIN,
                                            TABLE_LINE_END,  TABLE_LINE_FINISH};
    int row = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_ok(table_read_line(&reader));
        assert_int_equal(reader.kind, kinds[i]);
        for (int column = 0; reader.kind == TABLE_LINE_ROW && column < 2; column++) {
            assert_int_equal(reader.values[column].type, rows[row][column].type);
            assert_int_equal(reader.values[column].number, rows[row][column].number);
            if (rows[row][column].text != NULL)
                assert_string_equal(reader.values[column].text, rows[row][column].text);
        }
        row += reader.kind == TABLE_LINE_ROW;
    }
    assert_string_equal(reader.step, "0007_vaccine");
    assert_string_equal(reader.columns[1], "text");
    assert_int_equal(reader.all_rows, ROWS);
    assert_int_equal(table_read_line(&reader), NOT_FOUND);
    fclose(file);
    free(bytes);
}

/* Every byte changed, every beginning: nothing passes for the whole. */
static void no_other_bytes_pass(void **state)
{
    (void)state;
    size_t length;
    int64_t line;
    char *bytes = written(&length);
    size_t head = (size_t)(strchr(bytes, '\n') - bytes) + 1;
    assert_int_equal(read_all(bytes, length, &line), NOT_FOUND);
    for (size_t cut = 1; cut < length; cut++)
        assert_int_equal(read_all(bytes, cut, &line), INVALID);
    for (size_t at = 0; at < length; at++) {
        bytes[at] ^= 1;
        assert_int_equal(read_all(bytes, length, &line), INVALID);
        bytes[at] ^= 1;
    }
    assert_int_equal(read_all(bytes + head, length - head, &line), INVALID);
    assert_int_equal(line, 1);
    free(bytes);
}

/* Lines of a table with columns number and text. */
static void other_spellings_are_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "[1]",
        "[1,2,3]",
        "[ 1,null]",
        "[1, null]",
        "[01,null]",
        "[-0,null]",
        "[+1,null]",
        "[1.0,null]",
        "[1e3,null]",
        "[9223372036854775808,null]",
        "[,null]",
        "[1,nul]",
        "[1,NULL]",
        "[1,true]",
        "[1,\"\\u0041\"]",
        "[1,\"\\/\"]",
        "[1,\"\\u000a\"]",
        "[1,\"\\u0000\"]",
        "[1,\"\\u001F\"]",
        "[1,\"\t\"]",
        "[1,\"a]",
        "[1,\"a\\\"]",
        "[1,\"a\"] ",
        "[1,\"\xc3\"]",
        "[1,\"\xed\xa0\x80\"]",
        "[1,[2]]",
        "{\"a\":1}",
        "",
        "[1,\"\\u00\"]",
        "[1,\"\\",
        "{\"end\":\"second\",\"rows\":0,\"sha256\":\"" SHA "\"}",
        "{\"end\":\"first\",\"rows\":0,\"sha256\":\"" SHA "\"}",
        "{\"end\":\"\",\"rows\":0,\"sha256\":\"" SHA "\"}",
        "{\"table\":\"second\",\"key\":[\"a\"],\"columns\":[\"a\"]}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char bytes[1000];
        int64_t line;
        int length = snprintf(bytes, sizeof bytes,
                              "{\"fordela_export\":1,\"step\":\"s\",\"schema\":\"" SHA "\"}\n"
                              "{\"table\":\"first\",\"key\":[\"number\"],\"columns\":[\"number\",\"text\"]}\n%s\n",
                              lines[i]);
        if (read_all(bytes, (size_t)length, &line) != INVALID || line != 3)
            fail_msg("%s: line %lld", lines[i], (long long)line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(no_other_bytes_pass),
        cmocka_unit_test(other_spellings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
