/* The reference data against totals that their publishers print; malformed files; a newer file. On both engines. */
#include "store/reference.h"
#include "fixture.h"

#include "base/clock.h"

STATEMENT(band_get, "tiit", "i",
          "SELECT persons FROM population WHERE at_date = $1 AND age_from = $2 AND age_to = $3 AND area_code = $4");
STATEMENT(years_sum, "tit", "i",
          "SELECT CAST(SUM(persons) AS BIGINT) FROM population WHERE at_date = $1 AND age_from >= $2"
          " AND (age_from = age_to OR age_from = 100) AND area_code = $3");
STATEMENT(municipality_count, "", "i", "SELECT COUNT(*) FROM municipality");
STATEMENT(county_count, "", "i", "SELECT COUNT(*) FROM county");
STATEMENT(neighbour_count, "", "i", "SELECT COUNT(*) FROM municipality_neighbour");
STATEMENT(one_way_count, "", "i",
          "SELECT COUNT(*) FROM municipality_neighbour AS there WHERE NOT EXISTS (SELECT 1 FROM municipality_neighbour"
          " AS back WHERE back.municipality_code = there.neighbour_code AND back.neighbour_code ="
          " there.municipality_code)");
STATEMENT(unequal_sums, "", "i",
          "SELECT COUNT(*) FROM population AS whole WHERE whole.age_from = 0 AND whole.age_to = 999 AND"
          " length(whole.area_code) = 4 AND whole.at_date = '2019-12-31' AND whole.persons <>"
          " (SELECT SUM(part.persons) FROM population AS part WHERE part.area_code = whole.area_code AND part.at_date ="
          " whole.at_date AND (part.age_from = part.age_to OR part.age_from = 100))");
STATEMENT(organisation_kinds, "", "tti",
          "SELECT kind, MIN(name), COUNT(*) FROM organisation GROUP BY kind ORDER BY kind");
STATEMENT(organisation_get, "t", "ttt", "SELECT kind, area_code, name FROM organisation WHERE organisation_code = $1");
STATEMENT(
    municipality_get, "t", "tii",
    "SELECT official_name, seat_latitude_udeg, seat_longitude_udeg FROM municipality WHERE municipality_code = $1");
STATEMENT(load_times, "t", "i", "SELECT loaded_at FROM reference_load WHERE file_name = $1");

static struct db *loaded(struct fixture *fixture)
{
    fixture_migrate(fixture);
    return fixture_connect(fixture, false);
}

static int64_t asked(struct db *db, const struct statement *question, const struct db_value *values)
{
    AUTO_ROWS rows;
    if (db_one(db, question, values, &rows) != OK)
        fail_msg("%s", db_last_error(db));
    return db_get_int(&rows, 0);
}

static int64_t persons(struct db *db, const char *date, int64_t from, int64_t to, const char *area)
{
    return asked(db, &band_get, DB_VALUES(db_text(date), db_int(from), db_int(to), db_text(area)));
}

static void totals_are_the_publishers(void **state)
{
    struct db *db = loaded(*state);
    assert_int_equal(asked(db, &municipality_count, DB_NO_VALUES), 290);
    assert_int_equal(asked(db, &county_count, DB_NO_VALUES), 21);
    assert_int_equal(asked(db, &neighbour_count, DB_NO_VALUES), 1456);
    assert_int_equal(asked(db, &one_way_count, DB_NO_VALUES), 0);
    static const struct {
        const char *date;
        int64_t from, persons;
    } national[] = {
        {"2015-12-31", 0, 9851017},  {"2016-12-31", 0, 9995153},  {"2017-12-31", 0, 10120242},
        {"2018-12-31", 0, 10230185}, {"2019-12-31", 0, 10327589}, {"2020-12-31", 0, 10379295},
        {"2021-12-31", 0, 10452326}, {"2019-12-31", 65, 2065367}, {"2020-12-31", 65, 2088086},
        {"2021-12-31", 65, 2118766}, {"2020-12-31", 70, 1551352}, {"2021-12-31", 70, 1578546},
        {"2020-12-31", 18, 8189892}, {"2021-12-31", 18, 8254086},
    };
    for (size_t i = 0; i < sizeof national / sizeof national[0]; i++)
        assert_int_equal(persons(db, national[i].date, national[i].from, 999, "00"), national[i].persons);
    assert_int_equal(persons(db, "2021-12-31", 18, 64, "00"), 6135320);
    /* The same from ages in years. */
    assert_int_equal(asked(db, &years_sum, DB_VALUES(db_text("2019-12-31"), db_int(0), db_text("00"))), 10327589);
    assert_int_equal(asked(db, &years_sum, DB_VALUES(db_text("2019-12-31"), db_int(18), db_text("00"))), 8147081);
    assert_int_equal(asked(db, &years_sum, DB_VALUES(db_text("2019-12-31"), db_int(65), db_text("00"))), 2065367);
    assert_int_equal(asked(db, &years_sum, DB_VALUES(db_text("2019-12-31"), db_int(70), db_text("00"))), 1525319);
    assert_int_equal(asked(db, &unequal_sums, DB_NO_VALUES), 0);
    db_close(db);
}

static void places_are_themselves(void **state)
{
    struct db *db = loaded(*state);
    AUTO_ROWS rows;
    assert_ok(db_one(db, &municipality_get, DB_VALUES(db_text("2281")), &rows));
    assert_string_equal(db_get_text(&rows, 0), "Sundsvalls kommun");
    assert_in_range(db_get_int(&rows, 1), 62300000, 62500000);
    assert_in_range(db_get_int(&rows, 2), 17200000, 17400000);
    db_rows_close(&rows);
    static const char *const organisations[][4] = {
        {"2281", "municipality", "2281", "Sundsvalls kommun"},
        {"LST22", "county_board", "22", "Länsstyrelsen i Västernorrlands län"},
        {"REG22", "region", "22", "Region Västernorrland"},
        {"SOS", "national", "00", "Socialstyrelsen"},
        {"DRIFT", "operator", "00", "Driften av Fördela"},
    };
    for (size_t i = 0; i < sizeof organisations / sizeof organisations[0]; i++) {
        assert_ok(db_one(db, &organisation_get, DB_VALUES(db_text(organisations[i][0])), &rows));
        for (int column = 0; column < 3; column++)
            assert_string_equal(db_get_text(&rows, column), organisations[i][column + 1]);
        db_rows_close(&rows);
    }
    static const int64_t counts[] = {21, 290, 6, 1, 21}; /* by kind's name */
    bool have_row = false;
    assert_ok(db_query(db, &organisation_kinds, DB_NO_VALUES, &rows));
    for (size_t i = 0; i < 5; i++) {
        assert_ok(db_next(&rows, &have_row));
        assert_true(have_row);
        assert_int_equal(db_get_int(&rows, 2), counts[i]);
    }
    assert_ok(db_next(&rows, &have_row));
    assert_false(have_row);
    db_rows_close(&rows);
    db_close(db);
}

static enum outcome load(struct db *db, const char *name, const char *text, int64_t now, char error[STORE_ERROR_CHARS])
{
    struct reference_file file = {.name = name, .text = text, .length = strlen(text)};
    assert_ok(db_begin_write(db));
    enum outcome outcome = store_reference_load_files(db, &file, 1, now, error);
    if (outcome != OK) {
        db_rollback(db);
        return outcome;
    }
    assert_int_equal(asked(db, &load_times, DB_VALUES(db_text(name))), now);
    return db_commit(db);
}

static void a_malformed_file_names_its_line(void **state)
{
    static const struct {
        const char *name, *text, *words;
        enum outcome expected;
    } cases[] = {
        {"population_x.tsv", "# c\nwrong\tat_date\ttotal\n", "line 2: the header", INVALID},
        {"population_x.tsv", "area_code\tat_date\tmany\n", "line 1: many", INVALID},
        {"population_x.tsv", "area_code\tat_date\t9-5\n", "line 1: 9-5", INVALID},
        {"population_x.tsv", "area_code\tat_date\ttotal\n0114\t2020-12-31\t1\t2\n", "line 2: 4 fields", INVALID},
        {"population_x.tsv", "area_code\tat_date\ttotal\n0114\t2020-12-31\t12x\n", "line 2: field 3", INVALID},
        {"population_x.tsv", "area_code\tat_date\ttotal\n0114\t2020-12-31\t-1\n", "line 2: field 3", INVALID},
        {"population_x.tsv", "area_code\tat_date\ttotal\n0114\t2020-12-31\t\n", "line 2: field 3", INVALID},
        {"population_x.tsv", "", "line 1: the header", INVALID},
        {"counties.tsv", "county_code\tname\n", "line 1: the header", INVALID},
        {"neighbours.tsv", "municipality_code\tneighbours\n0114\t9999\n", "line 2", INVALID},
        {"organisations.tsv", "organisation_code\tkind\tarea_code\tname\nX\tclub\t00\tX\n", "line 2", INVALID},
    };
    struct db *db = loaded(*state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char error[STORE_ERROR_CHARS] = "";
        assert_int_equal(load(db, cases[i].name, cases[i].text, 9, error), cases[i].expected);
        if (strstr(error, cases[i].words) == NULL)
            fail_msg("case %zu: no \"%s\" in: %s", i, cases[i].words, error);
    }
    db_close(db);
}

static void a_newer_file_updates(void **state)
{
    struct db *db = loaded(*state);
    char error[STORE_ERROR_CHARS];
    assert_int_equal(asked(db, &load_times, DB_VALUES(db_text("counties.tsv"))), 5);
    int64_t others = persons(db, "2020-12-31", 0, 999, "22") - persons(db, "2020-12-31", 0, 999, "2281");
    assert_ok(load(db, "population_totals.tsv", "area_code\tat_date\ttotal\n2281\t2020-12-31\t7\n", 9, error));
    assert_int_equal(persons(db, "2020-12-31", 0, 999, "2281"), 7);
    assert_int_equal(persons(db, "2020-12-31", 0, 999, "22"), others + 7);
    /* Known already: not read again, so the time stays. */
    struct reference_file file = {.name = "population_totals.tsv",
                                  .text = "area_code\tat_date\ttotal\n2281\t2020-12-31\t7\n"};
    file.length = strlen(file.text);
    assert_ok(db_begin_write(db));
    assert_ok(store_reference_load_files(db, &file, 1, 11, error));
    assert_ok(db_commit(db));
    assert_int_equal(asked(db, &load_times, DB_VALUES(db_text("population_totals.tsv"))), 9);
    db_close(db);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(totals_are_the_publishers), ON(places_are_themselves), ON(a_malformed_file_names_its_line),                     \
        ON(a_newer_file_updates)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
