/* How long equipment lasts: cover, status, burn rate, usable stock, run-out, need.
 *
 * All for one article in one municipality. Quantities are pieces (or litres) as integers, rates are pieces a day, times
 * are days from the report or from today, as named. Everything is exact; sorting is stable; nothing changes its input.
 * Method: Fördela's own, described where each function stands; first-expired-first-out stock, Hampel's identifier
 * (median and median absolute deviation) and the exponentially weighted moving average are textbook. Outcomes:
 * core/rational.h. */
#ifndef FORDELA_CORE_COVER_H
#define FORDELA_CORE_COVER_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a cover is. Without use there is no number of days: with stock it lasts for ever, without it is not used. */
enum cover_kind { COVER_DAYS, COVER_NO_USE, COVER_NOT_USED, COVER_UNKNOWN, COVER_KIND__COUNT };

struct cover {
    enum cover_kind kind;
    struct rational days; /* of COVER_DAYS; 0 otherwise */
};

enum cover_status {
    COVER_ACUTE,
    COVER_RED,
    COVER_YELLOW,
    COVER_GREEN,
    COVER_GREY,           /* unknown, or known too long ago */
    COVER_NOT_APPLICABLE, /* neither stock nor use */
    COVER_STATUS__COUNT
};

/* Lower bounds inclusive: cover < acute is acute, < red is red, < yellow is yellow, else green. Ascending. */
struct cover_thresholds {
    int64_t acute_below_days;
    int64_t red_below_days;
    int64_t yellow_below_days;
    int64_t grey_after_days; /* a report older than this is grey */
};

/* stock/use. TOO_LARGE if that is no fraction within range. Negative values are INVALID. */
MUST_USE enum outcome cover_of(struct known_rational stock, struct known_rational use_per_day, struct cover *ret_cover);

/* For whole stock. */
MUST_USE enum outcome cover_of_pieces(struct known_int stock, struct known_rational use_per_day,
                                      struct cover *ret_cover);

/* The status, in this order: unknown cover, unknown or too great age: grey; no use: green; not used: not applicable;
 * then the thresholds. The cover is not aged here. */
enum cover_status cover_judge(const struct cover_thresholds *thresholds, struct cover cover, struct known_int age_days);

/* Order of urgency: -1, 0, 1 as a is shorter than, as long as or longer than b. No use and not used are longest;
 * unknown comes after everything. */
int cover_compare(struct cover a, struct cover b);

/* The burn rate that survives a typo and follows a surge. */
struct burn_rule {
    struct rational alpha; /* weight of the newest week, in (0, 1] */
    int64_t window;        /* how many of the newest known weeks count, at least 1 */
};

struct burn_rate {
    struct known_rational per_day; /* unknown without any known week */
    struct rational median_week;   /* of the weeks that count; 0 without any */
    size_t outlier_count;
    size_t *outliers; /* indices within the weeks that count, ascending */
};

/* The rule in force: alpha 1/2, 8 weeks. */
struct burn_rule cover_burn_rule(void);

/* weekly_use oldest first. Unknown weeks are left out, then the last window values count. m = median (mean of the
 * middle two), sigma = max(1.4826 * median absolute deviation, m/10); values are clipped to m +- 3 sigma (outside:
 * outlier); z <- alpha*x + (1-alpha)*z from z = m over the clipped; per day = max(median of the last 4 clipped, z)/7.
 * Exact, however long z's own fraction is: TOO_LARGE only if the result does not fit. O(n log n + window^2). Negative
 * use is INVALID. The result lives in the arena. */
MUST_USE enum outcome cover_burn_rate(struct arena *arena, const struct known_int *weekly_use, size_t count,
                                      struct burn_rule rule, struct burn_rate *ret_rate);

/* One week by the balance equation. */
struct balance {
    struct known_int previous, received, transfers_in, transfers_out, discarded, now, reported_use;
};

enum balance_flag { BALANCE_FINE, BALANCE_NEGATIVE_USE, BALANCE_DEVIATES, BALANCE_FLAG__COUNT };

/* previous + received + in - out - discarded - now; unknown if one of them is. Flag: negative, else more than 25 % of
 * the reported use (if known) away from it. reported_use does not enter the result. */
MUST_USE enum outcome cover_implied_use(const struct balance *balance, struct known_int *ret_implied,
                                        enum balance_flag *ret_flag);

struct lot {
    int64_t quantity;
    int64_t days_to_expiry; /* usable for so many days from now; 0 or less: not at all */
};

struct effective_stock {
    struct rational usable; /* pieces that can be used before they expire, oldest used first */
    struct rational wasted; /* the rest */
    struct cover cover;     /* usable/use */
};

/* U <- min(U + quantity, use*days) over the lots by expiry; wasted = sum - U. Lots in any order, they are sorted in the
 * arena. Without use nothing is usable and all of it wasted, as the formula says. O(n log n). */
MUST_USE enum outcome cover_effective_stock(struct arena *arena, struct rational use_per_day, const struct lot *lots,
                                            size_t count, struct effective_stock *ret_stock);

struct delivery {
    int64_t day; /* from now; counts from the start of its day */
    int64_t quantity;
};

/* When the stock is 0 and use unmet for the first time; unknown (known = false): lasts to the horizon. Stock that
 * reaches exactly 0 when something comes is no run-out. Deliveries in any order; INVALID if one lies after the horizon.
 */
MUST_USE enum outcome cover_runout_day(struct arena *arena, struct rational stock, struct rational use_per_day,
                                       const struct delivery *deliveries, size_t count, int64_t horizon_days,
                                       struct known_rational *ret_day);

/* max(0, stock - use*age): what an old report is worth today; unknown if stock or use is. */
MUST_USE enum outcome cover_stale_stock(struct known_rational stock, struct known_rational use_per_day,
                                        int64_t age_days, struct known_rational *ret_stock);

/* Packs to the target: max(0, ceil((target*use - stock - inbound)/pack)). pack and target at least 1. */
MUST_USE enum outcome cover_need_packs(int64_t stock, struct rational use_per_day, int64_t target_days, int64_t pack,
                                       int64_t confirmed_inbound, int64_t *ret_packs);

/* min(reported, kappa*norm); flag when the reported rate is above. The product need not fit when it is not the result.
 */
MUST_USE enum outcome cover_norm_cap(struct rational norm_per_day, struct rational kappa, struct rational reported,
                                     struct rational *ret_used, bool *ret_above);

/* --- one article of one report, as the application keeps it --- */

/* A reported week. Unknown = not stated. */
struct week_figures {
    struct known_int stock;
    struct known_int use_in_week;
    struct known_int received, transfers_in, transfers_out, discarded;
    int64_t weeks_ago; /* 0 = the report judged; distances of earlier ones from it, ascending backwards */
};

struct article_status {
    struct known_rational use_per_day;
    struct rational usable; /* of the reported stock: by lots when given, else all of it */
    struct rational wasted; /* pieces that will expire unused */
    struct cover cover;     /* usable/use at the report's time, not aged */
    uint32_t flags;         /* bit 1u << enum plausible_flag (core/plausible.h) */
};

/* The derived row of the last of the reported weeks (oldest first).
 * Rate: burn rate of the weeks by cover_burn_rule, where a week whose use is not stated takes the balance equation with
 * the week next before it. When the median is 0 but the last week has use, only the unbroken run of weeks with use at
 * the end counts: a history of zeros must not clip what has just begun. Lots may sum to less than the stock: the rest
 * counts as never expiring; to more: only up to the stock, first to expire first. Without a rate (or stock) all that
 * has not expired is usable. pack: for the question of packs for pieces. count 0, or a last week without stock: usable
 * 0, cover unknown. */
MUST_USE enum outcome cover_article_status(struct arena *arena, const struct week_figures *weeks, size_t count,
                                           const struct lot *lots, size_t lot_count, int64_t pack,
                                           struct article_status *ret_status);

#endif
