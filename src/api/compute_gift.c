/* What goes with a redistribution: substitutes, lots, filters, the cap by a norm. */
#include "api/compute_decimal.h"
#include "api/compute_problem.h"
#include "core/redistribute.h"

#include <string.h>

/* substitution */

static const struct shape_key class_keys[] = {{"id", &shape_s, false},
                                              {"ffp3_stock", &shape_n, false},
                                              {"ffp3_use", &shape_n, false},
                                              {"ffp2_stock", &shape_n, false},
                                              {"ffp2_use", &shape_n, false}};
static const struct shape class_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(class_keys)};
static const struct shape class_rows = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &class_row};
static const struct shape_key substitution_keys[] = {{"target_days", &shape_p, false},
                                                     {"municipalities", &class_rows, false}};
static const struct shape substitution_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(substitution_keys)};

/* The ids of a list of objects occur once each. */
static enum outcome check_ids(struct compute *compute, const struct node *list)
{
    const struct node **ids = ARENA_ARRAY(compute->arena, list->count, const struct node *);
    if (!ids)
        return TOO_LARGE;
    size_t count = 0;
    for (const struct node *row = list->first; row; row = row->next)
        ids[count++] = tree_get(row, "id");
    return refuse_duplicates(compute->arena, &compute->refusals, ids, count);
}

static enum outcome substitution_meaning(struct compute *compute, const struct node *input)
{
    return check_ids(compute, tree_get(input, "municipalities"));
}

static enum outcome substitution_run(struct compute *compute, const struct node *input)
{
    size_t index = 0;
    compute_put(compute, "{");
    for (const struct node *row = tree_get(input, "municipalities")->first; row; row = row->next) {
        const struct node *id = tree_get(row, "id");
        struct substitution result;
        TRY(redistribute_substitution(compute_whole(input, "target_days"), compute_whole(row, "ffp3_stock"),
                                      rational_int(compute_whole(row, "ffp3_use")), compute_whole(row, "ffp2_stock"),
                                      rational_int(compute_whole(row, "ffp2_use")), &result));
        compute_put_comma(compute, index++);
        compute_put_text(compute, id->text, id->length);
        compute_put(compute, ":{\"ffp3_cover\":");
        compute_put_cover(compute, result.high_cover);
        compute_put(compute, ",\"ffp3_surplus_over_target\":");
        compute_put_whole(compute, result.high_surplus_pieces);
        compute_put(compute, ",\"ffp2_effective_cover\":");
        compute_put_cover(compute, result.low_effective_cover);
        compute_put(compute, "}");
    }
    compute_put(compute, "}");
    return OK;
}

/* fefo_gift */

static const struct shape_key lot_keys[] = {
    {"id", &shape_s, false}, {"qty", &shape_n, false}, {"days_to_expiry", &shape_n, false}};
static const struct shape lot_row = {.kind = SHAPE_OBJECT, SHAPE_KEYS(lot_keys)};
static const struct shape lot_rows = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &lot_row};
static const struct shape_key giver_keys[] = {{"use_per_day", &shape_n, false}, {"lots", &lot_rows, false}};
static const struct shape giver_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(giver_keys)};
static const struct shape_key receiver_keys[] = {{"use_per_day", &shape_n, false}, {"stock", &shape_n, false}};
static const struct shape receiver_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(receiver_keys)};
static const struct shape_key gift_keys[] = {{"giver", &giver_shape, false},
                                             {"receiver", &receiver_shape, false},
                                             {"pack", &shape_p, false},
                                             {"packs_to_give", &shape_n, false},
                                             {"transport_days", &shape_n, false}};
static const struct shape gift_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(gift_keys)};

static enum outcome gift_meaning(struct compute *compute, const struct node *input)
{
    return check_ids(compute, tree_get(tree_get(input, "giver"), "lots"));
}

static void put_gift(struct compute *compute, const struct node *const *rows, const struct gift *gift)
{
    compute_put(compute, "{\"lots\":[");
    for (size_t i = 0; i < gift->lot_count; i++) {
        const struct node *id = tree_get(rows[gift->lots[i].lot], "id");
        compute_put_comma(compute, i);
        compute_put(compute, "{\"id\":");
        compute_put_text(compute, id->text, id->length);
        compute_put(compute, ",\"packs\":");
        compute_put_whole(compute, gift->lots[i].packs);
        compute_put(compute, "}");
    }
    compute_put(compute, "],\"usable_at_receiver\":");
    compute_put_whole(compute, gift->usable_at_receiver);
    compute_put(compute, ",\"wasted_without_gift\":");
    compute_put_whole_ratio(compute, gift->wasted_without);
    compute_put(compute, ",\"wasted_after\":");
    compute_put_whole_ratio(compute, gift->wasted_after);
    compute_put(compute, "}");
}

static enum outcome gift_run(struct compute *compute, const struct node *input)
{
    const struct node *giver = tree_get(input, "giver"), *list = tree_get(giver, "lots");
    struct lot *lots = ARENA_ARRAY(compute->arena, list->count, struct lot);
    const struct node **rows = ARENA_ARRAY(compute->arena, list->count, const struct node *);
    if (!lots || !rows)
        return BROKEN;
    size_t count = 0;
    for (const struct node *row = list->first; row; row = row->next, count++) {
        rows[count] = row;
        lots[count] =
            (struct lot){.quantity = compute_whole(row, "qty"), .days_to_expiry = compute_whole(row, "days_to_expiry")};
    }
    struct gift_input gift_input = {.giver_use_per_day = rational_int(compute_whole(giver, "use_per_day")),
                                    .lots = lots,
                                    .lot_count = count,
                                    .receiver_use_per_day =
                                        rational_int(compute_whole(tree_get(input, "receiver"), "use_per_day")),
                                    .pack = compute_whole(input, "pack"),
                                    .packs_to_give = compute_whole(input, "packs_to_give"),
                                    .transport_days = compute_whole(input, "transport_days")};
    struct gift gift;
    TRY(redistribute_gift(compute->arena, &gift_input, &gift));
    put_gift(compute, rows, &gift);
    return OK;
}

/* proposal_filters */

static const struct shape_key candidate_keys[] = {{"frm", &shape_s, false},
                                                  {"to", &shape_s, false},
                                                  {"packs", &shape_p, false},
                                                  {"receiver_gain_days", &shape_f, false},
                                                  {"receiver_before_days", &shape_f, false},
                                                  {"giver_last_received_weeks_ago", &shape_n_or_null, false}};
static const struct shape candidate_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(candidate_keys)};
static const struct shape candidates = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &candidate_shape};
static const struct shape_key filter_keys[] = {{"min_packs_per_lane", &shape_n, false},
                                               {"min_gain_days", &shape_f, false},
                                               {"ping_pong_weeks", &shape_n, false},
                                               {"candidates", &candidates, false}};
static const struct shape filter_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(filter_keys)};

static int compare_numbers(const struct node *a, const struct node *b)
{
    return decimal_compare(a->text, a->length, b->text, b->length);
}

/* The rule only compares its days (the gain with the least gain, the cover before with 7), and a number as written may
 * have more digits than a fraction holds: so it is given days that compare in the same way. */
static enum outcome filter_run(struct compute *compute, const struct node *input)
{
    static const int64_t short_days = 7;
    const struct node *min_gain = tree_get(input, "min_gain_days");
    struct filter_rule rule = {.min_packs_per_lane = compute_whole(input, "min_packs_per_lane"),
                               .min_gain_days = rational_int(0),
                               .ping_pong_weeks = compute_whole(input, "ping_pong_weeks")};
    size_t index = 0;
    compute_put(compute, "[");
    for (const struct node *row = tree_get(input, "candidates")->first; row; row = row->next) {
        const struct node *before = tree_get(row, "receiver_before_days");
        struct filter_candidate candidate = {
            .packs = compute_whole(row, "packs"),
            .receiver_gain_days = rational_int(compare_numbers(tree_get(row, "receiver_gain_days"), min_gain)),
            .receiver_before_days = rational_int(short_days + decimal_compare(before->text, before->length, "7", 1)),
            .giver_last_received_weeks_ago = compute_known_int(tree_get(row, "giver_last_received_weeks_ago"))};
        const char *word = redistribute_filter_name(redistribute_filter(&rule, &candidate));
        compute_put_comma(compute, index++);
        compute_put_text(compute, word, strlen(word));
    }
    compute_put(compute, "]");
    return OK;
}

/* norm_cap */

static const struct shape rates = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_r};
static const struct shape_key norm_keys[] = {{"norm_per_day", &shape_r, false},
                                             {"kappa", &shape_r, false},
                                             {"reported", &rates, false},
                                             {"stock", &shape_n, false}};
static const struct shape norm_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(norm_keys)};

struct capped {
    struct rational used;
    struct cover cover;
    bool above;
};

static enum outcome norm_run(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "reported");
    struct capped *capped = ARENA_ARRAY(compute->arena, list->count, struct capped);
    if (!capped)
        return BROKEN;
    size_t count = 0;
    for (const struct node *reported = list->first; reported; reported = reported->next, count++) {
        struct capped *one = &capped[count];
        TRY(cover_norm_cap(compute_ratio(input, "norm_per_day"), compute_ratio(input, "kappa"), *reported->ratio,
                           &one->used, &one->above));
        TRY(cover_of_pieces(known_int(compute_whole(input, "stock")), known_rational(one->used), &one->cover));
    }
    compute_put(compute, "{\"used_rate\":[");
    for (size_t i = 0; i < count; i++) {
        compute_put_comma(compute, i);
        compute_put_ratio(compute, capped[i].used);
    }
    compute_put(compute, "],\"cover_days\":[");
    for (size_t i = 0; i < count; i++) {
        compute_put_comma(compute, i);
        compute_put_cover(compute, capped[i].cover);
    }
    compute_put(compute, "],\"flag\":[");
    for (size_t i = 0; i < count; i++) {
        compute_put_comma(compute, i);
        compute_put_bool(compute, capped[i].above);
    }
    compute_put(compute, "]}");
    return OK;
}

const struct compute_problem compute_gift_problems[] = {
    {"substitution", "what a higher class of equipment adds to the lower", &substitution_shape, NULL,
     substitution_meaning, substitution_run},
    {"fefo_gift", "which lots to send, first to expire first", &gift_shape, NULL, gift_meaning, gift_run},
    {"proposal_filters", "which lanes are worth a transport", &filter_shape, NULL, NULL, filter_run},
    {"norm_cap", "reported use capped by a norm", &norm_shape, NULL, NULL, norm_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
