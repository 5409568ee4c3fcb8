/* Reading the cells of a draft: what they would say if it were submitted now. */
#ifndef FORDELA_API_ASSESS_DRAFT_H
#define FORDELA_API_ASSESS_DRAFT_H

#include "api/assess.h"

/* A cell as typed. field: stock, use_in_week … or lot.0.quantity, delivery.1.expected_on, part.2.name. */
struct draft_cell {
    const char *article, *field, *text;
};

enum count_reading {
    COUNT_BLANK,
    COUNT_NUMBER,
    COUNT_WORD,
    COUNT_FRACTION,
    COUNT_NEGATIVE,
    COUNT_AMBIGUOUS,
    COUNT_TOO_LARGE
};

/* Reads a count of pieces or litres as people write it: blanks of any kind between thousands, decimal comma or point, a
 * minus of any kind; whole, from 0 to the largest that a report may hold. "1.200" is ambiguous: it may be either. The
 * same rules as the page's (static/js/lib/number.js). */
enum count_reading count_read(const char *text, int64_t *ret_count);

/* True if a draft may have such a field. */
bool draft_field_exists(const char *field);

/* The assessment of all articles that have a cell, in the catalogue's order. Needs the context's articles. */
MUST_USE enum outcome assess_draft(struct call *c, const struct report_context *context, const struct draft_cell *cells,
                                   size_t count, struct assessment *ret_assessment);

#endif
