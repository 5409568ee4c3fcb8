/* Allocations week by week: exact sums, no drift under a hundred keys, nothing that depends on order, replay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/allocation.h"
#include "random.h"

enum { REGIONS = 21, ARENA_BYTES = 64 * 1024 * 1024, TEXT_BYTES = 64 * 1024, PACK = 1170, VIAL = 6 };

static const char *const codes[REGIONS] = {"01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13",
                                           "14", "17", "18", "19", "20", "21", "22", "23", "24", "25"};
/* Residents of the counties on 31 December 2019 (SCB). */
static const int64_t residents[REGIONS] = {2377081, 383713, 297540,  465495, 363599,  201469, 245446,
                                           59686,   159606, 1377827, 333848, 1725881, 282414, 304805,
                                           275845,  287966, 287382,  245347, 130810,  271736, 250093};

struct story {
    struct allocation_region regions[REGIONS];
    struct allocation_input input;
};

static void begin(struct story *story)
{
    memset(story, 0, sizeof *story);
    for (int i = 0; i < REGIONS; i++) {
        memcpy(story->regions[i].county, codes[i], 3);
        story->regions[i].weight = story->regions[i].right_weight = residents[i];
    }
    story->input = (struct allocation_input){.product = "COMIRNATY",
                                             .week = "2021-W09",
                                             .pack_doses = PACK,
                                             .vial_doses = VIAL,
                                             .usable = true,
                                             .regions = story->regions,
                                             .count = REGIONS};
}

static void take_over(struct story *story, const struct allocation_result *result)
{
    int64_t balances = 0, parked = 0, packs = 0, seconds = 0;
    for (size_t i = 0; i < REGIONS; i++) {
        const struct allocation_line *line = &result->lines[i];
        assert_int_equal(line->balance_micro, line->balance_before_micro + line->credit_micro + line->waived_micro -
                                                  line->key_packs * PACK * MICRO_DOSES);
        assert_int_equal(line->packs, line->second_packs + line->key_packs);
        story->regions[i].balance_micro = line->balance_micro;
        story->regions[i].parked_micro = line->parked_micro;
        balances += line->balance_micro;
        parked += line->parked_micro;
        packs += line->packs;
        seconds += line->second_packs;
    }
    assert_int_equal(balances, 0);
    assert_int_equal(parked, 0);
    assert_int_equal(packs, result->packs - result->surplus_packs);
    assert_int_equal(seconds, result->served_second_packs);
    story->input.doses_under_key = result->doses_under_key;
}

/* --- drift --- */

/* Multipliers of some regions, drawn anew. */
static void new_key(uint64_t *state, struct story *story, bool repay)
{
    struct allocation_multiplier multipliers[REGIONS];
    int64_t right[REGIONS], weights[REGIONS];
    for (int i = 0; i < REGIONS; i++)
        multipliers[i] = (struct allocation_multiplier){
            random_between(state, 0, 3) == 0 ? random_between(state, 80, 120) : 100, 100, repay};
    assert_int_equal(allocation_weights(REGIONS, residents, multipliers, right, weights), OK);
    for (int i = 0; i < REGIONS; i++) {
        story->regions[i].weight = weights[i];
        story->regions[i].right_weight = right[i];
    }
    story->input.doses_under_key = 0;
}

/* What the keys so far are worth exactly, in whole micro-doses rounded down, and how many keys that was rounded for. */
struct exact {
    __int128 right[REGIONS];
    int keys;
};

static void add_key(struct exact *exact, const struct story *story)
{
    __int128 sum = 0;
    for (int i = 0; i < REGIONS; i++)
        sum += story->regions[i].right_weight;
    for (int i = 0; i < REGIONS; i++)
        exact->right[i] += (__int128)story->input.doses_under_key * MICRO_DOSES * story->regions[i].right_weight / sum;
    exact->keys++;
}

/* 1,000 weeks under 101 keys: balance and parked account together are the exact account but for less than a
 * micro-dose for each key. */
static void test_no_drift(void **unused)
{
    (void)unused;
    enum { WEEKS = 1000, WEEKS_PER_KEY = 10 };
    uint64_t state = 20201227;
    struct story story;
    struct exact exact = {0};
    int64_t received[REGIONS] = {0};
    begin(&story);
    for (int week = 0; week < WEEKS; week++) {
        struct arena arena = arena_open(ARENA_BYTES);
        struct allocation_result result;
        if (week > 0 && week % WEEKS_PER_KEY == 0) {
            add_key(&exact, &story);
            new_key(&state, &story, week % (3 * WEEKS_PER_KEY) == 0);
        }
        story.input.source_doses = random_between(&state, 0, 40) * PACK + random_between(&state, 0, PACK - 1);
        assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
        take_over(&story, &result);
        for (size_t i = 0; i < REGIONS; i++)
            received[i] += result.lines[i].key_packs * PACK;
        arena_close(&arena);
    }
    add_key(&exact, &story);
    assert_int_equal(exact.keys, WEEKS / WEEKS_PER_KEY);
    for (int i = 0; i < REGIONS; i++) {
        __int128 account = exact.right[i] - (__int128)received[i] * MICRO_DOSES;
        int64_t off = (int64_t)((__int128)story.regions[i].balance_micro + story.regions[i].parked_micro - account);
        assert_true(off > -2 * exact.keys && off < 2 * exact.keys);
    }
}

/* --- order, replay --- */

static void random_week(uint64_t *state, struct story *story)
{
    begin(story);
    new_key(state, story, true);
    for (int i = 0; i < REGIONS; i++) {
        struct allocation_region *region = &story->regions[i];
        region->second_packs = random_between(state, 0, 2);
        if (random_between(state, 0, 9) == 0) {
            region->cap_packs = known_int(random_between(state, 0, 3));
            region->forgoes = random_between(state, 0, 1) == 1;
        }
        if (i % 2 == 1) {
            region->balance_micro = random_between(state, -600 * MICRO_DOSES, 600 * MICRO_DOSES);
            region->parked_micro = random_between(state, -600 * MICRO_DOSES, 600 * MICRO_DOSES);
            story->regions[i - 1].balance_micro = -region->balance_micro;
            story->regions[i - 1].parked_micro = -region->parked_micro;
        }
    }
    story->input.minimum_one_pack = random_between(state, 0, 1) == 1;
    story->input.parked_stays = random_between(state, 0, 3) == 0;
    story->input.doses_under_key = random_between(state, 0, 1000000);
    story->input.source_doses = random_between(state, 0, 100000);
}

static void test_order_does_not_matter(void **unused)
{
    (void)unused;
    uint64_t state = 7;
    for (int round = 0; round < 50; round++) {
        struct arena arena = arena_open(ARENA_BYTES);
        struct story story, turned;
        struct allocation_result result, other;
        random_week(&state, &story);
        story.input.source_doses +=
            50 * PACK; /* no second dose is short: equal claims are a tie, and the list decides */
        turned = story;
        for (size_t i = 0; i < REGIONS; i++)
            turned.regions[i] = story.regions[REGIONS - 1 - i];
        turned.input.regions = turned.regions;
        story.input.regions = story.regions;
        assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
        assert_int_equal(allocation_compute(&arena, &turned.input, &other), OK);
        for (size_t i = 0; i < REGIONS; i++) {
            assert_int_equal(result.lines[i].packs, other.lines[REGIONS - 1 - i].packs);
            assert_int_equal(result.lines[i].balance_micro, other.lines[REGIONS - 1 - i].balance_micro);
            assert_int_equal(result.lines[i].parked_micro, other.lines[REGIONS - 1 - i].parked_micro);
        }
        arena_close(&arena);
    }
}

static void test_replay_gives_the_same_bytes(void **unused)
{
    (void)unused;
    uint64_t state = 11;
    for (int round = 0; round < 50; round++) {
        struct arena arena = arena_open(ARENA_BYTES);
        struct story story;
        struct allocation_result result;
        struct allocation_input back;
        AUTO_TEXT input = text_open(TEXT_BYTES), first = text_open(TEXT_BYTES), second = text_open(TEXT_BYTES);
        random_week(&state, &story);
        allocation_input_write(&story.input, &input);
        assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
        allocation_result_write(&result, &first);
        assert_int_equal(allocation_input_read(&arena, input.bytes, input.length, &back), OK);
        assert_int_equal(allocation_compute(&arena, &back, &result), OK);
        allocation_result_write(&result, &second);
        assert_string_equal(first.bytes, second.bytes);
        arena_close(&arena);
    }
}

static void test_no_other_text_is_read(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct story story;
    struct allocation_input back;
    AUTO_TEXT text = text_open(TEXT_BYTES);
    begin(&story);
    allocation_input_write(&story.input, &text);
    assert_int_equal(allocation_input_read(&arena, text.bytes, text.length - 1, &back), INVALID);
    assert_int_equal(allocation_input_read(&arena, text.bytes, 40, &back), INVALID);
    assert_int_equal(allocation_input_read(&arena, "", 0, &back), INVALID);
    text.bytes[9] = 'X'; /* of the format's name */
    assert_int_equal(allocation_input_read(&arena, text.bytes, text.length, &back), INVALID);
    arena_close(&arena);
}

/* --- multipliers, use, sentences --- */

/* A region gets double for four weeks and pays it back: parked meanwhile, then released until nothing is left. */
static void test_repaid_multiplier(void **unused)
{
    (void)unused;
    struct story story;
    struct allocation_multiplier multipliers[REGIONS];
    int64_t right[REGIONS], weights[REGIONS], largest = 0;
    begin(&story);
    for (int week = 0; week < 40; week++) {
        struct arena arena = arena_open(ARENA_BYTES);
        struct allocation_result result;
        if (week == 0 || week == 4) {
            for (int i = 0; i < REGIONS; i++)
                multipliers[i] = (struct allocation_multiplier){i == 0 && week == 0 ? 2 : 1, 1, true};
            assert_int_equal(allocation_weights(REGIONS, residents, multipliers, right, weights), OK);
            for (int i = 0; i < REGIONS; i++) {
                story.regions[i].weight = weights[i];
                story.regions[i].right_weight = right[i];
            }
            story.input.doses_under_key = 0;
        }
        story.input.source_doses = 20 * PACK;
        assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
        if (week < 4)
            assert_true(result.lines[0].parked_micro < result.lines[0].parked_before_micro);
        else
            assert_true(result.lines[0].released_micro <= 0 &&
                        result.lines[0].released_micro >= -(int64_t)5 * PACK * MICRO_DOSES);
        if (-result.lines[0].parked_micro > largest)
            largest = -result.lines[0].parked_micro;
        assert_true(result.promise_kept);
        take_over(&story, &result);
        arena_close(&arena);
    }
    assert_true(largest > 11 * (int64_t)PACK * MICRO_DOSES); /* 80 packs, 0.375 instead of 0.231 of them */
    for (int i = 0; i < REGIONS; i++)
        assert_int_equal(story.regions[i].parked_micro, 0);
}

static void test_parked_accounts_can_stay(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct story story;
    struct allocation_result result;
    begin(&story);
    story.regions[0].parked_micro = -(story.regions[1].parked_micro = 5 * (int64_t)PACK * MICRO_DOSES);
    story.input.source_doses = 20 * PACK;
    assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
    assert_int_equal(result.lines[1].released_micro, 5 * (int64_t)PACK * MICRO_DOSES); /* a quarter of 20 packs */
    assert_int_equal(result.lines[1].parked_micro, 0);
    story.input.parked_stays = true;
    assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
    assert_int_equal(result.lines[1].released_micro, 0);
    assert_int_equal(result.lines[1].parked_micro, 5 * (int64_t)PACK * MICRO_DOSES);
    arena_close(&arena);
}

static void test_unusable_product_is_surplus(void **unused)
{
    (void)unused;
    struct arena arena = arena_open(ARENA_BYTES);
    struct story story;
    struct allocation_result result;
    begin(&story);
    story.input.usable = false;
    story.input.source_doses = 5 * PACK + 3;
    assert_int_equal(allocation_compute(&arena, &story.input, &result), OK);
    assert_int_equal(result.packs, 5);
    assert_int_equal(result.left_doses, 3);
    assert_int_equal(result.surplus_packs, 5);
    take_over(&story, &result);
    for (int i = 0; i < REGIONS; i++)
        assert_int_equal(story.regions[i].balance_micro, 0);
    arena_close(&arena);
}

static void test_sentences(void **unused)
{
    (void)unused;
    const struct allocation_words words = {"Gotland", 100, 12, PACK, true};
    struct allocation_line line = {.weight = 25,
                                   .credit_micro = 3 * (int64_t)PACK * MICRO_DOSES,
                                   .balance_before_micro = -(int64_t)PACK * MICRO_DOSES / 4,
                                   .rule_packs = 3,
                                   .key_packs = 3,
                                   .packs = 4,
                                   .second_packs = 1,
                                   .balance_micro = -(int64_t)PACK * MICRO_DOSES / 4};
    AUTO_TEXT out = text_open(TEXT_BYTES);
    allocation_sentence(&words, &line, false, &out);
    assert_string_equal(out.bytes, "Gotland: nyckelns 25,0000 % av 12 förpackningar är 3,00; minus 0,25 som redan "
                                   "levererats i förskott blir 2,75, vilket ger 3 förpackningar. Till andra doser får "
                                   "den 1 förpackning.");
    text_close(&out);
    out = text_open(TEXT_BYTES);
    allocation_next_sentence(&words, &line, true, &out);
    assert_string_equal(out.bytes, "Next week Gotland begins with 0.25 packs (292.5 doses) received in advance.");
    text_close(&out);
    out = text_open(TEXT_BYTES);
    text_add_micro(&out, -1500000, '.');
    text_add_char(&out, ' ');
    text_add_micro(&out, -1, '.');
    text_add_char(&out, ' ');
    text_add_micro(&out, 12 * (int64_t)MICRO_DOSES, '.');
    assert_string_equal(out.bytes, "-1.5 -0.000001 12");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_drift),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_replay_gives_the_same_bytes),
        cmocka_unit_test(test_no_other_text_is_read),
        cmocka_unit_test(test_repaid_multiplier),
        cmocka_unit_test(test_parked_accounts_can_stay),
        cmocka_unit_test(test_unusable_product_is_surplus),
        cmocka_unit_test(test_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
