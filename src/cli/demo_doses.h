/* The demo's doses: shared out, sent, received, confirmed. */
#ifndef FORDELA_SRC_CLI_DEMO_DOSES_H
#define FORDELA_SRC_CLI_DEMO_DOSES_H

#include "core/delivery.h"
#include "core/week.h"
#include "demo_forecasts.h"
#include "demo_load.h"
#include "store/vaccine_documents.h"

enum { DEMO_REGIONS = 21 };

/* src/cli/demo_allocations.c */
MUST_USE enum outcome demo_load_keys(struct demo_loading *loading);
MUST_USE enum outcome demo_load_draft(struct demo_loading *loading);

/* A week to be decided. */
struct demo_allocation {
    const char *product, *week;
    int64_t packs, vial_doses, pack_doses, decided_at;
    const int64_t *second_packs; /* committed second doses by region; NULL: none */
    const char *capped_county, *cap_reason;
    int64_t cap_packs;
};
/* What a product's last key was, and what it has shared out. */
struct demo_product_keys {
    int64_t weights[DEMO_REGIONS], right_weights[DEMO_REGIONS], doses;
};
struct demo_shares {
    const char *allocation_id; /* in the arena */
    int64_t packs[DEMO_REGIONS], key_packs[DEMO_REGIONS];
};
/* Decides and books. Regions by county code, as everywhere. */
MUST_USE enum outcome demo_allocate(struct demo_loading *loading, const struct demo_allocation *allocation,
                                    struct demo_product_keys *keys_so_far, struct demo_shares *ret_shares);

/* What every region received, by supply, week and region, in doses. */
struct demo_received {
    int64_t doses[DEMO_SUPPLIES][DEMO_SUPPLY_WEEKS][DEMO_REGIONS];
    bool known[DEMO_SUPPLIES][DEMO_SUPPLY_WEEKS]; /* false: no delivery in that week */
    const char *counties[DEMO_REGIONS];
};
/* src/cli/demo_weeks.c: what the regions report of it, what they could give, and the goals. */
MUST_USE enum outcome demo_load_weeks(struct demo_loading *loading, const struct demo_received *received);

/* What happened to a delivery besides; doses, 0 = nothing. */
int64_t demo_incident_doses(const char *product, const char *county, const char *week, enum delivery_kind kind);
/* Doses that were moved to the region. */
int64_t demo_moved_in(const char *product, const char *county, const char *week);

/* src/cli/demo_doses.c */
/* ret_received in the arena */
MUST_USE enum outcome demo_load_doses(struct demo_loading *loading, struct demo_received **ret_received);

#endif
