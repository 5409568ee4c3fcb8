/* Substitution, lots of a gift and filters of core/redistribute.h. */
#include "core/redistribute.h"

#include "wide.h"

#include <stdlib.h>
#include <string.h>

enum { SHORT_DAYS = 7 };

enum outcome redistribute_substitution(int64_t target_days, int64_t high_stock, struct rational high_use,
                                       int64_t low_stock, struct rational low_use,
                                       struct substitution *ret_substitution)
{
    if (target_days < 1 || high_stock < 0 || low_stock < 0 || high_use.num < 0 || low_use.num < 0)
        return INVALID;
    struct substitution result;
    TRY(cover_of_pieces(known_int(high_stock), known_rational(high_use), &result.high_cover));
    __int128 over = high_stock * high_use.den - target_days * high_use.num;
    result.high_surplus_pieces = over > 0 ? (int64_t)(over / high_use.den) : 0; /* at most the stock */
    int64_t together;
    if (__builtin_add_overflow(low_stock, result.high_surplus_pieces, &together))
        return TOO_LARGE;
    TRY(cover_of_pieces(known_int(together), known_rational(low_use), &result.low_effective_cover));
    *ret_substitution = result;
    return OK;
}

/* A lot of the giver's and where it stood in the list, so that equal expiries keep their order. */
struct ranked_lot {
    struct lot lot;
    size_t position;
};

static int by_expiry(const void *a, const void *b)
{
    const struct ranked_lot *left = a;
    const struct ranked_lot *right = b;
    if (left->lot.days_to_expiry != right->lot.days_to_expiry)
        return left->lot.days_to_expiry > right->lot.days_to_expiry ? 1 : -1;
    return (left->position > right->position) - (left->position < right->position);
}

/* Packs of this lot: what is left to give, what it holds, what the receiver can still use before it expires. */
static int64_t packs_from(const struct gift_input *input, const struct lot *lot, int64_t packs_left,
                          __int128 pieces_given)
{
    __int128 days = (__int128)lot->days_to_expiry - input->transport_days;
    struct rational use = input->receiver_use_per_day;
    __int128 usable = days > 0 ? use.num * days - pieces_given * use.den : 0;
    __int128 packs = usable > 0 ? usable / (input->pack * use.den) : 0;
    int64_t whole = lot->quantity / input->pack;
    if (packs > whole)
        packs = whole;
    return packs > packs_left ? packs_left : (int64_t)packs;
}

/* The receiver's part that expires unused: the gift is used before its own stock, from its arrival on. */
static enum outcome wasted_gift(struct arena *arena, const struct gift_input *input, const struct lot *gift,
                                size_t count, struct rational *ret_wasted)
{
    struct effective_stock stock;
    struct lot *arrived = ARENA_ARRAY(arena, count, struct lot);
    if (arrived == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        arrived[i] = (struct lot){
            .quantity = gift[i].quantity,
            .days_to_expiry = gift[i].days_to_expiry - input->transport_days,
        };
    TRY(cover_effective_stock(arena, input->receiver_use_per_day, arrived, count, &stock));
    *ret_wasted = stock.wasted;
    return OK;
}

static enum outcome valid_gift(const struct gift_input *input)
{
    bool valid = input->pack >= 1 && input->packs_to_give >= 0 && input->pieces_already_given >= 0 &&
                 input->transport_days >= 0 && input->giver_use_per_day.num >= 0 &&
                 input->receiver_use_per_day.num >= 0;
    for (size_t i = 0; i < input->lot_count && valid; i++)
        valid = input->lots[i].quantity >= 0;
    return valid ? OK : INVALID;
}

/* ranked: by expiry, reduced by what is given. */
static enum outcome take_lots(const struct gift_input *input, struct ranked_lot *ranked, struct gift *gift,
                              struct lot *sent)
{
    for (size_t i = 0; i < input->lot_count; i++) {
        int64_t packs = packs_from(input, &ranked[i].lot, input->packs_to_give - gift->packs,
                                   (__int128)input->pieces_already_given + gift->usable_at_receiver);
        if (packs == 0)
            continue;
        int64_t pieces = packs * input->pack; /* at most the lot's quantity */
        if (__builtin_add_overflow(gift->usable_at_receiver, pieces, &gift->usable_at_receiver))
            return TOO_LARGE;
        gift->packs += packs;
        sent[gift->lot_count] = (struct lot){.quantity = pieces, .days_to_expiry = ranked[i].lot.days_to_expiry};
        gift->lots[gift->lot_count++] = (struct gift_lot){.lot = ranked[i].position, .packs = packs};
        ranked[i].lot.quantity -= pieces;
    }
    return OK;
}

enum outcome redistribute_gift(struct arena *arena, const struct gift_input *input, struct gift *ret_gift)
{
    TRY(valid_gift(input));
    size_t count = input->lot_count;
    struct gift gift = {.lots = ARENA_ARRAY(arena, count, struct gift_lot)};
    struct ranked_lot *ranked = ARENA_ARRAY(arena, count, struct ranked_lot);
    struct lot *left = ARENA_ARRAY(arena, count, struct lot);
    struct lot *sent = ARENA_ARRAY(arena, count, struct lot);
    if (gift.lots == NULL || ranked == NULL || left == NULL || sent == NULL)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked_lot){.lot = input->lots[i], .position = i};
    qsort(ranked, count, sizeof *ranked, by_expiry);
    struct effective_stock alone;
    TRY(cover_effective_stock(arena, input->giver_use_per_day, input->lots, count, &alone));
    TRY(take_lots(input, ranked, &gift, sent));
    for (size_t i = 0; i < count; i++)
        left[i] = ranked[i].lot;
    struct effective_stock giver;
    TRY(cover_effective_stock(arena, input->giver_use_per_day, left, count, &giver));
    struct rational at_receiver;
    TRY(wasted_gift(arena, input, sent, gift.lot_count, &at_receiver));
    gift.wasted_without = alone.wasted;
    TRY(rational_add(giver.wasted, at_receiver, &gift.wasted_after));
    *ret_gift = gift;
    return OK;
}

enum filter redistribute_filter(const struct filter_rule *rule, const struct filter_candidate *candidate)
{
    struct known_int received = candidate->giver_last_received_weeks_ago;
    if (received.known && received.value <= rule->ping_pong_weeks)
        return FILTER_DROP_PING_PONG;
    bool few = candidate->packs < rule->min_packs_per_lane;
    if (!few && rational_compare(candidate->receiver_gain_days, rule->min_gain_days) >= 0)
        return FILTER_KEEP;
    if (rational_compare(candidate->receiver_before_days, rational_int(SHORT_DAYS)) < 0)
        return FILTER_KEEP_RECEIVER_SHORT;
    return few ? FILTER_DROP_MIN_PACKS : FILTER_DROP_MIN_GAIN;
}

const char *redistribute_filter_name(enum filter filter)
{
    static const char *const names[] = {
        [FILTER_KEEP] = "keep",
        [FILTER_KEEP_RECEIVER_SHORT] = "keep_receiver_short",
        [FILTER_DROP_MIN_PACKS] = "drop_min_packs",
        [FILTER_DROP_MIN_GAIN] = "drop_min_gain",
        [FILTER_DROP_PING_PONG] = "drop_ping_pong",
        [FILTER_DROP_COUNTERPARTIES] = "drop_counterparties",
    };
    _Static_assert(sizeof names / sizeof *names == FILTER__COUNT, "every filter has a name");
    return names[filter];
}
