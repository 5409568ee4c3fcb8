/* A series of weeks shared out anew, to hold a published allocation against it: the rule's packs and accounts, the
 * accounts that the published figures would have given, and those of rounding each week for itself.
 *
 * One account per product; it begins at 0. A published figure follows no pack size; its account is the region's share
 * of all that was published for the week minus its own figure. When a figure is missing, what everybody was due of that
 * week is not known, and no published balance is from then on: missing is never zero. */
#ifndef FORDELA_CORE_REPLAY_H
#define FORDELA_CORE_REPLAY_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/allocation.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replay_account {
    size_t count;
    int64_t *weights; /* of the last week: another key begins anew what was shared out under it */
    int64_t *balances_micro, *weekly_micro, *published_micro;
    bool published_known;
    int64_t doses_under_key;
};

/* An account of count regions, in the arena. BROKEN: no memory. */
MUST_USE enum outcome replay_open(struct arena *arena, size_t count, struct replay_account *ret_account);

struct replay_week {
    const char *product, *week;
    int64_t pack_doses, doses;         /* of the nation; what is no whole pack is left over */
    const char *const *counties;       /* borrowed, as all: codes of two digits */
    const int64_t *weights;            /* of the key */
    const struct known_int *published; /* doses; NULL: nothing to compare with */
};

struct replay_line {
    int64_t weight, before_micro, credit_micro, packs, doses, after_micro;
    int64_t weekly_packs, weekly_micro; /* each week rounded for itself, and the account that it leaves */
    struct known_int published_doses, difference_doses; /* ours minus the published */
    struct known_int published_micro;                   /* its account after the week */
};

struct replay_result {
    struct replay_line *lines; /* in the arena */
    int64_t packs, left_doses, key_sum;
    bool guard_used, promise_kept;
    bool published_missing; /* a figure was missing in this week */
};

/* Shares the week out and moves the account on. Refusals as allocation_compute; TOO_LARGE also when published figures
 * are beyond ACCOUNT_MAX_DOSES. */
MUST_USE enum outcome replay_week(struct arena *arena, struct replay_account *account, const struct replay_week *week,
                                  struct replay_result *ret_result);

/* The greatest of |balance|/pack. */
struct replay_extreme {
    double packs;
    size_t region;
};
struct replay_extreme replay_extreme(const int64_t *balances_micro, size_t count, int64_t pack_doses);

#endif
