/* Why a municipality is asked to give: four sentences per line of a proposal, from its figures alone.
 *
 * 1 where the giver stands beside the lowest in the area; 2 where both end, beside the giver's safety level; 3 what
 * happens to the receiver otherwise; 4 who else gives, how old the reports are, by which rule. */
#ifndef FORDELA_CORE_EXPLAIN_H
#define FORDELA_CORE_EXPLAIN_H

#include "base/text.h"
#include "core/cover.h"

#include <stdbool.h>
#include <stddef.h>

enum { EXPLAIN_SENTENCES = 4 };

struct explain_line {
    const char *giver, *receiver;  /* names */
    const char *article, *covered; /* names in the sentences' language; covered: what it stands in for, or NULL */
    struct cover giver_before, giver_after, receiver_before, receiver_after;
    int64_t safety_days; /* the giver's */
    bool below_safety;   /* the giver ends below it */
    const char *lowest;  /* name of who stands lowest with the article before, NULL = unknown */
    struct cover lowest_before;
    const char *const *other_givers; /* names, without this giver */
    size_t other_giver_count;
    int64_t oldest_age_days; /* of the two reports */
    bool strict;             /* by the strict rule: no giver may end below a receiver */
};

/* Appends sentence 0 to 3, ended by a full stop. */
void explain_sentence(const struct explain_line *line, int sentence, bool english, struct text *out);

#endif
