/* A serving thread's connections: taking them in, timing them, ending them. */
#include "http/loop.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/tls.h"

#include <errno.h>
#include <linux/tcp.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ACCEPTS_PER_ROUND = 64,     /* so that a flood of newcomers leaves time for those inside */
    ACCEPT_PAUSE_MS = 50,       /* without room or descriptors: ask again after this, never spin */
    LINGERING_MAX = 1000,       /* of a thread; refused clients beyond it see a reset */
    LINGER_READS_PER_ROUND = 8, /* of 16 kB */
    FRESH_MS = 1000,    /* while draining: a client that was heard of this recently may be sending its next request */
    CLOCK_GRAIN_MS = 20 /* the kernel counts times of arrival in ticks */
};

static void leave_list(struct connection *connection)
{
    if (connection->wait == WAIT_NOTHING)
        return;
    struct wait_list *list = &connection->loop->waits[connection->wait];
    *(connection->previous != NULL ? &connection->previous->next : &list->first) = connection->next;
    *(connection->next != NULL ? &connection->next->previous : &list->last) = connection->previous;
    connection->previous = connection->next = NULL;
    connection->wait = WAIT_NOTHING;
}

static int wait_ms(const struct limits *limits, enum wait wait)
{
    const int times[] = {[WAIT_HEADERS] = limits->headers_ms,
                         [WAIT_BODY] = limits->body_ms,
                         [WAIT_REPLY] = limits->reply_ms,
                         [WAIT_IDLE] = limits->idle_ms,
                         [WAIT_LINGER] = limits->linger_ms};
    _Static_assert(sizeof times / sizeof times[0] == WAIT__COUNT, "a time for each wait");
    return times[wait];
}

void connection_wait(struct connection *connection, enum wait wait)
{
    leave_list(connection);
    if (wait == WAIT_NOTHING)
        return;
    struct wait_list *list = &connection->loop->waits[wait];
    connection->wait = wait;
    connection->began_ms = connection->loop->now_ms;
    connection->deadline_ms = connection->began_ms + wait_ms(&connection->loop->policy->limits, wait);
    connection->previous = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = connection;
    list->last = connection;
}

/* True if anything has arrived since the wait began (libmicrohttpd may have read it already). */
static bool has_arrived(const struct connection *connection)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    memset(&info, 0, sizeof info);
    if (getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
        return false;
    if (connection->unused && connection->tls == NULL)
        return info.tcpi_bytes_received > 0;
    /* A handshake is not a request: behind it only what has come lately can be the beginning of one. */
    if (connection->unused)
        return info.tcpi_last_data_recv < FRESH_MS;
    return (int64_t)info.tcpi_last_data_recv + CLOCK_GRAIN_MS < connection->loop->now_ms - connection->began_ms;
}

void connection_shut(struct connection *connection)
{
    if (connection->shut)
        return;
    connection->shut = true;
    connection_wait(connection, WAIT_NOTHING);
    (void)shutdown(connection->fd, SHUT_RDWR);
}

/* The last bytes of the connection, past libmicrohttpd. */
static void send_last(struct connection *connection, const char *bytes, size_t length)
{
    if (connection->tls != NULL)
        tls_send_last(connection->tls, bytes, length);
    else
        (void)!send(connection->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void say(struct connection *connection, int status)
{
    char answer[REPLY_RAW_BYTES];
    size_t length = reply_raw(answer, &(struct raw_reply){.status = status, .secure = connection->tls != NULL});
    send_last(connection, answer, length);
}

static void expire(struct connection *connection)
{
    switch (connection->wait) {
    case WAIT_HEADERS:
        if (!connection->unused || has_arrived(connection))
            say(connection, MHD_HTTP_REQUEST_TIMEOUT);
        break;
    case WAIT_BODY:
        say(connection, MHD_HTTP_REQUEST_TIMEOUT);
        break;
    case WAIT_IDLE:
        if (has_arrived(connection)) { /* the beginning of a request: it has the time that any other has */
            connection_wait(connection, WAIT_HEADERS);
            return;
        }
        break;
    case WAIT_LINGER:
        connection_gone(connection);
        return;
    case WAIT_REPLY:
    case WAIT__COUNT:
        break;
    }
    connection_shut(connection);
}

int connections_expire(struct loop *loop)
{
    int64_t next_ms = INT64_MAX;
    for (int wait = 0; wait < WAIT__COUNT; wait++) {
        struct wait_list *list = &loop->waits[wait];
        while (list->first != NULL && list->first->deadline_ms <= loop->now_ms)
            expire(list->first);
        if (list->first != NULL && list->first->deadline_ms < next_ms)
            next_ms = list->first->deadline_ms;
    }
    return next_ms == INT64_MAX ? -1 : (int)(next_ms - loop->now_ms);
}

bool connections_make_way(struct loop *loop, const struct connection *asking)
{
    struct connection *longest = loop->waits[WAIT_BODY].first;
    if (longest == NULL || longest == asking)
        return false;
    say(longest, MHD_HTTP_SERVICE_UNAVAILABLE);
    if (longest->receiving != NULL)
        request_forget_body(longest->receiving);
    connection_shut(longest);
    return true;
}

void connections_close_idle(struct loop *loop)
{
    static const enum wait kinds[] = {WAIT_IDLE, WAIT_HEADERS};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (struct connection *connection = loop->waits[kinds[i]].first, *next; connection != NULL;
             connection = next) {
            int unread = 0;
            next = connection->next;
            if (ioctl(connection->fd, FIONREAD, &unread) == 0 && unread > 0)
                continue;
            bool fresh = loop->now_ms - connection->began_ms < FRESH_MS;
            if (!fresh && (kinds[i] == WAIT_IDLE || connection->unused) && !has_arrived(connection))
                connection_shut(connection);
        }
}

void connections_shut_all(struct loop *loop)
{
    for (int wait = 0; wait < WAIT_LINGER; wait++)
        while (loop->waits[wait].first != NULL)
            connection_shut(loop->waits[wait].first);
}

static struct connection *connection_new(struct loop *loop, int fd, const struct address *address)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        return NULL;
    connection->loop = loop;
    connection->fd = fd;
    connection->address = *address;
    connection->unused = true;
    connection->wait = WAIT_NOTHING;
    connection->trusted = address_in_ranges(address, &loop->policy->trusted_proxies);
    return connection;
}

/* False if the address has its share already. */
static bool count(struct connection *connection)
{
    const struct limits *limits = &connection->loop->policy->limits;
    if (connection->trusted || (!limits->count_loopback && address_is_loopback(&connection->address)))
        return true;
    connection->counted =
        address_counts_enter(connection->loop->commons->counts, &connection->address, limits->connections_per_address);
    return connection->counted;
}

static void refuse_newcomer(struct loop *loop, int fd, int status)
{
    char answer[REPLY_RAW_BYTES];
    struct connection shown = {.loop = loop, .fd = fd, .wait = WAIT_NOTHING};
    /* A handshake only to say no would be what a flood is after. */
    if (loop->policy->tls == NULL)
        connection_refuse(&shown, answer, reply_raw(answer, &(struct raw_reply){.status = status}));
    close(fd);
}

static void take_in(struct loop *loop, int fd, const struct sockaddr *peer, socklen_t peer_length)
{
    struct address address;
    struct connection *connection = NULL;
    if (address_from_socket(peer, &address) == OK)
        connection = connection_new(loop, fd, &address);
    if (connection == NULL) {
        close(fd);
        return;
    }
    if (!count(connection)) {
        free(connection);
        refuse_newcomer(loop, fd, MHD_HTTP_TOO_MANY_REQUESTS);
        return;
    }
    /* What a client does not take is to wait here, where its deadline sees it, not in the kernel, whose room all share.
     */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &loop->policy->limits.unsent_bytes, sizeof(int));
    atomic_fetch_add(&loop->commons->connections, 1);
    loop->connections++;
    loop->joining = connection;
    (void)MHD_add_connection(loop->daemon, fd, peer, peer_length); /* closes fd if it fails */
    if (loop->joining != NULL) {
        loop->joining = NULL;
        connection_gone(connection);
    }
}

void connection_joined(struct loop *loop, struct gnutls_session_int *tls, void **socket_context)
{
    struct connection *connection = loop->joining;
    loop->joining = NULL;
    *socket_context = connection;
    connection->tls = tls;
    connection_wait(connection, WAIT_HEADERS);
    if (tls != NULL && !tls_join(loop->policy->tls, tls))
        connection_shut(connection);
}

void connection_gone(struct connection *connection)
{
    struct loop *loop = connection->loop;
    connection_wait(connection, WAIT_NOTHING);
    if (connection->counted)
        address_counts_leave(loop->commons->counts, &connection->address);
    if (connection->lingering) {
        close(connection->fd);
        loop->lingering--;
    } else {
        atomic_fetch_sub(&loop->commons->connections, 1);
        loop->connections--;
    }
    free(connection);
}

/* Looks away from the listening socket for a moment; meanwhile the longest idle client makes room. */
static void pause_accepting(struct loop *loop)
{
    struct epoll_event none = {.events = 0, .data.ptr = &loop->listen_fd};
    (void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, loop->listen_fd, &none);
    loop->listening = false;
    loop->listen_again_ms = loop->now_ms + ACCEPT_PAUSE_MS;
    if (loop->waits[WAIT_IDLE].first != NULL)
        connection_shut(loop->waits[WAIT_IDLE].first);
}

void connections_accept(struct loop *loop)
{
    for (int i = 0; i < ACCEPTS_PER_ROUND; i++) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        if (atomic_load(&loop->commons->connections) >= loop->policy->limits.connections) {
            pause_accepting(loop);
            return;
        }
        int fd = accept4(loop->listen_fd, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            take_in(loop, fd, (struct sockaddr *)&peer, length);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            pause_accepting(loop);
        else if (errno != EAGAIN && errno != EWOULDBLOCK)
            continue; /* this one was gone before we came to it */
        return;
    }
}

void connection_refuse(struct connection *connection, const char *bytes, size_t length)
{
    struct loop *loop = connection->loop;
    send_last(connection, bytes, length);
    (void)shutdown(connection->fd, SHUT_WR);
    connection->shut = true;
    connection_wait(connection, WAIT_NOTHING);
    if (loop->lingering >= LINGERING_MAX)
        return;
    /* A socket that is closed with unread input resets the connection, and the client loses the answer: a second
     * descriptor keeps it open until the client is through. */
    struct connection *rest = calloc(1, sizeof *rest);
    if (rest == NULL)
        return;
    *rest = (struct connection){.loop = loop, .wait = WAIT_NOTHING, .lingering = true};
    rest->fd = dup(connection->fd);
    struct epoll_event readable = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = rest};
    if (rest->fd < 0 || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, rest->fd, &readable) != 0) {
        if (rest->fd >= 0)
            close(rest->fd);
        free(rest);
        return;
    }
    loop->lingering++;
    connection_wait(rest, WAIT_LINGER);
}

void connection_linger(struct connection *connection)
{
    char swallowed[16 * 1024];
    for (int i = 0; i < LINGER_READS_PER_ROUND; i++) {
        ssize_t got = recv(connection->fd, swallowed, sizeof swallowed, MSG_DONTWAIT);
        if (got > 0)
            continue;
        if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
            connection_gone(connection);
        return;
    }
}

void connections_close_lingering(struct loop *loop)
{
    while (loop->waits[WAIT_LINGER].first != NULL)
        connection_gone(loop->waits[WAIT_LINGER].first);
}
