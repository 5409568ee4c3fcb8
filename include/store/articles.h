/* The article catalogue: append-only versions, national ('00') and per county. A county's own version of an article
 * stands before the national one within that county. */
#ifndef FORDELA_STORE_ARTICLES_H
#define FORDELA_STORE_ARTICLES_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>

struct article {
    const char *code, *owner; /* owner: '00' or a county */
    int64_t version;
    const char *name_sv, *name_en, *group, *unit, *norm;
    int64_t pack_size;         /* units per pack */
    const char *stands_in_for; /* codes, blank-separated */
    int64_t sort_order;
    bool active;
    const char *valid_from; /* date */
    int64_t created_at;
    const char *created_by, *created_by_name; /* '' = delivered with the program */
};

/* Most articles in one county's catalogue. */
enum { ARTICLES_MAX = 200 };

/* The catalogue that counts in a county ('00' = the national one) on a day, in display order: of each code the county's
 * newest version valid then, or else the national one. */
MUST_USE enum outcome store_article_list(struct db *db, const char *county, const char *date, bool with_inactive,
                                         struct arena *arena, struct article **ret_list, size_t *ret_count);

/* How many versions a county sees, old ones too: grows whenever its catalogue changes. */
MUST_USE enum outcome store_article_version_count(struct db *db, const char *county, int64_t *ret_count);

/* The newest version of exactly this owner. NOT_FOUND. */
MUST_USE enum outcome store_article_newest(struct db *db, const char *owner, const char *code, struct arena *arena,
                                           struct article *ret_article);

/* All versions that a county sees of a code (its own and the national), newest first. */
MUST_USE enum outcome store_article_versions(struct db *db, const char *county, const char *code, struct arena *arena,
                                             struct article **ret_list, size_t *ret_count);

/* Adds a version. CONFLICT: that version exists. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_article_add(struct scope scope, struct db *db, const struct article *article);

#endif
