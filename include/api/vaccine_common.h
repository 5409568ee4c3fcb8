/* What the operations of the vaccine chain share: moments in queries and inputs, quantities in vials and packs. */
#ifndef FORDELA_API_VACCINE_COMMON_H
#define FORDELA_API_VACCINE_COMMON_H

#include "api/call.h"
#include "store/vaccine_products.h"

/* The query parameter as a moment: a day means its end in Stockholm (all that was known that day), a timestamp itself.
 * Absent: fallback. */
int64_t vaccine_query_moment(const struct call *c, const char *name, int64_t fallback);

/* A text of FORMAT_WHEN as a moment: a day means its beginning in Stockholm. */
int64_t vaccine_moment(const char *when);

/* Doses in vials and packs by the product's properties on a day; unknown unless whole. */
struct vaccine_amount {
    int64_t doses;
    struct maybe vials, packs;
};
extern const struct fields vaccine_amount_fields;
struct vaccine_amount vaccine_amount_of(const struct vaccine_catalogue *catalogue, const char *product,
                                        const char *date, int64_t doses);

/* Monday of a week as a date, in the arena; NULL without memory. */
const char *vaccine_monday(struct call *c, const char *week);

/* Weeks from ?first_week= to ?last_week=; absent: from `back` weeks before this one to `on` after it. At most 80 weeks:
 * otherwise a violation at ?last_week. */
struct vaccine_span {
    const char *first, *last;
};
MUST_USE enum outcome vaccine_query_span(struct call *c, int back, int on, struct vaccine_span *ret_span);
enum { VACCINE_SPAN_WEEKS = 80 };

/* Sets the ETag of an answer that follows from the facts known at a moment and from `asked`, which says all else that
 * it depends on. Every write that may change it is counted (store_vaccine_touch); time bears on it by the moment alone.
 */
MUST_USE enum outcome vaccine_etag(struct call *c, int64_t known_at, const char *asked);

#define VACCINE_KNOWN_QUERY                                                                                            \
    {                                                                                                                  \
        .name = "known_at", .format = FORMAT_WHEN,                                                                     \
        .about = "As known then: a day (to its end in Stockholm) or a moment; default now"                             \
    }

#endif
