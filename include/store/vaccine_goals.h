/* The vaccination goal in versions: whom, how many doses, by which day. Append-only. */
#ifndef FORDELA_STORE_VACCINE_GOALS_H
#define FORDELA_STORE_VACCINE_GOALS_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stddef.h>
#include <stdint.h>

struct vaccine_goal {
    int64_t goal_number;
    const char *goal_date, *population_date;
    int64_t age_from, age_to; /* years, inclusive; 999 = and older */
    int64_t doses_per_person;
    int64_t one_dose_persons;  /* get a product of one dose */
    int64_t coverage_permille; /* who accept */
    const char *source;
    int64_t issued_at, known_at, entered_at;
    const char *entered_by, *entered_by_name; /* the name only when read */
};

/* Known by a moment; the one that counts first: latest issued, then greatest number. */
MUST_USE enum outcome store_vaccine_goal_list(struct db *db, int64_t known_at, struct arena *arena,
                                              struct vaccine_goal **ret_list, size_t *ret_count);

/* Adds the next one. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_vaccine_goal_add(struct scope scope, struct db *db, const struct vaccine_goal *goal,
                                             int64_t *ret_number);

#endif
