#include "http/compress.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

/* Parameters behind a coding: true unless they say q=0 (in any spelling: "0", "0.0", "0.000"). */
static bool is_wanted(const char *parameters, size_t length)
{
    const char *q = memchr(parameters, '=', length);
    if (q == NULL)
        return true;
    for (q++; q < parameters + length; q++)
        if (*q >= '1' && *q <= '9')
            return true;
    return false;
}

struct encodings encodings_accepted(const char *accept_encoding)
{
    struct encodings accepted = {0};
    for (const char *at = accept_encoding; at != NULL && *at != '\0';) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ","), name = strcspn(at, ",; \t");
        bool wanted = is_wanted(at + name, length - name);
        if (name == 4 && strncasecmp(at, "gzip", 4) == 0)
            accepted.gzip = wanted;
        else if (name == 2 && strncasecmp(at, "br", 2) == 0)
            accepted.brotli = wanted;
        at += length;
    }
    return accepted;
}

struct compressor {
    z_stream stream;
};

/* Measured on our JSON: level 3 packs it to 0.13 to 0.32 at 110 to 160 MB/s; level 9 to 0.10 to 0.29 at 15 to 33. */
enum { LEVEL = 3, GZIP_WINDOW = 15 + 16 /* zlib's way to ask for a gzip wrapper */, MEMORY_LEVEL = 8 };

enum outcome compressor_open(struct compressor **ret_compressor)
{
    struct compressor *compressor = calloc(1, sizeof *compressor);
    if (compressor == NULL)
        return BROKEN;
    if (deflateInit2(&compressor->stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(compressor);
        return BROKEN;
    }
    *ret_compressor = compressor;
    return OK;
}

void compressor_close(struct compressor *compressor)
{
    if (compressor == NULL)
        return;
    (void)deflateEnd(&compressor->stream);
    free(compressor);
}

enum outcome compressor_gzip(struct compressor *compressor, const char *bytes, size_t length, char **ret_bytes,
                             size_t *ret_length)
{
    z_stream *stream = &compressor->stream;
    if (length > UINT32_MAX || deflateReset(stream) != Z_OK)
        return TOO_LARGE;
    char *packed = malloc(length + 1);
    if (packed == NULL)
        return BROKEN;
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    stream->avail_in = (uInt)length;
    stream->next_out = (Bytef *)packed;
    stream->avail_out = (uInt)length;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END) {
        free(packed);
        return TOO_LARGE;
    }
    *ret_length = length - stream->avail_out;
    *ret_bytes = packed;
    return OK;
}
