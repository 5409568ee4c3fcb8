/* One week of a vaccine shared out to the regions in whole packs: all that a decision needs, from its input alone.
 *
 * What comes is cut into packs of the day's size; doses left over are no pack. Committed second doses go first and
 * outside the accounts; what remains follows the key through the accounts by the rule of core/account.h. Beside the
 * rule's packs stand those of three other methods for the packs that follow the key. A product that may not be used
 * is not shared out: every pack is surplus.
 *
 * Two keys: packs and accounts follow `weight`, the key with every multiplier; `right_weight` is the key without those
 * that are to be paid back. While they differ, the difference of the two credits is parked: owed, but outside the
 * balance, so that the rule does not undo next week what was decided this week. Once they agree again, a parked account
 * is let into the balances, at most a quarter of a week's doses at a time.
 *
 * Balances and parked accounts are int64 millionths of a dose and sum to exactly 0 before and after. The same input
 * gives the same result, byte for byte, in the canonical texts below. */
#ifndef FORDELA_CORE_ALLOCATION_H
#define FORDELA_CORE_ALLOCATION_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"
#include "core/account.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALLOCATION_RULE "R* 1" /* name and version of the algorithm */

enum { ALLOCATION_COUNTY_CHARS = 2, ALLOCATION_MAX_REGIONS = 64, ALLOCATION_PRODUCT_CHARS = 16 };

struct allocation_region {
    char county[ALLOCATION_COUNTY_CHARS + 1]; /* digits */
    int64_t weight;                           /* what packs and balance follow */
    int64_t right_weight;                     /* the same unless a multiplier is to be paid back */
    int64_t balance_micro;                    /* positive = owed to the region */
    int64_t parked_micro;                     /* owed, but not yet in the balance */
    int64_t second_packs;                     /* committed second doses */
    struct known_int cap_packs;               /* the most it takes of what follows the key; unknown: no limit */
    bool forgoes;                             /* what is above the cap: given up; false: stays owed */
};

struct allocation_input {
    const char *product; /* capital letters, digits, '-', '_' */
    const char *week;    /* "2021-W09" */
    int64_t source_doses, pack_doses, vial_doses;
    bool usable;
    bool minimum_one_pack;                   /* a pack for everybody with a weight who gets none as second doses */
    bool parked_stays;                       /* nothing is released, because a later week is decided already */
    int64_t doses_under_key;                 /* shared out by these very weights so far; 0 when they are new */
    const struct allocation_region *regions; /* borrowed; in the order that breaks ties */
    size_t count;
};

/* What it means for one region. balance_before_micro has what was released of its parked account. */
struct allocation_line {
    char county[ALLOCATION_COUNTY_CHARS + 1];
    int64_t weight, right_weight;
    int64_t balance_before_micro, released_micro;
    int64_t second_packs, second_short;
    struct known_int cap_packs;
    bool forgoes;
    int64_t credit_micro, waived_micro;
    int64_t rule_packs, key_packs, advance_packs, packs; /* packs: second + key */
    bool minimum_refused;
    /* of what follows the key: by the account without the guard; by this week alone */
    int64_t largest_remainder_packs, webster_packs, weekly_packs;
    int64_t balance_micro;
    int64_t parked_before_micro, parked_micro; /* before the release; after the week */
    enum account_reason reason;
};

struct allocation_result {
    struct allocation_line *lines; /* count of them, in the arena */
    size_t count;
    int64_t key_sum;
    int64_t packs;      /* whole packs that come */
    int64_t left_doses; /* not a whole pack */
    int64_t committed_second_packs, served_second_packs, key_packs, surplus_packs;
    int64_t doses_under_key; /* to hand to the next week */
    bool guard_used, promise_kept;
};

/* INVALID: as account_week, a pack that is no whole number of vials, balances or parked accounts that do not sum to 0.
 * TOO_LARGE: as account_week. */
MUST_USE enum outcome allocation_compute(struct arena *arena, const struct allocation_input *input,
                                         struct allocation_result *ret_result);

/* A decided deviation of one region: its weight times numerator/denominator. */
struct allocation_multiplier {
    int64_t numerator, denominator; /* 1/1: none */
    bool repay;
};

/* Both keys as integers of one scale without a common divisor. INVALID: a negative weight or numerator, a denominator
 * below 1, nothing left of a key. TOO_LARGE: a sum beyond 2^62. */
MUST_USE enum outcome allocation_weights(size_t count, const int64_t *key_weights,
                                         const struct allocation_multiplier *multipliers, int64_t *ret_right_weights,
                                         int64_t *ret_weights);

/* --- canonical texts: lines that end with LF; changing a byte changes every digest, then the format's number goes up
 * --- */

void allocation_input_write(const struct allocation_input *input, struct text *out);
void allocation_result_write(const struct allocation_result *result, struct text *out);
/* Back from the text. INVALID unless it is exactly what allocation_input_write would write. */
MUST_USE enum outcome allocation_input_read(struct arena *arena, const char *text, size_t length,
                                            struct allocation_input *ret_input);

/* --- sentences --- */

struct allocation_words {
    const char *name; /* the region's */
    int64_t key_sum, key_packs, pack_doses;
    bool usable;
};

/* Key x packs + balance -> packs, and what was special. Appends whole sentences. */
void allocation_sentence(const struct allocation_words *words, const struct allocation_line *line, bool english,
                         struct text *out);
/* What the balance means for next week. */
void allocation_next_sentence(const struct allocation_words *words, const struct allocation_line *line, bool english,
                              struct text *out);
/* Whether every account is within a pack, and if not whose is not and why. name(context, county) gives names. */
void allocation_promise_note(const struct allocation_line *lines, size_t count, int64_t pack_doses,
                             const char *(*name)(const void *context, const char *county), const void *context,
                             bool english, struct text *out);
/* Why one account is a pack or more off: a sentence without the region's name. */
void allocation_reason_note(enum account_reason reason, bool english, struct text *out);

#endif
