/* How many doses a region can give in a week, by type of provider. Append-only: a change is another revision. */
#ifndef FORDELA_STORE_VACCINE_CAPACITY_H
#define FORDELA_STORE_VACCINE_CAPACITY_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stddef.h>

enum provider_type {
    PROVIDER_HOSPITAL,
    PROVIDER_PRIMARY_CARE,
    PROVIDER_MASS_SITE,
    PROVIDER_MOBILE,
    PROVIDER_OCCUPATIONAL,
    PROVIDER_OTHER,
    PROVIDER__COUNT
};
extern const char *const vaccine_provider_words[PROVIDER__COUNT + 1];

struct vaccine_capacity {
    const char *county, *week;
    int provider_type; /* enum provider_type */
    int64_t revision;
    struct maybe doses_per_week; /* unknown = taken back: no figure any more */
    const char *comment;
    int64_t reported_at;
    const char *reported_by, *reported_by_name; /* the name only when read */
};

/* The latest revision known of each of a county, by week and type, those taken back included. */
MUST_USE enum outcome store_vaccine_capacity_list(struct db *db, const char *county, const char *first_week,
                                                  const char *last_week, int64_t known_at, struct arena *arena,
                                                  struct vaccine_capacity **ret_list, size_t *ret_count);

/* Adds the revision after the latest. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_capacity_add(struct scope scope, struct db *db,
                                                 const struct vaccine_capacity *capacity);

#endif
