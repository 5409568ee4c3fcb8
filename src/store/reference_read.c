#include "store/reference_read.h"

#include "store/rows.h"

#include <string.h>

/* 101 one-year bands and the broader ones of the same date. */
enum { BANDS_MAX = 200, NEIGHBOURS_MAX = 40, OLDEST = 999 };

STATEMENT(county_name, "t", "t", "SELECT name FROM county WHERE county_code = $1");

enum outcome store_county_name(struct db *db, const char *code, struct arena *arena, const char **ret_name)
{
    if (strcmp(code, "00") == 0) {
        *ret_name = "Sverige";
        return OK;
    }
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &county_name, DB_VALUES(db_text(code)), &rows));
    bool failed = false;
    *ret_name = db_copy(&rows, 0, arena, &failed);
    return failed ? TOO_LARGE : OK;
}

STATEMENT(county_list, "", "ttttttt",
          "SELECT county_code, letter, name, region_name, board_name, seat_name, publisher_name FROM county "
          "ORDER BY county_code");

static void read_county(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct county *)element = (struct county){
        .code = db_copy(rows, 0, arena, failed),
        .letter = db_copy(rows, 1, arena, failed),
        .name = db_copy(rows, 2, arena, failed),
        .region_name = db_copy(rows, 3, arena, failed),
        .board_name = db_copy(rows, 4, arena, failed),
        .seat_name = db_copy(rows, 5, arena, failed),
        .publisher_name = db_copy(rows, 6, arena, failed),
    };
}

enum outcome store_county_list(struct db *db, struct arena *arena, struct county **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &county_list, DB_NO_VALUES, &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_county, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

static void read_municipality(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct municipality *)element = (struct municipality){
        .code = db_copy(rows, 0, arena, failed),
        .name = db_copy(rows, 1, arena, failed),
        .county_code = db_copy(rows, 2, arena, failed),
        .seat_name = db_copy(rows, 3, arena, failed),
        .latitude_udeg = db_get_int(rows, 4),
        .longitude_udeg = db_get_int(rows, 5),
    };
}

#define MUNICIPALITY_COLUMNS                                                                                           \
    "municipality_code, name, county_code, seat_name, seat_latitude_udeg, seat_longitude_udeg FROM municipality "
STATEMENT(municipality_list, "ti", "ttttii",
          "SELECT " MUNICIPALITY_COLUMNS "WHERE $1 = '00' OR county_code = $1 ORDER BY municipality_code LIMIT $2");

enum outcome store_municipality_list(struct db *db, const char *county_code, struct arena *arena,
                                     struct municipality **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &municipality_list, DB_VALUES(db_text(county_code), db_int(MUNICIPALITIES_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_municipality, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(municipality_get, "t", "ttttii", "SELECT " MUNICIPALITY_COLUMNS "WHERE municipality_code = $1");

enum outcome store_municipality_get(struct db *db, const char *code, struct arena *arena,
                                    struct municipality *ret_municipality)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &municipality_get, DB_VALUES(db_text(code)), &rows));
    bool failed = false;
    struct municipality municipality;
    read_municipality(&rows, arena, &failed, &municipality);
    if (failed)
        return TOO_LARGE;
    *ret_municipality = municipality;
    return OK;
}

STATEMENT(neighbour_list, "ti", "t",
          "SELECT neighbour_code FROM municipality_neighbour WHERE municipality_code = $1 ORDER BY neighbour_code "
          "LIMIT $2");

static void read_code(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(const char **)element = db_copy(rows, 0, arena, failed);
}

enum outcome store_neighbours(struct db *db, const char *code, struct arena *arena, const char ***ret_codes,
                              size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &neighbour_list, DB_VALUES(db_text(code), db_int(NEIGHBOURS_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_codes, read_code, &list));
    *ret_codes = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(population_latest, "t", "ti",
          "SELECT at_date, persons FROM population WHERE area_code = $1 AND age_from = 0 AND age_to = 999 "
          "ORDER BY at_date DESC LIMIT 1");

enum outcome store_population_latest(struct db *db, const char *area_code, struct arena *arena, const char **ret_date,
                                     int64_t *ret_persons)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &population_latest, DB_VALUES(db_text(area_code)), &rows));
    bool failed = false;
    *ret_date = db_copy(&rows, 0, arena, &failed);
    *ret_persons = db_get_int(&rows, 1);
    return failed ? TOO_LARGE : OK;
}

STATEMENT(population_bands, "tti", "iii",
          "SELECT age_from, age_to, persons FROM population WHERE area_code = $1 AND at_date = $2 "
          "ORDER BY age_from, age_to LIMIT $3");

static void read_band(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    (void)arena;
    (void)failed;
    int64_t age_to = db_get_int(rows, 1);
    *(struct population_band *)element = (struct population_band){
        .age_from = db_get_int(rows, 0),
        .age_to = maybe_if(age_to != OLDEST, age_to),
        .persons = db_get_int(rows, 2),
    };
}

enum outcome store_population_bands(struct db *db, const char *area_code, const char *date, struct arena *arena,
                                    struct population_band **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &population_bands, DB_VALUES(db_text(area_code), db_text(date), db_int(BANDS_MAX)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_band, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}
