#include "api/compute_problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t safe_integer = (INT64_C(1) << 53) - 1;

struct known_int compute_known_int(const struct node *node)
{
    return node->kind == NODE_NULL ? (struct known_int){0} : known_int(node->whole);
}

struct known_rational compute_known_rational(const struct node *node)
{
    return node->kind == NODE_NULL ? (struct known_rational){0} : known_rational(*node->ratio);
}

int64_t compute_whole(const struct node *object, const char *key)
{
    return tree_get(object, key)->whole;
}

struct rational compute_ratio(const struct node *object, const char *key)
{
    return *tree_get(object, key)->ratio;
}

void compute_put(struct compute *compute, const char *json)
{
    text_add(compute->out, json);
}

void compute_put_whole(struct compute *compute, int64_t whole)
{
    if (whole > safe_integer || whole < -safe_integer)
        compute->overflow = true;
    text_add_int(compute->out, whole);
}

void compute_put_ratio(struct compute *compute, struct rational ratio)
{
    char text[RATIONAL_TEXT_CHARS];
    size_t length = rational_format(ratio, text);
    text_add_char(compute->out, '"');
    text_add_bytes(compute->out, text, length);
    text_add_char(compute->out, '"');
}

void compute_put_whole_ratio(struct compute *compute, struct rational ratio)
{
    compute_put_whole(compute, rational_floor(ratio));
}

void compute_put_number(struct compute *compute, double number)
{
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    text_add(compute->out, text);
}

void compute_put_bool(struct compute *compute, bool truth)
{
    text_add(compute->out, truth ? "true" : "false");
}

void compute_put_text(struct compute *compute, const char *bytes, size_t length)
{
    text_add_char(compute->out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x20)
            text_printf(compute->out, "\\u%04x", byte);
        else if (byte == '"' || byte == '\\')
            text_printf(compute->out, "\\%c", byte);
        else
            text_add_char(compute->out, bytes[i]);
    }
    text_add_char(compute->out, '"');
}

void compute_put_cover(struct compute *compute, struct cover cover)
{
    if (cover.kind == COVER_NO_USE)
        compute_put(compute, "\"inf\"");
    else if (cover.kind == COVER_NOT_USED)
        compute_put(compute, "\"ej_anvand\"");
    else
        compute_put_days(compute, cover);
}

void compute_put_days(struct compute *compute, struct cover cover)
{
    if (cover.kind == COVER_DAYS)
        compute_put_ratio(compute, cover.days);
    else
        compute_put(compute, "null");
}

void compute_put_comma(struct compute *compute, size_t index)
{
    if (index > 0)
        text_add_char(compute->out, ',');
}

enum outcome compute_put_each(struct compute *compute, const struct node *list,
                              enum outcome (*one)(struct compute *compute, const struct node *element))
{
    size_t index = 0;
    compute_put(compute, "[");
    for (const struct node *element = list->first; element; element = element->next) {
        compute_put_comma(compute, index++);
        TRY(one(compute, element));
    }
    compute_put(compute, "]");
    return OK;
}

void compute_check_square(struct compute *compute, const struct node *matrix, size_t size)
{
    if (matrix->count != size)
        refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, matrix);
    for (const struct node *row = matrix->first; row; row = row->next)
        if (row->count != size)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, row);
}
