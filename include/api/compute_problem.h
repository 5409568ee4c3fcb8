/* A row of the table of computations, and what its functions read and write with.
 *
 * A problem is a shape and up to three functions over the checked tree. To add one: its shape and functions in the file
 * of its area, one row in that file's table; a new area is one more table in compute.c. */
#ifndef FORDELA_API_COMPUTE_PROBLEM_H
#define FORDELA_API_COMPUTE_PROBLEM_H

#include "api/compute_refusal.h"
#include "api/compute_shape.h"
#include "api/compute_tree.h"
#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"
#include "core/cover.h"
#include "core/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct compute {
    struct arena *arena;
    struct refusals refusals;
    struct text *out;
    bool overflow; /* an integer that was put is beyond 2^53 - 1: the result is refused */
};

struct compute_problem {
    const char *name;
    const char *about;
    const struct shape *input;
    /* Notes what a shape cannot say about form. The tree may be broken anywhere: whole is 0 where no integer stands.
     * NULL: nothing. */
    enum outcome (*form)(struct compute *compute, const struct node *input);
    /* Notes violations of meaning, in a tree of the right form. NULL: nothing. */
    enum outcome (*meaning)(struct compute *compute, const struct node *input);
    /* Puts the result. TOO_LARGE: an exact result does not fit (answered as overflow). */
    enum outcome (*run)(struct compute *compute, const struct node *input);
};

/* A shape's keys and their number: {.kind = SHAPE_OBJECT, SHAPE_KEYS(list)}. */
#define SHAPE_KEYS(list) .keys = list, .count = sizeof list / sizeof list[0]

/* Of form and meaning: OK, or TOO_LARGE when the arena is full. Of run: OK, TOO_LARGE, or BROKEN when the arena is
 * full. */

/* The tables of the areas; each ends with a NULL name. */
extern const struct compute_problem compute_cover_problems[];
extern const struct compute_problem compute_redistribute_problems[];
extern const struct compute_problem compute_transport_problems[];
extern const struct compute_problem compute_gift_problems[];
extern const struct compute_problem compute_apportion_problems[];
extern const struct compute_problem compute_ledger_problems[];
extern const struct compute_problem compute_key_problems[];
extern const struct compute_problem compute_forecast_problems[];
extern const struct compute_problem compute_forecast_table_problems[];
extern const struct compute_problem compute_forecast_goal_problems[];

/* Reading. node is there and of its shape. */
struct known_int compute_known_int(const struct node *node); /* n|null */
struct known_rational compute_known_rational(const struct node *node);
int64_t compute_whole(const struct node *object, const char *key);
struct rational compute_ratio(const struct node *object, const char *key);

/* Writing. */
void compute_put(struct compute *compute, const char *json); /* as it is */
void compute_put_whole(struct compute *compute, int64_t whole);
void compute_put_ratio(struct compute *compute, struct rational ratio);
void compute_put_whole_ratio(struct compute *compute, struct rational ratio); /* a fraction that is an integer */
void compute_put_number(struct compute *compute, double number);              /* finite, shortest that reads back */
void compute_put_bool(struct compute *compute, bool truth);
void compute_put_text(struct compute *compute, const char *bytes, size_t length);
void compute_put_cover(struct compute *compute, struct cover cover); /* days, "inf", "ej_anvand" or null */
void compute_put_days(struct compute *compute, struct cover cover);  /* days or null */
void compute_put_comma(struct compute *compute, size_t index);       /* before every element but the first */

/* A list of what one puts for each element of list. Passes its refusal on. */
MUST_USE enum outcome compute_put_each(struct compute *compute, const struct node *list,
                                       enum outcome (*one)(struct compute *compute, const struct node *element));

/* Notes a length mismatch at the matrix if it has not size rows, and at each row that has not size elements. */
void compute_check_square(struct compute *compute, const struct node *matrix, size_t size);

#endif
