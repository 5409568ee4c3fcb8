/* Transports: exact plans against all plans, the network simplex against shortest augmenting paths, bounds, distances.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/transport.h"
#include "random.h"

enum { MOST_PLACES = 64, ARENA_BYTES = 64 * 1024 * 1024 };

struct instance {
    int64_t net[MOST_PLACES];
    int64_t km[MOST_PLACES * MOST_PLACES];
    struct distances distances;
};

static void random_instance(uint64_t *seed, struct instance *instance, size_t count, int64_t most_packs,
                            int64_t most_km)
{
    memset(instance, 0, sizeof *instance);
    for (int64_t moves = random_between(seed, 1, 2 * (int64_t)count); moves > 0; moves--) {
        size_t from = (size_t)random_between(seed, 0, (int64_t)count - 1);
        size_t to = (size_t)random_between(seed, 0, (int64_t)count - 1);
        int64_t packs = random_between(seed, 1, most_packs);
        instance->net[from] -= packs;
        instance->net[to] += packs;
    }
    for (size_t i = 0; i < count * count; i++)
        instance->km[i] = i % (count + 1) == 0 ? 0 : random_between(seed, 0, most_km);
    instance->distances = (struct distances){.count = count, .km = instance->km};
}

/* The moves carry exactly the net packs; returns their pack-km. */
static int64_t assert_carries(const struct instance *instance, const struct transport_plan *plan)
{
    int64_t left[MOST_PLACES];
    memcpy(left, instance->net, sizeof left);
    int64_t pack_km = 0;
    for (size_t i = 0; i < plan->lanes; i++) {
        const struct transport_move *move = &plan->moves[i];
        assert_true(move->packs > 0);
        assert_true(instance->net[move->from] < 0 && instance->net[move->to] > 0);
        if (i > 0)
            assert_true(plan->moves[i - 1].from < move->from ||
                        (plan->moves[i - 1].from == move->from && plan->moves[i - 1].to < move->to));
        left[move->from] += move->packs;
        left[move->to] -= move->packs;
        pack_km += move->packs * instance->km[move->from * instance->distances.count + move->to];
    }
    for (size_t i = 0; i < instance->distances.count; i++)
        assert_int_equal(left[i], 0);
    return pack_km;
}

/* --- all plans --- */

struct search {
    const struct instance *instance;
    int64_t left[MOST_PLACES];
    size_t lanes;
    int64_t km;
    size_t fewest_lanes;
    int64_t km_of_fewest;
    int64_t least_km;
};

static void enumerate(struct search *search, size_t from, size_t to)
{
    size_t count = search->instance->distances.count;
    while (from < count && search->left[from] >= 0) {
        from++;
        to = 0;
    }
    if (from == count) {
        if (search->lanes < search->fewest_lanes ||
            (search->lanes == search->fewest_lanes && search->km < search->km_of_fewest)) {
            search->fewest_lanes = search->lanes;
            search->km_of_fewest = search->km;
        }
        if (search->km < search->least_km)
            search->least_km = search->km;
        return;
    }
    if (to == count)
        return;
    enumerate(search, from, to + 1);
    int64_t most = search->left[to] < -search->left[from] ? search->left[to] : -search->left[from];
    int64_t km = search->instance->km[from * count + to];
    for (int64_t packs = 1; packs <= most; packs++) {
        search->left[from] += packs;
        search->left[to] -= packs;
        search->lanes++;
        search->km += packs * km;
        enumerate(search, from, to + 1);
        search->left[from] -= packs;
        search->left[to] += packs;
        search->lanes--;
        search->km -= packs * km;
    }
}

static void exact_equals_all_plans(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        struct instance instance;
        random_instance(&seed, &instance, (size_t)random_between(&seed, 2, 6), 3, 20);
        struct search search = {.instance = &instance, .fewest_lanes = 99, .least_km = INT64_MAX};
        memcpy(search.left, instance.net, sizeof search.left);
        enumerate(&search, 0, 0);
        struct arena arena = arena_open(ARENA_BYTES);
        struct transport_plan plan;
        assert_int_equal(transport_exact(&arena, instance.net, &instance.distances, &plan), OK);
        assert_int_equal(plan.lanes, search.fewest_lanes);
        assert_int_equal(plan.pack_km, search.km_of_fewest);
        assert_int_equal(assert_carries(&instance, &plan), plan.pack_km);
        size_t bound;
        assert_int_equal(transport_lane_bound(&arena, instance.net, instance.distances.count, &bound), OK);
        assert_int_equal(bound, search.fewest_lanes);
        assert_int_equal(transport_least_km(&arena, instance.net, &instance.distances, &plan), OK);
        assert_int_equal(plan.pack_km, search.least_km);
        assert_int_equal(assert_carries(&instance, &plan), plan.pack_km);
        arena_close(&arena);
    }
}

/* --- an independent least cost: one shortest augmenting path after the other --- */

static int64_t augmenting_paths(const struct instance *instance)
{
    size_t count = instance->distances.count;
    int64_t flow[MOST_PLACES][MOST_PLACES] = {0};
    int64_t left[MOST_PLACES];
    memcpy(left, instance->net, sizeof left);
    int64_t total = 0;
    for (;;) {
        int64_t length[MOST_PLACES];
        size_t before[MOST_PLACES];
        for (size_t i = 0; i < count; i++)
            length[i] = left[i] < 0 ? 0 : INT64_MAX / 2;
        for (bool changed = true; changed;) {
            changed = false;
            for (size_t i = 0; i < count; i++) {
                for (size_t j = 0; j < count; j++) {
                    int64_t km = instance->km[i * count + j];
                    if (instance->net[i] >= 0 || instance->net[j] <= 0)
                        continue;
                    if (length[i] + km < length[j]) {
                        length[j] = length[i] + km;
                        before[j] = i;
                        changed = true;
                    }
                    if (flow[i][j] > 0 && length[j] - km < length[i]) {
                        length[i] = length[j] - km;
                        before[i] = j;
                        changed = true;
                    }
                }
            }
        }
        size_t end = count;
        for (size_t i = 0; i < count; i++)
            if (left[i] > 0 && (end == count || length[i] < length[end]))
                end = i;
        if (end == count)
            return total;
        size_t at = end;
        while (length[at] != 0 || left[at] >= 0) {
            size_t from = before[at];
            if (instance->net[from] < 0)
                flow[from][at]++;
            else
                flow[at][from]--;
            at = from;
        }
        left[at]++;
        left[end]--;
        total += length[end];
    }
}

static void simplex_equals_augmenting_paths(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int round = 0; round < 150; round++) {
        struct instance instance;
        random_instance(&seed, &instance, (size_t)random_between(&seed, 2, 30), round % 3 == 0 ? 1 : 6,
                        round % 2 == 0 ? 3 : 900);
        struct arena arena = arena_open(ARENA_BYTES);
        struct transport_plan plan;
        struct transport_plan again;
        assert_int_equal(transport_least_km(&arena, instance.net, &instance.distances, &plan), OK);
        assert_int_equal(plan.pack_km, augmenting_paths(&instance));
        assert_int_equal(assert_carries(&instance, &plan), plan.pack_km);
        size_t active = transport_active(instance.net, instance.distances.count);
        assert_true(active == 0 || plan.lanes < active);
        assert_int_equal(transport_least_km(&arena, instance.net, &instance.distances, &again), OK);
        assert_int_equal(again.lanes, plan.lanes);
        assert_memory_equal(again.moves, plan.moves, plan.lanes * sizeof *plan.moves);
        arena_close(&arena);
    }
}

/* The bound for many places never exceeds what a plan needs. */
static void bound_is_a_bound(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 300; round++) {
        struct instance instance;
        random_instance(&seed, &instance, (size_t)random_between(&seed, 13, 40), 2, 100);
        struct arena arena = arena_open(ARENA_BYTES);
        struct transport_joint joint;
        assert_int_equal(transport_joint(&arena, instance.net, 1, &instance.distances, TRANSPORT_FEWEST_LANES, &joint),
                         OK);
        assert_int_equal(assert_carries(&instance, &joint.plans[0]), joint.pack_km);
        assert_true(joint.lane_bound <= joint.lane_count);
        arena_close(&arena);
    }
}

static void refuses(void **state)
{
    (void)state;
    struct instance instance;
    uint64_t seed = 1;
    random_instance(&seed, &instance, 13, 3, 20);
    struct arena arena = arena_open(ARENA_BYTES);
    struct transport_plan plan;
    size_t lanes;
    for (size_t i = 0; i < 13; i++)
        instance.net[i] = i == 0 ? -12 : 1;
    assert_int_equal(transport_exact(&arena, instance.net, &instance.distances, &plan), INVALID); /* 13 places */
    instance.net[1] = 2;
    assert_int_equal(transport_least_km(&arena, instance.net, &instance.distances, &plan), INVALID); /* sum */
    assert_int_equal(transport_lane_bound(&arena, instance.net, 13, &lanes), INVALID);
    instance.net[1] = 1;
    instance.km[1] = -1;
    assert_int_equal(transport_least_km(&arena, instance.net, &instance.distances, &plan), INVALID);
    const int64_t most = ((int64_t)1 << 53) - 1;
    int64_t net[] = {-most, most};
    int64_t km[] = {0, most, most, 0};
    struct distances two = {.count = 2, .km = km};
    assert_int_equal(transport_exact(&arena, net, &two, &plan), TOO_LARGE);
    km[1] = 1023;
    assert_int_equal(transport_exact(&arena, net, &two, &plan), OK);
    assert_int_equal(plan.pack_km, most * 1023);
    arena_close(&arena);
}

static void nothing_moves(void **state)
{
    (void)state;
    int64_t net[3] = {0};
    int64_t km[9] = {0};
    struct distances distances = {.count = 3, .km = km};
    struct arena arena = arena_open(ARENA_BYTES);
    struct transport_plan plan;
    assert_int_equal(transport_exact(&arena, net, &distances, &plan), OK);
    assert_int_equal(plan.lanes, 0);
    assert_int_equal(plan.pack_km, 0);
    assert_int_equal(transport_least_km(&arena, net, &distances, &plan), OK);
    assert_int_equal(plan.lanes, 0);
    struct transport_joint joint;
    assert_int_equal(transport_joint(&arena, net, 1, &distances, TRANSPORT_FEWEST_LANES, &joint), OK);
    assert_int_equal(joint.lane_count, 0);
    assert_int_equal(joint.lane_bound, 0);
    arena_close(&arena);
}

/* --- several articles --- */

static void assert_joint(const int64_t *net, size_t articles, const struct distances *distances,
                         enum transport_goal goal, struct transport_joint *joint, struct arena *arena)
{
    assert_int_equal(transport_joint(arena, net, articles, distances, goal, joint), OK);
    static bool used[MOST_PLACES][MOST_PLACES];
    memset(used, 0, sizeof used);
    size_t lanes = 0;
    int64_t pack_km = 0;
    for (size_t article = 0; article < articles; article++) {
        struct instance instance = {.distances = *distances};
        memcpy(instance.net, net + article * distances->count, distances->count * sizeof *net);
        memcpy(instance.km, distances->km, distances->count * distances->count * sizeof *net);
        assert_int_equal(assert_carries(&instance, &joint->plans[article]), joint->plans[article].pack_km);
        pack_km += joint->plans[article].pack_km;
        for (size_t i = 0; i < joint->plans[article].lanes; i++) {
            const struct transport_move *move = &joint->plans[article].moves[i];
            lanes += !used[move->from][move->to];
            used[move->from][move->to] = true;
        }
    }
    assert_int_equal(lanes, joint->lane_count);
    assert_int_equal(pack_km, joint->pack_km);
    assert_true(joint->lane_bound <= joint->lane_count);
    int64_t packs = 0;
    for (size_t i = 0; i < joint->lane_count; i++) {
        assert_true(used[joint->lanes[i].from][joint->lanes[i].to]);
        packs += joint->lanes[i].packs;
    }
    for (size_t i = 0; i < articles * distances->count; i++)
        packs -= net[i] > 0 ? net[i] : 0;
    assert_int_equal(packs, 0);
}

static void articles_share_lanes(void **state)
{
    (void)state;
    uint64_t seed = 6;
    size_t shared = 0;
    size_t apart = 0;
    for (int round = 0; round < 200; round++) {
        enum { ARTICLES = 5 };
        size_t count = (size_t)random_between(&seed, 2, round % 10 == 0 ? 20 : 8);
        int64_t net[ARTICLES * MOST_PLACES] = {0};
        struct instance instance;
        for (size_t article = 0; article < ARTICLES; article++) {
            random_instance(&seed, &instance, count, 9, 50);
            memcpy(net + article * count, instance.net, count * sizeof *net);
        }
        struct arena arena = arena_open(ARENA_BYTES);
        struct transport_joint fewest;
        struct transport_joint again;
        struct transport_joint nearest;
        assert_joint(net, ARTICLES, &instance.distances, TRANSPORT_FEWEST_LANES, &fewest, &arena);
        assert_joint(net, ARTICLES, &instance.distances, TRANSPORT_FEWEST_LANES, &again, &arena);
        assert_int_equal(fewest.lane_count, again.lane_count);
        assert_memory_equal(fewest.lanes, again.lanes, fewest.lane_count * sizeof *fewest.lanes);
        assert_joint(net, ARTICLES, &instance.distances, TRANSPORT_LEAST_KM, &nearest, &arena);
        assert_true(nearest.pack_km <= fewest.pack_km);
        shared += fewest.lane_count;
        apart += nearest.lane_count;
        arena_close(&arena);
    }
    assert_true(shared < apart);
}

/* One article in a small county is exact whatever the way that leads there. */
static void one_article_is_exact(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int round = 0; round < 200; round++) {
        struct instance instance;
        random_instance(&seed, &instance, (size_t)random_between(&seed, 2, 12), 4, 100);
        struct arena arena = arena_open(ARENA_BYTES);
        struct transport_plan plan;
        struct transport_joint joint;
        assert_int_equal(transport_exact(&arena, instance.net, &instance.distances, &plan), OK);
        assert_int_equal(assert_carries(&instance, &plan), plan.pack_km);
        assert_joint(instance.net, 1, &instance.distances, TRANSPORT_FEWEST_LANES, &joint, &arena);
        assert_int_equal(joint.lane_count, plan.lanes);
        assert_int_equal(joint.pack_km, plan.pack_km);
        assert_true(joint.lanes_exact);
        arena_close(&arena);
    }
}

/* Great circles whose length is known: a quarter of the equator, half a meridian, and places of the country. */
static void measures_great_circles(void **state)
{
    (void)state;
    assert_int_equal(transport_km(0, 0, 0, 90000000), 10008);
    assert_int_equal(transport_km(90000000, 0, -90000000, 0), 20015);
    assert_int_equal(transport_km(59329000, 18069000, 57709000, 11975000), 397); /* Stockholm - Göteborg */
    assert_int_equal(transport_km(62632000, 17938000, 62632000, 17938000), 0);
    assert_int_equal(transport_km(62632000, 17938000, 62632001, 17938000), 1);
    int64_t latitudes[] = {62632000, 62391000, 63290000};
    int64_t longitudes[] = {17938000, 17307000, 18716000};
    struct arena arena = arena_open(ARENA_BYTES);
    struct distances distances;
    assert_int_equal(transport_distances(&arena, latitudes, longitudes, 3, &distances), OK);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            assert_int_equal(distances.km[i * 3 + j],
                             transport_km(latitudes[i], longitudes[i], latitudes[j], longitudes[j]));
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_equals_all_plans), cmocka_unit_test(simplex_equals_augmenting_paths),
        cmocka_unit_test(bound_is_a_bound),       cmocka_unit_test(refuses),
        cmocka_unit_test(nothing_moves),          cmocka_unit_test(articles_share_lanes),
        cmocka_unit_test(one_article_is_exact),   cmocka_unit_test(measures_great_circles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
