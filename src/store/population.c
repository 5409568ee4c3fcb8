#include "store/population.h"

#include "store/rows.h"

#include <string.h>

STATEMENT(population_one, "ttii", "i",
          "SELECT persons FROM population WHERE area_code = $1 AND at_date = $2 AND age_from = $3 AND age_to = $4");

enum outcome store_population_get(struct db *db, const char *area, const char *date, int64_t age_from, int64_t age_to,
                                  int64_t *ret_persons)
{
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &population_one, DB_VALUES(db_text(area), db_text(date), db_int(age_from), db_int(age_to)), &rows));
    *ret_persons = db_get_int(&rows, 0);
    return OK;
}

STATEMENT(population_add, "ttiii", "",
          "INSERT INTO population (area_code, at_date, age_from, age_to, persons) VALUES ($1, $2, $3, $4, $5)");

enum outcome store_population_add(struct scope scope, struct db *db, const struct population_figure *figure)
{
    if (!scope_covers_area(&scope, figure->area))
        return FORBIDDEN;
    return db_run_later(db, &population_add,
                        DB_VALUES(db_text(figure->area), db_text(figure->date), db_int(figure->age_from),
                                  db_int(figure->age_to), db_int(figure->persons)));
}

/* Persons per county from bands. A band is an edge between two ages, from its first to the one after its last, whose
 * persons are gained along it and lost against it; what is asked for is any way from the one age to the other. */
enum { AGES = 1001, OLDEST = 999 };

struct county_band {
    const char *county;
    bool known;
    int64_t age_from, age_after, persons;
};

static void read_county_band(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct county_band *)element = (struct county_band){
        .county = db_copy(rows, 0, arena, failed),
        .known = !db_is_null(rows, 1),
        .age_from = rows_maybe(rows, 1).value,
        .age_after = rows_maybe(rows, 2).value + 1,
        .persons = rows_maybe(rows, 3).value,
    };
}

STATEMENT(population_by_county, "t", "tIII",
          "SELECT c.county_code, p.age_from, p.age_to, p.persons FROM county c LEFT JOIN population p "
          "ON p.area_code = c.county_code AND p.at_date = $1 ORDER BY c.county_code, p.age_from, p.age_to");

/* One more band of every way found so far; false if that finds nothing new. */
static bool go_on(const struct county_band *bands, size_t count, int round, int *rounds, int64_t *persons)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        const struct county_band *band = &bands[i];
        if (!band->known || band->age_from < 0 || band->age_after >= AGES)
            continue;
        bool up = rounds[band->age_from] == round && rounds[band->age_after] == 0,
             down = rounds[band->age_after] == round && rounds[band->age_from] == 0;
        int64_t from = up ? band->age_from : band->age_after, to = up ? band->age_after : band->age_from;
        if (!up && !down)
            continue;
        rounds[to] = round + 1;
        persons[to] = persons[from] + (up ? band->persons : -band->persons);
        found = true;
    }
    return found;
}

static enum outcome cut(const struct county_band *bands, size_t count, int64_t age_from, int64_t age_to,
                        int64_t *ret_persons)
{
    int rounds[AGES] = {0}; /* in which an age was reached; 0 = not yet */
    int64_t persons[AGES] = {0};
    if (age_from < 0 || age_to < age_from || age_to > OLDEST)
        return INVALID;
    rounds[age_from] = 1;
    for (int round = 1; rounds[age_to + 1] == 0; round++)
        if (!go_on(bands, count, round, rounds, persons))
            return INVALID;
    *ret_persons = persons[age_to + 1];
    return *ret_persons >= 0 ? OK : INVALID; /* bands that contradict each other */
}

enum outcome store_population_by_county(struct db *db, const char *date, int64_t age_from, int64_t age_to,
                                        struct arena *arena, struct population_of_county **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    bool known = false;
    TRY(db_query(db, &population_by_county, DB_VALUES(db_text(date)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof(struct county_band), read_county_band, &list));
    const struct county_band *bands = list.elements;
    struct population_of_county *counties = ARENA_ARRAY(arena, list.count, struct population_of_county);
    size_t count = 0;
    if (counties == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list.count; i++)
        known = known || bands[i].known;
    if (!known)
        return NOT_FOUND;
    for (size_t begin = 0, end; begin < list.count; begin = end) {
        for (end = begin; end < list.count && strcmp(bands[end].county, bands[begin].county) == 0; end++)
            ;
        counties[count].county = bands[begin].county;
        TRY(cut(bands + begin, end - begin, age_from, age_to, &counties[count++].persons));
    }
    *ret_list = counties;
    *ret_count = count;
    return OK;
}
