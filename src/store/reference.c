/* Loads the reference tables of migrations/reference. */
#include "store/reference.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "driver.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 110, MAX_FILE_BYTES = 4 * 1024 * 1024, AGE_OPEN = 999, BANDS_AT_ONCE = 10 };

/* A file being read, line by line; the fields point into a copy of it. */
struct reading {
    struct db *db;
    const char *name;
    char *rest;
    int line;
    char *fields[MAX_FIELDS];
    int fields_expected; /* of the header line, 0 before it */
    char *error;
};

__attribute__((format(printf, 2, 3))) static enum outcome malformed(const struct reading *reading, const char *format,
                                                                    ...)
{
    char what[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    snprintf(reading->error, STORE_ERROR_CHARS, "%s, line %d: %s", reading->name, reading->line, what);
    return INVALID;
}

/* The next line that is not a comment, split at tabs. */
static enum outcome next_line(struct reading *reading, bool *ret_have_line)
{
    char *line = NULL;
    do {
        reading->line++;
        line = strsep(&reading->rest, "\n");
    } while (line != NULL && line[0] == '#');
    *ret_have_line = line != NULL && (line[0] != '\0' || reading->rest != NULL);
    if (!*ret_have_line)
        return OK;
    int count = 0;
    for (char *field = NULL; (field = strsep(&line, "\t")) != NULL; count++) {
        if (count == MAX_FIELDS)
            return malformed(reading, "more than %d fields", MAX_FIELDS);
        reading->fields[count] = field;
    }
    if (reading->fields_expected != 0 && count != reading->fields_expected)
        return malformed(reading, "%d fields, the header has %d", count, reading->fields_expected);
    reading->fields_expected = count;
    return OK;
}

static enum outcome field_number(const struct reading *reading, int field, int64_t *ret_number)
{
    const char *text = reading->fields[field];
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || number < 0)
        return malformed(reading, "field %d is not a number", field + 1);
    *ret_number = number;
    return OK;
}

STATEMENT(
    county_put, "ttttttttt", "",
    "INSERT INTO county (county_code, letter, iso_code, nuts3_code, name, region_name, board_name, seat_name,"
    " publisher_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " ON CONFLICT (county_code) DO UPDATE SET letter = excluded.letter, iso_code = excluded.iso_code,"
    " nuts3_code = excluded.nuts3_code, name = excluded.name, region_name = excluded.region_name,"
    " board_name = excluded.board_name, seat_name = excluded.seat_name, publisher_name = excluded.publisher_name");

static enum outcome county_line(struct reading *reading)
{
    struct db_value values[9];
    for (int i = 0; i < 9; i++)
        values[i] = db_text(reading->fields[i]);
    return db_run(reading->db, &county_put, values, NULL);
}

STATEMENT(
    municipality_put, "tttttii", "",
    "INSERT INTO municipality (municipality_code, name, official_name, county_code, seat_name, seat_latitude_udeg,"
    " seat_longitude_udeg) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (municipality_code) DO UPDATE SET name = excluded.name, official_name = excluded.official_name,"
    " county_code = excluded.county_code, seat_name = excluded.seat_name,"
    " seat_latitude_udeg = excluded.seat_latitude_udeg, seat_longitude_udeg = excluded.seat_longitude_udeg");

static enum outcome municipality_line(struct reading *reading)
{
    int64_t latitude = 0, longitude = 0;
    TRY(field_number(reading, 5, &latitude));
    TRY(field_number(reading, 6, &longitude));
    char **fields = reading->fields;
    return db_run(reading->db, &municipality_put,
                  DB_VALUES(db_text(fields[0]), db_text(fields[1]), db_text(fields[2]), db_text(fields[3]),
                            db_text(fields[4]), db_int(latitude), db_int(longitude)),
                  NULL);
}

STATEMENT(neighbour_put, "tt", "",
          "INSERT INTO municipality_neighbour (municipality_code, neighbour_code) VALUES ($1, $2)"
          " ON CONFLICT (municipality_code, neighbour_code) DO NOTHING");

static enum outcome neighbour_line(struct reading *reading)
{
    char *rest = reading->fields[1];
    for (const char *code = NULL; (code = strsep(&rest, " ")) != NULL;)
        if (code[0] != '\0')
            TRY(db_run(reading->db, &neighbour_put, DB_VALUES(db_text(reading->fields[0]), db_text(code)), NULL));
    return OK;
}

STATEMENT(organisation_put, "tttt", "",
          "INSERT INTO organisation (organisation_code, kind, area_code, name) VALUES ($1, $2, $3, $4)"
          " ON CONFLICT (organisation_code) DO UPDATE SET kind = excluded.kind, area_code = excluded.area_code,"
          " name = excluded.name");

static enum outcome organisation_line(struct reading *reading)
{
    char **fields = reading->fields;
    return db_run(reading->db, &organisation_put,
                  DB_VALUES(db_text(fields[0]), db_text(fields[1]), db_text(fields[2]), db_text(fields[3])), NULL);
}

/* Ten bands of an area at a time: a tenth of the round trips. Bands not used are NULL. */
STATEMENT(population_put, "ttIIIIIIIIIIIIIIIIIIIIIIIIIIIIII", "",
          "INSERT INTO population (area_code, at_date, age_from, age_to, persons)"
          " SELECT $1, $2, band.column1, band.column2, band.column3"
          " FROM (VALUES ($3, $4, $5), ($6, $7, $8), ($9, $10, $11), ($12, $13, $14), ($15, $16, $17), ($18, $19, $20),"
          " ($21, $22, $23), ($24, $25, $26), ($27, $28, $29), ($30, $31, $32)) AS band"
          " WHERE band.column3 IS NOT NULL"
          " ON CONFLICT (area_code, at_date, age_from, age_to) DO UPDATE SET persons = excluded.persons");

struct band {
    int64_t from, to;
};

static enum outcome population_line(struct reading *reading, const struct band *bands)
{
    for (int first = 2; first < reading->fields_expected; first += BANDS_AT_ONCE) {
        struct db_value values[2 + 3 * BANDS_AT_ONCE] = {db_text(reading->fields[0]), db_text(reading->fields[1])};
        for (int i = 0; i < BANDS_AT_ONCE && first + i < reading->fields_expected; i++) {
            int64_t persons = 0;
            TRY(field_number(reading, first + i, &persons));
            values[2 + 3 * i] = db_int(bands[first + i].from);
            values[3 + 3 * i] = db_int(bands[first + i].to);
            values[4 + 3 * i] = db_int(persons);
        }
        TRY(db_run(reading->db, &population_put, values, NULL));
    }
    return OK;
}

/* A column's name says its ages: "7", "18-29", "70+", "total". */
static enum outcome band_parse(const struct reading *reading, const char *name, struct band *ret_band)
{
    if (strcmp(name, "total") == 0) {
        *ret_band = (struct band){.from = 0, .to = AGE_OPEN};
        return OK;
    }
    char *end = NULL;
    long from = strtol(name, &end, 10), to = from;
    if (end != name && strcmp(end, "+") == 0)
        to = AGE_OPEN;
    else if (end != name && *end == '-')
        to = strtol(end + 1, &end, 10);
    if (end == name || (*end != '\0' && *end != '+') || from < 0 || to < from || to > AGE_OPEN)
        return malformed(reading, "%.20s is not a band of ages", name);
    *ret_band = (struct band){.from = from, .to = to};
    return OK;
}

static enum outcome population_file(struct reading *reading)
{
    struct band bands[MAX_FIELDS];
    bool have_line = false;
    TRY(next_line(reading, &have_line));
    if (!have_line || reading->fields_expected < 3 || strcmp(reading->fields[0], "area_code") != 0 ||
        strcmp(reading->fields[1], "at_date") != 0)
        return malformed(reading, "the header does not begin with area_code, at_date");
    for (int i = 2; i < reading->fields_expected; i++)
        TRY(band_parse(reading, reading->fields[i], &bands[i]));
    for (;;) {
        TRY(next_line(reading, &have_line));
        if (!have_line)
            return OK;
        TRY(population_line(reading, bands));
    }
}

/* Which file goes where. Other files are populations. */
static const struct table {
    const char *name;
    int columns;
    const char *first_column;
    enum outcome (*line)(struct reading *reading);
} tables[] = {
    {"counties.tsv", 9, "county_code", county_line},
    {"municipalities.tsv", 8, "municipality_code", municipality_line},
    {"neighbours.tsv", 2, "municipality_code", neighbour_line},
    {"organisations.tsv", 4, "organisation_code", organisation_line},
};

static enum outcome table_file(struct reading *reading, const struct table *table)
{
    bool have_line = false;
    TRY(next_line(reading, &have_line));
    if (!have_line || reading->fields_expected != table->columns ||
        strcmp(reading->fields[0], table->first_column) != 0)
        return malformed(reading, "the header is not %s and %d more columns", table->first_column, table->columns - 1);
    for (;;) {
        TRY(next_line(reading, &have_line));
        if (!have_line)
            return OK;
        TRY(table->line(reading));
    }
}

static enum outcome file_read(struct reading *reading)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (strcmp(tables[i].name, reading->name) == 0)
            return table_file(reading, &tables[i]);
    return population_file(reading);
}

STATEMENT(county_sums_put, "", "",
          "INSERT INTO population (area_code, at_date, age_from, age_to, persons)"
          " SELECT municipality.county_code, population.at_date, population.age_from, population.age_to,"
          " CAST(SUM(population.persons) AS BIGINT) FROM population"
          " JOIN municipality ON municipality.municipality_code = population.area_code WHERE 1 = 1"
          " GROUP BY municipality.county_code, population.at_date, population.age_from, population.age_to"
          " ON CONFLICT (area_code, at_date, age_from, age_to) DO UPDATE SET persons = excluded.persons");

STATEMENT(national_sums_put, "", "",
          "INSERT INTO population (area_code, at_date, age_from, age_to, persons)"
          " SELECT '00', population.at_date, population.age_from, population.age_to,"
          " CAST(SUM(population.persons) AS BIGINT) FROM population"
          " JOIN county ON county.county_code = population.area_code WHERE 1 = 1"
          " GROUP BY population.at_date, population.age_from, population.age_to"
          " ON CONFLICT (area_code, at_date, age_from, age_to) DO UPDATE SET persons = excluded.persons");

STATEMENT(area_organisations_put, "", "",
          "INSERT INTO organisation (organisation_code, kind, area_code, name)"
          " SELECT area.code, area.kind, area.area_code, area.name FROM"
          " (SELECT municipality_code AS code, 'municipality' AS kind, municipality_code AS area_code,"
          " official_name AS name FROM municipality"
          " UNION ALL SELECT 'LST' || county_code, 'county_board', county_code, board_name FROM county"
          " UNION ALL SELECT 'REG' || county_code, 'region', county_code, region_name FROM county) AS area WHERE 1 = 1"
          " ON CONFLICT (organisation_code) DO UPDATE SET kind = excluded.kind, area_code = excluded.area_code,"
          " name = excluded.name");

/* What follows from the files: sums of municipalities per county and of counties per nation, organisations of areas. */
static enum outcome derive(struct db *db)
{
    TRY(db_run(db, &county_sums_put, DB_NO_VALUES, NULL));
    TRY(db_run(db, &national_sums_put, DB_NO_VALUES, NULL));
    return db_run(db, &area_organisations_put, DB_NO_VALUES, NULL);
}

STATEMENT(reference_load_get, "t", "t", "SELECT sha256 FROM reference_load WHERE file_name = $1");

static enum outcome is_loaded(struct db *db, const char *name, const char *sha256, bool *ret_loaded)
{
    AUTO_ROWS rows;
    enum outcome outcome = db_one(db, &reference_load_get, DB_VALUES(db_text(name)), &rows);
    *ret_loaded = outcome == OK && strcmp(db_get_text(&rows, 0), sha256) == 0;
    return outcome == NOT_FOUND ? OK : outcome;
}

STATEMENT(reference_load_put, "tti", "",
          "INSERT INTO reference_load (file_name, sha256, loaded_at) VALUES ($1, $2, $3)"
          " ON CONFLICT (file_name) DO UPDATE SET sha256 = excluded.sha256, loaded_at = excluded.loaded_at");

static enum outcome file_load(struct db *db, const struct reference_file *file, int64_t now, bool *loaded,
                              char error[STORE_ERROR_CHARS])
{
    bool known = false;
    char sha256[SHA256_HEX_CHARS + 1];
    crypto_sha256_hex(file->text, file->length, sha256);
    TRY(is_loaded(db, file->name, sha256, &known));
    if (known)
        return OK;
    struct arena arena = arena_open(MAX_FILE_BYTES);
    struct reading reading = {
        .db = db, .name = file->name, .rest = arena_copy(&arena, file->text, file->length), .error = error};
    enum outcome outcome = reading.rest != NULL ? file_read(&reading) : BROKEN;
    arena_close(&arena);
    if (outcome != OK && error[0] == '\0')
        snprintf(error, STORE_ERROR_CHARS, "%s, line %d: %.300s", file->name, reading.line, db_last_error(db));
    TRY(outcome);
    *loaded = true;
    return db_run(db, &reference_load_put, DB_VALUES(db_text(file->name), db_text(sha256), db_int(now)), NULL);
}

enum outcome store_reference_load_files(struct db *db, const struct reference_file *files, int count, int64_t now,
                                        char ret_error[STORE_ERROR_CHARS])
{
    bool loaded = false;
    ret_error[0] = '\0';
    for (int i = 0; i < count; i++)
        TRY(file_load(db, &files[i], now, &loaded, ret_error));
    return loaded ? derive(db) : OK;
}

enum outcome store_reference_load(struct db *db, int64_t now, char ret_error[STORE_ERROR_CHARS])
{
    return store_reference_load_files(db, store_reference_files, store_reference_file_count, now, ret_error);
}
