/* A region's own of the vaccine chain: its weeks, how they agree with deliveries, its capacity, its page in one call.
 */
#ifndef FORDELA_API_VACCINE_REGION_H
#define FORDELA_API_VACCINE_REGION_H

#include "api/call.h"
#include "api/vaccine_common.h"
#include "store/vaccine_weeks.h"

/* NOT_FOUND unless the path's county is one of the regions. */
MUST_USE enum outcome vaccine_region_check(struct call *c);

/* What waits for a region now: deliveries sent or received and not confirmed, and the vaccines that it has and has not
 * reported of the last week that has ended. The caller answers for the right to see it. */
struct vaccine_region_waiting {
    const char *week;
    int64_t unconfirmed, unreported;
};
MUST_USE enum outcome vaccine_region_waiting(struct call *c, const char *county,
                                             struct vaccine_region_waiting *ret_waiting);

/* Monday of a week, its form having been checked; a Monday's week in the arena (NULL without memory). */
int64_t vaccine_week_days(const char *week);
const char *vaccine_week_text(struct call *c, int64_t monday);

/* --- what a region gets in a week, as far as it can be known --- */

enum expected_basis {
    EXPECTED_NOTHING,    /* nothing is known */
    EXPECTED_DELIVERY,   /* deliveries entered: received, else sent, else planned */
    EXPECTED_ALLOCATION, /* decided */
    EXPECTED_FORECAST,   /* of the region itself */
    EXPECTED_KEY,        /* the nation's forecast by the key in force and the accounts */
    EXPECTED__COUNT
};
extern const char *const vaccine_expected_words[EXPECTED__COUNT + 1];

struct vaccine_expected {
    const char *product, *week;
    enum expected_basis basis;
    struct maybe doses;         /* unknown: withdrawn, or nothing is known */
    const char *allocation_id;  /* NULL: none */
    bool withdrawn;             /* there was a figure, and it does not hold any more */
    const char *certainty;      /* firm, outlook, none */
    struct maybe known_since;   /* of the figure; by the key: of the week's forecast */
    struct maybe follows_since; /* by the key: of the latest that the accounts on the way to the week follow from */
};

/* Of the path's county, by product in the catalogue's order, then week: products times weeks of them. with_deliveries:
 * what was entered as a delivery counts before what was decided. */
MUST_USE enum outcome vaccine_expected_list(struct call *c, const struct vaccine_catalogue *catalogue,
                                            const char *county, int64_t first_monday, size_t weeks, int64_t known_at,
                                            bool with_deliveries, struct vaccine_expected **ret_list);

extern const struct fields vaccine_week_list_output, vaccine_week_input, vaccine_week_output,
    vaccine_reconciliation_output, vaccine_capacity_input, vaccine_capacity_output, vaccine_capacity_list_output,
    vaccine_region_output;
extern const struct query_field vaccine_week_query[], vaccine_reconciliation_query[], vaccine_capacity_query[],
    vaccine_region_query[];

enum outcome api_vaccine_week_list(struct call *c);
enum outcome api_vaccine_week_get(struct call *c);
enum outcome api_vaccine_week_put(struct call *c);
enum outcome api_vaccine_reconciliation(struct call *c);
enum outcome api_vaccine_capacity_list(struct call *c);
enum outcome api_vaccine_capacity_get(struct call *c);
enum outcome api_vaccine_capacity_put(struct call *c);
enum outcome api_vaccine_region(struct call *c);

#endif
