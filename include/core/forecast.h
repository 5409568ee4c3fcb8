/* Forecasts as they were known, how well they came true, and what a revision means.
 *
 * A forecast version is never changed: a correction is a new version. Two things that look alike are not: 0 is "nothing
 * will come", an unknown value is "withdrawn". Lead is target week minus week of issue. Errors are actual - forecast.
 * Figures that are only shown are doubles; everything that decides is exact. */
#ifndef FORDELA_CORE_FORECAST_H
#define FORDELA_CORE_FORECAST_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- what was known when --- */

struct forecast_version {
    int64_t known_at; /* any rising time: days or seconds */
    int64_t seq;      /* order among versions of the same time */
    struct known_int value;
};

/* Index of the version that counts at a moment: known_at <= when and the greatest (known_at, seq); count if none. */
size_t forecast_as_of(const struct forecast_version *versions, size_t count, int64_t when);

/* --- how it came true --- */

struct forecast_pair {
    int64_t forecast, actual; /* at least 0 */
};

struct forecast_figure {
    bool known; /* false: the denominator is 0 */
    double value;
};

struct forecast_measures {
    struct forecast_figure mean_error;  /* mean of actual - forecast; unknown for no pairs, as mae */
    struct forecast_figure bias;        /* sum of errors/sum of forecasts */
    struct forecast_figure mae;         /* mean of |error| */
    struct forecast_figure wape;        /* sum of |error|/sum of actuals */
    struct forecast_figure mape;        /* mean of |error|/actual; unknown if any actual is 0 */
    struct forecast_figure realisation; /* sum of actuals/sum of forecasts */
};
struct forecast_measures forecast_measure(const struct forecast_pair *pairs, size_t count);

/* Actual/forecast; unknown when the forecast is 0. */
struct known_rational forecast_realisation(struct forecast_pair pair);

/* Late is not lost: the backlog after each week is the sum of (forecast - actual) so far at one frozen vintage. */
struct forecast_backlog {
    int64_t most;                      /* greatest backlog, at least 0 */
    size_t most_week;                  /* where it stands first */
    struct known_int weeks_to_recover; /* from there to the first week with no backlog; unknown: not within the weeks */
    int64_t lost;                      /* backlog after the last week; negative: more came than was promised */
};
/* ret_cumulative: count backlogs in the caller's array. TOO_LARGE: beyond 64 bits. */
MUST_USE enum outcome forecast_backlog(const struct forecast_pair *pairs, size_t count, int64_t *ret_cumulative,
                                       struct forecast_backlog *ret_backlog);

/* --- intervals --- */

/* Quantile of type 7 (Hyndman & Fan): position (count - 1) p, linear between. sorted ascending, count at least 1, p
 * from 0 to 1. */
double forecast_quantile(const double *sorted, size_t count, double p);

/* Split conformal ranks, 1-based: lower floor((count + 1) alpha) (0: no bound), upper ceil((count + 1)(1 - alpha))
 * (above count: open). alpha strictly between 0 and 1. Valid under exchangeability whatever the distribution (Vovk et
 * al.). */
void forecast_conformal_ranks(size_t count, struct rational alpha, size_t *ret_lower, size_t *ret_upper);

/* Central intervals of level 1 - alpha with a median, scored by what came (Bracher et al. 2021): (|y - m|/2 + sum of
 * alpha/2 * IS)/(K + 1/2), IS = (u - l) + 2/alpha * (what y is outside). Lower is better. */
struct forecast_quantile_pair {
    double alpha, lower, upper;
};
double forecast_interval_score(double median, const struct forecast_quantile_pair *intervals, size_t count,
                               double actual);

/* Pinball loss of a quantile at level tau. */
double forecast_pinball(double tau, double quantile, double actual);

/* Past realisations of one product at one lead. */
struct forecast_history {
    const struct rational *ratios; /* borrowed, any order */
    size_t count;
};

enum forecast_pool { FORECAST_OWN, FORECAST_ALL_PRODUCTS, FORECAST_TOO_LITTLE };
enum { FORECAST_MIN_RATIOS = 8 };

struct forecast_interval {
    enum forecast_pool pool; /* whose history; TOO_LITTLE: nothing else is written, and no interval may be shown */
    size_t ratios;
    int64_t point, lower;   /* doses, rounded down to whole packs */
    struct known_int upper; /* unknown: open */
};

/* Point = forecast * median of the ratios; bounds by conformal ranks at alpha; the product's own history if it has 8
 * ratios, else that of all products at the same lead, else none. forecast at least 0, pack at least 1. TOO_LARGE: a
 * product beyond 64 bits. */
MUST_USE enum outcome forecast_interval(struct arena *arena, struct forecast_history own,
                                        struct forecast_history all_products, int64_t forecast, int64_t pack,
                                        struct rational alpha, struct forecast_interval *ret_interval);

/* --- revisions --- */

enum forecast_change { FORECAST_TO_DOSES, FORECAST_BY_PERCENT, FORECAST_TO_PERCENT };

/* A value after a change: a new value, lowered or raised by a signed percentage (-60: 40 % remain), or to a percentage
 * (60: 60 % remain). The page shows both readings. Rounded half up to doses. INVALID: the result is below 0. */
MUST_USE enum outcome forecast_revise(int64_t value, enum forecast_change change, struct rational amount,
                                      int64_t *ret_value);

struct forecast_week {
    int64_t monday; /* days since 1970 */
    struct known_int before, after;
};

/* What a revision of several weeks means together. Weeks with an unknown side count as 0 on it. */
struct forecast_revision {
    int64_t lowered;     /* doses taken from weeks, as a positive number */
    int64_t raised;      /* doses added to weeks */
    int64_t net;         /* raised - lowered: 0 when the cut is compensated in full */
    int64_t compensated; /* of what was lowered, what weeks at or after the first lowered week are raised by */
    bool changed;
    size_t first_changed;
    int64_t notice_days; /* from the day it became known to the Monday of the first changed week; negative: after it */
};
/* Weeks in rising order. TOO_LARGE: beyond 64 bits. */
MUST_USE enum outcome forecast_compare(const struct forecast_week *weeks, size_t count, int64_t known_day,
                                       struct forecast_revision *ret_revision);

/* What was planned before a cut: after/(1 - cut), cut below 1. */
double forecast_before_cut(int64_t after, struct rational cut);

/* The same to the nearest multiple, half up, exact. */
__int128 forecast_before_cut_multiple(int64_t after, struct rational cut, int64_t multiple);

/* --- printed tables --- */

/* A row per product and a printed total; the first column is cumulative to some week, the others are single weeks.
 * Columns up to outcome_columns are outcome, later ones are plan. */
struct forecast_table {
    size_t columns, products;
    const int64_t *rows; /* products rows of columns, borrowed */
    const int64_t *total;
    size_t outcome_columns; /* at least 1 */
};

bool forecast_column_adds_up(const struct forecast_table *table, size_t column);

/* First column of a newer table minus what an older one had as outcome; old_row NULL: the product was not in it. */
__int128 forecast_delivered_between(const int64_t *new_row, const int64_t *old_row, size_t old_outcome_columns);

/* What a row still had as plan. */
__int128 forecast_planned(const int64_t *row, size_t columns, size_t outcome_columns);

#endif
