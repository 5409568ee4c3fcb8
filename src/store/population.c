#include "store/population.h"

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
    return db_run(db, &population_add,
                  DB_VALUES(db_text(figure->area), db_text(figure->date), db_int(figure->age_from),
                            db_int(figure->age_to), db_int(figure->persons)),
                  NULL);
}
