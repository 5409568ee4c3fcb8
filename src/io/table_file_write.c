/* The writing half of io/table_file.h. */
#include "io/table_file.h"

#include <string.h>

struct table_writer table_writer_open(FILE *file)
{
    struct table_writer writer = {.file = file, .line = text_open(TABLE_FILE_LINE_BYTES)};
    crypto_digest_start(&writer.whole);
    return writer;
}

void table_writer_close(struct table_writer *writer)
{
    text_close(&writer->line);
}

static void add_string(struct text *line, const char *string)
{
    static const char escapes[] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
    text_add_char(line, '"');
    for (const char *at = string; *at != '\0';) {
        size_t plain = 0;
        while ((unsigned char)at[plain] >= ' ' && at[plain] != '"' && at[plain] != '\\')
            plain++;
        text_add_bytes(line, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        unsigned char letter = (unsigned char)*at++;
        if (escapes[letter] != '\0')
            text_printf(line, "\\%c", escapes[letter]);
        else
            text_printf(line, "\\u%04x", letter);
    }
    text_add_char(line, '"');
}

/* Ends the line and writes it. */
static enum outcome put_line(struct table_writer *writer, bool of_table)
{
    struct text *line = &writer->line;
    text_add_char(line, '\n');
    if (text_failed(line))
        return TOO_LARGE;
    if (writer->file != NULL)
        crypto_digest_add(&writer->whole, line->bytes, line->length);
    if (of_table)
        crypto_digest_add(&writer->of_table, line->bytes, line->length);
    if (writer->file != NULL && fwrite(line->bytes, 1, line->length, writer->file) != line->length)
        return BROKEN;
    line->length = 0;
    return OK;
}

enum outcome table_write_head(struct table_writer *writer, const char *step, const char *schema_sha256)
{
    text_add(&writer->line, "{\"fordela_export\":1,\"step\":");
    add_string(&writer->line, step);
    text_printf(&writer->line, ",\"schema\":\"%s\"}", schema_sha256);
    return put_line(writer, false);
}

static void add_names(struct text *line, const char *const *names, size_t count)
{
    text_add_char(line, '[');
    for (size_t i = 0; i < count; i++) {
        text_add(line, i > 0 ? "," : "");
        add_string(line, names[i]);
    }
    text_add_char(line, ']');
}

enum outcome table_write_begin(struct table_writer *writer, const char *table, const char *const *key, size_t key_count,
                               const char *const *columns, size_t column_count)
{
    if (strlen(table) >= sizeof writer->table || column_count > TABLE_FILE_COLUMNS_MAX)
        return TOO_LARGE;
    strcpy(writer->table, table);
    writer->rows = 0;
    crypto_digest_start(&writer->of_table);
    text_add(&writer->line, "{\"table\":");
    add_string(&writer->line, table);
    text_add(&writer->line, ",\"key\":");
    add_names(&writer->line, key, key_count);
    text_add(&writer->line, ",\"columns\":");
    add_names(&writer->line, columns, column_count);
    text_add_char(&writer->line, '}');
    return put_line(writer, true);
}

enum outcome table_write_row(struct table_writer *writer, const struct table_value *values, size_t count)
{
    struct text *line = &writer->line;
    for (size_t i = 0; i < count; i++) {
        text_add_char(line, i > 0 ? ',' : '[');
        if (values[i].type == TABLE_VALUE_INT)
            text_add_int(line, values[i].number);
        else if (values[i].type == TABLE_VALUE_TEXT)
            add_string(line, values[i].text);
        else
            text_add(line, "null");
    }
    text_add_char(line, ']');
    writer->rows++;
    writer->all_rows++;
    return put_line(writer, true);
}

static enum outcome put_end(struct table_writer *writer, const char *table, int64_t rows, struct crypto_digest digest,
                            char ret_sha256[SHA256_HEX_CHARS + 1])
{
    char sha256[SHA256_HEX_CHARS + 1];
    crypto_digest_hex(&digest, sha256);
    text_add(&writer->line, "{\"end\":");
    add_string(&writer->line, table);
    text_printf(&writer->line, ",\"rows\":%lld,\"sha256\":\"%s\"}", (long long)rows, sha256);
    if (ret_sha256 != NULL)
        memcpy(ret_sha256, sha256, sizeof sha256);
    return put_line(writer, false);
}

enum outcome table_write_end(struct table_writer *writer, char ret_sha256[SHA256_HEX_CHARS + 1])
{
    return put_end(writer, writer->table, writer->rows, writer->of_table, ret_sha256);
}

enum outcome table_write_finish(struct table_writer *writer)
{
    return put_end(writer, "", writer->all_rows, writer->whole, NULL);
}
