/* The portable form of a database: one text file, a line for each row.
 *
 * UTF-8, every line a JSON value, no blanks, lines end with \n:
 *   {"fordela_export":1,"step":"0007_vaccine","schema":"<SHA-256 of all migrations>"}
 *   {"table":"county","key":["county_code"],"columns":["county_code","letter"]}      for each table, by name
 *   ["01","AB"]                                                                      its rows, by primary key
 *   {"end":"county","rows":21,"sha256":"<of the table's lines above, the first included>"}
 *   {"end":"","rows":1234,"sha256":"<of all lines above>"}                           the last line
 * A value is null, an integer of 64 bits, or a string with the escapes \" \\ \n \r \t and \u00XX for other control
 * characters, nothing else escaped. Text is ordered by its bytes. There is one way to write a value and nothing in the
 * file tells when or where it was made: equal facts are equal bytes. */
#ifndef FORDELA_IO_TABLE_FILE_H
#define FORDELA_IO_TABLE_FILE_H

#include "base/crypto.h"
#include "base/outcome.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>

enum {
    TABLE_FILE_COLUMNS_MAX = 64,
    TABLE_FILE_NAME_CHARS = 64,
    TABLE_FILE_LINE_BYTES = 256 * 1024 * 1024 /* the longest text escaped */
};

struct table_value {
    enum { TABLE_VALUE_NULL, TABLE_VALUE_INT, TABLE_VALUE_TEXT } type;
    int64_t number;
    const char *text; /* borrowed */
};

/* --- writing --- */

/* Keeps the counts and digests. The file is the caller's; NULL: only the tables' digests are wanted. */
struct table_writer {
    FILE *file;
    struct text line;
    struct crypto_digest whole, of_table;
    int64_t rows, all_rows;
    char table[TABLE_FILE_NAME_CHARS];
};

struct table_writer table_writer_open(FILE *file);
void table_writer_close(struct table_writer *writer);
#define AUTO_TABLE_WRITER __attribute__((cleanup(table_writer_close))) struct table_writer

/* All: BROKEN when the file cannot be written (errno), TOO_LARGE past a limit. */
MUST_USE enum outcome table_write_head(struct table_writer *writer, const char *step, const char *schema_sha256);
MUST_USE enum outcome table_write_begin(struct table_writer *writer, const char *table, const char *const *key,
                                        size_t key_count, const char *const *columns, size_t column_count);
MUST_USE enum outcome table_write_row(struct table_writer *writer, const struct table_value *values, size_t count);
/* ret_sha256 (may be NULL): of the table. */
MUST_USE enum outcome table_write_end(struct table_writer *writer, char ret_sha256[SHA256_HEX_CHARS + 1]);
MUST_USE enum outcome table_write_finish(struct table_writer *writer);

/* --- reading --- */

enum table_line { TABLE_LINE_HEAD, TABLE_LINE_BEGIN, TABLE_LINE_ROW, TABLE_LINE_END, TABLE_LINE_FINISH };

/* What the line just read says. Texts are borrowed until the next line. */
struct table_reader {
    FILE *file; /* the caller's */
    char *line; /* the buffer, as getline has it */
    size_t capacity;
    int64_t line_number;
    enum table_line kind;
    char step[TABLE_FILE_NAME_CHARS], schema_sha256[SHA256_HEX_CHARS + 1]; /* of the head */
    char table[TABLE_FILE_NAME_CHARS];
    char columns[TABLE_FILE_COLUMNS_MAX][TABLE_FILE_NAME_CHARS];
    size_t column_count;
    struct table_value values[TABLE_FILE_COLUMNS_MAX];
    int64_t rows, all_rows;
    char sha256[SHA256_HEX_CHARS + 1]; /* of a table that has ended */
    struct crypto_digest whole, of_table;
    bool begun, in_table, finished;
    bool checked;      /* the caller's: the file has been read to its end before, its digests are not taken again */
    const char *fault; /* what is wrong with the line, after INVALID */
};

struct table_reader table_reader_open(FILE *file);
void table_reader_close(struct table_reader *reader);
#define AUTO_TABLE_READER __attribute__((cleanup(table_reader_close))) struct table_reader

/* The next line, checked for its form, order, counts and digests. NOT_FOUND: the file has ended, whole. INVALID: it is
 * not of this form, or has been changed or cut off (fault, line_number). BROKEN: it cannot be read. */
MUST_USE enum outcome table_read_line(struct table_reader *reader);

#endif
