/* Everything a client can make grow or wait, with its bound and the reason for it. */
#ifndef FORDELA_HTTP_LIMITS_H
#define FORDELA_HTTP_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

/* Times are milliseconds from a fixed moment: they are absolute, so that one byte now and then does not prolong them.
 */
struct limits {
    int headers_ms;     /* from the connection's or the request's beginning to the end of its headers */
    int body_ms;        /* from there to the end of the body */
    int reply_ms;       /* from our answer to the moment the client has taken it */
    int idle_ms;        /* between two requests of a connection */
    int linger_ms;      /* how long we swallow what a refused client still sends, so that it gets to read the refusal */
    int drain_grace_ms; /* when stopping: how long new connections are still taken, for a balancer to see /readyz */
    int drain_ms;       /* when stopping: the longest wait for requests that are being answered */
    int connections;
    int connections_per_address; /* an IPv6 /64 counts as one address; trusted proxies are not counted */
    bool count_loopback;         /* count clients on this machine too: normally a proxy or a measurement */
    int header_fields;
    size_t header_bytes;
    size_t target_bytes;
    size_t discard_bytes; /* a body this much too long is read to its end and answered 413; a longer one is cut off */
    int unsent_bytes;     /* of an answer, in the kernel for a client that does not take it */
    size_t body_bytes_in_flight; /* of all requests of a serving thread that are being received */
};

struct limits limits_default(void);

/* Raises the limit of descriptors to what `connections` needs, or lowers `connections` to what the machine allows.
 * False if it had to lower it. */
bool limits_fit_descriptors(struct limits *limits);

#endif
