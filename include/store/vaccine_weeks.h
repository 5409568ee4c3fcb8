/* The regions' weeks: what was given, discarded, moved and is in stock, by vaccine. Append-only: a correction is
 * another revision with its reason. Everybody of the vaccine chain reads all of them; who writes is bound by the scope.
 */
#ifndef FORDELA_STORE_VACCINE_WEEKS_H
#define FORDELA_STORE_VACCINE_WEEKS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stddef.h>

enum week_figure {
    WEEK_GIVEN,
    WEEK_FIRST, /* of those given */
    WEEK_DISCARDED,
    WEEK_MOVED_OUT,
    WEEK_MOVED_IN,
    WEEK_STOCK,    /* at the end of the week */
    WEEK_UNUSABLE, /* of the stock */
    WEEK_FIGURE__COUNT
};

struct vaccine_week {
    const char *county, *week, *product;
    int64_t revision;
    struct maybe figures[WEEK_FIGURE__COUNT]; /* doses; unknown = not stated */
    const char *reason;
    int64_t reported_at;
    const char *reported_by, *reported_by_name; /* the name only when read */
};

struct vaccine_week_filter {
    const char *county, *product; /* "" = all */
    const char *first_week, *last_week;
    int64_t known_at;
};

/* The latest revision known of each, by county, week, product. */
MUST_USE enum outcome store_vaccine_week_list(struct db *db, const struct vaccine_week_filter *filter,
                                              struct arena *arena, struct vaccine_week **ret_list, size_t *ret_count);

/* Adds the revision after the latest. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_week_add(struct scope scope, struct db *db, const struct vaccine_week *week);

#endif
