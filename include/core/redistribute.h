/* Redistribution of one article between municipalities: the pooled greedy engine («gemensam pott»).
 *
 * Whole packs of u pieces; target C days, safety L_i days, stock s_i, use b_i a day. Everyone may put
 *   G_i = max(0, min(floor(s/u), floor((s - L b)/u)))   (0 if may_give is false)
 * packs into a pot, and may end with at most H_i = max(0, ceil((C b - s)/u)) more than today (0 if may_receive is false
 * or b is 0). All G go in (net k = -G). Then one pack at a time to the lowest cover (s + u k)/b that is below C and has
 * k < H; ties: greatest truncated cover with the pack, min(C, (s + u(k+1))/b), then k < 0 first, larger use, list
 * order. What is left goes back to those with k < 0, lowest cover first (use 0 counts as highest), ties: larger use,
 * list order.
 *
 * The result is exactly leximin-optimal for the truncated covers min(cover, C) and moves the fewest packs for that; no
 * giver ends below its safety days; a receiver ends at most one pack above a giver. Why: a greedy pack always goes to
 * the lowest cover that can still be raised, so everybody holds the fewest packs for that level; at the last level the
 * largest truncated next covers make the sorted vector largest in every place.
 *
 * Unknown stock or use: gives and receives nothing, cover unknown, in no list. Use 0 counts as being at the target.
 *
 * Cost: every place's packs form a sequence of rising covers and the rule takes the smallest of their union. So the
 * bulk is handed out at once below a threshold that is found by bisection and evaluated exactly, O(n log range), and
 * only the last packs one by one from a heap, O(n log n): independent of the number of packs. The strict rule takes one
 * heap step and one scan, O(n), for each pack it takes back. */
#ifndef FORDELA_CORE_REDISTRIBUTE_H
#define FORDELA_CORE_REDISTRIBUTE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"
#include "core/cover.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct redistribute_place {
    struct known_int stock; /* pieces, usable, as of today */
    struct known_rational use_per_day;
    int64_t safety_days;
    bool may_give;
    bool may_receive;
};

struct redistribute_input {
    int64_t pack; /* pieces, at least 1 */
    int64_t target_days;
    const struct redistribute_place *places; /* borrowed */
    size_t count;
};

/* The rule above. ret_net_packs: count numbers in the caller's array, + receives, - gives, sum 0. INVALID: pack or
 * target below 1, anything negative. TOO_LARGE: a pot, a stock in packs or a bound beyond 64 bits. */
MUST_USE enum outcome redistribute(struct arena *arena, const struct redistribute_input *input, int64_t *ret_net_packs);

/* The strict rule «ingen givare under mottagaren»: while a receiver's truncated cover exceeds the lowest truncated
 * cover of a giver, the highest such receiver (ties: smaller use, later in the list) gets H = its k - 1 and the rule
 * runs anew. Computed without running anew: taking a pack away from the union of sequences admits just the next
 * smallest one. */
MUST_USE enum outcome redistribute_strict(struct arena *arena, const struct redistribute_input *input,
                                          int64_t *ret_net_packs);

/* Packs that each place may give (G) and may take (H), as above, in the caller's arrays. */
MUST_USE enum outcome redistribute_bounds(const struct redistribute_input *input, int64_t *ret_gives,
                                          int64_t *ret_takes);

/* What net packs mean for one place. */
struct redistribute_position {
    struct cover before;
    struct cover after;        /* unknown when stock or use is */
    struct rational truncated; /* min(after, target); target when use is 0; of no meaning when unknown */
    int64_t to_safety_packs;   /* still missing afterwards: max(0, ceil((safety*use - stock after)/pack)) */
    int64_t to_target_packs;   /* the same to the target; 0 for unknown or no use */
};

struct redistribute_figures {
    struct redistribute_position *positions; /* count of them, in the input's order */
    struct rational *truncated_sorted;       /* ascending, known places only */
    size_t truncated_count;
    int64_t packs_moved;
    size_t givers, receivers;
    size_t below_target, below_safety; /* places whose truncated cover is below */
    bool line_known;                   /* false when nothing moves */
    double solidarity_line_days;       /* redistribute_solidarity_line */
};

/* The solidarity line, an explanation in floating point: the smallest theta in [0, target] with
 *   sum (theta*use - stock)+ over those who may receive = sum (stock - max(theta, safety)*use)+ over those who may
 * give, the target if the surplus suffices for it. O(n log n). */
MUST_USE enum outcome redistribute_solidarity_line(struct arena *arena, const struct redistribute_input *input,
                                                   double *ret_days);

/* The figures of any net packs (computed, strict, changed by hand). net_packs NULL: nothing moves. O(n log n). Results
 * live in the arena. INVALID: more given than there is, or something moves where stock or use is unknown. */
MUST_USE enum outcome redistribute_figures(struct arena *arena, const struct redistribute_input *input,
                                           const int64_t *net_packs, struct redistribute_figures *ret_figures);

/* The ascending covers as num/den, den always written, joined by commas: what the digest is taken of. */
void redistribute_digest_text(const struct redistribute_figures *figures, struct text *text);

/* --- what goes with it, each a rule of its own --- */

/* A higher class standing in for a lower one (FFP3 for FFP2): only the surplus over the higher class's own target goes
 * down, never the other way. surplus = max(0, high_stock - target*high_use); the lower cover is of low_stock + surplus.
 */
struct substitution {
    struct cover high_cover;
    int64_t high_surplus_pieces;
    struct cover low_effective_cover;
};
MUST_USE enum outcome redistribute_substitution(int64_t target_days, int64_t high_stock, struct rational high_use,
                                                int64_t low_stock, struct rational low_use,
                                                struct substitution *ret_substitution);

/* Which lots to send: first to expire first (ties: list order), as many packs of each as the receiver can use in time:
 * min(left to give, floor(quantity/pack), floor((receiver use * max(0, days - transport) - pieces already
 * given)/pack)). What no lot can give is not given. */
struct gift_input {
    struct rational giver_use_per_day;
    const struct lot *lots; /* the giver's, borrowed */
    size_t lot_count;
    struct rational receiver_use_per_day;
    int64_t pack; /* at least 1 */
    int64_t packs_to_give;
    int64_t transport_days;
    int64_t pieces_already_given; /* to the same receiver, by earlier gifts */
};

struct gift_lot {
    size_t lot; /* index in the giver's list */
    int64_t packs;
};

struct gift {
    struct gift_lot *lots; /* by expiry, only those with packs */
    size_t lot_count;
    int64_t packs;                  /* in all; may be fewer than asked */
    int64_t usable_at_receiver;     /* pieces */
    struct rational wasted_without; /* at the giver without the gift (effective stock's rule) */
    struct rational wasted_after;   /* at the giver after it, and the receiver's part of the gift */
};
MUST_USE enum outcome redistribute_gift(struct arena *arena, const struct gift_input *input, struct gift *ret_gift);

/* Whether a lane of one article is worth a transport. In this order: giver received within ping_pong_weeks: drop;
 * neither too few packs nor too small a gain: keep; receiver below 7 days before: keep; too few packs: drop; else drop
 * for the gain. */
enum filter {
    FILTER_KEEP,
    FILTER_KEEP_RECEIVER_SHORT,
    FILTER_DROP_MIN_PACKS,
    FILTER_DROP_MIN_GAIN,
    FILTER_DROP_PING_PONG,
    FILTER_DROP_COUNTERPARTIES, /* only in proposals: a place would have too many partners */
    FILTER__COUNT
};

struct filter_rule {
    int64_t min_packs_per_lane;
    struct rational min_gain_days;
    int64_t ping_pong_weeks;
};

struct filter_candidate {
    int64_t packs;
    struct rational receiver_gain_days;
    struct rational receiver_before_days;
    struct known_int giver_last_received_weeks_ago; /* unknown: never */
};

enum filter redistribute_filter(const struct filter_rule *rule, const struct filter_candidate *candidate);

/* "keep", "keep_receiver_short", "drop_min_packs", "drop_min_gain", "drop_ping_pong", "drop_counterparties". Static
 * text. */
const char *redistribute_filter_name(enum filter filter);

#endif
