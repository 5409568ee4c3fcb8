#include "http/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

union socket_address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
};

static bool parse_port(const char *text, uint16_t *ret_port)
{
    unsigned long port = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return false;
    for (size_t i = 0; i < digits; i++)
        port = port * 10 + (unsigned long)(text[i] - '0');
    *ret_port = (uint16_t)port;
    return port <= UINT16_MAX;
}

static bool parse_address(const char *text, union socket_address *ret_address, socklen_t *ret_length)
{
    char host[INET6_ADDRSTRLEN + 2];
    uint16_t port;
    const char *colon = strrchr(text, ':');
    if (colon == NULL || (size_t)(colon - text) >= sizeof host || !parse_port(colon + 1, &port))
        return false;
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = '\0';
    memset(ret_address, 0, sizeof *ret_address);
    size_t length = strlen(host);
    if (host[0] == '[' && host[length - 1] == ']') {
        host[length - 1] = '\0';
        ret_address->ipv6.sin6_family = AF_INET6;
        ret_address->ipv6.sin6_port = htons(port);
        *ret_length = sizeof ret_address->ipv6;
        return inet_pton(AF_INET6, host + 1, &ret_address->ipv6.sin6_addr) == 1;
    }
    ret_address->ipv4.sin_family = AF_INET;
    ret_address->ipv4.sin_port = htons(port);
    *ret_length = sizeof ret_address->ipv4;
    return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &ret_address->ipv4.sin_addr) == 1;
}

bool listen_address_is_valid(const char *listen_at)
{
    union socket_address address;
    socklen_t length;
    return parse_address(listen_at, &address, &length);
}

/* A socket bound to the address; *address gets the real port. -1 with errno. */
static int open_socket(union socket_address *address, socklen_t length, bool shared)
{
    const int on = 1;
    int opened = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (opened < 0)
        return -1;
    bool good = setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
    if (good && shared)
        good = setsockopt(opened, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    if (good && address->any.sa_family == AF_INET6)
        good = setsockopt(opened, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0;
    if (good && bind(opened, &address->any, length) == 0 && listen(opened, BACKLOG) == 0 &&
        getsockname(opened, &address->any, &length) == 0)
        return opened;
    int reason = errno;
    close(opened);
    errno = reason;
    return -1;
}

static void format_address(const union socket_address *address, char ret_text[LISTENER_ADDRESS_CHARS])
{
    char host[INET6_ADDRSTRLEN] = "";
    bool ipv6 = address->any.sa_family == AF_INET6;
    const void *bytes = ipv6 ? (const void *)&address->ipv6.sin6_addr : (const void *)&address->ipv4.sin_addr;
    (void)inet_ntop(address->any.sa_family, bytes, host, sizeof host);
    snprintf(ret_text, LISTENER_ADDRESS_CHARS, ipv6 ? "[%s]:%u" : "%s:%u", host,
             (unsigned)ntohs(ipv6 ? address->ipv6.sin6_port : address->ipv4.sin_port));
}

enum outcome listeners_open(const char *listen_at, int count, int ret_sockets[],
                            char ret_address[LISTENER_ADDRESS_CHARS], char ret_error[LISTENER_ERROR_CHARS])
{
    union socket_address address;
    socklen_t length;
    if (!parse_address(listen_at, &address, &length)) {
        snprintf(ret_error, LISTENER_ERROR_CHARS, "\"%s\" is not ADDRESS:PORT (as 127.0.0.1:8080 or [::1]:8080)",
                 listen_at);
        return INVALID;
    }
    /* One that shares with nobody first: it finds the free port, and another server that is there already. */
    int opened = 0, probe = open_socket(&address, length, false);
    if (probe >= 0) {
        close(probe);
        while (opened < count && (ret_sockets[opened] = open_socket(&address, length, true)) >= 0)
            opened++;
    }
    if (opened == count) {
        format_address(&address, ret_address);
        return OK;
    }
    int reason = errno;
    while (opened > 0)
        close(ret_sockets[--opened]);
    snprintf(ret_error, LISTENER_ERROR_CHARS, "cannot listen on %s: %s", listen_at, strerror(reason));
    return reason == EADDRINUSE ? CONFLICT : BROKEN;
}

void listener_refuse_newcomers(int listening_socket)
{
    /* Drops a segment with SYN and without ACK; lets the rest, which ends handshakes that have begun, through. */
    enum { FLAGS_BYTE = 13, SYN = 0x02, ACK = 0x10, WHOLE = 0x40000 };
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS_BYTE),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SYN | ACK),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYN, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, WHOLE),
    };
    const struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    /* Where the kernel refuses, a connection begun in the last instant is reset, as with any other server. */
    (void)setsockopt(listening_socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}
