/* Revisions and printed tables of core/forecast.h. */
#include "core/forecast.h"
#include "wide.h"

enum outcome forecast_revise(int64_t value, enum forecast_change change, struct rational amount, int64_t *ret_value)
{
    const struct rational hundred = rational_int(100), half = {.num = 1, .den = 2};
    struct rational result = amount;
    if (change != FORECAST_TO_DOSES) {
        if (change == FORECAST_BY_PERCENT)
            TRY(rational_add(hundred, amount, &result));
        TRY(rational_divide(result, hundred, &result));
        TRY(rational_multiply(result, rational_int(value), &result));
    }
    if (value < 0 || rational_sign(result) < 0)
        return INVALID;
    TRY(rational_add(result, half, &result));
    *ret_value = rational_floor(result);
    return OK;
}

enum outcome forecast_compare(const struct forecast_week *weeks, size_t count, int64_t known_day,
                              struct forecast_revision *ret_revision)
{
    struct forecast_revision revision = {0};
    __int128 lowered = 0, raised = 0, later = 0;
    for (size_t i = 0; i < count; i++) {
        const struct forecast_week *week = &weeks[i];
        __int128 change = (__int128)week->after.value - week->before.value;
        if (week->before.known == week->after.known && change == 0)
            continue;
        if (!revision.changed) {
            revision.changed = true;
            revision.first_changed = i;
            revision.notice_days = week->monday - known_day;
        }
        lowered += change < 0 ? -change : 0;
        raised += change > 0 ? change : 0;
        later += change > 0 && lowered > 0 ? change : 0;
    }
    if (lowered > INT64_MAX || raised > INT64_MAX)
        return TOO_LARGE;
    revision.lowered = (int64_t)lowered;
    revision.raised = (int64_t)raised;
    revision.net = (int64_t)(raised - lowered);
    revision.compensated = (int64_t)(later < lowered ? later : lowered);
    *ret_revision = revision;
    return OK;
}

double forecast_before_cut(int64_t after, struct rational cut)
{
    return (double)((long double)after * (long double)cut.den / (long double)(cut.den - cut.num));
}

/* floor(before/m + 1/2) = floor((2 before + m)/2m) with before = after * den/left. */
__int128 forecast_before_cut_multiple(int64_t after, struct rational cut, int64_t multiple)
{
    __int128 left = cut.den - cut.num;
    return wide_floor_divide(2 * cut.den * after + multiple * left, 2 * multiple * left) * multiple;
}

bool forecast_column_adds_up(const struct forecast_table *table, size_t column)
{
    __int128 sum = 0;
    for (size_t i = 0; i < table->products; i++)
        sum += table->rows[i * table->columns + column];
    return sum == table->total[column];
}

__int128 forecast_delivered_between(const int64_t *new_row, const int64_t *old_row, size_t old_outcome_columns)
{
    __int128 delivered = new_row[0];
    for (size_t i = 0; old_row && i < old_outcome_columns; i++)
        delivered -= old_row[i];
    return delivered;
}

__int128 forecast_planned(const int64_t *row, size_t columns, size_t outcome_columns)
{
    __int128 planned = 0;
    for (size_t i = outcome_columns; i < columns; i++)
        planned += row[i];
    return planned;
}
