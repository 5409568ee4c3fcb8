/* Refusals of a computation's input: of many violations the one that is answered.
 *
 * Violations of form (the first eight codes) come before those of meaning, and among each the first in reading order
 * counts: a key that is unknown stands where its value stands, a key that is missing where its object ends. */
#ifndef FORDELA_API_COMPUTE_REFUSAL_H
#define FORDELA_API_COMPUTE_REFUSAL_H

#include "api/compute_tree.h"
#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the formats' table: up to REFUSAL_EMPTY form, then meaning, at last the overflow of a result. */
enum refusal_code {
    REFUSAL_NONE,
    REFUSAL_BAD_JSON,
    REFUSAL_UNKNOWN_PROBLEM,
    REFUSAL_UNKNOWN_FIELD,
    REFUSAL_MISSING_FIELD,
    REFUSAL_WRONG_TYPE,
    REFUSAL_MALFORMED,
    REFUSAL_OUT_OF_RANGE,
    REFUSAL_EMPTY,
    REFUSAL_LENGTH_MISMATCH,
    REFUSAL_ZERO_SUM,
    REFUSAL_NOT_BALANCED,
    REFUSAL_DUPLICATE,
    REFUSAL_UNKNOWN_REFERENCE,
    REFUSAL_INCONSISTENT,
    REFUSAL_TOO_LARGE,
    REFUSAL_OVERFLOW,
    REFUSAL__COUNT
};

/* "out_of_range", and a sentence in Swedish or English that says what to do. Static text. */
const char *refusal_name(enum refusal_code code);
const char *refusal_message(enum refusal_code code, bool english);

struct refusal {
    enum refusal_code code; /* REFUSAL_NONE: none so far */
    uint32_t position;
    const struct node *at; /* NULL: the whole input */
    const char *key;       /* a key below it, or NULL; static text */
};

/* The first violation of each class so far. */
struct refusals {
    struct refusal form;
    struct refusal meaning;
};

/* Notes a violation at a value; the one that stands first in the text is kept, of several at one place the first noted.
 */
void refuse(struct refusals *refusals, enum refusal_code code, const struct node *at);

/* Notes that key (static text) is missing in an object. */
void refuse_missing(struct refusals *refusals, const struct node *object, const char *key);

/* Notes a duplicate at each value (a text) of count that repeats an earlier one of the list. TOO_LARGE: the arena is
 * full. O(n log n). */
MUST_USE enum outcome refuse_duplicates(struct arena *arena, struct refusals *refusals, const struct node *const *names,
                                        size_t count);

/* The one to answer; REFUSAL_NONE if there is none. */
struct refusal refusals_first(const struct refusals *refusals);

#endif
