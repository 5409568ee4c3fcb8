/* Content codings: which ones a client takes, and gzip for answers made on the spot. */
#ifndef FORDELA_HTTP_COMPRESS_H
#define FORDELA_HTTP_COMPRESS_H

#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>

struct encodings {
    bool gzip, brotli;
};

/* Reads an Accept-Encoding field (RFC 9110 section 12.5.3); NULL accepts none. */
struct encodings encodings_accepted(const char *accept_encoding);

/* A deflater that is used again and again by one thread (its memory is 260 kB). */
struct compressor;
MUST_USE enum outcome compressor_open(struct compressor **ret_compressor);
void compressor_close(struct compressor *compressor); /* accepts NULL */

/* gzip of the bytes into fresh memory that the caller frees. TOO_LARGE: it would not be smaller; BROKEN without memory.
 */
MUST_USE enum outcome compressor_gzip(struct compressor *compressor, const char *bytes, size_t length, char **ret_bytes,
                                      size_t *ret_length);

#endif
