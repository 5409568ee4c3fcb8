/* The reading half of store/status.h: an old row on a new day. */
#include "store/status.h"

#include "core/week.h"

#include <string.h>

/* A number and the colon behind it. False: there are no digits. */
static bool next_number(const char **at, int64_t *ret_number)
{
    const char *digit = *at;
    int64_t number = 0; /* written by ourselves: digits that fit, no sign */
    for (; *digit >= '0' && *digit <= '9'; digit++)
        number = number * 10 + (*digit - '0');
    bool any = digit != *at;
    *at = digit + (*digit == ':');
    *ret_number = number;
    return any;
}

bool status_next_dated(const char **at, int64_t *ret_quantity, const char **ret_rest, size_t *ret_length)
{
    *at += strspn(*at, " ");
    if (**at == '\0')
        return false;
    (void)next_number(at, ret_quantity);
    *ret_rest = *at;
    *ret_length = strcspn(*at, " ");
    *at += *ret_length;
    return true;
}

void status_read_point(const char *numbers, int64_t *ret_stock, int64_t *ret_use, struct maybe *ret_centidays)
{
    int64_t cover;
    (void)next_number(&numbers, ret_stock);
    (void)next_number(&numbers, ret_use);
    *ret_centidays = next_number(&numbers, &cover) ? maybe_known(cover) : (struct maybe){0};
}

/* Confirmed deliveries from the day on, as days from it. */
static enum outcome coming(struct arena *arena, const char *inbound, int64_t day, struct delivery **ret_list,
                           size_t *ret_count, int64_t *ret_pieces)
{
    size_t most = strlen(inbound) / 2 + 1; /* an entry takes more than two characters */
    struct delivery *list = ARENA_ARRAY(arena, most, struct delivery);
    if (list == NULL)
        return TOO_LARGE;
    size_t count = 0, length;
    int64_t pieces = 0, quantity;
    const char *rest;
    for (const char *at = inbound; status_next_dated(&at, &quantity, &rest, &length);) {
        char date[DATE_CHARS + 1] = "";
        int64_t expected_on;
        if (length != DATE_CHARS)
            return BROKEN;
        memcpy(date, rest, DATE_CHARS);
        TRY(date_parse(date, &expected_on));
        if (expected_on < day)
            continue;
        pieces += quantity;
        if (expected_on - day <= STATUS_HORIZON_DAYS)
            list[count++] = (struct delivery){.day = expected_on - day, .quantity = quantity};
    }
    *ret_list = list;
    *ret_count = count;
    *ret_pieces = pieces;
    return OK;
}

enum outcome store_status_now(struct arena *arena, const struct status *status,
                              const struct cover_thresholds *thresholds, int64_t day, struct status_now *ret_now)
{
    struct status_now now = {
        .age_days = report_age_days(status->reported_at, day),
        .usable = {.known = status->stock.known, .value = status->usable},
    };
    if (now.usable.known && status->use_per_day.known)
        TRY(cover_stale_stock(now.usable, status->use_per_day, now.age_days, &now.usable));
    TRY(cover_of(now.usable, status->use_per_day, &now.cover));
    now.status = cover_judge(thresholds, now.cover, known_int(now.age_days));
    struct delivery *deliveries;
    size_t count;
    TRY(coming(arena, status->inbound, day, &deliveries, &count, &now.inbound));
    struct known_rational runs_out = {0};
    if (now.cover.kind == COVER_DAYS)
        TRY(cover_runout_day(arena, now.usable.value, status->use_per_day.value, deliveries, count, STATUS_HORIZON_DAYS,
                             &runs_out));
    now.runs_out = runs_out.known;
    if (runs_out.known)
        now.runs_out_on = day + rational_floor(runs_out.value);
    *ret_now = now;
    return OK;
}
