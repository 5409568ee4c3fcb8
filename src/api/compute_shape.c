#include "api/compute_shape.h"

#include "api/compute_decimal.h"
#include "core/week.h"

#include <string.h>

static const int64_t safe_integer = (INT64_C(1) << 53) - 1; /* what every JSON reader keeps exactly */
static const char greatest_number[] = "1.7976931348623157e308";

const struct shape shape_n = {.kind = SHAPE_N};
const struct shape shape_p = {.kind = SHAPE_P};
const struct shape shape_z = {.kind = SHAPE_Z};
const struct shape shape_r = {.kind = SHAPE_R};
const struct shape shape_f = {.kind = SHAPE_F};
const struct shape shape_s = {.kind = SHAPE_S};
const struct shape shape_b = {.kind = SHAPE_B};
const struct shape shape_n_or_null = {.kind = SHAPE_N, .flags = SHAPE_OR_NULL};
const struct shape shape_r_or_null = {.kind = SHAPE_R, .flags = SHAPE_OR_NULL};
const struct shape shape_list_n = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_n};

struct checker {
    struct arena *arena;
    struct refusals *refusals;
};

/* The integer as it is written, whatever its length. REFUSAL_NONE if it is one within the safe range. */
static enum refusal_code read_whole(const struct node *node, int64_t *ret_whole)
{
    const char *at = node->text, *end = node->text + node->length;
    if (memchr(at, '.', node->length) || memchr(at, 'e', node->length) || memchr(at, 'E', node->length))
        return REFUSAL_WRONG_TYPE;
    bool negative = *at == '-';
    int64_t whole = 0;
    for (at += negative; at < end; at++) {
        whole = whole * 10 + (*at - '0');
        if (whole > safe_integer)
            return REFUSAL_OUT_OF_RANGE;
    }
    *ret_whole = negative ? -whole : whole;
    return REFUSAL_NONE;
}

static void check_whole(struct checker *checker, const struct shape *shape, struct node *node)
{
    enum refusal_code code = node->kind == NODE_NUMBER ? read_whole(node, &node->whole) : REFUSAL_WRONG_TYPE;
    if (code == REFUSAL_NONE &&
        ((shape->kind == SHAPE_N && node->whole < 0) || (shape->kind == SHAPE_P && node->whole < 1)))
        code = REFUSAL_OUT_OF_RANGE;
    if (code != REFUSAL_NONE)
        refuse(checker->refusals, code, node);
}

/* above_0, above_1: the sign of value - 0 and of value - 1. */
static bool within(enum shape_bound bound, int above_0, int above_1)
{
    switch (bound) {
    case BOUND_ABOVE_0:
        return above_0 > 0;
    case BOUND_BELOW_1:
        return above_1 < 0;
    case BOUND_AT_MOST_1:
        return above_1 <= 0;
    case BOUND_FROM_0_TO_1:
        return above_0 >= 0 && above_1 <= 0;
    case BOUND_ABOVE_0_BELOW_1:
        return above_0 > 0 && above_1 < 0;
    case BOUND_ABOVE_0_AT_MOST_1:
        return above_0 > 0 && above_1 <= 0;
    case BOUND_NONE:
        break;
    }
    return true;
}

static enum outcome check_ratio(struct checker *checker, const struct shape *shape, struct node *node)
{
    struct rational value = {0, 1};
    enum refusal_code code = REFUSAL_WRONG_TYPE;
    if (node->kind == NODE_NUMBER) {
        int64_t whole = 0;
        code = read_whole(node, &whole);
        value = rational_int(whole);
    } else if (node->kind == NODE_TEXT) {
        enum outcome outcome = rational_parse(node->text, node->length, &value);
        code = outcome == OK ? REFUSAL_NONE : outcome == TOO_LARGE ? REFUSAL_OUT_OF_RANGE : REFUSAL_MALFORMED;
    }
    if (code == REFUSAL_NONE && ((shape->kind == SHAPE_R && rational_sign(value) < 0) ||
                                 !within(shape->bound, rational_sign(value), rational_compare(value, rational_int(1)))))
        code = REFUSAL_OUT_OF_RANGE;
    if (code != REFUSAL_NONE) {
        refuse(checker->refusals, code, node);
        return OK;
    }
    struct rational *kept = ARENA_NEW(checker->arena, struct rational);
    if (!kept)
        return TOO_LARGE;
    *kept = value;
    node->ratio = kept;
    return OK;
}

static void check_number(struct checker *checker, const struct shape *shape, const struct node *node)
{
    if (node->kind != NODE_NUMBER) {
        refuse(checker->refusals, REFUSAL_WRONG_TYPE, node);
        return;
    }
    size_t sign = node->text[0] == '-';
    if (decimal_compare(node->text + sign, node->length - sign, greatest_number, sizeof greatest_number - 1) > 0 ||
        !within(shape->bound, decimal_compare(node->text, node->length, "0", 1),
                decimal_compare(node->text, node->length, "1", 1)))
        refuse(checker->refusals, REFUSAL_OUT_OF_RANGE, node);
}

static bool is_hash(const char *text, size_t length)
{
    return length == 64 && strspn(text, "0123456789abcdef") == length;
}

static bool is_word(const char *const *words, const char *text, size_t length)
{
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(*words, text, length) == 0)
            return true;
    return false;
}

/* The text (a value's or a key's) under the sign: what is wrong with it. A NUL within never has any form. */
static enum refusal_code judge_text(const struct shape *shape, enum shape_kind kind, const char *text, size_t length)
{
    bool whole = strlen(text) == length;
    int64_t ignored;
    switch (kind) {
    case SHAPE_S:
        return length >= 1 && length <= SHAPE_MAX_TEXT_BYTES ? REFUSAL_NONE : REFUSAL_OUT_OF_RANGE;
    case SHAPE_D:
        return whole && date_parse(text, &ignored) == OK ? REFUSAL_NONE : REFUSAL_MALFORMED;
    case SHAPE_W:
        return whole && week_parse(text, &ignored) == OK ? REFUSAL_NONE : REFUSAL_MALFORMED;
    case SHAPE_H:
        return is_hash(text, length) ? REFUSAL_NONE : REFUSAL_MALFORMED;
    case SHAPE_WORD:
        return is_word(shape->words, text, length) ? REFUSAL_NONE : REFUSAL_MALFORMED;
    default:
        return REFUSAL_NONE;
    }
}

static void check_text(struct checker *checker, const struct shape *shape, const struct node *node)
{
    enum refusal_code code = REFUSAL_WRONG_TYPE;
    if (node->kind == NODE_TEXT)
        code = judge_text(shape, shape->kind, node->text, node->length);
    if (code != REFUSAL_NONE)
        refuse(checker->refusals, code, node);
}

static enum outcome check_elements(struct checker *checker, const struct shape *shape, struct node *node)
{
    if (node->kind != (shape->kind == SHAPE_LIST ? NODE_LIST : NODE_OBJECT)) {
        refuse(checker->refusals, REFUSAL_WRONG_TYPE, node);
        return OK;
    }
    if ((shape->flags & SHAPE_SOME) && node->count == 0)
        refuse(checker->refusals, REFUSAL_EMPTY, node);
    if (node->count > SHAPE_MAX_ELEMENTS)
        refuse(checker->refusals, REFUSAL_TOO_LARGE, node);
    for (struct node *member = node->first; member; member = member->next) {
        if (shape->kind == SHAPE_MAP) {
            enum refusal_code code = judge_text(shape, shape->map_key, member->key, member->key_length);
            if (code != REFUSAL_NONE)
                refuse(checker->refusals, code, member);
        }
        TRY(shape_check(checker->arena, checker->refusals, shape->of, member));
    }
    return OK;
}

static enum outcome check_tuple(struct checker *checker, const struct shape *shape, struct node *node)
{
    if (node->kind != NODE_LIST || node->count != shape->count) {
        refuse(checker->refusals, REFUSAL_WRONG_TYPE, node);
        return OK;
    }
    const struct shape_key *key = shape->keys;
    for (struct node *member = node->first; member; member = member->next, key++)
        TRY(shape_check(checker->arena, checker->refusals, key->shape, member));
    return OK;
}

static const struct shape_key *find_key(const struct shape *shape, const struct node *member)
{
    for (size_t i = 0; i < shape->count; i++)
        if (strlen(shape->keys[i].name) == member->key_length &&
            memcmp(shape->keys[i].name, member->key, member->key_length) == 0)
            return &shape->keys[i];
    return NULL;
}

static enum outcome check_object(struct checker *checker, const struct shape *shape, struct node *node)
{
    if (node->kind != NODE_OBJECT) {
        refuse(checker->refusals, REFUSAL_WRONG_TYPE, node);
        return OK;
    }
    for (struct node *member = node->first; member; member = member->next) {
        const struct shape_key *key = find_key(shape, member);
        if (key)
            TRY(shape_check(checker->arena, checker->refusals, key->shape, member));
        else
            refuse(checker->refusals, REFUSAL_UNKNOWN_FIELD, member);
    }
    for (size_t i = 0; i < shape->count; i++)
        if (!shape->keys[i].optional && !tree_get(node, shape->keys[i].name))
            refuse_missing(checker->refusals, node, shape->keys[i].name);
    return OK;
}

static bool type_fits(const struct shape *option, const struct node *node)
{
    switch (node->kind) {
    case NODE_NUMBER:
        return option->kind <= SHAPE_F;
    case NODE_TEXT:
        return option->kind == SHAPE_R || option->kind == SHAPE_Q || option->kind == SHAPE_WORD ||
               (option->kind >= SHAPE_D && option->kind <= SHAPE_H);
    case NODE_BOOL:
        return option->kind == SHAPE_B;
    case NODE_LIST:
        return option->kind == SHAPE_LIST || option->kind == SHAPE_TUPLE;
    case NODE_OBJECT:
        return option->kind == SHAPE_OBJECT || option->kind == SHAPE_MAP;
    default:
        return false;
    }
}

/* True unless a word in the object is not the option's. */
static bool words_fit(const struct shape *option, const struct node *node)
{
    for (size_t i = 0; option->kind == SHAPE_OBJECT && i < option->count; i++) {
        const struct node *member = tree_get(node, option->keys[i].name);
        if (member && member->kind == NODE_TEXT && option->keys[i].shape->kind == SHAPE_WORD &&
            !is_word(option->keys[i].shape->words, member->text, member->length))
            return false;
    }
    return true;
}

static enum outcome check_either(struct checker *checker, const struct shape *shape, struct node *node)
{
    const struct shape *chosen = NULL;
    for (const struct shape *const *option = shape->options; *option; option++)
        if (type_fits(*option, node) && (!chosen || (!words_fit(chosen, node) && words_fit(*option, node))))
            chosen = *option;
    if (chosen)
        return shape_check(checker->arena, checker->refusals, chosen, node);
    refuse(checker->refusals, REFUSAL_WRONG_TYPE, node);
    return OK;
}

enum outcome shape_check(struct arena *arena, struct refusals *refusals, const struct shape *shape, struct node *node)
{
    struct checker checker = {.arena = arena, .refusals = refusals};
    if (node->kind == NODE_NULL && (shape->flags & SHAPE_OR_NULL))
        return OK;
    switch (shape->kind) {
    case SHAPE_N:
    case SHAPE_P:
    case SHAPE_Z:
        check_whole(&checker, shape, node);
        return OK;
    case SHAPE_R:
    case SHAPE_Q:
        return check_ratio(&checker, shape, node);
    case SHAPE_F:
        check_number(&checker, shape, node);
        return OK;
    case SHAPE_B:
        if (node->kind != NODE_BOOL)
            refuse(refusals, REFUSAL_WRONG_TYPE, node);
        return OK;
    case SHAPE_LIST:
    case SHAPE_MAP:
        return check_elements(&checker, shape, node);
    case SHAPE_TUPLE:
        return check_tuple(&checker, shape, node);
    case SHAPE_OBJECT:
        return check_object(&checker, shape, node);
    case SHAPE_EITHER:
        return check_either(&checker, shape, node);
    default:
        check_text(&checker, shape, node);
        return OK;
    }
}
