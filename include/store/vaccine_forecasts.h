/* Forecasts of doses per product, area and ISO week, in versions that are never changed.
 *
 * As known at a moment counts the version with the greatest (issued_at, seq) among those with known_at not after it.
 * Unknown doses are a withdrawn forecast; 0 means that nothing comes. Published: no scope for reading. */
#ifndef FORDELA_STORE_VACCINE_FORECASTS_H
#define FORDELA_STORE_VACCINE_FORECASTS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/forecast.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

extern const char *const vaccine_method_words[]; /* by enum forecast_change */
enum vaccine_certainty { CERTAINTY_FIRM, CERTAINTY_OUTLOOK, CERTAINTY__COUNT };
extern const char *const vaccine_certainty_words[CERTAINTY__COUNT + 1];

struct vaccine_forecast {
    const char *product, *area, *week;
    int64_t seq;
    const char *document_id;
    int64_t issued_at, known_at;
    struct maybe doses; /* unknown = withdrawn */
    int certainty;      /* enum vaccine_certainty */
    int method;         /* enum forecast_change: how the figure was given */
    struct maybe percent_centi, base_seq;
    /* only when read */
    const char *issuer, *source, *note;
    int64_t versions;               /* of this target, known at the moment */
    struct maybe previous_known_at; /* of the version that counted before this one; unknown = there is none */
    struct maybe previous_doses;
};

struct vaccine_forecast_filter {
    const char *product, *area; /* "" = all */
    const char *first_week, *last_week;
    int64_t known_at;
};

/* What counts of each target, by week, product, area. */
MUST_USE enum outcome store_vaccine_forecast_list(struct db *db, const struct vaccine_forecast_filter *filter,
                                                  struct arena *arena, struct vaccine_forecast **ret_list,
                                                  size_t *ret_count);

/* One version of a target (product, area, week), whenever it is known. NOT_FOUND. */
MUST_USE enum outcome store_vaccine_forecast_version(struct db *db, const struct vaccine_forecast *target, int64_t seq,
                                                     struct arena *arena, struct vaccine_forecast *ret_version);

/* All versions of one target known at a moment; the one that counts first, then the one before it, and so on. */
MUST_USE enum outcome store_vaccine_forecast_versions(struct db *db, const char *product, const char *area,
                                                      const char *week, int64_t known_at, struct arena *arena,
                                                      struct vaccine_forecast **ret_list, size_t *ret_count);

/* Every version of targets in the weeks known at a moment, by product, area, week, then in the order in which they came
 * to count: for looking at many vintages at once. */
MUST_USE enum outcome store_vaccine_forecast_history(struct db *db, const struct vaccine_forecast_filter *filter,
                                                     struct arena *arena, struct vaccine_forecast **ret_list,
                                                     size_t *ret_count);

/* Adds the next version of the target; ret_seq is its number. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_forecast_add(struct scope scope, struct db *db,
                                                 const struct vaccine_forecast *forecast, int64_t *ret_seq);

/* What was decided of a week: the regions' packs by the allocation that counts. None: no rows. */
struct vaccine_allocated {
    const char *county;
    int64_t packs, pack_doses;
};
MUST_USE enum outcome store_vaccine_allocated(struct db *db, const char *product, const char *week, int64_t known_at,
                                              struct arena *arena, struct vaccine_allocated **ret_list,
                                              size_t *ret_count);

#endif
