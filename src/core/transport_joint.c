/* The plan of several articles that share lanes, of core/transport.h. */
#include "core/transport.h"

#include "planner.h"
#include "wide.h"

#include <stdlib.h>
#include <string.h>

/* Work that the search for fewer lanes may spend, in cells of transportation problems: a fixed number, so that the same
 * input always ends at the same plan. Some 7 ms; three times as
 * much saves 3 % of the lanes of 49 places and nothing below 27. */
enum { CELLS_TO_SPEND = 100000 };

/* In which articles are planned one after the other. */
enum order { FALLING_PACKS, FALLING_PLACES, RISING_PACKS, LIST_ORDER, ORDER__COUNT };

struct ranked_article {
    int64_t rank;
    size_t article;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked_article *left = a;
    const struct ranked_article *right = b;
    if (left->rank != right->rank)
        return left->rank > right->rank ? 1 : -1;
    return (left->article > right->article) - (left->article < right->article);
}

static int64_t rank_of(const struct article *article, enum order order)
{
    switch (order) {
    case FALLING_PACKS:
        return -article->packs;
    case FALLING_PLACES:
        return -(int64_t)(article->giver_count + article->receiver_count);
    case RISING_PACKS:
        return article->packs;
    default:
        return 0;
    }
}

static size_t position_in(const size_t *list, size_t place)
{
    size_t position = 0;
    while (list[position] != place)
        position++;
    return position;
}

/* The first article of a small county: the fewest lanes it can have. */
static enum outcome plan_exactly(struct planner *planner, size_t index)
{
    const struct article *article = &planner->articles[index];
    struct transport_plan plan;
    TRY(transport_exact(planner->arena, article->net, planner->distances, &plan));
    for (size_t i = 0; i < plan.lanes; i++)
        planner_set(planner, index, position_in(article->givers, plan.moves[i].from),
                    position_in(article->receivers, plan.moves[i].to), plan.moves[i].packs);
    return OK;
}

/* Exact pairs, exact groups of one with two, the rest at least cost where open lanes come first. */
static enum outcome plan_article(struct planner *planner, size_t index)
{
    const struct article *article = &planner->articles[index];
    if (planner->current.lanes == 0 && article->giver_count + article->receiver_count <= TRANSPORT_EXACT_PLACES)
        return plan_exactly(planner, index);
    struct rest rest;
    struct solution solution;
    TRY(planner_rest(planner, index, &rest));
    planner_match_pairs(planner, index, &rest, true);
    planner_match_pairs(planner, index, &rest, false);
    planner_match_triples(planner, index, &rest, false);
    planner_match_triples(planner, index, &rest, true);
    TRY(planner_solve(planner, index, &rest, SIZE_MAX, &solution));
    for (size_t i = 0; i < solution.count; i++)
        planner_set(planner, index, solution.givers[solution.arcs[i].giver],
                    solution.receivers[solution.arcs[i].receiver], solution.arcs[i].flow);
    return OK;
}

static bool uses_lane(const struct planner *planner, size_t index, size_t lane)
{
    const struct article *article = &planner->articles[index];
    for (size_t g = 0; g < article->giver_count; g++)
        for (size_t r = 0; r < article->receiver_count; r++)
            if (planner_lane(planner, article, g, r) == lane)
                return planner->current.flow[index][g * article->receiver_count + r] > 0;
    return false;
}

/* Takes a lane out if every article on it can be carried by the other open ones. */
static enum outcome try_without(struct planner *planner, size_t lane, bool *ret_dropped)
{
    struct solution *solutions = ARENA_ARRAY(planner->arena, planner->count, struct solution);
    bool *moved = ARENA_ARRAY(planner->arena, planner->count, bool);
    if (solutions == NULL || moved == NULL)
        return BROKEN;
    *ret_dropped = false;
    for (size_t i = 0; i < planner->count; i++) {
        moved[i] = uses_lane(planner, i, lane);
        if (!moved[i])
            continue;
        struct rest rest;
        TRY(planner_rest(planner, i, &rest));
        TRY(planner_solve(planner, i, &rest, lane, &solutions[i]));
        if (!solutions[i].on_open_lanes)
            return OK;
    }
    for (size_t i = 0; i < planner->count; i++)
        if (moved[i])
            planner_take(planner, i, &solutions[i]);
    *ret_dropped = true;
    return OK;
}

struct loaded_lane {
    int64_t load;
    int64_t km;
    size_t lane;
};

static int by_load(const void *a, const void *b)
{
    const struct loaded_lane *left = a;
    const struct loaded_lane *right = b;
    if (left->load != right->load)
        return left->load > right->load ? 1 : -1;
    if (left->km != right->km)
        return left->km < right->km ? 1 : -1;
    return (left->lane > right->lane) - (left->lane < right->lane);
}

static enum outcome open_lanes(const struct planner *planner, struct loaded_lane **ret_lanes, size_t *ret_count)
{
    struct loaded_lane *lanes = ARENA_ARRAY(planner->arena, planner->current.lanes, struct loaded_lane);
    if (lanes == NULL)
        return BROKEN;
    size_t count = 0;
    for (size_t lane = 0; lane < planner->distances->count * planner->distances->count; lane++)
        if (planner->current.users[lane] > 0)
            lanes[count++] = (struct loaded_lane){planner->current.load[lane], planner->distances->km[lane], lane};
    qsort(lanes, count, sizeof *lanes, by_load);
    *ret_lanes = lanes;
    *ret_count = count;
    return OK;
}

/* The least loaded lanes first (ties: longest, then first), in rounds until nothing more can go. */
static enum outcome drop_lanes(struct planner *planner)
{
    for (bool dropped = true; dropped && planner->cells_left > 0;) {
        dropped = false;
        struct loaded_lane *lanes;
        size_t count;
        TRY(open_lanes(planner, &lanes, &count));
        for (size_t i = 0; i < count && planner->cells_left > 0; i++) {
            if (planner->current.users[lanes[i].lane] == 0)
                continue;
            struct arena_mark mark = arena_mark(planner->arena);
            bool gone;
            TRY(try_without(planner, lanes[i].lane, &gone));
            dropped = dropped || gone;
            arena_reset(planner->arena, mark);
        }
    }
    return OK;
}

/* The lanes stay, the packs take the least km on them. */
static enum outcome settle_km(struct planner *planner)
{
    for (size_t i = 0; i < planner->count; i++) {
        struct rest rest;
        struct solution solution;
        TRY(planner_rest(planner, i, &rest));
        TRY(planner_solve(planner, i, &rest, SIZE_MAX, &solution));
        planner_take(planner, i, &solution);
    }
    return OK;
}

static enum outcome attempt_in_order(struct planner *planner, enum order order)
{
    planner_clear(planner);
    struct ranked_article *ranked = ARENA_ARRAY(planner->arena, planner->count, struct ranked_article);
    if (ranked == NULL)
        return BROKEN;
    for (size_t i = 0; i < planner->count; i++)
        ranked[i] = (struct ranked_article){rank_of(&planner->articles[i], order), i};
    qsort(ranked, planner->count, sizeof *ranked, by_rank);
    for (size_t i = 0; i < planner->count; i++)
        TRY(plan_article(planner, ranked[i].article));
    TRY(drop_lanes(planner));
    return settle_km(planner);
}

static bool current_is_better(const struct planner *planner)
{
    if (planner->current.lanes != planner->best.lanes)
        return planner->current.lanes < planner->best.lanes;
    return planner->current.pack_km < planner->best.pack_km;
}

/* Best ends as the plan. */
static enum outcome search_fewest(struct planner *planner)
{
    for (int order = 0; order < ORDER__COUNT; order++) {
        if (order > 0 && (planner->cells_left <= 0 || planner->count == 1))
            break;
        struct arena_mark mark = arena_mark(planner->arena);
        TRY(attempt_in_order(planner, (enum order)order));
        arena_reset(planner->arena, mark);
        if (order == 0 || current_is_better(planner))
            planner_keep_best(planner);
    }
    return OK;
}

/* --- results --- */

static enum outcome read_plan(const struct planner *planner, size_t index, struct transport_plan *plan)
{
    const struct article *article = &planner->articles[index];
    size_t cells = article->giver_count * article->receiver_count;
    const int64_t *flow = planner->best.flow[index];
    size_t lanes = 0;
    for (size_t cell = 0; cell < cells; cell++)
        lanes += flow[cell] > 0;
    plan->moves = ARENA_ARRAY(planner->arena, lanes, struct transport_move);
    if (plan->moves == NULL)
        return BROKEN;
    plan->lanes = 0;
    __int128 pack_km = 0;
    for (size_t g = 0; g < article->giver_count; g++) {
        for (size_t r = 0; r < article->receiver_count; r++) {
            int64_t packs = flow[g * article->receiver_count + r];
            if (packs == 0)
                continue;
            plan->moves[plan->lanes++] = (struct transport_move){article->givers[g], article->receivers[r], packs};
            pack_km += (__int128)packs * planner->distances->km[planner_lane(planner, article, g, r)];
        }
    }
    if (!wide_fits(pack_km))
        return TOO_LARGE;
    plan->pack_km = (int64_t)pack_km;
    return OK;
}

static int by_ends(const void *a, const void *b)
{
    const struct transport_lane *left = a;
    const struct transport_lane *right = b;
    if (left->from != right->from)
        return left->from > right->from ? 1 : -1;
    return (left->to > right->to) - (left->to < right->to);
}

/* The lanes of all plans together: every move as a lane of its own, sorted, equal ones joined. */
static enum outcome gather_lanes(struct arena *arena, size_t articles, const struct distances *distances,
                                 struct transport_joint *joint)
{
    size_t moves = 0;
    for (size_t i = 0; i < articles; i++)
        moves += joint->plans[i].lanes;
    joint->lanes = ARENA_ARRAY(arena, moves, struct transport_lane);
    if (joint->lanes == NULL)
        return BROKEN;
    size_t filled = 0;
    for (size_t i = 0; i < articles; i++) {
        for (size_t m = 0; m < joint->plans[i].lanes; m++) {
            const struct transport_move *move = &joint->plans[i].moves[m];
            joint->lanes[filled++] = (struct transport_lane){
                .from = move->from,
                .to = move->to,
                .km = distances->km[move->from * distances->count + move->to],
                .packs = move->packs,
                .articles = 1,
            };
        }
        if (__builtin_add_overflow(joint->pack_km, joint->plans[i].pack_km, &joint->pack_km))
            return TOO_LARGE;
    }
    qsort(joint->lanes, moves, sizeof *joint->lanes, by_ends);
    for (size_t i = 0; i < moves; i++) {
        const struct transport_lane *next = &joint->lanes[i];
        struct transport_lane *last = joint->lane_count > 0 ? &joint->lanes[joint->lane_count - 1] : NULL;
        if (last == NULL || by_ends(last, next) != 0) {
            joint->lanes[joint->lane_count++] = *next;
            continue;
        }
        last->articles++;
        if (__builtin_add_overflow(last->packs, next->packs, &last->packs))
            return TOO_LARGE;
    }
    return OK;
}

static enum outcome plan_fewest(struct arena *arena, const int64_t *net_packs, size_t articles,
                                const struct distances *distances, struct transport_joint *joint)
{
    struct planner planner;
    TRY(planner_open(arena, net_packs, articles, distances, CELLS_TO_SPEND, &planner));
    TRY(search_fewest(&planner));
    for (size_t i = 0; i < articles; i++)
        TRY(read_plan(&planner, i, &joint->plans[i]));
    size_t active = articles == 1 ? transport_active(net_packs, distances->count) : SIZE_MAX;
    joint->lanes_exact = active <= TRANSPORT_EXACT_PLACES;
    return OK;
}

enum outcome transport_joint(struct arena *arena, const int64_t *net_packs, size_t articles,
                             const struct distances *distances, enum transport_goal goal,
                             struct transport_joint *ret_joint)
{
    struct transport_joint joint = {.plans = ARENA_ARRAY(arena, articles, struct transport_plan)};
    if (joint.plans == NULL)
        return BROKEN;
    TRY(planner_lane_bound(arena, net_packs, articles, distances->count, &joint.lane_bound));
    if (goal == TRANSPORT_FEWEST_LANES)
        TRY(plan_fewest(arena, net_packs, articles, distances, &joint));
    for (size_t i = 0; i < articles && goal == TRANSPORT_LEAST_KM; i++)
        TRY(transport_least_km(arena, net_packs + i * distances->count, distances, &joint.plans[i]));
    TRY(gather_lanes(arena, articles, distances, &joint));
    joint.lanes_exact = joint.lanes_exact || joint.lane_count == joint.lane_bound;
    *ret_joint = joint;
    return OK;
}
