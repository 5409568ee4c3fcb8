/* A number that may be unknown. Missing is never zero. */
#ifndef FORDELA_BASE_MAYBE_H
#define FORDELA_BASE_MAYBE_H

#include <stdbool.h>
#include <stdint.h>

struct maybe {
    bool known;
    int64_t value; /* 0 when unknown */
};

static inline struct maybe maybe_known(int64_t value)
{
    return (struct maybe){.known = true, .value = value};
}

static inline struct maybe maybe_if(bool known, int64_t value)
{
    return known ? maybe_known(value) : (struct maybe){0};
}

#endif
