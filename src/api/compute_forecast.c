/* Forecasts as they were known and how they came true: core/forecast.h. */
#include "api/compute_decimal.h"
#include "api/compute_lists.h"
#include "core/forecast.h"
#include "core/week.h"

#include <stdlib.h>

/* forecast_as_of */

static const struct shape day = {.kind = SHAPE_D};
static const struct shape *const value_options[] = {&shape_n, &day, NULL};
static const struct shape value_shape = {.kind = SHAPE_EITHER, .flags = SHAPE_OR_NULL, .options = value_options};
static const struct shape_key version_keys[] = {
    {"target", &shape_s, false}, {"issued", &day, false}, {"seq", &shape_p, false}, {"value", &value_shape, false}};
static const struct shape version_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(version_keys)};
static const struct shape versions_shape = {.kind = SHAPE_LIST, .of = &version_shape};
static const struct shape_key query_keys[] = {{"target", &shape_s, false}, {"when", &day, false}};
static const struct shape query_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(query_keys)};
static const struct shape queries_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &query_shape};
static const struct shape_key as_of_keys[] = {{"versions", &versions_shape, false}, {"queries", &queries_shape, false}};
static const struct shape as_of_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(as_of_keys)};

struct version {
    const struct node *node, *target, *value;
    struct forecast_version known; /* its value is not used: it may be a date */
};

static int by_target(const void *a, const void *b)
{
    const struct version *x = a, *y = b;
    int order = tree_compare_texts(x->target, y->target);
    if (order != 0)
        return order;
    if (x->known.known_at != y->known.known_at)
        return x->known.known_at > y->known.known_at ? 1 : -1;
    if (x->known.seq != y->known.seq)
        return x->known.seq > y->known.seq ? 1 : -1;
    return (x->node->position > y->node->position) - (x->node->position < y->node->position);
}

/* All versions by target, time, sequence. NULL: the arena is full. */
static struct version *read_versions(struct compute *compute, const struct node *list)
{
    struct version *versions = ARENA_ARRAY(compute->arena, list->count, struct version);
    size_t count = 0;
    for (const struct node *node = list->first; versions && node; node = node->next) {
        struct version version = {.node = node,
                                  .target = tree_get(node, "target"),
                                  .value = tree_get(node, "value"),
                                  .known.seq = compute_whole(node, "seq")};
        if (date_parse(tree_get(node, "issued")->text, &version.known.known_at) == OK) /* its shape is checked */
            versions[count++] = version;
    }
    if (versions)
        qsort(versions, count, sizeof *versions, by_target);
    return versions;
}

static enum outcome as_of_meaning(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "versions");
    struct version *versions = read_versions(compute, list);
    if (!versions)
        return TOO_LARGE;
    for (size_t i = 1; i < list->count; i++)
        if (tree_compare_texts(versions[i].target, versions[i - 1].target) == 0 &&
            versions[i].known.known_at == versions[i - 1].known.known_at &&
            versions[i].known.seq == versions[i - 1].known.seq)
            refuse(&compute->refusals, REFUSAL_DUPLICATE, versions[i].node);
    return OK;
}

/* The first version whose target is not below the given one, or (beyond) the first that is above it. */
static size_t bound(const struct version *versions, size_t count, const struct node *target, bool beyond)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = tree_compare_texts(versions[middle].target, target);
        if (order < 0 || (beyond && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum outcome as_of_run(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "versions");
    struct version *versions = read_versions(compute, list);
    struct forecast_version *known = ARENA_ARRAY(compute->arena, list->count, struct forecast_version);
    size_t index = 0;
    if (!versions || !known)
        return BROKEN;
    for (size_t i = 0; i < list->count; i++)
        known[i] = versions[i].known;
    compute_put(compute, "[");
    for (const struct node *query = tree_get(input, "queries")->first; query; query = query->next) {
        int64_t when;
        const struct node *target = tree_get(query, "target");
        size_t first = bound(versions, list->count, target, false);
        size_t count = bound(versions, list->count, target, true) - first;
        TRY(date_parse(tree_get(query, "when")->text, &when));
        size_t place = forecast_as_of(known + first, count, when);
        const struct node *value = place < count ? versions[first + place].value : NULL;
        compute_put_comma(compute, index++);
        if (value && value->kind == NODE_NUMBER)
            compute_put_whole(compute, value->whole);
        else if (value && value->kind == NODE_TEXT)
            compute_put_text(compute, value->text, value->length);
        else
            compute_put(compute, "null");
    }
    compute_put(compute, "]");
    return OK;
}

/* forecast_metrics */

static const struct shape_key pair_values[] = {{"forecast", &shape_n, false}, {"actual", &shape_n, false}};
static const struct shape pair_shape = {.kind = SHAPE_TUPLE, SHAPE_KEYS(pair_values)};
static const struct shape pairs_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &pair_shape};
static const struct shape_key metrics_keys[] = {{"pairs_forecast_actual", &pairs_shape, false}};
static const struct shape metrics_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(metrics_keys)};

static void put_measure(struct compute *compute, const char *key, struct forecast_figure figure)
{
    compute_put_key(compute, key);
    compute_put_figure(compute, figure.known, figure.value);
}

static enum outcome metrics_run(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "pairs_forecast_actual");
    struct forecast_pair *pairs = ARENA_ARRAY(compute->arena, list->count, struct forecast_pair);
    int64_t *cumulative = ARENA_ARRAY(compute->arena, list->count, int64_t);
    size_t count = 0;
    if (!pairs || !cumulative)
        return BROKEN;
    for (const struct node *pair = list->first; pair; pair = pair->next)
        pairs[count++] = (struct forecast_pair){pair->first->whole, pair->first->next->whole};
    struct forecast_measures measures = forecast_measure(pairs, count);
    struct forecast_backlog backlog;
    TRY(forecast_backlog(pairs, count, cumulative, &backlog));
    compute_put(compute, "{");
    put_measure(compute, "mean_error", measures.mean_error);
    put_measure(compute, "bias_relative_to_forecast", measures.bias);
    put_measure(compute, "mae", measures.mae);
    put_measure(compute, "wape", measures.wape);
    put_measure(compute, "mape", measures.mape);
    put_measure(compute, "realisation", measures.realisation);
    compute_put(compute, ",\"realisation_per_pair\":[");
    for (size_t i = 0; i < count; i++) {
        struct known_rational ratio = forecast_realisation(pairs[i]);
        compute_put_comma(compute, i);
        if (ratio.known)
            compute_put_ratio(compute, ratio.value);
        else
            compute_put(compute, "null");
    }
    compute_put(compute, "],\"backlog_cumulative\":");
    compute_put_wholes(compute, cumulative, count);
    compute_put(compute, "}");
    return OK;
}

/* quantiles */

static const struct shape probability = {.kind = SHAPE_F, .bound = BOUND_FROM_0_TO_1};
static const struct shape alpha = {.kind = SHAPE_F, .bound = BOUND_ABOVE_0_BELOW_1};
static const struct shape some_numbers = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_f};
static const struct shape probabilities = {.kind = SHAPE_LIST, .of = &probability};
static const struct shape alphas = {.kind = SHAPE_LIST, .of = &alpha};
static const struct shape_key quantile_keys[] = {
    {"values", &some_numbers, false}, {"probabilities", &probabilities, false}, {"conformal_alpha", &alphas, false}};
static const struct shape quantile_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(quantile_keys)};

/* The number as a double. The text goes on behind it with something that is no part of a number. */
static double number(const struct node *node)
{
    return strtod(node->text, NULL);
}

static int by_number(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The bound of a rank, 1-based; null when there is none. */
static void put_rank(struct compute *compute, const double *sorted, size_t count, int64_t rank)
{
    bool known = rank >= 1 && rank <= (int64_t)count;
    compute_put_figure(compute, known, known ? sorted[rank - 1] : 0);
}

static enum outcome quantile_run(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "values"), *alpha_list = tree_get(input, "conformal_alpha");
    double *sorted = ARENA_ARRAY(compute->arena, list->count, double);
    size_t count = 0, index = 0;
    if (!sorted)
        return BROKEN;
    for (const struct node *value = list->first; value; value = value->next)
        sorted[count++] = number(value);
    qsort(sorted, count, sizeof *sorted, by_number);
    compute_put(compute, "{\"type7\":[");
    for (const struct node *p = tree_get(input, "probabilities")->first; p; p = p->next) {
        compute_put_comma(compute, index++);
        compute_put_figure(compute, true, forecast_quantile(sorted, count, number(p)));
    }
    for (int side = 0; side < 2; side++) { /* ceil((n + 1)(1 - alpha)) = n + 1 - floor((n + 1) alpha) */
        compute_put(compute, side == 0 ? "],\"conformal_lower\":[" : "],\"conformal_upper\":[");
        index = 0;
        for (const struct node *one = alpha_list->first; one; one = one->next) {
            int64_t lower = decimal_floor_product(one->text, one->length, (int64_t)count + 1);
            compute_put_comma(compute, index++);
            put_rank(compute, sorted, count, side == 0 ? lower : (int64_t)count + 1 - lower);
        }
    }
    compute_put(compute, "]}");
    return OK;
}

/* wis */

static const struct shape_key interval_keys[] = {
    {"alpha", &alpha, false}, {"lower", &shape_f, false}, {"upper", &shape_f, false}};
static const struct shape interval_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(interval_keys)};
static const struct shape intervals_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &interval_shape};
static const struct shape_key wis_keys[] = {
    {"median", &shape_f, false}, {"intervals", &intervals_shape, false}, {"actuals", &some_numbers, false}};
static const struct shape wis_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(wis_keys)};

static int compare_numbers(const struct node *a, const struct node *b)
{
    return decimal_compare(a->text, a->length, b->text, b->length);
}

static enum outcome wis_meaning(struct compute *compute, const struct node *input)
{
    const struct node *intervals = tree_get(input, "intervals");
    for (const struct node *one = intervals->first; one; one = one->next)
        if (compare_numbers(tree_get(one, "upper"), tree_get(one, "lower")) < 0)
            refuse(&compute->refusals, REFUSAL_INCONSISTENT, one);
    return OK;
}

static enum outcome read_intervals(struct compute *compute, const struct node *intervals,
                                   struct forecast_quantile_pair **ret_pairs)
{
    size_t count = 0;
    *ret_pairs = ARENA_ARRAY(compute->arena, intervals->count, struct forecast_quantile_pair);
    if (!*ret_pairs)
        return BROKEN;
    for (const struct node *one = intervals->first; one; one = one->next)
        (*ret_pairs)[count++] = (struct forecast_quantile_pair){.alpha = number(tree_get(one, "alpha")),
                                                                .lower = number(tree_get(one, "lower")),
                                                                .upper = number(tree_get(one, "upper"))};
    return OK;
}

static enum outcome wis_run(struct compute *compute, const struct node *input)
{
    const struct node *intervals = tree_get(input, "intervals"), *actuals = tree_get(input, "actuals");
    double median = number(tree_get(input, "median"));
    struct forecast_quantile_pair *pairs;
    size_t index = 0;
    TRY(read_intervals(compute, intervals, &pairs));
    compute_put(compute, "{\"wis\":[");
    for (const struct node *actual = actuals->first; actual; actual = actual->next) {
        compute_put_comma(compute, index++);
        compute_put_figure(compute, true, forecast_interval_score(median, pairs, intervals->count, number(actual)));
    }
    compute_put(compute, "],\"covered\":[");
    index = 0;
    for (const struct node *one = intervals->first; one; one = one->next, index++) {
        const struct node *lower = tree_get(one, "lower"), *upper = tree_get(one, "upper");
        compute_put(compute, index > 0 ? ",[" : "[");
        for (const struct node *actual = actuals->first; actual; actual = actual->next) {
            compute_put(compute, actual == actuals->first ? "" : ",");
            compute_put_bool(compute, compare_numbers(lower, actual) <= 0 && compare_numbers(actual, upper) <= 0);
        }
        compute_put(compute, "]");
    }
    compute_put(compute, "],\"pinball_lower\":[");
    for (size_t i = 0; i < intervals->count; i++) {
        compute_put(compute, i > 0 ? ",[" : "[");
        for (const struct node *actual = actuals->first; actual; actual = actual->next) {
            compute_put(compute, actual == actuals->first ? "" : ",");
            compute_put_figure(compute, true, forecast_pinball(pairs[i].alpha / 2, pairs[i].lower, number(actual)));
        }
        compute_put(compute, "]");
    }
    compute_put(compute, "]}");
    return OK;
}

const struct compute_problem compute_forecast_problems[] = {
    {"forecast_as_of", "what was known of a forecast on a day", &as_of_shape, NULL, as_of_meaning, as_of_run},
    {"forecast_metrics", "error, bias, realisation and backlog of a forecast", &metrics_shape, NULL, NULL, metrics_run},
    {"quantiles", "quantiles and conformal bounds", &quantile_shape, NULL, NULL, quantile_run},
    {"wis", "score of a median with intervals", &wis_shape, NULL, wis_meaning, wis_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
