/* The regions' accounts of vaccine: as they stand, and every entry. Append-only and public: no scope for reading. */
#ifndef FORDELA_STORE_VACCINE_ACCOUNTS_H
#define FORDELA_STORE_VACCINE_ACCOUNTS_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stddef.h>
#include <stdint.h>

struct vaccine_balance {
    const char *county;
    int64_t entry_number;   /* of the latest entry; 0 = none yet */
    int64_t balance_udoses; /* millionths of a dose, positive = owed to the region; 0 without entries */
    int64_t parked_udoses;  /* owed, but outside the balance until a multiplier has ended */
};

/* One per county, by code. Entries later than known_at are left out. */
MUST_USE enum outcome store_vaccine_balances(struct db *db, const char *product, int64_t known_at, struct arena *arena,
                                             struct vaccine_balance **ret_list, size_t *ret_count);

enum account_entry_kind {
    ENTRY_OPENING,
    ENTRY_ALLOCATION,
    ENTRY_FORGONE,
    ENTRY_MULTIPLIER,
    ENTRY_REVERSAL,
    ENTRY__COUNT
};
extern const char *const vaccine_account_entry_words[ENTRY__COUNT + 1];

struct vaccine_account_entry {
    const char *product, *county;
    int64_t entry_number;                       /* 1, 2 ... of the product and region */
    int kind;                                   /* enum account_entry_kind */
    const char *week, *allocation_id;           /* of a reversal: the one reversed */
    int64_t right_udoses, parked_change_udoses; /* into the balance; into what is parked */
    int64_t packs, pack_doses;                  /* packs negative only in a reversal */
    int64_t balance_udoses, parked_udoses;      /* after the entry */
    const char *note;                           /* reference number of the decision that makes it */
    int64_t entered_at;
    const char *entered_by;
};

/* A region's entries made by a moment, by number. */
MUST_USE enum outcome store_vaccine_account_entries(struct db *db, const char *product, const char *county,
                                                    int64_t known_at, struct arena *arena,
                                                    struct vaccine_account_entry **ret_list, size_t *ret_count);

/* What a region's entries come to; all 0 without entries. */
struct vaccine_account_sums {
    const char *county;
    int64_t packs, doses;                  /* packs times what each held */
    int64_t balance_udoses, parked_udoses; /* after the last entry */
    int64_t largest_upacks;  /* millionths of a pack: the furthest from 0 that a decision left the balance */
    struct maybe pack_doses; /* of the last entry */
};

/* One per county, by code, of the entries made by a moment. */
MUST_USE enum outcome store_vaccine_account_sums(struct db *db, const char *product, int64_t known_at,
                                                 struct arena *arena, struct vaccine_account_sums **ret_list,
                                                 size_t *ret_count);

/* FORBIDDEN outside the scope. Number and what stands after it are the caller's. */
MUST_USE enum outcome store_vaccine_account_entry_add(struct scope scope, struct db *db,
                                                      const struct vaccine_account_entry *entry);

#endif
