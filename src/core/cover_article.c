/* The status of one article in one report, of core/cover.h. */
#include "core/cover.h"

#include "core/plausible.h"

#include <stdlib.h>
#include <string.h>

/* What was used in a week: as reported, else by the balance with the week next before, if that makes sense. */
static enum outcome use_of_week(const struct week_figures *weeks, size_t week, struct known_int *ret_use)
{
    *ret_use = weeks[week].use_in_week;
    if (ret_use->known || week == 0 || weeks[week - 1].weeks_ago != weeks[week].weeks_ago + 1)
        return OK;
    struct balance balance = {
        .previous = weeks[week - 1].stock,
        .received = weeks[week].received,
        .transfers_in = weeks[week].transfers_in,
        .transfers_out = weeks[week].transfers_out,
        .discarded = weeks[week].discarded,
        .now = weeks[week].stock,
    };
    struct known_int implied;
    enum balance_flag flag;
    TRY(cover_implied_use(&balance, &implied, &flag));
    if (flag == BALANCE_FINE)
        *ret_use = implied;
    return OK;
}

/* Where the unbroken run of weeks with use at the end begins; unknown weeks do not break it. */
static size_t last_run(const struct known_int *use, size_t count)
{
    size_t first = count;
    while (first > 0 && (!use[first - 1].known || use[first - 1].value > 0))
        first--;
    return first;
}

static enum outcome rate_of_weeks(struct arena *arena, const struct week_figures *weeks, size_t count,
                                  struct known_rational *ret_rate)
{
    struct known_int *use = ARENA_ARRAY(arena, count, struct known_int);
    if (use == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        TRY(use_of_week(weeks, i, &use[i]));
    struct burn_rate rate;
    TRY(cover_burn_rate(arena, use, count, cover_burn_rule(), &rate));
    size_t first = last_run(use, count);
    if (rate.per_day.known && rate.median_week.num == 0 && first < count && use[count - 1].known)
        TRY(cover_burn_rate(arena, use + first, count - first, cover_burn_rule(), &rate));
    *ret_rate = rate.per_day;
    return OK;
}

static int by_expiry(const void *a, const void *b)
{
    const struct lot *left = a;
    const struct lot *right = b;
    return (left->days_to_expiry > right->days_to_expiry) - (left->days_to_expiry < right->days_to_expiry);
}

/* The lots cut to the stock, and what has no date behind them as never expiring. Equal dates are alike. */
static enum outcome fit_lots(struct arena *arena, int64_t stock, const struct lot *lots, size_t lot_count,
                             struct lot **ret_lots)
{
    struct lot *fitted = ARENA_ARRAY(arena, lot_count + 1, struct lot);
    if (fitted == NULL)
        return BROKEN;
    if (lot_count > 0)
        memcpy(fitted, lots, lot_count * sizeof *lots);
    qsort(fitted, lot_count, sizeof *fitted, by_expiry);
    int64_t left = stock;
    for (size_t i = 0; i < lot_count; i++) {
        if (fitted[i].quantity < 0)
            return INVALID;
        if (fitted[i].quantity > left)
            fitted[i].quantity = left;
        left -= fitted[i].quantity;
    }
    fitted[lot_count] = (struct lot){.quantity = left, .days_to_expiry = INT64_MAX};
    *ret_lots = fitted;
    return OK;
}

/* Without use nobody knows what will be wasted: all that has not expired today counts. */
static enum outcome usable_stock(struct arena *arena, struct known_rational use, const struct lot *lots, size_t count,
                                 struct rational *ret_usable, struct rational *ret_wasted)
{
    if (use.known && use.value.num > 0) {
        struct effective_stock effective;
        TRY(cover_effective_stock(arena, use.value, lots, count, &effective));
        *ret_usable = effective.usable;
        *ret_wasted = effective.wasted;
        return OK;
    }
    int64_t usable = 0; /* the lots were cut to the stock: the sums are at most that */
    int64_t wasted = 0;
    for (size_t i = 0; i < count; i++)
        *(lots[i].days_to_expiry > 0 ? &usable : &wasted) += lots[i].quantity;
    *ret_usable = rational_int(usable);
    *ret_wasted = rational_int(wasted);
    return OK;
}

enum outcome cover_article_status(struct arena *arena, const struct week_figures *weeks, size_t count,
                                  const struct lot *lots, size_t lot_count, int64_t pack,
                                  struct article_status *ret_status)
{
    struct article_status status = {
        .use_per_day = {.known = false, .value = rational_int(0)},
        .usable = rational_int(0),
        .wasted = rational_int(0),
        .cover = {.kind = COVER_UNKNOWN, .days = rational_int(0)},
    };
    TRY(plausible_check(arena, weeks, count, pack, &status.flags));
    TRY(rate_of_weeks(arena, weeks, count, &status.use_per_day));
    if (count > 0 && weeks[count - 1].stock.known) {
        int64_t stock = weeks[count - 1].stock.value;
        if (stock < 0)
            return INVALID;
        struct lot *fitted;
        TRY(fit_lots(arena, stock, lots, lot_count, &fitted));
        TRY(usable_stock(arena, status.use_per_day, fitted, lot_count + 1, &status.usable, &status.wasted));
        TRY(cover_of(known_rational(status.usable), status.use_per_day, &status.cover));
    }
    *ret_status = status;
    return OK;
}
