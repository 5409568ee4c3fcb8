/* The computations that need no database: a problem's name and its input in, a result or a refusal out.
 *
 * For `fordela compute` and POST /api/v1/compute/{problem}, and so that others can recompute and check every figure
 * that Fördela shows. Results are JSON without blanks: integers, exact fractions as text in lowest terms, and numbers
 * in the shortest form that reads back the same. Null is unknown or undefined, never zero.
 *
 * A refusal is {"error":{"code","field","message_sv","message_en"}}, field a JSON Pointer (RFC 6901) into the input,
 * one code of: bad_json unknown_problem unknown_field missing_field wrong_type malformed out_of_range empty (form, and
 * first), length_mismatch zero_sum not_balanced duplicate unknown_reference inconsistent too_large (meaning), overflow
 * (the result). The first in reading order counts; there is no partial result. */
#ifndef FORDELA_API_COMPUTE_H
#define FORDELA_API_COMPUTE_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    COMPUTE_MAX_BODY_BYTES = 4 * 1024 * 1024,   /* over HTTP: a thousand places with all their distances */
    COMPUTE_MAX_INPUT_BYTES = 64 * 1024 * 1024, /* on the command line */
    COMPUTE_MAX_RESULT_BYTES = 16 * 1024 * 1024,
    COMPUTE_ARENA_BYTES = 512 * 1024 * 1024 /* on the command line; a body of numbers takes about 40 times its size */
};

/* Computes. problem NULL: the body is {"problem":…,"input":…}, nothing else; otherwise {"input":…}, nothing else. The
 * result or the refusal is appended to ret_result (nothing on another outcome than OK); ret_refused tells which. OK
 * also for a refusal; TOO_LARGE: the arena or the text is full. Pure: no files, no time, no state. */
MUST_USE enum outcome api_compute(struct arena *arena, const char *problem, const char *body, size_t length,
                                  struct text *ret_result, bool *ret_refused);

/* The refusal of an input that is too large to read: for a body over the limit, and for the outcome TOO_LARGE. */
void api_compute_refuse_size(struct text *ret_result);

/* The names of the problems in the order of the table; NULL behind the last. Static text. */
const char *api_compute_name(size_t index);

/* What the problem answers, one line in English; NULL behind the last. */
const char *api_compute_about(size_t index);

/* An input that the problem computes, as JSON: with every field that it needs. NULL: there is no such problem. Static
 * text. */
const char *api_compute_example(const char *problem);

#endif
