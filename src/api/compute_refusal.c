#include "api/compute_refusal.h"

#include <assert.h>
#include <stdlib.h>

struct code_text {
    const char *name, *swedish, *english;
};

static const struct code_text code_texts[] = {
    [REFUSAL_NONE] = {"", "", ""},
    [REFUSAL_BAD_JSON] = {"bad_json", "Indata är inte ett giltigt JSON-objekt med just de väntade nycklarna.",
                          "The input is not one valid JSON object with exactly the expected keys."},
    [REFUSAL_UNKNOWN_PROBLEM] = {"unknown_problem", "Det finns ingen beräkning med det namnet.",
                                 "There is no computation of that name."},
    [REFUSAL_UNKNOWN_FIELD] = {"unknown_field", "Nyckeln hör inte hit. Ta bort den eller rätta stavningen.",
                               "The key does not belong here. Remove it or correct its spelling."},
    [REFUSAL_MISSING_FIELD] = {"missing_field", "Nyckeln saknas. Lägg till den.", "The key is missing. Add it."},
    [REFUSAL_WRONG_TYPE] = {"wrong_type",
                            "Värdet har fel typ. Heltal skrivs utan punkt och exponent; okänt skrivs bara "
                            "null där det är tillåtet.",
                            "The value has the wrong type. Integers have no point or exponent; null is allowed only "
                            "where a value may be unknown."},
    [REFUSAL_MALFORMED] = {"malformed", "Texten har inte rätt form: bråk, datum, vecka, hash eller givet ord.",
                           "The text does not have the form of a fraction, date, week, hash or listed word."},
    [REFUSAL_OUT_OF_RANGE] = {"out_of_range", "Värdet ligger utanför tillåtna gränser.",
                              "The value is outside its bounds."},
    [REFUSAL_EMPTY] = {"empty", "Minst ett element behövs.", "At least one element is needed."},
    [REFUSAL_LENGTH_MISMATCH] = {"length_mismatch", "Listan har inte samma längd som den hör ihop med.",
                                 "The list is not as long as what it belongs to."},
    [REFUSAL_ZERO_SUM] = {"zero_sum", "Alla vikter är noll.", "All weights are zero."},
    [REFUSAL_NOT_BALANCED] = {"not_balanced", "Summan måste vara noll.", "The sum must be zero."},
    [REFUSAL_DUPLICATE] = {"duplicate", "Namnet finns redan.", "The name occurs before."},
    [REFUSAL_UNKNOWN_REFERENCE] = {"unknown_reference", "Namnet finns inte i den lista det hör till.",
                                   "The name is not in the list it refers to."},
    [REFUSAL_INCONSISTENT] = {"inconsistent", "Värdena motsäger varandra.", "The values contradict each other."},
    [REFUSAL_TOO_LARGE] = {"too_large", "Mer än vad som kan beräknas på en gång.",
                           "More than can be computed at once."},
    [REFUSAL_OVERFLOW] = {"overflow", "Ett exakt resultat är större än vad som kan skrivas.",
                          "An exact result is larger than can be written."},
};
static_assert(sizeof code_texts / sizeof code_texts[0] == REFUSAL__COUNT, "a text for every code");

const char *refusal_name(enum refusal_code code)
{
    return code_texts[code].name;
}

const char *refusal_message(enum refusal_code code, bool english)
{
    return english ? code_texts[code].english : code_texts[code].swedish;
}

static void note(struct refusals *refusals, struct refusal refusal)
{
    struct refusal *first = refusal.code <= REFUSAL_EMPTY ? &refusals->form : &refusals->meaning;
    if (first->code == REFUSAL_NONE || refusal.position < first->position)
        *first = refusal;
}

void refuse(struct refusals *refusals, enum refusal_code code, const struct node *at)
{
    note(refusals, (struct refusal){.code = code, .position = at->position, .at = at});
}

void refuse_missing(struct refusals *refusals, const struct node *object, const char *key)
{
    note(refusals, (struct refusal){.code = REFUSAL_MISSING_FIELD, .position = object->end, .at = object, .key = key});
}

static int by_text_then_position(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    int order = tree_compare_texts(x, y);
    return order != 0 ? order : (x->position > y->position) - (x->position < y->position);
}

enum outcome refuse_duplicates(struct arena *arena, struct refusals *refusals, const struct node *const *names,
                               size_t count)
{
    const struct node **sorted = ARENA_ARRAY(arena, count, const struct node *);
    if (!sorted)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        sorted[i] = names[i];
    qsort(sorted, count, sizeof *sorted, by_text_then_position);
    for (size_t i = 1; i < count; i++)
        if (tree_compare_texts(sorted[i - 1], sorted[i]) == 0)
            refuse(refusals, REFUSAL_DUPLICATE, sorted[i]);
    return OK;
}

struct refusal refusals_first(const struct refusals *refusals)
{
    return refusals->form.code != REFUSAL_NONE ? refusals->form : refusals->meaning;
}
