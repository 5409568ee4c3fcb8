/* The pooled greedy against plain enumeration, against a one-pack-at-a-time reference, and its properties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/redistribute.h"
#include "random.h"

enum { MOST_PLACES = 64, ARENA_BYTES = 64 * 1024 * 1024 };

struct instance {
    struct redistribute_place places[MOST_PLACES];
    struct redistribute_input input;
};

/* --- an independent, slow reading of the rule --- */

struct fraction {
    __int128 num;
    __int128 den;
};

static int compare(struct fraction a, struct fraction b)
{
    __int128 left = a.num * b.den;
    __int128 right = b.num * a.den;
    return (left > right) - (left < right);
}

static struct fraction cover_with(const struct instance *instance, size_t i, int64_t net)
{
    const struct redistribute_place *place = &instance->places[i];
    return (struct fraction){(place->stock.value + instance->input.pack * net) * place->use_per_day.value.den,
                             place->use_per_day.value.num};
}

static struct fraction truncated_with(const struct instance *instance, size_t i, int64_t net)
{
    struct fraction target = {instance->input.target_days, 1};
    struct fraction cover = cover_with(instance, i, net);
    return cover.den == 0 || compare(cover, target) > 0 ? target : cover;
}

static bool known(const struct instance *instance, size_t i)
{
    return instance->places[i].stock.known && instance->places[i].use_per_day.known;
}

static void slow_bounds(const struct instance *instance, size_t i, int64_t *gives, int64_t *takes)
{
    const struct redistribute_place *place = &instance->places[i];
    *gives = 0;
    *takes = 0;
    if (!known(instance, i))
        return;
    __int128 pack = instance->input.pack;
    __int128 num = place->use_per_day.value.num;
    __int128 den = place->use_per_day.value.den;
    while (place->may_give && place->stock.value - pack * (*gives + 1) >= 0 &&
           (place->stock.value - pack * (*gives + 1)) * den >= place->safety_days * num)
        *gives += 1;
    while (place->may_receive && num > 0 &&
           (place->stock.value + pack * *takes) * den < instance->input.target_days * num)
        *takes += 1;
}

/* Which of two places takes the next pack, by the rule's words. */
static bool slow_before(const struct instance *instance, const int64_t *net, size_t a, size_t b, bool returning)
{
    struct fraction use_a = {instance->places[a].use_per_day.value.num, instance->places[a].use_per_day.value.den};
    struct fraction use_b = {instance->places[b].use_per_day.value.num, instance->places[b].use_per_day.value.den};
    if (use_a.num == 0 || use_b.num == 0) {
        if ((use_a.num == 0) != (use_b.num == 0))
            return use_b.num == 0;
        return a < b;
    }
    int order = compare(cover_with(instance, a, net[a]), cover_with(instance, b, net[b]));
    if (order != 0)
        return order < 0;
    if (!returning) {
        order = compare(truncated_with(instance, a, net[a] + 1), truncated_with(instance, b, net[b] + 1));
        if (order != 0)
            return order > 0;
        if ((net[a] < 0) != (net[b] < 0))
            return net[a] < 0;
    }
    order = compare(use_a, use_b);
    return order != 0 ? order > 0 : a < b;
}

static void slow_greedy(const struct instance *instance, const int64_t *gives, const int64_t *takes, int64_t *net)
{
    int64_t pot = 0;
    for (size_t i = 0; i < instance->input.count; i++) {
        net[i] = -gives[i];
        pot += gives[i];
    }
    for (int phase = 0; phase < 2; phase++) {
        for (; pot > 0; pot--) {
            size_t best = SIZE_MAX;
            for (size_t i = 0; i < instance->input.count; i++) {
                if (!known(instance, i))
                    continue;
                struct fraction target = {instance->input.target_days, 1};
                bool may = phase == 1 ? net[i] < 0
                                      : net[i] < takes[i] && instance->places[i].use_per_day.value.num > 0 &&
                                            compare(cover_with(instance, i, net[i]), target) < 0;
                if (may && (best == SIZE_MAX || slow_before(instance, net, i, best, phase == 1)))
                    best = i;
            }
            if (best == SIZE_MAX)
                break;
            net[best]++;
        }
    }
    assert_int_equal(pot, 0);
}

static void slow_strict(const struct instance *instance, const int64_t *gives, int64_t *takes, int64_t *net)
{
    for (;;) {
        slow_greedy(instance, gives, takes, net);
        size_t lowest = SIZE_MAX;
        size_t highest = SIZE_MAX;
        for (size_t i = 0; i < instance->input.count; i++) {
            struct fraction here = truncated_with(instance, i, net[i]);
            if (net[i] < 0 && (lowest == SIZE_MAX || compare(here, truncated_with(instance, lowest, net[lowest])) < 0))
                lowest = i;
            if (net[i] <= 0)
                continue;
            if (highest == SIZE_MAX) {
                highest = i;
                continue;
            }
            int order = compare(here, truncated_with(instance, highest, net[highest]));
            struct rational use = instance->places[i].use_per_day.value;
            if (order > 0 || (order == 0 && rational_compare(use, instance->places[highest].use_per_day.value) <= 0))
                highest = i;
        }
        if (lowest == SIZE_MAX || highest == SIZE_MAX ||
            compare(truncated_with(instance, highest, net[highest]), truncated_with(instance, lowest, net[lowest])) <=
                0)
            return;
        takes[highest] = net[highest] - 1;
    }
}

/* --- enumeration --- */

struct search {
    const struct instance *instance;
    int64_t gives[MOST_PLACES];
    int64_t takes[MOST_PLACES];
    int64_t net[MOST_PLACES];
    struct fraction best[MOST_PLACES]; /* ascending */
    int64_t best_moved;
    bool found;
};

static size_t sorted_covers(const struct instance *instance, const int64_t *net, struct fraction *sorted)
{
    size_t count = 0;
    for (size_t i = 0; i < instance->input.count; i++) {
        if (!known(instance, i))
            continue;
        struct fraction here = truncated_with(instance, i, net[i]);
        size_t at = count++;
        for (; at > 0 && compare(sorted[at - 1], here) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = here;
    }
    return count;
}

static int64_t moved(const int64_t *net, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += net[i] > 0 ? net[i] : 0;
    return sum;
}

static void judge(struct search *search)
{
    struct fraction sorted[MOST_PLACES];
    size_t count = sorted_covers(search->instance, search->net, sorted);
    int64_t packs = moved(search->net, search->instance->input.count);
    int order = search->found ? 0 : 1;
    for (size_t i = 0; i < count && order == 0; i++)
        order = compare(sorted[i], search->best[i]);
    if (order > 0 || (order == 0 && packs < search->best_moved)) {
        memcpy(search->best, sorted, sizeof sorted);
        search->best_moved = packs;
        search->found = true;
    }
}

static void enumerate(struct search *search, size_t place, int64_t sum)
{
    size_t count = search->instance->input.count;
    if (place + 1 == count) {
        if (-sum >= -search->gives[place] && -sum <= search->takes[place]) {
            search->net[place] = -sum;
            judge(search);
        }
        return;
    }
    for (int64_t net = -search->gives[place]; net <= search->takes[place]; net++) {
        search->net[place] = net;
        enumerate(search, place + 1, sum + net);
    }
}

/* --- instances --- */

static void random_instance(uint64_t *seed, struct instance *instance, size_t count, int64_t scale, bool odd)
{
    static const int64_t dens[] = {1, 1, 1, 2, 3, 7};
    memset(instance, 0, sizeof *instance);
    int64_t pack = random_between(seed, 1, 12);
    bool whole_packs = random_between(seed, 0, 2) == 0;
    for (size_t i = 0; i < count; i++) {
        struct redistribute_place *place = &instance->places[i];
        int64_t stock = whole_packs ? pack * random_between(seed, 0, 6 * scale) : random_between(seed, 0, 70 * scale);
        struct rational use;
        assert_int_equal(rational_make(random_between(seed, odd && random_between(seed, 0, 5) == 0 ? 0 : 1, 6 * scale),
                                       dens[random_between(seed, 0, 5)], &use),
                         OK);
        *place = (struct redistribute_place){
            .stock = known_int(stock),
            .use_per_day = known_rational(use),
            .safety_days = random_between(seed, 0, 2) > 0 ? 5 : random_between(seed, 0, 12),
            .may_give = !odd || random_between(seed, 0, 6) > 0,
            .may_receive = !odd || random_between(seed, 0, 6) > 0,
        };
        if (odd && random_between(seed, 0, 15) == 0)
            place->stock = (struct known_int){0};
        if (odd && random_between(seed, 0, 15) == 0)
            place->use_per_day = (struct known_rational){0};
    }
    instance->input =
        (struct redistribute_input){.pack = pack, .target_days = 10, .places = instance->places, .count = count};
}

static void run(const struct instance *instance, bool strict, int64_t *net)
{
    struct arena arena = arena_open(ARENA_BYTES);
    assert_int_equal((strict ? redistribute_strict : redistribute)(&arena, &instance->input, net), OK);
    arena_close(&arena);
}

static void assert_safe(const struct instance *instance, const int64_t *net)
{
    int64_t sum = 0;
    size_t count = instance->input.count;
    for (size_t i = 0; i < count; i++) {
        int64_t gives;
        int64_t takes;
        slow_bounds(instance, i, &gives, &takes);
        assert_true(net[i] >= -gives && net[i] <= takes); /* nobody below the floor, nobody filled beyond the target */
        sum += net[i];
    }
    assert_int_equal(sum, 0);
}

/* A giver ends at least as high as a receiver less one pack, up to the target. */
static void assert_no_reversal(const struct instance *instance, const int64_t *net)
{
    struct fraction target = {instance->input.target_days, 1};
    for (size_t i = 0; i < instance->input.count; i++) {
        for (size_t j = 0; j < instance->input.count; j++) {
            if (net[i] >= 0 || net[j] <= 0 || instance->places[i].use_per_day.value.num == 0)
                continue;
            struct fraction before_last = cover_with(instance, j, net[j] - 1);
            struct fraction bound = compare(before_last, target) > 0 ? target : before_last;
            assert_true(compare(cover_with(instance, i, net[i]), bound) >= 0);
        }
    }
}

static void is_the_fairest_with_fewest_packs(void **state)
{
    (void)state;
    uint64_t seed = 20200427;
    for (int round = 0; round < 6000; round++) {
        struct search search = {0};
        struct instance instance;
        random_instance(&seed, &instance, (size_t)random_between(&seed, 2, round % 4 == 0 ? 5 : 4), 1, round % 2 == 1);
        double vectors = 1;
        for (size_t i = 0; i < instance.input.count; i++) {
            slow_bounds(&instance, i, &search.gives[i], &search.takes[i]);
            vectors *= (double)(search.gives[i] + search.takes[i] + 1);
        }
        if (vectors > 100000)
            continue;
        search.instance = &instance;
        enumerate(&search, 0, 0);
        int64_t net[MOST_PLACES];
        run(&instance, false, net);
        assert_safe(&instance, net);
        assert_no_reversal(&instance, net);
        struct fraction sorted[MOST_PLACES];
        size_t count = sorted_covers(&instance, net, sorted);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(compare(sorted[i], search.best[i]), 0);
        assert_int_equal(moved(net, instance.input.count), search.best_moved);
    }
}

static void equals_one_pack_at_a_time(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 1500; round++) {
        struct instance instance;
        int64_t gives[MOST_PLACES];
        int64_t takes[MOST_PLACES];
        int64_t expected[MOST_PLACES];
        int64_t net[MOST_PLACES];
        random_instance(&seed, &instance, (size_t)random_between(&seed, 1, 24), round % 5 == 0 ? 20 : 2,
                        round % 2 == 0);
        for (size_t i = 0; i < instance.input.count; i++)
            slow_bounds(&instance, i, &gives[i], &takes[i]);
        slow_greedy(&instance, gives, takes, expected);
        run(&instance, false, net);
        assert_memory_equal(net, expected, instance.input.count * sizeof *net);
        slow_strict(&instance, gives, takes, expected);
        run(&instance, true, net);
        assert_memory_equal(net, expected, instance.input.count * sizeof *net);
        assert_safe(&instance, net);
    }
}

static void ignores_the_order_of_the_list(void **state)
{
    (void)state;
    uint64_t seed = 99;
    for (int round = 0; round < 500; round++) {
        struct instance instance;
        random_instance(&seed, &instance, (size_t)random_between(&seed, 2, 30), 3, true);
        int64_t net[MOST_PLACES];
        int64_t again[MOST_PLACES];
        run(&instance, false, net);
        run(&instance, false, again);
        size_t count = instance.input.count;
        assert_memory_equal(net, again, count * sizeof *net); /* replay */
        struct fraction sorted[MOST_PLACES];
        size_t covers = sorted_covers(&instance, net, sorted);
        for (size_t i = count - 1; i > 0; i--) {
            size_t j = (size_t)random_between(&seed, 0, (int64_t)i);
            struct redistribute_place swapped = instance.places[i];
            instance.places[i] = instance.places[j];
            instance.places[j] = swapped;
        }
        run(&instance, false, again);
        struct fraction permuted[MOST_PLACES];
        assert_int_equal(sorted_covers(&instance, again, permuted), covers);
        for (size_t i = 0; i < covers; i++)
            assert_int_equal(compare(sorted[i], permuted[i]), 0);
        assert_int_equal(moved(net, count), moved(again, count));
    }
}

/* The figures' line is where shortage and surplus meet. */
static void line_balances(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int round = 0; round < 500; round++) {
        struct instance instance;
        int64_t net[MOST_PLACES];
        random_instance(&seed, &instance, (size_t)random_between(&seed, 2, 20), 3, true);
        run(&instance, false, net);
        struct arena arena = arena_open(ARENA_BYTES);
        struct redistribute_figures figures;
        assert_int_equal(redistribute_figures(&arena, &instance.input, net, &figures), OK);
        assert_int_equal(figures.packs_moved, moved(net, instance.input.count));
        assert_int_equal(figures.line_known, figures.packs_moved > 0);
        double theta = figures.solidarity_line_days;
        double lacking = 0;
        double spare = 0;
        for (size_t i = 0; i < instance.input.count; i++) {
            const struct redistribute_place *place = &instance.places[i];
            if (!known(&instance, i))
                continue;
            double use = rational_double(place->use_per_day.value);
            double stock = (double)place->stock.value;
            double floor_days = theta > (double)place->safety_days ? theta : (double)place->safety_days;
            if (place->may_receive && theta * use > stock)
                lacking += theta * use - stock;
            if (place->may_give && stock > floor_days * use)
                spare += stock - floor_days * use;
        }
        if (figures.line_known && theta < 10)
            assert_true(lacking - spare < 1e-6 && spare - lacking < 1e-6);
        else if (figures.line_known)
            assert_true(spare - lacking > -1e-6);
        arena_close(&arena);
    }
}

static struct redistribute_place place(int64_t stock, int64_t use)
{
    return (struct redistribute_place){
        .stock = known_int(stock),
        .use_per_day = known_rational(rational_int(use)),
        .safety_days = 5,
        .may_give = true,
        .may_receive = true,
    };
}

static void digest_and_counts(void **state)
{
    (void)state;
    struct redistribute_place places[] = {place(200, 10), place(15, 7), place(96, 8), place(30, 11), place(0, 3)};
    struct redistribute_input input = {.pack = 20, .target_days = 10, .places = places, .count = 5};
    struct arena arena = arena_open(ARENA_BYTES);
    int64_t net[5];
    static const int64_t expected[] = {-6, 2, -1, 3, 2};
    assert_int_equal(redistribute(&arena, &input, net), OK);
    assert_memory_equal(net, expected, sizeof expected);
    struct redistribute_figures figures;
    assert_int_equal(redistribute_figures(&arena, &input, net, &figures), OK);
    AUTO_TEXT text = text_open(1000);
    redistribute_digest_text(&figures, &text);
    assert_string_equal(text.bytes, "55/7,8/1,90/11,19/2,10/1");
    assert_int_equal(figures.below_target, 4);
    assert_int_equal(figures.below_safety, 0);
    assert_int_equal(figures.givers, 2);
    assert_int_equal(figures.receivers, 3);
    assert_int_equal(figures.packs_moved, 7);
    arena_close(&arena);
}

/* A thousand places and half a million packs; the greatest numbers; figures beyond the range. */
static void large_and_extreme(void **state)
{
    (void)state;
    enum { PLACES = 1000 };
    static struct redistribute_place places[PLACES];
    static int64_t net[PLACES];
    uint64_t seed = 5;
    for (size_t i = 0; i < PLACES; i++)
        places[i] = place(random_between(&seed, 0, i % 2 ? 4000 : 700), random_between(&seed, 1, 99));
    struct redistribute_input input = {.pack = 1, .target_days = 14, .places = places, .count = PLACES};
    struct arena arena = arena_open(ARENA_BYTES);
    assert_int_equal(redistribute(&arena, &input, net), OK);
    struct redistribute_figures figures;
    assert_int_equal(redistribute_figures(&arena, &input, net, &figures), OK);
    assert_true(figures.packs_moved > 100000);

    const int64_t most = ((int64_t)1 << 53) - 1;
    struct redistribute_place two[] = {place(most, 1), place(0, 1)};
    assert_int_equal(rational_make(((__int128)1 << 63), 3, &two[1].use_per_day.value), OK);
    input = (struct redistribute_input){.pack = 1, .target_days = 1, .places = two, .count = 2};
    assert_int_equal(redistribute(&arena, &input, net), TOO_LARGE); /* the need in packs has more than 61 bits */
    input.pack = most;
    assert_int_equal(redistribute(&arena, &input, net), OK);
    assert_int_equal(net[1], 0); /* not even one pack is above the safety days */
    input.pack = most / 2;
    assert_int_equal(redistribute(&arena, &input, net), OK);
    assert_int_equal(net[1], 1);
    input.pack = 0;
    assert_int_equal(redistribute(&arena, &input, net), INVALID);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_fairest_with_fewest_packs),
        cmocka_unit_test(equals_one_pack_at_a_time),
        cmocka_unit_test(ignores_the_order_of_the_list),
        cmocka_unit_test(line_balances),
        cmocka_unit_test(digest_and_counts),
        cmocka_unit_test(large_and_extreme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
