/* The regions' accounts as they stand: the latest entry of each. Public: no scope for reading. */
#ifndef FORDELA_STORE_VACCINE_ACCOUNTS_H
#define FORDELA_STORE_VACCINE_ACCOUNTS_H

#include "base/arena.h"
#include "base/outcome.h"
#include "store/db.h"

#include <stddef.h>
#include <stdint.h>

struct vaccine_balance {
    const char *county;
    int64_t entry_number;   /* of the latest entry; 0 = none yet */
    int64_t balance_udoses; /* millionths of a dose, positive = owed to the region; 0 without entries */
};

/* One per county, by code. Entries later than known_at are left out. */
MUST_USE enum outcome store_vaccine_balances(struct db *db, const char *product, int64_t known_at, struct arena *arena,
                                             struct vaccine_balance **ret_list, size_t *ret_count);

#endif
