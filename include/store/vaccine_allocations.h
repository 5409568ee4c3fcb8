/* Decided allocations of vaccine with their lines, the drafts of such, and the entries that they make in the regions'
 * accounts. What is decided is append-only and public within the chain: no scope for reading. Known from the moment
 * when it was decided. */
#ifndef FORDELA_STORE_VACCINE_ALLOCATIONS_H
#define FORDELA_STORE_VACCINE_ALLOCATIONS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/allocation.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

struct vaccine_allocation {
    const char *allocation_id, *product, *week;
    int64_t booking;                              /* 1, 2 ... of the product in the order of decision */
    const char *source_kind;                      /* forecast, delivery, manual */
    const char *source_document_id, *source_text; /* the id NULL but for a forecast */
    struct maybe source_seq, source_issued_at;
    const char *source_certainty; /* "" but for a forecast */
    int64_t known_at;
    int64_t key_decision_number;
    const char *key_id, *key_name; /* only when read */
    int64_t doses_per_vial, pack_doses, source_doses, packs, surplus_packs;
    bool usable, minimum_one_pack, promise_kept;
    const char *rule;
    int64_t doses_under_key;
    const char *input; /* canonical text; only when written */
    const char *input_sha256, *result_sha256;
    const char *replaces, *replaced_by; /* NULL; the second only when read, as known then */
    const char *reference_number, *decision_maker, *grounds;
    int64_t drafted_at, decided_at;
    const char *drafted_by, *drafted_by_name, *decided_by, *decided_by_name; /* names only when read */
};

struct vaccine_allocation_line {
    const char *allocation_id;
    struct allocation_line line;
    const char *cap_reason; /* "" without a cap */
};

/* FORBIDDEN outside the scope. The booking is the caller's: store_vaccine_booking_next. */
MUST_USE enum outcome store_vaccine_allocation_add(struct scope scope, struct db *db,
                                                   const struct vaccine_allocation *allocation,
                                                   const struct vaccine_allocation_line *lines, size_t count);
MUST_USE enum outcome store_vaccine_booking_next(struct db *db, const char *product, int64_t *ret_booking);

/* As known at a moment. NOT_FOUND also for one decided later. */
MUST_USE enum outcome store_vaccine_allocation_get(struct db *db, const char *allocation_id, int64_t known_at,
                                                   struct arena *arena, struct vaccine_allocation *ret_allocation);
MUST_USE enum outcome store_vaccine_allocation_input(struct db *db, const char *allocation_id, struct arena *arena,
                                                     const char **ret_input);
/* By county code. */
MUST_USE enum outcome store_vaccine_allocation_lines(struct db *db, const char *allocation_id, struct arena *arena,
                                                     struct vaccine_allocation_line **ret_list, size_t *ret_count);

struct vaccine_allocation_filter {
    const char *product;                /* "" = all */
    const char *first_week, *last_week; /* "" = unbounded */
    const char *before_id;              /* only those after this one in the list; "" = from the start */
    int64_t known_at, limit;
    bool counting; /* only those that are not replaced */
};
/* Newest week first, then newest id. */
MUST_USE enum outcome store_vaccine_allocation_list(struct db *db, const struct vaccine_allocation_filter *filter,
                                                    struct arena *arena, struct vaccine_allocation **ret_list,
                                                    size_t *ret_count);

/* How many of a product are decided, and not replaced, by a moment. */
MUST_USE enum outcome store_vaccine_allocation_count(struct db *db, const char *product, int64_t known_at,
                                                     int64_t *ret_count);

/* The last decided one of a product that is not replaced, but for except_id ("" = none). NOT_FOUND. */
MUST_USE enum outcome store_vaccine_allocation_latest(struct db *db, const char *product, const char *except_id,
                                                      int64_t known_at, struct arena *arena,
                                                      struct vaccine_allocation *ret_allocation);

/* Where an account was a whole pack or more off after a week that counts. */
struct vaccine_broken_week {
    const char *week, *allocation_id, *county;
    int64_t balance_udoses, pack_doses;
    enum account_reason reason;
};
/* By week, county. */
MUST_USE enum outcome store_vaccine_broken_weeks(struct db *db, const char *product, int64_t known_at,
                                                 struct arena *arena, struct vaccine_broken_week **ret_list,
                                                 size_t *ret_count);

/* --- drafts --- */

struct vaccine_allocation_draft {
    const char *allocation_id, *product, *week, *choices, *replaces; /* choices: JSON; replaces NULL: none */
    int64_t created_at, changed_at, version;
    const char *created_by, *created_by_name, *changed_by, *changed_by_name; /* names only when read */
};

/* All of them: FORBIDDEN (NOT_FOUND when reading) outside the scope. Newest first, at most limit, ids below before. */
MUST_USE enum outcome store_vaccine_draft_list(struct scope scope, struct db *db, const char *before, int64_t limit,
                                               struct arena *arena, struct vaccine_allocation_draft **ret_list,
                                               size_t *ret_count);
MUST_USE enum outcome store_vaccine_draft_get(struct scope scope, struct db *db, const char *allocation_id,
                                              struct arena *arena, struct vaccine_allocation_draft *ret_draft);
MUST_USE enum outcome store_vaccine_draft_add(struct scope scope, struct db *db,
                                              const struct vaccine_allocation_draft *draft);
/* By version: STALE if it is no longer that. Writes product, week, choices, replaces, changed_at and changed_by. */
MUST_USE enum outcome store_vaccine_draft_change(struct scope scope, struct db *db,
                                                 const struct vaccine_allocation_draft *draft);
MUST_USE enum outcome store_vaccine_draft_delete(struct scope scope, struct db *db, const char *allocation_id);

#endif
