/* The framing guard: refuses every request whose boundaries two programs could read differently (RFC 9112 sections 3.2,
 * 5 and 6), before anything of it is acted upon.
 *
 * libmicrohttpd 0.9.75 lets a request with Content-Length and Transfer-Encoding, with two lengths, or with a blank
 * before a colon through and serves the rest as a second request; behind a proxy that reads it the other way this is
 * request smuggling. */
#ifndef FORDELA_HTTP_GUARD_H
#define FORDELA_HTTP_GUARD_H

#include "http/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct header_field {
    const char *name, *value;
    size_t name_length, value_length;
};

struct request_head {
    const char *method, *version;
    const struct header_field *fields;
    int field_count;
};

/* What the guard learnt on its way. */
struct framing {
    bool has_body;
    bool chunked;
    int64_t content_length; /* -1 if unknown (chunked) */
    const char *host;       /* NULL only in HTTP/1.0; borrowed from the head */
};

/* 0 if the request is sound, otherwise the status to refuse it with: 400, 415, 417, 431, 501 or 505. The connection
 * must be closed after a refusal. */
int guard_check(const struct request_head *head, const struct limits *limits, struct framing *ret_framing);

/* True for a name, IPv4 or bracketed IPv6 address, with a port or without. */
bool guard_host_is_sound(const char *host);

/* True if the host part of `host` (without port, whatever its case) is in the comma-separated list. */
bool guard_host_is_listed(const char *host, const char *list);

#endif
