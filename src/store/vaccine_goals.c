#include "store/vaccine_goals.h"

#include "store/rows.h"

static void read_goal(const struct db_rows *rows, struct arena *arena, bool *failed, void *element)
{
    *(struct vaccine_goal *)element = (struct vaccine_goal){
        .goal_number = db_get_int(rows, 0),
        .goal_date = db_copy(rows, 1, arena, failed),
        .population_date = db_copy(rows, 2, arena, failed),
        .age_from = db_get_int(rows, 3),
        .age_to = db_get_int(rows, 4),
        .doses_per_person = db_get_int(rows, 5),
        .one_dose_persons = db_get_int(rows, 6),
        .coverage_permille = db_get_int(rows, 7),
        .source = db_copy(rows, 8, arena, failed),
        .issued_at = db_get_int(rows, 9),
        .known_at = db_get_int(rows, 10),
        .entered_at = db_get_int(rows, 11),
        .entered_by = db_copy(rows, 12, arena, failed),
        .entered_by_name = db_is_null(rows, 13) ? "" : db_copy(rows, 13, arena, failed),
    };
}

STATEMENT(vaccine_goal_list, "i",
          "itti"
          "iiiitiii"
          "tT",
          "SELECT g.goal_number, g.goal_date, g.population_date, g.age_from, g.age_to, g.doses_per_person, "
          "g.one_dose_persons, g.coverage_permille, g.source, g.issued_at, g.known_at, g.entered_at, g.entered_by, "
          "u.display_name FROM vaccine_goal g LEFT JOIN app_user u ON u.user_id = g.entered_by "
          "WHERE g.known_at <= $1 ORDER BY g.issued_at DESC, g.goal_number DESC");

enum outcome store_vaccine_goal_list(struct db *db, int64_t known_at, struct arena *arena,
                                     struct vaccine_goal **ret_list, size_t *ret_count)
{
    AUTO_ROWS rows = {0};
    struct rows_list list;
    TRY(db_query(db, &vaccine_goal_list, DB_VALUES(db_int(known_at)), &rows));
    TRY(rows_read_all(&rows, arena, sizeof **ret_list, read_goal, &list));
    *ret_list = list.elements;
    *ret_count = list.count;
    return OK;
}

STATEMENT(vaccine_goal_last, "", "i", "SELECT COALESCE(MAX(goal_number), 0) FROM vaccine_goal");
STATEMENT(vaccine_goal_add,
          "itti"
          "iiiitiiit",
          "",
          "INSERT INTO vaccine_goal (goal_number, goal_date, population_date, age_from, age_to, doses_per_person, "
          "one_dose_persons, coverage_permille, source, issued_at, known_at, entered_at, entered_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");

enum outcome store_vaccine_goal_add(struct scope scope, struct db *db, const struct vaccine_goal *goal,
                                    int64_t *ret_number)
{
    if (!scope_covers_area(&scope, "00"))
        return FORBIDDEN;
    AUTO_ROWS rows = {0};
    TRY(db_one(db, &vaccine_goal_last, DB_NO_VALUES, &rows));
    int64_t number = db_get_int(&rows, 0) + 1;
    db_rows_close(&rows);
    TRY(db_run(db, &vaccine_goal_add,
               DB_VALUES(db_int(number), db_text(goal->goal_date), db_text(goal->population_date),
                         db_int(goal->age_from), db_int(goal->age_to), db_int(goal->doses_per_person),
                         db_int(goal->one_dose_persons), db_int(goal->coverage_permille), db_text(goal->source),
                         db_int(goal->issued_at), db_int(goal->known_at), db_int(goal->entered_at),
                         db_text(goal->entered_by)),
               NULL));
    *ret_number = number;
    return OK;
}
