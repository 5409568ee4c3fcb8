#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum log_level log_level = LOG_INFO;

enum { LINE_BYTES = 2048 };
_Static_assert((int)LINE_BYTES <= (int)LOG_BATCH_BYTES, "a line fits into an empty batch");

/* The whole line with prefix and end; returns its length, 0 if there is none. */
__attribute__((format(printf, 3, 0))) static size_t format_line(char line[LINE_BYTES], enum log_level level,
                                                                const char *format, va_list arguments)
{
    int prefix = snprintf(line, LINE_BYTES, "<%d>", (int)level);
    int length = vsnprintf(line + prefix, (size_t)(LINE_BYTES - prefix - 1), format, arguments);
    if (length < 0)
        return 0;
    size_t end = (size_t)prefix + (size_t)length;
    if (end > LINE_BYTES - 2)
        end = LINE_BYTES - 2;
    for (size_t i = (size_t)prefix; i < end; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[end++] = '\n';
    return end;
}

/* One write keeps lines of different threads whole. Nothing can be done if standard error is gone. */
static void write_out(const char *bytes, size_t length)
{
    (void)!write(STDERR_FILENO, bytes, length);
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    if (level > log_level)
        return;
    va_start(arguments, format);
    write_out(line, format_line(line, level, format, arguments));
    va_end(arguments);
}

void log_collect(struct log_batch *batch, enum log_level level, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    if (level > log_level)
        return;
    va_start(arguments, format);
    size_t length = format_line(line, level, format, arguments);
    va_end(arguments);
    if (batch->length + length > sizeof batch->bytes)
        log_write(batch);
    memcpy(batch->bytes + batch->length, line, length);
    batch->length += length;
}

void log_write(struct log_batch *batch)
{
    if (batch->length > 0)
        write_out(batch->bytes, batch->length);
    batch->length = 0;
}
