#include "core/plausible.h"

#include <stdbool.h>
#include <stdlib.h>

enum { SURGE = 8, FEWEST_EARLIER = 3, UNCHANGED_WEEKS = 3, FEWEST_ZEROS = 2 };

static const char *const NAMES[] = {
    [PLAUSIBLE_TIMES_TEN] = "times_ten",
    [PLAUSIBLE_TENTH] = "tenth",
    [PLAUSIBLE_PACKS_FOR_PIECES] = "packs_for_pieces",
    [PLAUSIBLE_BALANCE] = "balance",
    [PLAUSIBLE_NEGATIVE_USE] = "negative_use",
    [PLAUSIBLE_UNCHANGED] = "unchanged",
    [PLAUSIBLE_STOCK_JUMP] = "stock_jump",
    [PLAUSIBLE_USE_AFTER_ZERO] = "use_after_zero",
    [PLAUSIBLE_EMPTY_NO_USE] = "empty_no_use",
};
_Static_assert(sizeof NAMES / sizeof *NAMES == PLAUSIBLE_FLAG__COUNT, "every flag has a name");

const char *plausible_name(enum plausible_flag flag)
{
    return (unsigned)flag < PLAUSIBLE_FLAG__COUNT ? NAMES[flag] : NULL;
}

enum plausible_field plausible_field_of(enum plausible_flag flag)
{
    switch (flag) {
    case PLAUSIBLE_PACKS_FOR_PIECES:
    case PLAUSIBLE_UNCHANGED:
    case PLAUSIBLE_STOCK_JUMP:
    case PLAUSIBLE_EMPTY_NO_USE:
        return PLAUSIBLE_STOCK;
    default:
        return PLAUSIBLE_USE;
    }
}

static uint32_t bit(enum plausible_flag flag, bool set)
{
    return set ? 1u << flag : 0;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The use of the week judged against the known weeks before it. */
static enum outcome check_use(struct arena *arena, const struct week_figures *weeks, size_t count, uint32_t *flags)
{
    struct known_int now = weeks[count - 1].use_in_week;
    int64_t *earlier = ARENA_ARRAY(arena, count, int64_t);
    if (earlier == NULL)
        return BROKEN;
    size_t known = 0;
    for (size_t i = 0; i + 1 < count; i++)
        if (weeks[i].use_in_week.known)
            earlier[known++] = weeks[i].use_in_week.value;
    if (!now.known || known == 0)
        return OK;
    qsort(earlier, known, sizeof *earlier, by_size);
    __int128 doubled = (__int128)earlier[(known - 1) / 2] + earlier[known / 2];
    bool judged = known >= FEWEST_EARLIER && doubled > 0;
    *flags |= bit(PLAUSIBLE_TIMES_TEN, judged && 2 * (__int128)now.value >= SURGE * doubled);
    *flags |= bit(PLAUSIBLE_TENTH, judged && now.value > 0 && SURGE * 2 * (__int128)now.value <= doubled);
    *flags |= bit(PLAUSIBLE_USE_AFTER_ZERO, known >= FEWEST_ZEROS && earlier[known - 1] == 0 && now.value > 0);
    return OK;
}

/* Within a quarter of what is expected. */
static bool near(__int128 value, __int128 expected)
{
    __int128 off = value > expected ? value - expected : expected - value;
    return 4 * off <= expected;
}

static int64_t stated(struct known_int value)
{
    return value.known ? value.value : 0;
}

/* The stock of the week judged against that of the week next before. */
static enum outcome check_stock(const struct week_figures *before, const struct week_figures *now, int64_t pack,
                                uint32_t *flags)
{
    struct balance balance = {
        .previous = before->stock,
        .received = now->received,
        .transfers_in = now->transfers_in,
        .transfers_out = now->transfers_out,
        .discarded = now->discarded,
        .now = now->stock,
        .reported_use = now->use_in_week,
    };
    struct known_int implied;
    enum balance_flag flag;
    TRY(cover_implied_use(&balance, &implied, &flag));
    *flags |= bit(PLAUSIBLE_NEGATIVE_USE, flag == BALANCE_NEGATIVE_USE);
    *flags |= bit(PLAUSIBLE_BALANCE, flag == BALANCE_DEVIATES);
    if (!before->stock.known || !now->stock.known)
        return OK;
    __int128 most = (__int128)before->stock.value + stated(now->received) + stated(now->transfers_in);
    *flags |= bit(PLAUSIBLE_STOCK_JUMP, now->stock.value > most && flag != BALANCE_NEGATIVE_USE);
    __int128 expected = most - stated(now->transfers_out) - stated(now->discarded) - stated(now->use_in_week);
    *flags |= bit(PLAUSIBLE_PACKS_FOR_PIECES, pack > 1 && now->use_in_week.known && now->stock.value > 0 &&
                                                  expected > 0 && !near(now->stock.value, expected) &&
                                                  near((__int128)now->stock.value * pack, expected));
    return OK;
}

static bool unchanged(const struct week_figures *weeks, size_t count)
{
    const struct week_figures *now = &weeks[count - 1];
    if (count < UNCHANGED_WEEKS || !now->stock.known || !now->use_in_week.known || now->use_in_week.value == 0)
        return false;
    for (size_t i = count - UNCHANGED_WEEKS; i + 1 < count; i++)
        if (!weeks[i].stock.known || weeks[i].stock.value != now->stock.value || !weeks[i].use_in_week.known ||
            weeks[i].use_in_week.value != now->use_in_week.value)
            return false;
    return true;
}

enum outcome plausible_check(struct arena *arena, const struct week_figures *weeks, size_t count, int64_t pack,
                             uint32_t *ret_flags)
{
    uint32_t flags = 0;
    if (count > 0) {
        const struct week_figures *now = &weeks[count - 1];
        TRY(check_use(arena, weeks, count, &flags));
        if (count > 1 && weeks[count - 2].weeks_ago == now->weeks_ago + 1)
            TRY(check_stock(&weeks[count - 2], now, pack, &flags));
        flags |= bit(PLAUSIBLE_UNCHANGED, unchanged(weeks, count));
        flags |= bit(PLAUSIBLE_EMPTY_NO_USE, now->stock.known && now->stock.value == 0 && now->use_in_week.known &&
                                                 now->use_in_week.value == 0);
    }
    *ret_flags = flags;
    return OK;
}

size_t plausible_list(uint32_t flags, struct plausible_question ret_questions[PLAUSIBLE_FLAG__COUNT])
{
    size_t count = 0;
    for (unsigned flag = 0; flag < PLAUSIBLE_FLAG__COUNT; flag++)
        if ((flags >> flag & 1u) != 0)
            ret_questions[count++] = (struct plausible_question){
                .flag = (enum plausible_flag)flag,
                .field = plausible_field_of((enum plausible_flag)flag),
            };
    return count;
}
