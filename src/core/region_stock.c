#include "core/region_stock.h"

struct stock_balance stock_balance(const struct known_int figures[STOCK__COUNT])
{
    static const int sign[STOCK__COUNT] = {[STOCK_OPENING] = 1, [STOCK_DELIVERED] = 1,  [STOCK_MOVED_IN] = 1,
                                           [STOCK_GIVEN] = -1,  [STOCK_DISCARDED] = -1, [STOCK_MOVED_OUT] = -1};
    struct stock_balance balance = {.complete = true};
    bool known = true;
    int64_t sum = 0;
    for (int i = 0; i < STOCK__COUNT; i++) {
        balance.missing[i] = !figures[i].known;
        balance.complete = balance.complete && figures[i].known;
        if (i == STOCK_STATED)
            continue;
        known = known && figures[i].known;
        sum += sign[i] * figures[i].value;
    }
    if (known)
        balance.expected = known_int(sum);
    if (balance.complete)
        balance.unexplained = known_int(sum - figures[STOCK_STATED].value);
    return balance;
}
