/* Persons by age band: single figures, and adding what the reference data do not have. */
#ifndef FORDELA_STORE_POPULATION_H
#define FORDELA_STORE_POPULATION_H

#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

struct population_figure {
    const char *area, *date;
    int64_t age_from, age_to; /* inclusive; 999 = and older */
    int64_t persons;
};

/* Persons of exactly that band. NOT_FOUND. */
MUST_USE enum outcome store_population_get(struct db *db, const char *area, const char *date, int64_t age_from,
                                           int64_t age_to, int64_t *ret_persons);

struct population_of_county {
    const char *county;
    int64_t persons;
};

/* Persons of ages from to (999 = and older), per county by code, at a date, made of whatever bands there are, added and
 * subtracted: 18-64 is also 18 and older less 65 and older. Fewest bands first. NOT_FOUND: nothing is known at that
 * date. INVALID: there is a county whose bands cannot be cut there. */
MUST_USE enum outcome store_population_by_county(struct db *db, const char *date, int64_t age_from, int64_t age_to,
                                                 struct arena *arena, struct population_of_county **ret_list,
                                                 size_t *ret_count);

/* CONFLICT: there is a figure already; it is never changed this way. FORBIDDEN outside the scope. */
MUST_USE enum outcome store_population_add(struct scope scope, struct db *db, const struct population_figure *figure);

#endif
