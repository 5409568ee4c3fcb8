/* What the input of a computation must look like, as static tables.
 *
 * A shape says what a value may be: a sign of the formats' notation (n p z r q f d w s t h b, words, null), a list, a
 * tuple, an object with named keys, a map with free keys. */
#ifndef FORDELA_API_COMPUTE_SHAPE_H
#define FORDELA_API_COMPUTE_SHAPE_H

#include "api/compute_refusal.h"
#include "api/compute_tree.h"
#include "base/arena.h"
#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shape_kind {
    SHAPE_N,      /* integer, at least 0 */
    SHAPE_P,      /* integer, at least 1 */
    SHAPE_Z,      /* integer */
    SHAPE_R,      /* fraction, at least 0: integer or text */
    SHAPE_Q,      /* fraction */
    SHAPE_F,      /* number */
    SHAPE_D,      /* date */
    SHAPE_W,      /* ISO week */
    SHAPE_S,      /* text of 1 to 200 bytes */
    SHAPE_T,      /* text */
    SHAPE_H,      /* 64 lower-case hexadecimal digits */
    SHAPE_B,      /* true or false */
    SHAPE_WORD,   /* one of words */
    SHAPE_LIST,   /* of `of` */
    SHAPE_TUPLE,  /* exactly the values of keys, in their order; names unused */
    SHAPE_OBJECT, /* with keys */
    SHAPE_MAP,    /* free keys of kind map_key, values of `of` */
    SHAPE_EITHER  /* the one of options that fits the JSON type and, among objects, the words in it */
};

enum shape_flags {
    SHAPE_OR_NULL = 1,
    SHAPE_SOME = 2 /* a list or map with at least one element */
};

/* Bounds beyond the sign's own, for R, Q and F: violated is out_of_range. */
enum shape_bound {
    BOUND_NONE,
    BOUND_ABOVE_0,          /* (0, ...) */
    BOUND_BELOW_1,          /* (..., 1) */
    BOUND_AT_MOST_1,        /* (..., 1] */
    BOUND_FROM_0_TO_1,      /* [0, 1] */
    BOUND_ABOVE_0_BELOW_1,  /* (0, 1) */
    BOUND_ABOVE_0_AT_MOST_1 /* (0, 1] */
};

enum { SHAPE_MAX_TEXT_BYTES = 200, SHAPE_MAX_ELEMENTS = 10000 };

struct shape_key;

struct shape {
    enum shape_kind kind;
    unsigned flags;
    enum shape_bound bound;
    enum shape_kind map_key;
    const struct shape *of;
    const struct shape_key *keys;
    const struct shape *const *options; /* NULL-terminated */
    const char *const *words;           /* NULL-terminated */
    size_t count;                       /* of keys */
};

struct shape_key {
    const char *name;
    const struct shape *shape;
    bool optional;
};

/* The plain ones. */
extern const struct shape shape_n, shape_p, shape_z, shape_f, shape_s, shape_b;
extern const struct shape shape_n_or_null, shape_r, shape_r_or_null;
extern const struct shape shape_list_n; /* [n]+ */

/* Notes every violation and fills in node->whole (N, P, Z) and node->ratio (R, Q). More than SHAPE_MAX_ELEMENTS in a
 * list or map is noted as too large (meaning). TOO_LARGE: the arena is full. Recurses no deeper than the shape. */
MUST_USE enum outcome shape_check(struct arena *arena, struct refusals *refusals, const struct shape *shape,
                                  struct node *node);

#endif
