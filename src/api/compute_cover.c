/* Equipment cover: the computations of core/cover.h, one article at a time. */
#include "api/compute_problem.h"

/* cover_status */

static const struct shape_key threshold_keys[] = {
    {"akut", &shape_p, false}, {"rod", &shape_p, false}, {"gul", &shape_p, false}};
static const struct shape thresholds = {.kind = SHAPE_OBJECT, SHAPE_KEYS(threshold_keys)};
static const struct shape_key status_row_keys[] = {{"stock", &shape_n_or_null, false},
                                                   {"use_per_day", &shape_r_or_null, false},
                                                   {"report_age_days", &shape_n_or_null, false}};
static const struct shape status_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(status_row_keys)};
static const struct shape status_rows = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &status_row};
static const struct shape_key status_keys[] = {
    {"thresholds_days", &thresholds, false}, {"max_report_age_days", &shape_n, false}, {"rows", &status_rows, false}};
static const struct shape status_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(status_keys)};

static const char *const status_names[] = {
    [COVER_ACUTE] = "akut", [COVER_RED] = "röd",  [COVER_YELLOW] = "gul",
    [COVER_GREEN] = "grön", [COVER_GREY] = "grå", [COVER_NOT_APPLICABLE] = "ej_aktuell"};
_Static_assert(sizeof status_names / sizeof status_names[0] == COVER_STATUS__COUNT, "a word for every status");

static struct cover_thresholds read_thresholds(const struct node *input)
{
    const struct node *days = tree_get(input, "thresholds_days");
    return (struct cover_thresholds){.acute_below_days = compute_whole(days, "akut"),
                                     .red_below_days = compute_whole(days, "rod"),
                                     .yellow_below_days = compute_whole(days, "gul"),
                                     .grey_after_days = compute_whole(input, "max_report_age_days")};
}

static enum outcome status_meaning(struct compute *compute, const struct node *input)
{
    struct cover_thresholds days = read_thresholds(input);
    if (days.acute_below_days >= days.red_below_days || days.red_below_days >= days.yellow_below_days)
        refuse(&compute->refusals, REFUSAL_INCONSISTENT, tree_get(input, "thresholds_days"));
    return OK;
}

static enum outcome status_run(struct compute *compute, const struct node *input)
{
    struct cover_thresholds days = read_thresholds(input);
    size_t index = 0;
    compute_put(compute, "[");
    for (const struct node *row = tree_get(input, "rows")->first; row; row = row->next) {
        struct cover cover;
        TRY(cover_of_pieces(compute_known_int(tree_get(row, "stock")),
                            compute_known_rational(tree_get(row, "use_per_day")), &cover));
        struct known_int age = compute_known_int(tree_get(row, "report_age_days"));
        compute_put_comma(compute, index++);
        compute_put(compute, "{\"cover_days\":");
        compute_put_cover(compute, cover);
        compute_put(compute, ",\"status\":\"");
        compute_put(compute, status_names[cover_judge(&days, cover, age)]);
        compute_put(compute, "\"}");
    }
    compute_put(compute, "]");
    return OK;
}

/* burn_rate */

static const struct shape week_list = {.kind = SHAPE_LIST, .of = &shape_n_or_null};
static const struct shape week_lists = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &week_list};
static const struct shape alpha = {.kind = SHAPE_R, .bound = BOUND_ABOVE_0_AT_MOST_1};
static const struct shape_key burn_keys[] = {
    {"weekly_use", &week_lists, false}, {"alpha", &alpha, false}, {"window", &shape_p, false}};
static const struct shape burn_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(burn_keys)};

/* An exact fraction grows with every week that counts, so their number is bounded over all lists. */
static enum outcome burn_meaning(struct compute *compute, const struct node *input)
{
    const struct node *lists = tree_get(input, "weekly_use");
    size_t weeks = 0;
    for (const struct node *list = lists->first; list; list = list->next)
        weeks += list->count;
    if (weeks > SHAPE_MAX_ELEMENTS)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, lists);
    return OK;
}

static enum outcome burn_one(struct compute *compute, const struct node *weeks, struct burn_rule rule)
{
    struct known_int *use = ARENA_ARRAY(compute->arena, weeks->count, struct known_int);
    if (!use)
        return BROKEN;
    size_t count = 0;
    for (const struct node *week = weeks->first; week; week = week->next)
        use[count++] = compute_known_int(week);
    struct burn_rate rate;
    TRY(cover_burn_rate(compute->arena, use, count, rule, &rate));
    compute_put(compute, "{\"per_day\":");
    if (rate.per_day.known)
        compute_put_ratio(compute, rate.per_day.value);
    else
        compute_put(compute, "null");
    compute_put(compute, ",\"outlier_indices_in_last_8\":[");
    for (size_t i = 0; i < rate.outlier_count; i++) {
        compute_put_comma(compute, i);
        compute_put_whole(compute, (int64_t)rate.outliers[i]);
    }
    compute_put(compute, "]}");
    return OK;
}

static enum outcome burn_run(struct compute *compute, const struct node *input)
{
    struct burn_rule rule = {.alpha = compute_ratio(input, "alpha"), .window = compute_whole(input, "window")};
    size_t index = 0;
    compute_put(compute, "[");
    for (const struct node *weeks = tree_get(input, "weekly_use")->first; weeks; weeks = weeks->next) {
        compute_put_comma(compute, index++);
        TRY(burn_one(compute, weeks, rule));
    }
    compute_put(compute, "]");
    return OK;
}

/* implied_use */

static const struct shape_key balance_keys[] = {
    {"prev", &shape_n_or_null, false},         {"received", &shape_n_or_null, false},
    {"transfers_in", &shape_n_or_null, false}, {"transfers_out", &shape_n_or_null, false},
    {"discarded", &shape_n_or_null, false},    {"now", &shape_n_or_null, false},
    {"reported_use", &shape_n_or_null, false}};
static const struct shape balance_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(balance_keys)};
static const struct shape balance_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &balance_row};

static const char *const balance_words[] = {[BALANCE_FINE] = "null",
                                            [BALANCE_NEGATIVE_USE] = "\"negativ_forbrukning\"",
                                            [BALANCE_DEVIATES] = "\"avviker_fran_rapporterad\""};
_Static_assert(sizeof balance_words / sizeof balance_words[0] == BALANCE_FLAG__COUNT, "a word for every flag");

static enum outcome balance_one(struct compute *compute, const struct node *row)
{
    struct balance balance = {.previous = compute_known_int(tree_get(row, "prev")),
                              .received = compute_known_int(tree_get(row, "received")),
                              .transfers_in = compute_known_int(tree_get(row, "transfers_in")),
                              .transfers_out = compute_known_int(tree_get(row, "transfers_out")),
                              .discarded = compute_known_int(tree_get(row, "discarded")),
                              .now = compute_known_int(tree_get(row, "now")),
                              .reported_use = compute_known_int(tree_get(row, "reported_use"))};
    struct known_int implied;
    enum balance_flag flag;
    TRY(cover_implied_use(&balance, &implied, &flag));
    compute_put(compute, "{\"implied\":");
    if (implied.known)
        compute_put_whole(compute, implied.value);
    else
        compute_put(compute, "null");
    compute_put(compute, ",\"flag\":");
    compute_put(compute, balance_words[flag]);
    compute_put(compute, "}");
    return OK;
}

static enum outcome balance_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, balance_one);
}

/* effective_stock */

static const struct shape some_use = {.kind = SHAPE_R, .bound = BOUND_ABOVE_0};
static const struct shape_key lot_values[] = {{"quantity", &shape_n, false}, {"days_to_expiry", &shape_n, false}};
static const struct shape lot_pair = {.kind = SHAPE_TUPLE, SHAPE_KEYS(lot_values)};
static const struct shape lot_pairs = {.kind = SHAPE_LIST, .of = &lot_pair};
static const struct shape_key effective_keys[] = {{"use_per_day", &some_use, false}, {"lots", &lot_pairs, false}};
static const struct shape effective_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(effective_keys)};
static const struct shape effective_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &effective_row};

static enum outcome effective_one(struct compute *compute, const struct node *row)
{
    const struct node *list = tree_get(row, "lots");
    struct lot *lots = ARENA_ARRAY(compute->arena, list->count, struct lot);
    if (!lots)
        return BROKEN;
    size_t count = 0;
    for (const struct node *pair = list->first; pair; pair = pair->next)
        lots[count++] = (struct lot){.quantity = pair->first->whole, .days_to_expiry = pair->first->next->whole};
    struct effective_stock stock;
    TRY(cover_effective_stock(compute->arena, compute_ratio(row, "use_per_day"), lots, count, &stock));
    compute_put(compute, "{\"usable\":");
    compute_put_ratio(compute, stock.usable);
    compute_put(compute, ",\"wasted\":");
    compute_put_ratio(compute, stock.wasted);
    compute_put(compute, ",\"cover_days\":");
    compute_put_days(compute, stock.cover);
    compute_put(compute, "}");
    return OK;
}

static enum outcome effective_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, effective_one);
}

/* runout_day */

static const struct shape_key delivery_keys[] = {{"day", &shape_n, false}, {"qty", &shape_n, false}};
static const struct shape delivery = {.kind = SHAPE_OBJECT, SHAPE_KEYS(delivery_keys)};
static const struct shape delivery_list = {.kind = SHAPE_LIST, .of = &delivery};
static const struct shape_key runout_keys[] = {{"stock", &shape_n, false},
                                               {"use_per_day", &shape_r, false},
                                               {"deliveries", &delivery_list, false},
                                               {"horizon", &shape_p, false}};
static const struct shape runout_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(runout_keys)};
static const struct shape runout_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &runout_row};

/* A delivery behind the horizon. */
static enum outcome runout_form(struct compute *compute, const struct node *input)
{
    for (const struct node *row = input->kind == NODE_LIST ? input->first : NULL; row; row = row->next) {
        const struct node *horizon = tree_get(row, "horizon"), *list = tree_get(row, "deliveries");
        if (!horizon || horizon->kind != NODE_NUMBER || horizon->whole < 1 || !list || list->kind != NODE_LIST)
            continue;
        for (const struct node *coming = list->first; coming; coming = coming->next) {
            const struct node *day = tree_get(coming, "day");
            if (day && day->kind == NODE_NUMBER && day->whole > horizon->whole)
                refuse(&compute->refusals, REFUSAL_OUT_OF_RANGE, day);
        }
    }
    return OK;
}

static enum outcome runout_one(struct compute *compute, const struct node *row)
{
    const struct node *list = tree_get(row, "deliveries");
    struct delivery *deliveries = ARENA_ARRAY(compute->arena, list->count, struct delivery);
    if (!deliveries)
        return BROKEN;
    size_t count = 0;
    for (const struct node *coming = list->first; coming; coming = coming->next)
        deliveries[count++] =
            (struct delivery){.day = compute_whole(coming, "day"), .quantity = compute_whole(coming, "qty")};
    struct known_rational day;
    TRY(cover_runout_day(compute->arena, rational_int(compute_whole(row, "stock")), compute_ratio(row, "use_per_day"),
                         deliveries, count, compute_whole(row, "horizon"), &day));
    if (day.known)
        compute_put_ratio(compute, day.value);
    else
        compute_put(compute, "null");
    return OK;
}

static enum outcome runout_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, runout_one);
}

/* stale_stock */

static const struct shape_key stale_keys[] = {
    {"stock", &shape_n_or_null, false}, {"use_per_day", &shape_r_or_null, false}, {"age_days", &shape_n, false}};
static const struct shape stale_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(stale_keys)};
static const struct shape stale_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &stale_row};

static enum outcome stale_one(struct compute *compute, const struct node *row)
{
    struct known_int stock = compute_known_int(tree_get(row, "stock"));
    struct known_rational left;
    TRY(cover_stale_stock((struct known_rational){.known = stock.known, .value = rational_int(stock.value)},
                          compute_known_rational(tree_get(row, "use_per_day")), compute_whole(row, "age_days"), &left));
    if (left.known)
        compute_put_ratio(compute, left.value);
    else
        compute_put(compute, "null");
    return OK;
}

static enum outcome stale_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, stale_one);
}

/* need_packs */

static const struct shape_key need_keys[] = {{"stock", &shape_n, false},
                                             {"use_per_day", &shape_r, false},
                                             {"target_days", &shape_p, false},
                                             {"pack", &shape_p, false},
                                             {"confirmed_inbound", &shape_n, false}};
static const struct shape need_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(need_keys)};
static const struct shape need_shape = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &need_row};

static enum outcome need_one(struct compute *compute, const struct node *row)
{
    int64_t packs;
    TRY(cover_need_packs(compute_whole(row, "stock"), compute_ratio(row, "use_per_day"),
                         compute_whole(row, "target_days"), compute_whole(row, "pack"),
                         compute_whole(row, "confirmed_inbound"), &packs));
    compute_put_whole(compute, packs);
    return OK;
}

static enum outcome need_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, input, need_one);
}

const struct compute_problem compute_cover_problems[] = {
    {"cover_status", "days of cover and status by thresholds", &status_shape, NULL, status_meaning, status_run},
    {"burn_rate", "use a day from weekly use, typos clipped", &burn_shape, NULL, burn_meaning, burn_run},
    {"implied_use", "use by the balance equation, compared with what was reported", &balance_shape, NULL, NULL,
     balance_run},
    {"effective_stock", "what can be used before it expires", &effective_shape, NULL, NULL, effective_run},
    {"runout_day", "when stock and deliveries run out", &runout_shape, runout_form, NULL, runout_run},
    {"stale_stock", "what an old report is worth today", &stale_shape, NULL, NULL, stale_run},
    {"need_packs", "packs missing to the target", &need_shape, NULL, NULL, need_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
