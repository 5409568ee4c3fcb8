#include "http/target.h"

#include "base/utf8.h"

#include <string.h>

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    character = (char)(character | 0x20);
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

/* The byte that "%xy" stands for, -1 if it is broken. */
static int escaped_byte(const char *at, const char *end)
{
    if (end - at < 3)
        return -1;
    int high = hex_digit(at[1]), low = hex_digit(at[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Browsers leave some characters unescaped that RFC 3986 would not: those that cannot mislead anybody pass. */
static bool may_stand(char character)
{
    return character > 0x20 && character < 0x7f && strchr("\"#<>\\", character) == NULL;
}

static bool query_is_sound(const char *at, const char *end)
{
    for (; at < end; at++)
        if (!may_stand(*at) || (*at == '%' && escaped_byte(at, end) <= 0))
            return false;
    return true;
}

enum outcome target_decode(const char *target, size_t length, char *ret_path, const char **ret_query)
{
    const char *end = target + length;
    const char *path_end = memchr(target, '?', length);
    if (path_end == NULL)
        path_end = end;
    if (length == 0 || *target != '/' || (path_end < end && !query_is_sound(path_end + 1, end)))
        return INVALID;
    char *to = ret_path;
    for (const char *at = target; at < path_end; at++) {
        if (!may_stand(*at))
            return INVALID;
        if (*at != '%') {
            *to++ = *at;
            continue;
        }
        int byte = escaped_byte(at, path_end);
        if (byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\')
            return INVALID;
        *to++ = (char)byte;
        at += 2;
    }
    *to = '\0';
    if (!utf8_valid(ret_path, (size_t)(to - ret_path)))
        return INVALID;
    *ret_query = path_end < end ? path_end + 1 : NULL;
    return OK;
}
