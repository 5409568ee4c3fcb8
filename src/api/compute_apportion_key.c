/* Second doses before the key, the key by which all finish together, and deliveries against a published key. */
#include "api/compute_lists.h"
#include "core/account.h"
#include "core/deviation.h"
#include "core/equal_key.h"
#include "core/week.h"

static const struct shape names = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_s};
static const struct shape week_label = {.kind = SHAPE_W};

/* second_dose_commitments */

static const struct shape packs_by_week = {.kind = SHAPE_MAP, .map_key = SHAPE_W, .of = &shape_list_n};
static const struct shape_key seconds_keys[] = {
    {"pack", &shape_p, false},           {"week", &week_label, false},
    {"interval_weeks", &shape_p, false}, {"first_dose_packs_by_region", &packs_by_week, false},
    {"supply_packs", &shape_n, false},   {"key", &shape_list_n, false}};
static const struct shape seconds_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(seconds_keys)};

static enum outcome seconds_meaning(struct compute *compute, const struct node *input)
{
    const struct node *map = tree_get(input, "first_dose_packs_by_region"), *key = tree_get(input, "key");
    const struct node *supply = tree_get(input, "supply_packs");
    size_t size = map->first && map->position < key->position ? map->first->count : key->count;
    for (const struct node *row = map->first; row; row = row->next)
        if (row->count != size)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, row);
    compute_check_weights(compute, key, size);
    if (supply->whole > COMPUTE_MAX_PACKS)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, supply);
    return OK;
}

/* First-dose packs of the week that lies interval weeks before; zeros where there are none. */
static enum outcome read_committed(struct compute *compute, const struct node *input, size_t count, int64_t **ret)
{
    enum { DAYS_PER_WEEK = 7 };
    int64_t monday, first_monday;
    TRY(week_parse(tree_get(input, "week")->text, &monday));
    monday -= DAYS_PER_WEEK * compute_whole(input, "interval_weeks");
    *ret = ARENA_ARRAY(compute->arena, count, int64_t);
    for (const struct node *row = tree_get(input, "first_dose_packs_by_region")->first; row; row = row->next) {
        TRY(week_parse(row->key, &first_monday));
        if (first_monday == monday)
            *ret = compute_wholes(compute, row);
    }
    return *ret ? OK : BROKEN;
}

static void put_seconds(struct compute *compute, const int64_t *committed, const int64_t *served, const int64_t *by_key,
                        int64_t *scratch, size_t count)
{
    __int128 shortfall = 0;
    compute_put(compute, "{\"committed\":");
    compute_put_wholes(compute, committed, count);
    compute_put(compute, ",\"allocated_second\":");
    compute_put_wholes(compute, served, count);
    for (size_t i = 0; i < count; i++) {
        scratch[i] = committed[i] - served[i];
        shortfall += scratch[i];
    }
    compute_put(compute, ",\"shortfall_packs\":");
    compute_put_wholes(compute, scratch, count);
    compute_put(compute, ",\"second_dose_shortfall\":");
    compute_put_wide(compute, shortfall);
    compute_put(compute, ",\"free_allocation\":");
    compute_put_wholes(compute, by_key, count);
    for (size_t i = 0; i < count; i++)
        scratch[i] = served[i] + by_key[i];
    compute_put(compute, ",\"total\":");
    compute_put_wholes(compute, scratch, count);
    compute_put(compute, ",\"alarm\":");
    compute_put_bool(compute, shortfall > 0);
}

static enum outcome seconds_run(struct compute *compute, const struct node *input)
{
    const struct node *key = tree_get(input, "key");
    size_t count = key->count;
    int64_t supply = compute_whole(input, "supply_packs"), served_sum, *committed;
    TRY(read_committed(compute, input, count, &committed));
    int64_t *served = ARENA_ARRAY(compute->arena, count, int64_t), *weights = compute_wholes(compute, key);
    int64_t *by_key = ARENA_ARRAY(compute->arena, count, int64_t),
            *scratch = ARENA_ARRAY(compute->arena, count, int64_t);
    struct rational *balances = ARENA_ARRAY(compute->arena, count, struct rational);
    if (!served || !weights || !by_key || !scratch || !balances)
        return BROKEN;
    for (size_t i = 0; i < count; i++)
        balances[i] = rational_int(0);
    TRY(account_serve_seconds(compute->arena, committed, count, supply, served, &served_sum));
    /* From balances of 0 the size of a pack changes nothing, so balances are kept in packs. */
    struct account_exact week = {.weights = weights, .count = count, .pack_doses = 1, .packs = supply - served_sum};
    struct account_flags flags;
    TRY(account_exact_week(compute->arena, &week, balances, by_key, balances, &flags));
    put_seconds(compute, committed, served, by_key, scratch, count);
    compute_put(compute, ",\"free_packs\":");
    compute_put_whole(compute, week.packs);
    compute_put(compute, "}");
    return OK;
}

/* equal_finish_key */

static const struct shape persons_rows = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_list_n};
static const struct shape_key product_keys[] = {
    {"name", &shape_s, false}, {"first_doses", &shape_n, false}, {"eligible_groups", &names, false}};
static const struct shape product_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(product_keys)};
static const struct shape products_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &product_shape};
static const struct shape_key equal_keys[] = {{"groups_in_priority_order", &names, false},
                                              {"regions", &names, false},
                                              {"remaining_persons", &persons_rows, false},
                                              {"products", &products_shape, false}};
static const struct shape equal_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(equal_keys)};

static enum outcome check_products(struct compute *compute, const struct node *input)
{
    const struct node *products = tree_get(input, "products");
    const struct node **list = ARENA_ARRAY(compute->arena, products->count, const struct node *);
    struct compute_names groups;
    size_t count = 0;
    TRY(compute_names_open(compute, tree_get(input, "groups_in_priority_order"), &groups));
    if (!list)
        return TOO_LARGE;
    for (const struct node *product = products->first; product; product = product->next) {
        const struct node *eligible = tree_get(product, "eligible_groups");
        list[count++] = tree_get(product, "name");
        TRY(compute_check_distinct(compute, eligible));
        for (const struct node *group = eligible->first; group; group = group->next)
            if (compute_names_of_text(&groups, group) == COMPUTE_NO_NAME)
                refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, group);
    }
    return refuse_duplicates(compute->arena, &compute->refusals, list, count);
}

static enum outcome equal_meaning(struct compute *compute, const struct node *input)
{
    const struct node *groups = tree_get(input, "groups_in_priority_order"), *regions = tree_get(input, "regions");
    const struct node *rows = tree_get(input, "remaining_persons");
    TRY(compute_check_distinct(compute, groups));
    TRY(compute_check_distinct(compute, regions));
    compute_check_pair(compute, regions, rows);
    for (const struct node *row = rows->first; row; row = row->next)
        if (row->count != groups->count)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, row);
    return check_products(compute, input);
}

static enum outcome read_products(struct compute *compute, const struct node *input, struct equal_key_input *equal)
{
    const struct node *products = tree_get(input, "products");
    struct equal_key_product *list = ARENA_ARRAY(compute->arena, products->count, struct equal_key_product);
    struct compute_names groups;
    size_t count = 0;
    if (!list || compute_names_open(compute, tree_get(input, "groups_in_priority_order"), &groups) != OK)
        return BROKEN;
    for (const struct node *product = products->first; product; product = product->next, count++) {
        bool *eligible = ARENA_ARRAY(compute->arena, equal->groups, bool);
        if (!eligible)
            return BROKEN;
        for (const struct node *group = tree_get(product, "eligible_groups")->first; group; group = group->next)
            eligible[compute_names_of_text(&groups, group)] = true;
        list[count] =
            (struct equal_key_product){.first_doses = compute_whole(product, "first_doses"), .eligible = eligible};
    }
    equal->products = count;
    equal->list = list;
    return OK;
}

static enum outcome read_equal(struct compute *compute, const struct node *input, struct equal_key_input *ret)
{
    *ret = (struct equal_key_input){.groups = tree_get(input, "groups_in_priority_order")->count,
                                    .regions = tree_get(input, "regions")->count};
    int64_t *remaining = ARENA_ARRAY(compute->arena, ret->groups * ret->regions, int64_t);
    size_t at = 0;
    if (!remaining)
        return BROKEN;
    for (const struct node *row = tree_get(input, "remaining_persons")->first; row; row = row->next)
        for (const struct node *persons = row->first; persons; persons = persons->next)
            remaining[at++] = persons->whole;
    ret->remaining = remaining;
    return read_products(compute, input, ret);
}

static void put_planned(struct compute *compute, const struct node *input, const struct equal_key_input *equal,
                        const int64_t *planned)
{
    compute_put(compute, "[");
    for (size_t p = 0; p < equal->products; p++) {
        size_t g = 0;
        compute_put_comma(compute, p);
        compute_put(compute, "{");
        for (const struct node *group = tree_get(input, "groups_in_priority_order")->first; group;
             group = group->next) {
            compute_put_comma(compute, g);
            compute_put_text(compute, group->text, group->length);
            compute_put(compute, ":");
            compute_put_ratio(compute, rational_int(planned[p * equal->groups + g++]));
        }
        compute_put(compute, "}");
    }
    compute_put(compute, "]");
}

static void put_rows(struct compute *compute, const struct rational *ratios, size_t rows, size_t columns)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < rows; i++) {
        compute_put_comma(compute, i);
        compute_put_ratios(compute, ratios + i * columns, columns);
    }
    compute_put(compute, "]");
}

static void put_coverage(struct compute *compute, const struct equal_key_input *equal,
                         const struct known_rational *coverage)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < equal->regions * equal->groups; i++) {
        bool first = i % equal->groups == 0;
        compute_put(compute, !first ? "," : i > 0 ? "],[" : "[");
        if (coverage[i].known)
            compute_put_ratio(compute, coverage[i].value);
        else
            compute_put(compute, "null");
    }
    compute_put(compute, "]]");
}

static enum outcome equal_run(struct compute *compute, const struct node *input)
{
    struct equal_key_input equal;
    struct equal_key_result result;
    TRY(read_equal(compute, input, &equal));
    TRY(equal_key(compute->arena, &equal, &result));
    compute_put(compute, "{\"planned_use\":");
    put_planned(compute, input, &equal, result.planned);
    compute_put(compute, ",\"entitlement_doses\":");
    put_rows(compute, result.entitlement, equal.products, equal.regions);
    compute_put(compute, ",\"key\":");
    put_rows(compute, result.key, equal.products, equal.regions);
    compute_put(compute, ",\"coverage_of_remaining\":");
    put_coverage(compute, &equal, result.coverage);
    compute_put(compute, ",\"unused\":[");
    for (size_t p = 0; p < equal.products; p++) {
        compute_put_comma(compute, p);
        compute_put_ratio(compute, rational_int(result.unused[p]));
    }
    compute_put(compute, "]}");
    return OK;
}

/* deviation_report */

static const struct shape delivered_map = {
    .kind = SHAPE_MAP, .flags = SHAPE_SOME, .map_key = SHAPE_S, .of = &shape_list_n};
static const struct shape key_map = {.kind = SHAPE_MAP, .map_key = SHAPE_S, .of = &shape_r};
static const struct shape_key report_keys[] = {{"total_doses", &shape_p, false},
                                               {"columns", &names, false},
                                               {"delivered", &delivered_map, false},
                                               {"key_percent", &key_map, false},
                                               {"key_rounding_half_width_percent", &shape_r, false},
                                               {"published_column_totals", &shape_list_n, false}};
static const struct shape report_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(report_keys)};

static enum outcome report_meaning(struct compute *compute, const struct node *input)
{
    const struct node *delivered = tree_get(input, "delivered"), *columns = tree_get(input, "columns");
    struct compute_names regions;
    TRY(compute_names_open(compute, delivered, &regions));
    for (const struct node *row = delivered->first; row; row = row->next)
        if (row->count != columns->count)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, row);
    compute_check_pair(compute, columns, tree_get(input, "published_column_totals"));
    for (const struct node *key = tree_get(input, "key_percent")->first; key; key = key->next)
        if (compute_names_of_key(&regions, key) == COMPUTE_NO_NAME)
            refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, key);
    return OK;
}

static void put_region(struct compute *compute, __int128 delivered, struct deviation deviation)
{
    compute_put(compute, "{\"delivered\":");
    compute_put_wide(compute, delivered);
    compute_put(compute, ",\"entitled\":");
    compute_put_figure(compute, true, deviation.entitled);
    compute_put(compute, ",\"deviation_doses\":");
    compute_put_figure(compute, true, deviation.doses);
    compute_put(compute, ",\"deviation_pct\":");
    compute_put_figure(compute, deviation.percent_known, deviation.percent);
    compute_put(compute, ",\"significant_beyond_key_rounding\":");
    compute_put_bool(compute, deviation.significant);
    compute_put(compute, "}");
}

static void put_sums(struct compute *compute, const struct node *input, const __int128 *sums, size_t count)
{
    size_t i = 0;
    compute_put(compute, "{\"column_sums\":[");
    for (; i < count; i++) {
        compute_put_comma(compute, i);
        compute_put_wide(compute, sums[i]);
    }
    compute_put(compute, "],\"column_totals_match\":[");
    i = 0;
    for (const struct node *total = tree_get(input, "published_column_totals")->first; total;
         total = total->next, i++) {
        compute_put_comma(compute, i);
        compute_put_bool(compute, sums[i] == total->whole);
    }
    compute_put(compute, "]");
}

static enum outcome report_run(struct compute *compute, const struct node *input)
{
    const struct node *delivered = tree_get(input, "delivered");
    size_t columns = tree_get(input, "columns")->count, at = 0;
    __int128 *sums = ARENA_ARRAY(compute->arena, columns, __int128);
    __int128 *totals = ARENA_ARRAY(compute->arena, delivered->count, __int128);
    struct compute_names regions;
    if (!sums || !totals || compute_names_open(compute, delivered, &regions) != OK)
        return BROKEN;
    for (const struct node *row = delivered->first; row; row = row->next, at++) {
        size_t column = 0;
        for (const struct node *doses = row->first; doses; doses = doses->next) {
            sums[column++] += doses->whole;
            totals[at] += doses->whole;
        }
    }
    put_sums(compute, input, sums, columns);
    compute_put(compute, ",\"deviation\":{");
    size_t index = 0;
    for (const struct node *key = tree_get(input, "key_percent")->first; key; key = key->next) {
        __int128 total = totals[compute_names_of_key(&regions, key)];
        compute_put_comma(compute, index++);
        compute_put_text(compute, key->key, key->key_length);
        compute_put(compute, ":");
        put_region(compute, total,
                   deviation_of(total, compute_whole(input, "total_doses"), *key->ratio,
                                compute_ratio(input, "key_rounding_half_width_percent")));
    }
    compute_put(compute, "}}");
    return OK;
}

/* deviation_report_packs */

static const struct shape trays_map = {.kind = SHAPE_MAP, .flags = SHAPE_SOME, .map_key = SHAPE_S, .of = &shape_n};
static const struct shape_key trays_week_keys[] = {{"week", &week_label, false}, {"trays", &trays_map, false}};
static const struct shape trays_week = {.kind = SHAPE_OBJECT, SHAPE_KEYS(trays_week_keys)};
static const struct shape trays_weeks = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &trays_week};
static const struct shape_key trays_keys[] = {{"weeks", &trays_weeks, false},
                                              {"key_percent", &key_map, false},
                                              {"key_rounding_half_width_percent", &shape_r, false}};
static const struct shape trays_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(trays_keys)};

static enum outcome trays_meaning(struct compute *compute, const struct node *input)
{
    for (const struct node *week = tree_get(input, "weeks")->first; week; week = week->next) {
        struct compute_names regions;
        struct arena_mark mark = arena_mark(compute->arena);
        TRY(compute_names_open(compute, tree_get(week, "trays"), &regions));
        for (const struct node *key = tree_get(input, "key_percent")->first; key; key = key->next)
            if (compute_names_of_key(&regions, key) == COMPUTE_NO_NAME)
                refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, key);
        arena_reset(compute->arena, mark);
    }
    return OK;
}

/* Trays of each region with a key over all weeks, and of all regions, whose sum per week is put. */
static enum outcome sum_trays(struct compute *compute, const struct node *input, __int128 *trays, __int128 *ret_all)
{
    const struct node *keys = tree_get(input, "key_percent");
    struct compute_names regions;
    size_t index = 0;
    if (compute_names_open(compute, keys, &regions) != OK)
        return BROKEN;
    *ret_all = 0;
    for (const struct node *week = tree_get(input, "weeks")->first; week; week = week->next) {
        __int128 total = 0;
        for (const struct node *one = tree_get(week, "trays")->first; one; one = one->next) {
            int64_t place = compute_names_of_key(&regions, one);
            total += one->whole;
            if (place != COMPUTE_NO_NAME)
                trays[place] += one->whole;
        }
        compute_put_comma(compute, index++);
        compute_put_wide(compute, total);
        *ret_all += total;
    }
    return OK;
}

static enum outcome trays_run(struct compute *compute, const struct node *input)
{
    const struct node *keys = tree_get(input, "key_percent");
    struct rational half = compute_ratio(input, "key_rounding_half_width_percent");
    __int128 *trays = ARENA_ARRAY(compute->arena, keys->count, __int128), all;
    if (!trays)
        return BROKEN;
    compute_put(compute, "{\"totals\":[");
    TRY(sum_trays(compute, input, trays, &all));
    compute_put(compute, "],\"outside_one_tray\":{");
    size_t at = 0, put = 0;
    for (const struct node *key = keys->first; key; key = key->next, at++) {
        if (!deviation_outside_a_pack(trays[at], all, *key->ratio, half))
            continue;
        compute_put_comma(compute, put++);
        compute_put_text(compute, key->key, key->key_length);
        compute_put(compute, ":{\"trays\":");
        compute_put_wide(compute, trays[at]);
        compute_put(compute, ",\"entitled\":");
        compute_put_figure(compute, true, rational_double(*key->ratio) * (double)all / 100);
        compute_put(compute, ",\"outside_one_tray_for_sure\":true}");
    }
    compute_put(compute, "}}");
    return OK;
}

const struct compute_problem compute_key_problems[] = {
    {"second_dose_commitments", "second doses first, what is left by the key", &seconds_shape, NULL, seconds_meaning,
     seconds_run},
    {"equal_finish_key", "a key per product by which all regions finish together", &equal_shape, NULL, equal_meaning,
     equal_run},
    {"deviation_report", "doses delivered against a published key", &report_shape, NULL, report_meaning, report_run},
    {"deviation_report_packs", "who is a whole tray off whatever the key's decimals", &trays_shape, NULL, trays_meaning,
     trays_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
