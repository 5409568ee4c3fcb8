#include "api/language.h"

#include <string.h>
#include <strings.h>

/* Thousandths of ";q=0.5"; 1000 without one. What is not a number counts as 0. */
static int weight_of(const char *parameters, size_t length)
{
    const char *q = memchr(parameters, 'q', length), *end = parameters + length;
    if (q == NULL || q + 1 == end || q[1] != '=')
        return 1000;
    int weight = 0, unit = 1000;
    for (const char *at = q + 2; at < end && unit > 0; at++) {
        if (*at == '.')
            continue;
        if (*at < '0' || *at > '9')
            break;
        weight += (*at - '0') * unit;
        unit /= 10;
    }
    return weight < 1000 ? weight : 1000;
}

/* "en" itself or "en-…", whatever the case. */
static bool is_language(const char *range, size_t length, const char *code)
{
    return length >= 2 && strncasecmp(range, code, 2) == 0 && (length == 2 || range[2] == '-');
}

bool language_is_english(const char *accept_language)
{
    int english = 0, swedish = 0;
    bool english_first = false;
    for (const char *at = accept_language; at != NULL && *at != '\0';) {
        at += strspn(at, " \t,");
        size_t length = strcspn(at, ","), name = strcspn(at, "; \t,");
        int weight = weight_of(at + name, length - name);
        if (is_language(at, name, "en") && weight > english) {
            english = weight;
            english_first = swedish == 0;
        } else if (is_language(at, name, "sv") && weight > swedish)
            swedish = weight;
        at += length;
    }
    return english > swedish || (english > 0 && english == swedish && english_first);
}
