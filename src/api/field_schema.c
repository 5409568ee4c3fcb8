/* Field table -> JSON Schema (the dialect of OpenAPI 3.1). */
#include "api/field.h"

#include <stdio.h>

static const char *const format_patterns[] = {
    [FORMAT_ANY] = NULL,
    [FORMAT_LINE] = "^[^\\\\u0000-\\\\u001f\\\\u007f]*$",
    [FORMAT_PROSE] = NULL,
    [FORMAT_DATE] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    [FORMAT_WEEK] = "^[0-9]{4}-W[0-5][0-9]$",
    [FORMAT_WHEN] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$",
    [FORMAT_MUNICIPALITY] = "^[0-9]{4}$",
    [FORMAT_COUNTY] = "^[0-9]{2}$",
    [FORMAT_ORGANISATION] = "^[A-Z0-9]{2,8}$",
    [FORMAT_ARTICLE] = "^[A-Z0-9_-]{1,16}$",
    [FORMAT_ID] = "^[a-z0-9]{26}$",
    [FORMAT_USERNAME] = "^[a-z0-9._@-]{3,64}$",
    [FORMAT_EMAIL] = NULL,
    [FORMAT_PROBLEM] = "^[a-z0-9_]{1,64}$",
};

void field_schema_text(enum field_format format, int64_t min, int64_t max, struct text *out)
{
    if (format_patterns[format] != NULL)
        text_printf(out, ",\"pattern\":\"%s\"", format_patterns[format]);
    /* Lengths here are bytes of UTF-8 and JSON Schema counts characters: the maximum is a true bound of both. */
    if (max > 0)
        text_printf(out, ",\"maxLength\":%lld", (long long)max);
    if (min > 0)
        text_printf(out, ",\"minLength\":1");
}

static void add_range(const struct field *field, bool centi, struct text *out)
{
    if (field->min == 0 && field->max == 0)
        return;
    if (centi)
        text_printf(out, ",\"minimum\":%g,\"maximum\":%g", (double)field->min / 100, (double)field->max / 100);
    else
        text_printf(out, ",\"minimum\":%lld,\"maximum\":%lld", (long long)field->min, (long long)field->max);
}

static void add_words(const struct field *field, struct text *out)
{
    text_add(out, "\"type\":\"string\",\"enum\":[");
    for (int i = 0; field->words[i] != NULL; i++) {
        if (i > 0)
            text_add_char(out, ',');
        json_add_text(out, field->words[i]);
    }
    text_add_char(out, ']');
}

static void add_type(const struct field *field, bool output, struct text *out)
{
    const char *suffix = output ? "" : "Input";
    switch (field->kind) {
    case FIELD_INT:
    case FIELD_MAYBE_INT:
        text_add(out, field->kind == FIELD_INT ? "\"type\":\"integer\"" : "\"type\":[\"integer\",\"null\"]");
        add_range(field, false, out);
        break;
    case FIELD_CENTI:
    case FIELD_MAYBE_CENTI:
        text_add(out, field->kind == FIELD_CENTI ? "\"type\":\"number\"" : "\"type\":[\"number\",\"null\"]");
        add_range(field, true, out);
        break;
    case FIELD_MICRO:
        text_add(out, "\"type\":\"number\"");
        break;
    case FIELD_MAYBE_MICRO:
        text_add(out, "\"type\":[\"number\",\"null\"]");
        break;
    case FIELD_BOOL:
        text_add(out, "\"type\":\"boolean\"");
        break;
    case FIELD_TEXT:
    case FIELD_MAYBE_TEXT:
        text_add(out, field->kind == FIELD_TEXT ? "\"type\":\"string\"" : "\"type\":[\"string\",\"null\"]");
        field_schema_text(field->format, output ? 0 : field->min, output ? 0 : field->max, out);
        break;
    case FIELD_WORD:
        add_words(field, out);
        break;
    case FIELD_MOMENT:
        text_add(out, "\"type\":\"string\",\"format\":\"date-time\"");
        break;
    case FIELD_MAYBE_MOMENT:
        text_add(out, "\"type\":[\"string\",\"null\"],\"format\":\"date-time\"");
        break;
    case FIELD_OBJECT:
        text_printf(out, "\"$ref\":\"#/components/schemas/%s%s\"", field->of->name, suffix);
        break;
    case FIELD_MAYBE_OBJECT:
        text_printf(out, "\"anyOf\":[{\"$ref\":\"#/components/schemas/%s%s\"},{\"type\":\"null\"}]", field->of->name,
                    suffix);
        break;
    case FIELD_LIST:
    case FIELD_TEXT_LIST:
        text_add(out, "\"type\":\"array\"");
        if (!output)
            text_printf(out, ",\"minItems\":%lld,\"maxItems\":%lld", (long long)field->min, (long long)field->max);
        if (field->kind == FIELD_LIST)
            text_printf(out, ",\"items\":{\"$ref\":\"#/components/schemas/%s%s\"}", field->of->name, suffix);
        else {
            text_add(out, ",\"items\":{\"type\":\"string\"");
            field_schema_text(field->format, 0, output ? 0 : 200, out);
            text_add_char(out, '}');
        }
        break;
    case FIELD_MAYBE_INT_LIST:
        text_add(out, "\"type\":\"array\",\"items\":{\"type\":[\"integer\",\"null\"]}");
        break;
    case FIELD_JSON:
        text_add(out, "\"title\":\"Any JSON\""); /* no type: all of them */
        break;
    }
}

static void add_required(const struct fields *of, bool output, struct text *out)
{
    int listed = 0;
    for (size_t i = 0; i < of->count; i++) {
        if (!output && !(of->list[i].flags & FIELD_REQUIRED))
            continue;
        text_add(out, listed++ == 0 ? ",\"required\":[" : ",");
        json_add_text(out, of->list[i].name);
    }
    if (listed > 0)
        text_add_char(out, ']');
}

void field_schema(const struct fields *of, bool output, struct text *out)
{
    text_add(out, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (size_t i = 0; i < of->count; i++) {
        const struct field *field = &of->list[i];
        if (i > 0)
            text_add_char(out, ',');
        json_add_text(out, field->name);
        text_add(out, ":{");
        add_type(field, output, out);
        if (field->about != NULL) {
            text_add(out, ",\"description\":");
            json_add_text(out, field->about);
        }
        text_add_char(out, '}');
    }
    text_add_char(out, '}');
    add_required(of, output, out);
    text_add_char(out, '}');
}
