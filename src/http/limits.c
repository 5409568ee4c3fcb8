#include "http/limits.h"

#include <sys/resource.h>

enum { DESCRIPTORS_BESIDE = 256 /* database, logs, listening sockets, connections being closed */ };

struct limits limits_default(void)
{
    return (struct limits){
        .headers_ms = 10 * 1000,        /* a slow mobile line needs 2 s */
        .body_ms = 20 * 1000,           /* 256 kB at 13 kB/s; with the headers 30 s in all */
        .reply_ms = 60 * 1000,          /* 10 MB, the nation's proposal, at 170 kB/s */
        .idle_ms = 30 * 1000,           /* a page's next request follows within seconds; an idle client costs 70 kB */
        .linger_ms = 2 * 1000,          /* a few round trips */
        .drain_grace_ms = 250,          /* one look of a balancer at /readyz, if it looks often */
        .drain_ms = 30 * 1000,          /* the longest request; below systemd's 90 s */
        .connections = 20 * 1000,       /* measured: 10 000 slow clients beside ordinary ones do no harm */
        .connections_per_address = 256, /* a town hall behind one address has some hundred browsers, few of them busy */
        .header_fields = 100,           /* browsers send 15 to 25 */
        .header_bytes = 16 * 1024,
        .target_bytes = 4 * 1024, /* our longest is 300 */
        .discard_bytes = 1024 * 1024,
        .unsent_bytes =
            64 * 1024, /* fills a fast line until we look again; else up to 4 MB each, and 1,000 fill the kernel */
        .body_bytes_in_flight = 64 * 1024 * 1024, /* 250 of the largest at once; the longest under way makes way */
    };
}

bool limits_fit_descriptors(struct limits *limits)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return true;
    rlim_t needed = (rlim_t)limits->connections + DESCRIPTORS_BESIDE;
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= needed)
        return true;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= needed ? needed : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 && getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return true;
    if (limit.rlim_cur >= needed)
        return true;
    limits->connections =
        limit.rlim_cur > 2 * DESCRIPTORS_BESIDE ? (int)limit.rlim_cur - DESCRIPTORS_BESIDE : (int)limit.rlim_cur / 2;
    return false;
}
