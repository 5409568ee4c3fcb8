/* Deliveries to regions: typed entries and the region's confirmations, append-only. Everybody of the vaccine chain
 * reads all of them; who writes is bound by the scope. */
#ifndef FORDELA_STORE_VACCINE_DELIVERIES_H
#define FORDELA_STORE_VACCINE_DELIVERIES_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/delivery.h"
#include "core/permit.h"
#include "store/db.h"

#include <stddef.h>

extern const char *const vaccine_entry_words[DELIVERY_KIND__COUNT + 1];

struct vaccine_delivery {
    const char *delivery_id, *product, *county, *week;
    const char *document_id, *source; /* NULL when moved from another region */
    const char *allocation_id;        /* NULL: none */
    const char *origin_delivery_id;   /* NULL: from the supplier */
    struct maybe origin_entry;
    int64_t created_at;
    const char *created_by;
};

struct vaccine_entry {
    const char *delivery_id;
    int64_t number;
    enum delivery_kind kind;
    int64_t doses;
    const char *happened_on; /* date */
    struct maybe corrects;
    const char *to_county; /* NULL but for a move */
    const char *reason;
    int64_t known_at, entered_at;
    const char *entered_by, *entered_by_name, *organisation; /* of who entered it; the last two only when read */
};

struct vaccine_confirmation {
    const char *delivery_id;
    int64_t number, received_doses;
    const char *received_on, *comment;
    int64_t confirmed_at;
    const char *confirmed_by, *confirmed_by_name;
};

struct vaccine_delivery_filter {
    const char *product, *county; /* "" = all */
    const char *first_week, *last_week;
    int64_t known_at;
};

/* Three lists in the same order (week, product, county, delivery): the deliveries of which something was known, their
 * entries known then, and their confirmations given by then. */
MUST_USE enum outcome store_vaccine_delivery_list(struct db *db, const struct vaccine_delivery_filter *filter,
                                                  struct arena *arena, struct vaccine_delivery **ret_list,
                                                  size_t *ret_count);
MUST_USE enum outcome store_vaccine_entry_list(struct db *db, const struct vaccine_delivery_filter *filter,
                                               struct arena *arena, struct vaccine_entry **ret_list, size_t *ret_count);
MUST_USE enum outcome store_vaccine_confirmation_list(struct db *db, const struct vaccine_delivery_filter *filter,
                                                      struct arena *arena, struct vaccine_confirmation **ret_list,
                                                      size_t *ret_count);

/* One delivery. NOT_FOUND. */
MUST_USE enum outcome store_vaccine_delivery_get(struct db *db, const char *delivery_id, struct arena *arena,
                                                 struct vaccine_delivery *ret_delivery);
/* Its entries known, and its confirmations given, by a moment; INT64_MAX: all. */
MUST_USE enum outcome store_vaccine_entries(struct db *db, const char *delivery_id, int64_t known_at,
                                            struct arena *arena, struct vaccine_entry **ret_list, size_t *ret_count);
MUST_USE enum outcome store_vaccine_confirmations(struct db *db, const char *delivery_id, int64_t known_at,
                                                  struct arena *arena, struct vaccine_confirmation **ret_list,
                                                  size_t *ret_count);
/* What was made of a move. NOT_FOUND. */
MUST_USE enum outcome store_vaccine_delivery_of_move(struct db *db, const char *delivery_id, int64_t entry,
                                                     struct arena *arena, struct vaccine_delivery *ret_delivery);

/* scope: FORBIDDEN unless it covers the region (for a move: the giving one, the caller has checked that). */
MUST_USE enum outcome store_vaccine_delivery_add(struct scope scope, struct db *db,
                                                 const struct vaccine_delivery *delivery);
/* Adds the entry with the next number, which is written to ret_number. */
MUST_USE enum outcome store_vaccine_entry_add(struct scope scope, struct db *db, const char *county,
                                              const struct vaccine_entry *entry, int64_t *ret_number);
MUST_USE enum outcome store_vaccine_confirmation_add(struct scope scope, struct db *db, const char *county,
                                                     const struct vaccine_confirmation *confirmation);

#endif
