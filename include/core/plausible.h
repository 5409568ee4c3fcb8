/* Questions to the reporter. Flags ask; they never change data.
 *
 * All look at one article of one municipality over the last reported weeks (struct week_figures, oldest first, the last
 * one judged). */
#ifndef FORDELA_CORE_PLAUSIBLE_H
#define FORDELA_CORE_PLAUSIBLE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/cover.h"

#include <stdint.h>

enum plausible_flag {
    PLAUSIBLE_TIMES_TEN,        /* use at least 8 times the median of the weeks before */
    PLAUSIBLE_TENTH,            /* use at most an eighth of it */
    PLAUSIBLE_PACKS_FOR_PIECES, /* stock times pack is what the balance equation lets expect, the stock itself is not */
    PLAUSIBLE_BALANCE,          /* implied use more than 25 % off the reported one */
    PLAUSIBLE_NEGATIVE_USE,     /* implied use below 0 */
    PLAUSIBLE_UNCHANGED,        /* the same stock and use three reported weeks or more, and some use */
    PLAUSIBLE_STOCK_JUMP,       /* more stock than before plus everything stated as received */
    PLAUSIBLE_USE_AFTER_ZERO,   /* two weeks or more before, all without use, now some */
    PLAUSIBLE_EMPTY_NO_USE,     /* no stock and therefore no use: in need, not fine */
    PLAUSIBLE_FLAG__COUNT
};

/* The field of the report that the question is about. */
enum plausible_field { PLAUSIBLE_STOCK, PLAUSIBLE_USE, PLAUSIBLE_FIELD__COUNT };

struct plausible_question {
    enum plausible_flag flag;
    enum plausible_field field;
};

/* Stable name for storage and API: "times_ten". Static text. NULL for a number that is no flag. */
const char *plausible_name(enum plausible_flag flag);

/* What the question is about. */
enum plausible_field plausible_field_of(enum plausible_flag flag);

/* The questions as bits (1u << flag). Times ten and a tenth need at least 3 earlier known weeks with a median above 0;
 * packs for pieces needs pack > 1 and a stock of the week before. Differences to the week before need it to be next to
 * it. count 0 gives none. O(count log count). */
MUST_USE enum outcome plausible_check(struct arena *arena, const struct week_figures *weeks, size_t count, int64_t pack,
                                      uint32_t *ret_flags);

/* The same as a list in enum order; room for PLAUSIBLE_FLAG__COUNT. Returns how many. */
size_t plausible_list(uint32_t flags, struct plausible_question ret_questions[PLAUSIBLE_FLAG__COUNT]);

#endif
