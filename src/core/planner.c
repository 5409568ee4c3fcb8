#include "planner.h"

#include <string.h>

static enum outcome open_article(struct arena *arena, const int64_t *net, size_t places, struct article *article)
{
    size_t active = transport_active(net, places);
    *article = (struct article){
        .net = net,
        .givers = ARENA_ARRAY(arena, active, size_t),
        .receivers = ARENA_ARRAY(arena, active, size_t),
        .supplies = ARENA_ARRAY(arena, active, int64_t),
        .demands = ARENA_ARRAY(arena, active, int64_t),
    };
    if (article->givers == NULL || article->receivers == NULL || article->supplies == NULL || article->demands == NULL)
        return BROKEN;
    __int128 sum = 0;
    for (size_t i = 0; i < places; i++) {
        sum += net[i];
        if (net[i] == INT64_MIN)
            return TOO_LARGE;
        if (net[i] < 0) {
            article->supplies[article->giver_count] = -net[i];
            article->givers[article->giver_count++] = i;
        } else if (net[i] > 0) {
            article->demands[article->receiver_count] = net[i];
            article->receivers[article->receiver_count++] = i;
            if (__builtin_add_overflow(article->packs, net[i], &article->packs))
                return TOO_LARGE;
        }
    }
    return sum == 0 ? OK : INVALID;
}

static enum outcome open_attempt(const struct planner *planner, struct attempt *attempt)
{
    size_t cells = planner->distances->count * planner->distances->count;
    *attempt = (struct attempt){
        .flow = ARENA_ARRAY(planner->arena, planner->count, int64_t *),
        .users = ARENA_ARRAY(planner->arena, cells, uint16_t),
        .load = ARENA_ARRAY(planner->arena, cells, int64_t),
    };
    if (attempt->flow == NULL || attempt->users == NULL || attempt->load == NULL)
        return BROKEN;
    for (size_t i = 0; i < planner->count; i++) {
        const struct article *article = &planner->articles[i];
        attempt->flow[i] = ARENA_ARRAY(planner->arena, article->giver_count * article->receiver_count, int64_t);
        if (attempt->flow[i] == NULL)
            return BROKEN;
    }
    return OK;
}

enum outcome planner_open(struct arena *arena, const int64_t *net_packs, size_t articles,
                          const struct distances *distances, int64_t cells, struct planner *ret_planner)
{
    struct planner planner = {.arena = arena, .distances = distances, .count = articles, .cells_left = cells};
    planner.articles = ARENA_ARRAY(arena, articles, struct article);
    if (planner.articles == NULL)
        return BROKEN;
    if (articles > UINT16_MAX)
        return TOO_LARGE;
    for (size_t i = 0; i < distances->count * distances->count; i++) {
        if (distances->km[i] < 0)
            return INVALID;
        planner.greatest_km = distances->km[i] > planner.greatest_km ? distances->km[i] : planner.greatest_km;
    }
    for (size_t i = 0; i < articles; i++)
        TRY(open_article(arena, net_packs + i * distances->count, distances->count, &planner.articles[i]));
    TRY(open_attempt(&planner, &planner.current));
    TRY(open_attempt(&planner, &planner.best));
    *ret_planner = planner;
    return OK;
}

size_t planner_lane(const struct planner *planner, const struct article *article, size_t giver, size_t receiver)
{
    return article->givers[giver] * planner->distances->count + article->receivers[receiver];
}

void planner_clear(struct planner *planner)
{
    struct attempt *attempt = &planner->current;
    size_t cells = planner->distances->count * planner->distances->count;
    memset(attempt->users, 0, cells * sizeof *attempt->users);
    memset(attempt->load, 0, cells * sizeof *attempt->load);
    for (size_t i = 0; i < planner->count; i++) {
        const struct article *article = &planner->articles[i];
        memset(attempt->flow[i], 0, article->giver_count * article->receiver_count * sizeof(int64_t));
    }
    attempt->lanes = 0;
    attempt->pack_km = 0;
}

void planner_keep_best(struct planner *planner)
{
    struct attempt *target = &planner->best;
    const struct attempt *source = &planner->current;
    size_t cells = planner->distances->count * planner->distances->count;
    memcpy(target->users, source->users, cells * sizeof *source->users);
    memcpy(target->load, source->load, cells * sizeof *source->load);
    for (size_t i = 0; i < planner->count; i++) {
        const struct article *article = &planner->articles[i];
        memcpy(target->flow[i], source->flow[i], article->giver_count * article->receiver_count * sizeof(int64_t));
    }
    target->lanes = source->lanes;
    target->pack_km = source->pack_km;
}

void planner_set(struct planner *planner, size_t index, size_t giver, size_t receiver, int64_t packs)
{
    const struct article *article = &planner->articles[index];
    struct attempt *attempt = &planner->current;
    int64_t *flow = &attempt->flow[index][giver * article->receiver_count + receiver];
    size_t lane = planner_lane(planner, article, giver, receiver);
    bool was = *flow > 0;
    bool is = packs > 0;
    attempt->lanes -= attempt->users[lane] > 0;
    attempt->users[lane] = (uint16_t)(attempt->users[lane] - was + is);
    attempt->lanes += attempt->users[lane] > 0;
    attempt->load[lane] += packs - *flow;
    attempt->pack_km += (__int128)(packs - *flow) * planner->distances->km[lane];
    *flow = packs;
}

/* --- exact pairs, then one with two --- */

enum outcome planner_rest(const struct planner *planner, size_t index, struct rest *ret_rest)
{
    const struct article *article = &planner->articles[index];
    struct rest rest = {
        .supplies = ARENA_ARRAY(planner->arena, article->giver_count, int64_t),
        .demands = ARENA_ARRAY(planner->arena, article->receiver_count, int64_t),
    };
    if (rest.supplies == NULL || rest.demands == NULL)
        return BROKEN;
    memcpy(rest.supplies, article->supplies, article->giver_count * sizeof(int64_t));
    memcpy(rest.demands, article->demands, article->receiver_count * sizeof(int64_t));
    *ret_rest = rest;
    return OK;
}

static void send(struct planner *planner, size_t index, struct rest *rest, size_t giver, size_t receiver, int64_t packs)
{
    planner_set(planner, index, giver, receiver, packs);
    rest->supplies[giver] -= packs;
    rest->demands[receiver] -= packs;
}

void planner_match_pairs(struct planner *planner, size_t index, struct rest *rest, bool open_only)
{
    const struct article *article = &planner->articles[index];
    for (;;) {
        size_t best_giver = 0;
        size_t best_receiver = 0;
        int64_t best_km = INT64_MAX;
        for (size_t g = 0; g < article->giver_count; g++) {
            for (size_t r = 0; r < article->receiver_count && rest->supplies[g] > 0; r++) {
                size_t lane = planner_lane(planner, article, g, r);
                if (rest->supplies[g] == rest->demands[r] && planner->distances->km[lane] < best_km &&
                    (!open_only || planner->current.users[lane] > 0)) {
                    best_giver = g;
                    best_receiver = r;
                    best_km = planner->distances->km[lane];
                }
            }
        }
        if (best_km == INT64_MAX)
            return;
        send(planner, index, rest, best_giver, best_receiver, rest->supplies[best_giver]);
    }
}

/* A lane's price while groups are chosen: a new lane weighs more than all km. */
static __int128 price_of(const struct planner *planner, const struct article *article, size_t giver, size_t receiver)
{
    size_t lane = planner_lane(planner, article, giver, receiver);
    return planner->distances->km[lane] +
           (planner->current.users[lane] > 0 ? 0 : 3 * (__int128)planner->greatest_km + 1);
}

void planner_match_triples(struct planner *planner, size_t index, struct rest *rest, bool turned)
{
    const struct article *article = &planner->articles[index];
    const int64_t *ones = turned ? rest->demands : rest->supplies;
    const int64_t *twos = turned ? rest->supplies : rest->demands;
    size_t one_count = turned ? article->receiver_count : article->giver_count;
    size_t two_count = turned ? article->giver_count : article->receiver_count;
    for (size_t one = 0; one < one_count; one++) {
        size_t best_a = two_count;
        size_t best_b = two_count;
        __int128 best = 0;
        for (size_t a = 0; a < two_count && ones[one] > 0; a++) {
            for (size_t b = a + 1; b < two_count && twos[a] > 0 && twos[a] < ones[one]; b++) {
                if (twos[a] + twos[b] != ones[one] || twos[b] == 0)
                    continue;
                __int128 price = price_of(planner, article, turned ? a : one, turned ? one : a) +
                                 price_of(planner, article, turned ? b : one, turned ? one : b);
                if (best_a == two_count || price < best) {
                    best = price;
                    best_a = a;
                    best_b = b;
                }
            }
        }
        if (best_a == two_count)
            continue;
        send(planner, index, rest, turned ? best_a : one, turned ? one : best_a, twos[best_a]);
        send(planner, index, rest, turned ? best_b : one, turned ? one : best_b, twos[best_b]);
    }
}

/* --- transportation problems --- */

/* A pack on a lane that is not open costs more than any way around: places times the greatest km, and one. */
static enum outcome forbidden_cost(const struct planner *planner, size_t nodes, int64_t *ret_cost)
{
    int64_t per_lane;
    if (__builtin_add_overflow(planner->greatest_km, 1, &per_lane) ||
        __builtin_mul_overflow(per_lane, (int64_t)nodes, ret_cost) || *ret_cost > INT64_MAX / 2)
        return TOO_LARGE;
    return OK;
}

/* The problem's givers and receivers: those of the article with something left. */
static enum outcome choose_sides(const struct planner *planner, const struct article *article, const struct rest *rest,
                                 struct solution *solution, struct simplex_problem *problem)
{
    size_t nodes = article->giver_count + article->receiver_count;
    int64_t *supplies = ARENA_ARRAY(planner->arena, nodes, int64_t);
    int64_t *demands = ARENA_ARRAY(planner->arena, nodes, int64_t);
    *solution = (struct solution){
        .arcs = ARENA_ARRAY(planner->arena, nodes, struct simplex_arc),
        .givers = ARENA_ARRAY(planner->arena, nodes, size_t),
        .receivers = ARENA_ARRAY(planner->arena, nodes, size_t),
        .on_open_lanes = true,
    };
    if (supplies == NULL || demands == NULL || solution->arcs == NULL || solution->givers == NULL ||
        solution->receivers == NULL)
        return BROKEN;
    *problem = (struct simplex_problem){.supplies = supplies, .demands = demands};
    for (size_t g = 0; g < article->giver_count; g++) {
        if (rest->supplies[g] > 0) {
            supplies[problem->givers] = rest->supplies[g];
            solution->givers[problem->givers++] = g;
        }
    }
    for (size_t r = 0; r < article->receiver_count; r++) {
        if (rest->demands[r] > 0) {
            demands[problem->receivers] = rest->demands[r];
            solution->receivers[problem->receivers++] = r;
        }
    }
    return OK;
}

enum outcome planner_solve(struct planner *planner, size_t index, const struct rest *rest, size_t closed,
                           struct solution *ret_solution)
{
    const struct article *article = &planner->articles[index];
    struct simplex_problem problem;
    TRY(choose_sides(planner, article, rest, ret_solution, &problem));
    if (problem.givers == 0)
        return OK;
    int64_t forbidden;
    TRY(forbidden_cost(planner, problem.givers + problem.receivers, &forbidden));
    int64_t *costs = ARENA_ARRAY(planner->arena, problem.givers * problem.receivers, int64_t);
    if (costs == NULL)
        return BROKEN;
    for (size_t i = 0; i < problem.givers; i++) {
        for (size_t j = 0; j < problem.receivers; j++) {
            size_t lane = planner_lane(planner, article, ret_solution->givers[i], ret_solution->receivers[j]);
            bool open = planner->current.users[lane] > 0 && lane != closed;
            costs[i * problem.receivers + j] = planner->distances->km[lane] + (open ? 0 : forbidden);
        }
    }
    problem.costs = costs;
    planner->cells_left -= (int64_t)(problem.givers * problem.receivers);
    TRY(simplex_solve(planner->arena, &problem, ret_solution->arcs, &ret_solution->count));
    for (size_t i = 0; i < ret_solution->count; i++)
        if (costs[ret_solution->arcs[i].giver * problem.receivers + ret_solution->arcs[i].receiver] >= forbidden)
            ret_solution->on_open_lanes = false;
    return OK;
}

void planner_take(struct planner *planner, size_t index, const struct solution *solution)
{
    const struct article *article = &planner->articles[index];
    for (size_t g = 0; g < article->giver_count; g++)
        for (size_t r = 0; r < article->receiver_count; r++)
            if (planner->current.flow[index][g * article->receiver_count + r] > 0)
                planner_set(planner, index, g, r, 0);
    for (size_t i = 0; i < solution->count; i++)
        planner_set(planner, index, solution->givers[solution->arcs[i].giver],
                    solution->receivers[solution->arcs[i].receiver], solution->arcs[i].flow);
}
