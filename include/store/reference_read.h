/* Reading the reference data: counties, municipalities, population. Public facts: no scope. */
#ifndef FORDELA_STORE_REFERENCE_READ_H
#define FORDELA_STORE_REFERENCE_READ_H

#include "base/arena.h"
#include "base/maybe.h"
#include "base/outcome.h"
#include "store/db.h"

struct county {
    const char *code, *letter, *name, *region_name, *board_name, *seat_name;
    const char *publisher_name; /* the short name in Folkhälsomyndigheten's tables */
};

struct municipality {
    const char *code, *name, *county_code, *seat_name;
    int64_t latitude_udeg, longitude_udeg; /* of the seat, WGS 84, millionths of a degree */
};

struct population_band {
    int64_t age_from;
    struct maybe age_to; /* unknown = and older */
    int64_t persons;
};

enum { MUNICIPALITIES_MAX = 320, COUNTIES_MAX = 32 };

/* "Sverige" for 00. NOT_FOUND. */
MUST_USE enum outcome store_county_name(struct db *db, const char *code, struct arena *arena, const char **ret_name);
MUST_USE enum outcome store_county_list(struct db *db, struct arena *arena, struct county **ret_list,
                                        size_t *ret_count);

/* Of a county, or all for "00"; by code. */
MUST_USE enum outcome store_municipality_list(struct db *db, const char *county_code, struct arena *arena,
                                              struct municipality **ret_list, size_t *ret_count);
MUST_USE enum outcome store_municipality_get(struct db *db, const char *code, struct arena *arena,
                                             struct municipality *ret_municipality);

/* Codes of the municipalities that border on this one. */
MUST_USE enum outcome store_neighbours(struct db *db, const char *code, struct arena *arena, const char ***ret_codes,
                                       size_t *ret_count);

/* The total at the latest date for which one is known. NOT_FOUND. */
MUST_USE enum outcome store_population_latest(struct db *db, const char *area_code, struct arena *arena,
                                              const char **ret_date, int64_t *ret_persons);

/* All bands of an area at a date; empty if there are none. */
MUST_USE enum outcome store_population_bands(struct db *db, const char *area_code, const char *date,
                                             struct arena *arena, struct population_band **ret_list, size_t *ret_count);

#endif
