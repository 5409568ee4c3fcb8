/* Facts of the vaccine chain: what was known when, and that nothing can rewrite it. On both engines. */
#include "fixture.h"
#include "store/vaccine_forecasts.h"

#include "store/vaccine_deliveries.h"
#include "store/vaccine_documents.h"
#include "store/vaccine_products.h"

static const struct scope everywhere = {.allowed = true}, county_22 = {.allowed = true, .area = "22"};

struct bench {
    struct db *db;
    struct arena arena;
};

static void add_document(struct bench *bench, const char *id, int64_t issued_at, int64_t known_at)
{
    const struct vaccine_document document = {.document_id = id,
                                              .kind = "forecast",
                                              .issuer = "FOHM",
                                              .issued_at = issued_at,
                                              .known_at = known_at,
                                              .entered_at = 1000,
                                              .source = "Plan",
                                              .note = "",
                                              .text_sha256 = "",
                                              .entered_by = ""};
    assert_ok(store_vaccine_document_add(everywhere, bench->db, &document));
}

static struct bench bench_open(struct fixture *fixture)
{
    fixture_migrate(fixture);
    struct bench bench = {.db = fixture_connect(fixture, false), .arena = arena_open(16 * 1024 * 1024)};
    const struct vaccine_product product = {
        .code = "AZ", .name = "Vaxzevria", .manufacturer = "AZ", .created_at = 1, .created_by = ""};
    assert_ok(db_begin_write(bench.db));
    assert_ok(store_vaccine_product_add(everywhere, bench.db, &product));
    assert_int_equal(store_vaccine_product_add(everywhere, bench.db, &product), CONFLICT);
    return bench;
}

static void bench_close(struct bench *bench)
{
    db_rollback(bench->db);
    db_close(bench->db);
    arena_close(&bench->arena);
}

static void add_forecast(struct bench *bench, const char *document, int64_t issued_at, int64_t known_at,
                         struct maybe doses)
{
    const struct vaccine_forecast forecast = {.product = "AZ",
                                              .area = "00",
                                              .week = "2021-W09",
                                              .document_id = document,
                                              .issued_at = issued_at,
                                              .known_at = known_at,
                                              .doses = doses};
    int64_t seq;
    assert_ok(store_vaccine_forecast_add(everywhere, bench->db, &forecast, &seq));
    assert_int_equal(store_vaccine_forecast_add(county_22, bench->db, &forecast, &seq), FORBIDDEN);
}

/* What counts at a moment: its doses, or -1 for withdrawn and -2 for nothing known. */
static int64_t known(struct bench *bench, int64_t when)
{
    const struct vaccine_forecast_filter filter = {
        .product = "AZ", .area = "", .first_week = "2021-W09", .last_week = "2021-W09", .known_at = when};
    struct vaccine_forecast *list;
    size_t count;
    assert_ok(store_vaccine_forecast_list(bench->db, &filter, &bench->arena, &list, &count));
    return count == 0 ? -2 : list[0].doses.known ? list[0].doses.value : -1;
}

static void known_then_is_known_for_ever(void **state)
{
    struct bench bench = bench_open(*state);
    add_document(&bench, "a", 100, 110);
    add_document(&bench, "b", 200, 210);
    add_document(&bench, "late", 150, 400); /* issued between the two, turned up after them */
    add_document(&bench, "c", 500, 500);
    add_forecast(&bench, "a", 100, 110, maybe_known(216000));
    add_forecast(&bench, "b", 200, 210, maybe_known(0));
    add_forecast(&bench, "late", 150, 400, maybe_known(7));
    add_forecast(&bench, "c", 500, 500, (struct maybe){0});
    add_forecast(&bench, "c", 500, 500, maybe_known(86400)); /* the same time: the later entry counts */
    assert_int_equal(known(&bench, 109), -2);
    assert_int_equal(known(&bench, 110), 216000);
    assert_int_equal(known(&bench, 209), 216000);
    assert_int_equal(known(&bench, 210), 0);
    assert_int_equal(known(&bench, 499), 0); /* not 7: what was issued earlier does not hide what was issued later */
    assert_int_equal(known(&bench, 500), 86400);
    struct vaccine_forecast *versions;
    size_t count;
    assert_ok(store_vaccine_forecast_versions(bench.db, "AZ", "00", "2021-W09", 999, &bench.arena, &versions, &count));
    static const int64_t order[] = {5, 4, 2, 3, 1};
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(versions[i].seq, order[i]);
    assert_false(versions[1].doses.known);
    assert_int_equal(versions[3].previous_doses.value, 216000);
    assert_false(versions[4].previous_known_at.known);
    bench_close(&bench);
}

/* Every way to rewrite a published version in SQL; each must fail, in a transaction of its own. */
STATEMENT(attack_update, "", "", "UPDATE vaccine_forecast SET doses = 1 WHERE product_code = 'AZ'");
STATEMENT(attack_update_key, "", "", "UPDATE vaccine_forecast SET seq = 9 WHERE product_code = 'AZ'");
STATEMENT(attack_delete, "", "", "DELETE FROM vaccine_forecast WHERE product_code = 'AZ'");
STATEMENT(attack_document, "", "", "UPDATE vaccine_document SET known_at = 1 WHERE document_id = 'a'");
STATEMENT(attack_upsert, "", "",
          "INSERT INTO vaccine_forecast (product_code, area_code, week, seq, document_id, issued_at, known_at, doses, "
          "certainty, method) VALUES ('AZ', '00', '2021-W09', 1, 'a', 1, 1, 1, 'firm', 'value') "
          "ON CONFLICT (product_code, area_code, week, seq) DO UPDATE SET doses = 1");
STATEMENT(attack_negative, "", "",
          "INSERT INTO vaccine_forecast (product_code, area_code, week, seq, document_id, issued_at, known_at, doses, "
          "certainty, method) VALUES ('AZ', '00', '2021-W09', 2, 'a', 1, 1, -1, 'firm', 'value')");

static void nothing_rewrites_a_fact(void **state)
{
    static const struct statement *const attacks[] = {&attack_update,   &attack_update_key, &attack_delete,
                                                      &attack_document, &attack_upsert,     &attack_negative};
    struct bench bench = bench_open(*state);
    add_document(&bench, "a", 100, 110);
    add_forecast(&bench, "a", 100, 110, maybe_known(216000));
    assert_ok(db_commit(bench.db));
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        assert_ok(db_begin_write(bench.db));
        assert_int_equal(db_run(bench.db, attacks[i], DB_NO_VALUES, NULL), INVALID);
        db_rollback(bench.db);
        assert_int_equal(known(&bench, 999), 216000);
    }
    assert_ok(db_begin_write(bench.db));
    bench_close(&bench);
}

/* What one engine has and the other has not, as text: the driver runs it as a program with its own connection would. */
static void special_ways_are_closed(void **state)
{
    struct fixture *fixture = *state;
    static const char *const sqlite[] = {
        "INSERT OR REPLACE INTO vaccine_forecast (product_code, area_code, week, seq, document_id, issued_at, "
        "known_at, "
        "doses, certainty, method) VALUES ('AZ', '00', '2021-W09', 1, 'a', 1, 1, 1, 'firm', 'value')",
        "REPLACE INTO vaccine_document SELECT document_id, kind, issuer, 1, 1, source, note, text_sha256, entered_at, "
        "entered_by FROM vaccine_document",
        "UPDATE OR REPLACE vaccine_forecast SET seq = 1"};
    static const char *const postgresql[] = {"TRUNCATE vaccine_forecast", "TRUNCATE vaccine_document CASCADE",
                                             "DELETE FROM vaccine_forecast WHERE seq = 99"};
    struct bench bench = bench_open(fixture);
    add_document(&bench, "a", 100, 110);
    add_forecast(&bench, "a", 100, 110, maybe_known(216000));
    assert_ok(db_commit(bench.db));
    for (size_t i = 0; i < 3; i++) {
        assert_ok(db_begin_write(bench.db));
        assert_int_equal(
            bench.db->driver->script(bench.db, fixture->engine == STORE_SQLITE ? sqlite[i] : postgresql[i]), INVALID);
        db_rollback(bench.db);
    }
    assert_int_equal(known(&bench, 999), 216000);
    assert_ok(db_begin_write(bench.db));
    bench_close(&bench);
}

static void add_property(struct bench *bench, enum vaccine_property_kind kind, const char *from, int64_t number,
                         int64_t known_at)
{
    const struct vaccine_property property = {.product = "AZ",
                                              .kind = kind,
                                              .valid_from = from,
                                              .number = maybe_known(number),
                                              .source = "s",
                                              .decision = "d",
                                              .known_at = known_at,
                                              .recorded_at = known_at,
                                              .recorded_by = ""};
    int64_t version;
    assert_ok(store_vaccine_property_add(everywhere, bench->db, &property, &version));
}

static int64_t pack_on(struct bench *bench, const char *date, int64_t when)
{
    struct vaccine_catalogue catalogue;
    assert_ok(store_vaccine_catalogue(bench->db, when, &bench->arena, &catalogue));
    struct vaccine_sizes sizes = vaccine_catalogue_sizes(&catalogue, "AZ", date);
    return sizes.pack_doses.known ? sizes.pack_doses.value : -1;
}

static void properties_hold_from_a_day_on(void **state)
{
    struct bench bench = bench_open(*state);
    add_property(&bench, PROPERTY_DOSES_PER_VIAL, "2020-12-21", 5, 10);
    add_property(&bench, PROPERTY_VIALS_PER_PACK, "2020-12-21", 195, 10);
    add_property(&bench, PROPERTY_DOSES_PER_VIAL, "2021-01-11", 7, 20); /* a slip, corrected at once */
    add_property(&bench, PROPERTY_DOSES_PER_VIAL, "2021-01-11", 6, 21);
    assert_int_equal(pack_on(&bench, "2020-12-20", 99), -1);
    assert_int_equal(pack_on(&bench, "2021-01-10", 99), 975);
    assert_int_equal(pack_on(&bench, "2021-01-11", 99), 1170);
    assert_int_equal(pack_on(&bench, "2021-01-11", 20), 7 * 195);
    assert_int_equal(pack_on(&bench, "2021-01-11", 19), 975);
    bench_close(&bench);
}

static void a_delivery_belongs_to_its_region(void **state)
{
    struct bench bench = bench_open(*state);
    add_document(&bench, "a", 100, 110);
    struct vaccine_delivery delivery = {.delivery_id = "x",
                                        .product = "AZ",
                                        .county = "23",
                                        .week = "2021-W09",
                                        .document_id = "a",
                                        .created_at = 1,
                                        .created_by = ""};
    const struct vaccine_entry entry = {.delivery_id = "x",
                                        .kind = DELIVERY_SENT,
                                        .doses = 2400,
                                        .happened_on = "2021-03-01",
                                        .reason = "",
                                        .known_at = 110,
                                        .entered_at = 120,
                                        .entered_by = ""};
    const struct vaccine_confirmation confirmation = {
        .delivery_id = "x", .received_on = "2021-03-02", .comment = "", .confirmed_at = 130, .confirmed_by = ""};
    int64_t number;
    assert_int_equal(store_vaccine_delivery_add(county_22, bench.db, &delivery), FORBIDDEN);
    assert_ok(store_vaccine_delivery_add(everywhere, bench.db, &delivery));
    assert_int_equal(store_vaccine_entry_add(county_22, bench.db, "23", &entry, &number), FORBIDDEN);
    assert_ok(store_vaccine_entry_add(everywhere, bench.db, "23", &entry, &number));
    assert_int_equal(number, 1);
    assert_int_equal(store_vaccine_confirmation_add(county_22, bench.db, "23", &confirmation), FORBIDDEN);
    assert_ok(store_vaccine_confirmation_add(everywhere, bench.db, "23", &confirmation));
    struct vaccine_delivery_filter filter = {
        .product = "", .county = "", .first_week = "2021-W09", .last_week = "2021-W09", .known_at = 109};
    struct vaccine_delivery *list;
    size_t count;
    assert_ok(store_vaccine_delivery_list(bench.db, &filter, &bench.arena, &list, &count));
    assert_int_equal(count, 0);
    filter.known_at = 110;
    assert_ok(store_vaccine_delivery_list(bench.db, &filter, &bench.arena, &list, &count));
    assert_int_equal(count, 1);
    bench_close(&bench);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(known_then_is_known_for_ever), ON(nothing_rewrites_a_fact), ON(special_ways_are_closed),                        \
        ON(properties_hold_from_a_day_on), ON(a_delivery_belongs_to_its_region)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
