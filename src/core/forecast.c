#include "core/forecast.h"

#include "wide.h"

#include <math.h>
#include <stdlib.h>

size_t forecast_as_of(const struct forecast_version *versions, size_t count, int64_t when)
{
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        if (versions[i].known_at > when)
            continue;
        if (best == count || versions[i].known_at > versions[best].known_at ||
            (versions[i].known_at == versions[best].known_at && versions[i].seq > versions[best].seq))
            best = i;
    }
    return best;
}

static struct forecast_figure part(__int128 top, __int128 bottom)
{
    if (bottom == 0)
        return (struct forecast_figure){0};
    return (struct forecast_figure){.known = true, .value = (double)((long double)top / (long double)bottom)};
}

struct forecast_measures forecast_measure(const struct forecast_pair *pairs, size_t count)
{
    __int128 forecasts = 0, actuals = 0, distance = 0;
    long double relative = 0;
    bool all_positive = count > 0;
    for (size_t i = 0; i < count; i++) {
        __int128 error = (__int128)pairs[i].actual - pairs[i].forecast;
        __int128 size = error < 0 ? -error : error;
        forecasts += pairs[i].forecast;
        actuals += pairs[i].actual;
        distance += size;
        all_positive = all_positive && pairs[i].actual > 0;
        if (pairs[i].actual > 0)
            relative += (long double)size / (long double)pairs[i].actual;
    }
    return (struct forecast_measures){
        .mean_error = part(actuals - forecasts, (__int128)count),
        .bias = part(actuals - forecasts, forecasts),
        .mae = part(distance, (__int128)count),
        .wape = part(distance, actuals),
        .mape = {.known = all_positive, .value = all_positive ? (double)(relative / (long double)count) : 0},
        .realisation = part(actuals, forecasts)};
}

struct known_rational forecast_realisation(struct forecast_pair pair)
{
    struct rational ratio;
    if (rational_make(pair.actual, pair.forecast, &ratio) != OK) /* of two 64-bit integers: only for a forecast of 0 */
        return (struct known_rational){0};
    return known_rational(ratio);
}

enum outcome forecast_backlog(const struct forecast_pair *pairs, size_t count, int64_t *ret_cumulative,
                              struct forecast_backlog *ret_backlog)
{
    struct forecast_backlog backlog = {0};
    __int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (__int128)pairs[i].forecast - pairs[i].actual;
        if (!wide_fits(sum))
            return TOO_LARGE;
        ret_cumulative[i] = (int64_t)sum;
        if (ret_cumulative[i] > backlog.most) {
            backlog.most = ret_cumulative[i];
            backlog.most_week = i;
            backlog.weeks_to_recover = (struct known_int){0};
        } else if (sum <= 0 && backlog.most > 0 && !backlog.weeks_to_recover.known) {
            backlog.weeks_to_recover = known_int((int64_t)(i - backlog.most_week));
        }
    }
    backlog.lost = (int64_t)sum;
    *ret_backlog = backlog;
    return OK;
}

double forecast_quantile(const double *sorted, size_t count, double p)
{
    long double position = (long double)(count - 1) * (long double)p;
    size_t below = (size_t)floorl(position);
    if (below + 1 >= count)
        return sorted[count - 1];
    long double above = position - (long double)below;
    return (double)((1 - above) * (long double)sorted[below] + above * (long double)sorted[below + 1]);
}

void forecast_conformal_ranks(size_t count, struct rational alpha, size_t *ret_lower, size_t *ret_upper)
{
    __int128 lower = ((__int128)count + 1) * alpha.num / alpha.den;
    *ret_lower = (size_t)lower;
    *ret_upper = count + 1 - (size_t)lower; /* ceil(n - x) = n - floor(x) */
}

double forecast_interval_score(double median, const struct forecast_quantile_pair *intervals, size_t count,
                               double actual)
{
    long double score = fabsl((long double)actual - (long double)median) / 2;
    for (size_t i = 0; i < count; i++) {
        long double lower = intervals[i].lower, upper = intervals[i].upper;
        score += (long double)intervals[i].alpha / 2 * (upper - lower);
        score += fmaxl(0, lower - (long double)actual) + fmaxl(0, (long double)actual - upper);
    }
    return (double)(score / ((long double)count + 0.5L));
}

double forecast_pinball(double tau, double quantile, double actual)
{
    long double above = (long double)actual - (long double)quantile;
    return (double)(above >= 0 ? (long double)tau * above : ((long double)tau - 1) * above);
}

static int by_size(const void *a, const void *b)
{
    return rational_compare(*(const struct rational *)a, *(const struct rational *)b);
}

/* ratio * forecast down to whole packs. */
static enum outcome to_packs(struct rational ratio, int64_t forecast, int64_t pack, int64_t *ret_doses)
{
    __int128 packs = ratio.num * forecast / ratio.den / pack;
    if (!wide_fits(packs * pack))
        return TOO_LARGE;
    *ret_doses = (int64_t)(packs * pack);
    return OK;
}

enum outcome forecast_interval(struct arena *arena, struct forecast_history own, struct forecast_history all_products,
                               int64_t forecast, int64_t pack, struct rational alpha,
                               struct forecast_interval *ret_interval)
{
    struct forecast_interval interval = {.pool = FORECAST_OWN};
    struct forecast_history history = own;
    if (forecast < 0 || pack < 1 || rational_sign(alpha) <= 0 || rational_compare(alpha, rational_int(1)) >= 0)
        return INVALID;
    if (history.count < FORECAST_MIN_RATIOS) {
        interval.pool = FORECAST_ALL_PRODUCTS;
        history = all_products;
    }
    if (history.count < FORECAST_MIN_RATIOS) {
        *ret_interval = (struct forecast_interval){.pool = FORECAST_TOO_LITTLE};
        return OK;
    }
    struct rational *sorted = ARENA_ARRAY(arena, history.count, struct rational), middle;
    if (!sorted)
        return BROKEN;
    for (size_t i = 0; i < history.count; i++)
        sorted[i] = history.ratios[i];
    qsort(sorted, history.count, sizeof *sorted, by_size);
    TRY(rational_add(sorted[(history.count - 1) / 2], sorted[history.count / 2], &middle));
    TRY(rational_divide(middle, rational_int(2), &middle));
    size_t lower, upper;
    forecast_conformal_ranks(history.count, alpha, &lower, &upper);
    interval.ratios = history.count;
    TRY(to_packs(middle, forecast, pack, &interval.point));
    if (lower > 0)
        TRY(to_packs(sorted[lower - 1], forecast, pack, &interval.lower));
    if (upper <= history.count) {
        interval.upper.known = true;
        TRY(to_packs(sorted[upper - 1], forecast, pack, &interval.upper.value));
    }
    *ret_interval = interval;
    return OK;
}
