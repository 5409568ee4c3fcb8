/* Deliveries: what was planned, sent and received, what went back or on, and what the region says it got. */
#ifndef FORDELA_API_VACCINE_DELIVERIES_H
#define FORDELA_API_VACCINE_DELIVERIES_H

#include "api/vaccine_common.h"
#include "store/vaccine_deliveries.h"
#include "store/vaccine_products.h"

/* A delivery as answers show it. */
struct vaccine_delivery_view {
    struct vaccine_delivery delivery; /* first */
    const char *state;
    struct maybe planned, sent, received, net, confirmed, difference;
    int64_t returned, moved_out, destroyed;
    const char *received_on, *confirmed_on, *confirmed_by_name, *confirmation_comment; /* NULL without */
    struct maybe confirmed_at;
    struct vaccine_amount *amount;
    struct vaccine_entry_view *entries;
    size_t entry_count;
    struct vaccine_confirmation *confirmations;
    size_t confirmation_count;
};
extern const struct fields vaccine_delivery_fields; /* without entries and confirmations */

/* Fills the view from what is known of a delivery; entries in order of number, confirmations likewise. */
MUST_USE enum outcome vaccine_delivery_view(struct call *c, const struct vaccine_catalogue *catalogue,
                                            const struct vaccine_delivery *delivery,
                                            const struct vaccine_entry *entries, size_t entry_count,
                                            struct vaccine_confirmation *confirmations, size_t confirmation_count,
                                            struct vaccine_delivery_view *view);

/* Reads one with what was known of it at a moment and makes it the call's output, with its ETag. NOT_FOUND also when
 * nothing was. */
MUST_USE enum outcome vaccine_delivery_show(struct call *c, const char *delivery_id, int64_t known_at);

/* Deliveries of weeks with their entries. */
MUST_USE enum outcome vaccine_delivery_views(struct call *c, const struct vaccine_delivery_filter *filter,
                                             struct vaccine_delivery_view **ret_views, size_t *ret_count);

/* Whether one of the views is only what an allocation planned while a supplier's delivery of the same vaccine, region
 * and week was entered beside it as sent or received: then its doses must not be counted twice. */
bool vaccine_delivery_is_overtaken(const struct vaccine_delivery_view *views, size_t count, size_t which);

/* Makes a delivery with its first entry. */
MUST_USE enum outcome vaccine_delivery_start(struct call *c, const struct vaccine_delivery *delivery,
                                             const struct vaccine_entry *entry);

extern const struct fields vaccine_delivery_list_output, vaccine_delivery_output, vaccine_delivery_add_input,
    vaccine_delivery_added_output, vaccine_entry_input, vaccine_confirmation_input;
extern const struct query_field vaccine_delivery_query[];

enum outcome api_vaccine_delivery_list(struct call *c);
enum outcome api_vaccine_delivery_get(struct call *c);
enum outcome api_vaccine_delivery_add(struct call *c);
enum outcome api_vaccine_entry_add(struct call *c);
enum outcome api_vaccine_confirmation_add(struct call *c);

#endif
