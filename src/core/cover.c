#include "core/cover.h"

#include "wide.h"

#include <stdlib.h>
#include <string.h>

static struct cover cover_without_days(enum cover_kind kind)
{
    return (struct cover){.kind = kind, .days = rational_int(0)};
}

enum outcome cover_of(struct known_rational stock, struct known_rational use_per_day, struct cover *ret_cover)
{
    if (!stock.known || !use_per_day.known) {
        *ret_cover = cover_without_days(COVER_UNKNOWN);
        return OK;
    }
    if (stock.value.num < 0 || use_per_day.value.num < 0)
        return INVALID;
    if (use_per_day.value.num == 0) {
        *ret_cover = cover_without_days(stock.value.num > 0 ? COVER_NO_USE : COVER_NOT_USED);
        return OK;
    }
    struct rational days;
    TRY(rational_divide(stock.value, use_per_day.value, &days));
    *ret_cover = (struct cover){.kind = COVER_DAYS, .days = days};
    return OK;
}

enum outcome cover_of_pieces(struct known_int stock, struct known_rational use_per_day, struct cover *ret_cover)
{
    struct known_rational exact = {.known = stock.known, .value = rational_int(stock.value)};
    return cover_of(exact, use_per_day, ret_cover);
}

static bool below(struct rational days, int64_t bound)
{
    return rational_compare(days, rational_int(bound)) < 0;
}

enum cover_status cover_judge(const struct cover_thresholds *thresholds, struct cover cover, struct known_int age_days)
{
    if (cover.kind == COVER_UNKNOWN || !age_days.known || age_days.value > thresholds->grey_after_days)
        return COVER_GREY;
    if (cover.kind == COVER_NO_USE)
        return COVER_GREEN;
    if (cover.kind == COVER_NOT_USED)
        return COVER_NOT_APPLICABLE;
    if (below(cover.days, thresholds->acute_below_days))
        return COVER_ACUTE;
    if (below(cover.days, thresholds->red_below_days))
        return COVER_RED;
    return below(cover.days, thresholds->yellow_below_days) ? COVER_YELLOW : COVER_GREEN;
}

/* Days first, then what lasts for ever, then the unknown. */
static int urgency(enum cover_kind kind)
{
    return kind == COVER_DAYS ? 0 : kind == COVER_UNKNOWN ? 2 : 1;
}

int cover_compare(struct cover a, struct cover b)
{
    if (a.kind == COVER_DAYS && b.kind == COVER_DAYS)
        return rational_compare(a.days, b.days);
    return (urgency(a.kind) > urgency(b.kind)) - (urgency(a.kind) < urgency(b.kind));
}

enum outcome cover_implied_use(const struct balance *balance, struct known_int *ret_implied,
                               enum balance_flag *ret_flag)
{
    *ret_implied = (struct known_int){0};
    *ret_flag = BALANCE_FINE;
    if (!balance->previous.known || !balance->received.known || !balance->transfers_in.known ||
        !balance->transfers_out.known || !balance->discarded.known || !balance->now.known)
        return OK;
    __int128 implied = (__int128)balance->previous.value + balance->received.value + balance->transfers_in.value -
                       balance->transfers_out.value - balance->discarded.value - balance->now.value;
    if (!wide_fits(implied))
        return TOO_LARGE;
    *ret_implied = known_int((int64_t)implied);
    if (implied < 0) {
        *ret_flag = BALANCE_NEGATIVE_USE;
    } else if (balance->reported_use.known) {
        __int128 reported = balance->reported_use.value;
        __int128 off = implied > reported ? implied - reported : reported - implied;
        *ret_flag = 4 * off > reported ? BALANCE_DEVIATES : BALANCE_FINE;
    }
    return OK;
}

static int by_expiry(const void *a, const void *b)
{
    const struct lot *left = a;
    const struct lot *right = b;
    return (left->days_to_expiry > right->days_to_expiry) - (left->days_to_expiry < right->days_to_expiry);
}

/* The sum is kept over the denominator of the use, in 128 bits: quantity*den and num*days are at most 2^126. */
enum outcome cover_effective_stock(struct arena *arena, struct rational use_per_day, const struct lot *lots,
                                   size_t count, struct effective_stock *ret_stock)
{
    if (use_per_day.num < 0)
        return INVALID;
    struct lot *sorted = ARENA_ARRAY(arena, count, struct lot);
    if (sorted == NULL)
        return BROKEN;
    if (count > 0)
        memcpy(sorted, lots, count * sizeof *lots);
    qsort(sorted, count, sizeof *sorted, by_expiry); /* equal expiries commute: the order among them changes nothing */
    __int128 usable = 0;
    __int128 total = 0;
    for (size_t i = 0; i < count; i++) {
        if (sorted[i].quantity < 0)
            return INVALID;
        int64_t days = sorted[i].days_to_expiry > 0 ? sorted[i].days_to_expiry : 0;
        __int128 quantity = sorted[i].quantity * use_per_day.den;
        __int128 most = use_per_day.num * days;
        if (__builtin_add_overflow(total, quantity, &total) || __builtin_add_overflow(usable, quantity, &usable))
            return TOO_LARGE;
        if (usable > most)
            usable = most;
    }
    struct effective_stock stock;
    TRY(rational_make(usable, use_per_day.den, &stock.usable));
    TRY(rational_make(total - usable, use_per_day.den, &stock.wasted));
    TRY(cover_of(known_rational(stock.usable), known_rational(use_per_day), &stock.cover));
    *ret_stock = stock;
    return OK;
}

static int by_day(const void *a, const void *b)
{
    const struct delivery *left = a;
    const struct delivery *right = b;
    return (left->day > right->day) - (left->day < right->day);
}

/* True if the stock so far lasts less than so many days. Everything that has come so far is total/den of the stock; a
 * product that overflows is beyond every num*day (at most 2^126). */
static bool runs_out_before(__int128 total, struct rational stock, struct rational use, int64_t day)
{
    __int128 lasts;
    if (__builtin_mul_overflow(total, use.den, &lasts))
        return false;
    __int128 needed;
    return __builtin_mul_overflow(use.num * day, stock.den, &needed) || lasts < needed;
}

enum outcome cover_runout_day(struct arena *arena, struct rational stock, struct rational use_per_day,
                              const struct delivery *deliveries, size_t count, int64_t horizon_days,
                              struct known_rational *ret_day)
{
    if (stock.num < 0 || use_per_day.num < 0)
        return INVALID;
    struct delivery *sorted = ARENA_ARRAY(arena, count + 1, struct delivery);
    if (sorted == NULL)
        return BROKEN;
    if (count > 0)
        memcpy(sorted, deliveries, count * sizeof *deliveries);
    for (size_t i = 0; i < count; i++)
        if (sorted[i].day > horizon_days || sorted[i].day < 0 || sorted[i].quantity < 0)
            return INVALID;
    qsort(sorted, count, sizeof *sorted, by_day);
    sorted[count] = (struct delivery){.day = horizon_days};
    __int128 total = stock.num;
    for (size_t i = 0; i <= count; i++) {
        if (runs_out_before(total, stock, use_per_day, sorted[i].day)) {
            struct rational pieces;
            TRY(rational_make(total, stock.den, &pieces));
            struct rational day;
            TRY(rational_divide(pieces, use_per_day, &day));
            *ret_day = known_rational(day);
            return OK;
        }
        if (__builtin_add_overflow(total, sorted[i].quantity * stock.den, &total))
            return TOO_LARGE;
    }
    *ret_day = (struct known_rational){.known = false, .value = rational_int(0)};
    return OK;
}

enum outcome cover_stale_stock(struct known_rational stock, struct known_rational use_per_day, int64_t age_days,
                               struct known_rational *ret_stock)
{
    if (!stock.known || !use_per_day.known) {
        *ret_stock = (struct known_rational){.known = false, .value = rational_int(0)};
        return OK;
    }
    /* A whole stock over the use's own denominator never passes 128 bits. */
    __int128 used = use_per_day.value.num * age_days;
    if (stock.value.den == 1) {
        __int128 rest = stock.value.num * use_per_day.value.den - used;
        struct rational exact;
        TRY(rational_make(rest > 0 ? rest : 0, use_per_day.value.den, &exact));
        *ret_stock = known_rational(exact);
        return OK;
    }
    struct rational burnt;
    struct rational left;
    TRY(rational_make(used, use_per_day.value.den, &burnt));
    TRY(rational_subtract(stock.value, burnt, &left));
    *ret_stock = known_rational(left.num > 0 ? left : rational_int(0));
    return OK;
}

enum outcome cover_need_packs(int64_t stock, struct rational use_per_day, int64_t target_days, int64_t pack,
                              int64_t confirmed_inbound, int64_t *ret_packs)
{
    if (pack < 1 || target_days < 1 || stock < 0 || confirmed_inbound < 0 || use_per_day.num < 0)
        return INVALID;
    __int128 held = (__int128)stock + confirmed_inbound;
    __int128 short_of = target_days * use_per_day.num - held * use_per_day.den; /* both within 2^127 */
    __int128 packs = short_of > 0 ? wide_ceil_divide(short_of, pack * use_per_day.den) : 0;
    if (!wide_fits(packs))
        return TOO_LARGE;
    *ret_packs = (int64_t)packs;
    return OK;
}

static __int128 greatest_common_divisor(__int128 a, __int128 b)
{
    while (b != 0) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

enum outcome cover_norm_cap(struct rational norm_per_day, struct rational kappa, struct rational reported,
                            struct rational *ret_used, bool *ret_above)
{
    if (norm_per_day.num < 0 || kappa.num < 0 || reported.num < 0)
        return INVALID;
    __int128 top = norm_per_day.num * kappa.num;
    __int128 bottom = norm_per_day.den * kappa.den;
    __int128 divisor = greatest_common_divisor(top, bottom);
    top /= divisor;
    bottom /= divisor;
    bool above = wide_compare((unsigned __int128)bottom, (uint64_t)reported.num, (unsigned __int128)top,
                              (uint64_t)reported.den) > 0;
    struct rational used = reported;
    if (above)
        TRY(rational_make(top, bottom, &used));
    *ret_used = used;
    *ret_above = above;
    return OK;
}
