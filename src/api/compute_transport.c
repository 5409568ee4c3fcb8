/* From net packs to lanes: the computation of core/transport.h. */
#include "api/compute_problem.h"
#include "core/transport.h"

static const struct shape packs = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_z};
static const struct shape distance_row = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &shape_n};
static const struct shape distance_rows = {.kind = SHAPE_LIST, .flags = SHAPE_SOME, .of = &distance_row};
static const struct shape_key plan_keys[] = {{"net_packs", &packs, false}, {"distance_km", &distance_rows, false}};
static const struct shape plan_shape = {.kind = SHAPE_OBJECT, SHAPE_KEYS(plan_keys)};

static enum outcome plan_meaning(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "net_packs");
    __int128 sum = 0;
    size_t active = 0;
    for (const struct node *value = list->first; value; value = value->next) {
        sum += value->whole;
        active += value->whole != 0;
    }
    if (sum != 0)
        refuse(&compute->refusals, REFUSAL_NOT_BALANCED, list);
    if (active > TRANSPORT_EXACT_PLACES)
        refuse(&compute->refusals, REFUSAL_TOO_LARGE, list);
    compute_check_square(compute, tree_get(input, "distance_km"), list->count);
    return OK;
}

static enum outcome plan_run(struct compute *compute, const struct node *input)
{
    const struct node *list = tree_get(input, "net_packs");
    size_t count = list->count, at = 0;
    int64_t *net = ARENA_ARRAY(compute->arena, count, int64_t);
    int64_t *km = ARENA_ARRAY(compute->arena, count * count, int64_t);
    if (!net || !km)
        return BROKEN;
    for (const struct node *value = list->first; value; value = value->next)
        net[at++] = value->whole;
    at = 0;
    for (const struct node *row = tree_get(input, "distance_km")->first; row; row = row->next)
        for (const struct node *value = row->first; value; value = value->next)
            km[at++] = value->whole;
    struct transport_plan plan;
    TRY(transport_exact(compute->arena, net, &(struct distances){.count = count, .km = km}, &plan));
    compute_put(compute, "{\"lanes\":");
    compute_put_whole(compute, (int64_t)plan.lanes);
    compute_put(compute, ",\"pack_km\":");
    compute_put_whole(compute, plan.pack_km);
    compute_put(compute, ",\"plan\":[");
    for (size_t i = 0; i < plan.lanes; i++) {
        compute_put_comma(compute, i);
        compute_put(compute, "{\"frm\":");
        compute_put_whole(compute, (int64_t)plan.moves[i].from);
        compute_put(compute, ",\"to\":");
        compute_put_whole(compute, (int64_t)plan.moves[i].to);
        compute_put(compute, ",\"packs\":");
        compute_put_whole(compute, plan.moves[i].packs);
        compute_put(compute, "}");
    }
    compute_put(compute, "]}");
    return OK;
}

const struct compute_problem compute_transport_problems[] = {
    {"transport_plan", "fewest lanes, then least pack-km", &plan_shape, NULL, plan_meaning, plan_run},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
