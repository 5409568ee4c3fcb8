/* Printed tables and their arithmetic: core/forecast.h, core/goal.h. */
#include "api/compute_lists.h"
#include "core/forecast.h"
#include "core/goal.h"

static const struct shape names = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_s};

/* report_arithmetic */

static const struct shape_key report_keys[] = {
    {"expected_jan_feb", &shape_n, true}, {"delivered", &shape_n, true},      {"az_forecast", &shape_n, true},
    {"az_delivered", &shape_n, true},     {"adults", &shape_n, true},         {"one_dose_persons", &shape_n, true},
    {"missing_persons", &shape_n, true},  {"vaccinations", &shape_n, true},   {"first_dose", &shape_n, true},
    {"second_dose", &shape_n, true},      {"phase1_persons", &shape_n, true}, {"capacity_per_week", &shape_n, true}};
static const struct shape report_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(report_keys)};

static struct known_int given(const struct node *input, const char *key)
{
    const struct node *node = tree_get(input, key);
    return node ? known_int(node->whole) : (struct known_int){0};
}

static enum outcome report_meaning(struct compute *compute, const struct node *input)
{
    struct known_int adults = given(input, "adults"), one_dose = given(input, "one_dose_persons");
    struct known_int missing = given(input, "missing_persons");
    if (adults.known && one_dose.known && one_dose.value > adults.value)
        refuse(&compute->refusals, REFUSAL_INCONSISTENT, tree_get(input, "one_dose_persons"));
    if (adults.known && one_dose.known && missing.known && one_dose.value + missing.value > adults.value)
        refuse(&compute->refusals, REFUSAL_INCONSISTENT, tree_get(input, "missing_persons"));
    return OK;
}

/* factor * top/bottom, if both are given. */
static void put_part(struct compute *compute, const char *key, struct known_int top, struct known_int bottom,
                     int factor)
{
    if (!top.known || !bottom.known)
        return;
    compute_put_key(compute, key);
    bool some = bottom.value > 0;
    compute_put_figure(compute, some, some ? (double)((long double)top.value * factor / (long double)bottom.value) : 0);
}

static void put_given(struct compute *compute, const char *key, bool are_given, int64_t whole)
{
    if (!are_given)
        return;
    compute_put_key(compute, key);
    compute_put_whole(compute, whole);
}

/* Doses for everybody, and what a plan that leaves some out would have had. */
static enum outcome put_doses(struct compute *compute, const struct node *input)
{
    struct known_int adults = given(input, "adults"), one_dose = given(input, "one_dose_persons");
    struct known_int missing = given(input, "missing_persons"), capacity = given(input, "capacity_per_week");
    int64_t needed, implied;
    if (!adults.known || !one_dose.known)
        return OK;
    TRY(goal_doses_needed(adults.value, one_dose.value, &needed));
    put_given(compute, "doses_needed", true, needed);
    if (missing.known) {
        TRY(goal_doses_needed(adults.value - missing.value, one_dose.value, &implied));
        put_given(compute, "implied_forecast_doses", true, implied);
    }
    if (!capacity.known)
        return OK;
    compute_put_key(compute, "weeks_at_full_capacity_for_need");
    if (capacity.value == 0)
        compute_put(compute, "null");
    else
        compute_put_whole(compute, needed / capacity.value + (needed % capacity.value > 0));
    return OK;
}

static enum outcome report_run(struct compute *compute, const struct node *input)
{
    struct known_int delivered = given(input, "delivered"), phase1 = given(input, "phase1_persons");
    struct known_int first = given(input, "first_dose"), second = given(input, "second_dose");
    compute_put(compute, "{");
    put_part(compute, "realisation_total", delivered, given(input, "expected_jan_feb"), 1);
    put_part(compute, "realisation_az", given(input, "az_delivered"), given(input, "az_forecast"), 1);
    TRY(put_doses(compute, input));
    put_given(compute, "first_plus_second", first.known && second.known, first.value + second.value);
    put_part(compute, "share_first_dose_adults_percent", first, given(input, "adults"), 100);
    put_given(compute, "phase1_doses", phase1.known, 2 * phase1.value);
    int64_t coverable = delivered.value / 2 < phase1.value ? delivered.value / 2 : phase1.value;
    put_given(compute, "phase1_coverable_persons_with_two_doses", phase1.known && delivered.known, coverable);
    compute_put(compute, "}");
    return OK;
}

/* vintage_reconciliation */

static const struct shape rows_map = {.kind = SHAPE_MAP, .flags = SHAPE_SOME, .map_key = SHAPE_S, .of = &shape_list_n};
static const struct shape_key table_keys[] = {{"data_through", &shape_s, false},
                                              {"columns", &names, false},
                                              {"products", &rows_map, false},
                                              {"total", &shape_list_n, false}};
static const struct shape table_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(table_keys)};
static const struct shape trays_map = {.kind = SHAPE_MAP, .map_key = SHAPE_S, .of = &shape_p};
static const struct shape_key quarter_keys[] = {{"product", &shape_s, false}, {"doses", &shape_p, false}};
static const struct shape quarter_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(quarter_keys)};
static const struct shape quarters_shape = {.kind = SHAPE_LIST, .of = &quarter_shape};
static const struct shape_key vintage_keys[] = {{"old", &table_shape, false},
                                                {"new", &table_shape, false},
                                                {"regional_sum_old_first_column", &shape_n, false},
                                                {"doses_per_tray", &trays_map, false},
                                                {"quarter_forecasts", &quarters_shape, false}};
static const struct shape vintage_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(vintage_keys)};

/* Columns up to data_through; 0 if it is none of them. */
static size_t outcome_columns(const struct node *table)
{
    const struct node *through = tree_get(table, "data_through");
    size_t count = 1;
    for (const struct node *column = tree_get(table, "columns")->first; column; column = column->next, count++)
        if (tree_compare_texts(column, through) == 0)
            return count;
    return 0;
}

static void check_table(struct compute *compute, const struct node *table)
{
    const struct node *columns = tree_get(table, "columns"), *total = tree_get(table, "total");
    if (outcome_columns(table) == 0)
        refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, tree_get(table, "data_through"));
    for (const struct node *row = tree_get(table, "products")->first; row; row = row->next)
        if (row->count != columns->count)
            refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, row);
    if (total->count != columns->count)
        refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, total);
}

static enum outcome vintage_meaning(struct compute *compute, const struct node *input)
{
    const struct node *fresh = tree_get(input, "new"), *total = tree_get(tree_get(fresh, "products"), "total");
    struct compute_names products;
    check_table(compute, tree_get(input, "old"));
    check_table(compute, fresh);
    if (total) /* the result has a sum under this key */
        refuse(&compute->refusals, REFUSAL_DUPLICATE, total);
    TRY(compute_names_open(compute, tree_get(fresh, "products"), &products));
    for (const struct node *one = tree_get(input, "doses_per_tray")->first; one; one = one->next)
        if (compute_names_of_key(&products, one) == COMPUTE_NO_NAME)
            refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, one);
    for (const struct node *one = tree_get(input, "quarter_forecasts")->first; one; one = one->next)
        if (compute_names_of_text(&products, tree_get(one, "product")) == COMPUTE_NO_NAME)
            refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, tree_get(one, "product"));
    return OK;
}

/* A table's rows in the order of its products, and how to find them. */
struct table {
    struct forecast_table figures;
    struct compute_names names;
};

static enum outcome read_table(struct compute *compute, const struct node *node, struct table *ret_table)
{
    const struct node *products = tree_get(node, "products");
    size_t columns = tree_get(node, "columns")->count, at = 0;
    int64_t *rows = ARENA_ARRAY(compute->arena, products->count * columns, int64_t);
    int64_t *total = compute_wholes(compute, tree_get(node, "total"));
    if (!rows || !total || compute_names_open(compute, products, &ret_table->names) != OK)
        return BROKEN;
    for (const struct node *row = products->first; row; row = row->next)
        for (const struct node *doses = row->first; doses; doses = doses->next)
            rows[at++] = doses->whole;
    ret_table->figures = (struct forecast_table){.columns = columns,
                                                 .products = products->count,
                                                 .rows = rows,
                                                 .total = total,
                                                 .outcome_columns = outcome_columns(node)};
    return OK;
}

static const int64_t *row_at(const struct table *table, int64_t place)
{
    return place == COMPUTE_NO_NAME ? NULL : table->figures.rows + (size_t)place * table->figures.columns;
}

static void put_matches(struct compute *compute, const struct table *table)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < table->figures.columns; i++) {
        compute_put_comma(compute, i);
        compute_put_bool(compute, forecast_column_adds_up(&table->figures, i));
    }
    compute_put(compute, "]");
}

static void put_between(struct compute *compute, const struct node *products, const struct table *old,
                        const struct table *fresh)
{
    int64_t place = 0;
    compute_put(compute, "{");
    for (const struct node *row = products->first; row; row = row->next, place++) {
        compute_put_text(compute, row->key, row->key_length);
        compute_put(compute, ":");
        compute_put_wide(compute, forecast_delivered_between(row_at(fresh, place),
                                                             row_at(old, compute_names_of_key(&old->names, row)),
                                                             old->figures.outcome_columns));
        compute_put(compute, ",");
    }
    compute_put(compute, "\"total\":");
    compute_put_wide(
        compute, forecast_delivered_between(fresh->figures.total, old->figures.total, old->figures.outcome_columns));
    compute_put(compute, "}");
}

static void put_trays(struct compute *compute, const struct node *doses_per_tray, const struct table *fresh)
{
    size_t index = 0;
    compute_put(compute, "{");
    for (const struct node *tray = doses_per_tray->first; tray; tray = tray->next) {
        const int64_t *row = row_at(fresh, compute_names_of_key(&fresh->names, tray));
        compute_put_comma(compute, index++);
        compute_put_text(compute, tray->key, tray->key_length);
        compute_put(compute, ":[");
        for (size_t i = 0; i < fresh->figures.columns; i++) {
            compute_put_comma(compute, i);
            if (row[i] % tray->whole == 0)
                compute_put_whole(compute, row[i] / tray->whole);
            else
                compute_put(compute, "null");
        }
        compute_put(compute, "]");
    }
    compute_put(compute, "}");
}

static enum outcome vintage_run(struct compute *compute, const struct node *input)
{
    const struct node *products = tree_get(tree_get(input, "new"), "products");
    struct table old, fresh;
    TRY(read_table(compute, tree_get(input, "old"), &old));
    TRY(read_table(compute, tree_get(input, "new"), &fresh));
    compute_put(compute, "{\"product_sums_match_old\":");
    put_matches(compute, &old);
    compute_put(compute, ",\"product_sums_match_new\":");
    put_matches(compute, &fresh);
    compute_put(compute, ",\"regional_sum_difference\":");
    compute_put_whole(compute, compute_whole(input, "regional_sum_old_first_column") - old.figures.total[0]);
    compute_put(compute, ",\"delivered_between\":");
    put_between(compute, products, &old, &fresh);
    compute_put(compute, ",\"planned_after_data_old\":");
    compute_put_wide(compute, forecast_planned(old.figures.total, old.figures.columns, old.figures.outcome_columns));
    compute_put(compute, ",\"trays_new\":");
    put_trays(compute, tree_get(input, "doses_per_tray"), &fresh);
    compute_put(compute, ",\"realisation_first_column_new\":[");
    size_t index = 0;
    for (const struct node *one = tree_get(input, "quarter_forecasts")->first; one; one = one->next) {
        const int64_t *row = row_at(&fresh, compute_names_of_text(&fresh.names, tree_get(one, "product")));
        compute_put_comma(compute, index++);
        compute_put_figure(compute, true, (double)row[0] / (double)compute_whole(one, "doses"));
    }
    compute_put(compute, "]}");
    return OK;
}

/* back_out_cut */

static const struct shape cut_share = {.kind = SHAPE_R, .bound = BOUND_BELOW_1};
static const struct shape_key cut_keys[] = {{"after", &shape_n, false}, {"cut", &cut_share, false}};
static const struct shape cut_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(cut_keys)};
static const struct shape cuts_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &cut_shape};
static const struct shape multiples_shape = {.kind = SHAPE_LIST, .of = &shape_p};
static const struct shape_key back_keys[] = {{"cuts", &cuts_shape, false}, {"multiples", &multiples_shape, false}};
static const struct shape back_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(back_keys)};

static enum outcome back_run(struct compute *compute, const struct node *input)
{
    const struct node *cuts = tree_get(input, "cuts");
    size_t index = 0;
    compute_put(compute, "{\"before\":[");
    for (const struct node *cut = cuts->first; cut; cut = cut->next) {
        compute_put_comma(compute, index++);
        compute_put_figure(compute, true, forecast_before_cut(compute_whole(cut, "after"), compute_ratio(cut, "cut")));
    }
    compute_put(compute, "],\"nearest_multiple\":[");
    index = 0;
    for (const struct node *multiple = tree_get(input, "multiples")->first; multiple; multiple = multiple->next) {
        compute_put_comma(compute, index++);
        compute_put(compute, "[");
        for (const struct node *cut = cuts->first; cut; cut = cut->next) {
            compute_put(compute, cut == cuts->first ? "" : ",");
            compute_put_wide(compute, forecast_before_cut_multiple(compute_whole(cut, "after"),
                                                                   compute_ratio(cut, "cut"), multiple->whole));
        }
        compute_put(compute, "]");
    }
    compute_put(compute, "]}");
    return OK;
}

const struct compute_problem compute_forecast_table_problems[] = {
    {"report_arithmetic", "shares, doses needed and weeks behind a report's figures", &report_shape, NULL,
     report_meaning, report_run},
    {"vintage_reconciliation", "two editions of a delivery table against each other", &vintage_shape, NULL,
     vintage_meaning, vintage_run},
    {"back_out_cut", "what was planned before a cut", &back_shape, NULL, NULL, back_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
