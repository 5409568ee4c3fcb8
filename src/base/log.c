#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum log_level log_level = LOG_INFO;

enum { LINE_BYTES = 2048 };

void log_line(enum log_level level, const char *format, ...)
{
    if (level > log_level)
        return;
    char line[LINE_BYTES];
    int prefix = snprintf(line, sizeof line, "<%d>", (int)level);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line + prefix, sizeof line - (size_t)prefix - 1, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    size_t end = (size_t)prefix + (size_t)length;
    if (end > sizeof line - 2)
        end = sizeof line - 2;
    for (size_t i = (size_t)prefix; i < end; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[end++] = '\n';
    /* One write per line keeps lines of different threads whole. Nothing can be done if standard error is gone. */
    if (write(STDERR_FILENO, line, end) < 0)
        return;
}
