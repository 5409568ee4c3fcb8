#include "api/query.h"

#include "api/app.h"
#include "api/call.h"

#include <stdlib.h>
#include <string.h>

static const struct query_field limit_field = {
    .name = "limit", .min = 1, .max = LIMIT_LIST_ROWS, .about = "Most rows in the answer (default 100)"};
static const struct query_field cursor_field = {
    .name = "cursor", .format = FORMAT_LINE, .max = 200, .about = "Where the previous page ended (its next_cursor)"};
static const struct query_field format_field = {
    .name = "format", .format = FORMAT_LINE, .max = 8, .about = "csv for the same rows as CSV"};

static const struct query_field trial_field = {.name = "dry_run",
                                               .format = FORMAT_LINE,
                                               .max = 5,
                                               .about = "true: check everything and answer, but write nothing"};

const struct query_field *query_field_at(const struct route *route, int index)
{
    int own = 0;
    while (route->query != NULL && route->query[own].name != NULL)
        own++;
    if (index < own)
        return &route->query[index];
    const struct query_field *common[4];
    int count = 0;
    if (route->flags & ROUTE_LIST) {
        common[count++] = &limit_field;
        common[count++] = &cursor_field;
    }
    if (route->flags & ROUTE_CSV)
        common[count++] = &format_field;
    if (route->flags & ROUTE_TRIAL)
        common[count++] = &trial_field;
    return index - own < count ? common[index - own] : NULL;
}

int query_index(const struct route *route, const char *name)
{
    for (int i = 0;; i++) {
        const struct query_field *field = query_field_at(route, i);
        if (field == NULL)
            return -1;
        if (strcmp(field->name, name) == 0)
            return i;
    }
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Decodes in place; false for a broken escape, a NUL or bytes that are not UTF-8. */
static bool decode(char *text)
{
    char *out = text;
    for (const char *in = text; *in != '\0'; in++) {
        if (*in == '+')
            *out++ = ' ';
        else if (*in != '%')
            *out++ = *in;
        else {
            int high = hex_value(in[1]), low = high < 0 ? -1 : hex_value(in[2]);
            if (low < 0 || (high == 0 && low == 0))
                return false;
            *out++ = (char)(high << 4 | low);
            in += 2;
        }
    }
    *out = '\0';
    json_t *check = json_string(text); /* refuses what is not UTF-8 */
    json_decref(check);
    return check != NULL;
}

static enum violation_code check(const struct query_field *field, const char *value)
{
    if (field->format == FORMAT_ANY && (field->min != 0 || field->max != 0)) {
        size_t length = strlen(value);
        if (length == 0 || length > 18 || strspn(value, "0123456789") != length)
            return VIOLATION_MALFORMED;
        long long number = strtoll(value, NULL, 10);
        return number >= field->min && number <= field->max ? VIOLATION__COUNT : VIOLATION_OUT_OF_RANGE;
    }
    if (field->max > 0 && strlen(value) > (size_t)field->max)
        return VIOLATION_TOO_LONG;
    return field_format_fits(field->format, value) ? VIOLATION__COUNT : VIOLATION_MALFORMED;
}

static void read_pair(const struct route *route, char *pair, struct arena *arena, struct violations *violations,
                      const char **ret_values)
{
    char *value = strchr(pair, '=');
    if (value != NULL)
        *value++ = '\0';
    else
        value = pair + strlen(pair);
    bool readable = decode(pair) && decode(value);
    const char *place = arena_printf(arena, "?%.80s", pair);
    if (place == NULL || !readable) {
        violation_add(violations, VIOLATION_MALFORMED, "?", NULL, NULL);
        return;
    }
    int index = query_index(route, pair);
    if (index < 0)
        violation_add(violations, VIOLATION_UNKNOWN, place, NULL, NULL);
    else if (ret_values[index] != NULL)
        violation_add(violations, VIOLATION_DUPLICATE, place, NULL, NULL);
    else {
        enum violation_code code = check(query_field_at(route, index), value);
        if (code != VIOLATION__COUNT)
            violation_add(violations, code, place, NULL, NULL);
        ret_values[index] = value;
    }
}

enum outcome query_read(const struct route *route, const char *query, struct arena *arena,
                        struct violations *violations, const char **ret_values)
{
    if (query == NULL || *query == '\0')
        return OK;
    char *copy = arena_text(arena, query);
    if (copy == NULL)
        return TOO_LARGE;
    char *rest = copy;
    for (char *pair; (pair = strsep(&rest, "&")) != NULL;)
        if (*pair != '\0')
            read_pair(route, pair, arena, violations, ret_values);
    return violations->count == 0 ? OK : INVALID;
}
