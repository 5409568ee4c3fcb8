#include "base/outcome.h"

static const char *const names[] = {
    [OK] = "ok",
    [INVALID] = "invalid",
    [UNKNOWN_ACTOR] = "unknown_actor",
    [FORBIDDEN] = "forbidden",
    [NOT_FOUND] = "not_found",
    [CONFLICT] = "conflict",
    [STALE] = "stale",
    [TOO_LARGE] = "too_large",
    [BUSY] = "busy",
    [BROKEN] = "broken",
};
_Static_assert(sizeof names / sizeof names[0] == OUTCOME__COUNT, "one name per outcome");

const char *outcome_name(enum outcome outcome)
{
    return outcome >= 0 && outcome < OUTCOME__COUNT ? names[outcome] : "?";
}
