/* Accounts of what each region is owed: the exact side of core/account.h. */
#include "api/compute_lists.h"
#include "core/account.h"

static const struct shape names = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_s};
static const struct shape week_label = {.kind = SHAPE_W};
static const struct shape balances_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_z};
static const struct shape_key week_keys[] = {{"week", &week_label, false},
                                             {"weights", &shape_list_n, false},
                                             {"pack", &shape_p, false},
                                             {"packs", &shape_n, false}};
static const struct shape week_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(week_keys)};
static const struct shape weeks_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &week_shape};

static void check_weeks(struct compute *compute, const struct node *input, size_t size)
{
    for (const struct node *week = tree_get(input, "weeks")->first; week; week = week->next) {
        const struct node *packs = tree_get(week, "packs");
        compute_check_weights(compute, tree_get(week, "weights"), size);
        if (packs->whole > COMPUTE_MAX_PACKS)
            refuse(&compute->refusals, REFUSAL_TOO_LARGE, packs);
    }
}

static void check_opening(struct compute *compute, const struct node *opening, size_t size)
{
    __int128 sum = 0;
    if (opening->count != size)
        refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, opening);
    for (const struct node *balance = opening->first; balance; balance = balance->next)
        sum += balance->whole;
    if (sum != 0)
        refuse(&compute->refusals, REFUSAL_NOT_BALANCED, opening);
}

/* The accounts of a run of weeks. */
struct ledger {
    size_t count;
    struct rational *balances;
    int64_t *packs;
};

static enum outcome ledger_open(struct compute *compute, size_t count, struct ledger *ret_ledger)
{
    struct ledger ledger = {.count = count,
                            .balances = ARENA_ARRAY(compute->arena, count, struct rational),
                            .packs = ARENA_ARRAY(compute->arena, count, int64_t)};
    if (!ledger.balances || !ledger.packs)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        ledger.balances[i] = rational_int(0);
    *ret_ledger = ledger;
    return OK;
}

static void ledger_set(struct ledger *ledger, const struct node *opening)
{
    size_t i = 0;
    for (const struct node *balance = opening->first; balance; balance = balance->next)
        ledger->balances[i++] = rational_int(balance->whole);
}

static enum outcome put_week(struct compute *compute, struct ledger *ledger, const struct node *week)
{
    struct arena_mark mark = arena_mark(compute->arena);
    struct account_exact exact = {.weights = compute_wholes(compute, tree_get(week, "weights")),
                                  .count = ledger->count,
                                  .pack_doses = compute_whole(week, "pack"),
                                  .packs = compute_whole(week, "packs")};
    struct account_flags flags;
    if (!exact.weights)
        return BROKEN;
    TRY(account_exact_week(compute->arena, &exact, ledger->balances, ledger->packs, ledger->balances, &flags));
    compute_put(compute, "{\"packs\":");
    compute_put_wholes(compute, ledger->packs, ledger->count);
    compute_put(compute, ",\"balance_doses\":");
    compute_put_ratios(compute, ledger->balances, ledger->count);
    compute_put(compute, ",\"guard_used\":");
    compute_put_bool(compute, flags.guard_used);
    compute_put(compute, ",\"guarantee_broken\":");
    compute_put_bool(compute, flags.guarantee_broken);
    compute_put(compute, "}");
    arena_reset(compute->arena, mark);
    return OK;
}

static enum outcome put_weeks(struct compute *compute, struct ledger *ledger, const struct node *weeks)
{
    size_t index = 0;
    compute_put(compute, "[");
    for (const struct node *week = weeks->first; week; week = week->next) {
        compute_put_comma(compute, index++);
        TRY(put_week(compute, ledger, week));
    }
    compute_put(compute, "]");
    return OK;
}

/* entitlement_ledger */

static const struct shape_key ledger_keys[] = {
    {"regions", &names, false}, {"weeks", &weeks_shape, false}, {"opening_balance_doses", &balances_shape, false}};
static const struct shape ledger_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(ledger_keys)};

static enum outcome ledger_meaning(struct compute *compute, const struct node *input)
{
    const struct node *regions = tree_get(input, "regions");
    TRY(compute_check_distinct(compute, regions));
    check_weeks(compute, input, regions->count);
    check_opening(compute, tree_get(input, "opening_balance_doses"), regions->count);
    return OK;
}

static enum outcome ledger_run(struct compute *compute, const struct node *input)
{
    const struct node *opening = tree_get(input, "opening_balance_doses");
    struct ledger ledger;
    TRY(ledger_open(compute, opening->count, &ledger));
    ledger_set(&ledger, opening);
    compute_put(compute, "{\"weeks\":");
    TRY(put_weeks(compute, &ledger, tree_get(input, "weeks")));
    compute_put(compute, "}");
    return OK;
}

/* entitlement_ledger_correction */

static const struct shape correction_share = {.kind = SHAPE_R, .bound = BOUND_AT_MOST_1};
static const struct shape_key correction_keys[] = {{"weeks", &weeks_shape, false},
                                                   {"opening_balance_doses", &balances_shape, false},
                                                   {"max_correction_per_week_share", &correction_share, false}};
static const struct shape correction_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(correction_keys)};

/* No list names the regions: the first that stands in the text says how many there are. */
static enum outcome correction_meaning(struct compute *compute, const struct node *input)
{
    const struct node *opening = tree_get(input, "opening_balance_doses"), *weeks = tree_get(input, "weeks");
    size_t size = opening->position < weeks->position ? opening->count : tree_get(weeks->first, "weights")->count;
    check_weeks(compute, input, size);
    check_opening(compute, opening, size);
    return OK;
}

/* Releases week by week before the rule. What is released and parked are lists of their own in the result, so each
 * week's texts are kept until all are known. */
static enum outcome put_staged(struct compute *compute, const struct node *input, struct ledger *parked,
                               struct text *released, struct text *left)
{
    struct ledger ledger;
    struct rational share = compute_ratio(input, "max_correction_per_week_share");
    size_t index = 0;
    struct text *out = compute->out;
    TRY(ledger_open(compute, parked->count, &ledger));
    struct rational *part = ARENA_ARRAY(compute->arena, parked->count, struct rational);
    if (!part)
        return BROKEN;
    for (const struct node *week = tree_get(input, "weeks")->first; week; week = week->next, index++) {
        TRY(account_exact_release(parked->count, share, compute_whole(week, "packs"), compute_whole(week, "pack"),
                                  parked->balances, part));
        for (size_t i = 0; i < parked->count; i++)
            TRY(rational_add(ledger.balances[i], part[i], &ledger.balances[i]));
        compute->out = released;
        compute_put_comma(compute, index);
        compute_put_ratios(compute, part, parked->count);
        compute->out = left;
        compute_put_comma(compute, index);
        compute_put_ratios(compute, parked->balances, parked->count);
        compute->out = out;
        compute_put_comma(compute, index);
        TRY(put_week(compute, &ledger, week));
    }
    return OK;
}

static enum outcome correction_run(struct compute *compute, const struct node *input)
{
    const struct node *opening = tree_get(input, "opening_balance_doses");
    AUTO_TEXT released = text_open(compute->out->max_bytes);
    AUTO_TEXT left = text_open(compute->out->max_bytes);
    struct text *out = compute->out;
    struct ledger ledger;
    TRY(ledger_open(compute, opening->count, &ledger));
    ledger_set(&ledger, opening);
    compute_put(compute, "{\"full\":");
    TRY(put_weeks(compute, &ledger, tree_get(input, "weeks")));
    compute_put(compute, ",\"staged_release\":{\"weeks\":[");
    ledger_set(&ledger, opening);
    enum outcome outcome = put_staged(compute, input, &ledger, &released, &left);
    compute->out = out; /* whatever happened: the texts end here */
    TRY(outcome);
    if (text_failed(&released) || text_failed(&left))
        return BROKEN;
    compute_put(compute, "],\"released\":[");
    text_add_bytes(out, released.bytes, released.length);
    compute_put(compute, "],\"parked\":[");
    text_add_bytes(out, left.bytes, left.length);
    compute_put(compute, "]}}");
    return OK;
}

/* entitlement_ledger_caps */

static const struct shape caps_list = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_n_or_null};
static const struct shape_key caps_keys[] = {{"weights", &shape_list_n, false},
                                             {"pack", &shape_p, false},
                                             {"packs", &shape_n, false},
                                             {"cap", &caps_list, false}};
static const struct shape caps_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(caps_keys)};

static enum outcome caps_meaning(struct compute *compute, const struct node *input)
{
    const struct node *weights = tree_get(input, "weights"), *caps = tree_get(input, "cap");
    const struct node *packs = tree_get(input, "packs");
    compute_check_pair(compute, weights, caps);
    compute_check_weights(compute, weights, weights->count);
    if (packs->whole > COMPUTE_MAX_PACKS)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, packs);
    __int128 room = 0;
    bool limited = true;
    const struct node *cap = caps->first;
    for (const struct node *weight = weights->first; weight && cap; weight = weight->next, cap = cap->next) {
        limited = limited && (weight->whole == 0 || cap->kind != NODE_NULL);
        room += weight->whole > 0 && cap->kind != NODE_NULL ? cap->whole : 0;
    }
    if (limited && weights->count == caps->count && room < packs->whole)
        refuse(&compute->refusals, REFUSAL_INCONSISTENT, caps);
    return OK;
}

static enum outcome caps_run(struct compute *compute, const struct node *input)
{
    const struct node *weights = tree_get(input, "weights");
    size_t count = weights->count, at = 0;
    struct account_exact week = {.weights = compute_wholes(compute, weights),
                                 .count = count,
                                 .pack_doses = compute_whole(input, "pack"),
                                 .packs = compute_whole(input, "packs")};
    struct known_int *caps = ARENA_ARRAY(compute->arena, count, struct known_int);
    int64_t *packs = ARENA_ARRAY(compute->arena, count, int64_t);
    struct rational *deferred = ARENA_ARRAY(compute->arena, count, struct rational);
    struct rational *forgone = ARENA_ARRAY(compute->arena, count, struct rational);
    if (!week.weights || !caps || !packs || !deferred || !forgone)
        return BROKEN;
    for (const struct node *cap = tree_get(input, "cap")->first; cap; cap = cap->next)
        caps[at++] = compute_known_int(cap);
    TRY(account_exact_caps(compute->arena, &week, caps, packs, deferred, forgone));
    compute_put(compute, "{\"allocation\":");
    compute_put_wholes(compute, packs, count);
    compute_put(compute, ",\"balance_defer\":");
    compute_put_ratios(compute, deferred, count);
    compute_put(compute, ",\"balance_forgo\":");
    compute_put_ratios(compute, forgone, count);
    compute_put(compute, "}");
    return OK;
}

const struct compute_problem compute_ledger_problems[] = {
    {"entitlement_ledger", "packs and exact balances week by week", &ledger_shape, NULL, ledger_meaning, ledger_run},
    {"entitlement_ledger_correction", "an old imbalance at once or in instalments", &correction_shape, NULL,
     correction_meaning, correction_run},
    {"entitlement_ledger_caps", "caps on what regions take, deferred or forgone", &caps_shape, NULL, caps_meaning,
     caps_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
