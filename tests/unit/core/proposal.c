/* The whole proposal: its promises on random counties, and small ones worked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/proposal.h"
#include "random.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, PLACES = 8, ARTICLES = 4, LOTS = 3 };

struct county {
    struct proposal_article articles[ARTICLES];
    struct proposal_place places[PLACES];
    struct proposal_pair pairs[ARTICLES * PLACES];
    struct lot lots[ARTICLES * PLACES][LOTS];
    struct proposal_input input;
};

/* Article 0 may stand in for 1 and 2, 1 for 2; 3 stands alone. */
static const size_t LOWER_THAN_0[] = {1, 2};
static const size_t LOWER_THAN_1[] = {2};

static void empty_county(struct county *county, size_t articles, size_t places)
{
    memset(county, 0, sizeof *county);
    for (size_t a = 0; a < ARTICLES; a++)
        county->articles[a].pack = 10;
    for (size_t i = 0; i < PLACES; i++)
        county->places[i] = (struct proposal_place){.latitude = 62000000 + (int64_t)i * 300000, .longitude = 17000000};
    county->input = (struct proposal_input){
        .articles = county->articles,
        .article_count = articles,
        .places = county->places,
        .place_count = places,
        .pairs = county->pairs,
        .policy = {.target_days = 14,
                   .red_below_days = 7,
                   .filters = {.min_gain_days = {0, 1}, .ping_pong_weeks = -1},
                   .goal = TRANSPORT_FEWEST_LANES},
    };
}

static struct proposal_pair *pair_of(struct county *county, size_t article, size_t place)
{
    return &county->pairs[article * county->input.place_count + place];
}

static void set_pair(struct county *county, size_t article, size_t place, int64_t stock, int64_t use)
{
    *pair_of(county, article, place) = (struct proposal_pair){
        .stock = known_int(stock),
        .use_per_day = known_rational(rational_int(use)),
        .safety_days = 7,
        .may_give = true,
        .may_receive = true,
    };
}

static void random_pair(uint64_t *seed, struct county *county, size_t article, size_t place)
{
    struct proposal_pair *pair = pair_of(county, article, place);
    set_pair(county, article, place, random_between(seed, 0, article == 0 ? 1500 : 250), random_between(seed, 0, 20));
    assert_int_equal(rational_make(pair->use_per_day.value.num, random_between(seed, 1, 3), &pair->use_per_day.value),
                     OK);
    pair->safety_days = random_between(seed, 3, 8);
    pair->may_give = random_between(seed, 0, 9) > 0;
    pair->may_receive = random_between(seed, 0, 9) > 0;
    pair->grey = random_between(seed, 0, 9) == 0;
    if (random_between(seed, 0, 19) == 0)
        pair->stock = (struct known_int){0};
    struct lot *lots = county->lots[article * county->input.place_count + place];
    pair->lots = lots;
    pair->lot_count = (size_t)random_between(seed, 0, LOTS);
    for (size_t k = 0; k < pair->lot_count; k++)
        lots[k] = (struct lot){random_between(seed, 0, pair->stock.value / LOTS), random_between(seed, 0, 60)};
    if (random_between(seed, 0, 5) == 0)
        pair->last_received_weeks_ago = known_int(random_between(seed, 0, 6));
}

static void random_county(uint64_t *seed, struct county *county, bool filtered)
{
    empty_county(county, ARTICLES, (size_t)random_between(seed, 2, PLACES));
    for (size_t a = 0; a < ARTICLES; a++)
        county->articles[a].pack = random_between(seed, 5, 40);
    county->articles[0].stands_in_for = LOWER_THAN_0;
    county->articles[0].stands_in_for_count = 2;
    county->articles[1].stands_in_for = LOWER_THAN_1;
    county->articles[1].stands_in_for_count = 1;
    for (size_t a = 0; a < ARTICLES; a++)
        for (size_t i = 0; i < county->input.place_count; i++)
            random_pair(seed, county, a, i);
    struct proposal_policy *policy = &county->input.policy;
    policy->strict = random_between(seed, 0, 1) == 1;
    policy->transport_days = random_between(seed, 0, 3);
    if (filtered) {
        policy->filters = (struct filter_rule){random_between(seed, 0, 4), rational_int(random_between(seed, 0, 2)), 3};
        policy->maximum_counterparties = random_between(seed, 0, 3);
    }
}

static int64_t pack_of(const struct county *county, size_t article)
{
    return county->articles[article].pack;
}

/* Nobody below the floor, nobody beyond what it may; the sums agree with the lines. */
static void assert_positions(struct county *county, const struct proposal *proposal)
{
    size_t count = county->input.place_count;
    for (size_t a = 0; a < ARTICLES; a++) {
        int64_t sum = 0;
        int64_t baseline = 0;
        for (size_t i = 0; i < count; i++) {
            const struct proposal_position *position = &proposal->positions[a * count + i];
            const struct proposal_pair *pair = pair_of(county, a, i);
            int64_t net = position->net_packs;
            int64_t out = (net < 0 ? -net : 0) + position->substitute_out_packs;
            __int128 left = pair->stock.value - (__int128)pack_of(county, a) * out;
            struct rational use = pair->use_per_day.value;
            sum += net;
            baseline += position->baseline_net_packs;
            if (out > 0) {
                assert_true(pair->may_give && !pair->grey && pair->stock.known);
                assert_true(left * use.den >= pair->safety_days * use.num);
            }
            if (position->substitute_out_packs > 0)
                assert_true(left * use.den >= 14 * use.num);
            if (net > 0 || position->substitute_in_pieces > 0)
                assert_true(pair->may_receive && pair->stock.known && use.num > 0);
            if (position->baseline_net_packs < 0)
                assert_true((pair->stock.value + pack_of(county, a) * position->baseline_net_packs) * use.den >=
                            14 * use.num);
        }
        assert_int_equal(sum, 0);
        assert_int_equal(baseline, 0);
    }
}

static void assert_lines(struct county *county, const struct proposal *proposal)
{
    size_t count = county->input.place_count;
    int64_t net[ARTICLES * PLACES] = {0};
    bool partner[PLACES][PLACES] = {{false}};
    int64_t pack_km = 0;
    for (size_t n = 0; n < proposal->line_count; n++) {
        const struct proposal_line *line = &proposal->lines[n];
        assert_true(line->filter == FILTER_KEEP || line->filter == FILTER_KEEP_RECEIVER_SHORT);
        assert_true(line->packs > 0 && line->from != line->to);
        int64_t lots = line->any_lot_packs;
        for (size_t k = 0; k < line->lot_count; k++)
            lots += line->lots[k].packs;
        assert_int_equal(lots, line->packs);
        partner[line->from][line->to] = partner[line->to][line->from] = true;
        pack_km += line->packs * line->km;
        if (line->covers_for == PROPOSAL_NO_ARTICLE) {
            net[line->article * count + line->from] -= line->packs;
            net[line->article * count + line->to] += line->packs;
        } else {
            assert_true(line->covers_for > (int64_t)line->article); /* never upwards */
        }
    }
    for (size_t cell = 0; cell < ARTICLES * count; cell++)
        assert_int_equal(net[cell], proposal->positions[cell].net_packs);
    assert_int_equal(pack_km, proposal->result.pack_km);
    int64_t most = county->input.policy.maximum_counterparties;
    size_t over = 0;
    for (size_t i = 0; i < count && most > 0; i++) {
        int64_t partners = 0;
        for (size_t j = 0; j < count; j++)
            partners += partner[i][j];
        over += partners > most;
    }
    if (over > 0) { /* only where lanes to receivers in need stand in the way */
        size_t needed = 0;
        for (size_t n = 0; n < proposal->line_count; n++)
            needed += proposal->lines[n].receiver_before.kind == COVER_DAYS &&
                      rational_compare(proposal->lines[n].receiver_before.days, rational_int(7)) < 0;
        assert_true(needed > 0);
    }
}

static void assert_unfiltered(struct county *county, const struct proposal *proposal)
{
    assert_int_equal(proposal->dropped_count, 0);
    for (size_t cell = 0; cell < ARTICLES * county->input.place_count; cell++) {
        const struct proposal_position *position = &proposal->positions[cell];
        assert_int_equal(position->net_packs,
                         county->input.policy.strict ? position->strict_net_packs : position->plain_net_packs);
    }
}

static void assert_same(const struct proposal *a, const struct proposal *b)
{
    assert_int_equal(a->line_count, b->line_count);
    for (size_t n = 0; n < a->line_count; n++) {
        assert_int_equal(a->lines[n].from, b->lines[n].from);
        assert_int_equal(a->lines[n].to, b->lines[n].to);
        assert_int_equal(a->lines[n].article, b->lines[n].article);
        assert_int_equal(a->lines[n].packs, b->lines[n].packs);
        assert_int_equal(a->lines[n].covers_for, b->lines[n].covers_for);
    }
    assert_int_equal(a->result.pack_km, b->result.pack_km);
    assert_int_equal(a->dropped_count, b->dropped_count);
}

static void keeps_its_promises(void **state)
{
    (void)state;
    uint64_t seed = 2020;
    size_t lines = 0;
    size_t dropped = 0;
    size_t substituted = 0;
    for (int round = 0; round < 400; round++) {
        struct county county;
        bool filtered = round % 2 == 1;
        random_county(&seed, &county, filtered);
        struct arena arena = arena_open(ARENA_BYTES);
        struct proposal proposal;
        struct proposal again;
        assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
        assert_positions(&county, &proposal);
        assert_lines(&county, &proposal);
        if (!filtered)
            assert_unfiltered(&county, &proposal);
        assert_int_equal(proposal_compute(&arena, &county.input, &again), OK);
        assert_same(&proposal, &again);
        lines += proposal.line_count;
        dropped += proposal.dropped_count;
        for (size_t n = 0; n < proposal.line_count; n++)
            substituted += proposal.lines[n].covers_for != PROPOSAL_NO_ARTICLE;
        arena_close(&arena);
    }
    assert_true(lines > 400 && dropped > 100 && substituted > 20); /* the instances do exercise all of it */
}

static void assert_days(struct cover cover, const char *expected)
{
    char text[RATIONAL_TEXT_CHARS];
    assert_int_equal(cover.kind, COVER_DAYS);
    rational_format(cover.days, text);
    assert_string_equal(text, expected);
}

/* A has 50 FFP3 over 14 days of its own; B lacks FFP2. A's own FFP2 (2 days short: 10 pieces) is covered on the spot,
 * the four whole packs left go to B, in FFP3 packs. */
static void surplus_goes_down_only(void **state)
{
    (void)state;
    struct county county;
    empty_county(&county, 2, 2);
    county.articles[0].stands_in_for = LOWER_THAN_0;
    county.articles[0].stands_in_for_count = 1;
    set_pair(&county, 0, 0, 120, 5);
    set_pair(&county, 0, 1, 0, 0);
    set_pair(&county, 1, 0, 60, 5);
    set_pair(&county, 1, 1, 20, 10);
    pair_of(&county, 1, 0)->may_give = false;
    struct arena arena = arena_open(ARENA_BYTES);
    struct proposal proposal;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    assert_int_equal(proposal.line_count, 1);
    assert_int_equal(proposal.lines[0].article, 0);
    assert_int_equal(proposal.lines[0].covers_for, 1);
    assert_int_equal(proposal.lines[0].packs, 4);
    assert_days(proposal.lines[0].receiver_before, "2");
    assert_days(proposal.lines[0].receiver_after, "6");
    assert_days(proposal.lines[0].giver_after, "16");
    assert_int_equal(proposal.positions[2].own_substitute_pieces, 10);
    assert_int_equal(proposal.positions[2].to_target_packs, 0);
    assert_int_equal(proposal.positions[3].substitute_in_pieces, 40);
    assert_int_equal(proposal.positions[3].to_safety_packs, 1);
    assert_int_equal(proposal.positions[3].to_target_packs, 8);
    assert_int_equal(proposal.red_before, 1);
    assert_int_equal(proposal.result.red_after, 1);

    const size_t itself[] = {0};
    county.articles[1].stands_in_for = itself; /* FFP2 for FFP3 for FFP2 */
    county.articles[1].stands_in_for_count = 1;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), INVALID);
    arena_close(&arena);
}

/* C gives 5 packs to B by the rule; whoever received lately gives nothing, and the packs stay with it. */
static void dropped_packs_stay(void **state)
{
    (void)state;
    struct county county;
    empty_county(&county, 1, 3);
    set_pair(&county, 0, 0, 140, 10);
    set_pair(&county, 0, 1, 90, 10);
    set_pair(&county, 0, 2, 200, 10);
    pair_of(&county, 0, 2)->last_received_weeks_ago = known_int(2);
    county.input.policy.filters.ping_pong_weeks = 3;
    struct arena arena = arena_open(ARENA_BYTES);
    struct proposal proposal;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    assert_int_equal(proposal.line_count, 0);
    assert_int_equal(proposal.dropped_count, 1);
    assert_int_equal(proposal.dropped[0].filter, FILTER_DROP_PING_PONG);
    assert_int_equal(proposal.dropped[0].packs, 5);
    assert_int_equal(proposal.positions[1].plain_net_packs, 5);
    assert_int_equal(proposal.positions[1].net_packs, 0);
    assert_days(proposal.positions[1].after, "9");
    assert_int_equal(proposal.positions[1].to_target_packs, 5);
    assert_days(proposal.baseline.worst_after, "14");
    assert_int_equal(proposal.baseline.lanes, 1);
    county.input.policy.filters.ping_pong_weeks = 1;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    assert_int_equal(proposal.line_count, 1);
    assert_days(proposal.worst_before, "9");
    assert_days(proposal.result.worst_after, "14");
    assert_true(proposal.lines[0].strict_holds);
    arena_close(&arena);
}

/* The receiver can use 2 packs before the first lot expires; the rest of the gift has no date. */
static void first_to_expire_first(void **state)
{
    (void)state;
    struct county county;
    empty_county(&county, 1, 2);
    set_pair(&county, 0, 0, 300, 5);
    set_pair(&county, 0, 1, 0, 5);
    struct lot lots[] = {{50, 400}, {100, 6}};
    pair_of(&county, 0, 0)->lots = lots;
    pair_of(&county, 0, 0)->lot_count = 2;
    county.input.policy.transport_days = 2;
    struct arena arena = arena_open(ARENA_BYTES);
    struct proposal proposal;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    assert_int_equal(proposal.line_count, 1);
    assert_int_equal(proposal.lines[0].packs, 7);
    assert_int_equal(proposal.lines[0].lot_count, 2);
    assert_int_equal(proposal.lines[0].lots[0].lot, 1);
    assert_int_equal(proposal.lines[0].lots[0].packs, 2);
    assert_int_equal(proposal.lines[0].lots[1].lot, 0);
    assert_int_equal(proposal.lines[0].lots[1].packs, 5);
    assert_int_equal(proposal.lines[0].any_lot_packs, 0);
    arena_close(&arena);
}

/* What would expire unused leaves first and costs its giver nothing, even when the giver stands just at the target. */
static void what_would_be_wasted_goes_first(void **state)
{
    (void)state;
    struct county county;
    empty_county(&county, 1, 3);
    int64_t pack = pack_of(&county, 0);
    set_pair(&county, 0, 0, county.input.policy.target_days * 10, 10);
    pair_of(&county, 0, 0)->expiring = 3 * pack + 1;
    set_pair(&county, 0, 1, 0, 10);
    set_pair(&county, 0, 2, 3 * 10, 10); /* short itself: what expires there stays out of it */
    pair_of(&county, 0, 2)->expiring = 5 * pack;
    county.input.policy.filters = (struct filter_rule){.min_gain_days = rational_int(0)};
    struct arena arena = arena_open(ARENA_BYTES);
    struct proposal proposal;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    const struct proposal_position *giver = &proposal.positions[0];
    assert_int_equal(giver->expiring_packs, 3);
    assert_int_equal(proposal.positions[2].expiring_packs, 0);
    assert_true(giver->net_packs <= -3);
    __int128 kept = (__int128)county.input.policy.target_days * 10 + (giver->net_packs + 3) * pack;
    assert_int_equal(rational_compare(giver->after.days, rational_int(0)) > 0, 1);
    assert_int_equal((int64_t)(giver->after.days.num * 10 / giver->after.days.den), (int64_t)kept);
    arena_close(&arena);
}

static void nothing_to_do(void **state)
{
    (void)state;
    struct county county;
    empty_county(&county, 1, 2);
    struct arena arena = arena_open(ARENA_BYTES);
    struct proposal proposal;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK); /* nothing known */
    assert_int_equal(proposal.line_count, 0);
    assert_int_equal(proposal.worst_before.kind, COVER_UNKNOWN);
    county.input.article_count = 0;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    county.input.place_count = 0;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), OK);
    county.input.policy.target_days = 0;
    assert_int_equal(proposal_compute(&arena, &county.input, &proposal), INVALID);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_its_promises),
        cmocka_unit_test(surplus_goes_down_only),
        cmocka_unit_test(dropped_packs_stay),
        cmocka_unit_test(first_to_expire_first),
        cmocka_unit_test(what_would_be_wasted_goes_first),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
