/* A cover as every answer shows it: days with two decimals, the exact fraction, what kind it is, its status. */
#ifndef FORDELA_API_COVER_VIEW_H
#define FORDELA_API_COVER_VIEW_H

#include "api/field.h"
#include "base/arena.h"
#include "core/cover.h"

struct cover_view {
    struct maybe days; /* hundredths, rounded down: never shown longer than it is */
    const char *exact; /* "p/q" or "n", NULL = none */
    int kind, status;  /* enum cover_kind, enum cover_status */
};

extern const struct fields cover_fields;
extern const char *const cover_status_words[]; /* "acute" … in the enum's order */

/* Judges and shows. age_days unknown: grey. TOO_LARGE: the arena is full. */
MUST_USE enum outcome cover_view_of(struct arena *arena, const struct cover_thresholds *thresholds, struct cover cover,
                                    struct known_int age_days, struct cover_view *ret_view);

#endif
