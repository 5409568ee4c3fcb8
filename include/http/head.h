/* A request's head as libmicrohttpd hands it over, made whole: what its C strings hide is found again. Private to the
 * http layer. */
#ifndef FORDELA_HTTP_HEAD_H
#define FORDELA_HTTP_HEAD_H

#include "http/guard.h"

#include <stdbool.h>

struct MHD_Connection;

enum { HEAD_FIELDS_MAX = 200 };

struct head {
    struct header_field fields[HEAD_FIELDS_MAX];
    int count; /* of all, also those that found no place */
};

/* Collects the header fields in their order; text stays libmicrohttpd's and lives as long as the request. */
void head_collect(struct MHD_Connection *mhd, struct head *ret_head);

/* libmicrohttpd 0.9 cuts the head up in place and ends each piece with NUL. If the pieces do not lie exactly one
 * separator apart, there was something between them that the pieces do not show: a raw NUL, a line that ended without
 * CR, a folded field, more than one blank in the first line. False in that case. */
bool head_is_contiguous(struct MHD_Connection *mhd, const struct head *head, const char *method, const char *target,
                        size_t target_length, const char *version);

/* The value of the first field of that name; NULL if there is none. *ret_count (may be NULL): how many there are. */
const char *head_value(const struct head *head, const char *name, int *ret_count);

/* The value of the last one. */
const char *head_last_value(const struct head *head, const char *name);

#endif
