/* Whole packs by a key, once and week by week without accounts in doses: core/apportion.h, core/account.h. */
#include "api/compute_lists.h"
#include "core/account.h"
#include "core/apportion.h"

/* apportion_single and its edges */

static const struct shape_key single_keys[] = {{"weights", &shape_list_n, false}, {"packs", &shape_n, false}};
static const struct shape single_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(single_keys)};
static const struct shape single_cases = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &single_shape};
static const struct shape_key edges_keys[] = {{"cases", &single_cases, false}};
static const struct shape edges_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(edges_keys)};

static enum outcome single_meaning(struct compute *compute, const struct node *input)
{
    const struct node *weights = tree_get(input, "weights");
    compute_check_weights(compute, weights, weights->count);
    return OK;
}

static enum outcome put_method(struct compute *compute, enum apportion_method method, const struct node *input)
{
    const struct node *list = tree_get(input, "weights");
    int64_t *weights = compute_wholes(compute, list), *packs = ARENA_ARRAY(compute->arena, list->count, int64_t);
    if (!weights || !packs)
        return BROKEN;
    enum outcome outcome =
        apportion(compute->arena, method, weights, list->count, compute_whole(input, "packs"), packs);
    if (outcome == TOO_LARGE) { /* too many packs to go one by one: the input's size */
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, tree_get(input, "packs"));
        return OK;
    }
    TRY(outcome);
    compute_put_wholes(compute, packs, list->count);
    return OK;
}

static enum outcome single_run(struct compute *compute, const struct node *input)
{
    static const char *const names[] = {[APPORTION_HAMILTON] = "hamilton",
                                        [APPORTION_WEBSTER] = "webster",
                                        [APPORTION_JEFFERSON] = "jefferson",
                                        [APPORTION_ADAMS] = "adams",
                                        [APPORTION_QUOTA] = "quota_method"};
    _Static_assert(sizeof names / sizeof names[0] == APPORTION_METHOD__COUNT, "a name for every method");
    compute_put(compute, "{");
    for (enum apportion_method method = 0; method < APPORTION_METHOD__COUNT; method++) {
        compute_put_key(compute, names[method]);
        TRY(put_method(compute, method, input));
    }
    compute_put(compute, "}");
    return OK;
}

static enum outcome edges_meaning(struct compute *compute, const struct node *input)
{
    for (const struct node *one = tree_get(input, "cases")->first; one; one = one->next)
        TRY(single_meaning(compute, one));
    return OK;
}

static enum outcome put_hamilton(struct compute *compute, const struct node *one)
{
    return put_method(compute, APPORTION_HAMILTON, one);
}

static enum outcome edges_run(struct compute *compute, const struct node *input)
{
    compute_put(compute, "{\"hamilton\":");
    TRY(compute_put_each(compute, tree_get(input, "cases"), put_hamilton));
    compute_put(compute, "}");
    return OK;
}

/* apportion_cumulative */

static const struct shape_key cumulative_keys[] = {{"weights", &shape_list_n, false},
                                                   {"weekly_packs", &shape_list_n, false}};
static const struct shape cumulative_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(cumulative_keys)};

static enum outcome cumulative_meaning(struct compute *compute, const struct node *input)
{
    const struct node *weekly = tree_get(input, "weekly_packs");
    __int128 sum = 0;
    TRY(single_meaning(compute, input));
    for (const struct node *packs = weekly->first; packs; packs = packs->next)
        sum += packs->whole;
    if (sum > COMPUTE_MAX_PACKS)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, weekly);
    return OK;
}

struct cumulative {
    const struct node *weekly;
    struct account_exact week;
    int64_t *packs, *running, *before;
    struct rational *balances;
};

static enum outcome cumulative_open(struct compute *compute, const struct node *input, struct cumulative *ret)
{
    const struct node *list = tree_get(input, "weights");
    size_t count = list->count;
    struct cumulative cumulative = {.weekly = tree_get(input, "weekly_packs"),
                                    .week = {.weights = compute_wholes(compute, list), .count = count, .pack_doses = 1},
                                    .packs = ARENA_ARRAY(compute->arena, count, int64_t),
                                    .running = ARENA_ARRAY(compute->arena, count, int64_t),
                                    .before = ARENA_ARRAY(compute->arena, count, int64_t),
                                    .balances = ARENA_ARRAY(compute->arena, count, struct rational)};
    if (!cumulative.week.weights || !cumulative.packs || !cumulative.running || !cumulative.before ||
        !cumulative.balances)
        return BROKEN;
    *ret = cumulative;
    return OK;
}

/* Week by week from 0; each week's packs are put if asked. The balances stay. */
static enum outcome run_weeks(struct compute *compute, struct cumulative *cumulative, bool put)
{
    struct account_flags flags;
    for (size_t i = 0; i < cumulative->week.count; i++)
        cumulative->balances[i] = rational_int(0);
    size_t index = 0;
    for (const struct node *packs = cumulative->weekly->first; packs; packs = packs->next) {
        cumulative->week.packs = packs->whole;
        TRY(account_exact_week(compute->arena, &cumulative->week, cumulative->balances, cumulative->packs,
                               cumulative->balances, &flags));
        if (!put)
            continue;
        compute_put_comma(compute, index++);
        compute_put_wholes(compute, cumulative->packs, cumulative->week.count);
    }
    return OK;
}

/* Hamilton on the running total: each week's running packs, or their differences. */
static enum outcome put_naive(struct compute *compute, struct cumulative *cumulative, bool weekly)
{
    size_t count = cumulative->week.count, index = 0;
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        cumulative->before[i] = 0;
    compute_put(compute, "[");
    for (const struct node *packs = cumulative->weekly->first; packs; packs = packs->next) {
        total += packs->whole;
        TRY(apportion_hamilton(compute->arena, cumulative->week.weights, count, total, cumulative->running));
        for (size_t i = 0; i < count; i++) {
            cumulative->packs[i] = cumulative->running[i] - cumulative->before[i];
            cumulative->before[i] = cumulative->running[i];
        }
        compute_put_comma(compute, index++);
        compute_put_wholes(compute, weekly ? cumulative->packs : cumulative->running, count);
    }
    compute_put(compute, "]");
    return OK;
}

static enum outcome cumulative_run(struct compute *compute, const struct node *input)
{
    struct cumulative cumulative;
    TRY(cumulative_open(compute, input, &cumulative));
    size_t count = cumulative.week.count;
    compute_put(compute, "{\"rule_weekly\":[");
    TRY(run_weeks(compute, &cumulative, true));
    compute_put(compute, "],\"rule_balance\":");
    compute_put_ratios(compute, cumulative.balances, count);
    compute_put(compute, ",\"naive_cumulative_hamilton\":");
    TRY(put_naive(compute, &cumulative, false));
    compute_put(compute, ",\"naive_weekly\":");
    TRY(put_naive(compute, &cumulative, true));
    compute_put(compute, ",\"greedy_balance\":");
    cumulative.week.without_guard = true;
    TRY(run_weeks(compute, &cumulative, false));
    compute_put_ratios(compute, cumulative.balances, count);
    compute_put(compute, ",\"quota_method_cumulative\":");
    int64_t total = 0;
    for (const struct node *packs = cumulative.weekly->first; packs; packs = packs->next)
        total += packs->whole;
    TRY(apportion(compute->arena, APPORTION_QUOTA, cumulative.week.weights, count, total, cumulative.packs));
    compute_put_wholes(compute, cumulative.packs, count);
    compute_put(compute, "}");
    return OK;
}

const struct compute_problem compute_apportion_problems[] = {
    {"apportion_single", "packs by a key with five methods", &single_shape, NULL, single_meaning, single_run},
    {"apportion_single_edges", "largest remainder for many small keys", &edges_shape, NULL, edges_meaning, edges_run},
    {"apportion_cumulative", "packs week by week, the account rule beside simpler ones", &cumulative_shape, NULL,
     cumulative_meaning, cumulative_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
