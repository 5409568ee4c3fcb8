/* Keys: persons of an age band per county, which key counts when, its weights with decided deviations. On both engines.
 */
#include "store/vaccine_keys.h"
#include "fixture.h"

#include "store/population.h"
#include "store/vaccine_accounts.h"
#include "store/vaccine_products.h"

static const struct scope everywhere = {.allowed = true}, county_22 = {.allowed = true, .area = "22"};

struct bench {
    struct db *db;
    struct arena arena;
};

static void add_product(struct bench *bench, const char *code)
{
    const struct vaccine_product product = {
        .code = code, .name = code, .manufacturer = "M", .created_at = 1, .created_by = ""};
    assert_ok(store_vaccine_product_add(everywhere, bench->db, &product));
}

static struct bench bench_open(struct fixture *fixture)
{
    fixture_migrate(fixture);
    struct bench bench = {.db = fixture_connect(fixture, false), .arena = arena_open(16 * 1024 * 1024)};
    assert_ok(db_begin_write(bench.db));
    add_product(&bench, "AZ");
    add_product(&bench, "PF");
    return bench;
}

static void bench_close(struct bench *bench)
{
    db_rollback(bench->db);
    db_close(bench->db);
    arena_close(&bench->arena);
}

/* Totals and Stockholm's figures as Eurostat (demo_r_pjanaggr3) and SCB print them. */
static const struct {
    const char *date;
    int64_t age_from, age_to, nation, stockholm;
} printed[] = {
    {"2019-12-31", 65, 999, 2065367, 379375},  {"2019-12-31", 18, 999, 8147081, 1855822},
    {"2019-12-31", 18, 64, 6081714, 1476447},  {"2019-12-31", 70, 999, 1525319, 277301},
    {"2019-12-31", 0, 999, 10327589, 2377081}, {"2020-12-31", 65, 999, 2088086, 383832},
    {"2020-12-31", 18, 999, 8189892, 1869079}, {"2020-12-31", 18, 64, 6101806, 1485247},
    {"2020-12-31", 70, 999, 1551352, 281563},  {"2020-12-31", 80, 999, 543720, 94260},
    {"2021-12-31", 65, 999, 2118766, 391797},  {"2021-12-31", 18, 999, 8254086, 1890710},
    {"2021-12-31", 18, 64, 6135320, 1498913},  {"2021-12-31", 70, 999, 1578546, 287652},
};

static int64_t persons_of(struct bench *bench, const char *date, int64_t from, int64_t to, const char *county)
{
    struct population_of_county *list;
    size_t count;
    int64_t sum = 0;
    struct arena_mark mark = arena_mark(&bench->arena);
    assert_ok(store_population_by_county(bench->db, date, from, to, &bench->arena, &list, &count));
    assert_int_equal(count, 21);
    for (size_t i = 0; i < count; i++)
        sum += county == NULL || strcmp(list[i].county, county) == 0 ? list[i].persons : 0;
    arena_reset(&bench->arena, mark);
    return sum;
}

static int64_t tenths_of_percent(int64_t part, int64_t whole)
{
    return (2000 * part + whole) / (2 * whole);
}

static void bands_give_the_published_shares(void **state)
{
    struct bench bench = bench_open(*state);
    for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
        int64_t nation = persons_of(&bench, printed[i].date, printed[i].age_from, printed[i].age_to, NULL),
                stockholm = persons_of(&bench, printed[i].date, printed[i].age_from, printed[i].age_to, "01");
        assert_int_equal(nation, printed[i].nation);
        assert_int_equal(stockholm, printed[i].stockholm);
        if (printed[i].age_from == 65 && printed[i].date[3] != '1') /* what the regions were told in 2021 */
            assert_int_equal(tenths_of_percent(stockholm, nation), 184);
        if (printed[i].age_from == 18 && printed[i].age_to == 999 && printed[i].date[3] == '0')
            assert_int_equal(tenths_of_percent(stockholm, nation), 228);
    }
    /* by the year where ages are known by the year, and added up from them */
    int64_t years = 0;
    for (int64_t age = 65; age < 100; age++)
        years += persons_of(&bench, "2019-12-31", age, age, "22");
    assert_int_equal(years + persons_of(&bench, "2019-12-31", 100, 999, "22"), 59430);
    struct population_of_county *list;
    size_t count;
    assert_int_equal(store_population_by_county(bench.db, "2020-12-31", 66, 999, &bench.arena, &list, &count), INVALID);
    assert_int_equal(store_population_by_county(bench.db, "2020-12-31", 70, 64, &bench.arena, &list, &count), INVALID);
    assert_int_equal(store_population_by_county(bench.db, "2022-12-31", 18, 999, &bench.arena, &list, &count),
                     NOT_FOUND);
    bench_close(&bench);
}

/* A key by which county 01 weighs as told and every other 100. */
static void add_key(struct bench *bench, const char *id, int64_t weight_of_01, int64_t created_at)
{
    const struct vaccine_key key = {.key_id = id,
                                    .name = id,
                                    .basis = KEY_BY_HAND,
                                    .input = "",
                                    .source = "s",
                                    .created_at = created_at,
                                    .created_by = ""};
    struct population_of_county *counties;
    struct vaccine_key_weight weights[32];
    size_t count;
    assert_ok(store_population_by_county(bench->db, "2019-12-31", 0, 999, &bench->arena, &counties, &count));
    for (size_t i = 0; i < count; i++)
        weights[i] = (struct vaccine_key_weight){.county = counties[i].county,
                                                 .weight = strcmp(counties[i].county, "01") == 0 ? weight_of_01 : 100};
    assert_int_equal(store_vaccine_key_add(county_22, bench->db, &key, weights, count), FORBIDDEN);
    assert_ok(store_vaccine_key_add(everywhere, bench->db, &key, weights, count));
}

static int64_t decide(struct bench *bench, const char *key, const char *product, const char *first, const char *last,
                      int64_t at)
{
    const struct vaccine_key_decision decision = {.key_id = key,
                                                  .product = product,
                                                  .first_week = first,
                                                  .last_week = last,
                                                  .reference_number = "1",
                                                  .decision_maker = "GD",
                                                  .grounds = "g",
                                                  .decided_at = at,
                                                  .decided_by = ""};
    int64_t number;
    assert_int_equal(store_vaccine_key_decide(county_22, bench->db, &decision, &number), FORBIDDEN);
    assert_ok(store_vaccine_key_decide(everywhere, bench->db, &decision, &number));
    return number;
}

/* The decision in force; 0 = none. */
static int64_t in_force(struct bench *bench, const char *product, const char *week, int64_t known_at)
{
    struct vaccine_key_in_force key;
    enum outcome outcome = store_vaccine_key_in_force(bench->db, product, week, known_at, &bench->arena, &key);
    if (outcome == NOT_FOUND)
        return 0;
    assert_ok(outcome);
    assert_int_equal(key.count, 21);
    return key.decision_number;
}

static void the_products_own_decision_counts_first(void **state)
{
    struct bench bench = bench_open(*state);
    add_key(&bench, "a", 300, 10);
    add_key(&bench, "b", 500, 20);
    assert_int_equal(in_force(&bench, "AZ", "2021-W10", 999), 0);
    assert_int_equal(decide(&bench, "a", "AZ", "2021-W08", "2021-W12", 100), 1);
    assert_int_equal(decide(&bench, "b", NULL, "2021-W01", NULL, 200), 2);
    assert_int_equal(decide(&bench, "b", "AZ", "2021-W11", "2021-W11", 300), 3);
    assert_int_equal(in_force(&bench, "AZ", "2021-W10", 999), 1); /* own before the later one for all */
    assert_int_equal(in_force(&bench, "AZ", "2021-W11", 999), 3); /* the latest of its own */
    assert_int_equal(in_force(&bench, "AZ", "2021-W11", 299), 1); /* as known before */
    assert_int_equal(in_force(&bench, "AZ", "2021-W13", 999), 2);
    assert_int_equal(in_force(&bench, "PF", "2021-W10", 999), 2);
    assert_int_equal(in_force(&bench, "PF", "2021-W10", 199), 0);
    assert_int_equal(in_force(&bench, "PF", "2020-W53", 999), 0);
    struct vaccine_key *keys;
    size_t count;
    assert_ok(store_vaccine_key_list(bench.db, 150, true, "", 10, &bench.arena, &keys, &count));
    assert_int_equal(count, 1);
    assert_string_equal(keys[0].key_id, "a");
    assert_ok(store_vaccine_key_list(bench.db, 15, false, "", 10, &bench.arena, &keys, &count));
    assert_int_equal(count, 1);
    struct vaccine_key key;
    assert_int_equal(store_vaccine_key_get(bench.db, "b", 199, true, &bench.arena, &key), NOT_FOUND);
    assert_ok(store_vaccine_key_get(bench.db, "b", 199, false, &bench.arena, &key));
    bench_close(&bench);
}

static enum outcome add_multiplier(struct bench *bench, const char *county, const char *product, int64_t numerator,
                                   int64_t denominator, const char *first, const char *last, bool repay)
{
    const struct vaccine_key_multiplier multiplier = {.county = county,
                                                      .product = product,
                                                      .numerator = numerator,
                                                      .denominator = denominator,
                                                      .first_week = first,
                                                      .last_week = last,
                                                      .repay = repay,
                                                      .reference_number = "1",
                                                      .decision_maker = "GD",
                                                      .grounds = "g",
                                                      .decided_at = 100,
                                                      .decided_by = ""};
    int64_t number;
    assert_int_equal(store_vaccine_key_multiplier_add(county_22, bench->db, &multiplier, &number), FORBIDDEN);
    return store_vaccine_key_multiplier_add(everywhere, bench->db, &multiplier, &number);
}

static void deviations_multiply_the_weights(void **state)
{
    struct bench bench = bench_open(*state);
    add_key(&bench, "a", 300, 10);
    decide(&bench, "a", NULL, "2021-W01", NULL, 20);
    assert_ok(add_multiplier(&bench, "01", NULL, 3, 2, "2021-W08", "2021-W10", true));
    assert_ok(add_multiplier(&bench, "22", NULL, 4, 3, "2021-W10", "2021-W10", false));
    assert_ok(add_multiplier(&bench, "01", "AZ", 1, 1, "2021-W10", "2021-W10", false)); /* its own counts first */
    assert_int_equal(add_multiplier(&bench, "01", NULL, 2, 1, "2021-W10", "2021-W11", true), CONFLICT);
    assert_ok(add_multiplier(&bench, "01", NULL, 2, 1, "2021-W11", "2021-W11", true));
    struct vaccine_key_in_force key;
    int64_t right[21], all[21];
    assert_ok(store_vaccine_key_in_force(bench.db, "PF", "2021-W10", 999, &bench.arena, &key));
    assert_ok(vaccine_key_weights(&bench.arena, &key, right, all));
    for (size_t i = 0; i < key.count; i++) { /* in sixths of 100: what they have in common is divided out */
        bool stockholm = strcmp(key.shares[i].county, "01") == 0, north = strcmp(key.shares[i].county, "22") == 0;
        assert_int_equal(right[i], stockholm ? 18 : north ? 8 : 6);
        assert_int_equal(all[i], stockholm ? 27 : north ? 8 : 6);
        assert_int_equal(key.shares[i].multiplier.known, stockholm || north);
        assert_int_equal(key.shares[i].repay, stockholm);
    }
    assert_ok(store_vaccine_key_in_force(bench.db, "AZ", "2021-W10", 999, &bench.arena, &key));
    assert_int_equal(key.shares[0].multiplier.value, 3);
    assert_int_equal(key.shares[0].numerator, 1);
    assert_ok(store_vaccine_key_in_force(bench.db, "PF", "2021-W10", 99, &bench.arena, &key));
    assert_false(key.shares[0].multiplier.known); /* decided at 100 */
    assert_ok(store_vaccine_key_in_force(bench.db, "PF", "2021-W12", 999, &bench.arena, &key));
    assert_false(key.shares[0].multiplier.known);
    assert_ok(vaccine_key_weights(&bench.arena, &key, right, all));
    assert_int_equal(all[0], 3);
    for (size_t i = 0; i < key.count; i++)
        key.shares[i].weight = INT64_MAX - (int64_t)i;
    assert_int_equal(vaccine_key_weights(&bench.arena, &key, right, all), TOO_LARGE);
    struct vaccine_balance *balances;
    size_t count;
    assert_ok(store_vaccine_balances(bench.db, "AZ", 999, &bench.arena, &balances, &count));
    assert_int_equal(count, 21);
    assert_int_equal(balances[20].balance_udoses, 0);
    bench_close(&bench);
}

STATEMENT(attack_key, "", "", "UPDATE vaccine_key SET name = 'x' WHERE key_id = 'a'");
STATEMENT(attack_key_gone, "", "", "DELETE FROM vaccine_key WHERE key_id = 'a'");
STATEMENT(attack_weight, "", "", "UPDATE vaccine_key_weight SET weight = 1 WHERE key_id = 'a' AND county_code = '01'");
STATEMENT(attack_weight_gone, "", "", "DELETE FROM vaccine_key_weight WHERE key_id = 'a' AND county_code = '01'");
STATEMENT(attack_key_decision, "", "",
          "UPDATE vaccine_key_decision SET last_week = '2021-W02' WHERE decision_number = 1");
STATEMENT(attack_key_decision_gone, "", "", "DELETE FROM vaccine_key_decision WHERE decision_number = 1");
STATEMENT(attack_multiplier, "", "", "UPDATE vaccine_key_multiplier SET repay = 0 WHERE multiplier_number = 1");
STATEMENT(attack_multiplier_gone, "", "", "DELETE FROM vaccine_key_multiplier WHERE multiplier_number = 1");

static void what_is_decided_stays(void **state)
{
    static const struct statement *const attacks[] = {
        &attack_key,          &attack_key_gone,          &attack_weight,     &attack_weight_gone,
        &attack_key_decision, &attack_key_decision_gone, &attack_multiplier, &attack_multiplier_gone};
    struct bench bench = bench_open(*state);
    add_key(&bench, "a", 300, 10);
    decide(&bench, "a", NULL, "2021-W01", NULL, 20);
    assert_ok(add_multiplier(&bench, "01", NULL, 3, 2, "2021-W08", "2021-W10", true));
    assert_ok(db_commit(bench.db));
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        assert_ok(db_begin_write(bench.db));
        assert_int_equal(db_run(bench.db, attacks[i], DB_NO_VALUES, NULL), INVALID);
        db_rollback(bench.db);
    }
    assert_ok(db_begin_write(bench.db));
    struct vaccine_key_in_force key;
    assert_ok(store_vaccine_key_in_force(bench.db, "AZ", "2021-W09", 999, &bench.arena, &key));
    assert_int_equal(key.shares[0].weight, 300);
    assert_true(key.shares[0].repay);
    bench_close(&bench);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(bands_give_the_published_shares), ON(the_products_own_decision_counts_first),                                   \
        ON(deviations_multiply_the_weights), ON(what_is_decided_stays)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
