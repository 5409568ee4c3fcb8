/* Vaccine products and their dated properties: append-only. A property holds from a day on; what was known of it at a
 * moment stays answerable, so that old figures keep their meaning when a vial turns out to hold six doses. */
#ifndef FORDELA_STORE_VACCINE_PRODUCTS_H
#define FORDELA_STORE_VACCINE_PRODUCTS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

struct vaccine_product {
    const char *code, *name, *manufacturer;
    int64_t sort_order, created_at;
    const char *created_by, *created_by_name; /* '' = a command */
};

enum vaccine_property_kind {
    PROPERTY_DOSES_PER_VIAL,
    PROPERTY_VIALS_PER_PACK,
    PROPERTY_DOSES_PER_COURSE,
    PROPERTY_INTERVAL_MIN_DAYS,
    PROPERTY_INTERVAL_MAX_DAYS,
    PROPERTY_RECOMMENDED_AGE_FROM, /* years */
    PROPERTY_RECOMMENDED_AGE_TO,   /* years, inclusive; VACCINE_NO_UPPER_AGE */
    PROPERTY_USABLE,               /* 0 or 1 */
    PROPERTY_STORAGE,              /* the only text */
    PROPERTY__COUNT
};
extern const char *const vaccine_property_words[PROPERTY__COUNT + 1];
enum { VACCINE_NO_UPPER_AGE = 999 };

struct vaccine_property {
    const char *product;
    enum vaccine_property_kind kind;
    const char *valid_from; /* date */
    int64_t version;
    struct maybe number;
    const char *text; /* storage; NULL otherwise */
    const char *source, *decision;
    int64_t known_at, recorded_at;
    const char *recorded_by, *recorded_by_name;
};

/* All products and what was known of them at a moment: small (tens of products, hundreds of rows), read once per call.
 */
struct vaccine_catalogue {
    struct vaccine_product *products; /* by sort order, then code */
    size_t product_count;
    struct vaccine_property *properties; /* by product, property, valid_from, version */
    size_t property_count;
};
MUST_USE enum outcome store_vaccine_catalogue(struct db *db, int64_t known_at, struct arena *arena,
                                              struct vaccine_catalogue *ret_catalogue);

/* NULL: no such product. */
const struct vaccine_product *vaccine_catalogue_product(const struct vaccine_catalogue *catalogue, const char *code);

/* The row that counts on a day: the latest valid_from not after it, of equal ones the greatest version. NULL: none. */
const struct vaccine_property *vaccine_catalogue_property(const struct vaccine_catalogue *catalogue,
                                                          const char *product, enum vaccine_property_kind kind,
                                                          const char *date);

/* Doses in a vial and in a whole pack on a day; unknown where the properties are. */
struct vaccine_sizes {
    struct maybe vial_doses, pack_doses;
};
struct vaccine_sizes vaccine_catalogue_sizes(const struct vaccine_catalogue *catalogue, const char *product,
                                             const char *date);

/* CONFLICT: the code is taken. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_product_add(struct scope scope, struct db *db,
                                                const struct vaccine_product *product);

/* Adds the next version for its valid_from; ret_version tells which. The product must exist. */
MUST_USE enum outcome store_vaccine_property_add(struct scope scope, struct db *db,
                                                 const struct vaccine_property *property, int64_t *ret_version);

#endif
