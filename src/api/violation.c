#include "api/violation.h"

#include "base/text.h"

#include <string.h>

static const struct {
    const char *name, *sv, *en;
} texts[] = {
    [VIOLATION_MISSING] = {"missing", "Uppgiften saknas. Fyll i den.", "This value is missing. Fill it in."},
    [VIOLATION_UNKNOWN] = {"unknown", "Fältet finns inte. Ta bort det.", "There is no such field. Remove it."},
    [VIOLATION_WRONG_TYPE] = {"wrong_type", "Värdet är av fel slag.", "The value is of the wrong type."},
    [VIOLATION_OUT_OF_RANGE] = {"out_of_range", "Värdet ligger utanför det tillåtna.",
                                "The value is outside the allowed range."},
    [VIOLATION_MALFORMED] = {"malformed", "Värdet har fel form.", "The value is malformed."},
    [VIOLATION_TOO_LONG] = {"too_long", "Texten är för lång. Korta den.", "The text is too long. Shorten it."},
    [VIOLATION_TOO_SHORT] = {"too_short", "Texten är för kort.", "The text is too short."},
    [VIOLATION_DUPLICATE] = {"duplicate", "Samma sak står två gånger. Ta bort den ena.",
                             "The same thing appears twice. Remove one."},
    [VIOLATION_TOO_MANY] = {"too_many", "Fel antal poster i listan.", "The list has too many or too few entries."},
    [VIOLATION_UNKNOWN_REFERENCE] = {"unknown_reference", "Koden finns inte.", "There is no such code."},
    [VIOLATION_INCONSISTENT] = {"inconsistent", "Värdet motsäger en annan uppgift.",
                                "The value contradicts another value."},
    [VIOLATION_PERSONAL_NUMBER] = {"personal_number",
                                   "Texten ser ut att innehålla ett personnummer. Ta bort det: Fördela får inte "
                                   "innehålla personuppgifter.",
                                   "The text seems to hold a personal identity number. Remove it: Fördela must not "
                                   "hold personal data."},
};
_Static_assert(sizeof texts / sizeof texts[0] == VIOLATION__COUNT, "one text per violation");

/* Keys come from the sender: bounded here, so that a refusal is never larger than what it refuses. */
enum { KEY_BYTES_SHOWN = 80, POINTER_BYTES = 512 };

static void add_key(struct text *pointer, const char *key)
{
    text_add_char(pointer, '/');
    for (size_t i = 0; key[i] != '\0' && (i < KEY_BYTES_SHOWN || ((unsigned char)key[i] & 0xc0) == 0x80); i++) {
        if (key[i] == '~')
            text_add(pointer, "~0");
        else if (key[i] == '/')
            text_add(pointer, "~1");
        else
            text_add_char(pointer, key[i]);
    }
}

static void note(struct violations *violations, enum violation_code code, struct text *pointer, const char *limits)
{
    if (violations->list == NULL)
        violations->list = ARENA_ARRAY(violations->arena, VIOLATIONS_MAX, struct violation);
    if (violations->list != NULL && violations->count < VIOLATIONS_MAX) {
        const char *copy = arena_copy(violations->arena, pointer->bytes != NULL ? pointer->bytes : "", pointer->length);
        violations->list[violations->count] =
            (struct violation){.code = code, .pointer = copy != NULL ? copy : "", .limits = limits};
    }
    violations->count++;
}

void violation_add(struct violations *violations, enum violation_code code, const char *prefix, const char *key,
                   const char *limits)
{
    AUTO_TEXT pointer = text_open(POINTER_BYTES);
    text_add(&pointer, prefix);
    if (key != NULL)
        add_key(&pointer, key);
    note(violations, code, &pointer, limits);
}

void violation_add_at(struct violations *violations, enum violation_code code, const char *prefix, size_t index,
                      const char *key, const char *limits)
{
    AUTO_TEXT pointer = text_open(POINTER_BYTES);
    text_printf(&pointer, "%s/%zu", prefix, index);
    if (key != NULL)
        add_key(&pointer, key);
    note(violations, code, &pointer, limits);
}

const char *violation_name(enum violation_code code)
{
    return texts[code].name;
}

const char *violation_message(enum violation_code code, bool english)
{
    return english ? texts[code].en : texts[code].sv;
}
