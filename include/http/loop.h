/* One serving thread from inside: its connections, their deadlines, its event loop. Private to the http layer.
 *
 * libmicrohttpd parses and writes; everything that decides when (accepting, waiting, deadlines, closing, draining) is
 * here, because its own loop stalls at multiples of 128 busy connections, its own time-out is prolonged by every byte,
 * and its own stop drops requests. */
#ifndef FORDELA_HTTP_LOOP_H
#define FORDELA_HTTP_LOOP_H

#include "api/handle.h"
#include "base/log.h"
#include "base/outcome.h"
#include "http/address.h"
#include "http/compress.h"
#include "http/files.h"
#include "http/limits.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Daemon;
struct MHD_Connection;
struct request;
struct gnutls_session_int;

enum phase { PHASE_SERVING, PHASE_DRAINING, PHASE_STOPPING };

/* The settings in force; replaced as a whole, freed when the server stops. */
struct policy {
    struct limits limits;
    struct address_ranges trusted_proxies;
    char *hosts;
    struct files *files;
    struct tls *tls; /* NULL = connections are plain */
    struct policy *replaced;
};

/* What the loops share. */
struct commons {
    struct api *api;
    _Atomic(struct policy *) policy;
    atomic_int phase;
    atomic_int connections;
    atomic_int loops_running;
    int ended_fd;
    struct address_counts *counts;
};

/* What a connection waits for; each kind has one time, so each list is in the order of its deadlines. */
enum wait { WAIT_HEADERS, WAIT_BODY, WAIT_REPLY, WAIT_IDLE, WAIT_LINGER, WAIT__COUNT, WAIT_NOTHING = WAIT__COUNT };

struct connection {
    struct loop *loop;
    int fd;
    enum wait wait;
    int64_t began_ms, deadline_ms;
    struct connection *previous, *next; /* in the list of its wait */
    struct address address;
    struct gnutls_session_int *tls; /* NULL = plain, or no longer libmicrohttpd's */
    bool counted;                   /* in commons->counts */
    bool trusted;                   /* a proxy whose X-Forwarded-... is believed */
    bool unused;                    /* no request has been seen yet */
    bool shut;                      /* shut down by us; libmicrohttpd is about to notice */
    struct request *receiving;      /* whose body is coming in; NULL = none */
    bool lingering;                 /* not libmicrohttpd's: a refused client that still sends */
};

struct wait_list {
    struct connection *first, *last;
};

struct loop {
    struct commons *commons;
    struct policy *policy;
    struct api_thread *api_thread;
    struct compressor *compressor;
    struct MHD_Daemon *daemon;
    int epoll_fd, wake_fd, listen_fd, daemon_fd;
    bool listening;            /* listen_fd is being watched */
    int64_t listen_again_ms;   /* when to watch it again */
    int64_t now_ms;            /* of this round */
    int64_t draining_since_ms; /* 0 = not draining */
    bool newcomers_refused;
    struct wait_list waits[WAIT__COUNT];
    struct connection *joining; /* being handed to libmicrohttpd */
    int connections;            /* those of libmicrohttpd */
    int lingering;
    int pending;          /* suspended requests: the application holds them */
    size_t body_bytes;    /* of the bodies that are being received */
    struct log_batch log; /* written once a round */
    size_t random_left;   /* unused bytes at the beginning of random */
    unsigned char random[1200];
    _Atomic(struct request *) finished; /* handed back by other threads */
    atomic_int handing_back;            /* threads that are just doing so */
    atomic_uint rounds;                 /* a sign of life */
};

/* Makes the loop ready to run, with nothing left to fail; listen_fd becomes the loop's. */
MUST_USE enum outcome loop_open(struct loop *loop, struct commons *commons, int listen_fd);
void loop_close(struct loop *loop);

/* Serves until the phase says stop and everything is done. */
void loop_run(struct loop *loop);

/* Fresh random bytes (at most 64): asking the kernel for each request by itself costs a twentieth of a small one. */
void loop_random(struct loop *loop, unsigned char *ret_bytes, size_t length);

/* Wakes the loop from another thread. */
void loop_wake(struct loop *loop);

/* Hands a request back to its loop; from any thread. The request may be gone when this returns. */
void loop_request_finished(struct loop *loop, struct request *request);

/* src/http/connection.c */

/* Accepts what waits, within the limits. */
void connections_accept(struct loop *loop);

/* Starts the clock for what the connection waits for from now on. */
void connection_wait(struct connection *connection, enum wait wait);

/* Ends what has waited too long; returns the time until the next deadline, -1 if there is none. */
int connections_expire(struct loop *loop);

/* Shuts the connection down; libmicrohttpd notices and closes it. */
void connection_shut(struct connection *connection);

/* Ends the connection on which a body has been coming in the longest, and forgets what there is of it. False if there
 * is none, or it is `asking`. */
bool connections_make_way(struct loop *loop, const struct connection *asking);

/* While draining: closes connections on which nothing has begun. */
void connections_close_idle(struct loop *loop);
void connections_shut_all(struct loop *loop);

/* Sends a whole answer past libmicrohttpd, then says goodbye in such a way that the client gets to read it although it
 * still sends. Only when nothing of another answer is under way; the caller then has libmicrohttpd close. */
void connection_refuse(struct connection *connection, const char *bytes, size_t length);

/* Swallows what a refused client sends. */
void connection_linger(struct connection *connection);
void connections_close_lingering(struct loop *loop);

/* libmicrohttpd's word that it has taken the loop's joining connection, or that it closes one. */
void connection_joined(struct loop *loop, struct gnutls_session_int *tls, void **socket_context);
void connection_gone(struct connection *connection);

#endif
