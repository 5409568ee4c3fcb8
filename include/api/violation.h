/* What is wrong with an input: every violation at once, each with the JSON Pointer of the value. */
#ifndef FORDELA_API_VIOLATION_H
#define FORDELA_API_VIOLATION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum violation_code {
    VIOLATION_MISSING,
    VIOLATION_UNKNOWN,
    VIOLATION_WRONG_TYPE,
    VIOLATION_OUT_OF_RANGE,
    VIOLATION_MALFORMED,
    VIOLATION_TOO_LONG,
    VIOLATION_TOO_SHORT,
    VIOLATION_DUPLICATE,
    VIOLATION_TOO_MANY,
    VIOLATION_UNKNOWN_REFERENCE,
    VIOLATION_INCONSISTENT,
    VIOLATION_PERSONAL_NUMBER,
    VIOLATION__COUNT
};

enum { VIOLATIONS_MAX = 100 };

struct violation {
    enum violation_code code;
    const char *pointer; /* "/lines/3/stock"; in the arena */
    const char *limits;  /* "0–1000000" for ranges and lengths, NULL otherwise */
};

/* Keeps the first VIOLATIONS_MAX; count goes on counting. */
struct violations {
    struct arena *arena;
    struct violation *list;
    size_t count;
};

/* Notes a violation at prefix + "/" + key (key NULL: at prefix itself). The key is escaped as RFC 6901 demands. */
void violation_add(struct violations *violations, enum violation_code code, const char *prefix, const char *key,
                   const char *limits);

/* The same at prefix/index/key; key may be NULL. */
void violation_add_at(struct violations *violations, enum violation_code code, const char *prefix, size_t index,
                      const char *key, const char *limits);

const char *violation_name(enum violation_code code);                  /* "out_of_range" */
const char *violation_message(enum violation_code code, bool english); /* one sentence that says what to do */

#endif
