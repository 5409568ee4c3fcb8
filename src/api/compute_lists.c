#include "api/compute_lists.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int64_t *compute_wholes(struct compute *compute, const struct node *list)
{
    int64_t *numbers = ARENA_ARRAY(compute->arena, list->count, int64_t);
    size_t count = 0;
    for (const struct node *number = list->first; numbers && number; number = number->next)
        numbers[count++] = number->whole;
    return numbers;
}

void compute_put_wholes(struct compute *compute, const int64_t *numbers, size_t count)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < count; i++) {
        compute_put_comma(compute, i);
        compute_put_whole(compute, numbers[i]);
    }
    compute_put(compute, "]");
}

void compute_put_ratios(struct compute *compute, const struct rational *ratios, size_t count)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < count; i++) {
        compute_put_comma(compute, i);
        compute_put_ratio(compute, ratios[i]);
    }
    compute_put(compute, "]");
}

void compute_put_wide(struct compute *compute, __int128 whole)
{
    compute_put_whole(compute, whole > INT64_MAX ? INT64_MAX : whole < INT64_MIN ? INT64_MIN : (int64_t)whole);
}

void compute_put_figure(struct compute *compute, bool known, double number)
{
    if (known && !isfinite(number))
        compute->overflow = true;
    if (known && isfinite(number))
        compute_put_number(compute, number);
    else
        compute_put(compute, "null");
}

void compute_put_key(struct compute *compute, const char *key)
{
    const struct text *out = compute->out;
    if (out->length > 0 && out->bytes[out->length - 1] != '{')
        compute_put(compute, ",");
    compute_put(compute, "\"");
    compute_put(compute, key);
    compute_put(compute, "\":");
}

void compute_check_weights(struct compute *compute, const struct node *weights, size_t size)
{
    bool some = false;
    if (weights->count != size)
        refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, weights);
    for (const struct node *weight = weights->first; weight; weight = weight->next)
        some = some || weight->whole > 0;
    if (!some)
        refuse(&compute->refusals, REFUSAL_ZERO_SUM, weights);
}

void compute_check_pair(struct compute *compute, const struct node *a, const struct node *b)
{
    if (a->count != b->count)
        refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, a->position > b->position ? a : b);
}

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

struct named {
    const struct node *node;
    const char *bytes;
    size_t length, place;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = compare_bytes(x->bytes, x->length, y->bytes, y->length);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

enum outcome compute_names_open(struct compute *compute, const struct node *list_or_map,
                                struct compute_names *ret_names)
{
    size_t count = list_or_map->count, at = 0;
    bool are_keys = list_or_map->kind == NODE_OBJECT;
    const struct node **sorted = ARENA_ARRAY(compute->arena, count, const struct node *);
    size_t *places = ARENA_ARRAY(compute->arena, count, size_t);
    struct arena_mark mark = arena_mark(compute->arena);
    struct named *named = ARENA_ARRAY(compute->arena, count, struct named);
    if (!sorted || !places || !named)
        return TOO_LARGE;
    for (const struct node *one = list_or_map->first; one; one = one->next, at++)
        named[at] = (struct named){.node = one,
                                   .bytes = are_keys ? one->key : one->text,
                                   .length = are_keys ? one->key_length : one->length,
                                   .place = at};
    qsort(named, count, sizeof *named, by_name);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = named[i].node;
        places[i] = named[i].place;
    }
    arena_reset(compute->arena, mark);
    *ret_names = (struct compute_names){.sorted = sorted, .places = places, .count = count, .are_keys = are_keys};
    return OK;
}

static int64_t find(const struct compute_names *names, const char *bytes, size_t length)
{
    size_t low = 0, high = names->count; /* the first that is not less */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct node *node = names->sorted[middle];
        int order = names->are_keys ? compare_bytes(node->key, node->key_length, bytes, length)
                                    : compare_bytes(node->text, node->length, bytes, length);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == names->count)
        return COMPUTE_NO_NAME;
    const struct node *node = names->sorted[low];
    int order = names->are_keys ? compare_bytes(node->key, node->key_length, bytes, length)
                                : compare_bytes(node->text, node->length, bytes, length);
    return order == 0 ? (int64_t)names->places[low] : COMPUTE_NO_NAME;
}

int64_t compute_names_of_text(const struct compute_names *names, const struct node *text)
{
    return find(names, text->text, text->length);
}

int64_t compute_names_of_key(const struct compute_names *names, const struct node *entry)
{
    return find(names, entry->key, entry->key_length);
}

enum outcome compute_check_distinct(struct compute *compute, const struct node *list)
{
    const struct node **names = ARENA_ARRAY(compute->arena, list->count, const struct node *);
    size_t count = 0;
    if (!names)
        return TOO_LARGE;
    for (const struct node *name = list->first; name; name = name->next)
        names[count++] = name;
    return refuse_duplicates(compute->arena, &compute->refusals, names, count);
}

const struct node *compute_at(const struct node *list_or_map, size_t place)
{
    const struct node *node = list_or_map->first;
    while (node && place-- > 0)
        node = node->next;
    return node;
}
