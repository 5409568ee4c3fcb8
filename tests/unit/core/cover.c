/* Cover, status, burn rate, usable stock, run-out, need; plausibility; the status row of an article. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/cover.h"
#include "core/plausible.h"

enum { ARENA_BYTES = 1024 * 1024, WEEKS = 12 };

static struct rational fraction(const char *text)
{
    struct rational value = {0, 0};
    assert_int_equal(rational_parse(text, strlen(text), &value), OK);
    return value;
}

static struct known_rational rate(const char *text)
{
    return text == NULL ? (struct known_rational){0} : known_rational(fraction(text));
}

static void assert_text(struct rational value, const char *expected)
{
    char text[RATIONAL_TEXT_CHARS];
    rational_format(value, text);
    assert_string_equal(text, expected);
}

static const struct cover_thresholds THRESHOLDS = {
    .acute_below_days = 2, .red_below_days = 7, .yellow_below_days = 14, .grey_after_days = 14};

static void judges(void **state)
{
    (void)state;
    static const struct {
        int64_t stock; /* -1: unknown */
        const char *use;
        int64_t age;
        enum cover_kind kind;
        enum cover_status status;
    } cases[] = {
        {30, "0", 0, COVER_NO_USE, COVER_GREEN}, {0, "0", 0, COVER_NOT_USED, COVER_NOT_APPLICABLE},
        {-1, "3", 0, COVER_UNKNOWN, COVER_GREY}, {30, NULL, 0, COVER_UNKNOWN, COVER_GREY},
        {6, "3", 0, COVER_DAYS, COVER_RED},      {5, "3", 0, COVER_DAYS, COVER_ACUTE},
        {60, "3", 15, COVER_DAYS, COVER_GREY},   {60, "3", 14, COVER_DAYS, COVER_GREEN},
        {60, "3", -1, COVER_DAYS, COVER_GREY},   {21, "3", 0, COVER_DAYS, COVER_YELLOW},
        {42, "3", 0, COVER_DAYS, COVER_GREEN},   {0, "0", 15, COVER_NOT_USED, COVER_GREY},
        {41, "3", 0, COVER_DAYS, COVER_YELLOW},  {1, "1/2", 0, COVER_DAYS, COVER_RED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct known_int stock = cases[i].stock < 0 ? (struct known_int){0} : known_int(cases[i].stock);
        struct known_int age = cases[i].age < 0 ? (struct known_int){0} : known_int(cases[i].age);
        struct cover cover;
        assert_int_equal(cover_of_pieces(stock, rate(cases[i].use), &cover), OK);
        assert_int_equal(cover.kind, cases[i].kind);
        assert_int_equal(cover_judge(&THRESHOLDS, cover, age), cases[i].status);
    }
    struct cover cover;
    assert_int_equal(cover_of_pieces(known_int(3), rate("1/9223372036854775808"), &cover), TOO_LARGE);
    assert_int_equal(cover_of_pieces(known_int(-3), rate("1"), &cover), INVALID);
}

/* Expected values: the rule in exact fractions of another language. -1: unknown week. */
static void burns_exactly(void **state)
{
    (void)state;
    static const struct {
        int64_t weeks[WEEKS];
        size_t count;
        const char *alpha;
        int64_t window;
        const char *per_day; /* NULL: does not fit */
        size_t outliers[WEEKS];
        size_t outlier_count;
    } cases[] = {
        {{70, 70, 70, 70}, 4, "1/2", 8, "10", {0}, 0},
        {{70, 77, 700, 70}, 4, "1/2", 8, "1771/160", {2}, 1},
        {{-1, 5, -1}, 3, "1/2", 8, "5/7", {0}, 0},
        {{0, 0, 0, 0, 9}, 5, "1/2", 8, "0", {4}, 1},
        {{1, 2, 3, 4, 5, 6, 7, 8, 9, 100}, 10, "1/2", 8, "3750171/2240000", {7}, 1},
        {{40, 40, 41, 39, 120, 160, 200, 260}, 8, "1/2", 8, "107593/3584", {0}, 0},
        {{10, 10, 10, 10, 10, 10, 10, 10}, 8, "1/3333333", 8, "10/7", {0}, 0},
        {{100, 101, 102, 90, 80, 70, 60, 50}, 8, "0.123456789", 8, NULL, {0}, 0},
        {{50, 60, 70, 80, 90, 100, 101, 102}, 8, "0.123456789", 8, "201/14", {0}, 0},
        {{100, 90, 80, 70}, 4, "0.333333", 4, "85/7", {0}, 0},
        {{5, 6}, 2, "0.26", 8, "27669/35000", {0}, 0},
        {{7, 14, 21}, 3, "1", 2, "3", {0}, 0},
        {{9007199254740991, 9007199254740991, 9007199254740991}, 3, "1/2", 8, "9007199254740991/7", {0}, 0},
        {{9007199254740991, 9007199254740989, 17},
         3,
         "9223372036854775807/9223372036854775808",
         8,
         "9007199254740989/7",
         {2},
         1},
        {{3, 8, -1, 5, 1000, 0, 2, 6, 7}, 9, "13/50", 6, "513080312201/625000000000", {1}, 1},
        {{37, 8, 38, 40}, 4, "1/2", 1, "40/7", {0}, 0},
        {{16, 14, 45, 34, 35, 25, 9, 40}, 8, "7/9", 7, "162674986/33480783", {0}, 0},
        {{0, -1, 10, -1, 19, 1, 17, 38, 24, 50, 25, 36}, 12, "1/3", 6, "898/189", {0}, 0},
        {{2, 31}, 2, "0.26", 7, "87401/35000", {0}, 0},
        {{19, 32, 24, 22, 37, 37, 21, 1, 17, 42, 10}, 11, "0.26", 9, "20779499886657223/6835937500000000", {0}, 0},
        {{-1, 45, 13, 36, -1, 4, 40, 5, 4, -1}, 10, "0.26", 7, "2964086539661/1367187500000", {0}, 0},
        {{-1, 38, -1, 24, 37, 35, 32}, 7, "1/2", 5, "67/14", {0}, 0},
        {{3}, 1, "7/9", 9, "3/7", {0}, 0},
        {{12}, 1, "0.26", 5, "12/7", {0}, 0},
        {{-1, 21, 23}, 3, "1", 7, "23/7", {0}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct known_int weeks[WEEKS];
        for (size_t w = 0; w < cases[i].count; w++)
            weeks[w] = cases[i].weeks[w] < 0 ? (struct known_int){0} : known_int(cases[i].weeks[w]);
        struct arena arena = arena_open(ARENA_BYTES);
        struct burn_rule rule = {.alpha = fraction(cases[i].alpha), .window = cases[i].window};
        struct burn_rate result;
        enum outcome outcome = cover_burn_rate(&arena, weeks, cases[i].count, rule, &result);
        assert_int_equal(outcome, cases[i].per_day == NULL ? TOO_LARGE : OK);
        if (outcome == OK) {
            assert_true(result.per_day.known);
            assert_text(result.per_day.value, cases[i].per_day);
            assert_int_equal(result.outlier_count, cases[i].outlier_count);
            assert_memory_equal(result.outliers, cases[i].outliers, result.outlier_count * sizeof(size_t));
        }
        arena_close(&arena);
    }
}

static void burns_nothing(void **state)
{
    (void)state;
    struct arena arena = arena_open(ARENA_BYTES);
    struct known_int unknown[3] = {0};
    struct burn_rate result;
    assert_int_equal(cover_burn_rate(&arena, unknown, 3, cover_burn_rule(), &result), OK);
    assert_false(result.per_day.known);
    assert_int_equal(result.outlier_count, 0);
    struct burn_rule rule = {.alpha = rational_int(0), .window = 8};
    assert_int_equal(cover_burn_rate(&arena, unknown, 3, rule, &result), INVALID);
    rule = (struct burn_rule){.alpha = fraction("3/2"), .window = 8};
    assert_int_equal(cover_burn_rate(&arena, unknown, 3, rule, &result), INVALID);
    struct arena none = arena_open(0);
    struct known_int one = known_int(1);
    assert_int_equal(cover_burn_rate(&none, &one, 1, cover_burn_rule(), &result), BROKEN);
    arena_close(&arena);
}

static void balances(void **state)
{
    (void)state;
    struct balance balance = {known_int(200), known_int(100), known_int(20), known_int(10),
                              known_int(10),  known_int(100), known_int(160)};
    struct known_int implied;
    enum balance_flag flag;
    assert_int_equal(cover_implied_use(&balance, &implied, &flag), OK);
    assert_int_equal(implied.value, 200);
    assert_int_equal(flag, BALANCE_FINE); /* exactly a quarter off */
    balance.reported_use = known_int(159);
    assert_int_equal(cover_implied_use(&balance, &implied, &flag), OK);
    assert_int_equal(flag, BALANCE_DEVIATES);
    balance.now = known_int(330);
    assert_int_equal(cover_implied_use(&balance, &implied, &flag), OK);
    assert_int_equal(implied.value, -30);
    assert_int_equal(flag, BALANCE_NEGATIVE_USE);
    balance.discarded.known = false;
    assert_int_equal(cover_implied_use(&balance, &implied, &flag), OK);
    assert_false(implied.known);
    balance = (struct balance){known_int(INT64_MAX), known_int(INT64_MAX), known_int(0), known_int(0),
                               known_int(0),         known_int(0),         known_int(0)};
    assert_int_equal(cover_implied_use(&balance, &implied, &flag), TOO_LARGE);
}

static void uses_oldest_first(void **state)
{
    (void)state;
    struct arena arena = arena_open(ARENA_BYTES);
    struct lot lots[] = {{100, 30}, {100, 5}, {40, 0}, {7, -3}};
    struct effective_stock stock;
    assert_int_equal(cover_effective_stock(&arena, rational_int(10), lots, 4, &stock), OK);
    assert_text(stock.usable, "150");
    assert_text(stock.wasted, "97");
    assert_text(stock.cover.days, "15");
    struct lot huge[] = {{((int64_t)1 << 53) - 1, ((int64_t)1 << 53) - 1}};
    assert_int_equal(cover_effective_stock(&arena, fraction("9223372036854775808"), huge, 1, &stock), OK);
    assert_text(stock.usable, "9007199254740991"); /* the product of use and days passes 2^63, the result does not */
    assert_int_equal(cover_effective_stock(&arena, rational_int(0), lots, 4, &stock), OK);
    assert_text(stock.wasted, "247");
    assert_int_equal(cover_effective_stock(&arena, rational_int(1), NULL, 0, &stock), OK);
    assert_text(stock.usable, "0");
    arena_close(&arena);
}

static void runs_out(void **state)
{
    (void)state;
    struct arena arena = arena_open(ARENA_BYTES);
    struct known_rational day;
    struct delivery one[] = {{5, 30}};
    assert_int_equal(cover_runout_day(&arena, rational_int(100), rational_int(10), one, 1, 60, &day), OK);
    assert_text(day.value, "13");
    struct delivery late[] = {{11, 1000}, {10, 5}};
    assert_int_equal(cover_runout_day(&arena, rational_int(100), rational_int(10), late, 2, 60, &day), OK);
    assert_text(day.value, "21/2"); /* exactly 0 on day 10 is none, half a day later is, though much comes next day */
    assert_int_equal(cover_runout_day(&arena, rational_int(600), rational_int(10), NULL, 0, 60, &day), OK);
    assert_false(day.known); /* lasts exactly to the horizon */
    assert_int_equal(cover_runout_day(&arena, rational_int(0), rational_int(0), NULL, 0, 60, &day), OK);
    assert_false(day.known);
    assert_int_equal(cover_runout_day(&arena, rational_int(0), rational_int(1), NULL, 0, 60, &day), OK);
    assert_text(day.value, "0");
    assert_int_equal(cover_runout_day(&arena, fraction("15/2"), rational_int(3), NULL, 0, 60, &day), OK);
    assert_text(day.value, "5/2");
    assert_int_equal(cover_runout_day(&arena, rational_int(1), rational_int(1), late, 2, 10, &day), INVALID);
    arena_close(&arena);
}

static void ages_needs_and_caps(void **state)
{
    (void)state;
    struct known_rational left;
    assert_int_equal(cover_stale_stock(rate("100"), rate("15/2"), 4, &left), OK);
    assert_text(left.value, "70");
    assert_int_equal(cover_stale_stock(rate("20"), rate("10"), 3, &left), OK);
    assert_text(left.value, "0");
    assert_int_equal(cover_stale_stock(rate("41/2"), rate("1/2"), 3, &left), OK);
    assert_text(left.value, "19");
    assert_int_equal(cover_stale_stock(rate(NULL), rate("10"), 3, &left), OK);
    assert_false(left.known);
    int64_t packs;
    assert_int_equal(cover_need_packs(25, rational_int(5), 10, 20, 0, &packs), OK);
    assert_int_equal(packs, 2);
    assert_int_equal(cover_need_packs(25, rational_int(5), 10, 20, 5, &packs), OK);
    assert_int_equal(packs, 1);
    assert_int_equal(cover_need_packs(70, rational_int(5), 10, 20, 0, &packs), OK);
    assert_int_equal(packs, 0);
    assert_int_equal(cover_need_packs(0, fraction("1/3"), 10, 1, 0, &packs), OK);
    assert_int_equal(packs, 4);
    assert_int_equal(cover_need_packs(0, fraction("9223372036854775808"), 10, 1, 0, &packs), TOO_LARGE);
    struct rational used;
    bool above;
    assert_int_equal(cover_norm_cap(rational_int(15), fraction("3/2"), rational_int(23), &used, &above), OK);
    assert_text(used, "45/2");
    assert_true(above);
    assert_int_equal(cover_norm_cap(rational_int(15), fraction("3/2"), fraction("45/2"), &used, &above), OK);
    assert_false(above);
    struct rational most = fraction("9223372036854775808");
    assert_int_equal(cover_norm_cap(most, most, most, &used, &above), OK); /* the cap itself is 2^126 */
    assert_false(above);
    assert_int_equal(cover_norm_cap(fraction("1/9223372036854775808"), fraction("1/3"), most, &used, &above),
                     TOO_LARGE);
    assert_int_equal(cover_norm_cap(rational_int(0), most, rational_int(1), &used, &above), OK);
    assert_text(used, "0");
    assert_true(above);
}

/* --- plausibility --- */

/* Weeks in a row, oldest first, the last one judged; -1: not stated. */
static void fill_weeks(struct week_figures *weeks, size_t count, const int64_t *stock, const int64_t *use)
{
    memset(weeks, 0, count * sizeof *weeks);
    for (size_t i = 0; i < count; i++) {
        weeks[i].weeks_ago = (int64_t)(count - 1 - i);
        weeks[i].stock = stock[i] < 0 ? (struct known_int){0} : known_int(stock[i]);
        weeks[i].use_in_week = use[i] < 0 ? (struct known_int){0} : known_int(use[i]);
    }
}

static uint32_t flags_of(const struct week_figures *weeks, size_t count, int64_t pack)
{
    struct arena arena = arena_open(ARENA_BYTES);
    uint32_t flags = 0;
    assert_int_equal(plausible_check(&arena, weeks, count, pack, &flags), OK);
    arena_close(&arena);
    return flags;
}

static void asks(void **state)
{
    (void)state;
    static const struct {
        int64_t stock[4];
        int64_t use[4];
        int64_t pack;
        uint32_t flags;
    } cases[] = {
        {{900, 800, 700, 600}, {100, 110, 90, 100}, 50, 0},
        {{900, 800, 700, 600}, {100, 110, 90, 1000}, 50, 1u << PLAUSIBLE_TIMES_TEN},
        {{900, 800, 700, 600}, {100, 110, 90, 799}, 50, 0},
        {{900, 800, 700, 600}, {100, 110, 90, 10}, 50, 1u << PLAUSIBLE_TENTH},
        {{900, 800, 700, 600}, {100, -1, 90, 1000}, 50, 0}, /* two known weeks are no history */
        {{900, 800, 700, 12}, {100, 110, 90, 100}, 50, 1u << PLAUSIBLE_PACKS_FOR_PIECES},
        {{900, 800, 700, 12}, {100, 110, 90, 100}, 1, 0},
        {{900, 800, 700, 900}, {100, 110, 90, 100}, 50, 1u << PLAUSIBLE_STOCK_JUMP},
        {{900, 800, 700, 700}, {100, 110, 90, 90}, 50, 0},
        {{900, 700, 700, 700}, {100, 90, 90, 90}, 50, 1u << PLAUSIBLE_UNCHANGED},
        {{700, 700, 700, 700}, {0, 0, 0, 0}, 50, 0},
        {{900, 900, 900, 850}, {0, 0, 0, 50}, 50, 1u << PLAUSIBLE_USE_AFTER_ZERO},
        {{900, 800, 0, 0}, {100, 110, 0, 0}, 50, 1u << PLAUSIBLE_EMPTY_NO_USE},
        {{-1, -1, -1, -1}, {-1, -1, -1, -1}, 50, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct week_figures weeks[4];
        fill_weeks(weeks, 4, cases[i].stock, cases[i].use);
        assert_int_equal(flags_of(weeks, 4, cases[i].pack), cases[i].flags);
    }
    assert_int_equal(flags_of(NULL, 0, 1), 0);
}

static void asks_about_the_balance(void **state)
{
    (void)state;
    static const int64_t stock[] = {500, 450};
    static const int64_t use[] = {50, 50};
    struct week_figures weeks[2];
    fill_weeks(weeks, 2, stock, use);
    weeks[1].received = weeks[1].transfers_in = weeks[1].transfers_out = weeks[1].discarded = known_int(0);
    assert_int_equal(flags_of(weeks, 2, 10), 0);
    weeks[1].received = known_int(100);
    assert_int_equal(flags_of(weeks, 2, 10), 1u << PLAUSIBLE_BALANCE);
    weeks[1].received = known_int(0);
    weeks[1].stock = known_int(600);
    assert_int_equal(flags_of(weeks, 2, 10), 1u << PLAUSIBLE_NEGATIVE_USE);
    weeks[0].weeks_ago = 2; /* not the week before: nothing can be said */
    assert_int_equal(flags_of(weeks, 2, 10), 0);
}

static void names_questions(void **state)
{
    (void)state;
    struct plausible_question questions[PLAUSIBLE_FLAG__COUNT];
    assert_int_equal(plausible_list(0xffffffffu, questions), PLAUSIBLE_FLAG__COUNT);
    for (size_t i = 0; i < PLAUSIBLE_FLAG__COUNT; i++)
        assert_non_null(plausible_name(questions[i].flag));
    assert_int_equal(plausible_list(1u << PLAUSIBLE_BALANCE | 1u << PLAUSIBLE_TIMES_TEN, questions), 2);
    assert_string_equal(plausible_name(questions[0].flag), "times_ten");
    assert_int_equal(questions[1].field, PLAUSIBLE_USE);
    assert_null(plausible_name(PLAUSIBLE_FLAG__COUNT));
}

/* --- the status row --- */

static struct article_status status_of(const struct week_figures *weeks, size_t count, const struct lot *lots,
                                       size_t lot_count)
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct article_status status;
    assert_int_equal(cover_article_status(&arena, weeks, count, lots, lot_count, 50, &status), OK);
    arena_close(&arena);
    return status;
}

static void derives_the_row(void **state)
{
    (void)state;
    static const int64_t stock[] = {900, 800, 700};
    static const int64_t use[] = {70, 70, 70};
    struct week_figures weeks[3];
    fill_weeks(weeks, 3, stock, use);
    struct article_status status = status_of(weeks, 3, NULL, 0);
    assert_text(status.use_per_day.value, "10");
    assert_text(status.usable, "700");
    assert_text(status.cover.days, "70");
    struct lot lots[] = {{300, 20}, {100, 5}}; /* 100 of which 50 in time, 300 of which 150 more, 300 without a date */
    status = status_of(weeks, 3, lots, 2);
    assert_text(status.usable, "500");
    assert_text(status.wasted, "200");
    struct lot many[] = {{600, 5}, {600, 500}}; /* cut to the stock of 700 */
    status = status_of(weeks, 3, many, 2);
    assert_text(status.usable, "150");
    assert_text(status.wasted, "550");
}

static void derives_rates_with_gaps(void **state)
{
    (void)state;
    static const int64_t stock[] = {900, 830, 760};
    static const int64_t use[] = {-1, 70, -1};
    struct week_figures weeks[3];
    fill_weeks(weeks, 3, stock, use);
    struct article_status status = status_of(weeks, 3, NULL, 0);
    assert_text(status.use_per_day.value, "10"); /* one week known */
    weeks[2].received = weeks[2].transfers_in = weeks[2].transfers_out = weeks[2].discarded = known_int(0);
    weeks[2].received = known_int(14);
    status = status_of(weeks, 3, NULL, 0);
    assert_text(status.use_per_day.value, "45/4"); /* 70 and, by the balance, 84: moving average 315/4 */
    static const int64_t zeros[] = {0, 0, 35};
    fill_weeks(weeks, 3, stock, zeros);
    status = status_of(weeks, 3, NULL, 0);
    assert_text(status.use_per_day.value, "5"); /* what has just begun is not clipped to nothing */
    assert_int_equal(status.flags, 1u << PLAUSIBLE_USE_AFTER_ZERO);
    fill_weeks(weeks, 3, stock, (const int64_t[]){-1, -1, -1});
    struct lot lots[] = {{60, 0}, {40, 9}};
    status = status_of(weeks, 3, lots, 2);
    assert_false(status.use_per_day.known);
    assert_int_equal(status.cover.kind, COVER_UNKNOWN);
    assert_text(status.usable, "700");
    assert_text(status.wasted, "60");
    status = status_of(NULL, 0, NULL, 0);
    assert_int_equal(status.cover.kind, COVER_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges),
        cmocka_unit_test(burns_exactly),
        cmocka_unit_test(burns_nothing),
        cmocka_unit_test(balances),
        cmocka_unit_test(uses_oldest_first),
        cmocka_unit_test(runs_out),
        cmocka_unit_test(ages_needs_and_caps),
        cmocka_unit_test(asks),
        cmocka_unit_test(asks_about_the_balance),
        cmocka_unit_test(names_questions),
        cmocka_unit_test(derives_the_row),
        cmocka_unit_test(derives_rates_with_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
