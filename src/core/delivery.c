#include "core/delivery.h"

/* Figure of an entry after its corrections. */
static int64_t effective(const struct delivery_entry *entries, size_t count, size_t index)
{
    int64_t doses = entries[index].doses;
    for (size_t i = index + 1; i < count; i++)
        if (entries[i].corrects.known && entries[i].corrects.value == entries[index].number)
            doses = entries[i].doses;
    return doses;
}

static bool is_correctable(const struct delivery_entry *entries, size_t index, int64_t number)
{
    for (size_t i = 0; i < index; i++)
        if (entries[i].number == number)
            return entries[i].kind != DELIVERY_CORRECTED;
    return false;
}

static enum outcome check(const struct delivery_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct delivery_entry *entry = &entries[i];
        if (entry->doses < 0 || (entry->kind == DELIVERY_CORRECTED) != entry->corrects.known ||
            (entry->corrects.known && !is_correctable(entries, i, entry->corrects.value)))
            return INVALID;
    }
    return OK;
}

enum outcome delivery_sum(const struct delivery_entry *entries, size_t count, int64_t *ret_effective,
                          struct delivery_sums *ret_sums)
{
    TRY(check(entries, count));
    struct known_int totals[DELIVERY_KIND__COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        int64_t doses = effective(entries, count, i);
        struct known_int *total = &totals[entries[i].kind];
        if (entries[i].kind != DELIVERY_CORRECTED && __builtin_add_overflow(total->value, doses, &total->value))
            return TOO_LARGE;
        total->known = true;
    }
    __int128 gone =
        (__int128)totals[DELIVERY_RETURNED].value + totals[DELIVERY_MOVED].value + totals[DELIVERY_DESTROYED].value;
    struct known_int received = totals[DELIVERY_RECEIVED];
    if (received.known && gone > received.value)
        return INVALID;
    for (size_t i = 0; ret_effective != NULL && i < count; i++)
        ret_effective[i] = effective(entries, count, i);
    *ret_sums = (struct delivery_sums){
        .planned = totals[DELIVERY_PLANNED],
        .sent = totals[DELIVERY_SENT],
        .received = received,
        .returned = totals[DELIVERY_RETURNED].value,
        .moved = totals[DELIVERY_MOVED].value,
        .destroyed = totals[DELIVERY_DESTROYED].value,
        .net = received.known ? known_int(received.value - (int64_t)gone) : (struct known_int){0},
    };
    return OK;
}

enum delivery_state delivery_state(const struct delivery_sums *sums, struct known_int confirmed,
                                   struct known_int *ret_difference)
{
    struct known_int expected = sums->received.known ? sums->received : sums->sent;
    *ret_difference =
        expected.known && confirmed.known ? known_int(confirmed.value - expected.value) : (struct known_int){0};
    if (confirmed.known)
        return ret_difference->value == 0 ? DELIVERY_STATE_CONFIRMED : DELIVERY_STATE_DIFFERS;
    if (sums->received.known)
        return DELIVERY_STATE_RECEIVED;
    return sums->sent.known ? DELIVERY_STATE_SENT : DELIVERY_STATE_PLANNED;
}
