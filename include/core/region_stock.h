/* A region's stock of a vaccine over a week or many: what came and what went against what it says it has. In doses. */
#ifndef FORDELA_CORE_REGION_STOCK_H
#define FORDELA_CORE_REGION_STOCK_H

#include "core/rational.h"

#include <stdbool.h>
#include <stdint.h>

enum stock_figure {
    STOCK_OPENING,   /* at the beginning */
    STOCK_DELIVERED, /* received less returned */
    STOCK_MOVED_IN,
    STOCK_GIVEN,
    STOCK_DISCARDED,
    STOCK_MOVED_OUT,
    STOCK_STATED, /* at the end, as the region says */
    STOCK__COUNT
};

struct stock_balance {
    struct known_int expected;    /* at the end; unknown unless everything before is known */
    struct known_int unexplained; /* expected minus stated: positive = doses that nobody accounts for */
    bool missing[STOCK__COUNT];   /* which figures are unknown: nothing is put in their place */
    bool complete;
};

/* opening + delivered + moved in - given - discarded - moved out. Figures within 2^60. */
struct stock_balance stock_balance(const struct known_int figures[STOCK__COUNT]);

#endif
