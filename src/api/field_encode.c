/* Struct -> JSON, by hand into a text builder: an order of magnitude cheaper than building a tree first. */
#include "api/field.h"

#include "core/week.h"

#include <string.h>

void json_add_text(struct text *out, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    text_add_char(out, '"');
    const char *run = text;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        text_add_bytes(out, run, (size_t)(text - run));
        run = text + 1;
        if (c == '"' || c == '\\') {
            const char pair[2] = {'\\', (char)c};
            text_add_bytes(out, pair, 2);
        } else if (c == '\n')
            text_add_bytes(out, "\\n", 2);
        else {
            const char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            text_add_bytes(out, escape, 6);
        }
    }
    text_add_bytes(out, run, (size_t)(text - run));
    text_add_char(out, '"');
}

static void add_text_or_null(struct text *out, const char *text)
{
    if (text == NULL)
        text_add_bytes(out, "null", 4);
    else
        json_add_text(out, text);
}

static void add_moment(struct text *out, int64_t unix_seconds)
{
    char moment[TIMESTAMP_CHARS + 1];
    timestamp_format(unix_seconds, moment);
    text_add_char(out, '"');
    text_add_bytes(out, moment, TIMESTAMP_CHARS);
    text_add_char(out, '"');
}

/* 1234 -> 12.34, 1200 -> 12, 50 -> 0.5 */
static void add_centi(struct text *out, int64_t hundredths)
{
    if (hundredths < 0) {
        text_add_char(out, '-');
        hundredths = -hundredths;
    }
    text_add_int(out, hundredths / 100);
    int64_t rest = hundredths % 100;
    if (rest == 0)
        return;
    text_add_char(out, '.');
    text_add_char(out, (char)('0' + rest / 10));
    if (rest % 10 != 0)
        text_add_char(out, (char)('0' + rest % 10));
}

static void add_micro(struct text *out, int64_t millionths)
{
    text_add_micro(out, millionths, '.');
}

static void add_maybe(struct text *out, const struct maybe *maybe, void (*add)(struct text *, int64_t))
{
    if (maybe->known)
        add(out, maybe->value);
    else
        text_add_bytes(out, "null", 4);
}

static void encode_list(const struct field *field, const char *from, struct text *out)
{
    const char *elements = *(const char *const *)(const void *)(from + field->offset);
    size_t count = *(const size_t *)(const void *)(from + field->count_offset);
    text_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add_char(out, ',');
        if (field->kind == FIELD_MAYBE_INT_LIST)
            add_maybe(out, &((const struct maybe *)(const void *)elements)[i], text_add_int);
        else if (field->kind == FIELD_LIST)
            field_encode(field->of, elements + i * field->of->size, out);
        else
            json_add_text(out, ((const char *const *)(const void *)elements)[i]);
    }
    text_add_char(out, ']');
}

static void encode_value(const struct field *field, const char *from, struct text *out)
{
    const void *at = from + field->offset;
    switch (field->kind) {
    case FIELD_INT:
        text_add_int(out, *(const int64_t *)at);
        break;
    case FIELD_MAYBE_INT:
        add_maybe(out, at, text_add_int);
        break;
    case FIELD_CENTI:
        add_centi(out, *(const int64_t *)at);
        break;
    case FIELD_MAYBE_CENTI:
        add_maybe(out, at, add_centi);
        break;
    case FIELD_MICRO:
        add_micro(out, *(const int64_t *)at);
        break;
    case FIELD_MAYBE_MICRO:
        add_maybe(out, at, add_micro);
        break;
    case FIELD_BOOL:
        text_add(out, *(const bool *)at ? "true" : "false");
        break;
    case FIELD_TEXT:
    case FIELD_MAYBE_TEXT:
        add_text_or_null(out, *(const char *const *)at);
        break;
    case FIELD_WORD:
        json_add_text(out, field->words[*(const int *)at]);
        break;
    case FIELD_MOMENT:
        add_moment(out, *(const int64_t *)at);
        break;
    case FIELD_MAYBE_MOMENT:
        add_maybe(out, at, add_moment);
        break;
    case FIELD_OBJECT:
        field_encode(field->of, at, out);
        break;
    case FIELD_MAYBE_OBJECT:
        if (*(const void *const *)at == NULL)
            text_add_bytes(out, "null", 4);
        else
            field_encode(field->of, *(const void *const *)at, out);
        break;
    case FIELD_LIST:
    case FIELD_TEXT_LIST:
    case FIELD_MAYBE_INT_LIST:
        encode_list(field, from, out);
        break;
    case FIELD_JSON: {
        const char *json = *(const char *const *)at;
        text_add(out, json != NULL ? json : "null");
        break;
    }
    }
}

void field_encode(const struct fields *of, const void *value, struct text *out)
{
    for (size_t i = 0; i < of->count; i++) {
        text_add_bytes(out, i == 0 ? "{\"" : ",\"", 2);
        text_add(out, of->list[i].name); /* names are ours: nothing to escape */
        text_add_bytes(out, "\":", 2);
        encode_value(&of->list[i], value, out);
    }
    if (of->count == 0)
        text_add_char(out, '{');
    text_add_char(out, '}');
}
