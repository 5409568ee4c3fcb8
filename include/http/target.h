/* The request target: what follows the method in a request's first line. */
#ifndef FORDELA_HTTP_TARGET_H
#define FORDELA_HTTP_TARGET_H

#include "base/outcome.h"

#include <stddef.h>

/* Checks a target of RFC 9112's origin form ("/path?query") and decodes the path once into ret_path, which has room for
 * length + 1 bytes. INVALID: another form, a byte that may not stand there, a broken percent sequence (in the query
 * too), and in the path a decoded NUL, control byte, '/', '\' or text that is not UTF-8: one resource has one spelling.
 * *ret_query: the raw text behind '?', inside target; NULL without one. */
MUST_USE enum outcome target_decode(const char *target, size_t length, char *ret_path, const char **ret_query);

#endif
