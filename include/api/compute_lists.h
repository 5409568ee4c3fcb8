/* Lists and names of a computation's input, and lists of its result: what the vaccine problems share. */
#ifndef FORDELA_API_COMPUTE_LISTS_H
#define FORDELA_API_COMPUTE_LISTS_H

#include "api/compute_problem.h"

/* R* is refused over this many packs a week: a week that must be redone goes pack by pack. */
enum { COMPUTE_MAX_PACKS = 1000000 };

/* The integers of a list of them, in the arena; NULL when it is full. */
int64_t *compute_wholes(struct compute *compute, const struct node *list);

void compute_put_wholes(struct compute *compute, const int64_t *numbers, size_t count);
void compute_put_ratios(struct compute *compute, const struct rational *ratios, size_t count);
void compute_put_wide(struct compute *compute, __int128 whole);              /* beyond 64 bits: overflow */
void compute_put_figure(struct compute *compute, bool known, double number); /* or null; not finite: overflow */
void compute_put_key(struct compute *compute, const char *key); /* ,"key": or "key": after an opening bracket */

/* Weights: notes another length than size, and that all are 0. */
void compute_check_weights(struct compute *compute, const struct node *weights, size_t size);

/* Notes a length mismatch at the one of two lists that stands later in the text. */
void compute_check_pair(struct compute *compute, const struct node *a, const struct node *b);

/* Names of a list of texts, or the keys of a map, to be found by binary search. */
struct compute_names {
    const struct node **sorted;
    const size_t *places; /* of the sorted ones in the input's order */
    size_t count;
    bool are_keys;
};

/* TOO_LARGE: the arena is full. Of a list with duplicates the first is found. */
MUST_USE enum outcome compute_names_open(struct compute *compute, const struct node *list_or_map,
                                         struct compute_names *ret_names);

enum { COMPUTE_NO_NAME = -1 };

/* The place of a text, of a key, of a plain text among the names; COMPUTE_NO_NAME if there is none. */
int64_t compute_names_of_text(const struct compute_names *names, const struct node *text);
int64_t compute_names_of_key(const struct compute_names *names, const struct node *entry);

/* Notes a duplicate at each text of a list that repeats an earlier one. TOO_LARGE: the arena is full. */
MUST_USE enum outcome compute_check_distinct(struct compute *compute, const struct node *list);

/* The element of a list or map at a place. O(place). */
const struct node *compute_at(const struct node *list_or_map, size_t place);

#endif
