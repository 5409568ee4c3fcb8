#include "http/loop.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "http/listener.h"
#include "http/request.h"
#include "http/tls.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    EVENTS_PER_ROUND = 128,
    CONNECTION_MEMORY_BYTES = 32 * 1024, /* of libmicrohttpd, which wipes it after each request: a head of 16 kB, 100
                                            fields at 64 bytes, our answer's head */
    DRAIN_STEP_MS = 50
};

static void on_connection(void *context, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *session = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
        connection_joined(context, session != NULL ? session->tls_session : NULL, socket_context);
    } else if (*socket_context != NULL)
        connection_gone(*socket_context);
}

/* Targets are decoded by http/target.h, once, from the bytes as sent. */
static size_t leave_as_it_is(void *context, struct MHD_Connection *mhd, char *text)
{
    (void)context, (void)mhd;
    return strlen(text);
}

static struct MHD_Daemon *open_daemon(struct loop *loop)
{
    const struct tls *tls = loop->policy->tls;
    const struct MHD_OptionItem secured[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, tls != NULL ? (void *)(uintptr_t)tls_certificate_text(tls) : NULL},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, tls != NULL ? (void *)(uintptr_t)tls_key_text(tls) : NULL},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                     (tls != NULL ? MHD_USE_TLS : 0);
    return MHD_start_daemon(flags, 0, NULL, NULL, request_continue, loop, MHD_OPTION_URI_LOG_CALLBACK, request_begin,
                            loop, MHD_OPTION_NOTIFY_COMPLETED, request_end, loop, MHD_OPTION_NOTIFY_CONNECTION,
                            on_connection, loop, MHD_OPTION_UNESCAPE_CALLBACK, leave_as_it_is, NULL,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)loop->policy->limits.connections + 1,
                            MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY,
                            tls != NULL ? secured : &secured[3], MHD_OPTION_END);
}

static bool watch(struct loop *loop, int fd, void *as)
{
    struct epoll_event readable = {.events = EPOLLIN, .data.ptr = as};
    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &readable) == 0;
}

enum outcome loop_open(struct loop *loop, struct commons *commons, int listen_fd)
{
    *loop = (struct loop){.commons = commons, .listen_fd = listen_fd, .listening = true};
    loop->policy = atomic_load(&commons->policy);
    loop->now_ms = clock_monotonic_ms();
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->epoll_fd < 0 || loop->wake_fd < 0)
        return BROKEN;
    TRY(api_thread_open(commons->api, &loop->api_thread));
    TRY(compressor_open(&loop->compressor));
    loop->daemon = open_daemon(loop);
    if (loop->daemon == NULL)
        return BROKEN;
    loop->daemon_fd = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    bool watched = watch(loop, loop->daemon_fd, &loop->daemon_fd) && watch(loop, loop->wake_fd, &loop->wake_fd) &&
                   watch(loop, loop->listen_fd, &loop->listen_fd);
    return watched ? OK : BROKEN;
}

static void close_if_open(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void loop_close(struct loop *loop)
{
    /* The loop may have taken a request back and ended before the thread that handed it back has let go of the loop. */
    while (atomic_load(&loop->handing_back) > 0)
        sched_yield();
    if (loop->daemon != NULL)
        MHD_stop_daemon(loop->daemon);
    loop->daemon = NULL;
    log_write(&loop->log);
    connections_close_lingering(loop);
    compressor_close(loop->compressor);
    loop->compressor = NULL;
    api_thread_close(loop->api_thread);
    loop->api_thread = NULL;
    close_if_open(&loop->listen_fd);
    close_if_open(&loop->wake_fd);
    close_if_open(&loop->epoll_fd);
}

void loop_random(struct loop *loop, unsigned char *ret_bytes, size_t length)
{
    if (loop->random_left < length) {
        crypto_random(loop->random, sizeof loop->random);
        loop->random_left = sizeof loop->random;
    }
    loop->random_left -= length;
    memcpy(ret_bytes, loop->random + loop->random_left, length);
}

void loop_wake(struct loop *loop)
{
    const uint64_t one = 1;
    (void)!write(loop->wake_fd, &one, sizeof one);
}

void loop_request_finished(struct loop *loop, struct request *request)
{
    atomic_fetch_add(&loop->handing_back, 1);
    struct request *others = atomic_load(&loop->finished);
    do
        request->next_finished = others;
    while (!atomic_compare_exchange_weak(&loop->finished, &others, request));
    if (others == NULL)
        loop_wake(loop);
    atomic_fetch_sub(&loop->handing_back, 1);
}

/* Takes back what other threads have finished, the first one first. */
static void resume_finished(struct loop *loop)
{
    struct request *newest_first = atomic_exchange(&loop->finished, NULL), *ordered = NULL;
    while (newest_first != NULL) {
        struct request *next = newest_first->next_finished;
        newest_first->next_finished = ordered;
        ordered = newest_first;
        newest_first = next;
    }
    while (ordered != NULL) {
        struct request *next = ordered->next_finished;
        request_resume(ordered);
        ordered = next;
    }
}

static void handle_events(struct loop *loop, const struct epoll_event events[], int count)
{
    for (int i = 0; i < count; i++) {
        void *source = events[i].data.ptr;
        uint64_t times;
        if (source == &loop->wake_fd)
            (void)!read(loop->wake_fd, &times, sizeof times);
        else if (source == &loop->listen_fd)
            connections_accept(loop);
        else if (source != &loop->daemon_fd)
            connection_linger(source);
    }
}

static void listen_again(struct loop *loop)
{
    if (loop->listening || loop->now_ms < loop->listen_again_ms)
        return;
    struct epoll_event readable = {.events = EPOLLIN, .data.ptr = &loop->listen_fd};
    loop->listening = epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, loop->listen_fd, &readable) == 0;
}

/* How long the loop may sleep. */
static int sleep_ms(const struct loop *loop, int deadline_in_ms)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    int64_t sleep = deadline_in_ms;
    if (MHD_get_timeout(loop->daemon, &daemon_ms) == MHD_YES && (sleep < 0 || daemon_ms < (unsigned long long)sleep))
        sleep = (int64_t)daemon_ms;
    if (!loop->listening && (sleep < 0 || loop->listen_again_ms - loop->now_ms < sleep))
        sleep = loop->listen_again_ms > loop->now_ms ? loop->listen_again_ms - loop->now_ms : 0;
    if (loop->draining_since_ms != 0 && (sleep < 0 || sleep > DRAIN_STEP_MS))
        sleep = DRAIN_STEP_MS;
    return (int)sleep;
}

/* One step of draining; true when nothing is left to wait for. */
static bool drain(struct loop *loop, int phase)
{
    const struct limits *limits = &loop->policy->limits;
    if (loop->draining_since_ms == 0)
        loop->draining_since_ms = loop->now_ms;
    int64_t since_ms = loop->now_ms - loop->draining_since_ms;
    bool overdue = phase == PHASE_STOPPING || since_ms >= limits->drain_ms;
    if (!loop->newcomers_refused && (overdue || since_ms >= limits->drain_grace_ms)) {
        listener_refuse_newcomers(loop->listen_fd);
        loop->newcomers_refused = true;
        return false; /* those in the queue come in first */
    }
    if (overdue)
        connections_shut_all(loop);
    else if (loop->newcomers_refused)
        connections_close_idle(loop);
    bool left = overdue ? loop->pending > 0 : loop->connections > 0 || loop->lingering > 0;
    return loop->newcomers_refused && !left;
}

void loop_run(struct loop *loop)
{
    struct epoll_event events[EVENTS_PER_ROUND];
    int deadline_in_ms = -1;
    for (;;) {
        int count = epoll_wait(loop->epoll_fd, events, EVENTS_PER_ROUND, sleep_ms(loop, deadline_in_ms));
        atomic_fetch_add(&loop->rounds, 1);
        loop->now_ms = clock_monotonic_ms();
        loop->policy = atomic_load(&loop->commons->policy);
        listen_again(loop);
        handle_events(loop, events, count);
        resume_finished(loop);
        (void)MHD_run(loop->daemon);
        deadline_in_ms = connections_expire(loop);
        log_write(&loop->log);
        int phase = atomic_load(&loop->commons->phase);
        if (phase != PHASE_SERVING && drain(loop, phase))
            return;
    }
}
