#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024 };

struct text text_open(size_t max_bytes)
{
    return (struct text){.max_bytes = max_bytes};
}

void text_close(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

char *text_reserve(struct text *text, size_t extra)
{
    if (text->failed)
        return NULL;
    if (extra > text->max_bytes || text->length > text->max_bytes - extra) {
        text->failed = true;
        return NULL;
    }
    size_t needed = text->length + extra + 1;
    if (needed > text->capacity) {
        size_t capacity = text->capacity > 0 ? text->capacity : FIRST_CAPACITY;
        while (capacity < needed)
            capacity *= 2;
        char *bytes = realloc(text->bytes, capacity);
        if (bytes == NULL) {
            text->failed = true;
            return NULL;
        }
        text->bytes = bytes;
        text->capacity = capacity;
    }
    return text->bytes + text->length;
}

void text_add_growing(struct text *text, const char *bytes, size_t length)
{
    char *room = text_reserve(text, length);
    if (room == NULL)
        return;
    memcpy(room, bytes, length);
    room[length] = '\0';
    text->length += length;
}

void text_add_int(struct text *text, int64_t number)
{
    char digits[24];
    char *end = digits + sizeof digits, *start = end;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do
        *--start = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        *--start = '-';
    text_add_bytes(text, start, (size_t)(end - start));
}

void text_add_micro(struct text *text, int64_t millionths, char mark)
{
    uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths, rest = size % 1000000;
    if (millionths < 0)
        text_add_char(text, '-');
    text_add_int(text, (int64_t)(size / 1000000));
    if (rest > 0)
        text_add_char(text, mark);
    for (uint64_t place = 100000; rest > 0; rest %= place, place /= 10)
        text_add_char(text, (char)('0' + rest / place));
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *room = length < 0 ? NULL : text_reserve(text, (size_t)length);
    if (room == NULL) {
        text->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(room, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

char *text_take(struct text *text)
{
    char *bytes = text->failed ? NULL : text->bytes;
    if (bytes == NULL && !text->failed)
        bytes = calloc(1, 1);
    else if (text->failed)
        free(text->bytes);
    *text = (struct text){.max_bytes = text->max_bytes};
    return bytes;
}
