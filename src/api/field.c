/* JSON -> struct: checks everything, reports everything. */
#include "api/field.h"

#include <math.h>
#include <string.h>

struct decoder {
    struct arena *arena;
    struct violations *violations;
    bool out_of_memory;
};

/* Where a value stands, for pointers: built only when something is wrong. */
struct place {
    const struct place *parent;
    const char *key; /* NULL = element */
    size_t index;
};

enum { PLACE_BYTES = 400 };

static void place_write(const struct place *place, struct text *out)
{
    if (place == NULL)
        return;
    place_write(place->parent, out);
    if (place->key != NULL)
        text_printf(out, "/%s", place->key);
    else
        text_printf(out, "/%zu", place->index);
}

/* Notes a violation at the place, or at its child `key`. */
static void complain(struct decoder *decoder, enum violation_code code, const struct place *place, const char *key,
                     const char *limits)
{
    AUTO_TEXT prefix = text_open(PLACE_BYTES);
    place_write(place, &prefix);
    violation_add(decoder->violations, code, prefix.bytes != NULL ? prefix.bytes : "", key, limits);
}

static const char *limits_text(struct decoder *decoder, const struct field *field)
{
    return arena_printf(decoder->arena, "%lld–%lld", (long long)field->min, (long long)field->max);
}

static void decode_object(struct decoder *decoder, const struct fields *of, const json_t *value,
                          const struct place *place, void *target);

static void decode_int(struct decoder *decoder, const struct field *field, const json_t *value,
                       const struct place *place, int64_t *ret_number)
{
    if (!json_is_integer(value)) {
        complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        return;
    }
    int64_t number = json_integer_value(value);
    if (number < field->min || number > field->max)
        complain(decoder, VIOLATION_OUT_OF_RANGE, place, NULL, limits_text(decoder, field));
    else
        *ret_number = number;
}

static void decode_centi(struct decoder *decoder, const struct field *field, const json_t *value,
                         const struct place *place, int64_t *ret_number)
{
    if (!json_is_number(value)) {
        complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        return;
    }
    double hundredths = json_number_value(value) * 100;
    if (!(hundredths >= (double)field->min && hundredths <= (double)field->max))
        complain(decoder, VIOLATION_OUT_OF_RANGE, place, NULL,
                 arena_printf(decoder->arena, "%g–%g", (double)field->min / 100, (double)field->max / 100));
    else if (fabs(hundredths - round(hundredths)) > 1e-6)
        complain(decoder, VIOLATION_MALFORMED, place, NULL, NULL);
    else
        *ret_number = (int64_t)llround(hundredths);
}

static void decode_text(struct decoder *decoder, const struct field *field, const json_t *value,
                        const struct place *place, const char **ret_text)
{
    if (!json_is_string(value)) {
        complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        return;
    }
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    if (field->max > 0 && length > (size_t)field->max)
        complain(decoder, VIOLATION_TOO_LONG, place, NULL, limits_text(decoder, field));
    else if (field->min > 0 && length < (size_t)field->min)
        complain(decoder, VIOLATION_TOO_SHORT, place, NULL, limits_text(decoder, field));
    else if ((field->format == FORMAT_PROSE || field->format == FORMAT_LINE) && field_format_has_personal_number(text))
        complain(decoder, VIOLATION_PERSONAL_NUMBER, place, NULL, NULL);
    else if (!field_format_fits(field->format, text))
        complain(decoder, VIOLATION_MALFORMED, place, NULL, NULL);
    else if ((*ret_text = arena_copy(decoder->arena, text, length)) == NULL)
        decoder->out_of_memory = true;
}

static void decode_word(struct decoder *decoder, const struct field *field, const json_t *value,
                        const struct place *place, int *ret_word)
{
    if (!json_is_string(value)) {
        complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        return;
    }
    for (int i = 0; field->words[i] != NULL; i++)
        if (strcmp(field->words[i], json_string_value(value)) == 0) {
            *ret_word = i;
            return;
        }
    complain(decoder, VIOLATION_MALFORMED, place, NULL, NULL);
}

/* The elements of a list; element_size bytes each are written to a new array. */
static void *decode_elements(struct decoder *decoder, const struct field *field, const json_t *value,
                             const struct place *place, size_t *ret_count)
{
    if (!json_is_array(value)) {
        complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        return NULL;
    }
    size_t count = json_array_size(value);
    if (count < (size_t)field->min || count > (size_t)field->max) {
        complain(decoder, VIOLATION_TOO_MANY, place, NULL, limits_text(decoder, field));
        return NULL;
    }
    size_t element_size = field->kind == FIELD_LIST ? field->of->size : sizeof(const char *);
    char *elements = arena_array(decoder->arena, count, element_size);
    if (elements == NULL) {
        decoder->out_of_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct place here = {.parent = place, .index = i};
        const json_t *element = json_array_get(value, i);
        if (field->kind == FIELD_LIST)
            decode_object(decoder, field->of, element, &here, elements + i * element_size);
        else {
            const struct field each = {.max = 200, .format = field->format};
            decode_text(decoder, &each, element, &here, (const char **)(void *)(elements + i * element_size));
        }
    }
    *ret_count = count;
    return elements;
}

static bool allows_null(enum field_kind kind)
{
    return kind == FIELD_MAYBE_INT || kind == FIELD_MAYBE_CENTI || kind == FIELD_MAYBE_TEXT ||
           kind == FIELD_MAYBE_OBJECT;
}

static void decode_value(struct decoder *decoder, const struct field *field, const json_t *value,
                         const struct place *place, char *target)
{
    void *at = target + field->offset;
    if (json_is_null(value) && allows_null(field->kind))
        return;
    switch (field->kind) {
    case FIELD_INT:
        decode_int(decoder, field, value, place, at);
        break;
    case FIELD_MAYBE_INT:
        decode_int(decoder, field, value, place, &((struct maybe *)at)->value);
        ((struct maybe *)at)->known = true;
        break;
    case FIELD_CENTI:
        decode_centi(decoder, field, value, place, at);
        break;
    case FIELD_MAYBE_CENTI:
        decode_centi(decoder, field, value, place, &((struct maybe *)at)->value);
        ((struct maybe *)at)->known = true;
        break;
    case FIELD_BOOL:
        if (json_is_boolean(value))
            *(bool *)at = json_is_true(value);
        else
            complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        break;
    case FIELD_TEXT:
    case FIELD_MAYBE_TEXT:
        decode_text(decoder, field, value, place, at);
        break;
    case FIELD_WORD:
        decode_word(decoder, field, value, place, at);
        break;
    case FIELD_OBJECT:
        decode_object(decoder, field->of, value, place, at);
        break;
    case FIELD_MAYBE_OBJECT: {
        void *object = arena_alloc(decoder->arena, field->of->size);
        if (object == NULL)
            decoder->out_of_memory = true;
        else
            decode_object(decoder, field->of, value, place, *(void **)at = object);
        break;
    }
    case FIELD_LIST:
    case FIELD_TEXT_LIST:
        *(void **)at = decode_elements(decoder, field, value, place, (size_t *)(void *)(target + field->count_offset));
        break;
    case FIELD_MICRO:
    case FIELD_MAYBE_MICRO:
    case FIELD_MOMENT:
    case FIELD_MAYBE_MOMENT:
    case FIELD_MAYBE_INT_LIST:
    case FIELD_JSON:
        complain(decoder, VIOLATION_UNKNOWN, place, NULL, NULL); /* output only */
        break;
    }
}

static const struct field *find(const struct fields *of, const char *key)
{
    for (size_t i = 0; i < of->count; i++)
        if (strcmp(of->list[i].name, key) == 0)
            return &of->list[i];
    return NULL;
}

/* Absent text is "", never a NULL that the caller has to think of. */
static void set_defaults(const struct fields *of, char *target)
{
    for (size_t i = 0; i < of->count; i++)
        if (of->list[i].kind == FIELD_TEXT)
            *(const char **)(void *)(target + of->list[i].offset) = "";
        else if (of->list[i].kind == FIELD_OBJECT)
            set_defaults(of->list[i].of, target + of->list[i].offset);
}

static void decode_object(struct decoder *decoder, const struct fields *of, const json_t *value,
                          const struct place *place, void *target)
{
    set_defaults(of, target);
    if (!json_is_object(value)) {
        complain(decoder, VIOLATION_WRONG_TYPE, place, NULL, NULL);
        return;
    }
    const char *key;
    json_t *member;
    /* jansson's iterator wants a non-const object; nothing is changed. */
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        const struct field *field = find(of, key);
        if (field == NULL) {
            complain(decoder, VIOLATION_UNKNOWN, place, key, NULL);
            continue;
        }
        const struct place here = {.parent = place, .key = field->name};
        decode_value(decoder, field, member, &here, target);
    }
    for (size_t i = 0; i < of->count; i++)
        if ((of->list[i].flags & FIELD_REQUIRED) && json_object_get(value, of->list[i].name) == NULL)
            complain(decoder, VIOLATION_MISSING, place, of->list[i].name, NULL);
}

enum outcome field_decode(const struct fields *of, const json_t *value, struct arena *arena,
                          struct violations *violations, void *ret_struct)
{
    struct decoder decoder = {.arena = arena, .violations = violations};
    void *target = arena_alloc(arena, of->size);
    if (target == NULL)
        return TOO_LARGE;
    decode_object(&decoder, of, value, NULL, target);
    if (decoder.out_of_memory)
        return TOO_LARGE;
    if (violations->count > 0)
        return INVALID;
    memcpy(ret_struct, target, of->size);
    return OK;
}
