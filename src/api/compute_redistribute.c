/* Redistribution of one article: the computations of core/redistribute.h. */
#include "api/compute.h"
#include "api/compute_problem.h"
#include "base/crypto.h"
#include "core/redistribute.h"
#include "core/transport.h"

#include <stdlib.h>

static const struct shape distance_row = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_n};
static const struct shape distance_rows = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &distance_row};
static const struct shape names = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_s};

/* What every function here reads its input into. */
struct article {
    struct redistribute_input input;
    struct redistribute_place *places;
    int64_t *net_packs;
};

static enum outcome article_open(struct compute *compute, const struct node *input, struct article *ret_article)
{
    size_t count = tree_get(input, "municipalities")->count;
    struct redistribute_place *places = ARENA_ARRAY(compute->arena, count, struct redistribute_place);
    int64_t *net_packs = ARENA_ARRAY(compute->arena, count, int64_t);
    if (!places || !net_packs)
        return BROKEN;
    *ret_article = (struct article){.input = {.pack = compute_whole(input, "pack"),
                                              .target_days = compute_whole(input, "target_days"),
                                              .places = places,
                                              .count = count},
                                    .places = places,
                                    .net_packs = net_packs};
    return OK;
}

/* Refuses the places (a list of the input) if what they could give or take is more than the engine counts. */
static enum outcome check_packs(struct compute *compute, const struct article *article, const struct node *list)
{
    int64_t *gives = ARENA_ARRAY(compute->arena, article->input.count, int64_t);
    int64_t *takes = ARENA_ARRAY(compute->arena, article->input.count, int64_t);
    if (!gives || !takes)
        return TOO_LARGE;
    enum outcome outcome = redistribute_bounds(&article->input, gives, takes);
    __int128 give = 0;
    for (size_t i = 0; outcome == OK && i < article->input.count; i++)
        give += gives[i];
    if (outcome != OK || give > INT64_MAX)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, list);
    return OK;
}

/* Runs the rule. The bounds are checked, so a refusal means more single packs than the engine hands out: that is the
 * input's size (list), not an overflow of the result. */
static enum outcome share_out(struct compute *compute, struct article *article, const struct node *list, bool strict)
{
    enum outcome outcome = strict ? redistribute_strict(compute->arena, &article->input, article->net_packs)
                                  : redistribute(compute->arena, &article->input, article->net_packs);
    if (outcome == TOO_LARGE)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, list);
    return outcome == TOO_LARGE ? OK : outcome;
}

static void put_net_packs(struct compute *compute, const struct article *article)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < article->input.count; i++) {
        compute_put_comma(compute, i);
        compute_put_whole(compute, article->net_packs[i]);
    }
    compute_put(compute, "]");
}

static void put_sorted(struct compute *compute, const struct redistribute_figures *figures)
{
    compute_put(compute, "[");
    for (size_t i = 0; i < figures->truncated_count; i++) {
        compute_put_comma(compute, i);
        compute_put_ratio(compute, figures->truncated_sorted[i]);
    }
    compute_put(compute, "]");
}

/* redistribute */

static const struct shape_key municipality_keys[] = {
    {"id", &shape_s, false},         {"stock", &shape_n_or_null, false}, {"use_per_day", &shape_r_or_null, false},
    {"safety_days", &shape_n, true}, {"give", &shape_b, true},           {"receive", &shape_b, true}};
static const struct shape municipality = {.kind = SHAPE_OBJECT, SHAPE_KEYS(municipality_keys)};
static const struct shape municipalities = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &municipality};
static const struct shape_key distance_keys[] = {{"order", &names, false}, {"matrix", &distance_rows, false}};
static const struct shape distance_table = {.kind = SHAPE_OBJECT, SHAPE_KEYS(distance_keys)};
static const struct shape_key redistribute_keys[] = {{"pack", &shape_p, false},
                                                     {"target_days", &shape_p, false},
                                                     {"safety_days", &shape_n_or_null, true},
                                                     {"municipalities", &municipalities, false},
                                                     {"distance_km", &distance_table, true}};
static const struct shape redistribute_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(redistribute_keys)};

/* A municipality without safety days of its own where there are none in common. */
static enum outcome redistribute_form(struct compute *compute, const struct node *input)
{
    const struct node *common = tree_get(input, "safety_days"), *list = tree_get(input, "municipalities");
    if ((common && common->kind != NODE_NULL) || !list || list->kind != NODE_LIST)
        return OK;
    for (const struct node *place = list->first; place; place = place->next)
        if (place->kind == NODE_OBJECT && !tree_get(place, "safety_days"))
            refuse_missing(&compute->refusals, place, "safety_days");
    return OK;
}

static bool flag(const struct node *place, const char *key)
{
    const struct node *value = tree_get(place, key);
    return !value || value->truth;
}

static enum outcome read_municipalities(struct compute *compute, const struct node *input, struct article *ret_article)
{
    TRY(article_open(compute, input, ret_article));
    const struct node *common = tree_get(input, "safety_days");
    struct redistribute_place *place = ret_article->places;
    for (const struct node *row = tree_get(input, "municipalities")->first; row; row = row->next) {
        const struct node *own = tree_get(row, "safety_days");
        *place++ = (struct redistribute_place){.stock = compute_known_int(tree_get(row, "stock")),
                                               .use_per_day = compute_known_rational(tree_get(row, "use_per_day")),
                                               .safety_days = own ? own->whole : common->whole,
                                               .may_give = flag(row, "give"),
                                               .may_receive = flag(row, "receive")};
    }
    return OK;
}

static int by_text(const void *a, const void *b)
{
    return tree_compare_texts(*(const struct node *const *)a, *(const struct node *const *)b);
}

/* The ids of the municipalities in list order; sorted by text if asked. NULL: the arena is full. */
static const struct node **list_ids(struct compute *compute, const struct node *input, bool sorted)
{
    const struct node *list = tree_get(input, "municipalities");
    const struct node **ids = ARENA_ARRAY(compute->arena, list->count, const struct node *);
    size_t count = 0;
    for (const struct node *row = list->first; ids && row; row = row->next)
        ids[count++] = tree_get(row, "id");
    if (ids && sorted)
        qsort(ids, count, sizeof *ids, by_text);
    return ids;
}

static enum outcome check_order(struct compute *compute, const struct node *input, const struct node *order)
{
    size_t count = tree_get(input, "municipalities")->count;
    const struct node **ids = list_ids(compute, input, true);
    const struct node **listed = ARENA_ARRAY(compute->arena, order->count, const struct node *);
    if (!ids || !listed)
        return TOO_LARGE;
    if (order->count != count)
        refuse(&compute->refusals, REFUSAL_LENGTH_MISMATCH, order);
    size_t index = 0;
    for (const struct node *name = order->first; name; name = name->next) {
        listed[index++] = name;
        if (!bsearch(&name, ids, count, sizeof *ids, by_text))
            refuse(&compute->refusals, REFUSAL_UNKNOWN_REFERENCE, name);
    }
    return refuse_duplicates(compute->arena, &compute->refusals, listed, index);
}

static enum outcome redistribute_meaning(struct compute *compute, const struct node *input)
{
    const struct node **ids = list_ids(compute, input, false);
    if (!ids)
        return TOO_LARGE;
    TRY(refuse_duplicates(compute->arena, &compute->refusals, ids, tree_get(input, "municipalities")->count));
    const struct node *distances = tree_get(input, "distance_km");
    if (distances) {
        const struct node *order = tree_get(distances, "order");
        TRY(check_order(compute, input, order));
        compute_check_square(compute, tree_get(distances, "matrix"), order->count);
    }
    struct article article;
    if (read_municipalities(compute, input, &article) != OK)
        return TOO_LARGE;
    return check_packs(compute, &article, tree_get(input, "municipalities"));
}

static void put_moves(struct compute *compute, const struct node *input, const struct article *article,
                      const struct redistribute_figures *figures)
{
    size_t i = 0;
    compute_put(compute, "[");
    for (const struct node *row = tree_get(input, "municipalities")->first; row; row = row->next, i++) {
        const struct node *id = tree_get(row, "id");
        compute_put_comma(compute, i);
        compute_put(compute, "{\"id\":");
        compute_put_text(compute, id->text, id->length);
        compute_put(compute, ",\"net_packs\":");
        compute_put_whole(compute, article->net_packs[i]);
        compute_put(compute, ",\"cover_before\":");
        compute_put_days(compute, figures->positions[i].before);
        compute_put(compute, ",\"cover_after\":");
        compute_put_days(compute, figures->positions[i].after);
        compute_put(compute, "}");
    }
    compute_put(compute, "]");
}

static void put_escalation(struct compute *compute, const struct node *input,
                           const struct redistribute_figures *figures)
{
    size_t i = 0, put = 0;
    compute_put(compute, "{");
    for (const struct node *row = tree_get(input, "municipalities")->first; row; row = row->next, i++) {
        const struct redistribute_position *position = &figures->positions[i];
        const struct node *id = tree_get(row, "id");
        if (position->to_target_packs == 0)
            continue;
        compute_put_comma(compute, put++);
        compute_put_text(compute, id->text, id->length);
        compute_put(compute, ":{\"to_safety\":");
        compute_put_whole(compute, position->to_safety_packs);
        compute_put(compute, ",\"to_target\":");
        compute_put_whole(compute, position->to_target_packs);
        compute_put(compute, "}");
    }
    compute_put(compute, "}");
}

/* km and net packs of the active places alone, in the order of the distance table. */
static enum outcome plan_active(struct compute *compute, const struct node *input, const struct article *article,
                                struct transport_plan *ret_plan)
{
    const struct node *distances = tree_get(input, "distance_km");
    const struct node **ids = list_ids(compute, input, false);
    int64_t km[TRANSPORT_EXACT_PLACES * TRANSPORT_EXACT_PLACES], packs[TRANSPORT_EXACT_PLACES];
    size_t columns[TRANSPORT_EXACT_PLACES], count = 0, index = 0;
    if (!ids)
        return BROKEN;
    for (const struct node *name = tree_get(distances, "order")->first; name; name = name->next, index++)
        for (size_t i = 0; i < article->input.count; i++)
            if (article->net_packs[i] != 0 && tree_compare_texts(ids[i], name) == 0) {
                packs[count] = article->net_packs[i];
                columns[count++] = index;
            }
    size_t from = 0, row_index = 0;
    for (const struct node *row = tree_get(distances, "matrix")->first; row && from < count; row = row->next) {
        if (row_index++ != columns[from])
            continue;
        size_t to = 0, column = 0;
        for (const struct node *value = row->first; value && to < count; value = value->next)
            if (column++ == columns[to])
                km[from * count + to++] = value->whole;
        from++;
    }
    return transport_exact(compute->arena, packs, &(struct distances){.count = count, .km = km}, ret_plan);
}

static enum outcome put_lanes(struct compute *compute, const struct node *input, const struct article *article)
{
    if (!tree_get(input, "distance_km"))
        return OK;
    size_t active = transport_active(article->net_packs, article->input.count);
    if (active > TRANSPORT_EXACT_PLACES) {
        compute_put(compute, ",\"fewest_lanes\":null,\"least_pack_km_given_fewest_lanes\":null");
        return OK;
    }
    struct transport_plan plan = {0};
    if (active > 0)
        TRY(plan_active(compute, input, article, &plan));
    compute_put(compute, ",\"fewest_lanes\":");
    compute_put_whole(compute, (int64_t)plan.lanes);
    compute_put(compute, ",\"least_pack_km_given_fewest_lanes\":");
    compute_put_whole(compute, plan.pack_km);
    return OK;
}

static enum outcome redistribute_run(struct compute *compute, const struct node *input)
{
    struct article article;
    struct redistribute_figures figures, strict_figures;
    TRY(read_municipalities(compute, input, &article));
    TRY(share_out(compute, &article, tree_get(input, "municipalities"), false));
    TRY(redistribute_figures(compute->arena, &article.input, article.net_packs, &figures));
    compute_put(compute, "{\"result\":");
    put_moves(compute, input, &article, &figures);
    compute_put(compute, ",\"packs_moved\":");
    compute_put_whole(compute, figures.packs_moved);
    compute_put(compute, ",\"solidarity_line_days\":");
    if (figures.line_known)
        compute_put_number(compute, figures.solidarity_line_days);
    else
        compute_put(compute, "null");
    compute_put(compute, ",\"truncated_cover_sorted\":");
    put_sorted(compute, &figures);
    compute_put(compute, ",\"escalation_packs\":");
    put_escalation(compute, input, &figures);
    TRY(put_lanes(compute, input, &article));
    TRY(share_out(compute, &article, tree_get(input, "municipalities"), true));
    TRY(redistribute_figures(compute->arena, &article.input, article.net_packs, &strict_figures));
    compute_put(compute, ",\"strict_mode\":");
    put_moves(compute, input, &article, &strict_figures);
    compute_put(compute, "}");
    return OK;
}

/* redistribute_batch */

static const struct shape_key batch_place_keys[] = {
    {"stock", &shape_n, false}, {"use_per_day", &shape_r, false}, {"safety_days", &shape_n, false}};
static const struct shape batch_place = {.kind = SHAPE_OBJECT, SHAPE_KEYS(batch_place_keys)};
static const struct shape batch_places = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &batch_place};
static const struct shape_key instance_keys[] = {
    {"pack", &shape_p, false}, {"target_days", &shape_p, false}, {"municipalities", &batch_places, false}};
static const struct shape instance = {.kind = SHAPE_OBJECT, SHAPE_KEYS(instance_keys)};
static const struct shape instances = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &instance};
static const struct shape_key batch_keys[] = {{"instances", &instances, false}};
static const struct shape batch_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(batch_keys)};

static enum outcome read_batch(struct compute *compute, const struct node *input, struct article *ret_article)
{
    TRY(article_open(compute, input, ret_article));
    struct redistribute_place *place = ret_article->places;
    for (const struct node *row = tree_get(input, "municipalities")->first; row; row = row->next)
        *place++ = (struct redistribute_place){.stock = known_int(compute_whole(row, "stock")),
                                               .use_per_day = known_rational(compute_ratio(row, "use_per_day")),
                                               .safety_days = compute_whole(row, "safety_days"),
                                               .may_give = true,
                                               .may_receive = true};
    return OK;
}

static enum outcome batch_meaning(struct compute *compute, const struct node *input)
{
    struct article article;
    for (const struct node *one = tree_get(input, "instances")->first; one; one = one->next) {
        if (read_batch(compute, one, &article) != OK)
            return TOO_LARGE;
        TRY(check_packs(compute, &article, tree_get(one, "municipalities")));
    }
    return OK;
}

static enum outcome batch_one(struct compute *compute, const struct node *input)
{
    struct article article;
    struct redistribute_figures figures;
    TRY(read_batch(compute, input, &article));
    TRY(share_out(compute, &article, tree_get(input, "municipalities"), false));
    TRY(redistribute_figures(compute->arena, &article.input, article.net_packs, &figures));
    compute_put(compute, "{\"net_packs\":");
    put_net_packs(compute, &article);
    compute_put(compute, ",\"truncated_cover_sorted\":");
    put_sorted(compute, &figures);
    compute_put(compute, ",\"packs_moved\":");
    compute_put_whole(compute, figures.packs_moved);
    compute_put(compute, "}");
    return OK;
}

static enum outcome batch_run(struct compute *compute, const struct node *input)
{
    return compute_put_each(compute, tree_get(input, "instances"), batch_one);
}

/* redistribute_large */

static const struct shape_key pair_values[] = {{"stock", &shape_n, false}, {"use", &shape_n, false}};
static const struct shape pair = {.kind = SHAPE_TUPLE, SHAPE_KEYS(pair_values)};
static const struct shape pairs = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &pair};
static const struct shape_key large_keys[] = {{"pack", &shape_p, false},
                                              {"target_days", &shape_p, false},
                                              {"safety_days", &shape_n, false},
                                              {"municipalities", &pairs, false}};
static const struct shape large_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(large_keys)};

static enum outcome read_large(struct compute *compute, const struct node *input, struct article *ret_article)
{
    TRY(article_open(compute, input, ret_article));
    struct redistribute_place *place = ret_article->places;
    for (const struct node *row = tree_get(input, "municipalities")->first; row; row = row->next)
        *place++ = (struct redistribute_place){.stock = known_int(row->first->whole),
                                               .use_per_day = known_rational(rational_int(row->first->next->whole)),
                                               .safety_days = compute_whole(input, "safety_days"),
                                               .may_give = true,
                                               .may_receive = true};
    return OK;
}

static enum outcome large_meaning(struct compute *compute, const struct node *input)
{
    struct article article;
    if (read_large(compute, input, &article) != OK)
        return TOO_LARGE;
    return check_packs(compute, &article, tree_get(input, "municipalities"));
}

static enum outcome put_digest(struct compute *compute, const struct redistribute_figures *figures)
{
    char digest[SHA256_HEX_CHARS + 1];
    AUTO_TEXT covers = text_open(COMPUTE_MAX_RESULT_BYTES);
    redistribute_digest_text(figures, &covers);
    if (text_failed(&covers))
        return BROKEN;
    crypto_sha256_hex(covers.bytes, covers.length, digest);
    compute_put_text(compute, digest, SHA256_HEX_CHARS);
    return OK;
}

static enum outcome large_run(struct compute *compute, const struct node *input)
{
    struct article article;
    struct redistribute_figures figures;
    TRY(read_large(compute, input, &article));
    TRY(share_out(compute, &article, tree_get(input, "municipalities"), false));
    TRY(redistribute_figures(compute->arena, &article.input, article.net_packs, &figures));
    compute_put(compute, "{\"min_cover_after\":");
    compute_put_ratio(compute, figures.truncated_sorted[0]);
    compute_put(compute, ",\"municipalities_below_target_after\":");
    compute_put_whole(compute, (int64_t)figures.below_target);
    compute_put(compute, ",\"below_safety_after\":");
    compute_put_whole(compute, (int64_t)figures.below_safety);
    compute_put(compute, ",\"packs_moved\":");
    compute_put_whole(compute, figures.packs_moved);
    compute_put(compute, ",\"givers\":");
    compute_put_whole(compute, (int64_t)figures.givers);
    compute_put(compute, ",\"receivers\":");
    compute_put_whole(compute, (int64_t)figures.receivers);
    compute_put(compute, ",\"truncated_cover_sorted_sha256\":");
    TRY(put_digest(compute, &figures));
    compute_put(compute, ",\"net_packs\":");
    put_net_packs(compute, &article);
    compute_put(compute, "}");
    return OK;
}

const struct compute_problem compute_redistribute_problems[] = {
    {"redistribute", "fairest whole packs for one article, with the strict rule, line, escalation and lanes",
     &redistribute_shape, redistribute_form, redistribute_meaning, redistribute_run},
    {"redistribute_batch", "the same for many small instances, packs and covers only", &batch_shape, NULL,
     batch_meaning, batch_run},
    {"redistribute_large", "the same for one large instance, with a digest of the covers", &large_shape, NULL,
     large_meaning, large_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
