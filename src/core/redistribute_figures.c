/* What net packs mean: the figures of core/redistribute.h. */
#include "core/redistribute.h"

#include "wide.h"

#include <math.h>
#include <stdlib.h>

/* max(0, ceil((days*use - stock)/pack)) */
static enum outcome missing_packs(__int128 stock, struct rational use, int64_t days, int64_t pack, int64_t *ret_packs)
{
    __int128 missing = days * use.num - stock * use.den;
    __int128 packs = missing > 0 ? wide_ceil_divide(missing, pack * use.den) : 0;
    if (!wide_fits(packs))
        return TOO_LARGE;
    *ret_packs = (int64_t)packs;
    return OK;
}

static enum outcome position_of(const struct redistribute_input *input, const struct redistribute_place *place,
                                int64_t net, struct redistribute_position *position)
{
    *position = (struct redistribute_position){.truncated = rational_int(input->target_days)};
    TRY(cover_of_pieces(place->stock, place->use_per_day, &position->before));
    position->after = position->before;
    if (position->before.kind == COVER_UNKNOWN)
        return net == 0 ? OK : INVALID;
    __int128 stock = place->stock.value + (__int128)input->pack * net;
    if (stock < 0)
        return INVALID;
    if (!wide_fits(stock))
        return TOO_LARGE;
    if (net != 0)
        TRY(cover_of_pieces(known_int((int64_t)stock), place->use_per_day, &position->after));
    if (position->after.kind != COVER_DAYS)
        return OK;
    struct rational use = place->use_per_day.value;
    TRY(missing_packs(stock, use, place->safety_days, input->pack, &position->to_safety_packs));
    TRY(missing_packs(stock, use, input->target_days, input->pack, &position->to_target_packs));
    if (rational_compare(position->after.days, position->truncated) < 0)
        position->truncated = position->after.days;
    return OK;
}

static int by_cover(const void *a, const void *b)
{
    return rational_compare(*(const struct rational *)a, *(const struct rational *)b);
}

static int by_number(const void *a, const void *b)
{
    long double left = *(const long double *)a;
    long double right = *(const long double *)b;
    return (left > right) - (left < right);
}

/* A known place in floating point, for the solidarity line. */
struct line_place {
    long double stock;
    long double use;
    long double safety;
    bool gives;
    bool receives;
};

/* What receivers lack to theta less what givers have over max(theta, safety): rises with theta. */
static long double shortage_at(const struct line_place *places, size_t count, long double theta)
{
    long double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const struct line_place *place = &places[i];
        if (place->receives)
            sum += fmaxl(0, theta * place->use - place->stock);
        if (place->gives)
            sum -= fmaxl(0, place->stock - fmaxl(theta, place->safety) * place->use);
    }
    return sum;
}

/* Between neighbouring bends the shortage is straight: bisection over the sorted bends, then one division. */
static double line_between(const struct line_place *places, size_t count, const long double *bends, size_t bend_count)
{
    size_t low = 0; /* shortage below 0 */
    size_t high = bend_count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (shortage_at(places, count, bends[middle]) < 0)
            low = middle;
        else
            high = middle;
    }
    long double below = shortage_at(places, count, bends[low]);
    long double above = shortage_at(places, count, bends[high]);
    return (double)(bends[low] - below * (bends[high] - bends[low]) / (above - below));
}

enum outcome redistribute_solidarity_line(struct arena *arena, const struct redistribute_input *input, double *ret_days)
{
    struct line_place *places = ARENA_ARRAY(arena, input->count, struct line_place);
    long double *bends = ARENA_ARRAY(arena, 2 * input->count + 2, long double);
    if (places == NULL || bends == NULL)
        return BROKEN;
    long double target = (long double)input->target_days;
    size_t count = 0;
    size_t bend_count = 1; /* theta 0 */
    for (size_t i = 0; i < input->count; i++) {
        const struct redistribute_place *place = &input->places[i];
        if (!place->stock.known || !place->use_per_day.known)
            continue;
        struct line_place *known = &places[count++];
        *known = (struct line_place){
            .stock = (long double)place->stock.value,
            .use = (long double)place->use_per_day.value.num / (long double)place->use_per_day.value.den,
            .safety = (long double)place->safety_days,
            .gives = place->may_give,
            .receives = place->may_receive,
        };
        if (known->use > 0 && known->stock / known->use < target)
            bends[bend_count++] = known->stock / known->use;
        if (known->safety < target)
            bends[bend_count++] = known->safety;
    }
    bends[bend_count++] = target;
    qsort(bends, bend_count, sizeof *bends, by_number);
    if (shortage_at(places, count, target) <= 0)
        *ret_days = (double)input->target_days;
    else if (shortage_at(places, count, 0) >= 0)
        *ret_days = 0;
    else
        *ret_days = line_between(places, count, bends, bend_count);
    return OK;
}

/* Counts one known place's net and truncated cover into the figures. */
static void count_position(const struct redistribute_input *input, size_t place, int64_t net,
                           struct redistribute_figures *figures)
{
    struct rational truncated = figures->positions[place].truncated;
    figures->truncated_sorted[figures->truncated_count++] = truncated;
    figures->givers += net < 0;
    figures->receivers += net > 0;
    figures->below_target += rational_compare(truncated, rational_int(input->target_days)) < 0;
    figures->below_safety += rational_compare(truncated, rational_int(input->places[place].safety_days)) < 0;
}

enum outcome redistribute_figures(struct arena *arena, const struct redistribute_input *input, const int64_t *net_packs,
                                  struct redistribute_figures *ret_figures)
{
    if (input->pack < 1 || input->target_days < 1)
        return INVALID;
    struct redistribute_figures figures = {
        .positions = ARENA_ARRAY(arena, input->count, struct redistribute_position),
        .truncated_sorted = ARENA_ARRAY(arena, input->count, struct rational),
    };
    if (figures.positions == NULL || figures.truncated_sorted == NULL)
        return BROKEN;
    for (size_t i = 0; i < input->count; i++) {
        int64_t net = net_packs != NULL ? net_packs[i] : 0;
        TRY(position_of(input, &input->places[i], net, &figures.positions[i]));
        if (net > 0 && __builtin_add_overflow(figures.packs_moved, net, &figures.packs_moved))
            return TOO_LARGE;
        if (figures.positions[i].before.kind != COVER_UNKNOWN)
            count_position(input, i, net, &figures);
    }
    qsort(figures.truncated_sorted, figures.truncated_count, sizeof *figures.truncated_sorted, by_cover);
    if (figures.packs_moved > 0) {
        TRY(redistribute_solidarity_line(arena, input, &figures.solidarity_line_days));
        figures.line_known = true;
    }
    *ret_figures = figures;
    return OK;
}

void redistribute_digest_text(const struct redistribute_figures *figures, struct text *text)
{
    for (size_t i = 0; i < figures->truncated_count; i++) {
        char cover[RATIONAL_TEXT_CHARS];
        size_t length = rational_format_full(figures->truncated_sorted[i], cover);
        if (i > 0)
            text_add_char(text, ',');
        text_add_bytes(text, cover, length);
    }
}
