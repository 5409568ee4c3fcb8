/* The reading half of io/table_file.h. Only what the writing half writes is read: there is one way to write a value. */
#include "io/table_file.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct table_reader table_reader_open(FILE *file)
{
    struct table_reader reader = {.file = file};
    crypto_digest_start(&reader.whole);
    return reader;
}

void table_reader_close(struct table_reader *reader)
{
    free(reader->line);
    reader->line = NULL;
}

static enum outcome fault(struct table_reader *reader, const char *what)
{
    reader->fault = what;
    return INVALID;
}

/* --- values --- */

/* Moves on over exactly these characters. */
static bool skip(char **at, const char *expected)
{
    size_t length = strlen(expected);
    if (strncmp(*at, expected, length) != 0)
        return false;
    *at += length;
    return true;
}

static int hex_digit(char letter)
{
    return letter >= '0' && letter <= '9' ? letter - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* What an escape stands for; 0: none that is written. *at is behind the backslash. */
static char unescape(char **at)
{
    static const char letters[] = "nrt\"\\", meanings[] = "\n\r\t\"\\";
    char letter = *(*at)++;
    const char *found = letter != '\0' ? strchr(letters, letter) : NULL;
    if (found != NULL)
        return meanings[found - letters];
    if (letter != 'u' || strncmp(*at, "00", 2) != 0 || hex_digit((*at)[2]) < 0 || hex_digit((*at)[3]) < 0)
        return '\0';
    int code = hex_digit((*at)[2]) * 16 + hex_digit((*at)[3]);
    *at += 4;
    return code < ' ' && strchr(meanings, code) == NULL ? (char)code : '\0';
}

/* A string, put into its own place in the line with a NUL behind. */
static bool read_string(char **at, const char **ret_text)
{
    if (**at != '"')
        return false;
    char *to = ++*at;
    *ret_text = to;
    while (**at != '"') {
        char letter = *(*at)++;
        if ((unsigned char)letter < ' ')
            return false; /* the line's end, or what should be escaped */
        if (letter == '\\' && (letter = unescape(at)) == '\0')
            return false;
        *to++ = letter;
    }
    ++*at;
    *to = '\0';
    return true;
}

static bool read_int(char **at, int64_t *ret_number)
{
    const char *digits = **at == '-' ? *at + 1 : *at;
    if (*digits < '0' || *digits > '9' || (*digits == '0' && (digits[1] >= '0' && digits[1] <= '9')) ||
        (digits != *at && *digits == '0'))
        return false;
    errno = 0;
    *ret_number = strtoll(*at, at, 10);
    return errno == 0;
}

static bool read_name(char **at, char ret_name[TABLE_FILE_NAME_CHARS])
{
    const char *name;
    if (!read_string(at, &name) || strlen(name) >= TABLE_FILE_NAME_CHARS)
        return false;
    strcpy(ret_name, name);
    return true;
}

static bool read_sha256(char **at, char ret_sha256[SHA256_HEX_CHARS + 1])
{
    const char *text;
    if (!read_string(at, &text) || strlen(text) != SHA256_HEX_CHARS)
        return false;
    strcpy(ret_sha256, text);
    return true;
}

/* --- lines --- */

static enum outcome read_head(struct table_reader *reader, char *at)
{
    if (!skip(&at, "{\"fordela_export\":1,\"step\":") || !read_name(&at, reader->step) || !skip(&at, ",\"schema\":") ||
        !read_sha256(&at, reader->schema_sha256) || strcmp(at, "}") != 0)
        return fault(reader, "the first line is not that of an export of Fördela");
    reader->kind = TABLE_LINE_HEAD;
    reader->begun = true;
    return OK;
}

static bool read_names(char **at, char names[][TABLE_FILE_NAME_CHARS], size_t *ret_count)
{
    size_t count = 0;
    if (!skip(at, "["))
        return false;
    do {
        if (count == TABLE_FILE_COLUMNS_MAX || !read_name(at, names[count++]))
            return false;
    } while (skip(at, ","));
    *ret_count = count;
    return skip(at, "]");
}

static enum outcome read_begin(struct table_reader *reader, char *at)
{
    /* The key is for the reader's eyes: whoever loads the table knows it. */
    size_t key_count;
    if (reader->in_table || !skip(&at, "{\"table\":") || !read_name(&at, reader->table) || !skip(&at, ",\"key\":") ||
        !read_names(&at, reader->columns, &key_count) || !skip(&at, ",\"columns\":") ||
        !read_names(&at, reader->columns, &reader->column_count) || strcmp(at, "}") != 0)
        return fault(reader, "a table's first line is malformed or out of place");
    reader->kind = TABLE_LINE_BEGIN;
    reader->in_table = true;
    reader->rows = 0;
    return OK;
}

static enum outcome read_row(struct table_reader *reader, char *at)
{
    if (!reader->in_table)
        return fault(reader, "a row outside a table");
    for (size_t i = 0; i < reader->column_count; i++) {
        struct table_value *value = &reader->values[i];
        *value = (struct table_value){.type = TABLE_VALUE_NULL};
        if (!skip(&at, i > 0 ? "," : "["))
            return fault(reader, "a row has not as many values as the table has columns");
        if (*at == '"')
            value->type = TABLE_VALUE_TEXT;
        else if (*at != 'n')
            value->type = TABLE_VALUE_INT;
        bool read = value->type == TABLE_VALUE_TEXT  ? read_string(&at, &value->text)
                    : value->type == TABLE_VALUE_INT ? read_int(&at, &value->number)
                                                     : skip(&at, "null");
        if (!read)
            return fault(reader, "a value is malformed");
    }
    if (strcmp(at, "]") != 0)
        return fault(reader, "a row has not as many values as the table has columns");
    reader->kind = TABLE_LINE_ROW;
    reader->rows++;
    reader->all_rows++;
    return OK;
}

/* digest: of what stands before the line. */
static enum outcome read_end(struct table_reader *reader, char *at, struct crypto_digest whole)
{
    char table[TABLE_FILE_NAME_CHARS], sha256[SHA256_HEX_CHARS + 1];
    int64_t rows;
    if (!skip(&at, "{\"end\":") || !read_name(&at, table) || !skip(&at, ",\"rows\":") || !read_int(&at, &rows) ||
        !skip(&at, ",\"sha256\":") || !read_sha256(&at, reader->sha256) || strcmp(at, "}") != 0)
        return fault(reader, "a table's last line is malformed");
    bool last = table[0] == '\0';
    if (last == reader->in_table || (!last && strcmp(table, reader->table) != 0))
        return fault(reader, "a table's last line is out of place");
    struct crypto_digest digest = last ? whole : reader->of_table;
    crypto_digest_hex(&digest, sha256);
    if (rows != (last ? reader->all_rows : reader->rows) || (!reader->checked && strcmp(sha256, reader->sha256) != 0))
        return fault(reader, "what stands before this line has been changed or cut (count or SHA-256)");
    reader->kind = last ? TABLE_LINE_FINISH : TABLE_LINE_END;
    reader->in_table = false;
    reader->finished = last;
    return OK;
}

static enum outcome read_any(struct table_reader *reader, struct crypto_digest whole)
{
    if (!reader->begun)
        return read_head(reader, reader->line);
    if (reader->line[0] == '[')
        return read_row(reader, reader->line);
    return strncmp(reader->line, "{\"end\"", 6) == 0 ? read_end(reader, reader->line, whole)
                                                     : read_begin(reader, reader->line);
}

static void add_to_digests(struct table_reader *reader, size_t length)
{
    bool begins = strncmp(reader->line, "{\"table\"", 8) == 0;
    if (begins)
        crypto_digest_start(&reader->of_table);
    crypto_digest_add(&reader->whole, reader->line, length);
    if (begins || reader->line[0] == '[')
        crypto_digest_add(&reader->of_table, reader->line, length);
}

enum outcome table_read_line(struct table_reader *reader)
{
    errno = 0;
    ssize_t length = getline(&reader->line, &reader->capacity, reader->file);
    reader->line_number++;
    if (length < 0)
        return ferror(reader->file) || errno == ENOMEM ? BROKEN
               : reader->finished                      ? NOT_FOUND
                                                       : fault(reader, "the file has been cut off");
    if (reader->finished)
        return fault(reader, "there is more behind the last line");
    struct crypto_digest before = reader->whole;
    if (!reader->checked)
        add_to_digests(reader, (size_t)length);
    if (reader->line[length - 1] != '\n')
        return fault(reader, "the line is cut off");
    reader->line[--length] = '\0';
    if (strlen(reader->line) != (size_t)length || !utf8_valid(reader->line, (size_t)length))
        return fault(reader, "the line is not UTF-8 text");
    return read_any(reader, before);
}
